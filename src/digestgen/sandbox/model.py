"""An OpenAI-compatible chat endpoint: `/chat/completions`, `/models`. No model runs here.

The one that is served is called `sandbox`.

Kept: the wire format, `json_schema`, `json_object` and plain answers, output caps, usage with cached tokens, the error object
and its codes. Not kept: streaming, tools, several choices, log probabilities: those are refused with 400. Tokens are
estimated by `digestgen.measure`. Cached tokens are those of the leading messages that were seen before, as a prefix cache
counts them.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from digestgen.measure import estimate_tokens
from digestgen.sandbox.answers import Find, answer, recognise
from digestgen.sandbox.journal import ModelCall
from digestgen.sandbox.papers import SandboxPaper
from digestgen.sandbox.wire import Answer, Call, Service, json_answer, openai_error, refusal

MODEL_NAME = "sandbox"
_CREATED = 1_706_659_200
_KEPT_PREFIXES = 20_000
_UNSUPPORTED = ("stream", "tools", "functions", "logprobs")


class Model:
    """Answers chat requests about papers; `with_replies()` gives the papers that have a hand-written reply."""

    def __init__(
        self,
        find: Find,
        with_replies: Callable[[], Sequence[SandboxPaper]],
        *,
        api_key: str | None = None,
        context_tokens: int | None = None,
    ) -> None:
        """With `api_key`, any other key gets 401; with `context_tokens`, longer prompts get 400."""
        self._find = find
        self._with_replies = with_replies
        self._api_key = api_key
        self._context_tokens = context_tokens
        self._prefixes: OrderedDict[bytes, None] = OrderedDict()

    def __call__(self, call: Call) -> Answer:
        """Answer one call."""
        if self._api_key is not None and call.headers.get("authorization") != f"Bearer {self._api_key}":
            return refusal(Service.MODEL, 401)
        if call.method == "GET" and call.path == "/models":
            return json_answer({"object": "list", "data": [_model_card()]})
        if call.method == "GET" and call.path == f"/models/{MODEL_NAME}":
            return json_answer(_model_card())
        if call.method == "POST" and call.path == "/chat/completions":
            return next(_mistakes(call), None) or self._complete(call)
        return openai_error(404, f"Unknown request URL: {call.method} {call.path}", code="unknown_url")

    def seen(self, call: Call) -> ModelCall | None:
        """Return what the journal keeps of a chat request; None for other calls."""
        if not call.messages:
            return None
        paper = self._recognise(call)
        return ModelCall(
            model=str(call.data.get("model", "")),
            response_format=call.response_format,
            roles=tuple(role for role, _ in call.messages),
            prompt_tokens=sum(call.message_tokens),
            max_tokens=_max_tokens(call),
            paper_id=paper.id if paper else None,
        )

    def _recognise(self, call: Call) -> SandboxPaper | None:
        return recognise(call.prompt, self._find, self._with_replies())

    def _complete(self, call: Call) -> Answer:
        prompt_tokens = call.message_tokens
        if self._context_tokens is not None and sum(prompt_tokens) > self._context_tokens:
            message = (
                f"This model's maximum context length is {self._context_tokens} tokens, but {sum(prompt_tokens)} were given."
            )
            return openai_error(400, message, code="context_length_exceeded", param="messages")
        content = answer(call.prompt, self._recognise(call))
        tokens, finish, most = estimate_tokens(content), "stop", _max_tokens(call)
        if most is not None and tokens > most:
            content, tokens, finish = content[: len(content) * most // tokens], most, "length"
        usage = _usage(sum(prompt_tokens), self._cached(call, prompt_tokens), tokens)
        return json_answer(_completion(content, finish, usage))

    def _cached(self, call: Call, prompt_tokens: Sequence[int]) -> int:
        cached, unbroken = 0, True
        prefix = hashlib.blake2b(digest_size=16)
        for (role, text), tokens in zip(call.messages, prompt_tokens, strict=True):
            prefix.update(f"{role}\0{text}\0".encode())
            key = prefix.digest()
            unbroken = unbroken and key in self._prefixes
            cached += tokens if unbroken else 0
            self._prefixes[key] = None
            self._prefixes.move_to_end(key)
        while len(self._prefixes) > _KEPT_PREFIXES:
            self._prefixes.popitem(last=False)
        return cached


def _max_tokens(call: Call) -> int | None:
    value = call.data.get("max_completion_tokens", call.data.get("max_tokens"))
    return value if isinstance(value, int) and value > 0 else None


def _mistakes(call: Call) -> Iterator[Answer]:
    """Give what is wrong with a chat request, as OpenAI would say it; nothing for a good one."""
    if not call.data:
        yield openai_error(400, "We could not parse the JSON body of your request.")
    if (name := call.data.get("model")) != MODEL_NAME:
        yield openai_error(404, f"The model `{name}` does not exist; this is a sandbox.", code="model_not_found", param="model")
    if not call.messages:
        yield openai_error(400, "[] is too short - 'messages'", param="messages")
    for name in _UNSUPPORTED:
        if call.data.get(name):
            yield openai_error(400, f"The sandbox does not support '{name}'.", code="unsupported_parameter", param=name)
    yield from _format_mistakes(call)


def _format_mistakes(call: Call) -> Iterator[Answer]:
    if call.response_format == "json_object" and not any(re.search("json", text, re.IGNORECASE) for _, text in call.messages):
        message = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        yield openai_error(400, message, param="messages")
    if call.response_format == "json_schema" and (problem := _schema_problem(call.data["response_format"].get("json_schema"))):
        yield openai_error(400, f"Invalid schema for response_format: {problem}", param="response_format")
    if call.response_format not in {"json_schema", "json_object", "text"}:
        yield openai_error(400, f"Invalid value: '{call.response_format}'.", param="response_format.type")


def _schema_problem(named: object) -> str:
    if not isinstance(named, dict) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(named.get("name", ""))):
        return "a name of letters, digits, - and _ is required."
    schema = named.get("schema")
    if not isinstance(schema, dict):
        return "a schema is required."
    return _strict_problem(schema, ()) if named.get("strict") else ""


def _strict_problem(schema: dict[str, Any], path: tuple[str, ...]) -> str:
    """Tell where a strict schema breaks the two rules that all strict servers share; empty for nowhere."""
    properties = schema.get("properties", {})
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return f"In context={path}, 'additionalProperties' is required to be supplied and to be false."
        if set(schema.get("required", ())) != set(properties):
            return f"In context={path}, 'required' is required to include every key in properties."
    inner = [*properties.items(), *([("items", schema["items"])] if "items" in schema else [])]
    found = (_strict_problem(value, (*path, name)) for name, value in inner if isinstance(value, dict))
    return next(filter(None, found), "")


def _model_card() -> dict[str, object]:
    return {"id": MODEL_NAME, "object": "model", "created": _CREATED, "owned_by": "digestgen-sandbox"}


def _usage(prompt_tokens: int, cached_tokens: int, completion_tokens: int) -> dict[str, object]:
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
        "prompt_tokens_details": {"cached_tokens": cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }


def _completion(content: str, finish: str, usage: dict[str, object]) -> dict[str, object]:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content, "refusal": None},
        "logprobs": None,
        "finish_reason": finish,
    }
    name = hashlib.blake2b(content.encode(), digest_size=12).hexdigest()
    return {
        "id": f"chatcmpl-sandbox-{name}",
        "object": "chat.completion",
        "created": _CREATED,
        "model": MODEL_NAME,
        "choices": [choice],
        "usage": usage,
        "system_fingerprint": "digestgen-sandbox",
    }
