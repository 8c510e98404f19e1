"""A text is cut to its budget in a fixed order, at the ends of sentences, and says what is missing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen.measure import bound_tokens
from digestgen.models import Page, PaperText, Section, SectionKind
from digestgen.pdftext import fit
from digestgen.pdftext.budget import sentence_ends

BODY, REFERENCES, APPENDIX = SectionKind.BODY, SectionKind.REFERENCES, SectionKind.APPENDIX


def paper(*parts: tuple[SectionKind | None, str]) -> PaperText:
    """Text whose parts are sections, or belong to none."""
    text, found = "", []
    for kind, part in parts:
        if kind:
            found.append(Section(title=kind, kind=kind, start=len(text), end=len(text) + len(part)))
        text += part
    return PaperText(text=text, pages=(Page(number=1, start=0, end=len(text)),), sections=tuple(found), page_count=1)


WHOLE = paper(
    (None, "A Title\n\n"),
    (BODY, "1 Way\nFirst sentence. Second one.\n\n"),
    (REFERENCES, "References\n[1] A book.\n\n"),
    (APPENDIX, "A Proofs\nMore."),
)


def test_the_whole_text_where_it_fits() -> None:
    assert fit(WHOLE, 1_000) == (fitted := fit(WHOLE, bound_tokens(WHOLE.text)))
    assert (fitted.text, fitted.left_out) == (WHOLE.text, ())


def test_references_go_first() -> None:
    fitted = fit(WHOLE, bound_tokens(WHOLE.text) - 1)
    assert fitted.text == "A Title\n\n1 Way\nFirst sentence. Second one.\n\nA Proofs\nMore."
    assert fitted.left_out == ("references (24 characters)",)


def test_the_appendix_goes_next() -> None:
    fitted = fit(WHOLE, 17)
    assert fitted.text == "A Title\n\n1 Way\nFirst sentence. Second one."
    assert fitted.left_out == ("references (24 characters)", "appendix (16 characters)")


def test_the_body_is_cut_after_a_sentence() -> None:
    fitted = fit(WHOLE, 14)
    assert fitted.text == "A Title\n\n1 Way\nFirst sentence."
    assert fitted.left_out == ("references (24 characters)", "appendix (16 characters)", "end of the body (12 characters)")


def test_text_without_sections_is_cut_too() -> None:
    fitted = fit(paper((None, "One sentence. Another sentence.")), 7)
    assert (fitted.text, fitted.left_out) == ("One sentence.", ("end of the body (18 characters)",))


@pytest.mark.parametrize("budget", [0, 1])
def test_where_no_sentence_fits_nothing_is_left(budget: int) -> None:
    fitted = fit(paper((BODY, "One sentence and no more. " * 100)), budget)
    assert (fitted.text, fitted.left_out) == ("", ("end of the body (2,600 characters)",))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "See Fig. 3 and e.g. Smith et al. (2019). Then J. Doe did it.",
            ["See Fig. 3 and e.g. Smith et al. (2019).", " Then J. Doe did it."],
        ),
        ("Is it 3.5 points? Yes! (Really.) Good.", ["Is it 3.5 points?", " Yes!", " (Really.)", " Good."]),
        ("我们提出了方法。它很好！真的吗？", ["我们提出了方法。", "它很好！", "真的吗？"]),
        ("He said “no.” Then silence", ["He said “no.”"]),
        ("1. Introduction\nText.", ["1. Introduction\nText."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    bounds = [0, *sentence_ends(text)]
    assert [text[start:end] for start, end in pairwise(bounds)] == sentences


def test_a_long_body_is_cut_as_late_as_possible() -> None:
    text = paper((BODY, "".join(f"Sentence number {number} stands here. " for number in range(5_000))))
    fitted = fit(text, 10_000)
    following = text.text[: len(fitted.text) + len(" Sentence number 1000 stands here.")]
    assert bound_tokens(fitted.text) <= 10_000 < bound_tokens(following)


words = st.sampled_from(["Word", "et al.", "中文句子。", "end.", "why?", "3.5", "Fig. 2", "\n", "(so.)", "“Q.”", "A."])
parts = st.tuples(st.sampled_from([None, BODY, REFERENCES, APPENDIX]), st.lists(words, max_size=30).map(" ".join))


@given(st.lists(parts, max_size=6), st.integers(0, 200))
def test_the_result_fits_and_never_ends_within_a_sentence(pieces: list[tuple[SectionKind | None, str]], budget: int) -> None:
    text = paper(*pieces)
    fitted = fit(text, budget)
    assert bound_tokens(fitted.text) <= budget
    assert bool(fitted.left_out) == (fitted.text != text.text)
    if any(reason.startswith("end of the body") for reason in fitted.left_out):
        assert fitted.text == "" or fitted.text.endswith((".", "。", "?", ".)", ".”"))
