"""Numbers written in words: `twenty-five`, `two thirds`, `tenfold`, `half a dozen`."""

import re
from collections.abc import Iterator
from decimal import Decimal

from digestgen.grounding.numbers import patterns, spelling
from digestgen.grounding.numbers.number import ONE, TEN, ZERO, Number, significant

_MOST_ORDERS = 20


def in_words(folded: str) -> Iterator[Number]:
    """Yield the numbers in English words; `twenty-nine and thirty` are two."""
    lowered = patterns.lower(folded)
    for match in patterns.WORDS.finditer(lowered):
        if match["magnitude"]:
            yield _magnitude(match)
        elif match["words"]:
            yield from _numbers(match, list(patterns.WORD.finditer(lowered, match.start("words"), match.end("words"))))
        elif value := spelling.english([match["fold"]]):
            yield Number(value, match.start(), match.end(), match[0], times=True)


def _numbers(match: re.Match[str], pieces: list[re.Match[str]]) -> Iterator[Number]:
    """Yield the numbers that words in a row make, each as long as it can be."""
    first = 0
    while first < len(pieces):
        start = pieces[first].start()
        factor = match.string.endswith(patterns.FACTOR, 0, start)
        for last in range(len(pieces), first, -1):
            at_end = last == len(pieces)
            span = match.string, start, match.end() if at_end else pieces[last - 1].end()
            times, percent = factor or (at_end and bool(match["times"])), at_end and bool(match["percent"])
            if number := _number([piece[0] for piece in pieces[first:last]], span, times=times, percent=percent):
                yield number
                break
        first = last


def _magnitude(match: re.Match[str]) -> Number:
    """Return `two orders of magnitude` as the factor that they are."""
    written = match["orders"] or "one"
    orders = int(written) if written.isdecimal() else int(spelling.english([written]) or 1)
    value = TEN ** min(orders, _MOST_ORDERS)
    return Number(value, match.start(), match.end(), match[0], times=True, checkable=False, step=value)


def _number(words: list[str], span: tuple[str, int, int], *, times: bool, percent: bool) -> Number | None:
    """Return the number of words that belong together, or None."""
    *front, last = words
    lowered, start, end = span
    text = lowered[start:end]
    if last in spelling.FACTORS:
        return None if front else Number(Decimal(spelling.FACTORS[last]), start, end, text, times=True, checkable=False)
    if last in spelling.HALVINGS:
        return None if front else Number(ONE / 2, start, end, text, checkable=False, step=ONE / 2)
    if last in spelling.COUNTS:
        count = spelling.english(front) if front else ONE
        return Number(count * spelling.COUNTS[last], start, end, text, checkable=False) if count else None
    value, part = spelling.english(words) or _half_of(words), _part(front, last)
    if value is None and part is None:
        return None
    fraction = part if value is None else None
    return Number(
        (value or ZERO) if fraction is None else fraction,
        start,
        end,
        text,
        percent=percent,
        times=times,
        checkable=times or percent or (value is not None and bool(front)),
        digits=2 if fraction else significant(value or ZERO),
        step=fraction.scaleb(-3) if fraction else ONE,
        power=spelling.SCALES.get(last, 0),
        readings=(part,) if part and value is not None else (),
    )


def _half_of(words: list[str]) -> Decimal | None:
    """Return the value of `half a million`, or None."""
    scale = spelling.english(words[1:]) if words[0] in spelling.PARTS and words[1:] else None
    return scale / spelling.PARTS[words[0]] if scale and words[1] in spelling.SCALES else None


def _part(front: list[str], last: str) -> Decimal | None:
    """Return the fraction of `two thirds` and `half`, or None."""
    if last not in spelling.PARTS:
        return None
    above = spelling.english(front) if front else ONE
    return above / spelling.PARTS[last] if above else None
