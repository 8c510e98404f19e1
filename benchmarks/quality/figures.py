"""Operators on numbers: a summary's number is changed, and its claim with it; the quote and the paper stay as they are.

Each is tried twice: against the verified quote, as answers of a model are checked, and against the paper alone.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from random import Random

from digestgen.checks.subject import Passage
from quality import expected
from quality.cases import Case
from quality.operators import Family, register
from quality.trials import Mutant, Trial
from quality.world import World

_NUMBER = re.compile(r"(?<![A-Za-z0-9.,/^×-])\d[\d,]*(?:\.\d+)?(?![\d.,]*[A-Za-z0-9⁰¹²³⁴⁵⁶⁷⁸⁹⁻^-])")
_OTHER_SCALE = {"万": "亿", "亿": "万", "万亿": "亿"}
_UNIT = re.compile(r" ?(?:万亿|[%％‰万亿倍])")
_THREE_DIGITS = 3

Change = Callable[[Random, str, str], str | None]
"""Number and unit, as written, to what stands in their place; None: nothing to change in this way."""


def digits_of(number: str) -> int:
    """Return how many significant digits a number is written with."""
    return len(number.replace(",", "").replace(".", "").lstrip("0"))


def numbers_of(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, number and unit of what a reader would look up: more than ten, or broken, or with a unit."""
    for match in _NUMBER.finditer(text):
        unit = found[0] if (found := _UNIT.match(text, match.end())) else ""
        number = match[0].rstrip(",")
        if unit or "." in number or digits_of(number) > 1:
            yield match.start(), match.start() + len(number) + (len(unit) if number == match[0] else 0), number, unit


def _digits(number: str) -> list[int]:
    return [at for at, character in enumerate(number) if character.isdigit()]


def _digit(random: Random, number: str, unit: str) -> str:
    """Change one digit."""
    at = random.choice(_digits(number))
    new = random.choice([each for each in "123456789" if each != number[at]])
    return number[:at] + new + number[at + 1 :] + unit


def _last(random: Random, number: str, unit: str) -> str:
    """Change the last digit."""
    at = _digits(number)[-1]
    return number[:at] + random.choice([each for each in "0123456789" if each != number[at]]) + number[at + 1 :] + unit


def _swap(random: Random, number: str, unit: str) -> str | None:
    """Exchange two neighbouring digits."""
    places = _digits(number)
    pairs = [(a, b) for a, b in pairwise(places) if number[a] != number[b]]
    pairs = [(a, b) for a, b in pairs if (a, number[b]) != (0, "0")]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    characters = list(number)
    characters[a], characters[b] = characters[b], characters[a]
    return "".join(characters) + unit


def _x10(random: Random, number: str, unit: str) -> str:
    """Make it ten times as much, or a tenth."""
    plain = number.replace(",", "")
    whole, _, part = plain.partition(".")
    if random.random() < 0.5:
        moved = f"{whole}{part[:1] or '0'}.{part[1:]}".rstrip(".")
        return moved.lstrip("0") + unit if moved.lstrip("0") else moved + unit
    return f"{whole[:-1] or '0'}.{whole[-1]}{part}".removesuffix(".0") + unit


def _scale(random: Random, number: str, unit: str) -> str | None:
    """Take another Chinese scale, 亿 for 万 or 万 for 亿, or slip by ten or a hundred, as who takes a billion for 亿."""
    scale = unit.strip()
    if scale not in _OTHER_SCALE:
        return None
    once = _x10(random, number, "")
    return random.choice([number + _OTHER_SCALE[scale], once + scale, once + scale, _x10(random, once, "") + scale])


def _unit(random: Random, number: str, unit: str) -> str | None:
    """Leave 万 or 亿 out, or put one where there is no unit; 68.9 for 68.9% is how tables have it, and no error."""
    if unit.strip() in _OTHER_SCALE:
        return number
    return None if unit else number + random.choice("万亿")


def _percent(random: Random, number: str, unit: str) -> str | None:
    """Give a hundredth with the percent sign kept, ‰ for %, or a percent sign to a fraction."""
    if unit.strip() in {"%", "％"}:
        value = float(number.replace(",", "")) / 100
        return random.choice([f"{value:.6f}".rstrip("0").rstrip(".") + unit, f"{number}‰"])
    return f"{number}%" if number.startswith("0.") else None


