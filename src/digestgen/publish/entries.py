"""What readers see of a day: the imported blocks as they stand, then what was published, each as an Entry.

Fails closed: a draft is an entry only while it is published, carries no error and is what the checks have judged.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from digestgen import markdown, notices
from digestgen.blocks import Block
from digestgen.checks import fingerprint
from digestgen.identifiers import file_stem
from digestgen.models import Draft, DraftState, ImportedBlock, Paper

_SLUG = re.compile(r"\w[\w.-]{0,79}")
_SENTENCE_END = re.compile(r"[。！？!?](?=.)")
_LEAD_CHARACTERS = 160
_PLACEHOLDER = re.compile(r"x{2,}|\.{3}|…", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A paper of a published day; exactly one of `draft` and `imported` is there."""

    date: dt.date
    slug: str
    """File name without ending, unique within the day."""
    block: Block
    draft: Draft | None = None
    imported: ImportedBlock | None = None

    @property
    def paper(self) -> Paper | None:
        """Return the listed paper; None for an imported block that no listing knew."""
        return self.draft.paper if self.draft else self.imported.paper if self.imported else None

    @property
    def title(self) -> str:
        """Return the title as the block has it, or the slug of a block without one."""
        return self.block.title or self.slug

    @property
    def lead(self) -> str:
        """Return the summary in one sentence: of an imported block its contribution, or the first sentence that it has."""
        if self.draft:
            return self.draft.summary.tldr
        block = self.block
        if block.contribution and not _PLACEHOLDER.search(block.contribution):
            return block.contribution[:_LEAD_CHARACTERS]
        texts = (*block.conclusion, *block.background, *block.implementation)
        return first_sentence(texts[0]) if texts else ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Return contribution and challenges, the lines that a reader searches for."""
        return tuple(line for line in (self.block.contribution, *(each.challenge for each in self.block.challenges)) if line)

    @property
    def withdrawn(self) -> bool:
        """Whether arXiv says that the paper was withdrawn."""
        return bool(self.paper and notices.withdrawn(self.paper))

    @property
    def newer_version(self) -> int | None:
        """Return arXiv's newest version where the summary was made from an earlier one, else None."""
        return notices.newer_version(self.draft) if self.draft else None


def first_sentence(text: str) -> str:
    """Return the text up to the end of its first sentence, cut where that is long."""
    end = _SENTENCE_END.search(text)
    sentence = text[: end.end()] if end else text
    return sentence if len(sentence) <= _LEAD_CHARACTERS else f"{sentence[: _LEAD_CHARACTERS - 1]}…"


def is_shown(draft: Draft) -> bool:
    """Tell whether readers may see the draft: published, without errors, and unchanged since it was judged."""
    judged = not draft.judged_sha256 or draft.judged_sha256 == fingerprint(draft.summary, draft.evidence)
    return draft.state is DraftState.PUBLISHED and not draft.errors and judged


def entries_of(day: dt.date, drafts: Sequence[Draft], imported: Sequence[ImportedBlock] = ()) -> list[Entry]:
    """Return the entries of a day in the order of its page; a paper that was imported is not shown a second time.

    `drafts` come in the order in which they are printed; those that readers may not see are passed over.
    """
    taken = imported_ids(imported)
    blocks = [Entry(day, safe_slug(each.slug), each.block, imported=each) for each in imported]
    shown = [draft for draft in drafts if is_shown(draft) and draft.paper.id not in taken]
    return blocks + [
        Entry(day, file_stem(draft.paper.id), markdown.block_of(draft.paper, draft.summary, day), draft=draft) for draft in shown
    ]


def imported_ids(imported: Sequence[ImportedBlock]) -> frozenset[str]:
    """Return the arXiv ids of the imported blocks, as far as they are known."""
    return frozenset(each.paper.id for each in imported if each.paper)


def safe_slug(slug: str) -> str:
    """Return the slug if it is a harmless file name, else a name made from its hash."""
    return slug if _SLUG.fullmatch(slug) else hashlib.sha256(slug.encode("utf-8", "replace")).hexdigest()[:16]
