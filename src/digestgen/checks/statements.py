"""The sentences of a summary that can be checked, each with the evidence that was given for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from digestgen.checks.subject import Part, Subject
from digestgen.findings import Evidence
from digestgen.grounding.claims import best_claims, first_claims
from digestgen.grounding.numbers import Number, is_derived, read_numbers, same
from digestgen.grounding.sentences import split_sentences

_TELLING_DIGITS = 3
"""Significant digits with which a number is hardly another one by chance."""
_DERIVING = re.compile(
    "提升|提高|增加|增长|上升|改善|高出|高于|多出|超出|超过|领先|下降|降低|降幅|减少|减小|缩短|节省|低于|落后|相差|差距|之差|合计|总|共|之和|倍|比"
)
_BEFORE, _BEHIND = 14, 8
_RESTATING = frozenset({Part.CONTRIBUTION, Part.CONCLUSION, Part.TLDR})
"""Parts that repeat what others say at length: the model need not quote for them again."""


class Support(Enum):
    """How well the quotes bear out a number of a sentence."""

    FULL = auto()
    DOUBTFUL = auto()
    """Another quote than the one given for it holds it, or it is said more often than quoted."""
    NONE = auto()


@dataclass(frozen=True)
class Statement:
    """A sentence that holds a number or a claim of being first or best: `field[start:end]`."""

    field: str
    part: Part
    start: int
    end: int
    text: str
    numbers: tuple[Number, ...]
    """The checkable ones, with their places in the field."""
    is_claim: bool
    """Whether it says that something is the first or the best."""
    evidence: tuple[Evidence, ...]
    """What was given for it, found in the paper or not."""

    @property
    def found(self) -> tuple[Evidence, ...]:
        """Return the evidence that stands in the paper."""
        return tuple(each for each in self.evidence if each.status.found)

    def claiming(self, number: Number) -> tuple[Evidence, ...]:
        """Return the found evidence whose claim holds this very number."""
        return tuple(each for each in self.found if each.start < number.end and number.start < each.end)


@dataclass(frozen=True)
class Statements:
    """The checkable sentences of a summary in its order, and what its evidence says of them."""

    all: tuple[Statement, ...]

    def is_covered(self, statement: Statement) -> bool:
        """Tell whether a quote was found for the sentence, or it only repeats numbers for which there are quotes."""
        if statement.found or statement.is_claim:
            return bool(statement.found)
        return all(self.support(number, statement) is not Support.NONE for number in statement.numbers)

    def support(self, number: Number, statement: Statement) -> Support:
        """Tell how well the quotes bear out a number of the sentence.

        A number in a claim that was quoted for has to stand in that quote, as often as the claim says it; one of three digits
        may stand in any. What was not quoted for may have its quote elsewhere.
        """
        claiming = statement.claiming(number)
        alike = (each for each in statement.numbers if each.value == number.value and each.start <= number.start)
        said = sum(statement.claiming(each) == claiming for each in alike)
        quoted = sum(same(number, given) for given in quoted_numbers(claiming or statement.found))
        if quoted >= said or self._follows(number, statement):
            return Support.FULL
        if not self._is_quoted_somewhere(number, statement):
            return Support.NONE
        return Support.DOUBTFUL if claiming and number.digits < _TELLING_DIGITS else Support.FULL

    def _follows(self, number: Number, statement: Statement) -> bool:
        """Tell whether a number is the difference, sum or ratio of two quoted ones of its sentence, and the sentence says so."""
        if not _may_be_derived(number, statement):
            return False
        others = [other for other in statement.numbers if other.value != number.value and _holds(statement.found, other)]
        return is_derived(number, others)

    def _is_quoted_somewhere(self, number: Number, statement: Statement) -> bool:
        """Tell whether any quote of the summary holds the number, where that is hardly chance.

        It is hardly chance within one paragraph, for a number of three digits, where the other sentence states it as well, and in
        a part that repeats the others.
        """
        return any(
            _holds(other.found, number)
            for other in self.all
            if statement.part in _RESTATING
            or other.field == statement.field
            or number.digits >= _TELLING_DIGITS
            or any(stated.value == number.value for stated in other.numbers)
        )


@lru_cache(maxsize=4)
def read_statements(subject: Subject) -> Statements:
    """Return the checkable sentences of a summary, each with its evidence."""
    found = []
    for passage in subject.passages:
        numbers = [number for number in read_numbers(passage.text) if number.checkable]
        claims = [*first_claims(passage.text), *best_claims(passage.text)]
        attached = [each for each in subject.evidence or () if each.field == passage.field]
        for start, end in split_sentences(passage.text):
            inside = tuple(number for number in numbers if start <= number.start < end)
            is_claim = any(start <= place < end for place, _ in claims)
            if inside or is_claim:
                evidence = tuple(each for each in attached if each.start < end and start < each.end)
                text = passage.text[start:end]
                found.append(Statement(passage.field, passage.part, start, end, text, inside, is_claim, evidence))
    return Statements(tuple(found))


def quoted_numbers(evidence: Sequence[Evidence]) -> list[Number]:
    """Return the numbers of some quotes, each quote once."""
    return [number for quote in dict.fromkeys(each.quote for each in evidence) for number in read_numbers(quote)]


def _holds(evidence: Sequence[Evidence], number: Number) -> bool:
    return any(same(number, given) for given in quoted_numbers(evidence))


def _may_be_derived(number: Number, statement: Statement) -> bool:
    """Tell whether the words around a number speak of a difference, a sum or a ratio."""
    start, end = number.start - statement.start, number.end - statement.start
    return number.times or bool(_DERIVING.search(statement.text[max(0, start - _BEFORE) : end + _BEHIND]))
