"""`digestgen check`: pages, blocks, drafts and folders, with and without the paper; a program reads the answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from making import a_draft, a_paper
from world import bench

from digestgen import markdown
from digestgen.cli import cli
from digestgen.models import Draft, Summary
from digestgen.sandbox.papers import demo_papers
from digestgen.sandbox.typeset import typeset

SOUND = Summary.model_validate(
    {
        "tldr": "FogBell 让浮标根据回声推算雾中船只的方位，把误报减少了大半。",
        "background": "港口起雾时，值班员看不清航道，只能靠船只自己报告位置，而小船往往没有报告设备，碰撞因此多发生在雾天。",
        "related_work": "以往的系统依靠岸边的雷达，雷达在浪高的时候容易把波峰当成小船，误报多得让值班员不再相信它。",
        "contribution": "提出了用浮标的回声给雾中小船定位的方法 FogBell",
        "challenges": [
            {
                "challenge": "波浪的回声与小船的回声难以分开",
                "solution": "FogBell 让相邻的浮标轮流发声，只有在各处回声方位一致的目标才算是船，波浪的回声因此被排除。",
            }
        ],
        "implementation": ["作者在 90 个雾天里测试，FogBell 的识别率为 71.4%，录音共有 15亿 个采样点，都来自公开的港口。"],
        "conclusion": ["实验表明，几个便宜的浮标合起来比一台岸边的雷达更适合在雾中寻找小船。"],
    }
)
PAPER_TEXT = (
    "FogBell locates small boats in fog by the echoes at buoys. The recordings have 1.5 billion samples. Radar, waves, harbour.\n"
    "\fOn 90 foggy days FogBell recognises 71.4% of the boats.\n"
)
KEYS = {"path", "block", "rule", "severity", "field", "span", "message", "place"}


def draft_with(**changes: object) -> Draft:
    return a_draft(
        paper=a_paper(title="FogBell: Finding Boats in Fog by Echoes at Buoys"), summary=SOUND.model_copy(update=changes)
    )


def page_of(*drafts: Draft) -> str:
    return markdown.render_digest(markdown.block_of(each.paper, each.summary, each.date) for each in drafts)


def check(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)], input=stdin, catch_exceptions=False)


def rows(*arguments: object) -> list[dict[str, Any]]:
    done = check(*arguments, "--json")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert all(set(row) == KEYS for row in found)
    assert done.exit_code == (3 if any(row["severity"] == "error" for row in found) else 0)
    return found


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.txt"
    path.write_text(PAPER_TEXT, "utf-8")
    return path


def test_a_sound_page_has_no_finding(tmp_path: Path, paper: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(page_of(draft_with()), "utf-8")
    assert rows(page) == []
    assert rows(page, "--source", paper) == []


def test_a_finding_names_path_block_rule_field_and_span(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(page_of(draft_with(), draft_with(contribution="提出了一个xxx")), "utf-8")
    (row,) = [row for row in rows(page) if row["severity"] == "error"]
    assert (row["path"], row["block"], row["rule"]) == (str(page), 2, "placeholder")
    assert (row["field"], row["span"]) == ("contribution", "提出了一个xxx")
    done = check(page)
    assert f"{page}#2: error: contribution: “提出了一个xxx”: " in done.stdout
    assert "1 file(s): 1 error(s)" in done.stderr


def test_the_paper_shows_the_scale_slip_and_its_place(tmp_path: Path, paper: Path) -> None:
    text = SOUND.implementation[0].replace("15亿", "1.5亿")
    page = tmp_path / "page.md"
    page.write_text(page_of(draft_with(implementation=(text,))), "utf-8")
    assert not [row for row in rows(page) if row["severity"] == "error"], "without the paper nobody can know"
    (row,) = [row for row in rows(page, "--source", paper) if row["severity"] == "error"]
    assert (row["rule"], row["span"], row["place"]["page"]) == ("number_scale", "1.5亿", 1)


def test_the_source_may_be_a_pdf(tmp_path: Path) -> None:
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(typeset(demo_papers()[0], 1))
    wrong = tmp_path / "page.md"
    invented = "在另一项测试中，这个方法的准确率达到 97.31%，高于全部的基线方法。"
    wrong.write_text(page_of(draft_with(implementation=(invented,))), "utf-8")
    assert "97.31%" in {row["span"] for row in rows(wrong, "--source", pdf)}


@pytest.mark.parametrize("text", ["无数据[超时]", "", "抱歉，我无法打开您上传的文件，请重新上传。"])
def test_a_page_that_is_no_digest_is_an_error_of_the_page(tmp_path: Path, text: str) -> None:
    page = tmp_path / "2401.00001.md"
    page.write_text(text, "utf-8")
    (row,) = rows(page)
    assert (row["block"], row["rule"], row["severity"]) == (0, "no_digest", "error")


def test_a_bare_block_from_standard_input() -> None:
    block = page_of(draft_with(contribution="提出了一个xxx")).split("</summary>")[1]
    done = check("-", stdin=block)
    assert done.exit_code == 3
    assert "-#1: error: contribution" in done.stdout


def test_a_draft_and_a_json_block_are_checked_like_a_page(tmp_path: Path) -> None:
    draft = draft_with(contribution="提出了一个xxx")
    file = tmp_path / "draft.json"
    file.write_text(draft.model_dump_json(), "utf-8")
    assert "placeholder" in {row["rule"] for row in rows(file)}
    blocks = tmp_path / "blocks.json"
    blocks.write_text(markdown.blocks_to_json(markdown.parse(page_of(draft), name="page")), "utf-8")
    assert "placeholder" in {row["rule"] for row in rows(blocks)}


def test_a_folder_is_searched_and_damaged_files_are_findings(tmp_path: Path) -> None:
    (tmp_path / "digests" / "2024").mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "2024-01-31.json").write_text("{}", "utf-8")
    (tmp_path / ".hidden.md").write_text("xxx", "utf-8")
    (tmp_path / "digests" / "2024" / "2024-01-31.md").write_text(page_of(draft_with()), "utf-8")
    (tmp_path / "broken.json").write_text("{", "utf-8")
    found = rows(tmp_path)
    assert [(Path(row["path"]).name, row["rule"]) for row in found] == [("broken.json", "no_digest")]
    assert "2 file(s)" in check(tmp_path).stderr


def test_what_cannot_be_checked_says_so(tmp_path: Path) -> None:
    assert check(tmp_path / "nothing.md").exit_code == 2
    assert check(tmp_path).exit_code == 2, "an empty folder"
    (tmp_path / "latin.md").write_bytes("#### 背景".encode("gbk"))
    assert check(tmp_path / "latin.md").exit_code == 2


@pytest.mark.shared
def test_the_reference_digest_is_held_for_its_placeholders_alone(shared: Path) -> None:
    found = rows(shared / "seed" / "digest-2023-11-23.md")
    assert {row["rule"] for row in found if row["severity"] == "error"} == {"placeholder"}


def test_in_an_output_folder_a_page_is_no_copy_of_its_drafts_but_two_papers_with_one_text_are_told(tmp_path: Path) -> None:
    def store(arxiv_id: str, title: str) -> None:
        draft = a_draft(paper=a_paper(id=arxiv_id, title=title), summary=SOUND)
        (tmp_path / f"{arxiv_id}.json").write_text(draft.model_dump_json(), "utf-8")

    (tmp_path / "2024-01-31.md").write_text(page_of(draft_with()), "utf-8")
    store("2401.00001", "FogBell: Finding Boats in Fog by Echoes at Buoys")
    assert rows(tmp_path) == []
    store("2401.00002", "FogBell: Another Title Altogether")
    assert {row["rule"] for row in rows(tmp_path) if row["severity"] == "error"} == {"duplicate_paper"}


def test_standard_input_is_read_once_beside_other_files(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(page_of(draft_with()), "utf-8")
    other = draft_with(
        background="夜里的仓库很安静，机器人沿着地上的磁条来回搬运货箱，稍有偏差就会撞上货架，停工检修十分费时。",
        conclusion=("磁条旁边的小灯让机器人在断电后也能找到自己的位置，货架因此很少再被撞到。",),
    )
    done = check("-", page, "--json", stdin=page_of(other))
    assert [row for row in json.loads(done.stdout) if row["rule"] == "no_digest"] == []


def test_an_unreadable_file_of_a_folder_is_a_finding_and_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_bytes("#### 背景".encode("gbk"))
    (tmp_path / "page.md").write_text(page_of(draft_with(contribution="提出了一个xxx")), "utf-8")
    assert {row["rule"] for row in rows(tmp_path)} >= {"no_digest", "placeholder"}


def test_a_page_that_begins_with_a_link_is_no_json(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[back](index.md)\n\n" + page_of(draft_with()), "utf-8")
    assert "no_digest" not in {row["rule"] for row in rows(page)}


def test_the_same_text_under_two_titles_on_one_page_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    second = draft_with().model_copy(update={"paper": a_paper(title="FogBell: Quite Another Title")})
    page.write_text(page_of(draft_with(), second), "utf-8")
    assert "duplicate_paper" in {row["rule"] for row in rows(page)}


@pytest.mark.parametrize("name", ["empty.txt", "broken.pdf"])
def test_a_source_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    page, source = tmp_path / "page.md", tmp_path / name
    page.write_text(page_of(draft_with()), "utf-8")
    source.write_bytes(b"%PDF-1.4 and nothing" if name.endswith("pdf") else b" \n")
    done = check(page, "--source", source)
    assert (done.exit_code, name in done.stderr) == (2, True)


def test_a_published_folder_is_checked_page_by_page_without_its_indexes(tmp_path: Path) -> None:
    """The month's index and the README hold no blocks, and imports and site say the same a second time."""
    with bench(tmp_path) as digestgen:
        digestgen.run_demo("--publish")
        assert list((tmp_path / "out").glob("digests/*/????-??.md"))
        done = digestgen("check", str(tmp_path / "out"), "--json")
        assert done.exit_code == 0
        folders = {Path(row["path"]).relative_to(tmp_path / "out").parts[0] for row in json.loads(done.stdout)}
        assert folders <= {"digests", "drafts"}
