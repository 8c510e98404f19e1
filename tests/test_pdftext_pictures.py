"""A page's picture and the places of words on it: on papers as arXiv has them, and on files that are none."""

import asyncio
import re
import zlib
from pathlib import Path

import pytest
from pdf_tricks import SECRET, Page, with_body

from digestgen.errors import PdfError
from digestgen.pdftext import extract
from digestgen.pdftext.pictures import find_on_page, page_picture
from digestgen.pdftext.process import Limits
from digestgen.sandbox.pdffile import PdfFile, literal

LONG_SENTENCE = re.compile(r"[A-Z][^.!?\n]{60,300}\.")


def a_pdf(folder: Path, content: bytes, entries: bytes = b"") -> Path:
    pdf = PdfFile()
    pdf.page(content, fonts={b"F1": pdf.font()}, entries=entries)
    path = folder / "a.pdf"
    path.write_bytes(pdf.save())
    return path


def words(text: str, left: int, up: int) -> bytes:
    return b"BT /F1 20 Tf %d %d Td " % (left, up) + literal(text) + b" Tj ET\n"


@pytest.mark.shared
def test_sentences_of_real_papers_are_found_where_they_stand(shared: Path) -> None:
    """Of the first three pages of each recorded paper: what the text says of a page, the page's own characters bear out."""
    asked = found = 0
    for path in sorted((shared / "data" / "pdf").glob("*.pdf")):
        try:
            text = asyncio.run(extract(path))
        except PdfError:
            continue
        for page in text.pages[:3]:
            quotes = [match[0] for match in LONG_SENTENCE.finditer(text.text[page.start : page.end])][:20]
            sight = asyncio.run(find_on_page(path, page.number, quotes))
            asked += len(quotes)
            found += sum(bool(boxes) for boxes in sight.boxes)
    assert asked > 100
    assert found >= 0.99 * asked


def test_words_stand_where_they_were_printed(tmp_path: Path) -> None:
    path = a_pdf(tmp_path, words("The first words of it all", 72, 700) + words("and what follows below", 300, 80))
    sight = asyncio.run(find_on_page(path, 1, ["the FIRST words", "what follows below", "nowhere to be found"]))
    (first,), (second,), nothing = sight.boxes
    assert (sight.width, sight.height) == (612, 792)
    assert nothing == ()
    assert first.left == pytest.approx(10000 * 72 / 612, abs=50)
    assert first.top < 10000 * (792 - 700) / 792 < first.bottom + 150
    assert second.left > 5000
    assert second.bottom > 8500


def test_a_turned_page_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    path = a_pdf(tmp_path, words("The first words of it all", 72, 700), entries=b"/Rotate 90")
    sight = asyncio.run(find_on_page(path, 1, ["the first words"]))
    assert (sight.width, sight.height) == (792, 612)
    box = sight.boxes[0][0]
    assert box.left > 8500, "what was on top is on the right"
    assert box.bottom - box.top > box.right - box.left


def test_words_that_nobody_sees_are_not_highlighted(tmp_path: Path) -> None:
    path = tmp_path / "hidden.pdf"
    path.write_bytes(with_body(lambda _: Page(b"3 Tr " + words(SECRET, 72, 300) + b"0 Tr ")))
    sight = asyncio.run(find_on_page(path, 1, [SECRET, "Body line 3 tells what every reader"]))
    assert sight.boxes[0] == ()
    assert len(sight.boxes[1]) == 1


def test_the_picture_is_the_page(tmp_path: Path) -> None:
    """Black where it is painted black, white elsewhere, at the scale that was asked for."""
    path = a_pdf(tmp_path, b"0 g 0 396 306 396 re f\n")
    png = asyncio.run(page_picture(path, 1, scale=0.5))
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (306, 396)
    start = png.index(b"IDAT") + 4
    rows = zlib.decompress(png[start : start + int.from_bytes(png[start - 8 : start - 4], "big")])
    row = 306 * 3 + 1
    assert rows[row * 50 + 1 : row * 50 + 4] == b"\0\0\0"
    assert rows[row * 51 - 3 : row * 51] == b"\xff\xff\xff"
    assert rows[row * 390 + 1 : row * 390 + 4] == b"\xff\xff\xff"


@pytest.mark.parametrize("page", [0, 2, -1, 99999])
def test_a_page_that_is_not_there(tmp_path: Path, page: int) -> None:
    path = a_pdf(tmp_path, words("One page", 72, 700))
    with pytest.raises(PdfError, match="has no page"):
        asyncio.run(page_picture(path, page))
    with pytest.raises(PdfError, match="has no page"):
        asyncio.run(find_on_page(path, page, ["One page"]))


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"%PDF-1.7\n\xff\xff"], ids=["empty", "html", "cut off"])
def test_what_is_no_pdf(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "no.pdf"
    path.write_bytes(body)
    with pytest.raises(PdfError):
        asyncio.run(page_picture(path, 1))


def test_a_page_of_a_billion_points_has_a_small_picture(tmp_path: Path) -> None:
    pdf = PdfFile()
    pdf.page(b"", box=(0, 0, 1e9, 1e9))
    path = tmp_path / "huge.pdf"
    path.write_bytes(pdf.save())
    png = asyncio.run(page_picture(path, 1, scale=5))
    assert int.from_bytes(png[16:20], "big") <= 2400


def test_a_worker_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = a_pdf(tmp_path, words("One page", 72, 700))
    with pytest.raises(PdfError, match=r"within 0\.001 s"):
        asyncio.run(page_picture(path, 1, limits=Limits(wall_seconds=0.001)))
