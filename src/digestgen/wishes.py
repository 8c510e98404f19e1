"""What is asked of the web, and what comes back: the values and the seams of `fetch`. Nothing is sent here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from digestgen.addresses import printable
from digestgen.errors import UnansweredError, UpstreamError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TAKEN = frozenset({200, 201, 202, 204})
_GATEWAY_TIMEOUT = 504


@dataclass(frozen=True)
class Fetched:
    """An answer; `url` is where it came from in the end, the names of `headers` are lower-case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Get(Protocol):
    """Bring what stands at `url`, whole, or raise an UpstreamError; never an answer other than 200."""

    async def __call__(self, url: str, *, accept: str = "*/*", max_bytes: int = 10_000_000) -> Fetched:  # noqa: D102 - the class says it
        ...


class PostJson(Protocol):
    """Send `value` as JSON to `url`, once; raises UnansweredError where it may have been taken, else UpstreamError."""

    async def __call__(self, url: str, value: object, *, max_bytes: int = 1_000_000) -> Fetched:  # noqa: D102 - the class says it
        ...


@dataclass(frozen=True)
class Wish:
    """A request to be made: a GET, or with a `body` a POST of JSON."""

    url: str = field(repr=False)
    accept: str
    max_bytes: int
    body: bytes | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What messages call it: the URL, but of a POST the host alone, since the rest of a webhook's URL is its key."""
        if self.body is None:
            return printable(self.url)
        try:
            parts = urlsplit(self.url)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return "webhook"
        return printable(f"{parts.scheme}://{parts.hostname}{port}")


def is_taken(wish: Wish, answer: Fetched) -> bool:
    """Tell whether a POST was taken. Raises UnansweredError where nobody knows, UpstreamError for a redirect."""
    if answer.status == _GATEWAY_TIMEOUT:
        raise UnansweredError(wish.name, "a gateway gave up waiting", status=answer.status)
    if answer.status in REDIRECTS:
        raise UpstreamError(wish.name, f"answered {answer.status}: a POST is not sent on", status=answer.status)
    return answer.status in _TAKEN


def unread(wish: Wish, error: UpstreamError) -> UpstreamError:
    """Return what an answer to a POST is that cannot be read: of one that was taken, only the answer is lost."""
    return UnansweredError(wish.name, error.problem, status=error.status) if error.status in _TAKEN else error