CHANGES: dict[str, Change] = {
    "num_digit": _digit,
    "num_last": _last,
    "num_swap": _swap,
    "num_x10": _x10,
    "num_scale_yi": _scale,
    "num_unit": _unit,
    "num_pct_vs_frac": _percent,
}


def quoted_numbers(case: Case) -> list[tuple[Passage, int, int, str, str]]:
    """Return the numbers that stand in a claim with a quote."""
    found = []
    for passage in case.passages:
        claims = [(passage.text.find(claim), len(claim)) for claim, _ in case.quotes or ()]
        for start, end, number, unit in numbers_of(passage.text):
            if any(0 <= at <= start and end <= at + length for at, length in claims):
                found.append((passage, start, end, number, unit))
    return found


def against_quote(change: Change, random: Random, case: Case, _world: World) -> Trial | None:
    """Change a number that a quote stands for."""
    if not (places := quoted_numbers(case)):
        return None
    passage, start, end, number, unit = random.choice(places)
    new = change(random, number, unit)
    broken = case.edited(passage, start, end, new) if new else None
    return Mutant(case, broken) if broken else None


def against_paper(change: Change, fits: Callable[[str], bool], random: Random, case: Case, _world: World) -> Trial | None:
    """Change a number that `fits`, of a summary without quotes."""
    texts = [(passage, numbers_of(passage.text)) for passage in case.passages]
    places = [(passage, *number) for passage, numbers in texts for number in numbers if fits(number[2])]
    if not places:
        return None
    passage, start, end, number, unit = random.choice(places)
    sound = case.unquoted()
    new = change(random, number, unit)
    broken = sound.edited(passage, start, end, new) if new else None
    return Mutant(sound, broken) if broken else None


def is_long(number: str) -> bool:
    """Tell whether a number has three significant digits or more."""
    return digits_of(number) >= _THREE_DIGITS


def is_short(number: str) -> bool:
    """Tell whether a number has at most two significant digits."""
    return not is_long(number)


def invented(random: Random, case: Case, _world: World) -> Trial:
    """Add a sentence with a number that nobody measured; the summary has quotes, but none for it."""
    return _invented(random, case)


def invented_unquoted(random: Random, case: Case, _world: World) -> Trial:
    """Add a sentence with a number that nobody measured; no quotes."""
    return _invented(random, case.unquoted())


def _invented(random: Random, sound: Case) -> Trial:
    passage = random.choice(sound.prose())
    numbers = (f"{random.uniform(11, 99):.1f}%", f"{random.randrange(1_100, 98_000):,}", f"{random.uniform(2, 9):.2f} 倍")
    sentence = random.choice(["在另一组实验中，这一数值为 {}。", "在补充实验里，对应的结果达到 {}。", "作者另外测得 {}。"])
    return Mutant(sound, sound.with_text(passage.field, passage.text + sentence.format(random.choice(numbers))))


def _about(function: Callable[..., object]) -> str:
    return (function.__doc__ or "").rstrip(".")


for _name, _change in CHANGES.items():
    _make = partial(against_quote, _change)
    register(_name, f"{_about(_change)}; its quote is there", Family.NUMBER_IN_QUOTE, expected.QUOTED_NUMBER, _make)
for _name in ("num_digit", "num_last", "num_swap", "num_x10"):
    _what = _about(CHANGES[_name])
    _long, _short = (partial(against_paper, CHANGES[_name], fits) for fits in (is_long, is_short))
    register(f"{_name}_long", f"{_what}; no quote", Family.NUMBER_IN_PAPER, expected.NUMBER, _long)
    if _name != "num_swap":  # two digits can be exchanged in one way only: too few different mutants
        register(f"{_name}_short", f"{_what}; no quote", Family.SHORT_NUMBER, expected.NUMBER, _short)
_make = partial(against_paper, _scale, bool)
register("num_scale_yi_paper", f"{_about(_scale)}; no quote", Family.SCALE, expected.SCALE, _make)
register("num_invented", _about(invented), Family.NUMBER_IN_QUOTE, expected.INVENTED, invented)
register("num_invented_paper", _about(invented_unquoted), Family.NUMBER_IN_PAPER, expected.NUMBER, invented_unquoted)
