"""The command line: parse, wire, print, exit code. Thin on purpose; what is heavy is imported inside the commands.

Exit codes: 0 done (also: nothing new) · 1 unexpected · 2 usage · 3 some papers held or failed · 4 settings or credentials ·
5 an upstream is down · 75 another run holds the lock.
"""

import io
import sys

import click

from digestgen import __version__
from digestgen.cli.check import check
from digestgen.cli.doctor import doctor
from digestgen.cli.drafts import drafts
from digestgen.cli.edit import edit_draft
from digestgen.cli.imports import import_pages
from digestgen.cli.pages import parse, render
from digestgen.cli.prompt import prompt
from digestgen.cli.publishing import publish
from digestgen.cli.regenerate import regenerate
from digestgen.cli.review import review
from digestgen.cli.run import run
from digestgen.cli.sandbox import demo, sandbox
from digestgen.cli.status import status
from digestgen.errors import DigestgenError


class Program(click.Group):
    """Turns our errors into one line on standard error and their documented exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except DigestgenError as error:
            click.echo(f"digestgen: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digestgen")
def cli() -> None:
    """Turn the papers that Hugging Face readers vote up into a daily digest of five-section Chinese summaries.

    Settings come from the command line, the environment, .env and digestgen.toml, in this order; .env.example lists them.

    Exit codes: 0 done (also: nothing new), 1 unexpected, 2 usage, 3 some papers held or failed, 4 settings or credentials, 5 an
    upstream is down, 75 another run holds the lock.
    """


for _command in (
    run,
    regenerate,
    drafts,
    review,
    publish,
    status,
    import_pages,
    check,
    parse,
    render,
    prompt,
    doctor,
    demo,
    sandbox,
):
    cli.add_command(_command)


drafts.add_command(edit_draft)


def main() -> None:
    """Run the command line; the console script's entry. Output is UTF-8 whatever the console's code page says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()
