"""A morning at the review pages: read, edit, waive, regenerate, approve; over real HTTP, on the demo's papers."""

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from loopback import Answer, Loopback
from making import DAY
from reviewing import FIRST, SECOND, THIRD, Desk, a_morning_desk, some_time
from world import Bench

from digestgen.models import DraftState
from digestgen.review import approve
from digestgen.revise import version_of

LIST = f"/days/{DAY}"
FROM_ABSTRACT = "2401.99995"


@pytest.fixture
def desk(tmp_path: Path, drafted_day: Bench) -> Iterator[Desk]:
    with a_morning_desk(tmp_path, drafted_day) as served:
        yield served


def spoil(desk: Desk, arxiv_id: str = FIRST) -> httpx.Response:
    """Write a number into the one-sentence version that the paper does not have."""
    wrong = desk.draft(arxiv_id).summary.tldr.replace("68.9", "86.9")
    return desk.post(arxiv_id, "edit", section="tldr", tldr=wrong)


# --- the list


def test_the_list_shows_what_there_is_and_what_needs_somebody(desk: Desk) -> None:
    html = desk.get(f"{LIST}?lang=en").text
    for draft in desk.drafts.on_day(DAY):
        assert draft.paper.title in unescape(html)
        assert f"▲ {draft.paper.upvotes}" in html
    assert "0 of 5 decided" in html
    assert "Approve all clean (5)" in html
    assert 'referrerpolicy="no-referrer"' in html


def test_filters_by_state_and_by_findings(desk: Desk) -> None:
    desk.post(SECOND, "approve")
    spoil(desk)

    def listed(query: str) -> set[str]:
        return set(re.findall(r'class="title" data-row href="[^"]*/([^"/]+)"', desk.get(f"{LIST}?{query}").text))

    assert listed("state=approved") == {SECOND}
    assert listed("state=held") == listed("findings=errors") == {FIRST}
    assert SECOND in listed("findings=none")
    assert listed("findings=none&state=pending") == {THIRD, "2401.99994", FROM_ABSTRACT}
    assert listed("state=rejected") == set()


def test_all_clean_drafts_are_approved_at_once_and_only_they(desk: Desk) -> None:
    html = desk.get(LIST).text
    clean = re.findall(r'name="clean" value="([^"]+)"', html)
    spoil(desk, SECOND)
    desk.post(THIRD, "edit", section="tldr", tldr=desk.draft(THIRD).summary.tldr + "改")
    answer = desk.client.post(f"{LIST}/approve", data={"clean": clean, "which": "clean"})
    assert answer.headers["location"] == f"{LIST}?approved=4&skipped=1", "one of them changed since the list was read"
    states = {draft.paper.id: draft.state for draft in desk.drafts.on_day(DAY)}
    assert [states[each] for each in (FIRST, SECOND, "2401.99994", FROM_ABSTRACT)] == [DraftState.APPROVED] * 4
    assert states[THIRD] is DraftState.PENDING


def test_a_damaged_file_is_named_and_hides_no_other(desk: Desk) -> None:
    desk.drafts.path(DAY, FIRST).write_text("{")
    html = desk.get(LIST).text
    assert f"{FIRST}.json" in html
    assert SECOND in html
    assert desk.get(f"{LIST}/{FIRST}").status_code == 500


