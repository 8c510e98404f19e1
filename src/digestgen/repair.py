"""What a repair may change, and how it is asked for: only the fields with errors take the new words, all others stay. Pure."""

import re
from collections.abc import Collection, Iterable

from digestgen.findings import CHECKS_BROKEN, Finding
from digestgen.models import Challenge, Summary
from digestgen.wire import Answer, Quoted

MOST_PROBLEMS = 20
"""Findings that one repair turn names; a model that has more of them wrong writes the summary anew anyway."""
_PARAGRAPH = re.compile(r"(?<!challenges)\[\d+\]$", re.ASCII)
_INDEX = re.compile(r"(\w+)\[(\d+)\]", re.ASCII)


def describe(errors: Iterable[Finding]) -> list[str]:
    """Return the errors in Chinese, each with its field and its words, as the model is told them."""
    told = []
    for error in errors:
        where = error.field or "整个回复"
        told.append(f"{where} 中的“{error.span}”：{error.message_zh}" if error.span else f"{where}：{error.message_zh}")
    return list(dict.fromkeys(told))[:MOST_PROBLEMS]


def affected_fields(errors: Iterable[Finding]) -> frozenset[str]:
    """Return the fields that a repair of these errors may change; "" is all of them.

    An error of a paragraph as a whole (too short, a copy, in English) may have to be mended in the one beside it: it gives the
    whole section free. The paper's own title and id are none of the model's business.
    """
    mendable = [error for error in errors if error.field not in {"title", "id"} and error.rule != CHECKS_BROKEN]
    return frozenset(error.field if error.span else _PARAGRAPH.sub("", error.field) for error in mendable)


def merge(old: Answer, proven: Collection[Quoted], new: Answer, affected: Collection[str]) -> Answer:
    """Return the new answer where `affected` fields allow it, the old one everywhere else; "" as a field affects them all.

    The quotes of both count: those of the old answer that are `proven`, and all of the new one.
    """
    if "" in affected:
        return new
    kept = tuple(quoted for quoted in old.quotes if quoted in proven and quoted not in new.quotes)
    return Answer(_merged(old.summary, new.summary, affected), (*new.quotes, *kept))


def _merged(old: Summary, new: Summary, affected: Collection[str]) -> Summary:
    plain = {name: getattr(new, name) for name in ("tldr", "background", "related_work", "contribution") if name in affected}
    return old.model_copy(
        update={
            **plain,
            "challenges": _challenges(old.challenges, new.challenges, affected),
            "implementation": _paragraphs("implementation", old.implementation, new.implementation, affected),
            "conclusion": _paragraphs("conclusion", old.conclusion, new.conclusion, affected),
        }
    )


def _indexes(name: str, affected: Collection[str]) -> set[int]:
    found = (_INDEX.match(field) for field in affected)
    return {int(match[2]) for match in found if match and match[1] == name}


def _paragraphs(name: str, old: tuple[str, ...], new: tuple[str, ...], affected: Collection[str]) -> tuple[str, ...]:
    """Take the wrong paragraphs from the new answer; all of them where the section is, or where it has another number of them."""
    wrong = _indexes(name, affected)
    if name in affected or (wrong and len(old) != len(new)):
        return new
    return tuple(new[index] if index in wrong else text for index, text in enumerate(old))


def _challenges(old: tuple[Challenge, ...], new: tuple[Challenge, ...], affected: Collection[str]) -> tuple[Challenge, ...]:
    if not _indexes("challenges", affected):
        return old
    if len(old) != len(new):
        return new
    return tuple(
        Challenge(
            challenge=(later if f"challenges[{index}].challenge" in affected else earlier).challenge,
            solution=(later if f"challenges[{index}].solution" in affected else earlier).solution,
        )
        for index, (earlier, later) in enumerate(zip(old, new, strict=True))
    )
