"""Signs that prose does not have: whatever a leak looks like, it hardly comes without one.

Brackets, bars, hashes, stars and raised figures stood in 24 of 1,587 paragraphs of sound summaries, and nearly all of these were
names of tokens ([MASK]), intervals, powers and measures (Recall@5), which pass.
"""

import re
from collections.abc import Iterator

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import PROSE, Subject
from digestgen.findings import Severity

_USUAL = re.compile(
    r"\[[A-Z][A-Za-z0-9_-]{0,15}\]|[\[(（][-−–]?[A-Za-z0-9.]{1,8}(?:[ ]?[,，×xX*][ ]?[-−–]?[A-Za-z0-9.]{1,8}){0,5}[\])）]|"
    r"[A-Za-z]@[0-9kKnN]|[A-Za-z0-9)）](?:\^[-0-9A-Za-z(]|[⁻⁺]?[⁰¹²³⁴-⁹]{1,4})|[A-Za-z0-9]_[A-Za-z0-9]|"
    r"[A-Za-z0-9][ ]?[*][ ]?[A-Za-z0-9]|"
    r"[A-Z][*#]|[(（][^()（）\n]{1,40}[|][^()（）\n]{1,40}[）)]|[<>](?=[ ]?[0-9])|"
    r"[~～](?=[0-9])|(?<=[0-9%])[~～]|"
    r"\{[A-Za-z0-9.]{1,8}(?:[,，、][ ]?[A-Za-z0-9.]{1,8}){1,8}\}"
)
"""Where such signs are at home."""
_ODD = re.compile(
    r"[\[\]{}<>|^_~`*#\\@§†‡※¶•⋯⇒↩＊＃＿｜［］｛｝〔〕⟦⟧【】①-⑳⁰¹²³⁴-⁹⁽⁾]+|[?？]{2,}|(?<=[一-鿿])\+[0-9]{1,2}(?![0-9.])|[!！]{2,}|"
    r"(?<![0-9A-Za-z])(?:19|20)[0-9]{2}[a-z](?![A-Za-z])|(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.])|"
    r"[（(][A-Z][a-z]{1,20}[^()（）\n一-鿿]{0,60}(?:19|20)[0-9]{2}[^()（）\n一-鿿]{0,20}[）)]"
)
_ENOUGH = 5
"""Findings in a text; more would say nothing new."""


@rule(
    "odd_sign",
    Example("残片的边缘磨损严重⟦3⟧，人工拼接十分费时。", "⟦", "background", Severity.WARNING),
    Example("残片的边缘磨损严重 ?? 人工拼接十分费时。", "??", "background", Severity.WARNING),
    worst=Severity.WARNING,
)
def odd_sign(subject: Subject) -> Iterator[Hit]:
    """Hold a sign against the summary that prose hardly ever has: a bracket, bar, star or hash, or a raised figure.

    It may be left of a citation, of markup or of a form that no other rule knows; tokens, intervals, powers and measures pass.
    """
    for passage in subject.of(*PROSE):
        if not _ODD.search(passage.text):
            continue
        text = _USUAL.sub(lambda match: "x" * len(match[0]), passage.text)
        for match in list(_ODD.finditer(text))[:_ENOUGH]:
            message = "a sign stands in the text that prose hardly ever has"
            yield Hit(passage.field, *match.span(), message, "正文里出现了不该有的符号，请改写成普通文字。", Severity.WARNING)
