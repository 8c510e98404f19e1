"""The account of a run as a noun: fetched = drafted + unchanged + held + failed + not reached, or it does not exist."""

import datetime as dt
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from digestgen.models import Failure, Usage
from digestgen.noun import Noun


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
