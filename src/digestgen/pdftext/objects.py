"""The drawn objects of a PDF page as plain values: texts with their paint, size and place, and what is painted over or under.

Runs in the worker process. Form XObjects are walked with their matrices and clips composed. Nothing is judged here; see `hidden`.
"""

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

from digestgen.pdftext.geometry import IDENTITY, Box, Matrix, around
from digestgen.pdftext.pdfium import Handle
from digestgen.pdftext.pdfium import raw as pdfium

FORM_DEPTH = 12
"""Forms in forms that are followed; LaTeX papers need 2 or 3."""
OBJECT_CAP = 200_000
"""Objects of one page that are looked at; the busiest page of 53 papers has under 30,000."""

FILLING, STROKING, UNSEEN = frozenset({0, 2, 4, 6}), frozenset({1, 2, 5, 6}), frozenset({3, 7})
"""Text rendering modes that fill, that stroke, and that leave nothing to see (ISO 32000-1, table 106)."""

type_of, TEXT, PATH, FORM = (
    pdfium.FPDFPageObj_GetType,
    pdfium.FPDF_PAGEOBJ_TEXT,
    pdfium.FPDF_PAGEOBJ_PATH,
    pdfium.FPDF_PAGEOBJ_FORM,
)

_floats = [ctypes.c_float() for _ in range(4)]
_sides = [ctypes.byref(number) for number in _floats]
_left, _bottom, _right, _top = _floats
_colours = [ctypes.c_uint() for _ in range(4)]
_red, _green, _blue, _alpha = _colours
_channels = [ctypes.byref(number) for number in _colours]
_matrix = pdfium.FS_MATRIX()
_matrix_ref = ctypes.byref(_matrix)
_size = ctypes.c_float()
_size_ref = ctypes.byref(_size)


class Placed(NamedTuple):
    """An object of a page: its PDFium handle, and how its own space lies on the page."""

    handle: Handle
    kind: int
    matrix: Matrix
    clip: Box | None
    """What the forms around it leave visible; None where there are none."""


def walk(page: Handle) -> Iterator[Placed]:
    """Yield the objects of a page in painting order; forms are followed, and yielded where they are too deep to follow."""
    count = pdfium.FPDFPage_CountObjects(page)
    for index in range(min(count, OBJECT_CAP)):
        handle = pdfium.FPDFPage_GetObject(page, index)
        kind = type_of(handle)
        if kind == FORM:
            yield from _walk_form(Placed(handle, kind, IDENTITY, None), 1)
        else:
            yield Placed(handle, kind, IDENTITY, None)


def _walk_form(form: Placed, depth: int) -> Iterator[Placed]:
    if depth > FORM_DEPTH:
        yield form
        return
    matrix, clip = matrix_of(form.handle).then(form.matrix), visible_part(form)
    for index in range(pdfium.FPDFFormObj_CountObjects(form.handle)):
        handle = pdfium.FPDFFormObj_GetObject(form.handle, index)
        inner = Placed(handle, type_of(handle), matrix, clip)
        if inner.kind == FORM:
            yield from _walk_form(inner, depth + 1)
        else:
            yield inner


def matrix_of(handle: Handle) -> Matrix:
    """Return the object's own matrix; the identity where it has none."""
    if not pdfium.FPDFPageObj_GetMatrix(handle, _matrix_ref):
        return IDENTITY
    return Matrix(_matrix.a, _matrix.b, _matrix.c, _matrix.d, _matrix.e, _matrix.f)


def box_of(item: Placed) -> Box | None:
    """Return the object's box on the page; None where PDFium knows none (blanks)."""
    if not pdfium.FPDFPageObj_GetBounds(item.handle, *_sides):
        return None
    box = Box(_left.value, _bottom.value, _right.value, _top.value)
    return box if item.matrix is IDENTITY else item.matrix.move(box)


def font_sizes(item: Placed) -> tuple[float, float]:
    """Return the size in points at which the text is seen, along the line and across it: nominal size times every scaling."""
    pdfium.FPDFTextObj_GetFontSize(item.handle, _size_ref)
    size = abs(_size.value)
    if item.matrix is IDENTITY and pdfium.FPDFPageObj_GetMatrix(item.handle, _matrix_ref) and not _matrix.b and not _matrix.c:
        return size * abs(_matrix.a), size * abs(_matrix.d)  # nearly every text: upright, on the page itself
    along, across = matrix_of(item.handle).then(item.matrix).scales
    return size * along, size * across


