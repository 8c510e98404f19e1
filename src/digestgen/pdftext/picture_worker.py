"""The worker process for a page as a reader sees it: its picture, or where words stand on it. Started by `pictures`.

`picture FILE PAGE MEMORY_BYTES CPU_SECONDS SCALE` prints a PNG, `boxes FILE PAGE MEMORY_BYTES CPU_SECONDS LETTERS...` JSON.
"""

import ctypes
import json
import struct
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from digestgen.pdftext.geometry import Box, around
from digestgen.pdftext.hidden import drop_hidden
from digestgen.pdftext.pdfium import Handle
from digestgen.pdftext.pdfium import raw as pdfium
from digestgen.pdftext.reader import UnreadablePdfError, has_layers, open_document
from digestgen.pdftext.stretches import as_lines, find_words, fold
from digestgen.pdftext.worker import limit_self

_SIDE_PIXELS = 2400
"""Longest side of a picture: a page of 1e9 points must not take the memory."""
_GRID = 10_000
"""PDFium turns points of the page into whole pixels: of a page this wide and high, they are ten-thousandths."""


@contextmanager
def _open_page(data: bytes, number: int) -> Iterator[Handle]:
    with open_document(data) as document:
        page = pdfium.FPDF_LoadPage(document, number - 1) if number >= 1 else None
        if not page:
            raise UnreadablePdfError(f"has no page {number} that can be opened")
        try:
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)


def draw(data: bytes, number: int, scale: float) -> bytes:
    """Return the page as a PNG, with `scale` pixels a point; raises UnreadablePdfError."""
    with _open_page(data, number) as page:
        wide, high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        factor = min(scale, _SIDE_PIXELS / max(wide, high, 1.0))
        width, height = max(round(wide * factor), 1), max(round(high * factor), 1)
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, width * 4)
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
            pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), width * height * 4)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
    return png(pixels, width, height)


def png(pixels: bytes, width: int, height: int) -> bytes:
    """Return rows of blue, green, red and one idle byte a pixel as a PNG file. Facts: W3C PNG, 2nd edition, 5 and 9."""
    colours = bytearray(width * height * 3)
    colours[0::3], colours[1::3], colours[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
    row = width * 3
    lines = b"".join(b"\0" + colours[start : start + row] for start in range(0, len(colours), row))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def locate(data: bytes, number: int, wanted: Sequence[str]) -> dict[str, object]:
    """Return the page's size in points, and for each of the wanted runs of letters its rectangles, a line each.

    Rectangles are left, top, right, bottom in ten-thousandths of the page as it is shown. Raises UnreadablePdfError.
    """
    with _open_page(data, number) as page:
        drop_hidden(page, layers=has_layers(data))  # words that nobody sees must not be taken for those that are quoted
        textpage = pdfium.FPDFText_LoadPage(page)
        if not textpage:
            raise UnreadablePdfError(f"has no text on page {number}")
        try:
            count = max(pdfium.FPDFText_CountChars(textpage), 0)
            letters, places = fold(_character(pdfium.FPDFText_GetUnicode(textpage, index)) for index in range(count))
            found = [[(places[start], places[end - 1]) for start, end in find_words(letters, run)] for run in wanted]
            boxes = [[box for first, last in run for box in _rectangles(page, textpage, first, last)] for run in found]
        finally:
            pdfium.FPDFText_ClosePage(textpage)
        return {"width": pdfium.FPDF_GetPageWidthF(page), "height": pdfium.FPDF_GetPageHeightF(page), "boxes": boxes}


def _character(code: int) -> str:
    return chr(code) if code <= sys.maxunicode else "\ufffd"


def _rectangles(page: Handle, textpage: Handle, first: int, last: int) -> list[tuple[int, int, int, int]]:
    """Return the rectangles around the page's characters `first` to `last`."""
    sides = [ctypes.c_double() for _ in range(4)]
    boxes = []
    for index in range(max(pdfium.FPDFText_CountRects(textpage, first, last - first + 1), 0)):
        left, top, right, bottom = sides
        if pdfium.FPDFText_GetRect(textpage, index, left, top, right, bottom):
            boxes.append(Box(left.value, bottom.value, right.value, top.value))
    return [_on_grid(page, box) for box in as_lines(boxes)]


def _on_grid(page: Handle, box: Box) -> tuple[int, int, int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for corner in ((box.left, box.bottom), (box.right, box.top), (box.left, box.top), (box.right, box.bottom)):
        pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, *corner, ctypes.byref(x), ctypes.byref(y))
        corners.append((min(max(float(x.value), 0.0), _GRID), min(max(float(y.value), 0.0), _GRID)))
    wide = around(corners)  # rows count from the top: its bottom is the first of them
    return int(wide.left), int(wide.bottom), int(wide.right), int(wide.top)


def main(arguments: list[str]) -> None:
    """Print the PNG, or JSON; `{"problem": …}` where the file is no PDF that can be read."""
    task, path, page, memory_bytes, cpu_seconds, *rest = arguments
    limit_self(int(memory_bytes), int(cpu_seconds))
    data = Path(path).read_bytes()
    try:
        if task == "picture":
            answer = draw(data, int(page), float(rest[0]))
        else:
            answer = json.dumps(locate(data, int(page), rest)).encode()
    except UnreadablePdfError as error:
        answer = json.dumps({"problem": str(error)}).encode()
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main(sys.argv[1:])
