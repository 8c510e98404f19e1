"""The sandbox's chat endpoint: OpenAI's wire format, the demo replies, and composed answers that call themselves a sandbox's."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen.models import Paper, TextSource
from digestgen.prompts import Prompts
from digestgen.sandbox import DEMO_DAY, MODEL_NAME, Sandbox, SandboxPaper, World, demo_sandbox, serve
from digestgen.sandbox.answers import answer, compose
from digestgen.sandbox.papers import demo_papers
from digestgen.wire import read_answer

PAPERS = {paper.id: paper for paper in demo_papers()}
KEYS = ("tldr", "background", "related_work", "contribution", "challenges", "implementation", "conclusion", "evidence")
SCHEMA = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in KEYS},
    "required": list(KEYS),
    "additionalProperties": False,
}
JSON_SCHEMA = {"type": "json_schema", "json_schema": {"name": "summary", "strict": True, "schema": SCHEMA}}


def schema_format(json_schema: dict[str, Any]) -> dict[str, Any]:
    return {"response_format": {"type": "json_schema", "json_schema": json_schema}}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with serve(demo_sandbox()) as served:
        yield served


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=world.openai_base_url, api_key="any", max_retries=0) as opened:
        yield opened


def body_of(paper: SandboxPaper) -> str:
    return "\n\n".join(f"{section.title}\n{section.text}" for section in paper.sections)


def chat(client: openai.OpenAI, prompt: str, **more: Any) -> Any:  # noqa: ANN401 - openai's own overloads
    messages: Any = more.pop("messages", [{"role": "system", "content": "Answer in json."}, {"role": "user", "content": prompt}])
    return client.chat.completions.create(model=more.pop("model", MODEL_NAME), messages=messages, **more)


def said(completion: Any) -> dict[str, Any]:  # noqa: ANN401 - see above
    value = json.loads(completion.choices[0].message.content)
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(
    "style",
    [
        "标题：{title}\n\n摘要：{abstract}\n\n{body}",
        "<title>{title}</title><text>{abstract}\n{body}</text>",
        "{id}\n{abstract}\n{body}",
    ],
)
@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_a_demo_paper_gets_its_own_reply_whatever_the_delimiters(client: openai.OpenAI, paper: SandboxPaper, style: str) -> None:
    prompt = style.format(id=paper.id, title=paper.title, abstract=paper.abstract, body=body_of(paper))
    assert said(chat(client, prompt)) == paper.reply


def test_a_paper_that_names_another_demo_paper_later_keeps_its_own_reply(client: openai.OpenAI) -> None:
    first, second = PAPERS["2401.99992"], PAPERS["2401.99991"]
    prompt = f"{first.title}\n{body_of(first)}\nSee also: {second.title}, arXiv {first.id}"
    assert said(chat(client, prompt)) == first.reply


def test_our_own_prompt_files_lead_to_the_demo_replies(client: openai.OpenAI) -> None:
    for demo in PAPERS.values():
        paper = Paper(id=demo.id, title=demo.title, abstract=demo.abstract, listed=DEMO_DAY)
        source = TextSource.FULL_TEXT if demo.has_pdf else TextSource.ABSTRACT_ONLY
        messages = Prompts().summary(paper, body_of(demo), source, nonce="4f2a")
        answered = chat(
            client, "", messages=[{"role": item.role, "content": item.content} for item in messages], response_format=JSON_SCHEMA
        )
        assert said(answered) == demo.reply


def test_with_the_abstract_alone_a_demo_reply_is_not_given_since_it_tells_what_the_text_told(client: openai.OpenAI) -> None:
    paper = PAPERS["2401.99991"]
    answered = said(chat(client, f"标题：{paper.title}\n摘要：{paper.abstract}"))
    assert answered != paper.reply
    assert "沙盒" in answered["tldr"]


def test_any_other_paper_gets_a_valid_answer_from_its_own_text_that_names_the_sandbox(client: openai.OpenAI) -> None:
    text = (
        "We propose a lamp that follows the reader around the room. Previous lamps stand still and leave the page dark. "
        "In a test with 31 readers the lamp raised the reading speed by 14% over the usual lamp."
    )
    answered = said(chat(client, f"标题：A Lamp That Follows the Reader\n\n正文：\n{text}"))
    summary = read_answer(answered).summary
    assert "沙盒" in summary.tldr
    assert "沙盒" in summary.conclusion[-1]
    assert "A Lamp That Follows the Reader" in summary.contribution
    assert "31 readers" in json.dumps(answered)
    assert "Previous lamps stand still" in summary.related_work
    assert all(quoted["quote"] in text for quoted in answered["evidence"])


@given(st.text(max_size=400))
def test_an_answer_to_any_prompt_whatever_is_a_valid_summary(prompt: str) -> None:
    assert "沙盒" in read_answer(json.loads(answer(prompt, None))).summary.tldr


@given(st.lists(st.text(alphabet='ab cZ.,\\"“”%\n', min_size=1, max_size=300), max_size=5))
def test_composing_the_same_twice_gives_the_same(sentences: list[str]) -> None:
    assert compose("Title", sentences) == compose("Title", sentences)


def test_a_repair_turn_is_answered_with_a_corrected_object(client: openai.OpenAI) -> None:
    prompt = f"标题：{PAPERS['2401.99993'].title}\n{body_of(PAPERS['2401.99993'])}"
    messages = [
        {"role": "user", "content": prompt},
        {"role": "assistant", "content": '{"tldr": ""}'},
        {"role": "user", "content": "上面的回复不符合要求。"},
    ]
    assert said(chat(client, "", messages=messages)) == PAPERS["2401.99993"].reply


@pytest.mark.parametrize("wanted", [JSON_SCHEMA, {"type": "json_object"}, {"type": "text"}])
def test_every_form_of_structured_output_is_answered_in_openais_wire_format(client: openai.OpenAI, wanted: Any) -> None:  # noqa: ANN401 - a wire value
    completion = chat(client, "标题：Any Paper At All", response_format=wanted)
    assert (completion.object, completion.model, completion.choices[0].finish_reason) == ("chat.completion", "sandbox", "stop")
    assert set(said(completion)) == set(KEYS)
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens


def test_tokens_of_leading_messages_seen_before_are_cached_ones(client: openai.OpenAI) -> None:
    system = {"role": "system", "content": "Answer in json. " * 50}
    first = chat(client, "", messages=[system, {"role": "user", "content": "标题：One Paper of This Test"}])
    second = chat(client, "", messages=[system, {"role": "user", "content": "标题：Another Paper of This Test"}])
    assert first.usage.prompt_tokens_details.cached_tokens == 0
    assert 200 <= second.usage.prompt_tokens_details.cached_tokens < second.usage.prompt_tokens


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_the_output_cap_cuts_the_answer_and_says_so(client: openai.OpenAI, name: str) -> None:
    completion = chat(client, f"{PAPERS['2401.99995'].title}", **{name: 50})
    assert completion.choices[0].finish_reason == "length"
    assert completion.usage.completion_tokens == 50
    with pytest.raises(json.JSONDecodeError):
        said(completion)


def test_the_only_model_is_the_sandbox_and_every_other_name_is_a_404(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["sandbox"]
    with pytest.raises(openai.NotFoundError) as caught:
        chat(client, "any", model="gpt-4o")
    assert caught.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"response_format": {"type": "json_object"}, "messages": [{"role": "user", "content": "no such word"}]}, "the word"),
        (schema_format({"name": "s", "strict": True, "schema": {"type": "object"}}), "additionalProperties"),
        (schema_format({"name": "a b", "schema": {}}), "a name"),
        ({"response_format": {"type": "xml"}}, "Invalid value"),
        ({"messages": []}, "too short"),
        ({"stream": True}, "does not support 'stream'"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_a_400_that_says_what_is_wrong(client: openai.OpenAI, more: dict[str, Any], words: str) -> None:
    with pytest.raises(openai.BadRequestError, match=words):
        chat(client, "any", **more)


def test_a_strict_schema_must_require_every_nested_property(client: openai.OpenAI) -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}}, "required": [], "additionalProperties": False}
    schema = {
        "type": "object",
        "properties": {"list": {"type": "array", "items": inner}},
        "required": ["list"],
        "additionalProperties": False,
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "s", "strict": True, "schema": schema}}
    with pytest.raises(openai.BadRequestError, match="items"):
        chat(client, "any", response_format=wanted)


def test_a_body_that_is_no_json_is_a_400(world: World) -> None:
    answered = httpx.post(f"{world.openai_base_url}/chat/completions", content=b"{")
    assert (answered.status_code, answered.json()["error"]["type"]) == (400, "invalid_request_error")


def test_a_required_key_lets_no_other_in_and_is_not_repeated() -> None:
    with serve(Sandbox({}, api_key="sk-right")) as world:
        good = httpx.get(f"{world.openai_base_url}/models", headers={"authorization": "Bearer sk-right"})
        bad = httpx.get(f"{world.openai_base_url}/models", headers={"authorization": "Bearer sk-wrong"})
    assert good.status_code == 200
    assert (bad.status_code, bad.json()["error"]["code"]) == (401, "invalid_api_key")
    assert "sk-" not in bad.text


def test_a_prompt_over_the_context_is_a_400_with_openais_code() -> None:
    with (
        serve(Sandbox({}, context_tokens=100)) as world,
        openai.OpenAI(base_url=world.openai_base_url, api_key="k") as client,
        pytest.raises(openai.BadRequestError) as caught,
    ):
        chat(client, "word " * 200)
    assert caught.value.code == "context_length_exceeded"
