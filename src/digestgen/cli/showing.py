"""A draft in words: what it was made from, what the checks found in it, what its claims rest on, and what changed."""

from collections.abc import Iterable, Iterator

import click

from digestgen.findings import Evidence, Finding, Severity
from digestgen.models import Draft
from digestgen.revise import Change, word_diff


def fact_lines(draft: Draft) -> list[str]:
    """Return what a draft was made from and with, a line each; what is empty is left out."""
    made, text = draft.provenance, draft.text
    version = f"v{made.pdf_version}" if made.pdf_version else "version unknown"
    source = f"{text.source}, {version}, {text.page_count} pages" if text.page_count else f"{text.source} ({text.reason})"
    cost = "unknown" if made.cost_usd is None else f"${made.cost_usd:.4f}"
    facts = {
        "paper": f"{draft.paper.id} · {draft.date} · {draft.paper.upvotes} upvotes · {draft.state}",
        "in one sentence": draft.summary.tldr,
        "made from": f"{source}; {text.characters_sent:,} of {text.characters:,} characters",
        "left out": ", ".join(text.left_out),
        "hidden text": f"{text.hidden_characters:,} characters dropped" if text.hidden_characters else "",
        "notes": "; ".join(text.notes),
        "model": f"{made.model} at {made.endpoint} ({made.response_format}, {made.repairs} repairs)",
        "prompt": made.prompt_sha256[:12],
        "tokens, cost": f"{made.usage.prompt_tokens:,} in, {made.usage.completion_tokens:,} out, {cost}",
    }
    return [f"{name}: {fact}" for name, fact in facts.items() if fact]


def count_findings(draft: Draft) -> str:
    """Return how many errors and warnings a draft has, for a column: `2 E, 1 W`."""
    warnings = sum(finding.severity is Severity.WARNING for finding in draft.findings)
    counts = {"E": len(draft.errors), "W": warnings}
    return ", ".join(f"{count} {letter}" for letter, count in counts.items() if count)


def describe_finding(finding: Finding) -> str:
    """Return a finding in a line: severity, field, the words, what is wrong, the rule, and the page that says otherwise."""
    where = f"{finding.field}: " if finding.field else ""
    words = f"“{_shortened(finding.span)}”: " if finding.span else ""
    page = f" (page {finding.place.page})" if finding.place and finding.place.page else ""
    return f"{finding.severity}: {where}{words}{finding.message}{page} [{finding.rule}]"


def finding_lines(draft: Draft) -> Iterator[str]:
    """Yield the findings with their numbers, and who has waived which."""
    for number, finding in enumerate(draft.findings, 1):
        waiver = next((waiver for waiver in draft.waivers if waiver.covers(finding)), None)
        waived = f", waived by {waiver.by}: {waiver.reason}" if waiver else ""
        yield f"finding {number}: {describe_finding(finding)}{waived}"


def evidence_lines(draft: Draft) -> Iterator[str]:
    """Yield each claim with the paper's own words and their page; a quote that was not found is never shown."""
    for each in draft.evidence:
        if each.status.found:
            yield f"{each.field or 'no field'}: {each.claim}"
            yield f"    {_page_of(each)}: “{each.quote}”"
    lost = sum(not each.status.found for each in draft.evidence)
    if lost:
        yield f"{lost} quote(s) of the model do not stand in the paper and are not shown"
    if not draft.evidence:
        yield "no evidence: the draft was made without"


def change_lines(changes: Iterable[Change], *, colored: bool) -> Iterator[str]:
    """Yield each changed field and its words: what went out in red or as [-…-], what came in in green or as {+…+}."""
    for change in changes:
        yield f"{change.field}:"
        words = "".join(_marked(kind, text, colored=colored) for kind, text in word_diff(change.before, change.after))
        yield from (f"    {line}" for line in words.split("\n"))


def _marked(kind: str, text: str, *, colored: bool) -> str:
    if kind == "same":
        return text
    if colored:
        return click.style(text, fg="red", strikethrough=True) if kind == "out" else click.style(text, fg="green")
    return f"[-{text}-]" if kind == "out" else f"{{+{text}+}}"


def _page_of(evidence: Evidence) -> str:
    page = evidence.place.page if evidence.place else None
    return f"page {page}" if page else "abstract"


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
