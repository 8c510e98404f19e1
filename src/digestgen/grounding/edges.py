"""Where a stretch of a text may begin and end: between words and numbers, never inside one."""

import re
from unicodedata import combining

_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]\s{0,3}\n\s{0,9}(?=[a-z])")
_NEGATION = re.compile(r"(?<![A-Za-z])(?:non|un|anti|in|dis|mis)[-‐‑]\s{0,9}\Z", re.IGNORECASE)
_SIGNS = frozenset("-−+±<>≤≥≈~$€£")
_PER_CENT = re.compile(r"\s?[%％]")
_LOOK = 16
_CJK_START = "\u2e80"


def is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` begins and ends between words: `able` of `unable` does not, nor `1.4` of `71.4`."""
    return not (_is_inside(text, start) or _is_inside(text, end) or _negation_before(text, start))


def _negation_before(text: str, start: int) -> re.Match[str] | None:
    """Find the `non-` that a word may stand without in a quote, and means the opposite."""
    return _NEGATION.search(text, max(0, start - _LOOK), start)


def _is_inside(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        is_note = before.isdigit() and after.isupper() and text[at + 1 : at + 2].islower()  # `1We`: a footnote's mark
        return not (is_note or before >= _CJK_START or after >= _CJK_START)
    if before in ".," and after.isdigit():
        return text[at - 2 : at - 1].isdigit()
    if after in ".," and before.isdigit():
        return text[at + 1 : at + 2].isdigit()
    broken = _BROKEN_WORD.search(text, max(0, at - _LOOK), at + _LOOK)
    return broken is not None and broken.start() <= at <= broken.end()


def to_whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends to the nearest ends of a word; what is left is at least one character."""
    first, last = _nearest(text, start), _nearest(text, end)
    while first < last and not text[first].isalnum():
        first += 1
    while first < last and not text[last - 1].isalnum():
        last -= 1
    if first >= last:
        return start, end
    negation = _negation_before(text, first)
    return (negation.start() if negation else first), last


def _nearest(text: str, at: int) -> int:
    for distance in range(_LOOK):
        for place in (at - distance, at + distance):
            if not _is_inside(text, place):
                return min(max(place, 0), len(text))
    return at


def with_its_signs(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch with what belongs to its first and last word: a sign, a per cent sign, the other bracket."""
    if text[start].isdigit() and text[start - 1 : start] in _SIGNS and not text[start - 2 : start - 1].isalnum():
        start -= 1
    while end < len(text) and combining(text[end]):
        end += 1
    if text[end - 1].isdigit() and (sign := _PER_CENT.match(text, end)):
        end = sign.end()
    for opening, closing in ("()", "[]"):
        surplus = text.count(closing, start, end) - text.count(opening, start, end)
        for _ in range(abs(surplus)):
            start -= surplus > 0 and text[start - 1 : start] == opening
            end += surplus < 0 and text[end : end + 1] == closing
    return start, end
