"""What each fault does to an answer. Pure functions from call and answer to answer.

When they strike is decided in `faults.py`.

The model's faults replay what compatible servers were seen to do: refuse `json_schema` with 400 or 500, or `json_object`;
answer with blanks, in a fence, after thinking aloud, with `choices: null`; stop for length, refusal or content filter; or be
simply wrong.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from digestgen.sandbox.wire import Answer, Call, Delivery, Service, html_answer, json_answer, openai_error

OK = 200
FLOOD_BYTES = 200_000_000
"""What `flood` announces and sends, in pieces."""
_CUT_BYTES = 2048
_DRIP_PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Mishap:
    """`apply(call, answer, seconds)` gives what is sent instead.

    `meets(call)` tells whether the fault can apply to a call at all.
    """

    services: frozenset[Service]
    apply: Callable[[Call, Answer, float | None], Answer]
    meets: Callable[[Call], bool] = lambda _call: True


def _delivery(how: Delivery) -> Callable[[Call, Answer, float | None], Answer]:
    def apply(_call: Call, answer: Answer, seconds: float | None) -> Answer:
        return replace(answer, delivery=how, pause_seconds=_DRIP_PAUSE_SECONDS if seconds is None else seconds)

    return apply


def _fixed(make: Callable[[], Answer]) -> Callable[[Call, Answer, float | None], Answer]:
    return lambda _call, _answer, _seconds: make()


def _flood(_call: Call, answer: Answer, _seconds: float | None) -> Answer:
    return replace(answer.with_headers(("content-length", str(FLOOD_BYTES))), delivery="flood")


# --- the chat completion ---------------------------------------------------------------------------------------------


def _edited(edit: Callable[[dict[str, Any], str], None]) -> Callable[[Call, Answer, float | None], Answer]:
    """Apply `edit(completion, content)` to a successful completion; other answers stay as they are."""

    def apply(_call: Call, answer: Answer, _seconds: float | None) -> Answer:
        if answer.status != OK:
            return answer
        completion = json.loads(answer.body)
        if not completion.get("choices"):
            return answer
        edit(completion, completion["choices"][0]["message"]["content"])
        return json_answer(completion)

    return apply


def _saying(say: Callable[[str], str]) -> Callable[[Call, Answer, float | None], Answer]:
    def edit(completion: dict[str, Any], content: str) -> None:
        completion["choices"][0]["message"]["content"] = say(content)

    return _edited(edit)


def _ending(reason: str, *, keep: float = 0.0, refusal: str | None = None) -> Callable[[Call, Answer, float | None], Answer]:
    def edit(completion: dict[str, Any], content: str) -> None:
        message = completion["choices"][0]["message"]
        message["content"] = content[: int(len(content) * keep)] if keep else None
        message["refusal"] = refusal
        completion["choices"][0]["finish_reason"] = reason

    return _edited(edit)


def _think(completion: dict[str, Any], content: str) -> None:
    completion["choices"][0]["message"]["content"] = (
        f"<think>\nI am a sandbox and only pretend to think: {{}}.\n</think>\n{content}"
    )
    completion["usage"]["completion_tokens"] += 20
    completion["usage"]["completion_tokens_details"] = {"reasoning_tokens": 20}


def _no_choices(completion: dict[str, Any], _content: str) -> None:
    completion["choices"] = None
    completion["error"] = {"message": "Sandbox fault: upstream gave no answer", "code": 502}


def _no_usage(completion: dict[str, Any], _content: str) -> None:
    del completion["usage"]


def _broken_rules(content: str) -> str:
    """Return the answer's object with three faults: a wrong beginning, no challenges, a line break."""
    try:
        value = json.loads(content)
    except ValueError:
        return content
    changes = {"contribution": "沙盒故意给出的无效回答", "challenges": [], "tldr": "第一行\n第二行"}
    return json.dumps(value | changes, ensure_ascii=False) if isinstance(value, dict) else content


def _unavailable(kind: str, status: int) -> Callable[[], Answer]:
    return lambda: openai_error(status, f"This response_format type {kind} is unavailable now", param="response_format")


