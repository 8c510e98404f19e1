"""Quotes: what stands in the paper is found in the paper's own words, and what is falsified is refused with the reason."""

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen.findings import QuoteStatus
from digestgen.grounding.citations import find_citations, without_citations
from digestgen.grounding.differences import find_difference
from digestgen.grounding.edges import is_whole, to_whole, with_its_signs
from digestgen.grounding.interruptions import find_interrupted
from digestgen.grounding.likeness import find_like
from digestgen.grounding.quotes import QuoteIndex
from digestgen.grounding.squeeze import squeeze
from digestgen.pdftext.worker import read_paper

EXACT, DECITED, FUZZY = QuoteStatus.EXACT, QuoteStatus.DECITED, QuoteStatus.FUZZY
NUMBER, POLARITY, NAME = QuoteStatus.NUMBER_MISMATCH, QuoteStatus.POLARITY_MISMATCH, QuoteStatus.NAME_MISMATCH
MISSING, TOO_SHORT = QuoteStatus.MISSING, QuoteStatus.TOO_SHORT

PAPER = """TileJoin: Joining Worn Rubbings
Restorers of rubbings have to join hundreds of fragments, and their edges are often worn. We propose TileJoin, which predicts how
strokes go on beyond a worn edge. On 90 rubbings it is right at the first guess in 71.4% of the cases, where a baseline on edges
reaches 52.8%. The encoder follows BERT (Devlin et al., 2019) and was trained on 1,200 complete rubbings [12, 15] for 300 steps,
as suggested by Guu et al. (2020). It is not able to join empty fragments, and its improve-
ment is lower for small pieces. The eﬃciency of the naïve search (O(n^2)) was measured in 2020. 15 models were compared with it.
In all of the runs the loss stayed below 0.05, and training took 2.5 hours on one machine with four accelerators for the

12
Figure 3: Strokes beyond the edge, as TileJoin predicts them.
second stage of the training procedure. Nobody was unable to use the non-linear interface after ten minutes of practice.
RetryTree1 is faster than the plain loop, but GPT-4 was never used for labels. We thank the museum for its help.
"""
INDEX = QuoteIndex(PAPER)


def own_words(quote: str) -> str:
    """Return what stands in the paper for a quote that was found."""
    found = INDEX.verify(quote)
    assert found.status.found, found
    return PAPER[found.start : found.end]


# --- what stands there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "status", "words"),
    [
        (
            "Restorers of rubbings have to join hundreds of fragments",
            EXACT,
            "Restorers of rubbings have to join hundreds of fragments",
        ),
        (
            "restorers OF rubbings have to join hundreds of  fragments.",
            EXACT,
            "Restorers of rubbings have to join hundreds of fragments",
        ),
        ("“We propose TileJoin, which predicts how strokes”", EXACT, "We propose TileJoin, which predicts how\nstrokes"),
        ("a baseline on edges reaches 52.8%", EXACT, "a baseline on edges\nreaches 52.8%"),
        ("a baseline on edges reaches 52.8", EXACT, "a baseline on edges\nreaches 52.8%"),
        ("trained on 1200 complete rubbings", EXACT, "trained on 1,200 complete rubbings"),
        ("its improvement is lower for small pieces", EXACT, "its improve-\nment is lower for small pieces"),
        ("The efficiency of the naive search", EXACT, "The eﬃciency of the naïve search"),
        ("the naïve search (O(n^2)", EXACT, "the naïve search (O(n^2))"),
        ("was measured in 2020; 15 models were compared", EXACT, "was measured in 2020. 15 models were compared"),
        ("use the non‑linear interface", EXACT, "use the non-linear interface"),
        ("follows BERT and was trained on 1,200", DECITED, "follows BERT (Devlin et al., 2019) and was trained on 1,200"),
        ("1,200 complete rubbings for 300 steps", DECITED, "1,200 complete rubbings [12, 15] for 300 steps"),
        ("1,200 complete rubbings [3] for 300 steps", DECITED, "1,200 complete rubbings [12, 15] for 300 steps"),
        ("follows BERT [7] and was trained", DECITED, "follows BERT (Devlin et al., 2019) and was trained"),
        ("300 steps, as suggested by Guu et al.", EXACT, "300 steps,\nas suggested by Guu et al"),
        (
            "it is right at the first guess in 71.4% of cases, where",
            FUZZY,
            "it is right at the first guess in 71.4% of the cases, where",
        ),
        (
            "Restorer of rubbings have to join hundreds of fragments",
            FUZZY,
            "Restorers of rubbings have to join hundreds of fragments",
        ),
    ],
)
def test_the_papers_own_words_are_found(quote: str, status: QuoteStatus, words: str) -> None:
    assert INDEX.verify(quote).status is status
    assert own_words(quote) == words


