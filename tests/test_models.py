"""The nouns refuse what must never reach a draft."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import DAY, NOON, a_draft, a_paper, a_summary
from pydantic import ValidationError

from digestgen.errors import DigestgenError, ParseError, RateLimitedError, UpstreamError
from digestgen.identifiers import file_stem, is_picture_url, split_arxiv_id
from digestgen.measure import bound_tokens, count_units, estimate_tokens
from digestgen.models import Failure, Stage, Usage
from digestgen.reports import DayReport


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2311.12983", ("2311.12983", None)),
        ("2311.12983v12", ("2311.12983", 12)),
        ("1412.1234", ("1412.1234", None)),
        ("0704.0001v1", ("0704.0001", 1)),
        ("2405.18620", ("2405.18620", None)),
        ("hep-th/9901001v2", ("hep-th/9901001", 2)),
        ("math.AG/0601001", ("math.AG/0601001", None)),
    ],
)
def test_an_arxiv_id_is_split_from_its_version(text: str, expected: tuple[str, int | None]) -> None:
    assert split_arxiv_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2405.1862",  # lost a trailing zero as a number
        "1412.12345",
        "0703.0001",
        "2313.00001",
        "2311.12983v0",
        "2311.12983\n",
        " 2311.12983",
        "２３１１.１２９８３",
        "../../etc/passwd",
        "2311.12983/../x",
        "hep-th/9913001",
        "CON",
        "",
        "a" * 300,
    ],
)
def test_what_is_no_arxiv_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="arXiv id"):
        split_arxiv_id(text)
    with pytest.raises(ValueError, match="arXiv id"):
        file_stem(text)


def test_a_draft_never_carries_a_versioned_id() -> None:
    with pytest.raises(ValidationError, match="version"):
        a_paper(id="2311.12983v1")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://cdn-uploads.huggingface.co/production/uploads/60f1/PdO3.gif", True),
        ("https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2311.12983.png", True),
        ("http://cdn-thumbnails.huggingface.co/x.png", False),
        ("https://cdn-thumbnails.huggingface.co.evil.example/x.png", False),
        ("https://cdn-thumbnails.huggingface.co@evil.example/x.png", False),
        ("https://cdn-thumbnails.huggingface.co:8443/x.png", False),
        ("https://cdn-thumbnails.huggingface.co/x.svg", False),
        ("https://cdn-thumbnails.huggingface.co/x.mp4", False),
        ('https://cdn-thumbnails.huggingface.co/x.png" onerror="x', False),
        ("https://cdn-thumbnails.huggingface.co/x.png?d=1", False),
        ("https://cdn-thumbnails.huggingface.co\\@evil.example/x.png", False),
        ("https://[bad/x.png", False),
        ("data:image/png;base64,AAAA", False),
        ("//evil.example/x.png", False),
    ],
)
def test_only_still_pictures_of_known_hosts_are_shown(url: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_picture_url(url) is expected


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("contribution", "我们给出一个新的方法", "提出了"),
        ("background", "太短了。", "to 1400"),
        ("background", "长" * 1401, "1401"),
        ("background", "这一段里有一个换行符\n它不应该出现在这里，因为一段就是一行。", "U\\+000A"),
        ("background", "公式 \beta 变成了退格符，这一段因此不能使用，需要重写一遍。", "U\\+0008"),
        ("background", "这一段里有一个双向控制符\u202e它会把后面的文字倒过来显示。", "U\\+202E"),
        ("background", " 这一段以空格开头，这在排版的时候会变成另外一种结构。", "white space"),
        ("challenges", [], "at least 1"),
        ("challenges", [{"challenge": "数据太少", "solution": "重新标注数据并且用它来训练模型。"}] * 6, "at most 5"),
        ("implementation", [], "at least 1"),
        ("tldr", "", "6 to 160"),
    ],
)
def test_a_summary_that_is_not_whole_does_not_exist(field: str, value: object, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        a_summary(**{field: value})


def test_an_account_that_does_not_add_up_does_not_exist() -> None:
    failure = Failure(subject="item 3", stage=Stage.LISTING, kind="ParseError", reason="no id")
    good = DayReport(date=DAY, listed=3, set_aside=1, drafted=("a",), failed=(failure,), started_at=NOON, finished_at=NOON)
    assert good.fetched == 2
    with pytest.raises(ValidationError, match="3 papers fetched but 2"):
        DayReport(date=DAY, listed=3, drafted=("a",), failed=(failure,), started_at=NOON, finished_at=NOON)


def test_usage_adds_up() -> None:
    one = Usage(calls=1, prompt_tokens=10, cached_tokens=4, completion_tokens=3, reasoning_tokens=1)
    assert one + one == Usage(calls=2, prompt_tokens=20, cached_tokens=8, completion_tokens=6, reasoning_tokens=2)
    assert (one + Usage()).total == 13


def _all_errors(of: type[DigestgenError] = DigestgenError) -> list[type[DigestgenError]]:
    return [of, *(error for child in of.__subclasses__() for error in _all_errors(child))]


@pytest.mark.parametrize("error", _all_errors(), ids=lambda error: error.__name__)
def test_every_error_prints_its_subject_problem_and_remedy_and_is_drawn_in_the_tree(error: type[DigestgenError]) -> None:
    line = str(error("the subject", "went wrong", "mend it"))
    assert line == "the subject: went wrong (mend it)"
    assert error.exit_code in {1, 2, 3, 4, 5, 75}
    from digestgen import errors  # noqa: PLC0415 - its docstring is what is tested

    assert error.__name__ in (errors.__doc__ or "")
    assert isinstance(RateLimitedError("u", "p", wait_seconds=5), UpstreamError)
    assert str(ParseError("page.md", "no block", line=3)) == "page.md:3: no block"


@given(st.text(max_size=300))
def test_the_token_bound_is_never_below_the_estimate(text: str) -> None:
    assert 0 <= estimate_tokens(text) <= bound_tokens(text)
    assert count_units(text) <= len(text)


def test_units_are_what_a_reader_counts() -> None:
    assert count_units("在 GSM8K 上提升了 3.2%，超过 GPT-4。") == 10
    assert a_draft().summary.challenges[0].challenge == "数据太少"
