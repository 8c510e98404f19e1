"""Escaping: the way back is exact for any text, and harmless text is not touched."""

import pytest
from hypothesis import given
from markdown_payloads import PAYLOADS
from markdown_support import LINES, MODEST

from digestgen.markdown.escape import escape_bold, escape_contribution, escape_paragraph, escape_title, unescape

ESCAPES = (escape_bold, escape_contribution, escape_paragraph, escape_title)

HARMLESS = (
    "文章介绍了 GAIA（General AI Assistants），成功率为92%，而 GPT-4 只有15%。",
    "使用851K对偏好配对数据集(Pick-a-Pic dataset)来微调Stable Diffusion XL (SDXL)-1.0模型——效果更好。",
    "文本+视频；“强度”与 'style'；CLIPSIM 0.2976，1 x 10-6 到 5 x 10-5",
    "提升了+1.97，chrF++ 与 KTRL+F；n ∈ {2k, 5k}；水平> 50%；n < 5；a<5",
    "nDCG@10、Recall@K 与 Prec@0.5在任务上；[SEG]标记；Q&A 与 图片&文本；AT&T",
    "4*10^-5；snake_case_name；a_b 与 c_d；约3~5；a | b；x = y；5 - 3；2 * 3 * 4；a ~ b ~ c",
    r"\alpha 与 \nabla；#话题；C# 语言；比例 1:2，时间 12:30；为什么！？",
    "-5度；+2.3%；3.14；10%；2023年；1.5倍；=号；|x|；(a) 与 1)项",
)

TOKENS = (
    ("# 题", r"\# 题"),
    ("> 引", r"\> 引"),
    ("- 项", r"\- 项"),
    ("12. 项", r"12\. 项"),
    ("3) 项", r"3\) 项"),
    ("---", r"\---"),
    ("===", r"\==="),
    ("```", r"\```"),
    (":-", r"\:-"),
    ("[1]: /x", r"\[1]: /x"),
    ("见[a](b)", r"见[a\](b)"),
    ("**粗**与*", r"\*\*粗\*\*与\*"),
    ("<b>x</b>", "&lt;b>x&lt;/b>"),
    ("<!-- x", "&lt;!-- x"),
    ("&lt; &#60;", "&amp;lt; &amp;<span>#</span>60;"),
    ("问@octocat", "问<span>@</span>octocat"),
    ("a@b.co", "a<span>@</span>b.co"),
    ("https://a.b", "https<span>:</span>//a.b"),
    ("www.a.b", "www<span>.</span>a.b"),
    ("见#12与GH-3", "见<span>#</span>12与GH<span>-</span>3"),
    (":tada:", "<span>:</span>tada:"),
    ("$x$", "<span>$</span>x<span>$</span>"),
    (r"a\* b" + "\\", r"a\\* b\\"),
    ("0- [ ] 项", "0- <span>[</span> ] 项"),
    ("见[^1]", r"见\[^1]"),
)


@given(text=LINES)
def test_any_text_comes_back_from_each_of_its_escaped_forms(text: str) -> None:
    for escape in ESCAPES:
        assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", PAYLOADS)
def test_each_attack_comes_back_from_each_of_its_escaped_forms(text: str) -> None:
    for escape in ESCAPES:
        assert unescape(escape(text)) == text


@given(text=LINES)
def test_a_text_escaped_twice_comes_back_after_two_steps(text: str) -> None:
    assert unescape(unescape(escape_bold(escape_bold(text)))) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_not_touched_in_a_paragraph_or_a_title(text: str) -> None:
    assert escape_paragraph(text) == escape_title(text) == text


@pytest.mark.parametrize("text", [text for text in HARMLESS if "*10^" not in text])
def test_harmless_text_is_not_touched_between_bold_marks(text: str) -> None:
    assert escape_bold(text) == escape_contribution(text) == text


@given(character=MODEST)
def test_a_single_character_of_no_syntax_is_not_touched(character: str) -> None:
    if not (character.isascii() and not character.isalnum()):
        assert {escape(character) for escape in ESCAPES} == {character}


@pytest.mark.parametrize(("text", "markdown"), TOKENS)
def test_what_would_be_markup_is_neutralised_where_it_stands(text: str, markdown: str) -> None:
    assert escape_paragraph(text) == markdown


def test_what_begins_a_block_is_not_touched_inside_a_line() -> None:
    for text in ("# 题", "> 引", "- 项", "12. 项", "==="):
        assert escape_bold(text) == escape_title(text) == text


def test_a_single_delimiter_may_stand_in_a_paragraph_but_not_between_bold_marks() -> None:
    assert escape_paragraph("a* b") == "a* b"
    assert escape_bold("a* b") == r"a\* b"


def test_hashes_at_the_end_of_a_title_would_vanish_and_are_escaped() -> None:
    assert escape_title("About #") == r"About \#"
    assert escape_title("About C##") == "About C##"


def test_a_contribution_that_reads_like_a_challenge_is_told_from_one() -> None:
    assert escape_contribution("挑战1：x") == "<span>挑</span>战1：x"
    assert escape_contribution("挑战赛：x") == "挑战赛：x"


def test_markup_that_the_renderer_never_writes_is_left_as_it_is() -> None:
    for markdown in (r"\(x\) \[y\] \|z\| a\\ b \alpha \{ 1\.", "&nbsp; &gt; &#60;", "<span>x</span> <b>y</b>", "<!-- z -->"):
        assert unescape(markdown) == markdown
