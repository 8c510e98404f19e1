"""A text cut where marks begin and end, so that marks may overlap. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Span:
    """A stretch `start` to `end` of a text that is to be marked: as a claim, or for a finding, by its number in the draft."""

    start: int
    end: int
    claim: int | None = None
    finding: int | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of text that is marked alike throughout."""

    text: str
    claims: tuple[int, ...] = ()
    findings: tuple[int, ...] = ()
    begins: tuple[Span, ...] = ()
    """The marks that begin here: their anchors stand here."""


def cut(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Return the text in pieces, in order and without loss; what of a span lies outside the text is left off."""
    inside = [span for span in spans if 0 <= span.start < min(span.end, len(text))]
    borders = sorted({0, len(text), *(span.start for span in inside), *(min(span.end, len(text)) for span in inside)})
    pieces = []
    for start, end in pairwise(borders):
        over = [span for span in inside if span.start <= start and end <= span.end]
        pieces.append(
            Piece(
                text[start:end],
                tuple(span.claim for span in over if span.claim is not None),
                tuple(span.finding for span in over if span.finding is not None),
                tuple(span for span in over if span.start == start),
            )
        )
    return pieces
