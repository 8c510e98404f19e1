"""What went wrong at a source, as a typed error: an HTTP answer other than 200, or a library's exception. Pure.

It decides nothing about retries; it only reads how long the server asks us to wait. Facts: Hugging Face says what is wrong as
`{"error": "✖ …"}` and sends `ratelimit: "api";r=0;t=55` with a 429 (draft 9 of the IETF's RateLimit fields; its own client sleeps
t + 1 s); arXiv says it in an Atom entry's summary, in an HTML page's heading, or as `Rate exceeded.`
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

from digestgen.addresses import printable
from digestgen.errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    UnreadableAnswerError,
    UpstreamDownError,
    UpstreamError,
)

_RATE_LIMITED = 429
_FORBIDDEN = frozenset({401, 403, 407, 451})
_NOT_FOUND = frozenset({404, 410})
_COME_BACK = frozenset({408, 425})
_CLIENT_ERRORS = range(400, 500)
_SERVER_ERRORS = range(500, 600)
_MOST_CHARACTERS_READ = 16_384
_MOST_CHARACTERS_TOLD = 200
_RESET = re.compile(r";\s*t=(\d{1,7})(?!\d)", re.ASCII)
_SECONDS = re.compile(r"\d{1,7}", re.ASCII)


def refusal(url: str, status: int, headers: Mapping[str, str], body: bytes) -> UpstreamError:
    """Return the error that this answer is, with the server's own words where it has any; `headers` have lower-case names.

    A 5xx that says when to come back carries `wait_seconds`, as a 429 does.
    """
    said = server_words(body)
    problem = f"answered {status}: {said}" if said else f"answered {status}"
    if status == _RATE_LIMITED:
        return RateLimitedError(printable(url), problem, "wait, or ask less often", wait_seconds=wait_seconds(headers))
    kind = _kind(status)
    wait = wait_seconds(headers) if kind is UpstreamDownError else None
    return kind(printable(url), problem, status=status, wait_seconds=wait)


def _kind(status: int) -> type[UpstreamError]:
    if status in _NOT_FOUND:
        return NotFoundError
    if status in _FORBIDDEN:
        return ForbiddenError
    if status in _COME_BACK or status in _SERVER_ERRORS:
        return UpstreamDownError
    return BadRequestError if status in _CLIENT_ERRORS else UnreadableAnswerError


def asked_wait_seconds(error: BaseException | None) -> float | None:
    """Return for how long the server that caused `error` asked us to wait; None where it did not say."""
    return error.wait_seconds if isinstance(error, UpstreamError) else None


def wait_seconds(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `headers` (lower-case names) ask us to wait, the longest where several do; None where none does.

    A date in Retry-After is counted from the server's own Date, so that no clock of ours matters.
    """
    resets = [float(seconds) + 1 for seconds in _RESET.findall(headers.get("ratelimit", ""))]
    retry_after = _retry_after(headers.get("retry-after", "").strip(), headers.get("date", ""))
    return max([*resets, *retry_after], default=None)


def _retry_after(value: str, date: str) -> list[float]:
    if _SECONDS.fullmatch(value):
        return [float(value)]
    try:
        return [max(0.0, (parsedate_to_datetime(value) - parsedate_to_datetime(date)).total_seconds())]
    except (ValueError, TypeError, OverflowError):  # absent, no date, or one date with a zone and one without
        return []


def server_words(body: bytes) -> str:
    """Return what the server says is wrong, on one printable line of at most 200 characters; empty where it does not say."""
    text = body[:_MOST_CHARACTERS_READ].decode("utf-8", "replace").strip()
    said = _words_of_markup(text) if text.startswith("<") else _words_of_json(text) if text.startswith("{") else text
    line = "".join(character if character.isprintable() else " " for character in said)
    return " ".join(line.split())[:_MOST_CHARACTERS_TOLD]


def _words_of_json(text: str) -> str:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    said = answer.get("error", answer.get("message", ""))
    if isinstance(said, dict):
        said = said.get("message", "")
    return said if isinstance(said, str) else ""


def _words_of_markup(text: str) -> str:
    for tag in ("summary", "h1", "title"):  # Atom's own words first; its title only says "arXiv Search Results"
        if found := re.search(rf"<{tag}\b[^>]*>([^<]*)", text, re.IGNORECASE):
            return html.unescape(found[1])
    return ""


Translation = tuple[tuple[type[Exception], type[UpstreamError], str], ...]
"""A library's exceptions, what they are in our tree, and what to say; the first that fits counts."""


@contextmanager
def translated(url: str, table: Translation) -> Iterator[None]:
    """Turn the exceptions of `table` that the block lets out into ours, with `url` as subject; others keep flying."""
    try:
        yield
    except tuple(foreign for foreign, _, _ in table) as error:
        ours, problem = next((ours, problem) for foreign, ours, problem in table if isinstance(error, foreign))
        detail = " ".join(str(error).split())[:200]
        raise ours(printable(url), f"{problem}: {detail}" if detail else problem) from error
