"""Where words of a text stand among the characters of a page, and the rectangles around them. Pure, no PDFium.

The text that summaries quote is cleaned: hyphens, ligatures, accents and line breaks are mended. So words are looked up by their
letters and digits alone, which the page's own sequence of characters shares.
"""

from collections.abc import Callable, Iterable, Sequence
from unicodedata import normalize

from digestgen.pdftext.geometry import Box

LEAST_LETTERS = 12
"""Fewer letters of a broken quote say nothing of their place."""


def fold(characters: Iterable[str]) -> tuple[str, list[int]]:
    """Return letters and digits of the characters, folded, and for each the place of its character."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(characters):
        plain = character.lower() if character.isascii() else normalize("NFKD", normalize("NFKD", character).casefold())
        for letter in plain:
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def find_words(letters: str, wanted: str) -> list[tuple[int, int]]:
    """Return where `wanted` stands in `letters`, as start and end.

    Where something stands in between (the foot of the page, a caption), or the page ends, it comes as the longest beginning and
    the longest end that are there; nothing for what is not there at all.
    """
    if not wanted:
        return []
    if (at := letters.find(wanted)) >= 0:
        return [(at, at + len(wanted))]
    found = []
    head = _most(len(wanted), lambda count: wanted[:count] in letters)
    if head >= LEAST_LETTERS:
        at = letters.find(wanted[:head])
        found.append((at, at + head))
    tail = _most(len(wanted) - head, lambda count: wanted[-count:] in letters)
    if tail >= LEAST_LETTERS:
        at = letters.find(wanted[-tail:], found[0][1] if found else 0)
        found += [(at, at + tail)] if at >= 0 else []
    return found


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """Return the largest count up to `limit` that fits, where each smaller one fits too."""
    low, high = 0, max(limit, 0)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def as_lines(boxes: Sequence[Box]) -> list[Box]:
    """Join the boxes, in order of reading, that stand on the same line: one rectangle a line instead of one a word."""
    lines: list[Box] = []
    for box in boxes:
        if lines and _same_line(lines[-1], box):
            last = lines[-1]
            lines[-1] = Box(
                min(last.left, box.left), min(last.bottom, box.bottom), max(last.right, box.right), max(last.top, box.top)
            )
        elif box.area > 0:
            lines.append(box)
    return lines


def _same_line(one: Box, other: Box) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    height = min(one.top - one.bottom, other.top - other.bottom)
    gap = max(one.left, other.left) - min(one.right, other.right)
    return height > 0 and shared > height / 2 and gap < 3 * max(one.top - one.bottom, other.top - other.bottom)
