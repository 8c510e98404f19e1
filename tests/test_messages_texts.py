"""What messages say: everything a reader needs, and no markup that a title or a model brought in."""

import datetime as dt
import html
import re
from typing import Any

import html5lib  # type: ignore[import-untyped, unused-ignore]
import pytest
from making import DAY, NOON, a_draft, a_paper, a_summary
from telling import a_digest, a_line

from digestgen.blocks import Block
from digestgen.findings import Finding, Severity
from digestgen.models import Draft, DraftState, ImportedBlock
from digestgen.publish.messages import Digest, Links, days_due, digest_of_day, feishu, texts, wecom

HOSTILE = "**Bold** [x](https://evil.example) <b>&amp; @all `code` #1 ~~_s_~~ > \\ | <@everyone>"
TEMPLATES = [texts.MAIL_TEXT, texts.MAIL_HTML, texts.SERVICE, texts.FEISHU, texts.WECOM]


def published(number: int, **changes: Any) -> Draft:  # noqa: ANN401 - any field
    paper = a_paper(id=f"2401.{number:05}", title=f"Paper {number}")
    return a_draft(**{"paper": paper, "state": DraftState.PUBLISHED, **changes})


def told(*drafts: Draft, site_url: str | None = None) -> Digest:
    digest = digest_of_day(DAY, drafts, name="每日论文摘要", links=Links(site_url))
    assert digest is not None
    return digest


ERROR = Finding(
    rule="echo", severity=Severity.ERROR, field="background", message="says what the prompt says", message_zh="重复了提示词"
)


def test_a_digest_has_what_is_published_and_counts_what_is_left_out() -> None:
    drafts = [published(1), a_draft(findings=(ERROR,), state=DraftState.HELD), a_draft(), a_draft(state=DraftState.REJECTED)]
    digest = told(*drafts)
    assert [paper.title for paper in digest.papers] == ["Paper 1"]
    assert (digest.held, digest.waiting) == (1, 1)


def test_a_published_draft_with_an_error_is_not_told() -> None:
    assert digest_of_day(DAY, [published(1, findings=(ERROR,))], name="x", links=Links()) is None


def test_a_day_that_was_only_imported_is_no_news_but_stands_first_beside_a_new_paper() -> None:
    block = Block(title="Old Paper", contribution="提出了一个旧方法", upvotes=3)
    old = ImportedBlock(
        date=DAY, slug="old-paper", markdown="#### Old", block=block, file="a.md", line=1, place=0, imported_at=NOON
    )
    assert digest_of_day(DAY, [], [old], name="x", links=Links()) is None
    digest = digest_of_day(DAY, [published(1)], [old], name="x", links=Links())
    assert digest is not None
    assert [(paper.title, paper.tldr, paper.url) for paper in digest.papers] == [
        ("Old Paper", "提出了一个旧方法", ""),
        ("Paper 1", a_summary().tldr, "https://arxiv.org/abs/2401.00001"),
    ]


def test_links_lead_to_the_site_and_without_one_to_the_sources() -> None:
    here, there = told(published(1), site_url="https://digest.example/x"), told(published(1))
    assert here.url.startswith("https://digest.example/x/")
    assert here.papers[0].url.startswith("https://digest.example/x/")
    assert dict(here.papers[0].sources) == {
        "arXiv": "https://arxiv.org/abs/2401.00001",
        "HF": "https://huggingface.co/papers/2401.00001",
    }
    assert there.url == "https://huggingface.co/papers/date/2024-01-31"
    assert there.papers[0].url == "https://arxiv.org/abs/2401.00001"
    assert dict(there.papers[0].sources) == {"HF": "https://huggingface.co/papers/2401.00001"}


def test_a_digest_is_the_same_whatever_its_upvotes_and_another_with_another_summary() -> None:
    first = told(published(1))
    assert told(published(1, paper=a_paper(id="2401.00001", title="Paper 1", upvotes=99))).sha256 == first.sha256
    assert told(published(1, summary=a_summary(tldr="另外一句完全不同的说明文字。"))).sha256 != first.sha256


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_message_has_title_summary_upvotes_link_count_and_what_is_left_out(template: str) -> None:
    text = html.unescape(texts.render(template, a_digest(held=2, waiting=3)))
    for part in (
        *("Paper 1", "Paper 2", "自动拼接复原（2）。", "▲ 10", "▲ 20", "https://digest.example/p/2", "共 2 篇"),
        *("另有 2 篇未通过检查", "另有 3 篇等待审核"),
    ):
        assert part in text, part
    assert "未通过" not in texts.render(template, a_digest())
    assert "等待" not in texts.render(template, a_digest())
    assert "None" not in text


