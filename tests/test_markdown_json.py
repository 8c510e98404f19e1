"""Blocks travel as JSON between `parse` and `render`; a draft's file is input too; every error names file and place."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_support import BLOCKS, block_with

from digestgen.blocks import Block
from digestgen.errors import ParseError
from digestgen.markdown import block_of, blocks_from_json, blocks_to_json, parse, render_digest
from digestgen.models import Challenge, Draft, Paper, Provenance, Summary, TextReport, TextSource, Usage

DATA = Path(__file__).parent / "data" / "markdown"
NOW = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
DRAFT = Draft(
    date=dt.date(2024, 2, 29),
    paper=Paper(id="2402.00001", title="Paper Kites", upvotes=7, listed=dt.date(2024, 2, 28)),
    text=TextReport(source=TextSource.FULL_TEXT, characters=9, characters_sent=9),
    summary=Summary(
        tldr="提出了一个名为KITE的轻量框架。",
        background="纸风筝的飞行时间受到线长限制，这一问题长期没有解决。",
        related_work="已有方法只提高了2%，而且需要更多的线，成本仍然很高。",
        contribution="提出了一个名为KITE的框架",
        challenges=(Challenge(challenge="如何缩短线长", solution="通过折叠来缩短线长，从而减少打结。"),),
        implementation=("在三个数据集上进行了实验。",),
        conclusion=("KITE缩短了线长。",),
    ),
    provenance=Provenance(
        key="k",
        digestgen="0",
        text_sha256="t",
        prompt_sha256="p",
        schema_version=1,
        endpoint="127.0.0.1",
        model="m",
        response_format="json_schema",
        usage=Usage(),
        started_at=NOW,
        finished_at=NOW,
    ),
    upvotes_at=NOW,
)


@settings(max_examples=60, deadline=None)
@given(blocks=st.lists(BLOCKS, max_size=3))
def test_blocks_come_back_from_their_json(blocks: list[Block]) -> None:
    assert blocks_from_json(blocks_to_json(blocks), "x.json") == tuple(blocks)


@pytest.mark.parametrize("name", ["complete", "bare", "old_page"])
def test_the_json_is_readable_and_keeps_every_field(name: str) -> None:
    text = (DATA / f"{name}.json").read_text("utf-8")
    assert blocks_to_json(blocks_from_json(text, name)) + "\n" == text


@pytest.mark.parametrize("name", ["complete", "bare"])
def test_markdown_to_json_to_markdown_changes_no_byte(name: str) -> None:
    page = (DATA / f"{name}.md").read_text("utf-8")
    assert render_digest(blocks_from_json(blocks_to_json(parse(page)), name)) == page


def test_a_single_block_is_a_list_of_one() -> None:
    block = block_with("甲")
    assert blocks_from_json("\ufeff" + block.model_dump_json(), "x.json") == (block,)
    assert blocks_from_json("[]", "x.json") == ()


def test_a_draft_gives_its_block_of_the_draft_s_day() -> None:
    expected = block_of(DRAFT.paper, DRAFT.summary, dt.date(2024, 2, 29))
    assert blocks_from_json(DRAFT.model_dump_json(), "x.json") == (expected,)
    assert blocks_from_json(f"[{DRAFT.model_dump_json()}, {{}}]", "x.json") == (expected, Block())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"^x\.json:1: is not JSON: Expecting value at column 1"),
        ('[\n{"title": }]', r"^x\.json:2: is not JSON: Expecting value at column 11"),
        ("[" * 100_000, r"^x\.json: is not JSON that can be read: .*recursion"),
        ("1" * 5_000, r"^x\.json: is not JSON that can be read: .*digits"),
        ("3", r"^x\.json: the text is not an object \(give a block"),
        ("[{}, 3]", r"^x\.json: \[1\] is not an object"),
        ('{"titel": "x"}', r"^x\.json: titel: Extra inputs are not permitted$"),
        ('[{}, {"challenges": [{"challenge": "x"}]}]', r"^x\.json: \[1\]\.challenges\[0\]\.solution: Field required$"),
        ('{"background": [" x"]}', r"^x\.json: background\[0\]: .*one line without white space"),
        ('{"title": "\\ud800"}', r"^x\.json: title: .*surrogate"),
        ('{"upvotes": -1, "date": "2024-02-30"}', r"^x\.json: date: .*; upvotes: "),
        ('{"paper": {}, "summary": {}}', r"^x\.json: date: Field required; paper\.id: Field required"),
    ],
)
def test_an_error_names_file_and_place(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        blocks_from_json(text, "x.json")


def test_an_error_never_prints_the_value() -> None:
    with pytest.raises(ParseError) as caught:
        blocks_from_json(json.dumps({"upvotes": "geheim", "thumbnail": 5}), "x.json")
    assert "geheim" not in str(caught.value)
