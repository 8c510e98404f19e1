"""A fresh worker process per question about a PDF, its limits, and what its death means.

PDFium is not safe in threads, and aborts when memory runs out; so no thread and no pool. A process of its own costs about
0.1 s of CPU per paper.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from digestgen.errors import PdfError, SettingsError

_KEPT_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""All of the environment that the worker gets: it has no need of keys."""
_COMPLAINT_BYTES = 20_000
_CANNOT_START = (b"ImportError:", b"ModuleNotFoundError:", b"No module named")
"""What the worker says when a part of the installation is missing: no paper's fault, and the same for all."""


@dataclass(frozen=True)
class Limits:
    """What one paper may take, and what counts as its text."""

    memory_bytes: int = 1_000_000_000
    """Address space of the worker."""
    cpu_seconds: int = 30
    """CPU time of the worker."""
    wall_seconds: float = 60.0
    """From start to answer, waiting included."""
    output_bytes: int = 20_000_000
    """Length of the worker's answer; 100 pages take 0.5 MB."""
    file_bytes: int = 40_000_000
    """Length of the PDF."""
    max_pages: int = 100
    """Pages that are read; the rest is left, and a note says so."""
    least_characters: int = 1_000
    """A shorter text is not a paper's: a cover, or pictures of pages."""


class Answer(NamedTuple):
    """What a worker printed, or why there is nothing."""

    output: bytes
    problem: str


def check_file(path: Path, limits: Limits) -> None:
    """Raise PdfError for a file that cannot be read or is too large."""
    try:
        size_bytes = path.stat().st_size
    except OSError as error:
        raise PdfError(str(path), f"cannot be read: {error.strerror}") from error
    if size_bytes > limits.file_bytes:
        raise PdfError(str(path), f"has {size_bytes:,} bytes; at most {limits.file_bytes:,} are read")


async def ask(worker: str, arguments: tuple[str, ...], limits: Limits) -> Answer:
    """Run the module `worker` with these arguments; return what it printed, or why there is nothing.

    The process is gone when this returns, raises, or is cancelled. Raises SettingsError where it cannot start, which no other
    paper would survive either.
    """
    try:
        async with asyncio.timeout(limits.wall_seconds), _running(worker, arguments) as process:
            output, complaint = await asyncio.gather(
                _read(process.stdout, limits.output_bytes), _read(process.stderr, _COMPLAINT_BYTES)
            )
            if len(output) > limits.output_bytes:
                return Answer(b"", f"gives more than {limits.output_bytes:,} bytes of text")
            code = await process.wait()
            if code > 0 and any(sign in complaint for sign in _CANNOT_START):
                raise SettingsError(
                    "PDF reader", "cannot start: a part of it is missing", "install digestgen with its dependencies"
                )
    except TimeoutError:
        return Answer(b"", f"gave no text within {limits.wall_seconds:g} s")
    return Answer(output, _meaning(code, complaint, limits) if code else "")


@asynccontextmanager
async def _running(worker: str, arguments: tuple[str, ...]) -> AsyncIterator[Process]:
    """Start a worker in a process group of its own, and leave nothing of the group behind."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", worker, *arguments, stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
        env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            _kill(process)
        await process.wait()


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError, PermissionError):  # it ended in this instant (macOS: PermissionError for a zombie)
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


async def _read(stream: asyncio.StreamReader | None, most_bytes: int) -> bytes:
    """Return what the stream gives up to its end, but stop as soon as it is more than `most_bytes`."""
    read = bytearray()
    while stream and len(read) <= most_bytes and (piece := await stream.read(65_536)):
        read += piece
    return bytes(read)


def _meaning(code: int, complaint: bytes, limits: Limits) -> str:
    """Say in words why a worker died: a negative code is the signal that ended it."""
    memory = f"needs more than {limits.memory_bytes // 1_000_000:,} MB of memory"
    last_line = complaint.decode("utf-8", errors="replace").strip().rpartition("\n")[2]
    if last_line.startswith("MemoryError"):
        return memory
    if code > 0:  # the class alone: a message may hold a path of this machine
        kind = last_line.partition(":")[0]
        return f"cannot be read: the worker ended with {kind if kind.isidentifier() else f'code {code}'}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    if name == "SIGXCPU":
        return f"needs more than {limits.cpu_seconds} s of CPU time"
    if name == "SIGKILL":
        return "cannot be read: the system killed the worker (SIGKILL), most likely for want of memory"
    return f"makes PDFium give up ({name}); most likely it {memory}"
