"""The output folder as database: what is written comes back, what is damaged is named and left alone."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from making import DAY, NOON, a_draft, a_paper

from digestgen.drafts import Drafts, read_draft
from digestgen.errors import DraftDamagedError, LockHeldError, SettingsError, StorageError
from digestgen.files import write_atomically
from digestgen.models import Draft, DraftState
from digestgen.reports import DayReport
from digestgen.review import approve


def test_a_draft_comes_back_as_it_was_written(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    draft = a_draft(paper=a_paper(id="hep-th/9901001"))
    path = drafts.write(draft)
    assert path == tmp_path / "drafts" / "2024-01-31" / "hep-th_9901001.json"
    assert drafts.read(DAY, "hep-th/9901001") == draft
    assert read_draft(path) == draft
    assert drafts.read(DAY, "2401.00001") is None


def test_nothing_but_the_draft_is_left_in_the_folder(tmp_path: Path) -> None:
    path = Drafts(tmp_path).write(a_draft())
    Drafts(tmp_path).write(a_draft())
    assert list(path.parent.iterdir()) == [path]


def test_days_and_finds_skip_what_is_no_day(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.write(a_draft())
    drafts.write(a_draft(date=dt.date(2024, 2, 1)))
    (tmp_path / "drafts" / "notes").mkdir()
    assert drafts.days() == [DAY, dt.date(2024, 2, 1)]
    (tmp_path / "drafts" / "20240131").mkdir()
    found = list(drafts.find("2401.99991"))
    assert [draft.date for draft in found if isinstance(draft, Draft)] == [dt.date(2024, 2, 1), DAY]


def test_a_copy_in_another_place_is_not_taken_for_the_draft(tmp_path: Path) -> None:
    """A backup folder beside the days is none of ours, and a file that holds another draft is damaged."""
    drafts = Drafts(tmp_path)
    body = drafts.write(a_draft()).read_bytes()
    for name in ("backup/2401.99991.json", "2024-01-31/2401.99992.json", "2024-01-31/._2401.99993.json"):
        (tmp_path / "drafts" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "drafts" / name).write_bytes(body)
    assert len(list(drafts.find("2401.99991"))) == 1
    good, wrong = drafts.scan(DAY)
    assert isinstance(good, Draft)
    assert "holds the draft of 2401.99991" in str(wrong)


def test_most_upvotes_come_first_and_ties_by_id(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    for arxiv_id, upvotes in (("2401.99993", 5), ("2401.99991", 5), ("2401.99992", 9)):
        drafts.write(a_draft(paper=a_paper(id=arxiv_id, upvotes=upvotes)))
    assert [draft.paper.id for draft in drafts.on_day(DAY)] == ["2401.99992", "2401.99991", "2401.99993"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe", b"null"])
def test_a_damaged_draft_is_named_and_left_as_it_is(tmp_path: Path, damage: bytes) -> None:
    drafts = Drafts(tmp_path)
    path = drafts.write(a_draft())
    drafts.write(a_draft(paper=a_paper(id="2401.99992")))
    path.write_bytes(damage)
    with pytest.raises(DraftDamagedError, match=r"2401\.99991\.json"):
        drafts.read(DAY, "2401.99991")
    found = list(drafts.scan(DAY))
    assert isinstance(found[0], DraftDamagedError)
    assert not isinstance(found[1], DraftDamagedError)
    assert path.read_bytes() == damage


def test_a_path_is_made_from_an_id_or_not_at_all(tmp_path: Path) -> None:
    for odd in ("../../etc/passwd", "2401.99991/../x", "2401.99991\n", "２４０１.９９９９１", "..", "", "2401.9999"):
        with pytest.raises(ValueError, match="arXiv id"):
            Drafts(tmp_path).path(DAY, odd)


def test_a_second_run_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    code = f"""
import datetime as dt, sys, time
from pathlib import Path
from digestgen.drafts import Drafts
with Drafts(Path({str(tmp_path)!r})).locked(dt.datetime(2024, 1, 31, tzinfo=dt.UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(LockHeldError, match=f"process {holder.pid}, since 2024-01-31") as caught,
            Drafts(tmp_path).locked(NOON),
        ):
            pass
        assert caught.value.exit_code == 75
        holder.kill()
    with Drafts(tmp_path).locked(NOON):
        """A lock dies with its process."""


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file"):
        write_atomically(tmp_path / "file" / "x.json", b"{}")
    with pytest.raises(SettingsError), Drafts(tmp_path / "file").locked(NOON):
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with file size limits")
def test_a_write_that_fails_leaves_the_old_file_and_no_temp(tmp_path: Path) -> None:
    target = tmp_path / "draft.json"
    target.write_bytes(b"old")
    code = f"""
import resource, signal
from pathlib import Path
from digestgen.errors import StorageError
from digestgen.files import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomically(Path({str(target)!r}), b"x" * 100_000)
except StorageError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "draft.json: cannot be written" in done.stdout
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_report_is_kept_by_day(tmp_path: Path) -> None:
    report = DayReport(date=DAY, listed=0, started_at=NOON, finished_at=NOON)
    path = Drafts(tmp_path).write_report(report)
    assert path == tmp_path / "reports" / "2024-01-31.json"
    assert DayReport.model_validate_json(path.read_bytes()) == report


def test_approval_is_kept_with_who_when_and_why() -> None:
    approved = approve(a_draft(), by="reviewer", at=NOON, note="read it")
    assert approved.state is DraftState.APPROVED
    assert [(d.by, d.at, d.note) for d in approved.decisions] == [("reviewer", NOON, "read it")]
    assert approve(approved, by="another", at=NOON) is approved
