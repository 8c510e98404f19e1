"""What the claims of a summary rest on: the model's quotes are verified and attached to its claims; what they leave open is held.

Without evidence (a summary of before it was asked for, an old page) the rules say nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.statements import Statement, Support, read_statements
from digestgen.checks.subject import Passage, Subject
from digestgen.findings import Evidence, QuoteStatus, Severity
from digestgen.grounding.quotes import Verified
from digestgen.grounding.source import Source
from digestgen.grounding.squeeze import squeeze
from digestgen.wire import MOST_QUOTE_CHARACTERS, MOST_QUOTES

_BROKEN_WORD = re.compile(r"(?<=[A-Za-z])(?:\u00ad|[-‐]\s{0,9}\n)\s{0,9}(?=[a-z])")
_FEW = 2
"""So many sentences may be without evidence in any summary."""


def attach(quotes: Iterable[tuple[str, str]], passages: Sequence[Passage], source: Source) -> tuple[Evidence, ...]:
    """Return claims and quotes as evidence: where each claim stands in the summary, and what became of its quote.

    Of a quote that was found, the paper's own words are kept and their place; of others nothing but the status. A claim that
    the summary does not hold proves nothing and is left out.
    """
    pairs = list(dict.fromkeys(quotes))[:MOST_QUOTES]
    verified = {
        quote: source.quotes.verify(quote[:MOST_QUOTE_CHARACTERS]) for quote in dict.fromkeys(quote for _, quote in pairs)
    }
    found = (_evidence(claim, verified[quote], passages, source) for claim, quote in pairs)
    return tuple(each for each in found if each.field)


def _evidence(claim: str, verified: Verified, passages: Sequence[Passage], source: Source) -> Evidence:
    field, start, end = locate(claim, passages)
    found = verified.status.found
    return Evidence(
        claim=claim,
        field=field,
        start=start,
        end=end,
        status=verified.status,
        quote=_own_words(verified, source.text) if found else "",
        place=source.place(verified.start, verified.end) if found else None,
    )


def locate(claim: str, passages: Sequence[Passage]) -> tuple[str, int, int]:
    """Return field, start and end of a claim: as it is written, else but for spacing and punctuation; else no field."""
    for passage in passages:
        if claim and (start := passage.text.find(claim)) >= 0:
            return passage.field, start, start + len(claim)
    if letters := squeeze(claim).letters:
        for passage in passages:
            index = squeeze(passage.text)
            if (at := index.letters.find(letters)) >= 0:
                return passage.field, *index.stretch(at, at + len(letters))
    return "", 0, 0


def _own_words(verified: Verified, text: str) -> str:
    """Return the paper's words as a reader wants them: on one line, no word broken, nothing invisible."""
    start, end, gap = verified.start, verified.end, verified.gap
    parts = [text[start : gap[0]], text[gap[1] : end]] if gap else [text[start:end]]
    lines = " … ".join(" ".join(_BROKEN_WORD.sub("", part).split()) for part in parts)
    return "".join(each for each in lines if each.isprintable())


def coverage(subject: Subject) -> tuple[int, int]:
    """Return how many of the checkable sentences are covered by evidence, and how many there are."""
    statements = read_statements(subject)
    return sum(map(statements.is_covered, statements.all)), len(statements.all)


# --- rules -----------------------------------------------------------------------------------------------------------

_REASONS = {
    QuoteStatus.MISSING: ("the paper does not say what was quoted for this", "论文里找不到为这一说法给出的 quote"),
    QuoteStatus.TOO_SHORT: ("what was quoted for this is too short to be found", "为这一说法给出的 quote 太短，无法核对"),
    QuoteStatus.NUMBER_MISMATCH: (
        "the paper has other numbers than were quoted for this",
        "为这一说法给出的 quote 与论文原文数字不同",
    ),
    QuoteStatus.POLARITY_MISMATCH: (
        "the paper says the opposite of what was quoted for this, or compares otherwise",
        "为这一说法给出的 quote 与论文原文在否定或比较的方向上不同",
    ),
    QuoteStatus.NAME_MISMATCH: (
        "the paper has other names than were quoted for this",
        "为这一说法给出的 quote 与论文原文名称不同",
    ),
}
_REMEDY = "：请逐字复制论文原文中证明它的一句；找不到这样的原文，就按论文改正或删去这一说法"


