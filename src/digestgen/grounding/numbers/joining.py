"""Numbers that belong together: ranges and lists that share a scale, 1亿2000万, 3/4, and what a PDF has torn apart."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from digestgen.grounding.numbers import patterns
from digestgen.grounding.numbers.number import ONE, ZERO, Number, significant

_LONGEST_JOINT = 8
_OF = frozenset({"/", " in ", " out of "})
"""What makes a fraction: 3/4, one in eight."""
_LARGEST_PART = 100
_GROUP = 3
_LARGEST_ABOVE, _LARGEST_BELOW = 20, 10
_REST = re.compile(r"\.?[0-9]{1,6}(?![0-9.])", re.ASCII)


def joined(numbers: list[Number], folded: str) -> list[Number]:
    """Return the numbers with all that they take from their neighbours."""
    kept: list[Number] = []
    unit: Number | None = None  # the number whose scale or unit may hold for those before it
    for number in reversed(numbers):
        following = kept[-1] if kept else None
        if following is None or following.start - number.end > _LONGEST_JOINT:
            kept.append(number)
            unit = None
        elif following.start == number.end and _continues(number, following, folded):
            kept[-1] = _compound(number, following, folded)
        else:
            joint = folded[number.end : following.start].replace("\n", " ")
            unit = unit if patterns.RANGE.fullmatch(joint) or patterns.LIST.fullmatch(joint) else None
            kept[-1] = _torn(number, following, joint)
            kept.append(_shared(number, unit, joint) if unit else number)
            kept.extend(_fraction(number, following, folded) if joint in _OF else ())
        unit = number if _has_unit(number) else unit
    kept.reverse()
    return kept


def _has_unit(number: Number) -> bool:
    return number.power != 0 or number.percent or number.times


def _continues(number: Number, following: Number, folded: str) -> bool:
    """Tell whether a number goes on where the scale of the one before ends: 1亿2000万, 3千5百."""
    return (
        folded[number.end - 1] in "千百万亿" and folded[following.start].isdigit() and following.value < ONE.scaleb(number.power)
    )


def _compound(number: Number, following: Number, folded: str) -> Number:
    total = number.value + following.value
    text = folded[number.start : following.end]
    return replace(following, value=total, start=number.start, text=text, digits=significant(total), power=number.power)


def _shared(number: Number, unit: Number, joint: str) -> Number:
    """Return the number with the unit that a range or list names only at its end: `7–12B`, `16 to 1650 million`."""
    if _has_unit(number):
        return number
    with_unit = replace(number, percent=unit.percent, times=unit.times)
    if not unit.power:
        return with_unit
    scaled = number.value.scaleb(unit.power)
    if not patterns.RANGE.fullmatch(joint):  # in a list that is only one way to read it
        return replace(with_unit, readings=(*number.readings, scaled))
    step = number.step.scaleb(unit.power)
    return replace(with_unit, value=scaled, step=step, power=unit.power, readings=(*number.readings, number.value))


def _torn(number: Number, following: Number, joint: str) -> Number:
    """Return a number that may be the rest of the one before: `0. 2976`, `71 .4`, `7, 473`, `17 000`, `4,6k`."""
    match = _REST.match(following.text)
    if not match or not number.text.isdecimal():
        return following
    front, rest = number.text, match[0]
    in_three = len(rest) == _GROUP and len(front) <= _GROUP
    if rest.startswith("."):
        if joint != " ":
            return following
        whole = front + rest
    elif joint in {". ", " ."} or (joint == "," and len(rest) < _GROUP):
        whole = f"{front}.{rest}"
    elif joint in {", ", " "} and in_three and front[0] != "0":
        whole = front + rest
    else:
        return following
    return replace(following, readings=(*following.readings, Decimal(whole).scaleb(following.power)))


def _fraction(above: Number, below: Number, folded: str) -> Iterator[Number]:
    """Yield 3/4 as a number of its own, besides its 3 and its 4."""
    proper = ZERO < above.value < below.value <= _LARGEST_PART
    improper = below.value < above.value <= _LARGEST_ABOVE and ONE < below.value <= _LARGEST_BELOW
    if (proper or improper) and below.value % 1 == 0:
        value = above.value / below.value
        text = folded[above.start : below.end]
        step = value.scaleb(-3)
        yield Number(
            value, above.start, below.end, text, times=below.times, approximate=True, checkable=False, digits=2, step=step
        )
