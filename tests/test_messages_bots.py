"""Feishu, WeCom and a service behind apprise, as a real HTTP server sees them."""

import base64
import hashlib
import hmac
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from catching import Catcher, Reply, catching, closed_port, says
from making import NOON
from telling import a_digest, a_line, deliver, settings_with

from digestgen.config import Settings
from digestgen.errors import SettingsError
from digestgen.publish.messages import Delivery, SendingState, targets_of
from digestgen.wishes import Fetched

pytestmark = pytest.mark.filterwarnings(
    "ignore:'imghdr' is deprecated:DeprecationWarning"
)  # a library of one of apprise's plugins
TOKEN = "0a1b2c3d-token-of-the-bot-4e5f"  # noqa: S105 - of a server of these tests
SECRET = "signing-secret-of-feishu"  # noqa: S105 - of a server of these tests
FEISHU_OK, WECOM_OK = says(code=0, msg="success", data={}), says(errcode=0, errmsg="ok")


def feishu(netloc: str, secret: str | None = SECRET) -> Settings:
    return settings_with(feishu_webhook=f"http://{netloc}/open-apis/bot/v2/hook/{TOKEN}", feishu_secret=secret)


def wecom(netloc: str) -> Settings:
    return settings_with(wecom_webhook=f"http://{netloc}/cgi-bin/webhook/send?key={TOKEN}")


def service(netloc: str) -> Settings:
    return settings_with(notify_urls=(f"json://{netloc}/{TOKEN}?rto=0.3",))


BOTS = {"Feishu": feishu, "WeCom": wecom, "service 1": service}
GOOD = {"Feishu": FEISHU_OK, "WeCom": WECOM_OK, "service 1": Reply()}


def tell(folder: Path, bot: str, server: Catcher | str, **options: Any) -> list[Delivery]:  # noqa: ANN401 - of deliver
    netloc = server if isinstance(server, str) else server.netloc
    return deliver(folder, BOTS[bot](netloc), hosts=[netloc], deadline_seconds=0.5, **options)


def test_feishu_gets_a_signed_card(tmp_path: Path) -> None:
    digest = a_digest(a_line(1, title="A [x] *b*"), a_line(2), held=1)
    with catching(FEISHU_OK) as server:
        (delivery,) = deliver(tmp_path, feishu(server.netloc), digest, hosts=[server.netloc])
    assert str(delivery) == "2024-01-31: Feishu: sent"
    (posted,) = server.posted
    assert posted.path == f"/open-apis/bot/v2/hook/{TOKEN}"
    timestamp = posted.value["timestamp"]
    assert timestamp == str(int(NOON.timestamp()))
    key = (timestamp + "\n" + SECRET).encode()
    assert base64.b64decode(posted.value["sign"]) == hmac.new(key, b"", hashlib.sha256).digest()
    assert posted.value["msg_type"] == "interactive"
    head, (body, action) = posted.value["card"]["header"], posted.value["card"]["elements"]
    assert head["title"] == {"tag": "plain_text", "content": "每日论文摘要 2024-01-31（2 篇）"}
    assert body == {
        "tag": "markdown",
        "content": "1. [A &#91;x&#93; &#42;b&#42;](https://digest.example/p/1) ▲ 10\n"
        "把破损的青铜器残片按断面的几何形状与纹饰自动拼接复原（1）。\n"
        "[arXiv](https://arxiv.org/abs/2401.00001)\n\n"
        "2. [Paper 2](https://digest.example/p/2) ▲ 20\n"
        "把破损的青铜器残片按断面的几何形状与纹饰自动拼接复原（2）。\n"
        "[arXiv](https://arxiv.org/abs/2401.00002)\n\n"
        "共 2 篇。\n另有 1 篇未通过检查，暂不收录。\n",
    }
    (button,) = action["actions"]
    assert button["url"] == "https://digest.example/d/"


