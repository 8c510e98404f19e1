"""What answers other than 200 become."""

import json
from pathlib import Path

import pytest

from digestgen.errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    UnreadableAnswerError,
    UpstreamDownError,
    UpstreamError,
)
from digestgen.refusals import asked_wait_seconds, refusal, server_words, wait_seconds

URL = "https://papers.example/api/daily_papers?date=2023-11-23"


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (204, UnreadableAnswerError, True),
        (304, UnreadableAnswerError, True),
        (400, BadRequestError, False),
        (401, ForbiddenError, False),
        (403, ForbiddenError, False),
        (404, NotFoundError, False),
        (408, UpstreamDownError, True),
        (410, NotFoundError, False),
        (418, BadRequestError, False),
        (422, BadRequestError, False),
        (425, UpstreamDownError, True),
        (429, RateLimitedError, True),
        (451, ForbiddenError, False),
        (500, UpstreamDownError, True),
        (503, UpstreamDownError, True),
        (599, UpstreamDownError, True),
    ],
)
def test_every_status_is_one_error_with_url_and_status(status: int, kind: type[UpstreamError], *, retryable: bool) -> None:
    error = refusal(URL, status, {}, b"")
    assert type(error) is kind
    assert (error.subject, error.status, error.retryable) == (URL, status, retryable)
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error":"\xe2\x9c\x96 Too big: limit\\n  \xe2\x86\x92 at limit"}', "✖ Too big: limit → at limit"),
        (b'{"error":{"message":"no such day"}}', "no such day"),
        (b'{"message":"busy"}', "busy"),
        (b'{"error":17}', ""),
        (b'{"error":', ""),
        (b"Rate exceeded.", "Rate exceeded."),
        (b"<feed><title>Results</title><entry><summary>incorrect id</summary></entry></feed>", "incorrect id"),
        (b"<!doctype html><title>404</title><h1 class='x'>Withdrawn &amp; gone</h1>", "Withdrawn & gone"),
        (b"<html><title>Gateway</title>", "Gateway"),
        (b"<html>", ""),
        (b"", ""),
        (b"\xff\xfe\x1b[31mred\x07", "�� [31mred"),
    ],
)
def test_the_server_says_in_its_own_words_what_is_wrong(body: bytes, words: str) -> None:
    assert server_words(body) == words


def test_deeply_nested_json_has_no_words_and_does_no_harm() -> None:
    assert server_words(b'{"error":' + b"[" * 16_000) == ""


def test_a_long_message_is_cut() -> None:
    assert len(server_words(b"x" * 10_000)) == 200


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12),
        ({"retry-after": "0"}, 0),
        ({"ratelimit": '"api";r=0;t=55'}, 56),
        ({"ratelimit": '"api";r=0;t=55, "pages";r=0;t=80'}, 81),
        ({"ratelimit": '"api";r=0;t=55', "retry-after": "90"}, 90),
        ({"retry-after": "Thu, 23 Nov 2023 10:01:30 GMT", "date": "Thu, 23 Nov 2023 10:00:00 GMT"}, 90),
        ({"retry-after": "Thu, 23 Nov 2023 09:00:00 GMT", "date": "Thu, 23 Nov 2023 10:00:00 GMT"}, 0),
        ({"retry-after": "Thu, 23 Nov 2023 10:01:30 GMT"}, None),
        ({"retry-after": "Thu, 23 Nov 2023 10:01:30 GMT", "date": "Thu, 23 Nov 2023 10:00:00"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1e309"}, None),
        ({"retry-after": "٣"}, None),
        ({"ratelimit": '"api";r=0;t=99999999999999999999'}, None),
    ],
)
def test_the_wait_that_a_server_asks_for_is_read_from_its_headers(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_seconds(headers) == seconds


def test_a_429_and_a_503_carry_the_wait_that_they_ask_for() -> None:
    assert asked_wait_seconds(refusal(URL, 429, {"retry-after": "7"}, b"")) == 7
    assert asked_wait_seconds(refusal(URL, 503, {"retry-after": "8"}, b"")) == 8
    assert asked_wait_seconds(refusal(URL, 503, {}, b"")) is None
    assert asked_wait_seconds(ValueError()) is None


@pytest.mark.shared
def test_recorded_error_bodies_keep_their_message(shared: Path) -> None:
    for name, status in (("404_recorded", 404), ("400_limit_over_100_recorded", 400)):
        body = (shared / "data/hf/errors" / f"{name}.json").read_bytes()
        said = " ".join(json.loads(body)["error"].split())
        assert said in str(refusal(URL, status, {}, body))
