"""What an endpoint and model understand: presets per host, learned from refusals, remembered per (base URL, model).

Three things differ: how structure is asked for (`response_format`), what the output cap is called, how thinking is switched
off. Support for formats is a set, not an order (LM Studio takes json_schema but not json_object, DeepSeek the reverse), so a
preset says where to start and each refusal leads one rung down. Messages are the same on every rung. No HTTP here.
"""

import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, JsonValue, ValidationError

from digestgen.errors import StorageError
from digestgen.files import write_atomically
from digestgen.llm.protocol import Schema

MOST_UNPARSEABLE = 2
"""So many unparseable answers in a row from a rung that promised JSON: the server ignores the promise."""


class Rung(StrEnum):
    """How structure is asked for, the strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"

    @property
    def below(self) -> "Rung | None":
        """The next rung, or None."""
        rungs = list(Rung)
        return None if self is rungs[-1] else rungs[rungs.index(self) + 1]

    def response_format(self, schema: Schema) -> dict[str, Any] | None:
        """Return the field of the request, None where nothing is sent."""
        if self is Rung.JSON_SCHEMA:
            described = {"name": schema.name, "strict": True, "schema": schema.json_schema}
            return {"type": "json_schema", "json_schema": described}
        return {"type": "json_object"} if self is Rung.JSON_OBJECT else None


Cap = Literal["max_tokens", "max_completion_tokens"]
_DISABLED: Mapping[str, JsonValue] = {"thinking": {"type": "disabled"}}
_NOT_ENABLED: Mapping[str, JsonValue] = {"enable_thinking": False}


@dataclass(frozen=True)
class Dialect:
    """How to speak to an endpoint."""

    rung: Rung = Rung.JSON_SCHEMA
    cap: Cap = "max_tokens"
    thinking_off: Mapping[str, JsonValue] = field(default_factory=dict)
    """Fields that switch thinking off; empty where none is known or it was refused."""


PRESETS: Mapping[str, Dialect] = {
    "api.openai.com": Dialect(cap="max_completion_tokens"),  # its reasoning models refuse max_tokens, the others take both
    "api.deepseek.com": Dialect(Rung.JSON_OBJECT, thinking_off=_DISABLED),  # 400 to json_schema on chat completions
    "dashscope.aliyuncs.com": Dialect(thinking_off=_NOT_ENABLED),
    "dashscope-intl.aliyuncs.com": Dialect(thinking_off=_NOT_ENABLED),
    "api.siliconflow.cn": Dialect(thinking_off=_NOT_ENABLED),
    "api.siliconflow.com": Dialect(thinking_off=_NOT_ENABLED),
    "open.bigmodel.cn": Dialect(Rung.JSON_OBJECT, thinking_off=_DISABLED),
    "api.z.ai": Dialect(Rung.JSON_OBJECT, thinking_off=_DISABLED),
    "api.moonshot.cn": Dialect(cap="max_completion_tokens", thinking_off=_DISABLED),  # its own default cap is 1,024
    "api.moonshot.ai": Dialect(cap="max_completion_tokens", thinking_off=_DISABLED),
    "ark.cn-beijing.volces.com": Dialect(thinking_off=_DISABLED),
}


def preset(base_url: str, *, thinking: bool) -> Dialect:
    """Return where to start with a host; an unknown one starts at the top and is sent nothing about thinking."""
    known = PRESETS.get(urlsplit(base_url).hostname or "", Dialect())
    return replace(known, thinking_off={}) if thinking else known


class _Entry(BaseModel):
    response_format: Rung
    cap_parameter: Cap
    thinking_refused: bool = False
    learned_at: float = 0.0
    """Seconds since 1970."""


MEMORY_SECONDS = 30 * 86_400.0
"""What was learned longer ago is tried anew: endpoints get better, and two bad answers in a row may have been bad luck."""


class Learner:
    """The dialect in use, shared by all calls of a run. Every refusal is learned once, however many calls meet it.

    The methods are given the dialect that the refused request was written in. They return True when it is worth asking
    again in `now`: because this call learned something, or another one did meanwhile. False: nothing is left to try.
    """

    def __init__(self, start: Dialect, *, name: str, memory: Path | None = None, now: Callable[[], float] = time.time) -> None:
        """Start with what `memory` keeps under `name`, else with `start`; a missing, damaged or old file is no memory."""
        self._memory, self._name, self._now = memory, name, now
        self._unparseable = 0
        self._cap_switched = self._thinking_refused = False
        self.now = self._recall(start)

    def demote(self, used: Dialect) -> bool:
        """Go one rung down."""
        if self.now.rung is not used.rung:
            return True
        if used.rung.below is None:
            return False
        self._learn(replace(self.now, rung=used.rung.below))
        return True

    def switch_cap(self, used: Dialect) -> bool:
        """Call the output cap by its other name; once."""
        if self.now.cap != used.cap:
            return True
        if self._cap_switched:
            return False
        self._cap_switched = True
        self._learn(replace(self.now, cap="max_tokens" if used.cap == "max_completion_tokens" else "max_completion_tokens"))
        return True

    def drop_thinking_switch(self, used: Dialect) -> bool:
        """Send nothing about thinking any more."""
        if not used.thinking_off:
            return False
        if self.now.thinking_off:
            self._thinking_refused = True
            self._learn(replace(self.now, thinking_off={}))
        return True

    def note_answer(self, used: Dialect, *, parsed: bool) -> None:
        """Count unparseable answers of the present rung; the second in a row leads one rung down."""
        if used.rung is not self.now.rung:
            return
        self._unparseable = 0 if parsed else self._unparseable + 1
        if self._unparseable >= MOST_UNPARSEABLE:
            self.demote(used)

    def _learn(self, dialect: Dialect) -> None:
        self.now, self._unparseable = dialect, 0
        if self._memory is None:
            return
        entry = _Entry(
            response_format=dialect.rung,
            cap_parameter=dialect.cap,
            thinking_refused=self._thinking_refused,
            learned_at=self._now(),
        )
        entries = _read(self._memory) | {self._name: entry.model_dump(mode="json")}
        body = json.dumps(entries, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        with contextlib.suppress(StorageError):  # a read-only cache: learned for this run only
            write_atomically(self._memory, body.encode())

    def _recall(self, start: Dialect) -> Dialect:
        known = _read(self._memory).get(self._name) if self._memory else None
        try:
            entry = _Entry.model_validate(known)
        except ValidationError:
            return start
        if self._now() - entry.learned_at > MEMORY_SECONDS:
            return start
        self._thinking_refused = entry.thinking_refused
        return Dialect(entry.response_format, entry.cap_parameter, {} if entry.thinking_refused else start.thinking_off)


def _read(memory: Path) -> dict[str, Any]:
    try:
        entries = json.loads(memory.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return entries if isinstance(entries, dict) else {}