@pytest.mark.parametrize("dots", ["…", "...", " . . . ", "[...]", "[…]", "(...)"])
def test_an_ellipsis_stands_for_some_of_the_papers_words(dots: str) -> None:
    quote = f"Restorers of rubbings have to join {dots} which predicts how strokes go on"
    assert INDEX.verify(quote).status is EXACT
    assert own_words(quote).startswith("Restorers of rubbings have to join hundreds")
    assert own_words(quote).endswith("which predicts how\nstrokes go on")


@pytest.mark.parametrize(
    "quote",
    [
        "which predicts how strokes go on … Restorers of rubbings have to join",  # the other way round
        "Restorers of rubbings have to join … after ten minutes of practice",  # too far apart
        "Restorers of … which predicts how strokes go on",  # too short to be sure
        "Restorers of rubbings have to join … which predicts how leaves go on",
    ],
)
def test_an_ellipsis_joins_nothing_else(quote: str) -> None:
    assert not INDEX.verify(quote).status.found


def test_ellipses_at_both_ends_and_several_in_between() -> None:
    assert INDEX.verify("... Restorers of rubbings have to join hundreds ...").status is EXACT
    quote = "Restorers of rubbings have to join … which predicts how strokes … in 71.4% of the cases, where a baseline"
    assert own_words(quote).endswith("in 71.4% of the cases, where a baseline")


def test_a_quote_passes_over_a_page_number_and_a_caption() -> None:
    found = INDEX.verify("with four accelerators for the second stage of the training procedure")
    assert found.status is EXACT
    assert found.gap
    first, last = found.gap
    assert PAPER[found.start : first] == "with four accelerators for the"
    assert PAPER[last : found.end] == "second stage of the training procedure"
    assert INDEX.verify("for the second stage of the training procedure").gap, "also when little stands before the gap"
    assert INDEX.verify("on one machine with four accelerators for the second").gap, "or behind it"


def test_only_whole_lines_are_passed_over() -> None:
    text = "The accuracy of the method on clean data is far above that of the baseline, and on noisy data it is equal."
    assert QuoteIndex(text).verify("The accuracy of the method on clean data is equal").status is MISSING
    assert find_interrupted(text, squeeze(text), squeeze("The accuracy of the method on noisy data").letters) is None


# --- what does not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "status"),
    [
        ("On 90 rubbings it is right at the first guess in 74.1% of the cases", NUMBER),
        ("On 80 rubbings it is right at the first guess in 71.4% of the cases", NUMBER),
        ("trained on 12,000 complete rubbings for 300 steps, as suggested", NUMBER),
        ("training took 2.5 hours on one machine with five accelerators", NUMBER),
        ("It is able to join empty fragments, and its improvement is lower", POLARITY),
        ("Restorers of rubbings do not have to join hundreds of fragments", POLARITY),
        ("and its improvement is higher for small pieces. The efficiency of", POLARITY),
        ("Nobody was able to use the non-linear interface after ten minutes", POLARITY),
        ("Nobody was unable to use the linear interface after ten minutes", POLARITY),
        ("In all of the runs the loss stayed above 0.05, and training took", POLARITY),
        ("RetryTree is slower than the plain loop, but GPT-4 was never used", POLARITY),
        ("The encoder follows ELMo and was trained on 1,200 complete rubbings", NAME),
        ("We propose StrokeJoin, which predicts how strokes go on beyond a worn edge", NAME),
        ("The restorers of the museum were glad to have the method", MISSING),
        ("是一个不在论文里的中文句子，没有人会找到它的", MISSING),
        ("71.4%", TOO_SHORT),
        ("TileJoin", TOO_SHORT),
        ("", TOO_SHORT),
        ("…", TOO_SHORT),
    ],
)
def test_what_is_falsified_is_refused_with_the_reason(quote: str, status: QuoteStatus) -> None:
    found = INDEX.verify(quote)
    assert (found.status, found.start, found.end) == (status, 0, 0)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("right at the first guess in 71.4% of the cases", "1.4% of the cases"),
        ("right at the first guess in 71.4% of the cases", "4% of the cases, we"),
        ("they were compared with 123 other systems there", "compared with 12"),
        ("they were compared with 12.5 other systems there", "compared with 12"),
        ("they were compared with 12,500 other systems", "compared with 12"),
        ("it is unable to join the empty pieces", "able to join the empty pieces"),
        ("this was measured in 2020 15 models were", "measured in 202015 models"),
        ("this was measured in 202015 models were", "measured in 2020 15 models"),
        ("we measured 7 . 5 points of difference", "measured 75 points of"),
        ("we measured 7.5 points of difference", "measured 75 points of"),
        ("the accuracy of GPT-3.5 is better than", "the accuracy of GPT-3 is"),
        ("users liked the non-linear interface of the system", "linear interface of the system"),
    ],
)
def test_words_and_numbers_are_whole(text: str, quote: str) -> None:
    assert not QuoteIndex(text).verify(quote).status.found


