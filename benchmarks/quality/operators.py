"""An operator plants one kind of defect: its name, its family, the rules that are to find it, and the registry of all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from random import Random

from quality.cases import Case
from quality.trials import Trial
from quality.world import World

SEED = 20240131
_MOST_TRIES = 60
"""So often per wanted mutant an operator is asked: some find nothing to change in most cases."""


class Family(StrEnum):
    """Operators with one target."""

    LEAK = "structure, leaks, secrets, ids"
    TRACE = "markup, addresses, citation marks"
    """Some of these are warnings by design: bold type, a link, `[3]`."""
    LANGUAGE = "language, script, loops, duplicates"
    TALK = "refusals, chatter, errors, prompt"
    CUT = "cut text"
    NUMBER_IN_QUOTE = "numbers, against the quote"
    NUMBER_IN_PAPER = "numbers of 3 and more digits, against the paper"
    SHORT_NUMBER = "numbers of 2 digits, against the paper"
    SCALE = "scale slips, against the paper"
    NAME = "names and the right paper"
    CLAIM = "claims of being first or best without support"
    EVIDENCE = "claims whose quotes are gone or prove nothing"
    QUOTE = "tampered quotes"
    BEYOND = "beyond the rules"
    """What no rule is made for."""


UNAIMED = frozenset({Family.SHORT_NUMBER, Family.BEYOND})
"""Measured, but without a target: a paper holds so many short numbers that a wrong one is often there too."""


Make = Callable[[Random, Case, World], Trial | None]


@dataclass(frozen=True)
class Operator:
    """A kind of defect."""

    name: str
    about: str
    family: Family
    rules: frozenset[str]
    """What is expected to find it; empty where no rule but a reader is the judge."""
    make: Make

    def mutants(self, world: World, wanted: int) -> Iterator[Trial]:
        """Yield so many different mutants, over all cases in turn, the same ones each time; fewer where there are no more."""
        random = Random(f"{SEED} {self.name}")  # noqa: S311 - reproducible
        seen: set[str] = set()
        cases = cycle(world.cases)
        for _ in range(wanted * _MOST_TRIES):
            trial = self.make(random, next(cases), world)
            if trial is None or trial.before == trial.after or trial.after in seen:
                continue
            seen.add(trial.after)
            yield trial
            if len(seen) == wanted:
                return


OPERATORS: dict[str, Operator] = {}


def register(name: str, about: str, family: Family, rules: tuple[str, ...], make: Make) -> None:
    """Add an operator. Raises ValueError where the name is taken."""
    if name in OPERATORS:
        raise ValueError(f"there are two operators {name}")
    OPERATORS[name] = Operator(name, about, family, frozenset(rules), make)


def operator(family: Family, *rules: str) -> Callable[[Make], Make]:
    """Register a function as an operator under its own name; its docstring says what it plants."""

    def add(make: Make) -> Make:
        register(make.__name__, (make.__doc__ or "").strip().rstrip("."), family, rules, make)
        return make

    return add
