"""`digestgen regenerate`: a summary anew, whole or in part, from the model or from an answer that a person brings."""

import contextlib
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options
from digestgen.cli.pages import read_text
from digestgen.errors import PARTIAL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterator

    from digestgen.cli.wiring import Doors
    from digestgen.config import Settings
    from digestgen.drafts import Drafts
    from digestgen.llm.by_hand import HandedAnswers
    from digestgen.models import Draft
    from digestgen.pipeline import Workshop

SECTION_NAMES = ("背景", "已有的工作", "核心贡献", "实现与部署", "总结", "tldr")


@click.command()
@click.argument("arxiv_id", metavar="ID")
@click.option("--date", "day", metavar="D", help="Day of the draft or listing, YYYY-MM-DD.  [default: the newest draft's]")
@click.option(
    "--answer",
    "answers",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    multiple=True,
    help="Take the model's answer from FILE; a second and third FILE answer the repair turns.",
)
@click.option("--section", default="", metavar="NAME", help=f"Only this section: {', '.join(SECTION_NAMES)}.")
@click.option("--note", default="", metavar="TEXT", help="What the model is to mind; kept with the decision.")
@click.option("--yes", is_flag=True, help="Keep the new version without asking.")
@options.model_options
@options.as_json
def regenerate(
    arxiv_id: str,
    day: str | None,
    answers: tuple[Path, ...],
    section: str,
    note: str,
    yes: bool,
    as_json: bool,
    **overrides: Any,  # noqa: ANN401 - the settings options
) -> None:
    """Summarize one paper anew, show what would change, and keep the new version if you say so.

    What a person has edited stays, unless --section names it. A draft that was approved has to be approved again. Without a
    terminal --yes is due. A paper that has no draft yet gets one without a question.

    With --answer no model is asked: paste what `digestgen prompt` prints into any chat, save its answer, and it goes through the
    same validation, checks and evidence. It is kept at once, unless somebody has decided on the draft that stands. Where the
    answer has errors, the turn to paste next is printed. The exit code is 3 when the new draft is held, or the answer is no
    summary; then the draft that stood stays.
    """
    from digestgen.cli.days import day_or_usage_error
    from digestgen.cli.wiring import utc_now
    from digestgen.config import load_settings
    from digestgen.drafts import Drafts
    from digestgen.errors import InvalidSummaryError
    from digestgen.llm.by_hand import HandedAnswers
    from digestgen.pipeline import BY_HAND

    settings = load_settings(overrides)
    handed = HandedAnswers([read_text(file) for file in answers], overrides["model"] or BY_HAND) if answers else None
    order = Order(arxiv_id, day_or_usage_error(day) if day else None, section, note, yes)
    drafts = Drafts(settings.output_dir)
    with drafts.locked(utc_now()):
        try:
            draft = _regenerate(settings, drafts, order, handed, quiet=as_json)
        except InvalidSummaryError as error:
            click.echo(f"digestgen: {error.subject}: the answer is no valid summary", err=True)
            _print_next_turn(handed.unanswered if handed else error.problem)
            click.get_current_context().exit(PARTIAL)
    _tell(draft, handed, as_json=as_json)
    click.get_current_context().exit(PARTIAL if draft.errors else 0)


@dataclass(frozen=True)
class Order:
    """What is to be made anew, and how."""

    arxiv_id: str
    day: "dt.date | None"
    section: str
    note: str
    yes: bool


def _tell(draft: "Draft", handed: "HandedAnswers | None", *, as_json: bool) -> None:
    from digestgen.cli.showing import finding_lines

    if as_json:
        click.echo(draft.model_dump_json(indent=2))
    else:
        click.echo(f"{draft.paper.id} of {draft.date}: {draft.state}; model: {draft.provenance.model}; {draft.text.source}")
        for line in finding_lines(draft):
            click.echo(line)
    if draft.errors and handed and handed.unanswered:
        _print_next_turn(handed.unanswered)
    if handed and handed.left:
        click.echo(f"{handed.left} further answer(s) were not needed", err=True)


def _print_next_turn(turn: str) -> None:
    click.echo(f"\nto repair it, paste this as the next turn, and give both answers:\n\n{turn.strip()}", err=True)


