"""A paper in one line: what index, day page, search, feeds and sitemap need of it, small enough to be kept for all days."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

from digestgen.models import DraftState
from digestgen.publish.entries import Entry


@dataclass(frozen=True)
class Row:
    """An entry without its text."""

    day: dt.date
    slug: str
    title: str
    lead: str
    """The summary in one sentence; may be empty for an imported block."""
    upvotes: int | None
    at: dt.datetime
    """When it last changed for its readers: made, approved or imported."""
    arxiv_id: str = ""
    """Empty where it is not known."""
    thumbnail: str | None = None
    headings: tuple[str, ...] = ()
    withdrawn: bool = False
    newer_version: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can carry it."""
        return vars(self) | {"day": self.day.isoformat(), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Self:
        """Return the row of what `as_json` made; raises TypeError, ValueError or KeyError for anything else."""
        day, at = dt.date.fromisoformat(fields["day"]), dt.datetime.fromisoformat(fields["at"])
        return cls(**{**fields, "day": day, "at": at, "headings": tuple(fields["headings"])})


def row_of(entry: Entry) -> Row:
    """Return an entry's line."""
    return Row(
        day=entry.date,
        slug=entry.slug,
        title=entry.title,
        lead=entry.lead,
        upvotes=entry.block.upvotes,
        at=changed_at(entry),
        arxiv_id=entry.paper.id if entry.paper else "",
        thumbnail=entry.block.thumbnail,
        headings=entry.headings,
        withdrawn=entry.withdrawn,
        newer_version=entry.newer_version,
    )


def changed_at(entry: Entry) -> dt.datetime:
    """Return when the entry last changed for its readers, in UTC: an edit counts with the approval that followed it."""
    if entry.imported:
        return entry.imported.imported_at.astimezone(dt.UTC)
    if entry.draft is None:
        return dt.datetime.combine(entry.date, dt.time(), dt.UTC)
    approvals = [decision.at for decision in entry.draft.decisions if decision.state is DraftState.APPROVED]
    return max([entry.draft.provenance.finished_at, *approvals]).astimezone(dt.UTC)
