"""The review pages, put together and served by uvicorn on one address."""

import contextlib
import datetime as dt
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from digestgen.addresses import is_loopback_host
from digestgen.errors import DigestgenError, SettingsError, UsageError
from digestgen.web import days, entry, moves, pages, reading, remake
from digestgen.web.guard import HEADERS, Door, Guard
from digestgen.web.office import Office

_STATIC = Path(__file__).parent / "static"
_START_SECONDS = 15.0
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


class _Day(Convertor[dt.date]):
    """A date in a path; what is no date is no page."""

    regex = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"

    def convert(self, value: str) -> dt.date:
        """Read it; 30 February is read as the year's first day of drafts nobody has."""
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return dt.date.min

    def to_string(self, value: dt.date) -> str:
        """Write it."""
        return value.isoformat()


register_url_convertor("day", _Day())


def build_app(office: Office, door: Door, *, first: dt.date | None = None) -> ASGIApp:
    """Return all pages behind the guard; `first` is the day that is shown first, else the newest."""
    draft = "/days/{day:day}/{stem}"
    routes = [
        Route("/", days.home),
        Route("/login", entry.login, methods=["GET", "POST"]),
        Route("/days/{day:day}", days.show),
        Route("/days/{day:day}/approve", days.approve_many, methods=["POST"]),
        Route(draft, reading.show),
        Route(f"{draft}/paper", reading.paper),
        Route(f"{draft}/page/{{page:int}}.png", reading.picture),
        *(Route(f"{draft}/{move.__name__}", move, methods=["POST"]) for move in _MOVES),
        Route(f"{draft}/remake", remake.show, methods=["GET"]),
        Route(f"{draft}/remake", remake.start, methods=["POST"]),
        Route(f"{draft}/remake/accept", remake.accept, methods=["POST"]),
        Route(f"{draft}/remake/discard", remake.discard, methods=["POST"]),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, door=door)],
        exception_handlers={404: _not_found, 405: _not_found, DigestgenError: _error, Exception: _bug},
        lifespan=_lifespan,
    )
    app.state.office, app.state.door, app.state.first = office, door, first
    app.state.remakes = remake.Remakes()
    return app


_MOVES = (moves.approve, moves.reject, moves.undo, moves.waive, moves.edit)


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
    for job in app.state.remakes.jobs.values():
        job.task.cancel()


async def _not_found(request: Request, error: Exception) -> Response:
    return pages.notice(request, getattr(error, "status_code", 404), "There is no such page.")


async def _error(request: Request, error: Exception) -> Response:
    return pages.notice(request, 500, "That did not work.", detail=str(error))


async def _bug(request: Request, error: Exception) -> Response:
    """Answer for a bug; Starlette does this outside the guard, so that the headers are set here."""
    response = pages.notice(request, 500, "Something broke: a bug in digestgen.", detail=type(error).__name__)
    response.headers.update(HEADERS)
    return response


def listen(host: str, port: int, *, password: str) -> socket.socket:
    """Take the address; port 0 is a free one.

    Raises SettingsError for an address that others can reach where no password is set, and UsageError for one that is taken.
    """
    if not is_loopback_host(host) and not password:
        problem = f"must be set before the pages are shown on {host}: whoever reaches that address could publish"
        raise SettingsError("DIGESTGEN_REVIEW_PASSWORD", problem, "set it, or leave --host away")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        remedy = "choose another with --port, or 0 for a free one"
        raise UsageError(f"{host} port {port}", f"cannot be used: {error}", remedy) from error
    return listening


def door_for(host: str, port: int, *, password: str = "") -> Door:
    """Return the door of the pages at this address."""
    if is_loopback_host(host):
        hosts: frozenset[str] | None = _LOCAL_NAMES | {host}
    else:
        hosts = None if re.fullmatch(r"[0.:]+", host) else frozenset({host.lower()}) | _LOCAL_NAMES
    return Door(hosts, f"digestgen_review_{port}", password=password)


def address_of(listening: socket.socket, door: Door, host: str) -> str:
    """Return the address to open; it holds the token where no password is asked for."""
    port = listening.getsockname()[1]
    name = "127.0.0.1" if re.fullmatch(r"0\.0\.0\.0|::", host) else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/" + ("" if door.password else f"?token={door.token}")


def serve(app: ASGIApp, listening: socket.socket, *, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until Ctrl-C; `ready` is called as soon as the pages answer."""
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once all is closed
        _Server(app, ready).run(sockets=[listening])


@contextlib.contextmanager
def running(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    """Serve in a thread while the block runs."""
    answering = threading.Event()
    server = _Server(app, answering.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="digestgen-review", daemon=True)
    thread.start()
    try:
        answering.wait(_START_SECONDS)
        yield
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)


class _Server(uvicorn.Server):
    """uvicorn, quiet, that says when it answers."""

    def __init__(self, app: ASGIApp, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3)
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()
