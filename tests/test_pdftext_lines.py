"""Lines become clean text: letters, whole words, no furniture, exact offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_tricks import show

from digestgen.pdftext.compose import compose
from digestgen.pdftext.lines import HYPHEN, Line, drop_running_heads, is_odd, split_raw, take_stamp, tidy
from digestgen.pdftext.worker import read_paper
from digestgen.sandbox.pdffile import PdfFile

STAMP = "arXiv:1512.03385v1 [cs.CV] 10 Dec 2015"


def typeset(*pages: list[str]) -> bytes:
    """Lines of 10 points, one under the other."""
    pdf = PdfFile()
    fonts = {b"F1": pdf.font()}
    for page in pages:
        pdf.page(b"".join(show(line, at=(72, 740 - 12 * place)) for place, line in enumerate(page)), fonts=fonts)
    return pdf.save()


def text_of(*lines: str) -> str:
    return compose([Line(1, line) for line in lines], frozenset(), 1).text


# --- characters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("an e\ufb03cient ﬁlter ﬂows oﬀ", "an efficient filter flows off"),
        ("a\x01b\x0bc\ue000d\u00ade\u200bf\ufeffg\U000f0000h", "abcdefgh"),
        ("tabs\tand \u2003 wide\u3000blanks  ", "tabs and wide blanks"),
        ("\U0001d465 and \U0001d6fd", "x and β"),
        ("turned\u202e round\u2066", "turned round"),
        ("摘要：中文，标点", "摘要：中文，标点"),
    ],
)
def test_a_line_holds_plain_letters_and_nothing_unseen(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


@given(st.text())
def test_a_line_that_is_not_odd_needs_no_tidying(raw: str) -> None:
    """The worker skips `tidy` for pages without odd characters: that must make no difference."""
    for _, line in split_raw(raw):
        if not is_odd(line):
            assert tidy(line) == line.strip()


@given(st.text(alphabet=st.sampled_from("ab \r\n\ufffe"), max_size=60))
def test_lines_are_found_at_their_places_and_nothing_else_is_lost(raw: str) -> None:
    found = split_raw(raw)
    assert all(raw[start : start + len(line)] == line for start, line in found)
    kept = "".join(line for _, line in found)
    assert [char for char in kept if char in "ab\ufffe"] == [char for char in raw if char in "ab\ufffe"]


def test_ligatures_of_a_real_file_become_letters() -> None:
    assert "The first flow of a file" in read_paper(typeset(["The ﬁrst ﬂow of a ﬁle"]), max_pages=1)["text"]


# --- words over line ends --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "following", "joined"),
    [
        ("an image seg" + HYPHEN, "mentation model", "an image segmentation model"),
        ("an image seg-", "mentation model", "an image segmentation model"),
        ("uses self" + HYPHEN, "attention here", "uses self-attention here"),
        ("by GPT" + HYPHEN, "3 and others", "by GPT-3 and others"),
        ("of Smith" + HYPHEN, "Jones and others", "of Smith-Jones and others"),
        ("the end-to" + HYPHEN, "middle way", "the end-to-middle way"),
        ("a dash -", "and more", "a dash -\nand more"),
    ],
)
def test_a_broken_word_is_made_whole(line: str, following: str, joined: str) -> None:
    """The hyphen stays where the paper knows only the hyphenated form, and before capitals and figures."""
    known = "We write self-attention with a hyphen in this paper, and never without one in any of its lines."
    assert text_of(known, "x", line, following).endswith(joined)


def test_the_paper_s_own_spelling_decides_against_the_hyphen() -> None:
    assert text_of("Our dataset is new.", "Each data" + HYPHEN, "set counts.").endswith("Each dataset counts.")


def test_a_real_file_s_broken_words_are_made_whole() -> None:
    text = read_paper(typeset(["We train a model for image seg-", "mentation on a large set."]), max_pages=1)["text"]
    assert text == "We train a model for image segmentation on a large set."


def test_a_word_broken_over_a_page_break_belongs_to_its_first_page() -> None:
    paper = read_paper(typeset(["We train a model for image seg-"], ["mentation on a large set."]), max_pages=2)
    first, second = (paper["text"][page["start"] : page["end"]] for page in paper["pages"])
    assert (first, second) == ("We train a model for image segmentation ", "on a large set.")


# --- paragraphs ------------------------------------------------------------------------------------------------------

FULL = "A line that is as wide as the others of its page"


def test_full_lines_go_on_and_a_short_one_ends_its_paragraph() -> None:
    assert text_of(FULL, FULL, "ends here.", FULL) == f"{FULL} {FULL} ends here.\n{FULL}"


def test_chinese_lines_join_without_a_blank() -> None:
    assert text_of("我们提出了一种新的方法来解决这个问题并且", "在三个数据集上取得了最好的结果。") == (
        "我们提出了一种新的方法来解决这个问题并且在三个数据集上取得了最好的结果。"
    )


@pytest.mark.parametrize(
    "item", ["• a point", "(1) a point", "[12] A. Author. A paper.", "Figure 3: A plot.", "Table 1. Values.", "KEYWORDS"]
)
def test_an_item_begins_on_a_line_of_its_own(item: str) -> None:
    assert text_of(FULL, item) == f"{FULL}\n{item}"


def test_rows_of_a_table_stay_lines() -> None:
    rows = [f"model {row} 0.123 0.456 0.789 0.321 0.654 0.987 0.111" for row in range(3)]
    assert text_of(*rows) == "\n".join(rows)


def test_a_sentence_goes_on_over_a_page_break() -> None:
    lines = [Line(1, FULL), Line(2, "goes on in small letters and in full width here"), Line(3, "Begins anew")]
    assert compose(lines, frozenset(), 3).text == f"{FULL} {lines[1].text}\n\nBegins anew"


# --- furniture -------------------------------------------------------------------------------------------------------


def test_running_heads_and_page_numbers_go() -> None:
    lines = [
        line
        for page in range(1, 6)
        for line in (Line(page, f"{page} Author et al."), Line(page, f"Text of page {'abcde'[page - 1]}"), Line(page, str(page)))
    ]
    assert [line.text for line in drop_running_heads(lines)] == [f"Text of page {letter}" for letter in "abcde"]


def test_what_stands_on_two_pages_only_is_no_running_head() -> None:
    lines = [Line(page, "Results") for page in (1, 2)]
    assert drop_running_heads(lines) == lines


def test_a_repeated_line_within_the_page_is_no_running_head() -> None:
    lines = [Line(page, f"{letter}{page}") for page in range(1, 6) for letter in "abcde"]
    kept = [line for line in lines if line.text.startswith("c")]
    assert drop_running_heads(lines) == kept


def test_the_side_stamp_is_told_and_taken_away() -> None:
    paper = read_paper(typeset(["A Title", STAMP, "cites arXiv:1512.03385v1 in a sentence"], [STAMP]), max_pages=2)
    assert paper["stamp"] == STAMP
    assert paper["text"].startswith("A Title\ncites arXiv:1512.03385v1 in")


@pytest.mark.parametrize("stamp", [STAMP, "arXiv:hep-th/9901001v2 [hep-th] 4 Jan 1999", "arXiv:0704.0001v1 [math.CO] 1 Apr 2007"])
def test_old_and_new_stamps_are_known(stamp: str) -> None:
    assert take_stamp([Line(1, "x"), Line(1, stamp)]) == (stamp, [Line(1, "x")])


# --- offsets ---------------------------------------------------------------------------------------------------------

printed = st.sampled_from(
    [FULL, "short", "broken wo" + HYPHEN, "rd", "hyphen-", "中文", "1 Title", "and so on.", HYPHEN[:0] + "X"]
)
laid_out = st.lists(st.tuples(st.integers(1, 5), printed), max_size=30).map(
    lambda rows: [Line(page, text) for page, text in sorted(rows, key=lambda row: row[0])]
)


@given(laid_out, st.sets(st.integers(0, 29)))
def test_pages_are_contiguous_and_hold_their_lines(lines: list[Line], headings: set[int]) -> None:
    done = compose(lines, headings, 5)
    assert HYPHEN not in done.text
    bounds = [*done.page_starts, len(done.text)]
    assert bounds[0] == 0
    assert bounds == sorted(bounds)
    for line, start in zip(lines, done.line_starts, strict=True):
        body = line.text.rstrip(HYPHEN + "-")
        assert done.text[start : start + len(body)] == body
        end_of_first_word = start + len(body.split(" ")[0])
        assert end_of_first_word <= bounds[line.page], "a line begins before the end of its page"
        if " " in body:
            assert start + len(body) > bounds[line.page - 1], "and what follows its first word is on it"
