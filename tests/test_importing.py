"""An archive taken over: every character stays, every block is told, twice is the same as once."""

import asyncio
import datetime as dt
import json
from pathlib import Path

import pytest
from making import DAY, NOON, a_draft, a_paper, a_summary
from world import bench

from digestgen import markdown
from digestgen.drafts import Drafts
from digestgen.errors import DraftDamagedError, UpstreamDownError
from digestgen.importing import Fate, Importer, Taken, normalized, slug_of
from digestgen.imports import Imports
from digestgen.models import DraftState, Listing, Paper
from digestgen.publish import publish_day
from digestgen.review import approve, reject
from digestgen.sandbox import DEMO_DAY

BARE = "#### 背景\n- **背景**       \n    这里是背景。\n\n#### 总结\n这里是总结。"


def page(*titles: str, day: dt.date = DAY, words: str = "") -> str:
    summaries = (a_summary(background=f"这一段说明《{title}》要解决的问题以及它为什么重要。{words}") for title in titles)
    papers = (a_paper(title=title) for title in titles)
    return markdown.render_digest(
        markdown.block_of(paper, summary, day) for paper, summary in zip(papers, summaries, strict=True)
    )


def importer(folder: Path, *papers: Paper, day: dt.date | None = None, replace: bool = False, down: bool = False) -> Importer:
    async def find_listing(asked: dt.date) -> Listing:
        if down:
            raise UpstreamDownError("http://feed", "no connection")
        return Listing(date=asked, papers=papers, fetched_at=NOON)

    return Importer(Imports(folder), find_listing, NOON, day, replace)


def take(worker: Importer, text: str, name: str = "old.md") -> list[Taken]:
    return asyncio.run(worker.take(text, name))


def fates(taken: list[Taken]) -> list[str]:
    return [each.fate.value for each in taken]


def test_blocks_are_matched_by_title_and_otherwise_kept_under_it(tmp_path: Path) -> None:
    text = page("A Paper: On Things", "Another One")
    listed = a_paper(id="2401.00017", title="A paper — on THINGS")
    taken = take(importer(tmp_path, listed), text)
    assert fates(taken) == ["imported", "imported"]
    blocks = Imports(tmp_path).on_day(DAY)
    assert [(block.slug, block.paper and block.paper.id, block.place) for block in blocks] == [
        ("2401.00017", "2401.00017", 0),
        ("another-one", None, 1),
    ]
    assert [block.line for block in blocks] == [1, text[: text.index("#### Another")].count("\n") + 1]
    assert [block.slug for block in Imports(tmp_path).find("2401.00017")] == ["2401.00017"]
    assert Imports(tmp_path).days() == [DAY]


def test_a_feed_that_does_not_answer_costs_the_id_and_nothing_else(tmp_path: Path) -> None:
    worker = importer(tmp_path, down=True)
    assert fates(take(worker, page("A Paper"))) == ["imported"]
    assert fates(take(worker, page("Another One", day=DAY + dt.timedelta(days=1)))) == ["imported"]
    (warning,) = worker.warnings
    assert "no listing of 2024-01-31" in warning, "a feed that is down is asked once, not for every day"
    later = importer(tmp_path, a_paper(id="2401.00017"))
    assert fates(take(later, page("A Paper"))) == ["unchanged"]
    assert fates(take(later, page("A Paper", words="改了。"))) == ["imported"], "in the same run it is a block of its own"
    changed = take(importer(tmp_path, a_paper(id="2401.00017")), page("A Paper", words="又改了。"))
    assert fates(changed) == ["refused"], "also when its slug is still that of its title"


def test_twice_is_the_same_as_once_and_a_changed_block_is_refused(tmp_path: Path) -> None:
    text = page("A Paper", "Another One")
    take(importer(tmp_path), text)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    assert fates(take(importer(tmp_path), text)) == ["unchanged", "unchanged"]
    changed = page("A Paper", "Another One", words="改了。")
    refused = take(importer(tmp_path), changed, "new.md")
    assert fates(refused) == ["refused", "refused"]
    assert "2024-01-31/a-paper is stored with other words, from old.md:1; --replace" in refused[0].reason
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == before
    assert fates(take(importer(tmp_path, replace=True), changed, "new.md")) == ["replaced", "replaced"]
    assert [block.place for block in Imports(tmp_path).on_day(DAY)] == [0, 1]
    assert publish_day(Drafts(tmp_path), DAY).path.read_text("utf-8") == changed


