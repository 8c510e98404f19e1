"""A day of 50 papers on the sandbox against the ideal schedule: makespan, requests, and our own CPU per paper.

`python benchmarks/day.py [--papers 50] [--llm-seconds 10] [--gap-seconds 0.3] [--concurrency 8]`

The sandbox runs in a process of its own; the program runs in this one, so that RUSAGE_SELF is its CPU without the PDF text, which
is read in child processes. The ideal schedule knows all latencies: arXiv answers one request per gap (the metadata call first),
and each paper then takes the first free of the concurrent answers. Bars: makespan at most 1.10 of the ideal, at most 0.3 s of CPU
per paper.
"""

import argparse
import heapq
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from digestgen.cli import cli

DAY = "2024-02-01"


def ideal_seconds(papers: int, gap_seconds: float, llm_seconds: float, concurrency: int) -> float:
    """Return the makespan of the list schedule without any overhead."""
    free = [0.0] * concurrency
    for place in range(papers):
        has_text = (place + 1) * gap_seconds
        heapq.heappush(free, max(has_text, heapq.heappop(free)) + llm_seconds)
    return max(free)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--papers", type=int, default=50)
    options.add_argument("--llm-seconds", type=float, default=10.0)
    options.add_argument("--gap-seconds", type=float, default=0.3)
    options.add_argument("--concurrency", type=int, default=8)
    given = options.parse_args()
    serve = [sys.executable, "-m", "digestgen.cli", "sandbox", "--json", "--date", DAY, "--papers", str(given.papers)]
    serve += ["--fault", f"model:latency={given.llm_seconds}"]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(serve, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as sandbox,
    ):
        try:
            assert sandbox.stdout is not None
            os.environ.update(json.loads(sandbox.stdout.readline()))
            os.environ["DIGESTGEN_ARXIV_GAP_SECONDS"] = str(given.gap_seconds)
            os.environ["DIGESTGEN_LLM_CONCURRENCY"] = str(given.concurrency)
            wall, cpu, report = run_day(Path(folder))
        finally:
            sandbox.terminate()
    ideal = ideal_seconds(given.papers, given.gap_seconds, given.llm_seconds, given.concurrency)
    print("| papers | drafted | LLM s | gap s | concurrency | ideal s | makespan s | ratio | own CPU s per paper |")
    print("|---|---|---|---|---|---|---|---|---|")
    shape = f"{given.llm_seconds:g} | {given.gap_seconds:g} | {given.concurrency}"
    figures = f"{ideal:.1f} | {wall:.1f} | {wall / ideal:.3f} | {cpu / given.papers:.3f}"
    print(f"| {given.papers} | {len(report['drafted'])} | {shape} | {figures} |")


def run_day(folder: Path) -> tuple[float, float, dict[str, list[str]]]:
    """Run the day in this process; return wall seconds, own CPU seconds, and the report."""
    before, started = _own_cpu_seconds(), time.perf_counter()
    arguments = ["run", "--date", DAY, "--log-format", "plain"]
    code = cli.main(
        [*arguments, "--output-dir", str(folder / "out"), "--cache-dir", str(folder / "cache")], standalone_mode=False
    )
    assert code in (0, None), f"the run answered {code}"
    wall, cpu = time.perf_counter() - started, _own_cpu_seconds() - before
    return wall, cpu, json.loads((folder / "out" / "reports" / f"{DAY}.json").read_text("utf-8"))


def _own_cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
