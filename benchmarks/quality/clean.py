"""Wrong alarms: what the checks hold of summaries that are sound. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from digestgen.checks import check
from digestgen.findings import Finding, Severity
from digestgen.grounding.sentences import split_sentences
from quality.cases import Case
from quality.operators import SEED
from quality.scoring import wilson
from quality.trials import findings_of, judge
from quality.world import World

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LONG_NUMBER = re.compile(r"(?<![\d.A-Za-z-])\d{4,6}(?![\d.A-Za-z年-])")


def measure(world: World) -> list[dict[str, Any]]:
    """Return each set of sound summaries with how many of them are held."""
    variants = [variant for case in world.cases for variant in rewritten(case)]
    return [
        _row("our summaries, each with its paper and quotes", [findings_of(case) for case in world.cases]),
        _row("the same in other spellings and orders, without quotes", [check(case.subject) for case in variants]),
        _innocent(world),
    ]


def rewritten(case: Case) -> Iterator[Case]:
    """Yield the case as other careful writers would write it: the facts stay as they are."""
    yield case.unquoted()
    for pattern, new in ((_THOUSANDS, ""), (re.compile("%"), "％"), (re.compile(r"(?<=\d) (?=[一-鿿])"), "")):
        yield _respelt(case, pattern, new)
    yield _respelt(case, _LONG_NUMBER, lambda match: f"{int(match[0]):,}")
    passages = list(case.passages)
    challenges = [each for each in passages if each.field.startswith("challenges")]
    at = passages.index(challenges[0])
    turned = [each for pair in reversed(range(0, len(challenges), 2)) for each in challenges[pair : pair + 2]]
    fields = [each.field for each in challenges]
    passages[at : at + len(turned)] = [replace(each, field=field) for each, field in zip(turned, fields, strict=True)]
    yield replace(case, passages=tuple(passages))


def _respelt(case: Case, pattern: re.Pattern[str], new: Any) -> Case:  # noqa: ANN401 - a text or a function, as `re.sub` takes it
    passages = [replace(each, text=pattern.sub(new, each.text)) for each in case.passages]
    return replace(case.unquoted(), passages=tuple(passages))


def _innocent(world: World) -> dict[str, Any]:
    """Put each innocent sentence into a summary: it may not bring an error of any rule that reads the text alone."""
    random, held, warned, alarms = Random(f"{SEED} innocent"), 0, 0, []  # noqa: S311 - reproducible
    sentences = world.payloads["innocent"]
    for sentence in sentences:
        sound = random.choice(world.cases).ungrounded()
        passage = random.choice(sound.prose())
        at = random.choice([end for _, end in split_sentences(passage.text)])
        found = check(sound.with_text(passage.field, passage.text[:at] + sentence + passage.text[at:]).subject)
        outcome = judge(found, check(sound.subject), {each.rule for each in found})
        held, warned = held + outcome.error, warned + outcome.found
        if outcome.error:
            alarms.append(f"{sentence}: {say(found)}")
    about = "our summaries with an innocent sentence of an author who has not seen the rules"
    return {
        "set": about,
        "summaries": len(sentences),
        "held": held,
        "warned": warned,
        "interval": wilson(held, len(sentences)),
        "alarms": alarms,
    }


def _row(about: str, found: list[tuple[Finding, ...]]) -> dict[str, Any]:
    alarms = [say(each) for each in found if any(finding.severity is Severity.ERROR for finding in each)]
    return {
        "set": about,
        "summaries": len(found),
        "held": len(alarms),
        "warned": sum(map(bool, found)),
        "interval": wilson(len(alarms), len(found)),
        "alarms": alarms,
    }


def say(found: tuple[Finding, ...]) -> str:
    """Return the errors in one line."""
    errors = (finding for finding in found if finding.severity is Severity.ERROR)
    return "; ".join(f"{error.rule} at {error.field}: {error.span[:40]}" for error in errors)
