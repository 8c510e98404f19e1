"""What a repair may change, and how it is asked for: only the fields with errors take the new words, all others stay. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence

from digestgen.findings import Evidence, Finding
from digestgen.models import Challenge, Summary
from digestgen.wire import Answer

MOST_PROBLEMS = 20
"""Findings that one repair turn names; a model that has more of them wrong writes the summary anew anyway."""
_INDEX = re.compile(r"(\w+)\[(\d+)\]", re.ASCII)


def describe(errors: Iterable[Finding]) -> list[str]:
    """Return the errors in Chinese, each with its field and its words, as the model is told them."""
    told = []
    for error in errors:
        where = error.field or "整个回复"
        told.append(f"{where} 中的“{error.span}”：{error.message_zh}" if error.span else f"{where}：{error.message_zh}")
    return list(dict.fromkeys(told))[:MOST_PROBLEMS]


def merge(old: Answer, evidence: Sequence[Evidence], new: Answer, affected: Collection[str]) -> Answer:
    """Return the new answer where `affected` fields allow it, the old one everywhere else; "" as a field affects them all.

    The quotes of both count: those of the old answer that were found, and all of the new one.
    """
    if "" in affected:
        return new
    found = {(each.claim, each.field) for each in evidence if each.status.found}
    claims = {claim for claim, _ in found}
    kept = tuple(quoted for quoted in old.quotes if quoted.claim in claims and quoted not in new.quotes)
    return Answer(_merged(old.summary, new.summary, affected), (*new.quotes, *kept))


def _merged(old: Summary, new: Summary, affected: Collection[str]) -> Summary:
    plain = {name: getattr(new, name) for name in ("tldr", "background", "related_work", "contribution") if name in affected}
    return old.model_copy(
        update={
            **plain,
            "challenges": _challenges(old.challenges, new.challenges, affected),
            "implementation": _paragraphs(old.implementation, new.implementation, _indexes("implementation", affected)),
            "conclusion": _paragraphs(old.conclusion, new.conclusion, _indexes("conclusion", affected)),
        }
    )


def _indexes(name: str, affected: Collection[str]) -> set[int]:
    found = (_INDEX.match(field) for field in affected)
    return {int(match[2]) for match in found if match and match[1] == name}


def _paragraphs(old: tuple[str, ...], new: tuple[str, ...], wrong: set[int]) -> tuple[str, ...]:
    """Take the wrong paragraphs from the new answer; where it has another number of them, all of its paragraphs."""
    if not wrong:
        return old
    if len(old) != len(new):
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
