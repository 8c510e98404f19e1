"""The one chat completion: adapted to the endpoint, retried with patience, stopped before money is lost.

    a turn at the gate (all papers share it)
        a request in the dialect known so far, within what is left of the deadline
    refused format, cap name or thinking switch -> learn, ask again at once      (once per run, not once per paper)
    cut off by the cap                          -> the cap doubled, once
    rate limit                                  -> a pause for all, fewer at a time; up to 20 times or 30 minutes
    no or no readable answer                    -> back-off 1, 2, 4 … 30 s; `attempts` tries within the deadline
    key, quota, model, address wrong            -> SettingsError, now and for every later call without a request

The SDK's own retries are off (they would multiply with ours, and retry used-up quotas), its `.parse()` is not used (a failure
there loses text and usage). Timeouts of the HTTP client are per read: a server that drips a byte now and then passes them all,
therefore the deadline around each request.
"""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit

import httpx2
import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from digestgen.addresses import is_loopback_host
from digestgen.errors import CutOffError, DigestgenError, RateLimitedError, RefusedError, SettingsError, UnreadableAnswerError
from digestgen.llm.dialect import Dialect, Learner, preset
from digestgen.llm.faults import TRANSPORT_ERRORS, error_of, translate_construction, translate_transport
from digestgen.llm.gate import Gate, between_three_quarters_and_one
from digestgen.llm.outcomes import Answer, Fault, Kind, kind_of, read_response, redact
from digestgen.llm.protocol import LlmOptions, Message, Reply, Schema, charge
from digestgen.llm.replies import find_object
from digestgen.models import Usage

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

CONNECT_SECONDS = 20.0
"""The SDK's 5 s run out when the event loop is busy."""
MOST_RATE_LIMITS = 20
PATIENCE_SECONDS = 1800.0
"""Pauses for rate limits that one reply sits out."""
FIRST_SHARE = 0.6
"""Of the deadline, for one request: a hung connection leaves time for another try."""
LONGEST_BACKOFF_SECONDS = 30.0
_CUT_OFF = {"length", "max_tokens", "model_length"}
_FILTERED = {"content_filter", "sensitive"}
_BROKEN_OFF = {"network_error", "error", "insufficient_system_resource"}


@dataclass
class _Call:
    """One reply's budget and what it has used."""

    messages: Sequence[Message]
    schema: Schema
    cap: int
    seconds_left: float
    attempts: int
    jitter: Callable[[], float]
    usage: Usage = field(default_factory=Usage)
    cap_raised: bool = False
    failures: int = 0
    rate_limits: int = 0
    seconds_paused: float = 0.0
    seconds_asked: float = 0.0
    """What the last answer's Retry-After asked for, if it was no rate limit."""

    def is_spent(self, state: RetryCallState) -> bool:
        """Count the failure; tell whether another try is out of the question."""
        if isinstance(_error_in(state), RateLimitedError):
            return self.rate_limits > MOST_RATE_LIMITS or self.seconds_paused > PATIENCE_SECONDS
        self.failures += 1
        self.seconds_left -= state.upcoming_sleep
        return self.failures >= self.attempts or self.seconds_left <= 0

    def backoff_seconds(self, state: RetryCallState) -> float:
        """Return the wait before the next try; after a rate limit the gate waits."""
        if isinstance(_error_in(state), RateLimitedError):
            return 0.0
        return max(self.seconds_asked, min(LONGEST_BACKOFF_SECONDS, 2.0**self.failures) * self.jitter())


