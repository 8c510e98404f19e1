"""What a run would do and about what it would cost, before it does it."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import click

from digestgen.cli.account import money
from digestgen.cli.wiring import recipe_of
from digestgen.config import Settings
from digestgen.day import Make, Selection, decide, look_up
from digestgen.drafts import Drafts
from digestgen.llm.prices import load_prices
from digestgen.measure import estimate_tokens
from digestgen.models import Listing, Paper, TextSource, Usage
from digestgen.prompts import Prompts

PAPER_TOKENS = 15_600
"""Median of 159 paper texts (53 papers, three extractors), in tokens of a common vocabulary."""
ANSWER_TOKENS = 1_300


@dataclass(frozen=True)
class Forecast:
    """What a run would come to."""

    date: str
    listed: int
    unreadable: int
    unchanged: list[str]
    to_draft: list[dict[str, object]]
    pdf_seconds_at_least: float
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None
    model: str

    def as_json(self) -> str:
        """Return the forecast for programs."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    def as_text(self) -> str:
        """Return the forecast for a person."""
        lines = [f"{paper['upvotes']:>5}  {paper['id']}  {paper['title']}" for paper in self.to_draft]
        cost = money(None) if self.cost_usd is None else f"about ${self.cost_usd:.2f}"
        lines.append(
            f"{self.date}: {self.listed} listed; would draft {len(self.to_draft)}, leave {len(self.unchanged)} unchanged"
            + (f", {self.unreadable} cannot be read" if self.unreadable else "")
        )
        lines.append(
            f"{self.model}: about {self.prompt_tokens:,} tokens in, {self.completion_tokens:,} out, {cost}; "
            f"PDFs take {self.pdf_seconds_at_least:.0f} s at least"
        )
        return "\n".join(lines)


def print_forecasts(expected: Sequence[Forecast], *, as_json: bool) -> None:
    """Print one day's forecast; of several each, and what they come to together."""
    if len(expected) == 1:
        click.echo(expected[0].as_json() if as_json else expected[0].as_text())
        return
    costs = [each.cost_usd for each in expected]
    cost_usd = None if None in costs else sum(cost for cost in costs if cost is not None)
    if as_json:
        click.echo(json.dumps({"days": [asdict(each) for each in expected], "cost_usd": cost_usd}, ensure_ascii=False, indent=2))
        return
    for each in expected:
        click.echo(each.as_text())
    cost = money(None) if cost_usd is None else f"about ${cost_usd:.2f}"
    click.echo(f"{len(expected)} days together: would draft {sum(len(each.to_draft) for each in expected)}, {cost}")


def forecast(listing: Listing, day: dt.date, settings: Settings, selection: Selection) -> Forecast:
    """Say what the run would do; reads drafts, asks nobody. Raises SettingsError (no model), DraftDamagedError."""
    prompts = Prompts(settings.prompts_dir)
    recipe, drafts = recipe_of(settings, prompts), Drafts(settings.output_dir)
    due: list[Paper] = []
    unchanged: list[Paper] = []
    for paper in selection.take(listing.papers):
        intent = decide(*look_up(drafts, listing, day, paper), recipe)
        (due if isinstance(intent, Make) else unchanged).append(paper)
    usage = _expected_usage(due, prompts, settings.max_input_tokens)
    cost = load_prices(settings.prices_file).cost(recipe.model, usage)
    return Forecast(
        date=day.isoformat(),
        listed=len(listing.papers) + len(listing.unreadable),
        unreadable=len(listing.unreadable),
        unchanged=[paper.id for paper in unchanged],
        to_draft=[{"id": paper.id, "upvotes": paper.upvotes, "title": paper.title} for paper in due],
        pdf_seconds_at_least=len(due) * settings.arxiv_gap_seconds,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        cost_usd=None if cost is None else float(cost),
        model=recipe.model,
    )


def _expected_usage(due: list[Paper], prompts: Prompts, max_input_tokens: int) -> Usage:
    """Return about what the papers will take: rules and abstract as they are, the text as the median paper's."""
    frames = [prompts.summary(paper, "", TextSource.FULL_TEXT, nonce="0") for paper in due]
    framing_tokens = sum(estimate_tokens(message.content) for frame in frames for message in frame)
    text_tokens = len(due) * min(PAPER_TOKENS, max_input_tokens)
    return Usage(calls=len(due), prompt_tokens=framing_tokens + text_tokens, completion_tokens=len(due) * ANSWER_TOKENS)
