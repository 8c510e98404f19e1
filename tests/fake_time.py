"""A clock that only moves when somebody sleeps on it."""

import asyncio


class FakeTime:
    """Passed in as clock and sleep; `slept` has every sleep in order, in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)
