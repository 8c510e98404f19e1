"""`digestgen prompt`: the exact request that would be sent for a paper."""

import contextlib
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options

if TYPE_CHECKING:
    import datetime as dt

    from digestgen.cli.wiring import Doors
    from digestgen.config import Settings
    from digestgen.models import Paper


@click.command()
@click.argument("arxiv_id", metavar="ID")
@options.date
@options.prompts_dir
@options.cache_dir
def prompt(arxiv_id: str, day: str, **overrides: Any) -> None:  # noqa: ANN401 - the settings options
    """Print the request that would be sent for a listed paper, as JSON: messages and schema.

    The paper is looked up in the listing of the day, and its PDF fetched; the model is not asked, nothing is stored but the
    PDF in the cache.
    """
    import asyncio
    import json

    from digestgen.config import load_settings

    request = asyncio.run(_request(load_settings(overrides), arxiv_id, day))
    click.echo(json.dumps(request, ensure_ascii=False, indent=2))


async def _request(settings: "Settings", arxiv_id: str, day: str) -> dict[str, Any]:
    from digestgen.cli.days import day_or_usage_error
    from digestgen.cli.wiring import open_doors, pdf_fetcher, text_extractor
    from digestgen.pipeline import read_paper
    from digestgen.prompts import Prompts
    from digestgen.summarize import compose
    from digestgen.wire import SCHEMA

    chosen = day_or_usage_error(day)
    async with open_doors(settings) as doors:
        paper = await listed_paper(settings, doors, arxiv_id, chosen)
        reading = await read_paper(paper, pdf_fetcher(settings, doors), text_extractor(settings))
    prompts = Prompts(settings.prompts_dir)
    composed = compose(paper, reading.text, reading.reason, prompts=prompts, max_input_tokens=settings.max_input_tokens)
    return {
        "messages": [{"role": message.role, "content": message.content} for message in composed.messages],
        "schema": SCHEMA.json_schema,
    }


async def listed_paper(settings: "Settings", doors: "Doors", arxiv_id: str, day: "dt.date") -> "Paper":
    """Return the paper as the listing of the day has it, completed by arXiv where that answers, as in a run.

    Raises UpstreamError; UsageError where the day does not list it.
    """
    from digestgen.cli.wiring import metadata_finder, utc_now
    from digestgen.day import complete
    from digestgen.errors import UpstreamError, UsageError
    from digestgen.sources import huggingface

    listing = await huggingface.daily(doors.get, settings.hf_url, day, now=utc_now())
    for paper in listing.papers:
        if paper.id == arxiv_id:
            with contextlib.suppress(UpstreamError):  # optional
                return complete(paper, (await metadata_finder(settings, doors)([paper.id])).get(paper.id))
            return paper
    raise UsageError(arxiv_id, f"is not in the listing of {day}", "see `digestgen run --dry-run --date …`")
