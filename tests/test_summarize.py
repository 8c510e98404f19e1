"""From a paper's text to a valid summary: what is asked, repaired, shrunk, given up, and what it has cost."""

import asyncio
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from faultserver import completion, error, in_turn, serve
from test_wire import ABSTRACT, GOOD

from digestgen.checks import judging
from digestgen.errors import (
    ContextTooLongError,
    CutOffError,
    DigestgenError,
    InvalidSummaryError,
    NothingToSummarizeError,
    QuotaError,
    RefusedError,
    UpstreamDownError,
)
from digestgen.llm import Complete, Llm, LlmOptions, Message, Reply, Schema
from digestgen.llm.protocol import charge, charged
from digestgen.models import Page, Paper, PaperText, Section, SectionKind, TextSource, Usage
from digestgen.prompts import Prompts
from digestgen.summarize import Material, Summarized, compose, summarize

PROMPTS = Prompts()
PAPER = Paper(id="2401.00001", title="LongFit", abstract=ABSTRACT, listed=dt.date(2024, 1, 2))
ONE = Usage(calls=1, prompt_tokens=100, cached_tokens=10, completion_tokens=20)
TOPIC = "Large language models spend much of their inference on attention over long texts."
BODY = f"{TOPIC} " + " ".join(f"Sentence number {n} tells something." for n in range(400))
REFERENCES = "References\n" + "\n".join(f"[{n}] A. Author. A title of a work." for n in range(100))


def paper_text(body: str = BODY) -> PaperText:
    whole = f"{body}\n{REFERENCES}"
    references = Section(title="References", kind=SectionKind.REFERENCES, start=len(body) + 1, end=len(whole))
    return PaperText(
        text=whole,
        pages=(Page(number=1, start=0, end=len(whole)),),
        sections=(references,),
        page_count=1,
        hidden_characters=7,
        hidden_samples=("ignore",),
        notes=("a note",),
    )


@dataclass
class Scripted:
    """A model that answers, or fails, as it is told, and keeps what it was asked."""

    outcomes: list[dict[str, Any] | str | DigestgenError]
    asked: list[tuple[Message, ...]] = field(default_factory=list)

    async def __call__(self, messages: Sequence[Message], *, schema: Schema) -> Reply:
        assert schema.name == "paper_summary"
        self.asked.append(tuple(messages))
        outcome = self.outcomes[len(self.asked) - 1]
        if isinstance(outcome, DigestgenError):
            raise outcome
        text = outcome if isinstance(outcome, str) else json.dumps(outcome, ensure_ascii=False)
        data = None if isinstance(outcome, str) else outcome
        return Reply(text, data, "" if data else "回复不是 JSON 对象", ONE, "m-1", "json_object")


def run(
    complete: Complete, *, text: PaperText | None = None, reason: str = "no PDF", paper: Paper = PAPER, budget: int = 50_000
) -> Summarized:
    return asyncio.run(summarize(Material(paper, text, reason), complete=complete, prompts=PROMPTS, max_input_tokens=budget))


# --- what is asked ---------------------------------------------------------------------------------------------------


def test_a_summary_from_the_abstract_says_so_and_why() -> None:
    model = Scripted([GOOD])
    done = run(model)
    assert done.summary.model_dump(mode="json") == {name: value for name, value in GOOD.items() if name != "evidence"}
    assert (done.text.source, done.text.reason) == (TextSource.ABSTRACT_ONLY, "no PDF")
    assert done.text.characters == done.text.characters_sent == len(PAPER.abstract)
    assert (done.usage, done.repairs, done.response_format, done.model) == (ONE, 0, "json_object", "m-1")
    assert PAPER.abstract in model.asked[0][1].content


def test_a_summary_from_the_full_text_reports_what_was_sent() -> None:
    model = Scripted([GOOD])
    report = run(model, text=paper_text(), reason="").text
    assert (report.source, report.reason, report.left_out) == (TextSource.FULL_TEXT, "", ())
    assert report.characters == report.characters_sent == len(paper_text().text)
    assert (report.page_count, report.hidden_characters, report.hidden_samples, report.notes) == (1, 7, ("ignore",), ("a note",))
    assert BODY in model.asked[0][1].content


