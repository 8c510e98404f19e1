"""The parts of a completion, each alone: text to object, status to kind, the gate, what is learned, prices."""

import asyncio
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digestgen.errors import DigestgenError, SettingsError
from digestgen.llm.dialect import PRESETS, Dialect, Learner, Rung, preset
from digestgen.llm.faults import error_of
from digestgen.llm.gate import Gate
from digestgen.llm.outcomes import Answer, Fault, Kind, kind_of, read_response, read_retry_after, redact
from digestgen.llm.prices import load_prices
from digestgen.llm.replies import MOST_STARTS, find_object, scrub_surrogates
from digestgen.models import Usage

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
    ],
)
def test_retry_after_is_read_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert read_retry_after(headers) == seconds


def test_keys_are_redacted_in_every_shape() -> None:
    text = "key abcdefgh12345678, sk-proj-1234_x, tp****************3456 and Bearer xyz end"
    assert redact(text, "abcdefgh12345678") == "key ***, ***, *** and *** end"
    assert redact("none of it", "none") == "none of it"


# --- the gate --------------------------------------------------------------------------------------------------------


class Hands:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


def gate_of(most: int, hands: Hands) -> Gate:
    return Gate(most, clock=hands.clock, sleep=hands.sleep, jitter=lambda: 1.0)


def most_at_once(gate: Gate, turns: int) -> int:
    running = peak = 0

    async def work() -> None:
        nonlocal running, peak
        async with gate.turn():
            running += 1
            peak = max(peak, running)
            await asyncio.sleep(0)
            running -= 1

    async def run() -> None:
        await asyncio.gather(*(work() for _ in range(turns)))

    asyncio.run(run())
    return peak


def test_no_more_turns_at_a_time_than_the_limit() -> None:
    gate = gate_of(3, Hands())
    assert most_at_once(gate, 10) == 3
    gate.note_rate_limit(0.0, 0.0)
    assert most_at_once(gate, 10) == 2


def test_a_refused_burst_cuts_once_and_success_opens_again() -> None:
    hands = Hands()
    gate = gate_of(10, hands)
    for _ in range(8):
        gate.note_rate_limit(0.0, 1.0)
    assert gate.limit == pytest.approx(7.0)
    hands.now = 5.0
    gate.note_rate_limit(4.0, 1.0)
    assert gate.limit == pytest.approx(4.9)
    for _ in range(200):
        gate.note_success()
    assert gate.limit == 10


def test_pauses_double_where_the_server_does_not_say_how_long() -> None:
    hands = Hands()
    gate = gate_of(8, hands)
    pauses = []
    for _ in range(8):
        hands.now += 1000
        pauses.append(gate.note_rate_limit(hands.now, None))
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert gate.limit == 1


def test_no_turn_begins_during_a_pause() -> None:
    hands = Hands()
    gate = gate_of(8, hands)
    gate.note_rate_limit(0.0, 30.0)

    async def run() -> float:
        async with gate.turn() as began:
            return began

    assert asyncio.run(run()) == 30.0


def test_a_cancelled_turn_gives_its_place_back() -> None:
    async def run() -> None:
        gate = gate_of(1, Hands())
        async with gate.turn():
            waiting = [asyncio.create_task(_take(gate)) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        await asyncio.wait_for(asyncio.gather(*waiting[1:]), 1)

    asyncio.run(run())


async def _take(gate: Gate) -> None:
    async with gate.turn():
        await asyncio.sleep(0)


# --- what is learned -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.deepseek.com", Dialect(Rung.JSON_OBJECT, thinking_off={"thinking": {"type": "disabled"}})),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1", Dialect(thinking_off={"enable_thinking": False})),
        ("https://api.openai.com/v1", Dialect(cap="max_completion_tokens")),
        ("https://api.deepseek.com.evil.example/v1", Dialect()),
        ("http://127.0.0.1:11434/v1", Dialect()),
    ],
)
def test_known_hosts_start_where_they_are_known_to_work(url: str, expected: Dialect) -> None:
    assert preset(url, thinking=False) == expected


@pytest.mark.parametrize("host", PRESETS)
def test_with_thinking_on_nothing_is_sent_about_it(host: str) -> None:
    assert preset(f"https://{host}/v1", thinking=True).thinking_off == {}


def test_one_refusal_met_by_many_is_learned_once() -> None:
    learner = Learner(Dialect(), name="x")
    used = learner.now
    assert [learner.demote(used) for _ in range(8)] == [True] * 8
    assert learner.now.rung is Rung.JSON_OBJECT


def test_below_the_last_rung_there_is_nothing() -> None:
    learner = Learner(Dialect(Rung.PROMPT), name="x")
    assert not learner.demote(learner.now)


