"""`parse` and `render`, objects to pages and back; and one day's page from its drafts, for `publish` and `run`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import datetime as dt

    from digestgen.config import Settings
    from digestgen.publish import Published


def publish_checked(settings: "Settings", day: "dt.date", *, unattended: bool) -> "Published":
    """Publish a day, where asked for after the checks have approved what is clean; holds the folder's lock."""
    from dataclasses import replace

    from digestgen.cli.wiring import surroundings_of, utc_now
    from digestgen.drafts import Drafts
    from digestgen.neighbours import archive_near
    from digestgen.prompts import Prompts
    from digestgen.publish import approve_unattended, publish_day
    from digestgen.publish.stock import imported_on

    drafts, now = Drafts(settings.output_dir), utc_now()
    around = surroundings_of(settings, Prompts(settings.prompts_dir))
    with drafts.locked(now):
        around = replace(around, archive=archive_near(drafts, day))
        if unattended:
            approve_unattended(drafts, day, now, around)
        return publish_day(drafts, day, around, imported_on(drafts.folder, day))


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
    lines += [f"  left out: {arxiv_id} stands on the page as an imported block" for arxiv_id in done.doubled]
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
