"""A day to its drafts and its account: decide for every paper, make what is due, lose nothing in silence.

A paper that fails is a value in the report. Only what would fail for every paper (key, quota, model name, disk, a model endpoint
that stays down) stops the day; the papers that were not reached then wait for the next run.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from digestgen.drafts import Drafts
from digestgen.errors import (
    DigestgenError,
    DraftDamagedError,
    InterruptedRunError,
    PaperError,
    RateLimitedError,
    SettingsError,
    StorageError,
    UnreadableAnswerError,
    UpstreamDownError,
    UpstreamError,
)
from digestgen.models import Draft, DraftState, Listing, Paper, Stage, TextSource
from digestgen.neighbours import add_draft, add_if_its_own, archive_near
from digestgen.pipeline import BY_HAND, Progress, Recipe, Workshop, draft_paper
from digestgen.reports import DayReport
from digestgen.sources.arxiv import Metadata
from digestgen.tally import Tally

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

    What a person has decided on stays, and what was made by hand. A draft from the abstract alone is due again, in case there
    is a PDF by now.
    """
    if standing and (_is_decided(standing) or _is_settled(standing, recipe)):
        return Keep(standing)
    known = [draft for draft in earlier if _is_settled(draft, recipe)]
    return Reuse(known[0]) if known else Make(standing)


def _is_decided(draft: Draft) -> bool:
    by_a_person = draft.state is DraftState.REJECTED or bool(draft.waivers or draft.edited or draft.history)
    return draft.approved or by_a_person or draft.provenance.endpoint == BY_HAND


def _is_settled(draft: Draft, recipe: Recipe) -> bool:
    return draft.text.source is TextSource.FULL_TEXT and recipe.made(draft)


async def draft_day(listing: Listing, day: dt.date, shop: Workshop, selection: Selection = EVERYTHING) -> DayReport:
    """Draft all papers of a day and account for each; every draft is stored as soon as it is made.

    Whatever stops the day, be it a cancellation, stands in the report with the papers that were not reached; nothing is raised.
    """
    run = _Run(listing, day, shop, selection.take(listing.papers))
    await run.finish()
    return run.tally.report(day, run.stopped_by, started_at=listing.fetched_at, finished_at=shop.now())


def day_of(listing: Listing, day: dt.date, paper: Paper) -> dt.date:
    """Return the day to whose digest a paper belongs: the list's, or for the trending list the day on which it was listed."""
    return paper.listed if listing.date is None else day


def look_up(drafts: Drafts, listing: Listing, day: dt.date, paper: Paper) -> tuple[Draft | None, list[Draft]]:
    """Return the draft that stands for a paper, and its drafts of other days; a damaged one of those is passed over.

    For the trending list the newest draft of any day stands. Raises DraftDamagedError for a damaged draft of the paper's day.
    """
    home = day_of(listing, day, paper)
    standing = drafts.read(home, paper.id)
    others = [draft for draft in drafts.find(paper.id) if isinstance(draft, Draft) and draft.date != home]
    if listing.date is None and standing is None and others:
        return others[0], others[1:]
    return standing, others


