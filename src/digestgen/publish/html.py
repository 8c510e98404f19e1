"""A block's Markdown as HTML that may stand in any page: rendered by markdown-it, then cleaned by nh3.

A block holds HTML of its own (`<details>`, `<div align>`, `<img>`), so HTML is let through the renderer and everything but a
short list is taken out behind it. Pictures come from the allowed hosts or not at all; the badges of date and upvotes, which are
pictures of another server, become text.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from digestgen.identifiers import is_picture_url

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "hr", "br"),
    *("details", "summary", "div", "span", "img", "a"),
}
_ATTRIBUTES = {"div": {"align"}, "img": {"src", "alt", "width"}, "a": {"href"}, "ol": {"start"}, "details": {"open"}}
_CLASSES = {"span": {"badge"}}
_BADGE = re.compile(r"https://img\.shields\.io/badge/((?:[^-/?#]|--)+)-((?:[^-/?#]|--)+)-[a-z]+")
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_SOURCE = re.compile(r' src="[^"]+"')
UNSEEN = "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
"""Pattern of what no page and no feed may hold: control characters, marks that turn the reading direction, broken halves."""
_UNSEEN = re.compile(UNSEEN)


def block_html(markdown: str, *, heading_shift: int = 0) -> str:
    """Return the HTML of a block or of any Markdown: clean, without script, style, class or address that is not allowed.

    Headings move up by `heading_shift` levels (`####` becomes h2 with 2), to fit below a page's own title. Links keep https
    addresses alone. The same text gives the same bytes.
    """
    rendered = _renderer().render(visible(markdown), {"heading_shift": heading_shift})
    clean = _cleaner().clean(rendered)
    return _IMAGE.sub(_with_source, clean) if "<img" in clean else clean


def visible(text: str) -> str:
    """Return `text` without characters that no page may hold: control characters, bidirectional overrides, lone surrogates."""
    return _UNSEEN.sub("", text) if not text.isascii() or _UNSEEN.search(text) else text


def _with_source(image: re.Match[str]) -> str:
    """Drop a picture whose address was not allowed, for without one it is no HTML; the others are loaded late and tell nothing.

    nh3 would add these attributes in an order that changes from run to run.
    """
    return f'<img{image[1]} loading="lazy" referrerpolicy="no-referrer">' if _SOURCE.search(image[1]) else ""


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": True})
    renderer.add_render_rule("image", _image)
    renderer.add_render_rule("heading_open", _heading)
    renderer.add_render_rule("heading_close", _heading)
    return renderer


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"https"},
        attribute_filter=_allowed,
        link_rel="nofollow noopener noreferrer",
    )


def _allowed(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if is_picture_url(value) else None
    if tag == "img" and name == "width":
        return value if value.isdecimal() else None
    return value


def _heading(_: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, env: EnvType) -> str:
    token = tokens[place]
    level = max(1, int(token.tag[1]) - int(env.get("heading_shift", 0)))
    return f"<h{level}>" if token.nesting == 1 else f"</h{level}>\n"


def _image(render: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    token: Any = tokens[place]
    if badge := _BADGE.fullmatch(str(token.attrs.get("src", ""))):
        label, value = (part.replace("--", "-").replace("__", "_") for part in badge.groups())
        return f'<span class="badge">{escape(label)} {escape(value)}</span>'
    return render.image(tokens, place, options, env)
