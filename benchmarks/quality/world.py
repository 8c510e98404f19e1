"""What the operators draw on: the cases, the payloads of an author who has not seen the rules, and the prompt of this project."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from digestgen.checks import Surroundings
from digestgen.checks.duplicates import Archive
from digestgen.checks.echo import prompt_shingles
from digestgen.measure import count_cjk
from digestgen.prompts import Prompts
from quality.cases import HERE, Case, own_case, own_papers

_CLAUSE_END = re.compile(r"(?<=[。；：])|\n")
_TEMPLATE = re.compile(r"\{[{%]|[{}]")
_UNSEEN = "fourteenth"
"""The set of payloads that the figures come from; all others may be looked at."""
_LEAST_CLAUSE = 16
"""Chinese characters: a shorter stretch of the prompt may stand in any summary."""


@dataclass(frozen=True, eq=False)
class World:
    """Everything that is the same for all trials."""

    cases: tuple[Case, ...]
    payloads: Mapping[str, tuple[str, ...]]
    """By kind, the name of their file."""
    clauses: tuple[str, ...]
    """Of the prompt, as they stand there."""

    def other(self, random: Random, case: Case) -> Case:
        """Return a case of another paper."""
        return random.choice([each for each in self.cases if each.id != case.id])


def load_payloads(*, for_mending: bool = False) -> dict[str, tuple[str, ...]]:
    """Return the payloads by kind.

    There are fourteen sets, of authors who had not seen the rules. The rules were mended on the words of the first thirteen;
    the figures come from the last, whose misses nobody looks at. A kind that the last lacks is taken from the others.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(path.name for path in (HERE / "payloads").iterdir() if path.name != _UNSEEN):
        for kind, words in _payloads(name).items():
            found[kind] = (*found.get(kind, ()), *words)
    return found if for_mending else found | _payloads(_UNSEEN)


def _payloads(name: str) -> dict[str, tuple[str, ...]]:
    return {path.stem: tuple(json.loads(path.read_text("utf-8"))) for path in sorted((HERE / "payloads" / name).glob("*.json"))}


def own_world(*, for_mending: bool = False) -> World:
    """Return the world of our own papers; `for_mending` as in `load_payloads`."""
    texts = Prompts().texts
    shingles = frozenset[str]().union(*map(prompt_shingles, texts))
    cases = [own_case(paper) for paper in own_papers()]
    archive = archive_of(cases)
    around = Surroundings(prompt=shingles, archive=archive)
    return World(
        tuple(replace(case, around=around) for case in cases), load_payloads(for_mending=for_mending), tuple(_clauses(texts))
    )


def archive_of(cases: Sequence[Case]) -> Archive:
    """Return the archive of these cases' summaries."""
    return Archive((case.id, case.id, case.title, body_of(case)) for case in cases)


def body_of(case: Case) -> str:
    """Return the texts of a case as the archive keeps them."""
    return "".join(passage.text for passage in case.passages)


def _clauses(texts: Sequence[str]) -> list[str]:
    pieces = [piece.strip() for text in texts for piece in _CLAUSE_END.split(text)]
    return [piece for piece in pieces if count_cjk(piece) >= _LEAST_CLAUSE and not _TEMPLATE.search(piece)]
