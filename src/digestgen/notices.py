"""What readers of a published summary must be told of its paper since: that it was withdrawn, or has a newer version.

Both are read from what arXiv last said, as it stands in the draft; `updates.py` brings that up to date.
"""

import re

from digestgen.models import Draft, Paper

_WITHDRAWN = re.compile(r"(?<!not )\bwithdrawn\b(?!\s+from\s+(?!arxiv))", re.IGNORECASE)
"""arXiv's own words are "This paper has been withdrawn by …"; "withdrawn from ICLR" tells of a venue, not of the paper."""


def withdrawn(paper: Paper) -> bool:
    """Tell whether arXiv's comment says that the paper was withdrawn; False where arXiv has not told."""
    return bool(_WITHDRAWN.search(paper.comment or ""))


def newer_version(draft: Draft) -> int | None:
    """Return arXiv's newest version where it is newer than the PDF that the summary was made from, else None.

    None also where either is not known, as for summaries from the abstract alone.
    """
    newest, read = draft.paper.version, draft.provenance.pdf_version
    return newest if newest and read and newest > read else None
