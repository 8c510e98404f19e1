"""What a run comes to, added up as it happens: every paper in exactly one column, every token and dollar counted."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

from digestgen.errors import PARTIAL, DigestgenError
from digestgen.llm.protocol import charged
from digestgen.models import Draft, DraftState, Failure, Listing, Paper, Stage, TextSource, Usage
from digestgen.reports import DayReport, HeldPaper
from digestgen.sources.huggingface import feed_today

MOST_RAW_REPLY = 20_000
"""Characters of a failed paper's last reply that the report keeps."""


class Tally:
    """The columns of the account, for the papers that a run takes from a listing."""

    def __init__(self, listing: Listing, papers: Sequence[Paper], price: Callable[[Usage], Decimal | None]) -> None:
        """Start with nothing but the rows of the listing that could not be read."""
        self.listing, self.papers, self._price = listing, papers, price
        self.drafted: list[str] = []
        self.unchanged: list[str] = []
        self.abstract_only: list[str] = []
        self.held: list[HeldPaper] = []
        self.failed: list[Failure] = []
        self.usage = Usage()
        self.cost_usd: Decimal | None = Decimal(0)

    def add_drafted(self, draft: Draft) -> None:
        """Enter a draft that was made."""
        self._enter(self.drafted, draft)

    def add_unchanged(self, draft: Draft) -> None:
        """Enter a draft that stands."""
        self._enter(self.unchanged, draft)

    def _enter(self, column: list[str], draft: Draft) -> None:
        if draft.state is DraftState.HELD:
            reasons = tuple(f"{error.message} [{error.rule}, {error.field or 'the whole'}]" for error in draft.errors)
            self.held.append(HeldPaper(id=draft.paper.id, title=draft.paper.title, reasons=reasons))
        else:
            column.append(draft.paper.id)
        if draft.text.source is TextSource.ABSTRACT_ONLY:
            self.abstract_only.append(draft.paper.id)

    def add_failed(self, paper: Paper, stage: Stage, error: DigestgenError) -> None:
        """Enter a paper that came to nothing."""
        failure = Failure(
            subject=paper.id,
            title=paper.title,
            stage=stage,
            kind=type(error).__name__,
            reason=str(error).removeprefix(f"{paper.id}: "),  # the failure names its paper itself
            raw_reply=getattr(error, "raw_reply", "")[:MOST_RAW_REPLY],
        )
        self.failed.append(failure)

    def spend(self, usage: Usage, cost_usd: Decimal | None) -> None:
        """Count what was spent; None is a cost that nobody knows."""
        self.usage += usage
        self.cost_usd = None if self.cost_usd is None or cost_usd is None else self.cost_usd + cost_usd

    def spend_before(self, error: BaseException) -> tuple[Usage, Decimal | None]:
        """Count what was spent before `error` came, and return it."""
        usage = charged(error)
        cost_usd = self._price(usage) if usage.calls else Decimal(0)
        self.spend(usage, cost_usd)
        return usage, cost_usd

    def report(
        self, day: dt.date, stopped_by: DigestgenError | None, *, started_at: dt.datetime, finished_at: dt.datetime
    ) -> DayReport:
        """Return the account; the papers in no column were not reached."""
        aside = {*(held.id for held in self.held), *(failure.subject for failure in self.failed)}
        accounted = {*self.drafted, *self.unchanged, *aside}
        failed = (*self.listing.unreadable, *self.failed)
        return DayReport(
            date=day,
            listed=len(self.listing.papers) + len(self.listing.unreadable),
            set_aside=len(self.listing.papers) - len(self.papers),
            drafted=tuple(self.drafted),
            unchanged=tuple(self.unchanged),
            held=tuple(self.held),
            abstract_only=tuple(self.abstract_only),
            failed=failed,
            not_reached=tuple(paper.id for paper in self.papers if paper.id not in accounted),
            stopped_by=str(stopped_by or ""),
            exit_code=stopped_by.exit_code if stopped_by else PARTIAL if failed or self.held else 0,
            usage=self.usage,
            cost_usd=self.cost_usd,
            started_at=started_at,
            finished_at=finished_at,
            list_closed=self.listing.date is not None and feed_today(self.listing.fetched_at) > self.listing.date,
        )
