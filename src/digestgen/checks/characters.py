"""Characters that no reader sees, and characters that a wrong decoding left behind."""

import re
from collections.abc import Iterator

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject

_UNSEEN = (
    "\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}][{_UNSEEN}]*")

_LATE = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""What the later bytes of a UTF-8 character become when they are read as Latin-1 or Windows-1252."""
_SUSPECT = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd锟烫屯锘Â-Ãà-ï?□\u0300-\u036f]")
_GARBLED = re.compile(
    "\ufffd+|[\ue000-\uf8ff\U000f0000-\U0010fffd]+|(?:锟斤拷?|锘挎?)+|烫烫烫+|屯屯屯+|[?]{4,}|□{2,}|[\u0300-\u036f]{3,}|"
    f"Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf](?![0-9])|â€[{_LATE}]?|ï»¿|ï¼[{_LATE}]|ã€[{_LATE}]?|(?:[à-ï][{_LATE}]{{1,2}}){{2,}}"
)
_LEADS, _TRAILS = range(0xE4, 0xEA), range(0x80, 0xA1)
_RARE = re.compile("[" + "".join(bytes([lead, trail]).decode("gbk") for lead in _LEADS for trail in _TRAILS) + "]")
"""Characters of GBK that simplified text does without: a third of those that come of UTF-8 read as GBK."""
_DOUBLE = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|\xef\xbc[\x80-\xbf]){4,}")
"""At least four Chinese characters in UTF-8: read as GBK they are six others, which nobody writes in a row."""


@rule(
    "invisible_character",
    Example("残片的边缘磨损严重\u200b，人工拼接十分费时。", "\u200b"),
    Example("残片的边缘\u202e磨损严重，人工拼接十分费时。", "\u202e"),
)
def invisible_character(subject: Subject) -> Iterator[Hit]:
    """Hold what stands in the text and is not seen against the summary: controls, zero-width and bidirectional marks, fillers.

    They can hide instructions, reverse what a reader sees, or break names. The selector of emoji (U+FE0F) passes.
    """
    for passage in subject.passages:
        for match in _INVISIBLE.finditer(passage.text):
            name = f"U+{ord(match[0][0]):04X}"
            yield Hit(
                passage.field,
                match.start(),
                match.end(),
                f"the invisible character {name} stands in the text, where only visible text belongs",
                f"这里有看不见的字符 {name}。请删去，只用看得见的文字。",
            )


@rule(
    "mojibake",
    Example("残片的边缘磨损严重，人工�接十分费时。", "�"),
    Example("残片的边缘ç£¨æ\u0178ä¸¥é‡，人工拼接十分费时。", "ç£¨æ\u0178ä¸¥é‡"),
    Example("娈嬬墖鐨勮竟缂樼（鎹熶弗閲嶏", "娈嬬墖鐨勮竟缂樼（鎹熶弗閲"),
)
def mojibake(subject: Subject) -> Iterator[Hit]:
    """Hold text that was decoded wrongly against the summary: replacement characters, 锟斤拷, UTF-8 read as Latin-1.

    UTF-8 read as GBK, private-use glyphs and runs of ???? or □□ count too. Part of the words is lost, and the rest may be.
    Accented names (Poincaré) pass.
    """
    for passage in subject.passages:
        for start, end in _garbled(passage.text):
            yield Hit(
                passage.field,
                start,
                end,
                "the text was decoded wrongly here: these are not the characters that were written",
                "这里是乱码。请根据论文资料重新写出这些文字。",
            )


_ENCODED = re.compile(
    r"(?:=[0-9A-F]{2}){3,}|(?:%[0-9A-F]{2}){2,}|(?:\\+x[0-9a-f]{2}){2,}|[一-鿿][?？][一-鿿]{1,3}[?？](?=[一-鿿])"
)
"""Bytes spelt out, and question marks that took the place of every other character."""
_HAN = re.compile(r"[\u3400-\u9fff]{6,}")
_MOST_RARE, _LEAST_RARE = 0.5, 3
_COMMON_ROWS = range(0xB0, 0xD8)
"""GB 2312's first level: the 3,755 characters of daily use."""


_COMMON = frozenset(
    bytes([row, cell]).decode("gb2312") for row in _COMMON_ROWS for cell in range(0xA1, 0xFF) if (row, cell) < (0xD7, 0xFA)
)


def _wild(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of Chinese characters of which hardly anybody uses most: bytes of one encoding read as another."""
    if len([letter for letter in set(text) - _COMMON if letter >= "\u3400"]) < _LEAST_RARE:
        return
    for run in _HAN.finditer(text):
        if sum(letter in _COMMON for letter in run[0]) < len(run[0]) * _MOST_RARE:
            yield run.span()


def _garbled(text: str) -> Iterator[tuple[int, int]]:
    if _SUSPECT.search(text):
        yield from (match.span() for match in _GARBLED.finditer(text))
    if any(mark in text for mark in "=%\\?？"):
        yield from (match.span() for match in _ENCODED.finditer(text))
    yield from _wild(text)
    if _RARE.search(text):
        data = text.encode("gbk", "replace")
        for found in _DOUBLE.finditer(data):
            start = len(data[: found.start()].decode("gbk", "ignore"))
            yield start, start + len(found[0].decode("gbk", "ignore"))
