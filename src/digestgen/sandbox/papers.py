"""What the loopback world knows of a paper, and the built-in demo papers. Not a paper that exists anywhere.

The demo papers were written for this project: their systems, data sets and figures are invented, their ids were never given
out by arXiv, and the texts say so themselves. Each is one TOML file in `demo/`, with the reply that a careful reader would
write for it.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from digestgen.identifiers import ArxivId
from digestgen.noun import Noun

DEMO_DAY = dt.date(2024, 1, 31)
"""The day on which the demo papers are listed: a Wednesday."""


class Table(Noun):
    """A table of one column's width; the first column is set flush left, the others flush right."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Figure(Noun):
    """A plot of one column's width: `values` over `labels`, from zero to `top`."""

    caption: str
    kind: Literal["bars", "line"]
    labels: tuple[str, ...]
    values: tuple[float, ...]
    axis: str
    top: float


class SandboxSection(Noun):
    """A numbered section: paragraphs with an empty line between two; the floats are placed after the first paragraph."""

    title: str
    text: str
    table: Table | None = None
    figure: Figure | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text's paragraphs, white space collapsed."""
        return tuple(" ".join(part.split()) for part in self.text.split("\n\n") if part.strip())


class SandboxPaper(Noun):
    """A paper as the three upstreams tell it: what the feed lists, what arXiv keeps, and what is typeset."""

    id: ArxivId
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ("Sandbox Author",)
    upvotes: Annotated[int, Field(ge=0)] = 0
    published: dt.date
    """Version 1 at arXiv, UTC."""
    version: Annotated[int, Field(ge=1)] = 1
    """The newest version; all before it can be had too."""
    categories: tuple[str, ...] = ("cs.LG",)
    comment: str | None = None
    github_url: str | None = None
    project_url: str | None = None
    has_thumbnail: bool = True
    media_urls: tuple[str, ...] = ()
    comments: Annotated[int, Field(ge=0)] = 0
    """Comments in the feed's discussion."""
    has_metadata: bool = True
    """Whether arXiv's API knows the id."""
    has_pdf: bool = True
    withdrawn: bool = False
    """The newest version is withdrawn: its PDF is a 404 page, the versions before it can still be had."""
    pdf: bytes | None = None
    """Served as it is instead of a typeset paper."""
    sections: tuple[SandboxSection, ...] = ()
    references: tuple[str, ...] = ()
    reply: Mapping[str, JsonValue] | None = None
    """What the sandbox's model answers when it is given this paper; None: it composes an answer."""


def load_paper(text: str) -> SandboxPaper:
    """Read a paper from TOML. Raises tomllib.TOMLDecodeError or pydantic.ValidationError: the files ship with the package."""
    table = tomllib.loads(text)
    table["abstract"] = " ".join(table["abstract"].split())
    return SandboxPaper.model_validate(table)


def demo_papers() -> tuple[SandboxPaper, ...]:
    """Load the built-in demo papers, in the order of their ids."""
    files = sorted((resources.files(__package__) / "demo").iterdir(), key=lambda file: file.name)
    return tuple(load_paper(file.read_text(encoding="utf-8")) for file in files if file.name.endswith(".toml"))
