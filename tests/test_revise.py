"""What a person does to the words of a draft: nothing is lost, nothing goes unjudged, everything can be undone."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from making import NOON, a_draft, a_paper
from making import a_summary as any_summary

from digestgen.cache import Cache
from digestgen.checks import NO_SURROUNDINGS, Surroundings, fingerprint
from digestgen.drafts import Drafts
from digestgen.errors import PdfError
from digestgen.findings import Evidence, Finding, QuoteStatus, Severity
from digestgen.models import Draft, DraftState, Page, PaperText, Summary, TextSource
from digestgen.review import approve, published, reject, undo, waive
from digestgen.revise import accept, changes, edit, paper_text, taken, version_of, word_diff

WHO: dict[str, Any] = {"by": "reviewer", "at": NOON}
BODY = "We relabel the data and train on it. The accuracy on the two data sets is 91.5%, better than the baseline of 80%."
TEXT = PaperText(text=BODY, pages=(Page(number=1, start=0, end=len(BODY)),), page_count=1)
CLAIM, QUOTE = "作者把已有的数据重新标注", "We relabel the data and train on it"
SOUND: dict[str, Any] = {
    "tldr": "该方法重新标注数据来训练模型，准确率高于基线。",
    "background": "标注数据很少时，模型的准确率往往不高，这限制了它的应用。",
    "related_work": "以往的方法大多依靠人工标注，费时费力，而且难以推广。",
    "contribution": "提出了一种重新标注数据的训练方法",
    "challenges": [{"challenge": "标注数据太少", "solution": f"{CLAIM}，再用来训练模型，从而减少了人工。"}],
    "implementation": ["实验在两个数据集上进行，结果好于基线。"],
    "conclusion": ["论文表明重新标注是可行的，但只适用于文本数据。"],
}
"""Nothing in it is an error."""
TLDR, BACKGROUND = "该方法用重新标注的数据训练模型，效果更好。", "标注数据很少时，模型的准确率往往很低，这妨碍了它的应用。"


def a_summary(**changes: Any) -> Summary:  # noqa: ANN401 - any field of the noun
    return any_summary(**{**SOUND, **changes})


def proven(claim: str = CLAIM, field: str = "challenges[0].solution", quote: str = QUOTE) -> Evidence:
    return Evidence(claim=claim, field=field, start=0, end=len(claim), status=QuoteStatus.EXACT, quote=quote)


def judged_draft(**changes: Any) -> Draft:  # noqa: ANN401 - any field of the noun
    """Return a draft of today's schema, with the fingerprint of what it holds."""
    draft = a_draft(**{"summary": a_summary(), **changes})
    made = draft.provenance.model_copy(update={"schema_version": 2})
    return draft.model_copy(update={"provenance": made, "judged_sha256": fingerprint(draft.summary, draft.evidence)})


def edited(draft: Draft, text: PaperText | None = TEXT, around: Surroundings = NO_SURROUNDINGS, **words: Any) -> Draft:  # noqa: ANN401
    return edit(draft, draft.summary.model_copy(update=words), text=text, around=around, **WHO)


# --- changes and differences -----------------------------------------------------------------------------------------


def test_each_changed_field_is_named_with_both_texts() -> None:
    old = a_summary(implementation=["第一段说明数据。", "第二段说明结果。"])
    new = a_summary(tldr=TLDR, implementation=["第一段说明数据。", "第二段说明了结果。"])
    assert [(each.field, each.before, each.after) for each in changes(old, new)] == [
        ("implementation[1]", "第二段说明结果。", "第二段说明了结果。"),
        ("tldr", old.tldr, new.tldr),
    ]
    assert changes(old, old) == []


def test_a_list_of_another_length_is_one_field() -> None:
    """With a paragraph more or less the numbers of the others mean something else."""
    old, new = a_summary(implementation=["第一段说明数据。", "第二段说明结果。"]), a_summary(implementation=["第二段说明结果。"])
    assert [(each.field, each.before, each.after) for each in changes(old, new)] == [
        ("implementation", "第一段说明数据。\n第二段说明结果。", "第二段说明结果。")
    ]


