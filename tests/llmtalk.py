"""How the tests talk to a model: one question, a sleep that skips, an endpoint of their own."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from faultserver import FaultServer, Respond, completion, error

from digestgen.llm import Llm, LlmOptions, Message, Reply, Schema

KEY = "sk-test-0123456789abcdef"
SCHEMA = Schema(
    "note",
    1,
    {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"], "additionalProperties": False},
)
GOOD = '{"note": "好"}'
TALK = (Message("system", "只输出 JSON。"), Message("user", "写一句。"))


@dataclass
class Skipping:
    """A clock that runs as time does, and a sleep that skips."""

    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return time.monotonic() + sum(self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def options(base_url: str, **changes: Any) -> LlmOptions:  # noqa: ANN401 - whatever options there are
    return replace(LlmOptions(base_url, KEY, "m-1", deadline_seconds=5), **changes)


def make(chosen: LlmOptions, *, memory: Path | None = None, time_: Skipping | None = None) -> Llm:
    skipping = time_ or Skipping()
    return Llm(chosen, memory=memory, clock=skipping.clock, sleep=skipping.sleep, jitter=lambda: 1.0)


def ask(server: FaultServer, *, time_: Skipping | None = None, memory: Path | None = None, **changes: object) -> Reply:
    async def run() -> Reply:
        async with make(options(server.base_url, **changes), memory=memory, time_=time_) as llm:
            return await llm(TALK, schema=SCHEMA)

    return asyncio.run(run())


def ask_many(server: FaultServer, count: int, **changes: object) -> Sequence[Reply | BaseException]:
    async def run() -> Sequence[Reply | BaseException]:
        async with make(options(server.base_url, **changes)) as llm:
            return await asyncio.gather(*(llm(TALK, schema=SCHEMA) for _ in range(count)), return_exceptions=True)

    return asyncio.run(run())


def refuse_format(status: int, message: str, *formats: str) -> Respond:
    return lambda seen: error(status, message) if seen.format in formats else completion(GOOD)
