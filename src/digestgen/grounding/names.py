"""Names of models, methods and data sets: found in a text, and looked up in a paper.

A name is a Latin word with two capitals, a digit or a capital inside (`GAIA`, `GPT-4`, `ChatGPT`, `Chain-of-Thought`), unless it
is a term of the trade or a quantity. Case, accents, ligatures, Greek letters, hyphens, spaces and a plural s make no difference.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

from digestgen.grounding.generic_terms import GENERIC_TERMS


class Name(NamedTuple):
    """A name as it stands in a text: `text[start:end]`."""

    text: str
    start: int
    end: int


# Latin with accents, Greek, combining marks, raised and lowered digits, letters of formulas, ligatures, full width.
_LETTER = (
    r"A-Za-z0-9\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u0370-\u03ff\u1e00-\u1eff"
    r"\u2070-\u209c\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
)
_TOKEN = re.compile(rf"[{_LETTER}]{{1,60}}(?:(?:[-‐‑–_./&·]|\+(?=[A-Za-z]))[{_LETTER}]{{1,60}}){{0,7}}")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_GREEK = re.compile(r"[\u03b1-\u03c9]")
_GREEK_NAMES = {letter: unicodedata.name(letter).split()[-1].lower() for letter in map(chr, range(0x3B1, 0x3CA))}
_OTHER_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SHAPE = re.compile(r"[A-Z].*[A-Z]|[0-9]|[a-z][A-Z]", re.ASCII | re.DOTALL)
_LEADING_NUMBER = re.compile(r"^[0-9.]+[-‐‑–/]?")
_QUANTITY = re.compile(r"[vx]?[0-9]+(?:[x×][0-9]+|[A-Za-z]{0,2})(?:[-‐‑–_.+/·](?:[0-9]+[A-Za-z]{0,2}|[a-z]+))*")
_LATIN = re.compile(r"[A-Za-z]{2}")
_ROW_MEMBER = re.compile(r"[0-9.]+[A-Za-z]?|[A-Z]")
_LAST_MEMBER = re.compile(r"[0-9.]+[A-Za-z]?$|(?<=-)[A-Z]$")
_PLACEHOLDER = re.compile(r"[Xx]+")
_CAPITALISED = re.compile(r"[A-Z][a-z]{3,}")
_VERSIONED = re.compile(r"([a-z]+)([0-9]+[a-z]{0,2})")
_SHORT_TEXT = 8_000
"""Characters: more than any abstract, less than any paper."""
_INITIALS_IN_WHOLE_PAPER = 5
_AFTER_SPACE, _AFTER_LETTERS = "!", "{"
"""What sorts right behind a word, and behind all words that begin like it."""
_JOINED = 4
"""Words that stand joined in the index, at most."""
_LEAST_LIKE = 4
_LEAST_LIKENESS = 74
"""Per cent: GPT-3 and GPT-4 are alike to 75."""


def fold(text: str) -> str:
    """Return `text` in lower case, without accents and ligatures, Greek letters by their names."""
    if text.isascii():
        return text.lower()
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return _GREEK.sub(lambda letter: _GREEK_NAMES[letter[0]], text).translate(_OTHER_LETTERS)


def fold_words(text: str) -> list[str]:
    """Return the Latin words and numbers of a text, folded."""
    return _NOT_WORD.sub(" ", fold(text)).split()


def key_of(name: str) -> str:
    """Return what two spellings of a name have in common: the folded letters and digits."""
    return _NOT_WORD.sub("", fold(name))


def read_names(text: str) -> tuple[Name, ...]:
    """Return the names in a text, Chinese or English; terms of the trade and quantities are none."""
    return tuple(name for name in _read_tokens(text) if _is_name(name.text))


def read_capitalised(text: str) -> tuple[Name, ...]:
    """Return the words with one capital, the first, that may be names of people, products or methods: Adam, Wikipedia."""
    return tuple(name for name in _read_tokens(text) if _CAPITALISED.fullmatch(name.text) and not _is_generic([fold(name.text)]))


def _read_tokens(text: str) -> Iterator[Name]:
    return (Name(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text))


def _is_name(token: str) -> bool:
    """Tell a name from a word, a term of the trade, a quantity (`7B`, `24-layer`, `64x64`, `60FPS`), a formula (`1/ε`, `x₁`)."""
    core = _LEADING_NUMBER.sub("", token)
    plain = core if core.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", core))
    if not _SHAPE.search(plain) or _QUANTITY.fullmatch(token) or _PLACEHOLDER.fullmatch(plain):
        return False
    return bool(core.isascii() or _LATIN.search(plain)) and not _is_generic(fold_words(core))


def _is_generic(words: Iterable[str]) -> bool:
    return all(word in GENERIC_TERMS or word.removesuffix("s") in GENERIC_TERMS for word in words)


def _spell_out(name: str) -> list[str]:
    """Return the names of a row: `CIFAR-10/100` is CIFAR-10 and CIFAR-100, `CNN/DailyMail` is CNN and DailyMail."""
    first, *others = name.split("/")
    stem = _LAST_MEMBER.sub("", first)
    return [first, *(stem + other if _ROW_MEMBER.fullmatch(other) else other for other in others)]


class NameIndex:
    """The words of a paper and the joins of two to four neighbours."""

    def __init__(self, text: str) -> None:
        """Index the text once."""
        self._text = text
        words = fold_words(text)
        pairs = list(map(str.__add__, words, words[1:]))
        triples = list(map(str.__add__, pairs, words[2:]))
        self._words = words
        self._known = {*words, *pairs, *triples, *map(str.__add__, triples, words[3:])}

    @property
    def size(self) -> int:
        """Words of the paper."""
        return len(self._words)

    def find(self, name: str) -> bool:
        """Tell whether the paper has the name, in whatever way: spelt, in parts, by its initials, in a row of versions."""
        key = key_of(name)
        if (
            self._has(key)
            or self._has_whole(name)
            or self._has_parts(name)
            or self._has_initials(name, key)
            or self._has_in_row(key)
        ):
            return True
        return "/" in name and all(each != name and self.find(each) for each in _spell_out(name))

    def spells(self, name: str) -> bool:
        """Tell whether the name itself stands in the text, case, spaces, hyphens and a plural s aside."""
        return self._has(key_of(name))

    def locate(self, name: str) -> tuple[int, int] | None:
        """Return where the name first stands in the text; None where it is spelt otherwise, or does not stand there."""
        letters = [re.escape(letter) for letter in name if letter.isalnum()]
        if not letters:
            return None
        spelling = r"[^A-Za-z0-9]{0,3}".join(letters)
        found = re.search(rf"(?<![{_LETTER}]){spelling}(?:['’]?s)?(?![{_LETTER}])", self._text, re.IGNORECASE)
        return (found.start(), found.start() + len(found[0])) if found else None

    def nearest(self, name: str) -> tuple[int, int] | None:
        """Return where the paper has the name that is most like one it does not have: a slip of a letter or a digit."""
        key = key_of(name)
        if len(key) < _LEAST_LIKE:
            return None
        close = sorted(each for each in self._known if each[0] == key[0] and abs(len(each) - len(key)) <= 1)
        for like, _, _ in process.extract(key, close, scorer=fuzz.ratio, limit=3, score_cutoff=_LEAST_LIKENESS):
            span = self.locate(like)
            if span and read_names(self._text[slice(*span)]):
                return span
        return None

    def count(self, beginnings: Iterable[str]) -> int:
        """Return how many words of the paper begin like one of these; a beginning may span words and end with a space."""
        return sum(map(self._count, beginnings))

    def _count(self, beginning: str) -> int:
        word = beginning.removesuffix(" ")
        if " " in word:
            return self._spaced.count(f" {beginning}")
        first = bisect_left(self._sorted, word)
        return bisect_left(self._sorted, word + (_AFTER_SPACE if word != beginning else _AFTER_LETTERS), first) - first

    def _has(self, key: str) -> bool:
        return key in self._known or key + "s" in self._known or (key[-1:] == "s" and key[:-1] in self._known)

    def _has_whole(self, name: str) -> bool:
        """Tell whether a name of more words than are joined stands word for word."""
        words = fold_words(name)
        return len(words) > _JOINED and f" {' '.join(words)} " in self._spaced

    def _has_parts(self, name: str) -> bool:
        """Tell whether each part stands somewhere: `LLM-based`, `LLaMA-7B`. A bare number belongs to the part before it."""
        parts: list[str] = []
        for word in fold_words(name):
            if parts and word.isdigit():
                parts[-1] += word
            else:
                parts.append(word)
        return len(parts) > 1 and all(len(part) > 1 and (self._has(part) or _is_generic([part])) for part in parts)

    def _has_initials(self, name: str, key: str) -> bool:
        """Tell whether words with these initials stand side by side; in a whole paper, few initials stand anywhere by chance."""
        least = 2 if len(self._text) < _SHORT_TEXT else _INITIALS_IN_WHOLE_PAPER
        return len(key) >= least and key.isalpha() and name.isupper() and key in self._initials

    def _has_in_row(self, key: str) -> bool:
        """Tell whether the name stands in a row of versions: `ResNet-50/101 and 152`."""
        parts = _VERSIONED.fullmatch(key)
        if not parts or parts[1] not in self._known or parts[2] not in self._known:
            return False
        return bool(re.search(rf" {parts[1]} (?:(?:[0-9]{{1,4}}[a-z]{{0,2}}|and|or) ){{1,6}}{parts[2]} ", self._spaced))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._words)

    @cached_property
    def _spaced(self) -> str:
        return f" {' '.join(self._words)} "

    @cached_property
    def _initials(self) -> str:
        return "".join(word[0] for word in self._words)
