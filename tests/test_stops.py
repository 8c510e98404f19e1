"""Runs that are stopped, disturbed or repeated: the account stays whole, money is counted once, and nobody's work is touched."""

import asyncio
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from making import DAY, NOON, a_draft, a_paper, a_summary
from world import Bench, bench

from digestgen.day import draft_day
from digestgen.drafts import Drafts
from digestgen.errors import PdfError, QuotaError, RefusedError, UpstreamDownError
from digestgen.llm import Message, Reply, Schema
from digestgen.llm.protocol import charge
from digestgen.models import DraftState, Failure, Listing, Paper, PaperText, Stage, Usage
from digestgen.pipeline import Progress, Recipe, Workshop
from digestgen.prompts import Prompts
from digestgen.reports import DayReport
from digestgen.sandbox import DEMO_DAY, synthetic_day
from digestgen.sources.arxiv import Metadata, PdfFile

TODAY = DEMO_DAY.isoformat()
PAPERS = tuple(a_paper(id=f"2401.9999{place}", upvotes=9 - place) for place in range(5))
SPENT = Usage(calls=2, prompt_tokens=5_000, completion_tokens=100)


class Model:
    """Answers with a valid summary, or with what the script says for a paper; counts its calls."""

    def __init__(self, **script: Exception) -> None:
        self.script, self.calls = script, 0

    async def __call__(self, messages: Sequence[Message], *, schema: Schema) -> Reply:
        self.calls += 1
        await asyncio.sleep(0)
        for arxiv_id, error in self.script.items():
            if arxiv_id.removeprefix("p") in messages[1].content:
                raise error
        data = json.loads(a_summary().model_dump_json()) | {"evidence": []}
        return Reply(json.dumps(data), data, "", Usage(calls=1, prompt_tokens=100, completion_tokens=10), "m", schema.name)


def a_shop(folder: Path, model: Model, **changes: object) -> Workshop:
    async def no_metadata(_: Sequence[str], /) -> dict[str, Metadata]:
        return {}

    async def no_pdf(arxiv_id: str, _: int | None, /) -> PdfFile:
        raise PdfError(arxiv_id, "there is none")

    async def no_text(path: Path) -> PaperText:
        raise PdfError(str(path), "there is none")

    parts = {
        "drafts": Drafts(folder),
        "recipe": Recipe("1" * 64, 1, "127.0.0.1", "m"),
        "prompts": Prompts(),
        "find_metadata": no_metadata,
        "fetch_pdf": no_pdf,
        "extract": no_text,
        "complete": model,
        "price": lambda usage: Decimal(usage.calls),
        "now": lambda: NOON,
        "max_input_tokens": 10_000,
    }
    return Workshop(**{**parts, **changes})  # type: ignore[arg-type] # the parts are as the class says


def a_listing(papers: Sequence[Paper] = PAPERS, *unreadable: Failure) -> Listing:
    return Listing(date=DAY, papers=tuple(papers), unreadable=unreadable, fetched_at=NOON)


def run(shop: Workshop, listing: Listing | None = None) -> DayReport:
    return asyncio.run(draft_day(listing or a_listing(), DAY, shop))


def test_an_unreadable_row_with_the_id_of_a_readable_one_does_not_upset_a_stopped_account(tmp_path: Path) -> None:
    twin = Failure(subject=PAPERS[4].id, stage=Stage.LISTING, kind="ParseError", reason="no upvotes")
    report = run(a_shop(tmp_path, Model(p2401=QuotaError("m", "used up"))), a_listing(PAPERS, twin))
    assert report.fetched == 6
    assert (len(report.failed), len(report.not_reached)) == (1, 5)
    assert "used up" in report.stopped_by


def test_what_was_spent_before_a_stop_is_counted(tmp_path: Path) -> None:
    error = QuotaError("m", "used up")
    charge(error, SPENT)
    report = run(a_shop(tmp_path, Model(p2401=error)), a_listing(PAPERS[:1]))
    assert (report.usage, report.cost_usd) == (SPENT, Decimal(2))


def test_a_paid_answer_that_the_disk_does_not_take_is_counted_and_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("a file where a folder should be")
    report = run(a_shop(tmp_path, Model()), a_listing(PAPERS[:1]))
    assert report.usage.calls == 1
    assert report.not_reached == (PAPERS[0].id,)
    assert report.exit_code == 1


@pytest.mark.parametrize("lasting", [1, 1000])
def test_a_display_that_breaks_costs_no_paper(lasting: int, tmp_path: Path) -> None:
    calls = iter(range(1000))

    def show(_: Progress) -> None:
        if next(calls) < lasting:
            raise BrokenPipeError("the log is gone")

    assert len(run(a_shop(tmp_path, Model(), observe=show)).drafted) == 5


def test_a_refusal_between_two_time_outs_shows_that_the_endpoint_is_there(tmp_path: Path) -> None:
    down = UpstreamDownError("http://m", "no answer")
    script = {f"p{paper.id}": RefusedError("m", "no") if place % 2 else down for place, paper in enumerate(PAPERS)}
    report = run(a_shop(tmp_path, Model(**script)))
    assert (len(report.failed), report.stopped_by, report.exit_code) == (5, "", 3)


def test_three_papers_in_a_row_without_an_answer_stop_the_day(tmp_path: Path) -> None:
    script = {f"p{paper.id}": UpstreamDownError("http://m", "no answer") for paper in PAPERS}
    report = run(a_shop(tmp_path, Model(**script)))
    assert (len(report.failed), len(report.not_reached), report.exit_code) == (3, 2, 5)


