"""The house: imports only go down, and a foreign library stays in its room."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "digestgen"

FLOORS = {
    0: [
        "__init__",
        "noun",
        "models",
        "findings",
        "errors",
        "identifiers",
        "measure",
        "blocks",
        "reports",
        "addresses",
        "worddiff",
        "refusals",
    ],
    1: [
        "config",
        "publishing_settings",
        "secret_values",
        "files",
        "patience",
        "fetch",
        "llm",
        "cache",
        "drafts",
        "imports",
        "markdown",
    ],
    2: ["sources", "pdftext", "prompts", "wire", "grounding", "checks", "neighbours", "repair", "review"],
    3: ["summarize", "revise", "importing", "publish"],
    4: ["pipeline", "regeneration", "tally", "day", "updates", "status"],
    5: ["sandbox", "web"],
    6: ["cli"],
}
ROOMS = {
    "httpx": {"fetch.py"},
    "tenacity": {"fetch.py", "patience.py", "llm"},
    "openai": {"llm/client.py", "llm/faults.py"},
    "httpx2": {"llm/client.py", "llm/faults.py"},
    "arxiv": {"sources/arxiv.py"},
    "requests": {"sources/arxiv.py"},
    "pypdfium2": {"pdftext"},
    "pypdfium2_raw": {"pdftext"},
    "jinja2": {"prompts.py", "publish", "web"},
    "markdown_it": {"publish"},
    "nh3": {"publish"},
    "feedgenerator": {"publish"},
    "apprise": {"publish"},
    "smtplib": {"publish"},
    "rapidfuzz": {"grounding"},
    "ahocorasick_rs": {"checks/words.py"},
    "pydantic_settings": {"config.py", "publishing_settings.py"},
    "starlette": {"sandbox", "web"},
    "uvicorn": {"sandbox", "web"},
    "click": {"cli"},
    "rich": {"cli"},
    "filelock": {"drafts.py"},
}
FILES = sorted(PACKAGE.rglob("*.py"))
LINES_PER_FILE = 300


def room_of(path: Path) -> str:
    """Return the first part of a module's name below the package."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def floor_of(room: str) -> int:
    return next(floor for floor, rooms in FLOORS.items() if room in rooms)


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" if node.module == "digestgen" else node.module for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_go_down(path: Path) -> None:
    mine = floor_of(room_of(path))
    for name in imports_of(path):
        if name.startswith("digestgen."):
            other = name.split(".")[1]
            if other == "__version__" or other == room_of(path):
                continue
            assert floor_of(other) <= mine, f"{path.name} (floor {mine}) imports {name} (floor {floor_of(other)})"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_foreign_libraries_stay_in_their_rooms(path: Path) -> None:
    where = str(path.relative_to(PACKAGE))
    for name in imports_of(path):
        rooms = ROOMS.get(name.split(".")[0])
        assert rooms is None or any(where == room or where.startswith(f"{room}/") for room in rooms), f"{where} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_outgrows_its_room(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LINES_PER_FILE * 1.1


def test_every_module_says_what_it_is() -> None:
    for path in FILES:
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} has no docstring"


def test_the_command_line_starts_without_what_is_heavy() -> None:
    """Start-up time is a promise: nothing that only some commands need is imported with the command line."""
    heavy = ["openai", "arxiv", "pypdfium2", "jinja2", "pydantic", "httpx", "rich", "starlette", "asyncio"]
    code = f"import sys, digestgen.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
