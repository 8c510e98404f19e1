"""`digestgen check`: the rules over pages, blocks, drafts and folders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options
from digestgen.cli.pages import read_text
from digestgen.errors import PARTIAL

if TYPE_CHECKING:
    from digestgen.checks import Surroundings
    from digestgen.checks.duplicates import Archive
    from digestgen.config import Settings
    from digestgen.errors import ParseError
    from digestgen.findings import Finding
    from digestgen.grounding import Source
    from digestgen.models import Draft, PaperText

FOLDERS_APART = frozenset({"reports", "cache", "imports", "sent", "site"})
"""Of an output folder: what holds no summaries, or shows them a second time."""
_MONTH_INDEX = re.compile(r"[0-9]{4}-[0-9]{2}\.md")


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The paper, as PDF or text: numbers, names and claims are then looked up in it.",
)
@options.cache_dir
@options.prompts_dir
@options.as_json
def check(paths: tuple[Path, ...], source: Path | None, as_json: bool, **overrides: Any) -> None:  # noqa: ANN401 - the settings options
    """Check digest pages, bare blocks, drafts, or whole folders of them; exit code 3 when there is an error.

    PATH is a Markdown file, a draft, JSON as `digestgen parse` prints it, a folder (searched for *.md and *.json), or - for
    standard input. A draft is checked against its paper where its PDF is still in the cache; what a person has waived in it is
    not told. An error holds a draft, a warning is only shown; docs/checks.md lists the rules.
    """
    import asyncio

    from digestgen.cli.wiring import surroundings_of
    from digestgen.config import load_settings
    from digestgen.findings import Severity
    from digestgen.prompts import Prompts

    settings = load_settings(overrides)
    around = surroundings_of(settings, Prompts(settings.prompts_dir))
    paper = asyncio.run(read_paper_file(source)) if source else None
    texts = {file: _text_of(file, named=file == path) for path in paths for file in _files_of(path)}
    checked = _Checker(settings, around, paper, texts)
    found = [Found(str(file), block, finding) for file in texts for block, finding in checked.check(file)]
    if as_json:
        _print_json(found)
    else:
        _print_lines(found, len(texts), grounded=checked.grounded)
    click.get_current_context().exit(PARTIAL if any(each.finding.severity is Severity.ERROR for each in found) else 0)


@dataclass(frozen=True)
class Found:
    """A finding, and where its text stands: the block's number counts from 1, 0 is the file as a whole."""

    path: str
    block: int
    finding: "Finding"

    def as_row(self) -> dict[str, Any]:
        """Return what a program reads."""
        finding = self.finding
        row: dict[str, Any] = {"path": self.path, "block": self.block, "rule": finding.rule, "severity": finding.severity.value}
        row |= {"field": finding.field, "span": finding.span, "message": finding.message}
        return row | {"place": finding.place.model_dump(mode="json") if finding.place else None}


def _print_json(found: list[Found]) -> None:
    import json

    click.echo(json.dumps([each.as_row() for each in found], ensure_ascii=False, indent=2))


def _print_lines(found: list[Found], files: int, *, grounded: bool) -> None:
    from digestgen.cli.showing import describe_finding

    for each in found:
        click.echo(f"{each.path}{f'#{each.block}' if each.block else ''}: {describe_finding(each.finding)}")
    errors = sum(each.finding.severity.value == "error" for each in found)
    aside = "" if grounded else "; give --source to look numbers and names up in the paper"
    click.echo(f"{files} file(s): {errors} error(s), {len(found) - errors} warning(s){aside}", err=True)


def _files_of(path: Path) -> list[Path]:
    """Return the file itself, or all pages and drafts below a folder."""
    from digestgen.errors import UsageError

    if not path.is_dir():
        return [path]
    found = [file for file in path.rglob("*") if file.suffix in {".md", ".json"} and _is_wanted(file.relative_to(path))]
    if not found:
        raise UsageError(str(path), "holds neither a page (*.md) nor a draft (*.json)")
    return sorted(found)


def _is_wanted(inside: Path) -> bool:
    """Tell whether a file below a folder may be a page or a draft: no index, no label, nothing hidden."""
    hidden = any(part.startswith(".") for part in inside.parts)
    is_index = inside.name == "README.md" or _MONTH_INDEX.fullmatch(inside.name)
    return not (hidden or is_index or FOLDERS_APART & set(inside.parts) or inside.name == "labels.json")