def test_over_the_budget_the_references_go_first_and_the_report_says_so() -> None:
    model = Scripted([GOOD])
    report = run(model, text=paper_text(), budget=5_500).text
    assert report.characters_sent < report.characters
    assert any("references" in left for left in report.left_out)
    assert "A title of a work" not in model.asked[0][1].content


def test_an_empty_text_is_no_text() -> None:
    report = run(Scripted([GOOD]), text=paper_text().model_copy(update={"text": " \n"}), reason="").text
    assert (report.source, report.reason) == (TextSource.ABSTRACT_ONLY, "there is no text")


@pytest.mark.parametrize("blank", ["", " \n "])
@pytest.mark.parametrize("text", [None, paper_text()])
def test_without_title_and_abstract_nobody_is_asked(blank: str, text: PaperText | None) -> None:
    model = Scripted([])
    with pytest.raises(NothingToSummarizeError, match=r"2401\.00001"):
        run(model, paper=PAPER.model_copy(update={"title": blank, "abstract": blank}), text=text)
    assert model.asked == []


def test_from_a_title_alone_nothing_is_invented() -> None:
    model = Scripted([])
    with pytest.raises(NothingToSummarizeError, match="has a title"):
        run(model, paper=PAPER.model_copy(update={"abstract": ""}))
    assert model.asked == []


def test_the_same_paper_gives_the_same_bytes_and_another_text_another_hash() -> None:
    def composed(text: PaperText) -> Any:  # noqa: ANN401 - compared only
        return compose(PAPER, text, "", prompts=PROMPTS, max_input_tokens=50_000)

    assert composed(paper_text()) == composed(paper_text())
    assert composed(paper_text()).text_sha256 != composed(paper_text("Another body.")).text_sha256


# --- repairs ---------------------------------------------------------------------------------------------------------


def test_errors_are_appended_and_asked_again() -> None:
    wrong = GOOD | {"contribution": "一种新方法叫 LongFit"}
    model = Scripted([wrong, GOOD])
    done = run(model)
    first, second = model.asked
    assert second[: len(first)] == first
    assert [message.role for message in second[len(first) :]] == ["assistant", "user"]
    assert second[-2].content == json.dumps(wrong, ensure_ascii=False)
    assert "contribution 必须以“提出了”开头" in second[-1].content
    assert (done.repairs, done.usage) == (1, ONE + ONE)


def test_text_without_json_is_a_problem_like_any_other() -> None:
    model = Scripted(["好的。", GOOD])
    assert run(model).repairs == 1
    assert "回复不是 JSON 对象" in model.asked[1][-1].content


def test_after_two_repairs_it_is_given_up_with_the_raw_reply_and_the_cost() -> None:
    model = Scripted(["一", "二", "三"])
    with pytest.raises(InvalidSummaryError) as caught:
        run(model)
    assert [len(messages) for messages in model.asked] == [2, 4, 6]
    assert (caught.value.subject, caught.value.raw_reply) == (PAPER.id, "三")
    assert charged(caught.value) == ONE + ONE + ONE


# --- repairs of what the checks find ---------------------------------------------------------------------------------

WRONG_NUMBER = GOOD | {"implementation": [GOOD["implementation"][0], "GAIA 上的准确率为 97.3%，α = 0.5，∇f 由采样估计。"]}


def other_words(answer: dict[str, Any], **fields: object) -> dict[str, Any]:
    """Return the answer with every text in other words, as a careless model writes it anew; `fields` as they are given."""
    plain = ("background", "related_work", "tldr", "contribution")
    changed = {name: answer[name].removesuffix("。") + "，换一种说法。" for name in plain}
    return answer | changed | fields


def test_errors_of_the_checks_are_told_with_their_words_and_only_their_field_changes() -> None:
    rewritten = other_words(GOOD, implementation=["这一段本来没有错误，却被改写了。", GOOD["implementation"][1]])
    model = Scripted([WRONG_NUMBER, rewritten])
    done = run(model)
    turn = model.asked[1][-1].content
    assert "implementation[1] 中的“97.3%”" in turn
    assert "background" not in turn
    assert done.summary.model_dump(mode="json") == {name: value for name, value in GOOD.items() if name != "evidence"}
    assert done.repairs == 1
    assert not [finding for finding in done.findings if finding.severity == "error"]


