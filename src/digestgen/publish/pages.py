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
from digestgen.publish.entries import imported_ids
from digestgen.review import CHECKS, approve, found_again, published


@dataclass(frozen=True)
class Published:
    """What publishing a day came to."""

    path: Path
    papers: int
    """Blocks on the page, imported ones too; 0 means that there was nothing to print and no page was written."""
    waiting: int
    """Drafts without errors that nobody has approved yet."""
    held: tuple[Draft, ...]
    """Drafts with errors, also approved ones; they are not on the page."""
    changed: bool
    doubled: tuple[str, ...] = ()
    """Approved papers that stand on the page as imported blocks already; their drafts are left out."""


def page_path(folder: Path, day: dt.date) -> Path:
    """Return where the page of a day stands below the output folder."""
    return folder / "digests" / f"{day:%Y}" / f"{day.isoformat()}.md"


def digest_of(drafts: Sequence[Draft], imported: Sequence[ImportedBlock] = ()) -> str:
    """Return the page: the imported blocks as they stand, then the approved drafts without errors; empty for none."""
    taken = imported_ids(imported)
    printed = [draft for draft in drafts if _may_be_printed(draft) and draft.paper.id not in taken]
    digest = markdown.render_digest(markdown.block_of(draft.paper, draft.summary, draft.date) for draft in printed)
    old = imported_page(imported)
    return f"{old}{_gap_after(old) if digest else ''}{digest}"


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


def _may_be_printed(draft: Draft) -> bool:
    return draft.approved and not draft.errors


def publish_day(
    drafts: Drafts, day: dt.date, around: Surroundings = NO_SURROUNDINGS, imported: Sequence[ImportedBlock] | None = None
) -> Published:
    """Write the day's page from its imported blocks and approved drafts; a page that has lost all its papers is removed.

    What a draft is held back for is stored in it, for whoever looks it up. The caller holds the folder's lock.

    Raises DraftDamagedError before anything is written, where a draft or an imported block of the day cannot be read.
    """
    stored = drafts.on_day(day)
    imported = Imports(drafts.folder).on_day(day) if imported is None else imported
    found = [found_again(draft, recheck(draft, around)) for draft in stored]
    for fresh, draft in zip(found, stored, strict=True):
        if fresh.errors and fresh != draft:
            drafts.write(fresh)
    body = digest_of(found, imported).encode()
    path, taken = page_path(drafts.folder, day), imported_ids(imported)
    changed = _write_page(path, body, ours=any(map(_was_on_page, found)))
    printed = [draft for draft in found if _may_be_printed(draft) and draft.paper.id not in taken]
    for draft in printed:
        if published(draft) != draft:
            drafts.write(published(draft))
    wanted = [draft for draft in found if draft.state is not DraftState.REJECTED]
    held = tuple(draft for draft in wanted if draft.errors)
    doubled = tuple(draft.paper.id for draft in found if _may_be_printed(draft) and draft.paper.id in taken)
    waiting = len(wanted) - len(printed) - len(held) - len(doubled)
    return Published(path, len(printed) + len(imported), waiting, held, changed, doubled)


def _write_page(path: Path, body: bytes, *, ours: bool) -> bool:
    """Bring the page to `body`, and tell whether that changed it; an empty page goes if it is `ours`, a stranger's stays."""
    if body and not (path.is_file() and path.read_bytes() == body):
        write_atomically(path, body)
        return True
    if not body and ours and path.is_file():
        remove_file(path)
        return True
    return False


def _was_on_page(draft: Draft) -> bool:
    """Tell whether the draft may have been printed: it was approved once, whatever became of it."""
    return draft.approved or any(version.state is DraftState.PUBLISHED for version in draft.history)


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