async def read_paper_file(path: Path) -> "PaperText":
    """Return the text of a PDF, or of a text file whose form feeds part the pages; raises UsageError, ParseError."""
    from digestgen.errors import PdfError, UsageError
    from digestgen.models import Page, PaperText
    from digestgen.pdftext import extract

    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    try:
        text = "" if is_pdf else read_text(path)
        paper = await extract(path) if is_pdf else None
    except PdfError as error:
        raise UsageError(str(path), f"cannot be read as the paper: {error.problem}") from error
    if paper:
        return paper
    if not text.strip():
        raise UsageError(str(path), "is empty: the paper was expected, as PDF or text")
    pages, start = [], 0
    for number, page in enumerate(text.split("\f"), 1):
        pages.append(Page(number=number, start=start, end=start + len(page)))
        start += len(page) + 1
    return PaperText(text=text, pages=tuple(pages), page_count=len(pages))


def _text_of(file: Path, *, named: bool) -> "str | ParseError":
    """Return a file's text; what is unreadable among the files of a folder is a finding, and ends nothing."""
    from digestgen.errors import ParseError

    try:
        return read_text(file)
    except ParseError as error:
        if named:
            raise
        return error


def _is_json(file: Path, text: str) -> bool:
    return file.suffix == ".json" or (file.suffix != ".md" and text.lstrip().startswith(("{", "[")))


class _Checker:
    """Checks file by file: a draft against its own paper, a page against the one that is given."""

    def __init__(
        self,
        settings: "Settings",
        around: "Surroundings",
        paper: "PaperText | None",
        texts: "dict[Path, str | ParseError]",
    ) -> None:
        from dataclasses import replace

        from digestgen.cache import Cache

        self._cache, self._paper, self._texts = Cache(settings.cache_dir), paper, texts
        pages, drafts = _archives_of({file: text for file, text in texts.items() if isinstance(text, str)})
        self._around, self._around_draft = replace(around, archive=pages), replace(around, archive=drafts)
        self.grounded = paper is not None

    def check(self, file: Path) -> Iterator[tuple[int, "Finding"]]:
        from digestgen.checks import check_page, no_digest

        text = self._texts[file]
        if not isinstance(text, str):
            yield 0, no_digest(text)
        elif _is_json(file, text):
            yield from self._check_json(text, file)
        else:
            yield from check_page(text, str(file), self._around, self._source("", "", self._paper))

    def _check_json(self, text: str, file: Path) -> Iterator[tuple[int, "Finding"]]:
        from digestgen.checks import check_block, no_digest, recheck
        from digestgen.errors import ParseError
        from digestgen.markdown import blocks_from_json

        if draft := _draft_in(text):
            source = self._source_of(draft)
            self.grounded = self.grounded or source is not None
            found = recheck(draft, self._around_draft, source)
            yield from ((1, finding) for finding in found if not any(waiver.covers(finding) for waiver in draft.waivers))
            return
        try:
            blocks = blocks_from_json(text, str(file))
        except ParseError as error:
            yield 0, no_digest(error)
            return
        source = self._source("", "", self._paper)
        for number, block in enumerate(blocks, 1):
            yield from ((number, finding) for finding in check_block(block, f"{file}#{number}", self._around, source))

    def _source_of(self, draft: "Draft") -> "Source | None":
        """Return a draft's paper: the given one, else its own PDF from the cache, or the abstract if it came from that alone."""
        import asyncio

        from digestgen.errors import PdfError
        from digestgen.models import TextSource
        from digestgen.pdftext import extract

        title, abstract = draft.paper.title, draft.paper.abstract
        if self._paper or draft.text.source is TextSource.ABSTRACT_ONLY:
            return self._source(title, abstract, self._paper, always=True)
        path = self._cache.find(draft.provenance.pdf_sha256) if draft.provenance.pdf_sha256 else None
        try:
            return self._source(title, abstract, asyncio.run(extract(path))) if path else None
        except PdfError:
            return None

    def _source(self, title: str, abstract: str, paper: "PaperText | None", *, always: bool = False) -> "Source | None":
        from digestgen.grounding import Source

        return Source(title, abstract, paper) if paper or always else None


def _draft_in(text: str) -> "Draft | None":
    from pydantic import ValidationError

    from digestgen.models import Draft

    try:
        return Draft.model_validate_json(text)
    except ValidationError:
        return None


def _archives_of(texts: dict[Path, str]) -> "tuple[Archive, Archive]":
    """Return the texts of all pages, and those of all drafts: a page is made of drafts, and is no copy of them."""
    from digestgen.checks.duplicates import Archive
    from digestgen.neighbours import add_draft, add_page

    pages, drafts = Archive(), Archive()
    for file, text in texts.items():
        if not _is_json(file, text):
            add_page(pages, text, str(file))
        elif draft := _draft_in(text):
            add_draft(drafts, draft)
    return pages, drafts
