"""What a run shows while it works, on standard error: a live table, plain lines, or JSON lines."""

import contextlib
import datetime as dt
import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table
from rich.text import Text

from digestgen.cli.account import money
from digestgen.models import Paper, Usage
from digestgen.pipeline import Progress

MAX_ROWS = 30
MOST_STAGE_COLUMNS = 60
"""A failure's reason stands there while the run goes on; the account at the end has it whole."""


class Display(Protocol):
    """Shows what happens to a day's papers."""

    def start(self, day: dt.date, papers: Sequence[Paper]) -> None:
        """Take the papers that the run will account for."""

    def note(self, progress: Progress) -> None:
        """Take one step of one paper."""


@contextlib.contextmanager
def open_display(log_format: str) -> Iterator[Display]:
    """Give the display for `auto`, `plain` or `json`, and send warnings the same way while it is open."""
    console = Console(stderr=True)
    if log_format == "json":
        with _logging_to(_JsonHandler()):
            yield JsonLines()
    elif log_format == "plain" or not console.is_terminal:
        with _logging_to(logging.StreamHandler(sys.stderr)):
            yield PlainLines()
    else:
        table = LiveTable()
        with _logging_to(RichHandler(console=console, show_path=False)), Live(table, console=console, refresh_per_second=8):
            yield table


@contextlib.contextmanager
def _logging_to(handler: logging.Handler) -> Iterator[None]:
    logger = logging.getLogger("digestgen")
    handler.setLevel(logging.WARNING)
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = True


class PlainLines:
    """One line for each paper that is done."""

    def __init__(self) -> None:
        self.total = self.done = 0

    def start(self, day: dt.date, papers: Sequence[Paper]) -> None:
        """Say how many papers there are."""
        self.total, self.done = len(papers), 0
        _print_line(f"{day}: {self.total} papers")

    def note(self, progress: Progress) -> None:
        """Print the papers that are done."""
        if progress.stage is None:
            self.done += 1
            tokens = f" ({progress.usage.total:,} tokens, {money(progress.cost_usd)})" if progress.usage.calls else ""
            _print_line(f"[{self.done}/{self.total}] {progress.paper.id} {progress.outcome}{tokens}  {progress.paper.title}")


class JsonLines:
    """One JSON object for each step."""

    def start(self, day: dt.date, papers: Sequence[Paper]) -> None:
        """Write the start of the run."""
        _print_json({"event": "start", "date": day.isoformat(), "papers": [paper.id for paper in papers]})

    def note(self, progress: Progress) -> None:
        """Write one step of one paper."""
        step: dict[str, object] = {"event": progress.stage or "done", "arxiv_id": progress.paper.id}
        if progress.stage is None:
            cost = None if progress.cost_usd is None else float(progress.cost_usd)
            step |= {"outcome": progress.outcome, "usage": progress.usage.model_dump(), "cost_usd": cost}
        _print_json(step)


class LiveTable:
    """A table that stays in place: stage per paper, and below it tokens, cost and the time that is left."""

    def __init__(self) -> None:
        self.papers: dict[str, Paper] = {}
        self.stages: dict[str, str] = {}
        self.done: set[str] = set()
        self.usage = Usage()
        self.cost_usd: Decimal | None = Decimal(0)
        self.started = time.monotonic()

    def start(self, day: dt.date, papers: Sequence[Paper]) -> None:  # noqa: ARG002 - the table needs no day
        """Take the papers of the next day, all waiting; tokens and cost go on."""
        self.papers = {paper.id: paper for paper in papers}
        self.stages, self.done, self.started = {}, set(), time.monotonic()

    def note(self, progress: Progress) -> None:
        """Move a paper on."""
        name = progress.paper.id
        self.stages[name] = str(progress.stage) if progress.stage else progress.outcome
        if progress.stage is None:
            self.done.add(name)
            self.usage += progress.usage
            if progress.usage.calls:
                known = self.cost_usd is not None and progress.cost_usd is not None
                self.cost_usd = (self.cost_usd or Decimal(0)) + (progress.cost_usd or Decimal(0)) if known else None

    def __rich__(self) -> Table:
        table = Table(box=None, padding=(0, 1), caption=self._caption(), caption_justify="left", expand=True)
        table.add_column("paper", no_wrap=True)
        table.add_column("stage", no_wrap=True, overflow="ellipsis", max_width=MOST_STAGE_COLUMNS)
        table.add_column("title", no_wrap=True, overflow="ellipsis", ratio=1)
        open_first = sorted(self.papers, key=lambda name: (name in self.done, name not in self.stages))
        for name in open_first[:MAX_ROWS]:
            style = "dim" if name in self.done else "bold" if name in self.stages else ""
            cells = (name, self.stages.get(name, "waiting"), self.papers[name].title)
            table.add_row(*(Text(cell) for cell in cells), style=style)
        return table

    def _caption(self) -> str:
        elapsed = time.monotonic() - self.started
        left = len(self.papers) - len(self.done)
        eta = f", about {elapsed / len(self.done) * left:.0f} s left" if self.done and left else ""
        tokens = f"{self.usage.prompt_tokens:,} tokens in, {self.usage.completion_tokens:,} out, {money(self.cost_usd)}"
        return f"{len(self.done)}/{len(self.papers)} done; {tokens}; {elapsed:.0f} s{eta}"


class _JsonHandler(logging.Handler):
    """Warnings as JSON lines."""

    def emit(self, record: logging.LogRecord) -> None:
        _print_json({"event": "log", "level": record.levelname.lower(), "message": self.format(record)})


def _print_line(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # a closed pipe or a full log disk must not cost a paper
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - standard error is where progress belongs


def _print_json(step: dict[str, object]) -> None:
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    _print_line(json.dumps({"at": at, **step}, ensure_ascii=False))
