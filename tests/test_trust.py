"""What the checks do not vouch for is held, named, and printed only after a person has said why: the whole way over loopback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from world import Bench, bench

from digestgen.models import DraftState
from digestgen.sandbox import DEMO_DAY, SandboxPaper, demo_sandbox

DAY = DEMO_DAY.isoformat()
FIRST, SECOND = "2401.99991", "2401.99992"
INVENTED = "在另一项测试中，准确率为 97.31%。"


def with_invented_number(paper: SandboxPaper) -> SandboxPaper:
    """Return the paper with a model that invents a number, however often it is asked."""
    reply: dict[str, Any] = json.loads(json.dumps(paper.reply))
    reply["implementation"][0] += INVENTED
    return paper.model_copy(update={"reply": reply})


@contextmanager
def wrong_day(folder: Path) -> Iterator[Bench]:
    """Serve two demo papers, of which the model gets the first one wrong."""
    papers = {paper.id: paper for paper in demo_sandbox().days[DEMO_DAY]}
    wrong = (with_invented_number(papers[FIRST]), papers[SECOND])
    with bench(folder, days={DEMO_DAY: wrong}) as digestgen:
        yield digestgen


def page(digestgen: Bench) -> str:
    path = digestgen.folder / "out" / "digests" / DAY[:4] / f"{DAY}.md"
    return path.read_text("utf-8") if path.is_file() else ""


def test_an_invented_number_is_repaired_twice_then_held_with_its_finding(tmp_path: Path) -> None:
    with wrong_day(tmp_path) as digestgen:
        done = digestgen.run_demo()
        assert done.exit_code == 3
        assert "fetched 2 = 1 drafted + 0 unchanged + 1 held + 0 failed" in done.stdout
        assert f"  {FIRST} held: " in done.stdout
        assert "97.31%" in done.stdout
        draft = digestgen.draft(FIRST)
        assert draft.state is DraftState.HELD
        assert [(error.field, error.span) for error in draft.errors] == [("implementation[0]", "97.31%")]
        assert (draft.provenance.repairs, draft.provenance.usage.calls) == (2, 3)
        assert digestgen.world.journal.count("model") == 4


def test_a_held_draft_is_not_paid_for_again_and_stays_in_the_account(tmp_path: Path) -> None:
    with wrong_day(tmp_path) as digestgen:
        digestgen.run_demo()
        digestgen.world.journal.clear()
        report = digestgen.report()
        assert (report.exit_code, report.unchanged, [held.id for held in report.held]) == (3, (SECOND,), [FIRST])
        assert digestgen.world.journal.count("model") == 0


def test_unattended_the_checks_approve_what_has_no_errors(tmp_path: Path) -> None:
    with wrong_day(tmp_path) as digestgen:
        done = digestgen.run_demo("--publish")
        assert done.exit_code == 3
        assert f"held: {FIRST}" in done.stderr
        assert "[Demo]" in page(digestgen)
        assert INVENTED not in page(digestgen)
        assert digestgen.draft(SECOND).decisions[-1].by == "checks"
        assert digestgen.draft(FIRST).state is DraftState.HELD


def test_attended_nothing_is_printed_before_somebody_approves(tmp_path: Path) -> None:
    with wrong_day(tmp_path) as digestgen:
        digestgen.run_demo()
        done = digestgen("publish", "--date", DAY)
        assert (done.exit_code, page(digestgen)) == (3, "")
        assert "1 draft(s) wait for approval" in done.stdout
        assert digestgen("publish", "--date", DAY, "--unattended").exit_code == 3
        assert page(digestgen).count("<details>") == 1


def test_a_held_draft_cannot_be_approved_but_its_finding_can_be_waived(tmp_path: Path) -> None:
    with wrong_day(tmp_path) as digestgen:
        digestgen.run_demo()
        refused = digestgen("drafts", "approve", FIRST)
        assert refused.exit_code == 3
        assert "1 error(s)" in refused.output
        shown = digestgen("drafts", "show", FIRST).stdout
        line = next(line for line in shown.splitlines() if line.startswith("finding ") and "97.31%" in line)
        number = line.split()[1].rstrip(":")
        assert digestgen("drafts", "waive", FIRST, number).exit_code == 2, "a reason is due"
        assert digestgen("drafts", "waive", FIRST, number, "--note", "  ").exit_code == 2
        assert digestgen("drafts", "waive", FIRST, "99", "--note", "seen").exit_code == 2
        waived = digestgen("drafts", "waive", FIRST, number, "--note", "in the talk, not in the paper")
        assert "pending, 0 error(s) left" in waived.stdout
        assert "waived by" in digestgen("drafts", "show", FIRST).stdout
        assert digestgen("drafts", "approve", FIRST, SECOND).exit_code == 0
        assert digestgen("publish", "--date", DAY).exit_code == 0
        assert INVENTED in page(digestgen)


def test_a_waived_draft_is_not_remade_with_another_recipe(tmp_path: Path) -> None:
    with wrong_day(tmp_path) as digestgen:
        digestgen.run_demo()
        numbers = [str(number) for number, _ in enumerate(digestgen.draft(FIRST).findings, 1)]
        digestgen("drafts", "waive", FIRST, *numbers, "--note", "checked by hand")
        report = digestgen.report(DIGESTGEN_TEMPERATURE="0.5")
        assert (report.drafted, report.unchanged) == ((SECOND,), (FIRST,))


def test_an_approved_draft_is_checked_once_more_before_it_is_printed(tmp_path: Path) -> None:
    """Whatever a hand or a program does to the file of an approved draft, an error in it is not published."""
    with wrong_day(tmp_path) as digestgen:
        digestgen.run_demo("--publish")
        assert page(digestgen)
        path = digestgen.drafts.path(DEMO_DAY, SECOND)
        draft = digestgen.draft(SECOND)
        broken = draft.summary.model_copy(update={"background": "无数据[超时]，请稍后重试，请稍后重试，请稍后重试，请稍后重试。"})
        path.write_text(draft.model_copy(update={"summary": broken}).model_dump_json(), "utf-8")
        done = digestgen("publish", "--date", DAY)
        assert done.exit_code == 3
        assert SECOND in done.stdout
        assert page(digestgen) == "", "the page that was made of it is withdrawn"


def test_evidence_is_the_papers_own_words_with_their_page(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        draft = digestgen.draft(FIRST)
        assert draft.evidence
        assert all(each.status.found and each.quote and each.place for each in draft.evidence)
        shown = digestgen("drafts", "show", FIRST, "--evidence").stdout
        assert all(each.claim in shown and each.quote in shown for each in draft.evidence)
        assert "page 1" in shown
        rows = json.loads(digestgen("drafts", "show", FIRST, "--evidence", "--json").stdout)
        assert [row["quote"] for row in rows] == [each.quote for each in draft.evidence]


def test_no_demo_draft_has_an_error(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        assert digestgen.run_demo().exit_code == 0
        found = [finding for draft in digestgen.drafts.on_day(DEMO_DAY) for finding in draft.findings]
        assert [finding.message for finding in found if finding.severity == "error"] == []


# --- an answer from a file -------------------------------------------------------------------------------------------


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    """Return the demo model's answer, as a chat page gives it."""
    paper = next(paper for paper in demo_sandbox().days[DEMO_DAY] if paper.id == FIRST)
    path = tmp_path / "answer.txt"
    path.write_text(f"好的：\n```json\n{json.dumps(paper.reply, ensure_ascii=False)}\n```\n", "utf-8")
    return path


