"""A summary is complete, of a fitting length, finished and balanced; and it says nothing twice."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digestgen import markdown
from digestgen.checks.examples import PASSAGES, SOUND
from digestgen.checks.repetition import duplicate_section, loop, monotonous, repeated_sentence
from digestgen.checks.rule import Rule
from digestgen.checks.shape import is_summary, length, missing_text, sections_of, unbalanced_brackets, unfinished
from digestgen.checks.subject import PROSE, Part, Passage, Subject, passages_of_block
from digestgen.findings import Finding, Severity

RULES = (missing_text, length, unfinished, unbalanced_brackets, loop, repeated_sentence, monotonous, duplicate_section)
ERROR, WARNING = Severity.ERROR, Severity.WARNING
FIELDS = [passage.field for passage in PASSAGES]
TEXT = "作者把完整的拓片切成小块来训练编码器，再用修复者手工拼好的残片做测试，多数情况下首选就是对的。"


def with_texts(texts: dict[str, str]) -> Subject:
    return replace(SOUND, passages=tuple(replace(each, text=texts.get(each.field, each.text)) for each in PASSAGES))


def found(rule: Rule, text: str, field: str = "background") -> list[Finding]:
    return list(rule(with_texts({field: text})))


def severities(rule: Rule, text: str, field: str = "background") -> list[Severity]:
    return [finding.severity for finding in found(rule, text, field)]


PAGE = """#### 背景
- **背景**
    拓片修复者要把数百块残片拼回一张完整的拓片，人工拼接一张十分费时。

- **已有的工作**
    已有的方法多依靠边缘曲线的吻合程度来排序，边缘磨损之后就不再可靠。

#### 核心贡献
- **提出了拼接残片的方法 TileJoin**
    - **挑战1：边缘磨损后难以直接比对**
        TileJoin 预测笔画在边缘之外怎样延伸，再看两块残片的预测是否一致。

#### 实现与部署
作者用 90 张真实的拓片做测试，首选准确率为 71.4%，依靠边缘的基线方法为 52.8%。

