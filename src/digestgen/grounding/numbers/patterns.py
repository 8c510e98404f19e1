"""How numbers stand in a text: in digits, in English words, in Chinese numerals. Patterns only, applied to folded text.

Every repeat is bounded or cannot overlap with what follows it, so that a hostile text costs no more than a plain one. `fold`
turns full-width digits and the many dashes into one kind and keeps every offset.
"""

import re
from collections.abc import Iterable
from typing import Final

from digestgen.grounding.numbers import spelling

_FOLDED: Final = dict(
    zip("０１２３４５６７８９％．＋－−–—‐‑‒～〜∼✕✖╳Ｘ（）［］\u3000", "0123456789%.+-------~~~××××()[] ", strict=True)
)
_TO_FOLD: Final = re.compile(f"[{''.join(_FOLDED)}]")
_SUPERSCRIPTS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
SUPERSCRIPT_VALUES: Final = str.maketrans(_SUPERSCRIPTS, "0123456789+-")
_CAPITAL: Final = re.compile("[A-Z]")


def fold(text: str) -> str:
    """Return the text with one kind of digits and dashes, of the same length."""
    return _TO_FOLD.sub(lambda match: _FOLDED[match[0]], text)


def lower(text: str) -> str:
    """Return the text in small letters, of the same length whatever the script."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else _CAPITAL.sub(lambda match: match[0].lower(), text)


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words that tries each letter once: ten times faster than the words in a row."""
    branches: dict[str, list[str]] = {}
    for word in sorted(words):
        branches.setdefault(word[:1], []).append(word[1:])
    ends = branches.pop("", None) is not None
    inner = "|".join(letter + _any_of(rest) for letter, rest in branches.items())
    return f"(?:{inner}){'?' if ends else ''}" if inner else ""


_GROUP = r"(?:,|\{,?\}|\\,|[\u2009\u202f\u00a0])"
_RAISED = r"(?:\^|\*\*|的(?=-?[0-9]{1,2}次方))\{?"
_VERSION = r"(?P<version>[0-9]{1,4}(?:\.[0-9]{1,4}){2,5}(?![0-9]))"
_NUMBER = (
    rf"(?P<number>[0-9]{{1,3}}(?:{_GROUP}[0-9]{{3}}){{1,6}}(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
    r"|(?<![A-Za-z0-9)\]])\.[0-9]+)"
)
_TEN = (
    r"\s?(?:[×xX*·∙⋅•]|\\times|\\cdot)\s?10"
    rf"(?:{_RAISED}(?P<ten>-?[0-9]{{1,2}})(?:\}}|次方)?|(?P<ten_superscript>[{_SUPERSCRIPTS}]{{1,4}})"
    r"|(?P<ten_minus>\s?-\s?[0-9]{1,2})(?![0-9%]|\.[0-9])|(?P<ten_lost>[0-9]{1,2})(?![0-9%]|[.,][0-9]))"
)
_POWER = rf"{_RAISED}(?P<raised>-?[0-9]{{1,3}})(?:\}}|次方)?|(?P<superscript>[{_SUPERSCRIPTS}]{{1,4}})"
_ENGLISH_SCALE = (
    r"(?P<letter>[KMBT]|[kbmw](?!\(|[+*=^][0-9A-Za-z])|\ [kKMBT]|bn|mn|[Tt]n)(?![A-Za-z])"
    r"|(?P<word>[\s-]{0,2}(?i:hundred|thousand|million|billion|trillion)"
    r"(?:[\s-](?i:thousand|million|billion|trillion))?s?(?![A-Za-z]))"
)
_HAN_SCALE = (
    r"(?P<han>\s?(?P<odd>[多余]?)"
    r"(?:[十百千]?[万亿](?!分之|一|能)亿?|[百千](?![分克米瓦兆卡赫焦伏帕字])|十(?=[万亿余多])))(?P<han_odd>[多余]?)"
)
_PERCENT = (
    r"(?P<percent>\s?(?P<percent_odd>[多余]?)(?:\\?[%‰]|个?百分点)|[\s-]{1,2}(?i:per\s?cent(?:age)?)(?:[\s-]points?)?(?![A-Za-z])"
    r"|\s?pp(?![A-Za-z]))"
)
_TIMES = (
    r"(?P<times>\s?(?:[×xX]|\\times)(?![A-Za-z0-9×])(?!\s?[0-9(])|[\s-]{0,2}(?i:folds?|times)(?![A-Za-z])"
    r"|\s?(?P<times_odd>[多余]?)倍(?!频|增))"
)
DIGITS: Final = re.compile(
    rf"(?=[0-9.])(?:{_VERSION}|{_NUMBER}(?:(?P<exponent>[eE][-+]?[0-9]{{1,2}})(?![0-9A-Za-z])|{_TEN}|{_POWER})?"
    rf"(?:\$?(?:{_ENGLISH_SCALE}|{_HAN_SCALE}))?(?:\$?(?:{_PERCENT}|{_TIMES}))?)",
    re.ASCII,
)
"""Numbers in digits, with whatever makes them larger or a rate."""
LOST_MINUS: Final = re.compile(r"-([0-9]{1,2})(?![0-9%]|\.[0-9])", re.ASCII)
"""What follows the ten of `10−4`, whose 4 was raised in print."""

