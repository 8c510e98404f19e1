"""Atom, RSS and JSON Feed of the newest papers, and the sitemaps. All need the site's public address.

A feed's entries must have absolute addresses, so without an address there are no feeds: relative ones are valid in none of the
three formats, and a reader could not follow them. An entry's id is the address of its page, and stays as long as that does.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

import feedgenerator  # type: ignore[import-untyped]

from digestgen.publish.html import visible
from digestgen.publish.rows import Row
from digestgen.publish.site.pages import SiteOptions, clipped
from digestgen.publish.site.paths import day_path, month_path, paper_path

MOST_ENTRIES = 100
"""Whole days up to this many papers; a single day may have more."""
_BEGINNING = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)

Days = Mapping[dt.date, Sequence[Row]]


def newest_rows(days: Days) -> list[Row]:
    """Return the papers of the newest days, newest day first."""
    rows: list[Row] = []
    for day in sorted(days, reverse=True):
        if rows and len(rows) + len(days[day]) > MOST_ENTRIES:
            break
        rows += days[day]
    return rows


def feeds(rows: Sequence[Row], options: SiteOptions, language: str) -> dict[str, bytes]:
    """Return the three files; `options.url` must be set."""
    return {
        "atom.xml": _xml(feedgenerator.Atom1Feed, "atom.xml", rows, options, language),
        "rss.xml": _xml(feedgenerator.Rss201rev2Feed, "rss.xml", rows, options, language),
        "feed.json": _json(rows, options, language),
    }


def _xml(kind: type[feedgenerator.SyndicationFeed], name: str, rows: Sequence[Row], options: SiteOptions, language: str) -> bytes:
    title = visible(options.title)
    feed = kind(
        title=title,
        link=f"{options.url}/index.html",
        description=title,
        language=language,
        feed_url=f"{options.url}/{name}",
        feed_guid=f"{options.url}/{name}",
        author_name=title,
    )
    for row in rows:
        link = _link(row, options)
        feed.add_item(
            title=visible(row.title),
            link=link,
            description=_content(row),
            unique_id=link,
            unique_id_is_permalink=True,
            pubdate=_listed_at(row),
            updateddate=max(row.at, _listed_at(row)),
        )
    if not rows:
        feed.latest_post_date = lambda: _BEGINNING  # not the time of this run: the same input gives the same bytes
    text: str = feed.writeString("utf-8")
    return text.encode("utf-8", "replace")


def _json(rows: Sequence[Row], options: SiteOptions, language: str) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": visible(options.title),
        "home_page_url": f"{options.url}/index.html",
        "feed_url": f"{options.url}/feed.json",
        "language": language,
        "items": [_item(row, options) for row in rows],
    }
    return f"{json.dumps(feed, ensure_ascii=False, indent=1)}\n".encode("utf-8", "replace")


def _item(row: Row, options: SiteOptions) -> dict[str, str]:
    link = _link(row, options)
    item = {
        "id": link,
        "url": link,
        "title": visible(row.title),
        "content_html": _content(row),
        "summary": clipped(row.lead),
        "date_published": _listed_at(row).isoformat(),
        "date_modified": max(row.at, _listed_at(row)).isoformat(),
    }
    item |= {"external_url": f"https://arxiv.org/abs/{row.arxiv_id}"} if row.arxiv_id else {}
    return item | ({"image": row.thumbnail} if row.thumbnail else {})


def _link(row: Row, options: SiteOptions) -> str:
    return f"{options.url}/{paper_path(row.day, row.slug)}"


def _listed_at(row: Row) -> dt.datetime:
    return dt.datetime.combine(row.day, dt.time(), dt.UTC)


def _content(row: Row) -> str:
    points = "".join(f"<li>{escape(visible(line))}</li>" for line in row.headings)
    return f"<p>{escape(visible(row.lead))}</p>" + (f"<ul>{points}</ul>" if points else "")


def sitemaps(days: Days, options: SiteOptions) -> dict[str, bytes]:
    """Return `sitemap.xml`, which names one sitemap a year: a sitemap may hold 50,000 addresses, a year has some 6,000."""
    maps = {}
    for year, group in groupby(sorted(days), key=lambda day: day.year):
        inside = list(group)
        months = sorted({f"{day:%Y-%m}" for day in inside})
        urls = [_url(month_path(month), options) for month in months]
        for day in inside:
            urls.append(_url(day_path(day), options, max(row.at for row in days[day])))
            urls += [_url(paper_path(day, row.slug), options, row.at) for row in days[day]]
        maps[f"sitemap-{year}.xml"] = _sitemap("urlset", urls)
    entries = [f"<sitemap><loc>{escape(f'{options.url}/{name}')}</loc></sitemap>\n" for name in maps]
    top = _sitemap("urlset", [_url(name, options) for name in ("index.html", "archive.html")])
    return maps | {
        "sitemap-pages.xml": top,
        "sitemap.xml": _sitemap("sitemapindex", [_entry("sitemap-pages.xml", options), *entries]),
    }


def _entry(name: str, options: SiteOptions) -> str:
    return f"<sitemap><loc>{escape(f'{options.url}/{name}')}</loc></sitemap>\n"


def _sitemap(root: str, entries: Sequence[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{''.join(entries)}</{root}>\n".encode()


def _url(path: str, options: SiteOptions, at: dt.datetime | None = None) -> str:
    changed = f"<lastmod>{at:%Y-%m-%d}</lastmod>" if at else ""
    return f"<url><loc>{escape(f'{options.url}/{path}')}</loc>{changed}</url>\n"
