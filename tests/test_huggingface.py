"""The listing of a day: bytes to papers, pages to a listing, and the feed's own calendar."""

import asyncio
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fake_time import FakeTime
from hypothesis import given
from hypothesis import strategies as st
from loopback import Answer, Loopback

from digestgen.errors import BadRequestError, NotFoundError, UnreadableAnswerError, UpstreamDownError, UpstreamError, UsageError
from digestgen.fetch import Fetched, Fetcher
from digestgen.identifiers import is_picture_url
from digestgen.models import Listing, Paper, Stage
from digestgen.sources import one_line
from digestgen.sources.huggingface import check_day, daily, feed_today, parse_items, trending

DATA = Path(__file__).parent / "data" / "huggingface"
URL = "https://papers.example/"
DAY = dt.date(2026, 8, 20)
NOW = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)


def row(number: int, **paper: object) -> dict[str, Any]:
    return {"paper": {"id": f"2608.{number:05}", "title": f"Paper {number}", "upvotes": 1, **paper}}


def body(*rows: object) -> bytes:
    return json.dumps(rows).encode()


def read_one(**paper: object) -> Paper:
    (found,), unreadable = parse_items(body(row(1, **paper)), url=URL, day=DAY)
    assert not unreadable
    return found


# --- bytes to values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["day-2026", "day-2024", "odd-rows"])
def test_a_page_reads_as_its_expected_twin(name: str) -> None:
    expected = json.loads((DATA / f"{name}.expected.json").read_bytes())
    day = dt.date.fromisoformat(expected["day"])
    papers, unreadable = parse_items((DATA / f"{name}.json").read_bytes(), url=URL, day=day)
    arxiv_only = {"version", "categories", "comment"}
    assert [paper.model_dump(mode="json", exclude=arxiv_only) for paper in papers] == expected["papers"]
    assert [failure.model_dump(include={"subject", "title", "reason"}) for failure in unreadable] == expected["unreadable"]
    assert {(failure.stage, failure.kind) for failure in unreadable} <= {(Stage.LISTING, "ParseError")}


@pytest.mark.parametrize(("upvotes", "read"), [(97, 97), (97.0, 97), ("97", 97), (0, 0), ("0", 0), (None, 0), (-0.0, 0)])
def test_upvotes_are_a_whole_number(upvotes: object, read: int) -> None:
    assert read_one(upvotes=upvotes).upvotes == read


@pytest.mark.parametrize(
    "upvotes",
    ["-1", "1e309", "-1e309", "NaN", "Infinity", "true", "97.5", '"many"', '""', '"97.0"', '"９７"', "[97]", "{}", "1e30"],
)
def test_upvotes_that_are_none_make_the_row_unreadable(upvotes: str) -> None:
    page = '[{"paper": {"id": "2608.00001", "title": "Odd", "upvotes": %s}}]' % upvotes  # noqa: UP031 - braces all over
    papers, (failure,) = parse_items(page.encode(), url=URL, day=DAY)
    assert not papers
    assert (failure.subject, failure.title) == ("2608.00001", "Odd")
    assert "upvotes" in failure.reason


@pytest.mark.parametrize(
    "paper_id",
    [
        "/etc/passwd",
        "2407.07880v2/../../x",
        "2407.07880\n",
        "２４０７.０７８８０",
        "2407.0788",
        "2407.07880%2f..",
        "..",
        "-rf",
        "CON",
        "a" * 300,
        "",
        None,
        24070.788,
        ["2407.07880"],
    ],
)
def test_what_is_no_arxiv_id_never_becomes_a_paper(paper_id: object) -> None:
    papers, (failure,) = parse_items(body(row(1, id=paper_id)), url=URL, day=DAY, place=200)
    assert not papers
    assert failure.subject == f"item 201 of {URL}"
    assert failure.title == "Paper 1"


@pytest.mark.parametrize(
    "date", [None, "", "2026-13-45T00:00:00Z", "../../2026", 20260820, "2026-W01-1", "1999-01-01T00:00:00.000Z"]
)
def test_a_list_date_that_is_none_gives_way_to_the_asked_day(date: object) -> None:
    assert read_one(submittedOnDailyAt=date).listed == DAY


def test_the_feeds_own_list_date_counts_where_it_differs_from_the_asked_day() -> None:
    assert read_one(submittedOnDailyAt="2026-08-13T00:00:00.000Z").listed == dt.date(2026, 8, 13)


def test_without_any_list_date_a_row_is_unreadable() -> None:
    papers, (failure,) = parse_items(body(row(1)), url=URL, day=None)
    assert not papers
    assert failure.reason == "has no list date"


def test_a_publication_date_that_is_none_is_left_out() -> None:
    assert read_one(publishedAt="2024-13-45").published is None
    assert read_one(publishedAt=17).published is None


