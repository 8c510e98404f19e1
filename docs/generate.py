"""Write what is generated from the code: `.env.example`, docs/checks.md, docs/commands.md, and the help texts in the READMEs.

`python docs/generate.py` writes the files; with `--check` it only says which ones are out of date (exit code 1).
Links of the documentation to files that do not exist are an error either way.
"""

import re
import sys
from pathlib import Path

import click
from checks_page import checks_page

from digestgen.cli import cli
from digestgen.config import env_example

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
WIDTH = 100
_HELP = re.compile(r"(<!-- help: ?(?P<command>[a-z ]*)-->\n)(?:```text\n.*?```\n)?", re.DOTALL)


def help_of(path: str) -> str:
    """Return the help of a command such as `drafts list`, as the program prints it."""
    command: click.Command = cli
    names = cli.context_settings["help_option_names"]
    context = click.Context(cli, info_name="digestgen", max_content_width=WIDTH, terminal_width=WIDTH, help_option_names=names)
    for name in path.split():
        found = command.get_command(context, name) if isinstance(command, click.Group) else None
        if found is None:
            raise SystemExit(f"docs: there is no command {path!r}")
        command = found
        context = click.Context(command, info_name=name, parent=context, max_content_width=WIDTH, terminal_width=WIDTH)
    return command.get_help(context)


def with_help(text: str) -> str:
    """Fill in the help text behind each `<!-- help: command -->`."""
    return _HELP.sub(lambda match: f"{match[1]}```text\n{help_of(match['command'])}\n```\n", text)


def command_paths(group: click.Group = cli, above: str = "") -> list[str]:
    """Return all commands, `drafts list` like."""
    paths = []
    for name, command in group.commands.items():
        path = f"{above} {name}".strip()
        paths.append(path)
        if isinstance(command, click.Group):
            paths += command_paths(command, path)
    return paths


def commands_page() -> str:
    """Return docs/commands.md."""
    parts = ["# Commands\n\nGenerated from the program's own help by `python docs/generate.py`.\n"]
    parts += [f"## digestgen {path}\n\n```text\n{help_of(path)}\n```\n" for path in command_paths()]
    return "\n".join(parts)


def wanted() -> dict[Path, str]:
    """Return each generated file with the text that it should have."""
    readmes = [ROOT / name for name in ("README.md", "README.zh.md")]
    files = {path: with_help(path.read_text("utf-8")) for path in readmes}
    pages = {"commands.md": commands_page(), "checks.md": checks_page()}
    return files | {ROOT / ".env.example": env_example()} | {ROOT / "docs" / name: text for name, text in pages.items()}


def dead_links() -> list[str]:
    """Return the links of all pages that lead to no file of the checkout."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "output" / "README.md"]
    found = [(page, target) for page in pages for target in _LINK.findall(page.read_text("utf-8"))]
    return [f"{page.relative_to(ROOT)} links to {target}" for page, target in found if not (page.parent / target).exists()]


def main() -> None:
    """Write, or check."""
    check = "--check" in sys.argv[1:]
    if dead := dead_links():
        raise SystemExit("\n".join(dead))
    stale = [(path, text) for path, text in wanted().items() if not path.is_file() or path.read_text("utf-8") != text]
    for path, text in stale:
        click.echo(f"{path.relative_to(ROOT)} {'is out of date' if check else 'written'}")
        if not check:
            path.write_text(text, "utf-8")
    raise SystemExit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
