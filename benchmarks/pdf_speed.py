"""PDF text: pages per CPU-second of digestgen, bare pypdfium2, pypdf and pdfminer.six on the same papers, as a Markdown table.

CPU time of this process and its children, so that a busy machine changes little; contenders take turns within each round, and the
median of the rounds counts. Not a measure of quality: of the four only digestgen cleans, finds sections and drops hidden text.

    python benchmarks/pdf_speed.py [FOLDER] [ROUNDS]
"""

import asyncio
import logging
import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from pdfminer.high_level import extract_text
from pypdf import PdfReader

from digestgen.pdftext import Limits, extract
from digestgen.pdftext.worker import read_paper

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pdf"
SLOW = frozenset({"pdfminer.six", "pypdf"})
"""Run once in three rounds: together they take ten times as long as all others."""


def digestgen_in_process(path: Path) -> None:
    """Do all that the worker does, without its start."""
    read_paper(path.read_bytes(), max_pages=1_000)


def digestgen_as_process(path: Path) -> None:
    """Do what a run does: a fresh worker process."""
    asyncio.run(extract(path, limits=Limits(max_pages=1_000, least_characters=1)))


def bare_pypdfium2(path: Path) -> None:
    """Take the raw text, nothing else."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        textpage = page.get_textpage()
        textpage.get_text_range()
        textpage.close()
        page.close()
    document.close()


def pypdf(path: Path) -> None:
    """Take pypdf's plain text."""
    for page in PdfReader(path).pages:
        page.extract_text()


def pdfminer(path: Path) -> None:
    """Take pdfminer's text with its own layout analysis."""
    extract_text(path)


CONTENDERS: dict[str, Callable[[Path], None]] = {
    "pypdfium2, bare": bare_pypdfium2,
    "digestgen, in process": digestgen_in_process,
    "digestgen, a process per paper": digestgen_as_process,
    "pypdf": pypdf,
    "pdfminer.six": pdfminer,
}


def cpu_seconds() -> float:
    """Return the CPU time of this process and of its ended children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measure(paths: list[Path], rounds: int) -> dict[str, float]:
    """Return the median CPU-seconds that each contender takes for all papers."""
    taken: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for number in range(rounds):
        for name, contender in CONTENDERS.items():
            if number % 3 == 0 or name not in SLOW:
                started = cpu_seconds()
                for path in paths:
                    contender(path)
                taken[name].append(cpu_seconds() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def main(folder: Path = SHARED, rounds: int = 7) -> None:
    """Print the table."""
    logging.disable(logging.WARNING)  # pypdf and pdfminer comment on fonts
    paths = sorted(folder.glob("*.pdf"))
    pages = sum(len(pypdfium2.PdfDocument(path)) for path in paths)
    taken = measure(paths, rounds)
    bare, slow = taken["pypdfium2, bare"], taken["pypdf"]
    print(f"{len(paths)} papers, {pages} pages, median of {rounds} rounds\n")
    print("| text of a PDF | pages per CPU-second | of bare pypdfium2 | times pypdf | CPU ms per paper |")
    print("|---|---|---|---|---|")
    for name, seconds in taken.items():
        each = 1_000 * seconds / len(paths)
        print(f"| {name} | {pages / seconds:.0f} | {bare / seconds:.2f} | {slow / seconds:.1f} | {each:.0f} |")


if __name__ == "__main__":
    main(*(cast(value) for cast, value in zip((Path, int), sys.argv[1:], strict=False)))
