"""A number as a value: what it is, what it may be rounded from, and when two numbers are the same.

Everything is a `Decimal`; nothing here reads text. A claim (in the summary) is held against what is given (in the paper), never
the other way round: the claim may be coarser than the paper, not finer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from itertools import combinations
from typing import NamedTuple

ZERO, ONE, TWO, TEN, HUNDRED = Decimal(0), Decimal(1), Decimal(2), Decimal(10), Decimal(100)
_LOOSE = {1: Decimal("0.1"), 2: Decimal("0.05")}
"""How far an approximate number of so many digits may be off; with more digits it is no longer approximate."""
_FRACTION_SLACK = Decimal("0.004")
_CUT_OFF = Decimal("0.999")
"""71.4 may be what is left of 71.49, but not of 71.5."""
_ROUND = Decimal("0.01")
"""How far a single digit with a scale may be off: 3万 for 29,921."""
_MOST_OTHERS = 16


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in a text: `text` is exactly what stands from `start` to `end`."""

    value: Decimal
    """7.6亿 is 760000000, 71.4% is 71.4, 三分之一 is 0.333…; without sign."""
    start: int
    end: int
    text: str
    percent: bool = False
    times: bool = False
    """A factor: 倍, ×, fold, twice."""
    approximate: bool = False
    """约, 超过, 近, 多, 余, about, over …"""
    checkable: bool = True
    """Whether a paper can be asked for it: not a small count, a part of a name, a version, a list marker."""
    digits: int = 1
    """Significant digits as written; the zeros at the end of a whole number are none."""
    step: Decimal = ONE
    """What one more in the last digit written would be."""
    power: int = 0
    """Power of ten of its scale word (亿 8, K 3); 0 without."""
    odd: bool = False
    """30多: anything from 30 to 39."""
    readings: tuple[Decimal, ...] = ()
    """What else it may mean: the 7 of `7 and 13 billion` is 7 or 7 billion."""


def significant(value: Decimal) -> int:
    """Return the significant digits of a value as it is written, zeros at the end of a whole number left out."""
    _, digits, exponent = value.as_tuple()
    written = "".join(map(str, digits))
    if isinstance(exponent, int) and exponent >= 0:
        written = written.rstrip("0")
    return len(written.lstrip("0")) or 1


def last_place(value: Decimal) -> Decimal:
    """Return one in the last digit of a value as it is written, at most 1."""
    return ONE.scaleb(min(int(value.as_tuple().exponent), 0))


class Kind(Enum):
    """What a given number must be for a claim to mean it."""

    ANY = auto()
    PERCENT = auto()
    BARE = auto()
    """Not a percentage."""
    TIMES = auto()


class Window(NamedTuple):
    """The values that a claim stands for, of one kind."""

    low: Decimal
    high: Decimal
    kind: Kind

    def holds(self, given: Number) -> bool:
        """Tell whether the given number lies in the window."""
        if not _fits(self.kind, given):
            return False
        return self.low <= given.value <= self.high or any(self.low <= value <= self.high for value in given.readings)

    def times(self, factor: Decimal, kind: Kind) -> "Window":
        """Return the window of another unit."""
        return Window(self.low * factor, self.high * factor, kind)


def _fits(kind: Kind, given: Number) -> bool:
    match kind:
        case Kind.PERCENT:
            return given.percent
        case Kind.BARE:
            return not given.percent
        case Kind.TIMES:
            return given.times
    return True


def same(claimed: Number, given: Number) -> bool:
    """Tell whether the claim is what is given: equal, rounded to two digits or more, approximate, or in another unit (%, 倍)."""
    return any(window.holds(given) for window in windows(claimed))


def windows(claimed: Number) -> Iterator[Window]:
    """Yield every stretch of values that the claim may stand for, the plainest first."""
    base = _covered(claimed)
    if claimed.percent and claimed.value < ONE and claimed.step < ONE / TEN:
        base = base._replace(kind=Kind.PERCENT)  # 0.42 of a table without signs is hardly 0.42 %
    yield base
    if claimed.value:
        yield from (base.times(value / claimed.value, Kind.ANY) for value in claimed.readings)
    if claimed.percent:
        yield from _of_percentage(claimed, base)
    elif claimed.value <= TWO:
        yield base.times(HUNDRED, Kind.PERCENT)
    if claimed.times:
        yield from _of_factor(claimed, base)
    elif claimed.approximate and ZERO < base.low <= base.high < ONE:
        yield from _of_fraction(base)


