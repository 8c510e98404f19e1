"""`digestgen regenerate`: one paper's summary anew, from the model or from an answer that a person brings."""

import contextlib
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
    from digestgen.models import Draft, Paper
    from digestgen.pipeline import Workshop


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
@options.model_options
@options.as_json
def regenerate(arxiv_id: str, day: str | None, answers: tuple[Path, ...], as_json: bool, **overrides: Any) -> None:  # noqa: ANN401 - the settings options
    """Summarize one paper anew and keep the result in the place of its draft. An approved draft is not replaced.

    With --answer no model is asked: paste what `digestgen prompt` prints into any chat, save its answer, and it goes through the
    same validation, checks and evidence. Where the answer has errors, the turn to paste next is printed. The exit code is 3
    when the new draft is held, or the answer is no summary; then the draft that stood stays.
    """
    import asyncio

    from digestgen.cli.showing import finding_lines
    from digestgen.config import load_settings
    from digestgen.errors import InvalidSummaryError
    from digestgen.llm.by_hand import HandedAnswers
    from digestgen.pipeline import BY_HAND

    settings = load_settings(overrides)
    handed = HandedAnswers([read_text(file) for file in answers], overrides["model"] or BY_HAND) if answers else None
    try:
        draft = asyncio.run(_regenerate(settings, arxiv_id, day, handed))
    except InvalidSummaryError as error:
        click.echo(f"digestgen: {error.subject}: the answer is no valid summary", err=True)
        _print_next_turn(handed.unanswered if handed else error.problem)
        click.get_current_context().exit(PARTIAL)
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
    click.get_current_context().exit(PARTIAL if draft.errors else 0)


def _print_next_turn(turn: str) -> None:
    click.echo(f"\nto repair it, paste this as the next turn, and give both answers:\n\n{turn.strip()}", err=True)


async def _regenerate(settings: "Settings", arxiv_id: str, day: str | None, handed: "HandedAnswers | None") -> "Draft":
    from dataclasses import replace

    from digestgen.cli.days import day_or_usage_error
    from digestgen.cli.wiring import open_doors, utc_now
    from digestgen.drafts import Drafts
    from digestgen.neighbours import archive_near
    from digestgen.pipeline import draft_paper

    drafts = Drafts(settings.output_dir)
    chosen = day_or_usage_error(day) if day else None
    async with open_doors(settings) as doors, _open(settings, doors, handed) as shop:
        with drafts.locked(utc_now()):
            standing = _standing(drafts, arxiv_id, chosen)
            paper = standing.paper if standing else await _listed(settings, doors, arxiv_id, chosen)
            home = standing.date if standing else chosen or paper.listed
            around = replace(shop.around, archive=archive_near(drafts, home))
            draft = await draft_paper(paper, home, replace(shop, around=around))
            if standing:
                _refuse_worse(standing, draft)
                draft = draft.model_copy(update={"upvotes_at": standing.upvotes_at})
            drafts.write(draft)
            return draft


def _refuse_worse(standing: "Draft", draft: "Draft") -> None:
    """Raise UpstreamDownError where a draft of the full text would give way to one of the abstract alone."""
    from digestgen.errors import UpstreamDownError
    from digestgen.models import TextSource

    if standing.text.source is TextSource.FULL_TEXT and draft.text.source is TextSource.ABSTRACT_ONLY:
        raise UpstreamDownError(
            draft.paper.id, f"no text this time: {draft.text.reason}", "the draft that stands is kept; try later"
        )


@contextlib.asynccontextmanager
async def _open(settings: "Settings", doors: "Doors", handed: "HandedAnswers | None") -> "AsyncIterator[Workshop]":
    from digestgen.cli.wiring import open_workshop, workshop_by_hand

    if handed:
        yield workshop_by_hand(settings, doors, handed)
        return
    async with open_workshop(settings, doors) as shop:
        yield shop


def _standing(drafts: "Drafts", arxiv_id: str, day: "dt.date | None") -> "Draft | None":
    """Return the draft that is to be replaced, None where the paper has none; raises UsageError for an approved one."""
    from digestgen.cli.drafts import newest_draft
    from digestgen.errors import UsageError

    draft = newest_draft(drafts, arxiv_id, day)
    if draft and draft.approved and not draft.errors:
        raise UsageError(f"{arxiv_id} of {draft.date}", "is approved, and stays as it is")
    return draft


async def _listed(settings: "Settings", doors: "Doors", arxiv_id: str, day: "dt.date | None") -> "Paper":
    from digestgen.cli.prompt import listed_paper
    from digestgen.errors import UsageError

    if day is None:
        raise UsageError(arxiv_id, "has no draft", "name the day that lists it with --date")
    return await listed_paper(settings, doors, arxiv_id, day)
