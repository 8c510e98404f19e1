"""A block as HTML: what it keeps, and what it never lets through."""

import html5lib  # type: ignore[import-untyped]
import pytest
from making import DAY, a_paper, a_summary
from publishing import PICTURE

from digestgen import markdown
from digestgen.publish.html import block_html, visible


def test_the_block_keeps_its_fold_its_picture_and_its_sections() -> None:
    text = markdown.render(markdown.block_of(a_paper(thumbnail=PICTURE), a_summary(), DAY))
    html = block_html(text)
    assert "<details>\n<summary>展开论文总结</summary>" in html
    assert f'<img src="{PICTURE}" title="Title" width="660" loading="lazy" referrerpolicy="no-referrer">' in html
    assert html.count("<h4>") == 5
    assert "<strong>挑战1：数据太少</strong>" in html


def test_badges_become_text_for_they_are_pictures_of_another_server() -> None:
    html = block_html("![Date](https://img.shields.io/badge/Date-2023--11--23-blue) ![a](https://img.shields.io/badge/<i>-1-red)")
    assert '<span class="badge">Date 2023-11-23</span>' in html
    assert "shields.io" not in html.replace("![a](https://img.shields.io", "")


def test_headings_move_up_to_stand_below_a_title() -> None:
    assert block_html("#### 背景", heading_shift=2) == "<h2>背景</h2>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1) style='x'>a",
        "<img src=x onerror=alert(1)>",
        f'<img src="{PICTURE}" onerror="alert(1)">',
        '<img src="https://evil.example/a.png">',
        "![x](https://evil.example/a.png)",
        "![x](data:image/png;base64,AAAA)",
        "[x](javascript:alert(1))",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="http://evil.example" target=_top>x</a>',
        "<iframe src=//evil.example></iframe>",
        "<svg/onload=alert(1)>",
        "<math><mtext></table><mglyph><style><img src=x onerror=alert(1)>",
        "<details ontoggle=alert(1) open>",
        '<div align="center" id="main" class="card">',
        "<form action=//evil.example><input>",
        "<meta http-equiv=refresh content=0>",
        "<base href=//evil.example>",
        "<span class='flag'>x</span>",
    ],
)
def test_nothing_that_acts_or_leads_away_gets_through(text: str) -> None:
    """Read as a browser reads it, only allowed tags are left, and every address is one that is allowed."""
    for element in html5lib.parse(block_html(text), namespaceHTMLElements=False).find("body").iter():
        assert element.tag in {"body", "p", "pre", "code", "div", "span", "details", "summary", "img", "a"}
        for name, value in element.attrib.items():
            assert name in {"src", "alt", "title", "width", "loading", "referrerpolicy", "href", "rel", "align", "open", "class"}
            assert name != "src" or value == PICTURE
            assert name != "href" or value.startswith("https://")
            assert name != "class" or value in {"", "badge"}
        assert element.tag != "img" or "src" in element.attrib


def test_characters_that_no_page_may_hold_are_taken_out() -> None:
    assert visible("a\x00b\x0bc\u202ed\u2066e\ud800f\tg\n") == "abcdefg\n".replace("g", "\tg")
    assert block_html("a\x07\u202eb") == "<p>ab</p>\n"
