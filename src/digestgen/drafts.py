"""The output folder is the database: `drafts/D/ID.json`, one file a paper, and `reports/D.json`, the day's last account.

`reports/last_run.json` says how the last run ended, whichever days it was about.

Files are written whole or not at all. A file that does not parse is reported by name and never overwritten. Beside them stands
the lock that lets one run at a time work on the folder.
"""

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from pydantic import ValidationError

from digestgen.errors import DraftDamagedError, LockHeldError, SettingsError, StorageError
from digestgen.files import write_atomically
from digestgen.identifiers import file_stem
from digestgen.models import Draft
from digestgen.noun import Noun
from digestgen.reports import DayReport, LastRun

LOCK_NAME = ".digestgen.lock"
LAST_RUN_NAME = "last_run.json"
_Kept = TypeVar("_Kept", bound=Noun)


class Drafts:
    """The drafts and reports below one output folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder as it is; nothing is created before the first write."""
        self.folder = folder

    def path(self, day: dt.date, arxiv_id: str) -> Path:
        """Return where the draft of a paper stands; raises ValueError for what is no arXiv id."""
        return self.folder / "drafts" / day.isoformat() / f"{file_stem(arxiv_id)}.json"

    def read(self, day: dt.date, arxiv_id: str) -> Draft | None:
        """Return the draft, None where there is none; raises DraftDamagedError."""
        path = self.path(day, arxiv_id)
        return self._read(path, day) if path.is_file() else None

    def _read(self, path: Path, day: dt.date) -> Draft:
        """Read a draft, and make sure that it is the one that belongs there: a copy of another would be taken for it."""
        draft = read_draft(path)
        name = path.relative_to(self.folder)
        if (draft.date, file_stem(draft.paper.id)) != (day, path.stem):
            problem = f"holds the draft of {draft.paper.id} of {draft.date}"
            raise DraftDamagedError(str(name), problem, "move it to where it belongs")
        return draft

    def write(self, draft: Draft) -> Path:
        """Store the draft, replacing an older one of the same paper and day."""
        path = self.path(draft.date, draft.paper.id)
        write_atomically(path, (draft.model_dump_json(indent=2) + "\n").encode())
        return path

    def days(self) -> list[dt.date]:
        """Return the days that have drafts, oldest first."""
        return sorted(day for path in self.folder.glob("drafts/*/") if (day := _day_of(path)))

    def scan(self, day: dt.date) -> Iterator[Draft | DraftDamagedError]:
        """Yield each draft of the day, by id; a damaged file comes as the error that names it."""
        for path in sorted((self.folder / "drafts" / day.isoformat()).glob("[!.]*.json")):
            try:
                yield self._read(path, day)
            except DraftDamagedError as error:
                yield error

    def on_day(self, day: dt.date) -> list[Draft]:
        """Return the day's drafts as a reader sees them, most upvotes first; raises DraftDamagedError for a damaged file."""
        drafts = []
        for found in self.scan(day):
            if isinstance(found, DraftDamagedError):
                raise found
            drafts.append(found)
        return sorted(drafts, key=lambda draft: (-draft.paper.upvotes, draft.paper.id))

    def find(self, arxiv_id: str) -> Iterator[Draft | DraftDamagedError]:
        """Yield all drafts of a paper, newest day first; a damaged file comes as its error. Raises ValueError for a non-id."""
        for day in reversed(self.days()):
            try:
                draft = self.read(day, arxiv_id)
            except DraftDamagedError as error:
                yield error
            else:
                if draft:
                    yield draft

    def write_report(self, report: DayReport) -> Path:
        """Store the account of a day's last run; one that differs from the stored one in nothing but its times is left out.

        So a run that changes nothing leaves the folder as it was, and there is nothing to commit.
        """
        path = self._report_path(report.date)
        try:
            stored = self.read_report(report.date)
        except StorageError:
            stored = None  # what cannot be read is replaced: nothing in an account is a person's work
        if stored is None or not report.says_the_same_as(stored):
            write_atomically(path, (report.model_dump_json(indent=2) + "\n").encode())
        return path

    def _report_path(self, day: dt.date) -> Path:
        return self.folder / "reports" / f"{day.isoformat()}.json"

    def report_days(self) -> list[dt.date]:
        """Return the days that have an account, oldest first."""
        return sorted(day for path in self.folder.glob("reports/*.json") if (day := _day_of(path.with_suffix(""))))

    def read_report(self, day: dt.date) -> DayReport | None:
        """Return the stored account of a day, None where there is none; raises StorageError for a damaged one."""
        return _read_noun(self._report_path(day), DayReport)

    def write_last_run(self, last: LastRun) -> None:
        """Store how the last run ended."""
        write_atomically(self.folder / "reports" / LAST_RUN_NAME, (last.model_dump_json(indent=2) + "\n").encode())

    def read_last_run(self) -> LastRun | None:
        """Return how the last run ended; None where none is known, or the file that says so is damaged."""
        try:
            return _read_noun(self.folder / "reports" / LAST_RUN_NAME, LastRun)
        except StorageError:
            return None

    @contextlib.contextmanager
    def locked(self, now: dt.datetime) -> Iterator[None]:
        """Hold the folder for one run; raises LockHeldError with pid and start of the run that has it.

        The system drops the lock with the process, so that a crash leaves nothing to clean up.
        """
        path = self.folder / LOCK_NAME
        holder = path.with_suffix(".json")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(path, timeout=0)
            lock.acquire()
        except Timeout as error:
            raise LockHeldError(str(self.folder), _describe(holder), "wait for it to end, or use another --output-dir") from error
        except OSError as error:
            problem = f"cannot be written: {error.strerror}"
            raise SettingsError(str(self.folder), problem, "choose another output folder, or mend its permissions") from error
        try:
            write_atomically(holder, json.dumps({"pid": os.getpid(), "since": now.isoformat()}).encode())
            yield
        finally:
            with contextlib.suppress(OSError):
                holder.unlink(missing_ok=True)
            lock.release()


def read_draft(path: Path) -> Draft:
    """Return the draft in `path`; raises DraftDamagedError that names the file and the first wrong field."""
    try:
        return Draft.model_validate_json(path.read_bytes())
    except OSError as error:
        raise DraftDamagedError(str(path), f"cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise DraftDamagedError(str(path), f"{place}: {first['msg']}", "mend it, or move it away and run the day again") from None


def _read_noun(path: Path, kind: type[_Kept]) -> _Kept | None:
    try:
        return kind.model_validate_json(path.read_bytes()) if path.is_file() else None
    except (OSError, ValidationError) as error:
        raise StorageError(str(path), "cannot be read", "the next run of the day writes it anew") from error


def _day_of(path: Path) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(path.name)
    except ValueError:
        return None
    return day if day.isoformat() == path.name else None  # `20240131` is a date too, but none of our folders


def _describe(holder: Path) -> str:
    try:
        known = json.loads(holder.read_bytes())
        return f"another run holds it: process {known['pid']}, since {known['since']}"
    except (OSError, ValueError, KeyError):
        return "another run holds it"
