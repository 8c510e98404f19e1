"""Moves on a draft, as pure functions: a draft in, a draft out. Who moved it, when and why is kept in the draft."""

import datetime as dt

from digestgen.models import Decision, Draft, DraftState


def approve(draft: Draft, *, by: str, at: dt.datetime, note: str = "") -> Draft:
    """Return the draft approved; one that is approved already comes back as it is."""
    if draft.state is DraftState.APPROVED:
        return draft
    decision = Decision(state=DraftState.APPROVED, by=by, at=at, note=note)
    return draft.model_copy(update={"state": DraftState.APPROVED, "decisions": (*draft.decisions, decision)})
