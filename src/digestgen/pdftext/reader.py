"""A PDF's bytes to its printed lines, through PDFium. Runs in the worker process: PDFium may abort it or hang.

The only module besides `objects`, `hidden` and `render` that calls PDFium. Text that a reader cannot see is taken out before
the text of a page is read.
"""

import ctypes
import re
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import hypot
from typing import NamedTuple

from digestgen.pdftext.hidden import Hidden, drop_hidden
from digestgen.pdftext.lines import HYPHEN, Line, is_odd, split_raw, tidy
from digestgen.pdftext.pdfium import Handle
from digestgen.pdftext.pdfium import raw as pdfium
from digestgen.pdftext.sections import BodyFont, is_candidate


class UnreadablePdfError(Exception):
    """The bytes hold no PDF that can be read; the message says why."""


class Reading(NamedTuple):
    """What the pages hold."""

    lines: list[Line]
    page_count: int
    """Of the whole document."""
    body: BodyFont
    hidden: list[str]
    """Runs of text that a reader cannot see."""
    unread: list[int]
    """Numbers of pages that PDFium cannot open."""


def read(data: bytes, *, max_pages: int) -> Reading:
    """Return the visible lines of the first `max_pages` pages, in the order of the content stream.

    Raises UnreadablePdfError for anything that is no PDF, is damaged, or asks for a password.
    """
    with open_document(data) as document:
        page_count = pdfium.FPDF_GetPageCount(document)
        reading = Reading([], page_count, BodyFont(0.0, ""), [], [])
        fonts: Counter[BodyFont] = Counter()
        layers = has_layers(data)
        for number in range(1, min(page_count, max_pages) + 1):
            page = pdfium.FPDF_LoadPage(document, number - 1)
            if not page:
                reading.unread.append(number)
                continue
            try:
                _read_page(page, number, reading, fonts, layers=layers)
            finally:
                pdfium.FPDF_ClosePage(page)
    return reading._replace(body=fonts.most_common(1)[0][0]) if fonts else reading


# --- the document ----------------------------------------------------------------------------------------------------

_HEAD_BYTES = 1024
_ERRORS = {
    pdfium.FPDF_ERR_FORMAT: "is damaged or cut off",
    pdfium.FPDF_ERR_PASSWORD: "asks for a password",
    pdfium.FPDF_ERR_SECURITY: "is encrypted in a way that cannot be read",
}


def _check_head(data: bytes) -> None:
    head = data[:_HEAD_BYTES]
    if not data:
        raise UnreadablePdfError("is empty")
    if b"%PDF-" in head:
        return
    raise UnreadablePdfError(
        "is an HTML page, not a PDF" if re.match(rb"\s*<(?:!doctype|html)", head, re.IGNORECASE) else "is not a PDF"
    )


@contextmanager
def open_document(data: bytes) -> Iterator[Handle]:
    """Open the document for a while; raises UnreadablePdfError for what is no PDF, is damaged, or asks for a password."""
    _check_head(data)
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise UnreadablePdfError(_ERRORS.get(pdfium.FPDF_GetLastError(), "cannot be opened"))
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]*>>\s*stream\r?\n")
_LAYER_SIGN = b"/OCProperties"
_UNPACKED_BYTES = 2_000_000


def has_layers(data: bytes) -> bool:
    """Tell whether the document has optional content. PDFium does not say, so the catalog's key is looked for, packed or not."""
    if _LAYER_SIGN in data:
        return True
    for found in _OBJECT_STREAM.finditer(data):
        try:
            if _LAYER_SIGN in zlib.decompressobj().decompress(data[found.end() :], _UNPACKED_BYTES):
                return True
        except zlib.error:  # damaged or encrypted: PDFium will say
            continue
    return False


# --- a page ----------------------------------------------------------------------------------------------------------

_SAMPLE_STEP, _SAMPLE_CHARACTERS = 8, 40
"""Every eighth line of prose tells its font: 2 to 8 samples a page settle what the body is set in."""


def _read_page(page: Handle, number: int, reading: Reading, fonts: "Counter[BodyFont]", *, layers: bool) -> None:
    hidden = drop_hidden(page, layers=layers)
    textpage = pdfium.FPDFText_LoadPage(page)
    if not textpage:
        reading.unread.append(number)
        return
    try:
        raw = _raw_text(textpage)
        reading.lines.extend(_lines(textpage, raw, number, fonts))
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    reading.hidden.extend(_unshown(hidden, raw))


def _raw_text(textpage: Handle) -> str:
    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (2 * count + 1))()  # a character outside the basic plane takes two units
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    return ctypes.string_at(buffer, max(written - 1, 0) * 2).decode("utf-16-le", errors="replace")


def _lines(textpage: Handle, raw: str, number: int, fonts: "Counter[BodyFont]") -> Iterator[Line]:
    odd = is_odd(raw)
    pairs = [place for place, char in enumerate(raw) if char > "\uffff"] if max(raw, default="") > "\uffff" else []
    for place, (start, printed) in enumerate(split_raw(raw)):
        text = tidy(printed) if odd else printed.strip()
        if not text or text == HYPHEN:
            continue
        font = BodyFont(0.0, "")
        candidate = is_candidate(text)
        if candidate or (place % _SAMPLE_STEP == 0 and len(text) >= _SAMPLE_CHARACTERS):
            font = _font(textpage, start + bisect_left(pairs, start), printed)  # PDFium counts 16-bit units
            fonts[font] += not candidate
        yield Line(number, text, font.size, font.font)


def _font(textpage: Handle, start: int, printed: str) -> BodyFont:
    """Return the size of the line's first letter, and its font where the last character has the same one."""
    body = printed.rstrip(" " + HYPHEN)
    first = next((place for place, char in enumerate(body) if char.isalpha()), 0)
    at = [pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, start + place) for place in (first, len(body) - 1)]
    if min(at) < 0:
        return BodyFont(0.0, "")
    one, other = (_font_name(textpage, index) for index in at)
    return BodyFont(_font_size(textpage, at[0]), one if one == other else "")


def _font_size(textpage: Handle, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    size: float = pdfium.FPDFText_GetFontSize(textpage, index)
    return round(size * hypot(matrix.c, matrix.d), 1)


_name_buffer = ctypes.create_string_buffer(128)


def _font_name(textpage: Handle, index: int) -> str:
    pdfium.FPDFText_GetFontInfo(textpage, index, _name_buffer, len(_name_buffer), ctypes.c_int())
    return _name_buffer.value.decode("utf-8", errors="replace").partition("+")[2] or _name_buffer.value.decode(
        "utf-8", errors="replace"
    )


def _unshown(hidden: Hidden, raw: str) -> Iterator[str]:
    """Yield what was hidden; removed ActualText only where the page does not show the same words."""
    yield from hidden.runs
    shown = "".join(raw.replace(HYPHEN, "").split()) if hidden.replaced else ""
    yield from (text for text in hidden.replaced if "".join(text.split()) not in shown)
