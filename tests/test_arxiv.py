"""arXiv's metadata and PDFs, over a real server on loopback."""

import asyncio
import dataclasses
import datetime as dt
import json
import time
import urllib.parse
from pathlib import Path

import arxiv
import pytest
import requests
import urllib3
from fake_time import FakeTime
from loopback import Answer, Loopback

from digestgen.cache import Cache
from digestgen.errors import (
    BadRequestError,
    DigestgenError,
    ForbiddenError,
    NotFoundError,
    PdfError,
    RateLimitedError,
    TooLargeError,
    UnreadableAnswerError,
    UpstreamDownError,
    UpstreamError,
    UsageError,
)
from digestgen.fetch import Fetcher, Gate
from digestgen.sources.arxiv import TRANSLATION, Metadata, PdfFile, metadata, pdf

DATA = Path(__file__).parent / "data" / "arxiv"
PATH = "/api/query"
TODAY = dt.date(2026, 8, 20)
WHOLE = b"%PDF-1.7\nbody\n%%EOF\n"
PDF = {"Content-Type": "application/pdf"}


def ask(server: Loopback, *ids: str, path: str = PATH, timeout_seconds: float = 5.0) -> dict[str, Metadata]:
    """Ask the server for metadata, with time that only passes in sleeps between tries and at the gate."""

    async def run() -> dict[str, Metadata]:
        fake = FakeTime()
        return await metadata(
            ids or ("2608.00010",),
            query_url=f"{server.url}{path}",
            gate=Gate(3, clock=fake.clock, sleep=fake.sleep),
            timeout_seconds=timeout_seconds,
            user_agent="digestgen/0 (tests)",
            sleep=fake.sleep,
        )

    return asyncio.run(run())


def ask_in_vain(*answers: Answer, ids: tuple[str, ...] = (), timeout_seconds: float = 5.0) -> tuple[DigestgenError, int]:
    """Return the error and how often was asked."""
    with Loopback() as server:
        server.script(PATH, *answers)
        with pytest.raises(DigestgenError) as caught:
            ask(server, *ids, timeout_seconds=timeout_seconds)
    return caught.value, len(server.asked)


def query_of(target: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(target).query))


def feed(name: str) -> bytes:
    return (DATA / f"{name}.xml").read_bytes()


# --- metadata -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["two-of-three", "none"])
def test_a_feed_reads_as_its_expected_twin_and_missing_ids_are_absent(name: str) -> None:
    with Loopback() as server:
        server.script(PATH, Answer(body=feed(name)))
        found = ask(server, "2608.00010", "hep-th/9901001", "2608.99999")
    read = {arxiv_id: dataclasses.asdict(entry) for arxiv_id, entry in found.items()}
    assert json.loads(json.dumps(read, default=str)) == json.loads((DATA / f"{name}.expected.json").read_bytes())


def test_all_ids_are_asked_in_one_call_in_our_own_name() -> None:
    with Loopback() as server:
        server.script(PATH, Answer(body=feed("two-of-three")))
        ask(server, "2608.00010", "hep-th/9901001", "2608.00010")
    (asked,) = server.asked
    assert query_of(asked.target)["id_list"] == "2608.00010,hep-th/9901001"
    assert query_of(asked.target)["max_results"] == "100"
    assert asked.headers["user-agent"] == "digestgen/0 (tests)"
    assert asked.headers["accept-encoding"] == "identity"


def test_more_than_a_hundred_ids_are_asked_in_several_calls_through_the_gate() -> None:
    ids = [f"2608.{number:05}" for number in range(250)]

    async def run(server: Loopback, fake: FakeTime) -> None:
        await metadata(ids, query_url=f"{server.url}{PATH}", gate=Gate(3, clock=fake.clock, sleep=fake.sleep))

    fake = FakeTime()
    with Loopback() as server:
        server.script(PATH, Answer(body=feed("none")))
        asyncio.run(run(server, fake))
    assert [len(query_of(asked.target)["id_list"].split(",")) for asked in server.asked] == [100, 100, 50]
    assert fake.slept == [3, 3]


def test_no_ids_ask_nothing() -> None:
    with Loopback() as server:
        found = asyncio.run(metadata([], query_url=server.url, gate=Gate(3)))
    assert (found, server.asked) == ({}, [])


def test_papers_that_were_not_asked_for_are_left_out() -> None:
    with Loopback() as server:
        server.script(PATH, Answer(body=feed("two-of-three")))
        assert ask(server, "hep-th/9901001").keys() == {"hep-th/9901001"}