@pytest.mark.parametrize(
    "thumbnail",
    [
        "https://cdn-thumbnails.huggingface.co.evil.example/x.png",
        "https://cdn-thumbnails.huggingface.co@evil.example/x.png",
        "//evil.example/x.png",
        "http://cdn-thumbnails.huggingface.co/x.png",
        "data:image/svg+xml,x",
        "https://cdn-thumbnails.huggingface.co/x.svg",
        "https://cdn-uploads.huggingface.co/x.mp4",
        "https://cdn-uploads.huggingface.co/x.mov",
        'https://cdn-uploads.huggingface.co/a.png" onerror="x',
    ],
)
def test_what_is_no_still_picture_of_the_feed_gives_way_to_the_social_thumbnail(thumbnail: object) -> None:
    (paper,), _ = parse_items(body(row(1) | {"thumbnail": thumbnail}), url=URL, day=DAY)
    assert paper.thumbnail == "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.00001.png"


@pytest.mark.parametrize("thumbnail", [None, "", {"url": "https://cdn-uploads.huggingface.co/x.png"}, 7])
def test_a_paper_without_a_picture_gets_none(thumbnail: object) -> None:
    (paper,), _ = parse_items(body(row(1) | {"thumbnail": thumbnail}), url=URL, day=DAY)
    assert paper.thumbnail is None


def test_an_uploaded_still_picture_goes_before_the_thumbnail_and_a_film_does_not() -> None:
    still, card = (
        "https://cdn-uploads.huggingface.co/a/still.png",
        "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/x.png",
    )
    film = "https://cdn-uploads.huggingface.co/a/film.mp4"
    offers: list[dict[str, object]] = [
        {"mediaUrls": [film, still], "thumbnail": card},
        {"mediaUrls": [film], "thumbnail": card},
        {"thumbnail": card},
    ]
    found = [parse_items(body(row(1) | offer), url=URL, day=DAY)[0][0].thumbnail for offer in offers]
    assert found == [still, card, card]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "ftp://papers.example/",
        "https://user:secret@papers.example/",
        "https://papers.example/ x",
        'https://papers.example/" onclick="x',
        "https://papers.example/<b>",
        "https://papers.example\\@evil.example/",
        "https://papers.example/\nx",
        "//papers.example/",
        "github.com/sandbox/x",
        "https://papers.example/" + "x" * 500,
        "",
        17,
        None,
    ],
)
def test_a_link_that_is_no_plain_url_is_dropped(link: object) -> None:
    paper = read_one(githubRepo=link, projectPage=link)
    assert (paper.github_url, paper.project_url) == (None, None)


@pytest.mark.parametrize(
    "page",
    [
        b"<!doctype html><title>Hugging Face</title>",
        b"",
        b"\xff\xfe\xfd",
        b'{"error":"Sorry"}',
        b'"text"',
        b"null",
        b"[" * 200_000,
        b"[1" + b"0" * 5000 + b"]",
        b"[{]",
    ],
)
def test_what_is_no_json_list_is_an_unreadable_answer_that_names_the_url(page: bytes) -> None:
    with pytest.raises(UnreadableAnswerError) as caught:
        parse_items(page, url=URL, day=DAY)
    assert caught.value.subject == URL
    assert caught.value.status == 200


def test_an_error_told_with_status_200_is_kept() -> None:
    with pytest.raises(UnreadableAnswerError, match="Sorry"):
        parse_items(b'{"error":"Sorry"}', url=URL, day=DAY)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["2608.00001", "97", "https://a.example"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["paper", "id", "title", "authors", "upvotes", "mediaUrls", "name"]), inner, max_size=5)
    ),
    max_leaves=15,
)


@given(st.lists(JSON, max_size=5))
def test_every_row_becomes_a_paper_or_a_failure_whatever_it_holds(rows: list[object]) -> None:
    papers, unreadable = parse_items(json.dumps(rows).encode(), url=URL, day=DAY)
    assert len(papers) + len(unreadable) == len(rows)
    for text in (paper.model_dump_json() for paper in papers):
        assert text.encode()


@given(st.text(st.characters(exclude_categories=())))
def test_text_that_comes_in_is_one_line_that_can_be_written(text: str) -> None:
    line = one_line(text)
    assert line == " ".join(line.split())
    assert line.encode().decode() == line
    assert one_line(line) == line
    assert not any(c in line for c in "\0\x1b\u200b\u202e\u2066\ufeff")


# --- pages to a listing -------------------------------------------------------------------------------------------------


