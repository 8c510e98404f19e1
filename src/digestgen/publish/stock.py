"""The two stores behind a page, read together: drafts and imported blocks of a day."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from digestgen.drafts import Drafts
from digestgen.errors import DraftDamagedError
from digestgen.models import ImportedBlock
from digestgen.publish.entries import Entry, entries_of


def days_of(drafts: Drafts) -> list[dt.date]:
    """Return the days that have drafts or imported blocks, oldest first."""
    stores = (("drafts", drafts.days()), ("imports", _import_days(drafts.folder)))
    return sorted({day for store, days in stores for day in days if has_files(drafts.folder / store / day.isoformat())})


def has_files(folder: Path) -> bool:
    """Tell whether a day's folder holds anything of ours: an empty one is left over."""
    return any(True for _ in folder.glob("[!.]*.json"))


def load_entries(drafts: Drafts, day: dt.date) -> list[Entry]:
    """Return what readers see of a day; raises DraftDamagedError for a file of the day that cannot be read."""
    return entries_of(day, drafts.on_day(day), imported_on(drafts.folder, day))


def imported_on(folder: Path, day: dt.date) -> Sequence[ImportedBlock]:
    """Return the day's imported blocks in the order of their page; raises DraftDamagedError that names the file."""
    blocks = [_read(path, day) for path in sorted((folder / "imports" / day.isoformat()).glob("[!.]*.json"))]
    return sorted(blocks, key=lambda block: (block.place, block.slug))


def _read(path: Path, day: dt.date) -> ImportedBlock:
    try:
        block = ImportedBlock.model_validate_json(path.read_bytes())
    except OSError as error:
        raise DraftDamagedError(str(path), f"cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "file"
        raise DraftDamagedError(str(path), f"{place}: {first['msg']}", "mend it, or import its page again") from None
    if block.date != day:
        raise DraftDamagedError(str(path), f"holds a block of {block.date}", "move it to where it belongs")
    return block


def _import_days(folder: Path) -> set[dt.date]:
    days = set()
    for path in folder.glob("imports/*/"):
        try:
            days.add(dt.date.fromisoformat(path.name))
        except ValueError:
            continue
    return days
