"""Does a text leave any mark on the page? Told by rendering the page with it and without it. Runs in the worker process.

Comparing two renders answers for every way of hiding at once: covers, clips, layers, masks, colour on colour.
"""

import ctypes
from operator import sub
from typing import NamedTuple

from digestgen.pdftext.geometry import Box, around
from digestgen.pdftext.pdfium import Handle
from digestgen.pdftext.pdfium import raw as pdfium

_SIDE_PIXELS = 2000
"""Longest side of a render: an A4 page at 72 dpi has 842; a page of 1e9 points must not take the memory."""
_INK = 16
"""Of 255: the change of a pixel's channel that counts as a mark. 4.5-point light grey text changes some pixel by 40 and more."""
_LAYERS = 6
"""Renders without some of the texts. Texts whose boxes overlap are taken away one after the other, so that none lends its ink."""


class _View(NamedTuple):
    """A window on the rendered page, in pixels; only what lies in it is painted."""

    page_width: int
    page_height: int
    window: Box
    """Rows count from the top: `bottom` is the first one."""

    @property
    def width(self) -> int:
        return int(self.window.right) - int(self.window.left)

    @property
    def height(self) -> int:
        return int(self.window.top) - int(self.window.bottom)


def unseen(page: Handle, texts: list[tuple[Handle, Box]]) -> list[bool]:
    """Tell for each text object and its box whether the page looks the same without it. The objects stay as they were."""
    sheet = _sheet(page)
    places = [_pixels(page, sheet, box) for _, box in texts]
    view = sheet._replace(
        window=around([corner for place in places for corner in ((place.left, place.bottom), (place.right, place.top))])
    )
    gone = [True] * len(texts)
    if view.width < 1 or view.height < 1:
        return gone
    whole = _render(page, view)
    for layer in _disjoint_layers([box for _, box in texts]):
        for index in layer:
            pdfium.FPDFPageObj_SetIsActive(texts[index][0], 0)
        without = _render(page, view)
        for index in layer:
            pdfium.FPDFPageObj_SetIsActive(texts[index][0], 1)
            gone[index] = not _differs(whole, without, view, places[index])
    return gone


def _disjoint_layers(boxes: list[Box]) -> list[list[int]]:
    """Deal the boxes into layers without overlap; the last layer takes what is left."""
    layers: list[list[int]] = []
    for index, box in enumerate(boxes):
        for layer in layers:
            if not any(boxes[other].meets(box) for other in layer):
                layer.append(index)
                break
        else:
            if len(layers) < _LAYERS:
                layers.append([index])
            else:
                layers[-1].append(index)
    return layers


def _sheet(page: Handle) -> _View:
    """Return the view of the whole page at 72 dpi, or less where it is too large."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(1.0, _SIDE_PIXELS / max(width, height, 1.0))
    across, down = max(int(width * scale), 1), max(int(height * scale), 1)
    return _View(across, down, Box(0, 0, across, down))


def _render(page: Handle, view: _View) -> bytes:
    """Return the window as rows of 4-byte pixels on white."""
    width, height = view.width, view.height
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, width * 4)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        left, top = -int(view.window.left), -int(view.window.bottom)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, left, top, view.page_width, view.page_height, 0, 0)
        return ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), width * height * 4)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _pixels(page: Handle, sheet: _View, box: Box) -> Box:
    """Return the box in whole pixels of the sheet, one pixel wider on each side, as far as it is on the page."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for corner in ((box.left, box.bottom), (box.right, box.bottom), (box.left, box.top), (box.right, box.top)):
        pdfium.FPDF_PageToDevice(page, 0, 0, sheet.page_width, sheet.page_height, 0, *corner, ctypes.byref(x), ctypes.byref(y))
        corners.append((min(max(x.value, 0.0), sheet.page_width), min(max(y.value, 0.0), sheet.page_height)))
    wide = around(corners)
    return Box(wide.left - 1, wide.bottom - 1, wide.right + 1, wide.top + 1).cut(sheet.window)


def _differs(one: bytes, other: bytes, view: _View, place: Box) -> bool:
    first_row, left = int(view.window.bottom), int(view.window.left)
    for row in range(int(place.bottom) - first_row, int(place.top) - first_row):
        stretch = slice((row * view.width + int(place.left) - left) * 4, (row * view.width + int(place.right) - left) * 4)
        if one[stretch] != other[stretch] and max(map(abs, map(sub, one[stretch], other[stretch]))) >= _INK:
            return True
    return False
