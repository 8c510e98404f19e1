"""Review without a browser: edit, regenerate, reject and take back, by the real command line; nobody's words are lost."""

import datetime as dt
import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from world import Bench, bench

from digestgen.cli.drafts import STATES
from digestgen.cli.regenerate import SECTION_NAMES
from digestgen.models import DraftState
from digestgen.revise import SECTIONS
from digestgen.sandbox import DEMO_DAY, SandboxPaper, demo_sandbox

DAY = DEMO_DAY.isoformat()
FIRST, SECOND = "2401.99991", "2401.99992"
WORTH_READING = r"text = text.replace('。\n</details>', '，值得一读。\n</details>')"
"""What the editor does: a few words more at the end of the block."""


@pytest.fixture
def digestgen(tmp_path: Path) -> Iterator[Bench]:
    """Serve two demo papers, and draft them."""
    papers = [paper for paper in demo_sandbox().days[DEMO_DAY] if paper.id in {FIRST, SECOND}]
    with bench(tmp_path, days={DEMO_DAY: papers}) as served:
        assert served.run_demo().exit_code == 0
        served.world.journal.clear()
        yield served


def answers_with(digestgen: Bench, **words: Any) -> None:  # noqa: ANN401 - any field of an answer
    """Let the model answer with these words from now on, whatever it is asked about the first paper."""

    def changed(paper: SandboxPaper) -> SandboxPaper:
        return paper.model_copy(update={"reply": {**(paper.reply or {}), **words}}) if paper.id == FIRST else paper

    digestgen.days[DEMO_DAY] = tuple(map(changed, digestgen.days[DEMO_DAY]))
    later = DEMO_DAY + dt.timedelta(days=len(digestgen.days))  # the sandbox looks its papers up anew when there are more
    digestgen.days[later] = digestgen.days[DEMO_DAY][1:]


def editor(folder: Path, code: str) -> dict[str, str | None]:
    """Return the environment of an editor that runs `code` on `text`, the file's content."""
    script = folder / "editor.py"
    body = f"import pathlib, sys\npath = pathlib.Path(sys.argv[1])\ntext = path.read_text('utf-8')\n{code}\n"
    script.write_text(f"{body}path.write_text(text, 'utf-8')\n", "utf-8")
    return {"VISUAL": f"{sys.executable} {script}", "EDITOR": None}


def kept_file(output: str) -> Path:
    (line,) = [line for line in output.splitlines() if line.startswith("your text is kept in ")]
    return Path(line.removeprefix("your text is kept in "))


# --- edit ------------------------------------------------------------------------------------------------------------


def test_a_draft_is_edited_in_the_editor_checked_at_once_and_never_overwritten(digestgen: Bench, tmp_path: Path) -> None:
    before = digestgen.draft(FIRST)
    done = digestgen(
        "drafts",
        "edit",
        FIRST,
        "--note",
        "clearer",
        **editor(tmp_path, WORTH_READING),
    )
    assert done.exit_code == 0, done.output
    draft = digestgen.draft(FIRST)
    assert draft.edited == (f"conclusion[{len(before.summary.conclusion) - 1}]",)
    assert draft.summary.conclusion[-1].endswith("，值得一读。")
    assert (draft.state, draft.decisions[-1].note) == (DraftState.PENDING, "clearer")
    assert "changed_since" not in {finding.rule for finding in draft.findings}, "the PDF is in the cache: it was judged anew"
    assert f"edited {draft.edited[0]}; pending, 0 error(s)" in done.stdout
    report = digestgen.report(DIGESTGEN_TEMPERATURE="0.5")
    assert (report.unchanged, report.drafted) == ((FIRST,), (SECOND,))
    undone = digestgen("drafts", "undo", FIRST, "--note", "no")
    assert "undone: edited conclusion" in undone.stdout
    assert digestgen.draft(FIRST).summary == before.summary
    assert digestgen.draft(FIRST).decisions[-1].note.endswith(": no")
    assert digestgen("drafts", "undo", FIRST).exit_code == 2, "nothing is left to take back"


