"""Rules on numbers: each that a summary states must stand in the paper, on the same scale."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Passage, Subject
from digestgen.findings import Severity
from digestgen.grounding import Source
from digestgen.grounding.numbers import Number, is_derived, read_numbers
from digestgen.grounding.sentences import split_sentences

_EXACT_DIGITS = 3
_GAIN: Final = re.compile(
    r"(?:提升|提高|增长|增加|上升|改善|降低|下降|减少|缩短|节省|高出?|低|多|少|快|慢|领先|优于|超[过出]?|差距?)[了达约近至为出过]{0,4}\s?\Z"
)
_REST: Final = re.compile(r"(?:共|合计|总计|总共|一共|累计|其余|剩余|余下|其他|平均|之和|之比)")
_GAIN_REACH = 12
_MOST_DERIVATIONS = 10
"""Each is a fifth of a second over a long paper: an answer that is full of invented gains is wrong anyway."""
_YEARS = range(1900, 2100)


def _absent(passage: Passage, source: Source) -> tuple[list[Number], list[Number]]:
    """Return the numbers of a text that a paper can be asked for: those that it does not have, and those that it has."""
    absent: list[Number] = []
    present: list[Number] = []
    for number in read_numbers(passage.text):
        if number.checkable:
            (present if source.numbers.find(number) else absent).append(number)
    return absent, present


@rule(
    "number_scale",
    Example(
        "该模型有 7.6亿 个参数，用 2 万亿个词元训练，规模远大于以往的拓片模型。",
        "7.6亿",
        "implementation[0]",
        source="The model has 7.6 billion parameters and was trained on 2 trillion tokens.",
    ),
    Example(
        "作者从公开的馆藏里收集了 170万 张拓片的照片，并请专家为它们标注出处与年代。",
        "170万",
        "implementation[0]",
        source="We collect 170 million photographs of rubbings.",
    ),
)
def number_scale(subject: Subject) -> Iterator[Hit]:
    """Hold a number against the summary that the paper has on another scale: 7.6 billion written as 7.6亿.

    About half of all wrong numbers in Chinese summaries are such slips. Where the paper has the wrong number too, for something
    else, the slip is not seen.
    """
    if not (source := subject.source):
        return
    for passage in subject.passages:
        for number in _absent(passage, source)[0]:
            if spot := source.numbers.slip(number):
                given = " ".join(source.text[slice(*spot)].split())
                yield Hit(
                    passage.field,
                    number.start,
                    number.end,
                    f"{number.text} is {_plain(number.value)}; the paper has {given}",
                    f"原文写的是 {given}，而 {number.text} 等于 {_plain(number.value)}，数量级不对：请按原文重新换算。",
                    place=source.place(*spot),
                )


@rule(
    "number_missing",
    Example(
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 74.1%，依靠边缘的基线方法为 52.8%。",
        "74.1%",
        "implementation[0]",
        severity=Severity.WARNING,
        source="Nothing else is measured.",
    ),
    Example(
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 74.1%，依靠边缘的基线方法为 52.8%。",
        "74.1%",
        "implementation[0]",
        source="Nothing else is measured.",
        quote="On 90 rubbings it is right at the first guess in 71.4% of the cases",
    ),
)
def number_missing(subject: Subject) -> Iterator[Hit]:
    """Hold a number against the summary that stands nowhere in the paper.

    Small counts, names such as GPT-4 and versions are not looked for. It is an error where the paper's full text or evidence is
    there and the number looks exact: three digits or more, a percentage, a decimal, a scale or a factor. It is a warning where
    the number follows from two others of its text or from two near each other in the paper. A wrong number that the paper has
    for something else is not seen.
    """
    if not (source := subject.source):
        return
    thorough = source.is_full_text or subject.evidence is not None
    tries = _MOST_DERIVATIONS
    for passage in subject.passages:
        absent, present = _absent(passage, source)
        for number in absent:
            derived = is_derived(number, _beside(number, present, passage.text))
            if source.numbers.slip(number) or (derived and subject.evidence is None):
                continue
            doubtful = derived
            if not derived and tries and _is_gain(number, passage.text):
                tries -= 1
                doubtful = source.numbers.derives(number)
            yield Hit(
                passage.field,
                number.start,
                number.end,
                f"the number {number.text} stands nowhere in the paper",
                f"原文里找不到数字 {number.text}：请改成原文里的数字，或者删去。",
                severity=Severity.ERROR if thorough and _looks_exact(number) and not doubtful else Severity.WARNING,
            )


def _beside(number: Number, others: list[Number], text: str) -> list[Number]:
    """Return what a number may have been worked out from: all of its text for a gain or a rest, else its own sentence."""
    if _is_gain(number, text) or _REST.search(text[max(0, number.start - _GAIN_REACH) : number.start]):
        return others
    start, end = next(span for span in split_sentences(text) if span[0] <= number.start < span[1])
    return [other for other in others if start <= other.start < end]


def _looks_exact(number: Number) -> bool:
    """Tell whether a number reads like one that was copied."""
    if number.approximate and number.digits < _EXACT_DIGITS:
        return False
    if number.percent or number.times or number.power or number.value % 1:
        return True
    return number.digits >= _EXACT_DIGITS and number.value not in _YEARS


def _is_gain(number: Number, text: str) -> bool:
    """Tell whether a number is told as a difference, which a reader may have worked out from a table."""
    before = text[max(0, number.start - _GAIN_REACH) : number.start]
    return number.text.endswith("百分点") or ((number.percent or number.times) and _GAIN.search(before) is not None)


def _plain(value: Decimal) -> str:
    """Return a value in digits, with commas."""
    return f"{value.normalize():,f}"
