"""Typesets a sandbox paper as a two-column PDF that looks and extracts like a real one. Not a general typesetter.

No formulas, no kerning.

What a reader of arXiv meets is there: justified and hyphenated lines, fi and fl as ligatures, a running head and page
numbers, the side stamp last in page 1's content, numbered sections, a table, a plot, References. The content stream is in
reading order, as LaTeX's is.
"""

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator

from digestgen.sandbox.boxes import (
    ABSTRACT,
    BODY,
    FONT_NAMES,
    REFERENCE,
    Box,
    Style,
    centred,
    figure,
    gap,
    heading,
    paragraph,
    pdf_string,
    rule,
    table,
    text_at,
)
from digestgen.sandbox.metrics import break_lines, typographic
from digestgen.sandbox.papers import SandboxPaper, SandboxSection
from digestgen.sandbox.pdffile import PdfFile

RUNNING_HEAD = "Demonstration paper of the digestgen sandbox"
_LABEL = "Written for the digestgen sandbox. The system, its data and all figures are invented."
_LEFT, _RIGHT, _GAP = 54.0, 558.0, 20.0
_TOP, _BOTTOM = 736.0, 62.0
_MIDDLE = (_LEFT + _RIGHT) / 2
_MEASURE = (_RIGHT - _LEFT - _GAP) / 2
_COLUMNS = (_LEFT, _LEFT + _MEASURE + _GAP)
_TITLE = Style("Times-Bold", 15, 18)
_AUTHORS = Style("Times-Roman", 10.5, 13)
_NOTE = Style("Times-Italic", 9, 12)
_HEAD = Style("Times-Roman", 8.5, 10)


def typeset(paper: SandboxPaper, version: int) -> bytes:
    """Return the PDF of a paper's version; the same bytes for the same arguments."""
    pdf = PdfFile()
    fonts = {name: pdf.font(face.encode("ascii")) for face, name in FONT_NAMES.items()}
    title, below = _title_block(paper)
    for number, columns in enumerate(_pages(_boxes(paper), below), start=1):
        content = _running_head(number) + (title if number == 1 else b"") + columns + _page_number(number)
        pdf.page(content + (_stamp(paper, version) if number == 1 else b""), fonts=fonts)
    return pdf.save()


# --- what the paper consists of --------------------------------------------------------------------------------------


def _boxes(paper: SandboxPaper) -> Iterator[Box]:
    yield heading("Abstract")
    yield from paragraph(paper.abstract, ABSTRACT, _MEASURE)
    tables, figures = iter(range(1, 99)), iter(range(1, 99))
    for number, section in enumerate(paper.sections, start=1):
        yield gap(9)
        yield heading(f"{number} {section.title}")
        yield from _section(section, tables, figures)
    if paper.references:
        yield gap(9)
        yield heading("References")
    for number, reference in enumerate(paper.references, start=1):
        yield from _reference(number, reference)


def _section(section: SandboxSection, tables: Iterator[int], figures: Iterator[int]) -> Iterator[Box]:
    for place, text in enumerate(section.paragraphs):
        if place:
            yield gap(3)
        yield from paragraph(text, BODY, _MEASURE)
        if place == 0 and section.table:
            yield table(section.table, next(tables), _MEASURE)
        if place == 0 and section.figure:
            yield figure(section.figure, next(figures), _MEASURE)


def _reference(number: int, text: str) -> Iterator[Box]:
    label, indent = f"[{number}]", 19.0
    lines = list(paragraph(text, REFERENCE, _MEASURE, indent=indent))
    first = lines[0]
    yield Box(first.height, lambda x, top: text_at(label, REFERENCE, x, top - REFERENCE.size) + first.draw(x, top))
    yield from lines[1:]
    yield gap(1.5)


# --- where it goes ---------------------------------------------------------------------------------------------------


def _pages(boxes: Iterable[Box], first_top: float) -> Iterator[bytes]:
    waiting = deque(boxes)
    floats: deque[Box] = deque()
    top = first_top
    while waiting or floats:
        bottom = _bottom(waiting, floats, top)
        yield b"".join(_fill(waiting, floats, x, top, bottom) for x in _COLUMNS)
        top = _TOP


def _bottom(waiting: deque[Box], floats: deque[Box], top: float) -> float:
    """Find where the columns end: at the foot of the page, on the last page so high that both are about equally long."""
    total = sum(box.height for box in (*waiting, *floats))
    if total > 2 * (top - _BOTTOM):
        return _BOTTOM
    bottom = top - total / 2
    while bottom > _BOTTOM:
        left, queued = deque(waiting), deque(floats)
        for x in _COLUMNS:
            _fill(left, queued, x, top, bottom)
        if not left and not queued:
            return bottom
        bottom -= BODY.leading
    return _BOTTOM


def _fill(waiting: deque[Box], floats: deque[Box], x: float, top: float, bottom: float) -> bytes:
    drawn, y = b"", top
    while box := _next_box(waiting, floats, y - bottom, at_top=y == top):
        if not (box.is_gap and y == top):
            drawn += box.draw(x, y)
            y -= box.height
    return drawn


def _next_box(waiting: deque[Box], floats: deque[Box], room: float, *, at_top: bool) -> Box | None:
    """Take the next box that fits into `room`; None: the column is full.

    A float that does not fit waits for the top of the next column, and the text goes on without it. At the top of a column
    anything fits, so that every column takes something.
    """

    def take(boxes: deque[Box]) -> Box | None:
        return boxes.popleft() if at_top or room >= max(boxes[0].height, boxes[0].needs) else None

    if floats and (at_top or not waiting):
        return take(floats)
    while waiting and waiting[0].is_float and not at_top and (floats or room < waiting[0].height):
        floats.append(waiting.popleft())
    return take(waiting) if waiting else None


# --- what stands on every page ---------------------------------------------------------------------------------------


def _title_block(paper: SandboxPaper) -> tuple[bytes, float]:
    drawn, y = b"", _TOP - 14
    for line in break_lines(typographic(paper.title), _TITLE.face, _TITLE.size, 430):
        drawn += centred(line.text, _TITLE, _MIDDLE, y)
        y -= _TITLE.leading
    y -= 4
    for line in break_lines(typographic(", ".join(paper.authors)), _AUTHORS.face, _AUTHORS.size, 430):
        drawn += centred(line.text, _AUTHORS, _MIDDLE, y)
        y -= _AUTHORS.leading
    return drawn + centred(typographic(_LABEL), _NOTE, _MIDDLE, y - 2), y - 22


def _running_head(number: int) -> bytes:
    side = _LEFT if number % 2 else _RIGHT - 160
    return text_at(typographic(RUNNING_HEAD), _HEAD, side, 756) + rule(_LEFT, 751, _RIGHT - _LEFT, 0.4)


def _page_number(number: int) -> bytes:
    return centred(str(number), _HEAD, _MIDDLE, 38)


def stamp_text(paper: SandboxPaper, version: int) -> str:
    """Return the side stamp as arXiv prints it: id and version, primary category, day of that version."""
    day = paper.published + dt.timedelta(days=7 * (version - 1))
    return f"arXiv:{paper.id}v{version}  [{paper.categories[0]}]  {day.day} {day:%b %Y}"


def _stamp(paper: SandboxPaper, version: int) -> bytes:
    shown = pdf_string(stamp_text(paper, version))
    return b"0.5 g BT /F1 18 Tf 0 Tw 0 1 -1 0 32 232 Tm " + shown + b" Tj ET 0 g\n"