def test_one_good_answer_between_two_bad_ones_keeps_the_rung() -> None:
    learner = Learner(Dialect(), name="x")
    for parsed in (False, True, False):
        learner.note_answer(learner.now, parsed=parsed)
    assert learner.now.rung is Rung.JSON_SCHEMA
    learner.note_answer(learner.now, parsed=False)
    assert learner.now == Dialect(Rung.JSON_OBJECT)


def test_a_refused_thinking_switch_is_dropped_and_stays_dropped(tmp_path: Path) -> None:
    start, memory = preset("https://api.z.ai/v1", thinking=False), tmp_path / "m.json"
    learner = Learner(start, name="x", memory=memory)
    assert learner.drop_thinking_switch(learner.now)
    assert not learner.drop_thinking_switch(learner.now)
    recalled = Learner(start, name="x", memory=memory)
    assert recalled.now.thinking_off == {}
    assert recalled.demote(recalled.now)
    assert Learner(start, name="x", memory=memory).now.thinking_off == {}
    assert Learner(start, name="y", memory=memory).now == start


def test_what_was_learned_without_thinking_leaves_the_switch_alone(tmp_path: Path) -> None:
    memory, url = tmp_path / "m.json", "https://dashscope.aliyuncs.com/v1"
    learner = Learner(preset(url, thinking=True), name="x", memory=memory)
    learner.demote(learner.now)
    recalled = Learner(preset(url, thinking=False), name="x", memory=memory).now
    assert recalled == Dialect(Rung.JSON_OBJECT, thinking_off={"enable_thinking": False})


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"x": 5}', b'{"x": {"response_format": "yaml", "cap_parameter": "max_tokens"}}']
)
def test_a_damaged_memory_is_no_memory_and_is_written_anew(tmp_path: Path, content: bytes) -> None:
    memory = tmp_path / "m.json"
    memory.write_bytes(content)
    learner = Learner(Dialect(), name="x", memory=memory)
    assert learner.now == Dialect()
    learner.demote(learner.now)
    assert json.loads(memory.read_text())["x"]["response_format"] == "json_object"


def test_a_memory_that_cannot_be_written_costs_no_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    learner = Learner(Dialect(), name="x", memory=tmp_path / "file" / "m.json")
    assert learner.demote(learner.now)


# --- prices ----------------------------------------------------------------------------------------------------------

USAGE = Usage(calls=1, prompt_tokens=1_000_000, cached_tokens=400_000, completion_tokens=100_000, reasoning_tokens=50_000)


def test_a_call_costs_fresh_and_cached_input_and_output() -> None:
    assert load_prices().cost("deepseek-flash", USAGE) == Decimal("0.6") * Decimal("0.3") + Decimal("0.4") * Decimal(
        "0.006"
    ) + Decimal("0.12")


@pytest.mark.parametrize(("name", "known"), [("Kimi-K2.6", True), ("kimi-k2.6-20260401", True), ("kimi-k2.6-turbo", False)])
def test_a_model_is_found_by_name_and_date_only(name: str, known: bool) -> None:  # noqa: FBT001 - parametrized
    assert (load_prices().find(name) is not None) == known


def test_a_model_without_a_price_costs_nobody_knows_what() -> None:
    assert load_prices().cost("deepseek-ai/deepseek-flash", USAGE) is None


def test_every_built_in_price_has_a_date_and_a_source() -> None:
    prices = load_prices().by_model
    assert prices
    assert all(price.date and price.source for price in prices.values())


def test_the_users_prices_go_first(tmp_path: Path) -> None:
    own = tmp_path / "p.toml"
    own.write_text('[[price]]\nmodels = ["mine", "DeepSeek-Flash"]\ninput = 1\noutput = 2.5\n')
    prices = load_prices(own)
    assert prices.cost("mine", USAGE) == Decimal("1.25")
    assert prices.cost("deepseek-flash", USAGE) == Decimal("1.25")
    assert prices.find("glm-5.3") is not None


@pytest.mark.parametrize(
    "text",
    [
        "[[price",
        '[[price]]\nmodels = ["m"]\ninput = 1',
        '[[price]]\nmodels = ["m"]\ninput = -1\noutput = 1',
        "[[prices]]\n",
        "\udcff",
    ],
)
def test_a_wrong_price_file_is_named(tmp_path: Path, text: str) -> None:
    own = tmp_path / "p.toml"
    own.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=r"p\.toml"):
        load_prices(own)


def test_a_missing_price_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml"):
        load_prices(tmp_path / "none.toml")


def test_rungs_go_from_strict_to_loose() -> None:
    rungs = [Rung.JSON_SCHEMA, Rung.JSON_SCHEMA.below, Rung.JSON_OBJECT.below, Rung.PROMPT.below]
    assert rungs == [Rung.JSON_SCHEMA, Rung.JSON_OBJECT, Rung.PROMPT, None]
