"""`--notify` of `publish` and `run`, from the drafts to real servers."""

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from catching import Catcher, catching, says
from mailserver import MailBox, mail_server
from world import Bench, bench

from digestgen.models import DraftState
from digestgen.sandbox import DEMO_DAY

DAY = DEMO_DAY.isoformat()
TOKEN = "0a1b2c3d-token-of-the-bot-4e5f"  # noqa: S105 - of a server of these tests


@contextmanager
def receivers(**refusals: str) -> Iterator[tuple[MailBox, Catcher, dict[str, str]]]:
    """Serve a mail server and a bot; the settings for both."""
    with mail_server(refusals) as box, catching(says(errcode=0)) as bot:
        yield (
            box,
            bot,
            {
                "DIGESTGEN_SMTP_URL": f"smtp://127.0.0.1:{box.port}",
                "DIGESTGEN_MAIL_FROM": "robot@digest.example",
                "DIGESTGEN_MAIL_TO": "ann@one.example, bob@two.example",
                "DIGESTGEN_WECOM_WEBHOOK": f"{bot.url}/cgi-bin/webhook/send?key={TOKEN}",
            },
        )


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output folder with the demo day's drafts, made once."""
    folder = tmp_path_factory.mktemp("drafted")
    with bench(folder) as digestgen:
        digestgen.run_demo()
    return folder / "out"


def approve_two(digestgen: Bench, drafted: Path) -> None:
    shutil.copytree(drafted, digestgen.folder / "out")
    ids = [draft.paper.id for draft in digestgen.drafts.on_day(DEMO_DAY)]
    assert digestgen("drafts", "approve", ids[0], ids[1]).exit_code == 0


def test_publish_notify_tells_everybody_once_and_tries_again_who_was_not_reached(tmp_path: Path, drafted: Path) -> None:
    with bench(tmp_path) as digestgen, receivers() as (box, bot, settings):
        approve_two(digestgen, drafted)
        box.refusals = {"bob@two.example": "550 bob@two.example is not here"}
        first = digestgen("publish", "--date", DAY, "--notify", **settings)
        assert first.exit_code == 3
        assert f"{DAY}: mail to receiver 1: sent" in first.stdout
        assert f"{DAY}: mail to receiver 2: failed: mail server: answered 550" in first.stdout
        assert f"{DAY}: WeCom: sent" in first.stdout
        box.refusals = {}
        second = json.loads(digestgen("publish", "--date", DAY, "--notify", "--json", **settings).stdout)
        assert second["messages"] == [{"date": DAY, "target": "mail to receiver 2", "state": "sent", "problem": ""}]
        third = digestgen("publish", "--date", DAY, "--notify", **settings)
        assert (third.exit_code, "nothing to send" in third.stdout) == (0, True)
        assert (box.receivers, len(bot.posted)) == (["ann@one.example", "bob@two.example"], 1)
        title = digestgen.drafts.on_day(DEMO_DAY)[0].paper.title
        assert "（2 篇）" in box.mails[0]["Subject"]
        assert title.split()[0] in box.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "等待审核" in bot.posted[0].value["markdown"]["content"]
        for done in (first, third):
            assert not any(secret in done.output for secret in ("ann@", "bob@", TOKEN))
        (ledger,) = (tmp_path / "out" / "sent").iterdir()
        assert not any(secret in ledger.read_text() for secret in ("@", TOKEN, "127.0.0.1"))


def test_a_page_that_changed_after_it_was_told_is_told_again_only_on_demand(tmp_path: Path, drafted: Path) -> None:
    with bench(tmp_path) as digestgen, receivers() as (box, bot, settings):
        approve_two(digestgen, drafted)
        digestgen("publish", "--date", DAY, "--notify", **settings)
        digestgen("publish", "--date", DAY, "--notify", "--unattended", **settings)
        assert (len(box.mails), len(bot.posted)) == (2, 1)
        digestgen("publish", "--date", DAY, "--notify", "--resend", **settings)
        digestgen("publish", "--date", DAY, "--notify", "--resend", **settings)
        assert (len(box.mails), len(bot.posted)) == (4, 2)
        assert box.mails[0]["Message-ID"] != box.mails[2]["Message-ID"]


def test_run_publish_notify_needs_nobody_and_an_older_day_is_not_told(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen, receivers() as (box, bot, settings):
        done = digestgen.run_demo("--publish", "--notify", **settings)
        assert done.exit_code == 0
        assert f"{DAY}: WeCom: sent" in done.stderr
        assert (len(box.mails), len(bot.posted)) == (2, 1)
        earlier = DEMO_DAY - dt.timedelta(days=30)
        draft = digestgen.drafts.on_day(DEMO_DAY)[0]
        digestgen.drafts.write(draft.model_copy(update={"date": earlier, "state": DraftState.APPROVED}))
        later = digestgen("publish", "--date", earlier.isoformat(), "--notify", **settings)
        assert "1 paper(s), written" in later.stdout
        assert "nothing to send" in later.stdout
        assert (len(box.mails), len(bot.posted)) == (2, 1)


def test_what_is_held_is_counted_and_not_told(tmp_path: Path, drafted: Path) -> None:
    with bench(tmp_path) as digestgen, receivers() as (_, bot, settings):
        approve_two(digestgen, drafted)
        digestgen("publish", "--date", DAY)
        draft = digestgen.drafts.on_day(DEMO_DAY)[0]
        broken = draft.summary.model_copy(update={"background": "作为一个人工智能语言模型，我无法访问这篇论文的全文，抱歉。"})
        digestgen.drafts.write(draft.model_copy(update={"summary": broken}))
        done = digestgen("publish", "--date", DAY, "--notify", **settings)
        assert done.exit_code == 3
        content = bot.posted[0].value["markdown"]["content"]
        assert "另有 1 篇未通过检查" in content
        assert draft.summary.tldr not in content


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "words"),
    [
        (["publish", "--date", DAY, "--notify"], {}, 4, "nobody to tell is set"),
        (["publish", "--date", DAY, "--resend"], {}, 2, "--resend is said with --notify"),
        (["run", "--date", DAY, "--notify"], {}, 2, "--notify is said with --publish"),
        (
            ["run", "--date", DAY, "--publish", "--notify"],
            {"DIGESTGEN_MAIL_TO": "a@b.example"},
            4,
            "DIGESTGEN_SMTP_URL: is not set",
        ),
    ],
)
def test_what_cannot_work_is_said_before_any_work(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], code: int, words: str
) -> None:
    with bench(tmp_path) as digestgen:
        done = digestgen(*arguments, **settings)
        assert (done.exit_code, words in done.stderr) == (code, True), done.output
        assert not (tmp_path / "out" / "drafts").exists()
