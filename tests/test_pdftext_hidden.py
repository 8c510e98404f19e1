"""What a reader cannot see never reaches the text; what looks suspicious but can be read stays."""

import pypdfium2
import pytest
from pdf_tricks import BODY_LINES, HIDDEN, HIDDEN_TOO, SECRET, SEEN, VISIBLE, Page, show, with_body

from digestgen.pdftext.worker import read_paper
from digestgen.sandbox.pdffile import PdfFile, literal

EVERY_TRICK = {**HIDDEN, **HIDDEN_TOO}


@pytest.mark.parametrize("trick", EVERY_TRICK)
def test_no_trick_leaks_and_each_is_reported(trick: str) -> None:
    paper = read_paper(with_body(EVERY_TRICK[trick]), max_pages=5)
    assert "IGNORE" not in paper["text"]
    assert all(line in paper["text"].replace("\n", " ") for line in BODY_LINES), "the page's own text stays"
    assert paper["hidden_samples"] == [SECRET]
    assert paper["hidden_characters"] == len(SECRET)


@pytest.mark.parametrize("trick", EVERY_TRICK)
def test_each_trick_fools_plain_extraction(trick: str) -> None:
    """A trick that hides its text from PDFium as well would prove nothing about the filter."""
    document = pypdfium2.PdfDocument(with_body(EVERY_TRICK[trick]))
    page = document[0]
    textpage = page.get_textpage()
    assert "IGNORE" in textpage.get_text_range()
    textpage.close()
    page.close()
    document.close()


@pytest.mark.parametrize("control", SEEN)
def test_visible_text_stays_and_nothing_is_reported(control: str) -> None:
    paper = read_paper(with_body(SEEN[control]), max_pages=5)
    assert VISIBLE in paper["text"]
    assert (paper["hidden_characters"], paper["hidden_samples"]) == (0, [])


def test_the_tricks_are_the_measured_ones() -> None:
    assert (len(HIDDEN), len(SEEN)) == (19, 8)


def test_samples_are_short_and_few_but_every_character_is_counted() -> None:
    def add(_: PdfFile) -> Page:
        rows = (300 - 20 * number for number in range(8))
        return Page(
            b"".join(show(30 * "hide ", at=(9, y), state="3 Tr") + show("seen", at=(9, y + 9), state="0 Tr") for y in rows)
        )

    paper = read_paper(with_body(add), max_pages=5)
    assert len(paper["hidden_samples"]) == 5
    assert all(len(sample) == 120 for sample in paper["hidden_samples"])
    assert paper["hidden_characters"] == 8 * (30 * len("hide ") - 1)


def test_text_in_forms_nested_beyond_reason_is_dropped() -> None:
    """Forms are followed 12 deep; what lies deeper cannot be judged, so it does not get through."""

    def add(pdf: PdfFile) -> Page:
        head = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<<"
        form = pdf.add_stream(head + b"/Font<</F1 %d 0 R>>>>" % pdf.font(), show(SECRET))
        for _ in range(14):
            form = pdf.add_stream(head + b"/XObject<</X1 %d 0 R>>>>" % form, b"/X1 Do")
        return Page(b"/X1 Do", b"/XObject<</X1 %d 0 R>>" % form)

    assert "IGNORE" not in read_paper(with_body(add), max_pages=5)["text"]


def test_hidden_text_is_found_on_a_turned_and_shifted_page() -> None:
    """Boxes are compared in pixels of the render: rotation and an origin elsewhere must not move them off the text."""
    pdf = PdfFile()
    content = b"0 g " + show(SECRET, at=(300, 500)) + b"1 g 290 480 500 40 re f 0 g " + show(VISIBLE, at=(300, 490))
    pdf.page(content, fonts={b"F1": pdf.font()}, box=(200, 300, 900, 800), entries=b"/Rotate 90")
    text = read_paper(pdf.save(), max_pages=5)["text"]
    assert "IGNORE" not in text
    assert VISIBLE in text


def test_a_bitmap_font_with_a_tiny_nominal_size_is_visible() -> None:
    """Type 3 fonts may be set at 0.1 points and draw glyphs 100 units high."""
    pdf = PdfFile()
    glyph = pdf.add_stream(b"", b"100 0 0 0 80 100 d1 0 0 80 100 re f")
    unicodes = pdf.add_stream(b"", b"begincmap 1 beginbfchar <41> <0041> endbfchar endcmap")
    font = pdf.add(
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 100 100]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a %d 0 R>>/ToUnicode %d 0 R"
        b"/Encoding<</Differences[65/a]>>/FirstChar 65/LastChar 65/Widths[100]>>" % (glyph, unicodes)
    )
    pdf.page(b"BT /F2 0.1 Tf 72 700 Td " + literal("AAAA") + b" Tj ET", fonts={b"F2": font})
    paper = read_paper(pdf.save(), max_pages=5)
    assert (paper["text"], paper["hidden_characters"]) == ("AAAA", 0)
