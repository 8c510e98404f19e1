"""The chat completion against a raw socket: what goes out, what comes back, what is tried again and what is not."""

import asyncio
import json
import re
import socket
import ssl
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from faultserver import USAGE, Body, FaultServer, Respond, Seen, completion, drip, error, in_turn, raw, serve

from digestgen.errors import (
    BadRequestError,
    ContextTooLongError,
    CredentialsError,
    CutOffError,
    DigestgenError,
    QuotaError,
    RateLimitedError,
    RefusedError,
    SettingsError,
    UnreadableAnswerError,
    UpstreamDownError,
)
from digestgen.llm import Llm, LlmOptions, Message, Reply, Schema
from digestgen.llm.dialect import PRESETS
from digestgen.llm.faults import translate_transport
from digestgen.llm.protocol import charged
from digestgen.models import Usage

KEY = "sk-test-0123456789abcdef"
SCHEMA = Schema(
    "note",
    1,
    {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"], "additionalProperties": False},
)
GOOD = '{"note": "好"}'
TALK = (Message("system", "只输出 JSON。"), Message("user", "写一句。"))


@dataclass
class Skipping:
    """A clock that runs as time does, and a sleep that skips."""

    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return time.monotonic() + sum(self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def options(base_url: str, **changes: Any) -> LlmOptions:  # noqa: ANN401 - whatever options there are
    return replace(LlmOptions(base_url, KEY, "m-1", deadline_seconds=5), **changes)


def make(chosen: LlmOptions, *, memory: Path | None = None, time_: Skipping | None = None) -> Llm:
    skipping = time_ or Skipping()
    return Llm(chosen, memory=memory, clock=skipping.clock, sleep=skipping.sleep, jitter=lambda: 1.0)


def ask(server: FaultServer, *, time_: Skipping | None = None, memory: Path | None = None, **changes: object) -> Reply:
    async def run() -> Reply:
        async with make(options(server.base_url, **changes), memory=memory, time_=time_) as llm:
            return await llm(TALK, schema=SCHEMA)

    return asyncio.run(run())


def ask_many(server: FaultServer, count: int, **changes: object) -> Sequence[Reply | BaseException]:
    async def run() -> Sequence[Reply | BaseException]:
        async with make(options(server.base_url, **changes)) as llm:
            return await asyncio.gather(*(llm(TALK, schema=SCHEMA) for _ in range(count)), return_exceptions=True)

    return asyncio.run(run())


def refuse_format(status: int, message: str, *formats: str) -> Respond:
    return lambda seen: error(status, message) if seen.format in formats else completion(GOOD)


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
        "max_tokens": 4096,
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
        memory.write_text(json.dumps({name: {"response_format": "json_object", "cap_parameter": "max_tokens"}}))
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
    assert [seen.body.get("max_completion_tokens") for seen in server.seen] == [None, 4096, 4096]


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


# --- trouble that passes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        error(408, "timeout"),
        error(409, "conflict"),
        error(500, "oops"),
        error(503, "overloaded"),
        raw(502, "<html>bad gateway</html>", content_type="text/html"),
        raw(200, "<!DOCTYPE html><html>login</html>", content_type="text/html"),
        raw(200, '{"choices": [{"mess'),
        raw(200, ""),
        raw(200, "[1]"),
        raw(200, '{"choices": null}'),
        raw(200, '{"choices": [null]}'),
        raw(200, '{"choices": null, "error": {"message": "upstream", "code": 502}}'),
        completion(" \n  "),
        completion(None),
        completion("half an ans", finish="network_error"),
        [b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"],
        [b""],
    ],
    ids=lambda body: str(b"".join(body))[-44:-1],
)
def test_trouble_that_passes_is_retried(trouble: Body) -> None:
    time_ = Skipping()
    with serve(in_turn(trouble, completion(GOOD))) as server:
        assert ask(server, time_=time_).data == {"note": "好"}
    assert len(server.seen) == 2
    assert time_.slept == [1.0]


def test_after_four_tries_with_growing_waits_it_is_given_up() -> None:
    time_ = Skipping()
    with serve(lambda _: error(503, "overloaded")) as server:
        with pytest.raises(UpstreamDownError, match="503: overloaded"):
            ask(server, time_=time_, deadline_seconds=60)
        assert len(server.seen) == 4
    assert time_.slept == [1.0, 2.0, 4.0]


def test_blank_answers_without_end_are_unreadable_and_were_paid_for() -> None:
    with serve(lambda _: completion("   ")) as server, pytest.raises(UnreadableAnswerError) as caught:
        ask(server, deadline_seconds=60)
    assert charged(caught.value) == Usage(calls=4, prompt_tokens=400, completion_tokens=80)
    assert server.formats == ["json_schema", "json_schema", "json_object", "json_object"]


def test_what_a_503_asks_to_wait_is_waited() -> None:
    time_ = Skipping()
    with serve(in_turn(error(503, "busy", retry_after="7"), completion(GOOD))) as server:
        ask(server, time_=time_, deadline_seconds=60)
    assert time_.slept == [7.0]


def test_a_drip_is_cut_at_the_deadline() -> None:
    """Timeouts per read never fire here: a byte every 50 ms."""
    began = time.monotonic()
    with serve(lambda _: drip(0.05, 200)) as server, pytest.raises(UpstreamDownError, match=r"within 0\.4 s"):
        ask(server, deadline_seconds=0.4)
    assert time.monotonic() - began < 2
    assert len(server.seen) == 1


def test_the_deadline_bounds_all_tries_together() -> None:
    with serve(lambda _: error(500, "oops")) as server, pytest.raises(UpstreamDownError):
        ask(server, deadline_seconds=2.5)
    assert len(server.seen) == 2


def test_the_time_of_an_answer_counts_towards_the_deadline() -> None:
    """The first answer is cut off after 0.4 s; the second would take as long, and the deadline is 0.6 s."""

    def slowly() -> Body:
        time.sleep(0.4)
        yield from completion("", finish="length")

    with serve(lambda _: slowly()) as server, pytest.raises(UpstreamDownError, match=r"within 0\.6 s"):
        ask(server, deadline_seconds=0.6, attempts=1)


def test_what_a_server_asked_to_wait_holds_for_one_try() -> None:
    time_ = Skipping()
    with serve(in_turn(error(503, "busy", retry_after="7"), [b""], completion(GOOD))) as server:
        ask(server, time_=time_, deadline_seconds=60)
    assert time_.slept == [7.0, 2.0]


def test_blank_lines_before_the_answer_are_a_keep_alive() -> None:
    answer = b"".join(completion(GOOD)).partition(b"\r\n\r\n")[2]

    def slow(_: Seen) -> Body:
        yield b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n\n\n\n"
        time.sleep(0.05)
        yield answer

    with serve(slow) as server:
        assert ask(server).data == {"note": "好"}


def test_a_closed_port_is_a_server_that_is_down() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        closed = FaultServer(f"http://127.0.0.1:{bound.getsockname()[1]}/v1", [])
        with pytest.raises(UpstreamDownError, match="connection failed"):
            ask(closed, deadline_seconds=60)


@pytest.mark.parametrize(
    ("cause", "kind", "told"),
    [
        (socket.gaierror(-2, "Name or service not known"), UpstreamDownError, r"cannot be resolved \(check OPENAI_BASE_URL"),
        (ssl.SSLCertVerificationError("self-signed certificate"), SettingsError, r"not trusted \(set SSL_CERT_FILE"),
        (httpx2.ConnectTimeout(""), UpstreamDownError, "no connection in time"),
        (httpx2.ReadTimeout(""), UpstreamDownError, "within 9 s"),
        (TimeoutError(), UpstreamDownError, "within 9 s"),
        (httpx2.UnsupportedProtocol(""), SettingsError, "is no http"),
        (httpx2.ReadError(""), UpstreamDownError, r"failed \(ReadError\)"),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_what_lies_under_a_failed_connection_decides_what_is_told(
    cause: Exception, kind: type[DigestgenError], told: str
) -> None:
    """Chained as the SDK chains: its own error, from the HTTP client's, from the system's."""
    outer = openai.APIConnectionError(request=httpx2.Request("POST", "https://llm.example/v1"))
    outer.__cause__ = httpx2.ConnectError("")
    outer.__cause__.__cause__ = cause
    failure = translate_transport(outer if not isinstance(cause, TimeoutError) else cause, "https://llm.example/v1", 9)
    assert type(failure) is kind
    assert re.search(told, str(failure))


def test_plain_text_where_tls_is_spoken_is_a_failed_connection() -> None:
    with serve(lambda _: completion(GOOD)) as server, pytest.raises(UpstreamDownError):
        ask(FaultServer(server.base_url.replace("http:", "https:"), []), attempts=1)


# --- rate limits -----------------------------------------------------------------------------------------------------


def test_a_rate_limit_is_sat_out_and_counts_as_no_failure() -> None:
    time_ = Skipping()
    limited = [error(429, "slow down", retry_after="3")] * 9
    with serve(in_turn(*limited, completion(GOOD))) as server:
        assert ask(server, time_=time_, attempts=1).data == {"note": "好"}
    assert len(server.seen) == 10
    assert [round(pause) for pause in time_.slept if pause] == [3] * 9


def test_rate_limits_without_end_are_given_up() -> None:
    with serve(lambda _: error(429, "slow down", retry_after="1")) as server:
        with pytest.raises(RateLimitedError) as caught:
            ask(server)
        assert len(server.seen) == 21
    assert caught.value.wait_seconds == 1


def test_a_wait_beyond_all_patience_is_given_up_at_once() -> None:
    time_ = Skipping()
    with serve(lambda _: error(429, "tomorrow", retry_after="86400")) as server:
        with pytest.raises(RateLimitedError):
            ask(server, time_=time_)
        assert len(server.seen) == 1
    assert sum(time_.slept) < 1


def test_a_rate_limit_pauses_all_papers_together() -> None:
    """One paper is refused; none of the others is asked for before the pause is over (real time: 0.4 s)."""
    refused: list[float] = []

    def respond(seen: Seen) -> Body:
        if not refused:
            refused.append(seen.at)
            return error(429, "slow down", retry_after="0.4")
        return completion(GOOD)

    with serve(respond) as server:

        async def run() -> None:
            async with Llm(options(server.base_url, concurrency=1)) as llm:
                await asyncio.gather(*(llm(TALK, schema=SCHEMA) for _ in range(4)))

        asyncio.run(run())
        later = [seen.at - refused[0] for seen in server.seen[1:]]
    assert len(later) == 4
    assert min(later) >= 0.4


def test_a_rate_limit_lowers_concurrency_and_answers_raise_it_again() -> None:
    with serve(in_turn(error(429, "slow down", retry_after="1"), completion(GOOD))) as server:

        async def run() -> list[float]:
            async with make(options(server.base_url)) as llm:
                limits = [llm._gate.limit]
                for _ in range(2):
                    await llm(TALK, schema=SCHEMA)
                    limits.append(llm._gate.limit)
                return limits

        start, after_refusal, later = asyncio.run(run())
    assert start == 8
    assert after_refusal == pytest.approx(5.6 + 1 / 5.6)
    assert later > after_refusal


# --- trouble that stays ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (error(401, f"Incorrect API key provided: {KEY}"), CredentialsError),
        (error(403, "not for you"), CredentialsError),
        (error(402, "Insufficient Balance"), QuotaError),
        (error(429, "You exceeded your current quota", code="insufficient_quota"), QuotaError),
        (error(429, "Insufficient Balance"), QuotaError),
        (raw(200, '{"error": {"message": "no credits", "code": 402}}'), QuotaError),
        (error(404, "The model `m-1` does not exist", code="model_not_found"), SettingsError),
        (error(400, "Model Not Exist"), SettingsError),
        (raw(404, '{"detail": "Not Found"}'), SettingsError),
        (raw(301, "", location="https://elsewhere.example/v1"), SettingsError),
    ],
    ids=lambda value: getattr(value, "__name__", "") or str(b"".join(value))[-60:-1],
)
def test_what_would_fail_every_paper_is_asked_once_in_the_whole_run(trouble: Body, kind: type[DigestgenError]) -> None:
    with serve(lambda _: trouble) as server:

        async def run() -> None:
            async with make(options(server.base_url)) as llm:
                for _ in range(3):
                    with pytest.raises(kind) as caught:
                        await llm(TALK, schema=SCHEMA)
                    assert type(caught.value) is kind

        asyncio.run(run())
        assert len(server.seen) == 1


def test_papers_that_wait_for_their_turn_are_not_sent_after_a_used_up_quota() -> None:
    with serve(lambda _: error(402, "Insufficient Balance")) as server:
        outcomes = ask_many(server, 20, concurrency=2)
        assert len(server.seen) <= 2
    assert {type(outcome) for outcome in outcomes} == {QuotaError}


@pytest.mark.parametrize(
    ("trouble", "setting"),
    [
        (error(404, "The model `m-1` does not exist"), "DIGESTGEN_MODEL"),
        (raw(404, "<html>nothing here</html>"), "OPENAI_BASE_URL"),
        (raw(308, "", location="https://elsewhere.example/v1"), "OPENAI_BASE_URL"),
        (error(401, "no"), "OPENAI_API_KEY"),
    ],
    ids=["model", "path", "redirect", "key"],
)
def test_a_settings_error_says_which_setting(trouble: Body, setting: str) -> None:
    with serve(lambda _: trouble) as server, pytest.raises(SettingsError) as caught:
        ask(server)
    assert caught.value.subject == setting
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (completion("部分", finish="content_filter"), RefusedError),
        (completion("部分", finish="sensitive"), RefusedError),
        (completion(None, refusal="I will not."), RefusedError),
        (error(400, "DataInspectionFailed", code="data_inspection_failed"), RefusedError),
        (error(403, "Your input was flagged by moderation"), RefusedError),
        (error(400, "too long", code="context_length_exceeded"), ContextTooLongError),
        (error(400, "the request exceeds the available context size", code="exceed_context_size_error"), ContextTooLongError),
        (raw(413, "<html>too large</html>"), ContextTooLongError),
        (error(400, "messages: wrong"), BadRequestError),
        (error(418, "teapot"), BadRequestError),
    ],
    ids=lambda value: getattr(value, "__name__", "") or str(b"".join(value))[-60:-1],
)
def test_what_fails_one_paper_is_not_retried_and_stops_no_other(trouble: Body, kind: type[DigestgenError]) -> None:
    with serve(in_turn(trouble, completion(GOOD))) as server:

        async def run() -> Reply:
            async with make(options(server.base_url)) as llm:
                with pytest.raises(kind):
                    await llm(TALK, schema=SCHEMA)
                return await llm(TALK, schema=SCHEMA)

        assert asyncio.run(run()).data == {"note": "好"}
        assert len(server.seen) == 2


