"""Approved drafts to the digest page `digests/YYYY/D.md`: fail closed, byte-stable, written only when something changed.

Before a page is written, every approved draft is checked once more; one with errors that nobody has waived is held back, whoever
approved it. Unattended, the drafts without errors are approved by the checks first.
"""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digestgen import markdown
from digestgen.checks import NO_SURROUNDINGS, Surroundings, recheck
from digestgen.drafts import Drafts
from digestgen.files import remove_file, write_atomically
from digestgen.imports import Imports
from digestgen.models import Draft, DraftState, ImportedBlock
from digestgen.review import CHECKS, approve, found_again, published


@dataclass(frozen=True)
class Published:
    """What publishing a day came to."""

    path: Path
    papers: int
    """Blocks on the page; 0 means that no draft could be printed and no page was written."""
    waiting: int
    """Drafts without errors that nobody has approved yet."""
    held: tuple[Draft, ...]
    """Drafts with errors, also approved ones; they are not on the page."""
    changed: bool


def digest_of(drafts: Sequence[Draft]) -> str:
    """Render the approved drafts among `drafts` that have no errors, in their order; empty where there is none."""
    printed = [draft for draft in drafts if _may_be_printed(draft)]
    return markdown.render_digest(markdown.block_of(draft.paper, draft.summary, draft.date) for draft in printed)


def _may_be_printed(draft: Draft) -> bool:
    return draft.approved and not draft.errors


def _was_printed(draft: Draft) -> bool:
    """Tell whether the draft was meant for the page: a page without any such draft is none of ours to remove."""
    return draft.approved or any(version.state is DraftState.PUBLISHED for version in draft.history)


def imported_page(blocks: Sequence[ImportedBlock]) -> str:
    """Return the imported blocks in their order, character by character; an empty line parts those that come from two files."""
    parts: list[str] = []
    for block, following in itertools.zip_longest(blocks, blocks[1:]):
        parts.append(block.markdown)
        if following and (block.file != following.file or following.line <= block.line):
            parts.append(_gap_after(block.markdown))
    return "".join(parts)


def _gap_after(text: str) -> str:
    """Return the line ends that are missing for an empty line after the text."""
    return "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"


def publish_day(drafts: Drafts, day: dt.date, around: Surroundings = NO_SURROUNDINGS) -> Published:
    """Write the day's page: its imported blocks, unchanged, then its approved drafts, most upvotes first.

    A page of which all papers are held back or have gone back to review is removed. What a draft is held back for is stored in
    it, for whoever looks it up. The caller holds the folder's lock.

    Raises DraftDamagedError before anything is written, where a draft or imported block of the day cannot be read.
    """
    stored, imported = drafts.on_day(day), Imports(drafts.folder).on_day(day)
    found = [found_again(draft, recheck(draft, around)) for draft in stored]
    for fresh, draft in zip(found, stored, strict=True):
        if fresh.errors and fresh != draft:
            drafts.write(fresh)
    old, new = imported_page(imported), digest_of(found)
    body = f"{old}{_gap_after(old) if new else ''}{new}".encode()
    path = drafts.folder / "digests" / f"{day:%Y}" / f"{day.isoformat()}.md"
    printed = sum(map(_may_be_printed, found))
    papers = printed + len(imported)
    wanted = [draft for draft in found if draft.state is not DraftState.REJECTED]
    held = tuple(draft for draft in wanted if draft.errors)
    withdrawn = not papers and path.is_file() and any(map(_was_printed, found))
    changed = withdrawn or (papers > 0 and not (path.is_file() and path.read_bytes() == body))
    if withdrawn:
        remove_file(path)
    elif changed:
        write_atomically(path, body)
    for draft in found:
        if _may_be_printed(draft) and published(draft) != draft:
            drafts.write(published(draft))
    return Published(path, papers, len(wanted) - printed - len(held), held, changed)


def approve_unattended(drafts: Drafts, day: dt.date, at: dt.datetime, around: Surroundings = NO_SURROUNDINGS) -> int:
    """Approve the day's drafts without errors in the name of the checks, hold the others, and return how many were approved.

    The caller holds the folder's lock. Raises DraftDamagedError before anything is written.
    """
    pending = [draft for draft in drafts.on_day(day) if draft.state in {DraftState.PENDING, DraftState.HELD}]
    approved = 0
    for draft in pending:
        fresh = found_again(draft, recheck(draft, around))
        if not fresh.errors:
            fresh = approve(fresh, by=CHECKS, at=at, note=f"no errors, {len(fresh.findings)} warning(s) or waived finding(s)")
            approved += 1
        if fresh != draft:
            drafts.write(fresh)
    return approved
