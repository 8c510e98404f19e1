"""How an output folder stands: its days, what waits for a person, the last run, the month's cost, news of published papers.

Everything is read from the folder, nobody is asked and nothing is written. What is held calls for attention at any age, since a
person can end it (waive, regenerate, reject); failed and missing days do so for two weeks, as long as a run tries them again.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from digestgen.agenda import MOST_DAYS, Known, known_days, last_days
from digestgen.drafts import Drafts
from digestgen.errors import PARTIAL, DraftDamagedError
from digestgen.findings import Severity
from digestgen.imports import Imports
from digestgen.models import Draft, DraftState, ImportedBlock, Provenance, Usage
from digestgen.notices import newer_version, withdrawn
from digestgen.noun import Noun
from digestgen.reports import LastRun


class DayState(StrEnum):
    """How a day stands; the first that applies, in this order."""

    FAILED = "failed"
    """Papers that failed or were not reached have no draft yet, or a file cannot be read."""
    HELD = "held"
    """Drafts have errors that nobody has waived."""
    MISSING = "missing"
    """Over, within the last two weeks, and without an account."""
    OPEN = "open"
    """Fine so far: its list was read while it still grew, or its drafts come from no run over the day."""
    DONE = "done"


class DayStatus(Noun):
    """A day, and how many of its drafts are in which state."""

    date: dt.date
    state: DayState
    reason: str = ""
    """Why the state is not done."""
    drafts: dict[DraftState, int]


class Named(Noun):
    """A draft that somebody should look at."""

    id: str
    date: dt.date
    title: str


class Newer(Named):
    """A published paper of which arXiv has a newer version than the summary was made from."""

    made_from: int
    newest: int


class ImportedFindings(Named):
    """An imported block of which the checks say something; it is printed as it stands all the same."""

    errors: tuple[str, ...]
    """Each with its rule and field."""
    warnings: int


class Imported(Noun):
    """The blocks of an archive that was taken over."""

    days: int = 0
    blocks: int = 0
    found: tuple[ImportedFindings, ...] = ()
    """Those with findings; day by day, in page order."""
    damaged: tuple[str, ...] = ()
    """Files that cannot be read."""


class Month(Noun):
    """What the summaries made in a calendar month (UTC) took; those that were replaced are counted, failed papers are not."""

    month: str
    summaries: int = 0
    usage: Usage = Usage()
    cost_usd: Decimal = Decimal(0)
    """Of those with a known price."""
    unpriced: int = 0
    """Summaries without a known price."""


class Status(Noun):
    """How an output folder stands; days oldest first."""

    today: dt.date
    """The feed's."""
    days: tuple[DayStatus, ...] = ()
    waiting: tuple[Named, ...] = ()
    """Drafts without errors that nobody has decided on."""
    held: tuple[Named, ...] = ()
    newer_versions: tuple[Newer, ...] = ()
    withdrawn: tuple[Named, ...] = ()
    imported: Imported = Imported()
    last_run: LastRun | None = None
    month: Month

    def in_state(self, state: DayState) -> tuple[DayStatus, ...]:
        """Return the days in a state."""
        return tuple(day for day in self.days if day.state is state)

    @property
    def calls(self) -> tuple[DayStatus, ...]:
        """The days that call for attention: held ones, and failed or missing ones of the last two weeks."""
        recent = set(last_days(self.today, MOST_DAYS))
        urgent = {DayState.FAILED, DayState.MISSING}
        return tuple(day for day in self.days if day.state is DayState.HELD or (day.state in urgent and day.date in recent))

    @property
    def exit_code(self) -> int:
        """0: fine; 3: something is held, failed or missing, or the last run broke off."""
        broke_off = self.last_run is not None and self.last_run.exit_code not in {0, PARTIAL}
        return PARTIAL if self.calls or broke_off else 0


@dataclass
class _Day:
    """What the folder holds of a day."""

    drafts: list[Draft] = field(default_factory=list)
    damaged: list[DraftDamagedError] = field(default_factory=list)

    def count(self, state: DraftState) -> int:
        return sum(draft.state is state for draft in self.drafts)


def status_of(store: Drafts, today: dt.date, now: dt.datetime) -> Status:
    """Read how the folder stands on the feed's day `today`; the month is that of `now`, in UTC."""
    known = known_days(store)
    dates = sorted({*known.drafted, *known.reports, *_expected(known, today)})
    days = {date: _read_day(store, date) for date in dates}
    drafts = [draft for day in days.values() for draft in day.drafts]
    printed = [draft for draft in drafts if draft.approved]
    return Status(
        today=today,
        days=tuple(_day_status(date, day, known, today) for date, day in days.items()),
        waiting=tuple(_named(draft) for draft in drafts if draft.state is DraftState.PENDING),
        held=tuple(_named(draft) for draft in drafts if draft.state is DraftState.HELD),
        newer_versions=tuple(_newer(printed)),
        withdrawn=tuple(_named(draft) for draft in printed if withdrawn(draft.paper)),
        imported=_read_imports(Imports(store.folder)),
        last_run=_last_run(store, known),
        month=_month_of(drafts, f"{now.astimezone(dt.UTC):%Y-%m}"),
    )