@pytest.mark.parametrize(
    "path",
    ["/days/2024-02-30", "/days/2023-01-01", "/days/2024-01-31/nothing", f"{LIST}/2401.00001", f"{LIST}/{FIRST}/page/999.png"],
)
def test_what_is_not_there_is_a_page_that_says_so(desk: Desk, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text


# --- a draft


def test_approve_leads_to_the_next_that_waits_and_can_be_undone_there(desk: Desk) -> None:
    answer = desk.post(FIRST, "approve", note="gut")
    assert answer.headers["location"] == f"{LIST}/{SECOND}?moved={FIRST}"
    done = desk.draft(FIRST)
    assert (done.state, done.decisions[-1].note) == (DraftState.APPROVED, "gut")
    assert f'action="{LIST}/{FIRST}/undo"' in desk.get(answer.headers["location"]).text
    assert desk.post(FIRST, "undo").status_code == 303
    assert desk.draft(FIRST).state is DraftState.PENDING


def test_reject_and_the_last_one_leads_back_to_the_list(desk: Desk) -> None:
    places = [desk.post(draft.paper.id, "reject").headers["location"] for draft in desk.drafts.on_day(DAY)]
    assert places[-1].startswith(f"{LIST}?moved=")
    assert {draft.state for draft in desk.drafts.on_day(DAY)} == {DraftState.REJECTED}


def test_an_edit_is_checked_at_once_against_the_paper(desk: Desk) -> None:
    """A number that the paper does not have holds the draft, and is marked to the letter."""
    assert spoil(desk).status_code == 303
    held = desk.draft(FIRST)
    assert (held.state, held.edited) == (DraftState.HELD, ("tldr",))
    assert [error.span for error in held.errors] == ["86.9%"]
    html = desk.get(f"{LIST}/{FIRST}").text
    assert re.search(r'<mark class="error" title="[^"]*86\.9%[^"]*">86\.9%</mark>', html)
    assert re.search(r'formaction="[^"]*/approve" data-key="a" disabled', html)
    assert desk.post(FIRST, "approve").status_code == 422
    assert desk.draft(FIRST) == held


def test_every_section_can_be_edited_in_its_form(desk: Desk) -> None:
    """Paragraphs are parted by empty lines; an empty pair is no challenge; a new one is."""
    summary = desk.draft(FIRST).summary
    pairs = {f"challenge.{place}": each.challenge for place, each in enumerate(summary.challenges)}
    pairs |= {f"solution.{place}": each.solution for place, each in enumerate(summary.challenges)}
    new = len(summary.challenges)
    pairs |= {
        f"challenge.{new}": "标注成本太高",
        f"solution.{new}": "作者让小模型先写，再由人抽查一小部分。",
        "challenge.4": " ",
        "solution.4": "",
    }
    forms = [
        ("background", {"background": "长报告很难读，\r\n 人们早就想要更好的办法来查找其中的事实。"}),
        ("related_work", {"related_work": "已有的方法要么太慢，要么会漏掉文中的许多事实。"}),
        ("contribution", {"contribution": "提出了一种写批注的方法", **pairs}),
        ("implementation", {"implementation": "第一段说明实现。\r\n\r\n \r\n第二段说明部署。"}),
        ("conclusion", {"conclusion": "结论只有一段话。"}),
    ]
    for key, texts in forms:
        assert desk.post(FIRST, "edit", section=key, **texts).status_code == 303, key
    edited = desk.draft(FIRST)
    assert edited.summary.background == "长报告很难读， 人们早就想要更好的办法来查找其中的事实。"
    assert [each.challenge for each in edited.summary.challenges] == [
        *(each.challenge for each in summary.challenges),
        "标注成本太高",
    ]
    assert edited.summary.implementation == ("第一段说明实现。", "第二段说明部署。")
    assert {name.partition("[")[0] for name in edited.edited} >= {"background", "related_work", "contribution", "challenges"}
    assert len(edited.history) == len(forms)


def test_a_text_that_makes_no_summary_is_shown_again_with_what_is_wrong(desk: Desk) -> None:
    before = desk.draft(FIRST)
    answer = desk.post(FIRST, "edit", section="contribution", contribution="我写了很久的一句话")
    assert answer.status_code == 422
    assert "我写了很久的一句话</textarea>" in answer.text
    assert '<a href="#contribution">' in answer.text, "the page says at its top where to look"
    assert "提出了" in answer.text
    assert re.search(r'<details class="editor" open>', answer.text)
    assert desk.draft(FIRST) == before


def test_a_finding_is_waived_with_a_reason_and_not_without(desk: Desk) -> None:
    spoil(desk)
    number = str(next(place for place, each in enumerate(desk.draft(FIRST).findings) if each.span == "86.9%"))
    assert desk.post(FIRST, "waive", finding=number, note=" ").status_code == 422
    assert desk.post(FIRST, "waive", finding="99", note="x").status_code == 422
    assert desk.post(FIRST, "waive", finding=number, note="表里就是这样写的").status_code == 303
    draft = desk.draft(FIRST)
    assert (draft.state, draft.errors, draft.waivers[0].reason) == (DraftState.PENDING, (), "表里就是这样写的")
    assert "表里就是这样写的" in desk.get(f"{LIST}/{FIRST}").text


def test_the_block_stands_there_as_it_will_be_published(desk: Desk) -> None:
    html = desk.get(f"{LIST}/{SECOND}").text
    block = html.partition('<div class="block"')[2]
    assert "<details open>" in block
    assert desk.draft(SECOND).summary.conclusion[0][:20] in unescape(block)


# --- the paper beside it


def test_a_claim_leads_to_its_words_on_the_page_and_back(desk: Desk) -> None:
    """Every quote of the demo's papers is found on the picture of its page."""
    for draft in desk.drafts.on_day(DAY):
        for number, each in enumerate(draft.evidence):
            html = desk.get(f"{LIST}/{draft.paper.id}/paper?evidence={number}").text
            if each.place and each.place.page:
                chosen = re.search(r'class="box chosen" data-claim="(\d+)">.*?</a>', html, re.DOTALL)
                assert chosen, each.quote
                assert int(chosen[1]) == number
                assert "<rect" in chosen[0], each.quote
                assert re.search(r'<mark class="quote chosen">', html), each.quote
            else:
                assert re.search(r'<mark class="quote chosen">', html), each.quote
            page = number == 0 and desk.get(f"{LIST}/{draft.paper.id}").text
            assert not page or f'id="claim-{number}"' in page


def test_the_page_is_a_picture(desk: Desk) -> None:
    answer = desk.get(f"{LIST}/{FIRST}/page/1.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(answer.content[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (1040, 1346)


def test_without_the_pdf_the_page_says_so_and_shows_the_quotes(desk: Desk, tmp_path: Path) -> None:
    draft = desk.draft(FIRST)
    gone = draft.model_copy(update={"provenance": draft.provenance.model_copy(update={"pdf_sha256": "0" * 64})})
    desk.drafts.write(gone)
    html = desk.get(f"{LIST}/{FIRST}?lang=en").text
    assert "The PDF is not in the cache" in html
    assert draft.evidence[0].quote in unescape(html)
    assert desk.get(f"{LIST}/{FIRST}/page/1.png").status_code == 404
    assert spoil(desk).status_code == 303, "it can be edited, but what cannot be looked up holds it"
    assert desk.draft(FIRST).state is DraftState.HELD
    assert tmp_path.exists()


def test_a_draft_of_the_abstract_shows_the_abstract(desk: Desk) -> None:
    html = desk.get(f"{LIST}/{FROM_ABSTRACT}?evidence=0&lang=en").text
    assert '<mark class="quote chosen">' in html
    assert "abstract only" in html


# --- two at a time


def test_a_draft_that_changed_underneath_is_not_overwritten_and_both_versions_are_shown(desk: Desk) -> None:
    old = version_of(desk.draft(FIRST))
    desk.post(FIRST, "edit", section="conclusion", conclusion="别人先保存的结论。")
    stored = desk.draft(FIRST)
    answer = desk.post(FIRST, "edit", version=old, section="conclusion", conclusion="我后来写的结论。")
    assert answer.status_code == 409
    assert desk.draft(FIRST) == stored
    assert "别人先保存的结论。" in answer.text
    assert "我后来写的结论。</textarea>" in answer.text
    again = re.search(r'name="version" value="([0-9a-f]{64})"', answer.text)
    assert again
    assert desk.post(FIRST, "edit", version=again[1], section="conclusion", conclusion="我后来写的结论。").status_code == 303
    assert desk.draft(FIRST).summary.conclusion == ("我后来写的结论。",)


@pytest.mark.parametrize("move", ["approve", "reject", "undo", "waive", "remake"])
def test_no_move_is_made_on_a_version_that_nobody_saw(desk: Desk, move: str) -> None:
    old = version_of(desk.draft(FIRST))
    desk.post(FIRST, "edit", section="conclusion", conclusion="别人先保存的结论。")
    stored = desk.draft(FIRST)
    assert desk.post(FIRST, move, version=old, finding="0", note="x").status_code == 409
    assert desk.draft(FIRST) == stored


def test_while_a_run_holds_the_folder_the_text_is_kept_in_the_form(desk: Desk) -> None:
    before = desk.draft(FIRST)
    with desk.drafts.locked(some_time()):
        answer = desk.post(FIRST, "edit", section="conclusion", conclusion="正在运行时写的，\n\n一段很长的结论。")
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert "一段很长的结论。</textarea>" in answer.text
        assert desk.client.post(f"{LIST}/approve", data={"pick": f"{FIRST}:{version_of(before)}"}).status_code == 503
    assert desk.draft(FIRST) == before
    assert desk.post(FIRST, "edit", section="conclusion", conclusion="正在运行时写的结论。").status_code == 303


# --- anew from the model


def waited(desk: Desk, arxiv_id: str = FIRST) -> str:
    """Return the page that waits for the model, once it waits no longer."""
    for _ in range(200):
        answer = desk.get(f"{LIST}/{arxiv_id}/remake?lang=en")
        if "refresh" not in answer.headers:
            return answer.text
        time.sleep(0.05)
    raise AssertionError("the model never answered")


def test_a_new_version_stands_beside_the_old_until_somebody_takes_it(desk: Desk) -> None:
    good = desk.draft(FIRST).summary.tldr
    spoil(desk)
    before = desk.draft(FIRST)
    assert desk.post(FIRST, "remake", section="tldr", note="数字以论文为准").status_code == 303
    html = waited(desk)
    assert "<del>86.9%</del>" in html
    assert "<ins>68.9%</ins>" in html
    assert desk.draft(FIRST) == before, "nothing is replaced before it is accepted"
    assert desk.post(FIRST, "remake/accept", field="tldr").status_code == 303
    taken = desk.draft(FIRST)
    assert (taken.summary.tldr, taken.state) == (good, DraftState.PENDING)
    assert desk.post(FIRST, "undo").status_code == 303
    assert desk.draft(FIRST).summary == before.summary


def test_a_new_version_can_be_discarded(desk: Desk) -> None:
    spoil(desk)
    before = desk.draft(FIRST)
    desk.post(FIRST, "remake", section="tldr")
    waited(desk)
    assert desk.post(FIRST, "remake/discard").status_code == 303
    assert desk.draft(FIRST) == before
    assert desk.get(f"{LIST}/{FIRST}/remake").status_code == 404


def test_what_the_model_did_not_manage_is_said(tmp_path: Path, drafted_day: Bench) -> None:
    """An endpoint that refuses the key ends in a sentence, not in a broken page, and the draft stays."""
    with Loopback() as refusing, a_morning_desk(tmp_path, drafted_day, openai_base_url=f"{refusing.url}/v1") as desk:
        refusing.script("/v1/chat/completions", Answer(401, b'{"error": {"message": "wrong key"}}'))
        before = desk.draft(FIRST)
        desk.post(FIRST, "remake")
        html = waited(desk)
        assert "No new version came out." in html
        assert refusing.netloc in html
        assert desk.draft(FIRST) == before


def test_without_a_model_the_form_says_what_is_missing(plain: Desk) -> None:
    assert "DIGESTGEN_MODEL" in plain.get(f"{LIST}/{FIRST}").text


# --- languages


def test_the_language_is_chosen_and_remembered(desk: Desk) -> None:
    assert "通过" in desk.get(f"{LIST}/{FIRST}").text
    assert "Approve" in desk.get(f"{LIST}/{FIRST}?lang=en").text
    assert "Approve" in desk.get(f"{LIST}/{FIRST}").text, "the cookie remembers it"
    assert '<html lang="zh-CN">' in desk.get(f"{LIST}?lang=zh").text
    assert '<html lang="zh-CN">' in desk.get(f"{LIST}?lang=xx").text


def test_an_approved_draft_that_is_edited_must_be_approved_again(desk: Desk) -> None:
    desk.drafts.write(approve(desk.draft(FIRST), by="somebody", at=some_time()))
    desk.post(FIRST, "edit", section="conclusion", conclusion="改过之后的结论。")
    assert desk.draft(FIRST).state is not DraftState.APPROVED
