"""Which days have something to publish, and bringing the memory of the published days up to date.

A day whose drafts, imports and page are what they were when it was last published is neither read nor published again.
"""

import datetime as dt
from collections.abc import Sequence

from digestgen.drafts import Drafts
from digestgen.errors import DraftDamagedError, StorageError
from digestgen.files import remove_file
from digestgen.models import Draft, DraftState
from digestgen.publish.entries import entries_of
from digestgen.publish.memory import DayRecord, Memory, day_key, page_key
from digestgen.publish.pages import digest_of, page_path
from digestgen.publish.rows import row_of
from digestgen.publish.stock import days_of, imported_on


def due_days(drafts: Drafts, memory: Memory, *, unattended: bool = False) -> list[dt.date]:
    """Return the days that have approved drafts not yet published, or whose page would change; oldest first.

    `unattended`, a day with drafts that only wait for approval is due as well. A day with a damaged file is due too: publishing
    it tells what is wrong.
    """
    return [day for day in days_of(drafts) if _is_due(drafts, day, memory.days.get(day), unattended=unattended)]


def _is_due(drafts: Drafts, day: dt.date, known: DayRecord | None, *, unattended: bool) -> bool:
    page = page_of(drafts, day)
    if known and known.key == day_key(drafts.folder, day) and known.page == page_key(page):
        return unattended and known.waiting > 0
    try:
        stored, imported = drafts.on_day(day), imported_on(drafts.folder, day)
    except DraftDamagedError:
        return True
    fresh = any(draft.state is DraftState.APPROVED for draft in stored)
    open_ones = any(draft.state in {DraftState.PENDING, DraftState.HELD} for draft in stored)
    body = digest_of(stored, imported).encode()
    lost = known is not None and known.page == page_key(page)  # a page that we wrote, with nothing left on it
    return fresh or (unattended and open_ones) or ((body != (page or b"")) if body or lost else False)


def page_of(drafts: Drafts, day: dt.date) -> bytes | None:
    """Return the page of a day as it stands, None where there is none; raises StorageError."""
    path = page_path(drafts.folder, day)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(str(path), f"cannot be read: {error.strerror}", "check its permissions") from error


def refresh(drafts: Drafts, memory: Memory) -> list[DraftDamagedError]:
    """Read the days that changed into the memory, and forget those that are gone; saves nothing.

    Returns the errors of the days that cannot be read: those stay as they were known. The page of a day of which all files are
    gone is removed, if it is the one that we wrote.
    """
    damaged, here = [], days_of(drafts)
    for day in here:
        try:
            _refresh_day(drafts, memory, day)
        except DraftDamagedError as error:
            damaged.append(error)
    for day in sorted(memory.days.keys() - set(here)):
        page = page_of(drafts, day)
        if page is not None and memory.days[day].page == page_key(page):
            remove_file(page_path(drafts.folder, day))
        memory.drop(day)
    return damaged


def _refresh_day(drafts: Drafts, memory: Memory, day: dt.date) -> None:
    key, page = day_key(drafts.folder, day), page_key(page_of(drafts, day))
    known = memory.days.get(day)
    if known and (known.key, known.page) == (key, page):
        return
    stored, imported = drafts.on_day(day), imported_on(drafts.folder, day)
    rows = tuple(row_of(entry) for entry in entries_of(day, stored, imported))
    memory.put(day, DayRecord(key=key, page=page, waiting=_waiting(stored), held=_held(stored), rows=rows))


def _held(drafts: Sequence[Draft]) -> int:
    return sum(1 for draft in drafts if draft.errors and draft.state is not DraftState.REJECTED)


def _waiting(drafts: Sequence[Draft]) -> int:
    return sum(1 for draft in drafts if not draft.errors and draft.state in {DraftState.PENDING, DraftState.HELD})