def test_the_same_block_twice_on_a_page_stays_twice(tmp_path: Path) -> None:
    text = page("A Paper") * 2
    assert fates(take(importer(tmp_path), text)) == ["imported", "imported"]
    assert fates(take(importer(tmp_path), text)) == ["unchanged", "unchanged"]
    assert publish_day(Drafts(tmp_path), DAY).path.read_text("utf-8") == text


def test_without_a_date_a_block_is_refused_and_with_one_its_own_date_wins(tmp_path: Path) -> None:
    (refused,) = take(importer(tmp_path), BARE)
    assert (refused.fate, refused.reason) == (Fate.REFUSED, "carries no date: name its day with --date")
    later = DAY + dt.timedelta(days=1)
    worker = importer(tmp_path, day=later)
    take(worker, BARE, "archive/2024-01/2401.123.md")
    take(worker, page("A Paper"))
    assert [block.slug for block in Imports(tmp_path).on_day(later)] == ["2401.123"]
    assert [block.file for block in Imports(tmp_path).on_day(later)] == ["2401.123.md"], "no path of a machine is stored"
    assert [block.slug for block in Imports(tmp_path).on_day(DAY)] == ["a-paper"]


def test_what_has_no_place_is_told_by_its_line_and_stays_on_the_page(tmp_path: Path) -> None:
    text = "a greeting\r\n\r\n" + page("A Paper") + f"#### 机构&分类\n- 某大学\n\n{BARE}"
    taken = take(importer(tmp_path, day=DAY), text)
    assert next(unplaced.line for each in taken for unplaced in each.unplaced) == 1
    assert "#### 机构&分类" in [line for each in taken for one in each.unplaced for line in one.text.split("\n")]
    assert publish_day(Drafts(tmp_path), DAY).path.read_bytes().decode() == text
    (none,) = take(importer(tmp_path), "Sorry, something went wrong.\n")
    assert (none.fate, none.line) == (Fate.REFUSED, 1)
    assert "holds no block" in none.reason


def test_imported_blocks_come_first_and_approved_drafts_after_them(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    worker = importer(tmp_path, day=DAY)
    take(worker, BARE, "one.md")
    take(worker, BARE.replace("总结。", "另一篇的总结。"), "two.md")
    draft = approve(a_draft(), by="reviewer", at=NOON)
    drafts.write(draft)
    block = markdown.render(markdown.block_of(draft.paper, draft.summary, draft.date))
    clean = draft.model_copy(update={"findings": ()})
    drafts.write(clean)
    done = publish_day(drafts, DAY)
    text = done.path.read_text("utf-8")
    assert text.startswith(f"{BARE}\n\n{BARE.replace('总结。', '另一篇的总结。')}")
    assert done.papers == 2 + text.count(block)
    assert len(markdown.parse(text)) == done.papers


def test_what_the_checks_find_is_stored_and_nothing_follows_from_it(tmp_path: Path) -> None:
    text = page("A Paper").replace("提出了一个用于测试的方法", "提出了一个xxx")
    take(importer(tmp_path), text)
    (block,) = Imports(tmp_path).on_day(DAY)
    assert "placeholder" in {finding.rule for finding in block.findings}
    assert publish_day(Drafts(tmp_path), DAY).papers == 1


def test_a_damaged_block_is_named_before_anything_is_written(tmp_path: Path) -> None:
    take(importer(tmp_path), page("A Paper", "Another One"))
    path = Imports(tmp_path).path(DAY, "a-paper")
    good = path.read_bytes()
    for damage in (b"", b"{}", good.replace(b'"slug": "a-paper"', b'"slug": "b-paper"')):
        path.write_bytes(damage)
        with pytest.raises(DraftDamagedError, match=r"a-paper\.json"):
            publish_day(Drafts(tmp_path), DAY)
    assert not (tmp_path / "digests").exists()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("A Paper: On Things", "a-paper-on-things"),
        ("Zip-LoRA 2.0!", "zip-lora-2.0"),
        ("../../etc/passwd", "etc-passwd"),
        ("2311.10770", "2311.10770"),
    ],
)
def test_a_slug_is_a_file_name(text: str, slug: str, tmp_path: Path) -> None:
    assert slug_of(text) == slug
    assert Imports(tmp_path).path(DAY, slug).parent == tmp_path / "imports" / "2024-01-31"


