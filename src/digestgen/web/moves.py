"""What a form does to a draft. The lock is held for the change alone, and only the version that the reader saw is changed."""

import datetime as dt
from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digestgen import review, revise
from digestgen.errors import DigestgenError, UsageError
from digestgen.models import Draft
from digestgen.web import pages, reading
from digestgen.web.forms import WrongTextError, summary_from
from digestgen.web.office import Office
from digestgen.web.sheet import title_of

Act = Callable[[Draft, dt.datetime], Draft]
_MOST_NOTE = 2_000


class ChangedError(Exception):
    """The draft is not the one that the reader saw; `now` is what it is."""

    def __init__(self, now: Draft) -> None:
        """Keep the draft."""
        super().__init__("the draft changed")
        self.now = now


async def texts_of(request: Request) -> dict[str, str]:
    """Return the form's texts; of a name that is sent twice, the last."""
    form = await request.form()
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


async def change(request: Request, texts: Mapping[str, str], act: Act) -> Draft:
    """Change the draft of this address, and return it as it is stored; raises ChangedError and DigestgenError.

    Nothing is written where the draft stays what it is.
    """
    office: Office = request.app.state.office
    async with office.turn:
        return await run_in_threadpool(_change, office, *reading.place_of(request), texts.get("version", ""), act)


def _change(office: Office, day: dt.date, arxiv_id: str, version: str, act: Act) -> Draft:
    now = office.now()
    with office.drafts.locked(now):
        draft = office.drafts.read(day, arxiv_id)
        if draft is None:
            raise UsageError(arxiv_id, f"has no draft on {day} any more")
        if revise.version_of(draft) != version:
            raise ChangedError(draft)
        fresh = act(draft, now)
        if fresh != draft:
            office.drafts.write(fresh)
        return fresh


async def _move(request: Request, texts: Mapping[str, str], act: Act, after: Callable[[Draft], str]) -> Response:
    """Change the draft and lead on; say what went wrong on a page that keeps the form."""
    day, arxiv_id = reading.place_of(request)
    back = f"/days/{day}/{reading.stem_of(arxiv_id)}"
    try:
        fresh = await change(request, texts, act)
    except ChangedError as error:
        return pages.changed(request, error.now, texts)
    except DigestgenError as error:
        return pages.failed(request, error, back=back, kept=list(texts.items()))
    return RedirectResponse(after(fresh), status_code=303)


def _note(texts: Mapping[str, str]) -> str:
    return " ".join(texts.get("note", "").split())[:_MOST_NOTE]


async def approve(request: Request) -> Response:
    """Approve, and lead to the next draft that waits."""
    office: Office = request.app.state.office
    texts = await texts_of(request)
    act: Act = lambda draft, now: review.approve(draft, by=office.by, at=now, note=_note(texts))  # noqa: E731
    return await _move(request, texts, act, lambda draft: reading.next_waiting(office.drafts, draft))


async def reject(request: Request) -> Response:
    """Reject, and lead to the next draft that waits."""
    office: Office = request.app.state.office
    texts = await texts_of(request)
    act: Act = lambda draft, now: review.reject(draft, by=office.by, at=now, note=_note(texts))  # noqa: E731
    return await _move(request, texts, act, lambda draft: reading.next_waiting(office.drafts, draft))


async def undo(request: Request) -> Response:
    """Go back to before the last move."""
    office: Office = request.app.state.office
    texts = await texts_of(request)
    return await _move(request, texts, lambda draft, now: review.undo(draft, by=office.by, at=now), pages.path_of)


async def waive(request: Request) -> Response:
    """Take a person's word, and reason, that a finding is none."""
    office: Office = request.app.state.office
    texts = await texts_of(request)

    def act(draft: Draft, now: dt.datetime) -> Draft:
        number = texts.get("finding", "")
        if not (number.isascii() and number.isdecimal() and int(number[:6]) < len(draft.findings)):
            raise UsageError(draft.paper.id, "has no such finding")
        if not _note(texts):
            raise UsageError(draft.paper.id, "a finding is waived with a reason", "say why it is none")
        return review.waive(draft, draft.findings[int(number)], by=office.by, at=now, reason=_note(texts))

    return await _move(request, texts, act, lambda draft: f"{pages.path_of(draft)}#findings")


async def edit(request: Request) -> Response:
    """Take a section as a person wrote it, checked at once against the paper."""
    office: Office = request.app.state.office
    texts = await texts_of(request)
    key = texts.get("section", "")
    draft = await reading.draft_of(request)
    if draft is None or title_of(key) is None:
        return pages.notice(request, 404, "There is no such page.")
    paper = await office.library.text(draft)
    around = await run_in_threadpool(office.around, draft.date)

    def act(stored: Draft, now: dt.datetime) -> Draft:
        summary = summary_from(stored.summary, key, texts)
        return revise.edit(stored, summary, text=paper, around=around, by=office.by, at=now, note=_note(texts))

    try:
        fresh = await change(request, texts, act)
    except WrongTextError as error:
        return await reading.show_draft(request, draft, kept=(key, texts), problems=error.problems, status=422)
    except ChangedError as error:
        return reading.conflict(request, error.now, key, texts)
    except DigestgenError as error:
        return pages.failed(request, error, back=pages.path_of(draft), kept=list(texts.items()))
    return RedirectResponse(f"{pages.path_of(fresh)}?saved={key}#{key}", status_code=303)
