"""Make docs/images/site-day.png and site-paper.png: the site of the demo digest in Chromium, light, as a desktop sees it.

`python docs/site_pictures.py [FOLDER]` - with a FOLDER, more views go there to be looked at: home, search, dark, phone, print.
Needs Chromium on the machine. The papers' pictures are drawn here, because the site is opened without a network.
"""

import asyncio
import datetime as dt
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, Route, sync_playwright

from digestgen.cli.progress import open_display
from digestgen.cli.publishing import finish_publishing
from digestgen.cli.run import run_day
from digestgen.cli.sandbox import _demo_settings
from digestgen.config import Settings
from digestgen.day import EVERYTHING
from digestgen.drafts import Drafts
from digestgen.publish import publish_day
from digestgen.review import approve
from digestgen.sandbox import DEMO_DAY, demo_sandbox, serve

IMAGES = Path(__file__).parent / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
DAYS = (DEMO_DAY - dt.timedelta(30), DEMO_DAY - dt.timedelta(2), DEMO_DAY - dt.timedelta(1), DEMO_DAY)
NOON = dt.datetime(2024, 1, 31, 12, tzinfo=dt.UTC)
COLOURS = ("#d8e6f8", "#dff2e4", "#f8ecd2", "#efe0f5", "#e0eef0")
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675" width="1200" height="675">'
    '<rect width="1200" height="675" fill="{}"/>'
    '<g fill="none" stroke="#54606e" stroke-width="9"><path d="M140 540V130M140 540H1060"/>'
    '<path stroke="#2457a7" d="M150 500C400 480 520 250 700 220S960 170 1040 160"/>'
    '<path stroke="#c05a2b" d="M150 510C420 500 640 420 1040 380"/></g></svg>'
)


def make_demo(folder: Path) -> Settings:
    """Run the demo day, spread its drafts over a few days, publish them all, and return the settings."""
    with serve(demo_sandbox()) as world, open_display("plain") as display:
        settings = _demo_settings(world, folder / "output", folder / "cache")
        asyncio.run(run_day(settings, DEMO_DAY, EVERYTHING, display, trending=False))
    drafts = Drafts(settings.output_dir)
    for day in DAYS:
        for place, draft in enumerate(drafts.on_day(DEMO_DAY)):
            picture = f"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{place}.png"
            version = {"version": 2} if place == 1 else {}
            comment = {"comment": "This paper has been withdrawn"} if place == 4 else {}  # noqa: PLR2004 - the last paper
            paper = draft.paper.model_copy(update={"thumbnail": picture, **version, **comment})
            moved = draft.model_copy(update={"date": day, "paper": paper})
            drafts.write(approve(moved, by="you", at=NOON))
        publish_day(drafts, day)
    finish_publishing(settings)
    return settings


def draw(route: Route) -> None:
    """Answer a request for a paper's picture."""
    place = int(Path(route.request.url).stem)
    route.fulfill(content_type="image/svg+xml", body=PICTURE.format(COLOURS[place % len(COLOURS)]))


def open_page(browser: Browser, address: str, *, scheme: str = "light", width: int = 1080, height: int = 1000) -> Page:
    """Open a page of the site as a file."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light")
    page.route("https://*.huggingface.co/**", draw)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def main() -> None:
    """Build, open, and take the pictures."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser_path is None:
        raise SystemExit("docs/site_pictures.py: no Chromium found")
    more = Path(sys.argv[1]) if sys.argv[1:] else None
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as scratch:
        site = (make_demo(Path(scratch)).output_dir / "site").as_uri()
        with sync_playwright() as play:
            take(play.chromium.launch(executable_path=browser_path, args=ARGUMENTS), site, more)


def take(browser: Browser, site: str, more: Path | None) -> None:
    """Take the two pictures of the docs, and with `more` the others."""
    day, paper = f"{site}/days/{DEMO_DAY}.html", f"{site}/papers/{DEMO_DAY}/2401.99992.html"
    open_page(browser, day).screenshot(path=IMAGES / "site-day.png")
    view = open_page(browser, paper, width=960)
    view.locator(".evidence summary").click()
    view.locator(".block h2").nth(2).evaluate("heading => heading.scrollIntoView()")
    view.screenshot(path=IMAGES / "site-paper.png")
    if more is None:
        return
    more.mkdir(parents=True, exist_ok=True)
    view.screenshot(path=more / "paper-full.png", full_page=True)
    for name in ("index", "archive", "months/2024-01"):
        open_page(browser, f"{site}/{name}.html").screenshot(path=more / f"{Path(name).name}.png")
    found = open_page(browser, f"{site}/search.html")
    found.fill("#q", "麦克风 抓取")
    found.wait_for_selector("#results article")
    found.screenshot(path=more / "search.png")
    open_page(browser, paper, scheme="dark").screenshot(path=more / "dark-paper.png")
    open_page(browser, day, scheme="dark").screenshot(path=more / "dark-day.png")
    open_page(browser, day, width=390, height=844).screenshot(path=more / "phone-day.png")
    open_page(browser, paper, width=390, height=844).screenshot(path=more / "phone-paper.png")
    printed = open_page(browser, paper)
    printed.emulate_media(media="print")
    printed.screenshot(path=more / "print.png", full_page=True)


if __name__ == "__main__":
    main()
