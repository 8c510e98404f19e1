"""A sound summary that says something else in one field, and what rules hold against it."""

from collections.abc import Iterable
from dataclasses import replace

from digestgen.checks.examples import SOUND
from digestgen.checks.rule import Rule
from digestgen.checks.subject import Subject
from digestgen.findings import Finding, Severity

SENTENCE = "残片的边缘磨损严重，人工拼接十分费时。"


def summary_saying(text: str, field: str = "background") -> Subject:
    """Return the sound summary with `text` in one field."""
    return replace(SOUND, passages=tuple(replace(each, text=text) if each.field == field else each for each in SOUND.passages))


def found(rules: Iterable[Rule], text: str, field: str = "background") -> list[Finding]:
    """Return what the rules find where a field says `text`."""
    return [finding for rule in rules for finding in rule(summary_saying(text, field))]


def errors(rules: Iterable[Rule], text: str, field: str = "background") -> list[Finding]:
    """Return the errors among them."""
    return [finding for finding in found(rules, text, field) if finding.severity is Severity.ERROR]
