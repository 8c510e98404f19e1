"""What every test may ask for."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewing import Desk
    from world import Bench

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run; with SHARED_DATA_REQUIRED=1, BROWSER_REQUIRED=1 (as `.ci/run` sets) that is an error."""
    if not SHARED.is_dir():
        _skip(items, "shared", f"the recorded data is not at {SHARED}", "SHARED_DATA_REQUIRED")
    if not shutil.which("chromium"):
        _skip(items, "browser", "there is no chromium on the PATH", "BROWSER_REQUIRED")


def _skip(items: list[pytest.Item], marker: str, reason: str, required: str) -> None:
    chosen = [item for item in items if item.get_closest_marker(marker)]
    if chosen and os.environ.get(required):
        raise pytest.UsageError(f"{reason}, and {required} is set")
    for item in chosen:
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the recorded data; use it in tests marked `shared` only."""
    return SHARED


@pytest.fixture(scope="session")
def drafted_day(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Bench]":
    """Give the demo day, drafted once: copy what you change."""
    from reviewing import a_drafted_day  # noqa: PLC0415 - only the review's tests need it

    with a_drafted_day(tmp_path_factory.mktemp("drafted")) as drafted:
        yield drafted


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Desk]":
    """Give the review pages of one plain draft; for tests that change nothing."""
    from reviewing import a_plain_desk  # noqa: PLC0415 - only the review's tests need it

    with a_plain_desk(tmp_path_factory.mktemp("plain")) as desk:
        yield desk
