"""The digest as a mail: what it says is pure, `Mailer` brings it to the server, one receiver at a time.

Everybody gets a mail of their own, so that nobody sees who else does. After the last byte of a mail and before the server's
answer lies a moment in which it may have been taken though nobody says so: a connection that breaks there is an UnansweredError.
"""

import contextlib
import datetime as dt
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Self
from urllib.parse import unquote, urlsplit

from digestgen.addresses import is_loopback_host
from digestgen.config import env_name
from digestgen.errors import CredentialsError, SettingsError, UnansweredError, UpstreamDownError, UpstreamError
from digestgen.publish.messages import texts
from digestgen.publish.messages.digest import Digest, plain

NAME = "mail server"
TIMEOUT_SECONDS = 30.0
_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[!-?A-~]{1,64}@(?!-)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_GO_AHEAD, _DONE = 354, 250
_MOST_CHARACTERS_TOLD = 200


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out, as the setting `smtp_url` says."""

    host: str
    port: int
    is_tls: bool
    """TLS from the first byte; else STARTTLS where the server offers it."""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Letterhead:
    """What all mails of a digest share."""

    sender: str
    unsubscribe: str
    """https:, http: or mailto: URL."""


def read_server(url: str) -> MailServer:
    """Return what `smtp_url` says; raises SettingsError, which never shows it."""
    name = env_name("smtp_url")
    remedy = "write smtps://user:password@host:465 or smtp://user:password@host:587, odd characters as %XX"
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise SettingsError(name, "is not a URL", remedy) from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError(name, "is no smtp:// or smtps:// URL with a host", remedy)
    if bool(parts.username) != bool(parts.password):
        raise SettingsError(name, "has a user without a password, or the other way round", remedy)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, parts.scheme == "smtps", user, password)


def checked_address(address: str, setting: str) -> str:
    """Return a mail address as a header can carry it; raises SettingsError that names the setting and not the address."""
    if not _ADDRESS.fullmatch(address):
        raise SettingsError(env_name(setting), "holds what is no mail address (name@host, ASCII)")
    return address


def compose(digest: Digest, head: Letterhead, receiver: str, now: dt.datetime) -> EmailMessage:
    """Return the mail for one receiver: text and HTML, with the same Message-ID for the same digest however often it is sent."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    local, _, domain = head.sender.rpartition("@")
    message["From"] = Address(digest.name, local, domain)
    message["To"] = receiver
    message["Subject"] = texts.heading(digest)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<digest-{digest.date.isoformat()}-{digest.sha256[:16]}@{domain}>"
    message["List-Id"] = f"<digest.{domain}>"
    message["List-Unsubscribe"] = f"<{head.unsubscribe}>"
    if head.unsubscribe.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(texts.render(texts.MAIL_TEXT, digest, unsubscribe=head.unsubscribe), cte="base64")
    html = texts.render(texts.MAIL_HTML, digest, unsubscribe=head.unsubscribe)
    message.add_alternative(html, subtype="html", cte="base64")
    return message


class Mailer:
    """A context manager that sends mails over one connection, opened for the first mail; it blocks."""

    def __init__(
        self, server: MailServer, *, tls: ssl.SSLContext | None = None, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        """Open nothing yet. `tls` None means the system's certificates."""
        self._server = server
        self._tls = tls
        self._timeout_seconds = timeout_seconds
        self._smtp: smtplib.SMTP | None = None
        self._closed: UpstreamError | CredentialsError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._hang_up()

    def send(self, message: EmailMessage, sender: str, receiver: str) -> None:
        """Send a mail to one receiver. Raises UnansweredError where it may have been taken, else Upstream- or CredentialsError.

        A server that cannot be reached or refuses us is not asked again for the next receiver.
        """
        smtp = self._connected()
        try:
            with _translated("broke off before it took the mail"):
                _expect(smtp.mail(sender, ["size=" + str(len(bytes(message)))] if smtp.has_extn("size") else ()))
                _expect(smtp.rcpt(receiver))
                _expect(smtp.docmd("DATA"), _GO_AHEAD)
            with _translated("broke off before it said whether it took the mail", UnansweredError):
                smtp.send(_as_data(message))
                answer = smtp.getreply()
            _expect(answer)
        except (UpstreamError, UnansweredError):
            self._hang_up()
            raise

    def _connected(self) -> smtplib.SMTP:
        if self._closed:
            raise self._closed
        if not self._smtp:
            try:
                with _translated("cannot be reached"):
                    self._smtp = self._connect()
            except (UpstreamError, CredentialsError) as error:
                self._hang_up()
                self._closed = error
                raise
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        tls = self._tls or ssl.create_default_context()
        if server.is_tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout_seconds, context=tls)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout_seconds)
        self._smtp = smtp
        smtp.ehlo_or_helo_if_needed()
        is_safe = server.is_tls
        if not is_safe and smtp.has_extn("starttls"):
            _expect(smtp.starttls(context=tls), 220)
            smtp.ehlo_or_helo_if_needed()
            is_safe = True
        if server.user:
            if not is_safe and not is_loopback_host(server.host):
                raise CredentialsError(NAME, "offers no STARTTLS, and the password is not sent in the clear", "use smtps://")
            smtp.login(server.user, server.password)
        return smtp

    def _hang_up(self) -> None:
        if self._smtp:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None


def _as_data(message: EmailMessage) -> bytes:
    """Return the mail as it follows DATA: lines end with CR LF, a dot that begins one is doubled, a lone dot ends it."""
    lines = bytes(message).removesuffix(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _expect(answer: tuple[int, bytes], code: int = _DONE) -> None:
    """Return for the wanted answer (251 "will forward" is as good as 250); raises UpstreamError with the server's words."""
    if answer[0] // 10 != code // 10:
        raise UpstreamError(NAME, f"answered {answer[0]}: {_words(answer[1])}")


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return plain(text)[:_MOST_CHARACTERS_TOLD]


@contextlib.contextmanager
def _translated(problem: str, kind: type[UpstreamError] = UpstreamDownError) -> Iterator[None]:
    """Turn what smtplib, sockets and TLS raise into ours; the cause is not chained: smtplib's hold what the client said."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise CredentialsError(NAME, f"refuses user or password: {error.smtp_code} {_words(error.smtp_error)}") from None
    except smtplib.SMTPNotSupportedError as error:
        raise UpstreamError(NAME, f"cannot do what is asked of it: {_words(str(error))}") from None
    except smtplib.SMTPResponseException as error:
        raise UpstreamError(NAME, f"answered {error.smtp_code}: {_words(error.smtp_error)}") from None
    except smtplib.SMTPException as error:
        raise kind(NAME, f"{problem}: {_words(str(error))}") from None
    except (OSError, socket.gaierror, ssl.SSLError) as error:
        detail = "no answer in time" if isinstance(error, TimeoutError) else error.strerror or str(error)
        raise kind(NAME, f"{problem}: {_words(detail)}") from None
