"""The review pages in real Chromium: keys, highlights, light and dark, the phone, and all of it without scripts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import DAY
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright
from reviewing import FIRST, SECOND, THIRD, Desk, a_morning_desk
from world import Bench

from digestgen.models import DraftState

pytestmark = pytest.mark.browser
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LIST = f"/days/{DAY}"
CONTRAST_LEAST = 4.5
"""WCAG AA for text."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def desk(tmp_path: Path, drafted_day: Bench) -> Iterator[Desk]:
    with a_morning_desk(tmp_path, drafted_day) as served:
        yield served


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, drafted_day: Bench) -> Iterator[Desk]:
    """Give a desk at which nothing is changed."""
    with a_morning_desk(tmp_path_factory.mktemp("shown"), drafted_day) as served:
        yield served


def come_in(
    browser: Browser, desk: Desk, path: str = "", *, script: bool = True, dark: bool = False, phone: bool = False
) -> Page:
    """Open the printed address as a person does, then a page; nothing is asked of other hosts."""
    context = browser.new_context(
        base_url=desk.url,
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
        viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 900},
    )
    context.route(re.compile("^https:"), lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(desk.address)
    if path:
        page.goto(path)
    return page


def test_the_printed_address_opens_the_list_and_keeps_no_token(browser: Browser, shown: Desk) -> None:
    page = come_in(browser, shown)
    assert page.url == f"{shown.url}{LIST}"
    assert page.evaluate("document.cookie") == "", "no script reads the session"
    expect(page.locator(".row")).to_have_count(5)


def test_a_morning_on_the_keyboard(browser: Browser, desk: Desk) -> None:
    """A approves and goes on, u takes it back, j and k walk, r rejects, Escape returns to the day."""
    page = come_in(browser, desk, f"{LIST}/{FIRST}")
    page.keyboard.press("a")
    page.wait_for_url(f"**/{SECOND}?moved={FIRST}")
    assert desk.draft(FIRST).state is DraftState.APPROVED
    page.keyboard.press("u")
    page.wait_for_url(f"**/{FIRST}")
    assert desk.draft(FIRST).state is DraftState.PENDING
    page.keyboard.press("j")
    page.wait_for_url(f"**/{SECOND}")
    page.keyboard.press("j")
    page.wait_for_url(f"**/{THIRD}")
    page.keyboard.press("k")
    page.wait_for_url(f"**/{SECOND}")
    page.keyboard.press("r")
    page.wait_for_url(f"**/{THIRD}?moved={SECOND}")
    assert desk.draft(SECOND).state is DraftState.REJECTED
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    assert desk.draft(THIRD).state is DraftState.PENDING, "keys move nothing while the help is open"
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{LIST}")


def test_e_edits_and_letters_in_a_text_are_letters(browser: Browser, desk: Desk) -> None:
    page = come_in(browser, desk, f"{LIST}/{FIRST}")
    page.keyboard.press("e")
    page.keyboard.press("Control+End")
    page.keyboard.type(" raj")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**saved=background**")
    draft = desk.draft(FIRST)
    assert draft.summary.background.endswith(" raj")
    assert (draft.state, draft.edited) == (DraftState.PENDING, ("background",))


def test_a_claim_shows_its_words_where_they_stand_and_the_words_lead_back(browser: Browser, shown: Desk) -> None:
    page = come_in(browser, shown, f"{LIST}/{FIRST}")
    page.evaluate("window.same = true")
    claim = page.locator("#conclusion .claim").first
    number = claim.get_attribute("data-evidence")
    claim.click()
    box = page.locator(f'.box.chosen[data-claim="{number}"] rect').first
    expect(box).to_be_in_viewport()
    sheet, place = page.locator(".sheet img").bounding_box(), box.bounding_box()
    assert sheet
    assert place
    assert sheet["x"] <= place["x"]
    assert place["x"] + place["width"] <= sheet["x"] + sheet["width"]
    assert sheet["y"] <= place["y"]
    assert place["y"] + place["height"] <= sheet["y"] + sheet["height"]
    other = page.locator(".box:not(.chosen)").first
    back = other.get_attribute("data-claim")
    other.locator("rect").first.click()
    expect(page.locator(f'.claim.chosen[data-evidence="{back}"]').first).to_be_in_viewport()
    assert page.evaluate("window.same"), "all of it on the same page"


def test_the_highlight_lies_on_ink(browser: Browser, shown: Desk) -> None:
    """Under each box the page's picture has letters: dark points between a twentieth and a half of it."""
    page = come_in(browser, shown, f"{LIST}/{SECOND}")
    page.wait_for_load_state("networkidle")
    shares = page.evaluate(
        """() => {
          const image = document.querySelector(".sheet img");
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          return [...document.querySelectorAll(".sheet rect")].map((rect) => {
            const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)) / 10000);
            const area = [x * canvas.width, y * canvas.height, w * canvas.width, h * canvas.height].map(Math.round);
            const data = context.getImageData(...area).data;
            let dark = 0;
            for (let at = 0; at < data.length; at += 4) dark += data[at] < 128;
            return dark / (data.length / 4);
          });
        }"""
    )
    assert len(shares) > 10
    assert all(0.05 < share < 0.5 for share in shares), shares


def test_everything_works_without_scripts(browser: Browser, desk: Desk) -> None:
    """Reading a claim's words, editing, regenerating, accepting, undoing, approving: links and forms."""
    page = come_in(browser, desk, f"{LIST}/{FIRST}?lang=en", script=False)
    page.locator("#conclusion .claim").first.click()
    expect(page.locator(".box.chosen rect").first).to_be_attached()
    page.locator("#conclusion .editor summary").click()
    page.locator("#conclusion textarea").fill("没有脚本也能写的结论。")
    page.locator("#conclusion button", has_text="Save").click()
    assert desk.draft(FIRST).summary.conclusion == ("没有脚本也能写的结论。",)
    page.locator("#remake > summary").click()
    page.select_option("#remake select", "conclusion")
    page.locator("#remake button").click()
    page.wait_for_selector(".change", timeout=20_000)
    expect(page.locator("del").first).to_be_visible()
    page.get_by_text("Accept what is ticked").click()
    assert desk.draft(FIRST).summary.conclusion != ("没有脚本也能写的结论。",)
    page.locator(".actions button", has_text="Undo").click()
    assert desk.draft(FIRST).summary.conclusion == ("没有脚本也能写的结论。",)
    page.goto(LIST)
    page.locator("input[name=pick]").first.check()
    page.get_by_text("Approve what is ticked").click()
    assert desk.draft(SECOND).state is DraftState.APPROVED, "the first is held for the edit, and cannot be ticked"


def test_no_page_breaks_its_own_policy(browser: Browser, shown: Desk) -> None:
    """Nothing is refused by the content policy, no script fails, and nothing is asked of another host but a thumbnail."""
    page = come_in(browser, shown)
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in (LIST, f"{LIST}/{FIRST}", f"{LIST}/{SECOND}?evidence=1", "/nowhere"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    foreign = [url for url in asked if not url.startswith(shown.url)]
    assert all(url.startswith("https://cdn-thumbnails.huggingface.co/") for url in foreign)
    assert [words for words in told if not re.search(r"net::ERR_FAILED|status of 404", words)] == []


def test_a_phone_shows_it_without_sideways_scrolling(browser: Browser, shown: Desk) -> None:
    page = come_in(browser, shown, phone=True)
    for path in (LIST, f"{LIST}/{FIRST}", f"{LIST}/{SECOND}?evidence=0"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_stands_out_in_light_and_dark(browser: Browser, desk: Desk, dark: bool) -> None:  # noqa: FBT001
    """The contrast of body text, findings, marks and states is what WCAG asks for; the two lights differ."""
    desk.post(FIRST, "edit", section="tldr", tldr=desk.draft(FIRST).summary.tldr.replace("68.9", "86.9"))
    page = come_in(browser, desk, f"{LIST}/{FIRST}", dark=dark)
    contrasts = page.evaluate(
        """() => {
          const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
          const behind = (node) => {
            for (; node; node = node.parentElement) {
              const colour = parse(getComputedStyle(node).backgroundColor);
              if (colour.length === 3 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          const light = (colour) => {
            const [r, g, b] = colour.slice(0, 3).map((part) => {
              const share = part / 255;
              return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const names = ["h1", ".meta", ".text", "mark.error", ".state", ".finding p", ".claim", "blockquote", ".danger",
                         "summary", "code"];
          return names.map((name) => {
            const node = document.querySelector(name);
            const [one, two] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
            return [name, (one + 0.05) / (two + 0.05)];
          });
        }"""
    )
    assert [pair for pair in contrasts if pair[1] < CONTRAST_LEAST] == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 200) == dark


def test_what_was_typed_is_not_lost_by_a_slip(browser: Browser, desk: Desk) -> None:
    """Leaving a page with an unsaved text asks first; saving does not."""
    page = come_in(browser, desk, f"{LIST}/{FIRST}")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.keyboard.press("e")
    page.keyboard.type("x")
    page.locator("a.home").click()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.url.endswith(FIRST)
    page.locator("#background button").click()
    page.wait_for_url("**saved=background**")
    assert asked == ["beforeunload"]
