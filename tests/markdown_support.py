"""What the tests of the digest block share: hostile texts, strategies for blocks, and what a Markdown parser makes of a page."""

import datetime as dt
import html.parser
from collections.abc import Callable, Iterator

import cmarkgfm.cmark
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digestgen.models import Block, BlockChallenge, Unplaced

PAYLOADS = (
    # HTML, closed and unclosed
    "正文。</details><h1>接管</h1>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<iframe src="https://evil.example">',
    "<style>body{display:none}</style>",
    "<plaintext>",
    "<textarea>",
    "<!-- 未闭合",
    "<!---->",
    "<?php x ?>",
    "<![CDATA[x]]>",
    "<details><summary>假</summary>",
    "</div></details>",
    '<hr style="border:0"/>',
    "<POSE> n < 5 且 m > 3",
    "&lt;script&gt; &#60;b&#62; &amp;amp; &copy; AT&T Q&A",
    # links, pictures, addresses
    "[点击](javascript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "![](https://evil.example/b.png?d=1)",
    "![a][1] [1]: https://evil.example/x",
    "[1]: https://evil.example/x",
    "[a\\]b]: https://evil.example/x",
    "[^1]: 脚注",
    "见[^1]与^[行内脚注]",
    "[SEG]与[x][y]",
    "<javascript:alert(1)>",
    "<https://evil.example>",
    "<1@evil.example> <1@localhost>",
    "参见 https://evil.example 与 HTTP://EVIL.example/a_b_ 与 ftp://evil.example",
    "www.evil.example WWW.evil.example (www.evil.example)",
    "a@b.co mailto:a@b.co xmpp:a@b.co/x a.b-c_d+e@b-c.d_e.co",
    "&#64;octocat a&#64;b.co https&#58;//evil.example",
    # blocks
    "# 假标题",
    "###### 假标题",
    "####",
    "#### 背景",
    "===",
    "---",
    "- - -",
    "* * *",
    "***",
    "___",
    "_ _ _",
    "-",
    "+",
    "*",
    "- 列表",
    "+ 列表",
    "* 列表",
    "- **挑战1：假**",
    "- **背景**",
    "1. 列表",
    "1) 列表",
    "12345678. 列表",
    "- [ ] 任务",
    "0- [ ] 任务",
    "1  [x] 任务",
    "> [!WARNING]",
    ">引文",
    "```",
    "```mermaid",
    "~~~",
    "```unplaced-3",
    "| a | b |",
    "|---|---|",
    ":-",
    ":-:",
    "| - |",
    "--|--",
    # delimiters
    "**粗** *斜* __粗__ _斜_ ~~删~~ ~删~",
    "4*10^-5 与 3*10^-4",
    "约3~5，或7~9",
    "a* b",
    "a *b",
    "a ** b * c",
    "**",
    "*",
    "****",
    "_",
    "`",
    "`code` 与 ``co`de``",
    "snake_case_name 与 _私有_",
    "如何提升？**后文",
    "**挑战1：**如何",
    # what a host replaces after Markdown
    "@octocat，率@K，(@org/team)",
    "#123 与 GH-1 与 gh-22 与 org/repo#5",
    ":tada: :+1: :100:",
    "$x^2$ 与 $$y$$ 与 $`z`$ 花费 $5",
    # what looks like an escape, and bare escapes
    "\\",
    "\\\\",
    "a\\",
    "\\* \\_ \\[ \\] \\# \\nabla \\(x\\)",
    "\\@octocat \\$ \\<b>",
    "<span>@</span>octocat <span>挑</span>",
    "&lt;&amp;lt;&#38;",
    "# 标题 #",
    "C# F# #",
    "##",
    "挑战1：假的挑战",
    "挑战1",
    "挑战2: half",
    "![Date](https://img.shields.io/badge/Date-2023--11--23-blue)",
    "A </summary></details><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% raw %} {snake_case}",
    "零\u200b宽\u202e反向\u2028行\u0085符\u0000空\u00a0格\u3000全",
    "\ufeff标记",
)

FRAGMENTS = (
    *PAYLOADS,
    *"\\`*_{}[]()<>#+-.!|~$@&:=^/'\" \t%,;?",
    *("**", "***", "__", "~~", "``", "```", "  ", "](", "][", "]:", "![", "[^", "://", "http", "https://", "www.", "mailto:"),
    *(
        "</",
        "<!--",
        "-->",
        "&#",
        "&lt;",
        "<span>",
        "</span>",
        "GH-",
        "#1",
        "[ ]",
        "[x] ",
        "0- ",
        "@a",
        "a@b",
        ".co",
        "1.",
        "2)",
        ":a",
        "：",
        "。",
    ),
    *(
        "挑战",
        "挑战1：",
        "背景",
        "总结",
        "####",
        "a",
        "b1",
        "中",
        "文",
        "0",
        "é",
        "\u00a0",
        "\u3000",
        "\u2014",
        "😀",
        "€",
        "\u0301",
    ),
)

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
