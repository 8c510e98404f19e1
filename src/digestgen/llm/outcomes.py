"""What an HTTP answer of a chat endpoint means: bytes in, values out. No SDK, nothing sent, nothing raised.

The envelope is read here and not by the SDK: with `choices: null`, HTML or broken JSON under status 200 the SDK raises TypeError,
AttributeError or JSONDecodeError, none of which is an OpenAIError. The patterns are the words of the providers' own error bodies.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

from digestgen.llm.replies import scrub_surrogates
from digestgen.models import Usage

_MOST_MESSAGE = 300
_MOST_SEARCHED = 20_000
SHORTEST_KEY = 8
"""What is shorter (`none`, for a server on this machine) is a word, not a secret."""


@dataclass(frozen=True)
class Answer:
    """The endpoint answered with a message, whatever is in it."""

    text: str
    finish_reason: str
    refusal: str
    usage: Usage
    model: str


@dataclass(frozen=True)
class Fault:
    """The endpoint answered with an error; `status` 0 means: 200, but not the envelope of an answer."""

    status: int
    message: str
    """For a person: at most 300 characters, not yet redacted."""
    body: str = field(default="", repr=False)
    """For matching: lower case, at most 20,000 characters."""
    wait_seconds: float | None = None


class Kind(Enum):
    """What is to be done about a fault."""

    QUOTA = auto()
    CREDENTIALS = auto()
    RATE_LIMIT = auto()
    REFUSED = auto()
    """By a content filter."""
    CONTEXT_TOO_LONG = auto()
    FORMAT_REFUSED = auto()
    """`response_format` as we sent it."""
    CAP_UNKNOWN = auto()
    """The name under which we sent the output cap."""
    CAP_TOO_LARGE = auto()
    THINKING_REFUSED = auto()
    """The switch that turns thinking off."""
    NO_MODEL = auto()
    NO_ENDPOINT = auto()
    DOWN = auto()
    UNREADABLE = auto()
    BAD_REQUEST = auto()


def read_response(status: int, headers: Mapping[str, str], body: bytes) -> Answer | Fault:
    """Read an answer of any status. A 200 that carries an error object is the fault that it tells, as gateways do."""
    envelope = _decode(body)
    if status != HTTPStatus.OK:
        return _fault(status, headers, envelope, body)
    if not isinstance(envelope, dict):
        return Fault(0, f"answered 200 with {_kind_of_text(body)}", _searchable(body))
    message, finish_reason = _first_choice(envelope)
    if message is None:
        if envelope.get("error"):
            return _fault(_status_in(envelope["error"]), headers, envelope, body)
        return Fault(0, "answered 200 without a choice", _searchable(body))
    return Answer(
        text=scrub_surrogates(_text_of(message.get("content"))),
        finish_reason=finish_reason,
        refusal=scrub_surrogates(_text_of(message.get("refusal"))),
        usage=read_usage(envelope.get("usage")),
        model=str(envelope.get("model") or ""),
    )


def _decode(body: bytes) -> Any:  # noqa: ANN401 - JSON can be anything
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _kind_of_text(body: bytes) -> str:
    start = body[:200].lstrip().lower()
    if not start:
        return "an empty body"
    return (
        "a web page instead of JSON" if start.startswith((b"<!doctype", b"<html", b"<?xml")) else "a body that is no JSON object"
    )


def _first_choice(envelope: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str]:
    choices = envelope.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        return None, ""
    return message, str(choice.get("finish_reason") or "")


def _text_of(content: object) -> str:
    """Return a message's text; some servers send it in parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def read_usage(usage: object) -> Usage:
    """Return the tokens of one call; what is not told, or is no count, is 0. DeepSeek names cached tokens in its own way."""
    if not isinstance(usage, dict):
        return Usage(calls=1)
    cached = _count(_sub(usage, "prompt_tokens_details"), "cached_tokens") or _count(usage, "prompt_cache_hit_tokens")
    return Usage(
        calls=1,
        prompt_tokens=_count(usage, "prompt_tokens"),
        cached_tokens=cached,
        completion_tokens=_count(usage, "completion_tokens"),
        reasoning_tokens=_count(_sub(usage, "completion_tokens_details"), "reasoning_tokens"),
    )


def _sub(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}


def _count(value: Mapping[str, Any], name: str) -> int:
    number = value.get(name)
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 0


def _fault(status: int, headers: Mapping[str, str], envelope: object, body: bytes) -> Fault:
    error = envelope.get("error", envelope) if isinstance(envelope, dict) else None
    told = error.get("message") or error.get("detail") or error.get("msg") if isinstance(error, dict) else error
    plain = told if isinstance(told, str) else body.decode("utf-8", "replace") if envelope is not None else _kind_of_text(body)
    message = " ".join(scrub_surrogates(plain).split())[:_MOST_MESSAGE]
    return Fault(status, message, _searchable(body), read_retry_after(headers))


def _status_in(error: object) -> int:
    """Return the status that an error under status 200 tells of; 500 where it tells none."""
    code = error.get("code") if isinstance(error, dict) else None
    number = int(str(code)) if re.fullmatch(r"[45]\d\d", str(code), re.ASCII) else 0
    return number if number >= HTTPStatus.BAD_REQUEST else HTTPStatus.INTERNAL_SERVER_ERROR


