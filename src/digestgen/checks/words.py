"""Words: which of very many stand in a text, and what is worth a try there because they do.

All texts are read once, by Aho and Corasick's automaton; how many words it looks for changes its pace little. A word may stand
inside another, and letter case does not count.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Generic, TypeVar

from ahocorasick_rs import BytesAhoCorasick

Needs = Sequence[Collection[str]]
"""Sets of words in lower case: of each, a text must hold one."""
Thing = TypeVar("Thing", bound=Hashable)

_BETWEEN = b"\xff"
"""Stands in no UTF-8, so that no word reaches from one text into the next."""


class Words:
    """Words in lower case to look for, none of them empty; each has a number. It grows, and is made ready when first asked."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ready = lru_cache(maxsize=1)(self._make_ready)
        self._found = lru_cache(maxsize=16)(self._find)

    def add(self, words: Collection[str]) -> frozenset[int]:
        """Return the numbers of the words, which are looked for from now on."""
        return frozenset([self._numbers.setdefault(word, len(self._numbers)) for word in words])

    def find(self, texts: tuple[str, ...]) -> Mapping[int, frozenset[int]]:
        """Return the numbers of the words that stand in each text, by the text's place; texts without any are left out."""
        return self._found(texts, len(self._numbers))

    def _find(self, texts: tuple[str, ...], count: int) -> Mapping[int, frozenset[int]]:
        data, starts = _join(texts)
        found: defaultdict[int, set[int]] = defaultdict(set)
        for word, start, _ in self._ready(count).find_matches_as_indexes(data, overlapping=True):
            found[bisect(starts, start) - 1].add(word)
        return {place: frozenset(found[place]) for place in sorted(found)}

    def _make_ready(self, _count: int) -> BytesAhoCorasick:
        return BytesAhoCorasick(map(_bytes, self._numbers))


WORDS = Words()
"""Those of all indexes: one pass for all is as fast as one for each."""


class Index(Generic[Thing]):
    """Things by the words that they need; what needs nothing fits every text."""

    def __init__(self, things: Sequence[tuple[Thing, Needs]]) -> None:
        self._always = [thing for thing, needs in things if not needs]
        self._by_word: dict[int, list[tuple[Thing, list[frozenset[int]]]]] = {}
        for thing, needs in things:
            sets = [WORDS.add(needed) for needed in needs]
            for number in sets[0] if sets else ():
                self._by_word.setdefault(number, []).append((thing, sets[1:]))
        self._words = frozenset(self._by_word)

    def fitting(self, texts: tuple[str, ...]) -> Iterator[tuple[int, Collection[Thing]]]:
        """Yield the place of each text that has all that something needs, and these things, each once."""
        found = WORDS.find(texts)
        for place in range(len(texts)) if self._always else found:
            words = found.get(place, _NO_WORDS)
            fitting = dict.fromkeys(self._always)
            for word in words & self._words:
                for thing, others in self._by_word[word]:
                    if not others or not any(map(words.isdisjoint, others)):
                        fitting[thing] = None
            if fitting:
                yield place, fitting


_NO_WORDS: frozenset[int] = frozenset()


def _join(texts: tuple[str, ...]) -> tuple[bytes, tuple[int, ...]]:
    """Return the texts in lower case in one piece, and where each starts in it."""
    pieces = [_bytes(text.lower()) for text in texts]
    return _BETWEEN.join(pieces), tuple(accumulate((len(piece) + len(_BETWEEN) for piece in pieces[:-1]), initial=0))


def _bytes(text: str) -> bytes:
    """Return a text in UTF-8: bytes are searched faster than letters, and a stray surrogate may stand among them."""
    return text.encode("utf-8", "surrogatepass")
