"""Fetched bytes, kept by content under a key: `keys/<2>/<sha256 of the key>.json` names the blob, `blobs/<2>/<sha256>` is it.

It is no store of record: the whole folder may be deleted at any time, also between `get` and the opening of what it returned; the
reader then treats the file as gone and fetches again. Every hit is hashed (about 0.03 s for 40 MB), so a damaged entry is a miss.
Folders are 0700 and files 0600 where the system has that: what somebody reads is nobody else's affair.
"""

import hashlib
import json
from pathlib import Path

from digestgen.errors import StorageError
from digestgen.files import write_atomically

_REMEDY = "free some space, or name a folder that you may write to in DIGESTGEN_CACHE_DIR"


class Cache:
    """Bytes by key, in a folder that is made when something is first put there."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is read or made yet."""
        self._folder = folder

    def get(self, key: str) -> Path | None:
        """Return the file that was put under `key`, its name being the sha256 of its content; None where there is none.

        What is damaged is set aside as `….damaged` and counts as none. Raises StorageError for a folder that cannot be read.
        """
        index = self._index(key)
        try:
            sha256 = _read_index(index, key)
            blob = self._blob(sha256)
            if _hash_file(blob) == sha256:
                return blob
            _set_aside(blob)
        except FileNotFoundError:
            pass
        except _DamagedError:
            _set_aside(index)
        except OSError as error:
            raise _unusable(index, "read", error) from error
        return None

    def find(self, sha256: str) -> Path | None:
        """Return the file with this content, where it is there and whole."""
        blob = self._blob(sha256)
        try:
            return blob if _hash_file(blob) == sha256 else None
        except OSError:
            return None

    def put(self, key: str, body: bytes) -> Path:
        """Keep `body` under `key` and return its file, whose name is its sha256; a reader sees the old entry or the new one.

        Raises StorageError, with path and remedy, where the folder cannot be written or the disk is full.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        entry = {"key": key, "sha256": sha256, "bytes": len(body)}
        self._write(self._blob(sha256), body)
        self._write(self._index(key), json.dumps(entry, indent=2).encode() + b"\n")
        return self._blob(sha256)

    def _blob(self, sha256: str) -> Path:
        return self._folder / "blobs" / sha256[:2] / sha256

    def _index(self, key: str) -> Path:
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()  # no key can name a path
        return self._folder / "keys" / name[:2] / f"{name}.json"

    def _write(self, path: Path, body: bytes) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (path.parent.parent, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            write_atomically(path, body, mode=0o600)
        except OSError as error:
            raise _unusable(path, "written", error) from error
        except StorageError as error:
            raise StorageError(error.subject, error.problem, _REMEDY) from error


class _DamagedError(Exception):
    """An index file that does not say which blob it means."""


def _read_index(index: Path, key: str) -> str:
    try:
        entry = json.loads(index.read_bytes())
        sha256 = entry["sha256"]
        if entry["key"] != key or len(sha256) != hashlib.sha256().digest_size * 2 or not set(sha256) <= set("0123456789abcdef"):
            raise _DamagedError
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _DamagedError from error
    return str(sha256)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _set_aside(path: Path) -> None:
    """Move `path` out of the way, over what was set aside there before; it may be gone meanwhile."""
    try:
        path.replace(path.with_name(f"{path.name}.damaged"))
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unusable(path, "set aside", error) from error


def _unusable(path: Path, verb: str, error: OSError) -> StorageError:
    return StorageError(str(path), f"cannot be {verb}: {error.strerror or error}", _REMEDY)
