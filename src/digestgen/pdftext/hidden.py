"""Text that a reader cannot see is taken out of a page before its text is read, and reported. Runs in the worker process.

Not a full defence: words in the colour of other words beneath them, fonts whose code table lies and text in pictures pass. What
comes out is still data to distrust. Method and thresholds: measured on 53 papers and 19 tricks; rules on the objects decide where
they can, and what is only suspicious is confirmed by rendering that page with and without it (33 of 1,172 pages).
"""

from collections.abc import Iterable
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from digestgen.pdftext import objects
from digestgen.pdftext.geometry import IDENTITY, Box
from digestgen.pdftext.objects import Paint, Placed
from digestgen.pdftext.pdfium import Handle
from digestgen.pdftext.pdfium import raw as pdfium
from digestgen.pdftext.render import unseen

_FAINT_ALPHA = 26
"""Of 255: under 10 % opacity nothing is read."""
_PALE = 242
"""Darkest channel of 255: on white paper from here on nothing is read (contrast under 1.13)."""
_TINY_POINTS = 1.0
_SMALL_POINTS = 1.5
"""A nominally tiny font may be a bitmap font whose glyphs are large: such boxes are at least this high."""
_SQUEEZED = 0.5
"""Narrower than half its height, a tiny font is squeezed on purpose: bitmap fonts scale alike both ways."""
_COVER_AREA = 4.0
"""Square points; smaller shapes (marks of a plot) hide no word."""
_COVERED_SHARE = 0.3
_MANY_COVERS = 300
"""From here on the covers are taken as one box: looking at pairs would cost more than rendering."""
_TOLD_REPLACEMENT = 20
"""Characters of ActualText from which on its removal is reported; ligatures and accents have fewer."""


class Hidden(NamedTuple):
    """What was taken out of a page."""

    runs: tuple[str, ...]
    """Runs of unseen text, in painting order."""
    replaced: tuple[str, ...]
    """Long ActualText that was removed, seen or not: what of it the page shows as well is no loss."""


class Look(Enum):
    """What the objects alone tell about a text."""

    SEEN = 0
    HIDDEN = 1
    DOUBTFUL = 2


class Text(NamedTuple):
    """A text of the page with what was found about it."""

    order: int
    item: Placed
    box: Box
    look: Look


def drop_hidden(page: Handle, *, layers: bool) -> Hidden:
    """Switch off every text of a loaded page that a reader cannot see, and return what it says.

    `layers` tells whether the document has optional content: then a form can be off without any sign on its objects.
    To be called before the page's text is loaded.
    """
    items = list(objects.walk(page))
    replaced: list[str] = []
    texts = _with_covers(_judge(items, _page_box(page), replaced, layers=layers), items)
    doubtful = [text for text in texts if text.look is Look.DOUBTFUL]
    hidden = {text.order for text in texts if text.look is Look.HIDDEN}
    if doubtful:
        gone = unseen(page, [(text.item.handle, text.box) for text in doubtful])
        hidden.update(text.order for text, is_gone in zip(doubtful, gone, strict=True) if is_gone)
    too_deep = [item for item in items if item.kind == objects.FORM]
    runs = _runs(page, items, sorted(hidden)) if hidden else []
    for item in [*(items[order] for order in hidden), *too_deep]:
        pdfium.FPDFPageObj_SetIsActive(item.handle, 0)
    return Hidden(tuple(runs), tuple(replaced))


def _page_box(page: Handle) -> Box:
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return Box(rect.left, rect.bottom, rect.right, rect.top)


def _judge(items: list[Placed], page_box: Box, replaced: list[str], *, layers: bool) -> list[Text]:
    """Judge each text by its own properties; ActualText that is removed is added to `replaced`."""
    texts, shapes = [], []
    for order, item in enumerate(items):
        if item.kind != objects.TEXT:
            shapes.append(item)
            continue
        marks = objects.take_marks(item)
        if len(marks.replaced_by) >= _TOLD_REPLACEMENT and marks.replaced_by not in replaced:
            replaced.append(marks.replaced_by)
        if box := objects.box_of(item):
            optional = marks.optional or (layers and item.matrix is not IDENTITY)
            texts.append(Text(order, item, box, Look.DOUBTFUL if optional else _look(item, box, page_box, shapes)))
    return texts