def test_an_answer_from_a_file_goes_the_same_way_without_key_or_model(tmp_path: Path, answer: Path) -> None:
    with bench(tmp_path) as digestgen:
        none: dict[str, str | None] = {"OPENAI_API_KEY": None, "OPENAI_BASE_URL": None, "DIGESTGEN_MODEL": None}
        done = digestgen("regenerate", FIRST, "--date", DAY, "--answer", str(answer), **none)
        assert done.exit_code == 0, done.output
        made = digestgen.draft(FIRST).provenance
        assert (made.model, made.endpoint, made.response_format, made.repairs) == ("by hand", "by hand", "by hand", 0)
        assert made.pdf_sha256
        assert digestgen.draft(FIRST).evidence
        assert digestgen.world.journal.count("model") == 0
        report = digestgen.report()
        assert FIRST in report.unchanged, "no run replaces what was made by hand"
        named = digestgen("regenerate", FIRST, "--answer", str(answer), "--model", "some-chat", **none)
        assert named.exit_code == 0
        assert digestgen.draft(FIRST).provenance.model == "some-chat"


def test_a_wrong_answer_from_a_file_is_held_and_the_next_turn_printed(tmp_path: Path, answer: Path) -> None:
    text = answer.read_text("utf-8")
    reply = json.loads(text[text.index("{") : text.rindex("}") + 1])
    reply["implementation"][0] += INVENTED
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(reply), "utf-8")
    with bench(tmp_path) as digestgen:
        done = digestgen("regenerate", FIRST, "--date", DAY, "--answer", str(wrong))
        assert done.exit_code == 3
        assert "implementation[0] 中的“97.31%”" in done.stderr
        repaired = digestgen("regenerate", FIRST, "--answer", str(wrong), "--answer", str(answer))
        assert repaired.exit_code == 0, repaired.output
        assert digestgen.draft(FIRST).provenance.repairs == 1


