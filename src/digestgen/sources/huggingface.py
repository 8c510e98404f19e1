"""Hugging Face's daily papers: the listing of a day, or of what is trending, with upvotes.

It is not a client of the whole API, and reads no paper page. Facts, measured on 558 recorded days (2024-05 to 2026-08): fields
are missing rather than null; with `date` the list comes by upvotes; without `limit` a day is cut at 50 rows; `p` counts pages of
`limit` rows, 100 at most; `sort=trending` ignores dates. The top-level `publishedAt` is New York wall time stamped as UTC, so it
is never read. `paper.submittedOnDailyAt` began with the asked date in 7,077 of 7,077 rows; rows before 2025-03-17 and papers that
trend without ever having been on a daily list lack it.
"""

import datetime as dt
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from digestgen.addresses import printable, read_origin
from digestgen.errors import BadRequestError, ParseError, UnreadableAnswerError, UsageError
from digestgen.identifiers import is_picture_url, split_arxiv_id
from digestgen.models import Failure, Listing, Paper, Stage
from digestgen.refusals import server_words
from digestgen.sources import one_line

if TYPE_CHECKING:
    from digestgen.fetch import Fetched, Get  # the command line asks for the calendar alone, without httpx

_log = logging.getLogger(__name__)

PAGE_SIZE = 100
MOST_PAGES = 20
"""Few recorded days have 50 papers; 2,000 mean that something is wrong."""
FIRST_DAY = dt.date(2023, 5, 4)
MOST_DAYS_AHEAD = dt.timedelta(days=5)
"""So long a holiday may keep the newest list behind today."""
FEED_ZONE = "America/New_York"
FEED_ROLLS_AT = dt.time(21, 30)
_SOCIAL_THUMBNAIL = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{id}.png"
_MOST_UPVOTES = 10**9
_MOST_LINK_CHARACTERS = 500
_NO_LINK_CHARACTERS = frozenset('"<>^`{|}')
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_NEXT_PAGE = re.compile(r'rel="?next\b')

_Fields = Mapping[str, JsonValue]


# --- the feed's calendar ----------------------------------------------------------------------------------------------


def feed_today(now: dt.datetime) -> dt.date:
    """Return the feed's current day: New York's date, rolling to the next at 21:30 there.

    Raises ValueError where `now` has no zone.
    """
    if now.tzinfo is None:
        raise ValueError("the time has no zone")
    there = now.astimezone(ZoneInfo(FEED_ZONE))
    return there.date() + dt.timedelta(days=there.time() >= FEED_ROLLS_AT)


def check_day(text: str, *, now: dt.datetime) -> dt.date:
    """Return the day that `text` writes as YYYY-MM-DD.

    Raises UsageError where it is no date, lies before the first listing, or after the feed's current day.
    """
    day = _read_day(text)
    if day is None:
        raise UsageError(repr(text[:40]), "is not a date", "write it as YYYY-MM-DD")
    if day < FIRST_DAY:
        raise UsageError(text, "lies before the first listing", f"the feed begins on {FIRST_DAY}")
    if day > (today := feed_today(now)):
        raise UsageError(text, "lies in the future", f"the feed's day is {today}; it begins at 21:30 New York time")
    return day


def _read_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


# --- the listings -----------------------------------------------------------------------------------------------------


async def daily(get: "Get", base_url: str, day: dt.date, *, now: dt.datetime) -> Listing:
    """Bring the whole listing of `day`, most upvotes first; empty on weekends and holidays.

    A paper's `listed` is what the feed says of the paper, also where that is another day than `day`; the listing's date is `day`.
    The feed answers 400 for days after its newest list, so on a weekend for today: such a day is empty too, with a warning.
    Raises UpstreamError: BadRequestError for 400 on other days, UnreadableAnswerError for what is no JSON list or has no end.
    """
    url = f"{base_url.rstrip('/')}/api/daily_papers?date={day.isoformat()}"
    try:
        papers, unreadable = await _collect(get, url, size=PAGE_SIZE, day=day)
    except BadRequestError as error:
        if feed_today(now) - day > MOST_DAYS_AHEAD:
            raise
        _log.warning("the feed does not know %s yet, or lists nothing then: %s", day, error)
        papers, unreadable = [], []
    return Listing(date=day, papers=_settle(papers), unreadable=tuple(unreadable), fetched_at=now)


