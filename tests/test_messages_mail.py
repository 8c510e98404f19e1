"""The digest as a mail, through real mail servers."""

import datetime as dt
import email.utils
import logging
import ssl
from pathlib import Path

import html5lib  # type: ignore[import-untyped, unused-ignore]
import pytest
from catching import closed_port
from mailserver import client_tls, mail_server, scripted_mail_server, server_tls
from making import NOON
from telling import a_digest, a_line, deliver, settings_with

from digestgen.config import Settings
from digestgen.errors import SettingsError
from digestgen.publish.messages import Delivery, Digest, Mailer, SendingState, targets_of
from digestgen.publish.messages.mail import Letterhead, compose, read_server
from digestgen.publish.messages.targets import mailer_of
from digestgen.wishes import Fetched

SENDER = "robot@digest.example"
PASSWORD = "pass/word@1"  # noqa: S105 - of a server of these tests
LOGIN = "robot%40digest.example:pass%2Fword%401@"


def mail_settings(port: int, *receivers: str, login: str = "", scheme: str = "smtp", **values: object) -> Settings:
    url = f"{scheme}://{login}127.0.0.1:{port}"
    return settings_with(smtp_url=url, mail_from=SENDER, mail_to=receivers or ("ann@one.example",), **values)


def send(
    folder: Path,
    settings: Settings,
    *digests: Digest,
    tls: ssl.SSLContext | None = None,
    timeout_seconds: float = 5.0,
    resend: bool = False,
) -> list[Delivery]:
    assert settings.smtp_url
    with Mailer(read_server(settings.smtp_url.get_secret_value()), tls=tls, timeout_seconds=timeout_seconds) as mailer:
        return deliver(folder, settings, *digests, mailer=mailer, resend=resend)


def test_a_mail_has_text_and_html_and_the_headers_that_lists_need(tmp_path: Path) -> None:
    with mail_server() as box:
        settings = mail_settings(box.port, mail_unsubscribe="https://digest.example/bye")
        (delivery,) = send(tmp_path, settings, a_digest(a_line(1, title="<b>A & B</b>"), a_line(2), held=1))
    assert str(delivery) == "2024-01-31: mail to receiver 1: sent"
    (mail,) = box.mails
    assert mail["From"] == f"每日论文摘要 <{SENDER}>"
    assert mail["To"] == "ann@one.example"
    assert mail["Subject"] == "每日论文摘要 2024-01-31（2 篇）"
    assert email.utils.parsedate_to_datetime(mail["Date"]) == NOON
    assert mail["Message-ID"].startswith("<digest-2024-01-31-")
    assert mail["Message-ID"].endswith("@digest.example>")
    assert mail["List-Unsubscribe"] == "<https://digest.example/bye>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    text, page = (part.get_content() for part in mail.iter_parts())
    assert "1. <b>A & B</b>（▲ 10）" in text
    assert "https://digest.example/p/1" in text
    assert "另有 1 篇未通过检查" in text
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert tree.find(".//strong/a").text == "<b>A & B</b>"
    assert box.raw[0].isascii(), "any server can carry it"
    assert max(map(len, box.raw[0].splitlines())) <= 998
    assert not mail.defects


@pytest.mark.parametrize(
    ("set_to", "wanted"),
    [
        (None, f"<mailto:{SENDER}?subject=unsubscribe>"),
        ("mailto:bye@digest.example", "<mailto:bye@digest.example>"),
        ("http://digest.example/bye", "<http://digest.example/bye>"),
    ],
)
def test_one_click_is_promised_for_https_alone(tmp_path: Path, set_to: str | None, wanted: str) -> None:
    with mail_server() as box:
        send(tmp_path, mail_settings(box.port, mail_unsubscribe=set_to))
    (mail,) = box.mails
    assert mail["List-Unsubscribe"] == wanted
    assert mail["List-Unsubscribe-Post"] is None


def test_receivers_do_not_see_each_other_and_get_the_same_message_id(tmp_path: Path) -> None:
    with mail_server() as box:
        settings = mail_settings(box.port, "ann@one.example", "bob@two.example", "ann@ONE.example")
        deliveries = send(tmp_path, settings)
    assert [delivery.target for delivery in deliveries] == ["mail to receiver 1", "mail to receiver 2"], "nobody gets it twice"
    assert box.envelopes == [(SENDER, ["ann@one.example"]), (SENDER, ["bob@two.example"])]
    assert [mail["To"] for mail in box.mails] == ["ann@one.example", "bob@two.example"]
    assert b"bob@" not in box.raw[0]
    assert b"ann@" not in box.raw[1]
    assert len({mail["Message-ID"] for mail in box.mails}) == 1


