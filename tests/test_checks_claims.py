"""Claims of being first or best: what is one in Chinese, and what bears it out in English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen.checks.claims import best_claim, first_claim
from digestgen.checks.examples import SOUND
from digestgen.checks.subject import Part, Passage, Subject
from digestgen.findings import Severity
from digestgen.grounding import Source
from digestgen.grounding.claims import best_claims, first_claims, supports_best, supports_first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("本文首次把笔画用于拼接", ["首次"]),
        ("这是首个公开的拓片数据集，也是第一个大规模基准", ["首个", "第一个"]),
        ("提出了第一种无需训练的方法", ["第一种"]),
        ("该团队率先开创了这一方向", ["率先", "开创"]),
        ("据我们所知，首篇综述", ["首篇"]),
        ("首个3D场景级自编码器", ["首个"]),
        ("首先训练，再微调；首要目标；首选准确率为 71.4%", []),
        ("预测首个词和首个 token 的延迟，首次出现处的位置，首次到达时间", []),
        ("第一阶段与第一个挑战，处理第一个模块，首个 k 步", []),
        ("首次尝试的成功率为 82.6%，准确率先升后降，召回率先上升", []),
        ("这并非首次提出，也不是首个此类基准", []),
        ("某公司首次公开募股", []),
        ("", []),
    ],
)
def test_what_claims_to_be_first(text: str, words: list[str]) -> None:
    assert [text[slice(*span)] for span in first_claims(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("达到SOTA水平，超越所有基线", ["SOTA", "超越所有"]),
        ("与最先进的模型相当，取得了最佳性能", ["最先进", "最佳性能"]),
        ("在三个基准上达到了当前最优", ["最优"]),
        ("获得最好的结果，准确率遥遥领先", ["最好的结果", "领先"]),
        ("达到 state-of-the-art 水平", ["state-of-the-art"]),
        ("求最优解，最优化问题，局部最优性能，近似最优结果", []),
        ("最佳实践，最优传输，最优控制，帕累托最优方案", []),
        ("选择最优模型，找出最佳方法", []),
        ("未能达到最先进水平，性能不及最先进的方法", []),
        ("SOTANet 与 RESOTA", []),
        ("", []),
    ],
)
def test_what_claims_to_be_best(text: str, words: list[str]) -> None:
    assert [text[slice(*span)] for span in best_claims(text)] == words


@pytest.mark.parametrize(
    "text",
    [
        "We present the first open dataset.", "This is a first-of-its-kind study.", "for the first\ntime",
        "To the best of our\nknowledge",
        "Our method is the first to join them.", "We pioneer it.", "It has never been studied.", "no prior work does so",
        "which remains largely unexplored", "the first 3D model", "The world's first benchmark",
    ],
)  # fmt: skip
def test_what_bears_out_that_something_is_first(text: str) -> None:
    assert supports_first(text)


@pytest.mark.parametrize(
    "text",
    [
        "In the first step",
        "the first  stage",
        "the first two authors",
        "We first train it.",
        "the first k tokens",
        "a novel method",
        "",
    ],
)
def test_what_does_not_bear_out_that_something_is_first(text: str) -> None:
    assert supports_first(text) is None


@pytest.mark.parametrize(
    "text",
    ["state-of-the-\nart results", "SOTA", "It outperforms all.", "surpassing", "the best model", "superior", "exceeds them"],
)
def test_what_bears_out_that_something_is_best(text: str) -> None:
    assert supports_best(text)


def test_nothing_bears_out_what_the_paper_does_not_say() -> None:
    assert supports_best("We join tiles by strokes, and it works.") is None


def subject(text: str, source: str | None) -> Subject:
    passages = (Passage("background", Part.BACKGROUND, "首先说明背景。"), Passage("tldr", Part.TLDR, text))
    return Subject(passages, source=None if source is None else Source("", source))


def test_claims_without_basis_are_marked() -> None:
    summary = subject("首次提出，达到最先进水平。", "We join tiles.")
    (first,), (best,) = first_claim(summary), best_claim(summary)
    assert (first.field, first.span, first.severity) == ("tldr", "首次", Severity.WARNING)
    assert (best.field, best.span, best.severity) == ("tldr", "最先进", Severity.WARNING)


@pytest.mark.parametrize("source", [None, "", "We are the first to join tiles and surpass all others."])
def test_claims_with_a_basis_or_without_a_paper_pass(source: str | None) -> None:
    summary = subject("首次提出，达到最先进水平。", source)
    assert [*first_claim(summary), *best_claim(summary)] == []


def test_the_sound_summary_claims_nothing() -> None:
    assert [passage for passage in SOUND.passages if first_claims(passage.text) or best_claims(passage.text)] == []


@given(st.text(st.sampled_from("首次个第一率先最优佳达到SOTA非不未能，。 首创x"), max_size=60), st.text(max_size=80))
def test_any_text_gives_spans_inside_it_and_no_exception(text: str, english: str) -> None:
    for start, end in (*first_claims(text), *best_claims(text), *first_claims(english), *best_claims(english)):
        assert 0 <= start < end
    for span in (supports_first(english), supports_best(english)):
        assert span is None or 0 <= span[0] < span[1] <= len(english)
