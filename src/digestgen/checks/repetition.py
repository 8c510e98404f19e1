"""Rules about saying things twice: loops of a model that cannot stop, and parts that are copies of one another.

White space and punctuation do not count, and a Latin word counts as one sign: a long name that comes up often is no loop.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, islice, pairwise
from operator import itemgetter

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.shape import sections_of
from digestgen.checks.subject import PROSE, Part, Passage, Subject
from digestgen.findings import Severity
from digestgen.grounding.sentences import split_sentences

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9]*(?:[-_.,%+/][A-Za-z0-9]+)*")
_SIGN_CHARACTERS = "\u3400-\u9fff\U000f0000-\U000ffffd"
_SIGN = re.compile(f"{_WORD.pattern}|[{_SIGN_CHARACTERS}]")
_SIGNS = re.compile(f"[{_SIGN_CHARACTERS}][{_SIGN_CHARACTERS}]*")
_WORD_SIGNS = 0xFFFD


@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """Return one character per Chinese character or Latin word of a text, the same word the same character in all texts."""
    return "".join(_SIGNS.findall(_WORD.sub(lambda match: _sign(match[0]), text)))


@lru_cache(maxsize=1_024)
def _sign(word: str) -> str:
    return chr(0xF0000 + zlib.crc32(word.casefold().encode()) % _WORD_SIGNS)


def place_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the signs `start` to `end` of a text stand in it."""
    matches = list(_SIGN.finditer(text))
    return matches[start].start(), matches[end - 1].end()


# --- loops -----------------------------------------------------------------------------------------------------------

_RUN = 12
_TIMES_ERROR, _TIMES_WARNING = 4, 3
_LONGEST_PERIOD = 80
_SIGNS_SEED, _SIGNS_LEAST = 5, 8
"""A cycle begins with the return of so many signs, and has so many at least: 哈哈哈哈 is none."""
_LETTERS_SEED, _LETTERS_LEAST = 9, 16
"""The same in letters, for cycles inside words: t-to-SQLt-to-SQLt-to-SQL."""
_NO_CHINESE = re.compile(r"[^\u3400-\u9fff][^\u3400-\u9fff]{15,}")


@rule(
    "loop",
    Example(
        "拓片修复者要拼合残片，残片边缘磨损，残片边缘磨损，残片边缘磨损，残片边缘磨损，人工拼接十分费时。",
        "残片边缘磨损，残片边缘磨损，残片边缘磨损，残片边缘磨损",
    ),
)
def loop(subject: Subject) -> Iterator[Hit]:
    """Hold it against a text that it says the same four times: in a row, or a run of 12 characters anywhere; three is a warning.

    Models that cannot stop do so. A Latin word counts as one character.
    """
    for passage in subject.passages:
        text = passage.text
        if passage.part is Part.UNPLACED:
            continue
        folded = fold(text)
        in_signs = None
        if _says_twice(folded):
            in_signs = _find_cycle(folded, _SIGNS_SEED, _SIGNS_LEAST) or _find_run(folded)
        in_letters = _find_cycle_in_words(text)
        found = [(*place_of(text, *in_signs[:2]), in_signs[2])] if in_signs else []
        if found or in_letters:
            start, end, times = max([*found, *filter(None, [in_letters])], key=itemgetter(2))
            severity = Severity.ERROR if times >= _TIMES_ERROR else Severity.WARNING
            yield Hit(passage.field, start, end, f"says the same {times} times", "这里反复说同样的话，请只保留一次", severity)


_GRAM = 6
"""Signs in a row; in every cycle of three periods and eight signs, and in every run, so many come up again."""


@lru_cache(maxsize=64)
def _grams(signs: str) -> frozenset[str]:
    return frozenset([signs[at : at + _GRAM] for at in range(len(signs) - _GRAM + 1)])


def _says_twice(signs: str) -> bool:
    """Return whether any six characters in a row come up again."""
    return len(_grams(signs)) < len(signs) - _GRAM + 1


def _find_cycle_in_words(text: str) -> tuple[int, int, int] | None:
    """Return the first cycle in the letters of a stretch without Chinese: elsewhere the signs show it."""
    for stretch in _NO_CHINESE.finditer(text):
        if _says_twice(stretch[0]) and (cycle := _find_cycle(stretch[0], _LETTERS_SEED, _LETTERS_LEAST)):
            start, end, times = cycle
            return stretch.start() + start, stretch.start() + end, times
    return None


