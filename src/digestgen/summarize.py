"""A paper's text -> a checked Summary: one call, at most two repairs, or a typed error. Knows nothing of HTTP or prompt wording.

compose the request: full text fitted to the budget, else title and abstract
ask; read the answer as a summary and its quotes
    invalid                -> append the answer and its problems, ask again     (twice at most, the next line included)
    the checks find errors -> append them, ask again; only the affected fields take the new words
    input too long         -> compose again with half of the text, once
a valid summary with errors left is returned with them: it will be held. Otherwise the error goes up, with what it has cost
"""

import asyncio
import hashlib
import json
from dataclasses import dataclass, replace

from digestgen.checks import NO_SURROUNDINGS, Judged, Surroundings, judge, subject_of
from digestgen.errors import ContextTooLongError, DigestgenError, InvalidSummaryError, NothingToSummarizeError, SummaryError
from digestgen.findings import Evidence, Finding
from digestgen.grounding import Source
from digestgen.llm import Complete, Message, Reply
from digestgen.llm.protocol import charge, charged
from digestgen.measure import bound_tokens
from digestgen.models import Paper, PaperText, Summary, TextReport, TextSource, Usage
from digestgen.pdftext import fit
from digestgen.prompts import Prompts, Wish
from digestgen.repair import affected_fields, describe, merge
from digestgen.secret_values import redact
from digestgen.wire import SCHEMA, Answer, WireError, read_answer, write_answer

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
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    """What the checks find in it after the repairs; errors among them hold it."""
    text: TextReport
    text_sha256: str
    usage: Usage
    """Of all calls, the repairs included."""
    repairs: int
    response_format: str
    model: str