def _expected(known: Known, today: dt.date) -> set[dt.date]:
    """Return the days of the last two weeks that are over and should have an account, from the first covered in its time on."""
    since = known.first_covered() or today
    return {day for day in last_days(today, MOST_DAYS) if since <= day < today}


def _read_day(store: Drafts, date: dt.date) -> _Day:
    day = _Day()
    for found in store.scan(date):
        if isinstance(found, Draft):
            day.drafts.append(found)
        else:
            day.damaged.append(found)
    return day


def _read_imports(store: Imports) -> Imported:
    blocks: list[ImportedBlock] = []
    damaged: list[str] = []
    for day in store.days():
        try:
            blocks += store.on_day(day)
        except DraftDamagedError as error:
            damaged.append(str(error))
    found = tuple(_imported_findings(block) for block in blocks if block.findings)
    return Imported(days=len({block.date for block in blocks}), blocks=len(blocks), found=found, damaged=tuple(damaged))


def _imported_findings(block: ImportedBlock) -> ImportedFindings:
    errors = [finding for finding in block.findings if finding.severity is Severity.ERROR]
    return ImportedFindings(
        id=block.slug,
        date=block.date,
        title=block.block.title or "",
        errors=tuple(f"{error.message} [{error.rule}, {error.field or 'the whole'}]" for error in errors),
        warnings=len(block.findings) - len(errors),
    )


def _day_status(date: dt.date, day: _Day, known: Known, today: dt.date) -> DayStatus:
    state, reason = _judge(date, day, known, today)
    counts = Counter(draft.state for draft in day.drafts)
    return DayStatus(date=date, state=state, reason=reason, drafts={each: counts[each] for each in DraftState})


def _judge(date: dt.date, day: _Day, known: Known, today: dt.date) -> tuple[DayState, str]:
    problems = [str(error) for error in day.damaged] + _open_failures(date, day, known)
    held = day.count(DraftState.HELD)
    report = known.reports.get(date)
    if problems:
        return DayState.FAILED, "; ".join(problems)
    if held:
        return DayState.HELD, f"{held} draft(s) have errors"
    if report is None and date in _expected(known, today):
        return DayState.MISSING, "drafts, but no account of a run" if day.drafts else "no run has covered it"
    if report is None:
        return DayState.OPEN, "no run over the day: its drafts come from elsewhere"
    if not report.list_closed:
        return DayState.OPEN, "its list was read while the feed's day still ran; the next run reads it again"
    return DayState.DONE, ""


def _open_failures(date: dt.date, day: _Day, known: Known) -> list[str]:
    """Return what the account says went wrong, but for the papers that have a draft by now."""
    if date not in known.reports:
        return []
    report = known.reports[date]
    if report is None:
        return ["its account cannot be read; the next run of the day writes it anew"]
    drafted = {draft.paper.id for draft in day.drafts}
    left = [arxiv_id for arxiv_id in report.not_reached if arxiv_id not in drafted]
    problems = [str(failure) for failure in report.failed if failure.subject not in drafted]
    return problems + ([f"{len(left)} paper(s) not reached: {report.stopped_by}"] if left else [])


def _named(draft: Draft) -> Named:
    return Named(id=draft.paper.id, date=draft.date, title=draft.paper.title)


def _newer(printed: Iterable[Draft]) -> Iterator[Newer]:
    for draft in printed:
        newest, made_from = newer_version(draft), draft.provenance.pdf_version
        if newest and made_from:
            yield Newer(**_named(draft).model_dump(), made_from=made_from, newest=newest)


def _last_run(store: Drafts, known: Known) -> LastRun | None:
    """Return the note of the last run, or what the newest account says of it where that is newer: notes do not travel by git."""
    note = store.read_last_run()
    last = max((report for report in known.reports.values() if report), key=lambda report: report.finished_at, default=None)
    if last is None or (note is not None and note.finished_at >= last.finished_at):
        return note
    return LastRun(finished_at=last.finished_at, exit_code=last.exit_code, days=(last.date,), problem=last.stopped_by)


def _month_of(drafts: Iterable[Draft], month: str) -> Month:
    made = {(draft.paper.id, *_identity(each)): each for draft in drafts for each in _all_provenance(draft)}
    mine = [each for each in made.values() if f"{each.finished_at.astimezone(dt.UTC):%Y-%m}" == month]
    return Month(
        month=month,
        summaries=len(mine),
        usage=sum((each.usage for each in mine), Usage()),
        cost_usd=sum((each.cost_usd for each in mine if each.cost_usd is not None), Decimal(0)),
        unpriced=sum(each.cost_usd is None for each in mine),
    )


def _all_provenance(draft: Draft) -> Iterator[Provenance]:
    yield draft.provenance
    yield from (version.provenance for version in draft.history)


def _identity(made: Provenance) -> tuple[str, dt.datetime, dt.datetime]:
    """Tell one answer from another: versions of a draft, and its copies on other days, share theirs."""
    return made.key, made.started_at, made.finished_at
