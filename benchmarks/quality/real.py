"""Real papers: quotes cut from six PDFs, and two of them with summaries written by hand, sound and with planted errors."""

import logging
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from digestgen.checks import check
from digestgen.findings import Severity
from digestgen.grounding import Source
from digestgen.models import PaperText, SectionKind
from quality.cases import HERE, Case, case_of, read_text, split_english
from quality.clean import say
from quality.mutations import acceptance, measure_operator
from quality.operators import OPERATORS, Family
from quality.quotes import LEAST, MOST, TAMPERINGS, WRITINGS
from quality.world import World

_SENTENCE = re.compile(r"[A-Z].*[a-z]{3}.*[.!?]")
_PLANTED = frozenset({Family.NUMBER_IN_QUOTE, Family.NUMBER_IN_PAPER, Family.SHORT_NUMBER, Family.SCALE, Family.NAME})
_EVIDENCE = ("evidence_dropped", "evidence_foreign", "evidence_elsewhere")
_NOT_A_PAPER = "pg9"
"""A single page of a paper, kept beside the six for its reference text."""


def papers(folder: Path) -> list[Case]:
    """Return the PDFs of a folder as cases without summary."""
    return [_paper(path) for path in sorted(folder.glob("*.pdf")) if _NOT_A_PAPER not in path.name]


def _paper(path: Path) -> Case:
    text = read_text(path.read_bytes())
    return Case(path.stem, "", (), None, Source("", "", text), tuple(_sentences(text)))


def _sentences(text: PaperText) -> list[str]:
    """Return the sentences before the references."""
    ends = [section.start for section in text.sections if section.kind is SectionKind.REFERENCES]
    body = text.text[: min(ends, default=len(text.text))]
    return _whole(each for line in body.split("\n") for each in split_english(line))


def _whole(sentences: Iterable[str]) -> list[str]:
    return [each for each in sentences if LEAST <= len(each) <= MOST and _SENTENCE.fullmatch(each)]


def other_reader(path: Path) -> list[str]:
    """Return the sentences of a PDF as pypdf reads it: other hyphens, ligatures, spaces and line breaks."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it comments on fonts
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    return _whole(split_english(text[: text.rfind("References")]))


def accepted_quotes(cases: list[Case], folder: Path) -> list[dict[str, Any]]:
    """Return how many sentences of the papers are found in them, by the way in which they are written."""
    own = [(list(case.sentences), case.source) for case in cases if case.source]
    others = [(other_reader(folder / f"{case.id}.pdf"), case.source) for case in cases if case.source]
    return [*(acceptance(name, own) for name in WRITINGS), acceptance("verbatim", others, "as another reader of PDFs gives them")]


def tampered_quotes(cases: list[Case], wanted: int) -> list[dict[str, Any]]:
    """Return how many tampered sentences of the papers are refused."""
    world = World(tuple(cases), {}, ())
    return [measure_operator(OPERATORS[name], world, wanted) for name in TAMPERINGS]


def summaries(folder: Path) -> Iterator[Case]:
    """Yield the papers for which there is a summary by hand."""
    for path in sorted((HERE / "real").glob("*.toml")):
        written = tomllib.loads(path.read_text("utf-8"))
        text = read_text(next(folder.glob(f"{written['id']}*.pdf")).read_bytes())
        source = Source(written["title"], written.get("abstract", ""), text)
        yield case_of(written["id"], written["title"], written["reply"], source, _sentences(text))


def planted(cases: list[Case], wanted: int) -> list[dict[str, Any]]:
    """Return how many errors in numbers, names and quotes are found in the summaries by hand."""
    world = World(tuple(cases), {}, ())
    chosen = [each for each in OPERATORS.values() if each.family in _PLANTED or each.name in _EVIDENCE]
    rows = [measure_operator(each, world, wanted) for each in chosen]
    return [row for row in rows if row["trials"]]


def clean(cases: list[Case]) -> list[dict[str, Any]]:
    """Return what is found in the sound summaries by hand."""
    rows = []
    for case in cases:
        found = check(case.subject)
        errors = sum(each.severity is Severity.ERROR for each in found)
        quotes = case.subject.evidence or ()
        verified = sum(each.status.found for each in quotes)
        rows.append(
            {
                "paper": case.id,
                "quotes": len(quotes),
                "verified": verified,
                "errors": errors,
                "warnings": [f"{each.rule}: {each.span}" for each in found if each.severity is Severity.WARNING],
                "alarms": [say(found)] if errors else [],
            }
        )
    return rows


def measure(cases: list[Case], folder: Path, wanted: int) -> dict[str, Any]:
    """Return everything about the real papers, whose PDFs are in a folder."""
    by_hand = list(summaries(folder))
    return {
        "papers": len(cases),
        "accepted": accepted_quotes(cases, folder),
        "tampered": tampered_quotes(cases, wanted),
        "clean": clean(by_hand),
        "planted": planted(by_hand, wanted),
    }
