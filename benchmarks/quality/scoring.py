"""How a measurement is counted: what a trial comes to, Wilson's interval, and the scores of operators and families. Pure."""

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

_NORMAL_975 = 1.959964


class Outcome(NamedTuple):
    """What became of one planted defect."""

    found: bool
    """There is a finding of an expected rule that the sound text did not have, or the answer's reader refuses it where that is
    expected."""
    error: bool
    """The same, and it holds the summary."""


class Score(NamedTuple):
    """How many of how many."""

    trials: int = 0
    found: int = 0
    errors: int = 0

    def __add__(self, other: "Score") -> "Score":  # type: ignore[override] # a sum of scores, not a longer tuple
        return Score(self.trials + other.trials, self.found + other.found, self.errors + other.errors)

    @property
    def share(self) -> float:
        """Return the share that was found at any severity."""
        return self.found / self.trials

    @property
    def error_share(self) -> float:
        """Return the share that was found and holds the summary."""
        return self.errors / self.trials


def score(outcomes: Iterable[Outcome]) -> Score:
    """Count outcomes."""
    each = list(outcomes)
    return Score(len(each), sum(outcome.found for outcome in each), sum(outcome.error for outcome in each))


def total(scores: Iterable[Score]) -> Score:
    """Add scores up: each trial counts the same."""
    return sum(scores, start=Score())


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); 0 to 1 where there was no trial."""
    if not trials:
        return 0.0, 1.0
    share, square = hits / trials, _NORMAL_975**2
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = _NORMAL_975 * sqrt(share * (1 - share) / trials + square / (4 * trials**2)) / (1 + square / trials)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