class _Run:
    """The state of one run: its tally, and whether it has to stop."""

    def __init__(self, listing: Listing, day: dt.date, shop: Workshop, papers: Sequence[Paper]) -> None:
        self.listing, self.day, self.papers = listing, day, papers
        self.archive = archive_near(shop.drafts, day)
        self.shop = replace(shop, observe=self._tell, around=replace(shop.around, archive=self.archive))
        self.observe = shop.observe
        self.tally = Tally(listing, papers, shop.price)
        self.unanswered_in_a_row = 0
        self.stopped_by: DigestgenError | None = None
        self.tasks: dict[asyncio.Task[None], str] = {}
        self.asking: set[str] = set()

    async def finish(self) -> None:
        try:
            due = [(paper, intent.standing) for paper in self.papers if isinstance(intent := self._settle(paper), Make)]
            metadata = await self._find_metadata([paper.id for paper, _ in due]) if not self.stopped_by else {}
            async with asyncio.TaskGroup() as group:
                for paper, old in due if not self.stopped_by else ():
                    self.tasks[group.create_task(self._make(complete(paper, metadata.get(paper.id)), old))] = paper.id
        except asyncio.CancelledError:
            self.stopped_by = self.stopped_by or InterruptedRunError("run", "interrupted", "what is finished is kept")
            if task := asyncio.current_task():
                task.uncancel()  # the account is what is left to do

    def _tell(self, progress: Progress) -> None:
        """Pass on what happens; a display that breaks (a closed pipe, a full log disk) must not cost a paper."""
        if progress.stage is Stage.SUMMARY:
            self.asking.add(progress.paper.id)
        try:
            self.observe(progress)
        except Exception:  # noqa: BLE001 - whatever a display may raise
            self.observe = lambda _: None

    def _settle(self, paper: Paper) -> Keep | Reuse | Make | None:
        """Do at once what costs nothing; a damaged file fails its paper, so that nobody's work is overwritten."""
        try:
            intent = decide(*look_up(self.shop.drafts, self.listing, self.day, paper), self.shop.recipe)
            if isinstance(intent, Keep):
                self._keep(paper, intent.draft)
            elif isinstance(intent, Reuse):
                self._reuse(paper, intent.draft)
        except DraftDamagedError as error:
            self._fail(paper, Stage.DRAFT, error)
            return None
        except StorageError as error:
            self._stop(error)
            return None
        return intent

    def _keep(self, paper: Paper, standing: Draft) -> None:
        if paper.upvotes != standing.paper.upvotes:
            fresh = standing.paper.model_copy(update={"upvotes": paper.upvotes})
            self.shop.drafts.write(standing.model_copy(update={"paper": fresh, "upvotes_at": self.listing.fetched_at}))
        self.tally.add_unchanged(standing)
        self._tell(Progress(paper, None, "unchanged"))

    def _reuse(self, paper: Paper, known: Draft) -> None:
        news = {"upvotes": paper.upvotes, "listed": paper.listed, "thumbnail": paper.thumbnail or known.paper.thumbnail}
        reused = known.model_copy(
            update={
                "date": day_of(self.listing, self.day, paper),
                "paper": known.paper.model_copy(update=news),
                "state": DraftState.HELD if known.errors else DraftState.PENDING,
                "decisions": (),
                "history": (),
                "upvotes_at": self.listing.fetched_at,
            }
        )
        self.shop.drafts.write(reused)
        add_draft(self.archive, reused)
        self.tally.add_drafted(reused)
        self._tell(Progress(paper, None, f"drafted (summary of {known.date} reused)"))

    async def _find_metadata(self, ids: Sequence[str]) -> Mapping[str, Metadata]:
        if not ids:
            return {}
        try:
            return await self.shop.find_metadata(ids)
        except UpstreamError as error:
            _log.warning("going on without arXiv's metadata: %s", error)
        except Exception:  # noqa: BLE001 - this step is optional, whatever goes wrong in it
            _log.exception("going on without arXiv's metadata; this is a bug in digestgen")
        return {}

    async def _make(self, paper: Paper, standing: Draft | None) -> None:
        try:
            draft = await draft_paper(paper, day_of(self.listing, self.day, paper), self.shop, standing)
            if draft is standing:
                self._keep(paper, standing)
            else:
                self._store(draft)
        except asyncio.CancelledError as error:
            self.tally.spend_before(error)
            raise
        except (SettingsError, StorageError) as error:
            self.tally.spend_before(error)
            self._stop(error)
        except UpstreamError as error:
            self._note_unanswered(paper, error)
        except PaperError as error:
            self.unanswered_in_a_row = 0  # it was answered, only not well
            self._fail(paper, Stage.SUMMARY, error)
        except Exception as error:  # noqa: BLE001 - a bug that one paper meets must not cost the others; it is told as such
            _log.exception("%s: unexpected error", paper.id)
            self._fail(paper, Stage.DRAFT, DigestgenError(paper.id, f"unexpected {type(error).__name__}, a bug in digestgen"))

    def _store(self, draft: Draft) -> None:
        """Store a new draft; what it cost is counted even if the disk does not take it."""
        made = draft.provenance
        self.unanswered_in_a_row = 0
        self.tally.spend(made.usage, made.cost_usd)
        draft = add_if_its_own(self.archive, draft)
        self.shop.drafts.write(draft.model_copy(update={"upvotes_at": self.listing.fetched_at}))
        self.tally.add_drafted(draft)
        verb = "held" if draft.errors else "drafted"
        outcome = verb if draft.text.source is TextSource.FULL_TEXT else f"{verb} from the abstract ({draft.text.reason})"
        self._tell(Progress(draft.paper, None, outcome, made.usage, made.cost_usd))

    def _stop(self, error: DigestgenError) -> None:
        """End the day for a reason that every other paper would meet too; what is finished stays.

        After a refused key or used-up quota the answers that are under way may still come: they are paid for.
        """
        if self.stopped_by is None:
            self.stopped_by = error
            spared = self.asking if isinstance(error, SettingsError) else frozenset()
            for task, arxiv_id in self.tasks.items():
                if task is not asyncio.current_task() and arxiv_id not in spared:
                    task.cancel()

    def _note_unanswered(self, paper: Paper, error: UpstreamError) -> None:
        if self.stopped_by:
            self.tally.spend_before(error)
            return
        self._fail(paper, Stage.SUMMARY, error)
        if isinstance(error, UpstreamDownError | RateLimitedError | UnreadableAnswerError):
            self.unanswered_in_a_row += 1
        if self.unanswered_in_a_row >= ENDPOINT_DOWN_AFTER:
            self._stop(error)

    def _fail(self, paper: Paper, stage: Stage, error: DigestgenError) -> None:
        usage, cost_usd = self.tally.spend_before(error)
        self.tally.add_failed(paper, stage, error)
        self._tell(Progress(paper, None, f"failed: {error}", usage, cost_usd))


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
