"""A section of a summary to the texts of a form, and back. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from digestgen.models import Summary
from digestgen.revise import SECTIONS
from digestgen.web.sheet import key_of

MOST_CHALLENGES = 5
_PARAGRAPHS = ("implementation", "conclusion")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_KEYS = {key_of(title) for title in SECTIONS}


@dataclass(frozen=True)
class Input:
    """A text area of a form."""

    name: str
    label: str
    """A key of `pages.WORDS`, or empty where the section's own title says it."""
    value: str
    number: int = 0
    """Of the challenge."""


class WrongTextError(Exception):
    """The texts make no summary; `problems` are (field, what is wrong)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        """Keep what is wrong."""
        super().__init__("; ".join(f"{field}: {problem}" for field, problem in problems))
        self.problems = problems


def inputs_of(summary: Summary, key: str, kept: Mapping[str, str] | None = None) -> list[Input]:
    """Return the text areas of a section, with the texts that were `kept` from a form in the place of the summary's."""
    kept = kept or {}
    if key == "contribution":
        return _contribution_inputs(summary, kept)
    stored = getattr(summary, key)
    value = "\n\n".join(stored) if key in _PARAGRAPHS else str(stored)
    return [Input(key, "One paragraph each, an empty line between two." if key in _PARAGRAPHS else "", kept.get(key, value))]


def _contribution_inputs(summary: Summary, kept: Mapping[str, str]) -> list[Input]:
    inputs = [Input("contribution", "Begins with 提出了.", kept.get("contribution", summary.contribution))]
    for place in range(min(len(summary.challenges) + 1, MOST_CHALLENGES)):
        old = summary.challenges[place] if place < len(summary.challenges) else None
        for name, label in (("challenge", "Challenge"), ("solution", "How the paper meets it")):
            stored = str(getattr(old, name)) if old else ""
            inputs.append(Input(f"{name}.{place}", label, kept.get(f"{name}.{place}", stored), place + 1))
    return inputs


def summary_from(old: Summary, key: str, texts: Mapping[str, str]) -> Summary:
    """Return the summary with one section as the form has it; raises WrongTextError.

    White space, line ends included, counts as one space; an empty line parts paragraphs; a challenge without text is left out.
    """
    if key not in _KEYS:
        raise WrongTextError([(key[:40], "is no section")])
    fields: dict[str, Any] = old.model_dump()
    if key == "contribution":
        fields["contribution"] = _line(texts.get("contribution", ""))
        fields["challenges"] = [pair for place in range(MOST_CHALLENGES) if any((pair := _challenge(texts, place)).values())]
    elif key in _PARAGRAPHS:
        parts = _EMPTY_LINE.split(texts.get(key, "").replace("\r\n", "\n").replace("\r", "\n"))
        fields[key] = [line for part in parts if (line := _line(part))]
    else:
        fields[key] = _line(texts.get(key, ""))
    try:
        return Summary.model_validate(fields)
    except ValidationError as error:
        raise WrongTextError([_problem(each) for each in error.errors(include_url=False, include_input=False)]) from error


def _challenge(texts: Mapping[str, str], place: int) -> dict[str, str]:
    return {name: _line(texts.get(f"{name}.{place}", "")) for name in ("challenge", "solution")}


def _line(text: str) -> str:
    return " ".join(text.split())


def _problem(error: Any) -> tuple[str, str]:  # noqa: ANN401 - pydantic's dictionary
    field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"]).removeprefix(".")
    return field or "contribution", str(error["msg"]).removeprefix("Value error, ")