_ALL = frozenset(Service)
_HUB, _METADATA, _PDF, _MODEL = (frozenset({service}) for service in Service)


def _asks_schema(call: Call) -> bool:
    return call.response_format == "json_schema"


def _asks_object(call: Call) -> bool:
    return call.response_format == "json_object"


def _is_first_turn(call: Call) -> bool:
    return not call.is_repair


def _context_error() -> Answer:
    return openai_error(400, "This model's maximum context length is exceeded.", code="context_length_exceeded", param="messages")


def _quota_error() -> Answer:
    return openai_error(429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota")


def _elsewhere() -> Answer:
    return Answer(302, headers=(("location", "http://elsewhere.invalid/paper.pdf"),))


KINDS: dict[str, Mishap] = {
    "html": Mishap(_ALL, _fixed(lambda: html_answer("Please wait", "Sandbox fault: a page instead of an answer"))),
    "empty": Mishap(_ALL, lambda _call, answer, _seconds: replace(answer, body=b"")),
    "wrong_type": Mishap(_ALL, lambda _call, answer, _: answer.with_headers(("content-type", "application/octet-stream"))),
    "truncated": Mishap(_ALL, _delivery("truncated")),
    "drip": Mishap(_ALL, _delivery("drip")),
    "hang": Mishap(_ALL, _delivery("hang")),
    "disconnect": Mishap(_ALL, _delivery("disconnect")),
    "wrong_shape": Mishap(_HUB | _MODEL, _fixed(lambda: json_answer({"papers": 1}))),
    "cut_json": Mishap(_HUB | _MODEL, lambda _call, answer, _: replace(answer, body=answer.body[: len(answer.body) // 2])),
    "rate_text": Mishap(
        _METADATA, _fixed(lambda: Answer(OK, b"Rate exceeded.", (("content-type", "text/plain; charset=utf-8"),)))
    ),
    "cut_pdf": Mishap(_PDF, lambda _call, answer, _: replace(answer, body=answer.body[:-_CUT_BYTES])),
    "flood": Mishap(_PDF, _flood),
    "redirect": Mishap(_PDF, _fixed(_elsewhere)),
    "schema_rejected": Mishap(_MODEL, _fixed(_unavailable("json_schema", 400)), _asks_schema),
    "schema_500": Mishap(_MODEL, _fixed(_unavailable("json_schema", 500)), _asks_schema),
    "schema_ignored": Mishap(
        _MODEL, _saying(lambda _: "Here is a summary in prose, not the JSON that was asked for."), _asks_schema
    ),
    "object_rejected": Mishap(_MODEL, _fixed(_unavailable("json_object", 400)), _asks_object),
    "blank": Mishap(_MODEL, _saying(lambda _: "   \n  ")),
    "prose": Mishap(_MODEL, _saying(lambda _: "I am a sandbox and answer in prose this time.")),
    "fenced": Mishap(_MODEL, _saying(lambda content: f"```json\n{content}\n```")),
    "wrapped": Mishap(_MODEL, _saying(lambda content: f"Here is the JSON:\n\n{content}\n\nI hope this helps!")),
    "think": Mishap(_MODEL, _edited(_think)),
    "null_choices": Mishap(_MODEL, _edited(_no_choices)),
    "no_usage": Mishap(_MODEL, _edited(_no_usage)),
    "length": Mishap(_MODEL, _ending("length", keep=0.5)),
    "refusal": Mishap(_MODEL, _ending("stop", refusal="The sandbox refuses, as it was told to.")),
    "content_filter": Mishap(_MODEL, _ending("content_filter")),
    "sensitive": Mishap(_MODEL, _ending("sensitive")),
    "invalid": Mishap(_MODEL, _saying(_broken_rules), _is_first_turn),
    "stubborn": Mishap(_MODEL, _saying(_broken_rules)),
    "quota": Mishap(_MODEL, _fixed(_quota_error)),
    "context": Mishap(_MODEL, _fixed(_context_error)),
}
"""Every fault besides the plain statuses 400 to 599.

`invalid` answers wrongly on the first turn only, `stubborn` on the repairs too.
"""
