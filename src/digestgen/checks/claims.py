"""Rules on claims of being first or best: the paper itself must say something of the kind."""

from collections.abc import Callable, Iterator

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity
from digestgen.grounding.claims import Span, best_claims, first_claims, supports_best, supports_first


@rule(
    "first_claim",
    Example(
        "首次用笔画的延伸方向来拼接拓片的残片，磨损的边缘因此影响不大，作者在 90 张拓片上做了测试。",
        "首次",
        severity=Severity.WARNING,
        source="Nothing else is proposed.",
    ),
    worst=Severity.WARNING,
)
def first_claim(subject: Subject) -> Iterator[Hit]:
    """Find a claim of being the first (首次, 首个, 首创, 率先) where the paper makes none.

    About 1 in 14 such claims in Chinese summaries has no basis in the abstract: a new method easily becomes the first one. What
    it is that the paper calls first is not compared.
    """
    yield from _unsupported(
        subject,
        first_claims,
        supports_first,
        "the paper does not say that anything is done for the first time",
        "原文没有说自己是首次或首个：请删去这一说法，只写原文所说的贡献。",
    )


@rule(
    "best_claim",
    Example(
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 71.4%，达到最先进水平。",
        "最先进",
        "implementation[0]",
        severity=Severity.WARNING,
        source="Nothing else is compared.",
    ),
    worst=Severity.WARNING,
)
def best_claim(subject: Subject) -> Iterator[Hit]:
    """Find a claim of being the best (SOTA, 最先进, 最优性能, 领先) where the paper has no such word for anything.

    Said of other works it is a claim as well. What the paper says to be the best is not compared.
    """
    yield from _unsupported(
        subject,
        best_claims,
        supports_best,
        "the paper does not say that anything is the state of the art, the best or better than others",
        "原文没有说达到最先进或最优：请改写成原文给出的具体比较，或者删去这一说法。",
    )


def _unsupported(
    subject: Subject,
    read: Callable[[str], tuple[Span, ...]],
    support: Callable[[str], Span | None],
    message: str,
    message_zh: str,
) -> Iterator[Hit]:
    claims = [(passage.field, span) for passage in subject.passages for span in read(passage.text)]
    paper = subject.source.text if subject.source else ""
    if not claims or not paper.strip() or support(paper):
        return
    for field, (start, end) in claims:
        yield Hit(field, start, end, message, message_zh, severity=Severity.WARNING)
