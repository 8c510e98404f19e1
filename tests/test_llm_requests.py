"""What goes out to a chat endpoint, and how it is adapted to what the endpoint takes."""

import asyncio
import json
import time
from pathlib import Path

import pytest
from faultserver import FaultServer, Respond, completion, error, in_turn, serve
from llmtalk import GOOD, KEY, SCHEMA, TALK, Skipping, ask, make, options, refuse_format

from digestgen.errors import (
    BadRequestError,
    SettingsError,
)
from digestgen.llm import Reply
from digestgen.llm.dialect import PRESETS
from digestgen.models import Usage

# --- what goes out ---------------------------------------------------------------------------------------------------


def test_a_request_holds_what_it_must_and_nothing_else() -> None:
    with serve(in_turn(completion(GOOD))) as server:
        reply = ask(server)
    (seen,) = server.seen
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.body == {
        "model": "m-1",
        "messages": [{"role": "system", "content": "只输出 JSON。"}, {"role": "user", "content": "写一句。"}],
        "max_tokens": 8192,
        "response_format": {"type": "json_schema", "json_schema": {"name": "note", "strict": True, "schema": SCHEMA.json_schema}},
    }
    assert reply == Reply(GOOD, {"note": "好"}, "", Usage(calls=1, prompt_tokens=100, completion_tokens=20), "m-1", "json_schema")


def test_temperature_and_extra_body_are_sent_when_they_are_set() -> None:
    with serve(in_turn(completion(GOOD))) as server:
        ask(server, temperature=0.0, extra_body={"top_k": 1, "max_tokens": 99})
    body = server.seen[0].body
    assert (body["temperature"], body["top_k"], body["max_tokens"]) == (0.0, 1, 99)


def test_the_same_request_is_byte_identical() -> None:
    with serve(in_turn(completion(GOOD))) as server:
        ask(server)
        ask(server)
    assert json.dumps(server.seen[0].body) == json.dumps(server.seen[1].body)


# --- the ladder ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("respond", "formats"),
    [
        (refuse_format(400, "This response_format type is unavailable now", "json_schema"), ["json_schema", "json_object"]),
        (refuse_format(500, "body.response_format.type: Input should be 'text'", "json_schema"), ["json_schema", "json_object"]),
        (
            refuse_format(422, "response_format: extra fields", "json_schema", "json_object"),
            ["json_schema", "json_object", "prompt"],
        ),
    ],
    ids=["DeepSeek 400", "llama-cpp-python 500", "neither 422"],
)
def test_a_refused_format_leads_one_rung_down(respond: Respond, formats: list[str]) -> None:
    time_ = Skipping()
    with serve(respond) as server:
        reply = ask(server, time_=time_)
    assert server.formats == formats
    assert reply.response_format == formats[-1]
    assert time_.slept == []


def test_lm_studio_which_refuses_json_object_is_left_at_json_schema() -> None:
    with serve(refuse_format(400, "'response_format.type' must be 'json_schema' or 'text'", "json_object")) as server:
        assert ask(server).response_format == "json_schema"
        assert server.formats == ["json_schema"]


def test_a_server_that_refuses_json_object_is_asked_in_words(tmp_path: Path) -> None:
    memory = tmp_path / "formats.json"
    with serve(refuse_format(400, "'response_format.type' must be 'json_schema' or 'text'", "json_object")) as server:
        name = f"{server.base_url} m-1"
        memory.write_text(
            json.dumps({name: {"response_format": "json_object", "cap_parameter": "max_tokens", "learned_at": time.time()}})
        )
        assert ask(server, memory=memory).response_format == "prompt"
    assert server.formats == ["json_object", "prompt"]


def test_eight_papers_at_once_learn_once_and_the_next_run_remembers(tmp_path: Path) -> None:
    memory = tmp_path / "deep" / "formats.json"
    with serve(refuse_format(400, "response_format json_schema is not supported", "json_schema")) as server:

        async def run() -> None:
            async with make(options(server.base_url), memory=memory) as llm:
                replies = await asyncio.gather(*(llm(TALK, schema=SCHEMA) for _ in range(8)))
                assert {reply.response_format for reply in replies} == {"json_object"}

        asyncio.run(run())
        assert set(server.formats) == {"json_schema", "json_object"}
        before = len(server.seen)
        ask(server, memory=memory)
        assert server.formats[before:] == ["json_object"]
        ask(server, memory=memory, model="another")
        assert server.formats[before + 1] == "json_schema"


