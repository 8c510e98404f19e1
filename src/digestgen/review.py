"""Moves on a draft, as pure functions: a draft in, a draft out. Who moved it, when and why is kept in the draft."""

import datetime as dt

from digestgen.errors import HeldError
from digestgen.findings import Finding, Waiver
from digestgen.models import Decision, Draft, DraftState

CHECKS = "checks"
"""Who approves in unattended mode."""


def approve(draft: Draft, *, by: str, at: dt.datetime, note: str = "") -> Draft:
    """Return the draft approved; one that is approved already comes back as it is.

    Raises HeldError for one with errors that nobody has waived.
    """
    if draft.errors:
        problem = f"has {len(draft.errors)} error(s): {'; '.join(error.message for error in draft.errors)}"
        raise HeldError(f"{draft.paper.id} of {draft.date}", problem, "see `digestgen drafts show`, then waive or regenerate")
    if draft.state is DraftState.APPROVED:
        return draft
    return _moved(draft, DraftState.APPROVED, by=by, at=at, note=note)


def waive(draft: Draft, finding: Finding, *, by: str, at: dt.datetime, reason: str) -> Draft:
    """Return the draft with a person's word that the finding is none; without errors left, it is held no longer."""
    about = finding.model_dump(include={"rule", "severity", "field", "span", "message"})
    waiver = Waiver(**about, reason=reason, by=by, at=at)
    waived = draft.model_copy(update={"waivers": (*draft.waivers, waiver)})
    if waived.state is DraftState.HELD and not waived.errors:
        return _moved(waived, DraftState.PENDING, by=by, at=at, note=f"{finding.rule} waived: {reason}")
    return waived


def found_again(draft: Draft, findings: tuple[Finding, ...]) -> Draft:
    """Return the draft with today's findings; a pending one that has errors now is held, approved ones keep their state."""
    fresh = draft.model_copy(update={"findings": findings})
    if fresh.state is DraftState.APPROVED:
        return fresh
    return fresh.model_copy(update={"state": DraftState.HELD if fresh.errors else DraftState.PENDING})


def _moved(draft: Draft, state: DraftState, *, by: str, at: dt.datetime, note: str) -> Draft:
    decision = Decision(state=state, by=by, at=at, note=note)
    return draft.model_copy(update={"state": state, "decisions": (*draft.decisions, decision)})
