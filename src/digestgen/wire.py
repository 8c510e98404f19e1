"""What is asked of the model and what is made of its answer: the flat JSON schema, and wire data -> Summary. Pure.

The schema is kept to what every strict mode takes: all fields required, no additional ones, no default, length, format, union or
reference; limits stand in the descriptions and are checked here, with the limits of `models`. Problems are told in Chinese: the
model reads them. Evidence comes before judgement (tldr and contribution last): what a model writes first it writes from the text,
what it writes last from what it has written. The quotes that prove the claims come at the end, since each repeats words that are
already written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import AfterValidator

from digestgen.llm import Schema
from digestgen.measure import Line, count_cjk, count_units, find_unwanted_character
from digestgen.models import (
    CONTRIBUTION_START,
    ChallengeTitle,
    Headline,
    Paragraph,
    Prose,
    Solution,
    Summary,
    Tldr,
)

MOST_CHALLENGES = 5
MOST_PARAGRAPHS = 12
MOST_QUOTES = 60
MOST_CLAIM_CHARACTERS, MOST_QUOTE_CHARACTERS = 200, 1000
LEAST_CHINESE = 0.15
"""Share of Chinese characters among characters and Latin words. Far below what good summaries have: this catches answers in
another language, the finer judgement is the checks'."""


def _line_of(annotated: object) -> Line:
    validator = get_args(annotated)[1]
    if not isinstance(validator, AfterValidator) or not isinstance(validator.func, Line):
        raise TypeError(f"{annotated} has no length")
    return validator.func


_TLDR, _PROSE, _HEADLINE = _line_of(Tldr), _line_of(Prose), _line_of(Headline)
_CHALLENGE, _SOLUTION, _PARAGRAPH = _line_of(ChallengeTitle), _line_of(Solution), _line_of(Paragraph)


def _string(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: dict[str, Any], description: str) -> dict[str, Any]:
    return {"type": "array", "description": description, "items": items}


SCHEMA = Schema(
    name="paper_summary",
    version=2,
    json_schema=_object(
        {
            "background": _string("背景：论文要解决什么问题，为什么重要。一个自然段，60 至 250 字，以句号结尾。"),
            "related_work": _string("已有的工作：论文所说的前人做法及其不足。一个自然段，60 至 250 字，以句号结尾。"),
            "challenges": _list(
                _object(
                    {
                        "challenge": _string("挑战的短标题，6 至 30 字，不带序号，不带句号。"),
                        "solution": _string("论文怎样应对这个挑战。一个自然段，40 至 200 字，以句号结尾。"),
                    }
                ),
                "论文面对的挑战，1 至 5 个，最重要的在前。",
            ),
            "implementation": _list(
                _string("一个自然段，50 至 250 字，以句号结尾。"), "实现与实验：方法的做法、数据、设置与结果，1 至 4 段。"
            ),
            "conclusion": _list(_string("一个自然段，50 至 200 字，以句号结尾。"), "总结：结论、意义与局限，1 至 2 段。"),
            "contribution": _string("核心贡献：一句话，以“提出了”开头，12 至 60 字，不带句号。"),
            "tldr": _string("全文一句话概括，20 至 60 字，以句号结尾。"),
            "evidence": _list(
                _object(
                    {
                        "claim": _string("从上面的字段里原样复制的一小段，6 至 60 字，含有要证明的数字或说法。"),
                        "quote": _string("论文中证明它的一段原文，逐字复制，30 至 240 个字符，含有 claim 里的数字。"),
                    }
                ),
                "依据：每个含有数字、“首个”或“最优”等说法的句子至少一项，主要的方法和比较也各一项。",
            ),
        }
    ),
)