def test_a_format_refused_by_everything_is_a_bad_request() -> None:
    with serve(lambda _: error(400, "response_format")) as server, pytest.raises(BadRequestError):
        ask(server)
    assert server.formats == ["json_schema", "json_object", "prompt"]


def test_two_unparseable_answers_in_a_row_lead_one_rung_down() -> None:
    with serve(in_turn(completion("好的。"), completion("好的。"), completion(GOOD))) as server:

        async def run() -> list[Reply]:
            async with make(options(server.base_url)) as llm:
                return [await llm(TALK, schema=SCHEMA) for _ in range(3)]

        replies = asyncio.run(run())
    assert server.formats == ["json_schema", "json_schema", "json_object"]
    assert [reply.data for reply in replies] == [None, None, {"note": "好"}]
    assert "JSON" in replies[0].problem
    assert replies[0].text == "好的。"


def test_a_silently_ignored_schema_does_no_harm() -> None:
    text = f'<think>草稿 {{"note": "草"}}</think>\n好的：\n```json\n{GOOD}\n```'
    with serve(in_turn(completion(text))) as server:
        assert ask(server).data == {"note": "好"}


@pytest.mark.parametrize("status", [429, 503])
def test_trouble_that_names_the_format_but_is_about_load_does_not_demote(status: int) -> None:
    with serve(in_turn(error(status, "busy with json_schema requests"), completion(GOOD))) as server:
        assert ask(server).response_format == "json_schema"
    assert server.formats == ["json_schema", "json_schema"]


# --- names of fields -------------------------------------------------------------------------------------------------


def test_a_cap_by_the_wrong_name_is_renamed_once_and_remembered(tmp_path: Path) -> None:
    message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    memory = tmp_path / "formats.json"
    with serve(lambda seen: error(400, message) if "max_tokens" in seen.body else completion(GOOD)) as server:
        ask(server, memory=memory)
        ask(server, memory=memory)
    assert [seen.body.get("max_completion_tokens") for seen in server.seen] == [None, 8192, 8192]


def test_a_cap_refused_by_both_names_is_a_setting_to_correct() -> None:
    with serve(lambda _: error(400, "unknown field max_tokens or max_completion_tokens")) as server:
        with pytest.raises(SettingsError, match="DIGESTGEN_MAX_OUTPUT_TOKENS"):
            ask(server)
        assert len(server.seen) == 2


def test_a_cap_that_is_too_large_is_a_setting_to_correct() -> None:
    with serve(lambda _: error(400, "max_tokens is too large: 4096. At most 2048")) as server:
        with pytest.raises(SettingsError, match="DIGESTGEN_MAX_OUTPUT_TOKENS"):
            ask(server)
        assert len(server.seen) == 1


def ask_host(monkeypatch: pytest.MonkeyPatch, server: FaultServer, host: str, *, thinking: bool = False) -> Reply:
    """Ask a provider by its own name, with the fault server as the proxy on the way."""
    monkeypatch.setenv("HTTP_PROXY", server.base_url.removesuffix("/v1"))
    return ask(FaultServer(f"http://{host}/v1", []), thinking=thinking)


@pytest.mark.parametrize("host", PRESETS)
def test_known_hosts_are_spoken_to_in_their_own_way(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    known = PRESETS[host]
    with serve(in_turn(completion(GOOD))) as server:
        ask_host(monkeypatch, server, host)
    (seen,) = server.seen
    assert (seen.headers["host"], seen.format) == (host, known.rung)
    assert {"max_tokens", "max_completion_tokens"} & set(seen.body) == {known.cap}
    assert {name: seen.body[name] for name in ("thinking", "enable_thinking") if name in seen.body} == known.thinking_off


def test_with_thinking_wanted_nothing_is_sent_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(in_turn(completion(GOOD))) as server:
        ask_host(monkeypatch, server, "api.deepseek.com", thinking=True)
    assert "thinking" not in server.seen[0].body


def test_a_refused_thinking_switch_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    message = "current model does not support parameter `enable_thinking`"
    with serve(lambda seen: error(400, message) if "enable_thinking" in seen.body else completion(GOOD)) as server:
        assert ask_host(monkeypatch, server, "api.siliconflow.cn").data == {"note": "好"}
    assert [seen.body.get("enable_thinking") for seen in server.seen] == [False, None]
