"""The five sections as a value; texts are plain text on one line, markup comes from the template alone."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from digestgen.measure import Line
from digestgen.noun import Noun

CONTRIBUTION_START = "提出了"


Tldr = Annotated[str, AfterValidator(Line(6, 160))]
Prose = Annotated[str, AfterValidator(Line(15, 1400))]
Paragraph = Annotated[str, AfterValidator(Line(4, 1600))]
Headline = Annotated[str, AfterValidator(Line(3, 240))]
ChallengeTitle = Annotated[str, AfterValidator(Line(2, 120))]
Solution = Annotated[str, AfterValidator(Line(10, 1600))]


class Challenge(Noun):
    """A difficulty (挑战) and how the paper meets it."""

    challenge: ChallengeTitle
    solution: Solution


class Summary(Noun):
    """The five sections; lengths are in Chinese characters plus Latin words."""

    tldr: Tldr
    background: Prose
    related_work: Prose
    contribution: Headline
    """Begins with 提出了."""
    challenges: Annotated[tuple[Challenge, ...], Field(min_length=1, max_length=5)]
    implementation: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=12)]
    conclusion: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _check_contribution(self) -> Self:
        if not self.contribution.startswith(CONTRIBUTION_START):
            raise ValueError(f"contribution must begin with {CONTRIBUTION_START}")
        return self
