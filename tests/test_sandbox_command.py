"""`digestgen sandbox` as a process of its own: what it prints is all that a run needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from digestgen.cli import cli

COMMAND = [sys.executable, "-m", "digestgen.cli"]


@pytest.mark.skipif(sys.platform == "win32", reason="ends the sandbox with a POSIX signal")
def test_the_printed_settings_point_a_run_to_the_sandbox(tmp_path: Path) -> None:
    serve = [*COMMAND, "sandbox", "--json", "--papers", "3", "--date", "2024-02-01", "--fault", "model:429=1~0.1"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=tmp_path) as sandbox:
        try:
            assert sandbox.stdout is not None
            environment = {**os.environ, **json.loads(sandbox.stdout.readline())}

            def run(day: str) -> tuple[int, str]:
                command = [*COMMAND, "run", "--date", day]
                done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
                return done.returncode, done.stdout

            code, account = run("2024-02-01")
            assert (code, "fetched 3 = 3 drafted" in account) == (0, True)
            assert run("2024-02-03") == (0, "no papers listed on 2024-02-03 (a weekend, a holiday, or not yet)\n")
            assert len(list((tmp_path / "sandbox-output" / "drafts" / "2024-02-01").iterdir())) == 3
        finally:
            sandbox.terminate()
    assert sandbox.returncode == 0


@pytest.mark.parametrize("spec", ["model:nonsense", "printer:500", "model", "pdf:500=1.5", "hub:rate=1"])
def test_a_wrong_fault_is_told_with_what_would_be_right(spec: str) -> None:
    done = CliRunner().invoke(cli, ["sandbox", "--fault", spec])
    assert done.exit_code == 2
    assert spec.split(":", maxsplit=1)[0] in done.stderr
