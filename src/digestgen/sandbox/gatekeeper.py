"""Stands before a service.

Decides for each call how long it waits, whether the rate limit refuses it, and which fault meets it.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from digestgen.sandbox.faults import Faults, RateLimit, Rule, draw
from digestgen.sandbox.mishaps import KINDS
from digestgen.sandbox.wire import Answer, Call, Service, refusal

_ONE_SECOND = 1.0


@dataclass(frozen=True)
class Ruling:
    """What happens to a call: wait so long, then this refusal, or this fault on the service's answer, or simply the answer."""

    latency_seconds: float = 0.0
    refusal: Answer | None = None
    rule: Rule | None = None

    @property
    def name(self) -> str:
        """Name of what meets the call; empty for nothing."""
        return self.rule.kind if self.rule else "rate" if self.refusal else ""

    def apply(self, call: Call, answer: Callable[[Call], Answer]) -> Answer:
        """Return what is sent: the service is asked only where its answer is needed."""
        if self.refusal:
            return self.refusal
        if self.rule is None:
            return answer(call)
        if self.rule.kind.isdigit():
            return refusal(call.service, int(self.rule.kind), _ONE_SECOND if self.rule.seconds is None else self.rule.seconds)
        return KINDS[self.rule.kind].apply(call, answer(call), self.rule.seconds)


@dataclass
class _Window:
    opened: float = float("-inf")
    used: int = 0


@dataclass
class Gatekeeper:
    """Rules on calls in the order in which they come; `clock` gives seconds. Not thread-safe.

    It lives on the server's event loop.
    """

    faults: Faults
    clock: Callable[[], float] = time.monotonic
    _windows: dict[Service, _Window] = field(default_factory=dict)
    _met: Counter[int] = field(default_factory=Counter)
    _struck: Counter[int] = field(default_factory=Counter)
    _seen: Counter[str] = field(default_factory=Counter)

    def rule(self, call: Call) -> Ruling:
        """Decide about one call."""
        subject = call.subject
        key = f"{call.service}|{draw(subject)}"
        self._seen[key] += 1
        occurrence = f"{key}|{self._seen[key]}"
        latency = self.faults.latency.get(call.service)
        seconds = latency.seconds(self.faults.seed, occurrence) if latency else 0.0
        limit = self.faults.limits.get(call.service)
        if limit and (wait := self._excess(call.service, limit)) > 0:
            return Ruling(refusal=refusal(call.service, 429, wait))
        for place, rule in enumerate(self.faults.rules):
            if self._meets(rule, call, subject) and self._strikes(place, rule, occurrence):
                return Ruling(seconds, rule=rule)
        return Ruling(seconds)

    def _excess(self, service: Service, limit: RateLimit) -> float:
        """Count the call; return the seconds until the next window where this one is used up, else 0."""
        now = self.clock()
        window = self._windows.setdefault(service, _Window())
        if now - window.opened >= limit.window_seconds:
            window.opened, window.used = now, 0
        if window.used >= limit.requests:
            return window.opened + limit.window_seconds - now
        window.used += 1
        return 0.0

    def _meets(self, rule: Rule, call: Call, subject: str) -> bool:
        if rule.service is not call.service or rule.match not in subject:
            return False
        return rule.kind.isdigit() or KINDS[rule.kind].meets(call)

    def _strikes(self, place: int, rule: Rule, occurrence: str) -> bool:
        self._met[place] += 1
        if rule.times is not None and self._struck[place] >= rule.times:
            return False
        if rule.every is not None and self._met[place] % rule.every:
            return False
        if rule.probability is not None and draw(self.faults.seed, place, occurrence) >= rule.probability:
            return False
        self._struck[place] += 1
        return True
