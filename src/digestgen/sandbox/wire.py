"""What the sandbox's services speak: a call in, an answer out, and the error bodies that each real service uses.

Values only, no sockets.

Body and header forms: recorded from the papers API (JSON `error`, `ratelimit` headers), read in arXiv's code and reports
(HTML pages, "Rate exceeded."), and in the OpenAI wire format (`error` object). Where a body is not known, the docstring of
its maker says so.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import takewhile
from typing import Any, Literal

from digestgen.measure import estimate_tokens

Headers = tuple[tuple[str, str], ...]


class Service(StrEnum):
    """The four upstreams, by the names that faults and the journal use."""

    HUB = "hub"
    METADATA = "metadata"
    PDF = "pdf"
    MODEL = "model"


@dataclass(frozen=True)
class Call:
    """A request to one service; `path` is what stands behind the service's prefix."""

    service: Service
    method: str
    base_url: str
    """Scheme, host, port and the service's prefix."""
    path: str
    query: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Lower-case names."""
    body: bytes = b""

    @cached_property
    def data(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @cached_property
    def messages(self) -> tuple[tuple[str, str], ...]:
        """Role and text of the chat messages; empty for other calls."""
        messages = self.data.get("messages")
        found = [item for item in messages if isinstance(item, dict)] if isinstance(messages, list) else []
        return tuple((str(item.get("role", "")), _text(item.get("content"))) for item in found)

    @cached_property
    def message_tokens(self) -> tuple[int, ...]:
        """The estimated tokens of each chat message."""
        return tuple(estimate_tokens(text) for _, text in self.messages)

    @property
    def response_format(self) -> str:
        """`json_schema`, `json_object` or `text`, as the chat request asks for it."""
        wanted = self.data.get("response_format")
        return str(wanted.get("type", "text")) if isinstance(wanted, dict) else "text"

    @property
    def is_repair(self) -> bool:
        """Whether the model has already answered in this chat."""
        return any(role == "assistant" for role, _ in self.messages)

    @cached_property
    def prompt(self) -> str:
        """The user's messages of a chat up to the model's first answer; empty for other calls."""
        first_turn = takewhile(lambda message: message[0] != "assistant", self.messages)
        return "\n".join(text for role, text in first_turn if role == "user")

    @property
    def subject(self) -> str:
        """What the call is about, the same for each repetition: path and query, and for a chat its prompt."""
        return f"{self.path}?{self.query}\n{self.prompt}"


def _text(content: object) -> str:
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


Delivery = Literal["whole", "truncated", "drip", "hang", "disconnect", "flood"]


@dataclass(frozen=True)
class Answer:
    """A response, and how its bytes are delivered; `pause_seconds` is the time between two pieces of a drip."""

    status: int
    body: bytes = b""
    headers: Headers = ()
    delivery: Delivery = "whole"
    pause_seconds: float = 0.0

    def header(self, name: str) -> str:
        """Return the header `name` (lower case); empty where it is absent."""
        return next((value for key, value in self.headers if key == name), "")

    def with_headers(self, *more: tuple[str, str]) -> "Answer":
        """Return the answer with more headers; the same names are replaced."""
        names = {name for name, _ in more}
        return replace(self, headers=(*(pair for pair in self.headers if pair[0] not in names), *more))


def json_answer(value: object, status: int = 200) -> Answer:
    """Answer with JSON as the papers API and the model write it: UTF-8, unescaped."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, (("content-type", "application/json; charset=utf-8"),))


def html_answer(title: str, text: str, status: int = 200) -> Answer:
    """Answer with a small HTML page."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>\n"
    return Answer(status, page.encode(), (("content-type", "text/html; charset=utf-8"),))


def openai_error(
    status: int, message: str, kind: str = "invalid_request_error", code: str | None = None, param: str | None = None
) -> Answer:
    """Answer with an error in OpenAI's shape."""
    return json_answer({"error": {"message": message, "type": kind, "param": param, "code": code}}, status)


_MODEL_ERRORS = {
    400: ("The request could not be understood.", "invalid_request_error", None),
    401: ("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
    402: ("Insufficient Balance", "unknown_error", "invalid_request_error"),
    403: ("You do not have access to this model.", "invalid_request_error", "access_denied"),
    404: ("The model does not exist or you do not have access to it.", "invalid_request_error", "model_not_found"),
    429: ("Rate limit reached for requests.", "requests", "rate_limit_exceeded"),
}


def refusal(service: Service, status: int, wait_seconds: float = 1.0) -> Answer:
    """Answer with the error that `service` gives for `status`.

    429 and 503 say how long to wait, in whole seconds, rounded up.

    Known bodies: the hub's 404 and rate-limit headers, arXiv's "Rate exceeded.", OpenAI's codes. The others are of the same
    form.
    """
    wait = math.ceil(wait_seconds)
    if service is Service.HUB:
        texts = {404: "Sorry, we can't find the page you are looking for.", 429: "We had to rate limit your IP."}
        answer = json_answer({"error": texts.get(status, f"Sandbox fault {status}")}, status)
        limit = (("ratelimit", f'"api";r=0;t={wait}'), ("ratelimit-policy", '"fixed window";"api";q=500;w=300'))
        return answer.with_headers(*limit) if status == 429 else answer  # noqa: PLR2004 - HTTP's own number
    if service is Service.MODEL:
        message, kind, code = _MODEL_ERRORS.get(status, (f"Sandbox fault {status}", "server_error", None))
        answer = openai_error(status, message, kind, code)
    elif status == 429:  # noqa: PLR2004 - HTTP's own number
        answer = Answer(status, b"Rate exceeded.", (("content-type", "text/plain; charset=utf-8"),))
    else:
        answer = html_answer(f"{status} Error", "Sandbox fault", status)
    return answer.with_headers(("retry-after", str(wait))) if status in {429, 503} else answer