def _covered(claimed: Number) -> Window:
    """Return what the number may have been rounded, cut off or guessed from."""
    value, step = claimed.value, claimed.step
    low = high = value
    if not value:
        return Window(low, high, Kind.ANY)
    last = ONE.scaleb(value.adjusted() - claimed.digits + 1)
    if value >= TEN * step:
        low, high = value - step / 2, value + step * _CUT_OFF
    if claimed.digits > 1:
        low, high = min(low, value - last / 2), max(high, value + last / 2)
    elif claimed.power:
        low, high = value - value * _ROUND, value + value * _ROUND
    if claimed.approximate:
        loose = value * _LOOSE.get(claimed.digits, ZERO)
        low, high = min(low, value - loose), max(high, value + loose)
    if claimed.odd:
        high = max(high, value + last)
    return Window(low, high, Kind.ANY)


def _of_percentage(claimed: Number, base: Window) -> Iterator[Window]:
    """Yield what a percentage may be said as: 0.714; 6 % for 6.38 %; 50 % more is 1.5x, 50 % less is 2x less."""
    yield base.times(ONE / HUNDRED, Kind.BARE)
    yield base.times(ONE / HUNDRED, Kind.TIMES)
    if claimed.step == ONE:
        yield Window(claimed.value - ONE / 2, claimed.value + ONE / 2, Kind.PERCENT)
    yield Window(base.low / HUNDRED + ONE, base.high / HUNDRED + ONE, Kind.TIMES)
    if base.high < HUNDRED:
        yield Window(HUNDRED / (HUNDRED - base.low), HUNDRED / (HUNDRED - base.high), Kind.TIMES)


def _of_fraction(base: Window) -> Iterator[Window]:
    """Yield what a part may be said as: 减少到三分之一 is 3x less, and so is 减少三分之二."""
    yield Window(ONE / base.high, ONE / base.low, Kind.TIMES)
    yield Window(ONE / (ONE - base.low), ONE / (ONE - base.high), Kind.TIMES)
    yield Window(ONE - base.high, ONE - base.low, Kind.BARE)


def _of_factor(claimed: Number, base: Window) -> Iterator[Window]:
    """Yield what a factor may be said as: 提升了3倍 is 3x, 300 %, strictly 4x; a third; 快1.5倍 is 50 % more."""
    if claimed.step == ONE:
        yield Window(claimed.value - ONE / 2, claimed.value + ONE / 2, Kind.TIMES)
    yield base.times(HUNDRED, Kind.PERCENT)
    yield Window((base.low - ONE) * HUNDRED, (base.high - ONE) * HUNDRED, Kind.PERCENT)
    yield Window(base.low + ONE, base.high + ONE, Kind.TIMES)
    if base.low > ONE:
        part = ONE / base.high, ONE / base.low
        yield Window(part[0] - _FRACTION_SLACK, part[1] + _FRACTION_SLACK, Kind.BARE)
        left = (ONE - part[1]) * HUNDRED, (ONE - part[0]) * HUNDRED
        yield Window(left[0] - ONE / 2, left[1] + ONE / 2, Kind.PERCENT)


def is_derived(number: Number, others: Sequence[Number]) -> bool:
    """Tell whether the number is a difference, sum or ratio of two of the first 16 others: 71.4 − 52.8 = 18.6."""
    return any(derives(number, one, other) for one, other in combinations(others[:_MOST_OTHERS], 2))


def derives(number: Number, one: Number, other: Number) -> bool:
    """Tell whether the number is the difference, sum, ratio or relative change of the two."""
    low, high = number.value - number.step, number.value + number.step
    less, more = sorted((one.value, other.value))
    gap = more - less
    slack = number.step if number.step < ONE else number.step / 2
    if one.percent == other.percent and min(abs(gap - number.value), abs(more + less - number.value)) <= slack:
        return True
    if not less:
        return False
    results = [more / less, gap / less]
    if number.percent:
        results = [HUNDRED * less / more, HUNDRED * gap / less, HUNDRED * gap / more]
    return any(low <= result <= high for result in results)
