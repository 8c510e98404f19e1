"""A day's list: what there is, what needs somebody, and the approval of all that is clean."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digestgen.drafts import Drafts
from digestgen.errors import DigestgenError, HeldError
from digestgen.models import Draft, DraftState
from digestgen.review import approve
from digestgen.revise import version_of
from digestgen.web import entry, pages
from digestgen.web.office import Office
from digestgen.web.sheet import is_clean, open_warnings

_NEAR = 14
"""Days that the list links to, around the one that is shown."""
FINDINGS = ("errors", "warnings", "none")


@dataclass(frozen=True)
class Row:
    """A draft in the list."""

    draft: Draft
    warnings: int
    version: str

    @property
    def clean(self) -> bool:
        """Whether it waits for approval with nothing held against it."""
        return self.draft.state is DraftState.PENDING and is_clean(self.draft)


async def home(request: Request) -> Response:
    """Lead to the newest day; with the token in the address, come in first."""
    if "token" in request.query_params:
        return await entry.by_token(request)
    office: Office = request.app.state.office
    days = office.drafts.days()
    if not days:
        return pages.notice(request, 200, "There are no drafts yet: `digestgen run` makes them.")
    return RedirectResponse(f"/days/{request.app.state.first or days[-1]}", status_code=303)


async def show(request: Request) -> Response:
    """Show the list of a day, filtered as the address says."""
    office: Office = request.app.state.office
    day: dt.date = request.path_params["day"]
    drafts, damaged = await run_in_threadpool(drafts_of, office.drafts, day)
    rows = [Row(draft, open_warnings(draft), version_of(draft)) for draft in drafts]
    state, findings = request.query_params.get("state", ""), request.query_params.get("findings", "")
    return pages.render(
        request,
        "day.html",
        status=200 if rows or damaged else 404,
        day=day,
        rows=[row for row in rows if (not state or row.draft.state == state) and _passes(row, findings)],
        all=rows,
        damaged=damaged,
        counts=Counter(draft.state.value for draft in drafts),
        states=list(DraftState),
        state=state,
        findings=findings,
        kinds=FINDINGS,
        clean=[row for row in rows if row.clean],
        decided=sum(draft.approved or draft.state is DraftState.REJECTED for draft in drafts),
        cost=_cost(drafts),
        days=_near(office.drafts.days(), day),
        approved=request.query_params.get("approved", ""),
        skipped=request.query_params.get("skipped", ""),
    )


def _passes(row: Row, findings: str) -> bool:
    has = {"errors": bool(row.draft.errors), "warnings": row.warnings > 0, "none": is_clean(row.draft)}
    return has.get(findings, True)


def _cost(drafts: Sequence[Draft]) -> Decimal | None:
    known = [draft.provenance.cost_usd for draft in drafts if draft.provenance.cost_usd is not None]
    return sum(known, Decimal(0)) if known else None


def _near(days: Sequence[dt.date], day: dt.date) -> list[dt.date]:
    """Return the days around this one, newest first."""
    newest = sorted(days, reverse=True)
    place = sum(each > day for each in newest)
    first = max(place - _NEAR // 2, 0)
    return newest[first : first + _NEAR]


def drafts_of(store: Drafts, day: dt.date) -> tuple[list[Draft], list[DigestgenError]]:
    """Return the day's drafts, most upvotes first, and the files that cannot be read."""
    found = list(store.scan(day))
    drafts = [each for each in found if isinstance(each, Draft)]
    drafts.sort(key=lambda draft: (-draft.paper.upvotes, draft.paper.id))
    return drafts, [each for each in found if not isinstance(each, Draft)]


async def approve_many(request: Request) -> Response:
    """Approve the drafts that were ticked, or all clean ones; what changed since the page was read is left alone."""
    office: Office = request.app.state.office
    day: dt.date = request.path_params["day"]
    form = await request.form()
    wanted = [str(value) for value in form.getlist("clean" if form.get("which") == "clean" else "pick")]
    back = f"/days/{day}"
    try:
        async with office.turn:
            done = await run_in_threadpool(_approve, office, day, wanted)
    except DigestgenError as error:
        kept = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        return pages.failed(request, error, back=back, kept=kept)
    return RedirectResponse(f"{back}?approved={done}&skipped={len(wanted) - done}", status_code=303)


def _approve(office: Office, day: dt.date, wanted: Sequence[str]) -> int:
    versions = dict(item.partition(":")[::2] for item in wanted)
    done, now = 0, office.now()
    with office.drafts.locked(now):
        for draft in drafts_of(office.drafts, day)[0]:
            if versions.get(draft.paper.id) != version_of(draft):
                continue
            try:
                fresh = approve(draft, by=office.by, at=now)
            except HeldError:
                continue
            office.drafts.write(fresh)
            done += 1
    return done
