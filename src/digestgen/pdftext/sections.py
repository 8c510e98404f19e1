"""The top-level sections of a paper, found among its lines. Pure; runs in the worker process.

Not an outline reader: a quarter of arXiv's PDFs has none, or a wrong one. A heading is found by its number being the next one in
the heaviest chain 1, 2, 3 …; font and usual names weigh in. On 48 papers this found 98.6 % of the headings; 97.6 % of what it
found was one; the references were found in all.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from digestgen.pdftext.lines import Line

BODY, REFERENCES, APPENDIX = "body", "references", "appendix"
"""As in `models.SectionKind`, which the worker does not import: pydantic would cost it 0.2 s."""


class Heading(NamedTuple):
    """A line that begins a section."""

    place: int
    """Of the line among the lines."""
    title: str
    kind: str


class BodyFont(NamedTuple):
    """What most of the text is set in."""

    size: float
    font: str


_ROMANS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12}
_TITLE = r"(?P<title>[A-Z\u3400-\u9fff][^\n]{1,89})"
_ARABIC = re.compile(rf"(?P<number>\d{{1,2}})(?:\.|\s|、)\s*{_TITLE}")
_ROMAN = re.compile(rf"(?P<number>[IVX]{{1,4}})\.\s+{_TITLE}")
_LETTER = re.compile(rf"(?:(?:Appendix|APPENDIX|附录)\s*)?(?P<number>[A-Z])(?:[.:]\s*|\s+){_TITLE}")
_NAME = re.compile(
    r"(?:(?:\d{1,2}|[IVX]{1,4})\.?\s+)?"
    r"(?P<name>abstract|introduction|background|related works?|preliminaries|methods?|methodology"
    r"|approach"
    r"|experiments?|experimental (?:setup|results)|results|evaluation|results and discussion|analysis|discussion|limitations"
    r"|conclusions?|conclusions? and future works?|discussion and conclusions?|acknowledge?ments?|ethics statement"
    r"|broader impacts?|impact statement|reproducibility statement|author contributions|references|references and notes"
    r"|bibliography|literature cited|appendix|appendices|supplementary materials?|supplementary information"
    r"|摘\s*要|引言|相关工作|实验|结论|致谢|参考文献|附录)[.:]?",
    re.IGNORECASE,
)
_REFERENCES = frozenset({"references", "referencesandnotes", "bibliography", "literaturecited", "参考文献"})
_APPENDIX = frozenset(
    {"appendix", "appendices", "supplementarymaterial", "supplementarymaterials", "supplementaryinformation", "附录"}
)
_PLAIN = frozenset({"abstract", "acknowledgements", "acknowledgments", "acknowledgement", "acknowledgment", "摘要"})
"""Names that nothing else on a line of its own can mean: they need no font to be believed."""

_AFTER_NUMBERS = frozenset(
    {
        "limitations",
        "ethicsstatement",
        "broaderimpact",
        "broaderimpacts",
        "impactstatement",
        "reproducibilitystatement",
        "authorcontributions",
    }
)
"""Names that commonly go without a number where the others have one."""

_STRONG, _WEAK, _NAMED, _SKIPPED = 1.0, 0.3, 0.3, 0.5
"""Weights of a candidate in the chain: in a heading's font, in another one; more for a usual name, less for a missing number."""
_LARGER, _NOT_SMALLER = 1.06, 0.95
"""Of the body's font size."""
_BOLD = re.compile(r"bold|medi|black|heavy|demi|cmbx|cmb\d|sfbx|-B$|\.B$|cmcsc|caps|-sc|sc\d", re.IGNORECASE)
_WORDS_MOST, _CHARACTERS_MOST, _LETTERS_SHARE = 14, 100, 0.6
_CONTENTS = re.compile(r"\.\s?\.|\s\d+$")
"""The end of a line in a table of contents or of a running head."""
_NAME_BLANKS = re.compile(r"\s+")
_REFERENCE_SIGN = re.compile(r"\[\d{1,3}\]|\((?:19|20)\d\d[a-z]?\)|\b(?:19|20)\d\d[a-z]?\b")
_SIGN_LINES, _SIGNS_LEAST = 24, 3


def is_candidate(line: str) -> bool:
    """Tell whether a line reads like a heading, so that its font is worth looking up."""
    return len(line) <= _CHARACTERS_MOST and (_number(line) is not None or _NAME.fullmatch(line) is not None)