def test_what_is_no_arxiv_id_is_never_asked_for() -> None:
    error, asked = ask_in_vain(Answer(body=feed("none")), ids=("2608.00010", "abc"))
    assert isinstance(error, UsageError)
    assert asked == 0


@pytest.mark.parametrize(
    ("answer", "kind", "tries"),
    [
        (Answer(400, (DATA / "error.xml").read_bytes()), BadRequestError, 1),
        (Answer(200, (DATA / "error.xml").read_bytes()), BadRequestError, 1),
        (Answer(403, b"Access denied"), ForbiddenError, 1),
        (Answer(404), NotFoundError, 1),
        (Answer(429, b"Rate exceeded."), RateLimitedError, 3),
        (Answer(429, b"Rate exceeded.", {"Retry-After": "3600"}), RateLimitedError, 1),
        (Answer(500), UpstreamDownError, 3),
        (Answer(503), UpstreamDownError, 3),
        (Answer(200, b"Rate exceeded."), UnreadableAnswerError, 3),
        (Answer(200, b"<html><body>Maintenance</body></html>"), UnreadableAnswerError, 3),
        (Answer(200, b""), UnreadableAnswerError, 3),
        (Answer(200, feed("two-of-three")[:-500]), UnreadableAnswerError, 3),
        (Answer(200, feed("two-of-three").replace(b"2608.00010v3", b"2608.00010")), UnreadableAnswerError, 3),
        (Answer(200, feed("two-of-three").replace(b"2026-08-17T", b"2026-88-17T")), UnreadableAnswerError, 3),
        (Answer(200, feed("none")[:300], content_length=900), UnreadableAnswerError, 3),
        (Answer(200, b"x" * 10_000_001), TooLargeError, 1),
        (Answer(reset=True), UpstreamDownError, 3),
        (Answer(302, headers={"Location": "http://evil.example/"}), UpstreamError, 1),
        (Answer(302, headers={"Location": "https://evil.example/"}), UpstreamError, 1),
        (Answer(302, headers={"Location": "file:///etc/passwd"}), UpstreamError, 1),
        (Answer(302, headers={"Location": PATH}), UpstreamError, 4),
    ],
)
def test_what_arxiv_answers_in_the_place_of_a_feed_is_an_error_of_our_tree(
    answer: Answer, kind: type[UpstreamError], tries: int
) -> None:
    error, asked = ask_in_vain(answer)
    assert type(error) is kind
    assert "/api/query" in error.subject
    assert asked == tries


def test_arxivs_own_words_are_kept() -> None:
    for status in (200, 400):
        assert "a made-up reason" in str(ask_in_vain(Answer(status, feed("error")))[0])
    assert "Rate exceeded." in str(ask_in_vain(Answer(200, b"Rate exceeded."))[0])


def test_arxiv_is_asked_again_through_the_gate_after_a_failure_that_may_pass() -> None:
    with Loopback() as server:
        server.script(PATH, Answer(503), Answer(200, b"Rate exceeded."), Answer(200, feed("two-of-three")))
        assert "2608.00010" in ask(server)
    assert len(server.asked) == 3


def test_a_feed_that_never_comes_or_drips_is_given_up() -> None:
    began = time.monotonic()
    for answer in (Answer(delay_seconds=30), Answer(body=feed("two-of-three"), drip_seconds=0.01)):
        error, _ = ask_in_vain(answer, timeout_seconds=0.1)
        assert isinstance(error, UpstreamDownError)
        assert "in time" in str(error)
    assert time.monotonic() - began < 3


def test_arxiv_is_never_asked_without_https_but_on_loopback() -> None:
    with pytest.raises(UpstreamError, match="without https"):
        asyncio.run(metadata(["2608.00010"], query_url="http://export.arxiv.example/api/query", gate=Gate(0)))


def test_the_translation_has_no_hole() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    foreign = below(requests.RequestException) | below(urllib3.exceptions.HTTPError) | below(arxiv.ArxivError)
    assert not [kind for kind in foreign if not any(issubclass(kind, known) for known, _, _ in TRANSLATION)]
    assert all(issubclass(ours, UpstreamError) for _, ours, _ in TRANSLATION)


