"""The words that numbers are written in, English and Chinese, and their values. What is no number (三四百, five six) has none."""

from decimal import Decimal

_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", *(f"{word}teen" for word in ["thir", "four", "fif", "six", "seven", "eigh", "nine"])]
_TENS = [f"{word}ty" for word in ["twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"]]
ONES = {word: value for value, word in enumerate([*_DIGITS, *_TEENS])}
TENS = {word: 10 * value for value, word in enumerate(_TENS, 2)}
SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Powers of ten."""
_ODD_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
ORDINALS = {_ODD_ORDINALS.get(word, f"{word}th"): value for word, value in ONES.items()}
ORDINALS |= {"twelfth": 12} | {f"{word[:-1]}ieth": value for word, value in TENS.items()}
_DIVISORS = {word: value for word, value in ORDINALS.items() if word not in {"zeroth", "first", "second"}}
PARTS = (
    {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | _DIVISORS | {f"{word}s": value for word, value in _DIVISORS.items()}
)
"""What divides: two thirds."""
COUNTS = {"dozen": 12, "decade": 10, "decades": 10, "century": 100, "centuries": 100}
FACTORS = {"twice": 2, "thrice": 3} | {
    f"{stem}{ending}": value
    for stem, value in (("doubl", 2), ("tripl", 3), ("quadrupl", 4))
    for ending in ("e", "es", "ed", "ing")
}
HALVINGS = frozenset({"halve", "halves", "halved", "halving"})

WORDS = frozenset({*ONES, *TENS, *SCALES, *ORDINALS, *PARTS, *COUNTS, *FACTORS, *HALVINGS})
"""Every English word that is a number or part of one."""


def english(words: list[str]) -> Decimal | None:
    """Return the value of cardinal words (twenty five; two hundred and three; seven point six is none), or None."""
    total = group = last = 0
    for word in words:
        if word in SCALES:
            power = 10 ** SCALES[word]
            if word == "hundred":
                group = (group or 1) * power
            elif last and power >= last and total:
                return None
            else:
                total, group, last = total + (group or 1) * power, 0, power
            continue
        value = ONES.get(word, TENS.get(word, ORDINALS.get(word)))
        if value is None or not _joins(group, value):
            return None
        group += value
    return Decimal(total + group)


def _joins(group: int, value: int) -> bool:
    """Tell whether a value below a hundred may follow: twenty + five, hundred + twenty, but not five + six."""
    if group == 0:
        return True
    rest = group % 100
    return rest == 0 or (rest % 10 == 0 and rest > 10 and 0 < value < 10)  # noqa: PLR2004 - tens and ones


HAN_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6} | {
    "七": 7,
    "八": 8,
    "九": 9,
}
HAN_UNITS = {"十": 1, "百": 2, "千": 3}
HAN_SCALES = {"万": 4, "亿": 8}
_YEAR_LENGTH = 4


def chinese(word: str) -> Decimal | None:
    """Return the value of a Chinese numeral (三百二十, 两万五, 七点六亿, 二〇二三), or None."""
    whole, point, rest = word.partition("点")
    if point:
        return _decimal(whole, rest)
    if len(word) >= _YEAR_LENGTH and all(letter in HAN_DIGITS for letter in word):
        return Decimal("".join(str(HAN_DIGITS[letter]) for letter in word))
    return _whole(word)


def _decimal(whole: str, rest: str) -> Decimal | None:
    """Return 七点六亿: digits after the point, then scales."""
    digits = rest.rstrip("十百千万亿")
    front = _whole(whole)
    if front is None or not digits or any(letter not in HAN_DIGITS for letter in digits):
        return None
    value = Decimal(f"{front}.{''.join(str(HAN_DIGITS[letter]) for letter in digits)}")
    return value.scaleb(han_power(rest[len(digits) :]))


def han_power(units: str) -> int:
    """Return the power of ten of units in a row: 万 4, 百万 6, 万亿 12."""
    return sum(HAN_UNITS.get(unit, 0) + HAN_SCALES.get(unit, 0) for unit in units)


def _whole(word: str) -> Decimal | None:
    """Return a whole numeral, section by section of 亿 and 万."""
    total, section, digit, unit, gap = 0, 0, -1, 10**9, False
    for letter in word:
        if letter in HAN_DIGITS:
            if digit > 0 or (digit == 0 and HAN_DIGITS[letter] == 0):
                return None
            digit, gap = HAN_DIGITS[letter], gap or HAN_DIGITS[letter] == 0
        elif letter in HAN_UNITS:
            power = 10 ** HAN_UNITS[letter]
            if power >= unit or (digit <= 0 and power > 10 and not section):  # noqa: PLR2004 - 十 alone is 10, 百 alone is no number
                return None
            section, digit, unit, gap = section + (digit if digit > 0 else 1) * power, -1, power, False
        else:
            section += max(digit, 0)
            if not section and not total:
                return None
            power = 10 ** HAN_SCALES[letter]
            total = (total + section) * power if letter == "亿" or not section else total + section * power
            section, digit, unit, gap = 0, -1, power, False
    if digit > 0 and not gap and 10 < unit < 10**9:  # noqa: PLR2004 - 两万五 is 25,000, 二十五 is 25
        return Decimal(total + section + digit * unit // 10)
    return Decimal(total + section + max(digit, 0))
