"""Headings are found by their numbers, their font and their usual names; what looks like one elsewhere is not."""

from digestgen.models import SectionKind
from digestgen.pdftext import sections
from digestgen.pdftext.lines import Line
from digestgen.pdftext.sections import BodyFont, find_headings, is_candidate

BODY = BodyFont(10.0, "NimbusRomNo9L-Regu")
PROSE = Line(1, "plain text of the paper in its usual font", 10.0, BODY.font)
REFERENCE = Line(1, "A. Author and B. Author. A paper about things. In Proc. of Venue, 2019.", 9.0, BODY.font)


def bold(text: str) -> Line:
    return Line(1, text, 12.0, "NimbusRomNo9L-Medi")


def plain(text: str) -> Line:
    return Line(1, text, 10.0, BODY.font)


def found(*lines: Line) -> list[tuple[str, str]]:
    """Titles and kinds, with prose between the lines."""
    spread = [
        part for line in lines for part in (line, *([REFERENCE] * 5 if line.text in {"References", "参考文献"} else [PROSE]))
    ]
    return [(heading.title, heading.kind) for heading in find_headings(spread, BODY)]


def titles(*lines: Line) -> list[str]:
    return [title for title, _ in found(*lines)]


def test_the_kinds_are_those_of_the_model() -> None:
    assert {sections.BODY, sections.REFERENCES, sections.APPENDIX} == set(SectionKind)


def test_a_numbered_paper_with_references_and_appendices() -> None:
    lines = ["Abstract", "1 Introduction", "2 Our Way", "3 Conclusion", "References", "A Proofs", "B More Results"]
    assert found(*map(bold, lines)) == [
        ("Abstract", "body"),
        ("1 Introduction", "body"),
        ("2 Our Way", "body"),
        ("3 Conclusion", "body"),
        ("References", "references"),
        ("A Proofs", "appendix"),
        ("B More Results", "appendix"),
    ]


def test_roman_numbers_count() -> None:
    assert titles(*map(bold, ["I. INTRODUCTION", "II. METHOD", "III. RESULTS"])) == [
        "I. INTRODUCTION",
        "II. METHOD",
        "III. RESULTS",
    ]


def test_the_chain_is_believed_without_a_font() -> None:
    """Some styles set headings in the size and weight of the text."""
    assert titles(plain("1 Introduction"), plain("2 Model"), plain("3 Results")) == ["1 Introduction", "2 Model", "3 Results"]


def test_a_numbered_list_does_not_outweigh_the_sections() -> None:
    listed = [plain(f"{number}. Point of a list") for number in range(1, 4)]
    chapters = [bold("1 Introduction"), bold("2 Related Work"), *listed, bold("3 Experiments")]
    assert titles(*chapters) == ["1 Introduction", "2 Related Work", "3 Experiments"]


def test_subsections_and_running_heads_and_contents_are_no_sections() -> None:
    noise = [bold("1.1 Detail"), bold("2.1 Detail"), plain("1 INTRODUCTION 3"), plain("1 Introduction . . . . . 2")]
    assert titles(bold("1 Introduction"), *noise, bold("2 Method")) == ["1 Introduction", "2 Method"]


def test_a_missing_number_does_not_end_the_chain() -> None:
    assert titles(bold("1 Introduction"), bold("2 Method"), bold("4 Conclusion")) == [
        "1 Introduction",
        "2 Method",
        "4 Conclusion",
    ]


def test_numbered_references_are_no_sections() -> None:
    entries = [plain(f"{number}. Someone wrote a long paper about it") for number in range(1, 30)]
    lines = [bold("1 Introduction"), bold("2 Method"), bold("References"), *entries]
    assert titles(*lines) == ["1 Introduction", "2 Method", "References"]


def test_a_paper_without_numbers_has_sections_by_name_and_font() -> None:
    lines = [bold("Introduction"), bold("Methods"), plain("Results"), bold("Discussion"), bold("References")]
    assert titles(*lines) == ["Introduction", "Methods", "Discussion", "References"]


def test_in_a_numbered_paper_column_heads_are_no_sections() -> None:
    assert titles(bold("1 Introduction"), bold("Results"), bold("2 Method")) == ["1 Introduction", "2 Method"]


def test_the_references_are_where_references_stand() -> None:
    """The word alone in a table of contents is not it."""
    lines = [plain("References"), *[PROSE] * 30, bold("1 Introduction"), bold("2 Method"), bold("References"), *[REFERENCE] * 9]
    headings = find_headings(lines, BODY)
    assert [(heading.place, heading.kind) for heading in headings if heading.kind == "references"] == [(33, "references")]


def test_what_follows_the_references_is_appendix() -> None:
    after = found(bold("1 Introduction"), bold("2 Method"), bold("References"), bold("Supplementary Material"))
    assert after[-1] == ("Supplementary Material", "appendix")


def test_an_appendix_before_the_references_is_one() -> None:
    kinds = dict(found(bold("1 Introduction"), bold("2 Method"), bold("Appendix"), bold("References")))
    assert kinds == {"1 Introduction": "body", "2 Method": "body", "Appendix": "appendix", "References": "references"}


def test_initials_of_authors_begin_no_appendix() -> None:
    assert titles(bold("1 Introduction"), bold("2 Method"), bold("References"), plain("A. Author and others"))[-1] == "References"


def test_chinese_headings_count() -> None:
    lines = [bold("摘 要"), bold("1 引言"), bold("2 方法设计"), bold("参考文献")]
    assert found(*lines)[1:] == [("1 引言", "body"), ("2 方法设计", "body"), ("参考文献", "references")]


def test_prose_has_no_sections() -> None:
    assert found(*[PROSE] * 20) == []


def test_long_lines_are_no_candidates() -> None:
    assert not is_candidate("1 " + "Word " * 40)