def _regenerate(settings: "Settings", drafts: "Drafts", order: Order, handed: "HandedAnswers | None", *, quiet: bool) -> "Draft":
    """Return the draft that stands at the end: the new version where it was kept."""
    import asyncio

    from digestgen.cli.drafts import newest_draft, user_name
    from digestgen.cli.wiring import utc_now
    from digestgen.revise import SECTIONS, accept

    standing = newest_draft(drafts, order.arxiv_id, order.day)
    if standing is None:
        made = asyncio.run(_make_first(settings, drafts, order, handed))
        drafts.write(made)
        return made
    asks = not order.yes and (handed is None or _is_decided(standing))
    if asks and handed is None:
        _require_terminal(standing)
    candidate = asyncio.run(_make_candidate(settings, drafts, order, handed, standing))
    if not _is_wanted(standing, candidate, asks=asks, quiet=quiet):
        return standing
    fields = SECTIONS[order.section] if order.section else None
    kept = accept(standing, candidate, by=user_name(), at=utc_now(), note=order.note, fields=fields)
    drafts.write(kept)
    return kept


def _is_decided(draft: "Draft") -> bool:
    from digestgen.models import DraftState

    return draft.approved or draft.state is DraftState.REJECTED or bool(draft.waivers or draft.edited)


def _is_wanted(standing: "Draft", candidate: "Draft", *, asks: bool, quiet: bool) -> bool:
    """Show what would change, and ask where that is due; a decided draft is not sent back for the same words and findings."""
    from digestgen.cli.showing import change_lines, finding_lines
    from digestgen.revise import changes

    found = changes(standing.summary, candidate.summary)
    is_same = not found and candidate.findings == standing.findings
    if is_same and _is_decided(standing) and (sys.stdin.isatty() or not asks):
        click.echo("the new version has the same words and findings; the draft stays as it is", err=True)
        return False
    colored = sys.stdout.isatty() and not quiet
    for line in change_lines(found, colored=colored) if found else ["no word changes"]:
        click.echo(line, err=quiet)
    if not asks:
        return True
    for line in finding_lines(candidate):
        click.echo(line, err=quiet)
    _require_terminal(standing)
    if standing.approved:
        click.echo(f"the draft is {standing.state}; a new version has to be approved again", err=True)
    kept = click.confirm("keep the new version?", default=False, err=True)
    if not kept:
        click.echo("the draft stays as it is", err=True)
    return kept


def _require_terminal(standing: "Draft") -> None:
    """Raise UsageError where nobody can be asked whether to keep a new version; before a model is paid."""
    from digestgen.errors import UsageError

    if not sys.stdin.isatty():
        decided = f"is {standing.state}" if standing.approved else "has a draft"
        problem = f"{decided}, and there is no terminal to ask whether to keep a new version; nothing is stored"
        raise UsageError(f"{standing.paper.id} of {standing.date}", problem, "add --yes to keep it, or use a terminal")


async def _make_first(settings: "Settings", drafts: "Drafts", order: Order, handed: "HandedAnswers | None") -> "Draft":
    """Return the draft of a paper that has none yet, from the listing of its day."""
    from digestgen.cli.prompt import listed_paper
    from digestgen.cli.wiring import open_doors
    from digestgen.errors import UsageError
    from digestgen.pipeline import draft_paper

    if order.day is None:
        raise UsageError(order.arxiv_id, "has no draft", "name the day that lists it with --date")
    if order.section or order.note:
        raise UsageError(order.arxiv_id, f"has no draft on {order.day} to write anew", "leave --section and --note out")
    async with open_doors(settings) as doors, _open(settings, doors, handed) as shop:
        paper = await listed_paper(settings, doors, order.arxiv_id, order.day)
        return await draft_paper(paper, order.day, _among(shop, drafts, order.day))


async def _make_candidate(
    settings: "Settings", drafts: "Drafts", order: Order, handed: "HandedAnswers | None", standing: "Draft"
) -> "Draft":
    from digestgen.cli.wiring import open_doors
    from digestgen.regeneration import regenerate_candidate

    async with open_doors(settings) as doors, _open(settings, doors, handed) as shop:
        around = _among(shop, drafts, standing.date)
        return await regenerate_candidate(standing, around, section=order.section, note=order.note)


def _among(shop: "Workshop", drafts: "Drafts", day: "dt.date") -> "Workshop":
    """Return the workshop with the drafts around the day, which a new summary must not repeat."""
    from digestgen.neighbours import archive_near

    return replace(shop, around=replace(shop.around, archive=archive_near(drafts, day)))


@contextlib.asynccontextmanager
async def _open(settings: "Settings", doors: "Doors", handed: "HandedAnswers | None") -> "AsyncIterator[Workshop]":
    from digestgen.cli.wiring import open_workshop, workshop_by_hand

    if handed:
        yield workshop_by_hand(settings, doors, handed)
        return
    async with open_workshop(settings, doors) as shop:
        yield shop
