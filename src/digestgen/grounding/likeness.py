"""Where something nearly equal stands in a long text: a few stretches to look at closely, in the time of some `str.find`.

Two stretches that are 92 % the same share runs of eight letters at about the same distance from their beginning: such seeds are
looked up, and the places vote.
"""

from collections import Counter
from collections.abc import Iterator

_SEED = 8
_STRIDE, _MOST_SEEDS, _MOST_PLACES, _MOST_LIKE = 4, 64, 16, 3
_DRIFT = 32
"""So far apart may the same letters stand in two nearly equal stretches."""


def find_like(text: str, letters: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the few stretches of the text that share most with the letters."""
    votes: Counter[int] = Counter()
    offsets = range(0, len(letters) - _SEED + 1, max(_STRIDE, len(letters) // _MOST_SEEDS))
    for offset in offsets:
        at = -1
        for _ in range(_MOST_PLACES):
            at = text.find(letters[offset : offset + _SEED], at + 1)
            if at < 0:
                break
            votes[(at - offset) // _DRIFT] += 1
    for place, count in votes.most_common(_MOST_LIKE):
        if count * _SEED >= len(offsets):
            yield _first(text, letters, place * _DRIFT), _last(text, letters, place * _DRIFT + len(letters))


def _first(text: str, letters: str, about: int) -> int:
    """Return where the stretch begins that the first letters found near `about` belong to."""
    for offset in range(min(_DRIFT, len(letters) - _SEED)):
        low, high = about + offset - _DRIFT, about + offset + 2 * _DRIFT + _SEED
        at = text.find(letters[offset : offset + _SEED], max(0, low), max(0, high))
        if at >= 0:
            return max(0, at - offset)
    return max(0, about)


def _last(text: str, letters: str, about: int) -> int:
    """Return where the stretch ends that the last letters found near `about` belong to."""
    for offset in range(min(_DRIFT, len(letters) - _SEED)):
        end = len(letters) - offset
        low, high = about - offset - 2 * _DRIFT - _SEED, about - offset + 3 * _DRIFT
        at = text.rfind(letters[end - _SEED : end], max(0, low), max(0, high))
        if at >= 0:
            return min(len(text), at + _SEED + offset)
    return min(len(text), about)
