"""A draft's page and what belongs to it: the paper beside it, the page pictures, and the page of a conflict."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from digestgen import markdown
from digestgen.drafts import Drafts
from digestgen.errors import DraftDamagedError, PdfError
from digestgen.identifiers import file_stem
from digestgen.models import Draft, DraftState
from digestgen.publish.html import block_html
from digestgen.revise import SECTIONS, section_of, version_of, word_diff
from digestgen.web import forms, pages
from digestgen.web.days import drafts_of
from digestgen.web.paper import view_of
from digestgen.web.sheet import findings_of, key_of, sections_of, title_of

if TYPE_CHECKING:
    from digestgen.web.office import Office

WAITING = frozenset({DraftState.PENDING, DraftState.HELD})


def place_of(request: Request) -> tuple[dt.date, str]:
    """Return day and arXiv id of the address."""
    return request.path_params["day"], id_of(request.path_params["stem"])


def id_of(stem: str) -> str:
    """Return the arXiv id of a file's name without ending: the slash of old ids is `_` there."""
    return stem.replace("_", "/")


def stem_of(arxiv_id: str) -> str:
    """Return the name of an id's file without its ending."""
    return file_stem(arxiv_id)


async def draft_of(request: Request) -> Draft | None:
    """Return the draft of the address, None where there is none; raises DraftDamagedError."""
    office: Office = request.app.state.office
    try:
        return await run_in_threadpool(office.drafts.read, *place_of(request))
    except ValueError:
        return None


def next_waiting(store: Drafts, draft: Draft) -> str:
    """Return the path of the draft after this one that waits for somebody, else of the day; it tells what was done."""
    drafts, _ = drafts_of(store, draft.date)
    place = next((place for place, each in enumerate(drafts) if each.paper.id == draft.paper.id), -1)
    after = next((each for each in (*drafts[place + 1 :], *drafts[: max(place, 0)]) if each.state in WAITING), None)
    return f"{pages.path_of(after) if after else f'/days/{draft.date}'}?moved={file_stem(draft.paper.id)}"


async def show(request: Request) -> Response:
    """Show a draft's page."""
    draft = await draft_of(request)
    return pages.notice(request, 404, "There is no such draft.") if draft is None else await show_draft(request, draft)


async def show_draft(
    request: Request,
    draft: Draft,
    *,
    kept: tuple[str, Mapping[str, str]] | None = None,
    problems: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    """Show the page of a draft; texts that were refused are `kept` in their form, with what is wrong with them."""
    office: Office = request.app.state.office
    drafts, _ = await run_in_threadpool(drafts_of, office.drafts, draft.date)
    place = next((place for place, each in enumerate(drafts) if each.paper.id == draft.paper.id), 0)
    block = markdown.render(markdown.block_of(draft.paper, draft.summary, draft.date))
    key, texts = kept or ("", {})
    findings = findings_of(draft)
    return pages.render(
        request,
        "draft.html",
        status=status,
        draft=draft,
        version=texts.get("version") or version_of(draft),
        sections=sections_of(draft),
        inputs={
            key_of(title): forms.inputs_of(draft.summary, key_of(title), texts if key == key_of(title) else None)
            for title in SECTIONS
        },
        editing=key,
        problems=problems or [],
        findings=findings,
        numbered={held.number: held for held in findings},
        place=place + 1,
        count=len(drafts),
        before=drafts[place - 1] if place > 0 else None,
        after=drafts[place + 1] if place + 1 < len(drafts) else None,
        block=Markup(block_html(block).replace("<details>", "<details open>", 1)),  # noqa: S704 - cleaned by nh3
        view=await view_of(office.library, draft, chosen=_number(request, "evidence"), page=_number(request, "page")),
        moved=await run_in_threadpool(_moved, office.drafts, draft.date, request.query_params.get("moved", "")),
        saved=title_of(request.query_params.get("saved", "")),
        missing=office.missing if office.remake is None else "",
        model=office.model,
        remaking=request.app.state.remakes.of(draft),
        section_of=section_of,
        version_of=version_of,
    )


def _moved(store: Drafts, day: dt.date, stem: str) -> Draft | None:
    """Return the draft that was decided on last, so that it can be undone from here."""
    try:
        return store.read(day, id_of(stem)) if stem else None
    except (ValueError, DraftDamagedError):
        return None


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 5 else None  # noqa: PLR2004 - no paper has more pages


async def paper(request: Request) -> Response:
    """Show the paper's pane alone, for the script that puts it into the page."""
    draft = await draft_of(request)
    if draft is None:
        return pages.notice(request, 404, "There is no such draft.")
    office: Office = request.app.state.office
    view = await view_of(office.library, draft, chosen=_number(request, "evidence"), page=_number(request, "page"))
    return pages.render(request, "paper.html", draft=draft, view=view)


async def picture(request: Request) -> Response:
    """Answer with a page's picture; it stays what it is as long as the PDF does, whose hash is in the address."""
    draft = await draft_of(request)
    if draft is None:
        return pages.notice(request, 404, "There is no such draft.")
    office: Office = request.app.state.office
    try:
        png = await office.library.picture(draft, request.path_params["page"])
    except PdfError as error:
        return pages.notice(request, 404, "The page cannot be shown.", detail=error.problem)
    return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


def conflict(request: Request, now: Draft, key: str, texts: Mapping[str, str]) -> Response:
    """Show both versions of a section that was changed by somebody else meanwhile; nothing is overwritten."""
    stored = {each.name: each for each in forms.inputs_of(now.summary, key)}
    names = {each.name: each for each in forms.inputs_of(now.summary, key, texts)}
    both = [(stored[name], names[name], word_diff(stored[name].value, names[name].value)) for name in stored if name in names]
    kept = {**texts, "version": version_of(now)}
    return pages.changed(request, now, kept, both=both)