def find_headings(lines: Sequence[Line], body: BodyFont) -> list[Heading]:
    """Return the top-level headings in order; titles as printed. Empty where none were found."""
    candidates = [_candidate(place, line, body) for place, line in enumerate(lines) if is_candidate(line.text)]
    references = _references(candidates, lines)
    end = references.place if references else len(lines)
    numbered = _heaviest([one for one in candidates if one.place < end and one.system in (_ARABIC, _ROMAN)])
    last = numbered[-1].place if numbered else -1
    letters = [one for one in candidates if one.place > last and one.system is _LETTER and one.weight >= _STRONG]
    appended = _heaviest(letters) if numbered or references else []
    named = [one for one in candidates if _is_by_name(one, has_numbers=len(numbered) > 1)]
    found = {one.place: one for one in [*numbered, *appended, *named, *([references] if references else [])]}
    return _with_kinds([found[place] for place in sorted(found)], references, {one.place for one in appended})


class _Candidate(NamedTuple):
    place: int
    title: str
    name: str
    """The usual name that it is, in small letters; empty where it is none."""
    system: re.Pattern[str] | None
    """How it is numbered."""
    number: int
    weight: float


def _number(line: str) -> tuple[re.Pattern[str], int] | None:
    """Return how a line that reads like a numbered title is numbered, and its number from 1; None for other lines."""
    for system in (_ARABIC, _ROMAN, _LETTER):
        found = system.fullmatch(line)
        if found and _is_title(found["title"]):
            text = found["number"]
            number = int(text) if system is _ARABIC else _ROMANS.get(text, 0) if system is _ROMAN else ord(text) - ord("A") + 1
            return (system, number) if number else None
    return None


def _is_title(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    few_words = len(text.split()) <= _WORDS_MOST
    return few_words and letters >= _LETTERS_SHARE * len(text) and text[-1] not in ".,;:-" and not _CONTENTS.search(text)


def _candidate(place: int, line: Line, body: BodyFont) -> _Candidate:
    system, number = _number(line.text) or (None, 0)
    found = _NAME.fullmatch(line.text)
    name = _NAME_BLANKS.sub("", found["name"].lower()) if found else ""
    title = system.fullmatch(line.text) if system else None
    named = bool(name or (title and _NAME.fullmatch(title["title"])))
    weight = (_STRONG if _is_strong(line, body) else _WEAK) + (_NAMED if named else 0)
    return _Candidate(place, line.text, name, system, number, weight)


def _is_strong(line: Line, body: BodyFont) -> bool:
    if line.size >= _LARGER * body.size > 0:
        return True
    other = bool(line.font) and line.font != body.font and line.size >= _NOT_SMALLER * body.size
    return other and (_BOLD.search(line.font) is not None or line.text.isupper())


def _heaviest(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the chain 1, 2, 3 … of the greatest weight, in order of place; one number may be missing between two."""
    best: dict[tuple[re.Pattern[str] | None, int], tuple[float, list[_Candidate]]] = {}
    for one in candidates:
        before = [best.get((one.system, one.number - 1), (0.0, [])), best.get((one.system, one.number - 2), (0.0, []))]
        chains = [(weight + one.weight - _SKIPPED * late, [*chain, one]) for late, (weight, chain) in enumerate(before) if chain]
        if one.number == 1:
            chains.append((one.weight, [one]))
        for chain in chains:
            if chain[0] > best.get((one.system, one.number), (0.0, []))[0]:
                best[one.system, one.number] = chain
    return max(best.values(), key=lambda chain: chain[0], default=(0.0, []))[1]


def _references(candidates: Sequence[_Candidate], lines: Sequence[Line]) -> _Candidate | None:
    """Return the first heading of that name under which references stand; else the last of that name."""
    named = [one for one in candidates if one.name in _REFERENCES]
    for one in named:
        following = lines[one.place + 1 : one.place + 1 + _SIGN_LINES]
        if sum(_REFERENCE_SIGN.search(line.text) is not None for line in following) >= _SIGNS_LEAST:
            return one
    return named[-1] if named else None


def _is_by_name(one: _Candidate, *, has_numbers: bool) -> bool:
    """Tell whether a heading without a number is believed: a name that means nothing else, or one in a heading's font.

    In a paper with numbered sections, names such as Results head columns or lower levels; a few ending ones do not.
    """
    if not one.name or one.name in _REFERENCES or one.number:
        return False
    if one.name in _PLAIN or one.name in _APPENDIX:
        return True
    return one.weight >= _STRONG and (not has_numbers or one.name in _AFTER_NUMBERS)


def _with_kinds(found: Sequence[_Candidate], references: _Candidate | None, appended: set[int]) -> list[Heading]:
    headings, kind = [], BODY
    for one in found:
        if references and one.place == references.place:
            headings.append(Heading(one.place, one.title, REFERENCES))
            kind = APPENDIX
            continue
        if one.place in appended or one.name in _APPENDIX:
            kind = APPENDIX
        headings.append(Heading(one.place, one.title, kind))
    return headings
