"""A block as a person edited it, back into a Summary: the inverse of `block_of`. What does not fit is told with its line.

A Summary has fewer places than a Block that was read: one paragraph for most parts, a limit for each. Nothing is mended here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from digestgen.blocks import Block
from digestgen.errors import ParseError
from digestgen.markdown import template
from digestgen.markdown.escape import unescape
from digestgen.markdown.parse import parse
from digestgen.models import CONTRIBUTION_START, Summary


@dataclass(frozen=True)
class Problem:
    """Why an edited block is no summary; `line` is 1-based, in the edited text."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


def summary_of(text: str, original: Block, tldr: str) -> tuple[Summary | None, tuple[Problem, ...]]:
    """Return the summary of an edited block, or every problem with it, by line; `original` is the block as it was.

    The head (title, date, upvotes, picture) is the paper's: it must be as it was. A block has no place for the one-sentence
    version, so that `tldr` is taken over.
    """
    try:
        blocks = parse(text)
    except ParseError as error:
        return None, (Problem(max(error.line, 1), error.problem),)
    lines = _Lines(text)
    if len(blocks) > 1:
        return None, (Problem(lines.find_second_block(), f"{len(blocks)} blocks where one was expected"),)
    problems = [*_placing(blocks[0], original, lines)]
    try:
        summary = Summary.model_validate(_values(blocks[0], tldr))
    except ValidationError as error:
        problems += _invalid(error, blocks[0], lines)
    else:
        if not problems:
            return summary, ()
    return None, tuple(sorted(problems, key=lambda each: each.line))


class _Lines:
    """Where things stand in the edited text."""

    def __init__(self, text: str) -> None:
        self._raw = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._plain = [unescape(line.strip()) for line in self._raw]

    def find(self, text: str, fallback: str = "", after: int = 0) -> int:
        """Return the first line after `after` that is the text, or else holds it; without it that of the `fallback`; else 1."""
        wanted = text.strip()
        for number, line in enumerate(self._plain[after:], after + 1):
            if wanted and line == wanted:
                return number
        for number, line in enumerate(self._plain[after:], after + 1):
            if wanted and (wanted in line or wanted in self._raw[number - 1]):
                return number
        return self.find(fallback) if fallback else 1

    def find_second_block(self) -> int:
        """Return the line on which a second block begins: its title's, or that of its first section."""
        for mark in ("<details>", f"#### {template.BACKGROUND}"):
            places = [number for number, line in enumerate(self._plain, 1) if line == mark]
            if len(places) > 1:
                return places[1]
        return 1


def _placing(block: Block, original: Block, lines: _Lines) -> Iterator[Problem]:
    """Yield what stands where a summary has no place for it, and what was changed in the head."""
    for unplaced in block.unplaced:
        yield Problem(unplaced.line, f"has no place in a summary: {_shortened(unplaced.text)}")
    for name, mark in (("title", "#### "), ("date", "![Date]"), ("upvotes", "![Upvotes]"), ("thumbnail", "<img src=")):
        if getattr(block, name) != getattr(original, name):
            yield Problem(lines.find(mark), f"the {name} is the paper's and cannot be changed here")
    for name, label in (("background", template.BACKGROUND), ("related_work", template.RELATED_WORK)):
        yield from (_one_paragraph(text, label, lines) for text in getattr(block, name)[1:])
    for text in block.contribution_text:
        yield Problem(
            lines.find(text), f"a text between the contribution and its first challenge has no place: {_shortened(text)}"
        )
    for number, challenge in enumerate(block.challenges, 1):
        yield from (_one_paragraph(text, f"挑战{number}", lines) for text in challenge.solution[1:])


def _one_paragraph(text: str, part: str, lines: _Lines) -> Problem:
    return Problem(lines.find(text), f"{part} has one paragraph, and this is one more: {_shortened(text)}")


def _values(block: Block, tldr: str) -> dict[str, object]:
    challenges = [{"challenge": each.challenge, "solution": "".join(each.solution[:1])} for each in block.challenges]
    return {
        "tldr": tldr,
        "background": "".join(block.background[:1]),
        "related_work": "".join(block.related_work[:1]),
        "contribution": block.contribution,
        "challenges": challenges,
        "implementation": block.implementation,
        "conclusion": block.conclusion,
    }


_LABELS = {
    "background": f"- **{template.BACKGROUND}",
    "related_work": f"- **{template.RELATED_WORK}",
    "contribution": f"#### {template.CONTRIBUTION}",
    "challenges": f"#### {template.CONTRIBUTION}",
    "implementation": f"#### {template.IMPLEMENTATION}",
    "conclusion": f"#### {template.CONCLUSION}",
}


def _invalid(error: ValidationError, block: Block, lines: _Lines) -> Iterator[Problem]:
    """Yield what the limits of a summary forbid, each on the line of its text; of a missing part, on that of its heading."""
    for each in error.errors(include_url=False, include_context=False):
        path = each["loc"]
        if not path:
            yield Problem(lines.find(block.contribution), f"the contribution must begin with {CONTRIBUTION_START}")
            continue
        name, given = str(path[0]), each["input"]
        label = _LABELS.get(name, "")
        if name == "challenges" and len(path) > 1:
            label = f"挑战{int(path[1]) + 1}"
        where = lines.find(given if isinstance(given, str) else "", label, lines.find(_LABELS.get(name, "")) - 1)
        field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
        yield Problem(where, f"{field}: {each['msg'].removeprefix('Value error, ')}")


def _shortened(text: str, most: int = 40) -> str:
    first = text.strip().partition("\n")[0]
    return first if len(first) <= most else f"{first[: most - 1]}…"