# --- recorded feeds -----------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "asked", "found"),
    [
        ("id_1605.08386", ["1605.08386"], {"1605.08386": (1, "math.CO")}),
        ("id_2104.12255v1_title_is_0", ["2104.12255"], {"2104.12255": (1, "cs.CR")}),
        ("id_list_one_missing_one_found", ["0808.0539", "1707.08567"], {"1707.08567": (1, "cs.IT")}),
        ("id_nonexistent_0000.0000_empty_feed", ["0808.0539"], {}),
        ("id_oldstyle_astro-ph_0601001_affiliations", ["astro-ph/0601001"], {"astro-ph/0601001": (1, "astro-ph")}),
        ("id_oldstyle_quant-ph_0201082v1", ["quant-ph/0201082"], {"quant-ph/0201082": (1, "quant-ph")}),
    ],
)
def test_a_recorded_feed_reads(shared: Path, name: str, asked: list[str], found: dict[str, tuple[int, str]]) -> None:
    with Loopback() as server:
        server.script(PATH, Answer(body=(shared / f"data/arxiv/{name}.status200.atom.xml").read_bytes()))
        read = ask(server, *asked)
    assert {arxiv_id: (entry.version, entry.categories[0]) for arxiv_id, entry in read.items()} == found
    for entry in read.values():
        assert entry.title
        assert entry.authors
        assert len(entry.abstract) > 100
        assert "\n" not in entry.abstract


@pytest.mark.shared
def test_the_recorded_error_feed_is_a_bad_request_in_arxivs_words(shared: Path) -> None:
    body = (shared / "data/arxiv/id_malformed_abc_HTTP400_error_feed.status400.atom.xml").read_bytes()
    error, asked = ask_in_vain(Answer(400, body))
    assert isinstance(error, BadRequestError)
    assert "incorrect id format" in str(error)
    assert asked == 1


# --- PDFs ---------------------------------------------------------------------------------------------------------------


def bring(
    server: Loopback, folder: Path, arxiv_id: str = "2608.00010", version: int | None = 2, today: dt.date = TODAY
) -> PdfFile:
    async def run() -> PdfFile:
        fake = FakeTime()
        hosts = [server.netloc]
        get = Fetcher(
            user_agent="t", allowed_hosts=(), loopback_hosts=hosts, proxies={}, attempts=2, clock=fake.clock, sleep=fake.sleep
        )
        async with get:
            return await pdf(arxiv_id, version, get=get, base_url=f"{server.url}/", cache=Cache(folder), today=today)

    return asyncio.run(run())


