"""`publish`, `parse` and `render`: drafts and objects to pages, and back."""

import sys
from pathlib import Path

import click

from digestgen.cli import options


@click.command()
@options.date
@options.output_dir
@options.as_json
def publish(day: str, output_dir: Path | None, as_json: bool) -> None:
    """Write the day's digest page from the drafts that are approved, most upvotes first.

    The page is output/digests/YYYY/D.md. Publishing twice is the same as once.
    """
    import json

    from digestgen.cli.days import day_or_usage_error
    from digestgen.config import load_settings
    from digestgen.drafts import Drafts
    from digestgen.publish import publish_day

    settings = load_settings({"output_dir": output_dir})
    done = publish_day(Drafts(settings.output_dir), day_or_usage_error(day))
    if as_json:
        answer = {"path": str(done.path), "papers": done.papers, "waiting": done.waiting, "changed": done.changed}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(describe_published(done.path, done.papers, done.waiting, changed=done.changed))


def describe_published(path: Path, papers: int, waiting: int, *, changed: bool) -> str:
    """Say in a line what publishing came to."""
    left = f"; {waiting} draft(s) wait for approval (digestgen drafts list)" if waiting else ""
    if not papers:
        return f"nothing published: no draft is approved{left}"
    return f"{path}: {papers} paper(s), {'written' if changed else 'unchanged'}{left}"


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
