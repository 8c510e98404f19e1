"""Who may come in, from where, with how much; and the headers of every answer. Pure ASGI, in front of all pages.

A page on the web can make a browser send requests to this machine; so: the Host must be ours (a foreign name that resolves
to this machine is refused), what changes something must come from our own pages, and nothing is shown without the session's
cookie.
The cookie is named after the port, because browsers send cookies of one port of a host to all others.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digestgen.identifiers import PICTURE_HOSTS
from digestgen.web import pages

MOST_BYTES = 200_000
"""Of a form: a summary has 30,000 at most."""
_SAFE = frozenset({"GET", "HEAD"})
_NO_SESSION = "Open the address that `digestgen review` printed: it holds the key."
_FORM = "application/x-www-form-urlencoded"
_PICTURES = " ".join(f"https://{host}" for host in sorted(PICTURE_HOSTS))
HEADERS = {
    # Thumbnails come straight from the three hosts that a picture may have at all, without a referrer: a reviewer must see the
    # picture that will be published, and a proxy would fetch on behalf of whoever names an address.
    "Content-Security-Policy": (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {_PICTURES}; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Door:
    """What opens the pages: the token in the address that is opened, or a password where one is set."""

    hosts: frozenset[str] | None
    """Names under which we are asked for; None takes any, which only a password allows."""
    cookie: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    password: str = field(default="", repr=False)
    sessions: set[str] = field(default_factory=set, repr=False)

    def takes_token(self, token: str) -> bool:
        """Tell whether this token opens; none does where a password is set."""
        return not self.password and hmac.compare_digest(token.encode(), self.token.encode())

    def takes_password(self, password: str) -> bool:
        """Tell whether this is the password, in the same time for every wrong one of its length."""
        return bool(self.password) and hmac.compare_digest(password.encode(), self.password.encode())

    def knows(self, session: str) -> bool:
        """Tell whether somebody came in with this session."""
        return any(hmac.compare_digest(session.encode(), known.encode()) for known in self.sessions)

    def new_session(self) -> str:
        """Let somebody in."""
        session = secrets.token_urlsafe(32)
        self.sessions.add(session)
        return session


class Guard:
    """The middleware."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        """Stand before `app`."""
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the request through."""
        if scope["type"] != "http":
            return
        request = Request(scope)
        send = _with_headers(send)
        if refused := self._refusal(request):
            await pages.notice(request, *refused)(scope, receive, send)
        elif _is_open(request) or self._door.knows(request.cookies.get(self._door.cookie, "")):
            await self._app(scope, _limited(receive), send)
        elif self._door.password and request.method != "POST":
            await RedirectResponse("/login", status_code=303)(scope, receive, send)
        else:
            await pages.notice(request, 403, _NO_SESSION)(scope, receive, send)

    def _refusal(self, request: Request) -> tuple[int, str] | None:
        """Return status and words for a request that is not let in."""
        if not self._is_our_host(request.headers.get("host", "")):
            return 400, "This address does not belong to the review pages."
        if request.method not in {*_SAFE, "POST"}:
            return 405, "That is not possible here."
        if request.method == "POST" and not _from_our_page(request):
            return 403, "This request came from another site and was refused."
        return _wrong_form(request) if request.method == "POST" else None

    def _is_our_host(self, header: str) -> bool:
        try:
            name = urlsplit(f"//{header}").hostname
        except ValueError:
            return False
        return bool(name) and (self._door.hosts is None or name in self._door.hosts)


def _is_open(request: Request) -> bool:
    path = request.url.path
    return path.startswith("/static/") or path == "/login" or (path == "/" and "token" in request.query_params)


def _from_our_page(request: Request) -> bool:
    """Tell whether a browser says so; what says nothing is no browser, and needs the cookie all the same."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == request.headers.get("host"))


def _wrong_form(request: Request) -> tuple[int, str] | None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return 415, "That is not possible here."
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdecimal():
        return 411, "The form does not say how long it is."
    return (413, "The form is too long.") if int(length[:12]) > MOST_BYTES else None


def _limited(receive: Receive) -> Receive:
    """Cut a body off that is longer than it said; servers see to that already, so this is a second lock."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MOST_BYTES else {"type": "http.disconnect"}

    return limited


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
