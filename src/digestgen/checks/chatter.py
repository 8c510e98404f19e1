"""Chatter: what an assistant says to the person before it instead of, before or after its summary.

Measured on 82,476 machine-made Chinese summaries: outside quotations 我 stands in one and 你 in two, 您, 请 (“please”), 吗 and
！ in none. So these are errors wherever they stand; 我们 means mankind as often as the authors, and is a warning where it does
their work. Where nobody is addressed, the place decides: openings open a text, closings start a sentence.
"""

import re
from collections.abc import Iterator

from digestgen.checks.addressing import PEOPLE, REMARKS
from digestgen.checks.chatter_english import ENGLISH
from digestgen.checks.framing import CLOSINGS, OPENINGS
from digestgen.checks.phrases import TITLES, Accusation, At, blank_quotations, phrase, phrase_hits, places
from digestgen.checks.refusals import ME
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity
from digestgen.measure import count_cjk

_OWN_PERSON = (
    phrase(
        "我们",
        r"我们(?:还|也|首次|在此|进一步|首先|同时|分别|主要|通过)?"
        r"(?:提出|设计|采用|使用|引入|构建|开发|发布|训练|评估|证明|展示|比较|利用|收集|希望|认为|观察到|的(?:方法|模型|框架|"
        r"实验|结果|工作|系统|论文|研究))",
        Severity.WARNING,
    ),
    phrase("我|你", rf"(?<![迷波])你(?![们尼])|{ME}", Severity.WARNING),
    phrase("笔者|本人", r"笔者|(?<![他她其])本人(?=认为|觉得|将|在此)", Severity.WARNING),
)

_CHINESE = 8
"""Characters that make a text Chinese."""
_SENTENCE = re.compile(
    r"[A-Za-z'`<(\[][^一-鿿。！？，；：、□\n]{3,300}?(?=[.!?]+(?:[ \t]|$|[一-鿿])|[ \t]*$|。)", re.ASCII | re.MULTILINE
)
_WORD = re.compile(r"[A-Za-z]{2,}", re.ASCII)

_PHRASES = (*PEOPLE, *OPENINGS, *CLOSINGS, *REMARKS, *ENGLISH)
_SAID = Accusation(
    "words to a reader or user stand where facts of the paper should",
    "这是对读者或用户说的话，不是论文的内容。删去它，只用第三人称陈述论文的事实。",
)
_REMARK_SAID = Accusation(
    "a sentence in English stands among the Chinese ones",
    "这里有一整句英文。请删去，或者用中文写出它所说的论文内容。",
)
_PERSON_SAID = Accusation(
    "the summary speaks in the first or second person, where the third is expected",
    "摘要用第三人称：把“我们”“我”“你”改成论文、作者或方法。",
)


@rule(
    "chatter",
    Example("好的，以下是这篇论文的背景介绍：残片的边缘磨损严重，人工拼接十分费时。", "好的，以下是这篇论文的背景介绍："),
    Example("笔画的方向比边缘的形状更适合用来判断相邻。希望这份总结对您有帮助！", "希望这份总结对您有帮助！", "conclusion[0]"),
    Example(
        "笔画的方向更适合用来判断相邻。Let me know if anything is unclear.", "Let me know if anything is unclear", "conclusion[0]"
    ),
)
def chatter(subject: Subject) -> Iterator[Hit]:
    """Hold words to a reader or a user against the summary: greetings, announcements, offers, requests, remarks on the work.

    They show that a reply was taken for a summary. Quotations do not count, and neither do users, assistants and requests as the
    paper's topic; chatter that addresses nobody and announces nothing is missed.
    """
    return phrase_hits(subject, _PHRASES, _SAID)


@rule(
    "english_remark",
    Example("笔画的方向更适合用来判断相邻。That is all for this summary.", "That is all for this summary", "conclusion[0]"),
    Example("残片的边缘磨损严重。CUDA out of memory.", "CUDA out of memory"),
)
def english_remark(subject: Subject) -> Iterator[Hit]:
    """Hold a whole English sentence among Chinese ones against the summary: an assistant's remark or a program's message.

    Of 82,476 machine-made Chinese summaries one has such a sentence, and it is a leak. Titles, quotations and texts without any
    Chinese are left to other rules.
    """
    for passage in subject.passages:
        text = "" if passage.part in TITLES else blank_quotations(passage.text)
        for place in places(text, At.SENTENCE):
            sentence = _SENTENCE.match(text, place)
            if sentence and len(_WORD.findall(sentence[0])) > 1 and count_cjk(passage.text) >= _CHINESE:
                yield Hit(passage.field, *sentence.span(), _REMARK_SAID.message, _REMARK_SAID.message_zh)


@rule(
    "first_person",
    Example("我们提出了一种新的排序方法，并在 90 张拓片上做了测试。", "我们提出", "implementation[0]", Severity.WARNING),
    worst=Severity.WARNING,
)
def first_person(subject: Subject) -> Iterator[Hit]:
    """Hold the first or second person against a summary that should be told in the third.

    我们 counts where it does what the authors did, not where it means everybody; only a warning, since the sentence is often the
    paper's own.
    """
    return phrase_hits(subject, _OWN_PERSON, _PERSON_SAID)
