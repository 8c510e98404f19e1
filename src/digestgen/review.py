"""Moves on a draft, as pure functions: a draft in, a draft out. Who moved it, when and why is kept in the draft."""

import datetime as dt

from digestgen.errors import HeldError, UsageError
from digestgen.findings import Finding, Waiver
from digestgen.models import MOST_VERSIONS, Decision, Draft, DraftState, Version

CHECKS = "checks"
"""Who approves in unattended mode."""


def approve(draft: Draft, *, by: str, at: dt.datetime, note: str = "") -> Draft:
    """Return the draft approved; one that is approved already comes back as it is.

    Raises HeldError for one with errors that nobody has waived.
    """
    if draft.errors:
        problem = f"has {len(draft.errors)} error(s): {'; '.join(error.message for error in draft.errors)}"
        raise HeldError(f"{draft.paper.id} of {draft.date}", problem, "see `digestgen drafts show`, then waive or regenerate")
    if draft.approved:
        return draft
    return _moved(draft, DraftState.APPROVED, by=by, at=at, note=note)


def reject(draft: Draft, *, by: str, at: dt.datetime, note: str = "") -> Draft:
    """Return the draft rejected: it is not printed, and no run makes it anew."""
    if draft.state is DraftState.REJECTED:
        return draft
    return _moved(draft, DraftState.REJECTED, by=by, at=at, note=note)


def waive(draft: Draft, finding: Finding, *, by: str, at: dt.datetime, reason: str) -> Draft:
    """Return the draft with a person's word that the finding is none; without errors left, it is held no longer."""
    about = finding.model_dump(include={"rule", "severity", "field", "span", "message"})
    waiver = Waiver(**about, reason=reason, by=by, at=at)
    waived = remember(draft, f"waived {finding.rule}", by=by, at=at).model_copy(update={"waivers": (*draft.waivers, waiver)})
    if waived.state is DraftState.HELD and not waived.errors:
        return _decided(waived, DraftState.PENDING, by=by, at=at, note=f"{finding.rule} waived: {reason}")
    return waived


def remember(draft: Draft, action: str, *, by: str, at: dt.datetime) -> Draft:
    """Return the draft with its present version in its history, so that `undo` finds it; call it before a change."""
    present = {name: getattr(draft, name) for name in Version.model_fields if name not in {"action", "by", "at"}}
    version = Version(action=action, by=by, at=at, **present)
    return draft.model_copy(update={"history": (*draft.history, version)[-MOST_VERSIONS:]})


def undo(draft: Draft, *, by: str, at: dt.datetime, note: str = "") -> Draft:
    """Return the draft as it was before the last move; paper, upvotes and decisions stay what they are.

    Raises UsageError where there is nothing to undo.
    """
    if not draft.history:
        raise UsageError(f"{draft.paper.id} of {draft.date}", "has no earlier version to go back to")
    *earlier, last = draft.history
    state = DraftState.APPROVED if last.state is DraftState.PUBLISHED else last.state
    before = {name: getattr(last, name) for name in Version.model_fields if name not in {"action", "by", "at", "state"}}
    restored = draft.model_copy(update={**before, "history": tuple(earlier)})
    return _decided(restored, state, by=by, at=at, note=f"undone: {last.action}{f': {note}' if note else ''}")


def published(draft: Draft) -> Draft:
    """Return an approved draft as published: it stands on the page."""
    return draft.model_copy(update={"state": DraftState.PUBLISHED}) if draft.state is DraftState.APPROVED else draft


def found_again(draft: Draft, findings: tuple[Finding, ...]) -> Draft:
    """Return the draft with today's findings; a pending one that has errors now is held, approved ones keep their state."""
    fresh = draft.model_copy(update={"findings": findings})
    if fresh.approved or fresh.state is DraftState.REJECTED:
        return fresh
    return fresh.model_copy(update={"state": DraftState.HELD if fresh.errors else DraftState.PENDING})


def _moved(draft: Draft, state: DraftState, *, by: str, at: dt.datetime, note: str) -> Draft:
    return _decided(remember(draft, state.value, by=by, at=at), state, by=by, at=at, note=note)


def _decided(draft: Draft, state: DraftState, *, by: str, at: dt.datetime, note: str) -> Draft:
    decision = Decision(state=state, by=by, at=at, note=note)
    return draft.model_copy(update={"state": state, "decisions": (*draft.decisions, decision)})
