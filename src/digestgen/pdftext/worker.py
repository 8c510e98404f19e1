"""The worker process: one PDF to one JSON object on standard output, under hard limits. Started by `extraction`, once a paper.

It imports nothing but PDFium and the standard library's light parts: its start-up is paid for every paper. Whatever a hostile PDF
does, it does here: PDFium aborts the process when memory runs out, and is not safe in threads.

    python -I -m digestgen.pdftext.worker FILE MAX_PAGES MEMORY_BYTES CPU_SECONDS
"""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from digestgen.pdftext.compose import compose
from digestgen.pdftext.lines import drop_running_heads, take_stamp
from digestgen.pdftext.reader import Reading, UnreadablePdfError, read
from digestgen.pdftext.sections import find_headings

_SAMPLES_MOST, _SAMPLE_CHARACTERS = 5, 120
_UNPRINTABLE = dict.fromkeys((*range(32), *range(127, 160)))


def read_paper(data: bytes, *, max_pages: int) -> dict[str, Any]:
    """Return the paper's text with its pages and sections, as the fields of `models.PaperText`.

    Raises UnreadablePdfError where the bytes are no PDF that can be read.
    """
    reading = read(data, max_pages=max_pages)
    stamp, lines = take_stamp(reading.lines)
    lines = drop_running_heads(lines)
    headings = find_headings(lines, reading.body)
    read_pages = min(reading.page_count, max_pages)
    composed = compose(lines, frozenset(heading.place for heading in headings), read_pages)
    page_ends = [*composed.page_starts[1:], len(composed.text)]
    starts = [composed.line_starts[heading.place] for heading in headings]
    return {
        "text": composed.text,
        "pages": [
            {"number": number, "start": start, "end": end}
            for number, (start, end) in enumerate(zip(composed.page_starts, page_ends, strict=True), 1)
        ],
        "sections": [
            {"title": heading.title, "kind": heading.kind, "start": start, "end": end}
            for heading, start, end in zip(headings, starts, [*starts, len(composed.text)][1:], strict=True)
        ],
        "page_count": reading.page_count,
        "stamp": stamp,
        "hidden_characters": sum(map(len, reading.hidden)),
        "hidden_samples": [run.translate(_UNPRINTABLE)[:_SAMPLE_CHARACTERS] for run in reading.hidden[:_SAMPLES_MOST]],
        "notes": list(_notes(reading, read_pages)),
    }


def _notes(reading: Reading, read_pages: int) -> list[str]:
    notes = []
    if read_pages < reading.page_count:
        notes.append(f"only the first {read_pages} of {reading.page_count} pages were read")
    if reading.unread:
        notes.append(f"pages that could not be opened: {len(reading.unread)}, the first is page {reading.unread[0]}")
    return notes


def limit_self(memory_bytes: int, cpu_seconds: int) -> None:
    """Cap this process's memory and CPU time, and let it leave no core file; does nothing where the system has no such limits."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    for limit, soft, hard in (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),  # the soft one ends it with SIGXCPU, which says why
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
    ):
        with suppress(ValueError, OSError):  # macOS refuses some, and a lower limit may already hold
            resource.setrlimit(limit, (soft, hard))


def main(arguments: list[str]) -> None:
    """Print the paper's text as JSON, or `{"problem": …}` where the file is no PDF that can be read."""
    path, max_pages, memory_bytes, cpu_seconds = arguments
    limit_self(int(memory_bytes), int(cpu_seconds))
    try:
        answer = read_paper(Path(path).read_bytes(), max_pages=int(max_pages))
    except UnreadablePdfError as error:
        answer = {"problem": str(error)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", errors="replace"))


if __name__ == "__main__":
    main(sys.argv[1:])
