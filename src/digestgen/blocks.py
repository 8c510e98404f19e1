"""A paper on a digest page, written or read. Complete when made from a Summary; of an old page, parts may be missing."""

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, Field

from digestgen.identifiers import PictureUrl
from digestgen.noun import Noun

_UNFIT = re.compile("[\r\ud800-\udfff]")


def _block_text(text: str) -> str:
    """Return `text` as it is, if a UTF-8 page can carry it and give it back: a carriage return would come back as a line feed."""
    if _UNFIT.search(text):
        raise ValueError("must hold neither a carriage return nor half a surrogate pair")
    return text


def _block_line(text: str) -> str:
    if text != text.strip() or "\n" in text:
        raise ValueError("must be one line without white space at its ends")
    return _block_text(text)


def _block_paragraph(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return _block_line(text)


def _block_title(text: str | None) -> str | None:
    """Return `text` with every run of white space as one space; None for nothing."""
    return _block_text(" ".join(text.split())) or None if text else None


BlockLine = Annotated[str, AfterValidator(_block_line)]
BlockParagraph = Annotated[str, AfterValidator(_block_paragraph)]
BlockTitle = Annotated[str | None, AfterValidator(_block_title)]
_COUNT_LIMIT = 10**18


class BlockChallenge(Noun):
    """A challenge as it stands on a page."""

    challenge: BlockLine
    """Empty where an old page has the number alone."""
    solution: tuple[BlockParagraph, ...]
    """Paragraphs."""


class Unplaced(Noun):
    """A stretch of a page that belongs to no part of the block, kept verbatim; it may span lines."""

    line: Annotated[int, Field(ge=1, lt=_COUNT_LIMIT)]
    """1-based, in the text in which the stretch was found; it stays the same when the block is rendered and parsed again."""
    text: Annotated[str, AfterValidator(_block_text)]
    """Any text; its lines end with line feeds."""


class Block(Noun):
    """A paper on a digest page. Written from a Summary it is complete; read from an old page, parts may be missing."""

    title: BlockTitle = None
    """On one line: runs of white space become one space."""
    date: dt.date | None = None
    upvotes: Annotated[int, Field(ge=0, lt=_COUNT_LIMIT)] | None = None
    thumbnail: PictureUrl | None = None
    background: tuple[BlockParagraph, ...] = ()
    """Paragraphs, as all texts here."""
    related_work: tuple[BlockParagraph, ...] = ()
    contribution: BlockLine = ""
    contribution_text: tuple[BlockParagraph, ...] = ()
    """What an old page says under its contribution, before the challenges; a Summary has no such part."""
    challenges: tuple[BlockChallenge, ...] = ()
    implementation: tuple[BlockParagraph, ...] = ()
    conclusion: tuple[BlockParagraph, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
