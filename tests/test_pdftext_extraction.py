"""A PDF can be anything: the parent gets a text or a PdfError, in time, and no process stays behind."""

import asyncio
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from pdf_tricks import BODY_LINES, show

from digestgen.errors import PdfError
from digestgen.models import PaperText
from digestgen.pdftext import Limits, extract
from digestgen.sandbox.pdffile import PdfFile, stream

TIGHT = Limits(memory_bytes=200_000_000, cpu_seconds=5, wall_seconds=20, max_pages=20)
BODY = b"".join(show(line, at=(72, 720 - 14 * number)) for number, line in enumerate(BODY_LINES))
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]"


def pages(count: int) -> PdfFile:
    pdf = PdfFile()
    font = pdf.font()
    for _ in range(count):
        pdf.page(BODY, fonts={b"F1": font})
    return pdf


def nested_forms(depth: int) -> bytes:
    """2 to the power of `depth` texts, in a few kilobytes."""
    pdf = PdfFile()
    form = pdf.add_stream(FORM + b"/Resources<</Font<</F1 %d 0 R>>>>" % pdf.font(), show("boom"))
    for _ in range(depth):
        form = pdf.add_stream(FORM + b"/Resources<</XObject<</X %d 0 R>>>>" % form, b"/X Do /X Do")
    pdf.page(b"/X Do", resources=b"/XObject<</X %d 0 R>>" % form)
    return pdf.save()


def flate_bomb(megabytes: int) -> bytes:
    """Make a content stream, deflated twice, of so many megabytes of blanks."""
    packer = zlib.compressobj()
    blanks = b" " * 1_000_000
    once = b"".join([*(packer.compress(blanks) for _ in range(megabytes)), packer.flush()])
    pdf = PdfFile()
    content = pdf.add_stream(b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(once))
    page = pdf.page(b"")
    pdf.replace(page, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R>>" % content)
    return pdf.save()


def with_password() -> bytes:
    pdf = pages(1)
    lock = pdf.add(b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"11" * 32, b"22" * 32))
    pdf.trailer_entries = b"/Encrypt %d 0 R/ID[<00><00>]" % lock
    return pdf.save()


def self_recursive_form() -> bytes:
    pdf = pages(1)
    form = pdf.add(b"")
    pdf.replace(form, stream(FORM + b"/Resources<</XObject<</X %d 0 R>>>>" % form, b"/X Do"))
    pdf.page(BODY + b"/X Do", fonts={b"F1": pdf.font()}, resources=b"/XObject<</X %d 0 R>>" % form)
    return pdf.save()


def page_tree_cycle() -> bytes:
    pdf = PdfFile()
    page = pdf.page(BODY, fonts={b"F1": pdf.font()})
    pdf.replace(2, b"<</Type/Pages/Count 3/Kids[2 0 R %d 0 R]>>" % page)
    return pdf.save()


def run(folder: Path, data: bytes, limits: Limits = TIGHT) -> PaperText:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return asyncio.run(extract(path, limits=limits))


REFUSED = {
    "empty": (b"", "is empty"),
    "random": (bytes(range(256)) * 100, "is not a PDF"),
    "half a file": (pages(9).save()[:2000], "is damaged or cut off"),
    "an error page": (b"<!DOCTYPE html><title>Rate exceeded</title>" + 2000 * b" ", "is an HTML page, not a PDF"),
    "a password": (with_password(), "asks for a password"),
    "no pages": (PdfFile().save(), "has no pages"),
    "too little text": (nested_forms(1), "holds only 4 visible characters of text; its pages: 1"),
    "deflated twice": (flate_bomb(300), "needs more than 200 MB of memory"),
    "forms in forms": (nested_forms(30), "needs more than 200 MB of memory"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_readable_paper_is_a_pdf_error_that_names_file_and_reason(tmp_path: Path, case: str) -> None:
    data, reason = REFUSED[case]
    with pytest.raises(PdfError) as caught:
        run(tmp_path, data)
    assert caught.value.subject == str(tmp_path / "paper.pdf")
    assert reason in caught.value.problem


READ = {
    "junk before the header": b"HTTP/1.1 200 OK\r\nserver: x\r\n\r\n" + pages(1).save(),
    "a form that draws itself": self_recursive_form(),
    "a page tree that holds itself": page_tree_cycle(),
}


@pytest.mark.parametrize("case", READ)
def test_what_can_be_read_is_read(tmp_path: Path, case: str) -> None:
    assert BODY_LINES[-1] in run(tmp_path, READ[case]).text


def test_a_missing_file_is_a_pdf_error(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="cannot be read: No such file"):
        asyncio.run(extract(tmp_path / "absent.pdf"))


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="at most 100 are read"):
        run(tmp_path, pages(1).save(), Limits(file_bytes=100))


def test_pages_over_the_cap_are_left_and_noted(tmp_path: Path) -> None:
    text = run(tmp_path, pages(300).save())
    assert (text.page_count, len(text.pages)) == (300, 20)
    assert text.notes == ("only the first 20 of 300 pages were read",)


def test_an_answer_over_its_cap_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="gives more than 1,000 bytes of text"):
        run(tmp_path, pages(20).save(), Limits(output_bytes=1_000))


def test_cpu_time_is_capped(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="needs more than 1 s of CPU time"):
        run(tmp_path, nested_forms(30), Limits(memory_bytes=4_000_000_000, cpu_seconds=1))


def test_wall_time_is_capped(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(PdfError, match=r"gave no text within 0\.3 s"):
        run(tmp_path, nested_forms(30), Limits(wall_seconds=0.3))
    assert time.monotonic() - started < 5


def processes_that_read(path: Path) -> list[str]:
    lines = [entry.read_bytes() for entry in Path("/proc").glob("[0-9]*/cmdline") if entry.exists()]
    return [line.decode() for line in lines if str(path).encode() in line]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_cancelled_caller_leaves_no_process_behind(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(nested_forms(30))

    async def cancel() -> None:
        task = asyncio.create_task(extract(path))
        async with asyncio.timeout(10):
            while not processes_that_read(path):  # noqa: ASYNC110 - no event tells that a process has started
                await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert processes_that_read(path) == []


def test_papers_are_read_side_by_side(tmp_path: Path) -> None:
    """One bomb among them takes none of the others down."""
    (tmp_path / "bomb.pdf").write_bytes(nested_forms(30))
    (tmp_path / "good.pdf").write_bytes(pages(2).save())

    async def read_all() -> list[PaperText | BaseException]:
        names = ("good.pdf", "bomb.pdf", "good.pdf")
        return await asyncio.gather(*(extract(tmp_path / name, limits=TIGHT) for name in names), return_exceptions=True)

    one, bomb, other = asyncio.run(read_all())
    assert isinstance(bomb, PdfError)
    assert isinstance(one, PaperText)
    assert one == other


def test_the_worker_starts_light() -> None:
    """Its start-up is paid for every paper: pydantic and asyncio alone would double it."""
    code = "import sys, digestgen.pdftext.worker; print({'pydantic', 'asyncio', 'dataclasses'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True, text=True).stdout == "set()\n"


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    import digestgen.pdftext as package  # noqa: PLC0415 - the lazy package is the subject

    with pytest.raises(AttributeError, match="no attribute 'extracts'"):
        _ = package.extracts