@given(st.text(alphabet="提出了新的方法 ab1.5%，。\n", max_size=60), st.text(alphabet="提出了新的方法 ab1.5%，。\n", max_size=60))
def test_the_parts_of_a_difference_join_to_both_texts(before: str, after: str) -> None:
    parts = word_diff(before, after)
    assert "".join(text for kind, text in parts if kind != "in") == before
    assert "".join(text for kind, text in parts if kind != "out") == after
    assert all(text for _, text in parts)
    assert ("same", before) in parts or before != after or not before


def test_a_difference_is_told_in_whole_words_and_numbers() -> None:
    assert word_diff("准确率为 71.4%，高于 BERT-base。", "准确率为 74.1%，高于 BERT-large。") == [
        ("same", "准确率为 "),
        ("out", "71.4%"),
        ("in", "74.1%"),
        ("same", "，高于 "),
        ("out", "BERT-base"),
        ("in", "BERT-large"),
        ("same", "。"),
    ]
    assert word_diff("甲的乙", "丙的丁") == [("out", "甲的乙"), ("in", "丙的丁")], "one character in common is chance"


def test_long_texts_are_compared_by_sentences() -> None:
    sentence = "这是一个相当长的句子，用来说明比较的方法。"
    before, after = sentence * 300, sentence * 150 + "这里多了一句。" + sentence * 150
    assert word_diff(before, after) == [("same", sentence * 150), ("in", "这里多了一句。"), ("same", sentence * 150)]


# --- editing ---------------------------------------------------------------------------------------------------------


def test_an_edit_is_kept_with_its_fields_and_who_made_it() -> None:
    draft = judged_draft()
    done = edited(draft, background=BACKGROUND)
    assert done.edited == ("background",)
    assert (done.history[-1].action, done.history[-1].summary) == ("edited background", draft.summary)
    assert (done.decisions[-1].by, done.decisions[-1].note) == ("reviewer", "edited background")
    assert done.state is DraftState.PENDING
    assert done.judged_sha256 == fingerprint(done.summary, done.evidence)
    again = edited(done, tldr=TLDR)
    assert again.edited == ("background", "tldr")


def test_an_edit_that_changes_no_word_changes_nothing() -> None:
    draft = approve(judged_draft(), **WHO)
    assert edit(draft, draft.summary, text=TEXT, around=NO_SURROUNDINGS, **WHO) is draft


def test_what_was_approved_published_or_rejected_must_be_approved_again_after_an_edit() -> None:
    draft = judged_draft()
    for moved in (approve(draft, **WHO), published(approve(draft, **WHO)), reject(draft, **WHO)):
        assert edited(moved, tldr=TLDR).state is DraftState.PENDING


def test_a_wrong_number_is_found_at_once_with_the_paper_at_hand() -> None:
    done = edited(judged_draft(), implementation=("实验在两个数据集上进行，准确率为 97.3%。",))
    assert done.state is DraftState.HELD
    assert [(error.rule, error.field, error.span) for error in done.errors] == [("number_missing", "implementation[0]", "97.3%")]
    mended = edited(done, implementation=("实验在两个数据集上进行，准确率为 91.5%。",))
    assert mended.state is DraftState.PENDING, mended.errors


def test_without_the_paper_an_edit_holds_the_draft_until_somebody_answers_for_it() -> None:
    """Also a draft of before fingerprints were kept is no longer what was judged."""
    for draft in (judged_draft(), judged_draft().model_copy(update={"judged_sha256": ""})):
        done = edited(draft, text=None, tldr=TLDR)
        assert [error.rule for error in done.errors] == ["changed_since"]
        assert waive(done, done.errors[0], reason="read it", **WHO).state is DraftState.PENDING


def test_a_draft_from_the_abstract_is_judged_by_its_abstract() -> None:
    draft = judged_draft(source=TextSource.ABSTRACT_ONLY, paper=a_paper(abstract="The accuracy is 91.5% on two data sets."))
    assert edited(draft, text=None, tldr="该方法重新标注数据，准确率为 91.5%。").state is DraftState.PENDING
    assert edited(draft, text=None, tldr="该方法重新标注数据，准确率为 19.5%。").state is DraftState.HELD


