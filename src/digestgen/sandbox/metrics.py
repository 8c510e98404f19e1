"""How wide a line of Times is, where a word may be hyphenated, and how a paragraph falls into lines. No pages, no PDF.

The widths are facts of the standard fonts (thousandths of the font size, Adobe's font metrics), in the order of `_CHARACTERS`.
Lines are broken greedily; a word is hyphenated where the line would otherwise be stretched by more than a third of a space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

Face = Literal["Times-Roman", "Times-Bold", "Times-Italic"]

_CHARACTERS = "".join(map(chr, range(32, 127))) + "ﬁﬂ–—‘’“”•×°§±"
_WIDTHS: dict[Face, str] = {
    "Times-Roman": """
250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 564 564
564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 611 333
278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500
444 480 200 480 541 556 556 500 1000 333 333 444 444 350 564 400 500 564""",
    "Times-Bold": """
250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 570 570
570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 722 556 667 722 722 1000 722 722 667 333
278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500 556 556 444 389 333 556 500 722 500 500
444 394 220 394 520 556 556 500 1000 333 333 500 500 350 570 400 500 570""",
    "Times-Italic": """
250 333 420 500 500 833 778 214 333 333 500 675 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 675 675
675 500 920 611 611 667 722 611 611 722 722 333 444 667 556 833 667 722 611 722 611 500 556 722 611 833 611 556 556 389
278 389 422 500 333 500 500 444 500 444 278 500 500 278 278 444 278 722 500 500 500 500 389 389 278 500 444 667 444 444
389 400 275 400 541 500 500 500 889 333 333 556 556 350 675 400 500 675""",
}


@cache
def _table(face: Face) -> dict[str, int]:
    return dict(zip(_CHARACTERS, map(int, _WIDTHS[face].split()), strict=True))


def typographic(text: str) -> str:
    """Return `text` with what Times can show.

    Fi and fl as ligatures, curled apostrophes, anything unknown as a question mark.
    """
    known = _table("Times-Roman")
    joined = text.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("'", "’")
    return "".join(char if char in known else "?" for char in joined)


@lru_cache(maxsize=20_000)
def _units(text: str, face: Face) -> int:
    table = _table(face)
    return sum(table[char] for char in text)


def width(text: str, face: Face, size: float) -> float:
    """Measure a typographic text in points; raises KeyError for a character that `typographic` would replace."""
    return _units(text, face) * size / 1000


_VOWELS = frozenset("aeiouy")
_INSEPARABLE = frozenset(
    {"th", "ch", "sh", "ph", "gh", "wh", "ck", "qu", "ng", "tr", "pr", "br", "cr", "dr", "gr", "pl", "bl", "cl", "gl"}
)
_ENDINGS = ("tion", "sion", "ment", "ness", "less")
_LONG_WORD = re.compile(r"[A-Za-z]?[a-z]{5,}[.,;:]?")


@lru_cache(maxsize=20_000)
def hyphenation_points(word: str) -> tuple[int, ...]:
    """Where an English word may be cut (`num-ber`, `seg-ment`).

    Between two consonants that stand between vowels, and before a few endings.

    A rule of thumb, not a dictionary. At least two letters stay before the cut and four after it; other than plain words have
    none.
    """
    if not _LONG_WORD.fullmatch(word):
        return ()
    letters = word.rstrip(".,;:").lower()
    points = {len(letters) - len(ending) for ending in _ENDINGS if letters.endswith(ending)}
    for at in range(2, len(letters) - 3):
        around = [char in _VOWELS for char in letters[at - 2 : at + 2]]
        if around == [True, False, False, True] and letters[at - 1 : at + 1] not in _INSEPARABLE:
            points.add(at)
    return tuple(sorted(at for at in points if at >= 2))  # noqa: PLR2004 - one letter before a hyphen is no word part


@dataclass(frozen=True)
class TextLine:
    """A line of a paragraph; `stretch` is what each of its spaces must grow by, in points, to fill the measure."""

    text: str
    stretch: float


def break_lines(text: str, face: Face, size: float, measure: float) -> Iterator[TextLine]:
    """Break a typographic text into justified lines of `measure` points; the last one is not stretched. Empty for no words."""
    words = text.split()[::-1]
    space = width(" ", face, size)
    while words:
        line = [words.pop()]
        used = width(line[0], face, size)
        while words and used + space + width(words[-1], face, size) <= measure:
            line.append(words.pop())
            used += space + width(line[-1], face, size)
        if not words:
            yield TextLine(" ".join(line), 0.0)
            return
        slack = measure - used
        if slack > space * (1 + max(1, len(line) - 1) / 3) and (cut := _cut(words[-1], face, size, slack - space)):
            rest = words.pop()
            line.append(rest[:cut] + "-")
            words.append(rest[cut:])
            slack -= space + width(line[-1], face, size)
        yield TextLine(" ".join(line), max(0.0, slack) / max(1, len(line) - 1))


def _cut(word: str, face: Face, size: float, room: float) -> int:
    # A word with a ligature has no points: it is no plain word.
    fitting = [at for at in hyphenation_points(word) if width(word[:at] + "-", face, size) <= room]
    return max(fitting, default=0)
