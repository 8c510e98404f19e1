"""The names of a summary stand in the paper, that of the title in the summary, and the summary is that paper's."""

import asyncio
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen import markdown
from digestgen.checks.examples import ABSTRACT, PASSAGES, SOUND, TITLE
from digestgen.checks.names import coined_name, name_missing, title_name, wrong_paper
from digestgen.checks.subject import Part, Passage, Subject, passages_of_block
from digestgen.errors import ParseError
from digestgen.findings import Severity
from digestgen.grounding import Source
from digestgen.models import Page, PaperText
from digestgen.pdftext import Limits, extract


def paper_text(text: str) -> PaperText:
    return PaperText(text=text, pages=(Page(number=1, start=0, end=len(text)),), page_count=1)


def subject(*texts: str, source: Source | None = None, title: str | None = None) -> Subject:
    passages = tuple(Passage(f"background[{number}]", Part.BACKGROUND, text) for number, text in enumerate(texts))
    return Subject(passages, title=title, source=source)


PAPER = Source(
    "TileJoin: Joining Worn Rubbings",
    "",
    paper_text(
        "TileJoin: Joining Worn Rubbings. We train TileJoin on ImageNet with Adam and compare it with GPT-4 and with a baseline "
        "that looks at edges of the rubbings; strokes go on where the edge is worn, and we predict them with a network."
    ),
)

# --- name_missing ----------------------------------------------------------------------------------------------------


def test_a_name_that_the_paper_lacks_is_marked_with_the_one_that_it_has() -> None:
    (finding,) = name_missing(subject("TileJoin 优于 GPT-3。", "GPT-3 与 gpt3 也不如它。", source=PAPER))
    assert (finding.field, finding.span, finding.severity) == ("background[0]", "GPT-3", Severity.WARNING)
    assert "GPT-4" in finding.message
    assert "GPT-4" in finding.message_zh
    assert finding.place is not None
    assert PAPER.text[finding.place.start : finding.place.end] == "GPT-4"


def test_nothing_is_suggested_where_nothing_is_like_it() -> None:
    (finding,) = name_missing(subject("在 LVIS 上测试", source=PAPER))
    assert finding.place is None
    assert "最接近" not in finding.message_zh


@pytest.mark.parametrize(
    "text",
    [
        "Tile-Join、tilejoin、GPT4、ImageNets",
        "大型语言模型（LLM）与 GPU、API",
        "在 Adam 与 Transformer 上",
        "7B 参数，24-layer，x₁",
        "",
    ],
)
def test_known_names_terms_and_quantities_pass(text: str) -> None:
    assert list(name_missing(subject(text, source=PAPER))) == []


def test_a_name_with_one_capital_is_looked_for_as_well() -> None:
    assert [finding.span for finding in name_missing(subject("用 Adafactor 训练", source=PAPER))] == ["Adafactor"]


def test_no_more_than_five_names_are_marked() -> None:
    assert len(list(name_missing(subject(" ".join(f"Net{each}Q" for each in "ABCDEFGHI"), source=PAPER)))) == 5


@pytest.mark.parametrize("source", [None, Source("", ""), Source("A Paper", "It is short.")])
def test_without_a_paper_nothing_is_missed(source: Source | None) -> None:
    foreign = subject("在 nuScenes、KITTI 与 LVIS 上训练 BEVFormer", source=source)
    assert [*name_missing(foreign), *wrong_paper(foreign)] == []


# --- title_name ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("GAIA: a benchmark for General AI Assistants", "GAIA"),
        ("LLaMA 2: Open Foundation and Fine-Tuned Chat Models", "LLaMA"),
        ("ZipLoRA: Any Subject in Any Style", "ZipLoRA"),
        ("Phi-1.5： a technical report", "Phi-1.5"),
        ("Llemma: An Open Language Model For Mathematics", None),
        ("Paper Plain: Making Medical Research Papers Approachable", None),
        ("Fine-Grained Views: Modeling Explanations", None),
        ("LLMs as Judges: A Survey", None),
        ("GPT-4 Can Read, and So What Do We Do Now: A Study", None),
        ("Attention Is All You Need", None),
        ("A ratio of 3:4", None),
        ("", None),
    ],
)
def test_the_name_that_a_title_coins(title: str, name: str | None) -> None:
    assert coined_name(title) == name