class WireError(ValueError):
    """The data is no valid summary; `problems` says why, in Chinese, each naming its field."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Quoted:
    """A claim of the summary and what the model says that the paper says; nothing is verified yet."""

    claim: str
    quote: str

    @property
    def is_whole(self) -> bool:
        """Tell whether there are both, so that something could be proved."""
        return bool(self.claim and self.quote)


@dataclass(frozen=True)
class Answer:
    """What the model has answered: a valid summary, and the quotes that are to prove it."""

    summary: Summary
    quotes: tuple[Quoted, ...] = ()


def write_answer(answer: Answer) -> dict[str, Any]:
    """Return the data that `read_answer` makes this answer of: what is shown to the model when its repairs were merged."""
    data = answer.summary.model_dump(mode="json")
    ordered = {name: data[name] for name in SCHEMA.json_schema["properties"] if name in data}
    return ordered | {"evidence": [{"claim": quoted.claim, "quote": quoted.quote} for quoted in answer.quotes]}


def read_answer(data: Mapping[str, Any]) -> Answer:
    """Return what `data` holds; raises WireError with all problems at once. Unknown fields are left aside.

    Put right in silence is only what loses nothing: white space around a text, characters of no width, a line break between two
    sentences of a paragraph, and paragraphs of `implementation` and `conclusion` that stand in one string.
    """
    reader = _Reader(data)
    values = {
        "background": reader.text("background", _PROSE),
        "related_work": reader.text("related_work", _PROSE),
        "challenges": reader.challenges(),
        "implementation": reader.paragraphs("implementation"),
        "conclusion": reader.paragraphs("conclusion"),
        "contribution": reader.text("contribution", _HEADLINE),
        "tldr": reader.text("tldr", _TLDR),
    }
    quotes = reader.quotes()
    if isinstance(data.get("contribution"), str) and not values["contribution"].startswith(CONTRIBUTION_START):
        reader.problems.append(f"contribution 必须以“{CONTRIBUTION_START}”开头")
    if reader.problems:
        raise WireError(tuple(reader.problems))
    return Answer(Summary.model_validate(values), quotes)


class _Reader:
    """Reads field by field and collects what is wrong."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.problems: list[str] = []

    def text(self, name: str, line: Line) -> Any:  # noqa: ANN401 - pydantic takes it from here
        if name not in self._data:
            self.problems.append(f"缺少字段 {name}")
            return ""
        return self._line(self._data[name], name, line)

    def challenges(self) -> list[dict[str, str]]:
        found = []
        for place, item in self._items("challenges", MOST_CHALLENGES):
            if not isinstance(item, Mapping) or not {"challenge", "solution"} <= item.keys():
                self.problems.append(f"{place} 必须是含有 challenge 和 solution 两个字段的对象")
                continue
            challenge = self._line(item["challenge"], f"{place}.challenge", _CHALLENGE, chinese=False)
            found.append({"challenge": challenge, "solution": self._line(item["solution"], f"{place}.solution", _SOLUTION)})
        return found

    def paragraphs(self, name: str) -> list[str]:
        found: list[str] = []
        for place, item in self._items(name, MOST_PARAGRAPHS):
            parts = _split_paragraphs(item) if isinstance(item, str) else [item]
            found += [self._line(part, place, _PARAGRAPH, chinese=False) for part in parts or [""]]
        if len(found) > MOST_PARAGRAPHS:
            self.problems.append(f"{name} 共有 {len(found)} 段，最多 {MOST_PARAGRAPHS} 段")
        self._check_chinese("".join(found), name)
        return found

    def quotes(self) -> tuple[Quoted, ...]:
        """Read the quotes, as many as there may be; a pair without claim or quote proves nothing and is left aside."""
        value = self._data.get("evidence")
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.problems.append("evidence 必须是数组，每一项是含有 claim 和 quote 两个字段的对象")
            return ()
        pairs = [(item.get("claim"), item.get("quote")) for item in value[:MOST_QUOTES]]
        return tuple(
            quoted
            for claim, quote in pairs
            if isinstance(claim, str) and isinstance(quote, str)
            if (quoted := Quoted(_printable(claim, MOST_CLAIM_CHARACTERS), _printable(quote, MOST_QUOTE_CHARACTERS))).is_whole
        )

    def _items(self, name: str, most: int) -> list[tuple[str, Any]]:
        if name not in self._data:
            self.problems.append(f"缺少字段 {name}")
            return []
        value = self._data[name]
        if isinstance(value, str) and most == MOST_PARAGRAPHS:
            value = [value]
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            self.problems.append(f"{name} 必须是含有 1 至 {most} 项的数组")
            return []
        return [(f"{name}[{index}]", item) for index, item in enumerate(value)]

    def _line(self, value: object, place: str, line: Line, *, chinese: bool = True) -> str:
        if not isinstance(value, str):
            self.problems.append(f"{place} 必须是字符串")
            return ""
        text = _tidy(value)
        units = count_units(text)
        if unwanted := find_unwanted_character(text):
            self.problems.append(_describe(unwanted, place))
        elif not line.least <= units <= line.most:
            self.problems.append(f"{place} 现有 {units} 字（一个英文词算一字），应为 {line.least} 至 {line.most} 字")
        elif chinese:
            self._check_chinese(text, place)
        return text

    def _check_chinese(self, text: str, place: str) -> None:
        if text and count_cjk(text) < LEAST_CHINESE * count_units(text):
            self.problems.append(f"{place} 应当用简体中文写")


def _printable(text: str, most: int) -> str:
    """Return what a reader sees of `text`, on one line and cut to `most` characters: it is stored and printed."""
    shown = " ".join(text[: 2 * most].split())
    while unwanted := find_unwanted_character(shown):
        shown = shown[: unwanted.start()] + shown[unwanted.end() :]
    return shown[:most].strip()


_NO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_BREAK_BETWEEN_SENTENCES = re.compile(r"(?<=[。！？；])[ \t]*\n\s*(?=[^\s\\])(?![A-Za-z#>*+-])", re.ASCII)
_BREAK_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*|\n(?![A-Za-z])")


def _split_paragraphs(text: str) -> list[str]:
    r"""Split at empty lines, and at line breaks that cannot be what JSON made of `\nu` or `\nabla`."""
    parts = _BREAK_BETWEEN_PARAGRAPHS.split(text.replace("\r\n", "\n"))
    return [part for part in parts if part.strip()]


def _tidy(text: str) -> str:
    bare = _NO_WIDTH.sub("", text.replace("\r\n", "\n")).strip(" \n\u3000\u00a0")
    return _BREAK_BETWEEN_SENTENCES.sub("", bare).strip()


def _describe(unwanted: re.Match[str], place: str) -> str:
    around = unwanted.string[max(0, unwanted.start() - 8) : unwanted.start()]
    name = {"\n": "换行", "\t": "制表符", "\r": "回车", "\b": "退格符", "\f": "换页符"}.get(unwanted[0], "不可见字符")
    return (
        f"{place} 在“{around}”之后含有{name}（U+{ord(unwanted[0]):04X}）：每个字符串只写一个自然段；"
        "如果这里本是公式，请改用 Unicode 符号或文字，不用反斜杠命令"
    )