def _error_in(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


class Llm:
    """A model at an endpoint; a `Complete`. Use as an async context manager; for one event loop."""

    def __init__(
        self,
        options: LlmOptions,
        *,
        memory: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = between_three_quarters_and_one,
    ) -> None:
        """Send nothing yet; `memory` keeps what was learned. Raises SettingsError where key or proxy is unusable."""
        self._options, self._clock, self._sleep, self._jitter = options, clock, sleep, jitter
        self._url = f"{options.base_url.rstrip('/')}/chat/completions"
        self._gate = Gate(options.concurrency, clock=clock, sleep=sleep, jitter=jitter)
        start = preset(options.base_url, thinking=options.thinking)
        self._learner = Learner(start, name=f"{options.base_url} {options.model}", memory=memory)
        self._stopped: SettingsError | None = None
        self._client = _make_client(options)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._client.close()

    async def __call__(self, messages: Sequence[Message], *, schema: Schema) -> Reply:
        """Return the model's reply. `data` is None where it holds no JSON object: asking again is the caller's business.

        Raises SettingsError (key, quota, model, address; then also for all later calls), UpstreamError (after the retries),
        RefusedError, CutOffError, ContextTooLongError. What was spent before an error is noted on it (`charged`).
        """
        options = self._options
        call = _Call(messages, schema, options.max_output_tokens, options.deadline_seconds, options.attempts, self._jitter)
        retrying = AsyncRetrying(
            sleep=self._sleep,
            retry=retry_if_exception(lambda error: isinstance(error, DigestgenError) and error.retryable),
            wait=call.backoff_seconds,
            stop=call.is_spent,
            reraise=True,
        )
        try:
            return await retrying(self._try, call)
        except DigestgenError as error:
            charge(error, call.usage)
            raise

    async def _try(self, call: _Call) -> Reply:
        """Ask until there is a reply; only what was learned, or a raised cap, makes it ask again."""
        while True:
            dialect = self._learner.now
            fields = self._fields(call, dialect)
            call.seconds_asked = 0.0
            outcome = await self._take_turn(call, fields)
            if isinstance(outcome, Fault):
                self._settle_fault(outcome, call, dialect, fields)
            elif (reply := self._settle_answer(outcome, call, dialect)) is not None:
                return reply

    def _fields(self, call: _Call, dialect: Dialect) -> dict[str, Any]:
        """Return the request's fields besides model and messages; the user's own go last."""
        fields: dict[str, Any] = {dialect.cap: call.cap, **dialect.thinking_off}
        if (response_format := dialect.rung.response_format(call.schema)) is not None:
            fields["response_format"] = response_format
        if self._options.temperature is not None:
            fields["temperature"] = self._options.temperature
        return fields | dict(self._options.extra_body)

    async def _take_turn(self, call: _Call, fields: Mapping[str, Any]) -> Answer | Fault:
        async with self._gate.turn() as began:
            if self._stopped is not None:
                raise _again(self._stopped)
            try:
                outcome = await self._post(call, fields)
            finally:
                call.seconds_left -= self._clock() - began
            self._pace(outcome, call, began, fields)
            return outcome

    def _pace(self, outcome: Answer | Fault, call: _Call, began: float, fields: Mapping[str, Any]) -> None:
        """Tell the gate. A wait beyond anybody's patience pauses nobody else: it ends this call."""
        if isinstance(outcome, Answer):
            self._gate.note_success()
        elif kind_of(outcome, fields) is Kind.RATE_LIMIT:
            call.rate_limits += 1
            asked = outcome.wait_seconds
            hopeless = asked is not None and asked > PATIENCE_SECONDS
            call.seconds_paused += asked if asked is not None and hopeless else self._gate.note_rate_limit(began, asked)

    async def _post(self, call: _Call, fields: Mapping[str, Any]) -> Answer | Fault:
        messages = [{"role": message.role, "content": message.content} for message in call.messages]
        try:
            async with asyncio.timeout(min(call.seconds_left, FIRST_SHARE * self._options.deadline_seconds)):
                raw = await self._client.chat.completions.with_raw_response.create(
                    model=self._options.model,
                    messages=cast("list[ChatCompletionMessageParam]", messages),
                    extra_body=dict(fields),
                )
        except openai.APIStatusError as error:
            return read_response(error.status_code, error.response.headers, error.response.content)
        except TRANSPORT_ERRORS as error:
            raise self._stop_for(translate_transport(error, self._url, self._options.deadline_seconds)) from error
        return read_response(raw.status_code, raw.headers, raw.content)

    def _settle_answer(self, answer: Answer, call: _Call, dialect: Dialect) -> Reply | None:
        """Return the reply; None: ask again with a larger cap."""
        call.usage += answer.usage
        model = self._options.model
        if answer.refusal or answer.finish_reason in _FILTERED:
            why = answer.refusal or f"the content filter stopped the answer ({answer.finish_reason})"
            raise RefusedError(model, why[:300], raw_reply=answer.text or answer.refusal)
        if answer.finish_reason in _CUT_OFF:
            if not call.cap_raised:
                call.cap, call.cap_raised = call.cap * 2, True
                return None
            raise self._cut_off(f"the answer was cut off at {call.cap:,} tokens, the raised cap", answer.text)
        data, problem = find_object(answer.text, call.schema.json_schema.get("properties", {}))
        self._learner.note_answer(dialect, parsed=data is not None)
        if not answer.text.strip() or answer.finish_reason in _BROKEN_OFF:
            raise UnreadableAnswerError(self._url, f"the answer is blank or broken off ({answer.finish_reason})", status=200)
        return Reply(answer.text, data, problem, call.usage, answer.model or model, dialect.rung.value)

    def _settle_fault(self, fault: Fault, call: _Call, dialect: Dialect, fields: Mapping[str, Any]) -> None:
        """Return where something was learned that makes it worth asking again, else raise our error."""
        kind = kind_of(fault, fields)
        learn = {
            Kind.FORMAT_REFUSED: self._learner.demote,
            Kind.CAP_UNKNOWN: self._learner.switch_cap,
            Kind.THINKING_REFUSED: self._learner.drop_thinking_switch,
        }.get(kind)
        if learn is not None and learn(dialect):
            return
        shown = replace(fault, message=redact(fault.message, self._options.api_key))
        if kind is Kind.CAP_TOO_LARGE and call.cap_raised:
            raise self._cut_off(
                f"the answer was cut off, and the endpoint refuses a cap of {call.cap:,} tokens ({shown.message})", ""
            )
        call.seconds_asked = fault.wait_seconds or 0.0
        raise self._stop_for(error_of(kind, shown, self._url, self._options.model))

    def _cut_off(self, problem: str, raw_reply: str) -> CutOffError:
        return CutOffError(self._options.model, problem, "raise DIGESTGEN_MAX_OUTPUT_TOKENS", raw_reply=raw_reply)

    def _stop_for(self, error: DigestgenError) -> DigestgenError:
        """Remember what would fail every later call too; return `error`."""
        if isinstance(error, SettingsError) and self._stopped is None:
            self._stopped = error
        return error


def _again(error: SettingsError) -> SettingsError:
    """Return a fresh copy: one exception raised in many tasks would collect all their tracebacks."""
    return type(error)(error.subject, error.problem, error.remedy)


def _make_client(options: LlmOptions) -> openai.AsyncOpenAI:
    """Return the SDK's client: no retries, no redirects, a proxy only for hosts elsewhere."""
    if not options.api_key.isascii() or not options.api_key.isprintable() or " " in options.api_key:
        raise SettingsError("OPENAI_API_KEY", "holds a blank or another character that no key has", "copy it again")
    address = urlsplit(options.base_url)
    loopback = is_loopback_host(address.hostname or "")
    # No TLS, no proxy: a store that trusts nobody does, and loading the system's takes 0.1 s.
    verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if loopback and address.scheme == "http" else True
    connections = options.concurrency
    try:
        http_client = openai.DefaultAsyncHttpx2Client(
            timeout=httpx2.Timeout(options.deadline_seconds, connect=min(CONNECT_SECONDS, options.deadline_seconds)),
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,
            trust_env=not loopback,
            verify=verify,
        )
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        raise translate_construction(error) from error
    return openai.AsyncOpenAI(api_key=options.api_key, base_url=options.base_url, max_retries=0, http_client=http_client)
