"""A summary, or a section of it, anew from the model: asked in the background, shown beside the old, taken or left by a person.

Candidates live in this process alone until one is taken: what was left is gone with it.
"""

import asyncio
import datetime as dt
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digestgen import revise
from digestgen.errors import DigestgenError
from digestgen.models import Draft
from digestgen.web import moves, pages, reading
from digestgen.web.office import Office
from digestgen.web.sheet import title_of

_NOTHING = "Nothing was asked of the model for this draft."
_MOST_AT_ONCE = 4
_MOST_NOTE = 2_000
_MOST_MODEL_NAME = 200


@dataclass
class Job:
    """A question to the model, and what came of it."""

    draft: Draft
    """What it was asked for."""
    section: str | None
    """None for the whole."""
    note: str
    model: str | None
    task: "asyncio.Task[Draft]"

    @property
    def running(self) -> bool:
        """Whether the answer is still awaited."""
        return not self.task.done()

    @property
    def candidate(self) -> Draft | None:
        """The answer, where there is one."""
        return self.task.result() if not self.running and not self.task.cancelled() and not self.task.exception() else None

    @property
    def problem(self) -> str:
        """Why there is none."""
        if self.running or self.task.cancelled() or not (error := self.task.exception()):
            return ""
        return str(error) if isinstance(error, DigestgenError) else f"unexpected: {type(error).__name__}"


@dataclass
class Remakes:
    """The questions of this process, one a draft."""

    jobs: dict[tuple[dt.date, str], Job] = field(default_factory=dict)

    def of(self, draft: Draft) -> Job | None:
        """Return the question about this draft, where there is one."""
        return self.jobs.get((draft.date, draft.paper.id))

    def start(self, office: Office, draft: Draft, section: str | None, note: str, model: str | None) -> bool:
        """Ask the model, unless too many questions are open or one about this draft is; tells whether it was asked."""
        open_jobs = sum(job.running for job in self.jobs.values())
        standing = self.of(draft)
        if office.remake is None or open_jobs >= _MOST_AT_ONCE or (standing and standing.running):
            return False
        task = asyncio.ensure_future(_asked(office, draft, section, note, model))
        self.jobs[draft.date, draft.paper.id] = Job(draft, section, note, model, task)
        return True

    def drop(self, draft: Draft) -> None:
        """Forget the question and its answer; one that is still open is ended."""
        if job := self.jobs.pop((draft.date, draft.paper.id), None):
            job.task.cancel()


async def _asked(office: Office, draft: Draft, section: str | None, note: str, model: str | None) -> Draft:
    if office.remake is None:
        raise AssertionError
    return await office.remake(draft, section=section, note=note, model=model)


def _remakes(request: Request) -> Remakes:
    remakes: Remakes = request.app.state.remakes
    return remakes


async def start(request: Request) -> Response:
    """Ask the model, and lead to the page that waits for it."""
    office: Office = request.app.state.office
    texts = await moves.texts_of(request)
    draft = await reading.draft_of(request)
    if draft is None:
        return pages.notice(request, 404, "There is no such draft.")
    if revise.version_of(draft) != texts.get("version"):
        return pages.changed(request, draft, texts)
    if office.remake is None:
        return pages.notice(request, 422, "No model can be asked.", detail=office.missing, back=pages.path_of(draft))
    section = title_of(texts.get("section", ""))
    note, model = texts.get("note", "").strip()[:_MOST_NOTE], texts.get("model", "").strip()[:_MOST_MODEL_NAME]
    _remakes(request).start(office, draft, section, note, model or None)
    return RedirectResponse(f"{pages.path_of(draft)}/remake", status_code=303)


async def show(request: Request) -> Response:
    """Show how the question stands: waiting (the page asks again by itself), what went wrong, or the candidate beside the old."""
    draft = await reading.draft_of(request)
    job = _remakes(request).of(draft) if draft else None
    if draft is None or job is None:
        return pages.notice(request, 404, _NOTHING, back=pages.path_of(draft) if draft else "")
    candidate = job.candidate
    changes = revise.changes(draft.summary, candidate.summary) if candidate else []
    response = pages.render(
        request,
        "remake.html",
        draft=draft,
        job=job,
        candidate=candidate,
        changes=[(change, revise.word_diff(change.before, change.after)) for change in changes],
        version=revise.version_of(draft),
        moved_on=revise.version_of(job.draft) != revise.version_of(draft),
    )
    if job.running:
        response.headers["Refresh"] = "2"
    return response


async def accept(request: Request) -> Response:
    """Put the candidate in the draft's place, whole or only the fields that were ticked."""
    office: Office = request.app.state.office
    texts = await moves.texts_of(request)
    form = await request.form()
    draft = await reading.draft_of(request)
    job = _remakes(request).of(draft) if draft else None
    candidate = job.candidate if job else None
    if draft is None or job is None or candidate is None:
        return pages.notice(request, 404, _NOTHING, back=pages.path_of(draft) if draft else "")
    offered = {change.field for change in revise.changes(draft.summary, candidate.summary)}
    ticked = {str(name) for name in form.getlist("field")} & offered
    if not ticked:
        return RedirectResponse(f"{pages.path_of(draft)}/remake", status_code=303)
    fields = None if ticked == offered else ticked
    paper = await office.library.text(draft)
    around = await run_in_threadpool(office.around, draft.date)

    def act(stored: Draft, now: dt.datetime) -> Draft:
        return revise.accept(stored, candidate, by=office.by, at=now, note=job.note, fields=fields, text=paper, around=around)

    try:
        fresh = await moves.change(request, texts, act)
    except moves.ChangedError as error:
        return pages.changed(request, error.now, texts)
    except DigestgenError as error:
        kept = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        return pages.failed(request, error, back=pages.path_of(draft), kept=kept)
    _remakes(request).drop(draft)
    return RedirectResponse(pages.path_of(fresh), status_code=303)


async def discard(request: Request) -> Response:
    """Leave the draft as it is and forget the candidate."""
    draft = await reading.draft_of(request)
    if draft is None:
        return pages.notice(request, 404, "There is no such draft.")
    _remakes(request).drop(draft)
    return RedirectResponse(pages.path_of(draft), status_code=303)
