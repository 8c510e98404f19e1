"""The account of a run as a noun: fetched = drafted + unchanged + held + failed + not reached, or it does not exist.

A run has one account a day, their sum, and one exit code: the worst of them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from digestgen.errors import DigestgenError
from digestgen.models import Failure, Usage
from digestgen.noun import Noun

WORST_FIRST = (4, 5, 1, 3, 0)
"""Exit codes of a run over several days: the first of these that a day ended with is the run's."""


def worst_exit_code(codes: Iterable[int]) -> int:
    """Return the worst of the exit codes: 4 before 5, 1, 3 and 0, any other before these; 0 where there is none."""
    return min(codes, key=lambda code: WORST_FIRST.index(code) if code in WORST_FIRST else -1, default=0)


def _passing(kind: type[DigestgenError]) -> Iterator[str]:
    """Yield the names of all errors below `kind` that can be gone a little later."""
    if kind.retryable:
        yield kind.__name__
    for below in kind.__subclasses__():
        yield from _passing(below)


PASSING = frozenset(_passing(DigestgenError))
"""Kinds of failure that a later run may well not meet: a server that was down, a rate limit, a broken answer."""


class HeldPaper(Noun):
    """A paper whose summary the checks do not vouch for; a person decides."""

    id: str
    title: str
    reasons: tuple[str, ...]
    """The errors that nobody has waived, each with its rule and field."""

    def __str__(self) -> str:
        return f"{self.id} held: {'; '.join(self.reasons)}"


class DayReport(Noun):
    """The account of a run: fetched = drafted + unchanged + held + failed."""

    date: dt.date
    """The day of the listing; of a trending run, the feed's today."""
    listed: int
    """Everything that the feed listed, read or not."""
    set_aside: int = 0
    """Left out on request (`--limit`, `--min-upvotes`)."""
    drafted: tuple[str, ...] = ()
    """Made by this run, without errors."""
    held: tuple[HeldPaper, ...] = ()
    """Drafts with errors, made by this run or one before; never published as they are."""
    abstract_only: tuple[str, ...] = ()
    """Those of the drafts for which the abstract had to serve; the next run tries their PDFs again."""
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    not_reached: tuple[str, ...] = ()
    """Left for the next run because this one had to stop; `stopped_by` says why."""
    stopped_by: str = ""
    exit_code: int = 0
    """What the command line answers."""
    usage: Usage = Usage()
    cost_usd: Decimal | None = Decimal(0)
    """None as soon as one call has no known price."""
    started_at: dt.datetime
    finished_at: dt.datetime
    list_closed: bool = False
    """Whether the feed's day was over when its list was read; before that, the list still grows."""

    @property
    def complete(self) -> bool:
        """Whether every paper was reached, and none failed for a reason that passes."""
        return not self.not_reached and not any(failure.kind in PASSING for failure in self.failed)

    @property
    def done(self) -> bool:
        """Whether the day needs no further run: its list was whole, and so is the account."""
        return self.list_closed and self.complete

    def says_the_same_as(self, other: "DayReport") -> bool:
        """Tell whether the two accounts differ in nothing but their times."""
        return self.model_copy(update={"started_at": other.started_at, "finished_at": other.finished_at}) == other

    @property
    def fetched(self) -> int:
        """Papers that this run had to account for."""
        return self.listed - self.set_aside

    @model_validator(mode="after")
    def _check_account(self) -> Self:
        accounted = sum(map(len, (self.drafted, self.unchanged, self.held, self.failed, self.not_reached)))
        if accounted != self.fetched:
            raise ValueError(f"{self.fetched} papers fetched but {accounted} accounted for")
        return self


class MissedDay(Noun):
    """A day that the run meant to cover and did not; the next run tries it again."""

    date: dt.date
    reason: str

    def __str__(self) -> str:
        return f"{self.date} not covered: {self.reason}"


class RunReport(Noun):
    """The account of a run over one day or several: oldest first, and what they come to together."""

    days: tuple[DayReport, ...]
    missed: tuple[MissedDay, ...] = ()
    exit_code: int = 0
    """The worst of the days', by `WORST_FIRST`."""

    @property
    def usage(self) -> Usage:
        """Tokens of all days."""
        return sum((day.usage for day in self.days), Usage())

    @property
    def cost_usd(self) -> Decimal | None:
        """Cost of all days; None as soon as one call has no known price."""
        costs = [day.cost_usd for day in self.days]
        return None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))


class LastRun(Noun):
    """How the last run on a folder ended, kept in `reports/last_run.json`."""

    finished_at: dt.datetime
    exit_code: int
    days: tuple[dt.date, ...] = ()
    """The days that it has accounts of."""
    problem: str = ""
    """What ended it, where something did."""
    looked_for_updates_on: dt.date | None = None
    """When arXiv was last asked for new versions of what is published."""
