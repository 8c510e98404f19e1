"""A page as a reader sees it: its picture, and where quoted words stand on it. A worker process each, under hard limits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digestgen.errors import PdfError
from digestgen.pdftext.process import Limits, ask, check_file
from digestgen.pdftext.stretches import fold

_WORKER = "digestgen.pdftext.picture_worker"
_LIMITS = Limits(cpu_seconds=15, wall_seconds=30.0)
_MOST_LETTERS = 4_000
"""Of one quote: it travels on the worker's command line."""
_PNG = b"\x89PNG"


@dataclass(frozen=True)
class Rectangle:
    """A place on a page: its sides in ten-thousandths of the page's width and height, from the top left."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Sight:
    """Where words stand on a page."""

    width: float
    """Of the page, in points."""
    height: float
    boxes: tuple[tuple[Rectangle, ...], ...]
    """For each quote that was asked for, in that order: a rectangle a line; empty where it does not stand on this page."""


async def page_picture(path: Path, page: int, *, scale: float = 1.6, limits: Limits = _LIMITS) -> bytes:
    """Return page `page` (from 1) of the PDF as a PNG with `scale` pixels a point.

    Raises PdfError where the file cannot be read, has no such page, or takes more than `limits` allow.
    """
    output = await _ask("picture", path, page, (f"{scale:g}",), limits)
    if not output.startswith(_PNG):
        raise PdfError(str(path), json.loads(output)["problem"])
    return output


async def find_on_page(path: Path, page: int, quotes: Sequence[str], *, limits: Limits = _LIMITS) -> Sight:
    """Return where the quotes stand on page `page` (from 1): by their letters, as the page's own characters have them.

    Raises PdfError as `page_picture` does.
    """
    letters = [fold(quote)[0][:_MOST_LETTERS] for quote in quotes]
    answer = json.loads(await _ask("boxes", path, page, tuple(letters), limits))
    if "problem" in answer:
        raise PdfError(str(path), answer["problem"])
    boxes = tuple(tuple(Rectangle(*sides) for sides in found) for found in answer["boxes"])
    return Sight(answer["width"], answer["height"], boxes)


async def _ask(task: str, path: Path, page: int, rest: tuple[str, ...], limits: Limits) -> bytes:
    check_file(path, limits)
    arguments = (task, str(path), str(page), str(limits.memory_bytes), str(limits.cpu_seconds), *rest)
    answer = await ask(_WORKER, arguments, limits)
    if answer.problem:
        raise PdfError(str(path), answer.problem)
    return answer.output