def test_feishu_without_a_secret_is_not_signed(tmp_path: Path) -> None:
    with catching(says(StatusCode=0, StatusMessage="success")) as server:
        (delivery,) = deliver(tmp_path, feishu(server.netloc, None), hosts=[server.netloc])
    assert delivery.state is SendingState.SENT, "old bots answer so"
    assert set(server.posted[0].value) == {"msg_type", "card"}


def test_wecom_gets_markdown(tmp_path: Path) -> None:
    with catching(WECOM_OK) as server:
        (delivery,) = tell(tmp_path, "WeCom", server)
    assert delivery.state is SendingState.SENT
    (posted,) = server.posted
    assert posted.path == f"/cgi-bin/webhook/send?key={TOKEN}"
    assert posted.value == {
        "msgtype": "markdown",
        "markdown": {
            "content": "**[每日论文摘要 2024-01-31（2 篇）](https://digest.example/d/)**\n\n"
            '1. [Paper 1](https://digest.example/p/1) <font color="comment">▲ 10</font>\n'
            "> 把破损的青铜器残片按断面的几何形状与纹饰自动拼接复原（1）。\n\n"
            '2. [Paper 2](https://digest.example/p/2) <font color="comment">▲ 20</font>\n'
            "> 把破损的青铜器残片按断面的几何形状与纹饰自动拼接复原（2）。\n\n"
            "共 2 篇。\n"
        },
    }


def test_a_service_gets_plain_text_through_apprise(tmp_path: Path) -> None:
    with catching() as server:
        (delivery,) = tell(tmp_path, "service 1", server)
    assert str(delivery) == "2024-01-31: service 1: sent"
    (posted,) = server.posted
    assert posted.path.startswith(f"/{TOKEN}")
    assert posted.value["title"] == "每日论文摘要 2024-01-31（2 篇）"
    assert posted.value["message"].rstrip() == (
        "1. Paper 1（▲ 10）\n把破损的青铜器残片按断面的几何形状与纹饰自动拼接复原（1）。\nhttps://digest.example/p/1\n\n"
        "2. Paper 2（▲ 20）\n把破损的青铜器残片按断面的几何形状与纹饰自动拼接复原（2）。\nhttps://digest.example/p/2\n\n"
        "共 2 篇：https://digest.example/d/"
    )


@pytest.mark.parametrize("bot", BOTS)
def test_nobody_is_told_twice_even_when_the_day_has_changed(tmp_path: Path, bot: str) -> None:
    with catching(GOOD[bot]) as server:
        tell(tmp_path, bot, server)
        assert deliver(tmp_path, BOTS[bot](server.netloc), a_digest(a_line(3)), hosts=[server.netloc]) == []
        assert tell(tmp_path, bot, server) == []
        assert tell(tmp_path, bot, server, resend=True) == [], "the same text is not sent twice on demand either"
        assert len(server.posted) == 1
        again = deliver(tmp_path, BOTS[bot](server.netloc), a_digest(a_line(3)), hosts=[server.netloc], resend=True)
    assert [delivery.state for delivery in again] == [SendingState.SENT]


@pytest.mark.parametrize(
    ("bot", "reply", "words"),
    [
        ("Feishu", Reply(500), "answered 500"),
        ("WeCom", Reply(500), "answered 500"),
        ("service 1", Reply(500), "error=500"),
        ("Feishu", says(code=19021, msg=f"sign match fail or timestamp is not within one hour {TOKEN}"), "code 19021 sign match"),
        ("WeCom", says(errcode=93000, errmsg=f"invalid webhook url, key {TOKEN}"), "code 93000 invalid webhook url"),
        ("Feishu", says(StatusCode=9499, StatusMessage="Bad Request"), "code 9499 Bad Request"),
        ("WeCom", says(errcode="40058"), "code 40058"),
    ],
)
def test_a_failure_is_told_without_the_key_and_tried_again_next_time(tmp_path: Path, bot: str, reply: Reply, words: str) -> None:
    with catching(reply) as server:
        (delivery,) = tell(tmp_path, bot, server)
        assert (delivery.target, delivery.state) == (bot, SendingState.FAILED)
        assert words in delivery.problem
        assert "the next --notify tries again" in delivery.problem
        assert TOKEN not in repr(delivery)
        server.replies[:] = [GOOD[bot]]
        (again,) = tell(tmp_path, bot, server)
        assert again.state is SendingState.SENT
        assert tell(tmp_path, bot, server) == []


