"""A run, put together: lock, agenda, listings, drafts, accounts, news of published papers, and the note of how it ended."""

import asyncio
import contextlib
import datetime as dt
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace

import click

from digestgen import agenda
from digestgen.cli.days import Clock
from digestgen.cli.progress import Display
from digestgen.cli.wiring import Doors, open_doors, open_workshop, user_agent, utc_now
from digestgen.config import Settings
from digestgen.day import Selection, draft_day
from digestgen.drafts import Drafts
from digestgen.errors import PARTIAL, DigestgenError, LockHeldError, StorageError
from digestgen.heartbeat import beat
from digestgen.models import Draft, Listing
from digestgen.pipeline import Workshop
from digestgen.reports import DayReport, LastRun, RunReport
from digestgen.sources import huggingface
from digestgen.updates import look_for_updates


@dataclass(frozen=True)
class Wish:
    """Which days a run was asked for: one by its date, what is trending, or neither: then the agenda says which."""

    day: dt.date | None = None
    days: int | None = None
    trending: bool = False


@dataclass(frozen=True)
class Ran:
    """What a run came to, and the published papers of which arXiv had news."""

    report: RunReport
    news: tuple[Draft, ...] = ()
    looked_on: dt.date | None = None
    """When arXiv was last asked for that news."""


def fetching(settings: Settings, doors: Doors, wish: Wish, now: Clock) -> agenda.Fetch:
    """Return the call that brings a day's listing, the trending list where that is wished for; none is asked for twice."""

    async def fetch(day: dt.date) -> Listing:
        if wish.trending:
            return await huggingface.trending(doors.get, settings.hf_url, now=now())
        return await huggingface.daily(doors.get, settings.hf_url, day, now=now())

    return agenda.remembering(fetch)


async def days_to_cover(drafts: Drafts, wish: Wish, fetch: agenda.Fetch, now: Clock) -> list[dt.date]:
    """Return the days that the wish comes to, newest first."""
    today = huggingface.feed_today(now())
    if wish.day or wish.trending:
        return [wish.day or today]
    return agenda.due_days(agenda.known_days(drafts), today, wish.days) or [await agenda.newest_day(today, fetch)]


async def run_days(settings: Settings, wish: Wish, selection: Selection, display: Display, now: Clock = utc_now) -> Ran:
    """Lock, fetch, draft, and keep the accounts; key and model are asked for before the first request."""
    _stop_on_sigterm()
    drafts = Drafts(settings.output_dir)
    async with open_doors(settings) as doors, open_workshop(settings, doors, observe=display.note) as opened:
        shop = replace(opened, now=now)
        with drafts.locked(now()):
            fetch = fetching(settings, doors, wish, now)

            async def cover(listing: Listing, day: dt.date) -> DayReport:
                display.start(day, selection.take(listing.papers))
                report = await draft_day(listing, day, shop, selection)
                return report if wish.trending else _keep_report(drafts, report)

            report = await agenda.cover_days(await days_to_cover(drafts, wish, fetch, now), fetch, cover)
            is_whole = not report.missed and not any(day.stopped_by for day in report.days)
            if is_whole and not wish.day and not wish.trending:
                return Ran(report, *await _look_for_updates(shop, now))
    return Ran(report)


async def run_day(settings: Settings, day: dt.date, selection: Selection, display: Display) -> DayReport:
    """Run one day, and return its account."""
    return (await run_days(settings, Wish(day), selection, display)).report.days[0]


def _stop_on_sigterm() -> None:
    """Take SIGTERM as Ctrl-C is taken: stop, keep what is finished, tell what is left. Not on systems without that signal."""
    if task := asyncio.current_task():
        with contextlib.suppress(NotImplementedError, RuntimeError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _keep_report(drafts: Drafts, report: DayReport) -> DayReport:
    """Store the account; where the disk does not take it, it is still printed, and the exit code tells."""
    try:
        drafts.write_report(report)
    except StorageError as error:
        click.echo(f"digestgen: {error}", err=True)
        return report.model_copy(update={"exit_code": report.exit_code or error.exit_code})
    return report


async def _look_for_updates(shop: Workshop, now: Clock) -> tuple[tuple[Draft, ...], dt.date | None]:
    """Ask arXiv for news of what is published, once a day; returns the drafts that changed, and the day if it was asked."""
    today, last = now().date(), shop.drafts.read_last_run()
    if last and last.looked_for_updates_on == today:
        return (), None
    news = await look_for_updates(shop.drafts, shop.find_metadata, huggingface.feed_today(now()))
    return ((), None) if news is None else (news, today)


@contextlib.contextmanager
def failures_noted(settings: Settings, now: Clock) -> Iterator[None]:
    """Note for `digestgen status` what ended a run; not where another run works on the folder, whose note it would be."""
    try:
        yield
    except LockHeldError:
        raise
    except DigestgenError as error:
        note_end(settings, now(), error.exit_code, problem=str(error))
        raise


def note_end(settings: Settings, at: dt.datetime, exit_code: int, *, ran: Ran | None = None, problem: str = "") -> None:
    """Note for `digestgen status` how a run ended; a disk that does not take the note changes nothing."""
    drafts = Drafts(settings.output_dir)
    last = drafts.read_last_run()
    note = LastRun(
        finished_at=at,
        exit_code=exit_code,
        days=tuple(day.date for day in ran.report.days) if ran else (),
        problem=problem or (_what_stopped(ran.report) if ran else ""),
        looked_for_updates_on=(ran and ran.looked_on) or (last and last.looked_for_updates_on),
    )
    with contextlib.suppress(StorageError):
        drafts.write_last_run(note)


def _what_stopped(report: RunReport) -> str:
    reasons = [*(day.stopped_by for day in report.days), *(missed.reason for missed in report.missed)]
    return next(filter(None, reasons), "")


def tell_monitor(settings: Settings, exit_code: int) -> None:
    """Give the sign of life after a run that ended with 0 or 3; a monitor that does not answer is a warning, no more."""
    if settings.heartbeat_url and exit_code in {0, PARTIAL}:
        problem = beat(settings.heartbeat_url, user_agent=user_agent(settings))
        if problem:
            click.echo(f"digestgen: the heartbeat was not taken: {problem}", err=True)
