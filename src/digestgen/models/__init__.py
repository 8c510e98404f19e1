"""The nouns, frozen, in the order of the flow: Paper, Listing, PaperText, Summary, Provenance, Draft.

Nothing here reads, writes or asks; a value that exists is valid.
"""

from digestgen.models.draft import MOST_VERSIONS, Decision, Draft, DraftState, Version
from digestgen.models.imported import ImportedBlock
from digestgen.models.paper import Failure, Listing, Paper, Stage
from digestgen.models.provenance import Provenance, Usage
from digestgen.models.summary import (
    CONTRIBUTION_START,
    Challenge,
    ChallengeTitle,
    Headline,
    Paragraph,
    Prose,
    Solution,
    Summary,
    Tldr,
)
from digestgen.models.text import Page, PaperText, Section, SectionKind, TextReport, TextSource

__all__ = [
    "CONTRIBUTION_START",
    "MOST_VERSIONS",
    "Challenge",
    "ChallengeTitle",
    "Decision",
    "Draft",
    "DraftState",
    "Failure",
    "Headline",
    "ImportedBlock",
    "Listing",
    "Page",
    "Paper",
    "PaperText",
    "Paragraph",
    "Prose",
    "Provenance",
    "Section",
    "SectionKind",
    "Solution",
    "Stage",
    "Summary",
    "TextReport",
    "TextSource",
    "Tldr",
    "Usage",
    "Version",
]
