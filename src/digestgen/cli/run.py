"""`digestgen run`: the listings of the days that are due, to their drafts."""

from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import notify as messages
from digestgen.cli import options
from digestgen.errors import PARTIAL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from digestgen.cli.days import Clock
    from digestgen.cli.running import Ran, Wish
    from digestgen.config import Settings
    from digestgen.day import Selection
    from digestgen.reports import RunReport


@click.command()
@click.option("--date", "day", metavar="D", help="Only this day's listing, YYYY-MM-DD.")
@click.option("--days", type=click.IntRange(min=1, max=14), help="Cover so many last days in any case.  [default: 3]")
@click.option("--trending", is_flag=True, help="Take the feed's trending papers; each is kept under the day that listed it.")
@click.option("--limit", type=click.IntRange(min=1), help="Take so many papers of a day at most, most upvotes first.")
@click.option("--min-upvotes", type=click.IntRange(min=0), default=0, help="Leave papers with fewer upvotes out.")
@click.option("--dry-run", is_flag=True, help="Only say what would be fetched and about what it would cost.")
@click.option("--publish", "publish_too", is_flag=True, help="Afterwards approve what has no errors, write pages and site.")
@messages.option
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
    days: int | None,
    trending: bool,
    limit: int | None,
    min_upvotes: int,
    dry_run: bool,
    publish_too: bool,
    notify: bool,
    log_format: str,
    as_json: bool,
    **overrides: Any,  # noqa: ANN401 - the settings options
) -> None:
    """Fetch the listings that are due, summarize each paper, and keep every summary as a draft for review.

    Without --date it covers the last three days, for late papers and votes, and of the last 14 those that are not done: whose
    list was read while the feed's day still ran, or where a paper was not reached or failed for a reason that passes. It goes
    back no further than the first day that a run has covered in its time; in a new folder it takes the newest day that has a
    list, and with --days so many.

    The model is asked only for what is missing; upvotes are brought up to date. Once a day arXiv is asked for new versions and
    withdrawals of what was published in the last 30 days. The feed's day is New York's calendar and rolls over at 21:30 there.
    A day without papers (weekend, holiday) is no error.

    The exit code is the worst of the days': 4 before 5, 1, 3 and 0. With --json, one day is printed as its account, several as
    an object with `days`.
    """
    import asyncio

    from digestgen.cli.days import clock
    from digestgen.cli.progress import open_display
    from digestgen.cli.running import failures_noted, note_end, run_days, tell_monitor
    from digestgen.config import load_settings
    from digestgen.day import Selection

    if notify and not publish_too:
        raise click.UsageError("--notify is said with --publish")
    settings, now = load_settings(overrides), clock()
    wish, selection = _read_wish(day, days, trending=trending), Selection(limit, min_upvotes)
    if notify:
        messages.check(settings)
    if dry_run:
        asyncio.run(_print_forecast(settings, wish, selection, now, as_json=as_json))
        return
    with failures_noted(settings, now):
        with open_display(log_format) as display:
            ran = asyncio.run(run_days(settings, wish, selection, display, now))
        _print_reports(ran, as_json=as_json)
        exit_code = _publish(settings, ran, notify=notify) if publish_too else ran.report.exit_code
    note_end(settings, now(), exit_code, ran=ran)
    tell_monitor(settings, exit_code)
    click.get_current_context().exit(exit_code)


def _read_wish(day: str | None, days: int | None, *, trending: bool) -> "Wish":
    from digestgen.cli.days import day_or_usage_error
    from digestgen.cli.running import Wish

    if day and trending:
        raise click.UsageError("--trending has no day: leave --date out")
    if days and (day or trending):
        raise click.UsageError("--days counts back from the feed's today: leave --date and --trending out")
    return Wish(day_or_usage_error(day) if day else None, days, trending)


def _publish(settings: "Settings", ran: "Ran", *, notify: bool) -> int:
    """Publish every day that was covered; of other days with news what is approved already. Returns the run's exit code.

    Where asked for, what is due is sent afterwards, once for all days.
    """
    from digestgen.cli.pages import describe_published, publish_checked
    from digestgen.cli.publishing import describe_edition, finish_publishing
    from digestgen.errors import DraftDamagedError
    from digestgen.reports import worst_exit_code

    covered = [report.date for report in ran.report.days]
    codes = [ran.report.exit_code]
    for day in sorted({*covered, *(draft.date for draft in ran.news)}):
        if len(covered) > 1 and not _has_drafts(settings, day):
            continue
        try:
            done = publish_checked(settings, day, unattended=day in covered)
        except DraftDamagedError as error:  # costs its day, not the days after it
            click.echo(f"digestgen: {error}", err=True)
            codes.append(error.exit_code)
            continue
        codes.append(PARTIAL if done.held and day in covered else 0)
        for line in describe_published(done):
            click.echo(line, err=True)
    for line in describe_edition(finish_publishing(settings)):
        click.echo(line, err=True)
    if notify:
        sent = messages.notify(settings, max(covered))
        codes.append(messages.exit_code_of(sent))
        click.echo("\n".join(messages.describe_deliveries(sent)), err=True)
    return worst_exit_code(codes)


def _has_drafts(settings: "Settings", day: "dt.date") -> bool:
    from digestgen.drafts import Drafts

    return any(True for _ in Drafts(settings.output_dir).scan(day))


def _print_reports(ran: "Ran", *, as_json: bool) -> None:
    from digestgen.cli.account import run_lines
    from digestgen.updates import describe_update

    if as_json:
        click.echo(_as_json(ran.report))
    else:
        _print_lines(run_lines(ran.report))
    for line in filter(None, map(describe_update, ran.news)):
        click.echo(line, err=True)


def _as_json(report: "RunReport") -> str:
    """Return one day as its account, as ever; several, or days that were missed, in one object."""
    import json

    if len(report.days) == 1 and not report.missed:
        return report.days[0].model_dump_json(indent=2)
    cost = None if report.cost_usd is None else str(report.cost_usd)
    whole = report.model_dump(mode="json") | {"usage": report.usage.model_dump(), "cost_usd": cost}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _print_lines(lines: "Iterable[str]") -> None:
    for line in lines:
        click.echo(line)


async def _print_forecast(settings: "Settings", wish: "Wish", selection: "Selection", now: "Clock", *, as_json: bool) -> None:
    from digestgen.cli.forecast import forecast, print_forecasts
    from digestgen.cli.running import days_to_cover, fetching
    from digestgen.cli.wiring import open_doors
    from digestgen.drafts import Drafts

    settings.require_model()  # before anything is asked
    async with open_doors(settings) as doors:
        fetch = fetching(settings, doors, wish, now)
        days = sorted(await days_to_cover(Drafts(settings.output_dir), wish, fetch, now))
        expected = [forecast(await fetch(day), day, settings, selection) for day in days]
    print_forecasts(expected, as_json=as_json)
