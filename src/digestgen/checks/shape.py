"""Rules about the shape: every part there, of a fitting length, its sentences finished and its brackets closed.

A `Summary` must be complete. A page of an old archive may have its quirks: a heading of another wording, a challenge whose title
runs into its text, list items without a full stop.
"""

import re
from collections.abc import Iterator, Sequence
from operator import eq

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import PROSE, Part, Passage, Subject
from digestgen.findings import Severity
from digestgen.measure import count_units


def sections_of(subject: Subject) -> dict[str, list[Passage]]:
    """Return the passages of each text: under `implementation` all its paragraphs, under `challenges[0].solution` its own."""
    sections: dict[str, list[Passage]] = {}
    for passage in subject.passages:
        name = passage.field.rpartition("[")[0] if passage.field.endswith("]") else passage.field
        sections.setdefault(name, []).append(passage)
    return sections


def is_summary(subject: Subject) -> bool:
    """Tell whether the subject was made from a Summary; else it is a page's block, of which parts may have another form."""
    return any(passage.field in {"background", "related_work", "tldr"} for passage in subject.passages)


# --- what is missing -------------------------------------------------------------------------------------------------

_PARTS = {
    "background": (Part.BACKGROUND, "背景"),
    "related_work": (Part.RELATED_WORK, "已有的工作"),
    "contribution": (Part.CONTRIBUTION, "核心贡献"),
    "implementation": (Part.IMPLEMENTATION, "实现与部署"),
    "conclusion": (Part.CONCLUSION, "总结"),
}
"""Each part's field, and the heading under which a page has it."""
_HEADING = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+\*\*)([\u3400-\u9fff&]{2,12})[：:]?(?:\*\*)?[ \t]*$", re.MULTILINE)
_HEADING_WORDS = re.compile(
    "(?:背景|动机|问题|相关|已有|现有|目前|研究|工作|方法|核心|主要|关键|贡献|创新|挑战|实现|部署|实验|评估|结果|应用|分析|细节|总结|小结|结论|展望|讨论|局限|"
    "未来|介绍|概述|论文|点|与|和|及|的|&)+"
)
_TITLE_IN_TEXT = 60
"""Characters and words of a first paragraph that may be the challenge's title."""


@rule(
    "missing_text",
    Example("", ""),
    Example("", "", "challenges[0].solution"),
)
def missing_text(subject: Subject) -> Iterator[Hit]:
    """Hold a part against the summary that is missing or empty: cut answers lack the last ones.

    On a page it may stand under a damaged heading (核心财献), which is an error too. It is a warning where the heading only has
    another wording (核心贡献点), or where the contribution is missing and its challenges are not.
    """
    for name, (part, heading) in _PARTS.items():
        passages = list(subject.of(part))
        if not any(passage.text.strip() for passage in passages):
            yield _report_missing(subject, passages[0].field if passages else name, heading)
    if not any(passage.field.startswith("challenges[") for passage in subject.passages):
        yield _report_missing(subject, "challenges", _PARTS["contribution"][1])
    if is_summary(subject) and not any(passage.text.strip() for passage in subject.of(Part.TLDR)):
        yield Hit("tldr", 0, 0, "tldr is missing", "缺少一句话总结，请按论文补写")
    yield from _find_empty_passages(subject)
    yield from _find_half_challenges(subject)


def _report_missing(subject: Subject, field: str, heading: str) -> Hit:
    has_challenges = not is_summary(subject) and field == "contribution" and any(subject.of(Part.CHALLENGE))
    severity = Severity.WARNING if has_challenges else Severity.ERROR
    for passage in subject.of(Part.UNPLACED):
        for stray in _HEADING.finditer(passage.text):
            name = stray[1]
            if _HEADING_WORDS.fullmatch(name):
                severity = Severity.WARNING if set(heading).intersection(name) else severity
            elif len(name) == len(heading) and 2 * sum(map(eq, name, heading)) >= len(heading):
                message = f"the heading {name} should read {heading}"
                return Hit(passage.field, *stray.span(1), message, f"标题“{name}”应为“{heading}”")
    return Hit(field, 0, 0, f"{field} is missing", f"缺少{heading}这一部分，请按论文补写", severity)


def _find_empty_passages(subject: Subject) -> Iterator[Hit]:
    """Yield the paragraphs without text, in parts that have some."""
    for passages in sections_of(subject).values():
        if any(passage.text.strip() for passage in passages):
            for passage in passages:
                if not passage.text.strip():
                    yield Hit(passage.field, 0, 0, "this paragraph is empty", "这一段是空的，请补写或删去")


