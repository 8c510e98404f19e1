"""Whether two nearly equal stretches of English say the same: the same numbers, negations and comparisons, names.

Similarity alone cannot tell: a changed digit or an added `not` in a sentence of 150 characters leaves it 98 % the same.
"""

import re
from collections import Counter
from unicodedata import combining, normalize

from digestgen.findings import QuoteStatus

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)*", re.ASCII)
_WORD = re.compile(r"[^\W_]+")
_BROKEN_WORD = re.compile(r"(?<=[a-z])[-‐\u00ad]\s{1,9}(?=[a-z])")
_SPELT_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen
first second third fourth half quarter once twice thrice double triple quadruple doubled tripled doubles triples single
"""
_TURNING_WORDS = """
not no non nor never none neither nothing without cannot cant dont doesnt didnt isnt arent wasnt werent wont hardly barely rarely
seldom scarcely fail fails failed failing failure lack lacks lacking only except unless despite although however but
lower lowest higher highest less least more most fewer fewest worse worst better best above below under over
smaller smallest larger largest greater greatest slower slowest faster fastest weaker weakest stronger strongest
shorter shortest longer longest cheaper dearer costlier earlier later easier harder simpler
high low large small fast slow strong weak long short early late good bad cheap expensive correct incorrect true false
increase increases increased increasing decrease decreases decreased decreasing reduce reduces reduced reducing reduction
improve improves improved improving improvement degrade degrades degraded degrading degradation drop drops dropped
rise rises rose fall falls fell gain gains gained loss outperform outperforms outperformed underperform underperforms
underperformed exceed exceeds exceeded always sometimes often all any every some few many several little much
minimum maximum positive negative positively negatively with before after able unable significant insignificant
similar different
"""
"""Words that turn a sentence round, and those that another of them replaces when it is turned."""
_NUMBER_WORDS = frozenset(_SPELT_NUMBERS.split())
_POLARITY = frozenset(_TURNING_WORDS.split())
_NEGATING = re.compile(r"un|in|im|ir|il|non|dis|mis|anti|de|out|under|over")
_PIECES = 4
"""A name may be broken into so many: `Chain-of-\\nThought`, `GPT - 4`."""


def find_difference(quote: str, stretch: str) -> QuoteStatus | None:
    """Return what a quote falsifies of a stretch that it nearly equals, or None."""
    quote, stretch = _plain(quote), _plain(stretch)
    our_spelling, their_spelling = _WORD.findall(quote), _WORD.findall(stretch)
    ours, theirs = [word.casefold() for word in our_spelling], [word.casefold() for word in their_spelling]
    if _count_numbers(quote, ours) - _count_numbers(stretch, theirs):
        return QuoteStatus.NUMBER_MISMATCH
    if _count_polarity(ours) != _count_polarity(theirs) or _is_negated(set(ours), set(theirs)):
        return QuoteStatus.POLARITY_MISMATCH
    our_names, their_names = _count_names(our_spelling), _count_names(their_spelling)
    capitals = Counter(word.casefold() for word in our_spelling[1:] if word[0].isupper() and word[1:])
    if (
        _misses(our_names - their_names, theirs)
        or _misses(their_names - our_names, ours)
        or _misses(capitals - Counter(theirs), theirs)
    ):
        return QuoteStatus.NAME_MISMATCH
    return None


def _plain(text: str) -> str:
    """Return the text without accents and apostrophes, its words unbroken."""
    decomposed = normalize("NFKD", _BROKEN_WORD.sub("", text))
    return "".join(each for each in decomposed if not combining(each) and each not in "'’\u00ad")


def _count_numbers(text: str, words: list[str]) -> Counter[str]:
    figures = (number.replace(",", "") for number in _NUMBER.findall(text))
    return Counter([*figures, *(word for word in words if word in _NUMBER_WORDS)])


def _count_polarity(words: list[str]) -> Counter[str]:
    return Counter(word for word in words if word in _POLARITY)


def _is_negated(ours: set[str], theirs: set[str]) -> bool:
    """Tell whether a word of one stands in the other with `un-`, `non-`, `out-` … in front."""
    return any(
        (prefix := _NEGATING.match(word)) and word[prefix.end() :] in others
        for words, others in ((ours - theirs, theirs - ours), (theirs - ours, ours - theirs))
        for word in words
    )


def _count_names(words: list[str]) -> Counter[str]:
    return Counter(word.casefold() for word in words if _is_name(word))


def _is_name(word: str) -> bool:
    """Tell whether a word has a digit or a capital inside: with a capital in front it may be any word."""
    return len(word) > 1 and not word.isdigit() and any(each.isupper() or each.isdigit() for each in word[1:])


def _misses(missing: Counter[str], words: list[str]) -> bool:
    """Tell whether one of the names does not even stand among the words in pieces."""
    return bool(missing) and not missing.keys() <= _joined(words)


def _joined(words: list[str]) -> set[str]:
    """Return what two to four neighbours make when joined."""
    return {"".join(words[start : start + count]) for start in range(len(words)) for count in range(2, _PIECES + 1)}
