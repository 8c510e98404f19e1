"""A day to its drafts and its account: decide for every paper, make what is due, lose nothing in silence.

A paper that fails is a value in the report. Only what would fail for every paper (key, quota, model name, disk, a model endpoint
that stays down) stops the day; the papers that were not reached then wait for the next run.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from digestgen.errors import DigestgenError, PaperError, SettingsError, StorageError, UpstreamError
from digestgen.llm.protocol import charged
from digestgen.models import DayReport, Draft, DraftState, Failure, Listing, Paper, Stage, TextSource, Usage
from digestgen.pipeline import Progress, Recipe, Workshop, draft_paper
from digestgen.sources.arxiv import Metadata

_log = logging.getLogger(__name__)

ENDPOINT_DOWN_AFTER = 3
"""So many papers in a row that the model endpoint did not answer mean that it is down: the rest of the day waits."""


@dataclass(frozen=True)
class Selection:
    """Which of the listed papers a run takes: `limit` of them at most, with `min_upvotes` at least."""

    limit: int | None = None
    min_upvotes: int = 0

    def take(self, papers: Sequence[Paper]) -> tuple[Paper, ...]:
        """Return the papers to take, in the order in which they came."""
        enough = [paper for paper in papers if paper.upvotes >= self.min_upvotes]
        return tuple(enough[: self.limit])


EVERYTHING = Selection()


@dataclass(frozen=True)
class Keep:
    """Nothing to do but to bring the votes up to date."""

    draft: Draft


@dataclass(frozen=True)
class Reuse:
    """The paper was summarized for another day; the feed lists some papers twice."""

    draft: Draft


@dataclass(frozen=True)
class Make:
    """A summary is due; `standing` is the draft that it would replace."""

    standing: Draft | None = None


def decide(standing: Draft | None, earlier: Sequence[Draft], recipe: Recipe) -> Keep | Reuse | Make:
    """Say what a paper needs, given the draft of this day and its drafts of other days; touches nothing.

    What a person has decided on stays. A draft from the abstract alone is due again, in case there is a PDF by now.
    """
    if standing and (standing.state is not DraftState.PENDING or _is_settled(standing, recipe)):
        return Keep(standing)
    known = [draft for draft in earlier if _is_settled(draft, recipe)]
    return Reuse(known[0]) if known else Make(standing)


def _is_settled(draft: Draft, recipe: Recipe) -> bool:
    return draft.text.source is TextSource.FULL_TEXT and recipe.made(draft)


async def draft_day(listing: Listing, day: dt.date, shop: Workshop, selection: Selection = EVERYTHING) -> DayReport:
    """Draft all papers of a day and account for each; every draft is stored as soon as it is made.

    Whatever stops the day stands in the report, with the papers that were not reached; nothing of it is raised.
    """
    return (await _Run(listing, day, shop, selection).finish()).report()


class _Run:
    """The state of one run: its tallies, and whether it has to stop."""

    def __init__(self, listing: Listing, day: dt.date, shop: Workshop, selection: Selection) -> None:
        self.listing, self.day, self.shop = listing, day, shop
        self.papers = selection.take(listing.papers)
        self.drafted: list[str] = []
        self.unchanged: list[str] = []
        self.failed: list[Failure] = list(listing.unreadable)
        self.usage = Usage()
        self.cost_usd: Decimal | None = Decimal(0)
        self.unanswered_in_a_row = 0
        self.stopped_by: DigestgenError | None = None
        self.tasks: list[asyncio.Task[None]] = []
        self.started_at = shop.now()

    async def finish(self) -> "_Run":
        due = [(paper, intent.standing) for paper in self.papers if isinstance(intent := self._settle(paper), Make)]
        metadata = await self._find_metadata([paper.id for paper, _ in due])
        async with asyncio.TaskGroup() as group:
            self.tasks = [group.create_task(self._make(complete(paper, metadata.get(paper.id)), old)) for paper, old in due]
        return self

    def _settle(self, paper: Paper) -> Keep | Reuse | Make | None:
        """Do at once what costs nothing; a damaged file fails its paper, so that nobody's work is overwritten."""
        try:
            standing = self.shop.drafts.read(self.day, paper.id)
            earlier = () if standing else self.shop.drafts.find(paper.id)
            match intent := decide(standing, earlier, self.shop.recipe):
                case Keep(draft):
                    self._keep(paper, draft)
                case Reuse(draft):
                    self._reuse(paper, draft)
        except StorageError as error:
            self._fail(paper, Stage.DRAFT, error)
            return None
        return intent

    def _keep(self, paper: Paper, standing: Draft) -> None:
        fresh = standing.paper.model_copy(
            update={"upvotes": paper.upvotes, "thumbnail": paper.thumbnail or standing.paper.thumbnail},
        )
        if fresh != standing.paper:
            self.shop.drafts.write(standing.model_copy(update={"paper": fresh, "upvotes_at": self.listing.fetched_at}))
        self.unchanged.append(paper.id)
        self.shop.observe(Progress(paper, None, "unchanged"))

    def _reuse(self, paper: Paper, known: Draft) -> None:
        changes = {"date": self.day, "paper": paper, "state": DraftState.PENDING, "decisions": ()}
        self.shop.drafts.write(known.model_copy(update={**changes, "upvotes_at": self.listing.fetched_at}))
        self.drafted.append(paper.id)
        self.shop.observe(Progress(paper, None, f"drafted (summary of {known.date} reused)"))

    async def _find_metadata(self, ids: Sequence[str]) -> Mapping[str, Metadata]:
        if not ids:
            return {}
        try:
            return await self.shop.find_metadata(ids)
        except UpstreamError as error:
            _log.warning("going on without arXiv's metadata: %s", error)
            return {}

    async def _make(self, paper: Paper, standing: Draft | None) -> None:
        try:
            draft = await draft_paper(paper, self.day, self.shop, standing)
            if draft is standing:
                self._keep(paper, standing)
            else:
                self.shop.drafts.write(draft)
                self._count(draft)
            self.unanswered_in_a_row = 0
        except (SettingsError, StorageError) as error:
            self._stop(error)
        except UpstreamError as error:
            self._note_unanswered(paper, error)
        except PaperError as error:
            self._fail(paper, Stage.SUMMARY, error)
        except Exception as error:  # noqa: BLE001 - a bug that one paper meets must not cost the others; it is told as such
            _log.exception("%s: unexpected error", paper.id)
            self._fail(paper, Stage.DRAFT, DigestgenError(paper.id, f"unexpected {type(error).__name__}, a bug in digestgen"))

    def _stop(self, error: DigestgenError) -> None:
        """End the day for a reason that every other paper would meet too; what is finished stays."""
        if self.stopped_by is None:
            self.stopped_by = error
            for task in self.tasks:
                if task is not asyncio.current_task():
                    task.cancel()

    def _note_unanswered(self, paper: Paper, error: UpstreamError) -> None:
        self._fail(paper, Stage.SUMMARY, error)
        self.unanswered_in_a_row += 1
        if self.unanswered_in_a_row >= ENDPOINT_DOWN_AFTER:
            self._stop(error)

    def _count(self, draft: Draft) -> None:
        made = draft.provenance
        self.drafted.append(draft.paper.id)
        self._spend(made.usage, made.cost_usd)
        self.shop.observe(Progress(draft.paper, None, "drafted", made.usage, made.cost_usd))

    def _spend(self, usage: Usage, cost_usd: Decimal | None) -> None:
        self.usage += usage
        self.cost_usd = None if self.cost_usd is None or cost_usd is None else self.cost_usd + cost_usd

    def _fail(self, paper: Paper, stage: Stage, error: DigestgenError) -> None:
        usage = charged(error)
        if usage.calls:
            self._spend(usage, self.shop.price(usage))
        failure = Failure(subject=paper.id, title=paper.title, stage=stage, kind=type(error).__name__, reason=str(error))
        self.failed.append(failure)
        self.shop.observe(Progress(paper, None, f"failed: {error}", usage))

    def report(self) -> DayReport:
        accounted = {*self.drafted, *self.unchanged, *(failure.subject for failure in self.failed)}
        return DayReport(
            date=self.day,
            listed=len(self.listing.papers) + len(self.listing.unreadable),
            set_aside=len(self.listing.papers) - len(self.papers),
            drafted=tuple(self.drafted),
            unchanged=tuple(self.unchanged),
            failed=tuple(self.failed),
            not_reached=tuple(paper.id for paper in self.papers if paper.id not in accounted),
            stopped_by=str(self.stopped_by or ""),
            exit_code=self._exit_code(),
            usage=self.usage,
            cost_usd=self.cost_usd,
            started_at=self.started_at,
            finished_at=self.shop.now(),
        )

    def _exit_code(self) -> int:
        """Return what the command line answers: the stopping error's code, 3 where papers failed, else 0."""
        if self.stopped_by:
            return self.stopped_by.exit_code
        return 3 if self.failed else 0


def complete(paper: Paper, metadata: Metadata | None) -> Paper:
    """Complete the feed's paper with arXiv's metadata; the feed's own words stay where it has them."""
    if metadata is None:
        return paper
    return paper.model_copy(
        update={
            "title": paper.title or metadata.title,
            "abstract": paper.abstract or metadata.abstract,
            "authors": paper.authors or metadata.authors,
            "published": paper.published or metadata.published,
            "version": metadata.version,
            "categories": metadata.categories,
            "comment": metadata.comment,
        }
    )
