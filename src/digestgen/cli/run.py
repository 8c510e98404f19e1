"""`digestgen run`: a day's listing to its drafts."""

import contextlib
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options
from digestgen.errors import PARTIAL

if TYPE_CHECKING:
    import datetime as dt

    from digestgen.cli.progress import Display
    from digestgen.cli.wiring import Doors
    from digestgen.config import Settings
    from digestgen.day import Selection
    from digestgen.drafts import Drafts
    from digestgen.models import Listing
    from digestgen.reports import DayReport


@click.command()
@click.option("--date", "day", metavar="D", help="Day of the listing, YYYY-MM-DD.  [default: the feed's today]")
@click.option("--trending", is_flag=True, help="Take the feed's trending papers; each is kept under the day that listed it.")
@click.option("--limit", type=click.IntRange(min=1), help="Take so many papers at most, most upvotes first.")
@click.option("--min-upvotes", type=click.IntRange(min=0), default=0, help="Leave papers with fewer upvotes out.")
@click.option("--dry-run", is_flag=True, help="Only say what would be fetched and about what it would cost.")
@click.option(
    "--publish", "publish_too", is_flag=True, help="Afterwards approve what has no errors, write the page, and build the site."
)
@click.option(
    "--log-format",
    type=click.Choice(["auto", "plain", "json"]),
    default="auto",
    help="Progress on standard error: live on a terminal, else plain lines; or JSON lines.",
)
@options.model_options
@options.as_json
def run(
    day: str | None,
    trending: bool,
    limit: int | None,
    min_upvotes: int,
    dry_run: bool,
    publish_too: bool,
    log_format: str,
    as_json: bool,
    **overrides: Any,  # noqa: ANN401 - the settings options
) -> None:
    """Fetch a day's listing, summarize each paper, and keep every summary as a draft for review.

    A second run of the same day asks the model only for what is missing, and updates the upvotes. The feed's day is New
    York's calendar and rolls over at 21:30 there; without --date it is the feed's today. A day without papers (weekend,
    holiday) is no error.
    """
    import asyncio

    from digestgen.cli.pages import describe_published, publish_checked
    from digestgen.cli.progress import open_display
    from digestgen.cli.publishing import describe_edition, finish_publishing
    from digestgen.config import load_settings
    from digestgen.day import Selection

    settings = load_settings(overrides)
    chosen = _choose_day(day, trending=trending)
    selection = Selection(limit, min_upvotes)
    if dry_run:
        asyncio.run(_print_forecast(settings, chosen, selection, trending=trending, as_json=as_json))
        return
    with open_display(log_format) as display:
        report = asyncio.run(run_day(settings, chosen, selection, display, trending=trending))
    _print_report(report, as_json=as_json)
    held = False
    if publish_too:
        done = publish_checked(settings, chosen, unattended=True)
        held = bool(done.held)
        for line in [*describe_published(done), *describe_edition(finish_publishing(settings))]:
            click.echo(line, err=True)
    click.get_current_context().exit(report.exit_code or (PARTIAL if held else 0))


def _choose_day(day: str | None, *, trending: bool) -> "dt.date":
    from digestgen.cli.days import day_or_usage_error
    from digestgen.cli.wiring import utc_now
    from digestgen.sources.huggingface import feed_today

    if day and trending:
        raise click.UsageError("--trending has no day: leave --date out")
    return day_or_usage_error(day) if day else feed_today(utc_now())


async def _fetch_listing(settings: "Settings", doors: "Doors", day: "dt.date", *, trending: bool) -> "Listing":
    from digestgen.cli.wiring import utc_now
    from digestgen.sources import huggingface

    if trending:
        return await huggingface.trending(doors.get, settings.hf_url, now=utc_now())
    return await huggingface.daily(doors.get, settings.hf_url, day, now=utc_now())


async def run_day(
    settings: "Settings", day: "dt.date", selection: "Selection", display: "Display", *, trending: bool
) -> "DayReport":
    """Lock, fetch, draft, and keep the account; key and model are asked for before the first request."""
    from digestgen.cli.wiring import open_doors, open_workshop, utc_now
    from digestgen.day import draft_day
    from digestgen.drafts import Drafts

    _stop_on_sigterm()
    drafts = Drafts(settings.output_dir)
    async with open_doors(settings) as doors, open_workshop(settings, doors, observe=display.note) as shop:
        with drafts.locked(utc_now()):
            listing = await _fetch_listing(settings, doors, day, trending=trending)
            display.start(day, selection.take(listing.papers))
            report = await draft_day(listing, day, shop, selection)
            return report if trending else _keep_report(drafts, report)


def _stop_on_sigterm() -> None:
    """Take SIGTERM as Ctrl-C is taken: stop, keep what is finished, tell what is left. Not on systems without that signal."""
    import asyncio
    import signal

    if task := asyncio.current_task():
        with contextlib.suppress(NotImplementedError, RuntimeError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _keep_report(drafts: "Drafts", report: "DayReport") -> "DayReport":
    """Store the account; where the disk does not take it, it is still printed, and the exit code tells."""
    from digestgen.errors import StorageError

    try:
        drafts.write_report(report)
    except StorageError as error:
        click.echo(f"digestgen: {error}", err=True)
        return report.model_copy(update={"exit_code": report.exit_code or error.exit_code})
    return report


def _print_report(report: "DayReport", *, as_json: bool) -> None:
    from digestgen.cli.account import account_lines

    if as_json:
        click.echo(report.model_dump_json(indent=2))
        return
    for line in account_lines(report):
        click.echo(line)


async def _print_forecast(settings: "Settings", day: "dt.date", selection: "Selection", *, trending: bool, as_json: bool) -> None:
    from digestgen.cli.forecast import forecast
    from digestgen.cli.wiring import open_doors

    settings.require_model()  # before anything is asked
    async with open_doors(settings) as doors:
        listing = await _fetch_listing(settings, doors, day, trending=trending)
    expected = forecast(listing, day, settings, selection)
    click.echo(expected.as_json() if as_json else expected.as_text())