def test_a_refusal_keeps_what_was_said_and_what_it_cost() -> None:
    with serve(lambda _: completion(None, refusal="I will not.")) as server, pytest.raises(RefusedError) as caught:
        ask(server)
    assert caught.value.raw_reply == "I will not."
    assert charged(caught.value).prompt_tokens == 100


# --- length ----------------------------------------------------------------------------------------------------------


def test_a_cut_off_answer_is_asked_again_with_twice_the_cap() -> None:
    with serve(in_turn(completion('{"note": "好', finish="length"), completion(GOOD))) as server:
        reply = ask(server, max_output_tokens=100)
    assert [seen.body["max_tokens"] for seen in server.seen] == [100, 200]
    assert reply.usage == Usage(calls=2, prompt_tokens=200, completion_tokens=40)


def test_an_answer_cut_off_twice_is_an_error_with_the_raw_reply() -> None:
    with serve(lambda _: completion('{"note": "好', finish="length")) as server:
        with pytest.raises(CutOffError) as caught:
            ask(server)
        assert len(server.seen) == 2
    assert caught.value.raw_reply == '{"note": "好'
    assert charged(caught.value).calls == 2


def test_a_raised_cap_that_is_refused_fails_the_paper_and_not_the_run() -> None:
    respond = in_turn(completion("", finish="length"), error(400, "max_tokens: at most 4096"))
    with serve(respond) as server, pytest.raises(CutOffError):
        ask(server)


