"""A trial: a sound thing and the same with one defect planted, and what the program under test makes of the difference."""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol

from digestgen.checks import check, check_page
from digestgen.findings import Finding, Severity
from digestgen.grounding import Source
from digestgen.sources.huggingface import parse_items
from digestgen.wire import WireError, read_answer
from quality.cases import Case
from quality.scoring import Outcome

SCHEMA = "schema"
"""Stands among the expected rules where the answer's reader refuses the defect before any rule sees it."""
MISSED = Outcome(found=False, error=False)
HELD = Outcome(found=True, error=True)


class Trial(Protocol):
    """A planted defect."""

    @property
    def before(self) -> str:
        """Return the sound content, all of it."""

    @property
    def after(self) -> str:
        """Return the content with the defect; a trial whose two contents agree is none."""

    def outcome(self, rules: Collection[str]) -> Outcome:
        """Return what is found that was not there before, by one of these rules."""


_Key = tuple[str, Severity, str, str]


def _key(finding: Finding) -> _Key:
    return finding.rule, finding.severity, finding.field, finding.span


@lru_cache(maxsize=4_096)
def findings_of(case: Case) -> tuple[Finding, ...]:
    """Return what the rules find in a sound case, once for all trials that start from it."""
    return check(case.subject)


def judge(new: Collection[Finding], old: Collection[Finding], rules: Collection[str]) -> Outcome:
    """Return whether an expected rule has something new to say."""
    more = Counter(_key(each) for each in new if each.rule in rules) - Counter(map(_key, old))
    return Outcome(bool(more), any(severity is Severity.ERROR for _, severity, _, _ in more))


@dataclass(frozen=True, eq=False)
class Mutant:
    """A summary with a defect."""

    sound: Case
    broken: Case
    around: str = ""
    """What differs outside the summary, if anything does."""

    @cached_property
    def before(self) -> str:
        """Return the sound summary."""
        return self.sound.content

    @cached_property
    def after(self) -> str:
        """Return the broken summary."""
        return f"{self.broken.content}{self.around}"

    def outcome(self, rules: Collection[str]) -> Outcome:
        """Return what the rules, and the reader of answers, make of it."""
        if SCHEMA in rules:
            try:
                read_answer(self.broken.wire())
            except WireError:
                return HELD
        return judge(check(self.broken.subject), findings_of(self.sound), rules)


@dataclass(frozen=True, eq=False)
class PageMutant:
    """A digest page with a defect."""

    before: str
    after: str

    def outcome(self, rules: Collection[str]) -> Outcome:
        """Return what the rules make of it."""
        return judge(_findings_of_page(self.after), _findings_of_page(self.before), rules)


@lru_cache(maxsize=256)
def _findings_of_page(text: str) -> tuple[Finding, ...]:
    return tuple(finding for _, finding in check_page(text, "page"))


@dataclass(frozen=True, eq=False)
class QuoteMutant:
    """A quote that its paper does not hold, made from one that it holds. Found: refused."""

    before: str
    after: str
    source: Source

    def outcome(self, rules: Collection[str]) -> Outcome:  # noqa: ARG002 - the quote's status is the judge
        """Return whether the quote is refused."""
        return MISSED if self.source.quotes.verify(self.after).status.found else HELD


@dataclass(frozen=True, eq=False)
class RowMutant:
    """A row of the feed with a value of the wrong type. Found: refused, or read as what it should have been."""

    before: str
    after: str

    def outcome(self, rules: Collection[str]) -> Outcome:  # noqa: ARG002 - the reader's types are the judge
        """Return whether the row is refused, or read as the sound one."""
        sound, _ = parse_items(f"[{self.before}]".encode(), url="https://feed.invalid", day=None)
        read, refused = parse_items(f"[{self.after}]".encode(), url="https://feed.invalid", day=None)
        return HELD if refused or read == sound else MISSED


def row(case: Case, **changes: object) -> str:
    """Return a feed's row of the case's paper."""
    paper = {"id": case.id, "title": case.title, "upvotes": 12, "submittedOnDailyAt": "2024-01-31T00:00:00.000Z", **changes}
    return json.dumps({"paper": paper})