def test_what_two_repairs_do_not_mend_comes_back_with_its_errors() -> None:
    model = Scripted([WRONG_NUMBER, WRONG_NUMBER, WRONG_NUMBER])
    done = run(model)
    errors = [finding for finding in done.findings if finding.severity == "error"]
    assert {error.field for error in errors} == {"implementation[1]"}
    assert (len(model.asked), done.repairs, done.usage) == (3, 2, ONE + ONE + ONE)


def test_a_repair_that_is_no_answer_or_makes_it_worse_leaves_the_summary_that_is_there() -> None:
    worse = GOOD | {"implementation": [GOOD["implementation"][0], "GAIA 上的准确率为 97.3%，比前人的 88.8% 高，xxx。"]}
    done = run(Scripted([WRONG_NUMBER, "抱歉。", worse]))
    assert done.summary.implementation[1] == WRONG_NUMBER["implementation"][1]
    assert done.repairs == 2


@pytest.mark.parametrize("failure", [UpstreamDownError("http://llm.example", "503"), QuotaError("OPENAI_API_KEY", "used up")])
def test_a_summary_that_is_paid_for_is_kept_when_its_repair_cannot_be_asked(failure: DigestgenError) -> None:
    done = run(Scripted([WRONG_NUMBER, failure]))
    assert [finding.field for finding in done.findings if finding.severity == "error"]
    assert (done.repairs, done.usage) == (0, ONE)


def test_what_no_model_can_mend_is_not_asked_for() -> None:
    """An error in the paper's own title is the feed's: the summary is held for it, and paid for once."""
    done = run(Scripted([GOOD]), paper=PAPER.model_copy(update={"title": "**LongFit** <b>x</b>"}))
    assert {finding.field for finding in done.findings if finding.severity == "error"} == {"title"}
    assert done.repairs == 0


def test_a_refused_repair_shows_the_model_what_still_stands() -> None:
    worse = GOOD | {"implementation": [GOOD["implementation"][0], "GAIA 上的准确率为 88.8%，比前人的 77.7% 高，xxx。"]}
    model = Scripted([WRONG_NUMBER, worse, GOOD])
    assert run(model).repairs == 2
    shown = json.loads(model.asked[2][-2].content)
    assert shown["implementation"] == WRONG_NUMBER["implementation"]


def test_a_cancelled_repair_keeps_the_summary_that_is_paid_for() -> None:
    class Interrupted(Scripted):
        async def __call__(self, messages: Sequence[Message], *, schema: Schema) -> Reply:
            if len(self.asked) == 1:
                raise asyncio.CancelledError
            return await super().__call__(messages, schema=schema)

    done = run(Interrupted([WRONG_NUMBER]))
    assert (done.repairs, done.usage) == (0, ONE)


def test_a_cancellation_before_there_is_a_summary_tells_what_was_spent() -> None:
    async def work() -> None:
        async def ask(messages: Sequence[Message], *, schema: Schema) -> Reply:  # noqa: ARG001
            if turns.pop():
                return Reply("一", None, f"no {schema.name}", ONE, "m-1", "json_object")
            raise asyncio.CancelledError

        turns = [False, True]
        try:
            await summarize(Material(PAPER, None, "no PDF"), complete=ask, prompts=PROMPTS, max_input_tokens=50_000)
        except asyncio.CancelledError as error:
            spent_before.append(charged(error))

    spent_before: list[Usage] = []
    asyncio.run(work())
    assert spent_before == [ONE]


def test_claims_and_quotes_are_stored_as_a_reader_sees_them() -> None:
    """Half of a character, a control sequence or a hundred thousand letters must not reach a file or a terminal."""
    odd = [{"claim": "\ud835\x1b[2J" + "长" * 100_000, "quote": "\ud835 half"}, *GOOD["evidence"]]
    done = run(Scripted([GOOD | {"evidence": odd}]))
    assert [each.claim for each in done.evidence] == [each["claim"] for each in GOOD["evidence"]]
    assert "\x1b" not in json.dumps([finding.message for finding in done.findings])


