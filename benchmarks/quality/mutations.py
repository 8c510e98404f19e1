"""All operators over all cases: how many of the planted defects are found. Pure."""

from collections.abc import Callable, Mapping
from itertools import zip_longest
from random import Random
from typing import Any

from digestgen.findings import Severity
from digestgen.grounding import Source
from quality import damage, expected, figures, leaks, nouns, pages, quotes, wording
from quality.cases import Case
from quality.operators import OPERATORS, SEED, UNAIMED, Family, Operator
from quality.quotes import WRITINGS, accepted, quotable
from quality.scoring import Score, score, total, wilson
from quality.trials import findings_of
from quality.world import World

REGISTERED = (damage, figures, leaks, nouns, pages, quotes, wording)
"""The modules that register operators as they are imported."""
_CONTEXT = 24

Miss = Callable[[str, str, str], None]
"""Is told the operator's name, what stood there, and the defect in its place."""


def measure_operator(operator: Operator, world: World, wanted: int, miss: Miss | None = None) -> dict[str, Any]:
    """Return the row of an operator."""
    outcomes = []
    for trial in operator.mutants(world, wanted):
        outcome = trial.outcome(operator.rules)
        outcomes.append(outcome)
        if miss and not outcome.found:
            miss(operator.name, *difference(trial.before, trial.after))
    return {"operator": operator.name, "about": operator.about, "family": operator.family.name, **row(score(outcomes))}


def row(given: Score) -> dict[str, Any]:
    """Return the figures of a score, with the intervals."""
    return {
        **given._asdict(),
        "interval": wilson(given.found, given.trials),
        "error_interval": wilson(given.errors, given.trials),
    }


def measure(world: World, wanted: int, miss: Miss | None = None) -> list[dict[str, Any]]:
    """Return a row for every operator, family by family."""
    ordered = sorted(OPERATORS.values(), key=lambda each: list(Family).index(each.family))
    return [measure_operator(each, world, wanted, miss) for each in ordered]


def families(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the sums of the operators of each family, of all that have a target, and of all."""
    sums = {family.name: total(map(score_of, (each for each in rows if each["family"] == family.name))) for family in Family}
    aimed = total(sums[family.name] for family in Family if family not in UNAIMED)
    return {name: row(given) for name, given in (*sums.items(), ("AIMED", aimed), ("ALL", total(sums.values())))}


def score_of(figures: Mapping[str, Any]) -> Score:
    """Return the score of a row."""
    return Score(figures["trials"], figures["found"], figures["errors"])


def accepted_quotes(world: World) -> list[dict[str, Any]]:
    """Return how many of our papers' sentences are found in the text of their PDFs, by the way in which they are written."""
    pairs = [(quotable(case.sentences), case.source) for case in world.cases if case.source and case.source.is_full_text]
    return [acceptance(name, pairs) for name in WRITINGS]


def acceptance(name: str, pairs: list[tuple[list[str], Source]], about: str = "") -> dict[str, Any]:
    """Return how many sentences, written in a way, are found in their papers."""
    random = Random(f"{SEED} {name}")  # noqa: S311 - reproducible
    counts = [accepted(WRITINGS[name], random, sentences, source) for sentences, source in pairs]
    hits, trials = sum(hits for hits, _ in counts), sum(trials for _, trials in counts)
    return {"quotes": about or name, "accepted": hits, "trials": trials, "interval": wilson(hits, trials)}


def errors_of(case: Case) -> list[str]:
    """Return the errors that are found in a sound case."""
    return [f"{each.rule}: {each.span}" for each in findings_of(case) if each.severity is Severity.ERROR]


def unused_payloads(world: World) -> list[str]:
    """Return the kinds of payload that no operator takes."""
    taken = {kind for kinds in leaks.LEAKS.values() for kind in kinds} | {expected.INNOCENT}
    return sorted(set(world.payloads) - taken)


def difference(before: str, after: str) -> tuple[str, str]:
    """Return the stretch that differs in the first line that does, of both, with a little of what stands around it."""
    lines = zip_longest(before.split("\n"), after.split("\n"), fillvalue="")
    old, new = next(((left, right) for left, right in lines if left != right), ("", ""))
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    first, last = max(0, start - _CONTEXT), max(0, end - _CONTEXT)
    return old[first : len(old) - last], new[first : len(new) - last]


def _common(left: str, right: str) -> int:
    """Return the length of the common head."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))
