"""Numbers written in Chinese numerals: 三百二十, 七点六亿, 百分之九十二, 三分之一, 一半, 翻倍."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from digestgen.grounding.numbers import patterns, spelling
from digestgen.grounding.numbers.number import HUNDRED, Number, last_place, significant

_FIXED: Final = {"half": ("0.5", False), "halved": ("0.5", False), "doubled": ("2", True), "quadrupled": ("4", True)}
_BELOW: Final = {"百": HUNDRED, "千": Decimal(1000), "万": Decimal(10000)}
_VAGUE_BEFORE, _VAGUE_BEHIND = frozenset("数几上成好"), frozenset("几来数")
"""数十亿, 几百万, 上千, 二十几: many, but no number."""


def in_han(folded: str) -> Iterator[Number]:
    """Yield the numbers in Chinese numerals."""
    for match in patterns.HAN.finditer(folded):
        if number := _number(match, folded):
            yield number


def _number(match: re.Match[str], folded: str) -> Number | None:
    start, end = match.span()
    for name, (fixed, times) in _FIXED.items():
        if match[name]:
            return Number(
                Decimal(fixed), start, end, match[0], times=times, approximate=not times, checkable=times, step=Decimal(fixed)
            )
    if match["tenths"]:
        tenths = Decimal(10 * spelling.HAN_DIGITS[match["tenths"]])
        return Number(tenths, start, end, match[0], percent=True, approximate=True)
    if match["percent"]:
        value = _BELOW.get(match["percent"]) or spelling.chinese(match["percent"])
        return _percent(value, match) if value is not None else None
    if match["below"]:
        return _fraction(match)
    if folded[start - 1 : start] in _VAGUE_BEFORE or folded[end : end + 1] in _VAGUE_BEHIND:
        return None
    return _whole(match)


def _percent(value: Decimal, match: re.Match[str]) -> Number:
    return Number(value, match.start(), match.end(), match[0], percent=True, digits=significant(value), step=last_place(value))


def _fraction(match: re.Match[str]) -> Number | None:
    """Return 三分之一, 3分之1, 千分之五, 百分之92.5."""
    above = Decimal(match["above"]) if match["above"][0].isascii() else spelling.chinese(match["above"])
    below = (
        Decimal(match["below"]) if match["below"].isascii() else _BELOW.get(match["below"]) or spelling.chinese(match["below"])
    )
    if above is None or not below:
        return None
    if below == HUNDRED:
        return _percent(above, match)
    value = above / below
    return Number(value, match.start(), match.end(), match[0], approximate=True, digits=2, step=value.scaleb(-3))


def _whole(match: re.Match[str]) -> Number | None:
    """Return 三百二十, 七点六亿, 两倍, 一百多万."""
    value = spelling.chinese(match["whole"])
    if value is None:
        return None
    scale = match["scale"] or ""
    power = spelling.han_power(scale)
    tail = match["whole"][len(match["whole"].rstrip("万亿")) :]
    rate = bool(match["times"] or match["points"])
    return Number(
        value.scaleb(power),
        match.start(),
        match.end(),
        match[0],
        percent=bool(match["points"]),
        times=bool(match["times"]),
        checkable=rate or "点" not in match["whole"] or bool(tail),
        digits=significant(value),
        step=last_place(value).scaleb(power),
        power=spelling.han_power(tail + scale),
        odd=bool(match["odd"]),
    )