def _find_half_challenges(subject: Subject) -> Iterator[Hit]:
    """Yield the challenges without a title or without a solution."""
    sections = sections_of(subject)
    for name in dict.fromkeys(field.rpartition(".")[0] for field in sections if field.startswith("challenges[")):
        title = "".join(passage.text for passage in sections.get(f"{name}.challenge", ()))
        solution = [passage.text for passage in sections.get(f"{name}.solution", ())]
        if not any(map(str.strip, solution)):
            yield Hit(f"{name}.solution", 0, 0, "the challenge has no solution", "这个挑战没有写论文怎样应对，请补写")
        elif not title.strip():
            runs_on = "**" in solution[0] or (len(solution) > 1 and count_units(solution[0]) <= _TITLE_IN_TEXT)
            severity = Severity.WARNING if runs_on else Severity.ERROR
            yield Hit(f"{name}.challenge", 0, 0, "the challenge has no title", "这个挑战缺少标题，请补写", severity)


# --- length ----------------------------------------------------------------------------------------------------------

_LENGTHS = {
    Part.BACKGROUND: (30, 400),
    Part.RELATED_WORK: (30, 400),
    Part.CONTRIBUTION: (7, 100),
    Part.CHALLENGE: (3, 60),
    Part.SOLUTION: (20, 400),
    Part.IMPLEMENTATION: (30, 1000),
    Part.CONCLUSION: (30, 500),
    Part.TLDR: (12, 120),
}
"""Least and most characters and words; measured on 141 sound pages: 32 to 219, 37 to 252, 4 to 53, 3 to 38, 31 to 189, 47 to 371,
44 to 208."""
_PARAGRAPH_LEAST = 20


@rule(
    "length",
    Example("拼接残片很难。", ""),
    Example("拓片修复者要把数百块残片拼回一张拓片，十分费时。", "", severity=Severity.WARNING),
)
def length(subject: Subject) -> Iterator[Hit]:
    """Hold a part against the summary that is too short or too long; under half the least or over twice the most is an error.

    Counted are Chinese characters and Latin words, over all paragraphs of the part.
    """
    for name, passages in sections_of(subject).items():
        bounds = _LENGTHS.get(passages[0].part)
        if bounds and name != "contribution_text" and any(passage.text.strip() for passage in passages):
            units = [count_units(passage.text) for passage in passages]
            yield from _judge_length(passages[0].field, sum(units), *bounds)
            if len(passages) > 1 and is_summary(subject):
                for each, its_units in zip(passages, units, strict=True):
                    yield from _judge_length(each.field, its_units, _PARAGRAPH_LEAST, bounds[1])


def _judge_length(field: str, units: int, least: int, most: int) -> Iterator[Hit]:
    if least <= units <= most:
        return
    severity = Severity.ERROR if 2 * units < least or units > 2 * most else Severity.WARNING
    message = f"has {units} characters and words; {least} to {most} were expected"
    advice = "太短，请按论文补充" if units < least else "太长，请删去次要内容"
    yield Hit(field, 0, 0, message, f"这部分有 {units} 字，{advice}，写到 {least} 至 {most} 字", severity)


# --- endings ---------------------------------------------------------------------------------------------------------

_ENDED = re.compile(r"(?:[。！？!?]|(?<![.0-9])\.)[\"'”’」』）)】》\]]*")
_OPEN_MARKS = "，、：；（【《“「『,:;(["
_LIST_MARKS = "：；:;"
_CONNECTIVE = re.compile(
    "(?:(?<!目)的|(?<![总饱缓柔调谐共温])和|(?<![参赋])与|(?<![普涉提波顾触危言谈企埃])及|(?<![合兼吞归])并|或|而|但|被|把|"
    "通过|例如|比如|诸如|包括|由于|因此|因为|使得|其中|如果)$"
)
_IS_SO = re.compile("是[^，。；：？！]*的$")
"""是……的 is a whole sentence."""
_DECORATION = "*_`~ \t\n\u3000"
_TAIL, _CLAUSE = 8, 60