class Pages:
    """A Get that answers page after page, and keeps what was asked."""

    def __init__(self, *pages: Sequence[object], link: str = "") -> None:
        self.pages = pages
        self.link = link
        self.asked: list[str] = []

    async def __call__(self, url: str, *, accept: str = "*/*", max_bytes: int = 10_000_000) -> Fetched:
        assert accept == "application/json"
        assert max_bytes >= 1_000_000
        self.asked.append(url)
        page = self.pages[len(self.asked) - 1] if len(self.asked) <= len(self.pages) else []
        return Fetched(url, 200, {"link": self.link}, json.dumps(list(page)).encode())


def listing_of(get: Pages) -> Listing:
    return asyncio.run(daily(get, "https://papers.example/", DAY, now=NOW))


def test_a_short_page_is_the_whole_listing() -> None:
    get = Pages([row(1), row(2)])
    assert len(listing_of(get).papers) == 2
    assert get.asked == ["https://papers.example/api/daily_papers?date=2026-08-20&limit=100&p=0"]


@pytest.mark.parametrize("count", [100, 101, 200, 250])
def test_a_full_last_page_is_never_taken_for_the_whole(count: int) -> None:
    rows = [row(number) for number in range(count)]
    get = Pages(*(rows[start : start + 100] for start in range(0, count, 100)))
    assert len(listing_of(get).papers) == count
    assert len(get.asked) == count // 100 + 1
    assert get.asked[1].endswith("&limit=100&p=1")


def test_a_short_page_that_names_a_next_one_is_not_the_whole() -> None:
    get = Pages([row(number) for number in range(50)], [row(50)], [], link='<https://papers.example/next>; rel="next"')
    assert len(listing_of(get).papers) == 51
    assert len(get.asked) == 3


def test_a_list_without_end_is_an_error_and_no_silence() -> None:
    get = Pages(*([row(page * 100 + number) for number in range(100)] for page in range(30)))
    with pytest.raises(UnreadableAnswerError, match="still no end"):
        listing_of(get)
    assert len(get.asked) == 20


def test_a_server_that_does_not_page_is_an_error_after_two_requests() -> None:
    page = [row(number) for number in range(100)]
    get = Pages(page, page, page)
    with pytest.raises(UnreadableAnswerError, match="repeats"):
        listing_of(get)
    assert len(get.asked) == 2


def test_an_empty_day_is_an_empty_listing() -> None:
    listing = listing_of(Pages([]))
    assert (listing.date, listing.papers, listing.unreadable, listing.fetched_at) == (DAY, (), (), NOW)


def test_papers_come_by_upvotes_and_equal_ones_as_the_feed_has_them() -> None:
    get = Pages([row(1, upvotes=3), row(2, upvotes=9), row(3, upvotes=3), row(4, upvotes="10")])
    assert [paper.id[-1] for paper in listing_of(get).papers] == ["4", "2", "1", "3"]


def test_rows_of_the_same_paper_fall_together_and_the_higher_upvotes_win() -> None:
    get = Pages([row(1, upvotes=3), row(2, upvotes=2), row(1, upvotes=9), row(2, upvotes=1)])
    assert [(paper.id[-1], paper.upvotes) for paper in listing_of(get).papers] == [("1", 9), ("2", 2)]


def test_an_unreadable_row_on_a_later_page_is_named_by_its_place_in_the_whole_list() -> None:
    get = Pages([row(number) for number in range(100)], ["odd"])
    listing = listing_of(get)
    (failure,) = listing.unreadable
    assert failure.subject.startswith("item 101 of https://papers.example/api/daily_papers?date=2026-08-20&limit=100&p=1")
    assert len(listing.papers) == 100


def test_trending_takes_the_first_by_the_feeds_rank_and_has_no_date() -> None:
    get = Pages([row(1, upvotes=1), row(2, upvotes=5, submittedOnDailyAt="2024-01-02T00:00:00Z"), row(3, upvotes=99)])
    listing = asyncio.run(trending(get, "https://papers.example", now=NOW, limit=2))
    assert listing.date is None
    assert [(paper.id[-1], paper.listed) for paper in listing.papers] == [("2", dt.date(2024, 1, 2)), ("1", DAY)]
    assert get.asked == ["https://papers.example/api/daily_papers?sort=trending&limit=2&p=0"]


def test_trending_pages_on_where_more_is_wanted_than_a_page_holds() -> None:
    rows = [row(number) for number in range(300)]
    get = Pages(rows[:100], rows[100:200], rows[200:])
    assert len(asyncio.run(trending(get, "https://papers.example", now=NOW, limit=150)).papers) == 150
    assert len(get.asked) == 2


# --- over a real socket -------------------------------------------------------------------------------------------------


def fetch_from(server: Loopback, now: dt.datetime = NOW) -> Listing:
    async def run() -> Listing:
        fake = FakeTime()
        hosts = [server.netloc]
        get = Fetcher(
            user_agent="t", allowed_hosts=(), loopback_hosts=hosts, proxies={}, attempts=2, clock=fake.clock, sleep=fake.sleep
        )
        async with get:
            return await daily(get, server.url, DAY, now=now)

    return asyncio.run(run())


