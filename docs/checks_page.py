"""docs/checks.md, from the rules themselves: every rule with what it holds against a summary, and its examples."""

import re

from digestgen.checks.policy import FAMILIES
from digestgen.checks.rule import Example, Rule
from digestgen.measure import find_unwanted_character

_INTRO = """# Checks

Generated from the rules by `python docs/generate.py`; `tests/test_checks_policy.py` runs each rule on its own examples.

Every summary is checked when it is made, once more before it is published, and whenever `digestgen check` is asked to. An
**error** holds the draft: the model is told it and may mend the affected fields twice; what is left waits for a person, who may
waive a finding with a reason. A **warning** is shown to the reviewer.

This is defect detection. It finds what is no summary, what does not stand in the paper, and numbers and names that contradict
it. It cannot see a true quote under an overstated claim, a wrong relation between right numbers, or what was left out. How much
is found, and how often sound text is held, is measured in [quality.md](quality.md).
"""


def checks_page() -> str:
    """Return docs/checks.md."""
    parts = [_INTRO]
    for title, about, rules in FAMILIES:
        parts.append(f"## {title}\n\n{about}\n")
        parts += [_section(rule) for rule in rules]
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    rows = [_row(example) for example in rule.examples]
    table = "\n".join(["| example | marked | severity | the paper |", "|---|---|---|---|", *rows])
    return f"### {rule.name}\n\n{_cell(rule.about)}\n\n{table}\n"


def _row(example: Example) -> str:
    paper = "; ".join(_code(text) for text in (example.source, example.quote and f"quoted: {example.quote}") if text)
    marked = _code(example.span) if example.span else "the field"
    return f"| {example.field}: {_code(example.text)} | {marked} | {example.severity} | {paper} |"


def _code(text: str, most: int = 120) -> str:
    """Return a text as code that shows what no reader sees, so that no example does in the page what it warns of."""
    shown = text if len(text) <= most else f"{text[: most - 1]}…"
    while unwanted := find_unwanted_character(shown):
        shown = f"{shown[: unwanted.start()]}⟨U+{ord(unwanted[0]):04X}⟩{shown[unwanted.end() :]}"
    ticks = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    room = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{room}{shown}{room}{ticks}".replace("|", "\\|")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<")