def _searchable(body: bytes) -> str:
    return body[:_MOST_SEARCHED].decode("utf-8", "replace").lower()


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the server asks to wait, None where it does not say.

    Read are `retry-after-ms`, and `retry-after` as seconds or as a date; a date counts from the answer's own `date`, so that a
    wrong clock on either side does no harm.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "")
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text.strip(), re.ASCII):
            return float(text) * unit
    try:
        asked, answered = (parsedate_to_datetime(headers.get(name, "")) for name in ("retry-after", "date"))
        return max(0.0, (asked - answered).total_seconds())
    except (ValueError, TypeError, OverflowError):  # no date, or one of the two without a time zone
        return None


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_QUOTA = _any_of(
    r"insufficient[_ ](?:user_)?(?:quota|balance|credit|funds)",
    r"exceeded_current_quota_error",
    r"check your plan and billing(?![\s\S]*(?:retry in|per ?minute))",
    r"billing_hard_limit_reached",
    r"arrear",
    r"freetieronly",
    r"余额不足|欠费",
)
_FILTER = _any_of(
    r"content[_ ]filter",
    r"content[_ ]policy",
    r"data_?inspection_?failed",
    r"sensitive[_ ](?:content|words?|information)",
    r"moderation",
    r"input was flagged",
    r"敏感",
)
_CONTEXT = _any_of(
    r"context_length_exceeded",
    r"exceed_context_size_error",
    r"context (?:length|window|size)",
    r"(?:prompt|input) is too long",
    r"range of input length",
    r"max(?:imum)?[_ ](?:input|prompt)[_ ](?:tokens|length)",
)
_FORMAT = _any_of(r"response_format", r"json_schema", r"json_object")
_CAP = _any_of(r"max_tokens", r"max_completion_tokens")
_CAP_VALUE = _any_of(
    r"too (?:large|big|high)", r"at most", r"maximum", r"less than", r"greater than", r"exceed", r"range", r"between"
)
_THINKING = _any_of(r"thinking", r"reasoning")
_NO_MODEL = _any_of(
    r"model_not_found", r"(?:no such|unknown|invalid) model", r"model\W.{0,80}(?:not exist|not found)", r"model not exist"
)
_MODEL_IN_404 = _any_of(r"\bmodels?\b", r"no endpoints found")


_BAD = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
_BAD_OR_CLUMSY = _BAD | {HTTPStatus.INTERNAL_SERVER_ERROR}
"""llama-cpp-python answers 500 to what it should answer 400 to."""
_FOR_NOW = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY}
_NOT_HERE = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE}


def kind_of(fault: Fault, sent: Collection[str]) -> Kind:
    """Say what a fault means for a request that held the fields `sent`; the order of the questions decides."""
    status = fault.status
    if status == 0:
        return Kind.UNREADABLE
    if status < HTTPStatus.BAD_REQUEST:
        return Kind.NO_ENDPOINT
    return _kind_of_account(fault) or _kind_of_request(fault, sent) or _kind_of_server(fault)


def _kind_of_account(fault: Fault) -> Kind | None:
    """Say whether it is about who asks, and how much."""
    status = fault.status
    if status == HTTPStatus.PAYMENT_REQUIRED or (status != HTTPStatus.UNAUTHORIZED and _QUOTA.search(fault.body)):
        return Kind.QUOTA
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Kind.RATE_LIMIT
    if status in {*_BAD, HTTPStatus.FORBIDDEN} and _FILTER.search(fault.body):
        return Kind.REFUSED
    return Kind.CREDENTIALS if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} else None


def _kind_of_request(fault: Fault, sent: Collection[str]) -> Kind | None:
    """Say whether it is about what was sent."""
    clumsy = fault.status in _BAD_OR_CLUMSY
    if fault.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or (clumsy and _CONTEXT.search(fault.body)):
        return Kind.CONTEXT_TOO_LONG
    if clumsy and "response_format" in sent and _FORMAT.search(fault.body):
        return Kind.FORMAT_REFUSED
    if fault.status not in _BAD:
        return None
    if _CAP.search(fault.body):
        return Kind.CAP_TOO_LARGE if _CAP_VALUE.search(fault.body) else Kind.CAP_UNKNOWN
    if not {"thinking", "enable_thinking"}.isdisjoint(sent) and _THINKING.search(fault.body):
        return Kind.THINKING_REFUSED
    return Kind.NO_MODEL if _NO_MODEL.search(fault.body) else None


def _kind_of_server(fault: Fault) -> Kind:
    if fault.status in _FOR_NOW or fault.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Kind.DOWN
    if fault.status in _NOT_HERE:
        return Kind.NO_MODEL if _MODEL_IN_404.search(fault.body) else Kind.NO_ENDPOINT
    return Kind.BAD_REQUEST


def redact(text: str, key: str) -> str:
    """Return `text` without the key, without anything of the shape of a key, and without masked keys."""
    bare = text.replace(key, "***") if len(key) >= SHORTEST_KEY else text
    bare = re.sub(r"\b(?:sk|pk|rk)-[\w*.-]+", "***", bare, flags=re.ASCII)
    return re.sub(r"[\w.-]*\*{3,}[\w.*-]*", "***", re.sub(r"(?i)bearer\s+\S+", "***", bare), flags=re.ASCII)
