"""The boxes that a page is built of: paragraphs, headings, tables, plots. Each knows its height and draws itself at a place.

PDF operators only (ISO 32000-1, 8.5 and 9.4); where a box goes is decided in `typeset.py`. Lengths in points, y grows upwards.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digestgen.sandbox.metrics import Face, break_lines, typographic, width
from digestgen.sandbox.papers import Figure, Table
from digestgen.sandbox.pdffile import LIGATURES

FONT_NAMES: dict[Face, bytes] = {"Times-Roman": b"F1", "Times-Bold": b"F2", "Times-Italic": b"F3"}
_INK, _PAPER_GREY = b"0 g 0 G\n", b"0.72 g\n"


@dataclass(frozen=True)
class Style:
    """How a run of text is set: its font, size and the distance of base lines."""

    face: Face
    size: float
    leading: float


BODY = Style("Times-Roman", 10, 11.6)
SMALL = Style("Times-Roman", 8.5, 10)
REFERENCE = Style("Times-Roman", 8.5, 9.8)
ABSTRACT = Style("Times-Italic", 9.6, 11.2)
HEADING = Style("Times-Bold", 11.5, 14)


@dataclass(frozen=True)
class Box:
    """`draw(x, top)` returns its operators; `needs` is the room below `top` without which it moves on to the next column."""

    height: float
    draw: Callable[[float, float], bytes]
    needs: float = 0.0
    is_float: bool = False
    is_gap: bool = False


_CODES = {ord(char): code for char, code in LIGATURES.items()} | {ord(char): f"\\{char}" for char in "\\()"}


def pdf_string(text: str) -> bytes:
    """Return a typographic text as a PDF string: what `pdffile.literal` gives, ten times as fast."""
    return b"(" + text.translate(_CODES).encode("cp1252") + b")"


def text_at(text: str, style: Style, x: float, y: float, *, stretch: float = 0.0) -> bytes:
    """Draw one typographic text with its base line's start at (x, y), its spaces grown by `stretch`."""
    head = f" {style.size:g} Tf {stretch:.3f} Tw {x:.2f} {y:.2f} Td ".encode("ascii")
    return b"BT /" + FONT_NAMES[style.face] + head + pdf_string(text) + b" Tj ET\n"


def centred(text: str, style: Style, middle: float, y: float) -> bytes:
    """Draw one typographic text around `middle`."""
    return text_at(text, style, middle - width(text, style.face, style.size) / 2, y)


def rule(x: float, y: float, length: float, thickness: float = 0.5) -> bytes:
    """Draw a horizontal line."""
    return f"{x:.2f} {y:.2f} {length:.2f} {thickness:g} re f\n".encode("ascii")


def gap(height: float) -> Box:
    """Leave room; nothing at the top of a column."""
    return Box(height, lambda _x, _top: b"", is_gap=True)


def paragraph(text: str, style: Style, measure: float, *, indent: float = 0.0) -> Iterator[Box]:
    """Give a paragraph's lines, one box each, so that it may go on in the next column; `indent` moves all lines."""
    for line in break_lines(typographic(text), style.face, style.size, measure - indent):
        yield Box(
            style.leading,
            lambda x, top, line=line: text_at(line.text, style, x + indent, top - style.size, stretch=line.stretch),  # type: ignore[misc]
        )


def heading(text: str) -> Box:
    """Give a section's heading; it stays with the two lines that follow it."""
    shown = typographic(text)
    return Box(HEADING.leading + 2, lambda x, top: text_at(shown, HEADING, x, top - HEADING.size), needs=3 * HEADING.leading)


