"""The examples of docs/changing.md: each patch fits these sources, and with it the program does what the page says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from making import a_draft

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="the patches are applied with git")

TRY_SECTION = """
import datetime as dt, json, sys
from digestgen.checks import check, subject_of
from digestgen.cli.regenerate import SECTION_NAMES
from digestgen.markdown import block_of, parse, render
from digestgen.markdown.edited import summary_of
from digestgen.models import Draft
from digestgen.revise import SECTIONS
from digestgen.sandbox import demo_sandbox
from digestgen.wire import WireError, read_answer, write_answer

paper = next(each for each in demo_sandbox().days[dt.date(2024, 1, 31)] if each.reply)
data = dict(paper.reply)
try:
    read_answer(data)
    raise SystemExit("an answer without the section passed")
except WireError as error:
    assert "缺少字段 limitations" in error.problems, error.problems
data["limitations"] = ["方法只在英文报告上验证过，以表格为主的段落仍会出错。"]
answer = read_answer(data)
assert answer.summary.limitations == ("方法只在英文报告上验证过，以表格为主的段落仍会出错。",)
assert write_answer(answer)["limitations"]
assert read_answer(data | {"limitations": []}).summary.limitations == ()

draft = Draft.model_validate_json(open(sys.argv[1], encoding="utf-8").read())
assert draft.summary.limitations == (), "a draft of before cannot be read"
block = block_of(draft.paper, answer.summary, draft.date)
page = render(block)
assert "\\n\\n#### 局限\\n方法只在英文报告上" in page
assert parse(page) == (block,)
assert "局限" not in render(block_of(draft.paper, draft.summary, draft.date)).split("#### 总结")[0]
summary, problems = summary_of(page.replace("仍会出错", "仍可能出错"), block, answer.summary.tldr)
assert not problems and summary.limitations[0].endswith("仍可能出错。")
assert SECTION_NAMES == tuple(SECTIONS)
wrong = answer.summary.model_copy(update={"limitations": ("As an AI language model, I cannot read this paper.",)})
found = check(subject_of(draft.paper, wrong, draft.date))
assert any(finding.field == "limitations[0]" for finding in found), found
"""

TRY_ENGLISH = """
import datetime as dt, sys
from digestgen.checks import check, subject_of
from digestgen.cli.regenerate import SECTION_NAMES
from digestgen.markdown import block_of, parse, render
from digestgen.markdown.edited import summary_of
from digestgen.models import Draft, TextSource
from digestgen.prompts import Prompts
from digestgen.revise import SECTIONS
from digestgen.sandbox import demo_sandbox
from digestgen.wire import WireError, read_answer
from answered import ANSWER

day = dt.date(2024, 1, 31)
listed = next(each for each in demo_sandbox().days[day] if each.reply)
try:
    read_answer(dict(listed.reply))
    raise SystemExit("an answer in Chinese passed")
except WireError as error:
    assert "background must be written in English" in error.problems, error.problems
answer = read_answer(ANSWER)
draft = Draft.model_validate_json(open(sys.argv[1], encoding="utf-8").read())
block = block_of(draft.paper, answer.summary, day)
page = render(block)
for heading in ("#### Background\\n- **Background**", "- **Related work**\\n", "#### Contribution\\n- **Proposes "):
    assert heading in page, page
assert "    - **Challenge 1: Worn edges" in page
assert "#### Implementation\\n" in page and "#### Conclusion\\n" in page
assert not any("\\u4e00" <= character <= "\\u9fff" for character in page), page
assert parse(page) == (block,)
assert summary_of(page, block, answer.summary.tldr) == (answer.summary, ())
assert SECTION_NAMES == tuple(SECTIONS)
found = check(subject_of(draft.paper, answer.summary, day))
assert {finding.rule for finding in found} <= {"length"}, found  # the answer is short, and nothing else is wrong
system, user = Prompts().summary(draft.paper, "Text.", TextSource.FULL_TEXT, nonce="n0nce")
assert system.content.startswith("You write summaries") and "in English" in user.content
"""
ENGLISH = {
    "background": "Restorers of rubbings have to join hundreds of fragments, and doing so by hand takes six hours on average.",
    "related_work": "Earlier methods rank pairs by their edge curves, which is no longer reliable once the edges are worn.",
    "challenges": [
        {
            "challenge": "Worn edges cannot be compared directly",
            "solution": "TileJoin predicts from the strokes inside a fragment how they continue beyond its edge.",
        }
    ],
    "implementation": ["TileJoin consists of an encoder and a matching network, and is trained for nine hours on two GPUs."],
    "conclusion": [
        "The direction of strokes tells more about neighbours than the shape of the edges, but not for blank fragments."
    ],
    "contribution": "Proposes TileJoin, a method that joins fragments of rubbings by the direction of their strokes",
    "tldr": "TileJoin joins worn fragments of rubbings by predicting how strokes continue beyond the edges.",
    "evidence": [{"claim": "trained for nine hours on two GPUs", "quote": "training takes nine hours on two GPUs in total"}],
}
"""What a model might answer: of an invented paper."""


def patched(tmp_path: Path, name: str) -> Path:
    """Return a folder with the sources and prompts as the patch makes them."""
    folder = tmp_path / "copy"
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("src", "prompts"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    alone = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", str(EXAMPLES / name)],
        cwd=folder,
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{name} no longer fits the sources: make it anew\n{done.stderr}"
    return folder


def run(folder: Path, *arguments: str) -> str:
    """Run Python with the patched sources; its output."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("DIGESTGEN_", "OPENAI_"))}
    settings |= {"PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=settings, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_another_section_can_be_asked_for_printed_read_and_checked(tmp_path: Path) -> None:
    folder = patched(tmp_path, "another-section.patch")
    before = a_draft()
    assert "limitations" not in before.model_dump()["summary"]
    draft = tmp_path / "draft.json"
    draft.write_text(before.model_dump_json(), "utf-8")
    run(folder, "-c", TRY_SECTION, str(draft))


def test_the_whole_demo_runs_with_another_section(tmp_path: Path) -> None:
    folder = patched(tmp_path, "another-section.patch")
    account = json.loads(run(folder, "-m", "digestgen.cli", "demo", "--json", "--output-dir", str(tmp_path / "out")))
    assert (len(account["drafted"]), account["held"], account["failed"]) == (5, [], [])
    stored = json.loads((tmp_path / "out" / "drafts" / "2024-01-31" / "2401.99992.json").read_text("utf-8"))
    assert stored["summary"]["limitations"] == []


def test_a_digest_in_english_can_be_asked_for_printed_read_and_checked(tmp_path: Path) -> None:
    folder = patched(tmp_path, "english.patch")
    (folder / "src" / "answered.py").write_text(f"ANSWER = {ENGLISH!r}\n", "utf-8")
    draft = tmp_path / "draft.json"
    chinese = a_draft().model_dump(mode="json")
    answered = {name: text for name, text in ENGLISH.items() if name != "evidence"}
    draft.write_text(json.dumps(chinese | {"summary": answered}), "utf-8")
    run(folder, "-c", TRY_ENGLISH, str(draft))