def compose(
    paper: Paper, text: PaperText | None, reason: str, *, prompts: Prompts, max_input_tokens: int, wish: Wish | None = None
) -> Composed:
    """Return the request for a summary; the same paper, text and prompts give the same bytes.

    A `wish` adds the summary that stands and what is wanted of a new one; what comes before is the same bytes as without.
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
    messages += prompts.revision(wish, nonce=nonce) if wish else ()
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


@dataclass(frozen=True)
class Material:
    """A paper and what can be read of it; `reason` says why there is no text, where there is none."""

    paper: Paper
    text: PaperText | None
    reason: str = ""
    wish: Wish | None = None
    """What a person wants of a new version, where one stands."""


async def summarize(
    material: Material,
    *,
    complete: Complete,
    prompts: Prompts,
    max_input_tokens: int,
    composed: Composed | None = None,
    around: Surroundings = NO_SURROUNDINGS,
) -> Summarized:
    """Return a valid summary of the paper, checked; errors that two repairs did not mend are among its findings.

    `composed` is what `compose` makes of the same material, where the caller has it already.

    Raises NothingToSummarizeError before anything is asked; InvalidSummaryError with the raw reply when two repairs did not
    help; RefusedError, CutOffError, ContextTooLongError; SettingsError and UpstreamError as `complete` raises them. What was
    spent is noted as `usage` on whatever error of ours goes up, and on a cancellation. Once there is a valid summary, nothing
    goes up any more, be it a cancellation: what is paid for is kept, and held where it has errors.
    """
    paper, text, reason, wish = material.paper, material.text, material.reason, material.wish
    composed = composed or compose(paper, text, reason, prompts=prompts, max_input_tokens=max_input_tokens, wish=wish)
    talk = _Talk(material, complete, prompts, around)
    try:
        try:
            return await talk.ask(composed)
        except ContextTooLongError as error:
            if composed.text.source is not TextSource.FULL_TEXT:
                raise
            talk.usage += charged(error)
            budget = min(max_input_tokens, composed.text_tokens) // 2
            return await talk.ask(compose(paper, text, reason, prompts=prompts, max_input_tokens=budget, wish=wish))
    except SummaryError as error:
        about_paper = type(error)(paper.id, error.problem, error.remedy, raw_reply=error.raw_reply)
        charge(about_paper, charged(error) + talk.usage)
        raise about_paper from error
    except (DigestgenError, asyncio.CancelledError) as error:
        charge(error, talk.usage)
        raise


@dataclass(frozen=True)
class _Best:
    """The best answer so far, and what the checks make of it."""

    answer: Answer
    judged: Judged
    reply: Reply


class _Talk:
    """The conversation about one paper; `answered` calls have taken `usage`."""

    def __init__(self, material: Material, complete: Complete, prompts: Prompts, around: Surroundings) -> None:
        self._paper, self._complete, self._prompts, self._around = material.paper, complete, prompts, around
        self._source = Source(material.paper.title, material.paper.abstract, material.text)
        self._fields = material.wish.fields if material.wish else ()
        self.usage = Usage()
        self.answered = 0

    async def ask(self, composed: Composed) -> Summarized:
        messages, problems = composed.messages, list[str]()
        best: _Best | None = None
        for _ in range(MOST_REPAIRS + 1):
            try:
                reply = await self._complete(messages, schema=SCHEMA)
            except (DigestgenError, asyncio.CancelledError) as error:
                if best is None:
                    raise
                self.usage += charged(error)
                break
            self.usage += reply.usage
            self.answered += 1
            reply = self._without_secrets(reply)
            shown = reply.text
            try:
                best, shown = await self._judge(best, _read(reply), reply)
            except WireError as error:
                problems = list(error.problems)
            else:
                errors = self._wanted(best.judged.errors)
                if not errors or not affected_fields(errors):
                    break
                problems = describe(errors)
            messages = (*messages, Message("assistant", shown), self._prompts.repair(problems))
        if best is None:
            problem = f"still invalid after {MOST_REPAIRS} repairs: {'；'.join(problems)}"
            raise InvalidSummaryError(self._paper.id, problem, raw_reply=reply.text)
        return self._summarized(best, composed)

    async def _judge(self, best: _Best | None, answer: Answer, reply: Reply) -> tuple[_Best, str]:
        """Take of the answer what it was asked for, and check the whole; a repair that makes things worse is not taken.

        Returned with it is what the model is shown as its own answer: what now stands, where that is not what it wrote.
        """
        merged = answer
        if best:
            merged = merge(best.answer, best.judged.proven, answer, affected_fields(best.judged.errors))
        subject = subject_of(self._paper, merged.summary, self._paper.listed, self._around)
        judged = await asyncio.to_thread(judge, subject, merged, self._source)  # a tenth of a second: others must not wait
        newest = _Best(merged, judged, reply)
        if best and len(judged.errors) > len(best.judged.errors):
            newest = best
        shown = reply.text if newest.answer is answer else json.dumps(write_answer(newest.answer), ensure_ascii=False)
        return newest, shown

    def _wanted(self, errors: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return the errors worth a repair: all of them, or those of the fields that were asked for."""
        return tuple(each for each in errors if not self._fields or each.field.partition("[")[0] in self._fields)

    def _without_secrets(self, reply: Reply) -> Reply:
        """Return the reply without any secret of this process: whatever is made of it is stored, printed and sent."""
        text = redact(reply.text, self._around.secrets)
        data = json.dumps(reply.data, ensure_ascii=False)
        clean = redact(data, self._around.secrets)
        return reply if (text, clean) == (reply.text, data) else replace(reply, text=text, data=json.loads(clean))

    def _summarized(self, best: _Best, composed: Composed) -> Summarized:
        judged, reply = best.judged, best.reply
        return Summarized(
            summary=best.answer.summary,
            evidence=judged.evidence,
            findings=judged.findings,
            text=composed.text,
            text_sha256=composed.text_sha256,
            usage=self.usage,
            repairs=max(0, self.answered - 1),
            response_format=reply.response_format,
            model=reply.model,
        )


def _read(reply: Reply) -> Answer:
    if reply.data is None:
        raise WireError((reply.problem,))
    return read_answer(reply.data)
