"""Who may come in to the review pages, from where, and with what."""

import datetime as dt
import re
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from making import DAY, a_draft, a_paper
from reviewing import FIRST, Desk, a_plain_desk

from digestgen.checks import Surroundings
from digestgen.cli import cli
from digestgen.models import DraftState
from digestgen.revise import version_of
from digestgen.web.guard import MOST_BYTES
from digestgen.web.server import door_for

PAGE = f"/days/{DAY}/{FIRST}"
GETS = ["/", f"/days/{DAY}", PAGE, f"{PAGE}/paper", f"{PAGE}/page/1.png", f"{PAGE}/remake"]
POSTS = [f"/days/{DAY}/approve"] + [
    f"{PAGE}/{move}" for move in ("approve", "reject", "undo", "waive", "edit", "remake", "remake/accept", "remake/discard")
]


def a_form(desk: Desk) -> dict[str, str]:
    return {"version": version_of(desk.draft(FIRST)), "section": "background", "background": "改写", "pick": FIRST, "note": "x"}


def test_without_the_cookie_nothing_is_shown_and_nothing_is_changed(tmp_path: Path) -> None:
    with a_plain_desk(tmp_path) as desk, httpx.Client(base_url=desk.url) as stranger:
        before = desk.draft(FIRST)
        assert {stranger.get(path).status_code for path in GETS} == {403}
        assert {stranger.post(path, data=a_form(desk)).status_code for path in POSTS} == {403}
        assert desk.draft(FIRST) == before


def test_the_token_becomes_a_cookie_that_scripts_and_other_sites_do_not_get(tmp_path: Path) -> None:
    """The redirect drops the token from the address, so that it stays in no history of pages."""
    with a_plain_desk(tmp_path) as desk, httpx.Client(base_url=desk.url) as browser:
        answer = browser.get("/", params={"token": desk.door.token})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert desk.door.token.lower() not in cookie
        assert browser.get(PAGE).status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_a_wrong_token_opens_nothing(tmp_path: Path, token: str) -> None:
    with a_plain_desk(tmp_path) as desk, httpx.Client(base_url=desk.url) as stranger:
        answer = stranger.get("/", params={"token": token})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert stranger.get(PAGE).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[", "user@evil.example"])
def test_a_foreign_host_is_refused_whatever_it_resolves_to(tmp_path: Path, host: str) -> None:
    with a_plain_desk(tmp_path) as desk:
        assert desk.get(PAGE, host=host).status_code == 400
        assert desk.get(PAGE, host="localhost").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", POSTS)
def test_what_another_page_sends_is_refused_even_with_the_cookie(plain: Desk, path: str, headers: dict[str, str]) -> None:
    before = plain.draft(FIRST)
    answer = plain.client.post(path, data=a_form(plain), headers=headers)
    assert answer.status_code == 403
    assert plain.draft(FIRST) == before


def test_what_our_own_page_sends_is_taken(tmp_path: Path) -> None:
    with a_plain_desk(tmp_path) as desk:
        headers = {"sec-fetch-site": "same-origin", "origin": desk.url}
        assert desk.client.post(f"{PAGE}/approve", data=a_form(desk), headers=headers).status_code == 303
        assert desk.draft(FIRST).state is DraftState.APPROVED


def test_a_get_changes_nothing(tmp_path: Path) -> None:
    """What changes a draft answers to POST alone: a link or a picture's address moves nothing."""
    with a_plain_desk(tmp_path) as desk:
        before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
        for path in [*GETS, *POSTS]:
            assert desk.client.get(path, params=a_form(desk)).status_code in {200, 303, 404, 405}
        assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"note=" + b"x" * MOST_BYTES, "application/x-www-form-urlencoded", 413),
        (b"{}", "application/json", 415),
        (b"version=1", "text/plain", 415),
    ],
    ids=["too long", "json", "text"],
)
def test_only_forms_of_a_sensible_length_are_read(plain: Desk, body: bytes, kind: str, status: int) -> None:
    assert plain.client.post(f"{PAGE}/approve", content=body, headers={"content-type": kind}).status_code == status


