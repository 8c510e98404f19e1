"""Templates, languages, and the pages that say that something did not work. Everything is escaped where it enters a page."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from digestgen.errors import DigestgenError, LockHeldError
from digestgen.identifiers import file_stem
from digestgen.models import Draft
from digestgen.web.words import CHINESE

LANGUAGES = ("zh", "en")
_COOKIE = "digestgen_lang"
_YEAR_SECONDS = 31_536_000


@cache
def templates() -> Environment:
    """Return the templates; a name that a page was not given is an error."""
    environment = Environment(
        loader=PackageLoader("digestgen.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["stem"] = file_stem
    environment.globals["path_of"] = path_of
    return environment


def path_of(draft: Draft) -> str:
    """Return the path of a draft's page."""
    return f"/days/{draft.date}/{file_stem(draft.paper.id)}"


def language_of(request: Request) -> str:
    """Return zh or en: what the address asks for, else what was asked for before, else the setting."""
    asked = request.query_params.get("lang") or request.cookies.get(_COOKIE, "")
    state = getattr(request.scope.get("app"), "state", None)
    default = state.office.language if state else "zh"
    return asked if asked in LANGUAGES else default


def render(request: Request, name: str, *, status: int = 200, **context: Any) -> Response:  # noqa: ANN401 - what the template asks for
    """Return the page in the reader's language, and remember the language where the address chose it."""
    language = language_of(request)

    def t(words: str, **values: object) -> str:
        """Return the words in the reader's language, with the values in their places."""
        return (CHINESE.get(words, words) if language == "zh" else words).format(**values)

    def here(**changes: object) -> str:
        """Return this page's address with some of its parameters changed; None takes one out."""
        wanted = {**dict(request.query_params), **changes}
        query = urlencode({key: value for key, value in wanted.items() if value is not None and key != "token"})
        return f"{request.url.path}?{query}" if query else request.url.path

    html = templates().get_template(name).render(t=t, lang=language, here=here, **context)
    response = HTMLResponse(html, status_code=status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(_COOKIE, language, max_age=_YEAR_SECONDS, samesite="strict", httponly=True)
    return response


def notice(request: Request, status: int, words: str, *, detail: str = "", back: str = "") -> Response:
    """Return a page that says what did not work."""
    return render(request, "notice.html", status=status, words=words, detail=detail, back=back)


def changed(
    request: Request, now: Draft, texts: Mapping[str, str], *, both: Sequence[tuple[object, object, object]] = ()
) -> Response:
    """Return the page of a conflict: the draft is `now` another than the form was made for.

    `both` are a section's inputs as stored and as the form has them, with their difference; `texts` are sent again with them.
    """
    path = path_of(now)
    return render(request, "changed.html", status=409, draft=now, texts=texts, back=path, both=both, action=f"{path}/edit")


def failed(request: Request, error: DigestgenError, *, back: str, kept: list[tuple[str, str]] | None = None) -> Response:
    """Return the page of an error of ours; what a form held is `kept` in a form that sends it again."""
    busy = isinstance(error, LockHeldError)
    words = "A run is working on this folder right now." if busy else "That did not work."
    response = render(
        request,
        "again.html",
        status=503 if busy else 422,
        words=words,
        detail=error.problem if busy else str(error),
        back=back,
        kept=kept or [],
        action=request.url.path,
        busy=busy,
    )
    if busy:
        response.headers["Retry-After"] = "10"
    return response
