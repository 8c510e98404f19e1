"""A paper's text as the model and the reviewer see it."""

from enum import StrEnum

from digestgen.noun import Noun


class TextSource(StrEnum):
    """What a summary was made from."""

    FULL_TEXT = "full text"
    ABSTRACT_ONLY = "abstract only"


class Page(Noun):
    """A page's stretch of the text: `text[start:end]`; `number` counts from 1."""

    number: int
    start: int
    end: int


class SectionKind(StrEnum):
    """What a section is worth when the text must be shortened."""

    BODY = "body"
    REFERENCES = "references"
    APPENDIX = "appendix"


class Section(Noun):
    """A top-level section's stretch of the text, heading included."""

    title: str
    kind: SectionKind
    start: int
    end: int


class PaperText(Noun):
    """The visible text of a PDF: clean, in reading order, with the offsets of its pages and sections."""

    text: str
    pages: tuple[Page, ...]
    sections: tuple[Section, ...] = ()
    """In order, without overlap; empty where no headings were found."""
    page_count: int
    """Pages of the PDF; more than `pages` where the page cap was reached."""
    stamp: str | None = None
    """arXiv's side stamp as printed, e.g. `arXiv:1512.03385v1 [cs.CV] 10 Dec 2015`."""
    hidden_characters: int = 0
    """Characters that a reader cannot see; they are not in `text`."""
    hidden_samples: tuple[str, ...] = ()
    """The first such runs, each at most 120 characters, for the reviewer."""
    notes: tuple[str, ...] = ()
    """What else the reviewer should know, e.g. that the page cap was reached."""


class TextReport(Noun):
    """What the model was given to read: kept in the draft."""

    source: TextSource
    reason: str = ""
    """Why the abstract had to serve; empty for the full text."""
    page_count: int = 0
    characters: int
    """Characters of the whole text that was available."""
    characters_sent: int
    left_out: tuple[str, ...] = ()
    """What was left out to fit the model, e.g. `references (12,345 characters)`."""
    hidden_characters: int = 0
    hidden_samples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
