"""Any number of synthetic papers, for load and fault tests. They read like papers from afar and say that they are none.

Deterministic: the same day, count and seed give the same papers. The text is short (one page), so that a PDF costs a few
milliseconds.
"""

import datetime as dt
import random

from digestgen.sandbox.papers import SandboxPaper, SandboxSection

_WHAT = ("Caching", "Routing", "Pruning", "Sorting", "Merging", "Tracing", "Ranking", "Folding", "Probing", "Mixing")
_OF = (
    "Attention Heads",
    "Long Prompts",
    "Small Experts",
    "Web Tables",
    "Video Frames",
    "Tool Calls",
    "Point Clouds",
    "Code Edits",
)
_FOR = ("Cheaper Serving", "Robust Answers", "Steady Training", "Faithful Summaries", "Quick Search", "Careful Planning")
_SETS = ("BoxBench", "GravelSet", "LanternQA", "MossCorpus", "PebbleTask", "QuarryEval")
_TEXTS = {
    "Introduction": """
Systems of this kind are used by many people, and their cost grows with the length of the input. We study {what} of {of} and
ask how much of the work is really needed. The first finding is that most of it is not: {a}% of the steps change nothing. The
second finding is that the remaining steps can be found in advance with a small classifier.

This text was generated for the digestgen sandbox. It describes no real system, and its figures are random numbers. It exists
so that a program that reads papers can be tested with many of them.
""",
    "Related Work": """
Previous work treats all parts of the input alike. Some methods drop parts at random, which is simple but difficult to
control; others need a second model that is as large as the first. Existing evaluations use {set} with fewer than {b} items.
""",
    "Method": """
Our method has two stages. In the first stage a classifier with {c} million parameters marks the parts that matter. In the
second stage only the marked parts are processed, and the result is compared with a sample of full runs. When the difference
exceeds {d}%, the classifier is trained again on the latest {b} examples.

The main challenge is that the distribution of inputs shifts. We therefore reserve a twentieth of the budget for full runs,
which reveal a shift within a few hundred inputs, and we keep the affected parts until the classifier has recovered.
""",
    "Experiments": """
We evaluate on {set}, which holds {e} items. The full system reaches {f}% and ours {g}%, at {h}% of the cost. Without the
second stage the accuracy is {i}%. All results are averages of five runs, and the deviation between runs is below one point.

The classifier itself takes {d}% of the time. Its errors concern rare inputs above all: two thirds of them occur in the
smallest classes of {set}. A larger classifier did not change this figure.
""",
    "Conclusion": """
Most of the work can be left out when it is known where. Our method keeps {g}% accuracy at {h}% of the cost. It has only been
tested on {set}, and it needs full runs from time to time.
""",
}
_FIRST_ID, _IDS_PER_DAY = 36_000, 2_000
_ABSTRACT = """
We study {what} of {of} and show that {a}% of the steps can be left out. A classifier with {c} million parameters decides
which. On {set}, our method reaches {g}% against {f}% for the full system, at {h}% of the cost. This is a synthetic paper of a
sandbox.
"""


def synthetic_day(day: dt.date, count: int, seed: int = 0) -> tuple[SandboxPaper, ...]:
    """Return `count` papers for a day, in no order of upvotes; no two days share an id as long as none has more than 2,000."""
    return tuple(_paper(day, place, random.Random(f"{seed}|{day}|{place}")) for place in range(count))  # noqa: S311 - data for tests, no secret


def _paper(day: dt.date, place: int, rng: random.Random) -> SandboxPaper:
    published = day - dt.timedelta(days=1)
    what, of, purpose, name = rng.choice(_WHAT), rng.choice(_OF), rng.choice(_FOR), rng.choice(_SETS)
    full = rng.randint(600, 900) / 10
    figures = {
        "what": what.lower(),
        "of": of.lower(),
        "set": name,
        "a": rng.randint(40, 80),
        "b": rng.randint(2, 9) * 1000,
        "c": rng.randint(3, 60),
        "d": rng.randint(2, 9),
        "e": rng.randint(10, 99) * 100,
        "f": full,
        "g": round(full - rng.randint(1, 9) / 10, 1),
        "h": rng.randint(20, 45),
        "i": round(full - rng.randint(30, 90) / 10, 1),
    }
    sections = tuple(SandboxSection(title=title, text=text.format(**figures)) for title, text in _TEXTS.items())
    return SandboxPaper(
        id=_synthetic_id(published, place),
        title=f"{what} {of} for {purpose}: Synthetic Paper {place + 1} of {day}",
        abstract=" ".join(_ABSTRACT.format(**figures).split()),
        authors=tuple(f"Sandbox Author {letter}" for letter in rng.sample("ABCDEFGHJKLM", rng.randint(1, 5))),
        upvotes=int(rng.paretovariate(0.9)) - 1 + rng.randint(0, 12),
        published=published,
        categories=(rng.choice(("cs.CL", "cs.CV", "cs.LG", "cs.AI")),),
        sections=sections,
        references=tuple(
            f"Sandbox Author {letter}. A reference that does not exist. Sandbox Letters, {rng.randint(1, 40)}, 2023."
            for letter in "NPQRS"
        ),
    )


def _synthetic_id(published: dt.date, place: int) -> str:
    """Give ids from 36,000 on, which no month of arXiv had reached when this was written; beyond 2,000, those of older months."""
    months = 12 * published.year + published.month - 1 - place // _IDS_PER_DAY
    return (
        f"{months // 12 % 100:02d}{months % 12 + 1:02d}.{_FIRST_ID + _IDS_PER_DAY * (published.day - 1) + place % _IDS_PER_DAY}"
    )
