"""A draft as its page shows it: the sections with what is marked in them, and the findings. Pure."""

from dataclasses import dataclass

from digestgen.checks.subject import passages_of
from digestgen.findings import Finding, Severity, Waiver
from digestgen.models import Draft
from digestgen.revise import SECTIONS, section_of
from digestgen.web.marks import Piece, Span, cut


@dataclass(frozen=True)
class Held:
    """A finding with its number in the draft, and who has waived it."""

    number: int
    finding: Finding
    waiver: Waiver | None

    @property
    def look(self) -> str:
        """How it is shown: error, warning or waived."""
        return "waived" if self.waiver else self.finding.severity.value


@dataclass(frozen=True)
class Text:
    """A field of the summary, in pieces."""

    name: str
    pieces: tuple[Piece, ...]
    edited: bool


@dataclass(frozen=True)
class Section:
    """A part of the summary as a person sees it."""

    key: str
    """Its first field's name: what forms send."""
    title: str
    """In Chinese, as on the page."""
    texts: tuple[Text, ...]


def key_of(title: str) -> str:
    """Return what forms call a section: `contribution` for 核心贡献."""
    return SECTIONS[title][0]


def title_of(key: str) -> str | None:
    """Return the section that forms call so, None for no such."""
    return next((title for title in SECTIONS if key_of(title) == key), None)


def findings_of(draft: Draft) -> tuple[Held, ...]:
    """Return the findings with their waivers, those that hold the draft first."""
    found = [
        Held(number, finding, next((waiver for waiver in draft.waivers if waiver.covers(finding)), None))
        for number, finding in enumerate(draft.findings)
    ]
    return tuple(sorted(found, key=lambda held: (held.waiver is not None, held.finding.severity is not Severity.ERROR)))


def is_clean(draft: Draft) -> bool:
    """Tell whether nothing is held against the draft that nobody has waived."""
    return all(held.waiver for held in findings_of(draft))


def open_warnings(draft: Draft) -> int:
    """Return how many warnings nobody has waived."""
    return sum(held.look == Severity.WARNING for held in findings_of(draft))


def sections_of(draft: Draft) -> tuple[Section, ...]:
    """Return the sections in the order of the page, the one-sentence version last."""
    found: dict[str, list[Text]] = {}
    for passage in passages_of(draft.summary):
        spans = [*_claims(draft, passage.field), *_findings(draft, passage.field, passage.text)]
        edited = passage.field in draft.edited or section_of(passage.field) in draft.edited
        text = Text(passage.field, tuple(cut(passage.text, spans)), edited)
        found.setdefault(section_of(passage.field), []).append(text)
    return tuple(
        Section(key_of(title), title, tuple(text for name in names for text in found.get(name, ())))
        for title, names in SECTIONS.items()
    )


def _claims(draft: Draft, field: str) -> list[Span]:
    return [
        Span(each.start, each.end, claim=number)
        for number, each in enumerate(draft.evidence)
        if each.field == field and each.status.found
    ]


def _findings(draft: Draft, field: str, text: str) -> list[Span]:
    """Return the exact stretches of the findings; where the text moved, the words are looked for."""
    spans = []
    for number, finding in enumerate(draft.findings):
        if finding.field == field and finding.span:
            start = finding.start if text[finding.start : finding.end] == finding.span else text.find(finding.span)
            if start >= 0:
                spans.append(Span(start, start + len(finding.span), finding=number))
    return spans
