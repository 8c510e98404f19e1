"""Coming in: the token of the opened address, or the password, becomes a session cookie."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digestgen.web import pages
from digestgen.web.guard import Door

_WRONG_PASSWORD_SECONDS = 1.0
"""One guess a second, whoever guesses."""
_guessing = asyncio.Lock()


async def by_token(request: Request) -> Response:
    """Take the token out of the address and leave the cookie instead."""
    door: Door = request.app.state.door
    if not door.takes_token(request.query_params["token"]):
        return pages.notice(request, 403, "This key does not fit: open the address that the running `digestgen review` printed.")
    return _let_in(RedirectResponse("/", status_code=303), door)


async def login(request: Request) -> Response:
    """Show the form for the password, and take it."""
    door: Door = request.app.state.door
    if not door.password:
        return RedirectResponse("/", status_code=303)
    if request.method != "POST":
        return pages.render(request, "login.html")
    form = await request.form()
    async with _guessing:
        if door.takes_password(str(form.get("password", ""))):
            return _let_in(RedirectResponse("/", status_code=303), door)
        await asyncio.sleep(_WRONG_PASSWORD_SECONDS)
    return pages.render(request, "login.html", status=403, wrong=True)


def _let_in(response: Response, door: Door) -> Response:
    response.set_cookie(door.cookie, door.new_session(), httponly=True, samesite="strict", path="/")
    return response