def test_evidence_moves_with_its_words_and_goes_with_them() -> None:
    draft = judged_draft(evidence=(proven(),))
    solution = f"首先，{CLAIM}，再用来训练模型，省去了人工。"
    challenge = draft.summary.challenges[0]
    moved = edited(draft, challenges=(challenge.model_copy(update={"solution": solution}),))
    assert [(each.field, each.start, each.end, each.quote) for each in moved.evidence] == [
        ("challenges[0].solution", 3, 3 + len(CLAIM), QUOTE)
    ]
    assert moved.evidence[0].place is not None, "with the paper at hand the quote is looked up again"
    gone = edited(draft, challenges=(challenge.model_copy(update={"solution": "这里的说法完全换成了另外的文字。"}),))
    assert gone.evidence == ()
    assert edited(draft, text=None, tldr=TLDR).evidence == draft.evidence


def test_a_quote_that_was_not_found_is_not_forgotten_by_editing_something_else() -> None:
    lost = proven("结果好于基线", "implementation[0]").model_copy(update={"status": QuoteStatus.NUMBER_MISMATCH, "quote": ""})
    done = edited(judged_draft(evidence=(lost,)), tldr=TLDR)
    assert [each.status for each in done.evidence] == [QuoteStatus.NUMBER_MISMATCH]
    assert "quote_not_found" in {finding.rule for finding in done.findings}


def test_what_only_the_run_could_know_is_remembered_as_long_as_its_words_are_there() -> None:
    secret = Finding(
        rule="secret",
        severity=Severity.ERROR,
        field="background",
        start=0,
        end=3,
        span="标注数",
        message="a key",
        message_zh="密钥",
    )
    draft = judged_draft(findings=(secret,), state=DraftState.HELD)
    assert [error.rule for error in edited(draft, tldr=TLDR).errors] == ["secret"]
    assert edited(draft, background="数据很少时，模型的准确率往往很低，这妨碍了它的应用。").errors == ()


def test_an_edit_of_a_paragraph_is_part_of_the_edit_of_its_section() -> None:
    draft = edited(judged_draft(), implementation=("实验在两个数据集上进行，结果更好。",))
    assert draft.edited == ("implementation[0]",)
    assert edited(draft, implementation=("第一段说明数据。", "第二段说明结果。")).edited == ("implementation",)


words = st.text(alphabet="提出新的方法并说明了结果与局限", min_size=16, max_size=40)


@settings(max_examples=25, deadline=None)
@given(words, words, st.lists(words, min_size=1, max_size=4), st.sampled_from([TEXT, None]))
def test_undo_gives_back_the_draft_that_was_edited(
    tldr: str, background: str, paragraphs: list[str], text: PaperText | None
) -> None:
    draft = approve(judged_draft(evidence=(proven(),)), **WHO)
    done = edited(draft, text=text, tldr=tldr, background=background, implementation=tuple(paragraphs))
    back = undo(done, **WHO)
    assert back.model_copy(update={"decisions": draft.decisions}) == draft
    assert len(back.decisions) > len(draft.decisions), "who did what stays told"


# --- taking a regenerated version ------------------------------------------------------------------------------------


def candidate_of(draft: Draft, **changes: Any) -> Draft:  # noqa: ANN401 - any field of the summary
    summary = a_summary(
        tldr="先重新标注数据，再训练模型，结果比基线更好。",
        background="缺少标注数据时，模型难以达到较高的准确率，应用受到限制。",
        implementation=["作者先重新标注数据，再训练模型。", "实验在两个数据集上进行，结果好于基线。"],
        **changes,
    )
    return judged_draft(key="another", summary=summary, paper=draft.paper, upvotes_at=draft.upvotes_at)


def test_a_candidate_takes_the_place_of_the_draft_whole() -> None:
    draft = approve(judged_draft(paper=a_paper(upvotes=99)), **WHO)
    candidate = candidate_of(draft)
    done = accept(draft, candidate, note="clearer", **WHO)
    assert (done.summary, done.provenance, done.judged_sha256) == (
        candidate.summary,
        candidate.provenance,
        candidate.judged_sha256,
    )
    assert (done.paper, done.date, done.state) == (draft.paper, draft.date, DraftState.PENDING)
    assert (done.history[-1].action, done.decisions[-1].note) == ("regenerated", "clearer")
    assert undo(done, **WHO).summary == draft.summary