def test_the_message_id_stays_for_a_digest_and_changes_with_it() -> None:
    def made(digest: Digest, now: dt.datetime = NOON) -> str:
        return str(compose(digest, Letterhead(SENDER, "mailto:x@y.example"), "ann@one.example", now)["Message-ID"])

    assert made(a_digest()) == made(a_digest(a_line(1, upvotes=99), a_line(2)), NOON + dt.timedelta(days=1))
    assert made(a_digest()) != made(a_digest(a_line(1)))


def test_starttls_is_used_where_it_is_offered_and_the_password_only_then(tmp_path: Path) -> None:
    with mail_server(tls_context=server_tls(), require_starttls=True, auth_required=True, auth_require_tls=True) as box:
        settings = mail_settings(box.port, login=LOGIN)
        (delivery,) = send(tmp_path, settings, tls=client_tls())
    assert delivery.state is SendingState.SENT
    assert box.over_tls == [True]
    assert box.logins == [SENDER]


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with mail_server(tls_context=server_tls()) as box:
        (delivery,) = send(tmp_path, mail_settings(box.port))
    assert delivery.state is SendingState.FAILED
    assert "CERTIFICATE_VERIFY_FAILED" in delivery.problem.upper().replace(" ", "_")
    assert box.raw == []


def test_smtps_speaks_tls_from_the_first_byte(tmp_path: Path) -> None:
    with mail_server(from_the_start=server_tls()) as box:
        (delivery,) = send(tmp_path, mail_settings(box.port, scheme="smtps"), tls=client_tls())
    assert delivery.state is SendingState.SENT
    assert box.receivers == ["ann@one.example"]


def test_a_wrong_password_is_told_without_it_and_the_server_is_asked_once(tmp_path: Path) -> None:
    with mail_server(auth_require_tls=False) as box:
        settings = mail_settings(box.port, "ann@one.example", "bob@two.example", login="robot%40digest.example:wrong-word@")
        deliveries = send(tmp_path, settings)
    assert [delivery.state for delivery in deliveries] == [SendingState.FAILED] * 2
    assert "refuses user or password: 535" in deliveries[0].problem
    assert "wrong-word" not in str(deliveries)
    assert len(box.logins) <= 2, "one connection (it may try two mechanisms)"


def test_one_receiver_who_is_refused_does_not_stop_the_others_and_is_tried_again(tmp_path: Path) -> None:
    with mail_server({"bob@two.example": "550 no such user bob@two.example"}) as box:
        settings = mail_settings(box.port, "ann@one.example", "bob@two.example", "cyd@three.example")
        deliveries = send(tmp_path, settings)
        assert box.receivers == ["ann@one.example", "cyd@three.example"]
        assert [delivery.state.value for delivery in deliveries] == ["sent", "failed", "sent"]
        assert "mail to receiver 2: failed: mail server: answered 550" in str(deliveries[1])
        assert "bob@" not in str(deliveries), "a server may repeat the address, a report does not"
        box.refusals = {}
        (again,) = send(tmp_path, settings)
        assert (again.target, again.state) == ("mail to receiver 2", SendingState.SENT)
        assert box.receivers[2:] == ["bob@two.example"]
        assert send(tmp_path, settings) == []


