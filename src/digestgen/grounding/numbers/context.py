"""What stands around a number: whether it is approximate, and whether a paper can be asked for it at all."""

import re
from typing import Final

from digestgen.grounding.numbers.number import TEN, Number

_BEFORE, _BEHIND = 26, 14
_ABOUT: Final = re.compile(
    r"(?:[约近超逾]|大概|接近|超过|不到|不足|几乎|大于|小于|低于|高于|少于|多于|[~≈><≥≤≳≲]|"
    r"(?<![A-Za-z])(?i:about|around|approximately|approx\.?|roughly|nearly|almost|over|than|under|some|circa|exceeding))"
    r"[为有达到了出]{0,2}\s?\Z",
    re.ASCII,
)
_ABOUT_AFTER: Final = re.compile(
    r"\s?(?:来(?![自源])|[\u4e00-\u9fff]{0,3}?(?:左右|上下|以上|以下)|(?i:or so|or more)(?![A-Za-z]))", re.ASCII
)
_ODD: Final = re.compile(r"\s?(?:\+(?![0-9])|[多余](?![少数模任头智语尺]))", re.ASCII)

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.@#/-]{0,24}\Z", re.ASCII)
"""A name that the number is a part of: GPT-4, CIFAR-10, H100, top-5, Pass@1, ViT-B/16."""
_SPACED_NAME: Final = re.compile(r"[A-Za-z]\s\Z", re.ASCII)
_BARE: Final = re.compile(r"[0-9]{1,2}(?:\.[0-9])?", re.ASCII)
"""What may be a version: Llama 3.1, SQuAD 2.0."""
_UNIT: Final = re.compile(
    r"(?:[kmgtp]?i?b(?:ps|/s)?|[kmg]|[mnu]?s|secs?|mins?|hrs?|h|hz|[kmg]hz|fps|px|pixels?|dpi|[cmnk]m|kg|mg|k?w|kwh|v|db|bits?|bytes?|"
    r"tokens?|epochs?|shots?|layers?|steps?|gpus?|tpus?|hours?|days?|weeks?|frames?|images?|samples?|[tpg]?flops?|x|[a-z]{4,})"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
"""What may follow a number without a space and leaves it one; `3D` and `2Wiki` are names."""
_LABEL: Final = re.compile(
    r"(?:第|(?<![意试])图|(?<![代发])表|公式|式|算法|附录|定理|引理|推论|步骤|阶段|挑战|问题|章|节|版本|"
    r"(?<![A-Za-z])(?i:tables?|figures?|fig\.|sections?|sec\.|eq\.|appendix|algorithm|step|chapter|page))\s?\(?\Z",
    re.ASCII,
)
_LABELLED: Final = re.compile(r"[0-9]{1,2}|[零一二两三四五六七八九十百]{1,4}", re.ASCII)
_CITED: Final = re.compile(r"(?:al\.?|[A-Za-z]|等人?)\s?[,，]?\s?\(?\Z", re.ASCII)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}[a-z]?", re.ASCII)
_ARXIV: Final = re.compile(r"[0-9]{4}\.[0-9]{4,5}", re.ASCII)
_DATE: Final = re.compile(r"\s?(?:月|日|号(?!称)|世纪|年代|点钟)", re.ASCII)
_IDIOMS: Final = re.compile(
    r"一千零一夜|十六进制|五十步笑百步|百分之?百(?!分)|十万个为什么|十万火急|二十四节气|三十六计|一百八十度", re.ASCII
)
_LONGEST_IDIOM = 6
_MARKER_BEFORE = frozenset({"", " ", "\n", "(", "；", ";", "。", "，", "、", "：", ":"})


def nearness(number: Number, folded: str) -> tuple[bool, bool]:
    """Tell whether words around the number make it approximate, and whether they mean some more: `30+`, `1100余`."""
    before, behind = _around(number, folded)
    about = _ABOUT.search(before) is not None or _ABOUT_AFTER.match(behind) is not None
    return about, _ODD.match(behind) is not None


def _around(number: Number, folded: str) -> tuple[str, str]:
    return folded[max(0, number.start - _BEFORE) : number.start], folded[number.end : number.end + _BEHIND]


def is_checkable(number: Number, folded: str) -> bool:
    """Tell whether a paper can be asked for the number: it counts or measures, and is more than a few."""
    rate = number.percent or number.times or number.power != 0
    if not number.value or not (rate or number.value > TEN or number.value % 1):
        return False
    before, behind = _around(number, folded)
    return not (_in_name(number, before, behind) or _is_label(number, before, behind, folded))


def _in_name(number: Number, before: str, behind: str) -> bool:
    """Tell whether the number is part of a name, a version, an identifier."""
    if _NAME.search(before) or _ARXIV.fullmatch(number.text):
        return True
    if "A" <= behind[:1].upper() <= "Z" and not _UNIT.match(behind) and not number.percent:
        return True
    return _SPACED_NAME.search(before) is not None and _BARE.fullmatch(number.text) is not None


def _is_marker(before: str, behind: str) -> bool:
    """Tell whether a short number marks an item of a list: `；12）最后`."""
    return behind[:1] == ")" and before[-1:] in _MARKER_BEFORE


def _is_label(number: Number, before: str, behind: str, folded: str) -> bool:
    """Tell whether the number only counts through: a label, a list marker, a citation, a date; or stands in an idiom (十亿级)."""
    if _LABELLED.fullmatch(number.text) and (_LABEL.search(before) or _DATE.match(behind) or _is_marker(before, behind)):
        return True
    if _YEAR.fullmatch(number.text) and (_CITED.search(before) or behind.startswith("年代") or before[-1:] + behind[:1] == "()"):
        return True
    if before[-1:] in {"[", "【"} and behind[:1] in {"]", "】", "†", ",", "-", ":"}:
        return True
    around = folded[max(0, number.start - _LONGEST_IDIOM) : number.end + _LONGEST_IDIOM]
    if number.text[0] == "十" and behind[:1] == "级":
        return True
    return not number.text[0].isascii() and _IDIOMS.search(around) is not None