def test_two_titles_never_share_a_slug_for_what_was_left_out(tmp_path: Path) -> None:
    long = "word " * 40
    slugs = {slug_of(text) for text in ("论文甲", "论文乙", "Paper 甲", "Paper 乙", f"{long}one", f"{long}two", "—", "")}
    assert len(slugs) == 8
    assert all(Imports(tmp_path).path(DAY, slug) for slug in slugs)
    for odd in ("../x", "", ".hidden", "a/b", "x" * 200):
        with pytest.raises(ValueError, match="is not a slug"):
            Imports(tmp_path).path(DAY, odd)
    assert normalized("Ａ Paper — on THINGS!") == normalized("a paper: on things")


@pytest.mark.shared
def test_every_page_of_the_archive_comes_back_byte_for_byte(shared: Path, tmp_path: Path) -> None:
    """Each file on a day of its own; of the 188, five hold no block at all and are refused by name."""
    drafts, refused = Drafts(tmp_path), []
    for number, path in enumerate(sorted((shared / "archive").rglob("*.md"))):
        day = DAY + dt.timedelta(days=number)
        taken = take(importer(tmp_path, day=day), path.read_bytes().decode(), path.name)
        if taken[0].fate is Fate.REFUSED:
            refused.append(path.name)
            continue
        assert publish_day(drafts, day).path.read_bytes() == path.read_bytes()
    assert (number + 1, len(refused)) == (188, 5)


@pytest.mark.shared
def test_a_published_page_comes_back_byte_for_byte(shared: Path, tmp_path: Path) -> None:
    path = shared / "seed" / "digest-2023-11-23.md"
    assert fates(take(importer(tmp_path), path.read_bytes().decode(), path.name)) == ["imported"] * 5
    assert publish_day(Drafts(tmp_path), dt.date(2023, 11, 23)).path.read_bytes() == path.read_bytes()


def test_the_command_takes_a_page_over_and_says_what_it_did(tmp_path: Path) -> None:
    with bench(tmp_path) as digestgen:
        first = digestgen.days[DEMO_DAY][0]
        file = tmp_path / "old.md"
        file.write_text(page(first.title, "Unknown to the Feed", day=DEMO_DAY) + "- a stray line\n", "utf-8")
        done = digestgen("import", str(file))
        assert done.exit_code == 0, done.output
        assert f"{file}:1: imported: {DEMO_DAY}/{first.id}" in done.stdout
        assert f"{DEMO_DAY}/unknown-to-the-feed" in done.stdout
        assert "has no place in a block, kept as it stands: - a stray line" in done.stdout
        rows = json.loads(digestgen("import", str(file), "--json").stdout)
        assert [(row["fate"], row["arxiv_id"]) for row in rows] == [("unchanged", first.id), ("unchanged", None)]
        assert digestgen("publish", "--date", DEMO_DAY.isoformat()).exit_code == 0
        published = tmp_path / "out" / "digests" / "2024" / f"{DEMO_DAY}.md"
        assert published.read_bytes() == file.read_bytes()
        none = tmp_path / "none.md"
        none.write_text("Timeout.\n", "utf-8")
        refused = digestgen("import", str(none), str(file))
        assert (refused.exit_code, f"{none}:1: refused: holds no block" in refused.stderr) == (3, True)
    with bench(tmp_path / "down", "hub:404") as digestgen:
        offline = digestgen("import", str(file))
        assert (offline.exit_code, "no listing of" in offline.stderr) == (0, True)


def test_a_page_whose_only_paper_goes_back_to_review_is_taken_down(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    sound = a_draft(summary=a_summary(contribution="提出了一种新的训练方法"))
    stands = approve(sound, by="reviewer", at=NOON).model_copy(update={"state": DraftState.PUBLISHED})
    path = tmp_path / "digests" / "2024" / "2024-01-31.md"
    path.parent.mkdir(parents=True)
    path.write_text("a page of somebody else")
    drafts.write(sound)
    publish_day(drafts, DAY)
    assert path.is_file(), "no draft of the day was ever printed: it is not ours"
    drafts.write(reject(stands, by="reviewer", at=NOON))
    assert publish_day(drafts, DAY).changed
    assert not path.exists()