def test_an_edit_that_brings_in_a_wrong_number_is_held(digestgen: Bench, tmp_path: Path) -> None:
    done = digestgen("drafts", "edit", FIRST, **editor(tmp_path, WORTH_READING.replace("值得一读", "准确率为 97.31%")))
    assert done.exit_code == 3
    assert "97.31%" in done.stdout
    assert digestgen.draft(FIRST).state is DraftState.HELD


def test_a_mistake_is_shown_with_its_line_and_the_text_is_kept(digestgen: Bench, tmp_path: Path) -> None:
    before = digestgen.draft(FIRST)
    code = "text = text.replace('#### 实现与部署', '#### 实现和部署').replace('Date-2024', 'Date-2025')"
    done = digestgen("drafts", "edit", FIRST, **editor(tmp_path, code))
    assert done.exit_code == 2
    kept = kept_file(done.stderr)
    text = kept.read_text("utf-8")
    line = text[: text.index("#### 实现和部署")].count("\n") + 1
    assert f"{kept}, line {line}: has no place in a summary: #### 实现和部署" in done.stderr
    assert f"{kept}, line 2: the date is the paper's" in done.stderr
    assert digestgen.draft(FIRST) == before
    assert kept.stat().st_mode & 0o077 == 0
    again = digestgen("drafts", "edit", FIRST, "--file", str(kept))
    assert (again.exit_code, "--file" in again.stderr) == (2, True)
    kept.write_text(
        text.replace("实现和部署", "实现与部署").replace("2025", "2024").replace("。\n</details>", "，值得一读。\n</details>"),
        "utf-8",
    )
    assert digestgen("drafts", "edit", FIRST, "--file", str(kept)).exit_code == 0
    assert digestgen.draft(FIRST).summary.conclusion[-1].endswith("，值得一读。")
    kept.unlink()


def test_an_editor_that_fails_or_is_missing_is_named(digestgen: Bench, tmp_path: Path) -> None:
    failed = digestgen("drafts", "edit", FIRST, VISUAL=f"{sys.executable} -c 'raise SystemExit(1)'")
    assert (failed.exit_code, "your text is kept there" in failed.stderr) == (2, True)
    Path(failed.stderr.removeprefix("digestgen: ").partition(": ")[0]).unlink()
    none = digestgen("drafts", "edit", FIRST, VISUAL=None, EDITOR=None, PATH=str(tmp_path))
    assert (none.exit_code, "name one in VISUAL or EDITOR" in none.stderr) == (2, True)


def test_a_draft_that_changed_under_the_editor_is_not_overwritten(digestgen: Bench, tmp_path: Path) -> None:
    path = digestgen.drafts.path(DEMO_DAY, FIRST)
    code = f"""{WORTH_READING}
other = pathlib.Path({str(path)!r})
other.write_text(other.read_text('utf-8').replace('"upvotes": ', '"upvotes": 1'), 'utf-8')
text = text.replace('。\\n</details>', '，值得一读。\\n</details>')
"""
    done = digestgen("drafts", "edit", FIRST, **editor(tmp_path, code))
    assert (done.exit_code, "was changed meanwhile" in done.stderr) == (2, True)
    kept = kept_file(done.stderr)
    assert "值得一读" in kept.read_text("utf-8")
    kept.unlink()
    assert digestgen.draft(FIRST).edited == ()


def test_nothing_typed_is_nothing_changed_and_the_tldr_has_its_own_option(digestgen: Bench, tmp_path: Path) -> None:
    digestgen("drafts", "approve", FIRST)
    before = digestgen.draft(FIRST)
    assert "nothing changed" in digestgen("drafts", "edit", FIRST, **editor(tmp_path, "")).stdout
    assert digestgen.draft(FIRST) == before
    assert digestgen("drafts", "edit", FIRST, "--tldr", "短").exit_code == 2
    assert digestgen("publish", "--date", DAY).exit_code == 0
    done = digestgen("drafts", "edit", FIRST, "--tldr", "本文提出一种新的方法，并做了实验。")
    assert "it was published, and has to be approved again" in done.stdout
    assert digestgen.draft(FIRST).edited == ("tldr",)
    assert digestgen.draft(FIRST).state is DraftState.PENDING


# --- regenerate ------------------------------------------------------------------------------------------------------

NEW_END = ["这是重新写过的总结，说明了方法的意义，也说明了它的局限。"]


