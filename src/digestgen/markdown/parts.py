"""A block while it is being read: its parts fill up line by line, and what finds no place is kept with its line number."""

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from digestgen.blocks import Block, BlockChallenge, Unplaced
from digestgen.identifiers import is_picture_url
from digestgen.markdown.lines import BADGE, Kind, Line

_DATE = re.compile(r"!\[Date\]\(https://img\.shields\.io/badge/Date-([0-9]{4})--([0-9]{2})--([0-9]{2})-\w+(?:\.svg)?\)")
_UPVOTES = re.compile(r"!\[Upvotes\]\(https://img\.shields\.io/badge/upvotes-([0-9]{1,18})(?:\.0+)?-\w+(?:\.svg)?\)")


@dataclass
class Parts:
    """The growing block. A text list that is handed out as a target takes the paragraphs that follow."""

    title: list[str] = field(default_factory=list)
    date: dt.date | None = None
    upvotes: int | None = None
    thumbnail: str | None = None
    background: list[str] = field(default_factory=list)
    related_work: list[str] = field(default_factory=list)
    contribution: str = ""
    contribution_text: list[str] = field(default_factory=list)
    challenges: list[tuple[str, list[str]]] = field(default_factory=list)
    implementation: list[str] = field(default_factory=list)
    conclusion: list[str] = field(default_factory=list)
    stray: list[Line] = field(default_factory=list)
    """Whole lines without a place."""
    fragments: list[Unplaced] = field(default_factory=list)
    """Pieces of lines whose rest found its place."""
    carried: list[Unplaced] = field(default_factory=list)
    """What an earlier reading could not place."""
    claims: list[tuple[Line, tuple[str, ...]]] = field(default_factory=list)
    """Headings and labels, each with the names of its parts: they are stray where these stay empty."""

    def take_badges(self, line: Line) -> None:
        """Take date and upvotes from a line of badges; every other badge or text on it is a fragment."""
        for piece in map(str.strip, re.split(f"({BADGE.pattern})", line.name)):
            if piece and not (self._take_date(piece) or self._take_upvotes(piece)):
                self.fragments.append(Unplaced(line=line.number, text=piece))

    def _take_date(self, badge: str) -> bool:
        match = _DATE.fullmatch(badge)
        if not match or self.date:
            return False
        try:
            self.date = dt.date(*map(int, match.groups()))
        except ValueError:  # 2023--02--30
            return False
        return True

    def _take_upvotes(self, badge: str) -> bool:
        match = _UPVOTES.fullmatch(badge)
        if not match or self.upvotes is not None:
            return False
        self.upvotes = int(match[1])
        return True

    def take_picture(self, line: Line) -> None:
        """Take the picture's address, if it is one that a block may carry; otherwise the line is stray."""
        if self.thumbnail is None and is_picture_url(line.rest):
            self.thumbnail = line.rest
        else:
            self.stray.append(line)

    def take_challenge(self, line: Line, number: int, text: str) -> list[str]:
        """Open the next challenge and return the list of its paragraphs. A number out of turn is a fragment."""
        solution: list[str] = []
        self.challenges.append((text, solution))
        if number != len(self.challenges):
            self.fragments.append(Unplaced(line=line.number, text=f"挑战{number}"))
        return solution

    def block(self, lines: Sequence[Line]) -> Block:
        """Return the finished block; `lines` are those of the whole page."""
        self.stray += [line for line, names in self.claims if not any(getattr(self, name) for name in names)]
        found = sorted([*_join_stray(self.stray, lines), *self.fragments], key=lambda unplaced: unplaced.line)
        return Block(
            title=" ".join(self.title),
            date=self.date,
            upvotes=self.upvotes,
            thumbnail=self.thumbnail,
            background=tuple(self.background),
            related_work=tuple(self.related_work),
            contribution=self.contribution,
            contribution_text=tuple(self.contribution_text),
            challenges=tuple(BlockChallenge(challenge=text, solution=tuple(solution)) for text, solution in self.challenges),
            implementation=tuple(self.implementation),
            conclusion=tuple(self.conclusion),
            unplaced=(*self.carried, *found),
        )


def _join_stray(stray: list[Line], lines: Sequence[Line]) -> list[Unplaced]:
    """Join stray lines to stretches: a stretch goes on where nothing but blank lines lies between."""
    spans: list[list[int]] = []
    for place in sorted(bisect_left(lines, line.number, key=lambda each: each.number) for line in stray):
        if spans and all(line.kind is Kind.BLANK for line in lines[spans[-1][1] + 1 : place]):
            spans[-1][1] = place
        else:
            spans.append([place, place])
    return [Unplaced(line=lines[a].number, text="\n".join(line.raw for line in lines[a : b + 1])) for a, b in spans]