def test_an_answer_that_is_none_leaves_the_draft_as_it_was(tmp_path: Path, answer: Path) -> None:
    refusal = tmp_path / "refusal.txt"
    refusal.write_text("抱歉，我无法打开这个文件。", "utf-8")
    with bench(tmp_path) as digestgen:
        digestgen("regenerate", FIRST, "--date", DAY, "--answer", str(answer))
        before = digestgen.draft(FIRST)
        done = digestgen("regenerate", FIRST, "--answer", str(refusal))
        assert done.exit_code == 3
        assert "no valid summary" in done.stderr
        assert "没有左花括号" in done.stderr, "the turn to paste next"
        assert digestgen.draft(FIRST) == before


def test_what_cannot_be_regenerated_says_why(tmp_path: Path, answer: Path) -> None:
    with bench(tmp_path) as digestgen:
        for arguments, word in (
            ((FIRST,), "has no draft"),
            (("2401.00000", "--date", DAY), "is not in the listing"),
            (("no-id",), "is not an arXiv id"),
        ):
            done = digestgen("regenerate", *arguments, "--answer", str(answer))
            assert (done.exit_code, word in done.output) == (2, True), done.output
        digestgen("regenerate", FIRST, "--date", DAY, "--answer", str(answer))
        digestgen("drafts", "approve", FIRST)
        done = digestgen("regenerate", FIRST, "--answer", str(answer))
        assert (done.exit_code, "is approved" in done.output) == (2, True)