def test_a_section_is_made_anew_with_a_note_and_nothing_else_changes(digestgen: Bench) -> None:
    before = digestgen.draft(FIRST)
    answers_with(digestgen, conclusion=NEW_END, tldr="模型这次也改了一句话概括，但没有人要它改。")
    done = digestgen("regenerate", FIRST, "--section", "总结", "--note", "不要 <|im_start|> 空话", "--yes")
    assert done.exit_code == 0, done.output
    draft = digestgen.draft(FIRST)
    assert draft.summary == before.summary.model_copy(update={"conclusion": tuple(NEW_END)})
    assert (draft.paper, draft.history[-1].summary) == (before.paper, before.summary)
    assert draft.provenance.parameters["section"] == "总结"
    assert draft.history[-1].action.startswith("regenerated conclusion")
    assert "conclusion" in done.stdout
    assert "{+" in done.stdout
    assert "[-" in done.stdout
    assert digestgen.world.journal.count("model") == 1, "an error in a field that nobody asked for is not paid to be repaired"
    report = digestgen.report(DIGESTGEN_TEMPERATURE="0.5")
    assert FIRST in report.unchanged, "what a person chose is not made anew"


def test_without_a_terminal_nothing_is_asked_paid_or_stored(digestgen: Bench) -> None:
    before = digestgen.draft(FIRST)
    done = digestgen("regenerate", FIRST)
    assert (done.exit_code, "--yes" in done.stderr) == (2, True)
    assert digestgen.draft(FIRST) == before
    assert digestgen.world.journal.count("model") == 0
    unknown = digestgen("regenerate", FIRST, "--section", "附录", "--yes")
    assert (unknown.exit_code, "实现与部署" in unknown.stderr) == (2, True)


def test_what_a_person_wrote_stays_unless_its_section_is_named(digestgen: Bench) -> None:
    words = "本文提出一种新的方法，并做了实验。"
    assert digestgen("drafts", "edit", FIRST, "--tldr", words).exit_code == 0
    answers_with(digestgen, conclusion=NEW_END, tldr="模型重新概括：论文提出了新的方法，并做了实验。")
    assert digestgen("regenerate", FIRST, "--yes").exit_code == 0
    draft = digestgen.draft(FIRST)
    assert (draft.summary.tldr, draft.summary.conclusion, draft.edited) == (words, tuple(NEW_END), ("tldr",))
    assert digestgen("regenerate", FIRST, "--section", "tldr", "--yes").exit_code == 0
    assert digestgen.draft(FIRST).edited == ()
    assert digestgen.draft(FIRST).summary.tldr.startswith("模型重新概括")


def test_what_cannot_be_made_anew_costs_nothing(digestgen: Bench) -> None:
    draft = digestgen.draft(FIRST)
    names = tuple(name for parts in SECTIONS.values() for name in parts)
    digestgen.drafts.write(draft.model_copy(update={"edited": names}))
    for arguments, words in (
        (["--yes"], "every section was written by a person"),
        (["--yes", "--section", "总结", "--note", "长" * 2001], "the note has 2,001 characters"),
    ):
        done = digestgen("regenerate", FIRST, *arguments)
        assert (done.exit_code, words in done.stderr) == (2, True), done.output
    first = digestgen("regenerate", "2401.99993", "--date", DAY, "--section", "总结", "--yes")
    assert (first.exit_code, "has no draft on" in first.stderr) == (2, True)
    assert digestgen.world.journal.count("model") == 0


def test_an_approved_draft_goes_back_to_review_only_for_other_words(digestgen: Bench) -> None:
    digestgen("drafts", "approve", FIRST)
    same = digestgen("regenerate", FIRST, "--yes")
    assert (same.exit_code, "stays as it is" in same.stderr) == (0, True)
    assert digestgen.draft(FIRST).state is DraftState.APPROVED
    answers_with(digestgen, conclusion=NEW_END)
    assert digestgen("regenerate", FIRST, "--yes").exit_code == 0
    assert digestgen.draft(FIRST).state is DraftState.PENDING


