"""The demo papers: valid, labelled, typeset like real ones, with replies that are true to them."""

import asyncio
import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from digestgen import pdftext
from digestgen.models import SectionKind
from digestgen.sandbox import DEMO_DAY, SandboxPaper, synthetic_day
from digestgen.sandbox.metrics import break_lines, hyphenation_points, typographic, width
from digestgen.sandbox.papers import demo_papers
from digestgen.sandbox.typeset import RUNNING_HEAD, stamp_text, typeset
from digestgen.wire import read_answer

PAPERS = {paper.id: paper for paper in demo_papers()}
WITH_PDF = [paper for paper in PAPERS.values() if paper.has_pdf]


def words_of(paper: SandboxPaper) -> str:
    floats = [float_ for section in paper.sections for float_ in (section.table, section.figure) if float_]
    parts = [paper.title, paper.abstract, *(section.title + "\n" + section.text for section in paper.sections), *map(str, floats)]
    return " ".join(" ".join(parts).split())


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        text_page = page.get_textpage()
        pages.append(text_page.get_text_range())
        text_page.close()
        page.close()
    document.close()
    return pages


def strings_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings_in(part)]


def reply_text(paper: SandboxPaper) -> str:
    assert paper.reply
    return "\n".join(strings_in(dict(paper.reply)))


def test_there_are_five_demo_papers_with_different_upvotes_and_one_has_no_pdf() -> None:
    assert len(PAPERS) == 5
    assert len({paper.upvotes for paper in PAPERS.values()}) == 5
    assert len(WITH_PDF) == 4


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_demo_paper_says_that_it_is_one_and_names_no_person(paper: SandboxPaper) -> None:
    assert "sandbox demo paper" in paper.abstract
    assert all(re.fullmatch(r"Sandbox Author [A-Z]", author) for author in paper.authors)
    assert paper.published < DEMO_DAY


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_reply_is_a_valid_summary_in_the_wire_format(paper: SandboxPaper) -> None:
    assert paper.reply
    assert read_answer(dict(paper.reply)).summary.contribution.startswith("提出了")
    assert "\\" not in reply_text(paper)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_number_of_a_reply_stands_in_its_paper(paper: SandboxPaper) -> None:
    """1.2亿 is 120 million, as the prompt wants it."""
    source = words_of(paper).replace(",", "")
    scale = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
    known = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", source)}
    known |= {round(float(number) * scale[unit]) for number, unit in re.findall(r"(\d+(?:\.\d+)?) (million|billion)", source)}
    said = re.findall(r"(\d+(?:\.\d+)?)([万亿]?)", reply_text(paper).replace(",", ""))
    assert len(said) >= 5
    wrong = [number + unit for number, unit in said if round(float(number) * {"万": 1e4, "亿": 1e8}.get(unit, 1), 3) not in known]
    assert not wrong


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_name_of_a_reply_stands_in_its_paper(paper: SandboxPaper) -> None:
    known = set(re.findall(r"[a-z]+", words_of(paper).lower())) | {"token"}
    assert {word for word in re.findall(r"[a-z]+", reply_text(paper).lower()) if word not in known} == set()


@pytest.mark.parametrize("paper", WITH_PDF, ids=lambda paper: paper.id)
def test_every_number_of_an_abstract_stands_in_the_text_too(paper: SandboxPaper) -> None:
    body = " ".join(words_of(paper).removeprefix(paper.title).replace(paper.abstract, "").split())
    assert [
        number for number in re.findall(r"\d[\d.,]*\d%?", paper.abstract) if number not in body and number.rstrip("%") not in body
    ] == []


def test_the_columns_are_read_one_after_the_other_with_ligatures_and_hyphens_undone() -> None:
    first = text_of(typeset(PAPERS["2401.99991"], 2))[0]
    assert "may not say which year or which\r\ndepartment it speaks of" in first
    assert first.index("1 Introduction") < first.index("2 Related Work") < first.index("3 Method") < first.index("4 Experiments")
    assert "confirmed" in first
    assert "\ufb01" not in first
    assert re.search(r"pas\ufffe?sage|pas-?\r?\n?sage|passage that answers", first)


def test_the_side_stamp_is_last_on_the_first_page_and_the_running_head_is_on_every_page() -> None:
    paper = PAPERS["2401.99994"]
    pages = text_of(typeset(paper, 1))
    assert pages[0].rstrip().endswith(" ".join(stamp_text(paper, 1).split()))
    assert all(page.startswith(RUNNING_HEAD) for page in pages)


