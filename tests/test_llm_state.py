"""What lasts from call to call: the gate, what was learned of the endpoint, the prices."""

import asyncio
import json
from decimal import Decimal
from pathlib import Path

import pytest

from digestgen.errors import SettingsError
from digestgen.llm.dialect import PRESETS, Dialect, Learner, Rung, preset
from digestgen.llm.gate import Gate
from digestgen.llm.prices import load_prices
from digestgen.models import Usage

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


def test_what_was_learned_a_month_ago_is_tried_anew(tmp_path: Path) -> None:
    memory = tmp_path / "m.json"
    learner = Learner(Dialect(), name="x", memory=memory, now=lambda: 0.0)
    assert learner.demote(learner.now)
    days = {1: "json_object", 29: "json_object", 31: "json_schema"}
    found = {day: Learner(Dialect(), name="x", memory=memory, now=lambda day=day: day * 86_400.0).now.rung for day in days}  # type: ignore[misc] # a lambda's default
    assert found == days


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
