"""From a text to its numbers. `scan` reads a paper; `read_numbers`, for a claim, also judges each by what stands around."""

from dataclasses import replace
from functools import lru_cache

from digestgen.grounding.numbers import patterns
from digestgen.grounding.numbers.context import is_checkable, nearness
from digestgen.grounding.numbers.digits import in_digits
from digestgen.grounding.numbers.han import in_han
from digestgen.grounding.numbers.joining import joined
from digestgen.grounding.numbers.number import Number
from digestgen.grounding.numbers.words import in_words

_MOST_TEXTS = 512
"""Several rules read the same few dozen texts of a summary."""


@lru_cache(maxsize=_MOST_TEXTS)
def read_numbers(text: str) -> tuple[Number, ...]:
    """Return every number of a Chinese or English text, in order. Never raises; its time grows with the text's length.

    Ranges give their two ends; `3/4` gives 3, 4 and three quarters.
    """
    folded = patterns.fold(text)
    return tuple(_judged(number, folded) for number in scan(text))


def _judged(number: Number, folded: str) -> Number:
    if not (number.checkable and is_checkable(number, folded)):
        return replace(number, checkable=False) if number.checkable else number
    about, odd = nearness(number, folded)
    if about or odd or number.odd:
        return replace(number, approximate=True, odd=odd or number.odd)
    return number


def scan(text: str) -> list[Number]:
    """Return the numbers of a text without judging them: what a paper may be asked for."""
    folded = patterns.fold(text)
    found = [*in_digits(folded), *in_words(folded), *in_han(folded)]
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    end = 0
    for number in found:
        if number.start >= end:
            kept.append(number)
            end = number.end
    return [_original(number, text) for number in joined(kept, folded)]


def _original(number: Number, text: str) -> Number:
    """Return the number with its text as it stands, before it was folded."""
    written = text[number.start : number.end]
    return number if written == number.text else replace(number, text=written)
