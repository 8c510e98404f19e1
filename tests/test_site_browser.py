"""The site in a real browser: opened as a file and below a sub-path, without an error and without a breach of its policy."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from making import DAY
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from publishing import PICTURE, a_few_days, edition

from digestgen.publish.site import SiteOptions, day_path, paper_path

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("BROWSER_REQUIRED"), reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "sub path"
    a_few_days(folder, 20)
    edition(folder, SiteOptions("每日论文"))
    return folder / "site"


def is_problem(message: ConsoleMessage) -> bool:
    """Tell whether the console complains; that there is no network, and so no picture, is none."""
    return message.type in {"error", "warning"} and not str(message.location.get("url")).startswith(PICTURE)


def is_foreign(url: str) -> bool:
    return not url.startswith(("file:", "http://127.0.0.1:", PICTURE))


@contextmanager
def watched(browser: Browser) -> Iterator[Page]:
    """Give a page without a network but for this machine; at the end nothing may have gone wrong on it."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if is_problem(message) else None)
    page.on("request", lambda request: problems.append(request.url) if is_foreign(request.url) else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script("document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))")
    page.route(
        "https://**", lambda route: route.fulfill(content_type="image/svg+xml", body="<svg xmlns='http://www.w3.org/2000/svg'/>")
    )
    yield page
    context.close()
    assert problems == []


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def walk_through(page: Page, top: str) -> None:
    page.goto(f"{top}/index.html")
    assert page.locator("article.card").count() == 6
    page.locator("h2.day a").first.click()
    page.wait_for_url(f"**/{day_path(DAY)}")
    page.locator("nav.steps a[rel=prev]").first.click()
    page.locator("nav.steps a[rel=next]").first.click()
    page.locator("article.card h2 a").first.click()
    page.wait_for_url(f"**/{paper_path(DAY, '2401.99991')}")
    assert page.locator("details.evidence blockquote").is_hidden()
    page.locator("details.evidence summary").click()
    assert page.locator("details.evidence blockquote").is_visible()
    page.locator("nav a", has_text="归档").click()
    page.locator("details.month a").first.click()
    assert page.locator("ul.lines a").count() == 40
    page.locator("nav a", has_text="搜索").click()
    page.fill("#q", "透明物体")
    page.get_by_text("找到 40 篇").wait_for()
    assert page.locator("#results mark").first.inner_text() == "透明物体"
    page.locator("#results a").first.click()
    page.wait_for_url(f"**/{paper_path(DAY, '2401.99991')}")


def test_the_site_works_when_it_is_opened_as_a_file(browser: Browser, site: Path) -> None:
    with watched(browser) as page:
        walk_through(page, site.as_uri())


def test_the_site_works_below_a_sub_path(browser: Browser, site: Path) -> None:
    with served(site.parents[1]) as address, watched(browser) as page:
        walk_through(page, f"{address}/sub%20path/site")


def test_search_finds_words_apart_pairs_of_a_phrase_and_any_case_and_escapes_what_it_shows(browser: Browser, site: Path) -> None:
    with watched(browser) as page:
        page.goto(f"{site.as_uri()}/search.html?q=RINGLISTEN%20%E5%A4%B9%E7%88%AA")
        page.get_by_text("找到 40 篇").wait_for()
        assert page.locator("#results article").count() == 30
        page.locator("#more").click()
        assert page.locator("#results article").count() == 40
        page.fill("#q", "麦克风听透明物体")  # nowhere as a whole, and one of its pairs is nowhere
        page.get_by_text("没有找到").wait_for()
        page.fill("#q", "机械臂外星人")
        page.get_by_text("没有找到").wait_for()
        page.fill("#q", "alert(1)")
        page.get_by_text("找到 20 篇").wait_for()
        assert page.locator("#results h2").first.inner_text().startswith("<script>alert(1)</script>")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_no_sideways_scroll_and_each_scheme_its_ground(browser: Browser, site: Path, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.route("https://**", lambda route: route.abort())
    for name in (
        "index.html",
        "archive.html",
        "search.html",
        day_path(DAY),
        paper_path(DAY, "2401.99991"),
        "months/2024-01.html",
    ):
        page.goto(f"{site.as_uri()}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, name
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(16, 19, 23)" if scheme == "dark" else "rgb(246, 247, 249)")
    context.close()