@pytest.mark.parametrize("bot", BOTS)
@pytest.mark.parametrize("reply", [Reply(delay_seconds=0.9), Reply(drop=True)], ids=["slow", "dropped"])
def test_what_may_have_arrived_is_told_once_and_not_sent_again(tmp_path: Path, bot: str, reply: Reply) -> None:
    with catching(reply) as server:
        (delivery,) = tell(tmp_path, bot, server)
        assert (delivery.target, delivery.state) == (bot, SendingState.UNKNOWN)
        assert "--date 2024-01-31 --notify --resend" in delivery.problem
        server.replies[:] = [GOOD[bot]]
        assert tell(tmp_path, bot, server) == []
        assert len(server.posted) == 1
        (again,) = tell(tmp_path, bot, server, resend=True)
    assert again.state is SendingState.SENT


@pytest.mark.parametrize("reply", [Reply(body=b"<html>log in</html>"), Reply(body=b"[]"), Reply(body=b"")])
def test_an_answer_without_a_code_is_not_taken_for_success(tmp_path: Path, reply: Reply) -> None:
    with catching(reply) as server:
        (delivery,) = tell(tmp_path, "WeCom", server)
    assert delivery.state is SendingState.UNKNOWN
    assert "without a code" in delivery.problem


@pytest.mark.parametrize("bot", BOTS)
def test_a_server_that_is_not_there_is_a_failure(tmp_path: Path, bot: str) -> None:
    (delivery,) = tell(tmp_path, bot, f"127.0.0.1:{closed_port()}")
    assert delivery.state is SendingState.FAILED
    assert TOKEN not in repr(delivery)


@pytest.mark.parametrize("bot", BOTS)
@pytest.mark.parametrize("reply", [None, Reply(500), Reply(drop=True)], ids=["good", "failing", "dropped"])
def test_no_log_and_no_ledger_holds_a_key(
    tmp_path: Path, bot: str, reply: Reply | None, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with catching(reply or GOOD[bot]) as server:
        tell(tmp_path, bot, server)
    assert server.posted
    (stored,) = (tmp_path / "sent").iterdir()
    said = stored.read_text("utf-8") + caplog.text + "".join(capfd.readouterr())
    for secret in (TOKEN, SECRET, "127.0.0.1", "hook/"):
        assert secret not in "\n".join(line for line in said.splitlines() if "connect_tcp" not in line), secret


def test_what_apprise_does_not_know_is_named_by_its_place(capfd: pytest.CaptureFixture[str]) -> None:
    async def nowhere(url: str, value: object, *, max_bytes: int = 0) -> Fetched:
        raise AssertionError(url, value, max_bytes)

    settings = settings_with(notify_urls=("json://127.0.0.1/x", f"nonsense://{TOKEN}"))
    with pytest.raises(SettingsError, match="DIGESTGEN_NOTIFY_URLS: number 2 is no URL that apprise knows") as caught:
        targets_of(settings, post=nowhere, mailer=None, now=lambda: NOON)
    assert TOKEN not in str(caught.value) + "".join(capfd.readouterr())


def test_without_apprise_the_install_command_is_told() -> None:
    code = (
        "import sys; sys.modules['apprise'] = None\n"
        "from digestgen.publish.messages.services import open_service\n"
        "from digestgen.errors import SettingsError\n"
        "try: open_service('json://127.0.0.1/x', 1)\n"
        "except SettingsError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "apprise, which is not installed (install it: pip install 'digestgen[notify]'" in done.stdout
