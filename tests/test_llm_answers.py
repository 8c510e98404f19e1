"""What is read in an answer: the object in its text, the meaning of an error."""

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digestgen.errors import DigestgenError
from digestgen.llm.faults import error_of
from digestgen.llm.outcomes import Answer, Fault, Kind, kind_of, read_response, read_retry_after, redact
from digestgen.llm.replies import MOST_STARTS, find_object, scrub_surrogates

FIELDS = ("note", "list")
BUSY_MACHINE = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""What is promised here is no speed."""


def test_whoever_only_speaks_of_messages_does_not_load_the_sdk() -> None:
    """`prompts` and `summarize` import this package; the SDK takes about a second."""
    look = "'openai' in sys.modules"
    code = f"import sys, digestgen.prompts, digestgen.llm; print({look}, digestgen.llm.Llm.__name__, {look})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "Llm", "True"]


# --- replies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '{"note": "好"}',
        ' \n{"note": "好"}\n',
        '\ufeff{"note": "好"}',
        '```json\n{"note": "好"}\n```',
        '结果如下：{"note": "好"} 完毕。',
        '<think>先写 {"note": "草"}</think>{"note": "好"}',
        'reasoning without a start {"note": "草"}</think>\n\n{"note": "好"}',
        '{"note": "草"}\n改为：\n{"note": "好"}',
        '{x} 是集合；{"note": "好"}',
        '{"note": "好"} 其中 {"inner": 1}',
    ],
)
def test_the_object_is_found_in_what_stands_around_it(text: str) -> None:
    assert find_object(text, FIELDS) == ({"note": "好"}, "")


def test_a_think_tag_inside_the_answer_is_text() -> None:
    text = '{"note": "模型先输出 <think> 再输出 </think>"}'
    assert find_object(text, FIELDS)[0] == {"note": "模型先输出 <think> 再输出 </think>"}


def test_a_raw_line_break_in_a_string_is_a_line_break() -> None:
    assert find_object('{"note": "一\n二"}', FIELDS)[0] == {"note": "一\n二"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "没有 JSON"),
        ("  \n ", "没有 JSON"),
        ("抱歉。", "左花括号"),
        ('<think>{"note": "草"}', "没有 JSON"),
        ('{"note": "好', "语法错误"),
        ('{"note": "好", "list": [{"inner": 1}, {"inner": 2}', "语法错误"),
        ('{"note": NaN}', "不合法"),
        ('{"other": 1} 说明', "没有所要求的字段"),
        ('["note"] {', "语法错误"),
    ],
)
def test_what_holds_no_whole_object_is_not_mended(text: str, why: str) -> None:
    data, problem = find_object(text, FIELDS)
    assert data is None
    assert why in problem


def test_a_hostile_answer_costs_bounded_work() -> None:
    assert find_object('{"a":' * (MOST_STARTS * 20), FIELDS)[0] is None


def test_surrogate_pairs_are_joined_and_lone_halves_replaced() -> None:
    assert scrub_surrogates("a\ud835\udefc b\ud835 c") == "a\U0001d6fc b\ufffd c"


@settings(BUSY_MACHINE)
@given(st.text())
def test_any_text_is_read_without_an_exception(text: str) -> None:
    data, problem = find_object(text, FIELDS)
    assert (data is None) == bool(problem)


@settings(BUSY_MACHINE)
@given(st.binary(), st.integers(100, 599))
def test_any_bytes_are_read_without_an_exception(body: bytes, status: int) -> None:
    assert isinstance(read_response(status, {}, body), Answer | Fault)


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_fault_has_an_error_that_names_its_subject(kind: Kind) -> None:
    error = error_of(kind, Fault(400, "told", "told"), "http://llm.example/v1", "m-1")
    assert isinstance(error, DigestgenError)
    assert error.subject in str(error)


def test_only_server_trouble_and_rate_limits_are_tried_again() -> None:
    again = {Kind.DOWN, Kind.RATE_LIMIT}
    retried = {status for status in range(300, 600) if kind_of(Fault(status, "", ""), ()) in again}
    assert retried == {408, 409, 425, 429, *range(500, 600)}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, "Allocated quota exceeded, please increase your quota limit", Kind.RATE_LIMIT),
        (429, "Requests rate limit exceeded", Kind.RATE_LIMIT),
        (429, "You exceeded your current quota, check your plan and billing details. Please retry in 31s", Kind.RATE_LIMIT),
        (429, "You exceeded your current quota, please check your plan and billing details.", Kind.QUOTA),
        (429, '{"code":"1113","message":"余额不足或无可用资源包,请充值"}', Kind.QUOTA),
        (400, '{"code":"Arrearage","message":"Access denied"}', Kind.QUOTA),
        (403, "AllocationQuota.FreeTierOnly", Kind.QUOTA),
        (401, "insufficient_quota", Kind.CREDENTIALS),
        (400, "系统检测到输入或生成内容可能包含不安全或敏感内容", Kind.REFUSED),
        (400, "enable_thinking is not supported by this model", Kind.THINKING_REFUSED),
        (400, "Range of max_tokens should be [1, 8192]", Kind.CAP_TOO_LARGE),
        (400, "This model's maximum context length is 8192 tokens; reduce messages or max_tokens", Kind.CONTEXT_TOO_LONG),
        (500, "Requested tokens (9000) exceed context window of 4096", Kind.CONTEXT_TOO_LONG),
        (500, "response_format: literal_error", Kind.FORMAT_REFUSED),
        (502, "response_format: literal_error", Kind.DOWN),
        (529, "overloaded", Kind.DOWN),
    ],
)
def test_the_words_of_the_providers_decide(status: int, body: str, kind: Kind) -> None:
    sent = ("response_format", "max_tokens", "enable_thinking")
    assert kind_of(Fault(status, body, body.lower()), sent) is kind


def test_a_format_that_was_not_sent_cannot_be_refused() -> None:
    assert kind_of(Fault(400, "", "response_format"), ("max_tokens",)) is Kind.BAD_REQUEST


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "121", "retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:10 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 10.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:10 GMT"}, None),
        ({"retry-after": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
    ],
)
def test_retry_after_is_read_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert read_retry_after(headers) == seconds


def test_keys_are_redacted_in_every_shape() -> None:
    text = "key abcdefgh12345678, sk-proj-1234_x, tp****************3456 and Bearer xyz end"
    assert redact(text, "abcdefgh12345678") == "key ***, ***, *** and *** end"
    assert redact("none of it", "none") == "none of it"
