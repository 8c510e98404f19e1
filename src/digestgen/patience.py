"""How we wait for the sources: the gate that spaces requests, and the retry policy. It sends nothing.

Facts: arXiv's terms ask for at most one request per 3 s over one connection; Hugging Face allows 500 API calls per 5 minutes and
address, and says with a 429 when the window ends.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential_jitter

from digestgen.errors import UpstreamError
from digestgen.refusals import asked_wait_seconds

_log = logging.getLogger(__name__)
LONG_WAIT_SECONDS = 5.0
Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Gate:
    """`async with gate:` lets one holder in at a time, in the order of asking, their starts at least `gap_seconds` apart.

    A holder that is cancelled while it waits takes no turn. One gate serves one event loop.
    """

    def __init__(self, gap_seconds: float, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        """Make an open gate; nobody has passed it yet."""
        self.gap_seconds = gap_seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = asyncio.Lock()  # wakes its waiters in the order of asking
        self._next_start = clock()

    async def __aenter__(self) -> None:
        await self._lock.acquire()
        try:
            if (wait_seconds := self._next_start - self._clock()) > 0:
                await self._sleep(wait_seconds)
        except BaseException:
            self._lock.release()
            raise
        self._next_start = self._clock() + self.gap_seconds

    async def __aexit__(self, *exception: object) -> None:
        self._lock.release()


class Stopwatch:
    """Adds up the seconds that pass inside `with watch.running():`."""

    def __init__(self, clock: Clock) -> None:
        """Start at zero."""
        self._clock = clock
        self.seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count until the block is left, in whatever way."""
        started = self._clock()
        try:
            yield
        finally:
            self.seconds += self._clock() - started


def patience(
    *, attempts: int, budget_seconds: float, sleep: Sleep = asyncio.sleep, spent: Callable[[], float] = lambda: 0.0
) -> AsyncRetrying:
    """Return the retry policy towards the sources: what is `retryable` is tried again, within both limits.

    Waits are 1, 2, 4 … 30 s plus up to 1 s of chance, and never shorter than the server asks. A wait that would exceed
    `budget_seconds`, added to the waits so far and to `spent()`, is not begun: the error is raised at once.
    """
    backoff = wait_exponential_jitter(initial=1, max=30, jitter=1)

    def wait(state: RetryCallState) -> float:
        asked = asked_wait_seconds(state.outcome.exception() if state.outcome else None)
        return max(backoff(state), asked or 0.0)

    def is_over(state: RetryCallState) -> bool:
        return state.attempt_number >= attempts or spent() + state.idle_for + state.upcoming_sleep > budget_seconds

    def is_retryable(error: BaseException) -> bool:
        return isinstance(error, UpstreamError) and error.retryable

    return AsyncRetrying(
        sleep=sleep, stop=is_over, wait=wait, retry=retry_if_exception(is_retryable), before_sleep=_tell, reraise=True
    )


def _tell(state: RetryCallState) -> None:
    """Say why nothing happens, where it takes longer than a reader takes for granted."""
    if state.upcoming_sleep >= LONG_WAIT_SECONDS:
        error = state.outcome.exception() if state.outcome else None
        _log.warning("waiting %.0f s before another try: %s", state.upcoming_sleep, error)
