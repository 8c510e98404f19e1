"""The pure parts of the review pages: marks, forms, words, and quotes among a page's characters."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import a_summary

from digestgen.pdftext.geometry import Box
from digestgen.pdftext.stretches import as_lines, find_words, fold
from digestgen.web.forms import WrongTextError, inputs_of, summary_from
from digestgen.web.marks import Span, cut
from digestgen.web.words import CHINESE

WEB = Path(__file__).parents[1] / "src" / "digestgen" / "web"
SECTIONS = ["background", "related_work", "contribution", "implementation", "conclusion", "tldr"]
_spans = st.lists(st.builds(Span, st.integers(-3, 40), st.integers(-3, 40), claim=st.integers(0, 9)), max_size=6)


@given(st.text(max_size=30), _spans)
def test_a_text_in_pieces_is_the_text(text: str, spans: list[Span]) -> None:
    assert "".join(piece.text for piece in cut(text, spans)) == text


@given(st.text(min_size=1, max_size=30), _spans)
def test_each_mark_covers_exactly_its_stretch(text: str, spans: list[Span]) -> None:
    for span in spans:
        covered = "".join(piece.text for piece in cut(text, [span]) if piece.claims)
        expected = text[span.start : span.end] if 0 <= span.start < span.end else ""
        assert covered == expected


def test_marks_may_overlap() -> None:
    pieces = cut("abcdef", [Span(0, 4, claim=1), Span(2, 6, finding=7)])
    assert [(piece.text, piece.claims, piece.findings) for piece in pieces] == [
        ("ab", (1,), ()),
        ("cd", (1,), (7,)),
        ("ef", (), (7,)),
    ]


@pytest.mark.parametrize("key", SECTIONS)
def test_a_form_that_nobody_touched_changes_nothing(key: str) -> None:
    summary = a_summary(implementation=["第一段很清楚。", "第二段也清楚。"])
    texts = {each.name: each.value.replace("\n", "\r\n") for each in inputs_of(summary, key)}
    assert summary_from(summary, key, texts) == summary


@pytest.mark.parametrize("key", ["", "challenges", "nothing", "__class__"])
def test_what_is_no_section_is_refused(key: str) -> None:
    with pytest.raises(WrongTextError):
        summary_from(a_summary(), key, {})


def test_every_word_of_the_pages_has_its_chinese() -> None:
    """Both ways: none is missing, and none is left over."""
    sources = [path.read_text("utf-8") for path in [*WEB.glob("templates/*.html"), *WEB.glob("*.py")] if path.name != "words.py"]
    text = "\n".join(sources)
    asked = {found[1] or found[2] for found in re.finditer(r"""\bt\((?:"([^"]+)"|'([^']+)')""", text)} - {"with "}
    assert not {words for words in asked if words not in CHINESE}
    assert not {words for words in CHINESE if words not in text and not words.startswith("with ")} - {"pending", "held"}


def test_words_are_found_whatever_the_printer_did_to_them() -> None:
    """Ligatures, accents, hyphens and line ends differ between a page and a text; letters do not."""
    page, places = fold("The ﬁrst naï-\nve ap­proach, 68.9 %")
    assert page == "thefirstnaiveapproach689"
    assert places[3:7] == [4, 4, 5, 6], "both letters of a ligature stand where it stands"
    assert find_words(page, fold("first naïve approach")[0]) == [(3, 21)]


def test_a_quote_around_a_caption_or_a_page_end_is_found_in_parts() -> None:
    quote = "abcdefghijklmnopqrstuvwxyz"
    assert find_words(f"00{quote[:14]}caption{quote[14:]}", quote[:]) == [(2, 16), (23, 35)]
    assert find_words(f"00{quote[:14]}", quote) == [(2, 16)]
    assert find_words("nothing of it", quote) == []
    assert find_words("abc", "") == []


def test_boxes_on_a_line_become_one() -> None:
    words = [Box(0, 0, 10, 10), Box(12, 1, 30, 9), Box(0, -20, 8, -10), Box(200, -20, 220, -10)]
    assert as_lines(words) == [Box(0, 0, 30, 10), Box(0, -20, 8, -10), Box(200, -20, 220, -10)]