def test_of_a_candidate_only_some_fields_may_be_taken() -> None:
    draft = edited(judged_draft(), background=BACKGROUND, tldr=TLDR)
    candidate = candidate_of(draft)
    done = accept(draft, candidate, fields=["background"], text=TEXT, **WHO)
    assert (done.summary.background, done.summary.tldr) == (candidate.summary.background, draft.summary.tldr)
    assert done.edited == ("tldr",), "the person's words of the background are gone"
    assert done.state is DraftState.PENDING
    assert done.judged_sha256 == fingerprint(done.summary, done.evidence)
    blind = accept(draft, candidate, fields=["implementation[1]"], **WHO)
    assert blind.summary.implementation == candidate.summary.implementation, "another number of paragraphs: all of them"
    assert [error.rule for error in blind.errors] == ["changed_since"], "nobody has judged this mixture"


def test_challenges_are_taken_one_by_one_where_there_are_as_many() -> None:
    old = a_summary(challenges=[{"challenge": f"旧的挑战{n}", "solution": "旧的办法，一共十几个字来说明。"} for n in "甲乙"])
    new = a_summary(challenges=[{"challenge": f"新的挑战{n}", "solution": "新的办法，一共十几个字来说明。"} for n in "甲乙"])
    one = taken(old, new, ["challenges[1].solution"])
    assert [(each.challenge[0], each.solution[0]) for each in one.challenges] == [("旧", "旧"), ("旧", "新")]
    assert taken(old, new, ["challenges"]).challenges == new.challenges
    assert taken(old, new, []) == old


def test_words_of_a_person_that_still_stand_stay_the_persons() -> None:
    draft = edited(judged_draft(), implementation=("实验在两个数据集上进行，结果更好。",))
    candidate = candidate_of(draft)
    kept = candidate.model_copy(
        update={"summary": candidate.summary.model_copy(update={"implementation": draft.summary.implementation})}
    )
    assert accept(draft, kept, **WHO).edited == ("implementation[0]",)
    assert accept(draft, candidate, **WHO).edited == ()


# --- the version, and the paper --------------------------------------------------------------------------------------


def test_a_version_is_the_hash_of_the_stored_file(tmp_path: Path) -> None:
    draft = a_draft()
    assert version_of(draft) == hashlib.sha256(Drafts(tmp_path).write(draft).read_bytes()).hexdigest()
    assert version_of(draft) != version_of(draft.model_copy(update={"edited": ("tldr",)}))


def test_the_text_comes_again_from_the_same_pdf_or_not_at_all(tmp_path: Path) -> None:
    cache = Cache(tmp_path)

    async def extract(path: Path) -> PaperText:
        if path.name == hashlib.sha256(b"broken").hexdigest():
            raise PdfError(str(path), "is damaged")
        return TEXT

    def draft_from(body: bytes) -> Draft:
        draft = judged_draft()
        sha256 = hashlib.sha256(body).hexdigest()
        return draft.model_copy(update={"provenance": draft.provenance.model_copy(update={"pdf_sha256": sha256})})

    cache.put("good", b"a pdf")
    cache.put("bad", b"broken")
    assert asyncio.run(paper_text(draft_from(b"a pdf"), cache, extract)) == TEXT
    assert asyncio.run(paper_text(draft_from(b"another"), cache, extract)) is None
    assert asyncio.run(paper_text(draft_from(b"broken"), cache, extract)) is None
    assert asyncio.run(paper_text(judged_draft(), cache, extract)) is None


def test_a_summary_is_valid_after_any_taking() -> None:
    old, new = a_summary(), a_summary(conclusion=["另外一段总结。", "再加一段总结。"])
    assert Summary.model_validate(taken(old, new, ["conclusion", "tldr"]).model_dump()).conclusion == new.conclusion
