"""Pages, days that are due, and the index: fail closed, twice is the same as once, and nobody's text is lost."""

import datetime as dt
import json
from pathlib import Path

import pytest
from making import DAY, NOON, a_draft, a_paper, a_summary
from publishing import HOSTILE, a_few_days, a_published, a_sound_summary, an_import, edition, snapshot, store, store_import

from digestgen import markdown
from digestgen.errors import StorageError
from digestgen.findings import Finding, Severity
from digestgen.models import DraftState
from digestgen.publish import publish_day
from digestgen.publish.due import due_days
from digestgen.publish.entries import entries_of, first_sentence, safe_slug
from digestgen.publish.index import BEGIN, END
from digestgen.publish.memory import Memory
from digestgen.publish.pages import digest_of
from digestgen.publish.stock import imported_on, load_entries
from digestgen.review import approve, reject

OLD = (
    "#### Old\n![Upvotes](https://img.shields.io/badge/upvotes-9-green)\n\n<details>\n\n"
    "#### 背景\n- **背景**   \n    很早以前的一段话。\n</details>\n"
)


def page_of(folder: Path) -> Path:
    return folder / "digests" / "2024" / f"{DAY}.md"


def test_imported_blocks_stand_first_byte_for_byte_then_the_drafts(tmp_path: Path) -> None:
    blocks = [an_import(OLD, "b", 0), an_import(OLD.replace("Old", "Older"), "a", 1)]
    drafts = store(tmp_path, a_published())
    for block in blocks:
        store_import(tmp_path, block)
    done = publish_day(drafts, DAY, imported=imported_on(tmp_path, DAY))
    page = page_of(tmp_path).read_text("utf-8")
    assert page.startswith(blocks[0].markdown + blocks[1].markdown + "\n#### A Paper\n")
    assert done.papers == 3
    assert [block.title for block in markdown.parse(page)] == ["Old", "Older", "A Paper"]


def test_a_page_of_imported_blocks_alone_is_the_page_that_was_imported() -> None:
    whole = OLD + OLD.replace("Old", "Older")
    assert digest_of([], [an_import(OLD), an_import(OLD.replace("Old", "Older"), place=1)]) == whole


def test_a_paper_that_was_imported_is_not_printed_a_second_time(tmp_path: Path) -> None:
    drafts = store(tmp_path, approve(a_draft(summary=a_sound_summary()), by="you", at=NOON))
    done = publish_day(drafts, DAY, imported=[an_import(OLD, paper=a_paper())])
    assert (done.papers, done.doubled) == (1, ("2401.99991",))
    assert page_of(tmp_path).read_text("utf-8") == OLD


def test_a_page_goes_when_its_last_paper_is_rejected_and_a_strangers_page_stays(tmp_path: Path) -> None:
    drafts = store(tmp_path, approve(a_draft(summary=a_sound_summary()), by="you", at=NOON))
    publish_day(drafts, DAY)
    drafts.write(reject(drafts.on_day(DAY)[0], by="you", at=NOON))
    assert publish_day(drafts, DAY).changed
    assert not page_of(tmp_path).exists()
    page_of(tmp_path).write_text("mine", "utf-8")
    drafts.write(a_draft(summary=a_sound_summary()))
    assert not publish_day(drafts, DAY).changed
    assert page_of(tmp_path).read_text("utf-8") == "mine"


def test_only_what_is_published_sound_and_unchanged_is_an_entry() -> None:
    broken = Finding(rule="r", severity=Severity.ERROR, message="m", message_zh="m")
    good = a_published()
    others = [
        good.model_copy(update={"findings": (broken,)}),
        good.model_copy(update={"judged_sha256": "0" * 64}),
        *(good.model_copy(update={"state": state}) for state in DraftState if state is not DraftState.PUBLISHED),
    ]
    assert len(entries_of(DAY, [good])) == 1
    assert entries_of(DAY, others) == []


def test_a_day_is_due_until_it_is_published_and_again_when_something_changes(tmp_path: Path) -> None:
    drafts = store(tmp_path, a_draft(summary=a_sound_summary()))
    assert due_days(drafts, Memory(tmp_path)) == []
    assert due_days(drafts, Memory(tmp_path), unattended=True) == [DAY]
    edition(tmp_path)
    assert due_days(drafts, Memory(tmp_path), unattended=True) == [DAY], "known, and still waiting"
    drafts.write(approve(a_draft(summary=a_sound_summary()), by="you", at=NOON))
    assert due_days(drafts, Memory(tmp_path)) == [DAY]
    publish_day(drafts, DAY)
    assert due_days(drafts, Memory(tmp_path)) == []
    edition(tmp_path)
    assert due_days(drafts, Memory(tmp_path), unattended=True) == []
    page_of(tmp_path).write_text("somebody was here", "utf-8")
    assert due_days(drafts, Memory(tmp_path)) == [DAY]
    publish_day(drafts, DAY)
    more = drafts.on_day(DAY)[0]
    drafts.write(more.model_copy(update={"paper": a_paper(upvotes=8)}))
    assert due_days(drafts, Memory(tmp_path)) == [DAY]


