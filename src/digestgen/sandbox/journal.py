"""The journal: every request that the sandbox has seen, and what can be asked about them.

In memory, bounded, safe to read from any thread.
"""

import threading
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from digestgen.sandbox.wire import Service

DEFAULT_ENTRIES = 20_000
"""About 10 MB; counts and gaps stay exact beyond that."""


@dataclass(frozen=True)
class ModelCall:
    """What a chat request asked for."""

    model: str
    response_format: str
    roles: tuple[str, ...]
    prompt_tokens: int
    max_tokens: int | None
    paper_id: str | None
    """The sandbox paper that it was about; None where none was recognised."""


@dataclass(frozen=True)
class Entry:
    """A request that has been answered. Times are seconds of the sandbox's clock; `status` is 0 where no response was begun."""

    service: Service
    method: str
    path: str
    query: str
    started: float
    seconds: float
    status: int
    fault: str = ""
    """Name of the fault or limit that met it; empty for none."""
    user_agent: str = ""
    model: ModelCall | None = None


@dataclass
class _Tally:
    total: int = 0
    open: int = 0
    most_open: int = 0
    last_start: float | None = None
    smallest_gap: float | None = None
    statuses: Counter[int] = field(default_factory=Counter)


class Journal:
    """Entries in the order in which they ended, the oldest dropped beyond `limit`.

    The tallies cover all requests since `clear`.
    """

    def __init__(self, limit: int = DEFAULT_ENTRIES) -> None:
        self._entries: deque[Entry] = deque(maxlen=limit)
        self._tallies = {service: _Tally() for service in Service}
        self._lock = threading.Lock()

    def begin(self, service: Service, started: float) -> None:
        """Count a request at its start."""
        with self._lock:
            tally = self._tallies[service]
            tally.total += 1
            tally.open += 1
            tally.most_open = max(tally.most_open, tally.open)
            if tally.last_start is not None:
                gap = started - tally.last_start
                tally.smallest_gap = gap if tally.smallest_gap is None else min(gap, tally.smallest_gap)
            tally.last_start = started

    def end(self, entry: Entry) -> None:
        """Keep a request that was begun."""
        with self._lock:
            tally = self._tallies[entry.service]
            tally.open -= 1
            tally.statuses[entry.status] += 1
            self._entries.append(entry)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything kept, in the order in which the requests ended."""
        with self._lock:
            return tuple(self._entries)

    def of(self, service: Service | str) -> tuple[Entry, ...]:
        """Return what is kept of one service, in the order in which the requests started."""
        return tuple(sorted((entry for entry in self.entries if entry.service == service), key=lambda entry: entry.started))

    def count(self, service: Service | str | None = None, status: int | None = None) -> int:
        """Count all requests since `clear`: of one service, or those that ended with one status."""
        with self._lock:
            tallies = [self._tallies[Service(service)]] if service is not None else list(self._tallies.values())
            return sum(tally.total if status is None else tally.statuses[status] for tally in tallies)

    def smallest_gap_seconds(self, service: Service | str) -> float | None:
        """Return the shortest time from one request's start to the next one's; None for fewer than two requests."""
        with self._lock:
            return self._tallies[Service(service)].smallest_gap

    def most_at_once(self, service: Service | str) -> int:
        """Return how many requests were open at the same time at most."""
        with self._lock:
            return self._tallies[Service(service)].most_open

    def clear(self) -> None:
        """Forget everything but the requests that are open now."""
        with self._lock:
            self._entries.clear()
            self._tallies = {service: _Tally(open=tally.open, most_open=tally.open) for service, tally in self._tallies.items()}


def start_gaps(entries: Sequence[Entry]) -> tuple[float, ...]:
    """Return the seconds from each entry's start to the next one's, for entries in the order of their starts."""
    return tuple(later.started - earlier.started for earlier, later in pairwise(entries))