def test_the_raw_reply_of_a_failed_paper_is_kept_in_the_report(tmp_path: Path) -> None:
    report = run(a_shop(tmp_path, Model(p2401=RefusedError("m", "no", raw_reply="I would rather not."))), a_listing(PAPERS[:1]))
    assert report.failed[0].raw_reply == "I would rather not."


def test_the_same_abstract_is_not_paid_for_twice_and_a_changed_one_is(tmp_path: Path) -> None:
    model = Model()
    shop = a_shop(tmp_path, model)
    run(shop)
    assert run(shop).unchanged == run(shop).unchanged == tuple(paper.id for paper in PAPERS)
    assert model.calls == 5
    changed = [paper.model_copy(update={"abstract": "Another abstract."}) for paper in PAPERS]
    assert len(run(shop, a_listing(changed)).drafted) == 5


def test_a_metadata_call_with_a_bug_does_not_end_the_day(tmp_path: Path) -> None:
    async def broken(_: Sequence[str], /) -> dict[str, Metadata]:
        raise RuntimeError("unheard of")

    assert len(run(a_shop(tmp_path, Model(), find_metadata=broken)).drafted) == 5


def test_a_damaged_draft_of_another_day_is_none_of_this_days_business(tmp_path: Path) -> None:
    old = Drafts(tmp_path).path(DAY - dt.timedelta(days=1), PAPERS[0].id)
    old.parent.mkdir(parents=True)
    old.write_text("{")
    assert len(run(a_shop(tmp_path, Model())).drafted) == 5


def test_after_a_change_of_recipe_a_paper_of_two_days_is_paid_for_once(tmp_path: Path) -> None:
    tomorrow = DEMO_DAY + dt.timedelta(days=1)
    with bench(tmp_path) as digestgen:
        digestgen.days[DEMO_DAY] = digestgen.days[tomorrow] = digestgen.days[DEMO_DAY][:1]
        for temperature, answers in (("0.1", 1), ("0.2", 1)):
            digestgen.world.journal.clear()
            for day in (TODAY, tomorrow.isoformat()):
                assert digestgen("run", "--date", day, DIGESTGEN_TEMPERATURE=temperature).exit_code == 0
            assert digestgen.world.journal.count("model") == answers
        copy = digestgen.drafts.read(tomorrow, "2401.99991")
        assert copy is not None
        assert copy.paper.categories, "the second day's draft keeps arXiv's metadata"


def test_trending_papers_that_have_a_draft_are_left_where_they_are(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        report = json.loads(digestgen("run", "--trending", "--json").stdout)
        assert (report["drafted"], len(report["unchanged"])) == ([], 5)
        assert digestgen.drafts.days() == [DEMO_DAY]


def test_an_account_that_cannot_be_stored_is_still_printed(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "reports").write_text("a file where a folder should be")
        done = digestgen.run_demo()
        assert done.exit_code == 1
        assert "5 drafted" in done.stdout
        assert "reports" in done.stderr


def test_drafts_from_the_abstract_are_told_in_the_account(tmp_path: Path) -> None:
    with bench(tmp_path, "pdf:429~600") as digestgen:
        done = digestgen.run_demo()
        assert done.exit_code == 0
        assert "from the abstract alone" in done.stdout
        assert len(json.loads((tmp_path / "out" / "reports" / f"{TODAY}.json").read_text())["abstract_only"]) == 5


def test_the_demo_approves_its_own_papers_and_nobody_elses(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        real = a_draft(date=DEMO_DAY, paper=a_paper(id="2401.00007"))
        digestgen.drafts.write(real)
        done = digestgen("demo", "--output-dir", str(tmp_path / "out"))
        assert done.exit_code == 0
        assert digestgen.drafts.read(DEMO_DAY, "2401.00007") == real
        assert digestgen.draft("2401.99991").state is DraftState.PUBLISHED


def test_the_prompt_command_does_without_metadata_as_a_run_does(tmp_path: Path) -> None:
    with bench(tmp_path, "metadata:rate_text") as digestgen:
        request = json.loads(digestgen("prompt", "2401.99991", "--date", TODAY).stdout)
        assert "Introduction" in request["messages"][1]["content"]


def test_a_key_in_the_extra_body_stays_out_of_the_drafts(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo("--limit", "1", DIGESTGEN_EXTRA_BODY='{"user": "sk-planted-1234567890"}')
        written = [path.read_bytes() for path in (tmp_path / "out").rglob("*.json")]
        assert len(written) == 3, "the draft, the account, and how the run ended"
        assert not any(b"sk-planted" in body for body in written)


def _wait_for_drafts(digestgen: Bench, number: int) -> None:
    folder, deadline = digestgen.folder / "out" / "drafts" / TODAY, time.monotonic() + 30
    while len(list(folder.glob("*.json"))) < number and time.monotonic() < deadline:
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_told_to_stop_says_what_is_left(signal_number: signal.Signals, tmp_path: Path) -> None:
    with bench(tmp_path, "model:latency=0.8", days={DEMO_DAY: synthetic_day(DEMO_DAY, 6)}) as digestgen:
        command = [sys.executable, "-m", "digestgen.cli", "run", "--date", TODAY]
        environment = {**os.environ, **digestgen.environment, "DIGESTGEN_LLM_CONCURRENCY": "2"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
            _wait_for_drafts(digestgen, 2)
            asked = time.monotonic()
            running.send_signal(signal_number)
            output, _ = running.communicate(timeout=20)
            assert time.monotonic() - asked < 5
        assert running.returncode == 3
        assert "stopped: run: interrupted" in output
        assert "not reached, run the day again" in output
        assert len(digestgen.report().unchanged) >= 2
