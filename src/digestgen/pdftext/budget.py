"""A paper's text cut to a model's budget: the references go first, then the appendix, then the end of the body. Pure.

Tokens are bounded by `measure.bound_tokens`, not counted. At the median 28 % of a paper's characters come after `References`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass

from digestgen.measure import bound_tokens
from digestgen.models import PaperText, SectionKind


@dataclass(frozen=True)
class Fitted:
    """What of a text fits the budget."""

    text: str
    left_out: tuple[str, ...]
    """What is missing, in the order of dropping, e.g. `references (12,345 characters)`; empty for the whole text."""


def fit(text: PaperText, max_tokens: int) -> Fitted:
    """Return as much of `text` as `max_tokens` tokens certainly hold, and what was left out.

    The whole text where it fits. Otherwise the references go as a whole, then the appendix as a whole, then the body is cut
    after a sentence: never within one. The text is empty where not even the first sentence fits.
    """
    kept, left_out = text.text, []
    dropped: set[SectionKind] = set()
    for kind in (SectionKind.REFERENCES, SectionKind.APPENDIX):
        if bound_tokens(kept) <= max_tokens:
            break
        dropped.add(kind)
        shorter = _without(text, dropped)
        if shorter != kept:
            left_out.append(f"{kind} ({len(kept) - len(shorter):,} characters)")
        kept = shorter
    if bound_tokens(kept) > max_tokens:
        cut = _cut(kept, max_tokens)
        left_out.append(f"end of the body ({len(kept) - len(cut):,} characters)")
        kept = cut
    return Fitted(kept, tuple(left_out))


def _without(text: PaperText, kinds: Collection[SectionKind]) -> str:
    """Return the text without the sections of these kinds."""
    parts, place = [], 0
    for section in text.sections:
        if section.kind in kinds:
            parts.append(text.text[place : section.start])
            place = section.end
    return "".join([*parts, text.text[place:]]).rstrip() if parts else text.text


def _cut(text: str, max_tokens: int) -> str:
    """Return the longest beginning of the text that ends with a sentence and fits."""
    ends = [0, *sentence_ends(text)]
    return text[: ends[_last_fitting(ends, lambda end: bound_tokens(text[:end]), max_tokens)]]


def _last_fitting(ends: list[int], cost: Callable[[int], int], most: int) -> int:
    return max(bisect_right(ends, most, key=cost) - 1, 0)


_END = re.compile(r"[.!?…][)\]\"'”’»]*(?=\s|$)|[。！？][)\]\"'”’」』）]*")
_NO_END = re.compile(
    r"(?:^|[\s(\[])(?:[A-Za-z]|e\.g|i\.e|al|etc|cf|vs|[Ff]igs?|[Ee]qs?|[Ss]ecs?|[Tt]abs?|[Rr]efs?|[Aa]pp|[Cc]h|[Nn]os?|pp?|[Vv]ol|resp"
    r"|approx|w\.r\.t|Dr|Prof|Mr|Mrs|Ms|St|Jr|\d{1,2})\.$"
)
_LOOK_BACK = 12


def sentence_ends(text: str) -> list[int]:
    """Return the offsets just after each sentence, in order. Initials, numbers and usual abbreviations end none."""
    return [
        found.end()
        for found in _END.finditer(text)
        if text[found.start()] != "." or not _NO_END.search(text, max(0, found.start() - _LOOK_BACK), found.start() + 1)
    ]
