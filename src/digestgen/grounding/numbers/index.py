"""Every number of a paper, to be found by what a claim may mean."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from digestgen.grounding.numbers.number import HUNDRED, ONE, Kind, Number, Window, derives, windows
from digestgen.grounding.numbers.reading import scan

_SLIPS = (1, -1, 2, -2, 3, -3, 4, -4)
"""Powers of ten between a claim and what it was."""
_LARGE = 1000
_NEAR, _NEIGHBOURS, _MOST_NUMBERS = 120, 12, 5000
_CITATION: Final = re.compile(r"(?<![=∈×:] )(?<![=∈×:0-9A-Za-z])\[[0-9]{1,3}(?:\s?[,–-]\s?[0-9]{1,3}){0,30}\]", re.ASCII)
_SCALES: Final = {"K": 3, "M": 6, "B": 9, "G": 9, "T": 12, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_COLUMN: Final = re.compile(
    r"(?:[Pp]aram|[Ss]ize|[Tt]oken|FLOP|MAC|[Ss]ample|[Ii]mage|[Dd]ata|[Pp]air|[Ss]tep|#)[A-Za-z.]{0,12}\s?"
    r"[(\[](?:in\s)?(K|M|B|G|T|thousand|million|billion|trillion)s?[)\]]",
    re.ASCII,
)
_FEWEST_CITATIONS = 10
"""With fewer, brackets may just as well hold ranges and shapes."""


class NumberIndex:
    """The numbers of a long text, sorted by value. Citations by number, `[27, 55]`, are none of them."""

    def __init__(self, text: str) -> None:
        """Read the text once."""
        self._columns = {_SCALES[letter] for letter in _COLUMN.findall(text)}
        self._numbers = scan(_without_citations(text))
        entries: dict[tuple[Decimal, bool, bool, str], int] = {}
        for at, number in enumerate(self._numbers):
            for value in (number.value, *number.readings):
                entries.setdefault((value, number.percent, number.times, number.text), at)
        ordered = sorted((key[0], at) for key, at in entries.items())
        self._values = [value for value, _ in ordered]
        self._at = [at for _, at in ordered]

    def find(self, number: Number) -> tuple[int, int] | None:
        """Return where the number stands, best where it is written most alike; None where the text does not have it."""
        for window in (*windows(number), *_complement(number), *self._in_columns(number)):
            if found := min(self._within(window), key=lambda given: _unlikeness(number, given), default=None):
                return found.start, found.end
        return None

    def slip(self, number: Number) -> tuple[int, int] | None:
        """Return where the text has the same digits with a scale word, but 10 to 10,000 times larger or smaller; else None.

        That is how billion becomes 亿. Meant for numbers that `find` does not know.
        """
        if number.percent or number.times or not (number.power or number.value >= _LARGE):
            return None
        found = [given for power in _SLIPS for given in self._exactly(number.value.scaleb(power)) if given.power]
        best = min(found, key=lambda given: _unlikeness(number, given), default=None)
        return (best.start, best.end) if best else None

    def derives(self, number: Number) -> bool:
        """Tell whether the number follows from two that stand near each other, in one sentence or one row of a table."""
        near = (self._numbers[at : at + _NEIGHBOURS] for at in range(min(len(self._numbers), _MOST_NUMBERS)))
        return any(
            derives(number, first, other) for first, *others in near for other in others if other.start - first.end <= _NEAR
        )

    def _in_columns(self, number: Number) -> Iterator[Window]:
        """Yield what a number is in a column that names its scale at the top: 25.6M is 25.6 under `Params (M)`."""
        if number.power and number.digits > 1:
            base = next(windows(number))
            yield from (base.times(ONE.scaleb(-power), Kind.BARE) for power in self._columns)

    def _within(self, window: Window) -> Iterator[Number]:
        first, last = bisect_left(self._values, window.low), bisect_right(self._values, window.high)
        return (given for at in self._at[first:last] if window.holds(given := self._numbers[at]))

    def _exactly(self, value: Decimal) -> Iterator[Number]:
        return self._within(Window(value, value, Kind.ANY))


def _without_citations(text: str) -> str:
    """Return the text, of the same length, without the citations of a paper that cites by number."""
    if len(_CITATION.findall(text)) < _FEWEST_CITATIONS:
        return text
    return _CITATION.sub(lambda match: " " * len(match[0]), text)


def _complement(number: Number) -> Iterator[Window]:
    """Yield the error rate of an accuracy: a claim of 95.8 % may rest on 4.2 %."""
    if number.percent and number.value < HUNDRED:
        yield Window(HUNDRED - number.value, HUNDRED - number.value, Kind.PERCENT)


def _unlikeness(claimed: Number, given: Number) -> tuple[bool, bool, bool, Decimal]:
    """Return how differently the two are written: less is more alike."""
    return (
        given.percent != claimed.percent or given.times != claimed.times,
        not given.text.startswith(claimed.text[:3]),
        bool(given.power) != bool(claimed.power),
        abs(given.value - claimed.value),
    )
