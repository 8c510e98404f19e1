"""News of published papers: what arXiv says of them since, and what readers must be told."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from making import DAY, a_draft, a_paper
from world import bench

from digestgen.drafts import Drafts
from digestgen.errors import DigestgenError, UpstreamDownError
from digestgen.models import Draft, DraftState
from digestgen.notices import newer_version, withdrawn
from digestgen.sandbox import DEMO_DAY, synthetic_day
from digestgen.sources.arxiv import Metadata
from digestgen.updates import describe_update, look_for_updates

ID = "2401.99991"
NIGHT = dt.datetime(2024, 1, 31, 22, tzinfo=dt.UTC)
WITHDRAWN = "This paper has been withdrawn by the author(s)"


def a_printed_draft(day: dt.date = DAY, state: DraftState = DraftState.PUBLISHED, version: int | None = 1) -> Draft:
    draft = a_draft(date=day, state=state, paper=a_paper(version=1, listed=day))
    return draft.model_copy(update={"provenance": draft.provenance.model_copy(update={"pdf_version": version})})


def metadata(version: int, comment: str | None = None) -> Metadata:
    return Metadata(version, ("cs.LG",), comment, "Another Title", "Another abstract.", (), DAY)


class Arxiv:
    """Answers with what it was given, or fails; remembers what it was asked."""

    def __init__(self, answer: dict[str, Metadata] | Exception) -> None:
        self.answer, self.asked = answer, list[list[str]]()

    async def __call__(self, ids: Sequence[str], /) -> dict[str, Metadata]:
        self.asked.append(list(ids))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("comment", "is_withdrawn"),
    [
        (WITHDRAWN, True),
        ("Withdrawn", True),
        ("arXiv admin note: withdrawn by arXiv administrators", True),
        ("withdrawn from arXiv by the authors", True),
        ("Withdrawn from ICLR 2024", False),
        ("this version is not withdrawn", False),
        ("12 pages, 5 figures", False),
        (None, False),
    ],
)
def test_a_withdrawal_is_known_by_arxivs_comment(comment: str | None, *, is_withdrawn: bool) -> None:
    assert withdrawn(a_paper(comment=comment)) is is_withdrawn


@pytest.mark.parametrize(("read", "newest", "newer"), [(1, 3, 3), (2, 2, None), (3, 2, None), (None, 2, None), (1, None, None)])
def test_a_version_is_newer_than_the_one_that_was_read_or_nothing_is_said(
    read: int | None, newest: int | None, newer: int | None
) -> None:
    draft = a_printed_draft(version=read)
    assert newer_version(draft.model_copy(update={"paper": a_paper(version=newest)})) == newer


def test_only_version_and_comment_of_what_is_printed_change(tmp_path: Path) -> None:
    drafts, arxiv = Drafts(tmp_path), Arxiv({ID: metadata(3, WITHDRAWN)})
    drafts.write(a_printed_draft())
    drafts.write(a_draft(state=DraftState.PENDING, paper=a_paper(id="2401.99992")))
    drafts.write(a_printed_draft(DAY - dt.timedelta(days=30)))
    [changed] = asyncio.run(look_for_updates(drafts, arxiv, DAY)) or ()
    assert arxiv.asked == [[ID]], "one call; pending drafts and older days are left alone"
    paper = a_printed_draft().paper.model_copy(update={"version": 3, "comment": WITHDRAWN})
    assert drafts.read(DAY, ID) == changed == a_printed_draft().model_copy(update={"paper": paper})
    assert describe_update(changed).startswith(f"{ID} of {DAY} was withdrawn from arXiv, and has version 3")
    assert asyncio.run(look_for_updates(drafts, arxiv, DAY)) == ()


@pytest.mark.parametrize("error", [UpstreamDownError("https://arxiv", "down"), DigestgenError("x", "y"), RuntimeError("a bug")])
def test_whatever_goes_wrong_is_a_warning(error: Exception, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    drafts = Drafts(tmp_path)
    drafts.write(a_printed_draft())
    assert asyncio.run(look_for_updates(drafts, Arxiv(error), DAY)) is None
    assert "were not looked for" in caplog.text
    assert drafts.read(DAY, ID) == a_printed_draft()


def test_a_run_looks_once_a_day_and_marks_the_page_of_a_day_that_it_does_not_cover(tmp_path: Path) -> None:
    older = DEMO_DAY - dt.timedelta(days=10)
    [paper] = synthetic_day(older, 1)
    with bench(tmp_path, days={older: [paper]}) as digestgen:
        digestgen.now = NIGHT
        digestgen("run", "--date", str(older), "--publish")
        assert digestgen.world.journal.count("metadata") == 1, "that of the papers to draft; --date looks for no news"
        digestgen.days[older] = (paper.model_copy(update={"version": 2, "comment": WITHDRAWN}),)
        digestgen.days[DEMO_DAY] = ()
        digestgen.days[DEMO_DAY - dt.timedelta(days=1)] = tuple(synthetic_day(DEMO_DAY, 1))  # so that the sandbox looks again
        first = digestgen("run", "--publish")
        assert f"{paper.id} of {older} was withdrawn from arXiv, and has version 2" in first.stderr
        assert f"{older}.md" in first.stderr
        found = digestgen.drafts.read(older, paper.id)
        assert found is not None
        assert (found.state, found.paper.version, withdrawn(found.paper)) == (DraftState.PUBLISHED, 2, True)
        digestgen.world.journal.clear()
        digestgen("run")
        assert digestgen.world.journal.count("metadata") == 0
        digestgen.now = NIGHT + dt.timedelta(days=1)
        digestgen("run")
        assert digestgen.world.journal.count("metadata") == 1
