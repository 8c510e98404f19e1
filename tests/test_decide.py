"""What a paper needs on a day, decided with values alone; and the account in words."""

import datetime as dt
from decimal import Decimal

from making import DAY, NOON, a_draft, a_paper

from digestgen.cli.account import account_lines
from digestgen.day import Keep, Make, Reuse, Selection, complete, decide
from digestgen.models import Draft, DraftState, Failure, Stage, TextSource, Usage
from digestgen.pipeline import Recipe
from digestgen.reports import DayReport
from digestgen.sources.arxiv import Metadata

RECIPE = Recipe(prompt_sha256="1" * 64, schema_version=1, endpoint="127.0.0.1:1", model="sandbox")
OTHER_RECIPE = Recipe(prompt_sha256="2" * 64, schema_version=1, endpoint="127.0.0.1:1", model="sandbox")


def made_with(recipe: Recipe, source: TextSource = TextSource.FULL_TEXT, **changes: object) -> Draft:
    text_sha256 = "3" * 64
    return a_draft(recipe.key(text_sha256), source, text_sha256, **changes)


def test_a_paper_without_a_draft_is_made() -> None:
    assert decide(None, [], RECIPE) == Make(None)


def test_a_draft_of_the_same_recipe_is_kept() -> None:
    standing = made_with(RECIPE)
    assert decide(standing, [], RECIPE) == Keep(standing)


def test_a_pending_draft_of_another_recipe_is_made_again() -> None:
    standing = made_with(OTHER_RECIPE)
    assert decide(standing, [], RECIPE) == Make(standing)


def test_what_a_person_approved_is_never_made_again() -> None:
    standing = made_with(OTHER_RECIPE, TextSource.ABSTRACT_ONLY, state=DraftState.APPROVED)
    assert decide(standing, [], RECIPE) == Keep(standing)


def test_a_draft_from_the_abstract_is_due_again() -> None:
    standing = made_with(RECIPE, TextSource.ABSTRACT_ONLY)
    assert decide(standing, [], RECIPE) == Make(standing)


def test_the_summary_of_another_day_is_reused_if_it_was_made_the_same_way() -> None:
    yesterday = made_with(RECIPE, date=DAY - dt.timedelta(days=1))
    assert decide(None, [yesterday], RECIPE) == Reuse(yesterday)
    assert decide(None, [made_with(OTHER_RECIPE)], RECIPE) == Make(None)
    assert decide(None, [made_with(RECIPE, TextSource.ABSTRACT_ONLY)], RECIPE) == Make(None)


def test_every_part_of_the_recipe_and_the_text_decide_the_key() -> None:
    keys = {
        RECIPE.key("a"),
        RECIPE.key("b"),
        OTHER_RECIPE.key("a"),
        Recipe("1" * 64, 2, "127.0.0.1:1", "sandbox").key("a"),
        Recipe("1" * 64, 1, "127.0.0.1:2", "sandbox").key("a"),
        Recipe("1" * 64, 1, "127.0.0.1:1", "other").key("a"),
        Recipe("1" * 64, 1, "127.0.0.1:1", "sandbox", {"temperature": 0.2}).key("a"),
    }
    assert len(keys) == 7


def test_a_selection_takes_the_best_and_leaves_the_rest() -> None:
    papers = [a_paper(id=f"2401.9999{n}", upvotes=votes) for n, votes in enumerate((9, 5, 5, 0))]
    assert [paper.upvotes for paper in Selection(limit=2).take(papers)] == [9, 5]
    assert [paper.upvotes for paper in Selection(min_upvotes=1).take(papers)] == [9, 5, 5]
    assert Selection().take(papers) == tuple(papers)


def test_arxiv_completes_the_feed_and_does_not_overrule_it() -> None:
    metadata = Metadata(3, ("cs.CL", "cs.AI"), "12 pages", "Another Title", "Another abstract.", ("Sandbox Author",), DAY)
    done = complete(a_paper(abstract=""), metadata)
    assert (done.title, done.abstract, done.version, done.categories) == ("A Paper", "Another abstract.", 3, ("cs.CL", "cs.AI"))
    assert complete(a_paper(), None) == a_paper()


def test_the_account_is_one_line_and_one_for_each_failure() -> None:
    failure = Failure(subject="2401.99993", title="T", stage=Stage.SUMMARY, kind="RefusedError", reason="2401.99993: refused")
    report = DayReport(
        date=DAY,
        listed=5,
        set_aside=1,
        drafted=("2401.99991",),
        unchanged=("2401.99992",),
        failed=(failure,),
        not_reached=("2401.99994",),
        stopped_by="disk full",
        usage=Usage(calls=1, prompt_tokens=12_000, completion_tokens=900),
        cost_usd=Decimal("0.0123"),
        started_at=NOON,
        finished_at=NOON + dt.timedelta(seconds=41),
    )
    lines = account_lines(report)
    assert lines[0] == (
        "2024-01-31: fetched 4 = 1 drafted + 1 unchanged + 0 held + 1 failed + 1 not reached (1 of 5 listed set aside); "
        "12,000 tokens in, 900 out, $0.0123; 41 s"
    )
    assert "refused" in lines[1]
    assert "disk full" in lines[2]
    assert "2401.99994" in lines[3]


def test_a_day_without_papers_says_so() -> None:
    report = DayReport(date=DAY, listed=0, started_at=NOON, finished_at=NOON)
    assert account_lines(report) == ["no papers listed on 2024-01-31 (a weekend, a holiday, or not yet)"]