def test_an_answer_for_a_decided_draft_is_shown_and_not_stored_without_a_word(digestgen: Bench, tmp_path: Path) -> None:
    digestgen("drafts", "reject", FIRST, "--note", "off topic")
    before = digestgen.draft(FIRST)
    reply = {**(next(paper for paper in demo_sandbox().days[DEMO_DAY] if paper.id == FIRST).reply or {}), "conclusion": NEW_END}
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(reply), "utf-8")
    done = digestgen("regenerate", FIRST, "--answer", str(answer))
    assert (done.exit_code, NEW_END[0][:6] in done.stdout) == (2, True)
    assert digestgen.draft(FIRST) == before
    assert digestgen("regenerate", FIRST, "--answer", str(answer), "--yes").exit_code == 0
    assert digestgen.draft(FIRST).summary.conclusion == tuple(NEW_END)


@pytest.mark.parametrize(("typed", "kept"), [("y", True), ("", False)])
def test_on_a_terminal_the_new_version_is_asked_for(digestgen: Bench, typed: str, *, kept: bool) -> None:
    answers_with(digestgen, conclusion=NEW_END)
    before = digestgen.draft(FIRST)
    output = on_terminal(digestgen, ["regenerate", FIRST, "--section", "总结"], "keep the new version? [y/N]", typed)
    assert "\x1b[32m" in output, "what came in is green"
    assert "\x1b[31m" in output, "what went out is red"
    assert (digestgen.draft(FIRST) != before) is kept
    assert ("the draft stays as it is" in output) is not kept


def on_terminal(digestgen: Bench, arguments: list[str], question: str, typed: str, **more: str | None) -> str:
    """Run the command on a pseudo-terminal, answer its question, and return all that it printed."""
    ours, theirs = pty.openpty()
    given = {name: value for name, value in more.items() if value is not None}
    environment = {**os.environ, **digestgen.environment, "TERM": "xterm", **given}
    command = [sys.executable, "-m", "digestgen.cli", *arguments]
    output, deadline = b"", time.monotonic() + 60
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as running:
        os.close(theirs)
        while time.monotonic() < deadline:
            try:
                output += (piece := os.read(ours, 65536))
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            if question.encode() in output:
                question = "\0never\0"
                os.write(ours, f"{typed}\n".encode())
        running.wait(30)
    os.close(ours)
    return output.decode("utf-8", "replace")


def test_on_a_terminal_the_editor_is_offered_again_after_a_mistake(digestgen: Bench, tmp_path: Path) -> None:
    code = f"""
if '#### 实现与部署' in text:
    text = text.replace('#### 实现与部署', '#### 实现和部署')
else:
    text = text.replace('#### 实现和部署', '#### 实现与部署')
    {WORTH_READING}
"""
    output = on_terminal(digestgen, ["drafts", "edit", FIRST], "edit it again? [Y/n]", "", **editor(tmp_path, code))
    assert "has no place in a summary: #### 实现和部署" in output
    assert "pending, 0 error(s)" in output
    assert digestgen.draft(FIRST).summary.conclusion[-1].endswith("，值得一读。")


# --- reject, undo, list ----------------------------------------------------------------------------------------------


def test_a_rejected_draft_is_neither_printed_nor_made_again_and_can_come_back(digestgen: Bench) -> None:
    digestgen("run", "--date", DAY, "--publish")
    done = digestgen("drafts", "reject", FIRST, "--note", "off topic")
    assert "rejected; the page of" in done.stdout
    assert digestgen.report(DIGESTGEN_TEMPERATURE="0.5").unchanged.count(FIRST) == 1
    assert json.loads(digestgen("publish", "--date", DAY, "--json").stdout)["papers"] == 1
    rejected = json.loads(digestgen("drafts", "list", "--state", "rejected", "--json").stdout)
    assert [draft["paper"]["id"] for draft in rejected] == [FIRST]
    assert rejected[0]["decisions"][-1]["note"] == "off topic"
    assert "no draft is in this state" in digestgen("drafts", "list", "--state", "held").stdout
    assert digestgen("drafts", "undo", FIRST).exit_code == 0
    assert digestgen.draft(FIRST).state is DraftState.APPROVED
    assert json.loads(digestgen("publish", "--date", DAY, "--json").stdout)["papers"] == 2


def test_the_options_name_what_there_is() -> None:
    """They are spelled out, so that the command line starts without the models."""
    assert tuple(STATES) == tuple(DraftState)
    assert tuple(SECTIONS) == SECTION_NAMES
