"""Which days a run covers: pure, and then as the command line does it over a served feed."""

import asyncio
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from making import NOON, a_draft, a_paper
from world import Bench, bench

from digestgen.agenda import MOST_DAYS, Known, cover_days, due_days, known_days
from digestgen.drafts import Drafts
from digestgen.errors import ForbiddenError, UpstreamDownError
from digestgen.models import DraftState, Failure, Listing, Stage
from digestgen.reports import DayReport, worst_exit_code
from digestgen.sandbox import DEMO_DAY, SandboxPaper, demo_sandbox, synthetic_day

TODAY = DEMO_DAY
NIGHT = dt.datetime(2024, 1, 31, 22, tzinfo=dt.UTC)
"""17:00 in New York: the feed's day is the demo's."""


def before(days: int) -> dt.date:
    return TODAY - dt.timedelta(days)


def at(days_back: int) -> dt.datetime:
    return NOON - dt.timedelta(days_back)


def a_report(day: dt.date = TODAY, kind: str = "", **changes: Any) -> DayReport:  # noqa: ANN401 - any field of the noun
    """Return the account of a day that is done, or on which one paper failed with an error of `kind`."""
    failed = (Failure(subject="2401.99991", stage=Stage.SUMMARY, kind=kind, reason="it did"),) if kind else ()
    facts: dict[str, object] = {"date": day, "listed": len(failed), "failed": failed, "list_closed": True}
    return DayReport.model_validate({**facts, "started_at": NOON, "finished_at": NOON, **changes})


def known(*days_back: int, **others: DayReport) -> Known:
    reports: Mapping[dt.date, DayReport] = {before(back): a_report(before(back), started_at=at(back - 1)) for back in days_back}
    return Known({**reports, **{report.date: report for report in others.values()}})


def back(days: list[dt.date]) -> list[int]:
    return [(TODAY - day).days for day in days]


@pytest.mark.parametrize(
    ("kind", "changes", "done"),
    [
        ("", {}, True),
        ("", {"list_closed": False}, False),
        ("", {"listed": 1, "not_reached": ("2401.99991",)}, False),
        ("UpstreamDownError", {}, False),
        ("RateLimitedError", {}, False),
        ("UnreadableAnswerError", {}, False),
        ("RefusedError", {}, True),
        ("InvalidSummaryError", {}, True),
        ("ParseError", {}, True),
    ],
)
def test_a_day_is_done_when_no_further_run_can_make_it_better(kind: str, changes: dict[str, object], *, done: bool) -> None:
    assert a_report(TODAY, kind, **changes).done is done


def test_the_last_days_are_always_covered_and_older_ones_until_they_are_done() -> None:
    everything = known(*range(10))
    assert back(due_days(everything, TODAY)) == [0, 1, 2]
    assert back(due_days(everything, TODAY, 5)) == [0, 1, 2, 3, 4]
    broken = known(*range(10), late=a_report(before(6), "UpstreamDownError"))
    assert back(due_days(broken, TODAY)) == [0, 1, 2, 6]
    assert back(due_days(known(0, 1, 5), TODAY)) == [0, 1, 2, 3, 4], "days without an account are not done"


def test_a_run_never_reaches_back_too_far() -> None:
    assert back(due_days(known(400), TODAY)) == list(range(MOST_DAYS)), "two weeks at most"
    assert back(due_days(known(1), TODAY, 7)) == [0, 1], "nor before the first day that the folder knows"
    assert due_days(Known(), TODAY) == [], "a new folder: the newest day that has a list"
    assert back(due_days(Known(), TODAY, 2)) == [0, 1]


def test_an_old_day_that_was_taken_by_its_date_is_no_promise_to_cover_all_days_since() -> None:
    tried = Known({before(300): a_report(before(300), started_at=at(0))})
    assert due_days(tried, TODAY) == [], "as in a new folder"
    assert back(due_days(Known({**tried.reports, **known(2).reports}), TODAY)) == [0, 1, 2]


