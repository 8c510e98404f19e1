"""What a person does to the words of a draft: edits them, or takes a regenerated version. Pure; nothing is stored here.

Every change is remembered for `review.undo`, judged anew, and sends the draft back to whoever approves. With the paper's text at
hand all rules run; without it what cannot be looked up stays as it was found, and the change itself is an error that holds the
draft (`changed_since`). Fields are named as in findings; a list whose length changed is named as a whole (`implementation`),
because its numbers no longer tell the same paragraphs.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from digestgen.cache import Cache
from digestgen.checks import NO_SURROUNDINGS, Surroundings, check, fingerprint, recheck, subject_of
from digestgen.checks.evidence import attach, locate
from digestgen.checks.judging import EVIDENCE_SINCE
from digestgen.checks.policy import CONTEXT_RULES
from digestgen.checks.subject import Passage, passages_of
from digestgen.errors import PdfError
from digestgen.findings import CHECKS_BROKEN, Evidence, Finding, Severity
from digestgen.grounding import Source
from digestgen.models import Decision, Draft, DraftState, PaperText, Summary, TextSource
from digestgen.pdftext import extract
from digestgen.repair import merge
from digestgen.review import remember
from digestgen.wire import Answer
from digestgen.worddiff import word_diff

__all__ = [
    "SECTIONS",
    "Change",
    "accept",
    "changes",
    "edit",
    "paper_text",
    "rejudged",
    "section_of",
    "taken",
    "version_of",
    "word_diff",
]

_log = logging.getLogger(__name__)

SECTIONS = {
    "背景": ("background",),
    "已有的工作": ("related_work",),
    "核心贡献": ("contribution", "challenges"),
    "实现与部署": ("implementation",),
    "总结": ("conclusion",),
    "tldr": ("tldr",),
}
"""What a person calls the parts of a summary, with their names in the model, in the order of the page."""
_LISTS = ("challenges", "implementation", "conclusion")
_OF_CONTEXT = frozenset(rule.name for rule in CONTEXT_RULES)
_BROKEN = Finding(
    rule=CHECKS_BROKEN,
    severity=Severity.ERROR,
    message="a check broke, so that nothing can be said of this summary: a bug in digestgen",
    message_zh="检查程序出错，无法判断",
)


# --- what changed -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A field with its words before and after; a list of another length is one field, with a line for each of its texts."""

    field: str
    before: str
    after: str


def changes(old: Summary, new: Summary) -> list[Change]:
    """Return the fields whose words differ, in the order of the page, the one-sentence version last."""
    resized = [name for name in _LISTS if len(getattr(old, name)) != len(getattr(new, name))]
    before, after = _fields(old, resized), _fields(new, resized)
    return [Change(field, before[field], after[field]) for field in after if before[field] != after[field]]


def _fields(summary: Summary, joined: Iterable[str]) -> dict[str, str]:
    """Return the texts by field; the lists to be `joined` are one field each, a line for every text."""
    found: dict[str, list[str]] = {}
    for passage in passages_of(summary):
        section = section_of(passage.field)
        found.setdefault(section if section in joined else passage.field, []).append(passage.text)
    return {field: "\n".join(texts) for field, texts in found.items()}


def section_of(field: str) -> str:
    """Return the part of the summary that a field belongs to: `challenges` for `challenges[0].solution`."""
    return field.partition("[")[0]


def version_of(draft: Draft) -> str:
    """Return what tells this draft from any other version of it: sha256 of the JSON that is stored."""
    return hashlib.sha256((draft.model_dump_json(indent=2) + "\n").encode()).hexdigest()


# --- the moves --------------------------------------------------------------------------------------------------------


