"""A paper to its draft; `day` does the same for all papers of a day.

    for paper in listing, most upvotes first:
        keep the draft that stands, if it was made with the same recipe       # prompt, schema, model, parameters: free
    ask arXiv for all others' versions, in one call                           # optional: the feed's data serve without it
    for each of them, side by side:
        pdf   = arxiv.pdf(paper)           # one request per 3 s over the run; cached by id and version
        text  = pdftext.extract(pdf)       # a process of its own; a few at a time
        draft = summarize(paper, text)     # the only step that costs money; paced by llm's gate; quotes verified, rules run
        drafts.write(draft)                # whole or not at all; held where the checks found errors
    fetched = drafted + held + unchanged + failed + not reached

Papers flow: the model works on the first while the third is still being fetched. Retries live in `fetch` and `llm`, nowhere
here. Without a PDF the abstract serves, the draft says so, and the next run tries again.
"""

import contextlib
import datetime as dt
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue

from digestgen import __version__
from digestgen.checks import NO_SURROUNDINGS, Surroundings, fingerprint
from digestgen.drafts import Drafts
from digestgen.errors import PdfError, UpstreamError
from digestgen.llm import Complete
from digestgen.models import Draft, DraftState, Paper, PaperText, Provenance, Stage, Usage
from digestgen.prompts import Prompts
from digestgen.sources.arxiv import Metadata, PdfFile
from digestgen.summarize import Composed, Material, Summarized, compose, summarize

NOTHING_SPENT = Usage()
BY_HAND = "by hand"
"""The endpoint of an answer that was taken from a file; no run replaces such a draft."""


@dataclass(frozen=True)
class Recipe:
    """What a summary is made with, besides the paper: the same recipe and text are never paid for twice."""

    prompt_sha256: str
    schema_version: int
    endpoint: str
    model: str
    parameters: Mapping[str, JsonValue] = field(default_factory=dict)

    def key(self, text_sha256: str) -> str:
        """Return the provenance key of this recipe on a text."""
        parts = [self.prompt_sha256, self.schema_version, self.endpoint, self.model, dict(self.parameters), text_sha256]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def made(self, draft: Draft) -> bool:
        """Tell whether the draft was made with this recipe."""
        return draft.provenance.key == self.key(draft.provenance.text_sha256)


@dataclass(frozen=True)
class Progress:
    """Something happened to a paper; `stage` None means that it is done with `outcome`."""

    paper: Paper
    stage: Stage | None
    outcome: str = ""
    usage: Usage = NOTHING_SPENT
    cost_usd: Decimal | None = None


class FindMetadata(Protocol):
    """Ask arXiv for the metadata of all these ids at once; raises UpstreamError."""

    async def __call__(self, ids: Sequence[str], /) -> dict[str, Metadata]: ...  # noqa: D102


class FetchPdf(Protocol):
    """Bring a paper's PDF; raises UpstreamError or PdfError."""

    async def __call__(self, arxiv_id: str, version: int | None, /) -> PdfFile: ...  # noqa: D102


Extract = Callable[[Path], Awaitable[PaperText]]
"""PDF to text; raises PdfError."""


@dataclass(frozen=True)
class Workshop:
    """Everything that a run works with; all of it is passed in."""

    drafts: Drafts
    recipe: Recipe
    prompts: Prompts
    find_metadata: FindMetadata
    fetch_pdf: FetchPdf
    extract: Extract
    complete: Complete
    price: Callable[[Usage], Decimal | None]
    now: Callable[[], dt.datetime]
    max_input_tokens: int
    around: Surroundings = NO_SURROUNDINGS
    """What the checks know besides the paper: the prompt's words, the secrets, the other papers."""
    observe: Callable[[Progress], None] = lambda _: None


@dataclass(frozen=True)
class Reading:
    """A paper's text, or why there is none."""

    text: PaperText | None
    pdf: PdfFile | None = None
    reason: str = ""