def test_a_cut_word_is_made_whole() -> None:
    text = "it was acceptable to the large language models, and this improve-\nment is lower for small pieces"
    found = QuoteIndex(text).verify("acceptable to the large language model")
    assert (found.status, text[found.start : found.end]) == (FUZZY, "acceptable to the large language models")
    assert QuoteIndex(text).verify("ment is lower for small pieces").status is not EXACT


def test_a_later_place_is_taken_where_the_first_cuts_a_word() -> None:
    text = "They were unable to join them. They were able to join them."
    found = QuoteIndex(text).verify("able to join them")
    assert (found.status, text[found.start : found.end]) == (EXACT, "able to join them")
    assert found.start > text.index("able to join them")


def test_chinese_has_no_words_to_cut() -> None:
    found = QuoteIndex("作者用九十张拓片做测试，首选准确率明显高于基线方法。").verify("首选准确率明显高于基线方法")
    assert found.status is EXACT


# --- the parts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("A B-c", "abc"),
        ("Eﬃ-\ncient", "efficient"),
        ("71.4 %", "71.4%"),
        ("1,234,567.8", "1234567.8"),
        ("1, 2", "1·2"),
        ("2019–2020", "2019·2020"),
        ("10^4 and 10⁴", "104and104"),
        ("3 × 3 or 3x3", "3x3or3x3"),
        ("Straße, naïve, Ｆｕｌｌ％", "strassenaivefull%"),
        ("½", "1·2"),
        ("中文 abc", "中文abc"),
        ("a·b", "ab"),
        ("\x00\u00ad\ud800 \n", ""),
    ],
)
def test_squeezing_keeps_what_a_text_says(text: str, letters: str) -> None:
    assert squeeze(text).letters == letters


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("shown [12] here", "shown here"),
        ("shown [3, 5-7; 9] here", "shown here"),
        ("shown (Devlin et al., 2019) here", "shown here"),
        ("shown (Guu et al., 2020; Lee & Toutanova, 2019a,b) here", "shown here"),
        ("shown (see e.g. Köhler and O’Neil, 2018) here", "shown here"),
        ("of Guu et al. (2020) here", "of Guu et al. here"),
        ("shown [Wei et al., 2022] here", "shown here"),
        ("in [0.1, 0.5] here", "in [0.1, 0.5] here"),
        ("accuracy (71.4%) here", "accuracy (71.4%) here"),
        ("(about 2,000 of them) here", "(about 2,000 of them) here"),
        ("BERT (Base) here", "BERT (Base) here"),
        ("runs (in 2020) here", "runs (in 2020) here"),
    ],
)
def test_citations_and_nothing_else(text: str, bare: str) -> None:
    assert " ".join(without_citations(text).split()) == bare