def _find_cycle(signs: str, seed_length: int, least: int) -> tuple[int, int, int] | None:
    """Return start and end of the first stretch that repeats itself without a break, three times at least, and how often."""
    seeds = [signs[at : at + seed_length] for at in range(len(signs) - seed_length + 1)]
    last: dict[str, int] = {}
    period = start = 0
    for at, seed in enumerate([*seeds, ""]):
        distance = at - last.get(seed, at)
        last[seed] = at
        if distance != period:
            end = at - 1 + seed_length
            times = (end - start + period // 4) // period if 0 < period <= _LONGEST_PERIOD else 0
            if times >= _TIMES_WARNING and end - start >= least:
                return start, end, times
            period, start = distance, at - distance
    return None


def _find_run(signs: str) -> tuple[int, int, int] | None:
    """Return the second place of the run that comes up most, three times at least, and how often."""
    runs = [signs[at : at + _RUN] for at in range(len(signs) - _RUN + 1)]
    if len(runs) - len(set(runs)) < _TIMES_WARNING - 1:
        return None
    run, times = Counter(runs).most_common(1)[0]
    if times < _TIMES_WARNING:
        return None
    start = signs.find(run, signs.find(run) + 1)
    return start, start + _RUN, times


_SENTENCE = 12
_NEXT_SENTENCE = 6
_ENOUGH = 5
"""Findings in a passage; more would say nothing new."""
_EDGE = "。！？!?…. ”’」』）)】]“‘「『（(【["


@rule(
    "repeated_sentence",
    Example(
        "拓片修复者要把数百块残片拼回一张拓片。人工拼接十分费时。拓片修复者要把数百块残片拼回一张拓片。",
        "拓片修复者要把数百块残片拼回一张拓片。",
    ),
)
def repeated_sentence(subject: Subject) -> Iterator[Hit]:
    """Hold a sentence of 12 characters against the summary that stands in it twice, and one of 6 that follows itself.

    The one-sentence version and the contribution are left out: they may say what the conclusion says.
    """
    seen: dict[str, str] = {}
    for passage in subject.of(*PROSE):
        yield from islice(_find_repeated(passage, seen), _ENOUGH)


def _find_repeated(passage: Passage, seen: dict[str, str]) -> Iterator[Hit]:
    """Yield the sentences that have been seen, and enter the others."""
    previous = ""
    for start, end in split_sentences(passage.text):
        sentence = "".join(passage.text[start:end].strip(_EDGE).split())
        is_repeated = len(sentence) >= _SENTENCE and sentence in seen
        if is_repeated or (len(sentence) >= _NEXT_SENTENCE and sentence == previous):
            message = f"this sentence stands in {seen[sentence]} already"
            yield Hit(passage.field, start, end, message, "这句话与前面的一句完全相同，请删去或改写")
        seen.setdefault(sentence, passage.field)
        previous = sentence


_WINDOW, _LEAST_WINDOW = 120, 12
"""Signs: pairs are counted in windows of this length, as the share of new ones falls with the length of any text."""
_NEW_ERROR, _NEW_WARNING = 0.66, 0.7
"""Shares of the pairs of neighbouring signs that differ: sound texts had 0.74 and more, loops 0.65 and less."""
_FEW_NEW = 0.9
"""Above it no words are written twice."""
_NUMBERS = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?%?(?:[ ]?[,，、;；/和与]+[ ]?|[ ]+)){7,}[0-9]+(?:\.[0-9]+)?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_COUNTED = 8
_TENFOLD = {0.1, 10.0}
_DOUBLED = re.compile(r"([一-鿿]{2,8})\1")
_MOST_DOUBLED = 3
"""Words that are written twice in a row: one or two are a figure of speech."""


