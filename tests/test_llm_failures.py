"""Trouble that stays is told at once and once; what an answer cost is known; the key is shown nowhere."""

import asyncio
import traceback
from typing import Any

import pytest
from faultserver import USAGE, Body, FaultServer, completion, error, in_turn, raw, serve
from llmtalk import GOOD, KEY, SCHEMA, TALK, ask, ask_many, make, options

from digestgen.errors import (
    BadRequestError,
    ContextTooLongError,
    CredentialsError,
    CutOffError,
    DigestgenError,
    QuotaError,
    RefusedError,
    SettingsError,
    UpstreamDownError,
)
from digestgen.llm import Reply
from digestgen.llm.protocol import charged
from digestgen.models import Usage

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
