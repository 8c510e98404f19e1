"""Fetched bytes, kept by content under a key."""

import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digestgen.cache import Cache
from digestgen.errors import StorageError


def index_of(folder: Path) -> Path:
    """Return the only index file."""
    (index,) = folder.glob("keys/*/*.json")
    return index


def test_what_was_put_under_a_key_is_found_there_by_its_sha256(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    path = cache.put("pdf/2311.12983v1", b"%PDF-")
    assert cache.get("pdf/2311.12983v1") == path
    assert path.read_bytes() == b"%PDF-"
    assert path.name == hashlib.sha256(b"%PDF-").hexdigest()
    assert path.parent == tmp_path / "cache" / "blobs" / path.name[:2]


def test_a_key_that_was_never_put_is_a_miss_and_makes_no_folder(tmp_path: Path) -> None:
    assert Cache(tmp_path / "cache").get("pdf/2311.12983v1") is None
    assert not (tmp_path / "cache").exists()


def test_another_run_finds_what_this_one_put(tmp_path: Path) -> None:
    path = Cache(tmp_path).put("key", b"body")
    assert Cache(tmp_path).get("key") == path


def test_a_key_put_again_has_the_newer_body(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("key", b"old")
    assert cache.get("key") != cache.put("key", b"new")
    assert (found := cache.get("key"))
    assert found.read_bytes() == b"new"


def test_two_keys_with_the_same_body_share_its_file(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.put("one", b"body") == cache.put("two", b"body")
    assert len(list(tmp_path.glob("blobs/*/*"))) == 1


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "pdf/hep-th/9901001v1", "a" * 5000, "", "\ud800", "\0", "键"])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    cache = Cache(tmp_path / "cache")
    assert cache.get(key) is None
    path = cache.put(key, b"body")
    assert cache.get(key) == path
    assert {entry.name for entry in tmp_path.iterdir()} == {"cache"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_read_what_is_kept(tmp_path: Path) -> None:
    Cache(tmp_path / "cache").put("key", b"body")
    for path in [tmp_path / "cache", *(tmp_path / "cache").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize("content", [b"", b"bodx", b"body and more"])
def test_a_file_whose_content_is_not_what_was_put_is_a_miss_and_set_aside(tmp_path: Path, content: bytes) -> None:
    cache = Cache(tmp_path)
    path = cache.put("key", b"body")
    path.write_bytes(content)
    assert cache.get("key") is None
    assert path.with_name(f"{path.name}.damaged").read_bytes() == content
    assert not path.exists()
    assert cache.put("key", b"body") == cache.get("key")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"key": "key"}',
        b'{"key": "key", "sha256": 7}',
        b'{"key": "key", "sha256": "../../../etc/passwd"}',
        b'{"key": "key", "sha256": "' + b"z" * 64 + b'"}',
        b'{"key": "other", "sha256": "' + b"0" * 64 + b'"}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_index_file_is_a_miss_and_set_aside(tmp_path: Path, content: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put("key", b"body")
    index = index_of(tmp_path)
    index.write_bytes(content)
    assert cache.get("key") is None
    assert index.with_name(f"{index.name}.damaged").read_bytes() == content
    assert cache.put("key", b"body") == cache.get("key")


def test_the_folder_may_be_deleted_at_any_time(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    path = cache.put("key", b"body")
    path.unlink()
    assert cache.get("key") is None
    assert cache.put("key", b"body") == cache.get("key")
    index_of(tmp_path / "cache").unlink()
    assert cache.get("key") is None


def test_the_index_file_says_which_key_it_is_of(tmp_path: Path) -> None:
    Cache(tmp_path).put("pdf/2311.12983v1", b"body")
    entry = json.loads(index_of(tmp_path).read_bytes())
    assert entry == {"key": "pdf/2311.12983v1", "sha256": hashlib.sha256(b"body").hexdigest(), "bytes": 4}


@pytest.mark.parametrize("verb", ["get", "put"])
def test_an_unusable_folder_is_named_together_with_what_to_do(tmp_path: Path, verb: str) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the folder should be")
    cache = Cache(in_the_way)
    with pytest.raises(StorageError) as caught:
        cache.get("key") if verb == "get" else cache.put("key", b"body")
    assert caught.value.subject.startswith(str(in_the_way))
    assert "DIGESTGEN_CACHE_DIR" in caught.value.remedy


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from digestgen.cache import Cache
from digestgen.errors import StorageError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
cache = Cache(Path(sys.argv[1]))
try:
    cache.put("key", b"x" * 5000)
except StorageError as error:
    print(error, "|", cache.get("key"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit what a process writes")
def test_a_disk_that_takes_no_more_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True)
    assert str(tmp_path) in done.stdout
    assert "free some space" in done.stdout
    assert done.stdout.endswith("| None\n")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_reader_sees_the_old_body_or_the_new_one_and_never_a_part(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    bodies = {bytes([letter]) * 100_000 for letter in b"ab"}
    cache.put("key", b"a" * 100_000)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            for body in bodies:
                cache.put("key", body)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(50):
            assert (found := cache.get("key"))
            assert found.read_bytes() in bodies
    finally:
        stop.set()
        writer.join()
    assert not list(tmp_path.rglob("*.damaged"))
