"""Serving the sandbox: it starts quickly, ends cleanly, listens on loopback alone, and keeps its journal."""

import asyncio
import datetime as dt
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from digestgen.errors import UsageError
from digestgen.sandbox import DEMO_DAY, Journal, Sandbox, Service, World, demo_sandbox, serve, start_gaps, synthetic_day
from digestgen.sandbox.journal import Entry


def entry(service: Service, started: float, status: int = 200) -> Entry:
    return Entry(service, "GET", "/", "", started, 0.1, status)


def test_the_demo_world_starts_typesets_and_serves_everything_within_a_second_and_a_half() -> None:
    began = time.process_time()
    with serve(demo_sandbox()) as world, httpx.Client() as client:
        ids = [item["paper"]["id"] for item in client.get(f"{world.hf_url}/api/daily_papers?date={DEMO_DAY}").json()]
        assert [client.get(f"{world.arxiv_url}/pdf/{arxiv_id}").status_code for arxiv_id in ids] == [200, 200, 200, 200, 404]
    assert time.process_time() - began < 1.5


def test_a_thousand_papers_are_listed_with_little_work() -> None:
    day = dt.date(2024, 1, 30)
    papers = synthetic_day(day, 1000)
    with serve(Sandbox({day: papers})) as world, httpx.Client() as client:
        began = time.process_time()
        pages = [client.get(f"{world.hf_url}/api/daily_papers?date={day}&limit=100&p={page}").json() for page in range(11)]
        assert time.process_time() - began < 1.5
    assert [len(page) for page in pages] == [100] * 10 + [0]


def test_nothing_is_left_when_the_block_ends() -> None:
    before = set(threading.enumerate())
    with serve(demo_sandbox()) as world:
        port = int(world.url.rpartition(":")[2])
        assert set(threading.enumerate()) - before
    assert set(threading.enumerate()) == before
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_the_block_ends_cleanly_when_its_body_fails() -> None:
    before = set(threading.enumerate())
    with pytest.raises(ZeroDivisionError), serve(demo_sandbox()):
        _ = 1 / 0
    assert set(threading.enumerate()) == before


def test_a_port_that_is_taken_is_a_usage_error_that_names_it() -> None:
    with serve(demo_sandbox()) as world:
        port = int(world.url.rpartition(":")[2])
        with pytest.raises(UsageError, match=str(port)), serve(demo_sandbox(), port=port):
            pass


def test_an_asked_port_is_taken() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serve(demo_sandbox(), port=port) as world:
        assert world.hf_url == f"http://127.0.0.1:{port}/hf"


def test_two_worlds_stand_beside_each_other_with_journals_of_their_own() -> None:
    with serve(demo_sandbox()) as first, serve(demo_sandbox()) as second:
        httpx.get(f"{first.hf_url}/api/daily_papers")
        assert (first.journal.count(), second.journal.count()) == (1, 0)


def test_any_other_path_is_a_page_that_names_the_services_and_is_no_request_of_theirs() -> None:
    with serve(demo_sandbox()) as world:
        answer = httpx.get(f"{world.url}/elsewhere")
        assert answer.status_code == 404
        assert "/arxiv-api" in answer.text
        assert world.journal.count() == 0


def test_the_journal_keeps_what_was_asked_and_how_it_ended() -> None:
    body = {
        "model": "sandbox",
        "max_tokens": 900,
        "messages": [{"role": "system", "content": "json"}, {"role": "user", "content": "2401.99993"}],
    }
    with serve(demo_sandbox()) as world, httpx.Client(headers={"user-agent": "tester/1"}) as client:
        client.get(f"{world.arxiv_url}/pdf/2401.99995?x=1")
        client.post(f"{world.openai_base_url}/chat/completions", json=body)
        pdf, chat = world.journal.entries
    assert (pdf.service, pdf.method, pdf.path, pdf.query, pdf.status, pdf.user_agent) == (
        "pdf",
        "GET",
        "/pdf/2401.99995",
        "x=1",
        301,
        "tester/1",
    )
    assert pdf.model is None
    assert chat.model
    assert (chat.model.model, chat.model.response_format, chat.model.roles) == ("sandbox", "text", ("system", "user"))
    assert (chat.model.paper_id, chat.model.max_tokens) == ("2401.99993", 900)
    assert chat.model.prompt_tokens > 0


def fetch_together(world: World, count: int) -> None:
    async def run() -> None:
        async with httpx.AsyncClient() as client:
            await asyncio.gather(*(client.get(f"{world.arxiv_url}/pdf/2401.99991") for _ in range(count)))

    asyncio.run(run())


def test_the_journal_measures_how_many_requests_are_open_at_once() -> None:
    with serve(demo_sandbox(latency_seconds={"pdf": 0.3})) as world:
        fetch_together(world, 4)
        assert world.journal.most_at_once("pdf") == 4
        assert world.journal.most_at_once("hub") == 0


def test_the_journal_measures_the_gaps_between_the_starts_of_requests() -> None:
    journal = Journal()
    for started in (10.0, 13.0, 15.5):
        journal.begin(Service.PDF, started)
        journal.end(entry(Service.PDF, started))
    assert journal.smallest_gap_seconds("pdf") == 2.5
    assert start_gaps(journal.of("pdf")) == (3.0, 2.5)
    assert journal.smallest_gap_seconds("hub") is None


def test_the_journal_is_bounded_while_its_counts_stay_exact() -> None:
    journal = Journal(limit=10)
    for number in range(100):
        journal.begin(Service.HUB, float(number))
        journal.end(entry(Service.HUB, float(number), 500 if number % 4 == 0 else 200))
    assert len(journal.entries) == 10
    assert (journal.count("hub"), journal.count("hub", 500), journal.count(status=200), journal.count("pdf")) == (100, 25, 75, 0)


def test_a_cleared_journal_begins_anew() -> None:
    journal = Journal()
    journal.begin(Service.HUB, 1.0)
    journal.end(entry(Service.HUB, 1.0))
    journal.clear()
    assert (journal.count(), journal.entries, journal.smallest_gap_seconds("hub")) == (0, (), None)


def test_importing_the_command_line_does_not_import_the_sandbox() -> None:
    heavy = ("digestgen.sandbox", "uvicorn", "starlette")
    code = f"import sys, digestgen.cli; sys.exit(any(name.startswith({heavy!r}) for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