def rendering_mode(item: Placed) -> int:
    """Return the text rendering mode, 0 to 7."""
    return int(pdfium.FPDFTextObj_GetTextRenderMode(item.handle))


class Paint(NamedTuple):
    """What a text or shape is painted with: its darkest channel and its opacity, 0 to 255."""

    darkest: int
    alpha: int


def fill_of(item: Placed) -> Paint | None:
    """Return the filling colour; None where it is no plain colour (a pattern)."""
    if not pdfium.FPDFPageObj_GetFillColor(item.handle, *_channels):
        return None
    return Paint(min(_red.value, _green.value, _blue.value), _alpha.value)


def stroke_of(item: Placed) -> Paint | None:
    """Return the colour of the outline; None where it is no plain colour."""
    if not pdfium.FPDFPageObj_GetStrokeColor(item.handle, *_channels):
        return None
    return Paint(min(_red.value, _green.value, _blue.value), _alpha.value)


def is_filled(item: Placed) -> bool:
    """Tell whether the object covers an area: a filled path, a picture or a shading."""
    if item.kind != PATH:
        return True
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item.handle, ctypes.byref(mode), ctypes.byref(stroked))
    return bool(mode.value != pdfium.FPDF_FILLMODE_NONE)


def visible_part(item: Placed) -> Box | None:
    """Return the box that the clips of the object and of the forms around it leave; None where nothing clips."""
    left = item.clip
    clip = pdfium.FPDFPageObj_GetClipPath(item.handle)
    for index in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0)):
        points = _points(clip, index)
        if points:
            box = item.matrix.move(around(points))
            left = left.cut(box) if left else box
    return left


def _points(clip: Handle, index: int) -> list[tuple[float, float]]:
    x, y = _floats[:2]
    segments = (
        pdfium.FPDFClipPath_GetPathSegment(clip, index, number)
        for number in range(pdfium.FPDFClipPath_CountPathSegments(clip, index))
    )
    return [(x.value, y.value) for segment in segments if pdfium.FPDFPathSegment_GetPoint(segment, *_sides[:2])]


class Marks(NamedTuple):
    """What the marked content around a text says."""

    optional: bool
    """It belongs to a layer that can be off."""
    replaced_by: str
    """Its ActualText, which is taken away: a reader sees the glyphs."""


NO_MARKS = Marks(optional=False, replaced_by="")


def take_marks(item: Placed) -> Marks:
    """Read the marks of a text and remove its ActualText, so that the text layer holds what the page shows."""
    count = pdfium.FPDFPageObj_CountMarks(item.handle)
    if count <= 0:
        return NO_MARKS
    optional, replaced_by = False, ""
    for index in range(count):
        mark = pdfium.FPDFPageObj_GetMark(item.handle, index)
        optional = optional or _name(mark) == "OC"
        replaced_by = replaced_by or _actual_text(mark)
        pdfium.FPDFPageObjMark_RemoveParam(item.handle, mark, b"ActualText")
    return Marks(optional, replaced_by)


_name_buffer = (ctypes.c_ushort * 4)()
_length = ctypes.c_ulong()


def _name(mark: Handle) -> str:
    """Return a mark's name where it is at most 3 letters long, else nothing."""
    fits = pdfium.FPDFPageObjMark_GetName(mark, _name_buffer, ctypes.sizeof(_name_buffer), ctypes.byref(_length))
    return decode(_name_buffer, _length.value) if fits and _length.value <= ctypes.sizeof(_name_buffer) else ""


def _actual_text(mark: Handle) -> str:
    args = (mark, b"ActualText")
    if not pdfium.FPDFPageObjMark_GetParamStringValue(*args, None, 0, ctypes.byref(_length)):
        return ""
    buffer = (ctypes.c_ushort * (_length.value // 2))()
    pdfium.FPDFPageObjMark_GetParamStringValue(*args, buffer, _length.value, ctypes.byref(_length))
    return decode(buffer, _length.value)


def decode(buffer: Handle, length_bytes: int) -> str:
    """Return the UTF-16 text of a PDFium buffer, without its closing NUL and without half pairs."""
    return bytes(buffer)[:length_bytes].decode("utf-16-le", errors="ignore").rstrip("\0")