@pytest.mark.parametrize("verb", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_connection_that_breaks_before_the_mail_is_sent_is_tried_again(tmp_path: Path, verb: str) -> None:
    answers: dict[str, str | None] = {verb: None}
    with scripted_mail_server(**answers) as script:
        (delivery,) = send(tmp_path, mail_settings(script.port))
        assert delivery.state is SendingState.FAILED
        assert "end" not in script.said
        script.answers = {}
        (again,) = send(tmp_path, mail_settings(script.port))
    assert again.state is SendingState.SENT


@pytest.mark.parametrize(("verb", "answer"), [("MAIL", "451 later"), ("DATA", "554 no"), ("end", "552 too much")])
def test_a_refusal_at_any_step_is_a_failure(tmp_path: Path, verb: str, answer: str) -> None:
    with scripted_mail_server(**{verb: answer}) as script:
        (delivery,) = send(tmp_path, mail_settings(script.port))
    assert delivery.state is SendingState.FAILED
    assert f"answered {answer[:3]}: {answer[4:]}" in delivery.problem


def test_a_server_that_breaks_off_after_the_mail_may_have_taken_it(tmp_path: Path) -> None:
    with scripted_mail_server(end=None) as script:
        (delivery,) = send(tmp_path, mail_settings(script.port))
        assert delivery.state is SendingState.UNKNOWN
        assert "--resend" in delivery.problem
        assert send(tmp_path, mail_settings(script.port)) == []
        script.answers = {}
        (again,) = send(tmp_path, mail_settings(script.port), resend=True)
    assert again.state is SendingState.SENT
    assert script.said.count("end") == 2


def test_a_server_that_takes_the_mail_and_then_drops_has_taken_it(tmp_path: Path) -> None:
    with scripted_mail_server(QUIT=None) as script:
        (delivery,) = send(tmp_path, mail_settings(script.port))
    assert delivery.state is SendingState.SENT
    assert script.said[-2:] == ["end", "QUIT"]


def test_a_server_that_is_not_there_is_asked_once_for_all_receivers(tmp_path: Path) -> None:
    settings = mail_settings(closed_port(), "ann@one.example", "bob@two.example")
    deliveries = send(tmp_path, settings)
    assert [delivery.state for delivery in deliveries] == [SendingState.FAILED] * 2
    assert "cannot be reached: Connection refused" in deliveries[1].problem


def test_lines_that_begin_with_a_dot_arrive() -> None:
    with mail_server() as box, Mailer(read_server(f"smtp://127.0.0.1:{box.port}")) as mailer:
        message = compose(a_digest(), Letterhead(SENDER, "mailto:x@y.example"), "ann@one.example", NOON)
        message.clear_content()
        message.set_content(".\n..dots\n.end\n", cte="7bit")
        mailer.send(message, SENDER, "ann@one.example")
    assert box.mails[0].get_content().replace("\r\n", "\n") == ".\n..dots\n.end\n"


def test_no_log_and_no_ledger_holds_an_address_or_a_password(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="digestgen")
    with mail_server(auth_require_tls=False) as box:
        send(tmp_path, mail_settings(box.port, login=LOGIN))
    assert box.logins == [SENDER]
    stored = (tmp_path / "sent" / "2024-01-31.json").read_text("utf-8")
    for secret in (PASSWORD, SENDER, "ann", "one.example", "127.0.0.1"):
        assert secret not in stored
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"mail_to": ("a@b.example",)}, "DIGESTGEN_SMTP_URL: is not set"),
        ({"smtp_url": "smtp://h.example"}, "DIGESTGEN_MAIL_TO: is not set"),
        ({"smtp_url": "smtp://h.example", "mail_to": ("a@b.example",)}, "DIGESTGEN_MAIL_FROM: is not set"),
        ({"smtp_url": "http://h.example", "mail_to": ("a@b.example",)}, "DIGESTGEN_SMTP_URL: is no smtp://"),
        ({"smtp_url": "smtp://only-user@h.example", "mail_to": ("a@b.example",)}, "has a user without a password"),
        ({"smtp_url": "smtp://h.example:99999", "mail_to": ("a@b.example",)}, "DIGESTGEN_SMTP_URL: is not a URL"),
        ({"smtp_url": "smtp://h.example", "mail_from": SENDER, "mail_to": ("a\r\nBcc:x@b.example",)}, "DIGESTGEN_MAIL_TO: holds"),
        (
            {
                "smtp_url": "smtp://h.example",
                "mail_from": SENDER,
                "mail_to": ("a@b.example",),
                "mail_unsubscribe": "https://x/>,<y",
            },
            "DIGESTGEN_MAIL_UNSUBSCRIBE: holds",
        ),
    ],
)
def test_half_a_setting_or_a_wrong_one_is_named_and_not_shown(values: dict[str, object], words: str) -> None:
    settings = settings_with(**values)
    with pytest.raises(SettingsError) as caught:
        targets_of(settings, post=_nowhere, mailer=mailer_of(settings), now=lambda: NOON)
    assert words in str(caught.value)
    assert not any(value in str(caught.value) for value in ("only-user", "h.example", "Bcc"))


def test_the_user_is_the_sender_where_it_is_an_address(tmp_path: Path) -> None:
    with mail_server(auth_require_tls=False) as box:
        settings = settings_with(smtp_url=f"smtp://{LOGIN}127.0.0.1:{box.port}", mail_to=("ann@one.example",))
        send(tmp_path, settings)
    assert box.envelopes == [(SENDER, ["ann@one.example"])]


async def _nowhere(url: str, value: object, *, max_bytes: int = 0) -> Fetched:
    raise AssertionError(url, value, max_bytes)