def table(spec: Table, number: int, measure: float) -> Box:
    """Give a table between three rules, its caption above."""
    caption = list(paragraph(f"Table {number}. {spec.caption}", SMALL, measure))
    rows = (spec.header, *spec.rows)
    height = SMALL.leading * (len(caption) + len(rows)) + 24

    def draw(x: float, top: float) -> bytes:
        drawn, y = _stack(caption, x, top - 5)
        drawn += rule(x, y - 4, measure, 0.8)
        y -= 5
        for place, row in enumerate(rows):
            drawn += _table_row(row, x, y - SMALL.size, measure)
            y -= SMALL.leading
            if place == 0:
                drawn += rule(x, y - 2.5, measure, 0.4)
                y -= 4
        return drawn + rule(x, y - 3, measure, 0.8)

    return Box(height, draw, is_float=True)


def _table_row(row: tuple[str, ...], x: float, y: float, measure: float) -> bytes:
    first = 0.40 * measure if len(row) > 2 else 0.6 * measure  # noqa: PLR2004 - the first column of a two-column table may be wide
    step = (measure - first - 4) / max(1, len(row) - 1)
    drawn = text_at(typographic(row[0]), SMALL, x + 4, y)
    for place, cell in enumerate(row[1:], start=1):
        shown = typographic(cell)
        drawn += text_at(shown, SMALL, x + first + place * step - width(shown, SMALL.face, SMALL.size), y)
    return drawn


def figure(spec: Figure, number: int, measure: float) -> Box:
    """Give a plot with its axes, its caption below."""
    caption = list(paragraph(f"Figure {number}. {spec.caption}", SMALL, measure))
    plot_height = 104.0

    def draw(x: float, top: float) -> bytes:
        left, bottom = x + 34, top - 8 - plot_height
        drawn = _axes(spec, left, bottom, measure - 44, plot_height)
        drawn += (_bars if spec.kind == "bars" else _line)(spec, left, bottom, measure - 44, plot_height)
        return drawn + _stack(caption, x, bottom - 18)[0]

    return Box(plot_height + 34 + SMALL.leading * len(caption), draw, is_float=True)


def _stack(lines: list[Box], x: float, top: float) -> tuple[bytes, float]:
    drawn = b""
    for line in lines:
        drawn += line.draw(x, top)
        top -= line.height
    return drawn, top


def _axes(spec: Figure, left: float, bottom: float, length: float, height: float) -> bytes:
    drawn = rule(left, bottom, length) + f"{left:.2f} {bottom:.2f} 0.5 {height:.2f} re f\n".encode("ascii")
    for part in range(5):
        y, value = bottom + height * part / 4, f"{spec.top * part / 4:g}"
        drawn += rule(left - 3, y, 3) + text_at(value, SMALL, left - 5 - width(value, SMALL.face, SMALL.size), y - 2.5)
    for place, label in enumerate(spec.labels):
        drawn += centred(typographic(label), SMALL, left + length * (place + 0.5) / len(spec.labels), bottom - 10)
    return drawn + text_at(typographic(spec.axis), SMALL, left + 5, bottom + height)


def _points(spec: Figure, left: float, bottom: float, length: float, height: float) -> Iterator[tuple[float, float]]:
    for place, value in enumerate(spec.values):
        yield left + length * (place + 0.5) / len(spec.values), bottom + height * value / spec.top


def _bars(spec: Figure, left: float, bottom: float, length: float, height: float) -> bytes:
    wide = 0.5 * length / len(spec.values)
    bars = b"".join(
        f"{x - wide / 2:.2f} {bottom:.2f} {wide:.2f} {y - bottom:.2f} re B\n".encode("ascii")
        for x, y in _points(spec, left, bottom, length, height)
    )
    return b"0.5 w " + _PAPER_GREY + bars + _INK


def _line(spec: Figure, left: float, bottom: float, length: float, height: float) -> bytes:
    points = list(_points(spec, left, bottom, length, height))
    path = " ".join(f"{x:.2f} {y:.2f} {'l' if place else 'm'}" for place, (x, y) in enumerate(points))
    marks = "".join(f"{x - 1.8:.2f} {y - 1.8:.2f} 3.6 3.6 re f\n" for x, y in points)
    return f"0.8 w {path} S\n{marks}".encode("ascii")
