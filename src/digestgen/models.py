"""The nouns, frozen, in the order of the flow: Paper, Listing, PaperText, Summary, Draft, Failure.

Nothing here reads, writes or asks; a value that exists is valid. Texts of a `Summary` are plain text on one line: headings,
bold and lists come from the template alone.
"""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from digestgen.findings import Evidence, Finding, Severity, Waiver
from digestgen.identifiers import ArxivId, PictureUrl
from digestgen.measure import Line
from digestgen.noun import Noun

# --- the paper -------------------------------------------------------------------------------------------------------


class Paper(Noun):
    """A listed paper: what the feed tells, completed by arXiv's metadata where that answered."""

    id: ArxivId
    title: str
    """One line; may be empty, then the abstract alone identifies it."""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    upvotes: Annotated[int, Field(ge=0)] = 0
    listed: dt.date
    """The day on which the feed lists it, in the feed's own calendar."""
    published: dt.date | None = None
    """arXiv's date of version 1, UTC."""
    thumbnail: PictureUrl | None = None
    github_url: str | None = None
    project_url: str | None = None
    version: int | None = None
    """arXiv's newest version at fetch time; None where arXiv's API did not tell."""
    categories: tuple[str, ...] = ()
    """Primary category first."""
    comment: str | None = None


class Stage(StrEnum):
    """Where in the flow a paper is, or failed."""

    LISTING = "listing"
    PDF = "pdf"
    TEXT = "text"
    SUMMARY = "summary"
    DRAFT = "draft"


class Failure(Noun):
    """A paper that came to nothing, with its reason."""

    subject: str
    """arXiv id, or the item's place in the feed where it has none."""
    title: str = ""
    stage: Stage
    kind: str
    """Class name of the error."""
    reason: str
    raw_reply: str = ""
    """What the model said last, where that is why."""

    def __str__(self) -> str:
        return f"{self.subject} failed at {self.stage}: {self.reason}"


class Listing(Noun):
    """A day of the feed: most upvotes first, no id twice; what could not be read stands in `unreadable`."""

    date: dt.date | None
    """None for the trending list, which has no day."""
    papers: tuple[Paper, ...]
    unreadable: tuple[Failure, ...] = ()
    fetched_at: dt.datetime


# --- its text --------------------------------------------------------------------------------------------------------


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


# --- the summary -----------------------------------------------------------------------------------------------------

CONTRIBUTION_START = "提出了"


Tldr = Annotated[str, AfterValidator(Line(6, 160))]
Prose = Annotated[str, AfterValidator(Line(15, 1400))]
Paragraph = Annotated[str, AfterValidator(Line(4, 1600))]
Headline = Annotated[str, AfterValidator(Line(3, 240))]
ChallengeTitle = Annotated[str, AfterValidator(Line(2, 120))]
Solution = Annotated[str, AfterValidator(Line(10, 1600))]


class Challenge(Noun):
    """A difficulty (挑战) and how the paper meets it."""

    challenge: ChallengeTitle
    solution: Solution


class Summary(Noun):
    """The five sections; lengths are in Chinese characters plus Latin words."""

    tldr: Tldr
    background: Prose
    related_work: Prose
    contribution: Headline
    """Begins with 提出了."""
    challenges: Annotated[tuple[Challenge, ...], Field(min_length=1, max_length=5)]
    implementation: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=12)]
    conclusion: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _check_contribution(self) -> Self:
        if not self.contribution.startswith(CONTRIBUTION_START):
            raise ValueError(f"contribution must begin with {CONTRIBUTION_START}")
        return self


class Usage(Noun):
    """Tokens of one or several calls, as the provider counts them."""

    calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Share of the prompt tokens that the provider had in its cache."""
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    """Share of the completion tokens that went into thinking."""

    @property
    def total(self) -> int:
        """Tokens in and out."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        mine, theirs = self.model_dump(), other.model_dump()
        return Usage(**{name: mine[name] + theirs[name] for name in mine})


class Provenance(Noun):
    """What a summary was made from and with, and what it took."""

    key: str
    """sha256 over everything that decides the answer: the same key is never paid for twice."""
    digestgen: str
    """Version of this program."""
    text_sha256: str
    """Of the text that the model was given."""
    pdf_version: int | None = None
    pdf_sha256: str | None = None
    prompt_sha256: str
    schema_version: int
    endpoint: str
    """Base URL of the LLM endpoint, without its scheme."""
    model: str
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    response_format: str
    """json_schema, json_object or prompt: the way in which the structure was asked for."""
    repairs: int = 0
    usage: Usage
    cost_usd: Decimal | None = None
    """None where no price is known for the model."""
    started_at: dt.datetime
    finished_at: dt.datetime


# --- the draft -------------------------------------------------------------------------------------------------------


class DraftState(StrEnum):
    """Where a draft is on its way to the reader."""

    PENDING = "pending"
    HELD = "held"
    """The checks found errors that nobody has waived: never published."""
    APPROVED = "approved"


class Decision(Noun):
    """Who moved a draft to its state, when, and why."""

    state: DraftState
    by: str
    at: dt.datetime
    note: str = ""


class Draft(Noun):
    """A paper's summary of a day, kept for review in `drafts/D/ID.json`."""

    format: int = 1
    """Version of the file format."""
    date: dt.date
    paper: Paper
    text: TextReport
    summary: Summary
    evidence: tuple[Evidence, ...] = ()
    """What its claims rest on; empty in drafts of before there was evidence."""
    findings: tuple[Finding, ...] = ()
    judged_sha256: str = ""
    """Of summary and evidence as they were checked against the paper."""
    waivers: tuple[Waiver, ...] = ()
    provenance: Provenance
    state: DraftState = DraftState.PENDING
    decisions: tuple[Decision, ...] = ()
    upvotes_at: dt.datetime
    """When the upvotes were read."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that hold the draft: errors that nobody has waived."""
        return tuple(
            finding
            for finding in self.findings
            if finding.severity is Severity.ERROR and not any(waiver.covers(finding) for waiver in self.waivers)
        )
