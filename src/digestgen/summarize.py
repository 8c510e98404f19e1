"""A paper's text -> a valid Summary: one call, at most two repairs, or a typed error. Knows nothing of HTTP or of prompt wording.

compose the request: full text fitted to the budget, else title and abstract
ask; read the answer as a Summary
    invalid                -> append the answer and its problems, ask again     (twice at most)
    input too long         -> compose again with half of the text, once
otherwise                  -> the error goes up, with what it has cost
"""

import hashlib
from dataclasses import dataclass

from digestgen.errors import ContextTooLongError, DigestgenError, InvalidSummaryError, NothingToSummarizeError, SummaryError
from digestgen.llm import Complete, Message, Reply
from digestgen.llm.protocol import charge, charged
from digestgen.measure import bound_tokens
from digestgen.models import Paper, PaperText, Summary, TextReport, TextSource, Usage
from digestgen.pdftext import fit
from digestgen.prompts import Prompts
from digestgen.wire import SCHEMA, WireError, read_summary

MOST_REPAIRS = 2


@dataclass(frozen=True)
class Composed:
    """A request, and what the paper is read from."""

    messages: tuple[Message, ...]
    text: TextReport
    text_sha256: str
    """Over everything about the paper that the model may be told: title, abstract, metadata and text."""
    text_tokens: int
    """Upper estimate for the text alone."""


@dataclass(frozen=True)
class Summarized:
    """A summary and what it took."""

    summary: Summary
    text: TextReport
    text_sha256: str
    usage: Usage
    """Of all calls, the repairs included."""
    repairs: int
    response_format: str
    model: str


def compose(paper: Paper, text: PaperText | None, reason: str, *, prompts: Prompts, max_input_tokens: int) -> Composed:
    """Return the request for a summary; the same paper, text and prompts give the same bytes.

    Without text the abstract has to serve, and `reason` says why. Raises PromptError; NothingToSummarizeError where a summary
    could only be invented: from a text that nothing names, or from a title alone.
    """
    has_text = text is not None and bool(text.text.strip())
    has_abstract = bool(paper.abstract.strip())
    if not (paper.title.strip() or has_abstract):
        raise NothingToSummarizeError(paper.id, "has neither title nor abstract")
    if not (has_abstract or has_text):
        raise NothingToSummarizeError(paper.id, "has a title, but neither abstract nor text")
    given, report = _given(paper, text if has_text else None, reason, max_input_tokens)
    told = (paper.title, paper.abstract, *paper.authors, *paper.categories, paper.comment or "", given)
    text_sha256 = hashlib.sha256("\n\n".join(told).encode("utf-8", "replace")).hexdigest()
    nonce = hashlib.sha256(f"{paper.id} {text_sha256}".encode()).hexdigest()[:16]
    messages = prompts.summary(paper, given, report.source, nonce=nonce)
    return Composed(messages, report, text_sha256, bound_tokens(given))


def _given(paper: Paper, text: PaperText | None, reason: str, max_input_tokens: int) -> tuple[str, TextReport]:
    """Return the text to send besides title and abstract, and the report of it; the text is empty where the abstract serves."""
    fitted = fit(text, max_input_tokens) if text else None
    if text is None or fitted is None or not fitted.text:
        why = reason or ("the text does not fit the budget" if text else "there is no text")
        size = len(paper.abstract)
        return "", TextReport(source=TextSource.ABSTRACT_ONLY, reason=why, characters=size, characters_sent=size)
    report = TextReport(
        source=TextSource.FULL_TEXT,
        page_count=text.page_count,
        characters=len(text.text),
        characters_sent=len(fitted.text),
        left_out=fitted.left_out,
        hidden_characters=text.hidden_characters,
        hidden_samples=text.hidden_samples,
        notes=text.notes,
    )
    return fitted.text, report


async def summarize(  # noqa: PLR0913 - the material, and by keyword what works on it
    paper: Paper,
    text: PaperText | None,
    reason: str,
    *,
    complete: Complete,
    prompts: Prompts,
    max_input_tokens: int,
    composed: Composed | None = None,
) -> Summarized:
    """Return a valid summary of the paper; `reason` says why there is no text, where there is none.

    `composed` is what `compose` makes of the same arguments, where the caller has it already.

    Raises NothingToSummarizeError before anything is asked; InvalidSummaryError with the raw reply when two repairs did not
    help; RefusedError, CutOffError, ContextTooLongError; SettingsError and UpstreamError as `complete` raises them. What was
    spent is noted as `usage` on whatever error of ours goes up.
    """
    composed = composed or compose(paper, text, reason, prompts=prompts, max_input_tokens=max_input_tokens)
    talk = _Talk(paper, complete, prompts)
    try:
        try:
            return await talk.ask(composed)
        except ContextTooLongError as error:
            if composed.text.source is not TextSource.FULL_TEXT:
                raise
            talk.usage += charged(error)
            budget = min(max_input_tokens, composed.text_tokens) // 2
            return await talk.ask(compose(paper, text, reason, prompts=prompts, max_input_tokens=budget))
    except SummaryError as error:
        about_paper = type(error)(paper.id, error.problem, error.remedy, raw_reply=error.raw_reply)
        charge(about_paper, charged(error) + talk.usage)
        raise about_paper from error
    except DigestgenError as error:
        charge(error, talk.usage)
        raise


class _Talk:
    """The conversation about one paper; `usage` is what all answered calls have taken."""

    def __init__(self, paper: Paper, complete: Complete, prompts: Prompts) -> None:
        self._paper, self._complete, self._prompts = paper, complete, prompts
        self.usage = Usage()

    async def ask(self, composed: Composed) -> Summarized:
        messages = composed.messages
        for repairs in range(MOST_REPAIRS + 1):
            reply = await self._complete(messages, schema=SCHEMA)
            self.usage += reply.usage
            try:
                summary = _read(reply)
            except WireError as error:
                problems = error.problems
            else:
                report, sha256 = composed.text, composed.text_sha256
                return Summarized(summary, report, sha256, self.usage, repairs, reply.response_format, reply.model)
            messages = (*messages, Message("assistant", reply.text), self._prompts.repair(problems))
        problem = f"still invalid after {MOST_REPAIRS} repairs: {'；'.join(problems)}"
        raise InvalidSummaryError(self._paper.id, problem, raw_reply=reply.text)


def _read(reply: Reply) -> Summary:
    if reply.data is None:
        raise WireError((reply.problem,))
    return read_summary(reply.data)
