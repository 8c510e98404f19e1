"""docs/images/*.png: the review pages in the system's Chromium, on the demo's papers. Run it where chromium is installed.

python docs/screenshots.py [FOLDER]
"""

import asyncio
import base64
import datetime as dt
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, Route, sync_playwright

from digestgen.checks import NO_SURROUNDINGS
from digestgen.cli.review import office_of
from digestgen.cli.sandbox import settings_of
from digestgen.config import Settings, load_settings
from digestgen.drafts import Drafts
from digestgen.revise import edit, paper_text
from digestgen.sandbox import DEMO_DAY, demo_sandbox, serve
from digestgen.web.server import build_app, door_for, listen, running

IMAGES = Path(__file__).parent / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
MARGIN_NOTES, SLOW_SIFT = "2401.99991", "2401.99992"
PALETTE = """async (shot) => {
  const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + shot)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const data = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    counts.set(colour, (counts.get(colour) || 0) + 1);
  }
  const often = [...counts].sort((a, b) => b[1] - a[1]).map((pair) => pair[0]);
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const apart = (a, b) => a.reduce((sum, part, place) => sum + (part - b[place]) ** 2, 0);
  const chosen = [];
  for (const least of [200, 40, 0]) {
    for (const colour of often) {
      if (chosen.length < 256 && chosen.every((other) => apart(other, parts(colour)) > least)) chosen.push(parts(colour));
    }
  }
  const nearest = new Map(often.map((colour) => {
    const distances = chosen.map((other) => apart(other, parts(colour)));
    return [colour, distances.indexOf(Math.min(...distances))];
  }));
  let indexes = "";
  for (let at = 0; at < data.length; at += 4) {
    indexes += String.fromCharCode(nearest.get((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]));
  }
  return { width: bitmap.width, height: bitmap.height, colours: chosen.flat(), indexes: btoa(indexes) };
}"""
"""A picture's pixels as indexes into its 256 best colours: the most frequent that differ well, then what is left."""
WIDE, PHONE = (1440, 900), (390, 844)


def main(folder: Path) -> None:
    """Make all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with a_morning() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = open_page(browser, address)
        day = f"{address.partition('?')[0]}days/{DEMO_DAY}"
        take(page, folder / "review-day.png")
        page.goto(f"{day}/{MARGIN_NOTES}")
        settle(page)
        take(page, folder / "review-draft.png")
        page.goto(f"{day}/{SLOW_SIFT}")
        settle(page)
        page.locator("#related_work .claim").first.click()
        page.wait_for_selector(".box.chosen rect")
        page.wait_for_timeout(300)
        take(page, folder / "review-evidence.png")
        show_difference(page, f"{day}/{MARGIN_NOTES}", folder)
        in_other_lights(browser, address, f"{day}/{MARGIN_NOTES}", folder)
        browser.close()


def show_difference(page: Page, draft: str, folder: Path) -> None:
    """Ask the sandbox's model anew, and take the picture of what would change."""
    page.goto(f"{draft}#remake")
    page.locator("#remake > summary").click()
    page.fill("#remake textarea[name=note]", "数字以论文为准")
    page.click("#remake button")
    page.wait_for_selector(".change", timeout=30_000)
    take(page, folder / "review-diff.png")
    page.click("text=Discard")


def in_other_lights(browser: Browser, address: str, draft: str, folder: Path) -> None:
    """Take the dark page and the phone's."""
    dark = open_page(browser, address, scheme="dark")
    dark.goto(draft)
    settle(dark)
    take(dark, folder / "review-dark.png")
    phone = open_page(browser, address, size=PHONE, lang="zh")
    take(phone, folder / "review-phone-day.png")
    phone.goto(f"{draft}?lang=zh")
    settle(phone)
    take(phone, folder / "review-phone.png")


def open_page(browser: Browser, address: str, *, scheme: str = "light", size: tuple[int, int] = WIDE, lang: str = "en") -> Page:
    """Come in with the token, in this light, size and language; pictures of other hosts are replaced by a plain one."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light"
    )
    context.route(re.compile("^https:"), thumbnail)
    page = context.new_page()
    page.goto(address)
    page.goto(f"{address.partition('?')[0]}days/{DEMO_DAY}?lang={lang}")
    return page


def thumbnail(route: Route) -> None:
    """Answer for a picture of another host: nothing here asks the network."""
    width, height = 240, 126
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in (70 + x // 4, 110 + y // 2, 170)) for y in range(height))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    route.fulfill(body=png(parts), content_type="image/png")


def take(page: Page, path: Path) -> None:
    """Take the picture, with the 256 colours that serve it best: a third of the bytes, and nobody sees it."""
    settle(page)
    shot = page.screenshot()
    blank = page.context.browser.new_page() if page.context.browser else page
    found = blank.evaluate(PALETTE, base64.b64encode(shot).decode())
    blank.close()
    width, height, colours = found["width"], found["height"], bytes(found["colours"])
    indexes = base64.b64decode(found["indexes"])
    rows = b"".join(b"\0" + indexes[start : start + width] for start in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    path.write_bytes(png([(b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]))


def png(parts: list[tuple[bytes, bytes]]) -> bytes:
    """Return the file of these chunks."""
    chunks = (struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def settle(page: Page) -> None:
    """Wait until the paper's page is there."""
    page.wait_for_load_state("networkidle")


@contextmanager
def a_morning() -> Iterator[str]:
    """Draft the demo day, put a mistake into one draft, serve the review pages, and give the address to open."""
    with TemporaryDirectory(prefix="digestgen-shots-") as scratch, serve(demo_sandbox()) as world:
        folders = {"DIGESTGEN_OUTPUT_DIR": f"{scratch}/out", "DIGESTGEN_CACHE_DIR": f"{scratch}/cache"}
        os.environ.update({**settings_of(world), **folders})
        os.chdir(scratch)
        subprocess.run([sys.executable, "-m", "digestgen.cli", "run", "--date", str(DEMO_DAY)], check=True, capture_output=True)  # noqa: S603
        settings = load_settings()
        spoil(settings)
        with listen("127.0.0.1", 0, password="") as listening:
            port = listening.getsockname()[1]
            door = door_for("127.0.0.1", port)
            with running(build_app(office_of(settings), door), listening):
                yield f"http://127.0.0.1:{port}/?token={door.token}"


def spoil(settings: Settings) -> None:
    """Turn a number of a draft around, as a model might have done: the checks hold it for that."""
    office = office_of(settings)
    drafts = Drafts(settings.output_dir)
    draft = drafts.read(DEMO_DAY, MARGIN_NOTES)
    if draft is None:
        raise SystemExit("the demo has no such draft")
    text = asyncio.run(paper_text(draft, office.cache))
    wrong = draft.summary.model_copy(update={"tldr": draft.summary.tldr.replace("68.9", "86.9")})
    held = edit(draft, wrong, text=text, around=NO_SURROUNDINGS, by="demo", at=dt.datetime.now(dt.UTC))
    drafts.write(held.model_copy(update={"edited": (), "history": (), "decisions": ()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else IMAGES)
