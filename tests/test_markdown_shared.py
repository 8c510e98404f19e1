"""The published pages of 2023: the reference digest, and 188 blocks of an archive that used its template."""

import json
from pathlib import Path

import pytest
from markdown_support import squeeze

from digestgen.errors import ParseError
from digestgen.markdown import blocks_to_json, parse, render, render_digest
from digestgen.markdown.escape import unescape

pytestmark = pytest.mark.shared

ESCAPED = {
    "2023-11/2311.06668.md": "says **论文方法** in bold within a text; a text has no markup, so the asterisks are shown as such",
    "2023-11/2311.18021.md": "says **背景** in bold within a text",
    "2023-11/2311.18836.md": "says <POSE>, which would open an HTML element",
}
"""The sound files in which the renderer has to escape something, and why; the other 138 come back as they are."""
NO_BLOCK = {
    "2023-10/2310.13595.md",
    "2023-11/2311.10770.md",
    "2023-11/2311.11315.md",
    "2023-11/2311.17117.md",
    "2023-12/2312.00886.md",
}
"""Whole pages of error messages and chatter."""


def labels(shared: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads((shared / "archive/labels.json").read_text("utf-8"))
    return found


def reference(shared: Path) -> str:
    return (shared / "seed/digest-2023-11-23.md").read_text("utf-8")


def archived(shared: Path, name: str) -> str:
    return (shared / "archive" / name).read_text("utf-8")


def test_the_reference_is_five_complete_blocks_with_nothing_unplaced(shared: Path) -> None:
    blocks = parse(reference(shared))
    assert [block.upvotes for block in blocks] == [97, 41, 32, 25, 20]
    assert [block.unplaced for block in blocks] == [()] * 5
    assert [len(block.challenges) for block in blocks] == [2] * 5
    assert [len(block.implementation) for block in blocks] == [1, 1, 3, 1, 1]
    assert all(all(part for name, part in block if name not in ("unplaced", "contribution_text")) for block in blocks)


def test_the_reference_is_rendered_as_it_was_but_for_three_lines(shared: Path) -> None:
    page = reference(shared)
    title = "#### FusionFrames: Efficient Architectural Aspects for Text-to-Video"
    for old, new in (
        ("- **已有的工作**    \n", "- **已有的工作**\n"),
        ("- **背景**\n", "- **背景**       \n"),
        (f"{title}\n  Generation Pipeline\n", f"{title} Generation Pipeline\n"),
    ):
        assert page.count(old) == 1
        page = page.replace(old, new)
    assert render_digest(parse(reference(shared))) == page


def test_three_blocks_of_the_reference_are_rendered_byte_for_byte(shared: Path) -> None:
    """FusionFrames (once its title stands on one line), LucidDreamer and ZipLoRA."""
    page = reference(shared).replace("Text-to-Video\n  Generation", "Text-to-Video Generation")
    assert [render(block) in page for block in parse(page)] == [False, True, True, False, True]


def test_every_sound_file_of_the_archive_is_one_block_with_nothing_unplaced(shared: Path) -> None:
    sound = [name for name, defects in labels(shared).items() if not defects]
    assert len(sound) == 141
    for name in sound:
        (block,) = parse(archived(shared, name), name=name)
        assert block.unplaced == (), name
        assert block.background, name
        assert block.related_work, name
        assert block.challenges, name
        assert block.implementation, name
        assert block.conclusion, name


def test_every_sound_file_is_rendered_with_all_its_characters_in_order(shared: Path) -> None:
    """White space aside; escapes are added in three files, and without them those are the same too."""
    escaped = set()
    for name in (name for name, defects in labels(shared).items() if not defects):
        page = archived(shared, name)
        rendered = render_digest(parse(page))
        assert parse(rendered) == parse(page), name
        if squeeze(rendered) != squeeze(page):
            escaped.add(name)
            assert squeeze("\n".join(map(unescape, rendered.split("\n")))) == squeeze(page), name
    assert escaped == ESCAPED.keys()


def test_every_defective_file_is_read_without_loss_or_holds_no_block(shared: Path) -> None:
    defective = [name for name, defects in labels(shared).items() if defects]
    assert len(defective) == 47
    refused = set()
    for name in defective:
        page = archived(shared, name)
        try:
            blocks = parse(page, name=name)
        except ParseError:
            refused.add(name)
            continue
        assert parse(render_digest(blocks)) == blocks, name
        assert sorted(squeeze(page)) == sorted(squeeze(_as_written(page, render_digest(blocks)))), name
    assert refused == NO_BLOCK


def _as_written(page: str, rendered: str) -> str:
    """Return the rendering without fences, escapes and the part of a label that the page has in longer form."""
    lines = [unescape(line.strip()) for line in rendered.split("\n") if not line.startswith("```")]
    text = "\n".join(lines)
    return text.replace("- **已有的工作**\n", "- ****\n") if "- **已有的工作为什么解决不了**" in page else text


def test_the_defects_that_a_reader_can_see_in_the_form_are_reported_with_their_lines(shared: Path) -> None:
    for name, defects in labels(shared).items():
        for defect in defects:
            if defect["kind"] in ("bare_ellipsis", "template_echo", "extra_section"):
                (block,) = parse(archived(shared, name))
                evidence = squeeze(defect["evidence"]).removeprefix("-**").removesuffix("**")
                assert any(evidence in squeeze(each.text) for each in block.unplaced), name
                lines = archived(shared, name).split("\n")
                assert all(each.text.split("\n")[0].strip() in lines[each.line - 1] for each in block.unplaced), name


def test_the_archive_as_one_page_is_read_file_by_file(shared: Path) -> None:
    pages = [archived(shared, name) for name, defects in labels(shared).items() if not defects]
    blocks = parse("\n\n".join(pages))
    assert blocks_to_json(blocks) == blocks_to_json(parse(page)[0] for page in pages)