def test_a_day_whose_drafts_are_gone_takes_its_page_with_it(tmp_path: Path) -> None:
    drafts = store(tmp_path, a_published())
    publish_day(drafts, DAY)
    edition(tmp_path)
    drafts.path(DAY, "2401.99991").unlink()
    edition(tmp_path)
    assert not page_of(tmp_path).exists()
    assert not (tmp_path / "site" / "papers" / DAY.isoformat()).exists()
    assert "A Paper" not in (tmp_path / "README.md").read_text("utf-8")
    assert not list((tmp_path / ".published").iterdir())


def test_a_damaged_draft_is_told_and_what_was_published_of_its_day_stays(tmp_path: Path) -> None:
    a_few_days(tmp_path)
    edition(tmp_path)
    before = snapshot(tmp_path / "site")
    (tmp_path / "drafts" / DAY.isoformat() / "2401.99991.json").write_text("{", "utf-8")
    done = edition(tmp_path)
    assert [error.subject.endswith("2401.99991.json") for error in done.damaged] == [True]
    assert snapshot(tmp_path / "site") == before


@pytest.mark.parametrize(
    "damage", ["", "{}", "[]", '{"format": 1, "days": {"x": 1}}', '{"format": 1, "days": {"2024-01-31": {}}}', "\xff"]
)
def test_a_damaged_memory_is_read_again_from_the_drafts(tmp_path: Path, damage: str) -> None:
    a_few_days(tmp_path)
    edition(tmp_path)
    before = snapshot(tmp_path)
    memory = tmp_path / ".published" / "2024-01.json"
    memory.write_text(damage, "latin-1")
    edition(tmp_path)
    after = snapshot(tmp_path)
    assert {name: body for name, (_, body) in after.items()} == {name: body for name, (_, body) in before.items()}


def test_the_index_lists_months_and_keeps_the_text_around_it(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Mine\n\nbefore\n", "utf-8")
    a_few_days(tmp_path, 3, 20)
    edition(tmp_path)
    readme = (tmp_path / "README.md").read_text("utf-8")
    assert readme.startswith(f"# Mine\n\nbefore\n\n{BEGIN}\n## 2024-01\n\n### [2024-01-31](digests/2024/2024-01-31.md) · 2 篇\n")
    assert "2023-12-22.md" not in readme
    assert "- [2023-12](digests/2023/2023-12.md) · 1 天，2 篇" in readme
    assert "### [2023-12-22](2023-12-22.md)" in (tmp_path / "digests" / "2023" / "2023-12.md").read_text("utf-8")
    changed = readme.replace("before", "other").replace(END, f"{END}\n\nafter")
    (tmp_path / "README.md").write_text(changed, "utf-8")
    edition(tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == changed


def test_no_text_of_a_paper_is_markup_in_the_index(tmp_path: Path) -> None:
    hostile = a_paper(title=f"{HOSTILE} ](x) **b** `c` | @name", upvotes=1)
    store(tmp_path, a_published(paper=hostile, summary=a_summary(tldr="这是 <b>一</b> 句 [链接](x) **话**。")))
    edition(tmp_path)
    import cmarkgfm  # noqa: PLC0415 - GitHub's own parser, for this test alone
    from cmarkgfm.cmark import Options  # noqa: PLC0415 - see above

    html = cmarkgfm.github_flavored_markdown_to_html((tmp_path / "README.md").read_text("utf-8"), Options.CMARK_OPT_UNSAFE)
    assert "<script" not in html
    assert "<b>" not in html
    assert "<img" not in html
    assert 'href="x"' not in html
    assert html.count("<strong>") == 1


def test_an_index_that_has_lost_a_mark_is_told_and_not_touched(tmp_path: Path) -> None:
    store(tmp_path, a_published())
    (tmp_path / "README.md").write_text(f"{BEGIN}\nold\n", "utf-8")
    with pytest.raises(StorageError, match=r"README\.md: has lost one of the two marks"):
        edition(tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == f"{BEGIN}\nold\n"


def test_the_month_page_of_a_month_without_papers_goes(tmp_path: Path) -> None:
    drafts = a_few_days(tmp_path, 3, 20)
    edition(tmp_path)
    for day in drafts.days():
        if day < dt.date(2024, 1, 1):
            for draft in drafts.on_day(day):
                drafts.write(reject(draft, by="you", at=NOON))
    edition(tmp_path)
    assert not (tmp_path / "digests" / "2023" / "2023-12.md").exists()
    assert not (tmp_path / "site" / "months" / "2023-12.html").exists()


def test_imported_blocks_have_a_sentence_and_harmless_names(tmp_path: Path) -> None:
    store_import(tmp_path, an_import(OLD.replace("。", "。还有一句。"), "old"))
    entry = load_entries(store(tmp_path), DAY)[0]
    assert entry.lead == "很早以前的一段话。"
    assert [safe_slug(slug) for slug in ("论文-a.b", "2401.1")] == ["论文-a.b", "2401.1"]
    assert all(safe_slug(slug).isalnum() for slug in ("../x", ".x", "a/b", "a" * 100, "", "a b", "\ud800"))
    assert first_sentence("长" * 300) == "长" * 159 + "…"


def test_memory_is_plain_json_a_month_a_file(tmp_path: Path) -> None:
    a_few_days(tmp_path, 3, 20)
    edition(tmp_path)
    assert sorted(path.name for path in (tmp_path / ".published").iterdir()) == ["2023-12.json", "2024-01.json"]
    assert json.loads((tmp_path / ".published" / "2024-01.json").read_text("utf-8"))["format"] == 1
