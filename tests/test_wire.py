"""The wire schema is what every strict mode takes; wire data becomes a Summary or is told, in Chinese, why not."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digestgen.models import Summary
from digestgen.wire import MOST_QUOTES, SCHEMA, Quoted, WireError, read_answer

GOOD: dict[str, Any] = {
    "background": "大型语言模型在长文本上的推理成本很高，注意力的计算量随长度的平方增长。",
    "related_work": "已有的方法用稀疏注意力降低成本，但在 128K 长度上准确率明显下降。",
    "challenges": [{"challenge": "长文本推理成本高", "solution": "LongFit 只保留每层最重要的键值，并在解码时动态更新它们。"}],
    "implementation": ["模型在 8 块 GPU 上训练了 3 天。", "GAIA 上的准确率为 92%，α = 0.5，∇f 由采样估计。"],
    "conclusion": ["LongFit 在不损失准确率的情况下把显存减少了一半。"],
    "contribution": "提出了按层保留键值的方法 LongFit",
    "tldr": "LongFit 按层保留键值，把长文本推理的显存减少了一半。",
    "evidence": [
        {"claim": "在 128K 长度上准确率明显下降", "quote": "sparse attention loses much accuracy at a length of 128K"},
        {"claim": "GAIA 上的准确率为 92%，α = 0.5", "quote": "On GAIA it is right in 92% of the cases with alpha = 0.5"},
        {"claim": "把显存减少了一半", "quote": "it cuts the memory in half without a loss of accuracy"},
    ],
}
ABSTRACT = (
    "Earlier sparse attention loses much accuracy at a length of 128K. LongFit keeps the keys and values of each layer that "
    "matter. It was trained on 8 GPUs for 3 days. On GAIA it is right in 92% of the cases with alpha = 0.5, and it cuts the "
    "memory in half without a loss of accuracy. The gradient f is estimated by sampling."
)
"""Of the paper that GOOD is the summary of."""


BUSY_MACHINE = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""What is promised here is no speed."""


def changed(**fields: object) -> dict[str, Any]:
    return {**json.loads(json.dumps(GOOD)), **fields}


def problems_of(data: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(WireError) as caught:
        read_answer(data)
    return caught.value.problems


def nodes(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for inner in [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]:
        yield from nodes(inner)


def test_the_schema_uses_only_what_every_strict_mode_takes() -> None:
    for node in nodes(SCHEMA.json_schema):
        assert set(node) <= {"type", "properties", "required", "additionalProperties", "items", "description"}
        assert node["type"] in {"object", "array", "string"}
        if node["type"] == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])


def test_the_schema_has_the_fields_of_the_summary() -> None:
    assert list(SCHEMA.json_schema["properties"])[-1] == "evidence"
    assert set(SCHEMA.json_schema["properties"]) == {*Summary.model_fields, "evidence"}


def test_a_summary_survives_the_wire() -> None:
    answer = read_answer(GOOD)
    quotes = [{"claim": each.claim, "quote": each.quote} for each in answer.quotes]
    assert answer.summary.model_dump(mode="json") | {"evidence": quotes} == GOOD


def test_quotes_are_read_as_they_come_and_pairs_that_prove_nothing_are_left_aside() -> None:
    empty = [{"claim": "", "quote": "half"}, {"claim": "一半"}, {"claim": 7, "quote": "a"}]
    pairs = [{"claim": " 减少了一半 ", "quote": "half\n"}, *empty]
    assert read_answer(changed(evidence=pairs)).quotes == (Quoted("减少了一半", "half"),)
    assert read_answer(changed(evidence=[])).quotes == ()
    assert len(read_answer(changed(evidence=[{"claim": "一", "quote": "x"}] * 100)).quotes) == MOST_QUOTES


@pytest.mark.parametrize("evidence", [None, "quote", ["quote"], {"claim": "一", "quote": "x"}, [[]]])
def test_evidence_of_another_shape_is_a_problem(evidence: object) -> None:
    assert any(problem.startswith("evidence 必须是数组") for problem in problems_of(changed(evidence=evidence)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("损失函数为 \nu 与 \nabla f 的乘积，作者用它训练模型。", "换行"),
        ("损失函数含有 \theta 与 \times 两项，作者用它训练模型。", "制表符"),
        ("损失函数含有 \beta 一项，作者用它训练模型。", "退格符"),
        ("损失函数含有 \frac 一项，作者用它训练模型。", "换页符"),
        ("损失函数含有 \rho 一项，作者用它训练模型。", "回车"),
        ("损失函数含有 \ud835 一项，作者用它训练模型。", "不可见字符"),
        ("损失函数含有 \u202e 一项，作者用它训练模型。", "不可见字符"),
    ],
)
@pytest.mark.parametrize("field", ["background", "implementation"])
def test_what_json_makes_of_latex_is_a_problem(field: str, text: str, name: str) -> None:
    value = [text] if field == "implementation" else text
    (problem,) = problems_of(changed(**{field: value}))
    assert problem.startswith(field)
    assert name in problem


