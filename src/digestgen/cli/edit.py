"""`drafts edit`: a draft's block in the editor of whoever sits there, and back; whatever goes wrong, the text is kept."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options
from digestgen.cli.drafts import any_date, find_draft, optional_day, page_note, user_name
from digestgen.cli.pages import read_text
from digestgen.errors import PARTIAL

if TYPE_CHECKING:
    from digestgen.blocks import Block
    from digestgen.config import Settings
    from digestgen.markdown import Problem
    from digestgen.models import Draft, Summary


@click.command("edit")
@click.argument("arxiv_id", metavar="ID")
@any_date
@click.option(
    "--file",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Take the edited block from FILE (- for standard input), without an editor.",
)
@click.option("--tldr", metavar="TEXT", help="The new one-sentence version; the block has no place for it.")
@click.option("--note", default="", help="Kept with the decision.")
@options.cache_dir
@options.prompts_dir
@options.output_dir
def edit_draft(arxiv_id: str, day: str | None, file: Path | None, tldr: str | None, note: str, **overrides: Any) -> None:  # noqa: ANN401 - the settings options
    """Edit a draft's block as Markdown in $VISUAL or $EDITOR; the result is checked against the paper at once.

    What changed is yours from then on: no run makes the draft anew. An approved or published draft has to be approved again.
    A mistake is shown with its line, and your text is kept in a file that is named. With --tldr alone no editor is opened.
    The exit code is 3 when the edited draft is held.
    """
    from digestgen.config import load_settings
    from digestgen.drafts import Drafts

    settings = load_settings(overrides)
    draft = find_draft(Drafts(settings.output_dir), arxiv_id, optional_day(day))
    sheet = _new_sheet(draft) if file is None and tldr is None else None
    summary = draft.summary if tldr is None else _with_tldr(draft, tldr)
    if sheet:
        summary = _in_editor(sheet, draft)
    elif file is not None:
        summary = _read_or_fail(read_text(file), draft, summary.tldr, str(file))
    try:
        done = _store(settings, draft, summary, note)
    except BaseException:
        if sheet:
            click.echo(f"your text is kept in {sheet}", err=True)
        raise
    if sheet:
        sheet.unlink(missing_ok=True)
    _tell(draft, done)
    click.get_current_context().exit(PARTIAL if done.errors and done is not draft else 0)


def _block_of(draft: "Draft") -> "Block":
    from digestgen import markdown

    return markdown.block_of(draft.paper, draft.summary, draft.date)


def _with_tldr(draft: "Draft", tldr: str) -> "Summary":
    from pydantic import ValidationError

    from digestgen.errors import UsageError
    from digestgen.models import Summary

    try:
        return Summary.model_validate(draft.summary.model_dump() | {"tldr": tldr.strip()})
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]["msg"].removeprefix("Value error, ")
        raise UsageError("--tldr", problem) from None


def _read(text: str, draft: "Draft", tldr: str) -> "tuple[Summary | None, tuple[Problem, ...]]":
    from digestgen import markdown

    return markdown.summary_of(text, _block_of(draft), tldr)


def _read_or_fail(text: str, draft: "Draft", tldr: str, name: str) -> "Summary":
    """Return the summary of an edited text; raises UsageError after every problem has been told with its line."""
    from digestgen.errors import UsageError

    summary, problems = _read(text, draft, tldr)
    for problem in problems:
        click.echo(f"{name}, {problem}", err=True)
    if summary is None:
        raise UsageError(name, f"{len(problems)} problem(s); nothing is stored", "mend it, and give it with --file")
    return summary


def _new_sheet(draft: "Draft") -> Path:
    """Write the block to a file of its own, which only its owner may read; raises UsageError where there is no editor."""
    import os
    import shutil
    import tempfile

    from digestgen import markdown
    from digestgen.errors import UsageError
    from digestgen.identifiers import file_stem

    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not chosen and not any(map(shutil.which, ("sensible-editor", "vim", "nano", "vi"))):
        raise UsageError("editor", "none is set", "name one in VISUAL or EDITOR, or use --file")
    handle, name = tempfile.mkstemp(prefix=f"digestgen-{file_stem(draft.paper.id)}-", suffix=".md")
    with os.fdopen(handle, "wb") as out:
        out.write(markdown.render(_block_of(draft)).encode())
    return Path(name)


def _in_editor(sheet: Path, draft: "Draft") -> "Summary":
    """Return the summary that the editor gives back; after a mistake it is offered again, where somebody can answer."""
    from digestgen.errors import ParseError, UsageError

    while True:
        try:
            click.edit(filename=str(sheet))
        except click.ClickException as error:
            raise UsageError(
                str(sheet), error.message, "your text is kept there; set VISUAL or EDITOR, or give it with --file"
            ) from error
        try:
            return _read_or_fail(read_text(sheet), draft, draft.summary.tldr, str(sheet))
        except (UsageError, ParseError) as error:
            if sys.stdin.isatty() and click.confirm(f"{error.problem}; edit it again?", default=True, err=True):
                continue
            click.echo(f"your text is kept in {sheet}", err=True)
            raise


def _store(settings: "Settings", draft: "Draft", summary: "Summary", note: str) -> "Draft":
    """Judge and store the edited draft; raises UsageError where the stored one is not what was edited any more."""
    import asyncio
    from dataclasses import replace

    from digestgen.cache import Cache
    from digestgen.cli.wiring import surroundings_of, utc_now
    from digestgen.drafts import Drafts
    from digestgen.errors import UsageError
    from digestgen.neighbours import archive_near
    from digestgen.prompts import Prompts
    from digestgen.revise import edit, paper_text, version_of

    store, now = Drafts(settings.output_dir), utc_now()
    text = asyncio.run(paper_text(draft, Cache(settings.cache_dir)))
    around = surroundings_of(settings, Prompts(settings.prompts_dir))
    with store.locked(now):
        standing = find_draft(store, draft.paper.id, draft.date)
        if version_of(standing) != version_of(draft):
            raise UsageError(f"{draft.paper.id} of {draft.date}", "was changed meanwhile; nothing is stored", "edit it again")
        around = replace(around, archive=archive_near(store, draft.date))
        done = edit(draft, summary, text=text, around=around, by=user_name(), at=now, note=note)
        if done is not draft:
            store.write(done)
    return done


def _tell(before: "Draft", done: "Draft") -> None:
    from digestgen.cli.showing import finding_lines
    from digestgen.models import DraftState

    name = f"{done.paper.id} of {done.date}"
    if done is before:
        click.echo(f"{name}: nothing changed")
        return
    changed = done.history[-1].action
    click.echo(f"{name}: {changed}; {done.state}, {len(done.errors)} error(s)")
    if before.approved:
        was = "published" if before.state is DraftState.PUBLISHED else "approved"
        click.echo(f"it was {was}, and has to be approved again{page_note(before)}")
    for line in finding_lines(done):
        click.echo(line)
