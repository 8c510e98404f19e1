"""`digestgen status`: how the output folder stands, in words or as JSON, with an exit code for monitors."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digestgen.cli import options

if TYPE_CHECKING:
    from digestgen.status import DayStatus, Imported, Month, Named, Status

MOST_NAMED = 10
"""Drafts that a line names; `digestgen drafts list` and --json have them all."""


@click.command()
@options.output_dir
@options.as_json
def status(output_dir: Path | None, as_json: bool) -> None:
    """Say how the days stand, what waits for you, how the last run ended, what the month cost, and what arXiv has news of.

    A day is failed (papers without a draft), held (drafts with errors), missing (over, and no run has covered it), open (its
    list was still growing) or done. Of imported blocks it lists what the checks say. Asks no server and changes nothing.

    The exit code is for monitors: 0 fine; 3 something is held, or failed or missing within the last two weeks, or the last run
    broke off (another exit code than 0 and 3).
    """
    import json

    from digestgen.cli.days import clock
    from digestgen.config import load_settings
    from digestgen.drafts import Drafts
    from digestgen.sources.huggingface import feed_today
    from digestgen.status import status_of

    now = clock()()
    found = status_of(Drafts(load_settings({"output_dir": output_dir}).output_dir), feed_today(now), now)
    if as_json:
        click.echo(json.dumps(found.model_dump(mode="json") | {"exit_code": found.exit_code}, ensure_ascii=False, indent=2))
    else:
        for line in status_lines(found):
            click.echo(line)
    click.get_current_context().exit(found.exit_code)


def status_lines(found: "Status") -> Iterator[str]:
    """Yield the status in words: the last run, the days, what waits, the news, the cost."""
    yield _last_run_line(found)
    if not found.days:
        yield "no days yet: `digestgen run` makes the first"
    else:
        yield f"days: {_state_counts(found)}"
        yield from (f"  {_day_line(day)}" for day in _shown(found))
    yield from _named_lines("wait for approval", found.waiting)
    yield from _named_lines("are held", found.held)
    yield from (
        f"newer version: {each.id} of {each.date} was made from v{each.made_from}, arXiv has v{each.newest}"
        for each in found.newer_versions
    )
    yield from (f"withdrawn from arXiv: {each.id} of {each.date}, {each.title}" for each in found.withdrawn)
    yield from _imported_lines(found.imported)
    yield _month_line(found.month)


def _last_run_line(found: "Status") -> str:
    last = found.last_run
    if last is None:
        return f"no run yet; the feed's day is {found.today}"
    days = f", {len(last.days)} day(s) covered" if last.days else ""
    problem = f": {last.problem}" if last.problem else ""
    return f"last run ended {last.finished_at:%Y-%m-%d %H:%M} UTC with exit code {last.exit_code}{days}{problem}"


def _state_counts(found: "Status") -> str:
    from digestgen.status import DayState

    counts = {state: len(found.in_state(state)) for state in DayState}
    return ", ".join(f"{count} {state}" for state, count in counts.items() if count)


def _shown(found: "Status") -> "list[DayStatus]":
    """Return the days of the last two weeks, and the older ones that are not done."""
    from digestgen.agenda import MOST_DAYS, last_days
    from digestgen.status import DayState

    recent = set(last_days(found.today, MOST_DAYS))
    return [day for day in found.days if day.date in recent or day.state is not DayState.DONE]


def _day_line(day: "DayStatus") -> str:
    counts = ", ".join(f"{count} {state}" for state, count in day.drafts.items() if count) or "no drafts"
    return f"{day.date} {day.state}: {counts}" + (f" ({day.reason})" if day.reason else "")


def _named_lines(what: str, drafts: "Sequence[Named]") -> Iterator[str]:
    if drafts:
        names = ", ".join(f"{each.id} ({each.date})" for each in drafts[-MOST_NAMED:])
        more = f"the newest: {names}" if len(drafts) > MOST_NAMED else names
        yield f"{len(drafts)} draft(s) {what}: {more}"


def _imported_lines(imported: "Imported") -> Iterator[str]:
    if imported.blocks:
        wrong = [block for block in imported.found if block.errors]
        warned = len(imported.found) - len(wrong)
        yield (
            f"imported: {imported.blocks} block(s) of {imported.days} day(s), printed as they stand; "
            f"the checks hold errors against {len(wrong)}, only warnings against {warned}"
        )
        for block in wrong[-MOST_NAMED:]:
            yield f"  {block.date} {block.id}: {'; '.join(block.errors)}"
        if len(wrong) > MOST_NAMED:
            yield f"  and {len(wrong) - MOST_NAMED} earlier ones (--json has them all)"
    yield from (f"imported block: {problem}" for problem in imported.damaged)


def _month_line(month: "Month") -> str:
    from digestgen.cli.account import money

    tokens = f"{month.usage.prompt_tokens:,} tokens in, {month.usage.completion_tokens:,} out"
    unpriced = f", and {month.unpriced} without a known price" if month.unpriced else ""
    return f"{month.month}: {month.summaries} summaries, {tokens}, {money(month.cost_usd)}{unpriced}"
