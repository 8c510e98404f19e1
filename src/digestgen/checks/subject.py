"""What the rules look at: the texts of a summary, field by field, and whatever is known of the paper behind it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from digestgen.blocks import Block
from digestgen.checks.duplicates import Archive
from digestgen.findings import Evidence
from digestgen.grounding import Source
from digestgen.models import Paper, Summary


class Part(StrEnum):
    """The part of a summary that a text belongs to: rules ask for parts, findings name fields."""

    BACKGROUND = "background"
    RELATED_WORK = "related_work"
    CONTRIBUTION = "contribution"
    CHALLENGE = "challenge"
    SOLUTION = "solution"
    IMPLEMENTATION = "implementation"
    CONCLUSION = "conclusion"
    TLDR = "tldr"
    UNPLACED = "unplaced"
    """What stands on a page and belongs to no part of the block."""


PROSE = frozenset({Part.BACKGROUND, Part.RELATED_WORK, Part.SOLUTION, Part.IMPLEMENTATION, Part.CONCLUSION})
"""Parts made of whole sentences."""


@dataclass(frozen=True)
class Passage:
    """A text of the summary: one paragraph, one title, one phrase."""

    field: str
    part: Part
    text: str


@dataclass(frozen=True)
class Subject:
    """A summary to be checked. What is None or empty is not known, and the rules that need it say nothing."""

    passages: tuple[Passage, ...]
    id: str | None = None
    title: str | None = None
    name: str = ""
    """What it is called in the archive: `2311.12983 of 2023-11-23`, a path."""
    source: Source | None = None
    evidence: tuple[Evidence, ...] | None = None
    """None: the summary was written without; empty: it should have some and has none."""
    prompt: frozenset[str] = frozenset()
    """`prompt_shingles` of the prompt that it was written with."""
    secrets: tuple[str, ...] = ()
    """Every secret of this process."""
    archive: Archive | None = None
    """The other papers."""
    _texts: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the passages by field."""
        object.__setattr__(self, "_texts", {passage.field: passage.text for passage in self.passages})

    def text(self, name: str) -> str:
        """Return the text of a field; empty where there is none."""
        return self._texts.get(name, "")

    def of(self, *parts: Part) -> Iterator[Passage]:
        """Yield the passages of these parts, in the order of the page."""
        return (passage for passage in self.passages if passage.part in parts)


@dataclass(frozen=True)
class Surroundings:
    """What is the same for all subjects of a run; nothing of it is needed."""

    prompt: frozenset[str] = frozenset()
    secrets: tuple[str, ...] = ()
    archive: Archive | None = None


NO_SURROUNDINGS = Surroundings()


def passages_of(summary: Summary) -> tuple[Passage, ...]:
    """Return the texts of a summary in the order of the page, the one-sentence version last."""
    found = [
        Passage("background", Part.BACKGROUND, summary.background),
        Passage("related_work", Part.RELATED_WORK, summary.related_work),
        Passage("contribution", Part.CONTRIBUTION, summary.contribution),
    ]
    for index, challenge in enumerate(summary.challenges):
        found.append(Passage(f"challenges[{index}].challenge", Part.CHALLENGE, challenge.challenge))
        found.append(Passage(f"challenges[{index}].solution", Part.SOLUTION, challenge.solution))
    found += [Passage(f"implementation[{index}]", Part.IMPLEMENTATION, text) for index, text in enumerate(summary.implementation)]
    found += [Passage(f"conclusion[{index}]", Part.CONCLUSION, text) for index, text in enumerate(summary.conclusion)]
    return (*found, Passage("tldr", Part.TLDR, summary.tldr))


def passages_of_block(block: Block) -> tuple[Passage, ...]:
    """Return the texts of a block, paragraph by paragraph, and what it could not place."""
    found = [Passage(f"background[{index}]", Part.BACKGROUND, text) for index, text in enumerate(block.background)]
    found += [Passage(f"related_work[{index}]", Part.RELATED_WORK, text) for index, text in enumerate(block.related_work)]
    if block.contribution:
        found.append(Passage("contribution", Part.CONTRIBUTION, block.contribution))
    found += [Passage(f"contribution_text[{index}]", Part.SOLUTION, text) for index, text in enumerate(block.contribution_text)]
    for index, challenge in enumerate(block.challenges):
        found.append(Passage(f"challenges[{index}].challenge", Part.CHALLENGE, challenge.challenge))
        paragraphs = enumerate(challenge.solution)
        found += [Passage(f"challenges[{index}].solution[{each}]", Part.SOLUTION, text) for each, text in paragraphs]
    found += [Passage(f"implementation[{index}]", Part.IMPLEMENTATION, text) for index, text in enumerate(block.implementation)]
    found += [Passage(f"conclusion[{index}]", Part.CONCLUSION, text) for index, text in enumerate(block.conclusion)]
    found += [Passage(f"unplaced[{index}]", Part.UNPLACED, piece.text) for index, piece in enumerate(block.unplaced)]
    return tuple(found)


def block_name(name: str, number: int, count: int) -> str:
    """Return what a block of a page is called: the page itself where it is the only one."""
    return name if count == 1 else f"{name}#{number}"


def subject_of(paper: Paper, summary: Summary, day: dt.date, around: Surroundings = NO_SURROUNDINGS) -> Subject:
    """Return what is known of a paper and its summary; whoever has its text and quotes adds them by `replace`."""
    return Subject(
        passages_of(summary),
        id=paper.id,
        title=paper.title,
        name=f"{paper.id} of {day}",
        prompt=around.prompt,
        secrets=around.secrets,
        archive=around.archive,
    )
