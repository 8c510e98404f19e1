"""What is known of each published day, so that an unchanged day need not be read again: `output/.published/YYYY-MM.json`.

A day is known by the content of its files, not by their times: a fresh checkout changes all times and no content. The memory may
be deleted at any time; what is missing or damaged in it is read again from drafts and imports.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digestgen.errors import StorageError
from digestgen.files import remove_file, write_atomically
from digestgen.publish.rows import Row

_FORMAT = 1
_KEY_CHARACTERS = 32
FOLDER = ".published"


@dataclass(frozen=True)
class DayRecord:
    """A day as it was when it was last published."""

    key: str
    """Of the content of its drafts and imports."""
    page: str
    """Of the content of its page; empty where there is none."""
    waiting: int
    """Drafts without errors that nobody has approved."""
    held: int
    """Drafts with errors, rejected ones apart."""
    rows: tuple[Row, ...]
    """What readers see, in the order of the page."""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can carry it."""
        return vars(self) | {"rows": [row.as_json() for row in self.rows]}


class Memory:
    """The records of all days below an output folder."""

    def __init__(self, folder: Path) -> None:
        """Read what is there; a damaged file counts as none."""
        self.folder = folder / FOLDER
        self.days: dict[dt.date, DayRecord] = {}
        self._touched: set[str] = set()
        for path in sorted(self.folder.glob("????-??.json")):
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            known = json.loads(path.read_bytes())
            if known["format"] != _FORMAT:
                return
            records = {dt.date.fromisoformat(day): _record(fields) for day, fields in known["days"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return
        self.days |= {day: record for day, record in records.items() if f"{day:%Y-%m}" == path.stem}

    def published(self) -> list[dt.date]:
        """Return the days that readers see, oldest first."""
        return sorted(day for day, record in self.days.items() if record.rows)

    def put(self, day: dt.date, record: DayRecord) -> None:
        """Take note of a day."""
        if self.days.get(day) != record:
            self.days[day] = record
            self._touched.add(f"{day:%Y-%m}")

    def drop(self, day: dt.date) -> None:
        """Forget a day."""
        if self.days.pop(day, None):
            self._touched.add(f"{day:%Y-%m}")

    def save(self) -> None:
        """Write the months that changed; raises StorageError."""
        for month in sorted(self._touched):
            lines = [
                f"{json.dumps(day.isoformat())}: {json.dumps(record.as_json(), ensure_ascii=False, sort_keys=True)}"
                for day, record in sorted(self.days.items())
                if f"{day:%Y-%m}" == month
            ]
            path = self.folder / f"{month}.json"
            if lines:
                text = f'{{"format": {_FORMAT}, "days": {{\n' + ",\n".join(lines) + "\n}}\n"
                write_atomically(path, text.encode("utf-8", "replace"))
            elif path.is_file():
                remove_file(path)
        self._touched.clear()


def _record(fields: dict[str, Any]) -> DayRecord:
    return DayRecord(**{**fields, "rows": tuple(map(Row.from_json, fields["rows"]))})


def day_key(folder: Path, day: dt.date) -> str:
    """Return what tells the day's drafts and imports from any others; raises StorageError for a file that cannot be read."""
    content = hashlib.sha256()
    for path in day_files(folder, day):
        try:
            body = path.read_bytes()
        except OSError as error:
            raise StorageError(str(path), f"cannot be read: {error.strerror}", "check its permissions") from error
        content.update(f"{path.parent.parent.name}/{path.name}:{len(body)}\n".encode("utf-8", "replace"))
        content.update(body)
    return content.hexdigest()[:_KEY_CHARACTERS]


def day_files(folder: Path, day: dt.date) -> Iterator[Path]:
    """Yield the files that make a day, in a fixed order."""
    for store in ("drafts", "imports"):
        yield from sorted((folder / store / day.isoformat()).glob("[!.]*.json"))


def page_key(body: bytes | None) -> str:
    """Return what tells a page from any other; empty for none."""
    return "" if body is None else hashlib.sha256(body).hexdigest()[:_KEY_CHARACTERS]
