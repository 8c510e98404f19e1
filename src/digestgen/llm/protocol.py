"""What goes into a completion and what comes out: plain values, no SDK."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import JsonValue

from digestgen.models import Usage


@dataclass(frozen=True)
class Message:
    """One turn of the conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Schema:
    """The JSON object that is asked for; `version` changes whenever a stored answer would no longer fit."""

    name: str
    version: int
    json_schema: dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the model answered; `data` is None, and `problem` says why, when the text holds no JSON object."""

    text: str
    data: dict[str, JsonValue] | None
    problem: str
    usage: Usage
    """Of every answered request that this reply took, also the blank and the cut-off ones."""
    model: str
    response_format: str
    """json_schema, json_object or prompt."""


class Complete(Protocol):
    """Ask the model once; raises SettingsError, UpstreamError or SummaryError."""

    async def __call__(self, messages: Sequence[Message], *, schema: Schema) -> Reply: ...  # noqa: D102 - the class says it


@dataclass(frozen=True)
class LlmOptions:
    """Where the model is and how it is asked. The key does not show in the repr."""

    base_url: str
    api_key: str = field(repr=False)
    model: str
    max_output_tokens: int = 8192
    temperature: float | None = None
    """None: not sent (some models refuse any other than their own)."""
    extra_body: Mapping[str, JsonValue] = field(default_factory=dict)
    """Merged over our own fields of the request."""
    thinking: bool = False
    """True: nothing is sent about thinking; False: it is switched off where we know how."""
    concurrency: int = 8
    deadline_seconds: float = 300.0
    """For one reply, tries and back-off included; waiting for a turn and for rate limits is not counted."""
    attempts: int = 4


def charge(error: BaseException, usage: Usage) -> None:
    """Note on `error` what was spent before it came; adds to what is noted there already."""
    vars(error)["usage"] = charged(error) + usage


def charged(error: BaseException) -> Usage:
    """Return what was spent before `error` came; nothing where nothing was noted."""
    spent = getattr(error, "usage", None)
    return spent if isinstance(spent, Usage) else Usage()