def edit(  # noqa: PLR0913 - who, when and why are asked of every move
    draft: Draft, summary: Summary, *, text: PaperText | None, around: Surroundings, by: str, at: dt.datetime, note: str = ""
) -> Draft:
    """Return the draft with the summary as a person changed it; one in which no word changed comes back as it is.

    The changed fields are the person's from now on: no run makes the draft anew. Evidence of changed words is dropped, the rest
    moves with its words. The draft is pending, or held where there are errors, whatever it was before.
    """
    changed = [change.field for change in changes(draft.summary, summary)]
    if not changed:
        return draft
    edited = _united(draft.edited, changed)
    fresh = remember(draft, f"edited {', '.join(changed)}", by=by, at=at).model_copy(
        update={**_as_judged(draft), "summary": summary, "evidence": _moved(draft.evidence, summary), "edited": edited}
    )
    return _back_to_review(rejudged(fresh, text, around), by=by, at=at, note=note or f"edited {', '.join(changed)}")


def accept(  # noqa: PLR0913 - as for edit
    draft: Draft,
    candidate: Draft,
    *,
    by: str,
    at: dt.datetime,
    note: str = "",
    fields: Iterable[str] | None = None,
    text: PaperText | None = None,
    around: Surroundings = NO_SURROUNDINGS,
) -> Draft:
    """Return the draft with a regenerated candidate in its place, whole or of it only `fields`; paper, votes and date stay.

    A field is an edited one only as long as the person's words stand in it. A mixture of both versions is neither that was
    judged: it is judged with `text`, without which it is held for that.
    """
    wanted = None if fields is None else frozenset(fields)
    summary = candidate.summary if wanted is None else taken(draft.summary, candidate.summary, wanted)
    names = [change.field for change in changes(draft.summary, summary)]
    action = "regenerated" if wanted is None else f"regenerated {', '.join(names)}"
    made = {"summary": summary, "text": candidate.text, "provenance": candidate.provenance}
    fresh = remember(draft, action, by=by, at=at).model_copy(update={**made, "edited": _still_edited(draft, summary)})
    if summary == candidate.summary:
        whole = {"evidence": candidate.evidence, "findings": candidate.findings, "judged_sha256": candidate.judged_sha256}
        fresh = fresh.model_copy(update=whole)
    else:
        evidence = dict.fromkeys((*_moved(draft.evidence, summary), *_moved(candidate.evidence, summary)))
        known = {"evidence": tuple(evidence), "findings": (*draft.findings, *candidate.findings)}
        fresh = rejudged(fresh.model_copy(update={**_as_judged(draft), **known}), text, around)
    return _back_to_review(fresh, by=by, at=at, note=note or action)


def taken(old: Summary, new: Summary, fields: Iterable[str]) -> Summary:
    """Return the old summary with the new one's words in `fields`; where a list has another length, all of the list is taken."""
    wanted = frozenset(fields)
    whole = {name: getattr(new, name) for name in wanted if name in Summary.model_fields}
    return merge(Answer(old), (), Answer(new), wanted - {""}).summary.model_copy(update=whole)


def _as_judged(draft: Draft) -> dict[str, str]:
    """Return what tells the words that were judged; a draft of before that was kept is taken as it stands."""
    return {"judged_sha256": draft.judged_sha256 or fingerprint(draft.summary, draft.evidence)}


def _united(edited: Iterable[str], changed: Iterable[str]) -> tuple[str, ...]:
    """Join the names of edited fields; one that stands for a whole list takes in those of its paragraphs."""
    names = dict.fromkeys((*edited, *changed))
    return tuple(name for name in names if section_of(name) == name or section_of(name) not in names)


def _still_edited(draft: Draft, summary: Summary) -> tuple[str, ...]:
    gone = {change.field for change in changes(draft.summary, summary)}
    sections = {section_of(field) for field in gone}
    return tuple(
        name
        for name in draft.edited
        if name not in gone and section_of(name) not in gone and not (name in _LISTS and name in sections)
    )


def _back_to_review(draft: Draft, *, by: str, at: dt.datetime, note: str) -> Draft:
    state = DraftState.HELD if draft.errors else DraftState.PENDING
    decision = Decision(state=state, by=by, at=at, note=note)
    return draft.model_copy(update={"state": state, "decisions": (*draft.decisions, decision)})


