"""The files for daily operation stay true: what they name exists, and the two languages say the same."""

import re
import shlex
from pathlib import Path

import click
import pytest

from digestgen.cli import cli
from digestgen.config import Settings, env_name
from digestgen.drafts import LAST_RUN_NAME, LOCK_NAME

ROOT = Path(__file__).parents[1]
DEPLOY = sorted((ROOT / "deploy").iterdir())
PAGES = [ROOT / "docs" / "operations.md", ROOT / "docs" / "operations.zh.md"]
FILES = [*DEPLOY, *PAGES]
_CALL = re.compile(r"(?:(?<=[`\s(/])|^)digestgen ((?:[a-z]+ ?)(?:[^`\n#]*))")
_SETTING = re.compile(r"\b(?:DIGESTGEN|OPENAI)_[A-Z_]+\b")
_OF_THE_USER = re.compile(r"\b(?:chown|useradd)\b")
"""In a line with one of these words, digestgen is the name of a user."""


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def calls_in(text: str) -> list[list[str]]:
    """Return the arguments of every `digestgen COMMAND …` in a text, up to what is no argument of it."""
    found = []
    lines = "\n".join(line for line in text.splitlines() if not _OF_THE_USER.search(line))
    for match in _CALL.finditer(lines):
        arguments = re.split(r" \|\||[|>&;)]|`|\.(?:\s|$)", match[1])[0]
        words = shlex.split(arguments.replace('"${options[@]}"', ""), posix=True)
        found.append(words)
    return found


def options_of(words: list[str]) -> tuple[click.Command, set[str]]:
    """Return the command that the words call, and the options that it knows."""
    command: click.Command = cli
    for word in words:
        if not isinstance(command, click.Group):
            break
        assert word in command.commands, f"there is no command {word!r} in {command.name}"
        command = command.commands[word]
    return command, {name for parameter in command.params for name in parameter.opts} | {"--help"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_that_is_named_exists_with_its_options(path: Path) -> None:
    for words in calls_in(path.read_text("utf-8")):
        command, known = options_of(words)
        for word in words:
            assert not word.startswith("--") or word in known, f"`digestgen {command.name}` has no {word}"


def test_the_commands_are_really_found() -> None:
    """The test above reads something: what is known to stand in the files is seen, and what does not exist is refused."""
    assert ["run", "--log-format", "plain"] in calls_in(text_of("deploy/digestgen.service"))
    assert ["run", "--log-format", "plain"] in calls_in(text_of("deploy/digestgen.cron"))
    assert ["status"] in calls_in(text_of("deploy/digestgen.cron"))
    assert ["status"] in calls_in(text_of("deploy/github-actions.yml"))
    for page in PAGES:
        named = {words[0] for words in calls_in(page.read_text("utf-8"))}
        assert named >= {"run", "status", "publish", "doctor", "drafts"}
    with pytest.raises(AssertionError, match="no command"):
        options_of(["drafts", "burn"])


def test_the_options_that_the_workflow_puts_together_exist() -> None:
    given = set(re.findall(r"options\+?=\((--[a-z-]+)", text_of("deploy/github-actions.yml")))
    assert given == {"--log-format", "--date", "--publish"}
    assert given <= options_of(["run"])[1]


def test_the_images_own_command_exists() -> None:
    [arguments] = re.findall(r'^CMD \["(.*)"\]$', text_of("deploy/Dockerfile"), re.MULTILINE)
    words = arguments.split('", "')
    assert set(filter(lambda word: word.startswith("--"), words)) <= options_of(words)[1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    known = {env_name(field) for field in Settings.model_fields}
    assert set(_SETTING.findall(path.read_text("utf-8"))) <= known


def test_the_two_languages_say_the_same() -> None:
    """As many sections, rows and steps, the same commands, codes, names and files in both."""
    english, chinese = (page.read_text("utf-8") for page in PAGES)
    for shape in (r"^#+ ", r"^\| ", r"^- ", r"^\d\. ", r"```"):
        assert len(re.findall(shape, english, re.MULTILINE)) == len(re.findall(shape, chinese, re.MULTILINE)), shape
    blocks = [re.findall(r"```sh\n(.*?)```", re.sub(r"[ ]*#.*", "", text), re.DOTALL) for text in (english, chinese)]
    assert blocks[0] == blocks[1]
    named = [set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))) for text in (english, chinese)]
    assert named[0] == named[1]


def test_the_workflow_is_careful() -> None:
    """An odd minute, one run at a time, least rights, actions by their major version, and no secret in a command."""
    text = text_of("deploy/github-actions.yml")
    [minute] = re.findall(r'cron: "(\d+) ', text)
    assert int(minute) % 5, "everybody starts on the round minutes"
    assert "concurrency:\n  group: digest\n  cancel-in-progress: false\n" in text
    assert "\npermissions:\n  contents: read\n" in text
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", each) for each in re.findall(r"uses: (\S+)", text))
    scripts = re.findall(r"run: \|\n((?: {10}.*\n|\n)+)", text)
    assert len(scripts) == text.count("run: |")
    assert not any("${{" in script for script in scripts), "values enter by the environment, never by the text of a command"
    assert "git diff --cached --quiet" in text
    for name in (LOCK_NAME, Path(LOCK_NAME).with_suffix(".json").name, f"reports/{LAST_RUN_NAME}"):
        assert f"':!output/{name}'" in text


def test_the_workflow_takes_each_name_from_where_its_head_says() -> None:
    text = text_of("deploy/github-actions.yml")
    for kind, head in (("secrets", "#   secrets "), ("vars", "#   variables ")):
        used = set(re.findall(rf"\b{kind}\.([A-Z_]+)", text))
        told = text.partition(head)[2].partition("#   variables" if kind == "secrets" else "\nname:")[0]
        assert used == set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", told)), kind


def test_timer_and_cron_start_at_the_same_time_and_before_the_feeds_next_day() -> None:
    assert "OnCalendar=*-*-* 09:17:00 Asia/Shanghai\nPersistent=true\nRandomizedDelaySec=10min\n" in text_of(
        "deploy/digestgen.timer"
    )
    cron = text_of("deploy/digestgen.cron")
    assert "CRON_TZ=Asia/Shanghai\n17 9 * * *  " in cron
    assert 'cron: "17 1 * * *"' in text_of("deploy/github-actions.yml")


def test_an_ordinary_morning_is_no_failure_of_the_unit() -> None:
    assert "\nSuccessExitStatus=3 75\n" in text_of("deploy/digestgen.service")
    assert all("3 " in page.read_text("utf-8") and "75" in page.read_text("utf-8") for page in PAGES)


def test_the_image_is_slim_not_root_and_built_from_the_lock() -> None:
    text = text_of("deploy/Dockerfile")
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["python:3.13-slim-trixie"] * 2
    assert "--locked --no-dev" in text
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert re.search(r'^VOLUME \["/data"\]$', text, re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    allowed = re.findall(r"^!(\S+)$", text_of("deploy/Dockerfile.dockerignore"), re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert sorted(names) == sorted(allowed)
    assert all((ROOT / name).exists() for name in names)


def test_every_exit_code_of_the_program_is_explained() -> None:
    told = re.findall(r"(\d+) ", (cli.help or "").partition("Exit codes:")[2])
    for page in PAGES:
        assert {int(code) for code in re.findall(r"^\| (\d+) \|", page.read_text("utf-8"), re.MULTILINE)} == set(map(int, told))
