"""How an output folder stands, in words, as JSON, and as an exit code."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from making import DAY, NOON, a_draft, a_paper
from world import bench

from digestgen.cli import cli
from digestgen.drafts import Drafts
from digestgen.findings import Finding, Severity
from digestgen.models import Draft, DraftState, Failure, Stage, Version
from digestgen.reports import DayReport, LastRun
from digestgen.sandbox import synthetic_day
from digestgen.status import DayState, Status, status_of

TODAY = DAY
NIGHT = dt.datetime(2024, 1, 31, 22, tzinfo=dt.UTC)


def before(days: int) -> dt.date:
    return TODAY - dt.timedelta(days)


def a_report(day: dt.date, **changes: Any) -> DayReport:  # noqa: ANN401 - any field of the noun
    facts = {"date": day, "listed": 0, "list_closed": True, "started_at": NOON, "finished_at": NOON}
    return DayReport.model_validate({**facts, **changes})


def a_draft_of(day: dt.date, number: int = 1, state: DraftState = DraftState.PENDING, **changes: Any) -> Draft:  # noqa: ANN401
    paper = a_paper(id=f"2401.{number:05d}", listed=day, **changes.pop("paper", {}))
    return a_draft(date=day, state=state, paper=paper, **changes)


def priced(draft: Draft, cost: str | None, at: dt.datetime) -> Draft:
    made = draft.provenance.model_copy(
        update={"cost_usd": None if cost is None else Decimal(cost), "started_at": at, "finished_at": at}
    )
    return draft.model_copy(update={"provenance": made})


def seen(folder: Path) -> Status:
    return status_of(Drafts(folder), TODAY, NIGHT)


def state_of(found: Status, day: dt.date) -> tuple[DayState, str]:
    return next((each.state, each.reason) for each in found.days if each.date == day)


def ask(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["status", "--output-dir", str(folder), *arguments], obj=lambda: NIGHT, catch_exceptions=False)


def test_a_new_folder_is_fine(tmp_path: Path) -> None:
    done = ask(tmp_path)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, f"no run yet; the feed's day is {TODAY}")
    assert "no days yet" in done.stdout
    assert not list(tmp_path.iterdir()), "looking changes nothing"


def test_a_day_is_done_or_open(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.write_report(a_report(before(1)))
    drafts.write_report(a_report(TODAY, list_closed=False))
    drafts.write(a_draft_of(before(100)))
    found = seen(tmp_path)
    assert [(day.date, day.state) for day in found.days] == [
        (before(100), DayState.OPEN),
        (before(1), DayState.DONE),
        (TODAY, DayState.OPEN),
    ]
    assert found.exit_code == 0, "nothing calls for anybody"
    assert "days: 2 open, 1 done" in ask(tmp_path).stdout


def test_a_day_without_a_run_is_missing_once_it_is_over(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.write_report(a_report(before(4)))
    drafts.write_report(a_report(before(2)))
    drafts.write(a_draft_of(before(1)))
    found = seen(tmp_path)
    assert state_of(found, before(3)) == (DayState.MISSING, "no run has covered it")
    assert state_of(found, before(1)) == (DayState.MISSING, "drafts, but no account of a run")
    assert [day.date for day in found.days] == [before(4), before(3), before(2), before(1)], "today is not over"
    assert found.exit_code == 3
    assert "2024-01-28 missing: no drafts (no run has covered it)" in ask(tmp_path).stdout


def test_what_failed_calls_until_it_has_a_draft_and_for_two_weeks(tmp_path: Path) -> None:
    failure = Failure(subject="2401.00001", stage=Stage.SUMMARY, kind="RefusedError", reason="it will not")
    drafts = Drafts(tmp_path)
    drafts.write_report(a_report(TODAY, listed=2, failed=(failure,), not_reached=("2401.00002",), stopped_by="quota"))
    state, reason = state_of(seen(tmp_path), TODAY)
    assert state is DayState.FAILED
    assert "it will not" in reason
    assert "1 paper(s) not reached: quota" in reason
    assert seen(tmp_path).exit_code == 3
    drafts.write(a_draft_of(TODAY, 1))
    drafts.write(a_draft_of(TODAY, 2))
    assert state_of(seen(tmp_path), TODAY)[0] is DayState.DONE
    assert status_of(Drafts(tmp_path), TODAY + dt.timedelta(days=20), NIGHT).in_state(DayState.MISSING)


def test_an_old_failure_is_told_but_calls_nobody(tmp_path: Path) -> None:
    failure = Failure(subject="2401.00001", stage=Stage.SUMMARY, kind="RefusedError", reason="it will not")
    drafts = Drafts(tmp_path)
    for back in range(30):
        drafts.write_report(a_report(before(back), listed=int(back == 20), failed=(failure,) if back == 20 else ()))
    assert state_of(seen(tmp_path), before(20))[0] is DayState.FAILED
    assert seen(tmp_path).exit_code == 0
    assert f"{before(20)} failed" in ask(tmp_path).stdout


def test_what_is_held_calls_at_any_age_and_what_waits_is_named(tmp_path: Path) -> None:
    wrong = Finding(
        rule="numbers", severity=Severity.ERROR, field="background", message="not in the paper", message_zh="论文里没有"
    )
    drafts = Drafts(tmp_path)
    drafts.write(a_draft_of(before(60), 1, DraftState.HELD, findings=(wrong,)))
    drafts.write(a_draft_of(TODAY, 2))
    drafts.write(a_draft_of(TODAY, 3, DraftState.APPROVED))
    drafts.write(a_draft_of(TODAY, 4, DraftState.REJECTED))
    drafts.write_report(a_report(TODAY))
    found = seen(tmp_path)
    assert state_of(found, before(60)) == (DayState.HELD, "1 draft(s) have errors")
    assert ([each.id for each in found.held], [each.id for each in found.waiting]) == (["2401.00001"], ["2401.00002"])
    done = ask(tmp_path)
    assert done.exit_code == 3
    assert f"{TODAY} done: 1 pending, 1 approved, 1 rejected" in done.stdout
    assert "1 draft(s) wait for approval: 2401.00002 (2024-01-31)" in done.stdout


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.write(a_draft_of(TODAY)).write_text("cut of")
    drafts.write_report(a_report(before(1))).write_text("cut of")
    found = seen(tmp_path)
    assert "2401.00001.json" in state_of(found, TODAY)[1]
    assert "cannot be read" in state_of(found, before(1))[1]
    assert found.exit_code == 3


def test_the_month_counts_each_answer_once_also_those_that_were_replaced(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    first = priced(a_draft_of(TODAY, 1), "0.25", NOON)
    second = priced(first, "0.50", NOON + dt.timedelta(hours=1))
    facts = {name: getattr(first, name) for name in Version.model_fields if name not in {"action", "by", "at"}}
    replaced = second.model_copy(update={"history": (Version(action="regenerated", by="me", at=NOON, **facts),)})
    drafts.write(replaced)
    drafts.write(replaced.model_copy(update={"date": before(1)}))  # a paper on two days is summarized once
    drafts.write(priced(a_draft_of(TODAY, 2), None, NOON))
    drafts.write(priced(a_draft_of(TODAY, 3), "9", NOON - dt.timedelta(days=40)))
    month = seen(tmp_path).month
    assert (month.month, month.summaries, month.cost_usd, month.unpriced) == ("2024-01", 3, Decimal("0.75"), 1)
    assert month.usage.calls == 3
    assert "2024-01: 3 summaries, 30 tokens in, 15 out, $0.7500, and 1 without a known price" in ask(tmp_path).stdout


def test_newer_versions_and_withdrawals_of_what_is_printed_are_listed(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    for number, state in ((1, DraftState.PUBLISHED), (2, DraftState.PENDING)):
        draft = a_draft_of(TODAY, number, state, paper={"version": 3, "comment": "This paper has been withdrawn"})
        made = draft.provenance.model_copy(update={"pdf_version": 2})
        drafts.write(draft.model_copy(update={"provenance": made}))
    told = json.loads(ask(tmp_path, "--json").stdout)
    assert [(each["id"], each["made_from"], each["newest"]) for each in told["newer_versions"]] == [("2401.00001", 2, 3)]
    assert [each["id"] for each in told["withdrawn"]] == ["2401.00001"]
    text = ask(tmp_path).stdout
    assert "newer version: 2401.00001 of 2024-01-31 was made from v2, arXiv has v3" in text
    assert "withdrawn from arXiv: 2401.00001 of 2024-01-31" in text


@pytest.mark.parametrize(("code", "answer"), [(0, 0), (3, 0), (4, 3), (5, 3), (1, 3)])
def test_a_run_that_broke_off_calls(code: int, answer: int, tmp_path: Path) -> None:
    Drafts(tmp_path).write_last_run(LastRun(finished_at=NOON, exit_code=code, problem="the key is refused" if code else ""))
    done = ask(tmp_path)
    assert done.exit_code == answer
    assert f"last run ended 2024-01-31 12:00 UTC with exit code {code}" in done.stdout


def test_the_last_run_is_read_from_the_accounts_where_no_note_is_as_new(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.write_report(a_report(before(1), finished_at=NOON - dt.timedelta(days=1)))
    drafts.write_report(a_report(TODAY, exit_code=3))
    drafts.write_last_run(LastRun(finished_at=NOON - dt.timedelta(hours=2), exit_code=4))  # of another machine's checkout
    last = seen(tmp_path).last_run
    assert last is not None
    assert (last.finished_at, last.exit_code, last.days) == (NOON, 3, (TODAY,))


def test_every_run_notes_how_it_ended_and_a_dry_run_does_not(tmp_path: Path) -> None:
    with bench(tmp_path, "hub:404=1", days={TODAY: synthetic_day(TODAY, 1)}) as digestgen:
        digestgen.now = NIGHT
        assert digestgen("run", DIGESTGEN_MODEL=None).exit_code == 4
        assert "with exit code 4: DIGESTGEN_MODEL" in digestgen("status").stdout
        assert digestgen("run").exit_code == 5
        told = json.loads(digestgen("status", "--json").stdout)
        assert (told["last_run"]["exit_code"], "/api/daily_papers" in told["last_run"]["problem"]) == (5, True)
        digestgen("run")
        digestgen("run", "--dry-run")
        told = json.loads(digestgen("status", "--json").stdout)
        assert (told["last_run"]["exit_code"], told["last_run"]["days"], told["exit_code"]) == (0, [str(TODAY)], 0)
        assert (told["month"]["month"], told["month"]["summaries"]) == ("2024-01", 1)


def test_imported_blocks_are_counted_and_what_the_checks_say_of_them_is_listed(tmp_path: Path) -> None:
    page = tmp_path / "2023-11-20.md"
    page.write_text(
        "#### Old Paper\n\n<details>\n\n#### 背景\n- **背景**   \n    抱歉，我无法总结这篇论文。\n</details>\n", "utf-8"
    )
    with bench(tmp_path) as digestgen:
        digestgen("import", str(page), "--date", "2023-11-20")
        told = digestgen("status").stdout
        assert "imported: 1 block(s) of 1 day(s), printed as they stand; the checks hold errors against 1" in told
        assert "2023-11-20 old-paper: " in told
        assert "[refusal, background[0]]" in told
        assert json.loads(digestgen("status", "--json").stdout)["imported"]["blocks"] == 1
        stored = next((tmp_path / "out" / "imports" / "2023-11-20").iterdir())
        stored.write_text("{", "utf-8")
        assert f"imported block: imports/2023-11-20/{stored.name}" in digestgen("status").stdout
