"""Tell-tale phrases: patterns that are tried only where one of their key words stands, and never inside a quotation.

What a paper quotes (“抱歉，我无法回答”, 《…》, "Sure!") says nothing of the summary: quotations are blanked out first. Patterns
ignore case, end a word between a Chinese character and a Latin letter, and take a line of an old page for a text of its own; each
repetition is bounded. Most are tried at the starts of sentences or clauses alone: it is fast, and says who speaks.
“无法访问该论文” is the model's, “智能体无法访问该论文” the paper's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from operator import add

from digestgen.checks.rule import Hit
from digestgen.checks.subject import Part, Subject
from digestgen.findings import Severity

REST = r"[^，。；：！？\n]"
"""A letter of the same clause."""
STOP = r"(?=[。！？!?；;…，,：:）)\n~～]|\.(?![A-Za-z0-9])|[ \t]*$)"
"""Where a clause stops."""
END = r"(?=[。！？!?…）)\n~～]|\.(?![A-Za-z0-9])|[ \t]*$)"
"""Where a sentence stops."""


class At(Enum):
    """Where a pattern is tried: at these places, list markers and opening brackets passed over."""

    ANYWHERE = ""
    LINE = r"^[ \t]*(?:[-*•][ \t]+)?(?:\*\*)?"
    SENTENCE = r"(?:^|[。！？!?…])[ \t]*(?:[-*•>（(【\[][ \t]*|\*\*|(?:注|备注|说明|提示)[：:])?"
    CLAUSE = r"(?:^|[。！？!?；;…，,、（(—\s])[ \t]*"


_PLACES = {at: re.compile(at.value, re.ASCII | re.MULTILINE) for at in At if at.value}
_QUOTATION = re.compile(
    r"“[^“”\n]{1,120}”|‘[^‘’\n]{1,120}’|「[^「」\n]{1,120}」|『[^『』\n]{1,120}』|《[^《》\n]{1,120}》"
    r'|"[^"\n]{1,80}"|(?<![A-Za-z0-9])\'[^\'\n]{1,80}\'(?![A-Za-z0-9])'
)
_LATIN = re.compile(r"[ -~]{3,}")
_MARKS = "“‘「『《\"'"
_BLANK = "□"
TITLES = frozenset({Part.CHALLENGE, Part.CONTRIBUTION})
"""Parts that are phrases."""

Span = tuple[int, int, Severity]


@dataclass(frozen=True)
class Phrase:
    """A pattern, and the beginnings of the words of which a text must hold one before the pattern is tried."""

    heads: frozenset[str]
    """The first letters of these words, as long as the grams of a text."""
    pattern: re.Pattern[str]
    at: At
    severity: Severity
    in_titles: bool
    """Whether it means the same in a title, where “无法读取网页” is a difficulty."""

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where the phrase stands in `text`, white space around it left out."""
        tried = self.pattern.finditer(text) if self.at is At.ANYWHERE else map(self.pattern.match, *_each(text, self.at))
        for match in filter(None, tried):
            if bare := match[0].strip():
                start = match.start() + match[0].index(bare)
                yield start, start + len(bare), self.severity


@dataclass(frozen=True)
class Accusation:
    """What is said of every phrase of a list: to a person, and to the model."""

    message: str
    message_zh: str


def phrase(
    keys: str | tuple[str, ...],
    pattern: str,
    severity: Severity = Severity.ERROR,
    *,
    at: At = At.ANYWHERE,
    in_titles: bool = True,
) -> Phrase:
    """Make a phrase; `keys`, in lower case, are separated by `|`; none means that the pattern is always tried."""
    words = keys if isinstance(keys, tuple) else keys.split("|")
    heads = frozenset(word[: 3 if word.isascii() else 2] for word in words)
    return Phrase(heads, re.compile(pattern, re.ASCII | re.IGNORECASE | re.MULTILINE), at, severity, in_titles)


def _each(text: str, at: At) -> tuple[list[str], tuple[int, ...]]:
    found = places(text, at)
    return [text] * len(found), found


@lru_cache(maxsize=256)
def places(text: str, at: At) -> tuple[int, ...]:
    """Return where sentences, clauses or lines of `text` start."""
    return tuple(match.end() for match in _PLACES[at].finditer(text))


@lru_cache(maxsize=256)
def _grams(text: str) -> frozenset[str]:
    """Return the empty word, and every one, two and (in Latin) three letters of `text` in a row, in lower case."""
    lowered = text.lower()
    grams = {"", *lowered}
    grams.update(map(add, lowered, lowered[1:]))
    for run in _LATIN.findall(lowered):
        grams.update(map(add, map(add, run, run[1:]), run[2:]))
    return frozenset(grams)


@lru_cache(maxsize=16)
def _grams_of_all(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_grams, texts))


@lru_cache(maxsize=256)
def blank_quotations(text: str) -> str:
    """Return `text` with blanks for what stands in quotation marks, unless all of it does; offsets stay what they are."""
    if not any(mark in text for mark in _MARKS):
        return text
    return _QUOTATION.sub(lambda match: _BLANK * len(match[0]) if len(match[0]) < len(text.strip()) else match[0], text)


def phrase_hits(subject: Subject, phrases: Sequence[Phrase], accusation: Accusation, *, quoted: bool = False) -> Iterator[Hit]:
    """Yield a hit for each phrase that stands in the subject's texts, in their quotations too where these are `quoted`."""
    grams = _grams_of_all(tuple(passage.text for passage in subject.passages))
    tried = [each for each in phrases if not each.heads.isdisjoint(grams)]
    for passage in subject.passages if tried else ():
        text = passage.text if quoted else blank_quotations(passage.text)
        grams = _grams(passage.text)
        in_title = passage.part in TITLES
        fitting = (each for each in tried if (each.in_titles or not in_title) and not each.heads.isdisjoint(grams))
        for start, end, severity in join_touching([span for each in fitting for span in each.spans(text)]):
            yield Hit(passage.field, start, end, accusation.message, accusation.message_zh, severity)


def join_touching(spans: Sequence[Span]) -> list[Span]:
    """Return the spans in order, those that touch joined to one that is as severe as its worst part."""
    joined: list[Span] = []
    for start, end, severity in sorted(spans):
        if joined and start <= joined[-1][1]:
            first, last, other = joined[-1]
            worst = Severity.ERROR if Severity.ERROR in {severity, other} else Severity.WARNING
            joined[-1] = (first, max(last, end), worst)
        else:
            joined.append((start, end, severity))
    return joined
