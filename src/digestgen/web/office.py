"""What the review pages work with; all of it is passed in."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from digestgen.cache import Cache
from digestgen.checks import Surroundings
from digestgen.drafts import Drafts
from digestgen.models import Draft
from digestgen.web.paper import Library


class Remake(Protocol):
    """Ask the model for the draft, or one section of it, anew; gives a candidate and stores nothing.

    Raises DigestgenError.
    """

    def __call__(self, draft: Draft, *, section: str | None, note: str, model: str | None) -> Awaitable[Draft]: ...  # noqa: D102


@dataclass(frozen=True)
class Office:
    """Drafts, PDFs, clock, and who reviews."""

    drafts: Drafts
    cache: Cache
    around: Callable[[dt.date], Surroundings]
    """What the checks know besides the paper, for a day."""
    now: Callable[[], dt.datetime]
    by: str
    """Who decides, as it is kept with the decisions."""
    language: str = "zh"
    """zh or en: of the pages, until the reader chooses."""
    remake: Remake | None = None
    """None where no model can be asked; `missing` says why."""
    missing: str = ""
    model: str = ""
    """Who answers where the form names nobody else."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Changes come one after the other: two of our own must not take the folder's lock from each other."""
    library: Library = field(init=False)

    def __post_init__(self) -> None:
        """Open the library on the cache."""
        object.__setattr__(self, "library", Library(self.cache))