@rule(
    "unfinished",
    Example("拓片修复者要把数百块残片拼回一张完整的拓片，而残片的边缘磨损严重，人工拼接的", "严重，人工拼接的"),
    Example(
        "拓片修复者要把数百块残片拼回一张完整的拓片，而残片的边缘磨损严重，人工拼接十分费",
        "，人工拼接十分费",
        severity=Severity.WARNING,
    ),
)
def unfinished(subject: Subject) -> Iterator[Hit]:
    """Hold a text against the summary that breaks off: at a comma, colon or connective is an error, without full stop a warning.

    Titles and phrases need no full stop. Only one in ten random cuts leaves a comma or connective behind; that an answer was cut
    is known from its finish reason.
    """
    for passages in sections_of(subject).values():
        for place, passage in enumerate(passages):
            text = passage.text.rstrip(_DECORATION)
            is_prose = passage.part in PROSE or passage.part is Part.TLDR
            may_introduce = place + 1 < len(passages) or not (is_prose or is_summary(subject))
            severity = _weigh_ending(text, is_prose=is_prose, may_introduce=may_introduce) if text else None
            if severity and passage.part is not Part.UNPLACED:
                start = max(0, len(text) - _TAIL)
                message = f"breaks off at {text[start:]}; a finished sentence was expected"
                message_zh = "这段文字没有写完，请写成完整的句子，以“。”结尾" if is_prose else "这个短语没有写完，请写完整"
                yield Hit(passage.field, start, len(text), message, message_zh, severity)


def _weigh_ending(text: str, *, is_prose: bool, may_introduce: bool) -> Severity | None:
    """Weigh how a text ends; one that may introduce the next, on an old page, may end in a colon or as an item of a list."""
    if may_introduce and text[-1] in _LIST_MARKS:
        return Severity.WARNING
    if text[-1] in _OPEN_MARKS or (_CONNECTIVE.search(text[-_TAIL:]) and not _IS_SO.search(text[-_CLAUSE:])):
        return Severity.ERROR
    return Severity.WARNING if is_prose and not _has_ended(text) else None


def _has_ended(text: str) -> bool:
    tail = text[-_TAIL:]
    return any(match.end() == len(tail) for match in _ENDED.finditer(tail))


# --- brackets --------------------------------------------------------------------------------------------------------

_FOLDED = {"（": "(", "）": ")", "［": "[", "］": "]"}
_NO_PAIRS = re.compile(
    r"(?<![^\s，。；：、,;:])(?:[0-9]{1,2}|[A-Za-z]|[ivx]{1,4}|[一二三四五六七八九十])\)"
    r"|[\[(] ?[-+−]?[0-9A-Za-z.∞]{1,12} ?[,，] ?[-+−]?[0-9A-Za-z.∞]{1,12} ?[\])]"
)
"""Markers of lists, `1)`, and intervals, `[0, 1)`, after folding."""
_PAIRS = {"(": ")", "[": "]", "【": "】", "《": "》", "「": "」", "『": "』", "“": "”"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_BRACKETS = re.compile(r"[()\[\]【】《》「」『』“”]")


@rule(
    "unbalanced_brackets",
    Example("拓片修复者要把数百块残片（边缘多已磨损拼回一张完整的拓片，人工拼接十分费时。", "（", severity=Severity.WARNING),
    worst=Severity.WARNING,
)
def unbalanced_brackets(subject: Subject) -> Iterator[Hit]:
    """Hold a bracket or quotation mark against the summary that is opened and not closed, or the other way round.

    Full and half width count as the same; markers of lists, `1)`, and intervals, `[0, 1)`, are left out.
    """
    for passage in subject.passages:
        if passage.part is Part.UNPLACED:
            continue
        text = _fold(passage.text)
        if all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS.items()):
            continue
        text = _NO_PAIRS.sub(lambda match: " " * len(match[0]), text)
        for at in _unmatched(text):
            mark = passage.text[at]
            message = f"{mark} has no counterpart"
            yield Hit(passage.field, at, at + 1, message, f"“{mark}”没有与之成对的另一半，请补上或删去", Severity.WARNING)


def _fold(text: str) -> str:
    """Return the text with half-width brackets; four replacements take a fifth of the time of one translation."""
    for full, half in _FOLDED.items():
        text = text.replace(full, half)
    return text


def _unmatched(text: str) -> Sequence[int]:
    """Return the first mark of each kind that has no counterpart."""
    opened: dict[str, list[int]] = {opening: [] for opening in _PAIRS}
    lonely: dict[str, int] = {}
    for match in _BRACKETS.finditer(text):
        kind = _CLOSING.get(match[0])
        if kind is None:
            opened[match[0]].append(match.start())
        elif opened[kind]:
            opened[kind].pop()
        else:
            lonely.setdefault(kind, match.start())
    for kind, places in opened.items():
        if places:
            lonely[kind] = min(places[0], lonely.get(kind, places[0]))
    return sorted(lonely.values())
