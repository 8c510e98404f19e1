"""arXiv: a paper's metadata by its query API, and its PDF.

It is no search, and takes no other file of a paper. Facts: the API names the newest version, leaves out unknown ids in silence,
and fails the whole call for one malformed id; its terms ask for at most one request per 3 s over one connection. The `arxiv`
package (4.0.2) has no time-out, ignores Retry-After, and reads a 200 that is no feed ("Rate exceeded.") as an empty one; the
session here sees to all three. `/pdf/ID` without version is the newest; a withdrawn paper answers 404 there. PDFium does not
repair a cut-off file.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import arxiv
import requests
import urllib3

from digestgen.addresses import Origin, is_loopback_host, printable, read_origin
from digestgen.cache import Cache
from digestgen.errors import (
    BadRequestError,
    PdfError,
    TooLargeError,
    UnreadableAnswerError,
    UpstreamDownError,
    UpstreamError,
    UsageError,
)
from digestgen.fetch import Gate, Get
from digestgen.identifiers import split_arxiv_id
from digestgen.patience import Sleep, patience
from digestgen.refusals import Translation, refusal, translated
from digestgen.sources import one_line

IDS_PER_CALL = 100
MOST_PDF_BYTES = 40_000_000
_MOST_FEED_BYTES = 10_000_000
_ATTEMPTS = 3
_BUDGET_SECONDS = 60.0
_CHUNK_BYTES = 65_536
_HEAD_BYTES = 1024
_TAIL_BYTES = 2048
_ATOM = b"http://www.w3.org/2005/Atom"


# --- metadata ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Metadata:
    """What arXiv says of a paper; texts on one line, the primary category first."""

    version: int
    categories: tuple[str, ...]
    comment: str | None
    title: str
    abstract: str
    authors: tuple[str, ...]
    published: dt.date
    """Of version 1, UTC."""


async def metadata(
    ids: Sequence[str],
    *,
    query_url: str,
    gate: Gate,
    timeout_seconds: float = 20.0,
    user_agent: str = "digestgen",
    sleep: Sleep = asyncio.sleep,
) -> dict[str, Metadata]:
    """Ask for all `ids` (without version) in calls of 100, each through `gate`; an id that arXiv does not know is absent.

    Each call may take `timeout_seconds` to connect, to begin, and as a whole, and is tried 3 times where that can help. Raises
    UpstreamError, or UsageError for what is no arXiv id.
    """
    found: dict[str, Metadata] = {}
    asked = list(dict.fromkeys(_check_id(arxiv_id) for arxiv_id in ids))
    for start in range(0, len(asked), IDS_PER_CALL):
        call = _Call(tuple(asked[start : start + IDS_PER_CALL]), query_url, timeout_seconds, user_agent)
        found |= await patience(attempts=_ATTEMPTS, budget_seconds=_BUDGET_SECONDS, sleep=sleep)(_run, call, gate)
    return found


def _check_id(arxiv_id: str) -> str:
    try:
        return split_arxiv_id(arxiv_id)[0]
    except ValueError as error:
        raise UsageError(repr(arxiv_id[:40]), "is not an arXiv id") from error


@dataclass(frozen=True)
class _Call:
    ids: tuple[str, ...]
    query_url: str
    timeout_seconds: float
    user_agent: str


async def _run(call: _Call, gate: Gate) -> dict[str, Metadata]:
    async with gate:
        return await asyncio.to_thread(_query, call, gate.gap_seconds)


def _query(call: _Call, gap_seconds: float) -> dict[str, Metadata]:
    """Make the call; retries are not the package's, a second page (never seen for ids) would keep the gap."""
    client = arxiv.Client(page_size=IDS_PER_CALL, delay_seconds=gap_seconds, num_retries=0)
    client.query_url_format = call.query_url.replace("{", "{{").replace("}", "}}") + "?{}"
    search = arxiv.Search(id_list=list(call.ids), max_results=IDS_PER_CALL)
    with _Session(call) as session, translated(call.query_url, TRANSLATION):
        client._session = session  # noqa: SLF001 - the package offers no other way to a time-out or a User-Agent
        entries = [_read_entry(result, call.query_url) for result in client.results(search)]
    return {arxiv_id: found for arxiv_id, found in entries if arxiv_id in call.ids}


def _read_entry(result: Any, url: str) -> tuple[str, Metadata]:  # noqa: ANN401 - the package is untyped
    if "/api/errors" in result.entry_id:
        raise BadRequestError(url, f"arXiv says: {one_line(result.summary)[:200]}", status=200)
    arxiv_id, version = split_arxiv_id(result.get_short_id())
    if version is None:
        raise ValueError(f"the entry of {arxiv_id} names no version")
    return arxiv_id, Metadata(
        version=version,
        categories=tuple(dict.fromkeys(filter(None, [result.primary_category, *result.categories]))),
        comment=one_line(result.comment or "") or None,
        title=one_line(result.title),
        abstract=one_line(result.summary),
        authors=tuple(filter(None, (one_line(author.name) for author in result.authors))),
        published=result.published.date(),
    )


