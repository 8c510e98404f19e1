"""What arXiv says of papers since they were published: newer versions, withdrawals.

Only `paper.version` and `paper.comment` of the drafts change; the summary stays what it is, for a person to judge. What follows
for readers: `notices.py`.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping

from digestgen.drafts import Drafts
from digestgen.errors import DigestgenError
from digestgen.models import Draft
from digestgen.notices import newer_version, withdrawn
from digestgen.pipeline import FindMetadata
from digestgen.sources.arxiv import Metadata

_log = logging.getLogger(__name__)

DAYS = 30
"""So far back papers are looked after: revisions come mostly within a month, and it is ten calls to arXiv at most."""


async def look_for_updates(drafts: Drafts, find_metadata: FindMetadata, today: dt.date) -> tuple[Draft, ...] | None:
    """Ask arXiv about what was approved or published in the last 30 days, and store what is new; returns the drafts that changed.

    None where arXiv or the disk did not let it be done: a warning tells, nothing is raised. The caller holds the folder's lock.
    """
    known = list(_looked_after(drafts, today))
    if not known:
        return ()
    try:
        found = await find_metadata(sorted({draft.paper.id for draft in known}))
        changed = tuple(fresh for draft in known if (fresh := with_metadata(draft, found)) != draft)
        for draft in changed:
            drafts.write(draft)
    except DigestgenError as error:
        _log.warning("new versions and withdrawals were not looked for: %s", error)
        return None
    except Exception:  # noqa: BLE001 - this step is optional, whatever goes wrong in it
        _log.exception("new versions and withdrawals were not looked for; this is a bug in digestgen")
        return None
    return changed


def _looked_after(drafts: Drafts, today: dt.date) -> Iterable[Draft]:
    recent = [day for day in drafts.days() if dt.timedelta(0) <= today - day < dt.timedelta(DAYS)]
    return (draft for day in recent for draft in drafts.scan(day) if isinstance(draft, Draft) and draft.approved)


def with_metadata(draft: Draft, found: Mapping[str, Metadata]) -> Draft:
    """Return the draft with arXiv's newest version and comment; as it is where arXiv does not know the paper."""
    metadata = found.get(draft.paper.id)
    if metadata is None:
        return draft
    paper = draft.paper.model_copy(update={"version": metadata.version, "comment": metadata.comment})
    return draft.model_copy(update={"paper": paper})


def describe_update(draft: Draft) -> str:
    """Say what readers should know of a published paper by now; empty where that is nothing."""
    newer = newer_version(draft)
    news = ["was withdrawn from arXiv"] if withdrawn(draft.paper) else []
    if newer:
        news.append(f"has version {newer}; the summary was made from version {draft.provenance.pdf_version}")
    return f"{draft.paper.id} of {draft.date} {', and '.join(news)}" if news else ""
