"""The rules on numbers: what is an error, what a warning, and what they keep quiet about."""

import asyncio
import random
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from digestgen.checks.figures import number_missing, number_scale
from digestgen.checks.rule import Rule
from digestgen.checks.subject import Part, Passage, Subject
from digestgen.findings import Finding, Severity
from digestgen.grounding import Source
from digestgen.grounding.numbers import NumberIndex, read_numbers
from digestgen.models import Page, PaperText
from digestgen.pdftext import extract

PAPERS = ("1502.03167", "2002.08909", "2007.01282")
POWER_FLOOR = 0.90
"""Raise it, never lower it: altered numbers of three digits and more, against a whole paper."""


def subject(text: str, paper: str, *, full: bool = True, evidence: bool = False) -> Subject:
    body = PaperText(text=paper, pages=(Page(number=3, start=0, end=len(paper)),), page_count=1)
    source = Source("A Title", "An abstract.", body) if full else Source("A Title", paper)
    passages = (Passage("implementation[0]", Part.IMPLEMENTATION, text),)
    return Subject(passages, source=source, evidence=() if evidence else None)


def found(rule: Rule, *args: str, full: bool = True, evidence: bool = False) -> list[tuple[str, Severity]]:
    return [(finding.span, finding.severity) for finding in rule(subject(*args, full=full, evidence=evidence))]


def test_without_a_source_nothing_is_said() -> None:
    known = subject("准确率为 74.1%，用了 7.6亿 个参数。", "71.4% with 7.6 billion parameters")
    for rule in (number_missing, number_scale):
        assert list(rule(replace(known, source=None))) == []


def test_a_slip_is_an_error_with_its_place_and_both_values() -> None:
    (finding,) = number_scale(subject("模型有 7.6亿 个参数。", "It has 7.6 billion parameters."))
    assert isinstance(finding, Finding)
    assert (finding.span, finding.severity) == ("7.6亿", Severity.ERROR)
    assert finding.place
    assert (finding.place.page, finding.place.start) == (3, 7)
    for message in (finding.message, finding.message_zh):
        assert "7.6 billion" in message
        assert "760,000,000" in message


def test_a_slip_is_not_told_twice() -> None:
    assert found(number_missing, "模型有 7.6亿 个参数。", "It has 7.6 billion parameters.") == []
    assert found(number_scale, "模型有 8.3亿 个参数。", "It has 7.6 billion parameters.") == []


@pytest.mark.parametrize("text", ["准确率为 74.1%。", "得分 0.2488。", "共 6366 道题。", "模型有 8.3亿 个参数。", "快 7 倍。"])
def test_an_exact_number_that_is_missing_is_an_error(text: str) -> None:
    paper = "71.4%, 0.2468, 6,636 problems, 7.6 billion parameters, 3 times faster"
    assert [severity for _, severity in found(number_missing, text, paper)] == [Severity.ERROR]
    assert [severity for _, severity in found(number_missing, text, paper, full=False, evidence=True)] == [Severity.ERROR]
    assert [severity for _, severity in found(number_missing, text, paper, full=False)] == [Severity.WARNING]


@pytest.mark.parametrize(
    "text", ["共 37 种语言。", "约 200 名志愿者。", "在 2019 年发布。", "近三分之一的样本。", "1000个样本。"]
)
def test_a_round_or_small_number_that_is_missing_is_a_warning(text: str) -> None:
    assert [severity for _, severity in found(number_missing, text, "Nothing of the kind, 12345.")] == [Severity.WARNING]


@pytest.mark.parametrize(
    "text",
    [
        "比基线高 18.6 个百分点，从 52.8% 到 71.4%。",
        "两类分别有 24 和 11 个，共 35 个。",
        "用 GPT-4 与 Llama 3.1 在 3 个数据集上比较。",
        "准确率为 71%，约为 0.71。",
        "共 7500 道题。",
    ],
)
def test_what_follows_from_the_paper_is_left_alone(text: str) -> None:
    paper = "It reaches 71.4%, the baseline 52.8%. There are 24 of one and 11 of the other; 7,473 problems."
    assert found(number_missing, text, paper) == []
    assert found(number_scale, text, paper) == []


def test_a_gain_worked_out_from_a_table_is_a_warning() -> None:
    paper = "Ours 71.4 Theirs 52.8\n" + "nothing " * 40
    assert found(number_missing, "准确率提升了 18.6 个百分点。", paper) == [("18.6 个百分点", Severity.WARNING)]
    assert found(number_missing, "准确率为 18.6%。", paper) == [("18.6%", Severity.ERROR)]


def test_all_passages_are_read() -> None:
    known = subject("", "71.4%")
    passages = tuple(Passage(part.value, part, "准确率为 74.1%。") for part in Part)
    assert [finding.field for finding in number_missing(replace(known, passages=passages))] == [part.value for part in Part]


# --- real papers -----------------------------------------------------------------------------------------------------


@cache
def paper_text(folder: Path, name: str) -> str:
    return asyncio.run(extract(folder / "data" / "pdf" / f"{name}.pdf")).text


def forms(value: Decimal, *, percent: bool) -> list[str]:
    """Return how a Chinese summary may write a number."""
    if percent:
        return [f"{value}%", f"{value}个百分点", f"百分之{value}"]
    if value >= 10_000 and value % 1 == 0:
        return [f"{value:f}", f"{value:,f}", f"{value / 10_000:f}万"]
    return [f"{value:f}"]


def own_numbers(text: str) -> list[str]:
    """Return the paper's exact numbers of three digits and more, as a Chinese summary may write them."""
    exact = [number for number in read_numbers(text) if number.checkable and number.digits >= 3 and number.value < 10**12]
    values = sorted({(number.value, number.percent) for number in exact if number.value not in range(1900, 2100)})
    return [form for value, percent in values for form in forms(value, percent=percent)]


def altered(form: str, chosen: random.Random) -> str:
    """Return the number with another digit somewhere."""
    at = chosen.choice([at for at, letter in enumerate(form) if letter.isdecimal()])
    return form[:at] + chosen.choice([digit for digit in "123456789" if digit != form[at]]) + form[at + 1 :]


@pytest.mark.shared
@pytest.mark.parametrize("name", PAPERS)
def test_a_papers_own_numbers_are_found(shared: Path, name: str) -> None:
    text = paper_text(shared, name)
    index = NumberIndex(text)
    assert [form for form in own_numbers(text) if not all(map(index.find, read_numbers(f"达到{form}。")))] == []


@pytest.mark.shared
def test_altered_numbers_are_missed_by_a_whole_paper(shared: Path) -> None:
    chosen, outcomes = random.Random(1), []
    for name in PAPERS:
        text = paper_text(shared, name)
        index = NumberIndex(text)
        for form in own_numbers(text) * 3:
            number = read_numbers(f"达到{altered(form, chosen)}。")[0]
            if number.digits >= 3:
                outcomes.append(index.find(number) is None)
    assert len(outcomes) >= 500
    assert sum(outcomes) / len(outcomes) >= POWER_FLOOR