_WORD = _any_of(spelling.WORDS)
WORD: Final = re.compile(rf"{_WORD}(?![a-z])", re.ASCII)
WORDS: Final = re.compile(
    rf"(?<![a-z])(?:(?:(?P<orders>{_WORD}|[0-9])\s)?orders?\sof\s(?P<magnitude>magnitude)"
    rf"|(?P<words>{_WORD}(?:(?:\s?-\s?|\s(?:and\s|an?\s)?){_WORD}){{0,8}})(?![a-z])"
    r"(?:(?P<percent>[\s-]per\s?cent)|(?P<times>[\s-]folds?|\stimes))?(?![a-z])"
    rf"|(?P<fold>{_WORD})fold(?![a-z]))",
    re.ASCII,
)
"""Numbers in English words, in small letters: twenty-five, a hundred and three, two thirds, tenfold."""

_HAN_DIGIT = "零〇○一二两三四五六七八九"
_HAN = f"[{_HAN_DIGIT}十百千万亿]"
HAN: Final = re.compile(
    r"(?=[零〇○一二两三四五六七八九十百千万亿半翻加减折0-9])(?:"
    rf"百分之(?P<percent>{_HAN}{{1,9}}(?:点[{_HAN_DIGIT}]{{1,8}})?)"
    rf"|(?P<below>{_HAN}{{1,9}}|[0-9]{{1,9}})\s?分之\s?(?P<above>{_HAN}{{1,9}}|[0-9]{{1,9}}(?:\.[0-9]{{1,9}})?)"
    rf"|(?P<tenths>[{_HAN_DIGIT[3:]}])成(?=[的以左多、，。；)到至 ]|$)"
    r"|(?P<half>一半|半数)"
    r"|(?P<quadrupled>翻了?两番)|(?P<doubled>翻了?(?:一番|一倍|倍|番)|加倍)|(?P<halved>减半|折半)"
    rf"|(?P<whole>{_HAN}{{1,20}}(?:点[{_HAN_DIGIT}]{{1,8}}[十百千万亿]{{0,3}})?)"
    r"(?:(?P<odd>[多余])(?P<scale>[百千]?[万亿]{0,2}))?(?P<times>倍(?!频|增))?(?P<points>个百分点)?)",
    re.ASCII,
)
"""Numbers in Chinese numerals."""

FACTOR: Final = ("factor of ", "factors of ", "factor of\n")
"""What makes a plain number a factor."""
RANGE: Final = re.compile(r"\s?(?:-|~|to|至|到)\s?", re.ASCII)
"""What stands between the ends of a range: `7–12B` is 7 to 12 billion."""
LIST: Final = re.compile(r"\s?(?:,\s?and|,|/|and|or|、|和|与|及|或|以及)\s?", re.ASCII)
"""What stands in a list that may share a unit at its end: `7, 13 and 70 billion`."""
