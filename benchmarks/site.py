"""The site at size: 1,000 days with 15 papers each, built whole, built again, and with one more day.

Prints a Markdown table with seconds, the ratio of one more day to the whole, and the peak memory. The drafts are synthetic and
stand in a temp folder; reading them from the disk is part of each time. `--days N --papers N` for another size. Bar: 60 s whole.
"""

import argparse
import datetime as dt
import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from digestgen.drafts import Drafts
from digestgen.findings import Evidence, Place, QuoteStatus
from digestgen.models import Decision, Draft, DraftState, Paper, Provenance, Summary, TextReport, TextSource, Usage
from digestgen.publish.due import refresh
from digestgen.publish.index import write_index
from digestgen.publish.memory import Memory
from digestgen.publish.site import Built, SiteOptions, build_site

FIRST = dt.date(2023, 6, 1)
AT = dt.datetime(2023, 6, 1, 12, tzinfo=dt.UTC)
OPTIONS = SiteOptions("每日论文摘要", "zh", "https://example.org/digest")
PROSE = (
    "作者指出，已有的方法在数据很少时难以保持精度，而且训练的代价很高；论文用一个统一的框架说明了其中的原因，"
    "并在多个数据集上给出了证据。"
)


def a_draft(day: dt.date, place: int) -> Draft:
    """Return a published draft of the usual length: some 1,500 Chinese characters, eight quotes."""
    arxiv_id = f"{day:%y%m}.{day.day * 1000 + place:05}"
    challenges = [{"challenge": f"第{n}个困难：样本之间差别很大", "solution": PROSE * 2} for n in range(1, 4)]
    summary = Summary.model_validate(
        {
            "tldr": f"论文{arxiv_id}用一个简单的方法，在数据很少时也能训练大模型。",
            "background": PROSE * 3,
            "related_work": PROSE * 3,
            "contribution": "提出了一个在少量数据上训练大模型的统一框架",
            "challenges": challenges,
            "implementation": [PROSE * 2, PROSE * 2],
            "conclusion": [PROSE * 2],
        }
    )
    quote = "We observe that the accuracy of previous methods degrades quickly as the number of samples becomes small."
    evidence = [
        Evidence(
            claim=PROSE[:12], field="background", status=QuoteStatus.EXACT, quote=quote, place=Place(page=n, start=0, end=99)
        )
        for n in range(1, 9)
    ]
    provenance = Provenance(
        key="k" * 64, digestgen="1", text_sha256="0" * 64, pdf_version=1, prompt_sha256="1" * 64, schema_version=2,
        endpoint="example.org/v1", model="a-model", response_format="json_schema", usage=Usage(calls=1),
        started_at=AT, finished_at=AT,
    )  # fmt: skip
    picture = f"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{arxiv_id}.png"
    paper = Paper(
        id=arxiv_id, title=f"A Unified Framework for Learning from Few Samples, Part {place} of {day}", abstract=quote * 10,
        authors=("A. Author", "B. Author"), upvotes=200 - place, listed=day, thumbnail=picture, version=1,
    )  # fmt: skip
    return Draft(
        date=day, paper=paper, summary=summary, evidence=tuple(evidence), provenance=provenance, state=DraftState.PUBLISHED,
        text=TextReport(source=TextSource.FULL_TEXT, page_count=12, characters=60000, characters_sent=60000),
        decisions=(Decision(state=DraftState.APPROVED, by="checks", at=AT),), upvotes_at=AT,
    )  # fmt: skip


def add_day(folder: Path, day: dt.date, papers: int) -> None:
    """Write a day's drafts, without waiting for the disk."""
    where = folder / "drafts" / day.isoformat()
    where.mkdir(parents=True)
    for place in range(papers):
        draft = a_draft(day, place)
        (where / f"{draft.paper.id}.json").write_text(draft.model_dump_json(indent=2), "utf-8")


def publish(folder: Path) -> tuple[float, Built]:
    """Do what `digestgen publish` does after its pages, and return the seconds."""
    started = time.perf_counter()
    drafts, memory = Drafts(folder), Memory(folder)
    assert refresh(drafts, memory) == []
    memory.save()
    write_index(folder, {day: memory.days[day].rows for day in memory.published()}, OPTIONS.title, OPTIONS.language)
    built = build_site(drafts, memory, OPTIONS)
    return time.perf_counter() - started, built


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--papers", type=int, default=15)
    size = parser.parse_args()
    with TemporaryDirectory(prefix="digestgen-bench-") as scratch:
        folder = Path(scratch)
        for number in range(size.days):
            add_day(folder, FIRST + dt.timedelta(number), size.papers)
        whole, built = publish(folder)
        assert (built.days, built.papers, built.rendered) == (size.days, size.days * size.papers, size.days)
        again, unchanged = publish(folder)
        assert (unchanged.rendered, unchanged.written, unchanged.removed) == (0, 0, 0)
        add_day(folder, FIRST + dt.timedelta(size.days), size.papers)
        one, added = publish(folder)
        assert added.rendered == 1
        files = [path for path in (folder / "site").rglob("*") if path.is_file()]
        megabytes = sum(path.stat().st_size for path in files) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("| days × papers | whole s | ms per paper | again s | one more day s | one more day / whole | files | MB | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    print(
        f"| {size.days} × {size.papers} | {whole:.1f} | {whole / built.papers * 1000:.2f} | {again:.2f} | {one:.2f} "
        f"| {one / whole:.3f} | {len(files)} | {megabytes:.0f} | {peak:.0f} |"
    )
    print(f"\nof the one more day: {added.written} files written, {added.rendered} day rendered")


if __name__ == "__main__":
    main()
