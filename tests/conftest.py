"""What every test may ask for."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the recorded data where it is absent; with SHARED_DATA_REQUIRED=1 (as `.ci/run` sets) that is an error."""
    if SHARED.is_dir():
        return
    if os.environ.get("SHARED_DATA_REQUIRED"):
        raise pytest.UsageError(f"the recorded data is not at {SHARED}, and SHARED_DATA_REQUIRED is set")
    absent = pytest.mark.skip(reason=f"the recorded data is not at {SHARED}")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the recorded data; use it in tests marked `shared` only."""
    return SHARED
