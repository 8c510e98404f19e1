"""The two stores behind a page, read together: drafts and imported blocks of a day."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from digestgen.drafts import Drafts
from digestgen.imports import Imports
from digestgen.models import ImportedBlock
from digestgen.publish.entries import Entry, entries_of


def days_of(drafts: Drafts) -> list[dt.date]:
    """Return the days that have drafts or imported blocks, oldest first."""
    stores = (("drafts", drafts.days()), ("imports", Imports(drafts.folder).days()))
    return sorted({day for store, days in stores for day in days if has_files(drafts.folder / store / day.isoformat())})


def has_files(folder: Path) -> bool:
    """Tell whether a day's folder holds anything of ours: an empty one is left over."""
    return any(True for _ in folder.glob("[!.]*.json"))


def load_entries(drafts: Drafts, day: dt.date) -> list[Entry]:
    """Return what readers see of a day; raises DraftDamagedError for a file of the day that cannot be read."""
    return entries_of(day, drafts.on_day(day), imported_on(drafts.folder, day))


def imported_on(folder: Path, day: dt.date) -> Sequence[ImportedBlock]:
    """Return the day's imported blocks in the order of their page; raises DraftDamagedError that names the file."""
    return Imports(folder).on_day(day)
