"""Start-up time of `digestgen --help` against a bare click program, in turns within one run.

Prints a Markdown table with the medians and their ratio. Bar: at most 1.6.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROUNDS = 21
BARE = """
import click

@click.group()
def cli():
    "A bare program."

@cli.command()
@click.option("--name", default="you")
def hello(name):
    "Say hello."
    click.echo(name)

cli()
"""


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        ours = Path(folder) / "ours.py"
        ours.write_text("from digestgen.cli import main\nmain()\n")
        commands = {"bare click": [sys.executable, str(bare), "--help"], "digestgen": [sys.executable, str(ours), "--help"]}
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(ROUNDS + 1):
            for name, command in commands.items():
                took = seconds(command)
                if turn:  # the first turn warms the disk
                    times[name].append(took)
    ratios = [ours / bare for ours, bare in zip(times["digestgen"], times["bare click"], strict=True)]
    print("| program | median ms | ratio to bare click (median of pairs) |\n|---|---|---|")
    print(f"| bare click `--help` | {statistics.median(times['bare click']) * 1000:.0f} | 1 |")
    print(f"| `digestgen --help` | {statistics.median(times['digestgen']) * 1000:.0f} | {statistics.median(ratios):.2f} |")


if __name__ == "__main__":
    main()
