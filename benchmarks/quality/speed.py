"""How long the checks take: medians in milliseconds on this machine, for docs/quality.md. No test is timed.

CPU time of this process, so that a busy machine changes little.
"""

import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Any

from digestgen.checks import check
from digestgen.grounding import Source
from quality.cases import Case
from quality.operators import OPERATORS, SEED
from quality.quotes import quotable
from quality.trials import QuoteMutant, Trial
from quality.world import World

_ROUNDS = 7
_OFTEN = 20


def milliseconds(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Return the median CPU time of some rounds, after one that does not count."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        taken.append(1_000 * (time.process_time() - started))
    return statistics.median(taken)


def index(source: Source) -> None:
    """Build all indexes of a paper anew."""
    fresh = object.__new__(Source)
    fresh.__dict__.update({name: value for name, value in vars(source).items() if name not in {"numbers", "names", "quotes"}})
    _ = fresh.numbers, fresh.names, fresh.quotes


def measure(world: World, real: Sequence[Case]) -> dict[str, Any]:
    """Return the medians; the index's is that of the `real` papers, where there are any: ours are short."""
    texts = [milliseconds(lambda case=case: check(case.ungrounded().subject)) for case in world.cases]  # type: ignore[misc]
    whole = [milliseconds(lambda case=case: check(case.subject)) for case in world.cases]  # type: ignore[misc]
    papers = [case for case in (*world.cases, *real) if case.source and case.source.is_full_text]
    indexes = [(len(source.text), milliseconds(partial(index, source))) for case in papers if (source := case.source)]
    counted = indexes[-len(real) :] if real else indexes
    return {
        "machine": f"Python {platform.python_version()}, {platform.system()}",
        "text_checks_ms": statistics.median(texts),
        "all_checks_ms": statistics.median(whole),
        "index_ms": statistics.median(ms for _, ms in counted),
        "indexes": sorted(indexes),
        "quote_found_ms": statistics.median(_quote_times(papers)),
        "quote_refused_ms": statistics.median(_refusal_times(world)),
    }


def _quote_times(papers: Sequence[Case]) -> Iterator[float]:
    """Yield the time of each quote; one alone is over before the clock ticks."""
    random = Random(SEED)  # noqa: S311 - reproducible
    for case in papers:
        quotes = quotable(case.sentences)
        for quote in random.sample(quotes, min(20, len(quotes))):
            yield milliseconds(partial(_often, QuoteMutant(quote, quote, case.source)), rounds=3) / _OFTEN  # type: ignore[arg-type]


def _refusal_times(world: World) -> Iterator[float]:
    for name in ("quote_digit", "quote_foreign"):
        for trial in OPERATORS[name].mutants(world, 60):
            yield milliseconds(partial(_often, trial), rounds=3) / _OFTEN


def _often(trial: Trial) -> None:
    for _ in range(_OFTEN):
        trial.outcome(())