@rule(
    "monotonous",
    Example("".join(f"第{number}块残片与第{number + 1}块残片相邻，" for number in range(10, 40)) + "全部拼合。", ""),
    Example("残片的边缘磨损严重，这样磨损严重的边缘是残片的边缘，边缘磨损严重的是残片，残片磨损严重。", ""),
    Example("残片的得分依次为 1.1、1.2、1.3、1.4、1.5、1.6、1.7、1.8、1.9。", "1.1、1.2、1.3、1.4、1.5、1.6、1.7、1.8、1.9"),
)
def monotonous(subject: Subject) -> Iterator[Hit]:
    """Hold it against a text that it turns in circles: too few pairs of signs are new, or its numbers count up or down.

    Finds loops that vary a number or a word each time. A list of eight numbers with equal steps is taken for counting.
    """
    for passage in subject.of(*PROSE):
        share = _share_of_new_pairs(fold(passage.text))
        if share < _FEW_NEW and len(doubled := list(_DOUBLED.finditer(passage.text))) >= _MOST_DOUBLED:
            yield Hit(passage.field, *doubled[0].span(), "says words twice in a row", "这里把同一个词连写两遍，请改写")
        if share < _NEW_WARNING:
            severity = Severity.ERROR if share < _NEW_ERROR else Severity.WARNING
            message = f"turns in circles: only {share:.0%} of its pairs of neighbouring characters are new"
            yield Hit(passage.field, 0, 0, message, "这里反复说几乎相同的话，请改写，每件事只说一次", severity)
        marks = sum(map(passage.text.count, "、,，;； "))
        for row in _NUMBERS.finditer(passage.text) if share >= _NEW_WARNING and marks >= _COUNTED - 1 else ():
            if _counts(row[0]):
                yield Hit(passage.field, *row.span(), "the numbers only count up or down", "这里在机械地数数，请只写论文中的数字")


def _share_of_new_pairs(signs: str) -> float:
    """Return the share in the most monotonous window; 1.0 for a text that is too short to tell."""
    shares = [1.0]
    for start in range(0, max(1, len(signs) - _WINDOW // 2), _WINDOW // 2):
        window = signs[start : start + _WINDOW]
        if len(window) >= _LEAST_WINDOW:
            shares.append(len(set(map(str.__add__, window, window[1:]))) / (len(window) - 1))
    return min(shares)


def _counts(row: str) -> bool:
    """Tell whether so many numbers in a row have the same step."""
    numbers = [float(number) for number in _NUMBER.findall(row)]
    steps = [round(after - before, 6) for before, after in pairwise(numbers)]
    factors = [round(after / before, 9) for before, after in pairwise(numbers) if before]
    if any(set(factors[at : at + _COUNTED - 1]) <= _TENFOLD for at in range(len(factors) - _COUNTED + 2)):
        return True
    return any(len(set(steps[at : at + _COUNTED - 1])) == 1 for at in range(len(steps) - _COUNTED + 2))


# --- copies ----------------------------------------------------------------------------------------------------------

_COPY_ERROR, _COPY_WARNING = 0.6, 0.35
_LEAST_COPY = 15


@rule(
    "duplicate_section",
    Example(
        "已有的方法多依靠边缘曲线的吻合程度来排序，但边缘磨损之后这一依据就不再可靠。",
        "",
        "challenges[0].solution",
    ),
)
def duplicate_section(subject: Subject) -> Iterator[Hit]:
    """Hold a part against the summary of which over 60 % stands in another part (over 35 % is a warning), and a title used twice.

    Compared are background, related work, solutions, implementation and conclusion, six characters at a time; the contribution,
    the titles and the one-sentence version may restate the others. No two challenges may have the same title.
    """
    yield from _find_same_titles(subject)
    grams: dict[str, frozenset[str]] = {}
    for passages in sections_of(subject).values():
        folded = "".join(fold(passage.text) for passage in passages) if passages[0].part in PROSE else ""
        if len(folded) >= _LEAST_COPY:
            grams[passages[0].field] = _grams(folded)
    for one, other in combinations(grams, 2):
        smaller, larger = sorted((grams[one], grams[other]), key=len)
        share = len(smaller & larger) / len(smaller)
        if share > _COPY_WARNING:
            yield Hit(
                other,
                0,
                0,
                f"shares {share:.0%} with {one}; something else was expected",
                "这部分与另一部分内容重复，请按论文改写",
                Severity.ERROR if share > _COPY_ERROR else Severity.WARNING,
            )


def _find_same_titles(subject: Subject) -> Iterator[Hit]:
    seen: dict[str, str] = {}
    for passage in subject.of(Part.CHALLENGE):
        title = fold(passage.text)
        if title and title in seen:
            message = f"{seen[title]} is the same; another challenge was expected"
            yield Hit(passage.field, 0, len(passage.text), message, "这个挑战与前面的一个标题相同，请合并或改写")
        seen.setdefault(title, passage.field)