def test_a_model_is_asked_anew_without_an_answer(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        digestgen.world.journal.clear()
        done = digestgen("regenerate", FIRST, "--yes", "--json")
        assert done.exit_code == 0
        assert json.loads(done.stdout)["paper"]["id"] == FIRST
        assert digestgen.world.journal.count("model") == 1


# --- what fails closed -----------------------------------------------------------------------------------------------


def test_two_papers_with_one_answer_are_never_both_published(tmp_path: Path) -> None:
    """Papers are judged side by side, and publishing knows nothing of the run: the copy is held all the same."""
    first, second = demo_sandbox().days[DEMO_DAY][:2]
    copied = second.model_copy(update={"reply": first.reply, "sections": first.sections, "abstract": first.abstract})
    with bench(tmp_path, days={DEMO_DAY: (first, copied)}) as digestgen:
        report = digestgen.report("--publish")
        assert (len(report.drafted), len(report.held)) == (1, 1)
        assert "duplicate_paper" in report.held[0].reasons[0]
        assert page(digestgen) == "", "nobody knows whose text it is"
        assert digestgen("publish", "--date", DAY, "--unattended").exit_code == 3
        assert page(digestgen) == ""


def test_a_secret_of_the_process_in_an_answer_is_stored_and_printed_nowhere(tmp_path: Path, answer: Path) -> None:
    key = "hunter2-My-Very-Own-Key"
    text = answer.read_text("utf-8").replace('"background": "', f'"background": "密钥是 {key} 。', 1)
    text = text.replace('"claim": "', f'"claim": "{key} ', 1)
    answer.write_text(text, "utf-8")
    with bench(tmp_path) as digestgen:
        done = digestgen("regenerate", FIRST, "--date", DAY, "--answer", str(answer), OPENAI_API_KEY=key)
        assert done.exit_code == 3
        shown = digestgen("drafts", "show", FIRST).output + digestgen("drafts", "show", FIRST, "--evidence").output
        stored = "".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.json"))
        assert key not in done.output + shown + stored
        assert "placeholder" in {error.rule for error in digestgen.draft(FIRST).errors}


def test_a_draft_that_was_changed_behind_the_checks_is_held_until_somebody_says_why(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        draft = digestgen.draft(FIRST)
        changed = draft.summary.model_copy(update={"background": draft.summary.background + "这是首个达到 99.7% 准确率的方法。"})
        digestgen.drafts.write(draft.model_copy(update={"summary": changed}))
        assert digestgen("publish", "--date", DAY, "--unattended").exit_code == 3
        assert "99.7%" not in page(digestgen)
        held = digestgen.draft(FIRST)
        assert {"changed_since"} <= {error.rule for error in held.errors}
        assert digestgen("check", str(digestgen.drafts.path(DEMO_DAY, FIRST))).exit_code == 3, "its PDF is in the cache"
        numbers = [str(number) for number, _ in enumerate(held.findings, 1)]
        assert digestgen("drafts", "waive", FIRST, *numbers, "--note", "asked the authors").exit_code == 0
        assert digestgen("publish", "--date", DAY, "--unattended").exit_code == 0


def test_a_quote_that_somebody_forged_is_found_out_in_the_paper(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        draft = digestgen.draft(FIRST)
        forged = draft.evidence[0].model_copy(update={"quote": "We invented this sentence and it beats everything by 99.9%."})
        path = digestgen.drafts.write(draft.model_copy(update={"evidence": (forged, *draft.evidence[1:])}))
        rules = {row["rule"] for row in json.loads(digestgen("check", str(path), "--json").stdout)}
        assert rules & {"quote_not_found", "claim_without_quote"}
        digestgen("publish", "--date", DAY, "--unattended")
        assert "changed_since" in {error.rule for error in digestgen.draft(FIRST).errors}


def test_findings_keep_their_place_and_their_numbers_when_they_are_found_again(tmp_path: Path) -> None:
    with wrong_day(tmp_path) as digestgen:
        digestgen.run_demo()
        before = digestgen.draft(FIRST).findings
        digestgen("publish", "--date", DAY, "--unattended")
        assert digestgen.draft(FIRST).findings == before


def test_what_publish_finds_in_an_approved_draft_can_be_looked_up_and_waived(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo("--publish")
        draft = digestgen.draft(FIRST)
        broken = draft.summary.model_copy(update={"contribution": "提出了一个xxx"})
        digestgen.drafts.write(draft.model_copy(update={"summary": broken, "judged_sha256": ""}))
        assert digestgen("publish", "--date", DAY).exit_code == 3
        assert "placeholder" in digestgen("drafts", "show", FIRST).stdout
        assert digestgen("regenerate", FIRST, "--yes").exit_code == 0, "an approved draft with errors may be replaced"


def test_a_draft_of_the_full_text_is_not_replaced_by_one_of_the_abstract(tmp_path: Path, answer: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        before = digestgen.draft(FIRST)
        dead: dict[str, str | None] = {"DIGESTGEN_ARXIV_URL": "http://127.0.0.1:9", "DIGESTGEN_CACHE_DIR": str(tmp_path / "none")}
        done = digestgen("regenerate", FIRST, "--answer", str(answer), **dead)
        assert done.exit_code == 5, done.output
        assert digestgen.draft(FIRST) == before


def test_of_two_drafts_to_approve_none_is_when_one_is_held(tmp_path: Path) -> None:
    with wrong_day(tmp_path) as digestgen:
        digestgen.run_demo()
        assert digestgen("drafts", "approve", SECOND, FIRST).exit_code == 3
        assert digestgen.draft(SECOND).state is DraftState.PENDING
