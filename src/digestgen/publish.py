"""Approved drafts to the digest page `digests/YYYY/D.md`: fail closed, byte-stable, written only when something changed."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from digestgen import markdown
from digestgen.drafts import Drafts
from digestgen.files import write_atomically
from digestgen.models import Draft, DraftState


@dataclass(frozen=True)
class Published:
    """What publishing a day came to."""

    path: Path
    papers: int
    """Blocks on the page; 0 means that no draft is approved and no page was written."""
    waiting: int
    """Drafts that nobody has approved yet."""
    changed: bool


def digest_of(drafts: list[Draft]) -> str:
    """Render the approved drafts among `drafts`, in their order; empty where none is approved."""
    approved = [draft for draft in drafts if draft.state is DraftState.APPROVED]
    return markdown.render_digest(markdown.block_of(draft.paper, draft.summary, draft.date) for draft in approved)


def publish_day(drafts: Drafts, day: dt.date) -> Published:
    """Write the day's page from its approved drafts, most upvotes first.

    Raises DraftDamagedError before anything is written, where a draft of the day cannot be read.
    """
    found = drafts.on_day(day)
    page = digest_of(found)
    path = drafts.folder / "digests" / f"{day:%Y}" / f"{day.isoformat()}.md"
    approved = sum(draft.state is DraftState.APPROVED for draft in found)
    body = page.encode()
    changed = approved > 0 and not (path.is_file() and path.read_bytes() == body)
    if changed:
        write_atomically(path, body)
    return Published(path, approved, len(found) - approved, changed)
