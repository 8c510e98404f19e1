"""Numbers written in digits, with scale, power, percent and factor: `1,234`, `7.6亿`, `2.5 x 10^-5`, `16K`, `30多倍`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from digestgen.grounding.numbers import patterns, spelling
from digestgen.grounding.numbers.number import ONE, TEN, Number, last_place, significant

_LETTERS: Final = {"K": 3, "k": 3, "M": 6, "m": 6, "mn": 6, "B": 9, "b": 9, "bn": 9, "T": 12, "Tn": 12, "tn": 12, "w": 4}
_ALSO_UNITS: Final = frozenset("mbw")
"""Letters that are as often a unit (metre, bit, watt) as a scale."""
_BINARY: Final = {"K": 2**10, "k": 2**10, "M": 2**20}
_BRACKETS: Final = frozenset("([{")
"""Where they open, `64,128,256` is a list."""
_MOST_DIGITS = 24
_LARGEST_BASE, _LARGEST_POWER = 16, 64
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
"""2021b is a citation."""
_POINTED: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}", re.ASCII)
"""4.555 may be 4,555, as some languages write it."""
_SEPARATORS: Final = re.compile(r"[^0-9.]")


def in_digits(folded: str) -> Iterator[Number]:
    """Yield the numbers that begin with a digit or a decimal point."""
    for match in patterns.DIGITS.finditer(folded):
        if match["version"]:
            yield from _unglued(match)
        elif len(match["number"]) <= _MOST_DIGITS:
            yield _number(match, folded)
            if match["ten_lost"]:
                start, end = match.start("ten_lost") - 2, match.end("ten_lost")
                value = Decimal(folded[start:end])
                yield Number(value, start, end, folded[start:end], digits=significant(value))


def _unglued(match: re.Match[str]) -> Iterator[Number]:
    """Yield the two numbers of `71.40.3`, a mean with the deviation that was printed small; versions look the same."""
    front, middle, *rest = match["version"].split(".")
    if len(rest) == 1 and len(middle) > 1:
        start, border, end = match.start(), match.start() + len(front) + len(middle), match.end()
        for first, last in ((start, border), (border, end)):
            text = match.string[first:last]
            value = Decimal(text)
            yield Number(value, first, last, text, checkable=False, digits=significant(value), step=last_place(value))


def _number(match: re.Match[str], folded: str) -> Number:
    written, start, end, text = match["number"], match.start(), match.end(), match[0]
    mantissa = Decimal(written if written.isdigit() else _SEPARATORS.sub("", written))
    value, step, readings = _powers(match, mantissa, folded)
    if match["ten_lost"]:
        end = match.end("number")
        text = folded[start:end]
    if "," in written and folded[start - 1 : start] in _BRACKETS:
        readings += [Decimal(group) for group in re.findall("[0-9]+", written)]
    if _POINTED.fullmatch(written):
        readings.append(mantissa * 1000)
    power = _scale(match)
    if power:
        readings += _other_scales(value, match["letter"])
        value, step = value.scaleb(power), step.scaleb(power)
    percent = match["percent"]
    if percent and "‰" in percent:
        value, step = value / TEN, step / TEN
    return Number(
        value,
        start,
        end,
        text,
        percent=percent is not None,
        times=match["times"] is not None or folded.endswith(patterns.FACTOR, 0, start),
        digits=significant(value if match["raised"] or match["superscript"] else mantissa),
        step=step,
        power=power,
        odd=bool(match["odd"] or match["han_odd"] or match["times_odd"] or match["percent_odd"]),
        readings=tuple(readings),
    )


def _powers(match: re.Match[str], mantissa: Decimal, folded: str) -> tuple[Decimal, Decimal, list[Decimal]]:
    """Return value, step and other readings of 10^4, 2¹⁶, 3e-5, 3×10^5; and of 3 · 105, whose 5 was raised in print."""
    step = last_place(mantissa)
    if match["raised"] or match["superscript"]:
        base, power = mantissa, _power(match["raised"] or match["superscript"])
        if not ONE < base <= _LARGEST_BASE or base % 1 or abs(power) > _LARGEST_POWER:
            return base, step, []  # no power: a square, a footnote
        value = base**power
        return value, value if base == TEN else min(ONE, value), []
    if match["ten_lost"]:
        return mantissa, step, [mantissa.scaleb(int(match["ten_lost"]))]
    if power := _power(match["exponent"] or match["ten"] or match["ten_minus"] or match["ten_superscript"] or ""):
        return mantissa.scaleb(power), step.scaleb(power), []
    if match["number"] == "10" and (minus := patterns.LOST_MINUS.match(folded, match.end())):
        return mantissa, step, [ONE.scaleb(-int(minus[1]))]
    return mantissa, step, []


def _power(written: str) -> int:
    """Return the power that is written: `-5`, `e-5`, ` - 5`, `⁻⁵`."""
    plain = re.sub(r"[^0-9-]", "", written.translate(patterns.SUPERSCRIPT_VALUES))
    return int(plain) if re.fullmatch("-?[0-9]{1,2}", plain) else 0


def _scale(match: re.Match[str]) -> int:
    """Return the power of ten of the scale behind the number; 0 without, and for the letter of 2021b."""
    if letter := match["letter"]:
        if letter in _ALSO_UNITS and _YEAR.fullmatch(match["number"]):
            return 0
        return _LETTERS[letter.strip()]
    if word := match["word"]:
        return sum(spelling.SCALES[each.removesuffix("s")] for each in re.findall("[a-z]+", word.lower()))
    return spelling.han_power(match["han"]) if match["han"] else 0


def _other_scales(value: Decimal, letter: str | None) -> list[Decimal]:
    """Return what a letter may mean besides: 16K is 16,384 too, 5m are metres."""
    readings = [value * _BINARY[letter]] if letter in _BINARY else []
    return [*readings, value] if letter in _ALSO_UNITS else readings
