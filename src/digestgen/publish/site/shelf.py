"""The site's folder as a shelf: what is put there is written only if it differs, and what nobody put there goes.

Beside the files stands the manifest `.digestgen.json`: for each page the key of what it was made from, so that it need not be
made again. A manifest that is missing or damaged makes everything anew.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from digestgen.errors import StorageError
from digestgen.files import remove_file, write_atomically

MANIFEST = ".digestgen.json"
_FORMAT = 1
_FOLDERS = ("papers", "days", "months", "search")
_TOP = ("atom.xml", "rss.xml", "feed.json", "sitemap*.xml")
"""Ours beyond the fixed pages: other files at the top (CNAME, a favicon, a verification page) are somebody else's and stay."""


class Shelf:
    """One building of the site; `stamp` is of everything but the content: templates, program, settings."""

    def __init__(self, folder: Path, stamp: str) -> None:
        """Read the manifest, and look what is there."""
        self.folder, self.stamp = folder, stamp
        self._known = self._read_manifest()
        self._present = set(self._find())
        self._keys: dict[str, str] = {}
        self._wanted: set[str] = set()
        self.written = 0
        self.removed = 0

    def _read_manifest(self) -> dict[str, str]:
        try:
            manifest = json.loads((self.folder / MANIFEST).read_bytes())
            if (manifest["format"], manifest["stamp"]) != (_FORMAT, self.stamp):
                return {}
            return {str(name): str(key) for name, key in manifest["made"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def _find(self) -> Iterator[str]:
        for top in _FOLDERS:
            for where, _, names in os.walk(self.folder / top):
                below = Path(where).relative_to(self.folder).as_posix()
                yield from (f"{below}/{name}" for name in names)
        for pattern in _TOP:
            yield from (path.name for path in self.folder.glob(pattern))

    def is_made(self, name: str, key: str, files: list[str]) -> bool:
        """Tell whether the work `name` was done with this `key` and its files are there; then they stay as they are."""
        if self._known.get(name) != key or not self._present.issuperset(files):
            return False
        self._keys[name] = key
        self._wanted.update(files)
        return True

    def keep(self, files: list[str]) -> None:
        """Let files stand that cannot be made anew."""
        self._wanted.update(files)

    def made(self, name: str, key: str) -> None:
        """Take note that the work `name` is done."""
        self._keys[name] = key

    def put(self, path: str, body: bytes) -> None:
        """Write a file if it differs from what stands there; raises StorageError."""
        self._wanted.add(path)
        self.written += put_file(self.folder, path, body)

    def note(self, files: list[str], written: int) -> None:
        """Take note of files that another process has put there with `put_file`."""
        self._wanted.update(files)
        self.written += written

    def finish(self) -> None:
        """Remove what nobody put there or kept, then write the manifest."""
        for path in sorted(self._present - self._wanted):
            remove_file(self.folder / path)
            self.removed += 1
            parent = (self.folder / path).parent
            if parent.parent.name == "papers" and not any(parent.iterdir()):
                parent.rmdir()
        lines = ",\n".join(
            f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(key)}" for name, key in sorted(self._keys.items())
        )
        text = f'{{"format": {_FORMAT}, "stamp": {json.dumps(self.stamp)}, "made": {{\n{lines}\n}}}}\n'.encode()
        target = self.folder / MANIFEST
        if not target.is_file() or target.read_bytes() != text:
            write_atomically(target, text)


def put_file(folder: Path, path: str, body: bytes) -> bool:
    """Write a file if it differs from what stands there, and tell whether it did; raises StorageError."""
    target = folder / path
    try:
        if target.read_bytes() == body:
            return False
    except FileNotFoundError:
        pass
    except OSError as error:
        raise StorageError(str(target), f"cannot be read: {error.strerror}", "move it away") from error
    write_atomically(target, body, durable=False)
    return True