async def trending(get: "Get", base_url: str, *, now: dt.datetime, limit: int = 100) -> Listing:
    """Bring the first `limit` papers of the trending list, then ordered by upvotes; the feed's own rank is not by upvotes.

    Papers that were never on a daily list count as listed today, in the feed's calendar. Raises UpstreamError as `daily` does.
    """
    size = min(limit, PAGE_SIZE)
    url = f"{base_url.rstrip('/')}/api/daily_papers?sort=trending"
    papers, unreadable = await _collect(get, url, size=size, day=feed_today(now), wanted=limit)
    return Listing(date=None, papers=_settle(papers[:limit]), unreadable=tuple(unreadable), fetched_at=now)


async def _collect(
    get: "Get", listing_url: str, *, size: int, day: dt.date, wanted: int | None = None
) -> tuple[list[Paper], list[Failure]]:
    """Read page after page until one is short and names no next, or `wanted` papers are there."""
    papers: list[Paper] = []
    unreadable: list[Failure] = []
    last_body = b""
    for page in range(MOST_PAGES):
        url = f"{listing_url}&limit={size}&p={page}"
        answer = await get(url, accept="application/json")
        found, failed = parse_items(answer.body, url=url, day=day, place=len(papers) + len(unreadable))
        papers += found
        unreadable += failed
        rows = len(found) + len(failed)
        if not _goes_on(answer, rows, size) or (wanted is not None and len(papers) >= wanted):
            return papers, unreadable
        if answer.body == last_body:
            raise UnreadableAnswerError(url, "the page repeats the one before it: the list has no end")
        last_body = answer.body
    raise UnreadableAnswerError(url, f"{len(papers) + len(unreadable):,} rows in {MOST_PAGES} pages, and still no end")


def _goes_on(answer: "Fetched", rows: int, size: int) -> bool:
    """Tell whether a further page may hold something: this one is full, or says itself that another follows."""
    return rows >= size or (rows > 0 and _NEXT_PAGE.search(answer.headers.get("link", "")) is not None)


