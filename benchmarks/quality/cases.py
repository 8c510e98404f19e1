"""The sound cases: papers written for this project, each with the summary that a careful reader would write.

A case is what the checks see of an answer: texts field by field, quotes, and the paper as it comes out of its typeset PDF.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from digestgen.checks import Subject, Surroundings
from digestgen.checks.evidence import attach
from digestgen.checks.subject import PROSE, Part, Passage, passages_of
from digestgen.grounding import Source
from digestgen.models import PaperText
from digestgen.pdftext.worker import read_paper
from digestgen.sandbox.papers import SandboxPaper, demo_papers, load_paper
from digestgen.sandbox.typeset import typeset
from digestgen.wire import read_answer

HERE = Path(__file__).parent
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_FIELD = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?", re.ASCII)
_MOST_PAGES = 100


@dataclass(frozen=True, eq=False)
class Case:
    """A summary, sound or with a defect, beside its paper."""

    id: str
    title: str
    passages: tuple[Passage, ...]
    quotes: tuple[tuple[str, str], ...] | None
    """Claim and quote, as the model gave them; None: it was not asked for any."""
    source: Source | None
    sentences: tuple[str, ...] = ()
    """Of the paper, as its authors wrote them."""
    around: Surroundings = Surroundings()  # noqa: RUF009 - frozen

    @cached_property
    def subject(self) -> Subject:
        """Return what the rules are given."""
        asked = self.quotes is not None and self.source is not None
        return Subject(
            self.passages,
            id=self.id,
            title=self.title,
            name=self.id,
            source=self.source,
            evidence=attach(self.quotes or (), self.passages, self.source) if asked and self.source else None,
            prompt=self.around.prompt,
            secrets=self.around.secrets,
            archive=self.around.archive,
        )

    @property
    def content(self) -> str:
        """Return everything in which a defect of this case can differ, as one text."""
        fields = [f"{passage.field}={passage.text}" for passage in self.passages]
        quotes = [f"{claim}<-{quote}" for claim, quote in self.quotes or ()]
        return "\n".join([self.id, self.title, *fields, *quotes, *self.around.secrets])

    def prose(self) -> list[Passage]:
        """Return the passages of whole sentences."""
        return [passage for passage in self.passages if passage.part in PROSE]

    def of(self, *parts: Part) -> list[Passage]:
        """Return the passages of some parts."""
        return [passage for passage in self.passages if passage.part in parts]

    def with_text(self, field: str, text: str) -> "Case":
        """Return the case with another text in a field; the claims of the quotes stay as they were."""
        passages = [replace(each, text=text) if each.field == field else each for each in self.passages]
        return replace(self, passages=tuple(passages))

    def edited(self, passage: Passage, start: int, end: int, new: str) -> "Case | None":
        """Return the case with `new` for a stretch of a text, and of the claims that hold it; None where a claim is cut across.

        A model that writes a wrong number writes it in the claim too.
        """
        text = passage.text[:start] + new + passage.text[end:]
        claims = []
        for claim, quote in self.quotes or ():
            at = passage.text.find(claim)
            last = at + len(claim)
            if at < 0 or last <= start or end <= at:
                claims.append((claim, quote))
            elif at <= start and end <= last:
                claims.append((text[at : last + len(text) - len(passage.text)], quote))
            else:
                return None
        case = self.with_text(passage.field, text)
        return replace(case, quotes=None if self.quotes is None else tuple(claims))

    def ungrounded(self) -> "Case":
        """Return the case without its paper: what the text rules see of a page."""
        return replace(self, quotes=None, source=None)

    def unquoted(self) -> "Case":
        """Return the case as written without quotes, its paper at hand."""
        return replace(self, quotes=None)

    def wire(self) -> dict[str, Any]:
        """Return the texts in the form in which the model answers."""
        answer: dict[str, Any] = {"challenges": [], "implementation": [], "conclusion": []}
        for passage in self.passages:
            match = _FIELD.fullmatch(passage.field)
            if not match:
                raise ValueError(f"{passage.field} is no field")
            name, index, part = match.groups()
            if part == "challenge":
                answer[name].append({part: passage.text})
            elif part:
                answer[name][int(index)][part] = passage.text
            elif index:
                answer[name].append(passage.text)
            else:
                answer[name] = passage.text
        return answer | {"evidence": [{"claim": claim, "quote": quote} for claim, quote in self.quotes or ()]}


def split_english(text: str) -> list[str]:
    """Return the sentences of an English text, white space collapsed."""
    return _SENTENCE_END.split(" ".join(text.split()))


def read_text(pdf: bytes) -> PaperText:
    """Return the text of a PDF, as a run reads it."""
    return PaperText.model_validate(read_paper(pdf, max_pages=_MOST_PAGES))


def case_of(paper_id: str, title: str, reply: Mapping[str, Any], source: Source, sentences: list[str]) -> Case:
    """Return the case of a reply as the model would write it. Raises WireError: the sound ones are valid."""
    answer = read_answer({"evidence": [], **reply})
    quotes = tuple((each.claim, each.quote) for each in answer.quotes) if reply.get("evidence") else None
    return Case(paper_id, title, passages_of(answer.summary), quotes, source, tuple(sentences))


def own_papers() -> list[SandboxPaper]:
    """Return the papers that carry a summary: the sandbox's demo papers, and those in `papers/`."""
    written = [load_paper(path.read_text("utf-8")) for path in sorted((HERE / "papers").glob("*.toml"))]
    return [paper for paper in (*demo_papers(), *written) if paper.reply]


def own_case(paper: SandboxPaper) -> Case:
    """Return the case of a paper of our own, its text read from its typeset PDF."""
    paragraphs = [paper.abstract, *(text for section in paper.sections for text in section.paragraphs)]
    has_text = paper.has_pdf and paper.sections
    text = read_text(typeset(paper, paper.version)) if has_text else None
    source = Source(paper.title, paper.abstract, text)
    reply = dict(paper.reply or {})
    return case_of(paper.id, paper.title, reply, source, [each for text in paragraphs for each in split_english(text)])
