"""Asides by kinds of words, circles by pairs of signs, addresses and odd brackets: what is found and what only looks like it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen.checks.asides import aside
from digestgen.checks.citations import citation_artefact
from digestgen.checks.examples import PASSAGES, SOUND
from digestgen.checks.figures import number_missing
from digestgen.checks.fragments import json_fragment
from digestgen.checks.links import url
from digestgen.checks.markup import html, markdown
from digestgen.checks.placeholders import placeholder
from digestgen.checks.repetition import monotonous
from digestgen.checks.rule import Rule
from digestgen.checks.signs import odd_sign
from digestgen.checks.subject import Subject
from digestgen.findings import Severity
from digestgen.grounding import Source
from digestgen.models import PaperText


def with_text(text: str) -> Subject:
    """Return the sound summary with another background."""
    place = next(place for place, passage in enumerate(PASSAGES) if passage.field == "background")
    passages = list(PASSAGES)
    passages[place] = replace(passages[place], text=text)
    return replace(SOUND, passages=tuple(passages))


def severities(rule: Rule, text: str) -> set[Severity]:
    return {finding.severity for finding in rule(with_text(text)) if finding.field == "background"}


@pytest.mark.parametrize(
    "text",
    [
        "图示没有随这份文本送来，结构只好略去。",
        "我手头的文件缺了最后几页。",
        "转换成的文本里表格已经错位，数值难以辨认。",
        "本节未能写全，待后文补充。",
        "附录没有送来，此处暂缺。",
        "好，接着写第三节就写贡献。",
        "这个词怎么译比较稳妥，先放着。",
        "以上，完毕。",
        "The supplied text does not reach the experiments.",
    ],
)
def test_an_aside_is_known_without_its_wording(text: str) -> None:
    assert severities(aside, text) == {Severity.WARNING}


@pytest.mark.parametrize(
    "text",
    [
        "模型在输入文本缺失一半时仍能给出正确的答案。",
        "作者没有公开训练数据，只发布了权重。",
        "以往的方法难以处理扫描文档里错位的表格。",
        "该方法先写出提纲，再逐节生成全文。",
        "系统把用户的草稿译成英文，再检查语法。",
        "每张残片都有编号，缺失的部分由修复者补全。",
        "“输入的文本不完整，我无法总结”是模型常见的回答。",
    ],
)
def test_the_paper_may_speak_of_texts_and_gaps(text: str) -> None:
    assert severities(aside, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "残片磨损得厉害，磨损得厉害的是残片，厉害的磨损使残片磨损，残片因磨损而磨损。",
        "总之意义重大。总的来说意义重大。综上所述意义重大。总而言之意义重大。",
        "得分为 10, 20, 30, 40, 50, 60, 70, 80, 90。",
        "快，准，省，快，准，省，快，准，省，快，准，省。",
    ],
)
def test_circles_are_found_in_other_words(text: str) -> None:
    assert severities(monotonous, text) == {Severity.ERROR}


def test_rising_numbers_of_an_experiment_are_no_counting() -> None:
    assert (
        severities(monotonous, "在 7、13、34、70 层时得分为 61.2、64.8、66.0、66.3，参数为 1、2、4、8、16、32、64、128、256 万。")
        == set()
    )


@given(st.text(max_size=120))
def test_any_text_is_measured(text: str) -> None:
    for rule in (aside, monotonous, url, citation_artefact, json_fragment, html, markdown):
        for finding in rule(with_text(text)):
            assert finding.severity in Severity


@pytest.mark.parametrize(
    "text",
    [
        "来信请寄 someone@lab.example.org。",
        "数据在 files.lab.example.org 上。",
        "标识为 doi:10.1000/182。",
        "配置见 conf/train.yaml。",
        "日志写在 /var/log/app/run.log 里。",
        "客户端用 custom-scheme://open?x=1 打开。",
        "索引号为 arXiv:2401.01234。",
    ],
)
def test_addresses_of_all_kinds_are_shown(text: str) -> None:
    assert severities(url, text) == {Severity.WARNING}


@pytest.mark.parametrize(
    "text", ["速度为每秒 30 帧/秒，I/O 与 TCP/IP 两层都有记录。", "Node.js 与 GPT-4.5 都被使用。", "比例为 3/4，得分 0.5/0.6。"]
)
def test_slashes_and_dots_of_prose_are_no_addresses(text: str) -> None:
    assert severities(url, text) == set()


@pytest.mark.parametrize("text", ["残片很多[note: p3, score 0.9]。", "残片很多【出处】。", "残片很多。²", "残片很多［附注］。"])
def test_odd_brackets_are_shown(text: str) -> None:
    assert severities(citation_artefact, text) == {Severity.WARNING}


def test_tokens_in_brackets_are_names() -> None:
    assert severities(citation_artefact, "模型在 [MASK] 与 [SEG] 处预测残片，区间为 [0, 1]。") == set()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (json_fragment, "残片很多。}} 边缘磨损。"),
        (json_fragment, "result_text: null"),
        (json_fragment, '残片很多。" 边缘磨损。'),
        (json_fragment, "key_point: 残片很多"),
        (html, "</背景>残片很多。"),
        (html, 'style="color:red">残片很多。'),
        (placeholder, "用三到四句话介绍论文的背景。"),
        (placeholder, "测试测试123"),
    ],
)
def test_what_is_left_of_a_form_is_an_error(rule: Rule, text: str) -> None:
    assert severities(rule, text) == {Severity.ERROR}


def test_an_invented_number_is_no_sum_of_what_stands_sentences_before() -> None:
    """40 + 45.1 is 85.1, but nothing in its own sentence says that it was worked out."""
    paper = Source("", "", PaperText(text="It is right in 40.0% of the cases, and in 45.1% of others.", pages=(), page_count=1))
    subject = replace(with_text("首选准确率为 40.0%，另一组为 45.1%。作者另外测得 85.1%。"), source=paper, evidence=())
    assert {(finding.span, finding.severity) for finding in number_missing(subject) if finding.field == "background"} == {
        ("85.1%", Severity.ERROR)
    }


@pytest.mark.parametrize(
    "text",
    [
        "模型在 [MASK] 处预测，区间为 [0, 1]，形状为 [B, T, 512]。",
        "用时为 O(n²)，学习率为 2×10⁻⁶，Recall@5 为 13.9。",
        "概率为 p(z | x)，阈值 > 50%，共取 {2k, 5k, 10k} 条。",
    ],
)
def test_signs_that_are_at_home_pass(text: str) -> None:
    assert severities(odd_sign, text) == set()


@pytest.mark.parametrize("text", ["残片很多 ⟦3⟧。", "残片很多（定理 ??）。", "残片很多+1。", "残片很多 #标签。"])
def test_signs_that_prose_does_not_have_are_shown(text: str) -> None:
    assert severities(odd_sign, text) == {Severity.WARNING}