# --- judged anew ------------------------------------------------------------------------------------------------------


def _moved(evidence: Iterable[Evidence], summary: Summary) -> tuple[Evidence, ...]:
    """Return the evidence whose claims the summary still holds, where they stand now; first looked for where they stood."""
    passages = passages_of(summary)
    found = []
    for each in evidence:
        field, start, end = locate(each.claim, _first_of(passages, each.field))
        if field:
            found.append(each.model_copy(update={"field": field, "start": start, "end": end}))
    return tuple(found)


def _first_of(passages: tuple[Passage, ...], field: str) -> tuple[Passage, ...]:
    return tuple(sorted(passages, key=lambda passage: passage.field != field))


def rejudged(draft: Draft, text: PaperText | None, around: Surroundings = NO_SURROUNDINGS) -> Draft:
    """Return a draft of which summary or evidence changed with today's findings, in the state that it has.

    With the paper (its text, or the abstract where that was all there was) quotes are verified and every rule runs; a rule that
    breaks is a finding. What only the process that made it could know still counts as long as the words are there. Without the
    paper the draft is no longer the one that was judged, and that is an error.
    """
    source = _source_of(draft, text)
    try:
        if source is None:
            return draft.model_copy(update={"findings": recheck(draft, around)})
        evidence = _verified(draft, source)
        fresh = draft.model_copy(update={"evidence": evidence, "judged_sha256": fingerprint(draft.summary, evidence)})
        return fresh.model_copy(update={"findings": _findings(fresh, source, around)})
    except Exception:  # noqa: BLE001 - whatever a rule may raise
        _log.exception("%s: a check broke; this is a bug in digestgen", draft.paper.id)
        return draft.model_copy(update={"findings": (_BROKEN,)})


def _source_of(draft: Draft, text: PaperText | None) -> Source | None:
    if text is None and draft.text.source is not TextSource.ABSTRACT_ONLY:
        return None
    return Source(draft.paper.title, draft.paper.abstract, text)


def _verified(draft: Draft, source: Source) -> tuple[Evidence, ...]:
    """Look each kept quote up again; of those that were not found then the words are gone, so that they stay not found."""
    passages = passages_of(draft.summary)
    found: list[Evidence] = []
    for each in draft.evidence:
        known = attach([(each.claim, each.quote)], _first_of(passages, each.field), source) if each.quote else (each,)
        found += known
    return tuple(dict.fromkeys(found))


def _findings(draft: Draft, source: Source, around: Surroundings) -> tuple[Finding, ...]:
    """Return what all rules find with the paper at hand, then what is remembered of the rules that know more than the paper."""
    evidence = draft.evidence if draft.provenance.schema_version >= EVIDENCE_SINCE else None
    subject = replace(subject_of(draft.paper, draft.summary, draft.date, around), source=source, evidence=evidence)
    found = check(subject)
    known = {(each.rule, each.field, each.span) for each in found}
    remembered = [each for each in recheck(draft, around) if each.rule in _OF_CONTEXT]
    more = tuple(each for each in remembered if (each.rule, each.field, each.span) not in known)
    return tuple(sorted((*found, *more), key=lambda each: each.severity is not Severity.ERROR))


async def paper_text(
    draft: Draft, cache: Cache, extract_text: Callable[[Path], Awaitable[PaperText]] = extract
) -> PaperText | None:
    """Return the text that the draft was made from, read again from its PDF in the cache.

    None where it was made without, where that very file (by its sha256) is no longer there, or where it cannot be read.
    """
    sha256 = draft.provenance.pdf_sha256
    path = cache.find(sha256) if sha256 else None
    if path is None or draft.text.source is TextSource.ABSTRACT_ONLY:
        return None
    try:
        return await extract_text(path)
    except PdfError:
        return None
