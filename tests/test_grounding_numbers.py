"""Reading numbers, holding one against another, and finding them in a paper."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digestgen.grounding.numbers import Number, NumberIndex, is_derived, read_numbers, same

UNITS = ["", "十", "百", "千"]
HAN_DIGITS = "零一二三四五六七八九"
ENGLISH_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def one(text: str) -> Number:
    numbers = [number for number in read_numbers(text) if number.text == text]
    assert len(numbers) == 1, read_numbers(text)
    return numbers[0]


def han(value: int) -> str:
    """Return a whole number up to 99,999,999 in Chinese numerals."""
    if value >= 10_000:
        rest = value % 10_000
        return han(value // 10_000) + "万" + ("零" if 0 < rest < 1000 else "") + (han(rest) if rest else "")
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + HAN_DIGITS[digit] + UNITS[place]
        gap = digit == 0
    return written


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7.6亿", 760_000_000),
        ("1亿2000万", 120_000_000),
        ("3千5百", 3500),
        ("1.75千亿", 175_000_000_000),
        ("两万五", 25_000),
        ("一千零五", 1005),
        ("一万亿", 10**12),
        ("二〇二三", 2023),
        ("two hundred and three", 203),
        ("ninety-nine thousand", 99_000),
        ("2.5T", 2_500_000_000_000),
        ("2^{16}", 65_536),
        ("1 x 10^-6", Decimal("0.000001")),
    ],
)
def test_values(text: str, value: Decimal | int) -> None:
    assert one(text).value == value


def test_a_percentage_keeps_its_figure() -> None:
    number = one("百分之九十二点五")
    assert (number.value, number.percent) == (Decimal("92.5"), True)


def test_a_range_gives_both_its_ends_their_unit() -> None:
    low, high = read_numbers("70-120亿")
    assert (low.value, high.value) == (Decimal(7 * 10**9), Decimal(12 * 10**9))
    assert [number.times for number in read_numbers("三到五倍")] == [True, True]


def test_words_around_make_a_number_approximate() -> None:
    for text in ("约200名", "超过 200 名", "200多名", "200名左右", "200+", "over 200", "近200"):
        assert read_numbers(text)[0].approximate, text
    assert not read_numbers("达到200名")[0].approximate


def test_full_width_digits_keep_their_place() -> None:
    (number,) = read_numbers("准确率为７１．４％。")
    assert (number.value, number.text, number.start) == (Decimal("71.4"), "７１．４％", 4)


@given(st.text(alphabet=st.characters(), max_size=60) | st.text("0123456789.,%^-×x10百千万亿点分之半倍 MKB\n（[", max_size=40))
def test_reading_never_raises_and_spans_are_exact(text: str) -> None:
    index = NumberIndex(text)
    for number in read_numbers(text):
        assert text[number.start : number.end] == number.text
        assert same(number, number)
        index.find(number)
        index.slip(number)
        index.derives(number)


@pytest.mark.parametrize(
    "text",
    [
        "1," * 20_000,
        "1,111" * 8_000,
        "9" * 20_000,
        "1." * 20_000,
        "1 × 10" * 8_000,
        "百" * 20_000,
        "一分之" * 8_000,
        "one " * 8_000,
        "[1," * 8_000,
        "1 in " * 8_000,
        "10^" * 8_000,
    ],
)
def test_a_hostile_text_takes_no_longer_than_a_plain_one(text: str) -> None:
    start = time.perf_counter()
    NumberIndex(text)
    assert time.perf_counter() - start < 10, "a quadratic pattern takes minutes"


# --- same ------------------------------------------------------------------------------------------------------------


@given(st.integers(11, 99_999_999))
def test_every_form_of_a_whole_number_is_the_same(value: int) -> None:
    given_forms = [f"{value}", f"{value:,}", f"{value:,}".replace(",", "{,}"), f"{value:,}".replace(",", "\u2009")]
    claimed_forms = [f"{value}", f"{value:,}", f"{Decimal(value) / 10_000}万", f"{Decimal(value) / 10**8:f}亿", han(value)]
    for claimed in claimed_forms:
        for written in given_forms:
            assert same(one(claimed), one(written)), (claimed, written)


@given(st.integers(1, 9999), st.sampled_from([("K", 3), ("M", 6), (" billion", 9), ("B", 9), (" trillion", 12)]))
def test_every_scale_is_the_same_in_chinese(tenths: int, scale: tuple[str, int]) -> None:
    mantissa = Decimal(tenths) / 10
    value = mantissa.scaleb(scale[1])
    english = one(f"{mantissa}{scale[0]}")
    for unit, power in (("万", 4), ("百万", 6), ("亿", 8), ("万亿", 12)):
        claimed = one(f"{(value.scaleb(-power)).normalize():f}{unit}")
        assert same(claimed, english)
        assert NumberIndex(f"It has {english.text} of them.").find(claimed)


@given(st.integers(1, 9999), st.integers(0, 3))
def test_every_form_of_a_percentage_is_the_same(figure: int, places: int) -> None:
    value = Decimal(figure).scaleb(-places)
    for claimed in (f"{value}%", f"{value}％", f"百分之{value}", f"{value}个百分点", f"{value} %"):
        for written in (f"{value}%", f"{value}\\%", f"{value} percent", f"{value.scaleb(-2):f}", f"{value} percentage points"):
            assert same(one(claimed), one(written)), (claimed, written)


@given(st.integers(0, 9), st.integers(2, 9))
def test_number_words_are_the_same(small: int, tens: int) -> None:
    word = TENS[tens] + (f"-{ENGLISH_DIGITS[small]}" if small else "")
    assert same(one(han(10 * tens + small)), one(word))
    assert same(one(f"{10 * tens + small}倍"), one(f"{10 * tens + small} times"))


@given(st.integers(100, 9999), st.integers(0, 2), st.data())
def test_another_digit_is_another_number(figure: int, places: int, data: st.DataObject) -> None:
    digits = str(figure)
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "123456789" if digit != digits[at]]))
    changed = Decimal(digits[:at] + other + digits[at + 1 :]).scaleb(-places)
    claimed, true = one(f"{changed}%"), one(f"{Decimal(figure).scaleb(-places)}%")
    assert same(claimed, true) is (claimed.digits < true.digits and same(claimed, true))


def test_a_claim_may_be_coarser_than_the_paper_and_not_finer() -> None:
    assert same(one("71.4%"), one("71.38%"))
    assert not same(one("71.38%"), one("71.4%"))


def test_one_digit_is_too_few_for_rounding() -> None:
    assert not same(one("300"), one("284"))
    assert same(one("280"), one("284"))


def test_what_is_given_may_be_about() -> None:
    assert same(read_numbers("约300个")[0], one("284"))
    assert not same(read_numbers("约300个")[0], one("254"))


def test_a_difference_a_sum_and_a_ratio_are_derived() -> None:
    known = [one("71.4%"), one("52.8%"), one("24"), one("11")]
    assert is_derived(one("18.6个百分点"), known)
    assert is_derived(one("35"), known)
    assert is_derived(one("35.2%"), known)
    assert is_derived(one("2.2倍"), known)
    assert not is_derived(one("19.6%"), known)
    assert not is_derived(one("18.6%"), known[:1])


# --- the index -------------------------------------------------------------------------------------------------------


def test_the_place_is_where_it_is_written_most_alike() -> None:
    text = "Table: 71.4 52.8. We reach 71.4% on rubbings, 0.714 in all."
    found = NumberIndex(text).find(one("71.4%"))
    assert found
    assert text[slice(*found)] == "71.4%"


def test_citations_by_number_are_no_numbers() -> None:
    text = (
        "As known [27]. "
        + " ".join(f"See [{at}, {at + 1}]." for at in range(30, 50))
        + " We use 55 tasks in [60, 70] ms, x=[61]."
    )
    index = NumberIndex(text)
    assert [number.text for number in read_numbers("27个、31个、55个、61个") if index.find(number)] == ["55", "61"]


def test_a_complement_counts_in_the_paper_and_not_in_a_quote() -> None:
    assert NumberIndex("an error of 4.2%").find(one("95.8%"))
    assert not same(one("95.8%"), one("4.2%"))


def test_a_column_may_name_the_scale() -> None:
    table = "Model Params (M) Top-1\nOurs 25.6 76.1\nTheirs 345 77.0\n"
    assert NumberIndex(table).find(one("25.6M"))
    assert NumberIndex(table).find(one("3.45亿"))
    assert not NumberIndex(table.replace("(M)", "")).find(one("3.45亿"))


def test_a_slip_tells_the_place() -> None:
    text = "We train 7.6 billion parameters on 90 rubbings."
    index = NumberIndex(text)
    spot = index.slip(one("7.6亿"))
    assert index.find(one("7.6亿")) is None
    assert spot
    assert text[slice(*spot)] == "7.6 billion"
    assert index.slip(one("900")) is None
    assert index.slip(one("90万")) is None


def test_numbers_near_each_other_derive_another() -> None:
    index = NumberIndex("Ours 71.4 and theirs 52.8 on rubbings." + " nothing" * 40 + " 10.0")
    assert index.derives(one("18.6%"))
    assert not index.derives(one("42.8%"))


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10**6), max_size=30), st.integers(11, 10**6))
def test_the_index_finds_what_stands_there_and_nothing_else(values: list[int], value: int) -> None:
    index = NumberIndex("; ".join(map(str, values)))
    number = one(str(value))
    assert (index.find(number) is not None) is any(same(number, one(str(each))) for each in values)