# --- usage, key, proxy -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (None, Usage(calls=1)),
        ({"prompt_tokens": None, "completion_tokens": "9"}, Usage(calls=1)),
        (
            USAGE | {"prompt_tokens_details": {"cached_tokens": 64}, "completion_tokens_details": {"reasoning_tokens": 8}},
            Usage(calls=1, prompt_tokens=100, cached_tokens=64, completion_tokens=20, reasoning_tokens=8),
        ),
        (
            USAGE | {"prompt_cache_hit_tokens": 32, "prompt_tokens_details": None},
            Usage(calls=1, prompt_tokens=100, cached_tokens=32, completion_tokens=20),
        ),
    ],
    ids=["none", "no counts", "OpenAI", "DeepSeek"],
)
def test_usage_is_read_as_far_as_it_is_told(usage: dict[str, Any] | None, expected: Usage) -> None:
    with serve(in_turn(completion(GOOD, usage=usage))) as server:
        assert ask(server).usage == expected


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429, 500])
def test_the_key_appears_in_no_error_and_no_traceback(status: int) -> None:
    message = f"Incorrect API key provided: {KEY}; masked sk-test******cdef; Authorization: Bearer {KEY}"
    with serve(lambda _: error(status, message)) as server, pytest.raises(DigestgenError) as caught:
        ask(server, attempts=1)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(caught.value) + repr(vars(caught.value))
    assert KEY not in shown
    assert "cdef" not in shown
    assert KEY not in repr(options(server.base_url))


@pytest.mark.parametrize("key", ["sk-test\n", "sk-test ", "sk-тест", "«sk-test»"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as caught:
        make(options("http://127.0.0.1:9/v1", api_key=key))
    assert key not in str(caught.value)


def test_a_proxy_of_the_environment_is_left_out_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serve(in_turn(completion(GOOD))) as server:
        assert ask(server).data == {"note": "好"}


def test_an_unusable_proxy_is_a_setting_to_correct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:9")
    with pytest.raises(SettingsError, match="ALL_PROXY"):
        make(options("https://llm.example/v1"))


def test_a_dead_proxy_is_a_failed_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(UpstreamDownError, match="ALL_PROXY"):
        ask(FaultServer("https://llm.example/v1", []), attempts=1)