@rule(
    "quote_not_found",
    Example(
        "修复者拼好一张拓片平均需要 6.5 小时，人工拼接十分费时。",
        "修复者拼好一张拓片平均需要 6.5 小时，人工拼接十分费时。",
        source="It takes restorers 6.5 days on average to join one rubbing by hand.",
        quote="Joining a single rubbing costs a trained restorer about 6.5 hours of manual work.",
    ),
    Example(
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 74.1%。",
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 74.1%。",
        "implementation[0]",
        quote="On 90 rubbings it is right at the first guess in 74.1% of the cases, where a baseline on edges reaches 52.8%.",
    ),
    Example(
        "残片的边缘磨损严重，人工拼接十分费时，修复者需要把许多残片拼在一起。",
        "残片的边缘磨损严重，人工拼接十分费时，修复者需要把许多残片拼在一起。",
        severity=Severity.WARNING,
        quote="The work of the restorers is slow because every edge is worn.",
    ),
)
def quote_not_found(subject: Subject) -> Iterator[Hit]:
    """Hold a quote against the summary that does not stand in the paper, or not with these numbers, negations and names.

    It is an error where the claim's sentence has a number, or says that something is the first or the best, and no other quote
    bears it out. A quote that the text extraction has torn apart is not found either.
    """
    if subject.evidence is None:
        return
    statements = read_statements(subject)
    for evidence in {(each.field, each.claim): each for each in subject.evidence if not each.status.found}.values():
        touched = [each for each in statements.all if evidence in each.evidence]
        severity = Severity.WARNING if all(map(statements.is_covered, touched)) else Severity.ERROR
        message, message_zh = _REASONS[evidence.status]
        yield Hit(evidence.field, evidence.start, evidence.end, message, message_zh + _REMEDY, severity)


@rule(
    "number_not_in_quote",
    Example(
        "在另一组 40 张拓片上，TileJoin 的首选准确率为 64.5%。",
        "64.5%",
        "implementation[0]",
        source="On 40 rubbings of another museum the accuracy is 64.5%.",
        quote="On 90 rubbings it is right at the first guess in 71.4% of the cases",
    ),
)
def number_not_in_quote(subject: Subject) -> Iterator[Hit]:
    """Hold a number against its sentence that none of the quotes found for the sentence holds.

    Accepted are other ways to write it, rounding, and differences, sums and ratios of quoted numbers. What is an error of
    `number_missing` already is not told twice.
    """
    if subject.evidence is None:
        return
    statements = read_statements(subject)
    for statement in statements.all:
        for number in statement.numbers if statement.found else ():
            support = statements.support(number, statement)
            if support is Support.FULL:
                continue
            at = subject.source.numbers.find(number) if subject.source else None
            yield Hit(
                statement.field,
                number.start,
                number.end,
                f"the quotes for this sentence do not hold {number.text}, or not as often",
                f"这一句的 quote 里没有“{number.text}”，或者次数不够：请补上含有这个数字的论文原文；若与论文不符，就改正或删去",
                Severity.ERROR,
                subject.source.place(*at) if subject.source and at else None,
            )


@rule(
    "claim_without_quote",
    Example(
        "修复者要把数百块残片拼回一张完整的拓片，人工拼接十分费时。",
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 71.4%，依靠边缘的基线方法为 52.8%。",
        severity=Severity.WARNING,
        quote="Restorers of rubbings have to join hundreds of fragments.",
    ),
    Example(
        "拓片有 1200 张。残片有 35000 块。这是首个拼接方法。",
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 71.4%，依靠边缘的基线方法为 52.8%。",
        quote="The collection was put together by restorers over many decades.",
    ),
)
def claim_without_quote(subject: Subject) -> Iterator[Hit]:
    """Hold a sentence with a number, or of being first or best, against the summary for which no quote was given.

    Numbers that are quoted for another sentence may be repeated. It is an error where more than half of these sentences
    lack a quote that stands in the paper: then the summary has no evidence to speak of.
    """
    if subject.evidence is None:
        return
    statements = read_statements(subject)
    uncovered = [statement for statement in statements.all if not statements.is_covered(statement)]
    severity = Severity.ERROR if len(uncovered) > max(_FEW, len(statements.all) / 2) else Severity.WARNING
    for statement in uncovered:
        if not statement.evidence:
            yield _without_quote(statement, severity)


def _without_quote(statement: Statement, severity: Severity) -> Hit:
    what = "the number" if statement.numbers else "the claim"
    return Hit(
        statement.field,
        statement.start,
        statement.end,
        f"no words of the paper were quoted for {what} in this sentence",
        "这一句没有依据：请在 evidence 里补上一项，claim 取自这一句，quote 逐字复制论文原文；找不到这样的原文，就删去这一说法",
        severity,
    )
