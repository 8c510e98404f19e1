"""Real mail servers on loopback: a well-mannered one by aiosmtpd, and one that follows a script to the byte."""

import contextlib
import email
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol  # noqa: N811 - the name is taken by the policy
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from catching import closed_port

CERTIFICATE = Path(__file__).parent / "data" / "mail" / "loopback.pem"
"""Key and certificate of 127.0.0.1 and localhost; self-made, for these servers alone."""


def server_tls() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(CERTIFICATE)
    return made


def client_tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE.with_suffix(".crt")))


@dataclass
class MailBox:
    """What a server took."""

    port: int = 0
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    refusals: Mapping[str, str] = field(default_factory=dict)
    """Receiver to the answer to RCPT."""

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=SMTP) for raw in self.raw]

    @property
    def receivers(self) -> list[str]:
        return [receiver for _, receivers in self.envelopes for receiver in receivers]

    async def handle_RCPT(self, _: Protocol, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802, ARG002 - aiosmtpd's names
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Protocol, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        self.raw.append(cast("bytes", envelope.original_content))
        self.over_tls.append(session.ssl is not None)
        return "250 taken"

    def authenticate(self, _: Protocol, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:  # noqa: ARG002 - aiosmtpd's names
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=(data.login, data.password) == (b"robot@digest.example", b"pass/word@1"), handled=False)


@contextmanager
def mail_server(
    refusals: Mapping[str, str] | None = None,
    *,
    from_the_start: ssl.SSLContext | None = None,
    **options: Any,  # noqa: ANN401 - passed on to aiosmtpd
) -> Iterator[MailBox]:
    """Serve, with TLS `from_the_start` or not; `options` are those of aiosmtpd's SMTP."""
    box = MailBox(refusals=refusals or {})
    if "auth_require_tls" in options:
        options["authenticator"] = box.authenticate
    controller = Controller(box, hostname="127.0.0.1", port=closed_port(), ssl_context=from_the_start, **options)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()


@dataclass
class Script:
    """What to answer to each verb; None drops the connection. `said` has the verbs as they came."""

    answers: Mapping[str, str | None]
    port: int = 0
    said: list[str] = field(default_factory=list)

    def answer(self, verb: str, otherwise: str) -> str | None:
        self.said.append(verb)
        return self.answers.get(verb, otherwise)


class _Drop(Exception):  # noqa: N818 - a way out, not an error
    pass


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        script = cast("_Server", self.server).script
        with contextlib.suppress(_Drop, OSError):
            self._say(script.answer("greeting", "220 scripted"))
            while line := self.rfile.readline():
                verb = line.split(b":")[0].split()[0].decode().upper()
                said = script.answer(verb, "354 go ahead" if verb == "DATA" else "250 fine")
                self._say(said)
                if verb == "DATA" and said and said.startswith("354"):
                    while self.rfile.readline() not in {b".\r\n", b""}:
                        pass
                    self._say(script.answer("end", "250 taken"))
                if verb == "QUIT":
                    return

    def _say(self, line: str | None) -> None:
        if line is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            raise _Drop
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    script: Script


@contextmanager
def scripted_mail_server(**answers: str | None) -> Iterator[Script]:
    """Serve; answers by verb in capitals, `greeting` and `end` (of the data); all others are friendly."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.script = Script(answers, int(server.server_address[1]))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.script
        finally:
            server.shutdown()
            thread.join()
