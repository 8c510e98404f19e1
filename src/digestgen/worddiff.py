"""Two texts side by side, word by word: what stayed, what went out, what came in. A Chinese character counts as a word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

Part = tuple[Literal["same", "out", "in"], str]
"""A stretch of text, and where it stands: in both, only in the text before, only in the one after."""

_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,\-_'’][A-Za-z0-9]+)*%?|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；\n]|\Z)", re.DOTALL)
_LEAST_SAME = 2
"""A shorter stretch that stayed between two changes is chance (的, 了) and hinders reading."""
_MOST_WORDS = 2500
"""Longer texts are compared by sentences: the time grows with the square (2,500 words, 20 different ones, took 1.2 s)."""


def word_diff(before: str, after: str) -> list[Part]:
    """Return the parts in reading order, what went out before what came in; empty parts are left out.

    `same` and `out` joined are the text before, `same` and `in` joined the text after.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    return list(_parts(_joined(list(_stretches(old, new)))))


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Yield stretches as (stayed, before, after)."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", "".join(old[a:b]), "".join(new[c:d])


def _joined(stretches: list[tuple[bool, str, str]]) -> list[tuple[bool, str, str]]:
    """Join neighbouring changes, also across a stretch that is too short to have stayed on purpose."""
    joined: list[tuple[bool, str, str]] = []
    for place, (stayed, before, after) in enumerate(stretches):
        between = 0 < place < len(stretches) - 1
        same = stayed and not (between and len(before.strip()) < _LEAST_SAME)
        if joined and not same and not joined[-1][0]:
            _, out, come = joined.pop()
            joined.append((False, out + before, come + after))
        else:
            joined.append((same, before, after))
    return joined


def _parts(stretches: list[tuple[bool, str, str]]) -> Iterator[Part]:
    for stayed, before, after in stretches:
        if stayed:
            yield "same", before
            continue
        if before:
            yield "out", before
        if after:
            yield "in", after
