"""`digestgen sandbox` and `digestgen demo`: the loopback world, and the real program run against it."""

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options

if TYPE_CHECKING:
    from digestgen.config import Settings
    from digestgen.publish import Published
    from digestgen.reports import DayReport
    from digestgen.sandbox import World

SCRATCH = Path("sandbox-output")
"""Invented papers must not get between real ones."""
DEMO_GAP_SECONDS = 0.1
"""The loopback arXiv needs no rest."""


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1.  [default: a free one]")
@click.option("--papers", type=click.IntRange(1, 3000), help="Serve so many synthetic papers instead of the demo day.")
@click.option("--date", "day", metavar="D", help="Day on which the synthetic papers are listed.  [default: the demo day]")
@click.option("--fault", "faults", metavar="SPEC", multiple=True, help="Faults, latency and limits; may be repeated.")
@click.option("--seed", type=int, default=0, help="Seed of the papers and the faults.")
@options.as_json
def sandbox(port: int, papers: int | None, day: str | None, faults: tuple[str, ...], seed: int, as_json: bool) -> None:
    """Serve a Hugging Face, an arXiv and a model on this machine, until Ctrl-C.

    Prints the settings that point digestgen to them, as shell lines or as one line of JSON. Nothing of it is real, and the
    model says so.

    SPEC is service:kind[=amount][~seconds][@match], separated by commas, with the services hub, metadata, pdf and model:
    model:429=2 (the first two requests), pdf:500=0.2 (a fifth of them), model:latency=10 (seconds before each answer),
    hub:rate=60/60 (requests per seconds). A wrong kind lists all kinds.
    """
    import json
    import signal
    import threading

    from digestgen.cli.days import day_or_usage_error
    from digestgen.cli.wiring import utc_now
    from digestgen.sandbox import DEMO_DAY, Faults, Sandbox, demo_sandbox, serve, synthetic_day
    from digestgen.sources.huggingface import feed_today

    parsed = Faults.parse(",".join(faults), seed=seed)
    listed = day_or_usage_error(day) if day else DEMO_DAY
    days = {listed: synthetic_day(listed, papers, seed)} if papers else demo_sandbox().days
    world = Sandbox(days, faults=parsed, newest=feed_today(utc_now()))
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with serve(world, port=port) as served, contextlib.suppress(KeyboardInterrupt):
        settings = settings_of(served)
        click.echo(json.dumps(settings) if as_json else "\n".join(f"export {name}={value}" for name, value in settings.items()))
        click.echo(f"serving on {served.url} until Ctrl-C; try: digestgen run --date {listed}", err=True)
        while not stopped.wait(0.5):  # in steps: Windows does not interrupt a wait without end
            pass


def settings_of(world: "World") -> dict[str, str]:
    """Return the environment that points digestgen to the world."""
    from digestgen.config import env_name

    values = {**_addresses_of(world), "openai_api_key": "sandbox", "output_dir": SCRATCH, "cache_dir": SCRATCH / "cache"}
    return {env_name(field): str(value) for field, value in values.items()}


def _addresses_of(world: "World") -> dict[str, Any]:
    """Return the settings that lead to the world's four services."""
    from digestgen.sandbox import MODEL_NAME

    return {
        "hf_url": world.hf_url,
        "arxiv_url": world.arxiv_url,
        "arxiv_api_url": world.arxiv_api_url,
        "arxiv_gap_seconds": DEMO_GAP_SECONDS,
        "openai_base_url": world.openai_base_url,
        "model": MODEL_NAME,
    }


@click.command()
@click.option("--output-dir", type=options.FOLDER, help="Keep drafts and page there.  [default: a folder that is removed]")
@options.as_json
def demo(output_dir: Path | None, as_json: bool) -> None:
    """Run the whole job on the built-in demo day and print the digest: no key, no network, no set-up.

    Starts the sandbox on 127.0.0.1, runs the real program against it, approves the drafts in your place, and prints the page.
    The demo's papers are invented and its summaries were written by hand; no model is asked.
    """
    import asyncio
    from tempfile import TemporaryDirectory

    from digestgen.cli.account import account_lines
    from digestgen.cli.progress import open_display
    from digestgen.cli.running import run_day
    from digestgen.day import EVERYTHING
    from digestgen.sandbox import DEMO_DAY, demo_sandbox, serve

    with TemporaryDirectory(prefix="digestgen-demo-") as scratch, serve(demo_sandbox()) as world:
        settings = _demo_settings(world, output_dir or Path(scratch) / "output", Path(scratch) / "cache")
        with open_display("auto") as display:
            report = asyncio.run(run_day(settings, DEMO_DAY, EVERYTHING, display))
        published = _approve_and_publish(settings, report)
        if as_json:
            click.echo(report.model_dump_json(indent=2))
        else:
            if published.papers:
                sys.stdout.buffer.write(published.path.read_bytes())
                sys.stdout.flush()
            for line in [*account_lines(report), _farewell(output_dir, published)]:
                click.echo(line, err=True)
    click.get_current_context().exit(report.exit_code)


def _demo_settings(world: "World", output_dir: Path, cache_dir: Path) -> "Settings":
    """Return settings in which nothing of the user's own environment counts."""
    from digestgen.config import Settings

    defaults = {name: field.get_default(call_default_factory=True) for name, field in Settings.model_fields.items()}
    folders = {"output_dir": output_dir, "cache_dir": cache_dir}
    return Settings.model_construct(**{**defaults, **_addresses_of(world), **folders})


def _approve_and_publish(settings: "Settings", report: "DayReport") -> "Published":
    from digestgen.cli.wiring import utc_now
    from digestgen.drafts import Drafts
    from digestgen.publish import publish_day
    from digestgen.review import approve
    from digestgen.sandbox import DEMO_DAY

    drafts = Drafts(settings.output_dir)
    for arxiv_id in (*report.drafted, *report.unchanged):  # the demo's own papers, nobody else's
        if draft := drafts.read(DEMO_DAY, arxiv_id):
            drafts.write(approve(draft, by="digestgen demo", at=utc_now(), note="approved by the demo"))
    return publish_day(drafts, DEMO_DAY)


def _farewell(output_dir: Path | None, published: "Published") -> str:
    kept = f"The page is {published.path}" if output_dir else "Nothing was kept; --output-dir DIR keeps drafts and page"
    return f"This was a sandbox: invented papers, hand-written summaries, no model. {kept}."
