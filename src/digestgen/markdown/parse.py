"""A digest page, or a bare block of the archive, back into Blocks. The reader is lenient, and loses nothing.

A line is placed by what it looks like (`lines`) and by where it stands: every heading or label sets the list that takes the
paragraphs after it. Where no list is set, a line is kept as unplaced. Each line of text is a paragraph of its own, because the
pages' authors wrote one paragraph a line. Not a Markdown parser: markup inside a text stays in it as characters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digestgen.blocks import Block, Unplaced
from digestgen.errors import ParseError
from digestgen.markdown import template
from digestgen.markdown.escape import unescape
from digestgen.markdown.lines import Kind, Line, read_lines
from digestgen.markdown.parts import Parts

_PARTS_OF_SECTION = {
    template.BACKGROUND: ("background", "related_work"),
    template.CONTRIBUTION: ("contribution", "contribution_text", "challenges"),
    template.IMPLEMENTATION: ("implementation",),
    template.CONCLUSION: ("conclusion",),
}
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character: what Python makes of bytes that are not UTF-8, where it is told to go on."""
_RAW_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line with its end, as `read_lines` counts them."""
_TITLE_LINES = 5
"""Between a title and its badges stand at most so many lines."""
_TITLE_KINDS = (Kind.TEXT, Kind.DASH, Kind.PICTURES)


def parse(text: str, *, name: str = "page") -> tuple[Block, ...]:
    """Return the blocks of a page in its order; `name` stands for the page in errors.

    What has no place in a block is in its `unplaced`, text before the first block in that of the first. `parse(render(block))` is
    `(block,)`. Raises ParseError where the page holds no block at all, or is not Unicode text.
    """
    return tuple(piece.block for piece in split(text, name=name))


@dataclass(frozen=True)
class Piece:
    """A block of a page with its exact text; `line` is the 1-based line of the page on which that begins."""

    block: Block
    text: str
    line: int


def split(text: str, *, name: str = "page") -> tuple[Piece, ...]:
    """Return the blocks of a page as `parse` does, each with its stretch of the text; joined, the stretches are the page.

    What stands before the first block is part of its stretch. Line numbers of `unplaced` are those of the page.
    """
    if surrogate := _SURROGATE.search(text):
        line = text.count("\n", 0, surrogate.start()) + 1
        raise ParseError(name, "holds bytes that are not UTF-8", "save it as UTF-8", line=line)
    reader = _Reader(read_lines(text))
    for place in range(len(reader.lines)):
        reader.take(place)
    blocks = reader.finish()
    if not blocks:
        raise ParseError(name, f"holds no block: no heading such as `#### {template.BACKGROUND}`", line=1)
    starts = [1, *reader.starts[1:]]
    raws = _RAW_LINE.findall(text)
    ends = [*(start - 1 for start in starts[1:]), len(raws)]
    spans = zip(blocks, starts, ends, strict=True)
    return tuple(Piece(block, "".join(raws[start - 1 : end]), start) for block, start, end in spans)


class _Reader:
    """Takes one line after the other; knows the block, the section and the list that it is in."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.blocks: list[Parts] = []
        self.starts: list[int] = []
        """The line on which each block begins."""
        self.preamble: list[Line] = []
        self.line = 1
        self._enter()

    def _enter(self) -> None:
        self.target: list[str] | None = None
        self.section = ""
        self.seen: set[str] = set()
        self.closed = False
        self.item_indent = 0

    def _start(self) -> Parts:
        self._enter()
        self.starts.append(self.line)
        self.blocks.append(Parts(stray=self.preamble))
        self.preamble = []
        return self.blocks[-1]

    def finish(self) -> tuple[Block, ...]:
        return tuple(parts.block(self.lines) for parts in self.blocks)

    def take(self, place: int) -> None:
        line = self.lines[place]
        self.line = line.number
        match line.kind:
            case Kind.BLANK:
                pass
            case Kind.HEADING:
                self._take_heading(place)
            case Kind.BADGES | Kind.PICTURES:
                self._take_badges(line)
            case Kind.FRAME:
                self._take_frame(line)
            case Kind.FENCE if self.blocks:
                self.blocks[-1].carried.append(Unplaced(line=int(line.name), text=line.rest))
            case Kind.ITEM if self.section == template.BACKGROUND:
                self._take_label(line)
            case Kind.ITEM | Kind.DASH if self.section == template.CONTRIBUTION:
                self._take_item(line)
            case _:
                self._take_text(line)

    def _is_past_head(self) -> bool:
        """Tell whether a head that begins here belongs to a new block."""
        return not self.blocks or self.closed or not self.seen <= {"title"}

    def _is_title(self, place: int) -> bool:
        """Tell whether a heading is a paper's title: badges or the frame follow, after at most a few more lines of title."""
        if self.lines[place].rest != "####":
            return False
        following = place + 1
        if self.lines[place].name not in template.SECTIONS:
            last = following + _TITLE_LINES
            while following < min(last, len(self.lines)) and self.lines[following].kind in _TITLE_KINDS:
                following += 1
        while following < len(self.lines) and self.lines[following].kind is Kind.BLANK:
            following += 1
        if following == len(self.lines):
            return False
        line = self.lines[following]
        return line.kind is Kind.BADGES or (line.kind is Kind.FRAME and line.name == "details")

    def _take_heading(self, place: int) -> None:
        line = self.lines[place]
        if self._is_title(place):
            self._take_title(line)
        elif line.rest == "####" and line.name in (*template.SECTIONS, template.AFFILIATION):
            self._take_section(line)
        else:
            self.section = ""
            self._reject(line)

    def _take_badges(self, line: Line) -> None:
        if line.kind is Kind.PICTURES and self._is_past_head():
            self._take_text(line)
            return
        parts = self._start() if self._is_past_head() else self.blocks[-1]
        parts.take_badges(line)
        self.target = None

    def _take_title(self, line: Line) -> None:
        parts = self._start()
        self.seen.add("title")
        self.target = parts.title
        if line.name:
            parts.title.append(unescape(line.name))

    def _take_section(self, line: Line) -> None:
        if not self.blocks or self.closed or self._is_next_bare_block(line.name):
            self._start()
        if line.name == template.AFFILIATION or line.name in self.seen:
            self.section = ""
            self._reject(line)
            return
        self.seen.add(line.name)
        self.section = line.name
        self.item_indent = 0
        names = _PARTS_OF_SECTION[line.name]
        parts = self.blocks[-1]
        parts.claims.append((line, names))
        self.target = parts.contribution_text if line.name == template.CONTRIBUTION else getattr(parts, names[0])

    def _is_next_bare_block(self, section: str) -> bool:
        """Tell whether a bare block ends here because the next one begins; inside a frame nothing does."""
        firsts = {template.BACKGROUND: (template.BACKGROUND,), template.AFFILIATION: template.SECTIONS}
        return "details" not in self.seen and not self.seen.isdisjoint(firsts.get(section, ()))

    def _take_frame(self, line: Line) -> None:
        if line.name == "details" and self._is_past_head():
            self._start()
        if not self.blocks or line.name in self.seen:
            self._reject(line)
            return
        self.seen.add(line.name)
        if line.name == "picture":
            self.blocks[-1].take_picture(line)
        self.closed = self.closed or line.name in ("/details", "rule")
        self.target = None

    def _take_label(self, line: Line) -> None:
        label = unescape(line.name).rstrip("：:")
        if label.startswith(template.BACKGROUND):
            name = "background"
        elif label.startswith((template.RELATED_WORK, *template.RELATED_WORK_SYNONYMS)):
            name = "related_work"
        else:
            self._reject(line)
            return
        parts = self.blocks[-1]
        if line.name not in template.LABELS or name in self.seen:
            parts.fragments.append(Unplaced(line=line.number, text=line.name))
        else:
            parts.claims.append((line, (name,)))
        self.seen.add(name)
        self.target = getattr(parts, name)
        self._take_rest(line)

    def _take_item(self, line: Line) -> None:
        parts = self.blocks[-1]
        if line.kind is Kind.DASH:
            # Deeper than the item above it, it is a list inside that item's text; otherwise nobody knows what it is.
            (self._take_text if line.indent > self.item_indent + 1 else self._reject)(line)
            return
        if challenge := template.CHALLENGE.fullmatch(line.name):
            self.target = parts.take_challenge(line, int(challenge[1]), unescape((challenge[2] or "").strip()))
        elif line.name and not parts.contribution and not parts.challenges:
            parts.contribution = unescape(line.name)
            self.target = parts.contribution_text
        else:
            self._reject(line)
            return
        self.item_indent = line.indent
        self._take_rest(line)

    def _take_rest(self, line: Line) -> None:
        if line.rest and self.target is not None:
            self.target.append(unescape(line.rest))

    def _take_text(self, line: Line) -> None:
        text = line.raw.strip()
        is_markup_below_title = self.blocks and self.target is self.blocks[-1].title and text.startswith(("<", "[", "!"))
        if self.target is None or is_markup_below_title:
            self._reject(line)
        else:
            self.target.append(unescape(text))

    def _reject(self, line: Line) -> None:
        """Keep the line as unplaced; what follows belongs to it, up to the next heading or label."""
        (self.blocks[-1].stray if self.blocks else self.preamble).append(line)
        self.target = None
