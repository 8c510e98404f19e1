"""A listed paper, a day's listing, and a paper that came to nothing."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from digestgen.identifiers import ArxivId, PictureUrl
from digestgen.noun import Noun


class Paper(Noun):
    """A listed paper: what the feed tells, completed by arXiv's metadata where that answered."""

    id: ArxivId
    title: str
    """One line; may be empty, then the abstract alone identifies it."""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    upvotes: Annotated[int, Field(ge=0)] = 0
    listed: dt.date
    """The day on which the feed lists it, in the feed's own calendar."""
    published: dt.date | None = None
    """arXiv's date of version 1, UTC."""
    thumbnail: PictureUrl | None = None
    github_url: str | None = None
    project_url: str | None = None
    version: int | None = None
    """arXiv's newest version at fetch time; None where arXiv's API did not tell."""
    categories: tuple[str, ...] = ()
    """Primary category first."""
    comment: str | None = None


class Stage(StrEnum):
    """Where in the flow a paper is, or failed."""

    LISTING = "listing"
    PDF = "pdf"
    TEXT = "text"
    SUMMARY = "summary"
    DRAFT = "draft"


class Failure(Noun):
    """A paper that came to nothing, with its reason."""

    subject: str
    """arXiv id, or the item's place in the feed where it has none."""
    title: str = ""
    stage: Stage
    kind: str
    """Class name of the error."""
    reason: str
    raw_reply: str = ""
    """What the model said last, where that is why."""

    def __str__(self) -> str:
        return f"{self.subject} failed at {self.stage}: {self.reason}"


class Listing(Noun):
    """A day of the feed: most upvotes first, no id twice; what could not be read stands in `unreadable`."""

    date: dt.date | None
    """None for the trending list, which has no day."""
    papers: tuple[Paper, ...]
    unreadable: tuple[Failure, ...] = ()
    fetched_at: dt.datetime
