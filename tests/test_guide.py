"""The guide works as written: its commands run in their order, in both languages, and its pictures and links exist."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from digestgen.cli import cli
from digestgen.cli.sandbox import settings_of
from digestgen.sandbox import demo_sandbox, serve

DOCS = Path(__file__).parents[1] / "docs"
GUIDES = [DOCS / "guide.md", DOCS / "guide.zh.md"]
PAGES = [*GUIDES, DOCS / "changing.md", DOCS / "changing.zh.md"]
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(digestgen [^`]+)`")
_PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#]+)(?:#[^)]*)?\)")
_CODE = re.compile(r"# exit code ([0-9]+)")
_ENDLESS = {"sandbox", "review"}
"""Commands that serve until somebody ends them."""


def lines_in_blocks(path: Path) -> list[str]:
    """Return the lines of the page's shell blocks that call digestgen."""
    blocks = _BLOCK.findall(path.read_text("utf-8"))
    return [line for block in blocks for line in block.splitlines() if re.match(r"(\w+=\S+ )*digestgen ", line)]


def words_of(line: str) -> list[str]:
    """Return the arguments of a line: without its comment, redirection and settings."""
    words = shlex.split(line, comments=True)
    words = words[words.index("digestgen") + 1 :]
    return words[: words.index(">")] if ">" in words else words


def calls(path: Path) -> list[list[str]]:
    return [words_of(line) for line in [*lines_in_blocks(path), *_INLINE.findall(path.read_text("utf-8"))]]


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that the words call, and the words that are its own."""
    command: click.Command = cli
    rest = list(words)
    while isinstance(command, click.Group) and rest:
        assert rest[0] in command.commands, f"there is no command {rest[0]!r}"
        command = command.commands[rest.pop(0)]
    return command, rest


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_parses(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("answer.json", "block.md", "FILE.md", "digest.md"):
        Path(name).write_text("", "utf-8")
    page = Path("output/digests/2024/2024-01-31.md")
    page.parent.mkdir(parents=True)
    page.write_text("", "utf-8")
    Path("my-prompts").mkdir()
    assert len(calls(path)) > 2
    for words in calls(path):
        command, rest = command_of(words)
        if not rest and command.params and any(param.required for param in command.params):
            continue  # it is named, not called: `digestgen regenerate`
        command.make_context(command.name, rest)


def test_a_command_that_does_not_parse_is_found() -> None:
    with pytest.raises(AssertionError, match="no command"):
        command_of(["drafts", "burn"])
    command, rest = command_of(words_of("digestgen publish --date 2024-01-31 --loudly   # never"))
    with pytest.raises(click.NoSuchOption):
        command.make_context("publish", rest)


@pytest.mark.parametrize(("english", "chinese"), [PAGES[:2], PAGES[2:]], ids=["guide", "changing"])
def test_both_languages_have_the_same_commands_pictures_and_headings(english: Path, chinese: Path) -> None:
    first, second = (path.read_text("utf-8") for path in (english, chinese))
    assert calls(english) == calls(chinese)
    assert _PICTURE.findall(first) == _PICTURE.findall(second)
    assert re.findall(r"^#+ ", first, re.MULTILINE) == re.findall(r"^#+ ", second, re.MULTILINE)
    assert first.count("\n|") == second.count("\n|")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pictures_and_links_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    targets = [target for target in [*_PICTURE.findall(text), *_LINK.findall(text)] if "://" not in target]
    assert len(targets) > 2
    assert [target for target in targets if not (path.parent / target).is_file()] == []


def test_the_guide_shows_every_picture_there_is() -> None:
    shown = {Path(target).name for target in _PICTURE.findall(GUIDES[0].read_text("utf-8"))}
    assert shown == {path.name for path in (DOCS / "images").iterdir()}


def test_the_morning_runs_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the guide's lines one after the other against the sandbox; each ends with 0, or as its comment says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    done = []
    with serve(demo_sandbox()) as world:
        for name, value in settings_of(world).items():
            monkeypatch.setenv(name, value)
        for line in lines_in_blocks(GUIDES[0]):
            words = words_of(line)
            if words[0] in _ENDLESS:
                continue
            code = _CODE.search(line)
            result = CliRunner().invoke(cli, words)
            assert result.exit_code == (int(code[1]) if code else 0), f"{line}\n{result.output}"
            done.append(words[0])
    assert {"doctor", "run", "status", "drafts", "regenerate", "publish"} <= set(done)
    page = (tmp_path / "sandbox-output" / "digests" / "2024" / "2024-01-31.md").read_text("utf-8")
    assert page.count("<details>") == 5
    assert (tmp_path / "sandbox-output" / "site" / "index.html").is_file()
