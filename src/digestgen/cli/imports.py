"""`digestgen import`: an existing archive, taken over block by block."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options
from digestgen.cli.pages import read_text
from digestgen.errors import PARTIAL

if TYPE_CHECKING:
    import datetime as dt

    from digestgen.config import Settings
    from digestgen.importing import Taken


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--date", "day", metavar="D", help="Day of the blocks that carry no date, YYYY-MM-DD.")
@click.option("--replace", is_flag=True, help="Take the new words of a block that is stored with others.")
@options.output_dir
@options.prompts_dir
@options.as_json
def import_pages(files: tuple[Path, ...], day: str | None, replace: bool, as_json: bool, **overrides: Any) -> None:  # noqa: ANN401 - the settings options
    """Take the blocks of existing digest pages over as published, each FILE in its order.

    `digestgen publish` renders them unchanged, before the approved drafts of the day. A block is matched by its title with the
    listing of its day, where Hugging Face answers; otherwise it is kept under its title. What has no place in a block is told
    with its line, and kept. What the checks find is stored; nothing follows from it. Importing twice is the same as once. The
    exit code is 3 where a block or file was refused.
    """
    import asyncio

    from digestgen.cli.days import day_or_usage_error
    from digestgen.config import load_settings
    from digestgen.importing import Fate

    settings = load_settings(overrides)
    texts = {str(file): read_text(file) for file in files}
    taken, warnings = asyncio.run(_import(settings, texts, day_or_usage_error(day) if day else None, replace=replace))
    for warning in warnings:
        click.echo(f"digestgen: {warning}", err=True)
    if as_json:
        click.echo(json.dumps([_as_row(each) for each in taken], ensure_ascii=False, indent=2))
    else:
        _print(taken)
    click.get_current_context().exit(PARTIAL if any(each.fate is Fate.REFUSED for each in taken) else 0)


async def _import(
    settings: "Settings", texts: dict[str, str], day: "dt.date | None", *, replace: bool
) -> "tuple[list[Taken], list[str]]":
    from digestgen.cli.wiring import open_doors, surroundings_of, utc_now
    from digestgen.drafts import Drafts
    from digestgen.importing import Importer
    from digestgen.imports import Imports
    from digestgen.models import Listing
    from digestgen.prompts import Prompts
    from digestgen.sources import huggingface

    now = utc_now()
    around = surroundings_of(settings, Prompts(settings.prompts_dir))
    async with open_doors(settings) as doors:

        async def find_listing(wanted: "dt.date") -> Listing:
            return await huggingface.daily(doors.get, settings.hf_url, wanted, now=utc_now())

        importer = Importer(Imports(settings.output_dir), find_listing, now, day, replace, around)
        with Drafts(settings.output_dir).locked(now):
            taken = [each for name, text in texts.items() for each in await importer.take(text, name)]
    return taken, importer.warnings


def _print(taken: "list[Taken]") -> None:
    from collections import Counter

    for each in taken:
        where = f"{each.file}:{each.line}"
        if each.block:
            errors = sum(finding.severity.value == "error" for finding in each.block.findings)
            aside = f"; the checks find {errors} error(s)" if errors else ""
            click.echo(f"{where}: {each.fate}: {each.block.date}/{each.block.slug}{aside}")
        else:
            click.echo(f"{where}: {each.fate}: {each.reason}", err=True)
        for unplaced in each.unplaced:
            click.echo(f"{each.file}:{unplaced.line}: has no place in a block, kept as it stands: {_first_line(unplaced.text)}")
    counts = Counter(each.fate.value for each in taken)
    click.echo(", ".join(f"{count} {fate}" for fate, count in counts.items()))
    days = sorted({each.block.date for each in taken if each.block})
    if days:
        click.echo(f"render them with `digestgen publish --date {days[0]}`" + (f" … {days[-1]}" if len(days) > 1 else ""))


def _first_line(text: str, most: int = 60) -> str:
    first = text.strip().partition("\n")[0]
    return first if len(first) <= most else f"{first[: most - 1]}…"


def _as_row(each: "Taken") -> dict[str, Any]:
    block = each.block
    return {
        "file": each.file,
        "line": each.line,
        "fate": each.fate.value,
        "reason": each.reason,
        "date": block.date.isoformat() if block else None,
        "slug": block.slug if block else None,
        "arxiv_id": block.paper.id if block and block.paper else None,
        "findings": [finding.model_dump(mode="json") for finding in block.findings] if block else [],
        "unplaced": [unplaced.model_dump(mode="json") for unplaced in each.unplaced],
    }
