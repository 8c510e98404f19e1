"""What the sandbox's model says about a paper.

The reply written by hand for a demo paper, or one composed from the paper's own text.

No model runs here and none is imitated: a composed answer is made of Chinese frame sentences and short quotations, and says
in its first and last sentence that it comes from the sandbox. It is valid as a `digestgen.models.Summary`, and the same for
the same request.
"""

import json
import re
from collections.abc import Callable, Sequence
from itertools import islice

from digestgen.measure import count_units, find_unwanted_character
from digestgen.sandbox.papers import SandboxPaper

_ID_TAIL = re.compile(r"\.\d{4,5}")
_TITLE = re.compile(r"(?im)^\W*(?:标题|题目|论文题目|title)\W+(.{4,400})$")
_TAG = re.compile(r"<[^<>]{1,80}>")
_SENTENCE = re.compile(r"(?<![\w,;:-])[A-Z][A-Za-z0-9 ,;:'’()%.\-–]{38,318}?[a-z0-9%)][.?!](?=\s|$)")
_MAX_QUOTE_UNITS, _MAX_QUOTE_CHARACTERS = 40, 300
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
    return tuple(islice(map(_plain, found), _MAX_SENTENCES))


def _plain(text: str) -> str:
    """Return `text` as one short line that a summary may hold."""
    shown = re.sub(r'[\\"]', " ", _TAG.sub(" ", text[:_MAX_LINE_CHARACTERS]))
    while unwanted := find_unwanted_character(shown):
        shown = shown[: unwanted.start()] + " " + shown[unwanted.end() :]
    words = shown.split()
    while words and (count_units(" ".join(words)) > _MAX_QUOTE_UNITS or len(" ".join(words)) > _MAX_QUOTE_CHARACTERS):
        words.pop()
    return " ".join(words)


def compose(title: str, sentences: Sequence[str]) -> dict[str, object]:
    """Compose a valid summary object from a title and the sentences that were found, in their order; there may be none."""
    rest = iter(sentences)

    def quote(*signs: str) -> str:
        chosen = next((text for text in sentences if any(sign in text for sign in signs)), None) or next(rest, None)
        return f"“{chosen}”" if chosen else f"（未找到可摘录的英文句子，只有题目《{title}》）"

    opening, second = quote(), quote()
    return {
        "tldr": f"沙盒拼接的回答，不是真实模型的输出：《{title}》。",
        "background": f"沙盒没有阅读能力，只按顺序摘录原文。开头写道：{opening}随后写道：{second}",
        "related_work": f"沙盒不评述已有的工作，只摘录一句相关的原文：{quote('revious', 'prior ', 'xisting', 'recent')}",
        "contribution": f"提出了《{title}》所述的内容（由沙盒按题目拼接）",
        "challenges": [
            {
                "challenge": "原文提到的困难",
                "solution": f"沙盒摘录的原文是：{quote('difficult', 'challenge', 'problem', 'However')}",
            },
            {"challenge": "原文提到的做法", "solution": f"沙盒摘录的原文是：{quote('propose', 'introduce', 'present', 'We ')}"},
        ],
        "implementation": [
            f"关于方法，沙盒摘录：{quote('method', 'train', 'model')}",
            f"关于结果，沙盒摘录：{quote('%', 'results', 'Table', 'outperform')}",
        ],
        "conclusion": [
            f"以上文字由沙盒用固定句式和原文短句拼成，用于演示与测试，没有任何真实模型参与，不能当作对《{title}》的总结。"
        ],
    }
