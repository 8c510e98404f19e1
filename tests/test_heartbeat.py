"""The sign of life: given after a run that ended with 0 or 3, never in the way of one, and never told to anybody."""

import datetime as dt
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from loopback import Answer, Loopback
from pydantic import SecretStr
from world import bench

from digestgen.heartbeat import beat
from digestgen.sandbox import DEMO_DAY, SandboxPaper, synthetic_day

PATH = "/ping/0f4b-secret"
DAYS: dict[dt.date, Sequence[SandboxPaper]] = {DEMO_DAY: synthetic_day(DEMO_DAY, 1)}
FIRST = DAYS[DEMO_DAY][0].id


@pytest.mark.parametrize(
    ("faults", "code", "beats"), [("", 0, 1), (f"model:refusal@{FIRST}", 3, 1), ("model:401", 4, 0), ("hub:404", 5, 0)]
)
def test_it_is_given_after_a_run_that_ended_well_or_with_something_held(
    faults: str, code: int, beats: int, tmp_path: Path
) -> None:
    with Loopback() as monitor, bench(tmp_path, faults, days=DAYS) as digestgen:
        monitor.script(PATH, Answer(204))
        done = digestgen.run_demo(DIGESTGEN_HEARTBEAT_URL=monitor.url + PATH)
        assert (done.exit_code, monitor.targets) == (code, [PATH] * beats)
        assert "heartbeat" not in done.output
        if beats:
            assert monitor.asked[0].headers["user-agent"].startswith("digestgen/")


def test_another_run_and_a_dry_run_give_none(tmp_path: Path) -> None:
    with Loopback() as monitor, bench(tmp_path, days=DAYS) as digestgen:
        monitor.script(PATH, Answer(200))
        digestgen.run_demo("--dry-run", DIGESTGEN_HEARTBEAT_URL=monitor.url + PATH)
        with digestgen.drafts.locked(dt.datetime(2024, 1, 31, tzinfo=dt.UTC)):
            assert digestgen.run_demo(DIGESTGEN_HEARTBEAT_URL=monitor.url + PATH).exit_code == 75
        assert monitor.targets == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [(Answer(500, b"no"), "it answered 500"), (Answer(404), "it answered 404"), (Answer(reset=True), "no answer")],
)
def test_a_monitor_that_does_not_take_it_is_a_warning_without_the_address(answer: Answer, words: str, tmp_path: Path) -> None:
    with Loopback() as monitor, bench(tmp_path, days=DAYS) as digestgen:
        monitor.script(PATH, answer)
        done = digestgen.run_demo(DIGESTGEN_HEARTBEAT_URL=monitor.url + PATH)
        assert done.exit_code == 0
        assert f"the heartbeat was not taken: {words}" in done.stderr
        assert "0f4b-secret" not in done.output
        assert monitor.netloc not in done.output
        assert all(b"0f4b-secret" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_monitor_that_drips_does_not_hold_the_run_up() -> None:
    with Loopback() as monitor:
        monitor.script(PATH, Answer(200, delay_seconds=30))
        started = time.monotonic()
        assert beat(SecretStr(monitor.url + PATH), user_agent="x", seconds=0.2)
        assert time.monotonic() - started < 5
