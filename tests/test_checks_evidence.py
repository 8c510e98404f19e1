"""Evidence: quotes find their claims and their place in the paper, and what they leave open is held against the summary."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen.checks.evidence import attach, claim_without_quote, coverage, locate, number_not_in_quote, quote_not_found
from digestgen.checks.subject import Part, Passage, Subject
from digestgen.findings import Evidence, Finding, Place, QuoteStatus, Severity
from digestgen.grounding import Source
from digestgen.models import Page, PaperText

ERROR, WARNING = Severity.ERROR, Severity.WARNING
FIRST_PAGE = (
    "We propose TileJoin, which predicts how strokes go on beyond a worn\nedge. Restorers need six hours for one rubbing. "
)
SECOND_PAGE = (
    "On 90 rubbings TileJoin is right in 71.4% of the cases, where the base-\nline reaches 52.8%. It has 42M parameters. "
    "Without simulated wear it is right in 60.3% of the cases. It is the first method of its kind, and no other does better. "
    "A second museum lent us 64 rubbings, of which 35% were torn. The accuracy is 48.9% there."
)
LENGTH = len(FIRST_PAGE + SECOND_PAGE)
TEXT = PaperText(
    text=FIRST_PAGE + SECOND_PAGE,
    pages=(Page(number=1, start=0, end=len(FIRST_PAGE)), Page(number=2, start=len(FIRST_PAGE), end=LENGTH)),
    page_count=2,
)
SOURCE = Source("TileJoin: Joining Worn Rubbings", "We join rubbings by the direction of their strokes.", TEXT)
METHOD = "TileJoin 预测笔画怎样延伸。"
RESULT = "在 90 张拓片上，TileJoin 的准确率为 71.4%，基线为 52.8%。"
BEST = "on 90 rubbings TileJoin is right in 71.4% of the cases, where the baseline reaches 52.8%"
Quotes = Sequence[tuple[str, str]]


def passages(*texts: str, **others: str) -> tuple[Passage, ...]:
    """Return paragraphs of the implementation, and texts of other parts."""
    found = [Passage(f"implementation[{index}]", Part.IMPLEMENTATION, text) for index, text in enumerate(texts)]
    return (*found, *(Passage(name, Part(name), text) for name, text in others.items()))


def subject(quotes: Quotes, *texts: str, **others: str) -> Subject:
    """Return a summary with these quotes, its paper at hand."""
    parts = passages(*texts, **others)
    return Subject(parts, source=SOURCE, evidence=attach(quotes, parts, SOURCE))


def found(subject: Subject) -> list[tuple[str, Severity, str]]:
    return [(each.rule, each.severity, each.span) for each in findings(subject)]


def findings(subject: Subject) -> list[Finding]:
    return [each for rule in (quote_not_found, number_not_in_quote, claim_without_quote) for each in rule(subject)]


# --- attaching --------------------------------------------------------------------------------------------------------


def test_a_quote_is_kept_in_the_papers_own_words_with_its_page() -> None:
    (evidence,) = attach([("准确率为 71.4%", f"“{BEST.upper()}”")], passages(RESULT), SOURCE)
    start = TEXT.text.index("On 90")
    assert evidence == Evidence(
        claim="准确率为 71.4%",
        field="implementation[0]",
        start=RESULT.index("准确率"),
        end=RESULT.index("，基线"),
        status=QuoteStatus.EXACT,
        quote="On 90 rubbings TileJoin is right in 71.4% of the cases, where the baseline reaches 52.8%",
        place=Place(page=2, start=start, end=TEXT.text.index(". It has 42M")),
    )
    assert coverage(subject([("准确率为 71.4%", BEST)], RESULT)) == (1, 1)


@pytest.mark.parametrize(
    ("quote", "words", "page"),
    [
        ("predicts how strokes go on beyond a worn edge", "predicts how strokes go on beyond a worn edge", 1),
        ("where the baseline reaches 52.8%", "where the baseline reaches 52.8%", 2),
        ("join rubbings by the direction of their strokes", "join rubbings by the direction of their strokes", None),
    ],
)
def test_the_words_are_tidied(quote: str, words: str, page: int | None) -> None:
    (evidence,) = attach([("TileJoin", quote)], passages(METHOD), SOURCE)
    assert evidence.quote == words
    assert evidence.place
    assert evidence.place.page == page


def test_nothing_invisible_is_kept() -> None:
    source = Source("A title", "The lit\u00adtle\u200b model \x1b[31mwins\u202e here and every\u00ad\nwhere else.")
    (evidence,) = attach([("这个模型", "The little model [31mwins here and everywhere else")], passages("这个模型很好。"), source)
    assert evidence.quote == "The little model [31mwins here and everywhere else"


def test_lines_that_were_passed_over_are_left_out() -> None:
    text = "The accuracy is far above that of the\n\n12\nFigure 3: Strokes.\nbaseline on both of the test sets."
    (evidence,) = attach(
        [("准确率", "accuracy is far above that of the baseline on both")], passages("准确率更高。"), Source("", text)
    )
    assert evidence.quote == "accuracy is far above that of the … baseline on both"


def test_a_quote_that_is_not_found_leaves_nothing_but_its_status() -> None:
    (evidence,) = attach([("准确率为 71.4%", BEST.replace("71.4", "74.1"))], passages(RESULT), SOURCE)
    assert (evidence.status, evidence.quote, evidence.place) == (QuoteStatus.NUMBER_MISMATCH, "", None)
    assert evidence.field == "implementation[0]"


@pytest.mark.parametrize(
    ("claim", "field", "words"),
    [
        ("准确率为 71.4%", "implementation[0]", "准确率为 71.4%"),
        ("准确率为71.4％", "implementation[0]", "准确率为 71.4%"),
        ("TileJoin的准确率", "implementation[0]", "TileJoin 的准确率"),
        ("“准确率为 71.4%”。", "implementation[0]", "准确率为 71.4%"),
        ("tilejoin 预测笔画", "tldr", "TileJoin 预测笔画"),
        ("TileJoin", "implementation[0]", "TileJoin"),
        ("。", "implementation[0]", "。"),
        ("不在文中的说法", "", ""),
        ("！", "", ""),
        ("", "", ""),
    ],
)
def test_where_a_claim_stands(claim: str, field: str, words: str) -> None:
    whole = Subject(passages(RESULT, tldr=METHOD))
    place, start, end = locate(claim, whole.passages)
    assert (place, whole.text(place)[start:end]) == (field, words)


def test_the_same_pair_counts_once_and_there_is_a_limit() -> None:
    pairs = [("TileJoin", BEST), ("TileJoin", BEST), ("笔画", BEST)]
    assert [each.claim for each in attach(pairs, passages(METHOD), SOURCE)] == ["TileJoin", "笔画"]
    many = [("TileJoin", f"{BEST} {number}") for number in range(200)]
    assert len(attach(many, passages(METHOD), SOURCE)) == 60
    (evidence,) = attach([("TileJoin", "no such words " * 10_000)], passages(METHOD), SOURCE)
    assert evidence.status is QuoteStatus.MISSING


# --- rules ------------------------------------------------------------------------------------------------------------


def test_a_summary_that_was_made_without_evidence_is_left_alone() -> None:
    assert findings(Subject(passages(RESULT, "这是首个方法。"), source=SOURCE)) == []


@pytest.mark.parametrize(
    ("quotes", "texts"),
    [
        ([("90 张拓片上，TileJoin 的准确率为 71.4%，基线为 52.8%", BEST)], [RESULT]),
        ([("准确率为 71.4%", BEST)], [RESULT]),
        ([("准确率约为 71%", BEST)], ["在拓片上，TileJoin 的准确率约为 71%。"]),
        ([("4200万个参数", "It has 42M parameters")], ["TileJoin 有 4200万个参数。"]),
        ([(RESULT, BEST)], [RESULT.replace("。", "，高出 18.6 个百分点。")]),
        ([(RESULT[:-1], BEST)], [RESULT, "基线的 52.8% 低得多。"]),
        ([("首个", "It is the first method of its kind")], ["这是首个这样的方法。"]),
        ([], ["残片的边缘磨损严重。", "笔画有 3 种走向。"]),
    ],
)
def test_what_is_borne_out_is_no_finding(quotes: Quotes, texts: list[str]) -> None:
    assert found(subject(quotes, *texts)) == []


def test_numbers_may_be_repeated_where_a_summary_repeats() -> None:
    whole = subject([(RESULT[:-1], BEST)], RESULT, "这一结果高于 52.8%。", tldr="TileJoin 在 90 张拓片上的准确率为 71.4%。")
    assert found(whole) == []
    assert coverage(whole) == (3, 3)


@pytest.mark.parametrize(
    ("claim", "quote", "text", "expected"),
    [
        ("准确率为 74.1%", BEST.replace("71.4", "74.1"), "TileJoin 的准确率为 74.1%。", (ERROR, "准确率为 74.1%")),
        ("首个", "Nobody has ever tried this before us in any museum", "这是首个这样的方法。", (ERROR, "首个")),
        ("最优", "The best results of all methods that were ever tried", "它取得了最优结果。", (ERROR, "最优")),
        ("预测笔画", "predicts strokes from all their neighbours", METHOD, (WARNING, "预测笔画")),
        ("预测笔画", "strokes", METHOD, (WARNING, "预测笔画")),
    ],
)
def test_a_quote_that_is_not_found(claim: str, quote: str, text: str, expected: tuple[Severity, str]) -> None:
    assert found(subject([(claim, quote)], text)) == [("quote_not_found", *expected)]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        (BEST.replace("71.4", "74.1"), "numbers"),
        (BEST.replace("is right", "is not right"), "opposite"),
        (BEST.replace("TileJoin", "StrokeNet"), "names"),
        ("The restorers were glad to have it", "does not say"),
        ("right", "too short"),
    ],
)
def test_the_finding_says_why_a_quote_was_refused(quote: str, words: str) -> None:
    (finding,) = quote_not_found(subject([("71.4%", quote)], RESULT))
    assert words in finding.message
    assert finding.severity is ERROR


def test_another_quote_for_the_sentence_makes_it_a_warning() -> None:
    quotes = [("准确率为 71.4%", BEST), ("基线为 52.8%", "The baseline is not good at all in our experience")]
    assert found(subject(quotes, RESULT)) == [("quote_not_found", WARNING, "基线为 52.8%")]


def test_a_number_that_the_quote_does_not_hold() -> None:
    whole = subject([("60.3%", "On 90 rubbings TileJoin is right in 71.4% of the cases")], "去掉磨损模拟后，准确率为 60.3%。")
    (finding,) = findings(whole)
    assert (finding.rule, finding.severity, finding.span) == ("number_not_in_quote", ERROR, "60.3%")
    assert finding.place == SOURCE.place(TEXT.text.index("60.3%"), TEXT.text.index("60.3%") + 5)
    without_paper = [replace(whole, source=None), replace(whole, source=Source("A title", "No number at all."))]
    assert [[each.span for each in findings(each)] for each in without_paper] == [["60.3%"], ["60.3%"]], (
        "missing or not, the quote has it not"
    )


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("第二家博物馆的 64 张拓片中有 35% 已经撕裂。", []),
        ("第二家博物馆的 35 张拓片中有 35% 已经撕裂。", [ERROR]),
        ("第二家博物馆的 90 张拓片中有 35% 已经撕裂。", [ERROR]),
        ("第二家博物馆的 46 张拓片中有 35% 已经撕裂。", [ERROR]),
    ],
)
def test_one_number_does_not_stand_for_another(text: str, severities: list[Severity]) -> None:
    quotes = [(text[:-1], "A second museum lent us 64 rubbings, of which 35% were torn"), (RESULT[:-1], BEST)]
    whole = replace(subject(quotes, text, RESULT), source=None)
    assert [each.severity for each in number_not_in_quote(whole)] == severities


def test_a_sum_is_not_every_number() -> None:
    quotes = [("52.8% 到 71.4%", BEST)]
    assert found(subject(quotes, "准确率由 52.8% 到 71.4%，提高 18.6 个百分点。")) == []
    wrong = subject(quotes, "准确率由 52.8% 到 71.4%，提高 48.9 个百分点。")
    assert found(wrong) == [("number_not_in_quote", ERROR, "48.9 个百分点")]
    unsaid = subject(quotes, "由 52.8% 到 71.4%，还有 48.9% 的拓片。")
    assert [each.span for each in findings(unsaid)] == ["48.9%"]


def test_a_sentence_without_a_quote_is_a_warning() -> None:
    quotes = [("TileJoin 预测笔画", "TileJoin, which predicts how strokes go on")]
    sentence = "去掉磨损模拟后，准确率为 60.3%。"
    assert found(subject(quotes, METHOD + sentence)) == [("claim_without_quote", WARNING, sentence)]
    assert found(subject(quotes, METHOD, "这是首个方法。")) == [("claim_without_quote", WARNING, "这是首个方法。")]


def test_a_summary_without_evidence_to_speak_of_is_an_error() -> None:
    sentences = ["准确率为 71.4%。", "基线为 52.8%。", "参数有 4200万个。", "这是首个方法。"]
    none = found(subject([], *sentences))
    assert none == [("claim_without_quote", ERROR, each) for each in sentences], "a repair must name them all"
    half = found(subject([("71.4%", BEST), ("4200万", "It has 42M parameters")], *sentences))
    assert half == [("claim_without_quote", WARNING, "这是首个方法。")], "52.8 has three digits and stands in a quote"
    few = found(subject([], *sentences[:2]))
    assert [severity for _, severity, _ in few] == [WARNING, WARNING]
    assert coverage(subject([], *sentences)) == (0, 4)


# --- anything ---------------------------------------------------------------------------------------------------------

TEXTS = st.one_of(st.text(max_size=60), st.text("首个最优71.4%。，倍亿 90", max_size=60))


@given(
    st.lists(st.tuples(TEXTS, st.one_of(TEXTS, st.just(BEST), st.just(SECOND_PAGE[:90]))), max_size=6),
    st.lists(TEXTS, max_size=4),
)
def test_any_quotes_and_texts(quotes: list[tuple[str, str]], texts: list[str]) -> None:
    whole = subject(quotes, *texts, tldr=RESULT)
    for each in whole.evidence or ():
        assert each.status.found == bool(each.quote) == (each.place is not None)
        assert each.field == "" or whole.text(each.field)[each.start : each.end]
    for finding in findings(whole):
        assert finding.span == whole.text(finding.field)[finding.start : finding.end]
    covered, checkable = coverage(whole)
    assert 0 <= covered <= checkable
