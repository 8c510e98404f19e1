"""The reader is lenient, loses nothing, and says where it found what it could not place."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_payloads import FRAGMENTS

from digestgen.blocks import Block, Unplaced
from digestgen.errors import ParseError
from digestgen.markdown import blocks_from_json, blocks_to_json, parse, render_digest

DATA = Path(__file__).parent / "data" / "markdown"
COMPLETE = (DATA / "complete.md").read_text("utf-8")
BARE = (DATA / "bare.md").read_text("utf-8")
DATE = "![Date](https://img.shields.io/badge/Date-2024--02--29-blue)"
UPVOTES = "![Upvotes](https://img.shields.io/badge/upvotes-12-green)"
BADGES = f"{DATE} {UPVOTES}"


def only(text: str) -> Block:
    (block,) = parse(text)
    return block


def unplaced(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in only(text).unplaced]


@pytest.mark.parametrize("name", ["complete", "bare", "old_page"])
def test_a_page_is_read_as_its_twin_says(name: str) -> None:
    expected = blocks_from_json((DATA / f"{name}.json").read_text("utf-8"), name)
    assert parse((DATA / f"{name}.md").read_text("utf-8")) == expected


def test_a_canonical_page_is_rendered_as_it_was() -> None:
    page = COMPLETE + BARE + "\n" + COMPLETE
    assert render_digest(parse(page)) == page


def test_an_old_page_is_stable_once_rendered() -> None:
    blocks = parse((DATA / "old_page.md").read_text("utf-8"))
    assert parse(render_digest(blocks)) == blocks


# --- what the reader accepts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(COMPLETE.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(COMPLETE.replace("\n", "\r"), id="CR"),
        pytest.param("\ufeff" + COMPLETE, id="byte order mark"),
        pytest.param(COMPLETE.replace("\n", "   \t\n"), id="trailing white space"),
        pytest.param(COMPLETE.replace(" Tokens", "\n  Tokens\n "), id="title over several lines"),
        pytest.param(COMPLETE.replace(BADGES, f"{DATE}\n{UPVOTES}"), id="badges on two lines"),
        pytest.param(COMPLETE.replace(BADGES, f"\n{UPVOTES}  {DATE}\n"), id="badges turned around, between empty lines"),
        pytest.param(COMPLETE.replace("upvotes-12", "upvotes-12.0"), id="upvotes as a float"),
        pytest.param(COMPLETE.replace("\n    ", "\n   "), id="one space less"),
        pytest.param(COMPLETE.replace("\n        ", "\n      ").replace("\n    -", "\n  -"), id="two spaces less"),
        pytest.param(COMPLETE.replace("\n    ", "\n      "), id="two spaces more"),
        pytest.param(COMPLETE.replace("挑战1：", "挑战1:").replace("挑战2：", "挑战 2 : "), id="half-width colons"),
        pytest.param(COMPLETE.rstrip("\n"), id="no line end at the end"),
        pytest.param(COMPLETE.partition("\n\n<hr")[0], id="no rule"),
        pytest.param(COMPLETE.partition("\n</details>")[0], id="end of file after the text"),
        pytest.param(COMPLETE.replace("\n\n", "\n\n\n").replace("\n- **", "\n\n- **"), id="more empty lines"),
        pytest.param(COMPLETE.replace("\n\n    -", "\n    -").replace("\n\n#", "\n#").replace("\n\n- **", "\n- **"), id="fewer"),
    ],
)
def test_these_variants_mean_the_same_block(page: str) -> None:
    assert parse(page) == parse(COMPLETE)


def test_a_missing_badge_or_picture_is_a_missing_part() -> None:
    full = only(COMPLETE)
    assert only(COMPLETE.replace(f" {UPVOTES}", "")) == full.model_copy(update={"upvotes": None})
    assert only(COMPLETE.replace(f"{DATE} ", "")) == full.model_copy(update={"date": None})
    assert only(COMPLETE.replace(f"{BADGES}\n", "")) == full.model_copy(update={"date": None, "upvotes": None})
    start, end = COMPLETE.index("<div"), COMPLETE.index("#### 背景")
    assert only(COMPLETE[:start] + COMPLETE[end:]) == full.model_copy(update={"thumbnail": None})


def test_a_block_that_breaks_off_ends_where_the_next_title_stands() -> None:
    broken = COMPLETE[: COMPLETE.index("    - **挑战2")]
    first, second = parse(broken + COMPLETE)
    assert (len(first.challenges), first.unplaced, second) == (1, (), only(COMPLETE))


def test_a_title_may_be_named_like_a_section() -> None:
    assert only("#### 总结\n\n<details>\n") == Block(title="总结")
    assert only(f"#### 背景\n{BADGES}\n") == Block(title="背景", date=dt.date(2024, 2, 29), upvotes=12)


def test_bold_text_that_goes_on_after_its_bold_part_is_kept_in_place() -> None:
    block = only("#### 背景\n- **背景**：甲\n#### 核心贡献\n- **乙**，丙\n- **挑战1：**丁**戊**己\n")
    assert (block.background, block.contribution, block.contribution_text) == (("：甲",), "乙", ("，丙",))
    assert (block.challenges[0].challenge, block.challenges[0].solution) == ("", ("丁**戊**己",))


def test_sections_out_of_order_and_a_background_without_labels_are_read() -> None:
    block = only("#### 总结\n甲\n#### 背景\n乙\n")
    assert (block.conclusion, block.background, block.unplaced) == (("甲",), ("乙",), ())


# --- what it cannot place --------------------------------------------------------------------------------------------


def test_other_badges_are_kept_with_their_line() -> None:
    arxiv = "[![arXiv](https://img.shields.io/badge/arXiv-1-red)](https://arxiv.org/abs/2402.00001)"
    stars = "![Stars](https://elsewhere.example/stars.svg)"
    page = COMPLETE.replace(BADGES, f"{stars}\n{arxiv} {BADGES} [code](https://code.example)\n<b>x</b>")
    assert unplaced(page) == [(2, stars), (3, arxiv), (3, "[code](https://code.example)"), (4, "<b>x</b>")]
    assert only(page).model_copy(update={"unplaced": ()}) == only(COMPLETE)


@pytest.mark.parametrize("badge", [DATE.replace("02--29", "02--30"), UPVOTES.replace("12", "-1"), UPVOTES.replace("12", "x")])
def test_a_badge_that_makes_no_sense_is_kept_as_it_is(badge: str) -> None:
    assert unplaced(f"#### Kites\n{badge}\n") == [(2, badge)]


def test_a_second_badge_of_a_kind_is_kept_as_it_is() -> None:
    assert unplaced(f"#### Kites\n{DATE} {DATE}\n") == [(2, DATE)]


def test_a_picture_from_elsewhere_is_kept_as_it_is() -> None:
    picture = '<img src="https://elsewhere.example/x.png" title="Title" width="660" />'
    assert unplaced(f"#### Kites\n\n<details>\n{picture}\n") == [(4, picture)]


@pytest.mark.parametrize("line", ["- ...", "- **现在**", "1. 现在", "### 现在", "#### 核心财献", "</div>"])
def test_a_line_of_no_part_is_kept_with_its_number(line: str) -> None:
    page = f"#### 背景\n甲\n</div>\n#### 核心贡献\n- **乙**\n    - **挑战1：丙**\n        丁\n{line}\n"
    assert unplaced(page) == [(8, line)]
    assert only(page).challenges[0].solution == ("丁",)


def test_an_unknown_section_is_kept_whole_up_to_the_next_known_one() -> None:
    page = BARE.replace("#### 总结", "#### Notes\nOne.\n\n- Two.\n#### 总结")
    assert unplaced(page) == [(13, "#### Notes\nOne.\n\n- Two.")]
    assert only(page).conclusion == ("线长缩短了。",)


def test_a_second_section_of_a_name_is_kept_whole() -> None:
    assert unplaced(f"{BARE}#### 总结\n又一次。\n") == [(15, "#### 总结\n又一次。")]


def test_a_heading_or_label_with_nothing_under_it_is_reported() -> None:
    assert unplaced("#### 背景\n- **背景**\n\n- **已有的工作**\n    甲\n#### 实现与部署\n") == [
        (2, "- **背景**"),
        (6, "#### 实现与部署"),
    ]


def test_a_challenge_number_out_of_turn_is_reported() -> None:
    assert unplaced(BARE.replace("挑战1", "挑战4")) == [(10, "挑战4")]


def test_text_around_the_blocks_belongs_to_the_block_that_it_is_nearest_to() -> None:
    first, second = parse(f"# 今日\n\n{COMPLETE}尾声\n\n{COMPLETE}")
    assert [each.text for each in first.unplaced] == ["# 今日", "尾声"]
    assert second.unplaced == ()


def test_a_fence_that_nothing_closes_is_text_like_any_other() -> None:
    assert unplaced("#### 背景\n甲\n</details>\n```unplaced-3\n乙\n") == [(4, "```unplaced-3\n乙")]


def test_what_an_earlier_reading_could_not_place_keeps_its_number() -> None:
    assert only("#### 背景\n甲\n\n```unplaced-77\n  - ...\n```\n").unplaced == (Unplaced(line=77, text="  - ..."),)


# --- any input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n", "无数据[超时]", "# 题\n正文", "```unplaced-1\n#### 背景\n```\n"])
def test_a_page_without_any_block_is_an_error_that_names_page_and_line(text: str) -> None:
    with pytest.raises(ParseError, match=r"^2402\.md:1: holds no block") as caught:
        parse(text, name="2402.md")
    assert caught.value.line == 1


def test_a_page_that_is_no_text_is_an_error_that_names_the_line() -> None:
    with pytest.raises(ParseError, match=r"^page:2: .*UTF-8"):
        parse("#### 背景\n\udcff\n")


_LINE_STARTS = st.sampled_from(
    (
        *(
            "",
            "    ",
            "        ",
            "#### ",
            "### ",
            "#### 背景",
            "#### 核心贡献",
            "#### 总结",
            "#### 机构&分类",
            "- **背景**",
            "- **",
            "- ",
        ),
        *(
            "    - **挑战1：",
            "  - **挑战3: ",
            "1. ",
            DATE,
            UPVOTES,
            "[![a](https://img.shields.io/a)](b) ",
            "![c](d) ",
            "<details>",
        ),
        *(
            "<summary>展开论文总结</summary>",
            "</details>",
            '<div align="center">',
            "</div>",
            "<hr/>",
            "```",
            "```unplaced-3",
            "> ",
        ),
        '<img src="https://cdn-uploads.huggingface.co/a.png"/>',
    )
)
_PAGES = st.lists(st.tuples(_LINE_STARTS, st.sampled_from(FRAGMENTS) | st.just("")), max_size=25)


@settings(max_examples=300, deadline=None)
@given(pieces=_PAGES)
def test_no_word_of_any_page_is_lost(pieces: list[tuple[str, str]]) -> None:
    """Every line carries a word of its own; each word is in the blocks afterwards, and rendering changes nothing more."""
    lines = [f"{start}{filling}词{number}尾**" for number, (start, filling) in enumerate(pieces)]
    page = "\n".join(["#### 背景", *lines])
    blocks = parse(page)
    kept = blocks_to_json(blocks)
    assert [number for number in range(len(lines)) if f"词{number}尾" not in kept] == []
    assert parse(render_digest(blocks)) == blocks


@settings(max_examples=300, deadline=None)
@given(pieces=_PAGES)
def test_any_page_is_read_or_refused_with_a_parse_error(pieces: list[tuple[str, str]]) -> None:
    try:
        blocks = parse("\n".join(start + filling for start, filling in pieces))
    except ParseError:
        return
    assert parse(render_digest(blocks)) == blocks
