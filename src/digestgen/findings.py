"""What the checks say of a summary, and what its claims rest on: Finding, Waiver, Evidence. Nothing here judges.

Fields of a summary are named by their path: `background`, `challenges[0].solution`, `implementation[1]`, `tldr`; `id` and `title`
are the paper's; the empty path is the summary as a whole. Offsets count characters, `text[start:end]`.
"""

import datetime as dt
from enum import StrEnum

from digestgen.noun import Noun

CHECKS_BROKEN = "checks_broken"
"""The rule of a finding that tells of a bug in the checks: nobody can mend the summary for it."""


class Severity(StrEnum):
    """What a finding does: an error holds the draft, a warning is shown to the reviewer."""

    ERROR = "error"
    WARNING = "warning"


class Place(Noun):
    """A stretch of the paper."""

    page: int | None
    """Page of the PDF, from 1; None for the title or abstract as the feed has them."""
    start: int
    end: int
    """Characters of the extracted text; without a page, of the title or abstract."""


class Finding(Noun):
    """What a check holds against a summary."""

    rule: str
    severity: Severity
    field: str = ""
    start: int = 0
    end: int = 0
    span: str = ""
    """The exact characters `start` to `end` of the field; empty where the field as a whole is meant."""
    message: str
    """What is wrong and what was expected, for a person."""
    message_zh: str
    """The same in Chinese: the model is told it in a repair."""
    place: Place | None = None
    """Where the paper says otherwise, where that is known."""


class Waiver(Noun):
    """A person's word that a finding is none."""

    rule: str
    severity: Severity
    field: str
    span: str
    message: str
    """What was waived, in the words of then."""
    reason: str
    by: str
    at: dt.datetime

    def covers(self, finding: Finding) -> bool:
        """Tell whether this is the finding that was waived: the same rule and words; of a field as a whole, the same message."""
        same = (self.rule, self.severity, self.field, self.span) == (
            finding.rule,
            finding.severity,
            finding.field,
            finding.span,
        )
        return same and (bool(self.span) or self.message == finding.message)


class QuoteStatus(StrEnum):
    """What became of a quote that the model gave: the first three stand in the paper, the others do not."""

    EXACT = "exact"
    """Letter by letter, but for spacing, hyphens, punctuation and case."""
    DECITED = "decited"
    """Exact, once the paper's citations are left out."""
    FUZZY = "fuzzy"
    """Nearly exact, with the same numbers, negations and names."""
    NUMBER_MISMATCH = "number mismatch"
    POLARITY_MISMATCH = "polarity mismatch"
    NAME_MISMATCH = "name mismatch"
    MISSING = "missing"
    TOO_SHORT = "too short"

    @property
    def found(self) -> bool:
        """Whether the quote stands in the paper."""
        return self in {QuoteStatus.EXACT, QuoteStatus.DECITED, QuoteStatus.FUZZY}


class Evidence(Noun):
    """A claim of the summary, and the paper's own words for it."""

    claim: str
    """Some words of the summary, as they stand there."""
    field: str
    """Where the claim stands; empty where the summary does not hold it."""
    start: int = 0
    end: int = 0
    """The claim's characters in the field."""
    status: QuoteStatus
    quote: str = ""
    """The paper's own words, never the model's; empty where the quote was not found."""
    place: Place | None = None