def test_a_listing_arrives_over_http() -> None:
    with Loopback() as server:
        server.script("/api/daily_papers", Answer(body=(DATA / "odd-rows.json").read_bytes()))
        listing = fetch_from(server)
    assert (len(listing.papers), len(listing.unreadable)) == (1, 8)
    assert server.targets == ["/api/daily_papers?date=2026-08-20&limit=100&p=0"]


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (Answer(400, b'{"error":"no such day"}'), BadRequestError, "answered 400: no such day"),
        (Answer(404, b'{"error":"no such page"}'), NotFoundError, "answered 404: no such page"),
        (Answer(500), UpstreamDownError, "answered 500"),
        (Answer(200, b"<html>Checking your browser</html>", {"Content-Type": "text/html"}), UnreadableAnswerError, "HTML"),
    ],
)
def test_what_the_server_answers_in_the_place_of_a_list_is_told(answer: Answer, kind: type[UpstreamError], said: str) -> None:
    with Loopback() as server:
        server.script("/api/daily_papers", answer)
        with pytest.raises(kind) as caught:
            fetch_from(server, NOW + dt.timedelta(days=30))
    assert said in str(caught.value)
    assert caught.value.subject.startswith(f"{server.url}/api/daily_papers")
    assert caught.value.status == answer.status


def test_a_day_after_the_newest_list_is_empty_as_on_a_weekend_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    with Loopback() as server:
        server.script("/api/daily_papers", Answer(400, b'{"error":"date is too late"}'))
        assert fetch_from(server, NOW + dt.timedelta(days=2)).papers == ()
    assert "date is too late" in caplog.text


# --- the feed's calendar ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-01-15T02:29:59+00:00", "2026-01-14"),  # winter: 21:29:59 in New York
        ("2026-01-15T02:30:00+00:00", "2026-01-15"),
        ("2026-07-15T01:29:59+00:00", "2026-07-14"),  # summer: 21:29:59 in New York
        ("2026-07-15T01:30:00+00:00", "2026-07-15"),
        ("2026-07-15T01:30:00+08:00", "2026-07-14"),
        ("2026-03-08T07:00:00+00:00", "2026-03-08"),  # the clocks jump forward that night
        ("2026-11-01T05:59:00+00:00", "2026-11-01"),  # and back
        ("2026-12-31T23:59:00-05:00", "2027-01-01"),
    ],
)
def test_the_feeds_day_begins_at_half_past_nine_in_the_evening_in_new_york(now: str, day: str) -> None:
    assert feed_today(dt.datetime.fromisoformat(now)) == dt.date.fromisoformat(day)


def test_a_time_without_a_zone_is_no_time_of_the_feed() -> None:
    with pytest.raises(ValueError, match="zone"):
        feed_today(dt.datetime(2026, 1, 15, 12))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("text", ["2023-05-04", "2026-08-19", "2026-08-20"])
def test_a_day_that_the_feed_can_have_listed_is_accepted(text: str) -> None:
    assert check_day(text, now=NOW).isoformat() == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2026-08-21", "future"),
        ("9999-12-31", "future"),
        ("2023-05-03", "before the first listing"),
        ("2026-02-30", "not a date"),
        ("2026-8-2", "not a date"),
        ("20260820", "not a date"),
        ("2026-W33-4", "not a date"),
        ("2024-01-01/../../x", "not a date"),
        ("２０２６-08-20", "not a date"),
        ("2026-08-20\n", "not a date"),
        ("yesterday", "not a date"),
        ("", "not a date"),
    ],
)
def test_any_other_day_is_refused_with_the_reason(text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        check_day(text, now=NOW)
    assert caught.value.remedy


# --- recorded days ------------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize("day", ["2024-05-27", "2025-04-22", "2026-08-13", "2026-08-20"])
def test_a_recorded_day_reads_without_a_failure(shared: Path, day: str) -> None:
    page = (shared / f"data/hf/daily_papers_{day}.json").read_bytes()
    papers, unreadable = parse_items(page, url=URL, day=dt.date.fromisoformat(day))
    assert not unreadable
    assert len(papers) == len(json.loads(page)) > 10
    assert [paper.upvotes for paper in papers] == sorted((paper.upvotes for paper in papers), reverse=True)
    for paper in papers:
        assert paper.listed.isoformat() == day
        assert paper.published
        assert 0 <= (paper.listed - paper.published).days <= 365
        assert paper.title == one_line(paper.title) != ""
        assert len(paper.abstract) > 200
        assert paper.authors
        assert paper.thumbnail
        assert is_picture_url(paper.thumbnail)
