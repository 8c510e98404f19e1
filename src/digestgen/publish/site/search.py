"""The search index as scripts, a month each: a page that was opened as a file may load scripts beside it, but fetch nothing."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from digestgen.publish.html import visible
from digestgen.publish.rows import Row
from digestgen.publish.site.paths import paper_path


def months_script(months: Sequence[str]) -> bytes:
    """Return the list of months, newest first: the search page loads one after the other."""
    return f"window.digestMonths = {_script(sorted(months, reverse=True))};\n".encode()


def chunk_script(month: str, days: Mapping[dt.date, Sequence[Row]]) -> bytes:
    """Return a month's papers, newest day first: day, page, title, sentence, main points, upvotes."""
    lines = [_script(_line(row)) for day in sorted(days, reverse=True) for row in days[day]]
    body = ",\n".join(lines)
    return f"window.digestChunk({_script(month)}, [\n{body}\n]);\n".encode()


def _line(row: Row) -> list[object]:
    texts = [visible(line) for line in row.headings]
    return [row.day.isoformat(), paper_path(row.day, row.slug), visible(row.title), visible(row.lead), texts, row.upvotes]


def _script(value: object) -> str:
    """Return JSON that is a JavaScript literal too, also within HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
