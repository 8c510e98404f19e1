r"""A page's text as classified lines: what each line looks like, whatever stands around it. What it means is the parser's to say.

Lines end at `\n`, `\r\n` or `\r`, as in CommonMark; other characters that Python calls line ends are text.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto

from digestgen.markdown.template import UNPLACED_FENCE


class Kind(Enum):
    """What a line looks like."""

    BLANK = auto()
    HEADING = auto()
    """`#### name`, or a larger heading; `rest` holds its hashes."""
    BADGES = auto()
    """Holds the badge of a date or of upvotes, or begins with another of that kind."""
    PICTURES = auto()
    """Begins with a picture from elsewhere."""
    FRAME = auto()
    """Part of the frame around a block; `name` says which."""
    ITEM = auto()
    """`- **name** rest`."""
    DASH = auto()
    """Another list item."""
    FENCE = auto()
    """A whole code fence of this format: `name` is the line number, `rest` the text."""
    TEXT = auto()


@dataclass(frozen=True)
class Line:
    """A line, or a whole fence; `number` is 1-based, `raw` is the line as it stands, `name` and `rest` depend on the kind."""

    number: int
    raw: str
    kind: Kind
    name: str = ""
    rest: str = ""

    @property
    def indent(self) -> int:
        """Columns before the first visible character; a tab counts as four."""
        expanded = self.raw.expandtabs(4)
        return len(expanded) - len(expanded.lstrip())


BADGE = re.compile(r"\[!\[[^\[\]]*\]\([^()\s]*\)\]\([^()\s]*\)|!\[[^\[\]]*\]\([^()\s]*\)")
_BADGE_HOST = "https://img.shields.io/"
_OWN_BADGES = (f"![Date]({_BADGE_HOST}", f"![Upvotes]({_BADGE_HOST}")
_HEADING = re.compile(r"(#{1,4})(?:[ \t]+(.*))?", re.DOTALL)
_ITEM = re.compile(r"[-*+][ \t]+\*\*((?:\\.|[^\\])*?)\*\*(.*)", re.DOTALL)
_DASH = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)")
_FENCE = re.compile(rf"(`{{3,}}){UNPLACED_FENCE}([1-9][0-9]{{0,17}})")
_FRAME = {
    "details": re.compile(r"<details(?: open)?>"),
    "summary": re.compile(r"<summary(?: style=\"[^\"]*\")?>展开论文总结</summary>"),
    "div": re.compile(r"<div align=\"center\">"),
    "picture": re.compile(r"<img src=\"([^\"]*)\"(?: title=\"Title\"| width=\"[0-9]+%?\")*[ \t]*/?>"),
    "/div": re.compile(r"</div>"),
    "/details": re.compile(r"</details>"),
    "rule": re.compile(r"<hr(?: style=\"[^\"]*\")?[ \t]*/?>"),
}


def read_lines(text: str) -> list[Line]:
    """Return the lines of `text` in order; a code fence that the renderer wrote is one of them. Blank ones are kept."""
    raws = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    closings: defaultdict[str, list[int]] = defaultdict(list)
    for place, raw in enumerate(raws):
        if raw and not raw.strip("`"):
            closings[raw].append(place)
    lines, place = [], 0
    while place < len(raws):
        end = _fence_end(raws, place, closings)
        lines.append(_fence(raws, place, end) if end else _classify(place + 1, raws[place]))
        place = (end or place) + 1
    return lines


def _fence_end(raws: list[str], start: int, closings: dict[str, list[int]]) -> int:
    """Return the place of the line that closes the fence at `start`; 0 where no fence starts, or none ends."""
    opening = _FENCE.fullmatch(raws[start].rstrip())
    if not opening:
        return 0
    ends = closings.get(opening[1], [])
    following = bisect_left(ends, start + 1)
    return ends[following] if following < len(ends) else 0


def _fence(raws: list[str], start: int, end: int) -> Line:
    number = raws[start].rstrip().partition(UNPLACED_FENCE)[2]
    return Line(start + 1, "\n".join(raws[start : end + 1]), Kind.FENCE, number, "\n".join(raws[start + 1 : end]))


def _classify(number: int, raw: str) -> Line:
    text = raw.strip()
    if not text:
        return Line(number, raw, Kind.BLANK)
    if heading := _HEADING.fullmatch(text):
        return Line(number, raw, Kind.HEADING, heading[2] or "", heading[1])
    if BADGE.match(text) or any(badge in text for badge in _OWN_BADGES):
        return Line(number, raw, Kind.BADGES if _BADGE_HOST in text else Kind.PICTURES, text)
    for name, pattern in _FRAME.items():
        if frame := pattern.fullmatch(text):
            return Line(number, raw, Kind.FRAME, name, frame[1] if pattern.groups else "")
    if item := _ITEM.fullmatch(text):
        return Line(number, raw, Kind.ITEM, item[1].strip(), item[2].strip())
    return Line(number, raw, Kind.DASH if _DASH.match(text) else Kind.TEXT, text)
