"""Whatever a text says, the block keeps its elements, and the reader sees the text: checked with two Markdown parsers."""

import re

import pytest
from hypothesis import given, settings
from markdown_payloads import PAYLOADS
from markdown_support import BLOCKS, PARSERS, PICTURE, Outline, block_with, harmless_twin, visible_text

from digestgen.blocks import Block
from digestgen.markdown import render

REPLACED_BY_HOSTS = {
    "mention": re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9]"),
    "issue": re.compile(r"#[0-9]|(?<![A-Za-z0-9_])GH-[0-9]", re.IGNORECASE),
    "emoji": re.compile(r":[A-Za-z0-9_+-]+:"),
    "formula": re.compile(r"\$.|.\$"),
    "address": re.compile(r"://|www\.[a-z]|[A-Za-z0-9.+_-]@[A-Za-z0-9-]+\.[a-z]", re.IGNORECASE),
}


def check_structure(block: Block) -> None:
    markdown, twin = render(block), render(harmless_twin(block))
    for parser in PARSERS.values():
        outline = Outline(parser(markdown))
        assert outline.tags == Outline(parser(twin)).tags
        assert outline.text == visible_text(block)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_in_every_field_leaves_the_structure_and_is_seen_as_text(payload: str) -> None:
    check_structure(block_with(payload))


@settings(max_examples=300, deadline=None)
@given(block=BLOCKS)
def test_any_text_in_any_field_leaves_the_structure_and_is_seen_as_text(block: Block) -> None:
    check_structure(block)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_node_holds_what_a_host_would_link_or_replace(payload: str) -> None:
    """Hosts do that in the finished HTML, outside code; the stretches without a place are code and left out here."""
    block = block_with(payload).model_copy(update={"unplaced": ()})
    for parser in PARSERS.values():
        for node in Outline(parser(render(block))).nodes:
            assert {name for name, pattern in REPLACED_BY_HOSTS.items() if pattern.search(node)} == set()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_contribution_and_challenges_are_bold_whatever_they_say(payload: str) -> None:
    """The trap: `**` after punctuation and before a Chinese character does not close. Here it always ends the line."""
    seen = "".join(payload.replace("\0", "\ufffd").split())
    for parser in PARSERS.values():
        bold = ["".join(text.split()) for text in Outline(parser(render(block_with(payload)))).bold]
        assert bold == ["背景", "已有的工作", seen, f"挑战1：{seen}", f"挑战2：{seen}"]


def test_the_only_picture_is_the_block_s_own() -> None:
    tags = Outline(PARSERS["cmark-gfm"](render(block_with(PAYLOADS[2])))).tags
    pictures = [tag for tag in tags if tag.startswith("<img")]
    assert len(pictures) == 3
    assert PICTURE in pictures[2]
    assert all("https://img.shields.io/badge/" in badge for badge in pictures[:2])


def test_these_checks_see_an_unescaped_text() -> None:
    """A guard for the checks themselves: raw markup in place of the escaped text changes the outline."""
    markdown = render(block_with("乙"))
    for parser in PARSERS.values():
        expected = Outline(parser(markdown)).tags
        for raw in ("<b>", "# 题", "*斜*", "[a](b)", "- 项", "---", "`c`"):
            assert Outline(parser(markdown.replace("    乙", f"    {raw}", 1))).tags != expected