def test_a_check_that_breaks_holds_the_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> list[object]:
        raise ZeroDivisionError

    monkeypatch.setattr(judging, "RULES", (broken,))
    done = run(Scripted([GOOD]))
    assert [(finding.rule, finding.severity) for finding in done.findings] == [("checks_broken", "error")]


def test_quotes_are_verified_and_those_of_fields_that_stay_are_kept() -> None:
    repaired = GOOD | {"evidence": [each for each in GOOD["evidence"] if "92%" in each["claim"]]}
    done = run(Scripted([WRONG_NUMBER, repaired]))
    found = {each.claim: each.quote for each in done.evidence if each.status.found}
    assert found == {each["claim"]: each["quote"] for each in GOOD["evidence"]}
    assert all(each.place and each.place.page is None for each in done.evidence)


# --- errors ----------------------------------------------------------------------------------------------------------


def spent(failure: DigestgenError) -> DigestgenError:
    charge(failure, ONE)
    return failure


@pytest.mark.parametrize("kind", [RefusedError, CutOffError])
def test_a_models_error_names_the_paper_and_what_was_spent(kind: type[RefusedError | CutOffError]) -> None:
    with pytest.raises(kind) as caught:
        run(Scripted(["一", spent(kind("m-1", "no", "do", raw_reply="raw"))]))
    failure = caught.value
    assert (failure.subject, failure.problem, failure.remedy, failure.raw_reply) == (PAPER.id, "no", "do", "raw")
    assert charged(failure) == ONE + ONE


@pytest.mark.parametrize("failure", [QuotaError("OPENAI_API_KEY", "used up"), UpstreamDownError("http://llm.example", "503")])
def test_other_errors_go_up_as_they_are_with_what_was_spent(failure: DigestgenError) -> None:
    with pytest.raises(type(failure)) as caught:
        run(Scripted(["一", failure]))
    assert caught.value is failure
    assert charged(failure) == ONE


def test_a_text_that_is_too_long_is_halved_once() -> None:
    model = Scripted([spent(ContextTooLongError("m-1", "too long")), GOOD])
    done = run(model, text=paper_text())
    assert done.usage == ONE + ONE
    assert done.text.characters_sent < len(BODY) / 1.5
    assert done.text.left_out
    assert len(model.asked[1][1].content) < len(model.asked[0][1].content) / 1.5


def test_a_text_that_is_too_long_even_so_is_given_up() -> None:
    model = Scripted([ContextTooLongError("m-1", "too long"), ContextTooLongError("m-1", "too long")])
    with pytest.raises(ContextTooLongError, match=r"2401\.00001"):
        run(model, text=paper_text())
    assert len(model.asked) == 2


def test_an_abstract_that_is_too_long_is_not_asked_again() -> None:
    model = Scripted([ContextTooLongError("m-1", "too long")])
    with pytest.raises(ContextTooLongError):
        run(model)
    assert len(model.asked) == 1


# --- over a real socket ----------------------------------------------------------------------------------------------


def test_the_whole_way_over_a_socket_with_a_fence_and_a_repair() -> None:
    """The repair goes out with the first request as its byte-identical head: that is what providers cache."""
    answers = [completion("```json\n" + json.dumps(GOOD | {"tldr": "短"}) + "\n```"), completion(json.dumps(GOOD))]
    with serve(in_turn(error(400, "json_schema is not supported"), *answers)) as server:

        async def work() -> Summarized:
            async with Llm(LlmOptions(server.base_url, "none", "m-1", deadline_seconds=5)) as llm:
                return await summarize(Material(PAPER, None, "no PDF"), complete=llm, prompts=PROMPTS, max_input_tokens=50_000)

        done = asyncio.run(work())
    assert server.formats == ["json_schema", "json_object", "json_object"]
    first, second = (seen.body["messages"] for seen in server.seen[1:])
    assert second[:2] == first
    assert done.repairs == 1
    assert done.usage == Usage(calls=2, prompt_tokens=200, completion_tokens=40)
    assert done.summary.tldr == GOOD["tldr"]
