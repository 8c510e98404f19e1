"""The main job as its user meets it: the real command line, the real pipeline, real HTTP on loopback."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from world import bench

from digestgen import markdown
from digestgen.errors import StorageError
from digestgen.models import DraftState, TextSource
from digestgen.sandbox import DEMO_DAY, demo_sandbox, synthetic_day
from digestgen.sandbox.typeset import typeset

DAY = DEMO_DAY.isoformat()
NO_PDF = "2401.99995"
FIRST = "2401.99991"


def test_a_day_becomes_drafts_with_one_request_for_each_thing(tmp_path: Path) -> None:
    """One listing, one metadata call, one PDF and one answer a paper; PDFs one at a time."""
    with bench(tmp_path) as digestgen:
        done = digestgen.run_demo()
        journal = digestgen.world.journal
        assert done.exit_code == 0, done.output
        assert "fetched 5 = 5 drafted + 0 unchanged + 0 held + 0 failed" in done.stdout
        assert [journal.count(service) for service in ("hub", "metadata", "pdf", "model")] == [1, 1, 5, 5]
        assert journal.most_at_once("pdf") == 1
        assert (journal.smallest_gap_seconds("pdf") or 0) >= 0.04, "0.1 s at our end; arrivals on a busy machine may crowd"
        assert {draft.paper.id: draft.text.source for draft in digestgen.drafts.on_day(DEMO_DAY)} == {
            paper.id: TextSource.ABSTRACT_ONLY if paper.id == NO_PDF else TextSource.FULL_TEXT
            for paper in digestgen.days[DEMO_DAY]
        }


def test_a_draft_says_what_it_was_made_from_and_with(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        made, text = digestgen.draft(FIRST).provenance, digestgen.draft(FIRST).text
        assert made.model == "sandbox"
        assert made.endpoint == digestgen.world.openai_base_url.removeprefix("http://")
        assert made.pdf_version == 2
        assert made.pdf_sha256 is not None
        assert made.usage.calls == 1
        assert made.usage.prompt_tokens > 1000
        assert made.response_format == "json_schema"
        assert text.page_count >= 1
        assert text.characters_sent == text.characters
        assert digestgen.draft(NO_PDF).text.reason, "why the abstract had to serve"
        assert digestgen.draft(FIRST).paper.categories, "arXiv's metadata completes the feed's"


def test_a_second_run_asks_no_model_and_brings_the_upvotes_up_to_date(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        digestgen.world.journal.clear()
        more = tuple(paper.model_copy(update={"upvotes": paper.upvotes + 100}) for paper in digestgen.days[DEMO_DAY])
        digestgen.days[DEMO_DAY] = more
        report = digestgen.report()
        assert (report.drafted, len(report.unchanged), report.failed) == ((), 5, ())
        assert digestgen.world.journal.count("model") == 0
        assert digestgen.world.journal.count("pdf") == 1, "only the paper without a PDF is tried again"
        assert {draft.paper.id: draft.paper.upvotes for draft in digestgen.drafts.on_day(DEMO_DAY)} == {
            paper.id: paper.upvotes for paper in more
        }


def test_pdfs_are_fetched_once_even_when_the_drafts_are_gone(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        digestgen.world.journal.clear()
        digestgen.drafts.path(DEMO_DAY, FIRST).unlink()
        assert digestgen.report().drafted == (FIRST,)
        assert [entry.path for entry in digestgen.world.journal.of("pdf")] == [f"/pdf/{NO_PDF}v1"]


def test_a_late_paper_is_added_by_the_next_run(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        whole = digestgen.days[DEMO_DAY]
        digestgen.days[DEMO_DAY] = whole[:3]
        assert len(digestgen.report().drafted) == 3
        digestgen.days[DEMO_DAY] = whole
        report = digestgen.report()
        assert (len(report.drafted), len(report.unchanged)) == (2, 3)


def test_a_draft_from_the_abstract_is_upgraded_when_the_pdf_appears(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        donor = digestgen.days[DEMO_DAY][0]
        changes = {"has_pdf": True, "sections": donor.sections, "references": donor.references}
        digestgen.days[DEMO_DAY] = tuple(
            paper.model_copy(update=changes) if paper.id == NO_PDF else paper for paper in digestgen.days[DEMO_DAY]
        )
        digestgen.days[DEMO_DAY + dt.timedelta(days=1)] = ()
        with bench(tmp_path, days=dict(digestgen.days)) as later:
            environment = {"OPENAI_BASE_URL": digestgen.world.openai_base_url}  # the same recipe
            report = later.report(**environment)
            assert report.drafted == (NO_PDF,)
            assert later.draft(NO_PDF).text.source is TextSource.FULL_TEXT


def test_only_what_is_approved_is_published_most_upvotes_first(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        nothing = digestgen("publish", "--date", DAY)
        assert "no draft is approved" in nothing.stdout
        ids = [draft.paper.id for draft in digestgen.drafts.on_day(DEMO_DAY)]
        assert digestgen("drafts", "approve", ids[3], ids[0], "--note", "read").exit_code == 0
        done = json.loads(digestgen("publish", "--date", DAY, "--json").stdout)
        page = Path(done["path"])
        assert page == tmp_path / "out" / "digests" / "2024" / f"{DAY}.md"
        assert (done["papers"], done["waiting"], done["changed"]) == (2, 3, True)
        wanted = [digestgen.draft(ids[0]), digestgen.draft(ids[3])]
        blocks = [markdown.block_of(draft.paper, draft.summary, draft.date) for draft in wanted]
        assert page.read_text("utf-8") == markdown.render_digest(blocks)
        assert markdown.parse(page.read_text("utf-8")) == tuple(blocks)
        assert json.loads(digestgen("publish", "--date", DAY, "--json").stdout)["changed"] is False


def test_what_is_approved_is_never_made_again(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        digestgen("drafts", "approve", NO_PDF)
        report = digestgen.report(DIGESTGEN_TEMPERATURE="0.5")
        assert report.unchanged == (NO_PDF,)
        assert len(report.drafted) == 4, "pending drafts follow the new recipe"
        assert digestgen.draft(NO_PDF).state is DraftState.APPROVED


def test_run_publish_needs_nobody_and_leaves_what_a_person_has_approved(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        digestgen("drafts", "approve", FIRST)
        decided = digestgen.draft(FIRST)
        done = digestgen.run_demo("--publish")
        assert done.exit_code == 0
        assert f"{DAY}.md: 5 paper(s), written" in done.stderr
        assert digestgen.draft(FIRST) == decided.model_copy(update={"state": DraftState.PUBLISHED})
        assert digestgen.draft(NO_PDF).decisions[-1].by == "checks"


@pytest.mark.parametrize(
    ("day", "code", "words"),
    [
        ("2024-02-04", 0, "no papers listed on 2024-02-04"),
        ("2099-01-01", 2, "2099-01-01"),
        ("2023-01-01", 2, "2023-05-04"),
        ("2024-13-45", 2, "2024-13-45"),
        ("../../2024", 2, "../../2024"),
    ],
)
def test_days_without_papers_are_fine_and_days_that_cannot_be_are_not(day: str, code: int, words: str, tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        done = digestgen("run", "--date", day)
        assert done.exit_code == code
        assert words in done.output
        assert digestgen.world.journal.count("model") == 0


@pytest.mark.parametrize("faults", ["hub:404", "hub:html", "hub:wrong_shape", "hub:403"])
def test_a_feed_that_does_not_answer_ends_with_5_and_its_url(faults: str, tmp_path: Path) -> None:
    with bench(tmp_path, faults) as digestgen:
        done = digestgen.run_demo()
        assert done.exit_code == 5
        assert "/api/daily_papers" in done.stderr


def test_without_arxivs_metadata_the_run_goes_on(tmp_path: Path) -> None:
    with bench(tmp_path, "metadata:rate_text") as digestgen:
        done = digestgen.run_demo()
        assert done.exit_code == 0
        assert "going on without arXiv's metadata" in done.stderr
        assert digestgen.draft(FIRST).text.source is TextSource.FULL_TEXT


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ("pdf:404@99991", "/pdf/2401.99991v2: answered 404"),
        ("pdf:403@99991", "403"),
        ("pdf:html@99991", "text/html"),
        ("pdf:cut_pdf@99991", "PDF of 2401.99991: is damaged or cut off"),
        ("pdf:redirect@99991", "http://elsewhere.invalid/paper.pdf: refused"),
    ],
)
def test_a_bad_pdf_costs_the_full_text_of_its_paper_and_nothing_else(faults: str, reason: str, tmp_path: Path) -> None:
    with bench(tmp_path, faults) as digestgen:
        assert len(digestgen.report().drafted) == 5
        assert digestgen.draft(FIRST).text.source is TextSource.ABSTRACT_ONLY
        assert reason in digestgen.draft(FIRST).text.reason
        assert str(tmp_path) not in digestgen.draft(FIRST).model_dump_json(), "no path of this machine reaches a draft"
        assert digestgen.draft("2401.99992").text.source is TextSource.FULL_TEXT


@pytest.mark.parametrize(
    ("faults", "words"),
    [("model:refusal@2401.99991", "refus"), ("model:stubborn@2401.99991", "提出了"), ("model:length@2401.99991", "cut off")],
)
def test_a_paper_that_fails_is_told_with_its_reason_and_stops_nothing(faults: str, words: str, tmp_path: Path) -> None:
    with bench(tmp_path, faults) as digestgen:
        done = digestgen.run_demo()
        assert done.exit_code == 3
        assert "fetched 5 = 4 drafted + 0 unchanged + 0 held + 1 failed" in done.stdout
        assert words in done.stdout
        assert digestgen.drafts.read(DEMO_DAY, FIRST) is None, "no fallback text ever reaches a draft"


def test_after_two_refusals_in_a_row_arxiv_is_not_asked_again(tmp_path: Path) -> None:
    with bench(tmp_path, "pdf:403") as digestgen:
        done = digestgen.run_demo()
        assert digestgen.world.journal.count("pdf") == 2
        assert "from the abstract alone" in done.stdout
        assert "has denied us access" in digestgen.draft(NO_PDF).text.reason


def test_a_pdf_with_the_stamp_of_another_paper_is_not_believed(tmp_path: Path) -> None:
    first, second, *_ = demo_sandbox().days[DEMO_DAY]
    wrong = first.model_copy(update={"pdf": typeset(second, 1)})
    with bench(tmp_path, days={DEMO_DAY: [wrong]}) as digestgen:
        digestgen.run_demo()
        assert "the stamp of another paper, arXiv:2401.99992" in digestgen.draft(FIRST).text.reason


def test_a_pdf_that_was_cut_off_is_fetched_anew_by_the_next_run(tmp_path: Path) -> None:
    with bench(tmp_path, "pdf:cut_pdf=2@99991") as digestgen:
        digestgen.run_demo()
        assert digestgen.draft(FIRST).text.source is TextSource.ABSTRACT_ONLY
        digestgen.run_demo()
        assert digestgen.draft(FIRST).text.source is TextSource.FULL_TEXT


def test_an_invalid_answer_is_repaired_by_an_appended_turn(tmp_path: Path) -> None:
    with bench(tmp_path, "model:invalid@2401.99991") as digestgen:
        assert digestgen.run_demo().exit_code == 0
        made = digestgen.draft(FIRST).provenance
        assert (made.repairs, made.usage.calls) == (1, 2)


@pytest.mark.parametrize(
    ("faults", "rung"),
    [
        ("model:schema_rejected", "json_object"),
        ("model:schema_500", "json_object"),
        ("model:schema_rejected,model:object_rejected", "prompt"),
    ],
)
def test_an_endpoint_without_schemas_is_found_out_once_and_remembered(faults: str, rung: str, tmp_path: Path) -> None:
    with bench(tmp_path, faults) as digestgen:
        assert digestgen.run_demo().exit_code == 0
        assert digestgen.draft(FIRST).provenance.response_format == rung
        digestgen.world.journal.clear()
        digestgen.drafts.path(DEMO_DAY, FIRST).unlink()
        assert digestgen.report().drafted == (FIRST,)
        assert digestgen.world.journal.count("model") == 1, "what was learned is remembered by the next run"


@pytest.mark.parametrize(("faults", "status"), [("model:401", "401"), ("model:402", "402"), ("model:quota", "quota")])
def test_a_refused_key_or_empty_account_stops_the_day_at_once(faults: str, status: str, tmp_path: Path) -> None:
    with bench(tmp_path, faults) as digestgen:
        done = digestgen.run_demo()
        assert done.exit_code == 4
        assert status in done.stdout
        assert "not reached, run the day again" in done.stdout
        assert digestgen.world.journal.count("model") < len(digestgen.days[DEMO_DAY]), "but for what was under way already"


def test_a_model_that_stays_down_leaves_the_rest_for_the_next_run(tmp_path: Path) -> None:
    with bench(tmp_path, "model:disconnect") as digestgen:
        first = digestgen.run_demo("--json")
        report = json.loads(first.stdout)
        assert first.exit_code == 5
        assert report["drafted"] == []
        assert len(report["failed"]) + len(report["not_reached"]) + len(report["drafted"]) == 5
        assert report["stopped_by"]


def test_rate_limits_are_waited_out(tmp_path: Path) -> None:
    with bench(tmp_path, "model:429=3~0.2,hub:429=1~0.2") as digestgen:
        assert digestgen.report().exit_code == 0


def test_without_key_or_model_nothing_is_fetched(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        done = digestgen.run_demo(DIGESTGEN_MODEL=None)
        assert done.exit_code == 4
        assert "DIGESTGEN_MODEL" in done.stderr
        remote = digestgen.run_demo(OPENAI_API_KEY=None, OPENAI_BASE_URL="https://llm.invalid/v1")
        assert remote.exit_code == 4
        assert "OPENAI_API_KEY" in remote.stderr
        assert digestgen.world.journal.count() == 0


def test_limit_and_min_upvotes_set_papers_aside_in_the_account(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        votes = sorted((paper.upvotes for paper in digestgen.days[DEMO_DAY]), reverse=True)
        done = digestgen.run_demo("--limit", "1", "--min-upvotes", str(votes[1]))
        assert "fetched 1 = 1 drafted + 0 unchanged + 0 held + 0 failed (4 of 5 listed set aside)" in done.stdout


def test_a_dry_run_tells_and_does_nothing(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        told = json.loads(digestgen.run_demo("--dry-run", "--json").stdout)
        assert [paper["id"] for paper in told["to_draft"]] == [paper.id for paper in digestgen.days[DEMO_DAY]]
        assert told["prompt_tokens"] > 50_000
        assert "would draft 5" in digestgen.run_demo("--dry-run").stdout
        assert digestgen.world.journal.count() == digestgen.world.journal.count("hub") == 2
        assert not (tmp_path / "out").exists()


def test_trending_takes_the_rolling_list(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        report = json.loads(digestgen("run", "--trending", "--json", "--limit", "2").stdout)
        assert len(report["drafted"]) == 2
        assert digestgen("run", "--trending", "--date", DAY).exit_code == 2


def test_progress_comes_as_json_lines_when_asked(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        done = digestgen.run_demo("--log-format", "json")
        events = [json.loads(line) for line in done.stderr.splitlines()]
        assert events[0]["event"] == "start"
        assert sum(event["event"] == "done" for event in events) == 5
        assert {event["event"] for event in events} >= {"pdf", "text", "summary", "done"}


def test_a_damaged_draft_fails_its_paper_and_is_left_as_it_is(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        path = digestgen.drafts.path(DEMO_DAY, FIRST)
        path.write_text("edited by hand, badly")
        done = digestgen.run_demo()
        assert done.exit_code == 3
        assert f"{FIRST}.json" in done.stdout
        assert path.read_text() == "edited by hand, badly"
        listed = digestgen("drafts", "list")
        assert listed.exit_code == 1
        assert f"{FIRST}.json" in listed.stderr
        assert "2401.99992" in listed.stdout


def test_a_paper_listed_on_two_days_is_summarized_once(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        digestgen("drafts", "approve", FIRST)
        digestgen.world.journal.clear()
        tomorrow = DEMO_DAY + dt.timedelta(days=1)
        digestgen.days[tomorrow] = (digestgen.days[DEMO_DAY][0].model_copy(update={"upvotes": 500}),)
        report = json.loads(digestgen("run", "--date", tomorrow.isoformat(), "--json").stdout)
        assert report["drafted"] == [FIRST]
        assert digestgen.world.journal.count("model") == digestgen.world.journal.count("pdf") == 0
        copy = digestgen.drafts.read(tomorrow, FIRST)
        assert copy is not None
        assert (copy.paper.upvotes, copy.state, copy.summary) == (500, DraftState.PENDING, digestgen.draft(FIRST).summary)


def test_drafts_are_listed_and_shown(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        assert "no drafts yet" in digestgen("drafts", "list").stdout
        digestgen.run_demo()
        listed = json.loads(digestgen("drafts", "list", "--date", DAY, "--json").stdout)
        assert [draft["paper"]["id"] for draft in listed] == [draft.paper.id for draft in digestgen.drafts.on_day(DEMO_DAY)]
        shown = digestgen("drafts", "show", NO_PDF).stdout
        assert "abstract only" in shown
        assert "#### 总结" in shown
        assert json.loads(digestgen("drafts", "show", FIRST, "--json").stdout)["paper"]["id"] == FIRST
        absent = digestgen("drafts", "show", "2401.00001")
        assert (absent.exit_code, "has no draft" in absent.stderr) == (2, True)
        assert digestgen("drafts", "show", "../x").exit_code == 2


def test_the_prompt_command_prints_the_request_that_is_sent(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        request = json.loads(digestgen("prompt", FIRST, "--date", DAY).stdout)
        assert [message["role"] for message in request["messages"]] == ["system", "user"]
        assert request["schema"]["type"] == "object"
        assert digestgen.days[DEMO_DAY][0].title in request["messages"][1]["content"]
        assert digestgen("prompt", "2401.00001", "--date", DAY).exit_code == 2


def test_the_doctor_finds_a_sound_set_up_sound(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        done = digestgen("doctor")
        assert done.exit_code == 0, done.output
        assert "everything is in order" in done.stdout


@pytest.mark.parametrize(
    ("faults", "code", "subject"), [("model:401", 4, "model's answer"), ("pdf:404", 5, "arXiv PDF and its text")]
)
def test_the_doctor_says_what_is_wrong(faults: str, code: int, subject: str, tmp_path: Path) -> None:
    with bench(tmp_path, faults) as digestgen:
        done = digestgen("doctor", "--json")
        wrong = [finding for finding in json.loads(done.stdout) if not finding["ok"]]
        assert [finding["subject"] for finding in wrong] == [subject]
        assert done.exit_code == code


def test_the_doctor_names_missing_settings_offline(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        done = digestgen("doctor", "--offline", DIGESTGEN_MODEL=None, OPENAI_API_KEY=None, OPENAI_BASE_URL=None)
        assert done.exit_code == 4
        assert "OPENAI_API_KEY" in done.stdout
        assert "DIGESTGEN_MODEL" in done.stdout
        assert digestgen.world.journal.count() == 0


def test_parse_and_render_are_inverse_on_the_command_line(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        digestgen.run_demo()
        digestgen("drafts", "approve", FIRST, NO_PDF)
        page = Path(json.loads(digestgen("publish", "--date", DAY, "--json").stdout)["path"]).read_text("utf-8")
        parsed = digestgen("parse", "-", stdin=page.encode()).stdout
        assert len(json.loads(parsed)) == 2
        assert digestgen("render", "-", stdin=parsed.encode()).stdout_bytes.decode() == page
        draft_file = str(digestgen.drafts.path(DEMO_DAY, FIRST))
        assert digestgen("render", draft_file).stdout in page
        assert digestgen("render", str(tmp_path / "absent.json")).exit_code == 2
        assert digestgen("parse", "-", stdin=b"\xff\xfe").exit_code == 2


def test_a_run_that_is_killed_is_completed_by_the_next(tmp_path: Path) -> None:
    """Kill -9 in the middle of a day: nothing that was drafted is paid for again, and nothing is lost."""
    papers = synthetic_day(DEMO_DAY, 6)
    with bench(tmp_path, "model:latency=0.6", days={DEMO_DAY: papers}) as digestgen:
        command = [sys.executable, "-m", "digestgen.cli", "run", "--date", DAY]
        environment = {**os.environ, **digestgen.environment, "DIGESTGEN_LLM_CONCURRENCY": "2"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            folder, deadline = tmp_path / "out" / "drafts" / DAY, time.monotonic() + 20
            while len(list(folder.glob("*.json"))) < 2 and time.monotonic() < deadline:
                time.sleep(0.02)
            running.send_signal(signal.SIGKILL)
        kept = {path.stem: path.read_bytes() for path in folder.glob("*.json")}
        assert len(kept) >= 2
        report = digestgen.report()
        assert set(report.unchanged) == set(kept)
        assert len(report.drafted) == 6 - len(kept)
        assert {path.stem: path.read_bytes() for path in folder.glob("*.json") if path.stem in kept} == kept


def test_a_full_disk_stops_the_run_and_keeps_what_is_finished(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        (tmp_path / "out" / "drafts").mkdir(parents=True)
        (tmp_path / "out" / "drafts" / DAY).write_text("a file where a folder should be")
        done = digestgen.run_demo()
        assert done.exit_code == StorageError.exit_code
        assert "stopped" in done.stdout
        assert "fetched 5 = 0 drafted" in done.stdout


def test_the_demo_shows_the_digest_and_does_not_pretend(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        done = digestgen("demo", OPENAI_BASE_URL="https://llm.invalid/v1", DIGESTGEN_MODEL="never-asked")
        assert done.exit_code == 0
        blocks = markdown.parse(done.stdout)
        assert len(blocks) == 5
        assert markdown.render_digest(blocks) == done.stdout
        assert "This was a sandbox" in done.stderr
        assert digestgen.world.journal.count() == 0, "the demo asks nobody but its own sandbox"


def test_a_second_run_on_the_folder_answers_75(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen, digestgen.drafts.locked(dt.datetime(2024, 1, 31, tzinfo=dt.UTC)):
        done = digestgen.run_demo()
        assert done.exit_code == 75
        assert "another run holds it" in done.stderr
        assert digestgen.world.journal.count("model") == 0


def test_a_larger_day_flows(tmp_path: Path) -> None:
    """Every paper of a larger day is drafted, with no request too many."""
    with bench(tmp_path, days={DEMO_DAY: synthetic_day(DEMO_DAY, 24)}) as digestgen:
        report = digestgen.report(DIGESTGEN_ARXIV_GAP_SECONDS="0")
        assert len(report.drafted) == 24
        assert digestgen.world.journal.count("model") == 24