def test_a_pdf_is_brought_in_the_version_that_was_asked_for(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script("/pdf/2608.00010v2", Answer(body=WHOLE, headers=PDF))
        found = bring(server, tmp_path)
    assert found.path.read_bytes() == WHOLE
    assert found.sha256 == found.path.name
    assert found.version == 2
    assert server.asked[0].headers["accept"] == "application/pdf"


def test_a_second_run_fetches_nothing(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script("/pdf/2608.00010v2", Answer(body=WHOLE, headers=PDF))
        first = bring(server, tmp_path)
        assert bring(server, tmp_path, today=TODAY + dt.timedelta(days=400)) == first
    assert len(server.asked) == 1


def test_without_a_version_the_newest_is_brought_and_kept_for_the_day(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script("/pdf/2608.00010", Answer(body=WHOLE, headers=PDF))
        for today in (TODAY, TODAY, TODAY + dt.timedelta(days=1)):
            assert bring(server, tmp_path, version=None, today=today).version is None
    assert server.targets == ["/pdf/2608.00010"] * 2


def test_an_old_style_id_works_in_url_and_cache(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script("/pdf/hep-th/9901001v1", Answer(body=WHOLE, headers=PDF))
        for _ in range(2):
            bring(server, tmp_path, "hep-th/9901001", 1)
    assert server.targets == ["/pdf/hep-th/9901001v1"]


def test_what_is_no_arxiv_id_is_never_fetched(tmp_path: Path) -> None:
    with Loopback() as server, pytest.raises(UsageError):
        bring(server, tmp_path, "../../etc/passwd")
    assert server.asked == []


@pytest.mark.parametrize(
    ("body", "headers", "problem"),
    [
        (b"<html>not here</html>", {"Content-Type": "text/html; charset=utf-8"}, "text/html"),
        (WHOLE, {"Content-Type": "text/html"}, "text/html"),
        (WHOLE, {}, "of no type"),
        (b"<html>not here</html>", PDF, "%PDF-"),
        (b" " * 1024 + WHOLE, PDF, "%PDF-"),
        (b"PK\x03\x04zip", PDF, "%PDF-"),
        (b"", PDF, "%PDF-"),
    ],
)
def test_what_is_no_pdf_is_told_and_not_kept(tmp_path: Path, body: bytes, headers: dict[str, str], problem: str) -> None:
    with Loopback() as server:
        server.script("/pdf/2608.00010v2", Answer(body=body, headers=headers))
        for _ in range(2):
            with pytest.raises(PdfError, match=problem):
                bring(server, tmp_path)
    assert len(server.asked) == 2


def test_a_pdf_may_begin_a_little_late_and_name_a_charset(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script("/pdf/2608.00010v2", Answer(body=b"\n" * 1000 + WHOLE, headers={"Content-Type": "Application/PDF; q=1"}))
        assert bring(server, tmp_path).path.read_bytes().endswith(WHOLE)


@pytest.mark.parametrize(("status", "kind"), [(404, NotFoundError), (403, ForbiddenError), (500, UpstreamDownError)])
def test_a_pdf_that_arxiv_does_not_give_is_told_with_its_reason(tmp_path: Path, status: int, kind: type[UpstreamError]) -> None:
    page = b"<html><title>arXiv</title><h1>This version has been withdrawn</h1></html>"
    with Loopback() as server:
        server.script("/pdf/2608.00010v2", Answer(status, page, {"Content-Type": "text/html"}))
        with pytest.raises(kind, match="withdrawn"):
            bring(server, tmp_path)


def test_a_pdf_over_the_cap_is_not_read(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script("/pdf/2608.00010v2", Answer(body=WHOLE, headers=PDF, content_length=40_000_001))
        with pytest.raises(TooLargeError):
            bring(server, tmp_path)


def test_a_pdf_shorter_than_announced_is_fetched_once_more(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script(
            "/pdf/2608.00010v2", Answer(body=WHOLE[:12], headers=PDF, content_length=99), Answer(body=WHOLE, headers=PDF)
        )
        assert bring(server, tmp_path).path.read_bytes() == WHOLE


def test_a_pdf_without_its_end_is_fetched_once_more(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script(
            "/pdf/2608.00010v2", Answer(body=WHOLE[:12], headers=PDF, content_length=-1), Answer(body=WHOLE, headers=PDF)
        )
        assert bring(server, tmp_path).path.read_bytes() == WHOLE
    assert len(server.asked) == 2


def test_a_pdf_that_has_no_end_at_its_source_is_taken_as_it_is(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script("/pdf/2608.00010v2", Answer(body=WHOLE + b" " * 5000, headers=PDF))
        bring(server, tmp_path)
        assert bring(server, tmp_path).path.read_bytes() == WHOLE + b" " * 5000
    assert len(server.asked) == 2


def test_a_pdf_that_is_cut_off_twice_in_different_places_is_not_kept(tmp_path: Path) -> None:
    cuts = [Answer(body=WHOLE[:size], headers=PDF, content_length=-1) for size in (10, 12, 14, 16)]
    with Loopback() as server:
        server.script("/pdf/2608.00010v2", *cuts)
        for _ in range(2):
            with pytest.raises(UnreadableAnswerError, match="cut off twice"):
                bring(server, tmp_path)
    assert len(server.asked) == 4


def test_metadata_and_pdfs_share_one_gate_and_never_meet(tmp_path: Path) -> None:
    with Loopback() as server:
        server.script(PATH, Answer(body=feed("two-of-three"), delay_seconds=0.05))
        for number in range(3):
            server.script(f"/pdf/2608.0001{number}", Answer(body=WHOLE, headers=PDF, delay_seconds=0.05))

        fake = FakeTime()

        async def run() -> None:
            gate = Gate(3, clock=fake.clock, sleep=fake.sleep)
            hosts = [server.netloc]
            gates = {server.netloc: gate}
            async with Fetcher(user_agent="t", allowed_hosts=(), loopback_hosts=hosts, gates=gates, proxies={}) as get:
                cache = Cache(tmp_path)
                ids = [f"2608.0001{number}" for number in range(3)]
                await asyncio.gather(
                    *(pdf(name, None, get=get, base_url=server.url, cache=cache, today=TODAY) for name in ids),
                    metadata(ids, query_url=f"{server.url}{PATH}", gate=gate),
                )

        asyncio.run(run())
    assert len(server.asked) == 4
    assert server.most_at_once == 1
    assert fake.slept == [3, 3, 3]


@pytest.mark.shared
def test_every_recorded_pdf_is_taken_for_whole(shared: Path, tmp_path: Path) -> None:
    with Loopback() as server:
        for number, path in enumerate(sorted((shared / "data/pdf").glob("*.pdf"))):
            server.script(f"/pdf/2608.{number:05}v1", Answer(body=path.read_bytes(), headers=PDF))
            assert bring(server, tmp_path, f"2608.{number:05}", 1).path.stat().st_size == path.stat().st_size
    assert len(server.asked) == len(set(server.targets)) >= 6
