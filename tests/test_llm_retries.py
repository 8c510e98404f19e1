"""Trouble that passes is tried again, with patience and within the deadline; a rate limit concerns all papers."""

import asyncio
import re
import socket
import ssl
import time

import httpx2
import openai
import pytest
from faultserver import Body, FaultServer, Seen, completion, drip, error, in_turn, raw, serve
from llmtalk import GOOD, SCHEMA, TALK, Skipping, ask, make, options

from digestgen.errors import (
    DigestgenError,
    RateLimitedError,
    SettingsError,
    UnreadableAnswerError,
    UpstreamDownError,
)
from digestgen.llm import Llm
from digestgen.llm.faults import translate_transport
from digestgen.llm.protocol import charged
from digestgen.models import Usage

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
