"""What may go wrong, when, and how often: latency, rate limits and faults, as values and as one line of text.

The faults' effects: `mishaps.py`.

Everything random is drawn from a hash of the seed, the rule and the request (its subject and how often it was seen), not from
a shared generator: the same requests meet the same faults in whatever order they arrive.
"""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

from digestgen.errors import UsageError
from digestgen.sandbox.mishaps import KINDS
from digestgen.sandbox.wire import Service

EXAMPLE = "model:429=2,pdf:500=0.2,hub:latency=0.5"


def draw(*key: object) -> float:
    """Return a number from 0 to 1, exclusively, that depends on `key` alone."""
    digest = hashlib.blake2b("|".join(map(str, key)).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") + 0.5) / 2**64


@dataclass(frozen=True)
class Latency:
    """Seconds before an answer: always `median_seconds`, or with `sigma` > 0 a log-normal distribution around that median."""

    median_seconds: float = 0.0
    sigma: float = 0.0

    def seconds(self, *key: object) -> float:
        """Draw the seconds for one request."""
        if self.sigma <= 0:
            return self.median_seconds
        return self.median_seconds * math.exp(self.sigma * NormalDist().inv_cdf(draw("latency", *key)))


@dataclass(frozen=True)
class RateLimit:
    """At most `requests` in a fixed window of `window_seconds`, which opens with the first request; more get 429."""

    requests: int
    window_seconds: float


@dataclass(frozen=True)
class Rule:
    """One fault. Without `times`, `every` and `probability` it meets every request of the service that it can apply to.

    `times`: only the first so many. `every`: one in so many. `probability`: so large a share. `match`: only requests that
    have this in their path, query or first user message. `seconds`: the wait of a 429, the pause of a drip.
    """

    service: Service
    kind: str
    times: int | None = None
    every: int | None = None
    probability: float | None = None
    match: str = ""
    seconds: float | None = None

    def __post_init__(self) -> None:
        if problem := _problem(self.service, self.kind):
            raise UsageError(f"fault {self.service}:{self.kind}", *problem)


def _problem(service: Service, kind: str) -> tuple[str, str] | None:
    if re.fullmatch(r"[45]\d\d", kind):
        return None
    known = sorted(name for name, mishap in KINDS.items() if service in mishap.services)
    if kind in known:
        return None
    return "no such fault of this service", f"one of: a status from 400 to 599, latency, rate, {', '.join(known)}"


@dataclass(frozen=True)
class Faults:
    """All that is set.

    Per service a latency and a rate limit, and the rules in order (the first that meets a request counts).
    """

    latency: Mapping[Service, Latency] = field(default_factory=dict)
    limits: Mapping[Service, RateLimit] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    seed: int = 0

    @classmethod
    def parse(cls, text: str, *, seed: int = 0) -> "Faults":
        """Read the command line's form, e.g. `model:429=2,pdf:500=0.2@2401.99991,hub:rate=60/60,model:latency=10~0.6`.

        Items are `service:kind[=amount][~seconds][@match]`, separated by commas. Services: hub, metadata, pdf, model. Amount:
        a whole number N: the first N requests; a fraction such as 0.2: that share; 1/N: every Nth; none: all.
        `latency=SECONDS[~sigma]` and `rate=REQUESTS/SECONDS` are settings, not faults. Empty text: no faults. Raises
        UsageError that names the item.
        """
        latency: dict[Service, Latency] = {}
        limits: dict[Service, RateLimit] = {}
        rules: list[Rule] = []
        for item in filter(None, (part.strip() for part in text.split(","))):
            service, kind, amount, tail, match = _split(item)
            if kind == "latency":
                latency[service] = Latency(_number(item, amount), _number(item, tail or "0"))
            elif kind == "rate":
                limits[service] = _limit(item, amount)
            else:
                rules.append(_rule(item, service, kind, amount, tail, match))
        return cls(latency, limits, tuple(rules), seed)


_ITEM = re.compile(r"(\w+):([\w-]+)(?:=([\d./]+))?(?:~([\d.]+))?(?:@(.+))?", re.ASCII)


def _split(item: str) -> tuple[Service, str, str, str, str]:
    found = _ITEM.fullmatch(item)
    if not found:
        raise UsageError(f"fault {item!r}", "is not of the form service:kind[=amount][~seconds][@match]", f"e.g. {EXAMPLE}")
    if found[1] not in set(Service):
        raise UsageError(f"fault {item!r}", f"there is no service {found[1]!r}", f"one of: {', '.join(Service)}")
    return Service(found[1]), found[2].replace("-", "_"), found[3] or "", found[4] or "", found[5] or ""


def _rule(item: str, service: Service, kind: str, amount: str, tail: str, match: str) -> Rule:
    seconds = _number(item, tail) if tail else None
    if not amount:
        return Rule(service, kind, match=match, seconds=seconds)
    if amount.isdigit():
        return Rule(service, kind, times=int(amount), match=match, seconds=seconds)
    if re.fullmatch(r"1/[1-9]\d*", amount):
        return Rule(service, kind, every=int(amount[2:]), match=match, seconds=seconds)
    share = _number(item, amount)
    if not 0 <= share <= 1:
        raise UsageError(f"fault {item!r}", "a share lies between 0 and 1", f"e.g. {EXAMPLE}")
    return Rule(service, kind, probability=share, match=match, seconds=seconds)


def _limit(item: str, amount: str) -> RateLimit:
    requests, _, window = amount.partition("/")
    if not requests.isdigit() or not window or _number(item, window) <= 0:
        raise UsageError(f"fault {item!r}", "a rate is REQUESTS/SECONDS", "e.g. hub:rate=60/60")
    return RateLimit(int(requests), _number(item, window))


def _number(item: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"fault {item!r}", f"{text!r} is not a number", f"e.g. {EXAMPLE}") from error