def test_empty_lines_part_paragraphs() -> None:
    text = "第一段说明方法的做法。\n\n第二段说明实验的设置。\r\n\r\nGAIA 上的结果见第三段。\n第四段说明局限。"
    summary = read_answer(changed(implementation=[text], conclusion=text)).summary
    parts = ("第一段说明方法的做法。", "第二段说明实验的设置。", "GAIA 上的结果见第三段。", "第四段说明局限。")
    assert summary.implementation == summary.conclusion == parts


def test_a_line_break_between_two_sentences_is_joined() -> None:
    text = "大型语言模型在长文本上的推理成本很高。\n注意力的计算量随长度的平方增长。"
    assert read_answer(changed(background=text)).summary.background == text.replace("\n", "")


def test_a_list_in_a_paragraph_is_not_joined() -> None:
    assert problems_of(changed(background="大型语言模型在长文本上的推理成本很高。\n- 其一是显存。\n- 其二是时间。"))


def test_white_space_around_and_characters_without_width_are_dropped() -> None:
    assert read_answer(changed(tldr=f" \u200b{GOOD['tldr']}\u3000\n")).summary.tldr == GOOD["tldr"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"contribution": "本文给出了一种新方法"}, "contribution 必须以“提出了”开头"),
        ({"tldr": "很好"}, "tldr 现有 2 字（一个英文词算一字），应为 6 至 160 字"),
        ({"tldr": None}, "tldr 必须是字符串"),
        (
            {"background": "We study long-context inference of large language models and reduce its cost by half without loss."},
            "background 应当用简体中文写",
        ),
        (
            {"implementation": ["We train on eight GPUs for three days.", "We reach 92 percent."]},
            "implementation 应当用简体中文写",
        ),
        ({"challenges": []}, "challenges 必须是含有 1 至 5 项的数组"),
        ({"challenges": GOOD["challenges"] * 6}, "challenges 必须是含有 1 至 5 项的数组"),
        ({"challenges": ["成本高"]}, "challenges[0] 必须是含有 challenge 和 solution 两个字段的对象"),
        ({"challenges": "成本高"}, "challenges 必须是"),
        ({"conclusion": []}, "conclusion 必须是含有 1 至 12 项的数组"),
        ({"conclusion": [""]}, "conclusion[0] 现有 0 字"),
        ({"conclusion": [7]}, "conclusion[0] 必须是字符串"),
        ({"conclusion": "\n\n".join(["这一段说明结论。"] * 13)}, "conclusion 共有 13 段，最多 12 段"),
    ],
)
def test_each_problem_names_its_field_in_chinese(fields: dict[str, Any], problem: str) -> None:
    assert any(problem in found for found in problems_of(changed(**fields)))


def test_all_problems_are_told_at_once() -> None:
    assert len(problems_of({"tldr": "短"})) == 8


def test_unknown_fields_are_left_aside() -> None:
    assert read_answer(changed(thoughts="想法")) == read_answer(GOOD)


_ITEM = (
    st.none()
    | st.integers()
    | st.text(max_size=30)
    | st.fixed_dictionaries({"challenge": st.text(max_size=9), "solution": st.none()})
)
_JSON = _ITEM | st.lists(_ITEM, max_size=3)


@settings(BUSY_MACHINE)
@given(st.dictionaries(st.sampled_from(list(GOOD)), _JSON))
def test_any_data_is_a_summary_or_a_list_of_problems(fields: dict[str, Any]) -> None:
    try:
        read_answer(changed(**fields))
    except WireError as error:
        assert all(re.search(r"[一-鿿]", problem) for problem in error.problems)  # noqa: PT017 - either outcome is right


_PROSE = st.text(st.characters(codec="utf-8"), min_size=0, max_size=60).map(lambda text: GOOD["background"] + text)


@settings(BUSY_MACHINE)
@given(_PROSE)
def test_any_text_that_passes_here_passes_the_model(text: str) -> None:
    """The limits are told twice, in Chinese here and in English there: they never differ (pydantic's error would fly)."""
    try:
        read_answer(changed(background=text, implementation=[text], challenges=[{"challenge": text, "solution": text}]))
    except WireError as error:
        assert error.problems  # noqa: PT017 - either outcome is right
