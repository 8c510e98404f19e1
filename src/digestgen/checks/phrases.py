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

from digestgen.checks.rule import Hit
from digestgen.checks.subject import Part, Subject
from digestgen.checks.words import WORDS, Index, Needs
from digestgen.findings import Severity

REST = r"[^，。；：！？\n]"
"""A letter of the same clause."""
STOP = r"(?=[。！？!?；;…，,：:）)\n~～]|\.(?![A-Za-z0-9])|[ \t]*$)"
"""Where a clause stops."""
END = r"(?=[。！？!?…）)\n~～]|\.(?![A-Za-z0-9])|[ \t]*$)"
"""Where a sentence stops."""


class At(Enum):
    """Where a pattern is tried: at these places, list markers and opening brackets passed over."""

    ANYWHERE = ("", "")
    LINE = ("", r"[ \t]*(?:[-*•][ \t]+)?(?:\*\*)?")
    SENTENCE = ("。！？!?…", r"[ \t]*(?:[-*•>（(【\[][ \t]*|\*\*|(?:注|备注|说明|提示)[：:])?")
    CLAUSE = (r"。！？!?；;…，,、（(—\s", r"[ \t]*")

    __hash__ = object.__hash__  # an enum's own is slow, and places are looked up thousands of times

    def __init__(self, marks: str, passed: str) -> None:
        """Take the marks behind which a place is, besides line breaks, and what is passed over there and at the very start."""
        self.first = re.compile(passed, re.ASCII)
        self.others = re.compile(rf"[{marks}\n]{passed}", re.ASCII)


_QUOTATION = re.compile(
    r"“[^“”\n]{1,120}”|‘[^‘’\n]{1,120}’|「[^「」\n]{1,120}」|『[^『』\n]{1,120}』|《[^《》\n]{1,120}》"
    r'|"[^"\n]{1,80}"|(?<![A-Za-z0-9])\'[^\'\n]{1,80}\'(?![A-Za-z0-9])'
)
_MARKS = "“‘「『《\"'"
_BLANK = "□"
_NARROW = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？"}
_NARROW_MARK = re.compile(
    r"(?<=[一-鿿”」』）)])(?:[,;!?](?=[ ]?[一-鿿“「『（(A-Za-z0-9]|[ \t]*$)|:(?=[ ]?[一-鿿“「『（(]|[ \t]*$))"
)
TITLES = frozenset({Part.CHALLENGE, Part.CONTRIBUTION})
"""Parts that are phrases."""

Span = tuple[int, int, Severity]


@dataclass(frozen=True, eq=False)
class Phrase:
    """A pattern, and the words of which a text must hold some before the pattern is tried."""

    needs: Needs
    """Of each of these sets a text holds at least one word, in lower case, wherever the pattern matches."""
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
    also: str = "",
) -> Phrase:
    """Make a phrase; `keys`, in lower case, are separated by `|`; none means that the pattern is always tried.

    Every match must hold one of them, and one of `also`, where a text that is sound often holds one of the keys.
    """
    words = keys if isinstance(keys, tuple) else keys.split("|")
    sets = [frozenset(words), frozenset(also.split("|"))]
    needs = tuple(each for each in sets if "" not in each)
    for needed in needs:
        WORDS.add(needed)  # before the first text is read, so that the automaton is made once
    return Phrase(needs, re.compile(pattern, re.ASCII | re.IGNORECASE | re.MULTILINE), at, severity, in_titles)


def _each(text: str, at: At) -> tuple[list[str], tuple[int, ...]]:
    found = places(text, at)
    return [text] * len(found), found


@lru_cache(maxsize=256)
def places(text: str, at: At) -> tuple[int, ...]:
    """Return where sentences, clauses or lines of `text` start."""
    first = at.first.match(text)
    return (first.end() if first else 0, *[match.end() for match in at.others.finditer(text)])


@lru_cache(maxsize=256)
def blank_quotations(text: str) -> str:
    """Return `text` with blanks for what stands in quotation marks, unless all of it does; offsets stay what they are.

    Commas and the like between Chinese characters are made Chinese ones: some models write them half as wide.
    """
    if any(mark in text for mark in _NARROW):
        text = _NARROW_MARK.sub(lambda match: _NARROW[match[0]], text)
    if not any(mark in text for mark in _MARKS):
        return text
    return _QUOTATION.sub(lambda match: _BLANK * len(match[0]) if len(match[0]) < len(text.strip()) else match[0], text)


@lru_cache(maxsize=64)
def _index(phrases: tuple[Phrase, ...]) -> Index[Phrase]:
    return Index([(each, each.needs) for each in phrases])


def phrase_hits(subject: Subject, phrases: Sequence[Phrase], accusation: Accusation, *, quoted: bool = False) -> Iterator[Hit]:
    """Yield a hit for each phrase that stands in the subject's texts, in their quotations too where these are `quoted`."""
    for place, tried in _index(tuple(phrases)).fitting(tuple(passage.text for passage in subject.passages)):
        passage = subject.passages[place]
        text = passage.text if quoted else blank_quotations(passage.text)
        in_title = passage.part in TITLES
        spans = [span for each in tried if each.in_titles or not in_title for span in each.spans(text)]
        for start, end, severity in join_touching(spans):
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
