"""Asides: sentences about the writing of the summary, or about the text that was handed over, instead of about the paper.

The lists of phrases find what has been seen. Here kinds of words are looked for, sentence by sentence, so that a wording nobody
has met is found as well: a word for the handed text and one for a gap in it are enough, unless a word of the paper's world stands
beside them. The words were chosen on invented leaks and on sound summaries; what they find is a warning.
"""

import re
from collections.abc import Collection, Iterator

from digestgen.checks.aside_words import ENOUGH, ENOUGH_IF_SHORT, SIGNS, UNDENIED, VETOES, Kind, Sign
from digestgen.checks.phrases import TITLES, blank_quotations
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.checks.words import Index
from digestgen.findings import Severity
from digestgen.grounding.sentences import split_sentences
from digestgen.measure import count_cjk

_SHORT = 15
"""Chinese characters: hardly any sentence about a paper is that short, but “此处未说明” is."""
_INDEX: Index[Sign] = Index([(sign, [[key.lower() for key in sign.keys]]) for sign in SIGNS])
_VETO = re.compile(VETOES)


@rule(
    "aside",
    Example("残片的边缘磨损严重，这一段先写到这里。", "残片的边缘磨损严重，这一段先写到这里。", "background", Severity.WARNING),
    Example("从目前拿到的文字还看不出残片的来源。", "从目前拿到的文字还看不出残片的来源。", "conclusion[0]", Severity.WARNING),
    worst=Severity.WARNING,
)
def aside(subject: Subject) -> Iterator[Hit]:
    """Hold a sentence that speaks of writing the summary, or of gaps in the text handed over, against the summary.

    Kinds of words decide, so the wording need not be known; a paper about writing, or about damaged documents, may be hit by it.
    """
    for place, signs in _INDEX.fitting(tuple(passage.text for passage in subject.passages)):
        passage = subject.passages[place]
        if passage.part in TITLES or not _may_be_enough({sign.kind for sign in signs}):
            continue
        text = blank_quotations(passage.text)
        for start, end in split_sentences(text):
            if _is_aside(text[start:end], signs):
                message = "the sentence seems to speak of the summary's making, not of the paper"
                yield Hit(
                    passage.field,
                    start,
                    end,
                    message,
                    "这句话谈的是写作过程或资料的残缺，不是论文的内容。请删去。",
                    Severity.WARNING,
                )


def _may_be_enough(kinds: Collection[Kind]) -> bool:
    return any(each <= set(kinds) for each in (*ENOUGH, *ENOUGH_IF_SHORT))


def _is_aside(sentence: str, signs: Collection[Sign]) -> bool:
    """Tell whether a sentence has words enough of the writing or of the text at hand, and none of the paper's world."""
    kinds = {sign.kind for sign in signs if sign.stands_in(sentence)}
    if not _may_be_enough(kinds):
        return False
    if _VETO.search(sentence):
        return any(each <= kinds for each in UNDENIED)
    is_short = 0 < count_cjk(sentence) <= _SHORT
    return any(each <= kinds for each in (*ENOUGH, *(ENOUGH_IF_SHORT if is_short else ())))