def test_the_survey_has_references_over_more_than_a_page() -> None:
    pages = text_of(typeset(PAPERS["2401.99994"], 1))
    holding = [number for number, page in enumerate(pages) if re.search(r"^\[\d+\]", page, re.MULTILINE)]
    assert len(pages) == 3
    assert holding == [1, 2]


def test_every_sentence_of_a_demo_paper_comes_out_of_its_pdf() -> None:
    """No word is lost between boxes, columns and pages: letters alone are compared."""
    for paper in WITH_PDF:
        printed = Counter(re.findall(r"[a-z]", "".join(text_of(typeset(paper, 1))).lower()))
        wanted = Counter(
            re.findall(r"[a-z]", (paper.title + paper.abstract + "".join(s.title + s.text for s in paper.sections)).lower())
        )
        assert not wanted - printed


@pytest.mark.parametrize("paper", WITH_PDF, ids=lambda paper: paper.id)
def test_our_own_extraction_gives_clean_text_with_its_sections(paper: SandboxPaper, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(typeset(paper, 1))
    text = asyncio.run(pdftext.extract(path))
    flat = " ".join(text.text.split())
    assert all(section.paragraphs[0][:400].replace("'", "’") in flat for section in paper.sections)
    body = [section.title for section in text.sections if section.kind is SectionKind.BODY]
    assert body == ["Abstract", *(f"{number} {section.title}" for number, section in enumerate(paper.sections, start=1))]
    assert [section.title for section in text.sections if section.kind is SectionKind.REFERENCES] == ["References"]
    assert text.stamp == " ".join(stamp_text(paper, 1).split())
    assert text.hidden_characters == 0
    assert (RUNNING_HEAD in flat) == (text.page_count < 3), "a head is known as one from three pages on"


def test_typesetting_the_same_paper_twice_gives_the_same_bytes() -> None:
    assert typeset(PAPERS["2401.99993"], 1) == typeset(PAPERS["2401.99993"], 1)


def test_a_paragraph_is_broken_into_lines_that_fill_the_measure_exactly_but_for_the_last() -> None:
    text = typographic(PAPERS["2401.99991"].abstract)
    lines = list(break_lines(text, "Times-Roman", 10, 240))
    filled = [width(line.text, "Times-Roman", 10) + line.stretch * line.text.count(" ") for line in lines]
    assert all(abs(length - 240) < 0.01 for length in filled[:-1])
    assert lines[-1].stretch == 0
    assert re.sub(r"- ", "", " ".join(line.text for line in lines)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("word", "parts"), [("segment", "seg-ment"), ("question", "ques-tion"), ("method", "method"), ("GPT-4", "GPT-4")]
)
def test_words_are_hyphenated_between_syllables_or_not_at_all(word: str, parts: str) -> None:
    shown = word
    for at in reversed(hyphenation_points(word)):
        shown = shown[:at] + "-" + shown[at:]
    assert shown == parts


def test_our_widths_are_those_by_which_pdfium_sets_the_text() -> None:
    """The last glyph of a stretched line ends at the column's edge, as PDFium measures it."""
    document = pypdfium2.PdfDocument(typeset(PAPERS["2401.99991"], 1))
    page = document[0]
    text_page = page.get_textpage()
    at = text_page.get_text_range().index("A question about a long report usually concerns a handful")
    edges = [
        text_page.get_charbox(at + place)[2] for place in range(len("A question about a long report usually concerns a handful"))
    ]
    text_page.close()
    page.close()
    document.close()
    assert abs(max(edges) - 296) < 1.5


def test_synthetic_papers_are_the_same_for_the_same_seed_and_differ_for_another() -> None:
    day = dt.date(2024, 3, 6)
    assert synthetic_day(day, 20, seed=1) == synthetic_day(day, 20, seed=1)
    assert synthetic_day(day, 20, seed=1) != synthetic_day(day, 20, seed=2)


def test_synthetic_papers_have_ids_of_their_own_within_a_day_and_across_days() -> None:
    days = [dt.date(2024, 3, 1) + dt.timedelta(days=number) for number in range(20)]
    papers = [paper for day in days for paper in synthetic_day(day, 20)] + list(synthetic_day(dt.date(2025, 1, 1), 2050))
    assert len({paper.id for paper in papers}) == len(papers)


def test_a_synthetic_paper_has_enough_text_for_a_summary_and_calls_itself_synthetic() -> None:
    paper = synthetic_day(dt.date(2024, 3, 6), 1)[0]
    assert "Synthetic Paper" in paper.title
    assert len("".join(text_of(typeset(paper, 1)))) > 2500
