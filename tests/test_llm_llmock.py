"""The chat completion against llmock, a server that is not ours, on a real socket; its verdict judges how we behave.

What llmock answers is made from our schema, which it reads by itself: an independent check that the schema can be read.
"""

import asyncio
from typing import TYPE_CHECKING

import pytest

from digestgen.errors import ContextTooLongError, CredentialsError, QuotaError, UpstreamDownError
from digestgen.llm import Llm, LlmOptions, Message, Reply
from digestgen.wire import SCHEMA

if TYPE_CHECKING:
    from llmock.pytest_plugin import LLMock

TALK = (Message("system", "只输出 JSON。"), Message("user", "写一份摘要。"))


def ask(llmock: "LLMock", papers: int = 1, *, concurrency: int = 8) -> list[Reply]:
    """Ask about so many papers at once; back-off is 20 times shorter than in life, pauses are as long as the server asks."""

    async def run() -> list[Reply]:
        options = LlmOptions(llmock.base_url(), "key-of-llmock", "gpt-test", concurrency=concurrency, deadline_seconds=20)
        async with Llm(options, jitter=lambda: 1.0, sleep=lambda seconds: asyncio.sleep(seconds / 20)) as llm:
            return await asyncio.gather(*(llm([*TALK, Message("user", f"{n}")], schema=SCHEMA) for n in range(papers)))

    return asyncio.run(run())


def test_a_strict_schema_is_understood_by_a_foreign_server(llmock: "LLMock") -> None:
    (reply,) = ask(llmock)
    assert reply.response_format == "json_schema"
    assert reply.data is not None
    assert set(reply.data) == set(SCHEMA.json_schema["properties"])
    assert reply.usage.prompt_tokens > 0
    llmock.assert_resilient(strict=True)


def test_retry_after_is_honoured(llmock: "LLMock") -> None:
    llmock.rate_limit(times=2, retry_after=0.3)
    ask(llmock)
    assert [record.status for record in llmock.requests] == [429, 429, 200]
    llmock.assert_resilient(strict=True)


def test_a_burst_of_papers_survives_a_real_quota(llmock: "LLMock") -> None:
    """1,800 requests a minute are 30 a second: 50 papers at once meet refusals, and none is lost."""
    llmock.limits(rpm=1800)
    llmock.rate_limit(times=3, retry_after=0.2)
    replies = ask(llmock, papers=50, concurrency=32)
    assert len(replies) == 50
    assert all(reply.data for reply in replies)
    assert any(record.status == 429 for record in llmock.requests)
    llmock.assert_resilient()


def test_a_server_that_comes_back_is_asked_with_growing_waits(llmock: "LLMock") -> None:
    llmock.fail(503, times=2, retry_after=0.03)
    ask(llmock)
    assert [record.status for record in llmock.requests] == [503, 503, 200]
    llmock.assert_resilient(strict=True)


def test_an_outage_ends_after_four_tries(llmock: "LLMock") -> None:
    llmock.fail(503, times=None, retry_after=0.03)
    with pytest.raises(UpstreamDownError):
        ask(llmock)
    assert len(llmock.requests) == 4
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(401, None, CredentialsError), (429, "insufficient_quota", QuotaError), (402, None, QuotaError)],
)
def test_key_and_quota_are_asked_once(llmock: "LLMock", status: int, code: str | None, kind: type[CredentialsError]) -> None:
    llmock.fail(status, times=None, code=code)
    with pytest.raises(kind):
        ask(llmock)
    assert len(llmock.requests) == 1


def test_a_context_overflow_is_told_and_not_retried(llmock: "LLMock") -> None:
    llmock.context_overflow()
    with pytest.raises(ContextTooLongError):
        ask(llmock)
    llmock.assert_resilient(strict=True)
