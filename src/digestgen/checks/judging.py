"""Summaries, drafts and pages to findings: who is checked with what. The rules themselves stand in the other files."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from digestgen import markdown
from digestgen.blocks import Block
from digestgen.checks.evidence import attach, number_not_in_quote
from digestgen.checks.policy import PAPER_RULES, RULES
from digestgen.checks.subject import NO_SURROUNDINGS, Subject, Surroundings, block_name, passages_of_block, subject_of
from digestgen.errors import ParseError
from digestgen.findings import Evidence, Finding, Severity
from digestgen.grounding import Source
from digestgen.models import Draft
from digestgen.wire import Answer

EVIDENCE_SINCE = 2
"""Schema version from which on the model is asked for quotes."""


def check(subject: Subject) -> tuple[Finding, ...]:
    """Return what all rules find, errors first, in the order of the summary."""
    found = dict.fromkeys(finding for rule in RULES for finding in rule(subject))
    order = {passage.field: place for place, passage in enumerate(subject.passages)}
    return tuple(sorted(found, key=lambda each: (each.severity is not Severity.ERROR, order.get(each.field, -1), each.start)))


@dataclass(frozen=True)
class Judged:
    """A summary's evidence, verified, and what the rules find."""

    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that hold it."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def judge(subject: Subject, answer: Answer, source: Source) -> Judged:
    """Verify the answer's quotes in the paper and run all rules; `subject` is that of the answer's summary."""
    quotes = [(quoted.claim, quoted.quote) for quoted in answer.quotes]
    evidence = attach(quotes, subject.passages, source)
    return Judged(evidence, check(replace(subject, source=source, evidence=evidence)))


def recheck(draft: Draft, around: Surroundings = NO_SURROUNDINGS, source: Source | None = None) -> tuple[Finding, ...]:
    """Return what the rules find in a draft today.

    Without its paper, what was found in the paper's light when the draft was made still counts, as long as the words are there;
    a number that the paper lacks is then not held against its quotes as well.
    """
    subject = subject_of(draft.paper, draft.summary, draft.date, around)
    evidence = draft.evidence if draft.provenance.schema_version >= EVIDENCE_SINCE else None
    subject = replace(subject, source=source, evidence=evidence)
    found = check(subject)
    if source:
        return found
    names = {rule.name for rule in PAPER_RULES}
    remembered = [each for each in draft.findings if each.rule in names and each.span in subject.text(each.field)]
    known = {(each.field, each.span) for each in remembered}
    fresh = (each for each in found if each.rule != number_not_in_quote.name or (each.field, each.span) not in known)
    return tuple(dict.fromkeys((*fresh, *remembered)))


def check_page(
    text: str, name: str, around: Surroundings = NO_SURROUNDINGS, source: Source | None = None
) -> Iterator[tuple[int, Finding]]:
    """Yield the findings of a digest page or a bare block, each with the number of its block, from 1.

    A text that holds no block is itself a finding, of block 0: pages that are nothing but a refusal or a time-out exist.
    """
    try:
        blocks = markdown.parse(text, name=name)
    except ParseError as error:
        yield 0, no_digest(error)
        return
    for number, block in enumerate(blocks, 1):
        place = block_name(name, number, len(blocks))
        yield from ((number, finding) for finding in check_block(block, place, around, source))


def check_block(
    block: Block, name: str, around: Surroundings = NO_SURROUNDINGS, source: Source | None = None
) -> tuple[Finding, ...]:
    """Return what the rules find in a block, called `name`."""
    subject = Subject(passages_of_block(block), title=block.title, name=name, source=source)
    return check(replace(subject, prompt=around.prompt, secrets=around.secrets, archive=around.archive))


def no_digest(error: ParseError) -> Finding:
    """Return the finding that a text is no digest at all."""
    return Finding(
        rule="no_digest",
        severity=Severity.ERROR,
        message=f"is no digest: {error.problem}",
        message_zh="这不是论文摘要",
    )
