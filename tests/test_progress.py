"""What a run shows while it works."""

import datetime as dt
import io
from decimal import Decimal

from making import DAY, a_paper
from rich.console import Console

from digestgen.cli.forecast import forecast
from digestgen.cli.progress import LiveTable
from digestgen.config import Settings
from digestgen.day import Selection
from digestgen.models import Listing, Stage, Usage
from digestgen.pipeline import Progress

PAPERS = [a_paper(id=f"2401.9{place:04d}", title=f"[bold]Paper[/bold] {place}") for place in range(40)]
USAGE = Usage(calls=1, prompt_tokens=12_000, completion_tokens=900)


def shown(table: LiveTable) -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_table_shows_stages_tokens_and_cost_and_keeps_titles_as_they_are() -> None:
    table = LiveTable()
    table.start(DAY, PAPERS[:3])
    table.note(Progress(PAPERS[0], Stage.PDF))
    table.note(Progress(PAPERS[1], None, "drafted", USAGE, Decimal("0.0021")))
    text = shown(table)
    assert "2401.90000  pdf" in text
    assert "2401.90001  drafted" in text
    assert "2401.90002  waiting" in text
    assert "[bold]Paper[/bold] 2" in text, "a title is no markup"
    assert "1/3 done; 12,000 tokens in, 900 out, $0.0021" in text


def test_one_call_without_a_price_makes_the_sum_unknown() -> None:
    table = LiveTable()
    table.start(DAY, PAPERS[:2])
    table.note(Progress(PAPERS[0], None, "drafted", USAGE, Decimal("0.0021")))
    table.note(Progress(PAPERS[1], None, "drafted", USAGE, None))
    assert "cost unknown" in shown(table)


def test_papers_in_work_stay_on_the_screen_of_a_long_day() -> None:
    table = LiveTable()
    table.start(DAY, PAPERS)
    for paper in PAPERS[:35]:
        table.note(Progress(paper, None, "unchanged"))
    table.note(Progress(PAPERS[39], Stage.SUMMARY))
    text = shown(table)
    assert "2401.90039  summary" in text
    assert "35/40 done" in text


def test_a_forecast_counts_what_is_due_and_prices_it(tmp_path: object) -> None:
    settings = Settings(model="qwen3.8-flash", output_dir=f"{tmp_path}", openai_base_url="http://127.0.0.1:1/v1")
    listing = Listing(date=DAY, papers=tuple(PAPERS), fetched_at=dt.datetime(2024, 1, 31, tzinfo=dt.UTC))
    expected = forecast(listing, DAY, settings, Selection(limit=10))
    assert len(expected.to_draft) == 10
    assert 10 * 15_600 < expected.prompt_tokens < 10 * 25_000
    assert expected.cost_usd is not None
    assert 0.02 < expected.cost_usd < 0.2
    assert "would draft 10, leave 0 unchanged" in expected.as_text()


def test_each_day_starts_anew_and_tokens_and_cost_go_on() -> None:
    table = LiveTable()
    for papers in (PAPERS[:2], PAPERS[2:5]):
        table.start(DAY, papers)
        table.note(Progress(papers[0], None, "drafted", USAGE, Decimal("0.5")))
    assert "1/3 done; 24,000 tokens in, 1,800 out, $1.0000" in shown(table)
