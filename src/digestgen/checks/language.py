"""Rules about the language: simplified Chinese it must be, with foreign names and terms in it and no foreign sentences.

Words are counted, not letters: a text full of names such as GSM8K is Chinese nevertheless. And what counts as English is prose,
mostly words in lower case: a list of datasets is none.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby, islice

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import PROSE, Passage, Subject
from digestgen.checks.traditional import TRADITIONAL
from digestgen.findings import Severity
from digestgen.measure import count_cjk, has_cjk

_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-z0-9À-ɏ'’\-]*")
_STRETCH = re.compile("[^“”‘「」『』\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]{20,}")
"""What stands between two Chinese characters or marks; long enough to hold a few words."""
_GRAMMAR = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "for", "from", "has", "have", "how", "if", "in"),
        *("into", "is", "it", "its", "may", "not", "of", "on", "or", "our", "that", "the", "their", "then", "these", "they"),
        *("this", "to", "was", "we", "were", "when", "where", "which", "while", "who", "will", "with", "without", "you", "your"),
    )
)
_SHARE_ERROR, _SHARE_WARNING = 0.5, 0.7
_ENOUGH = 5
"""Findings in a passage; more would say nothing new."""
_SHORT = 20
"""Passages of fewer characters and words are too short for a share."""
_TITLE_WORDS, _SHORT_WORDS, _SHORT_SHARE = 3, 5, 0.4
_RUN_WARNING, _RUN_ERROR, _QUOTE_ERROR = 12, 20, 30
"""English words in a row; a quoted prompt or title may be longer."""
_OPENING, _CLOSING = "“「『《（(", "”」』》）)"
_MARK = re.compile(f"[{_OPENING}{_CLOSING}]")
_SENTENCE_WORDS, _SENTENCE_GRAMMAR = 8, 2
"""So many words in a row are a sentence, with so many different words of grammar among them. None of 141 sound pages has such a
sentence outside quotation marks and brackets."""


@rule(
    "english_text",
    Example(
        "Restorers of rubbings have to join hundreds of fragments, and the worn edges make it slow to do so by hand.",
        "",
    ),
    Example("TileJoin predicts how strokes go on", "", "challenges[0].challenge"),
)
def english_text(subject: Subject) -> Iterator[Hit]:
    """Hold an English text against the summary: under 50 % Chinese characters and words is an error, under 70 % a warning.

    Names do not make a text English: at least half of its Latin words must be in lower case. A text of fewer than 20 characters
    and words is English where it holds three such words and no Chinese, or five and hardly any.
    """
    for part, group in groupby(subject.passages, lambda passage: passage.part):
        passages = list(group)
        found = [hit for passage in passages for hit in _judge_share(passage.field, passage.text)]
        if not found and len(passages) > 1 and part in PROSE:
            found = list(_judge_share(passages[0].field, "\n".join(passage.text for passage in passages)))
        yield from found


def _judge_share(field: str, text: str) -> Iterator[Hit]:
    words = _WORD.findall(text)
    lower = _count_lower(words)
    if lower < _TITLE_WORDS or 2 * lower < len(words):
        return
    chinese = count_cjk(text)
    share = chinese / (chinese + len(words))
    is_short = chinese + len(words) < _SHORT
    if (chinese and lower < _SHORT_WORDS) if is_short else share >= _SHARE_WARNING:
        return
    severity = Severity.ERROR if share < (_SHORT_SHARE if is_short else _SHARE_ERROR) else Severity.WARNING
    message = f"only {share:.0%} of the characters and words are Chinese; a text in Chinese was expected"
    yield Hit(field, 0, 0, message, "这段文字主要是英文，请用简体中文重写，只保留专有名词的英文原名", severity)


def _count_lower(words: list[str]) -> int:
    """Count the words in lower case; those of citations (Wang et al.) are none."""
    return sum(map(str.islower, words)) - words.count("et") - words.count("al")


@rule(
    "english_run",
    Example(
        "拓片修复者要拼合残片，but the edges of the fragments are worn and the strokes that cross them are lost。",
        "but the edges of the fragments are worn and the strokes that cross them are lost",
    ),
)
def english_run(subject: Subject) -> Iterator[Hit]:
    """Hold a run of English words in Chinese text against the summary: 20 words or a sentence of 8 are an error, 12 a warning.

    At least half of the words must be in lower case, so that lists of names pass; in quotation marks or brackets, only 30 words
    are an error.
    """
    for passage in subject.passages:
        if not has_cjk(passage.text):
            continue  # `english_text` says so
        runs = (hit for stretch in _STRETCH.finditer(passage.text) for hit in _judge_run(passage, stretch.start(), stretch[0]))
        yield from islice(runs, _ENOUGH)


def _judge_run(passage: Passage, offset: int, stretch: str) -> Iterator[Hit]:
    found = list(_WORD.finditer(stretch))
    words = [match[0] for match in found]
    grammar = _GRAMMAR.intersection(map(str.lower, words))
    is_sentence = len(words) >= _SENTENCE_WORDS and len(grammar) >= _SENTENCE_GRAMMAR
    if not (is_sentence or len(words) >= _RUN_WARNING) or 2 * _count_lower(words) < len(words):
        return
    start, end = offset + found[0].start(), offset + found[-1].end()
    if _is_quoted(passage.text, start, end):
        severity = Severity.ERROR if len(words) >= _QUOTE_ERROR else Severity.WARNING
    else:
        severity = Severity.ERROR if is_sentence or len(words) >= _RUN_ERROR else Severity.WARNING
    message = f"{len(words)} English words in a row; Chinese was expected"
    yield Hit(passage.field, start, end, message, "这里是一段英文，请译成简体中文，只保留专有名词的英文原名", severity)


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch of the text stands in quotation marks or brackets that are closed."""
    before = max(text.rfind(mark, 0, start) for mark in _OPENING), max(text.rfind(mark, 0, start) for mark in _CLOSING)
    following = _MARK.search(text, end)
    if before[0] > before[1] and following:
        return following[0] in _CLOSING
    return text.count('"', 0, start) % 2 == 1 and '"' in text[end:]


