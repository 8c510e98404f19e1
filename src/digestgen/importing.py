"""An existing archive, taken over block by block: pages to ImportedBlocks. What is not placed is told by line, and kept.

A block carries no arXiv id. It is matched by its title against the listing of its day, where the feed answers; else its slug is
made from the title, or from the file's name where it has none. A block that is stored already, character by character, is left
as it is; one that is stored with other words is refused, unless it is to be replaced.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from digestgen import markdown
from digestgen.blocks import Unplaced
from digestgen.checks import NO_SURROUNDINGS, Surroundings, check_block
from digestgen.errors import ParseError, UpstreamDownError, UpstreamError
from digestgen.identifiers import file_stem
from digestgen.imports import Imports
from digestgen.models import ImportedBlock, Listing, Paper

FindListing = Callable[[dt.date], Awaitable[Listing]]
"""Bring the listing of a day; raises UpstreamError."""
_MOST_SLUG_CHARACTERS = 80


class Fate(StrEnum):
    """What became of a block."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    REFUSED = "refused"


@dataclass(frozen=True)
class Taken:
    """A block of a file and what became of it; a file without any block is one that is refused as a whole."""

    file: str
    line: int
    """Where it starts in the file, from 1."""
    fate: Fate
    block: ImportedBlock | None = None
    """As it is stored; None where it was refused."""
    reason: str = ""
    """Why it was refused."""
    unplaced: tuple[Unplaced, ...] = ()
    """What has no place in a block; it is kept with the rest, and rendered."""


@dataclass
class Importer:
    """Takes file after file over into a folder; remembers what it did, so that two blocks of one run never become one."""

    imports: Imports
    find_listing: FindListing
    now: dt.datetime
    day: dt.date | None = None
    """For blocks that carry no date."""
    replace: bool = False
    around: Surroundings = NO_SURROUNDINGS
    warnings: list[str] = field(default_factory=list)
    """The days for which the feed did not answer, and why."""
    _listings: dict[dt.date, dict[str, Paper]] = field(default_factory=dict)
    _is_feed_down: bool = False
    """Each attempt to reach a feed that is down takes seconds: the other days are not asked for."""
    _done: set[tuple[dt.date, str]] = field(default_factory=set)

    async def take(self, text: str, name: str) -> list[Taken]:
        """Take over the blocks of a page, in its order; `name` is the file's. Raises StorageError, DraftDamagedError."""
        try:
            pieces = markdown.split(text, name=name)
        except ParseError as error:
            return [Taken(name, max(error.line, 1), Fate.REFUSED, reason=error.problem)]
        return [await self._take(piece, name, number, len(pieces)) for number, piece in enumerate(pieces, 1)]

    async def _take(self, piece: markdown.Piece, name: str, number: int, count: int) -> Taken:
        day = piece.block.date or self.day
        if day is None:
            return Taken(name, piece.line, Fate.REFUSED, reason="carries no date: name its day with --date")
        stored = [block for block in self.imports.on_day(day) if (day, block.slug) not in self._done]
        for known in stored:
            if known.markdown == piece.text:
                self._done.add((day, known.slug))
                return Taken(name, piece.line, Fate.UNCHANGED, known, unplaced=piece.block.unplaced)
        paper = await self._match(piece.block.title, day)
        slugs = _slugs(paper, piece.block.title, name if count == 1 else f"{name}-{number}")
        older = next((block for block in stored if block.slug in slugs), None)
        if older and not self.replace:
            reason = (
                f"{day}/{older.slug} is stored with other words, from {older.file}:{older.line}; --replace takes the new ones"
            )
            return Taken(name, piece.line, Fate.REFUSED, reason=reason, unplaced=piece.block.unplaced)
        block = self._block(piece, day, name, older, paper or (older.paper if older else None), slugs[0])
        self.imports.write(block)
        self._done.add((day, block.slug))
        return Taken(name, piece.line, Fate.REPLACED if older else Fate.IMPORTED, block, unplaced=piece.block.unplaced)

    def _block(
        self, piece: markdown.Piece, day: dt.date, name: str, older: ImportedBlock | None, paper: Paper | None, slug: str
    ) -> ImportedBlock:
        all_of_day = self.imports.on_day(day)
        slug = older.slug if older else _unused(slug, {block.slug for block in all_of_day})
        return ImportedBlock(
            date=day,
            slug=slug,
            markdown=piece.text,
            block=piece.block,
            paper=paper,
            file=_base(name),
            line=piece.line,
            place=older.place if older else max((block.place + 1 for block in all_of_day), default=0),
            findings=check_block(piece.block, slug, self.around),
            imported_at=self.now,
        )

    async def _match(self, title: str | None, day: dt.date) -> Paper | None:
        """Return the listed paper with this title; None where there is none, or the feed does not answer."""
        if not title:
            return None
        if day not in self._listings and not self._is_feed_down:
            try:
                listing = await self.find_listing(day)
                self._listings[day] = {normalized(paper.title): paper for paper in reversed(listing.papers)}
            except UpstreamError as error:
                self.warnings.append(f"no listing of {day}, blocks are kept under their titles: {error}")
                self._listings[day] = {}
                self._is_feed_down = isinstance(error, UpstreamDownError)
        return self._listings.get(day, {}).get(normalized(title))


def normalized(title: str) -> str:
    """Return what two spellings of a title share: letters and digits alone, in one case and width."""
    return "".join(each for each in unicodedata.normalize("NFKC", title).casefold() if each.isalnum())


def slug_of(text: str) -> str:
    """Return a file name made from a title or a file's name; where something had to go, a hash keeps two apart."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")
    is_whole = len(words) <= _MOST_SLUG_CHARACTERS and all(each.isascii() for each in text if each.isalnum()) and words
    if is_whole:
        return words
    short = words[:_MOST_SLUG_CHARACTERS].rstrip("-.")
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{short}-{digest}" if short else digest


def _slugs(paper: Paper | None, title: str | None, name: str) -> Sequence[str]:
    """Return the slugs that a block may go by, the best first: the feed may answer today and not tomorrow."""
    by_name = slug_of(title) if title else slug_of(re.sub(r"\.md(?=$|-\d+$)", "", _base(name)))
    return (file_stem(paper.id), by_name) if paper else (by_name,)


def _base(name: str) -> str:
    """Return the file's name without its folders: no path of a machine is stored."""
    return name.replace("\\", "/").rpartition("/")[2]


def _unused(slug: str, used: set[str]) -> str:
    """Return the slug, with a number where another block of the day has it."""
    number = 2
    free = slug
    while free in used:
        free, number = f"{slug}-{number}", number + 1
    return free
