"""`drafts list`, `show`, `approve`, `reject`, `waive` and `undo`: the drafts without a browser; `edit` has a file of its own."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digestgen.cli import options

if TYPE_CHECKING:
    import datetime as dt

    from digestgen.drafts import Drafts
    from digestgen.errors import DraftDamagedError
    from digestgen.models import Draft

WIDE = 200
"""Columns where no terminal sets a width: files and pipes."""
STATES = ("pending", "held", "approved", "rejected", "published")
any_date = click.option("--date", "day", metavar="D", help="Only this day, YYYY-MM-DD.")


@click.group()
def drafts() -> None:
    """List and show drafts, decide on them, edit them, and take a move back."""


@drafts.command("list")
@any_date
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only drafts in this state; may be repeated.")
@options.output_dir
@options.as_json
def list_drafts(day: str | None, states: tuple[str, ...], output_dir: Path | None, as_json: bool) -> None:
    """List the drafts of all days, or of one.

    A damaged file is named on standard error; the exit code is then 1.
    """
    from digestgen.errors import DraftDamagedError

    store = open_drafts(output_dir)
    days = [chosen] if (chosen := optional_day(day)) else store.days()
    found = [item for each in days for item in store.scan(each)]
    sound = [item for item in found if not isinstance(item, DraftDamagedError)]
    good = [draft for draft in sound if not states or draft.state in states]
    good.sort(key=lambda draft: (draft.date, -draft.paper.upvotes, draft.paper.id))
    if as_json:
        click.echo(_as_json_list(good))
    else:
        _print_table(good, any_left_out=len(good) < len(sound))
    _report_damaged([item for item in found if isinstance(item, DraftDamagedError)])


def _as_json_list(found: "list[Draft]") -> str:
    import json

    return json.dumps([draft.model_dump(mode="json") for draft in found], ensure_ascii=False, indent=2)


def _print_table(found: "list[Draft]", *, any_left_out: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from digestgen.cli.showing import count_findings

    if not found:
        click.echo("no draft is in this state" if any_left_out else "no drafts yet: `digestgen run` makes them")
        return
    table = Table(box=None, expand=True, pad_edge=False)
    for name in ("date", "arXiv id", "upvotes", "state", "findings", "made from"):
        table.add_column(name, no_wrap=True, justify="right" if name in {"upvotes", "findings"} else "left")
    for name in ("title", "in one sentence"):
        table.add_column(name, no_wrap=True, overflow="ellipsis", ratio=1)
    for draft in found:
        paper = draft.paper
        facts = (str(draft.date), paper.id, str(paper.upvotes), draft.state, count_findings(draft), draft.text.source)
        table.add_row(*(Text(cell) for cell in (*facts, paper.title, draft.summary.tldr)))
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def _report_damaged(damaged: "list[DraftDamagedError]") -> None:
    for error in damaged:
        click.echo(f"digestgen: {error}", err=True)
    if damaged:
        click.get_current_context().exit(1)


@drafts.command("show")
@click.argument("arxiv_id", metavar="ID")
@any_date
@click.option("--evidence", is_flag=True, help="Print each claim with the paper's own words for it, and their page.")
@options.output_dir
@options.as_json
def show_draft(arxiv_id: str, day: str | None, evidence: bool, output_dir: Path | None, as_json: bool) -> None:
    """Show the draft of a paper: its block as it would be published, what it was made from, and what the checks found.

    Without --date the newest day is shown. The findings are numbered for `digestgen drafts waive`.
    """
    import json

    from digestgen.cli.showing import evidence_lines, fact_lines, finding_lines

    draft = find_draft(open_drafts(output_dir), arxiv_id, optional_day(day))
    if evidence:
        rows = [each.model_dump(mode="json") for each in draft.evidence if each.status.found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else "\n".join(evidence_lines(draft)))
        return
    if as_json:
        click.echo(draft.model_dump_json(indent=2))
        return
    from digestgen import markdown

    for line in (*fact_lines(draft), *finding_lines(draft)):
        click.echo(line)
    click.echo()
    click.echo(markdown.render(markdown.block_of(draft.paper, draft.summary, draft.date)), nl=False)


@drafts.command("approve")
@click.argument("arxiv_ids", metavar="ID...", nargs=-1, required=True)
@any_date
@click.option("--note", default="", help="Kept with the decision.")
@options.output_dir
def approve_drafts(arxiv_ids: tuple[str, ...], day: str | None, note: str, output_dir: Path | None) -> None:
    """Approve drafts, so that `digestgen publish` prints them.

    Without --date the newest day of each paper is meant. A held draft cannot be approved: waive its errors, or regenerate it.
    """
    import datetime as dt

    from digestgen.review import approve

    store = open_drafts(output_dir)
    chosen = optional_day(day)
    now = dt.datetime.now(dt.UTC)
    with store.locked(now):
        found = [find_draft(store, arxiv_id, chosen) for arxiv_id in arxiv_ids]
        for draft in [approve(draft, by=user_name(), at=now, note=note) for draft in found]:  # all of them, or none
            store.write(draft)
            click.echo(f"{draft.paper.id} of {draft.date}: approved")


@drafts.command("reject")
@click.argument("arxiv_ids", metavar="ID...", nargs=-1, required=True)
@any_date
@click.option("--note", default="", help="Kept with the decision.")
@options.output_dir
def reject_drafts(arxiv_ids: tuple[str, ...], day: str | None, note: str, output_dir: Path | None) -> None:
    """Reject drafts: they are not printed, and no run makes them anew. `digestgen drafts undo` takes it back.

    Without --date the newest day of each paper is meant. One that is on the page leaves it with the next `digestgen publish`.
    """
    import datetime as dt

    from digestgen.review import reject

    store, chosen, now = open_drafts(output_dir), optional_day(day), dt.datetime.now(dt.UTC)
    with store.locked(now):
        for draft in [find_draft(store, arxiv_id, chosen) for arxiv_id in arxiv_ids]:
            store.write(reject(draft, by=user_name(), at=now, note=note))
            click.echo(f"{draft.paper.id} of {draft.date}: rejected{page_note(draft)}")


@drafts.command("undo")
@click.argument("arxiv_id", metavar="ID")
@any_date
@click.option("--note", default="", help="Kept with the decision.")
@options.output_dir
def undo_move(arxiv_id: str, day: str | None, note: str, output_dir: Path | None) -> None:
    """Take back the last move on a draft: an edit, a new version, a waiver, an approval, a rejection.

    The words, findings and state of before come back; who did what stays told. The last 20 moves can be
    taken back, one at a time.
    """
    import datetime as dt

    from digestgen.review import undo

    store, now = open_drafts(output_dir), dt.datetime.now(dt.UTC)
    with store.locked(now):
        draft = find_draft(store, arxiv_id, optional_day(day))
        back = undo(draft, by=user_name(), at=now, note=note)
        store.write(back)
    action = draft.history[-1].action
    click.echo(f"{draft.paper.id} of {draft.date}: undone: {action}; {back.state}, {len(back.history)} earlier version(s) left")


@drafts.command("waive")
@click.argument("arxiv_id", metavar="ID")
@click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--note", "--reason", "reason", required=True, help="Why the finding is none; kept in the draft.")
@any_date
@options.output_dir
def waive_findings(arxiv_id: str, numbers: tuple[int, ...], reason: str, day: str | None, output_dir: Path | None) -> None:
    """Waive findings of a draft, by their numbers in `digestgen drafts show`: a person's word that they are none.

    A draft whose errors are all waived is held no longer, and waits for approval.
    """
    import datetime as dt

    from digestgen.cli.showing import describe_finding
    from digestgen.errors import UsageError
    from digestgen.review import waive

    if not reason.strip():
        raise UsageError(arxiv_id, "--note is empty", "say why the finding is none")
    store, now = open_drafts(output_dir), dt.datetime.now(dt.UTC)
    with store.locked(now):
        draft = find_draft(store, arxiv_id, optional_day(day))
        if wrong := [number for number in numbers if number > len(draft.findings)]:
            raise UsageError(arxiv_id, f"has no finding {wrong[0]}", f"it has {len(draft.findings)}: see `digestgen drafts show`")
        for number in numbers:
            draft = waive(draft, draft.findings[number - 1], by=user_name(), at=now, reason=reason.strip())
            click.echo(f"waived: {describe_finding(draft.findings[number - 1])}")
        store.write(draft)
    click.echo(f"{draft.paper.id} of {draft.date}: {draft.state}, {len(draft.errors)} error(s) left")


def open_drafts(output_dir: Path | None) -> "Drafts":
    """Return the drafts folder that the settings name."""
    from digestgen.config import load_settings
    from digestgen.drafts import Drafts

    return Drafts(load_settings({"output_dir": output_dir}).output_dir)


def newest_draft(store: "Drafts", arxiv_id: str, day: "dt.date | None") -> "Draft | None":
    """Return the draft of a paper, of its newest day where none is given; raises UsageError for what is no arXiv id."""
    from digestgen.errors import UsageError
    from digestgen.identifiers import split_arxiv_id

    try:
        split_arxiv_id(arxiv_id)
        return store.read(day, arxiv_id) if day else next((_sound(found) for found in store.find(arxiv_id)), None)
    except ValueError as error:
        raise UsageError(arxiv_id, str(error)) from error


def find_draft(store: "Drafts", arxiv_id: str, day: "dt.date | None") -> "Draft":
    """Return the draft of a paper as `newest_draft` does; raises UsageError that says what there is where it has none."""
    from digestgen.errors import UsageError

    draft = newest_draft(store, arxiv_id, day)
    if draft is None:
        raise UsageError(arxiv_id, f"has no draft on {day}" if day else "has no draft", "see `digestgen drafts list`")
    return draft


def _sound(found: "Draft | DraftDamagedError") -> "Draft":
    if isinstance(found, Exception):
        raise found
    return found


def user_name() -> str:
    """Return who is at the keyboard; `unknown` for a user without a name, as containers have."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def page_note(draft: "Draft") -> str:
    """Say what becomes of the page that a draft stands on, after it has left its state; empty where it is on none."""
    from digestgen.models import DraftState

    if draft.state is not DraftState.PUBLISHED:
        return ""
    return f"; the page of {draft.date} still has the old version, until the next `digestgen publish --date {draft.date}`"


def optional_day(day: str | None) -> "dt.date | None":
    """Return the day that an option names, None for none; raises UsageError."""
    from digestgen.cli.days import day_or_usage_error

    return day_or_usage_error(day) if day else None