def test_html_is_valid_and_a_hostile_title_stays_text() -> None:
    digest = a_digest(a_line(1, title=HOSTILE, tldr="<script>alert(1)</script>"), a_line(2, url="", tldr="", sources=()), held=1)
    page = texts.render(texts.MAIL_HTML, digest, unsubscribe="https://digest.example/bye?a=1&b=2")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert tree.find(".//strong/a").text == HOSTILE
    assert not tree.findall(".//script")
    hrefs = {link.get("href") for link in tree.iter("a")}
    assert "https://digest.example/bye?a=1&b=2" in hrefs
    assert not any("evil" in href for href in hrefs)


def test_feishu_shows_a_hostile_title_as_it_is() -> None:
    escaped = texts.escape_feishu(HOSTILE)
    assert html.unescape(escaped) == HOSTILE
    assert not set("*[]<>~_`\\|") & set(escaped)
    assert not re.search(r"#(?!\d+;)", escaped)


def test_wecom_gets_full_width_twins_and_no_markup() -> None:
    escaped = texts.escape_wecom(HOSTILE)
    assert not set("*[]<>~_`\\|#") & set(escaped)
    assert escaped.startswith("＊＊Bold＊＊ ［x］(https://evil.example) ＜b＞")


def test_services_are_not_made_to_call_everybody() -> None:
    text = texts.render(texts.SERVICE, a_digest(a_line(1, title="@everyone: Recall@5 [x](https://evil.example)")))
    assert "＠everyone: Recall@5 [x］(https://evil.example)" in text


def test_what_cannot_be_seen_or_turns_the_text_round_is_dropped() -> None:
    digest = told(published(1, paper=a_paper(title="A\u202etitle\u200b\nof\x07 two  lines\ud800")))
    assert digest.papers[0].title == "A title of two lines"


@pytest.mark.parametrize("papers", [1, 15, 40, 300])
def test_wecom_is_cut_at_whole_papers_and_says_how_many_are_left(papers: int) -> None:
    text = wecom.content(a_digest(*(a_line(number) for number in range(1, papers + 1)), held=1))
    assert len(text.encode()) <= 4096
    shown = re.findall(r"^(\d+)\. \[Paper \1\]\(https://digest\.example/p/\1\)", text, re.MULTILINE)
    assert shown == [str(number) for number in range(1, len(shown) + 1)]
    assert text.count("自动拼接复原（") == len(shown)
    left = re.search(r"… 还有 (\d+) 篇", text)
    assert len(shown) + (int(left[1]) if left else 0) == papers
    assert (papers > 15) == bool(left)
    assert f"共 {papers} 篇" in text
    if left:
        one_more = texts.render(texts.WECOM, a_digest(*map(a_line, range(1, papers + 1)), held=1), shown=len(shown) + 1)
        assert len(one_more.encode()) > 4096, "no paper is left out that had room"


def test_one_paper_too_long_for_wecom_is_only_counted() -> None:
    text = wecom.content(a_digest(a_line(1, title="长" * 3000)))
    assert "… 还有 1 篇" in text
    assert len(text.encode()) <= 4096


def test_a_feishu_card_stays_below_20_kilobytes() -> None:
    card = feishu.card(a_digest(*map(a_line, range(1, 400)), name="名" * 120))
    assert len(feishu.as_json(card)) <= feishu.MOST_BYTES - 200
    assert "篇" in str(card)


@pytest.mark.parametrize(
    ("published_days", "today", "wanted"),
    [
        ([], "2024-02-01", []),
        (["2023-05-04"], "2024-02-01", ["2023-05-04"]),
        (["2024-01-26", "2024-01-29", "2024-01-30", "2024-01-31"], "2024-02-01", ["2024-01-29", "2024-01-30", "2024-01-31"]),
        ([f"2023-11-{day:02}" for day in range(1, 31)], "2024-02-01", ["2023-11-30"]),
    ],
)
def test_the_newest_and_the_last_three_days_are_told_never_an_archive(
    published_days: list[str], today: str, wanted: list[str]
) -> None:
    read = dt.date.fromisoformat
    assert days_due(list(map(read, published_days)), read(today)) == list(map(read, wanted))
