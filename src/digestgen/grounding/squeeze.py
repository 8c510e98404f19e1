"""A text squeezed to its letters and digits, with the way back: spacing, hyphens, ligatures, accents and case vanish.

Two copies of a sentence differ in all of these: the text of a PDF breaks lines and words, a language model mends them. Kept is
what the sentence says: letters, digits, decimal points, per cent signs. Numbers that stood apart stay apart (`2020·15`).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

APART = "·"
"""Stands between two numbers: `in 2020, 15 models` is not `in 202015 models`."""
_PIECE = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)*|%|[^\x00-\x7f]")
_THOUSANDS = 3


class _Folded(dict[str, str]):
    """What a character outside ASCII stands for, in letters and digits: ﬁ is fi, é is e, ％ is %, × is x."""

    def __missing__(self, character: str) -> str:
        folded = normalize("NFKD", normalize("NFKD", character).casefold()).replace("×", "x").replace("⁄", APART)
        self[character] = "".join(each for each in folded if each.isalnum() or each in {"%", APART})
        return self[character]


_FOLDED = _Folded({APART: ""})


@dataclass(frozen=True, slots=True)
class Squeezed:
    """The letters of a text, and where each of them stands in it."""

    letters: str
    _starts: Sequence[int]
    """Of each piece, in the letters."""
    _origins: Sequence[int]
    """Of each piece, in the text."""
    _ends: Sequence[int]

    def origin(self, offset: int) -> int:
        """Return where in the text the letter at `offset` stands."""
        index = bisect_right(self._starts, offset) - 1
        return min(self._origins[index] + offset - self._starts[index], self._ends[index] - 1)

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return start and end, in the text, of the letters `start` to `end`, which are at least one."""
        return self.origin(start), self.origin(end - 1) + 1


def squeeze(text: str, without: Sequence[tuple[int, int]] = ()) -> Squeezed:
    """Squeeze a text; the stretches `without` (in order, apart) are left out of it."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    ends: list[int] = []
    length, begin, after_digit = 0, 0, False
    for left_out, resume in [*without, (len(text), len(text))]:
        for match in _PIECE.finditer(text, begin, left_out):
            piece = match[0]
            start = match.start()
            is_number = "0" <= piece <= "9~"
            found = piece.lower() if piece < "\x7f" else _FOLDED[piece]
            if not found:
                continue
            if is_number and after_digit and _stand_apart(text[ends[-1] : start], piece):
                found, start = APART + found, start - 1
            pieces.append(found)
            starts.append(length)
            origins.append(start)
            ends.append(match.end())
            length += len(found)
            after_digit = is_number
        begin = resume
    return Squeezed("".join(pieces), starts, origins, ends)


def _stand_apart(gap: str, number: str) -> bool:
    """Tell whether a number is one of its own, and not the rest of `1,234` or `10^4`."""
    return not (gap == "^" or (gap == "," and len(number.partition(".")[0]) == _THOUSANDS))
