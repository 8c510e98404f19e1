"""`digestgen review` as a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from making import DAY, a_draft

from digestgen.drafts import Drafts


@pytest.mark.skipif(sys.platform == "win32", reason="ends the pages with a POSIX signal")
def test_it_prints_the_address_shows_the_day_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    Drafts(tmp_path / "out").write(a_draft())
    command = [sys.executable, "-m", "digestgen.cli", "review", "--no-browser", "--port", "0", "--date", str(DAY)]
    environment = {**os.environ, "DIGESTGEN_OUTPUT_DIR": str(tmp_path / "out"), "DIGESTGEN_CACHE_DIR": str(tmp_path / "cache")}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as pages:
        try:
            assert pages.stdout is not None
            address = pages.stdout.readline().removeprefix("review: ").strip()
            with httpx.Client(follow_redirects=True) as browser:
                answer = browser.get(address)
            assert answer.status_code == 200
            assert answer.url.path == f"/days/{DAY}"
            assert "A Paper" in answer.text
        finally:
            pages.send_signal(signal.SIGINT)
            _, complaints = pages.communicate(timeout=20)
    assert pages.returncode == 0
    assert "Traceback" not in complaints
