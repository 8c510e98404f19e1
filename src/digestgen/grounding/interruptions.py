"""Sentences that the extracted text interrupts with whole lines: a page's number, a caption, a table, a footnote.

A reader passes over these, and so does a model that quotes. Of such a quote both parts stand in the text in full, one before and
one behind some whole lines; nothing else may be passed over, or two sentences could be made one.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from digestgen.grounding.edges import is_whole
from digestgen.grounding.squeeze import Squeezed

_LONGER, _SHORTER = 20, 2
"""Letters that the longer and the shorter part have at least."""
_WIDEST, _WIDEST_CHARACTERS = 1600, 8000
"""Letters, and characters, of what stands in between."""
_SHARED = 4
"""So many letters may it have in common with what follows or precedes it."""
_OCCURRENCES = 16
_WHOLE_LINES = re.compile(r"[^\w\n]{0,9}(?:[0-9]{1,4}[^\w\n]{0,9})?\n(?:.*\n)?[^\w\n]{0,9}", re.DOTALL)
"""From the end of a line, perhaps with the page's number there, to the beginning of another."""


class Interrupted(NamedTuple):
    """A stretch of the text with a gap in it: `text[start:gap_start]` and `text[gap_end:end]` belong together."""

    start: int
    gap_start: int
    gap_end: int
    end: int


def find_interrupted(text: str, squeezed: Squeezed, letters: str) -> Interrupted | None:
    """Find letters of which whole lines have been passed over; where they stand in one piece is not asked."""
    if len(letters) < _LONGER + _SHORTER:
        return None
    for head, at, after in (*_longer_first(squeezed.letters, letters), *_longer_last(squeezed.letters, letters)):
        start, gap_start = squeezed.stretch(at, at + head)
        gap_end, end = squeezed.stretch(after, after + len(letters) - head)
        if gap_end - gap_start > _WIDEST_CHARACTERS:
            continue
        if _WHOLE_LINES.fullmatch(text, gap_start, gap_end) and is_whole(text, start, end):
            return Interrupted(start, gap_start, gap_end, end)
    return None


def _longer_first(text: str, letters: str) -> Iterator[tuple[int, int, int]]:
    """Yield length and place of a long beginning, and the place of the rest behind it."""
    at = -1
    for _ in range(_OCCURRENCES):
        at = text.find(letters[:_LONGER], at + 1)
        if at < 0:
            return
        equal = _common(letters, text[at : at + len(letters)])
        for head in range(min(equal, len(letters) - _SHORTER), max(_LONGER, equal - _SHARED) - 1, -1):
            after = at + head
            for _ in range(_OCCURRENCES):
                after = text.find(letters[head:], after + 1, at + len(letters) + _WIDEST)
                if after < 0:
                    break
                yield head, at, after


def _longer_last(text: str, letters: str) -> Iterator[tuple[int, int, int]]:
    """Yield the same for a long ending."""
    stop = len(text)
    for _ in range(_OCCURRENCES):
        stop = text.rfind(letters[-_LONGER:], 0, stop)
        if stop < 0:
            return
        end = stop + _LONGER
        equal = _common(letters[::-1], text[max(0, end - len(letters)) : end][::-1])
        for tail in range(min(equal, len(letters) - _SHORTER), max(_LONGER, equal - _SHARED) - 1, -1):
            before = end - tail
            for _ in range(_OCCURRENCES):
                before = text.rfind(letters[:-tail], max(0, end - len(letters) - _WIDEST), before + len(letters) - tail - 1)
                if before < 0:
                    break
                yield len(letters) - tail, before, end - tail
        stop = end - 1


def _common(one: str, other: str) -> int:
    """Return how many letters the two begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
