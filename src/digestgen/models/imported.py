"""A block of an existing archive, taken over as it stands."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from digestgen.blocks import Block
from digestgen.findings import Finding
from digestgen.models.paper import Paper
from digestgen.noun import Noun


class ImportedBlock(Noun):
    """A published block that digestgen did not make: rendered unchanged, and never counted as checked.

    It carries no arXiv id. `paper` is the listed paper of its title, where the listing of its date knew one.
    """

    date: dt.date
    slug: str
    """File name without ending, unique within the day: the arXiv id where it is known, else made from the title."""
    markdown: str
    """The block, character by character."""
    block: Block
    """The same, parsed."""
    paper: Paper | None = None
    file: str
    """Name of the file that it came from."""
    line: Annotated[int, Field(ge=1)]
    """Where it starts there."""
    place: Annotated[int, Field(ge=0)]
    """Its place on the page, from 0."""
    findings: tuple[Finding, ...] = ()
    """What the checks say of it; nothing follows from them."""
    imported_at: dt.datetime
