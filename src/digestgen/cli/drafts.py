"""`drafts list`, `drafts show` and `drafts approve`: the drafts without a browser."""

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
any_date = click.option("--date", "day", metavar="D", help="Only this day, YYYY-MM-DD.")


@click.group()
def drafts() -> None:
    """List, show and approve drafts."""


@drafts.command("list")
@any_date
@options.output_dir
@options.as_json
def list_drafts(day: str | None, output_dir: Path | None, as_json: bool) -> None:
    """List the drafts of all days, or of one.

    A damaged file is named on standard error; the exit code is then 1.
    """
    from digestgen.errors import DraftDamagedError

    store = open_drafts(output_dir)
    days = [chosen] if (chosen := _optional_day(day)) else store.days()
    found = [item for each in days for item in store.scan(each)]
    good = [item for item in found if not isinstance(item, DraftDamagedError)]
    good.sort(key=lambda draft: (draft.date, -draft.paper.upvotes, draft.paper.id))
    if as_json:
        click.echo(_as_json_list(good))
    else:
        _print_table(good)
    _report_damaged([item for item in found if isinstance(item, DraftDamagedError)])


def _as_json_list(found: "list[Draft]") -> str:
    import json

    return json.dumps([draft.model_dump(mode="json") for draft in found], ensure_ascii=False, indent=2)


def _print_table(found: "list[Draft]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not found:
        click.echo("no drafts yet: `digestgen run` makes them")
        return
    table = Table(box=None, expand=True, pad_edge=False)
    for name in ("date", "arXiv id", "upvotes", "state", "made from"):
        table.add_column(name, no_wrap=True, justify="right" if name == "upvotes" else "left")
    for name in ("title", "in one sentence"):
        table.add_column(name, no_wrap=True, overflow="ellipsis", ratio=1)
    for draft in found:
        paper = draft.paper
        cells = (str(draft.date), paper.id, str(paper.upvotes), draft.state, draft.text.source, paper.title, draft.summary.tldr)
        table.add_row(*(Text(cell) for cell in cells))
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def _report_damaged(damaged: "list[DraftDamagedError]") -> None:
    for error in damaged:
        click.echo(f"digestgen: {error}", err=True)
    if damaged:
        click.get_current_context().exit(1)


@drafts.command("show")
@click.argument("arxiv_id", metavar="ID")
@any_date
@options.output_dir
@options.as_json
def show_draft(arxiv_id: str, day: str | None, output_dir: Path | None, as_json: bool) -> None:
    """Show the draft of a paper: its block as it would be published, and what it was made from.

    Without --date the newest day is shown.
    """
    draft = find_draft(open_drafts(output_dir), arxiv_id, _optional_day(day))
    if as_json:
        click.echo(draft.model_dump_json(indent=2))
        return
    from digestgen import markdown

    _print_facts(draft)
    click.echo(markdown.render(markdown.block_of(draft.paper, draft.summary, draft.date)), nl=False)


def _print_facts(draft: "Draft") -> None:
    made, text = draft.provenance, draft.text
    version = f"v{made.pdf_version}" if made.pdf_version else "version unknown"
    source = f"{text.source}, {version}, {text.page_count} pages" if text.page_count else f"{text.source} ({text.reason})"
    cost = "unknown" if made.cost_usd is None else f"${made.cost_usd:.4f}"
    facts = {
        "paper": f"{draft.paper.id} · {draft.date} · {draft.paper.upvotes} upvotes · {draft.state}",
        "in one sentence": draft.summary.tldr,
        "made from": f"{source}; {text.characters_sent:,} of {text.characters:,} characters",
        "left out": ", ".join(text.left_out),
        "hidden text": f"{text.hidden_characters:,} characters dropped" if text.hidden_characters else "",
        "notes": "; ".join(text.notes),
        "model": f"{made.model} at {made.endpoint} ({made.response_format}, {made.repairs} repairs)",
        "prompt": made.prompt_sha256[:12],
        "tokens, cost": f"{made.usage.prompt_tokens:,} in, {made.usage.completion_tokens:,} out, {cost}",
    }
    for name, fact in facts.items():
        if fact:
            click.echo(f"{name}: {fact}")
    click.echo()


@drafts.command("approve")
@click.argument("arxiv_ids", metavar="ID...", nargs=-1, required=True)
@any_date
@click.option("--note", default="", help="Kept with the decision.")
@options.output_dir
def approve_drafts(arxiv_ids: tuple[str, ...], day: str | None, note: str, output_dir: Path | None) -> None:
    """Approve drafts, so that `digestgen publish` prints them.

    Without --date the newest day of each paper is meant.
    """
    import datetime as dt

    from digestgen.review import approve

    store = open_drafts(output_dir)
    chosen = _optional_day(day)
    now = dt.datetime.now(dt.UTC)
    with store.locked(now):
        found = [find_draft(store, arxiv_id, chosen) for arxiv_id in arxiv_ids]
        for draft in found:
            store.write(approve(draft, by=user_name(), at=now, note=note))
            click.echo(f"{draft.paper.id} of {draft.date}: approved")


def open_drafts(output_dir: Path | None) -> "Drafts":
    """Return the drafts folder that the settings name."""
    from digestgen.config import load_settings
    from digestgen.drafts import Drafts

    return Drafts(load_settings({"output_dir": output_dir}).output_dir)


def find_draft(store: "Drafts", arxiv_id: str, day: "dt.date | None") -> "Draft":
    """Return the draft of a paper, of its newest day where none is given; raises UsageError that says what there is."""
    from digestgen.errors import UsageError

    try:
        draft = store.read(day, arxiv_id) if day else next((_sound(found) for found in store.find(arxiv_id)), None)
    except ValueError as error:
        raise UsageError(arxiv_id, str(error)) from error
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


def _optional_day(day: str | None) -> "dt.date | None":
    from digestgen.cli.days import day_or_usage_error

    return day_or_usage_error(day) if day else None
