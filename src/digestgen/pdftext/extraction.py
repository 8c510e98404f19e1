"""The parent's side of text extraction: a fresh worker process per paper, its limits, and what its death means.

PDFium is not safe in threads, and aborts when memory runs out; so no thread and no pool. A process of its own costs about
0.1 s of CPU per paper. Limits: measured on 53 papers (108 MB, 0.2 s at the median) and on bombs, which die within 3 s.
"""

import asyncio
import json
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
from digestgen.models import PaperText

_WORKER = "digestgen.pdftext.worker"
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


_DEFAULTS = Limits()


async def extract(path: Path, *, limits: Limits = _DEFAULTS) -> PaperText:
    """Return the visible text of the PDF at `path`, in reading order, with exact offsets of its pages and sections.

    Runs a worker process, which is gone when this returns, raises, or is cancelled. Raises PdfError, which names the file and the
    reason, for whatever is no readable PDF, takes more than `limits` allow, or holds too little visible text; SettingsError where
    the worker cannot start, which no other paper would survive either.
    """
    _check_file(path, limits)
    answer = await _ask(path, limits)
    if answer.problem:
        raise PdfError(str(path), answer.problem)
    fields = json.loads(answer.output)
    if "problem" in fields:
        raise PdfError(str(path), fields["problem"])
    text = PaperText.model_validate(fields)
    _check_length(path, text, limits)
    return text


def _check_file(path: Path, limits: Limits) -> None:
    try:
        size_bytes = path.stat().st_size
    except OSError as error:
        raise PdfError(str(path), f"cannot be read: {error.strerror}") from error
    if size_bytes > limits.file_bytes:
        raise PdfError(str(path), f"has {size_bytes:,} bytes; at most {limits.file_bytes:,} are read")


def _check_length(path: Path, text: PaperText, limits: Limits) -> None:
    if text.page_count == 0:
        raise PdfError(str(path), "has no pages")
    if len(text.text) < limits.least_characters:
        hidden = f" and {text.hidden_characters:,} hidden ones" if text.hidden_characters else ""
        raise PdfError(
            str(path),
            f"holds only {len(text.text):,} visible characters of text{hidden}; its pages: {text.page_count}",
            "is it scanned?",
        )


class _Answer(NamedTuple):
    output: bytes
    problem: str


async def _ask(path: Path, limits: Limits) -> _Answer:
    """Run a worker; return what it printed, or why there is nothing."""
    arguments = (str(path), str(limits.max_pages), str(limits.memory_bytes), str(limits.cpu_seconds))
    try:
        async with asyncio.timeout(limits.wall_seconds), _worker(arguments) as process:
            output, complaint = await asyncio.gather(
                _read(process.stdout, limits.output_bytes), _read(process.stderr, _COMPLAINT_BYTES)
            )
            if len(output) > limits.output_bytes:
                return _Answer(b"", f"gives more than {limits.output_bytes:,} bytes of text")
            code = await process.wait()
            if code > 0 and any(sign in complaint for sign in _CANNOT_START):
                raise SettingsError(
                    "PDF reader", "cannot start: a part of it is missing", "install digestgen with its dependencies"
                )
    except TimeoutError:
        return _Answer(b"", f"gave no text within {limits.wall_seconds:g} s")
    return _Answer(output, _meaning(code, complaint, limits) if code else "")


@asynccontextmanager
async def _worker(arguments: tuple[str, ...]) -> AsyncIterator[Process]:
    """Start a worker in a process group of its own, and leave nothing of the group behind."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", _WORKER, *arguments, stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
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
