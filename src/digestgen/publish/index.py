"""The index for who reads the archive on GitHub: `README.md` with the newest month in full, `digests/YYYY/YYYY-MM.md` for each.

A month a file, because GitHub shows 512 KB of a README and no more: 1,000 days with 15 papers are 7 MB of lines, a year 2.6 MB, a
month about 220 KB. Text of your own around the index stays: it is written between two marks.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from digestgen.errors import StorageError
from digestgen.files import remove_file, write_atomically
from digestgen.markdown.escape import escape_bold, escape_paragraph
from digestgen.publish.html import visible
from digestgen.publish.rows import Row

BEGIN, END = "<!-- index: written by digestgen, between these marks -->", "<!-- end of the index -->"
README_LIMIT_BYTES = 400_000
"""GitHub cuts a README at 512 KB; a month that is longer gives its newest days and leads on to its own page."""
MONTH_LIMIT_BYTES = 900_000
"""A longer month page gives titles without their sentences."""

_WORDS = {
    "zh": {
        "papers": "{n} 篇",
        "rest": "更早的日期见 [{month}]({link})",
        "months": "全部月份",
        "full": "全文",
        "of": "{n} 天，{m} 篇",
    },
    "en": {
        "papers": "{n} papers",
        "rest": "earlier days: [{month}]({link})",
        "months": "All months",
        "full": "full text",
        "of": "{n} days, {m} papers",
    },
}

Days = Mapping[dt.date, Sequence[Row]]


def write_index(folder: Path, days: Days, title: str, language: str) -> list[Path]:
    """Bring README and month pages of the output folder in line with `days`, and return the files that changed.

    `days` are the published days with their rows. Month pages without a day are removed. Raises StorageError, also for a README
    of which one of the two marks is gone: what is ours in it could only be guessed.
    """
    months = {month: list(group) for month, group in groupby(sorted(days, reverse=True), key=lambda day: f"{day:%Y-%m}")}
    words = _WORDS[language]
    wanted = {_month_path(folder, month): _month_page(month, found, days, words) for month, found in months.items()}
    readme = folder / "README.md"
    if index := _readme(readme, _index(months, days, words), title):
        wanted[readme] = index
    changed = [path for path, text in wanted.items() if _write(path, text)]
    stale = [path for path in folder.glob("digests/????/????-??.md") if path not in wanted and _is_ours(path)]
    for path in stale:
        remove_file(path)
    return changed + stale


def _month_path(folder: Path, month: str) -> Path:
    return folder / "digests" / month[:4] / f"{month}.md"


def _month_page(month: str, found: Sequence[dt.date], days: Days, words: Mapping[str, str]) -> str:
    for with_leads in (True, False):
        body = "".join(_day(day, days[day], "", words, with_leads=with_leads) for day in found)
        text = f"{BEGIN}\n# {month}\n\n{body}{END}\n"
        if len(text.encode()) <= MONTH_LIMIT_BYTES:
            break
    return text


def _index(months: Mapping[str, Sequence[dt.date]], days: Days, words: Mapping[str, str]) -> str:
    """Return the index proper: the newest month as far as it fits, then all months in a table."""
    if not months:
        return ""
    newest = next(iter(months))
    parts, size = [f"## {newest}\n\n"], 0
    for day in months[newest]:
        text = _day(day, days[day], f"digests/{day:%Y}/", words)
        size += len(text.encode())
        if size > README_LIMIT_BYTES and len(parts) > 1:
            parts.append(words["rest"].format(month=newest, link=f"digests/{newest[:4]}/{newest}.md") + "\n\n")
            break
        parts.append(text)
    return "".join(parts) + f"## {words['months']}\n\n" + "".join(_year(year, months, days, words) for year in _years(months))


def _years(months: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(month[:4] for month in months))


def _year(year: str, months: Mapping[str, Sequence[dt.date]], days: Days, words: Mapping[str, str]) -> str:
    lines = []
    for month, found in months.items():
        if month.startswith(year):
            count = words["of"].format(n=len(found), m=sum(len(days[day]) for day in found))
            lines.append(f"- [{month}](digests/{year}/{month}.md) · {count}\n")
    return f"### {year}\n\n{''.join(lines)}\n"


def _day(day: dt.date, rows: Sequence[Row], here: str, words: Mapping[str, str], *, with_leads: bool = True) -> str:
    page = f"{here}{day.isoformat()}.md"
    lines = [_line(row, page, words["full"], with_lead=with_leads) for row in rows]
    return f"### [{day.isoformat()}]({page}) · {words['papers'].format(n=len(rows))}\n\n{''.join(lines)}\n"


def _line(row: Row, page: str, full: str, *, with_lead: bool) -> str:
    title = escape_bold(visible(row.title))
    votes = f" · ▲ {row.upvotes}" if row.upvotes is not None else ""
    links = [f"[arXiv](https://arxiv.org/abs/{row.arxiv_id})", f"[HF](https://huggingface.co/papers/{row.arxiv_id})"]
    tail = " · ".join([*(links if row.arxiv_id else ()), f"[{full}]({page})"])
    lead = f"\n  {escape_paragraph(visible(row.lead))}" if with_lead and row.lead else ""
    return f"- **{title}**{votes} · {tail}{lead}\n"


def _readme(path: Path, index: str, title: str) -> str:
    """Return the README with the index in it; empty where there is nothing to say and nothing to take back."""
    old = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    ours = f"{BEGIN}\n{index}{END}\n"
    begins, ends = old.count(BEGIN), old.count(END)
    if not begins and not ends:
        head = old if old.strip() else f"# {escape_bold(visible(title))}\n"
        return f"{head.rstrip()}\n\n{ours}" if index else ""
    if (begins, ends) != (1, 1) or old.index(BEGIN) > old.index(END):
        raise StorageError(str(path), "has lost one of the two marks of its index", f"put it back, or delete both: {BEGIN} {END}")
    before, _, rest = old.partition(BEGIN)
    return before + ours + rest.partition(END)[2].removeprefix("\n")


def _write(path: Path, text: str) -> bool:
    body = text.encode("utf-8", "replace")
    if path.is_file() and path.read_bytes() == body:
        return False
    write_atomically(path, body)
    return True


def _is_ours(path: Path) -> bool:
    return path.read_bytes().startswith(BEGIN.encode())
