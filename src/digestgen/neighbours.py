"""What a new summary must not repeat, as an archive: the drafts of the days around, or the pages of a folder."""

import datetime as dt

from digestgen import markdown
from digestgen.checks.duplicates import Archive
from digestgen.checks.identity import duplicate_paper
from digestgen.checks.subject import Surroundings, block_name, passages_of, passages_of_block, subject_of
from digestgen.drafts import Drafts
from digestgen.errors import ParseError
from digestgen.models import Draft
from digestgen.review import found_again

NEIGHBOUR_DAYS = 7
"""Before and after: an answer that belongs to another paper comes from the same run or a recent one."""


def archive_near(drafts: Drafts, day: dt.date) -> Archive:
    """Return the archive of the drafts around a day; damaged ones are passed over."""
    archive = Archive([])
    for each in drafts.days():
        if abs((each - day).days) <= NEIGHBOUR_DAYS:
            for draft in drafts.scan(each):
                if isinstance(draft, Draft):
                    add_draft(archive, draft)
    return archive


def add_draft(archive: Archive, draft: Draft) -> None:
    """Enter a draft, in the place of an earlier one of the same paper and day."""
    subject = subject_of(draft.paper, draft.summary, draft.date)
    text = "".join(passage.text for passage in passages_of(draft.summary))
    archive.add(subject.name, draft.paper.id, draft.paper.title, text)


def add_if_its_own(archive: Archive, draft: Draft) -> Draft:
    """Enter a new draft, and return it, held where its text is another paper's.

    Papers of a run are judged side by side: the second of two with one answer may not have seen the first.
    """
    subject = subject_of(draft.paper, draft.summary, draft.date, Surroundings(archive=archive))
    copies = tuple(finding for finding in duplicate_paper(subject) if finding not in draft.findings)
    add_draft(archive, draft)
    return found_again(draft, (*draft.findings, *copies)) if copies else draft


def add_page(archive: Archive, text: str, name: str) -> None:
    """Enter each block of a page; a text without blocks adds nothing."""
    try:
        blocks = markdown.parse(text, name=name)
    except ParseError:
        return
    for number, block in enumerate(blocks, 1):
        body = "".join(passage.text for passage in passages_of_block(block))
        archive.add(block_name(name, number, len(blocks)), "", block.title or "", body)
