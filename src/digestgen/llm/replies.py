"""An answer's text to the JSON object in it. Cuts away what stands around the object; never mends what stands in it.

Around the object models put reasoning (`<think>`, also without the opening tag, which the template may have printed into the
prompt), a Markdown fence, a sentence before and after. Of several objects the last one counts: earlier ones are drafts, or the
paper's own words, repeated. An object counts only if it has a field of the schema, so that a part of a broken object is not
taken for the whole.
"""

import json
from collections.abc import Collection
from typing import Any, NoReturn

from pydantic import JsonValue

_THINK_START, _THINK_END = "<think>", "</think>"
MOST_STARTS = 5_000
"""Opening braces that are tried: a bound on the work that a hostile answer can cause."""


def scrub_surrogates(text: str) -> str:
    """Join surrogate pairs and replace lone halves by U+FFFD: those can be neither sent nor stored."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def find_object(text: str, fields: Collection[str]) -> tuple[dict[str, JsonValue] | None, str]:
    """Return the JSON object that `text` holds and "", or None and what is wrong, in Chinese (the model reads it).

    `fields` empty: any object counts. A line break inside a string counts as one (`strict=False`); NaN is no number.
    """
    whole = _decode(text.strip())
    if isinstance(whole, dict):
        return whole, ""
    answer = _without_reasoning(text)
    found = _last_object(answer, fields)
    if found is not None:
        return found, ""
    return None, _explain(answer)


def _without_reasoning(text: str) -> str:
    _, end, after = text.partition(_THINK_END)
    if end:
        return after
    return "" if text.lstrip().startswith(_THINK_START) else text


def _last_object(text: str, fields: Collection[str]) -> dict[str, JsonValue] | None:
    found, position = None, text.find("{")
    for _ in range(MOST_STARTS):
        if position < 0:
            break
        value, end = _decode_at(text, position)
        if isinstance(value, dict) and (not fields or not value.keys().isdisjoint(fields)):
            found = value
        position = text.find("{", end)
    return found


def _explain(answer: str) -> str:
    if not answer.strip():
        return "回复中没有 JSON 对象"
    if "{" not in answer:
        return "回复不是 JSON 对象：没有左花括号"
    try:
        _DECODER.raw_decode(answer, answer.find("{"))
    except json.JSONDecodeError as error:
        return f"JSON 语法错误：第 {error.lineno} 行第 {error.colno} 列附近（{error.msg}）"
    except (ValueError, RecursionError):
        return "JSON 中有不合法的数值，或嵌套过深"
    return "JSON 对象中没有所要求的字段"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse_constant)


def _decode(text: str) -> Any:  # noqa: ANN401 - JSON can be anything
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _decode_at(text: str, start: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start + 1