def test_an_account_that_cannot_be_read_is_not_done(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    for days_back in range(6):
        drafts.write_report(a_report(before(days_back)))
    (tmp_path / "reports" / f"{before(4)}.json").write_text("cut of")
    assert back(due_days(known_days(drafts), TODAY)) == [0, 1, 2, 4]


def test_drafts_without_an_account_count_only_where_they_are_recent(tmp_path: Path) -> None:
    """A first run that was killed leaves some, and so do trending papers of long ago."""
    drafts = Drafts(tmp_path)
    drafts.write(a_draft(date=before(10), paper=a_paper(id="2401.00010")))
    assert due_days(known_days(drafts), TODAY) == []
    drafts.write(a_draft(date=before(1), paper=a_paper(id="2401.00001")))
    assert back(due_days(known_days(drafts), TODAY)) == [0, 1]


def test_an_account_that_differs_in_nothing_but_its_times_is_not_written_again(tmp_path: Path) -> None:
    path = Drafts(tmp_path).write_report(a_report())
    first = path.read_bytes()
    later = NOON + dt.timedelta(hours=3)
    Drafts(tmp_path).write_report(a_report(started_at=later, finished_at=later))
    assert path.read_bytes() == first
    Drafts(tmp_path).write_report(a_report(kind="RefusedError"))
    assert path.read_bytes() != first


@pytest.mark.parametrize(
    ("codes", "worst"), [([], 0), ([0, 3], 3), ([3, 1, 0], 1), ([1, 5], 5), ([5, 4, 3], 4), ([0, 75, 4], 75)]
)
def test_the_worst_exit_code_counts(codes: list[int], worst: int) -> None:
    assert worst_exit_code(codes) == worst


def covered(errors: Mapping[int, Exception], codes: Mapping[int, tuple[int, str]] | None = None) -> Any:  # noqa: ANN401 - RunReport
    """Cover three days, where the feed answers with errors and days end with codes and reasons, by days back."""

    async def fetch(day: dt.date) -> Listing:
        if error := errors.get((TODAY - day).days):
            raise error
        return Listing(date=day, papers=(), fetched_at=NOON)

    async def cover(_: Listing, day: dt.date) -> DayReport:
        code, stopped_by = (codes or {}).get((TODAY - day).days, (0, ""))
        return a_report(day, exit_code=code, stopped_by=stopped_by)

    return asyncio.run(cover_days([before(0), before(1), before(2)], fetch, cover))


def test_a_list_that_the_feed_refuses_costs_its_day_and_one_that_is_down_the_rest() -> None:
    refused = covered({1: ForbiddenError("https://feed", "no", status=403)})
    assert ([report.date for report in refused.days], refused.exit_code) == ([before(2), before(0)], 5)
    down = covered({1: UpstreamDownError("https://feed", "down")})
    assert ([report.date for report in down.days], [missed.date for missed in down.missed]) == (
        [before(0)],
        [before(1), before(2)],
    )
    with pytest.raises(UpstreamDownError):
        covered({0: UpstreamDownError("https://feed", "down")})


def test_a_day_that_had_to_stop_ends_the_run_and_the_worst_code_is_the_runs() -> None:
    report = covered({}, {0: (3, ""), 1: (4, "the key is refused")})
    assert ([missed.date for missed in report.missed], report.exit_code) == ([before(2)], 4)
    assert covered({}, {0: (3, ""), 2: (5, "")}).exit_code == 5


def test_ctrl_c_between_the_days_keeps_the_accounts_so_far() -> None:
    async def main() -> Any:  # noqa: ANN401 - RunReport
        me = asyncio.current_task()
        assert me is not None
        cancel = me.cancel

        async def fetch(day: dt.date) -> Listing:
            if day == before(1):
                asyncio.get_running_loop().call_soon(cancel)
                await asyncio.sleep(10)
            return Listing(date=day, papers=(), fetched_at=NOON)

        async def cover(_: Listing, day: dt.date) -> DayReport:
            return a_report(day)

        return await cover_days([before(0), before(1), before(2)], fetch, cover)

    report = asyncio.run(main())
    assert ([day.date for day in report.days], len(report.missed), report.exit_code) == ([TODAY], 2, 3)
    assert "interrupted" in report.missed[0].reason


# --- as the command line does it --------------------------------------------------------------------------------------


def three_days() -> dict[dt.date, Sequence[SandboxPaper]]:
    """Two papers today, none yesterday (a holiday), three the day before."""
    demo = demo_sandbox().days[DEMO_DAY]
    return {TODAY: demo[:2], before(2): demo[2:]}


def run_at(digestgen: Bench, now: dt.datetime, *arguments: str, **environment: str | None) -> Result:
    digestgen.now = now
    return digestgen("run", *arguments, **environment)


def asked_days(digestgen: Bench) -> list[str]:
    return [entry.query.partition("date=")[2][:10] for entry in digestgen.world.journal.of("hub")]


def test_a_new_folder_takes_the_newest_day_that_has_a_list(tmp_path: Path) -> None:
    with bench(tmp_path, days={before(2): three_days()[before(2)]}) as digestgen:
        told = json.loads(run_at(digestgen, NIGHT, "--dry-run", "--json").stdout)
        assert (told["date"], len(told["to_draft"])) == (str(before(2)), 3)
        report = json.loads(run_at(digestgen, NIGHT, "--json").stdout)
        assert (report["date"], len(report["drafted"])) == (str(before(2)), 3)
        assert digestgen.drafts.report_days() == [before(2)]


def test_days_are_covered_newest_first_and_a_day_without_a_list_is_fine(tmp_path: Path) -> None:
    with bench(tmp_path, days=three_days()) as digestgen:
        done = run_at(digestgen, NIGHT, "--days", "3", "--json")
        whole = json.loads(done.stdout)
        assert done.exit_code == 0
        assert [(day["date"], len(day["drafted"])) for day in whole["days"]] == [
            (str(before(2)), 3),
            (str(before(1)), 0),
            (str(TODAY), 2),
        ]
        assert whole["usage"]["calls"] == 5
        assert asked_days(digestgen) == [str(TODAY), str(before(1)), str(before(2))]
        text = run_at(digestgen, NIGHT).stdout
        assert "no papers listed on 2024-01-30" in text
        assert text.splitlines()[-1].startswith("3 day(s) together: fetched 5 = 0 drafted + 5 unchanged + 0 held + 0 failed")


def test_the_next_morning_adds_late_papers_and_votes_without_asking_the_model_again(tmp_path: Path) -> None:
    """A list that was read half filled, then closed: what is new is drafted, the votes of the rest are brought up to date."""
    papers = synthetic_day(TODAY, 5)
    with bench(tmp_path, days={TODAY: papers[:3]}) as digestgen:
        run_at(digestgen, NIGHT, "--publish")
        page = digestgen.folder / "out" / "digests" / "2024" / f"{TODAY}.md"
        before_it = page.read_text("utf-8")
        digestgen.days[TODAY] = tuple(paper.model_copy(update={"upvotes": paper.upvotes + 1000}) for paper in papers)
        digestgen.world.journal.clear()
        done = run_at(digestgen, NIGHT + dt.timedelta(days=1), "--publish", "--json")
        [first, second] = json.loads(done.stdout)["days"]
        assert (first["date"], len(first["drafted"]), len(first["unchanged"])) == (str(TODAY), 2, 3)
        assert (second["listed"], second["list_closed"], first["list_closed"]) == (0, False, True)
        assert digestgen.world.journal.count("model") == 2, "only the late papers"
        drafts = digestgen.drafts.on_day(TODAY)
        assert {draft.paper.upvotes for draft in drafts} == {paper.upvotes + 1000 for paper in papers}
        assert {draft.state for draft in drafts} == {DraftState.PUBLISHED}
        assert page.read_text("utf-8") != before_it
        digestgen.world.journal.clear()
        after = {path: path.read_bytes() for path in (digestgen.folder / "out").rglob("*.md")}
        run_at(digestgen, NIGHT + dt.timedelta(days=1), "--publish")
        assert digestgen.world.journal.count("model") == 0
        assert after == {path: path.read_bytes() for path in (digestgen.folder / "out").rglob("*.md")}


def test_votes_alone_ask_neither_the_model_nor_for_a_pdf(tmp_path: Path) -> None:
    papers = synthetic_day(TODAY, 3)
    with bench(tmp_path, days={TODAY: papers}) as digestgen:
        run_at(digestgen, NIGHT, "--publish")
        page = digestgen.folder / "out" / "digests" / "2024" / f"{TODAY}.md"
        order = [draft.paper.id for draft in digestgen.drafts.on_day(TODAY)]
        votes = {arxiv_id: place for place, arxiv_id in enumerate(order)}
        digestgen.days[TODAY] = tuple(paper.model_copy(update={"upvotes": votes[paper.id]}) for paper in papers)
        digestgen.world.journal.clear()
        assert "written" in run_at(digestgen, NIGHT, "--publish").stderr
        assert digestgen.world.journal.count("model") == digestgen.world.journal.count("pdf") == 0
        assert [draft.paper.id for draft in digestgen.drafts.on_day(TODAY)] == order[::-1]
        titles = {paper.id: paper.title for paper in papers}
        text = page.read_text("utf-8")
        assert sorted(order, key=lambda arxiv_id: text.index(titles[arxiv_id])) == order[::-1]


def test_a_day_that_failed_for_a_passing_reason_is_covered_again_after_the_last_three(tmp_path: Path) -> None:
    with bench(tmp_path, days={TODAY: synthetic_day(TODAY, 1)}) as digestgen:
        digestgen.drafts.write_report(a_report(TODAY, "UpstreamDownError"))
        done = json.loads(run_at(digestgen, NIGHT + dt.timedelta(days=6), "--json").stdout)
        assert [len(day["drafted"]) for day in done["days"]] == [1, 0, 0, 0, 0, 0, 0]
        digestgen.world.journal.clear()
        run_at(digestgen, NIGHT + dt.timedelta(days=7))
        assert len(asked_days(digestgen)) == 3, "now it is done"


def test_a_dry_run_over_several_days_sums_up(tmp_path: Path) -> None:
    with bench(tmp_path, days=three_days()) as digestgen:
        told = json.loads(run_at(digestgen, NIGHT, "--days", "3", "--dry-run", "--json").stdout)
        assert [len(day["to_draft"]) for day in told["days"]] == [3, 0, 2]
        assert "3 days together: would draft 5" in run_at(digestgen, NIGHT, "--days", "3", "--dry-run").stdout
        assert not (tmp_path / "out").exists()


def test_the_worst_day_decides_how_the_run_ends(tmp_path: Path) -> None:
    older, newer = synthetic_day(before(1), 2), synthetic_day(TODAY, 2)
    with bench(tmp_path, f"model:refusal@{older[0].id}", days={before(1): older, TODAY: newer}) as digestgen:
        done = run_at(digestgen, NIGHT, "--days", "2", "--json")
        assert done.exit_code == 3
        assert [day["exit_code"] for day in json.loads(done.stdout)["days"]] == [3, 0]
    with bench(tmp_path, "model:401", days={before(1): synthetic_day(before(1), 4), TODAY: newer}) as digestgen:
        done = run_at(digestgen, NIGHT, "--days", "2", DIGESTGEN_TEMPERATURE="0.5")
        assert done.exit_code == 4
        assert "2024-01-30 not covered: the run had to stop before it" in done.stdout


def test_date_and_days_exclude_each_other(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        assert digestgen("run", "--date", str(TODAY), "--days", "2").exit_code == 2
        assert digestgen("run", "--trending", "--days", "2").exit_code == 2
        assert digestgen("run", "--days", "15").exit_code == 2


def test_a_damaged_draft_costs_the_page_of_its_day_and_no_other(tmp_path: Path) -> None:
    with bench(tmp_path, days={before(1): synthetic_day(before(1), 2), TODAY: synthetic_day(TODAY, 1)}) as digestgen:
        run_at(digestgen, NIGHT, "--days", "2")
        broken = digestgen.drafts.on_day(before(1))[0]
        digestgen.drafts.path(before(1), broken.paper.id).write_text("cut of")
        done = run_at(digestgen, NIGHT, "--publish")
        assert done.exit_code == 1
        assert f"{broken.paper.id}.json" in done.stderr
        assert f"{TODAY}.md: 1 paper(s), written" in done.stderr
