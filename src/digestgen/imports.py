"""Imported blocks: `imports/D/SLUG.json` below the output folder, one file a block of an archive that digestgen did not make.

Files are written whole or not at all; one that does not parse is reported by name and never overwritten.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from digestgen.errors import DraftDamagedError
from digestgen.files import write_atomically
from digestgen.models import ImportedBlock

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", re.ASCII)


class Imports:
    """The imported blocks below one output folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder as it is; nothing is created before the first write."""
        self.folder = folder

    def path(self, day: dt.date, slug: str) -> Path:
        """Return where a block stands; raises ValueError for what is no slug."""
        if not _SLUG.fullmatch(slug):
            raise ValueError(
                f"{slug[:40]!r} is not a slug: letters, digits, dots, dashes and underscores, a letter or digit first"
            )
        return self.folder / "imports" / day.isoformat() / f"{slug}.json"

    def days(self) -> list[dt.date]:
        """Return the days that have imported blocks, oldest first."""
        return sorted({day for path in self.folder.glob("imports/*/*.json") if (day := _day_of(path.parent.name))})

    def on_day(self, day: dt.date) -> list[ImportedBlock]:
        """Return the day's blocks in page order; raises DraftDamagedError for a file that does not parse."""
        paths = sorted((self.folder / "imports" / day.isoformat()).glob("[!.]*.json"))
        return sorted((self._read(path, day) for path in paths), key=lambda block: (block.place, block.slug))

    def write(self, block: ImportedBlock) -> Path:
        """Store the block, replacing an older one of the same day and slug."""
        path = self.path(block.date, block.slug)
        write_atomically(path, (block.model_dump_json(indent=2) + "\n").encode())
        return path

    def find(self, slug_or_id: str) -> Iterator[ImportedBlock]:
        """Yield the blocks with this slug, or of the paper with this arXiv id, newest day first; raises DraftDamagedError."""
        for day in reversed(self.days()):
            for block in self.on_day(day):
                if slug_or_id == block.slug or (block.paper and slug_or_id == block.paper.id):
                    yield block

    def _read(self, path: Path, day: dt.date) -> ImportedBlock:
        name = str(path.relative_to(self.folder))
        try:
            block = ImportedBlock.model_validate_json(path.read_bytes())
        except OSError as error:
            raise DraftDamagedError(name, f"cannot be read: {error.strerror}") from error
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "file"
            raise DraftDamagedError(name, f"{place}: {first['msg']}", "remove it, and import its page again") from None
        if (block.date, block.slug) != (day, path.stem):
            raise DraftDamagedError(name, f"holds the block {block.slug} of {block.date}", "move it to where it belongs")
        return block


def _day_of(name: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
