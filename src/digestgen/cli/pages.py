"""`publish`, `parse` and `render`: drafts and objects to pages, and back."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import notify as messages
from digestgen.cli import options
from digestgen.errors import PARTIAL

if TYPE_CHECKING:
    import datetime as dt

    from digestgen.config import Settings
    from digestgen.publish import Published


@click.command()
@options.date
@click.option("--unattended", is_flag=True, help="First approve the drafts without errors, in the name of the checks.")
@messages.option
@messages.resend_option
@options.output_dir
@options.as_json
def publish(day: str, unattended: bool, notify: bool, resend: bool, output_dir: Path | None, as_json: bool) -> None:
    """Write the day's digest page from the drafts that are approved, most upvotes first.

    Every approved draft is checked once more; one with errors that nobody has waived is held back, named, and the exit code
    is 3. The page is output/digests/YYYY/D.md. Publishing twice is the same as once.

    With --notify the newest digest, and those of the last three days, go to everybody who is set and has not got them; one who
    cannot be reached is named, the exit code is 3, and the next --notify tries again.
    """
    import json

    from digestgen.cli.days import day_or_usage_error
    from digestgen.config import load_settings

    if resend and not notify:
        raise click.UsageError("--resend is said with --notify")
    settings, chosen = load_settings({"output_dir": output_dir}), day_or_usage_error(day)
    if notify:
        messages.check(settings)
    done = publish_checked(settings, chosen, unattended=unattended)
    sent = messages.notify(settings, chosen, resend=resend) if notify else []
    if as_json:
        row = _as_row(done) | ({"messages": messages.as_rows(sent)} if notify else {})
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        for line in describe_published(done) + (messages.describe_deliveries(sent) if notify else []):
            click.echo(line)
    click.get_current_context().exit(PARTIAL if done.held else messages.exit_code_of(sent))


def _as_row(done: "Published") -> dict[str, Any]:
    held = [{"id": draft.paper.id, "errors": [error.model_dump(mode="json") for error in draft.errors]} for draft in done.held]
    return {"path": str(done.path), "papers": done.papers, "waiting": done.waiting, "held": held, "changed": done.changed}


def publish_checked(settings: "Settings", day: "dt.date", *, unattended: bool) -> "Published":
    """Publish a day, where asked for after the checks have approved what is clean; holds the folder's lock."""
    from dataclasses import replace

    from digestgen.cli.wiring import surroundings_of, utc_now
    from digestgen.drafts import Drafts
    from digestgen.neighbours import archive_near
    from digestgen.prompts import Prompts
    from digestgen.publish import approve_unattended, publish_day

    drafts, now = Drafts(settings.output_dir), utc_now()
    around = surroundings_of(settings, Prompts(settings.prompts_dir))
    with drafts.locked(now):
        around = replace(around, archive=archive_near(drafts, day))
        if unattended:
            approve_unattended(drafts, day, now, around)
        return publish_day(drafts, day, around)


def describe_published(done: "Published") -> list[str]:
    """Say what publishing came to: the page in a line, then a line for each paper that is held."""
    left = f"; {done.waiting} draft(s) wait for approval (digestgen drafts list)" if done.waiting else ""
    verb = "written" if done.changed else "unchanged"
    if done.papers:
        lines = [f"{done.path}: {done.papers} paper(s), {verb}{left}"]
    else:
        lines = [f"nothing published: no draft is approved{left}"]
    for draft in done.held:
        reasons = "; ".join(error.message for error in draft.errors)
        lines.append(f"  held: {draft.paper.id} ({reasons}); see `digestgen drafts show {draft.paper.id}`")
    return lines


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def parse(file: Path) -> None:
    """Read a digest page or a bare block from FILE (- for standard input) and print its blocks as JSON.

    What belongs to no part of a block stands in `unplaced`, with its line. `digestgen render` is the inverse.
    """
    from digestgen import markdown

    click.echo(markdown.blocks_to_json(markdown.parse(read_text(file), name=str(file))))


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
def render(files: tuple[Path, ...]) -> None:
    """Print the Markdown of each FILE (- for standard input): JSON as `digestgen parse` prints it, or a draft."""
    from digestgen import markdown

    blocks = [block for file in files for block in markdown.blocks_from_json(read_text(file), str(file))]
    sys.stdout.buffer.write(markdown.render_digest(blocks).encode())


def read_text(file: Path) -> str:
    """Return the file's text, or standard input's for `-`; raises ParseError that names the file."""
    from digestgen.errors import ParseError

    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise ParseError(str(file), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ParseError(str(file), f"is not UTF-8 text (byte {error.start})") from error