_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\uff66-\uff6f\uff71-\uff9d"
_LETTERS = f"{_KANA}\u0400-\u1cff\u3100-\u318e\ua960-\ua97c\uac00-\ud7fb"
_FOREIGN = re.compile(rf"[{_LETTERS}](?:[{_LETTERS}ー・·' -]*[{_LETTERS}])?")
_FOREIGN_QUOTE = 20
"""Letters: longer is no example any more."""


@rule(
    "foreign_script",
    Example("提出了一个いう拼接残片的方法", "いう", "contribution"),
    Example("拓片の修复者要把数百块残片拼回一张完整的拓片，人工拼接十分费时。", "の", severity=Severity.WARNING),
)
def foreign_script(subject: Subject) -> Iterator[Hit]:
    """Hold letters of a script against the summary that is neither Chinese, Latin nor Greek: kana, Hangul, Cyrillic and others.

    Models slip into other languages for a word or two. A single letter is a warning, and so is an example in quotation marks.
    """
    for passage in subject.passages:
        for match in islice(_FOREIGN.finditer(passage.text), _ENOUGH):
            letters = sum(map(str.isalpha, match[0]))
            slight = letters == 1 or (letters < _FOREIGN_QUOTE and _is_quoted(passage.text, *match.span()))
            yield Hit(
                passage.field,
                match.start(),
                match.end(),
                f"{match[0][:20]} is neither Chinese nor Latin script",
                "这里夹有其他语言的文字，请改用简体中文",
                Severity.WARNING if slight else Severity.ERROR,
            )


_MANY_ERROR, _MANY_WARNING = 0.1, 0.03


@rule(
    "traditional_chinese",
    Example("拓片修復者要把數百塊殘片拼回一張完整的拓片，而殘片的邊緣磨損嚴重，人工拼接十分費時。", "復"),
)
def traditional_chinese(subject: Subject) -> Iterator[Hit]:
    """Hold a text in traditional characters against the summary: over 10 % of its characters are an error, over 3 % a warning.

    One character alone is never held against it, because some stand in simplified words and in names too (乾坤).
    """
    for passage in subject.passages:
        found = list(_traditional().finditer(passage.text))
        if len(found) <= 1:
            continue
        share = len(found) / max(count_cjk(passage.text), 1)
        if share > _MANY_WARNING:
            characters = "".join(dict.fromkeys(match[0] for match in found))[:20]
            yield Hit(
                passage.field,
                found[0].start(),
                found[0].end(),
                f"{share:.0%} of the Chinese characters are traditional ({characters}); simplified ones were expected",
                f"这段文字用了繁体字（{characters}），请改为简体字",
                Severity.ERROR if share > _MANY_ERROR else Severity.WARNING,
            )


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{TRADITIONAL}]")
