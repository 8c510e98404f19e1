"""Which paper it is: a canonical id, a title on one line, and a summary that no other paper has."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen.checks.duplicates import Archive
from digestgen.checks.examples import PASSAGES, SOUND
from digestgen.checks.identity import arxiv_id, duplicate_paper, title
from digestgen.checks.subject import Subject
from digestgen.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
TEXT = "".join(passage.text for passage in PASSAGES)
OTHER = "论文研究怎样由程序给古籍的断句打分，先用大量标点本训练模型，再请读者比较两种断句，并讨论方言文献里的例外情形。" * 3


# --- id --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2407.0788",
        "2401.99995v2",
        "2401.9999",
        "1412.12345",
        "0703.1234",
        "2413.00001",
        "2401.99995\n",
        "２４０１.９９９９５",
        "..",
        "",
        "x" * 300,
    ],
)
def test_an_id_that_is_not_canonical_is_an_error(text: str) -> None:
    assert [(each.field, each.severity) for each in arxiv_id(replace(SOUND, id=text))] == [("id", ERROR)]


@pytest.mark.parametrize("text", ["2407.07880", "1412.1234", "0704.0001", "hep-th/9901001", "math.AG/0601001"])
def test_a_canonical_id_is_fine(text: str) -> None:
    assert list(arxiv_id(replace(SOUND, id=text))) == []


@pytest.mark.parametrize("name", ["2311.1077.md", "2023-11/2311.1077.md", "C:\\pages\\2311.1077.md", "2312.017.md#2", "2312.07"])
def test_a_file_name_that_lost_its_zeros_is_a_warning(name: str) -> None:
    assert [each.severity for each in arxiv_id(Subject(PASSAGES, name=name))] == [WARNING]


@pytest.mark.parametrize(
    "name", ["", "2311.10770.md", "2023-11-23.md", "v1.2/digest-2023-11-23.md", "2024.13.md", "page 12", "1412.1234.txt"]
)
def test_other_file_names_say_nothing(name: str) -> None:
    assert list(arxiv_id(Subject(PASSAGES, name=name))) == []


# --- title -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "A\nB",
        "A\r\n\r\nB",
        "A\u200bB",
        "A\x00B",
        "x" * 301,
        "A </summary></details><img src=x onerror=alert(1)>",
        "A <!-- B",
        "A <script>alert(1)</script>",
        "[A](https://evil.example)",
        "![A](x)",
        "**A**",
        "## A",
    ],
)
def test_a_title_that_is_empty_long_or_markup_is_an_error(text: str) -> None:
    assert ERROR in {each.severity for each in title(replace(SOUND, title=text))}


@pytest.mark.parametrize("text", ["$\\infty$Bench: Long Contexts", "\\textsc{TileJoin}", "R&amp;D"])
def test_latex_is_a_warning(text: str) -> None:
    assert [each.severity for each in title(replace(SOUND, title=text))] == [WARNING]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "A",
        "The <think> Token and <POSE>",
        "C++ & C#: 100% of [0, 1] * 2",
        "Costs of $5 a Paper",
        "ℝ², α ≤ β",
        "x < a and b > c",
    ],
)
def test_other_titles_are_fine(text: str | None) -> None:
    assert list(title(replace(SOUND, title=text))) == []


# --- the same paper twice --------------------------------------------------------------------------------------------


def found(archive: Archive, paper_id: str | None = SOUND.id) -> list[tuple[str, Severity]]:
    subject = replace(SOUND, id=paper_id, archive=archive)
    return [(each.field, each.severity) for each in duplicate_paper(subject)]


def test_without_an_archive_nothing_is_said() -> None:
    assert list(duplicate_paper(SOUND)) == []
    assert found(Archive()) == []


def test_the_summary_itself_is_no_duplicate() -> None:
    assert found(Archive([(SOUND.name, SOUND.id, SOUND.title, TEXT)])) == []


def test_the_same_paper_on_another_day_is_a_warning_with_whatever_text() -> None:
    for text in (TEXT, OTHER):
        assert found(Archive([("2401.99995 of another day", SOUND.id, SOUND.title, text)])) == [("id", WARNING)]


def test_the_same_title_under_another_id_is_a_warning() -> None:
    assert found(Archive([("other", "2401.00001", str(SOUND.title).upper(), TEXT)])) == [("title", WARNING)]


def test_the_text_of_another_paper_is_an_error() -> None:
    assert found(Archive([("other", "2401.00001", "Another Paper", TEXT + OTHER[:40])])) == [("", ERROR)]


def test_it_is_one_also_beside_the_same_paper_of_another_day() -> None:
    archive = Archive([("earlier", SOUND.id, SOUND.title, TEXT), ("other", "2401.00001", "Another Paper", TEXT)])
    assert found(archive) == [("id", WARNING), ("", ERROR)]


@pytest.mark.parametrize(("own", "other"), [(None, "2401.00001"), ("2401.99995", None), (None, "")])
def test_where_an_id_is_not_known_it_is_a_warning(own: str | None, other: str | None) -> None:
    assert found(Archive([("other", other, None, TEXT)]), own) == [("", WARNING)]


def test_a_third_of_the_text_is_a_warning_and_another_text_nothing() -> None:
    assert found(Archive([("other", "2401.00001", "Another Paper", TEXT[: len(TEXT) // 3])])) == [("", WARNING)]
    assert found(Archive([("other", "2401.00001", "Another Paper", OTHER)])) == []


def test_texts_of_a_few_characters_are_not_compared() -> None:
    short = replace(SOUND, passages=PASSAGES[2:3], archive=Archive([("other", "2401.00001", "Another Paper", PASSAGES[2].text)]))
    assert list(duplicate_paper(short)) == []


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_id_title_and_name_can_be_judged(paper_id: str, heading: str, name: str) -> None:
    subject = replace(SOUND, id=paper_id, title=heading, name=name, archive=Archive([("other", paper_id, heading, TEXT)]))
    for rule in (arxiv_id, title, duplicate_paper):
        assert all(finding.start == finding.end == 0 for finding in rule(subject))
    assert all(finding.severity is WARNING for finding in arxiv_id(replace(subject, id=None)))
