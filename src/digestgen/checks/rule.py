"""A rule: a pure function from a subject to hits, with its name, its worst severity, and an example that it must hold.

The docstring of the function is the rule's description in `docs/checks.md`; the example stands beside it there, and a test runs
every rule on its own example.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from digestgen.checks.subject import Subject
from digestgen.findings import Finding, Place, Severity


@dataclass(frozen=True)
class Hit:
    """What a rule has found: `text[start:end]` of a field; `start == end` means the field as a whole."""

    field: str
    start: int
    end: int
    message: str
    message_zh: str
    severity: Severity = Severity.ERROR
    place: Place | None = None


@dataclass(frozen=True)
class Example:
    """A defect that the rule finds: a sound summary with `text` in place of `field`."""

    text: str
    span: str
    """What the finding marks; empty for a field as a whole."""
    field: str = "background"
    severity: Severity = Severity.ERROR
    source: str = ""
    """Sentences added to the paper's text, for rules that read it; without them the subject has no source."""
    quote: str = ""
    """What the model quotes for the text, for rules that read evidence; without it the subject has none."""


@dataclass(frozen=True)
class Rule:
    """A check with everything that its documentation needs."""

    name: str
    worst: Severity
    examples: tuple[Example, ...]
    find: Callable[[Subject], Iterable[Hit]] = field(repr=False)

    @property
    def about(self) -> str:
        """Return what the rule holds against a summary and why, as its docstring says it."""
        return " ".join((self.find.__doc__ or "").split())

    def __call__(self, subject: Subject) -> Iterator[Finding]:
        """Yield the rule's findings."""
        for hit in self.find(subject):
            span = subject.text(hit.field)[hit.start : hit.end]
            yield Finding(
                rule=self.name,
                severity=hit.severity,
                field=hit.field,
                start=hit.start,
                end=hit.end,
                span=span,
                message=hit.message,
                message_zh=hit.message_zh,
                place=hit.place,
            )


Find = Callable[[Subject], Iterable[Hit]]


def rule(name: str, *examples: Example, worst: Severity = Severity.ERROR) -> Callable[[Find], Rule]:
    """Make a function a rule: `@rule("placeholder", Example("提出了一个xxx", "xxx", "contribution"))`."""
    return lambda find: Rule(name, worst, examples, find)
