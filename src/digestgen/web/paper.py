"""The paper beside the draft: a page's picture, the quotes where they stand, and its text. Read from the cache alone."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from digestgen.cache import Cache
from digestgen.errors import PdfError
from digestgen.findings import Evidence
from digestgen.models import Draft, PaperText
from digestgen.pdftext.pictures import Rectangle, find_on_page, page_picture
from digestgen.revise import paper_text
from digestgen.web.marks import Piece, Span, cut

_KEPT = 48
"""Answers of workers that are remembered: a picture has 0.3 MB."""
_AT_ONCE = 2
_PICTURE_SCALE = 1.7
"""Pixels a point: a Letter page is 1,040 pixels wide, sharp in half a screen."""
_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class Highlight:
    """A quote on the page, with the number of its evidence in the draft."""

    number: int
    evidence: Evidence
    boxes: tuple[Rectangle, ...]


@dataclass(frozen=True)
class View:
    """What the reader sees of the paper."""

    page: int | None
    """From 1; None where there is no picture to show: then `quotes` and `abstract` serve."""
    pages: int
    highlights: tuple[Highlight, ...]
    chosen: int | None
    """Number of the evidence that was asked for."""
    text: tuple[Piece, ...]
    """The page's text, or the abstract, with the quotes marked."""
    problem: str = ""
    """Why there is no picture, in words of `pages.WORDS`."""
    detail: str = ""


class Library:
    """Answers about PDFs, remembered: the last ones, by the content of the file."""

    def __init__(self, cache: Cache) -> None:
        """Nothing is read yet."""
        self._cache = cache
        self._kept: OrderedDict[object, object] = OrderedDict()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def file(self, draft: Draft) -> Path | None:
        """Return the PDF that the draft was made from, None where it is not in the cache."""
        sha256 = draft.provenance.pdf_sha256
        return self._cache.find(sha256) if sha256 else None

    async def text(self, draft: Draft) -> PaperText | None:
        """Return the text that the draft was made from, None where it cannot be had; see `revise.paper_text`."""
        if not draft.provenance.pdf_sha256:
            return None
        return await self._once(("text", draft.provenance.pdf_sha256), lambda: paper_text(draft, self._cache))

    async def picture(self, draft: Draft, page: int) -> bytes:
        """Return the page as a PNG; raises PdfError."""
        path = self._path(draft)
        return await self._once(("picture", path.name, page), lambda: page_picture(path, page, scale=_PICTURE_SCALE))

    async def boxes(self, draft: Draft, page: int, quotes: tuple[str, ...]) -> tuple[tuple[Rectangle, ...], ...]:
        """Return where the quotes stand on the page; raises PdfError."""
        path = self._path(draft)
        sight = await self._once(("boxes", path.name, page, quotes), lambda: find_on_page(path, page, quotes))
        return sight.boxes

    def _path(self, draft: Draft) -> Path:
        path = self.file(draft)
        if path is None:
            raise PdfError(draft.paper.id, "its PDF is not in the cache", "run the day again, which fetches it")
        return path

    async def _once(self, key: object, make: Callable[[], Awaitable[_Kept]]) -> _Kept:
        if key not in self._kept:
            async with self._slots:
                self._kept[key] = await make()
        self._kept.move_to_end(key)
        found: _Kept = self._kept[key]  # type: ignore[assignment] # what `make` of this key gave
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found


async def view_of(library: Library, draft: Draft, *, chosen: int | None = None, page: int | None = None) -> View:
    """Return the page of the chosen evidence, else the given one, else the first that is quoted."""
    found = [(number, each) for number, each in enumerate(draft.evidence) if each.status.found and each.place]
    if chosen is not None and chosen not in {number for number, _ in found}:
        chosen = None
    if chosen is not None:
        place = draft.evidence[chosen].place
        page = place.page if place else None
        if page is None:
            return _abstract(draft, found, chosen, "This quote stands in the abstract.")
    if library.file(draft) is None:
        none_made = draft.provenance.pdf_sha256 is None
        return _abstract(draft, found, chosen, "Made from the abstract alone: there is no PDF." if none_made else _GONE)
    page = page or next((each.place.page for _, each in found if each.place and each.place.page), 1)
    return await _page(library, draft, found, chosen, page)


_GONE = "The PDF is not in the cache, so that only the quotes can be shown."


def _abstract(draft: Draft, found: list[tuple[int, Evidence]], chosen: int | None, problem: str) -> View:
    abstract = draft.paper.abstract
    spans = [Span(place.start, place.end, claim=number) for number, each in found if (place := each.place) and not place.page]
    quotes = tuple(Highlight(number, each, ()) for number, each in found)
    return View(None, draft.text.page_count, quotes, chosen, tuple(cut(abstract, spans)), problem)


async def _page(library: Library, draft: Draft, found: list[tuple[int, Evidence]], chosen: int | None, page: int) -> View:
    here = [(number, each) for number, each in found if each.place and each.place.page == page]
    text = await library.text(draft)
    pages = text.page_count if text else draft.text.page_count
    page = min(max(page, 1), max(pages, 1))
    try:
        boxes = await library.boxes(draft, page, tuple(each.quote for _, each in here))
    except PdfError as error:
        return View(None, pages, (), chosen, (), "The page cannot be shown.", error.problem)
    highlights = tuple(Highlight(number, each, places) for (number, each), places in zip(here, boxes, strict=True))
    return View(page, pages, highlights, chosen, _text_of(text, page, here))


def _text_of(text: PaperText | None, page: int, here: list[tuple[int, Evidence]]) -> tuple[Piece, ...]:
    stretch = next((each for each in text.pages if each.number == page), None) if text else None
    if text is None or stretch is None:
        return ()
    first = stretch.start
    spans = [Span(place.start - first, place.end - first, claim=number) for number, each in here if (place := each.place)]
    return tuple(cut(text.text[stretch.start : stretch.end], spans))
