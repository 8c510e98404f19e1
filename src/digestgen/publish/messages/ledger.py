"""What was sent to whom: `sent/D.json` in the output folder, one file a day, written before and after each sending.

A target stands in it under a hash that is slow to make, since the folder may be public and mail addresses are easily guessed.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from digestgen.errors import StorageError
from digestgen.files import write_atomically
from digestgen.noun import Noun


class SendingState(StrEnum):
    """How far a message came."""

    SENDING = "sending"
    """Begun. Found at a start, it means that the program stopped in the middle."""
    SENT = "sent"
    FAILED = "failed"
    """Surely not taken: it is sent again next time."""
    UNKNOWN = "unknown"
    """Perhaps taken: it is not sent again unless a person says so."""


class Sending(Noun):
    """The last attempt to send a day's digest to one target."""

    kind: str
    """What kind of target it is, such as `mail`."""
    state: SendingState
    at: dt.datetime
    digest_sha256: str
    """Of the digest as it was sent, see `Digest.sha256`."""


class SentDay(Noun):
    """A day's file."""

    date: dt.date
    targets: Mapping[str, Sending] = Field(default_factory=dict)
    """By the target's hash."""


class Ledger:
    """The folder `sent` below an output folder; the caller holds that folder's lock."""

    def __init__(self, output: Path) -> None:
        """Take the folder as it is; nothing is created before the first write."""
        self._folder = output / "sent"

    def find(self, day: dt.date, key: str) -> Sending | None:
        """Return the last attempt; None where there was none. Raises StorageError for a file that cannot be read."""
        return self._read(day).targets.get(key)

    def write(self, day: dt.date, key: str, sending: Sending) -> None:
        """Store an attempt, whole or not at all."""
        known = self._read(day)
        after = SentDay(date=day, targets=dict(sorted({**known.targets, key: sending}.items())))
        write_atomically(self._path(day), (after.model_dump_json(indent=2) + "\n").encode())

    def _path(self, day: dt.date) -> Path:
        return self._folder / f"{day.isoformat()}.json"

    def _read(self, day: dt.date) -> SentDay:
        path = self._path(day)
        try:
            return SentDay.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return SentDay(date=day)
        except (OSError, ValidationError) as error:
            remedy = "mend it from a backup; without it, messages of that day would go out twice"
            raise StorageError(str(path), "cannot be read, so that nobody knows what was sent", remedy) from error


def target_key(kind: str, address: str) -> str:
    """Return the hash under which a target is known; it takes about 50 ms, so that guessing addresses is dear."""
    salt = f"digestgen message target {kind}".encode()
    return hashlib.scrypt(address.encode(), salt=salt, n=2**14, r=8, p=1, dklen=12).hex()