#### 总结
实验表明，笔画的方向比边缘的形状更适合用来判断两块残片是否真的相邻。
"""


def of_page(text: str) -> Subject:
    (block,) = markdown.parse(text)
    return Subject(passages_of_block(block))


# --- what is missing -------------------------------------------------------------------------------------------------


def test_a_summary_and_a_page_are_told_apart() -> None:
    assert is_summary(SOUND)
    assert not is_summary(of_page(PAGE))
    assert list(sections_of(SOUND)) == [field.removesuffix("[0]") for field in FIELDS]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", ["", " ", None])
def test_every_part_of_a_summary_must_be_there(field: str, text: str | None) -> None:
    passages = [replace(each, text=text or "") for each in PASSAGES if each.field == field and text is not None]
    others = [each for each in PASSAGES if each.field != field]
    (finding,) = missing_text(Subject((*others, *passages)))
    assert finding.severity is ERROR
    assert finding.field == (field if text is not None or "challenges" in field else field.removesuffix("[0]"))


def test_a_summary_without_challenges_is_incomplete() -> None:
    subject = Subject(tuple(each for each in PASSAGES if "challenges" not in each.field))
    assert [(finding.field, finding.severity) for finding in missing_text(subject)] == [("challenges", ERROR)]


def test_an_empty_paragraph_among_others_is_an_error() -> None:
    subject = Subject((*PASSAGES, Passage("implementation[1]", Part.IMPLEMENTATION, "\u3000")))
    assert [(finding.field, finding.severity) for finding in missing_text(subject)] == [("implementation[1]", ERROR)]


def test_a_sound_page_lacks_nothing() -> None:
    assert [finding for rule in RULES for finding in rule(of_page(PAGE))] == []


@pytest.mark.parametrize("heading", ["核心贡献", "实现与部署", "总结"])
def test_a_page_cut_before_a_section_is_an_error(heading: str) -> None:
    assert ERROR in {finding.severity for finding in missing_text(of_page(PAGE[: PAGE.index(f"#### {heading}")]))}


@pytest.mark.parametrize(
    ("heading", "damaged"),
    [
        ("核心贡献", "核心财献"),
        ("核心贡献", "核心贬低"),
        ("实现与部署", "实现与部罔"),
        ("总结", "总洁"),
        ("**已有的工作**", "**已有的エ作**"),
    ],
)
def test_a_damaged_heading_is_an_error(heading: str, damaged: str) -> None:
    findings = list(missing_text(of_page(PAGE.replace(heading, damaged))))
    assert findings
    assert {finding.severity for finding in findings} == {ERROR}


def test_a_damaged_heading_is_named_where_it_stands() -> None:
    finding = next(iter(missing_text(of_page(PAGE.replace("总结", "总洁")))))
    assert (finding.span, finding.message) == ("总洁", "the heading 总洁 should read 总结")


@pytest.mark.parametrize(("heading", "wording"), [("核心贡献", "核心贡献点"), ("实现与部署", "实现与实验"), ("总结", "结论")])
def test_another_wording_of_a_heading_is_a_warning(heading: str, wording: str) -> None:
    findings = list(missing_text(of_page(PAGE.replace(f"#### {heading}", f"#### {wording}"))))
    assert findings
    assert {finding.severity for finding in findings} == {WARNING}


def test_a_page_without_the_line_of_its_contribution_is_a_warning() -> None:
    page = PAGE.replace("- **提出了拼接残片的方法 TileJoin**\n", "")
    assert [(finding.field, finding.severity) for finding in missing_text(of_page(page))] == [("contribution", WARNING)]


def test_a_title_that_runs_into_its_text_is_a_warning_and_none_at_all_an_error() -> None:
    title = "- **挑战1：边缘磨损后难以直接比对**\n"
    runs_on = PAGE.replace(title, "- **挑战1：**边缘磨损后怎样比对？**方法**：看笔画。\n")
    assert [finding.severity for finding in missing_text(of_page(runs_on))] == [WARNING]
    assert [finding.severity for finding in missing_text(of_page(PAGE.replace(title, "- **挑战1：**\n")))] == [ERROR]


# --- length ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "units", "severity"),
    [
        ("background", 14, ERROR),
        ("background", 15, WARNING),
        ("background", 29, WARNING),
        ("background", 401, WARNING),
        ("background", 801, ERROR),
        ("contribution", 3, ERROR),
        ("contribution", 201, ERROR),
        ("challenges[0].challenge", 1, ERROR),
        ("challenges[0].solution", 9, ERROR),
        ("implementation[0]", 2001, ERROR),
        ("conclusion[0]", 14, ERROR),
        ("tldr", 5, ERROR),
        ("tldr", 121, WARNING),
    ],
)
def test_parts_have_bounds(field: str, units: int, severity: Severity) -> None:
    assert severities(length, "字" * units, field) == [severity]


@pytest.mark.parametrize(
    ("field", "units"), [("background", 30), ("background", 400), ("contribution", 7), ("implementation[0]", 1000)]
)
def test_within_the_bounds_nothing_is_said(field: str, units: int) -> None:
    assert found(length, "字" * units, field) == []


def test_names_count_as_one() -> None:
    assert found(length, "提出了 AutoMC-Reward-based Reinforcement-Learning 方法", "contribution") == []


def test_a_short_paragraph_of_a_summary_is_an_error_beside_a_long_one() -> None:
    subject = Subject((*PASSAGES, Passage("conclusion[1]", Part.CONCLUSION, "效果很好。")))
    assert [(finding.field, finding.severity) for finding in length(subject)] == [("conclusion[1]", ERROR)]


# --- endings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["，", "、", "：", "；", "（", ",", "“", "的", "，以及", "，例如", "，并且通过", "和", "，而"])
def test_a_text_that_ends_in_a_comma_or_connective_is_an_error(end: str) -> None:
    assert severities(unfinished, TEXT[:-8] + end) == [ERROR]


@pytest.mark.parametrize("end", ["", "……", "…", "...", "）", "”", "3."])
def test_a_text_without_full_stop_is_a_warning(end: str) -> None:
    assert severities(unfinished, TEXT[:-1] + end) == [WARNING]


@pytest.mark.parametrize("end", ["。", "！", "？", ".", "。”", "！）", "。** ", "。」"])
def test_a_finished_text_is_fine(end: str) -> None:
    assert found(unfinished, TEXT[:-1] + end) == []


@pytest.mark.parametrize(
    "title",
    ["应对新的方向", "数据的总和", "用户难以参与", "术语的普及", "两类任务的合并", "集的改进是稳定的", "明确目的", "怎样比对？"],
)
def test_titles_are_phrases(title: str) -> None:
    assert found(unfinished, title, "challenges[0].challenge") == []


@pytest.mark.parametrize("title", ["提出了拼接残片的", "提出了拼接残片的方法，", "提出了方法和", "提出了方法（"])
def test_a_phrase_may_break_off_too(title: str) -> None:
    assert severities(unfinished, title, "contribution") == [ERROR]


def test_a_paragraph_may_introduce_a_list() -> None:
    page = PAGE.replace("作者用 90 张", "主要结果如下：\n准确率更高；\n作者用 90 张")
    assert [finding.severity for finding in unfinished(of_page(page))] == [WARNING, WARNING]


def test_random_cuts_are_found() -> None:
    dice = random.Random(7)
    texts = [passage.text for passage in PASSAGES if passage.part in PROSE]
    cuts = [text[: dice.randrange(8, len(text) - 1)] for text in texts for _ in range(40)]
    missed = [cut for cut in cuts if not found(unfinished, cut)]
    assert len(missed) <= 0.02 * len(cuts)


# --- brackets --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span"), [("残片（边缘磨损", "（"), ("残片）磨损", "）"), ("《拓片", "《"), ("说“残片", "“"), ("a[b)", "[")]
)
def test_a_lonely_bracket_is_marked(text: str, span: str) -> None:
    findings = found(unbalanced_brackets, text)
    assert (findings[0].span, findings[0].severity) == (span, WARNING)


@pytest.mark.parametrize(
    "text", ["残片（边缘)磨损", "1) 切开，2) 拼合", "区间 [0, 1) 与 (0，1]", "（a）切开；（b）拼合", "一）切开 ii) 拼合"]
)
def test_folded_brackets_lists_and_intervals_are_balanced(text: str) -> None:
    assert found(unbalanced_brackets, text) == []


# --- repetition ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span", "severity"),
    [
        ("预测笔画" * 4, "预测笔画" * 4, ERROR),
        ("先" + "预测笔画，" * 5 + "再拼合", "，".join(["预测笔画"] * 5), ERROR),
        ("Text-to-SQLt-to-SQLt-to-SQLt-to-SQL 方法", "t-to-SQLt-to-SQLt-to-SQLt-to-SQL", ERROR),
        ("the best of the best of the best of the best of all", "the best of the best of the best of the best of", ERROR),
        ("预测笔画的方向" * 3, "预测笔画的方向" * 3, WARNING),
        ("，".join(f"{name}预测笔画在边缘之外的延伸方向" for name in "甲乙丙丁"), "预测笔画在边缘之外的延伸", ERROR),
    ],
)
def test_a_loop_is_marked(text: str, span: str, severity: Severity) -> None:
    (finding,) = found(loop, text)
    assert (finding.span, finding.severity) == (span, severity)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "一步一步地拼合，越来越快，越来越准，越来越稳",
        "哈哈哈哈",
        "AutoMC-Reward 优于 A，AutoMC-Reward 优于 B，AutoMC-Reward 快于 C，AutoMC-Reward 小于 D，AutoMC-Reward 早于 E",
        "在 GSM8K、MATH、HumanEval、MBPP、BBH、MMLU、ARC、PIQA、SIQA、BoolQ、RACE、COPA、CB、WiC、WSC、RTE 上测试",
        "准确率分别为 71.4%、72.3%、70.1%、69.8%、73.5%、71.9%、70.6%、72.2%、71.1%、70.9%",
    ],
)
def test_lists_and_long_names_are_no_loops(text: str) -> None:
    assert found(loop, text) == []
    assert found(monotonous, text) == []


@pytest.mark.parametrize("text", [TEXT + TEXT, "效果真的非常好。效果真的非常好。", f"{TEXT}另一句话在中间。{TEXT}"])
def test_a_sentence_that_stands_twice_is_an_error(text: str) -> None:
    assert severities(repeated_sentence, text) == [ERROR]


def test_a_sentence_may_not_return_in_another_part_but_in_the_short_version() -> None:
    sentence = SOUND.text("conclusion[0]")
    assert severities(repeated_sentence, SOUND.text("background") + sentence) == [ERROR]
    assert found(repeated_sentence, sentence, "tldr") == []
    assert found(repeated_sentence, "效果很好。数据很少。效果很好。") == []


def test_a_loop_that_varies_a_number_is_monotonous() -> None:
    text = "".join(f"第{number}块残片与第{number + 1}块残片相邻，" for number in range(10, 50))
    assert severities(monotonous, text, "implementation[0]") == [ERROR]


@pytest.mark.parametrize(
    "field", [passage.field for passage in PASSAGES if passage.part in PROSE and passage.field != "related_work"]
)
def test_a_part_that_is_a_copy_of_another_is_an_error(field: str) -> None:
    assert severities(duplicate_section, SOUND.text("related_work"), field) == [ERROR]


def test_a_part_that_is_half_a_copy_is_a_warning() -> None:
    copied = SOUND.text("background")
    assert severities(duplicate_section, TEXT[:-1] + "，" + copied[: len(copied) // 2] + "。", "conclusion[0]") == [WARNING]


def test_the_short_version_may_say_what_the_conclusion_says() -> None:
    assert found(duplicate_section, SOUND.text("conclusion[0]"), "tldr") == []


def test_two_challenges_of_the_same_title_are_an_error() -> None:
    title = Passage("challenges[1].challenge", Part.CHALLENGE, "边缘磨损后，难以直接比对")
    solution = Passage("challenges[1].solution", Part.SOLUTION, TEXT)
    findings = list(duplicate_section(Subject((*PASSAGES, title, solution))))
    assert [(finding.field, finding.span, finding.severity) for finding in findings] == [(title.field, title.text, ERROR)]


# --- any text --------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["，", "。", "“", "）", "(", "[0, 1)", "1)", " ", "A", "GSM8K", "拓片", "残片磨损", "\n", "#### 总洁", "\U000f0001", "0"]
)


def assert_inside(subject: Subject) -> None:
    for rule in RULES:
        for finding in rule(subject):
            text = subject.text(finding.field)
            assert 0 <= finding.start <= finding.end <= len(text)
            assert text[finding.start : finding.end] == finding.span


@settings(max_examples=60)
@given(st.lists(st.lists(PIECES | st.text(max_size=9), max_size=30).map("".join), min_size=len(FIELDS), max_size=len(FIELDS)))
def test_findings_lie_inside_any_texts(texts: list[str]) -> None:
    assert_inside(with_texts(dict(zip(FIELDS, texts, strict=True))))


@settings(max_examples=60)
@given(st.text(st.sampled_from("字词a 。，\n#-*：")), st.integers(0, 400))
def test_findings_lie_inside_any_page(insertion: str, at: int) -> None:
    for block in markdown.parse(PAGE[:at] + insertion + PAGE[at:] + PAGE):
        assert_inside(Subject(passages_of_block(block)))


# --- the archive -----------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_no_sound_page_of_the_archive_has_an_error(shared: Path) -> None:
    labels = json.loads((shared / "archive" / "labels.json").read_text("utf-8"))
    for name in (name for name, defects in labels.items() if not defects):
        (block,) = markdown.parse((shared / "archive" / name).read_text("utf-8"), name=name)
        subject = Subject(passages_of_block(block), name=name)
        assert [finding for rule in RULES for finding in rule(subject) if finding.severity is ERROR] == []
