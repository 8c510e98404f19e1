"""Summaries, drafts and pages to findings: who is checked with what. The rules themselves stand in the other files."""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from digestgen import markdown
from digestgen.blocks import Block
from digestgen.checks.evidence import attach, number_not_in_quote
from digestgen.checks.figures import number_missing, number_scale
from digestgen.checks.identity import duplicate_paper
from digestgen.checks.policy import CONTEXT_RULES, PAPER_RULES, RULES
from digestgen.checks.subject import NO_SURROUNDINGS, Subject, Surroundings, block_name, passages_of_block, subject_of
from digestgen.errors import ParseError
from digestgen.findings import CHECKS_BROKEN, Evidence, Finding, Severity
from digestgen.grounding import Source
from digestgen.models import Draft, Summary
from digestgen.secret_values import redact
from digestgen.wire import Answer, Quoted

_log = logging.getLogger(__name__)
_BROKEN = Finding(
    rule=CHECKS_BROKEN,
    severity=Severity.ERROR,
    message="a check broke, so that nothing can be said of this summary: a bug in digestgen",
    message_zh="检查程序出错，无法判断",
)
_NUMBER_RULES = frozenset({number_missing.name, number_scale.name})
EVIDENCE_SINCE = 2
"""Schema version from which on the model is asked for quotes."""


def check(subject: Subject) -> tuple[Finding, ...]:
    """Return what all rules find, errors first, in the order of the summary."""
    found = [_without_secrets(finding, subject.secrets) for rule in RULES for finding in rule(subject)]
    missing = {(each.field, each.start) for each in found if each.rule in _NUMBER_RULES and _is_error(each)}
    once = (each for each in found if each.rule != number_not_in_quote.name or (each.field, each.start) not in missing)
    return _sorted(once, subject)


def _without_secrets(finding: Finding, secrets: Iterable[str]) -> Finding:
    """Return the finding of a text that holds a secret of this process so that it can be printed and stored."""
    told = {name: getattr(finding, name) for name in ("span", "message", "message_zh")}
    clean = {name: redact(text, secrets) for name, text in told.items()}
    return finding if clean == told else finding.model_copy(update=clean)


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _sorted(findings: Iterable[Finding], subject: Subject) -> tuple[Finding, ...]:
    order = {passage.field: place for place, passage in enumerate(subject.passages)}
    once = dict.fromkeys(findings)
    return tuple(sorted(once, key=lambda each: (not _is_error(each), order.get(each.field, -1), each.start)))


@dataclass(frozen=True)
class Judged:
    """A summary's evidence, verified, and what the rules find."""

    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    proven: tuple[Quoted, ...] = ()
    """The quotes that stand in the paper, as the model gave them."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that hold it."""
        return tuple(filter(_is_error, self.findings))


def judge(subject: Subject, answer: Answer, source: Source) -> Judged:
    """Verify the answer's quotes in the paper and run all rules; `subject` is that of the answer's summary.

    Fails closed: where a rule breaks, which is a bug, the summary is kept and held for it.
    """
    try:
        quotes = [(quoted.claim, quoted.quote) for quoted in answer.quotes]
        evidence = attach(quotes, subject.passages, source)
        findings = check(replace(subject, source=source, evidence=evidence))
        proven = tuple(quoted for quoted in answer.quotes if source.quotes.verify(quoted.quote).status.found)
    except Exception:  # noqa: BLE001 - whatever a rule may raise
        _log.exception("%s: a check broke; this is a bug in digestgen", subject.name)
        return Judged((), (_BROKEN,))
    return Judged(evidence, findings, proven)


def recheck(draft: Draft, around: Surroundings = NO_SURROUNDINGS, source: Source | None = None) -> tuple[Finding, ...]:
    """Return what the rules find in a draft today.

    What cannot be looked up again (in the paper, the archive, the prompt, the secrets of the process that made it) still counts
    as it was found then, as long as the words are there. A number that the paper lacks is not held against its quotes as well.
    """
    subject = subject_of(draft.paper, draft.summary, draft.date, around)
    evidence = draft.evidence if draft.provenance.schema_version >= EVIDENCE_SINCE else None
    if source and evidence:  # what the file says of its quotes is not believed when the paper is at hand
        evidence = attach([(each.claim, each.quote) for each in evidence if each.quote], subject.passages, source)
    subject = replace(subject, source=source, evidence=evidence)
    blind = {rule.name for rule in (*(() if source else PAPER_RULES), *CONTEXT_RULES)} | {_BROKEN.rule}
    blind -= {duplicate_paper.name} if around.archive else set()
    remembered = {_key(each): each for each in draft.findings if each.rule in blind and each.span in subject.text(each.field)}
    stored = {_key(each): each for each in draft.findings}
    found = {_key(each): stored.get(_key(each), each) for each in check(subject)}
    told = {(each.field, each.span) for each in remembered.values() if each.rule in _NUMBER_RULES and _is_error(each)}
    fresh = (each for each in found.values() if each.rule != number_not_in_quote.name or (each.field, each.span) not in told)
    gone = (each for key, each in remembered.items() if key not in found)
    return _sorted((*fresh, *gone, *(() if source else _changes(draft))), subject)


def fingerprint(summary: Summary, evidence: Iterable[Evidence]) -> str:
    """Return what tells a summary and its evidence from any other: kept in the draft when they are judged."""
    told = [summary.model_dump_json(), *(each.model_dump_json() for each in evidence)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _changes(draft: Draft) -> Iterator[Finding]:
    """Tell that a draft is not what was judged; one of before fingerprints were kept says nothing."""
    now = fingerprint(draft.summary, draft.evidence)
    if draft.judged_sha256 and draft.judged_sha256 != now:
        yield Finding(
            rule="changed_since",
            severity=Severity.ERROR,
            message=f"was changed after it was checked against its paper (now {now[:8]}): check it, or regenerate it",
            message_zh="内容在检查之后被改动过",
        )


def _key(finding: Finding) -> tuple[str, str, str, str]:
    """Tell which finding it is: the same one may be told in other words, or without its place, when it is found again."""
    return finding.rule, finding.severity, finding.field, finding.span


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
