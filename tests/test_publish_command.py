"""`digestgen publish` as a command: which days it takes, what it says, and its exit codes."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from making import DAY, NOON, a_draft, a_paper
from publishing import a_sound_summary, store

from digestgen.cli import cli
from digestgen.drafts import Drafts
from digestgen.findings import Finding, Severity
from digestgen.models import DraftState
from digestgen.review import approve

BROKEN = Finding(rule="too_short", severity=Severity.ERROR, message="is broken", message_zh="m")


def ready(day: dt.date = DAY) -> None:
    """Store an approved draft in the folder of the test."""
    store(Path("output"), approve(a_draft(date=day, summary=a_sound_summary()), by="you", at=NOON))


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DIGESTGEN_OUTPUT_DIR", raising=False)


def publish(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["publish", *arguments])


def test_without_a_date_every_day_with_something_new_is_published_and_then_none() -> None:
    ready()
    ready(DAY - dt.timedelta(1))
    first = json.loads(publish("--json").stdout)
    assert [row["papers"] for row in first["days"]] == [1, 1]
    assert (first["site"]["days"], first["site"]["papers"]) == (2, 2)
    again = publish()
    assert again.exit_code == 0
    assert again.stdout.startswith("nothing new to publish\noutput/site/index.html: 2 paper(s) of 2 day(s), unchanged")
    everything = json.loads(publish("--all", "--json").stdout)
    assert [row["changed"] for row in everything["days"]] == [False, False]


def test_the_site_can_be_left_as_it_is() -> None:
    ready()
    assert json.loads(publish("--no-site", "--date", DAY.isoformat(), "--json").stdout)["site"] is None
    assert not Path("output/site").exists()
    assert Path("output/README.md").is_file()


def test_unattended_approves_what_waits_on_any_day() -> None:
    store(Path("output"), a_draft(summary=a_sound_summary()))
    assert publish().exit_code == 0
    assert not Path("output/site").exists()
    assert publish("--unattended").exit_code == 0
    assert Drafts(Path("output")).on_day(DAY)[0].state is DraftState.PUBLISHED
    assert Path("output/site/index.html").is_file()


def test_what_is_held_anywhere_makes_the_exit_code_3_every_time() -> None:
    ready()
    held = a_draft(paper=a_paper(id="2401.99992"), findings=(BROKEN,), state=DraftState.HELD)
    store(Path("output"), held)
    assert publish().exit_code == 3
    again = publish()
    assert again.exit_code == 3
    assert "1 draft(s) of other days are held" in again.stdout


def test_a_day_that_cannot_be_read_does_not_stop_the_others() -> None:
    ready()
    ready(DAY - dt.timedelta(1))
    Drafts(Path("output")).path(DAY, "2401.99991").write_text("{", "utf-8")
    done = publish()
    assert done.exit_code == 1
    assert done.stderr.count("2401.99991.json") == 1
    assert Path(f"output/digests/2024/{DAY - dt.timedelta(1)}.md").is_file()


def test_one_day_and_all_days_are_not_asked_for_together() -> None:
    assert publish("--date", DAY.isoformat(), "--all").exit_code == 2
