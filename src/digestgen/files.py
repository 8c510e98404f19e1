"""The one way to write a file: whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from digestgen.errors import StorageError


def write_atomically(path: Path, body: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
    """Put `body` at `path`, creating folders: a reader or a crash sees the old file or the new one, never a part.

    Not `durable` is for what can be made again: the disk is not waited for, which is many times as fast, and a power cut may
    leave the file empty. The temp file stands beside the target as `.NAME.….tmp`. Raises StorageError that names the path
    (read-only, full, no folder).
    """
    temp = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temp = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(temp).chmod(mode)
        Path(temp).replace(path)
        if durable:
            _sync_folder(path.parent)
    except BaseException as error:
        if temp:
            with contextlib.suppress(OSError):
                Path(temp).unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise  # an interrupt leaves no temp file either
        raise StorageError(str(path), f"cannot be written: {error.strerror or error}", "check space and permissions") from error


def remove_file(path: Path) -> None:
    """Remove a file; raises StorageError that names it."""
    try:
        path.unlink()
    except OSError as error:
        raise StorageError(str(path), f"cannot be removed: {error.strerror or error}", "check permissions") from error


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable where the system lets a folder be synced (not on Windows)."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
