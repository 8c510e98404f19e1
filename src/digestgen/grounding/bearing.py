"""Does a summary bear on a paper? Its names and subjects are looked for there, and what is missing is weighed.

A name counts once; a subject counts the more, the more the summary speaks of it, and must then be frequent in the paper as well:
one mention of music in a long text does not make it the paper of a summary about music.
"""

from typing import NamedTuple

from digestgen.grounding.names import NameIndex, key_of, read_names
from digestgen.grounding.topics import read_topics

_USUAL_WORDS = 3500
"""Words of a short paper. A longer one speaks more often of its subjects, but not without end."""
_MOST_TIMES_USUAL = 3
_OFTEN = 3
_ALL_THE_TIME = 8
_TITLE_WEIGHT = 3


class _Bar(NamedTuple):
    """From where on a summary is told to be another paper's: items, their weight, and their share of the weight of all."""

    items: int
    weight: int
    share: float


_FULL_TEXT = _Bar(3, 4, 0.4)
_ABSTRACT = _Bar(3, 4, 0.6)
"""A summary of the whole paper says much that the abstract does not."""
_NAMES = _Bar(3, 3, 0.3)
"""Names alone, in the full text: where so many are missing, they are another paper's or invented."""


class Bearing(NamedTuple):
    """What a summary names and speaks of, and what of it the paper does not."""

    names: int
    missing_names: int
    missing: tuple[str, ...]
    """Names and subjects."""
    missing_weight: int
    """Theirs, and that of the title's coined name where the summary has it not."""
    weight: int
    """Of all there is."""

    def is_of_another_paper(self, *, full_text: bool) -> bool:
        """Decide whether so much is missing that the summary must be another paper's."""
        bar = _FULL_TEXT if full_text else _ABSTRACT
        if full_text and self.missing_names >= max(_NAMES.items, _NAMES.share * self.names):
            return True
        return len(self.missing) >= bar.items and self.missing_weight >= max(bar.weight, bar.share * self.weight)


def bear(summary: str, paper: NameIndex, coined: str | None = None) -> Bearing:
    """Hold a summary against a paper; `coined` is the name that the paper's title coins."""
    names = {key_of(name.text): name.text for name in read_names(summary)}
    missing = [name for name in names.values() if not paper.find(name)]
    missing_names = missing_weight = len(missing)
    weight = len(names)
    if coined:
        mentioned = NameIndex(summary).spells(coined)
        missing_weight += 0 if mentioned else _TITLE_WEIGHT
        weight += _TITLE_WEIGHT if not mentioned or paper.find(coined) else 0
    for topic, count in read_topics(summary).items():
        topic_weight = 1 + (count >= _OFTEN) + (count >= _ALL_THE_TIME)
        weight += topic_weight
        if paper.count(topic.english) < _expected(count, paper.size):
            missing.append(topic.chinese[0])
            missing_weight += topic_weight
    return Bearing(len(names), missing_names, tuple(missing), missing_weight, weight)


def _expected(count: int, size: int) -> float:
    """Return how often a paper of this size has a subject, at least, that its summary has `count` times."""
    length = size / _USUAL_WORDS
    times = count * min(length, 1) if count < _OFTEN else 2 * count * min(length, _MOST_TIMES_USUAL)
    return max(1, times)
