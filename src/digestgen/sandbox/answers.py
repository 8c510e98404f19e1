"""What the sandbox's model says about a paper.

The reply written by hand for a demo paper, or one composed from the paper's own text.

No model runs here and none is imitated: a composed answer is made of Chinese frame sentences and the first words of the
paper's own sentences, which it quotes as evidence, and says in its first and last sentence that it comes from the sandbox.
It is valid, and the same for the same request.
"""

import json
import random
import re
from collections.abc import Callable, Sequence
from itertools import islice

from digestgen.measure import count_units, find_unwanted_character
from digestgen.sandbox.papers import SandboxPaper

_ID_TAIL = re.compile(r"\.\d{4,5}")
_TITLE = re.compile(r"(?im)^\W*(?:标题|题目|论文题目|title)\W+(.{4,400})$")
_TAG = re.compile(r"<[^<>]{1,80}>")
_SENTENCE = re.compile(r"(?<![\w,;:-])[A-Z][A-Za-z0-9 ,;:'’()%.\-–]{38,318}?[a-z0-9%)][.?!](?=\s|$)")
_MAX_TITLE_UNITS, _MAX_TITLE_CHARACTERS = 10, 120
_WORDS = (
    "山川", "竹林", "石桥", "晨雾", "渡口", "灯塔", "麦田", "雪松", "瓷瓶", "古琴", "风筝", "船坞",
    "驿站", "梯田", "溪流", "草原", "砚台", "纸伞", "铜镜", "陶罐", "木梳", "丝线", "茶炉", "棋盘",
    "书架", "窗棂", "屋檐", "井栏", "海港", "沙丘", "岩洞", "瀑布",
)  # fmt: skip
_EXCERPT_WORDS, _QUOTE_WORDS = 7, 35
_MAX_SCANNED_CHARACTERS, _MAX_LINE_CHARACTERS, _MAX_SENTENCES = 60_000, 1000, 40

Find = Callable[[str], SandboxPaper | None]


def recognise(prompt: str, find: Find, with_replies: Sequence[SandboxPaper]) -> SandboxPaper | None:
    """Find the sandbox paper that a prompt is about.

    By the first known id in it, else by the title of a demo paper that comes first.
    """
    # Searching for the dot first is four times as fast as searching for the four digits before it.
    for tail in _ID_TAIL.finditer(prompt):
        if paper := find(prompt[max(0, tail.start() - 4) : tail.end()]):
            return paper
    flat = " ".join(prompt.split())
    places = [(flat.find(" ".join(paper.title.split())), paper) for paper in with_replies]
    present = [(place, paper) for place, paper in places if place >= 0]
    return min(present, key=lambda pair: pair[0])[1] if present else None


def answer(prompt: str, paper: SandboxPaper | None) -> str:
    """Return the JSON object that answers `prompt`.

    The paper's own reply where the prompt holds what that reply was written from.
    """
    if paper and paper.reply and _holds_sections(prompt, paper):
        return json.dumps(paper.reply, ensure_ascii=False)
    return json.dumps(compose(_title(prompt, paper), _sentences(prompt)), ensure_ascii=False)


def _holds_sections(prompt: str, paper: SandboxPaper) -> bool:
    # With half of the section titles missing the model was given an abstract: it cannot know what the reply tells.
    present = sum(section.title in prompt for section in paper.sections)
    return 2 * present >= len(paper.sections)


def _title(prompt: str, paper: SandboxPaper | None) -> str:
    if paper:
        return _plain(paper.title)
    if found := _TITLE.search(prompt):
        return _plain(found[1])
    lines = (_plain(line) for line in prompt.splitlines())
    return next((line for line in lines if len(re.findall(r"[A-Za-z]{2,}", line)) > 2), "") or "无题"  # noqa: PLR2004 - three words make a title


def _sentences(prompt: str) -> tuple[str, ...]:
    """Return the first English sentences of each paragraph; a line that only carries a title or a label is no sentence."""
    paragraphs = re.split(r"\n\s*\n|<[^<>]{1,80}>", _TITLE.sub("\n", prompt[:_MAX_SCANNED_CHARACTERS]))
    found = (match[0] for text in paragraphs for match in _SENTENCE.finditer(" ".join(text.split())))
    return tuple(islice((_plain(text, _QUOTE_WORDS * 2, _MAX_LINE_CHARACTERS) for text in found), _MAX_SENTENCES))


def _plain(text: str, most_units: int = _MAX_TITLE_UNITS, most_characters: int = _MAX_TITLE_CHARACTERS) -> str:
    """Return `text` as one short line that a summary may hold; by default as short as a title."""
    shown = re.sub(r'[\\"]', " ", _TAG.sub(" ", text[:_MAX_LINE_CHARACTERS]))
    while unwanted := find_unwanted_character(shown):
        shown = shown[: unwanted.start()] + " " + shown[unwanted.end() :]
    words = shown.split()
    while words and (count_units(" ".join(words)) > most_units or len(" ".join(words)) > most_characters):
        words.pop()
    return " ".join(words)


def compose(title: str, sentences: Sequence[str]) -> dict[str, object]:
    """Compose a valid answer from a title and the sentences that were found, in their order; there may be none.

    The text shows the first words of a sentence, the evidence quotes it. Words that are drawn by the title keep two papers'
    answers apart, as two real summaries are: near copies are held by the checks.
    """
    draw = random.Random(title)  # noqa: S311 - no secret

    rest = iter(sentences)
    evidence: list[dict[str, str]] = []

    def opening(*signs: str) -> str:
        chosen = next((text for text in sentences if any(sign in text for sign in signs)), None) or next(rest, None)
        if chosen is None:
            return "以题目《" + title + "》代替"
        claim = f"以“{_first(chosen, _EXCERPT_WORDS)}”起头"
        evidence.append({"claim": claim, "quote": _first(chosen, _QUOTE_WORDS)})
        return claim

    def words() -> str:
        return "、".join(draw.sample(_WORDS, 10))

    difficulty = opening("difficult", "challenge", "problem", "However")
    approach = opening("propose", "introduce", "present", "We ")
    previous = opening("revious", "prior ", "xisting", "recent")
    return {
        "background": "这段文字由沙盒拼成，没有真实模型的判断。论文最前面的原句"
        f"{opening()}，接下来的一句{opening()}。抽到的词是{words()}。",
        "related_work": f"关于前人的研究，沙盒挑到的句子{previous}，随后抽出{words()}几个词。",
        "challenges": [
            {
                "challenge": "原文所说的困难",
                "solution": f"论文里谈到困难的句子{difficulty}，与它并列的是{words()}，都不含判断。",
            },
            {
                "challenge": "原文所说的做法",
                "solution": f"论文里介绍做法的句子{approach}，旁边放着{words()}，方法要由读者判断。",
            },
        ],
        "implementation": [
            f"描述步骤的句子{opening('method', 'train', 'model')}，词语依次为{words()}，引文与论文一致。",
            f"描述结果的句子{opening('%', 'results', 'Table', 'outperform')}，另有{words()}，数字以论文为准。",
        ],
        "conclusion": [f"以上各段都是沙盒拼接的演示文字，不能当作对《{title}》的正式总结，最后的词是{words()}。"],
        "contribution": f"提出了题为《{title}》的论文所写的内容（由沙盒按题目拼接）",
        "tldr": f"这是沙盒为《{title}》拼接的演示文字，并非真实模型的输出。",
        "evidence": evidence,
    }


def _first(sentence: str, words: int) -> str:
    """Return the first words of a sentence, without a mark that would end it."""
    return " ".join(sentence.split()[:words]).rstrip(" .,;:?!")
