"""A summary on its way to the reader: the draft, who decided on it, and the versions before."""

import datetime as dt
from enum import StrEnum

from digestgen.findings import Evidence, Finding, Severity, Waiver
from digestgen.models.paper import Paper
from digestgen.models.provenance import Provenance
from digestgen.models.summary import Summary
from digestgen.models.text import TextReport
from digestgen.noun import Noun


class DraftState(StrEnum):
    """Where a draft is on its way to the reader."""

    PENDING = "pending"
    HELD = "held"
    """The checks found errors that nobody has waived: never published."""
    APPROVED = "approved"
    REJECTED = "rejected"
    """A person does not want it in the digest; a run leaves it alone."""
    PUBLISHED = "published"
    """Approved, and on the day's page."""


class Decision(Noun):
    """Who moved a draft to its state, when, and why."""

    state: DraftState
    by: str
    at: dt.datetime
    note: str = ""


MOST_VERSIONS = 20
"""Versions that a draft remembers: more steps back nobody takes, and the file stays small."""


class Version(Noun):
    """What a draft was before a move: everything that `undo` brings back."""

    action: str
    """The move that ended this version, e.g. `edited background`, `regenerated`, `approved`."""
    by: str
    at: dt.datetime
    text: TextReport
    summary: Summary
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    judged_sha256: str
    waivers: tuple[Waiver, ...]
    edited: tuple[str, ...]
    provenance: Provenance
    state: DraftState


class Draft(Noun):
    """A paper's summary of a day, kept for review in `drafts/D/ID.json`."""

    format: int = 1
    """Version of the file format."""
    date: dt.date
    paper: Paper
    text: TextReport
    summary: Summary
    evidence: tuple[Evidence, ...] = ()
    """What its claims rest on; empty in drafts of before there was evidence."""
    findings: tuple[Finding, ...] = ()
    judged_sha256: str = ""
    """Of summary and evidence as they were checked against the paper."""
    waivers: tuple[Waiver, ...] = ()
    provenance: Provenance
    edited: tuple[str, ...] = ()
    """Fields that a person wrote; a run never makes the draft anew."""
    state: DraftState = DraftState.PENDING
    decisions: tuple[Decision, ...] = ()
    upvotes_at: dt.datetime
    """When the upvotes were read."""
    history: tuple[Version, ...] = ()
    """Oldest first; `MOST_VERSIONS` at most."""

    @property
    def approved(self) -> bool:
        """Whether a person or the checks approved it; it may be on the page already."""
        return self.state in {DraftState.APPROVED, DraftState.PUBLISHED}

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that hold the draft: errors that nobody has waived."""
        return tuple(
            finding
            for finding in self.findings
            if finding.severity is Severity.ERROR and not any(waiver.covers(finding) for waiver in self.waivers)
        )