def _look(item: Placed, box: Box, page_box: Box, beneath: list[Placed]) -> Look:
    mode = objects.rendering_mode(item)
    if mode in objects.UNSEEN or not box.meets(page_box):
        return Look.HIDDEN
    along, across = objects.font_sizes(item)
    if along < _TINY_POINTS or across < _TINY_POINTS:
        squeezed = min(along, across) < _SQUEEZED * max(along, across)
        return Look.HIDDEN if squeezed or box.top - box.bottom < _SMALL_POINTS else Look.DOUBTFUL
    paints = _paints(item, mode)
    known = [paint for paint in paints if paint]
    if len(known) == len(paints):
        if all(paint.alpha < _FAINT_ALPHA for paint in known):
            return Look.HIDDEN
        if all(paint.darkest >= _PALE for paint in known):
            return Look.DOUBTFUL if any(_lies_under(shape, box) for shape in beneath) else Look.HIDDEN
    unclear = len(known) < len(paints) or pdfium.FPDFPageObj_HasTransparency(item.handle) or _is_clipped(item, box)
    return Look.DOUBTFUL if unclear else Look.SEEN


def _paints(item: Placed, mode: int) -> list[Paint | None]:
    paints = []
    if mode in objects.FILLING:
        paints.append(objects.fill_of(item))
    if mode in objects.STROKING:
        paints.append(objects.stroke_of(item))
    return paints


def _lies_under(shape: Placed, box: Box) -> bool:
    under = objects.box_of(shape) if objects.is_filled(shape) else None
    return under is not None and under.meets(box)


def _is_clipped(item: Placed, box: Box) -> bool:
    part = objects.visible_part(item)
    return part is not None and part.cut(box).area < (1 - _COVERED_SHARE) * box.area


def _with_covers(texts: list[Text], items: list[Placed]) -> list[Text]:
    """Make doubtful what is seen by itself but has something painted over it later."""
    if not texts:
        return texts
    covers = list(_covers(items, texts[0].order))
    if len(covers) > _MANY_COVERS:
        everywhere = Box(
            *(side(values) for side, values in zip((min, min, max, max), zip(*(b for _, b in covers), strict=True), strict=True))
        )
        covers = [(covers[-1][0], everywhere)]
    return [text._replace(look=Look.DOUBTFUL) if text.look is Look.SEEN and _is_covered(text, covers) else text for text in texts]


def _covers(items: list[Placed], since: int) -> Iterable[tuple[int, Box]]:
    for order in range(since, len(items)):
        item = items[order]
        if item.kind != objects.TEXT and objects.is_filled(item):
            box = objects.box_of(item)
            if box and box.area >= _COVER_AREA:
                yield order, box


def _is_covered(text: Text, covers: list[tuple[int, Box]]) -> bool:
    least = _COVERED_SHARE * text.box.area
    return any(order > text.order and box.meets(text.box) and box.cut(text.box).area >= least for order, box in covers)


def _runs(page: Handle, items: list[Placed], hidden: list[int]) -> list[str]:
    """Return what the hidden texts say; texts painted one after the other make one run."""
    textpage = pdfium.FPDFText_LoadPage(page)
    try:
        said = [_said(items[order].handle, textpage) for order in hidden]
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    runs = said[:1]
    for (before, order), words in zip(pairwise(hidden), said[1:], strict=True):
        if order == before + 1:
            runs[-1] += " " + words
        else:
            runs.append(words)
    return [" ".join(run.split()) for run in runs if run.strip()]


def _said(handle: Handle, textpage: Handle) -> str:
    length = pdfium.FPDFTextObj_GetText(handle, textpage, None, 0)
    buffer = (pdfium.FPDF_WCHAR * (length // 2))()
    pdfium.FPDFTextObj_GetText(handle, textpage, buffer, length)
    return objects.decode(buffer, length)