@pytest.mark.parametrize(
    ("quote", "stretch", "difference"),
    [
        ("it works well", "it works very well", None),
        ("Chain-of-Thought works", "Chain-of-\nThought works", None),
        ("it doesn’t work", "it doesn't work", None),
        ("it does work", "it doesn't work", POLARITY),
        ("it outperforms all", "it underperforms all", POLARITY),
        ("a supervised model", "an unsupervised model", POLARITY),
        ("three runs of 5", "three runs of 5 and 6", None),
        ("four runs of 5", "three runs of 5", NUMBER),
        ("1,000 of 10.5", "1000 of 10.5", None),
        ("we use Grobid here", "we use Tesseract here", NAME),
        ("RoBERTa is good", "BERT is good", NAME),
        ("BERT is good", "RoBERTa is good", NAME),
        ("on GPT 4", "on GPT-4", None),
        ("The model is good", "the model is good", None),
    ],
)
def test_nearly_the_same_says_the_same_or_not(quote: str, stretch: str, difference: QuoteStatus | None) -> None:
    assert find_difference(quote, stretch) is difference


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        ("it fell by -3.2% in all", "3.2", "-3.2%"),
        ("the model (GPT-4) wins", "GPT-4) wins", "(GPT-4) wins"),
        ("wins with (GPT-4) here", "wins with (GPT-4", "wins with (GPT-4)"),
        ("in [0, 1] there", "0, 1", "0, 1"),
        ("cafe\u0301 here", "cafe", "cafe\u0301"),
    ],
)
def test_signs_belong_to_their_words(text: str, quote: str, words: str) -> None:
    start, end = with_its_signs(text, text.index(quote), text.index(quote) + len(quote))
    assert text[start:end] == words


def test_the_nearest_whole_words() -> None:
    text = "we measured improvements, of course."
    assert text[slice(*to_whole(text, text.index("easured"), text.index("ments")))] == "measured improvements"
    assert to_whole("..", 0, 1) == (0, 1), "something is left"
    assert is_whole(text, 0, len(text))


# --- any text ---------------------------------------------------------------------------------------------------------

WORDS = st.lists(
    st.one_of(
        st.text("abcdefgnoTJB", min_size=1, max_size=9),
        st.sampled_from(
            ["71.4%", "1,200", "[12]", "(Guu et al., 2020)", "ﬁne", "naïve", "—", "2020", "GPT-4", "中文", "\n", "not"]
        ),
    ),
    min_size=1,
    max_size=60,
)


@given(WORDS, st.data())
def test_whatever_is_cut_out_is_found_again(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    quote = " ".join(words[first:last])
    found = QuoteIndex(text).verify(quote)
    if len(squeeze(quote).letters) < 20:
        return
    assert found.status is EXACT
    assert squeeze(text[found.start : found.end]).letters.rstrip("%") == squeeze(quote).letters.rstrip("%")


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_and_no_quote_raises(text: str, quote: str) -> None:
    for asked in (quote, text, text[3:200] + quote, f"{text[:99]} … {text[99:]}"):
        found = QuoteIndex(text).verify(asked)
        assert 0 <= found.start <= found.end <= len(text)
        assert found.status.found == (found.end > 0)


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_parts_take_any_text(one: str, other: str) -> None:
    squeezed = squeeze(one)
    for offset in range(len(squeezed.letters)):
        assert 0 <= squeezed.origin(offset) < len(one)
    assert all(0 <= start < end <= len(one) for start, end in find_citations(one))
    assert all(0 <= start <= end <= len(one) for start, end in find_like(one, other))
    assert find_difference(one, one) is None


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "ab ",
        "[",
        "(A 2",
        "(see also ",
        "[1" + " ," * 40 + "1]",
        "1 ",
        "a\n",
        "a-\n",
        "(" + "A 2020, " * 45 + ")",
        "abcdefgh\n1",
    ],
)
def test_a_hostile_text_takes_no_time_beyond_its_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begin = time.process_time()
    index = QuoteIndex(text)
    for quote in ("a" * 999 + "b", "ab " * 300 + "c", ("a" * 15 + "b") * 62, text[:1000] + "!x", text[:500] + " … " + text[:500]):
        index.verify(quote)
    assert time.process_time() - begin < 2, "usually 0.1 s"


# --- a real paper -----------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_quotes_of_a_real_paper(shared: Path) -> None:
    text = read_paper((shared / "data/pdf/2007.01282.pdf").read_bytes(), max_pages=100)["text"]
    index = QuoteIndex(text)
    sentences = [match[0] for match in re.finditer(r"(?<=[.] )[A-Z][^.\n]{60,240}\.(?= )", text)]
    assert len(sentences) > 50
    assert all(index.verify(each).status is EXACT for each in sentences)
    assert all(index.verify(without_citations(each)).status.found for each in sentences)
    choose = random.Random(3)
    for each in sentences:
        words = each.split()
        at = choose.randrange(2, len(words))
        falsified = " ".join([*words[:at], "not", *words[at:]])
        if without_citations(each) == each:
            assert not index.verify(falsified).status.found
        turned = " ".join(words[len(words) // 2 :] + words[: len(words) // 2])
        assert not index.verify(turned).status.found
