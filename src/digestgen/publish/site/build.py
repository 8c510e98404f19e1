"""The whole site from the memory of the published days: only the days that changed are loaded, only what differs is written."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from digestgen.drafts import Drafts
from digestgen.errors import DraftDamagedError
from digestgen.publish.memory import Memory
from digestgen.publish.rows import Row
from digestgen.publish.site.feeds import feeds, newest_rows, sitemaps
from digestgen.publish.site.pages import ASSETS, Pages, SiteOptions, pages_with, stamp_of
from digestgen.publish.site.paths import chunk_path, day_path, month_path, paper_file
from digestgen.publish.site.rendering import FOLDER, render_days
from digestgen.publish.site.search import chunk_script, months_script
from digestgen.publish.site.shelf import Shelf

_DAYS_ON_HOME, _FURTHER_ON_HOME = 3, 12

Days = Mapping[dt.date, Sequence[Row]]


@dataclass(frozen=True)
class Built:
    """What building the site came to."""

    days: int
    papers: int
    rendered: int
    """Days whose paper pages were made; the others were known."""
    written: int
    """Files that changed."""
    removed: int
    damaged: tuple[DraftDamagedError, ...] = ()
    """Files that could not be read; the pages of their days stay as they were."""


def build_site(drafts: Drafts, memory: Memory, options: SiteOptions, *, workers: int | None = None) -> Built:
    """Bring `output/site` in line with what the memory knows as published; `refresh` it first.

    Twice is the same as once, to the byte. Many days are rendered by several processes; `workers` says how many (see
    `render_days`). Raises StorageError.
    """
    days = {day: memory.days[day].rows for day in memory.published()}
    keys = {day: memory.days[day].key for day in days}
    shelf = Shelf(drafts.folder / FOLDER, stamp_of(options))
    pages = pages_with(options)
    for path in sorted(ASSETS.iterdir()):
        shelf.put(path.name, path.read_bytes())
    shelf.put(".nojekyll", b"")
    due = [day for day in days if not shelf.is_made(_papers(day), keys[day], _files(day, days[day]))]
    damaged = []
    for day, outcome in zip(due, render_days(drafts.folder, due, options, workers), strict=True):
        if isinstance(outcome, DraftDamagedError):
            damaged.append(outcome)
            shelf.keep(_files(day, days[day]))
        else:
            shelf.note(*outcome)
            shelf.made(_papers(day), keys[day])
    _put_days(days, keys, shelf, pages)
    _put_months(days, keys, shelf, pages)
    _put_tops(days, shelf, pages)
    _put_for_machines(days, shelf, options, pages.words["lang"])
    shelf.finish()
    papers = sum(map(len, days.values()))
    return Built(len(days), papers, len(due) - len(damaged), shelf.written, shelf.removed, tuple(damaged))


def _papers(day: dt.date) -> str:
    return f"papers/{day.isoformat()}"


def _files(day: dt.date, rows: Sequence[Row]) -> list[str]:
    return [paper_file(day, row.slug) for row in rows]


def _put_days(days: Days, keys: Mapping[dt.date, str], shelf: Shelf, pages: Pages) -> None:
    order = list(days)
    for older, day, newer in zip([None, *order], order, [*order[1:], None], strict=False):
        path = day_path(day)
        key = _key(keys[day], str(older), str(newer))
        if shelf.is_made(path, key, [path]):
            continue
        steps = {"older": day_path(older) if older else "", "newer": day_path(newer) if newer else ""}
        lead = " · ".join(row.title for row in days[day][:5])
        shelf.put(path, pages.page("day", path, day.isoformat(), lead, day=day, rows=days[day], **steps))
        shelf.made(path, key)


def _put_months(days: Days, keys: Mapping[dt.date, str], shelf: Shelf, pages: Pages) -> None:
    months = {month: list(group) for month, group in groupby(days, key=lambda day: f"{day:%Y-%m}")}
    order = list(months)
    for older, month, newer in zip(["", *order], order, [*order[1:], ""], strict=False):
        found = {day: days[day] for day in months[month]}
        content = _key(*(f"{day}:{keys[day]}" for day in found))
        path, chunk = month_path(month), chunk_path(month)
        if not shelf.is_made(chunk, content, [chunk]):
            shelf.put(chunk, chunk_script(month, found))
            shelf.made(chunk, content)
        key = _key(content, older, newer)
        if not shelf.is_made(path, key, [path]):
            steps = {"older": month_path(older) if older else "", "newer": month_path(newer) if newer else ""}
            listed = sorted(found.items(), reverse=True)
            shelf.put(path, pages.page("month", path, month, pages.options.title, month=month, days=listed, **steps))
            shelf.made(path, key)
    shelf.put("search/months.js", months_script(order))


def _put_tops(days: Days, shelf: Shelf, pages: Pages) -> None:
    order, words, title = sorted(days, reverse=True), pages.words, pages.options.title
    newest = [(day, days[day]) for day in order[:_DAYS_ON_HOME]]
    further = [(day, len(days[day])) for day in order[_DAYS_ON_HOME : _DAYS_ON_HOME + _FURTHER_ON_HOME]]
    lead = " · ".join(row.title for _, rows in newest[:1] for row in rows[:5]) or title
    shelf.put("index.html", pages.page("home", "index.html", title, lead, newest=newest, further=further, here="home"))
    years = [
        (
            year,
            [(month, [(day, len(days[day])) for day in found]) for month, found in groupby(inside, key=lambda d: f"{d:%Y-%m}")],
        )
        for year, inside in groupby(order, key=lambda day: f"{day:%Y}")
    ]
    shelf.put("archive.html", pages.page("archive", "archive.html", words["archive"], title, years=years, here="archive"))
    shelf.put("search.html", pages.page("search", "search.html", words["search"], title, here="search"))


def _put_for_machines(days: Days, shelf: Shelf, options: SiteOptions, language: str) -> None:
    """Put feeds and sitemaps, where the site's address is known, and robots.txt in any case."""
    robots = "User-agent: *\nAllow: /\n"
    if options.url:
        files = feeds(newest_rows(days), options, language) | sitemaps(days, options)
        for path, body in files.items():
            shelf.put(path, body)
        robots += f"Sitemap: {options.url}/sitemap.xml\n"
    shelf.put("robots.txt", robots.encode())


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