class _Session(requests.Session):
    """Gives the package a whole feed, bounded in time and size, or raises an error of our tree."""

    def __init__(self, call: _Call) -> None:
        super().__init__()
        self.max_redirects = 3
        self._call = call
        self._query_origin = _read_target(call.query_url, call.query_url)
        self.trust_env = not is_loopback_host(self._query_origin.host)  # proxies and CA files of the user, not towards loopback

    def get(self, url: str | bytes, params: Any = None, **_: Any) -> requests.Response:  # noqa: ANN401 - its own are private
        """Ask as we want to be known, not as the package does."""
        wanted = str(url)
        deadline = time.monotonic() + self._call.timeout_seconds
        headers = {"User-Agent": self._call.user_agent, "Accept-Encoding": "identity", "Connection": "close"}
        with super().get(wanted, params, headers=headers, timeout=self._call.timeout_seconds, stream=True) as answer:
            body = _read_body(answer, deadline)
        if answer.status_code != requests.codes.ok:
            raise refusal(wanted, answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, body)
        if _ATOM not in body[:_HEAD_BYTES] or not body.rstrip().endswith(b"</feed>"):
            raise UnreadableAnswerError(
                printable(wanted), f"answered no whole Atom feed: {one_line(repr(body[:80]))}", status=200
            )
        whole = requests.Response()
        whole.status_code, whole.url, whole.raw = answer.status_code, answer.url, BytesIO(body)
        return whole

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Follow https within arXiv, and whatever stays on the host that was asked."""
        target = super().get_redirect_target(resp)
        if target is not None:
            try:
                self._check_redirect(resp.url, urljoin(resp.url, target))
            except UpstreamError:
                resp.close()
                raise
        return target

    def _check_redirect(self, url: str, target: str) -> None:
        origin = _read_target(target, url)
        if origin != self._query_origin and (origin.scheme, origin.netloc) not in _REDIRECT_HOSTS:
            raise UpstreamError(printable(url), f"refused: it leads to {origin.netloc}")


def _read_target(url: str, asked_url: str) -> Origin:
    """Return whom `url` asks: https, or http on loopback."""
    try:
        origin = read_origin(url)
    except ValueError as error:
        raise UpstreamError(printable(asked_url), f"refused: {error}") from error
    if origin.scheme != "https" and not is_loopback_host(origin.host):
        raise UpstreamError(printable(asked_url), f"refused: {origin.netloc} without https")
    return origin


_REDIRECT_HOSTS = frozenset({("https", "arxiv.org"), ("https", "export.arxiv.org")})


def _read_body(answer: requests.Response, deadline: float) -> bytes:
    body = bytearray()
    while chunk := answer.raw.read1(
        _CHUNK_BYTES, decode_content=True
    ):  # returns what is there: a drip cannot outlast the deadline
        body += chunk
        if len(body) > _MOST_FEED_BYTES:
            raise TooLargeError(printable(answer.url), f"the feed is over {_MOST_FEED_BYTES:,} bytes")
        if time.monotonic() > deadline:
            raise UpstreamDownError(printable(answer.url), "was not done in time")
    return bytes(body)


TRANSLATION: Translation = (
    (requests.Timeout, UpstreamDownError, "did not answer in time"),
    (requests.ConnectionError, UpstreamDownError, "no connection"),
    (requests.TooManyRedirects, UpstreamError, "too many redirects"),
    (requests.RequestException, BadRequestError, "the request could not be sent"),
    (urllib3.exceptions.ReadTimeoutError, UpstreamDownError, "stopped sending"),
    (urllib3.exceptions.HTTPError, UnreadableAnswerError, "the feed was cut off"),
    (arxiv.ArxivError, UnreadableAnswerError, "the feed is not whole"),
    (ValueError, UnreadableAnswerError, "the feed holds an entry that cannot be read"),
)
"""Foreign exceptions and what they are in our tree; the first that fits counts."""


# --- PDFs -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PdfFile:
    """A PDF in the cache, its sha256, and the version that was asked for; None for the newest, whichever that was."""

    path: Path
    sha256: str
    version: int | None


async def pdf(arxiv_id: str, version: int | None, *, get: Get, base_url: str, cache: Cache, today: dt.date) -> PdfFile:
    """Bring the PDF of this version (None: the newest), from `cache` where it is there; nothing is fetched then.

    Without version it is kept for the day `today`. The path may vanish when the cache is deleted. Raises NotFoundError
    (withdrawn, no PDF), another UpstreamError, PdfError for what is no PDF, StorageError, UsageError for what is no arXiv id.
    """
    paper_id = _check_id(arxiv_id)
    name = f"{paper_id}v{version}" if version else paper_id
    place = urlsplit(base_url).netloc
    key = f"pdf/{place}/{name}" if version else f"pdf/{place}/{name}@{today.isoformat()}"
    path = await asyncio.to_thread(cache.get, key)
    if path is None:
        body = await _fetch_pdf(get, f"{base_url.rstrip('/')}/pdf/{name}")
        path = await asyncio.to_thread(cache.put, key, body)
    return PdfFile(path, path.name, version)


async def _fetch_pdf(get: Get, url: str) -> bytes:
    """Fetch once more what lacks its end. The same bytes twice are what the source has: the reader of the PDF will judge."""
    body = await _fetch_once(get, url)
    if _has_end(body):
        return body
    again = await _fetch_once(get, url)
    if _has_end(again) or again == body:
        return again
    raise UnreadableAnswerError(printable(url), f"the PDF was cut off twice ({len(body):,}, {len(again):,} bytes)", status=200)


async def _fetch_once(get: Get, url: str) -> bytes:
    answer = await get(url, accept="application/pdf", max_bytes=MOST_PDF_BYTES)
    content_type = _content_type(answer.headers)
    if content_type != "application/pdf":
        raise PdfError(printable(url), f"the answer is {content_type[:80] or 'of no type'}, no PDF")
    if b"%PDF-" not in answer.body[:_HEAD_BYTES]:
        raise PdfError(printable(url), f"no %PDF- in its first {_HEAD_BYTES:,} bytes")
    return answer.body


def _content_type(headers: Mapping[str, str]) -> str:
    return one_line(headers.get("content-type", "").partition(";")[0]).lower()


def _has_end(body: bytes) -> bool:
    return b"%%EOF" in body[-_TAIL_BYTES:]
