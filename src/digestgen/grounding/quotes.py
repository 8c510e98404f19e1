"""Does a quote stand in the paper, and where? The paper's own words are found for it, or it is refused with the reason.

First letter by letter (spacing, hyphens, punctuation and case aside), then without citations, then around an ellipsis or an
interruption; only then nearly, and then numbers, negations and names must be the same: likeness alone lets nearly every
falsified quote pass. Measured on six papers, with 1,445 sentences as another reader of PDFs gives them: 99.7 % are found; with a
digit, a negation or a comparison changed none is, of spliced and foreign ones 0.1 %, with another name 0.2 %.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz

from digestgen.findings import QuoteStatus
from digestgen.grounding.citations import find_citations, without_citations
from digestgen.grounding.differences import find_difference
from digestgen.grounding.edges import is_whole, to_whole, with_its_signs
from digestgen.grounding.interruptions import find_interrupted
from digestgen.grounding.likeness import find_like
from digestgen.grounding.squeeze import Squeezed, squeeze

_SHORTEST = 12
"""Letters: fewer say nothing of their place."""
_MOST_PARTS = 4
_SHORTEST_PART = 20
"""Letters on each side of an ellipsis, and of a quote that need not be exact."""
_LONGEST_LIKE = 1200
"""Letters of a quote that need not be exact."""
_WIDEST_ELLIPSIS = 400
"""Characters of the paper that an ellipsis may stand for."""
_LEAST_LIKENESS = 92.0
_OCCURRENCES = 16
_ELLIPSIS = re.compile(r"[\[(]\s?(?:\.\s?\.\s?\.|…)\s?[\])]|\.\s?\.\s?\.|…")


class Verified(NamedTuple):
    """What became of a quote: `text[start:end]` are the paper's own words for it; both are 0 where it was not found."""

    status: QuoteStatus
    start: int = 0
    end: int = 0
    score: float = 0.0
    """Likeness in per cent."""
    gap: tuple[int, int] | None = None
    """Whole lines in between that the quote passes over: a caption, a footnote, the foot of a page."""


class QuoteIndex:
    """A text in which quotes are looked up."""

    def __init__(self, text: str) -> None:
        """Squeeze the text, once."""
        self._text = text
        self._squeezed = squeeze(text)

    @cached_property
    def _decited(self) -> Squeezed:
        return squeeze(self._text, find_citations(self._text))

    def verify(self, quote: str) -> Verified:
        """Return what became of a quote."""
        letters = squeeze(quote).letters
        if len(letters) < _SHORTEST:
            return Verified(QuoteStatus.TOO_SHORT)
        if found := next(self._occurrences(self._squeezed, letters), None):
            return Verified(QuoteStatus.EXACT, *found, 100.0)
        bare_quote = without_citations(quote)
        bare = squeeze(bare_quote).letters
        if len(bare) >= _SHORTEST and (found := next(self._occurrences(self._decited, bare), None)):
            return Verified(QuoteStatus.DECITED, *found, 100.0)
        for index, text in ((self._squeezed, quote), (self._decited, bare_quote)):
            if found := self._around_ellipses(index, [part for each in _ELLIPSIS.split(text) if (part := squeeze(each).letters)]):
                return Verified(QuoteStatus.EXACT, *found, 100.0)
        if across := find_interrupted(self._text, self._decited, bare):
            stretch = with_its_signs(self._text, across.start, across.end)
            return Verified(QuoteStatus.EXACT, *stretch, 100.0, (across.gap_start, across.gap_end))
        return self._nearly(bare, bare_quote)

    def _occurrences(self, index: Squeezed, letters: str) -> Iterator[tuple[int, int]]:
        """Yield where the letters stand in the text as whole words and numbers."""
        for at in _places(index.letters, letters):
            stretch = index.stretch(at, at + len(letters))
            if is_whole(self._text, *stretch):
                yield with_its_signs(self._text, *stretch)

    def _around_ellipses(self, index: Squeezed, parts: Sequence[str]) -> tuple[int, int] | None:
        """Return the stretch from the first to the last part, where all stand in order, close to each other."""
        if not 1 < len(parts) <= _MOST_PARTS or min(map(len, parts)) < _SHORTEST_PART:
            return None
        stretches = ((start, self._follow(index, parts[1:], end)) for start, end in self._occurrences(index, parts[0]))
        return next(((start, end) for start, end in stretches if end), None)

    def _follow(self, index: Squeezed, parts: Sequence[str], end: int) -> int | None:
        """Return where the last part ends, when each begins soon after the one before it; the first of them after `end`."""
        for part in parts:
            ends = [stop for start, stop in self._occurrences(index, part) if 0 <= start - end <= _WIDEST_ELLIPSIS]
            if not ends:
                return None
            end = ends[0]
        return end

    def _nearly(self, letters: str, quote: str) -> Verified:
        """Return the stretch that is nearly equal and says the same; else what the most similar one says otherwise."""
        refused = Verified(QuoteStatus.MISSING)
        if not _SHORTEST_PART <= len(letters) <= _LONGEST_LIKE:
            return refused
        source = self._decited
        for first, last in find_like(source.letters, letters):
            score = fuzz.ratio(letters, source.letters[first:last])
            if score < _LEAST_LIKENESS:
                continue
            start, end = to_whole(self._text, *source.stretch(first, last))
            if not (status := find_difference(quote, without_citations(self._text[start:end]))):
                return Verified(QuoteStatus.FUZZY, *with_its_signs(self._text, start, end), score)
            if score > refused.score:
                refused = Verified(status, score=score)
        return refused


def _places(text: str, letters: str) -> Iterator[int]:
    """Yield where the letters stand, as often as is worth looking."""
    at = -1
    for _ in range(_OCCURRENCES):
        at = text.find(letters, at + 1)
        if at < 0:
            return
        yield at