def _settle(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Let rows of the same paper fall together, the higher upvotes winning; order by upvotes, then as they came."""
    best: dict[str, Paper] = {}
    for paper in papers:
        if paper.id not in best or paper.upvotes > best[paper.id].upvotes:
            best[paper.id] = paper
    return tuple(sorted(best.values(), key=lambda paper: -paper.upvotes))


# --- bytes to values --------------------------------------------------------------------------------------------------


def parse_items(body: bytes, *, url: str, day: dt.date | None, place: int = 0) -> tuple[tuple[Paper, ...], tuple[Failure, ...]]:
    """Read the rows of a page, in their order; what cannot be read is a Failure, never missing and never a crash.

    `day` is the list date of rows that have none of their own; without either a row is unreadable. `place` says how many rows
    came on earlier pages. Raises UnreadableAnswerError that names `url` where `body` is no JSON list.
    """
    papers: list[Paper] = []
    unreadable: list[Failure] = []
    for number, item in enumerate(_read_list(body, url), start=place + 1):
        try:
            papers.append(_read_paper(item, day))
        except ValueError as error:
            unreadable.append(_failure(item, error, f"item {number} of {url}"))
    return tuple(papers), tuple(unreadable)


def _read_list(body: bytes, url: str) -> list[JsonValue]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:  # ValueError also for bytes that are no text, and numbers of 4,300 digits
        kind = "HTML" if body.lstrip().startswith(b"<") else "no JSON" if body.strip() else "nothing"
        raise UnreadableAnswerError(printable(url), f"answered {kind} where a JSON list is due", status=200) from error
    if not isinstance(answer, list):
        said = server_words(body) or f"JSON of another kind ({type(answer).__name__})"
        raise UnreadableAnswerError(printable(url), f"answered no list: {said}", status=200)
    return answer


def _failure(item: JsonValue, error: ValueError, place: str) -> Failure:
    fields = item if isinstance(item, dict) else {}
    inner = fields.get("paper")
    paper = inner if isinstance(inner, dict) else {}
    try:
        subject = _read_id(paper.get("id"))
    except ValueError:
        subject = place
    title = _first_text("title", paper, fields)
    return Failure(subject=subject, title=title, stage=Stage.LISTING, kind=ParseError.__name__, reason=one_line(str(error)))


def _read_paper(item: JsonValue, day: dt.date | None) -> Paper:
    fields = _as_object(item, "the item")
    paper = _as_object(fields.get("paper"), "its `paper`")
    paper_id = _read_id(paper.get("id"))
    listed = _read_list_day(paper.get("submittedOnDailyAt")) or day
    if listed is None:
        raise ValueError("has no list date")
    return Paper(
        id=paper_id,
        title=_first_text("title", paper, fields),
        abstract=_first_text("summary", paper, fields),
        authors=tuple(_authors(paper.get("authors"))),
        upvotes=_read_upvotes(paper.get("upvotes")),
        listed=listed,
        published=_read_timestamp(paper.get("publishedAt")),
        thumbnail=_choose_picture(paper_id, fields, paper),
        github_url=_read_link(paper.get("githubRepo")),
        project_url=_read_link(paper.get("projectPage")),
    )


def _as_object(value: JsonValue, name: str) -> _Fields:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no JSON object")  # noqa: TRY004 - the row is bad, not the type of an argument of ours
    return value


def _read_id(value: JsonValue) -> str:
    """Return the arXiv id without version. A number is refused: 2311.1298 may have been 2311.12980."""
    if not isinstance(value, str):
        raise ValueError("has no id that is a text")  # noqa: TRY004 - as above
    return split_arxiv_id(value)[0]


def _first_text(name: str, *places: _Fields) -> str:
    values = (place.get(name) for place in places)
    return next((text for value in values if isinstance(value, str) and (text := one_line(value))), "")


def _authors(value: JsonValue) -> Iterator[str]:
    """Yield the names in order, without those that the feed itself hides."""
    for author in value if isinstance(value, list) else ():
        if isinstance(author, dict) and author.get("hidden") is not True and (name := _first_text("name", author)):
            yield name


def _read_upvotes(value: JsonValue) -> int:
    """Return whole upvotes, 97 also for 97.0 and "97", 0 where the feed names none. Raises ValueError for anything else."""
    if value is None:
        return 0
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_UPVOTES or value != int(value):
        raise ValueError(f"upvotes are {str(value)[:40]!r}, not a whole number of at least 0")
    return int(value)


def _read_timestamp(value: JsonValue) -> dt.date | None:
    """Return the UTC date at the head of `2026-08-17T00:00:00.000Z`; None where there is none."""
    return _read_day(value[:10]) if isinstance(value, str) else None


def _read_list_day(value: JsonValue) -> dt.date | None:
    day = _read_timestamp(value)
    return day if day and day >= FIRST_DAY else None


def _choose_picture(paper_id: str, fields: _Fields, paper: _Fields) -> str | None:
    """Return the first still picture that was uploaded for the paper, else the feed's thumbnail; None where there is neither.

    Where only a video or an unusable address is offered, the paper's social thumbnail, a card with its title, takes its place.
    """
    offered = [
        picture
        for name in ("mediaUrls", "mediaUrl", "thumbnail")
        for place in (fields, paper)
        for picture in _texts(place.get(name))
        if picture
    ]
    stand_in = _SOCIAL_THUMBNAIL.format(id=paper_id) if offered else None
    return next(filter(is_picture_url, offered), stand_in)


def _texts(value: JsonValue) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _read_link(value: JsonValue) -> str | None:
    """Return a plain http(s) URL as it is, None for anything else: no user info, white space, quotes or angle brackets."""
    if not isinstance(value, str) or len(value) > _MOST_LINK_CHARACTERS or _NO_LINK_CHARACTERS & set(value):
        return None
    try:
        read_origin(value)
    except ValueError:
        return None
    return value