async def read_paper(
    paper: Paper, fetch_pdf: FetchPdf, extract: Extract, observe: Callable[[Progress], None] = lambda _: None
) -> Reading:
    """Bring the paper's PDF and its text; whatever goes wrong with it becomes the reason why the abstract has to serve.

    A PDF that cannot be read leaves the cache, so that the next run fetches it anew. One that bears another paper's stamp is not
    believed.
    """
    observe(Progress(paper, Stage.PDF))
    try:
        pdf = await fetch_pdf(paper.id, paper.version)
    except (UpstreamError, PdfError) as error:
        return Reading(None, reason=str(error))
    observe(Progress(paper, Stage.TEXT))
    try:
        text = await extract(pdf.path)
    except PdfError as error:
        with contextlib.suppress(OSError):
            pdf.path.unlink(missing_ok=True)
        return Reading(None, reason=f"PDF of {paper.id}: {error.problem}")  # its subject is a path of this machine
    if text.stamp and not text.stamp.startswith(f"arXiv:{paper.id}"):
        return Reading(None, reason=f"PDF of {paper.id}: bears the stamp of another paper, {text.stamp}")
    return Reading(text, pdf)


async def draft_paper(paper: Paper, day: dt.date, shop: Workshop, standing: Draft | None = None) -> Draft:
    """Make the draft of a paper, or return `standing` where the same text was already summarized with the same recipe.

    Nothing is stored. Raises PaperError (no valid summary, nothing to summarize), SettingsError (key, quota, model), and
    UpstreamError (the model's).
    """
    started_at = shop.now()
    reading = await read_paper(paper, shop.fetch_pdf, shop.extract, shop.observe)
    composed = compose(paper, reading.text, reading.reason, prompts=shop.prompts, max_input_tokens=shop.max_input_tokens)
    if standing and standing.provenance.key == shop.recipe.key(composed.text_sha256):
        return standing
    return await summarize_reading(Material(paper, reading.text, reading.reason), reading, day, shop, started_at, composed)


async def summarize_reading(
    material: Material, reading: Reading, day: dt.date, shop: Workshop, started_at: dt.datetime, composed: Composed | None = None
) -> Draft:
    """Make the draft of a paper that has been read; raises as `draft_paper` does."""
    paper = material.paper
    shop.observe(Progress(paper, Stage.SUMMARY))
    done = await summarize(
        material,
        complete=shop.complete,
        prompts=shop.prompts,
        max_input_tokens=shop.max_input_tokens,
        composed=composed,
        around=shop.around,
    )
    draft = Draft(
        date=day,
        paper=paper,
        text=done.text,
        summary=done.summary,
        evidence=done.evidence,
        findings=done.findings,
        judged_sha256=fingerprint(done.summary, done.evidence),
        provenance=_provenance(paper, reading, done, shop, started_at),
        upvotes_at=started_at,
    )
    return draft.model_copy(update={"state": DraftState.HELD}) if draft.errors else draft


def _provenance(paper: Paper, reading: Reading, done: Summarized, shop: Workshop, started_at: dt.datetime) -> Provenance:
    return Provenance(
        key=shop.recipe.key(done.text_sha256),
        digestgen=__version__,
        text_sha256=done.text_sha256,
        pdf_version=_pdf_version(paper, reading),
        pdf_sha256=reading.pdf.sha256 if reading.pdf else None,
        prompt_sha256=shop.recipe.prompt_sha256,
        schema_version=shop.recipe.schema_version,
        endpoint=shop.recipe.endpoint,
        model=done.model,
        parameters=dict(shop.recipe.parameters),
        response_format=done.response_format,
        repairs=done.repairs,
        usage=done.usage,
        cost_usd=shop.price(done.usage),
        started_at=started_at,
        finished_at=shop.now(),
    )


def _pdf_version(paper: Paper, reading: Reading) -> int | None:
    """Return the version that was asked for; where none could be named, the one that arXiv has printed on the first page."""
    if reading.pdf is None or reading.pdf.version:
        return reading.pdf.version if reading.pdf else None
    stamp = reading.text.stamp if reading.text else None
    found = re.match(rf"arXiv:{re.escape(paper.id)}v(\d{{1,3}})\b", stamp or "", re.ASCII)
    return int(found[1]) if found else None
