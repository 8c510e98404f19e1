"""The sandbox as a value: which papers are listed on which days, and what goes wrong. It does nothing until it is served."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digestgen.sandbox.arxivside import Metadata, Pdfs
from digestgen.sandbox.faults import Faults, Latency
from digestgen.sandbox.hub import Hub
from digestgen.sandbox.journal import ModelCall
from digestgen.sandbox.model import Model
from digestgen.sandbox.papers import DEMO_DAY, SandboxPaper, demo_papers
from digestgen.sandbox.wire import Answer, Call, Service

Days = Mapping[dt.date, Sequence[SandboxPaper]]


class Sandbox:
    """A loopback world. `days` is read at every request, so a test may let a list grow while it is served."""

    def __init__(
        self,
        days: Days,
        *,
        faults: Faults | None = None,
        latency_seconds: Mapping[str, float] | None = None,
        newest: dt.date | None = None,
        api_key: str | None = None,
        context_tokens: int | None = None,
    ) -> None:
        """`latency_seconds` by service name is added to `faults`; `newest` is the latest day that the feed knows (None.

        The latest given).

        With `api_key` the model refuses any other key (401), with `context_tokens` longer prompts (400).
        """
        given = faults or Faults()
        added = {Service(name): Latency(seconds) for name, seconds in (latency_seconds or {}).items()}
        self.days = days
        self.faults = replace(given, latency={**given.latency, **added})
        self._newest = newest
        self._api_key = api_key
        self._context_tokens = context_tokens
        self._library = _Library(days)

    def find(self, arxiv_id: str) -> SandboxPaper | None:
        """Return the paper with this id (no version); None where there is none. Of a paper listed twice, the later day's."""
        return self._library.find(arxiv_id)

    def services(self) -> tuple[dict[Service, Callable[[Call], Answer]], Callable[[Call], ModelCall | None]]:
        """Make the four services, with fresh state, and the function that tells the journal about a chat request."""
        model = Model(self.find, self._library.with_replies, api_key=self._api_key, context_tokens=self._context_tokens)
        services: dict[Service, Callable[[Call], Answer]] = {
            Service.HUB: Hub(self.days, self._newest),
            Service.METADATA: Metadata(self.find),
            Service.PDF: Pdfs(self.find),
            Service.MODEL: model,
        }
        return services, model.seen


@dataclass
class _Library:
    """The papers of all days by id; read anew when their number has changed."""

    days: Days
    _count: int = -1
    _by_id: dict[str, SandboxPaper] = field(default_factory=dict)
    _replying: tuple[SandboxPaper, ...] = ()

    def find(self, arxiv_id: str) -> SandboxPaper | None:
        self._refresh()
        return self._by_id.get(arxiv_id)

    def with_replies(self) -> tuple[SandboxPaper, ...]:
        self._refresh()
        return self._replying

    def _refresh(self) -> None:
        count = sum(len(papers) for papers in self.days.values())
        if count != self._count:
            self._by_id = {paper.id: paper for day in sorted(self.days) for paper in self.days[day]}
            self._replying = tuple(paper for paper in self._by_id.values() if paper.reply)
            self._count = count


def demo_sandbox(*, faults: Faults | None = None, latency_seconds: Mapping[str, float] | None = None) -> Sandbox:
    """Return the built-in demo world: five papers on `DEMO_DAY`, one of them without a PDF.

    Nothing is typeset before it is asked for.
    """
    return Sandbox({DEMO_DAY: demo_papers()}, faults=faults, latency_seconds=latency_seconds)
