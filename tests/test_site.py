"""The static site as files: valid, closed in itself, the same bytes every time, and only what changed is made again."""

import datetime as dt
import itertools
import json
import os
import re
import urllib.parse
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import html5lib  # type: ignore[import-untyped]
import pytest
from making import DAY, NOON, a_paper
from publishing import (
    ADDRESS,
    HOSTILE,
    OPTIONS,
    PICTURE,
    a_few_days,
    a_published,
    a_sound_summary,
    an_import,
    edition,
    snapshot,
    store,
    store_import,
)  # fmt: skip

from digestgen.models import TextReport, TextSource
from digestgen.publish.due import refresh
from digestgen.publish.entries import Entry, entries_of
from digestgen.publish.memory import Memory
from digestgen.publish.rows import row_of
from digestgen.publish.site import SiteOptions, build_site, day_path, paper_path
from digestgen.publish.site.feeds import newest_rows
from digestgen.publish.site.rendering import render_days
from digestgen.publish.site.shelf import MANIFEST
from digestgen.review import reject

FILE_ONLY = SiteOptions("每日论文", "en")
PLAIN = "<script>alert(1)</script> \"q\" & 'p' gnp.exe ]]> </title><img src=x onerror=alert(2)>"


def parse(path: Path) -> ET.Element:
    """Parse strictly: a page that a validator would complain about raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page: ET.Element = parser.parse(path.read_text("utf-8"))
    return page


def pages(folder: Path) -> list[Path]:
    return sorted((folder / "site").rglob("*.html"))


@pytest.mark.parametrize("options", [OPTIONS, FILE_ONLY])
def test_every_page_is_valid_html_with_a_language_a_title_and_one_heading(tmp_path: Path, options: SiteOptions) -> None:
    a_few_days(tmp_path)
    store_import(tmp_path, an_import("#### Old & <b>\n\n#### 背景\n- **背景**\n    很早以前的一段话。\n", "旧论文"))
    edition(tmp_path, options)
    kinds = {path.parent.relative_to(tmp_path / "site").parts[:1] for path in pages(tmp_path)}
    assert kinds == {(), ("days",), ("months",), ("papers",)}
    for path in pages(tmp_path):
        page = parse(path)
        assert page.get("lang") in {"zh-CN", "en"}
        assert page.findtext("head/title")
        assert len(list(page.iter("h1"))) == 1, path
        levels = [int(element.tag[1]) for element in page.iter() if re.fullmatch("h[1-6]", str(element.tag))]
        assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), path
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("options", [OPTIONS, FILE_ONLY])
def test_every_link_is_relative_and_leads_to_a_file_or_is_an_address_of_the_paper(tmp_path: Path, options: SiteOptions) -> None:
    a_few_days(tmp_path, 3, 20)
    store_import(tmp_path, an_import("#### 旧\n\n#### 背景\n- **背景**\n    很早以前的一段话。\n", "旧论文"))
    edition(tmp_path, options)
    reached = set()
    for path in pages(tmp_path):
        for element in parse(path).iter():
            link = element.get("href") or element.get("src")
            if not link or link.startswith("#"):
                continue
            if urllib.parse.urlsplit(link).scheme:
                own = element.tag == "link" and element.get("rel") == "canonical"
                paper = re.match(r"https://(arxiv\.org|huggingface\.co|cdn-thumbnails\.huggingface\.co)/", link)
                assert (own and link.startswith(f"{ADDRESS}/")) or (paper and element.tag in {"a", "img"}), (path, link)
                continue
            assert not link.startswith("/")
            target = (path.parent / urllib.parse.unquote(link)).resolve()
            assert target.is_file(), (path, link)
            reached.add(target)
    home = {(tmp_path / "site" / name).resolve() for name in ("index.html",)}
    assert {path.resolve() for path in pages(tmp_path)} <= reached | home


def test_nothing_is_asked_of_another_server_but_the_papers_pictures(tmp_path: Path) -> None:
    a_few_days(tmp_path)
    edition(tmp_path)
    for path in pages(tmp_path):
        page = parse(path)
        for image in page.iter("img"):
            assert image.get("src") == PICTURE
            assert (image.get("referrerpolicy"), image.get("loading")) == ("no-referrer", "lazy")
        policy = next(meta for meta in page.iter("meta") if meta.get("http-equiv") == "Content-Security-Policy").get(
            "content", ""
        )
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https://cdn-")
        assert "unsafe" not in policy
        assert not [element for element in page.iter() if element.get("style") or element.tag in {"style", "iframe"}]
        assert all(script.get("src") for script in page.iter("script"))
    assert "url(" not in (tmp_path / "site" / "style.css").read_text("utf-8")


def test_publishing_twice_is_the_same_as_once_to_the_byte_and_the_second(tmp_path: Path) -> None:
    a_few_days(tmp_path)
    edition(tmp_path)
    before = snapshot(tmp_path)
    again = edition(tmp_path)
    assert again.site
    assert (again.site.rendered, again.site.written, again.site.removed, again.index) == (0, 0, 0, ())
    assert snapshot(tmp_path) == before


def test_two_builds_of_the_same_drafts_are_the_same_bytes_in_any_number_of_processes(tmp_path: Path) -> None:
    drafts = a_few_days(tmp_path)
    memory = Memory(tmp_path)
    refresh(drafts, memory)
    build_site(drafts, memory, OPTIONS, workers=1)
    before = snapshot(tmp_path / "site")
    outcomes = list(render_days(tmp_path, memory.published(), OPTIONS, 2))
    assert [outcome[1] for outcome in outcomes if isinstance(outcome, tuple)] == [0] * 3, "nothing differed"
    assert snapshot(tmp_path / "site") == before


def test_one_more_day_renders_one_day(tmp_path: Path) -> None:
    a_few_days(tmp_path, 3, 20)
    edition(tmp_path)
    before = snapshot(tmp_path / "site")
    day = DAY + dt.timedelta(1)
    store(tmp_path, a_published("2402.00001", day))
    done = edition(tmp_path)
    assert done.site
    assert done.site.rendered == 1
    changed = {name for name, state in snapshot(tmp_path / "site").items() if before.get(name) != state}
    always = {"index.html", "archive.html", "atom.xml", "rss.xml", "feed.json", "sitemap-2024.xml", MANIFEST}
    pages_of_it = {day_path(day), paper_path(day, "2402.00001"), "months/2024-02.html", "search/2024-02.js", "search/months.js"}
    assert changed == always | pages_of_it | {day_path(DAY), "months/2024-01.html"}


def test_an_unchanged_day_is_not_read_again(tmp_path: Path) -> None:
    """Its drafts may even be unreadable to the program that rendered them: only their bytes are compared."""
    store(tmp_path, a_published())
    odd = tmp_path / "drafts" / DAY.isoformat() / "2401.99991.json"
    edition(tmp_path)
    memory_file = tmp_path / ".published" / "2024-01.json"
    known = memory_file.read_text("utf-8")
    body = odd.read_bytes()
    odd.write_bytes(b"{")
    damaged = edition(tmp_path)
    assert damaged.damaged
    odd.write_bytes(body)
    os.utime(odd, (1, 1))
    back = edition(tmp_path)
    assert back.site
    assert (back.damaged, back.site.rendered) == ((), 0)
    assert memory_file.read_text("utf-8") == known


@pytest.mark.parametrize("damage", ["", "[]", '{"format": 9}', '{"format": 1, "stamp": "x", "made": {}}', "gone"])
def test_a_manifest_that_is_missing_or_damaged_or_of_another_program_makes_all_anew(tmp_path: Path, damage: str) -> None:
    a_few_days(tmp_path)
    edition(tmp_path)
    manifest = tmp_path / "site" / MANIFEST
    good = manifest.read_bytes()
    manifest.unlink()
    if damage != "gone":
        manifest.write_text(damage, "utf-8")
    done = edition(tmp_path)
    assert done.site
    assert done.site.rendered == 3
    assert manifest.read_bytes() == good


def test_another_title_makes_all_anew_and_a_missing_file_its_day(tmp_path: Path) -> None:
    a_few_days(tmp_path)
    edition(tmp_path)
    (tmp_path / "site" / paper_path(DAY, "2401.99991")).unlink()
    (tmp_path / "site" / day_path(DAY - dt.timedelta(1))).unlink()
    done = edition(tmp_path)
    assert done.site
    assert (done.site.rendered, done.site.written) == (1, 2)
    renamed = edition(tmp_path, SiteOptions("另一个", "zh", ADDRESS)).site
    assert renamed
    assert renamed.rendered == 3


def test_what_is_no_longer_published_vanishes_and_foreign_files_stay(tmp_path: Path) -> None:
    drafts = a_few_days(tmp_path)
    edition(tmp_path)
    (tmp_path / "site" / "CNAME").write_text("example.org", "utf-8")
    (tmp_path / "site" / "papers" / "left.html").write_text("from a build that was broken off", "utf-8")
    drafts.write(reject(drafts.on_day(DAY)[0], by="you", at=NOON))
    edition(tmp_path, FILE_ONLY)
    left = snapshot(tmp_path / "site")
    assert (
        not {paper_path(DAY, "2401.99991"), "papers/left.html", "atom.xml", "rss.xml", "feed.json", "sitemap.xml"} & left.keys()
    )
    assert {paper_path(DAY, "2401.99992"), "CNAME"} <= left.keys()
    texts = b"".join(body for name, (_, body) in left.items() if DAY.isoformat() in name or name.startswith("search/"))
    assert f"papers/{DAY}/2401.99991".encode() not in texts


def test_hostile_words_are_text_everywhere(tmp_path: Path) -> None:
    strange = a_paper(
        title=HOSTILE, authors=(HOSTILE,), thumbnail=PICTURE, project_url="javascript:alert(1)", github_url='https://e.org/"><b>'
    )
    evidence = a_published().evidence[0].model_copy(update={"claim": HOSTILE, "quote": HOSTILE})
    summary = a_sound_summary(tldr='一句话 <script>alert(1)</script> "引号" & </script> 结束。')
    store(tmp_path, a_published(paper=strange, evidence=(evidence,), summary=summary))
    edition(tmp_path)
    for path in pages(tmp_path):
        page = parse(path)
        text = path.read_text("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text), path
        assert all(script.get("src") for script in page.iter("script"))
        assert not [
            element for element in page.iter() if element.get("onerror") or str(element.get("href")).startswith("javascript")
        ]
    paper = parse(tmp_path / "site" / paper_path(DAY, "2401.99991"))
    assert "".join(next(paper.iter("h1")).itertext()) == PLAIN
    assert "".join(next(paper.iter("blockquote")).itertext()) == PLAIN
    for name in ("search/2024-01.js", "search/months.js"):
        assert "<" not in (tmp_path / "site" / name).read_text("utf-8")
    for name in ("atom.xml", "rss.xml"):
        feed = feedparser.parse((tmp_path / "site" / name).read_bytes())
        assert not feed.bozo, feed.get("bozo_exception")


def test_a_paper_page_says_where_it_comes_from(tmp_path: Path) -> None:
    text = TextReport(source=TextSource.FULL_TEXT, characters=9, characters_sent=9, page_count=12)
    store(
        tmp_path,
        a_published(text=text, edited=("background",)),
        a_published("2401.99993", by="checks", paper=a_paper(id="2401.99993")),
    )
    store_import(tmp_path, an_import("#### Old\n\n#### 背景\n- **背景**\n    很早以前的一段话。\n", "old"))
    edition(tmp_path)
    found = {slug: (tmp_path / "site" / paper_path(DAY, slug)).read_text("utf-8") for slug in ("2401.99991", "2401.99993", "old")}
    assert "由模型撰写，经人工修改和审核。" in found["2401.99991"]
    assert "由模型撰写，经自动检查，未经人工审核。" in found["2401.99993"]
    assert "取自已有的归档，原样收录，未经检查。" in found["old"]
    for words in ("sandbox", "111111111111", "论文全文 · 12 页", "第 3 页", "It is short.", "依据"):
        assert words in found["2401.99991"]
    assert "you" not in re.sub(r"<[^>]+>", "", found["2401.99991"]), "a reviewer's name is nobody's business"


def test_withdrawn_papers_and_newer_versions_carry_a_notice(tmp_path: Path) -> None:
    draft = a_published(paper=a_paper(version=3, comment="This paper has been Withdrawn by the author"))
    older = draft.provenance.model_copy(update={"pdf_version": 2})
    store(
        tmp_path,
        draft.model_copy(update={"provenance": older}),
        a_published("2401.99992", paper=a_paper(id="2401.99992", version=2)),
    )
    edition(tmp_path)
    page = (tmp_path / "site" / paper_path(DAY, "2401.99991")).read_text("utf-8")
    assert "已被撤回（withdrawn）" in page
    assert "更新的版本 v3；本总结依据的是 v2" in page
    assert "https://arxiv.org/abs/2401.99991v3" in page
    assert 'role="note"' not in (tmp_path / "site" / paper_path(DAY, "2401.99992")).read_text("utf-8")
    day = (tmp_path / "site" / day_path(DAY)).read_text("utf-8")
    assert (day.count("已撤回"), day.count("有新版本 v3")) == (1, 1)


def test_feeds_take_whole_days_up_to_a_hundred_papers() -> None:
    days = {DAY - dt.timedelta(back): (row_of(load_row(back)),) * 30 for back in range(5)}
    assert [row.day for row in newest_rows(days)[::30]] == [DAY - dt.timedelta(back) for back in range(3)]
    assert len(newest_rows({DAY: (row_of(load_row(0)),) * 150})) == 150


def load_row(back: int) -> Entry:
    day = DAY - dt.timedelta(back)
    return entries_of(day, [a_published(day=day)])[0]


def test_feeds_hold_the_newest_papers_with_lasting_ids(tmp_path: Path) -> None:
    a_few_days(tmp_path)
    edition(tmp_path)
    links = [
        f"{ADDRESS}/{paper_path(DAY - dt.timedelta(back), name)}" for back in range(3) for name in ("2401.99991", "2401.99992")
    ]
    for name, version in (("atom.xml", "atom10"), ("rss.xml", "rss20")):
        feed = feedparser.parse((tmp_path / "site" / name).read_bytes())
        assert (feed.bozo, feed.version) == (False, version)
        assert [entry.link for entry in feed.entries] == links
        assert [entry.id for entry in feed.entries] == links
        assert {"self"} <= {link.rel for link in feed.feed.links}
    atom = ET.fromstring((tmp_path / "site" / "atom.xml").read_bytes())  # noqa: S314 - our own file
    space = "{http://www.w3.org/2005/Atom}"
    for holder in (atom, *atom.iter(f"{space}entry")):
        assert all(len(holder.findall(f"{space}{tag}")) == 1 for tag in ("id", "title", "updated"))
        assert dt.datetime.fromisoformat(holder.findtext(f"{space}updated", "")).tzinfo
    assert atom.find(f"{space}author/{space}name") is not None
    rss = ET.fromstring((tmp_path / "site" / "rss.xml").read_bytes())  # noqa: S314 - our own file
    assert all(rss.findtext(f"channel/{tag}") for tag in ("title", "link", "description"))
    assert {guid.get("isPermaLink", "true") for guid in rss.iter("guid")} == {"true"}


def test_the_json_feed_keeps_the_rules_of_version_1_1(tmp_path: Path) -> None:
    a_few_days(tmp_path)
    edition(tmp_path)
    feed = json.loads((tmp_path / "site" / "feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{ADDRESS}/feed.json"
    assert len({item["id"] for item in feed["items"]}) == 6
    for item in feed["items"]:
        assert item["content_html"]
        assert dt.datetime.fromisoformat(item["date_published"]) <= dt.datetime.fromisoformat(item["date_modified"])
        assert item["url"].startswith(ADDRESS)


def test_the_sitemap_names_every_page_once_and_robots_names_the_sitemap(tmp_path: Path) -> None:
    a_few_days(tmp_path, 3, 20)
    edition(tmp_path)
    site, space = tmp_path / "site", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    top = ET.fromstring((site / "sitemap.xml").read_bytes())  # noqa: S314 - our own file
    assert top.tag == f"{space}sitemapindex"
    named = []
    for place in top.iter(f"{space}loc"):
        name = (place.text or "").removeprefix(f"{ADDRESS}/")
        assert "/" not in name, "a sitemap speaks for the folder it stands in"
        part = ET.fromstring((site / name).read_bytes())  # noqa: S314 - our own file
        assert part.tag == f"{space}urlset"
        for url in part:
            assert [child.tag.removeprefix(space) for child in url] in (["loc"], ["loc", "lastmod"])
            named.append(url.findtext(f"{space}loc", ""))
    files = {path.relative_to(site).as_posix() for path in pages(tmp_path)} - {"search.html"}
    assert sorted(named) == sorted(f"{ADDRESS}/{urllib.parse.quote(name)}" for name in files)
    assert f"Sitemap: {ADDRESS}/sitemap.xml\n" in (site / "robots.txt").read_text("utf-8")


def test_an_empty_archive_is_a_valid_site_once_it_had_papers(tmp_path: Path) -> None:
    drafts = store(tmp_path, a_published())
    assert edition(tmp_path / "other").site is None, "no site without a paper"
    edition(tmp_path)
    drafts.write(reject(drafts.on_day(DAY)[0], by="you", at=NOON))
    edition(tmp_path)
    for path in pages(tmp_path):
        parse(path)
    assert "还没有发布的内容" in (tmp_path / "site" / "index.html").read_text("utf-8")
    assert feedparser.parse((tmp_path / "site" / "atom.xml").read_bytes()).entries == []