def test_a_form_that_does_not_say_its_length_is_refused(plain: Desk) -> None:
    def body() -> "list[bytes]":
        return [b"note=x"]

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert plain.client.post(f"{PAGE}/approve", content=iter(body()), headers=headers).status_code == 411


@pytest.mark.parametrize("path", [*GETS[1:], "/nowhere", "/static/style.css", "/static/nowhere", "/static/../server.py"])
def test_every_answer_carries_the_security_headers(plain: Desk, path: str) -> None:
    headers = plain.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", GETS[1:3])
def test_no_page_holds_inline_script_or_style(plain: Desk, path: str) -> None:
    """The policy forbids both, so that a page which needs one would be broken without a word."""
    html = plain.get(path).text
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert re.findall(r'(?:src|href)="(?:https?:)?//([^"/]+)', html) in ([], ["arxiv.org"])


def test_what_comes_from_paper_and_model_is_escaped(tmp_path: Path) -> None:
    """Title, texts and model names are data: not one of their signs opens a tag."""
    evil = "<img src=x onerror=alert(1)>\"'</textarea><script>alert(2)</script>{{ 7*7 }}"
    draft = a_draft(paper=a_paper(title=evil, abstract=evil))
    summary = draft.summary.model_copy(update={"background": f"背景{evil}", "tldr": f"一句话{evil}"})
    with a_plain_desk(tmp_path, draft.model_copy(update={"summary": summary})) as desk:
        for path in (f"/days/{DAY}", PAGE, f"{PAGE}/paper"):
            html = desk.get(path).text
            assert "<img src=x" not in html
            assert "<script>alert" not in html
            assert "49" not in re.findall(r"alert\(2\).{0,40}", html)
        assert "&lt;img src=x" in desk.get(PAGE).text


def test_another_address_needs_a_password(tmp_path: Path) -> None:
    done = CliRunner(env={"DIGESTGEN_OUTPUT_DIR": str(tmp_path)}).invoke(
        cli,
        ["review", "--host", "0.0.0.0", "--no-browser"],  # noqa: S104 - what is refused here
    )
    assert done.exit_code == 4
    assert "DIGESTGEN_REVIEW_PASSWORD" in done.output


def test_with_a_password_only_the_password_opens(tmp_path: Path) -> None:
    """A wrong one costs a second, and the token is of no use."""
    with a_plain_desk(tmp_path, password="open sesame") as desk, httpx.Client(base_url=desk.url) as browser:  # noqa: S106
        assert browser.get("/", params={"token": desk.door.token}).status_code == 403
        answer = browser.get(PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        assert browser.get("/login").status_code == 200
        started = time.monotonic()
        assert browser.post("/login", data={"password": "close sesame"}).status_code == 403
        assert time.monotonic() - started >= 0.9
        assert browser.get(PAGE).status_code == 303
        assert browser.post("/login", data={"password": "open sesame"}).status_code == 303
        assert browser.get(PAGE).status_code == 200


def test_with_a_password_a_form_without_session_is_refused(tmp_path: Path) -> None:
    with a_plain_desk(tmp_path, password="open sesame") as desk:  # noqa: S106
        assert desk.client.post(f"{PAGE}/approve", data=a_form(desk)).status_code == 403
        assert desk.draft(FIRST).state is DraftState.PENDING


def test_the_names_that_we_answer_to() -> None:
    """This machine's names on this machine; any name only where a password guards every address."""
    assert door_for("127.0.0.1", 1).hosts == frozenset({"127.0.0.1", "localhost", "::1"})
    assert door_for("192.0.2.7", 1, password="x").hosts == frozenset({"192.0.2.7", "127.0.0.1", "localhost", "::1"})  # noqa: S106
    assert door_for("0.0.0.0", 1, password="x").hosts is None  # noqa: S104, S106


def test_a_bug_is_a_page_with_the_same_headers_and_without_its_words(tmp_path: Path) -> None:
    def broken(day: dt.date) -> Surroundings:
        raise RuntimeError(f"a secret of {day}")

    with a_plain_desk(tmp_path, around=broken) as desk:
        before = desk.draft(FIRST)
        answer = desk.post(FIRST, "edit", section="background", background="x")
        assert answer.status_code == 500
        assert "RuntimeError" in answer.text
        assert "a secret" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert desk.draft(FIRST) == before
