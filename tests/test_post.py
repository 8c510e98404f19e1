"""The one polite POST, against a real server on loopback: sent once, tried again only where it was surely not taken."""

import asyncio
import logging
from typing import Any

import pytest
from catching import Catcher, Reply, catching, closed_port
from fake_time import FakeTime

from digestgen.errors import BadRequestError, RateLimitedError, UnansweredError, UpstreamDownError, UpstreamError
from digestgen.fetch import Fetcher
from digestgen.wishes import Fetched

PATH = "/hook/secret-token-of-this-bot?key=another-secret"


def post(netloc: str, value: object = None, *, fake: FakeTime | None = None, **options: Any) -> Fetched:  # noqa: ANN401 - of Fetcher
    async def send() -> Fetched:
        settings: dict[str, Any] = {"allowed_hosts": (), "loopback_hosts": [netloc], "proxies": {}}
        sleep = (fake or FakeTime()).sleep
        async with Fetcher(user_agent="digestgen/0 (tests)", sleep=sleep, **(settings | options)) as fetcher:
            return await fetcher.post_json(f"http://{netloc}{PATH}", value)

    return asyncio.run(send())


def failing(server: Catcher | str, **options: Any) -> UpstreamError:  # noqa: ANN401 - of Fetcher
    netloc = server if isinstance(server, str) else server.netloc
    with pytest.raises(UpstreamError) as caught:
        post(netloc, {"a": 1}, **options)
    assert "secret" not in f"{caught.value!r} {caught.value}", "no error names the key"
    return caught.value


def test_json_arrives_as_it_is_once() -> None:
    with catching(Reply(body=b'{"code": 0}')) as server:
        answer = post(server.netloc, {"text": "论文 & <b>", "list": [1]})
    (posted,) = server.posted
    assert posted.path == PATH
    assert posted.value == {"text": "论文 & <b>", "list": [1]}
    assert "论文".encode() in posted.body, "as UTF-8, which limits are counted in"
    assert posted.headers["content-type"] == "application/json; charset=utf-8"
    assert posted.headers["user-agent"] == "digestgen/0 (tests)"
    assert (answer.status, answer.body) == (200, b'{"code": 0}')


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429])
def test_what_the_server_did_not_take_is_sent_again(status: int) -> None:
    fake = FakeTime()
    with catching(Reply(status), Reply(status), Reply()) as server:
        assert post(server.netloc, fake=fake).status == 200
    assert len(server.posted) == 3
    assert len(fake.slept) == 2


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(400), BadRequestError),
        (Reply(500), UpstreamDownError),
        (Reply(429), RateLimitedError),
        (Reply(302, headers={"Location": "/elsewhere"}), UpstreamError),
    ],
)
def test_refusals_are_told_and_redirects_are_not_followed(reply: Reply, error: type[UpstreamError]) -> None:
    with catching(reply) as server:
        assert type(failing(server)) is error
    assert {posted.path for posted in server.posted} == {PATH}
    assert len(server.posted) == (4 if error.retryable else 1)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(drop=True),
        Reply(delay_seconds=0.6),
        Reply(504),
        Reply(headers={"Content-Length": "100"}, body=b"{"),
        Reply(body=b" " * 1_000_001),
        Reply(headers={"Content-Encoding": "br"}),
    ],
    ids=["dropped", "slow", "gateway", "cut off", "too long", "packed"],
)
def test_what_may_have_been_taken_is_never_sent_again(reply: Reply) -> None:
    with catching(reply) as server:
        assert isinstance(failing(server, deadline_seconds=0.3), UnansweredError)
    assert len(server.posted) == 1


def test_a_refused_connection_is_tried_again_and_surely_not_taken() -> None:
    fake = FakeTime()
    error = failing(f"127.0.0.1:{closed_port()}", fake=fake)
    assert type(error) is UpstreamDownError
    assert len(fake.slept) == 3


def test_only_hosts_that_were_named_are_asked() -> None:
    with catching() as server:
        error = failing(server, loopback_hosts=())
    assert "was not told to ask there" in str(error)
    assert server.posted == []


def test_no_log_names_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with catching() as server:
        post(server.netloc, {"a": 1})
    assert "secret" not in caplog.text
    assert caplog.records, "httpcore still tells about connections"
