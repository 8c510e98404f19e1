"""What a message tells of a day: the papers on its page with their links, and how many are not on it. Pure.

Titles and one-line summaries come from a feed and a model. They become plain text on one line here; each kind of message
escapes them for its own markup in `texts`.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from digestgen.identifiers import file_stem
from digestgen.models import Draft, DraftState, ImportedBlock
from digestgen.publish.site.paths import day_path, paper_path

_UNWANTED = re.compile("[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, invisible ones, and those that turn the reading direction round."""


@dataclass(frozen=True)
class PaperLine:
    """A paper in a message."""

    title: str
    tldr: str
    """Empty for an imported block that has no contribution line."""
    upvotes: int
    url: str
    """Where its title leads: the site's page, or the paper at its source; empty where neither is known."""
    sources: tuple[tuple[str, str], ...] = ()
    """Further links: name and URL."""


@dataclass(frozen=True)
class Digest:
    """A published day as messages tell it."""

    date: dt.date
    name: str
    """What the digest is called: the setting `site_title`."""
    papers: tuple[PaperLine, ...]
    """In the page's order."""
    url: str
    """The day's page on the site, or the day's listing at Hugging Face."""
    held: int = 0
    """Papers that the checks hold back."""
    waiting: int = 0
    """Papers without errors that nobody has approved yet."""

    @property
    def sha256(self) -> str:
        """Hash of what a reader would call the digest: titles, summaries and links; upvotes change by the hour."""
        told = [self.date.isoformat(), [[paper.title, paper.tldr, paper.url] for paper in self.papers]]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Links:
    """Where days and papers can be read; without a site, at their sources."""

    site_url: str | None = None

    def day(self, day: dt.date) -> str:
        """Return the URL of a day."""
        if self.site_url:
            return f"{self.site_url}/{day_path(day)}"
        return f"https://huggingface.co/papers/date/{day.isoformat()}"

    def paper(self, day: dt.date, slug: str, arxiv_id: str | None) -> str:
        """Return the URL of a paper; empty where neither a site nor an arXiv id is known."""
        if self.site_url:
            return f"{self.site_url}/{paper_path(day, slug)}"
        return f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else ""


def digest_of_day(
    day: dt.date, drafts: Sequence[Draft], imported: Sequence[ImportedBlock] = (), *, name: str, links: Links
) -> Digest | None:
    """Return what there is to tell of the day: imported blocks, then published drafts, in the order given.

    None for a day without a published draft: an archive that was taken over is no news.
    """
    shown = [draft for draft in drafts if draft.state is DraftState.PUBLISHED and not draft.errors]
    if not shown:
        return None
    others = [draft for draft in drafts if draft.state is not DraftState.REJECTED and draft not in shown]
    held = sum(bool(draft.errors) for draft in others)
    papers = [_imported_line(block, links) for block in imported] + [_draft_line(draft, links) for draft in shown]
    return Digest(day, plain(name), tuple(papers), links.day(day), held, len(others) - held)


def plain(text: str) -> str:
    """Return the text on one line, without what cannot be seen or misleads the eye."""
    return " ".join(_UNWANTED.sub(" ", text).split())


def _draft_line(draft: Draft, links: Links) -> PaperLine:
    paper = draft.paper
    url = links.paper(draft.date, file_stem(paper.id), paper.id)
    return PaperLine(plain(paper.title) or paper.id, plain(draft.summary.tldr), paper.upvotes, url, _sources(paper.id, url))


def _imported_line(block: ImportedBlock, links: Links) -> PaperLine:
    known = block.paper.id if block.paper else None
    url = links.paper(block.date, block.slug, known)
    title = plain(block.block.title or block.slug)
    sources = _sources(known, url) if known else ()
    return PaperLine(title, plain(block.block.contribution), block.block.upvotes or 0, url, sources)


def _sources(arxiv_id: str, url: str) -> tuple[tuple[str, str], ...]:
    found = (("arXiv", f"https://arxiv.org/abs/{arxiv_id}"), ("HF", f"https://huggingface.co/papers/{arxiv_id}"))
    return tuple(source for source in found if source[1] != url)
