"""A new version of a draft that stands, for a person to look at: the whole or one section. Nothing is stored here.

A section is asked for in the same talk as the whole, with the summary that stands as the model's last answer; of what comes back
only that section is taken. What a person wrote stays, unless its section is the one that is asked for. The result is judged as a
whole, with the paper at hand.
"""

import json

from digestgen.errors import UpstreamDownError, UsageError
from digestgen.models import Draft, DraftState, TextSource
from digestgen.pipeline import Workshop, read_paper, summarize_reading
from digestgen.prompts import Wish
from digestgen.revise import SECTIONS, rejudged, section_of
from digestgen.summarize import Material
from digestgen.wire import Answer, Quoted, write_answer

MOST_NOTE_CHARACTERS = 2000


async def regenerate_candidate(standing: Draft, shop: Workshop, *, section: str = "", note: str = "") -> Draft:
    """Return a new version of the draft, whole or with one new `section` (a name of `revise.SECTIONS`); `revise.accept` takes it.

    The model is asked in any case, and paid. With a section or a note it is shown the summary that stands. The candidate keeps
    the paper, votes, waivers, decisions and history of the draft; it is pending, or held where it has errors.

    Raises UsageError for an unknown section, a note of more than 2,000 characters, and where all of it was written by a person;
    UpstreamDownError where a draft of the full text would give way to one of the abstract; otherwise as `draft_paper`.
    """
    names = _names(standing, section, note)
    started_at = shop.now()
    reading = await read_paper(standing.paper, shop.fetch_pdf, shop.extract, shop.observe)
    if reading.text is None:
        refuse_worse(standing, TextSource.ABSTRACT_ONLY, reading.reason)
    wish = _wish(standing, names if section else (), note) if section or note else None
    material = Material(standing.paper, reading.text, reading.reason, wish)
    made = await summarize_reading(material, reading, standing.date, shop, started_at)
    refuse_worse(standing, made.text.source, made.text.reason)
    candidate = rejudged(_candidate(standing, made, names), reading.text, shop.around)
    if candidate.summary == made.summary:  # it was judged already, with all that the model has quoted
        judged = {"evidence": made.evidence, "findings": made.findings, "judged_sha256": made.judged_sha256}
        candidate = candidate.model_copy(update=judged)
    told = {name: value for name, value in (("section", section), ("note", note)) if value}
    provenance = made.provenance.model_copy(update={"parameters": {**made.provenance.parameters, **told}})
    state = DraftState.HELD if candidate.errors else DraftState.PENDING
    return candidate.model_copy(update={"provenance": provenance, "state": state})


def refuse_worse(standing: Draft, source: TextSource, reason: str) -> None:
    """Raise UpstreamDownError where a draft of the full text would give way to one of the abstract alone."""
    if standing.text.source is TextSource.FULL_TEXT and source is TextSource.ABSTRACT_ONLY:
        raise UpstreamDownError(standing.paper.id, f"no text this time: {reason}", "the draft that stands is kept; try later")


def _names(standing: Draft, section: str, note: str) -> tuple[str, ...]:
    """Return the parts of the summary to take from the new version; one in which a person wrote is taken only when named."""
    if section and section not in SECTIONS:
        raise UsageError(section, "is no section", f"name one of {', '.join(SECTIONS)}")
    if len(note) > MOST_NOTE_CHARACTERS:
        raise UsageError(standing.paper.id, f"the note has {len(note):,} characters; {MOST_NOTE_CHARACTERS:,} are allowed")
    if section:
        return SECTIONS[section]
    written = set(map(section_of, standing.edited))
    names = tuple(name for parts in SECTIONS.values() for name in parts if name not in written)
    if not names:
        raise UsageError(standing.paper.id, "every section was written by a person, and is kept", "name one with --section")
    return names


def _wish(standing: Draft, names: tuple[str, ...], note: str) -> Wish:
    quotes = tuple(Quoted(each.claim, each.quote) for each in standing.evidence if each.quote)
    answer = write_answer(Answer(standing.summary, quotes))
    return Wish(json.dumps(answer, ensure_ascii=False), names, note)


def _candidate(standing: Draft, made: Draft, names: tuple[str, ...]) -> Draft:
    """Return the draft with the new words of `names`, and their evidence; all else as it stands."""
    summary = standing.summary.model_copy(update={name: getattr(made.summary, name) for name in names})
    kept = (each for each in standing.evidence if section_of(each.field) not in names)
    evidence = (*kept, *(each for each in made.evidence if section_of(each.field) in names))
    edited = tuple(name for name in standing.edited if section_of(name) not in names)
    return standing.model_copy(
        update={"summary": summary, "evidence": evidence, "edited": edited, "text": made.text, "provenance": made.provenance}
    )
