"""What the tests of the digest block share: strategies for texts and blocks, and what a Markdown parser makes of a page."""

import datetime as dt
import html.parser
from collections.abc import Callable, Iterator

import cmarkgfm.cmark
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_payloads import FRAGMENTS, PAYLOADS

from digestgen.blocks import Block, BlockChallenge, Unplaced

MODEST = st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")
_HOSTILE = st.lists(st.sampled_from(FRAGMENTS) | MODEST, max_size=8).map(lambda pieces: "".join(pieces).strip())
LINES = st.sampled_from(PAYLOADS) | _HOSTILE
PARAGRAPHS = LINES.filter(bool)
_TEXTS = st.lists(PARAGRAPHS, max_size=2).map(tuple)
_STRETCHES = st.lists(LINES | st.just(""), min_size=1, max_size=4).map("\n".join)
PICTURE = "https://cdn-uploads.huggingface.co/production/uploads/60f1abe7544c2adfd699860c/demo.png"

BLOCKS = st.builds(
    Block,
    title=st.none() | LINES,
    date=st.none() | st.dates(),
    upvotes=st.none() | st.integers(0, 10**18 - 1),
    thumbnail=st.none() | st.just(PICTURE),
    background=_TEXTS,
    related_work=_TEXTS,
    contribution=LINES,
    contribution_text=_TEXTS,
    challenges=st.lists(st.builds(BlockChallenge, challenge=LINES, solution=_TEXTS), max_size=3).map(tuple),
    implementation=_TEXTS,
    conclusion=_TEXTS,
    unplaced=st.lists(st.builds(Unplaced, line=st.integers(1, 10**18 - 1), text=_STRETCHES), max_size=2).map(tuple),
)


def block_with(text: str) -> Block:
    """Return a complete block that says `text` in every field."""
    return Block(
        title=text,
        date=dt.date(2023, 11, 23),
        upvotes=97,
        thumbnail=PICTURE,
        background=(text, text),
        related_work=(text,),
        contribution=text,
        contribution_text=(text,),
        challenges=(BlockChallenge(challenge=text, solution=(text, text)), BlockChallenge(challenge=text, solution=(text,))),
        implementation=(text, text),
        conclusion=(text,),
        unplaced=(Unplaced(line=7, text=f"{text}\n{text}"),),
    )


_HARMLESS = "甲"


def harmless_twin(block: Block) -> Block:
    """Return the block with every text replaced by one harmless word."""
    return Block(
        title=block.title and _HARMLESS,
        date=block.date,
        upvotes=block.upvotes,
        thumbnail=block.thumbnail,
        background=_tame(block.background),
        related_work=_tame(block.related_work),
        contribution=block.contribution and _HARMLESS,
        contribution_text=_tame(block.contribution_text),
        challenges=tuple(
            BlockChallenge(challenge=each.challenge and _HARMLESS, solution=_tame(each.solution)) for each in block.challenges
        ),
        implementation=_tame(block.implementation),
        conclusion=_tame(block.conclusion),
        unplaced=tuple(Unplaced(line=each.line, text=_HARMLESS) for each in block.unplaced),
    )


def _tame(texts: tuple[str, ...]) -> tuple[str, ...]:
    return (_HARMLESS,) * len(texts)


def visible_text(block: Block) -> str:
    """Return all that a reader of the rendered block should see, in order, without white space."""
    return squeeze("".join(_visible(block)).replace("\0", "\ufffd"))


def _visible(block: Block) -> Iterator[str]:
    head = (block.title, block.date, block.upvotes, block.thumbnail)
    yield block.title or ""
    if any(part is not None for part in head) or not (block.background or block.related_work):
        yield "展开论文总结"
    if block.background or block.related_work:
        yield "背景"
    for label, texts in (("背景", block.background), ("已有的工作", block.related_work)):
        if texts:
            yield from (label, *texts)
    if block.contribution or block.contribution_text or block.challenges:
        yield from ("核心贡献", block.contribution, *block.contribution_text)
    for number, each in enumerate(block.challenges, start=1):
        yield from (f"挑战{number}：{each.challenge}", *each.solution)
    for heading, texts in (("实现与部署", block.implementation), ("总结", block.conclusion)):
        if texts:
            yield from (heading, *texts)
    yield from (each.text for each in block.unplaced)


def squeeze(text: str) -> str:
    """Return `text` without white space."""
    return "".join(text.split())


class Outline(html.parser.HTMLParser):
    """The elements of an HTML text in order, and its text nodes. `span` counts as a cut between text nodes only."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.nodes: list[str] = []
        self.bold: list[str] = []
        self._in_bold = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "span" or attrs:
            self.tags.append(f"<{tag} {attrs}>")
        if tag == "strong":
            self._in_bold += 1
            self.bold.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag != "span":
            self.tags.append(f"</{tag}>")
        self._in_bold -= tag == "strong"

    def handle_data(self, data: str) -> None:
        self.nodes.append(data)
        if self._in_bold:
            self.bold[-1] += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.tags.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.tags.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.tags.append(f"<![{data}]>")

    @property
    def text(self) -> str:
        return squeeze("".join(self.nodes))


def _cmark(markdown: str) -> str:
    options = cmarkgfm.cmark.Options
    html_text: str = cmarkgfm.cmark.markdown_to_html_with_extensions(
        markdown,
        options.CMARK_OPT_UNSAFE | options.CMARK_OPT_FOOTNOTES,
        ["table", "autolink", "strikethrough", "tagfilter", "tasklist"],
    )
    return html_text


_COMMON_MARK = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _markdown_it(markdown: str) -> str:
    html_text: str = _COMMON_MARK.render(markdown)
    return html_text


PARSERS: dict[str, Callable[[str], str]] = {"cmark-gfm": _cmark, "markdown-it": _markdown_it}