def test_the_titles_name_must_be_mentioned_once_in_any_spelling() -> None:
    title = "GAIA-2: a benchmark"
    assert [finding.severity for finding in title_name(subject("提出了一个基准", title=title))] == [Severity.WARNING]
    assert list(title_name(subject("提出了一个基准", "基准 GAIA 2 共有 466 题", title=title))) == []
    assert list(title_name(subject("提出了一个基准", title="A benchmark"))) == []
    assert list(title_name(subject("提出了一个基准"))) == []
    assert list(title_name(subject(title=title))) == []


# --- wrong_paper -----------------------------------------------------------------------------------------------------


def test_three_missing_names_that_are_a_third_of_all_are_another_papers() -> None:
    (finding,) = wrong_paper(subject("在 nuScenes、KITTI 与 LVIS 上训练 TileJoin", source=PAPER))
    assert (finding.field, finding.span, finding.severity) == ("", "", Severity.ERROR)
    assert "nuScenes" in finding.message
    assert "nuScenes" in finding.message_zh


def test_two_missing_names_are_no_other_paper() -> None:
    assert list(wrong_paper(subject("在 nuScenes 与 KITTI 上用 ImageNet、GPT-4 训练 TileJoin", source=PAPER))) == []


def test_missing_subjects_are_another_papers() -> None:
    (finding,) = wrong_paper(subject("机器人凭相机抓取，视频与语音作为输入。", source=PAPER))
    assert "机器人" in finding.message


def test_an_abstract_says_less_than_a_summary_of_the_paper_may() -> None:
    abstract = Source(TITLE, ABSTRACT)
    sound = [passage.text for passage in PASSAGES]
    assert list(wrong_paper(subject(*sound, "在 nuScenes、KITTI 与 LVIS 上用相机测试", source=abstract, title=TITLE))) == []
    assert list(wrong_paper(subject("在 nuScenes、KITTI 与 LVIS 上用相机测试", source=abstract, title=TITLE))) != []


def test_the_text_of_another_pdf_lacks_the_titles_words() -> None:
    summary = subject("TileJoin 用 GPT-4", source=PAPER, title="Grasping with Tactile Sensors in Orchards")
    (finding,) = wrong_paper(summary)
    assert "tactile" in finding.message
    assert list(wrong_paper(subject("TileJoin 用 GPT-4", source=PAPER, title="Rubbings, Strokes and Orchards"))) == []


def test_the_feeds_own_title_does_not_vouch_for_the_pdf() -> None:
    title = "Grasping with Tactile Sensors in Orchards"
    source = Source(title, "Tactile sensors for grasping in orchards.", paper_text(PAPER.text))
    assert list(wrong_paper(subject("TileJoin 用 GPT-4", source=source, title=title))) != []


def test_the_sound_summary_is_that_papers() -> None:
    source = Source(TITLE, ABSTRACT)
    sound = subject(*(passage.text for passage in SOUND.passages), source=source, title=TITLE)
    assert [*name_missing(sound), *title_name(sound), *wrong_paper(sound)] == []


@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=120))
def test_any_text_gives_findings_inside_it_and_no_exception(text: str, title: str, body: str) -> None:
    summary = subject(text, source=Source(title, ABSTRACT, paper_text(body)), title=title)
    for finding in (*name_missing(summary), *title_name(summary), *wrong_paper(summary)):
        assert summary.text(finding.field)[finding.start : finding.end] == finding.span


# --- measured on the archive -----------------------------------------------------------------------------------------

PAPERS = ("1502.03167", "2002.08909", "2007.01282")
TOLD_FLOOR = 0.95
"""Share of foreign summaries that are told: raise it, never lower it."""


@cache
def sources(shared: Path) -> list[Source]:
    folder = shared / "data" / "pdf"
    texts = (asyncio.run(extract(folder / f"{name}.pdf", limits=Limits(least_characters=500))) for name in PAPERS)
    return [Source("", "", text) for text in texts]


def pages(shared: Path) -> list[tuple[Passage, ...]]:
    """Return the pages of the archive that hold a digest of more than a few words."""
    found = []
    for path in sorted((shared / "archive").glob("2023-1*/*.md")):
        try:
            (block,) = markdown.parse(path.read_text("utf-8"), name=path.name)
        except (ParseError, ValueError):
            continue
        passages = passages_of_block(block)
        if sum(len(passage.text) for passage in passages) > 400:
            found.append(passages)
    return found


@pytest.mark.shared
def test_summaries_of_other_papers_are_told(shared: Path) -> None:
    held = [Subject(passages, source=source) for passages in pages(shared)[::4] for source in sources(shared)]
    assert len(held) >= 100
    assert sum(bool(list(wrong_paper(each))) for each in held) / len(held) >= TOLD_FLOOR
