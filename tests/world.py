"""The real command line against a served sandbox: one object a test, with its own folder and its own environment."""

import datetime as dt
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from digestgen.cli import cli
from digestgen.cli.sandbox import settings_of
from digestgen.drafts import Drafts
from digestgen.models import Draft
from digestgen.reports import DayReport
from digestgen.sandbox import DEMO_DAY, Faults, Sandbox, SandboxPaper, World, demo_sandbox, serve


@dataclass
class Bench:
    """A sandbox that is being served, and the command line pointed to it."""

    world: World
    folder: Path
    days: dict[dt.date, tuple[SandboxPaper, ...]] = field(default_factory=dict)
    """May be changed while it is served."""
    now: dt.datetime | None = None
    """What the command line takes for the time; None: the system's clock."""

    @property
    def drafts(self) -> Drafts:
        return Drafts(self.folder / "out")

    @property
    def environment(self) -> dict[str, str]:
        folders = {"DIGESTGEN_OUTPUT_DIR": str(self.folder / "out"), "DIGESTGEN_CACHE_DIR": str(self.folder / "cache")}
        return {**settings_of(self.world), "DIGESTGEN_LLM_DEADLINE_SECONDS": "20", **folders}

    def __call__(self, *arguments: str, stdin: str | bytes | None = None, **environment: str | None) -> Result:
        """Run `digestgen ARGUMENTS`; errors that nobody meant fly into the test."""
        env: dict[str, str | None] = {name: None for name in os.environ if name.startswith(("DIGESTGEN_", "OPENAI_"))}
        runner = CliRunner(env={**env, **self.environment, **environment})
        now = self.now
        return runner.invoke(cli, arguments, input=stdin, catch_exceptions=False, obj=(lambda: now) if now else None)

    def run_demo(self, *arguments: str, **environment: str | None) -> Result:
        return self("run", "--date", DEMO_DAY.isoformat(), *arguments, **environment)

    def report(self, *arguments: str, **environment: str | None) -> DayReport:
        """Run the demo day and return its account."""
        return DayReport.model_validate_json(self.run_demo("--json", *arguments, **environment).stdout)

    def draft(self, arxiv_id: str) -> Draft:
        found = self.drafts.read(DEMO_DAY, arxiv_id)
        assert found is not None
        return found


@contextmanager
def bench(folder: Path, faults: str = "", days: dict[dt.date, Sequence[SandboxPaper]] | None = None) -> Iterator[Bench]:
    """Serve the demo day, or `days`, with `faults` as the command line writes them."""
    listed = {day: tuple(papers) for day, papers in (days or demo_sandbox().days).items()}
    with serve(Sandbox(listed, faults=Faults.parse(faults), newest=dt.date(2030, 1, 1))) as world:
        yield Bench(world, folder, listed)


def last_json_line(text: str) -> dict[str, Any]:
    """Return the last line, read as JSON."""
    value = json.loads(text.strip().splitlines()[-1])
    assert isinstance(value, dict)
    return value
