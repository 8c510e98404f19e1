"""Which days a run covers, and the run over them.

    last N days (3), and every day of the last 14 that is not done
    none before the first day that a run has covered in its time
    where there is none: the newest day that has a list, or the last N days where N is given

The newest day comes first, so that a run that has to stop has made what is read today. A day is done when its list was read after
the feed's day was over, every paper was reached, and none failed for a reason that passes (`reports.DayReport.done`).
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from digestgen.drafts import Drafts
from digestgen.errors import DigestgenError, InterruptedRunError, StorageError, UpstreamError
from digestgen.models import Listing
from digestgen.reports import DayReport, MissedDay, RunReport, worst_exit_code
from digestgen.sources.huggingface import MOST_DAYS_AHEAD

LAST_DAYS = 3
"""Late papers and most of the votes come within two days of the list."""
MOST_DAYS = 14
"""What was left undone longer ago is not news any more; `--date` still takes it."""

Fetch = Callable[[dt.date], Awaitable[Listing]]
Cover = Callable[[Listing, dt.date], Awaitable[DayReport]]


@dataclass(frozen=True)
class Known:
    """What an output folder knows of its days."""

    reports: Mapping[dt.date, DayReport | None] = field(default_factory=dict)
    """The stored accounts; None for one that cannot be read."""
    drafted: frozenset[dt.date] = frozenset()
    """Days with drafts."""

    def first_covered(self) -> dt.date | None:
        """Return the first day that a run covered in its time; None where there is none.

        A day of long ago that was taken by its date is no promise to cover all days since.
        """
        return min((day for day, report in self.reports.items() if report is None or _in_its_time(report)), default=None)

    def since(self, today: dt.date) -> dt.date | None:
        """Return the first day that a run without a date may cover; None for a folder that is new to such runs.

        Drafts without an account count only where they are of the last days: a first run that was killed leaves some, but so do
        trending papers of long ago.
        """
        recent = {day for day in self.drafted if dt.timedelta(0) <= today - day < dt.timedelta(LAST_DAYS)}
        first = self.first_covered()
        return min({*recent, *([first] if first else [])}, default=None)

    def is_done(self, day: dt.date) -> bool:
        """Tell whether the day needs no further run."""
        report = self.reports.get(day)
        return report is not None and report.done


def _in_its_time(report: DayReport) -> bool:
    return report.started_at.date() - report.date <= dt.timedelta(MOST_DAYS)


def known_days(drafts: Drafts) -> Known:
    """Read what the folder knows."""
    return Known({day: _report_or_none(drafts, day) for day in drafts.report_days()}, frozenset(drafts.days()))


def _report_or_none(drafts: Drafts, day: dt.date) -> DayReport | None:
    try:
        return drafts.read_report(day)
    except StorageError:
        return None


def last_days(today: dt.date, count: int) -> list[dt.date]:
    """Return the last `count` days, today first."""
    return [today - dt.timedelta(back) for back in range(count)]


def due_days(known: Known, today: dt.date, days: int | None = None) -> list[dt.date]:
    """Return the days to cover, newest first; empty where the folder is new and `days` is not given: see `newest_day`."""
    since = known.since(today)
    if since is None or since > today:
        return last_days(today, min(days, MOST_DAYS)) if days else []
    always = set(last_days(today, days or LAST_DAYS))
    return [day for day in last_days(today, MOST_DAYS) if day >= since and (day in always or not known.is_done(day))]


async def newest_day(today: dt.date, fetch: Fetch) -> dt.date:
    """Return the newest day that has a list, today where none of the last days has; raises UpstreamError."""
    for day in last_days(today, MOST_DAYS_AHEAD.days + 1):
        listing = await fetch(day)
        if listing.papers or listing.unreadable:
            return day
    return today


def remembering(fetch: Fetch) -> Fetch:
    """Return `fetch` with a memory: a day that was looked at is not asked for again."""
    seen: dict[dt.date, Listing] = {}

    async def fetch_once(day: dt.date) -> Listing:
        if day not in seen:
            seen[day] = await fetch(day)
        return seen[day]

    return fetch_once


async def cover_days(days: Sequence[dt.date], fetch: Fetch, cover: Cover) -> RunReport:
    """Cover the days one after the other, in the order given, and account for each.

    What would meet every day (a stopped day, a feed that is down, Ctrl-C) ends the run; a list that the feed refuses ends its
    day. Raises what went wrong where not one day has an account.
    """
    reports: list[DayReport] = []
    missed: list[MissedDay] = []
    errors: list[DigestgenError] = []
    for place, day in enumerate(days):
        try:
            reports.append(await cover(await fetch(day), day))
            stopped = reports[-1].stopped_by
        except UpstreamError as error:
            errors.append(error)
            missed.append(MissedDay(date=day, reason=str(error)))
            stopped = str(error) if error.retryable else ""
        except asyncio.CancelledError:
            errors.append(_interrupted())
            missed.append(MissedDay(date=day, reason=str(errors[-1])))
            stopped = str(errors[-1])
        if stopped:
            missed += [MissedDay(date=left, reason="the run had to stop before it") for left in days[place + 1 :]]
            break
    if errors and not reports:
        raise errors[0]
    codes = [*(report.exit_code for report in reports), *(error.exit_code for error in errors)]
    return RunReport(days=_oldest_first(reports), missed=tuple(missed), exit_code=worst_exit_code(codes))


def _interrupted() -> InterruptedRunError:
    """Take the cancellation for answered: the account is what is left to do."""
    if task := asyncio.current_task():
        task.uncancel()
    return InterruptedRunError("run", "interrupted", "what is finished is kept")


def _oldest_first(reports: Iterable[DayReport]) -> tuple[DayReport, ...]:
    return tuple(sorted(reports, key=lambda report: report.date))
