"""The renderer writes the canonical form byte for byte, and its inverse gives the block back."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_payloads import PAYLOADS
from markdown_support import BLOCKS, PICTURE, block_with
from pydantic import ValidationError

from digestgen.blocks import Block, BlockChallenge, Unplaced
from digestgen.markdown import block_of, blocks_from_json, parse, render, render_digest
from digestgen.models import Challenge, Paper, Summary

DATA = Path(__file__).parent / "data" / "markdown"
DAY = dt.date(2024, 2, 29)
BLOCK = Block(title="Kites", date=DAY, upvotes=3, background=("甲",), conclusion=("乙",))
SUMMARY = Summary(
    tldr="提出了一个名为KITE的轻量框架。",
    background="纸风筝的飞行时间受到线长限制，这一问题长期没有解决。",
    related_work="已有方法只提高了2%，而且需要更多的线，成本仍然很高。",
    contribution="提出了一个名为KITE的框架",
    challenges=(Challenge(challenge="如何缩短线长", solution="通过折叠来缩短线长，从而减少打结。"),),
    implementation=("在三个数据集上进行了实验。", "结果以表格给出。"),
    conclusion=("KITE缩短了线长。",),
)


@pytest.mark.parametrize("name", ["complete", "bare"])
def test_a_block_is_written_byte_for_byte_as_its_twin_says(name: str) -> None:
    (block,) = blocks_from_json((DATA / f"{name}.json").read_text("utf-8"), name)
    assert render(block).encode() == (DATA / f"{name}.md").read_bytes()


@settings(max_examples=300, deadline=None)
@given(block=BLOCKS)
def test_parse_gives_every_rendered_block_back(block: Block) -> None:
    assert parse(render(block)) == (block,)


@settings(max_examples=60, deadline=None)
@given(blocks=st.lists(BLOCKS, min_size=1, max_size=3))
def test_parse_gives_every_rendered_page_back(blocks: list[Block]) -> None:
    assert parse(render_digest(blocks)) == tuple(blocks)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_in_every_field_comes_back_as_it_was(payload: str) -> None:
    for block in (block_with(payload), Block(title=payload), Block(contribution=payload), Block(background=(payload,))):
        assert parse(render(block)) == (block,)


def test_a_block_without_any_part_is_a_frame() -> None:
    assert render(Block()).startswith("<details>\n<summary")
    assert parse(render(Block())) == (Block(),)


def test_a_page_without_blocks_is_empty() -> None:
    assert render_digest([]) == ""


def test_blocks_with_a_frame_follow_each_other_without_anything_between() -> None:
    assert render_digest([BLOCK, BLOCK]) == render(BLOCK) * 2


def test_a_block_without_head_starts_at_its_background_and_has_no_frame() -> None:
    bare = BLOCK.model_copy(update={"title": None, "date": None, "upvotes": None})
    assert render(bare) == "#### 背景\n- **背景**       \n    甲\n\n#### 总结\n乙\n"
    assert render_digest([bare, bare]) == f"{render(bare)}\n{render(bare)}"


def test_parts_that_are_missing_leave_no_heading_label_or_badge() -> None:
    text = render(Block(title="Kites", upvotes=0, related_work=("甲",)))
    assert text.startswith("#### Kites\n![Upvotes](https://img.shields.io/badge/upvotes-0-green)\n\n<details>\n")
    assert "\n\n#### 背景\n- **已有的工作**\n    甲\n</details>\n" in text
    assert not any(word in text for word in ("Date", "- **背景**", "核心贡献", "实现与部署", "总结\n", "<img"))


def test_without_a_contribution_the_challenges_are_the_outer_list() -> None:
    text = render(Block(background=("甲",), challenges=(BlockChallenge(challenge="乙", solution=("丙",)),)))
    assert "#### 核心贡献\n- **挑战1：乙**\n    丙\n" in text


def test_what_had_no_place_stands_at_the_end_in_a_fence_that_no_text_can_close() -> None:
    text = render(Block(background=("甲",), unplaced=(Unplaced(line=9, text="```\n</details>"),)))
    assert text.endswith("\n    甲\n\n````unplaced-9\n```\n</details>\n````\n")


def test_the_block_of_a_summary_is_complete() -> None:
    paper = Paper(id="2402.00001", title=" Paper\r\n  Kites\u200b:\u202e <b> ", upvotes=7, listed=DAY, thumbnail=PICTURE)
    assert block_of(paper, SUMMARY, DAY) == Block(
        title="Paper Kites: <b>",
        date=DAY,
        upvotes=7,
        thumbnail=PICTURE,
        background=(SUMMARY.background,),
        related_work=(SUMMARY.related_work,),
        contribution=SUMMARY.contribution,
        challenges=(BlockChallenge(challenge="如何缩短线长", solution=("通过折叠来缩短线长，从而减少打结。",)),),
        implementation=SUMMARY.implementation,
        conclusion=SUMMARY.conclusion,
    )


def test_a_paper_without_a_title_goes_by_its_id_and_one_without_a_picture_has_none() -> None:
    block = block_of(Paper(id="2402.00001", title="", listed=DAY), SUMMARY, DAY)
    assert (block.title, block.thumbnail) == ("arXiv:2402.00001", None)
    assert parse(render(block)) == (block,)


@pytest.mark.parametrize("text", [" a", "a\nb", "a\rb", "\ud800", ""])
def test_a_block_takes_no_text_that_a_line_of_a_page_cannot_give_back(text: str) -> None:
    with pytest.raises(ValidationError):
        Block(background=(text,))
