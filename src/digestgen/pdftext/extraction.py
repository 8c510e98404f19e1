"""The parent's side of text extraction: a worker process per paper, and what counts as a paper's text.

Limits: measured on 53 papers (108 MB, 0.2 s at the median) and on bombs, which die within 3 s.
"""

import json
from pathlib import Path

from digestgen.errors import PdfError
from digestgen.models import PaperText
from digestgen.pdftext.process import Limits, ask, check_file

__all__ = ["Limits", "extract"]

_WORKER = "digestgen.pdftext.worker"
_DEFAULTS = Limits()


async def extract(path: Path, *, limits: Limits = _DEFAULTS) -> PaperText:
    """Return the visible text of the PDF at `path`, in reading order, with exact offsets of its pages and sections.

    Runs a worker process, which is gone when this returns, raises, or is cancelled. Raises PdfError, which names the file and the
    reason, for whatever is no readable PDF, takes more than `limits` allow, or holds too little visible text; SettingsError where
    the worker cannot start, which no other paper would survive either.
    """
    check_file(path, limits)
    arguments = (str(path), str(limits.max_pages), str(limits.memory_bytes), str(limits.cpu_seconds))
    answer = await ask(_WORKER, arguments, limits)
    if answer.problem:
        raise PdfError(str(path), answer.problem)
    fields = json.loads(answer.output)
    if "problem" in fields:
        raise PdfError(str(path), fields["problem"])
    text = PaperText.model_validate(fields)
    _check_length(path, text, limits)
    return text


def _check_length(path: Path, text: PaperText, limits: Limits) -> None:
    if text.page_count == 0:
        raise PdfError(str(path), "has no pages")
    if len(text.text) < limits.least_characters:
        hidden = f" and {text.hidden_characters:,} hidden ones" if text.hidden_characters else ""
        raise PdfError(
            str(path),
            f"holds only {len(text.text):,} visible characters of text{hidden}; its pages: {text.page_count}",
            "is it scanned?",
        )
