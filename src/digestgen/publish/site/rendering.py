"""The paper pages of many days: the greater part of the work, shared by a few processes where it is worth their start."""

import datetime as dt
import functools
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from digestgen.drafts import Drafts
from digestgen.errors import DraftDamagedError
from digestgen.publish.site.pages import SiteOptions, pages_with
from digestgen.publish.site.paths import paper_file
from digestgen.publish.site.shelf import put_file
from digestgen.publish.stock import load_entries

FOLDER = "site"
WORTH_PROCESSES = 60
"""Days: a process takes about a second to start, in which one alone renders some twenty days."""
_MOST_WORKERS = 4
_DAYS_AT_A_TIME = 8

Rendered = tuple[list[str], int] | DraftDamagedError
"""The files of a day and how many of them changed; or why the day could not be read."""


def render_days(folder: Path, days: Sequence[dt.date], options: SiteOptions, workers: int | None = None) -> Iterator[Rendered]:
    """Write the paper pages of these days below the output folder, and yield what came of each, in their order.

    `workers` processes share them; None: as many as there are cores, four at most, if there are days enough.
    """
    count = (min(_MOST_WORKERS, os.cpu_count() or 1) if len(days) >= WORTH_PROCESSES else 1) if workers is None else workers
    work = functools.partial(_render_day, folder, options)
    if count <= 1:
        yield from map(work, days)
        return
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(work, days, chunksize=_DAYS_AT_A_TIME)


def _render_day(folder: Path, options: SiteOptions, day: dt.date) -> Rendered:
    try:
        entries = load_entries(Drafts(folder), day)
    except DraftDamagedError as error:
        return error
    pages, files, written = pages_with(options), [], 0
    for entry in entries:
        files.append(paper_file(day, entry.slug))
        written += put_file(folder / FOLDER, files[-1], pages.paper(entry))
    return files, written
