"""Rules about which paper it is: its id, its title, and whether another paper has the same summary."""

import re
from collections.abc import Iterator

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Part, Subject
from digestgen.findings import Severity
from digestgen.identifiers import split_arxiv_id
from digestgen.measure import find_unwanted_character

_ID_IN_NAME = re.compile(r"(?<![0-9.])[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{1,6}(?![0-9])")


@rule("arxiv_id", Example("2401.9999", "", "id"), Example("2401.99995v2", "", "id"))
def arxiv_id(subject: Subject) -> Iterator[Hit]:
    """Hold an id against the summary that is no arXiv id, such as 2407.0788: handled as a number, 2407.07880 has lost its zero.

    New ids have four digits after the point up to 1412 and five since 1501. An id has no version here. Where the id is known from
    a file name alone, it is a warning.
    """
    if subject.id is not None:
        if not _is_canonical(subject.id):
            message = f"{subject.id[:40]!r} is no arXiv id such as 2311.12983 or hep-th/9901001 (no version)"
            yield Hit("id", 0, 0, message, "论文编号不是规范的 arXiv 编号")
        return
    for match in _ID_IN_NAME.finditer(subject.name.replace("\\", "/").rpartition("/")[2]):
        if not _is_canonical(match[0]):
            message = f"{match[0]} is no arXiv id: was it handled as a number?"
            yield Hit("id", 0, 0, message, "文件名中的论文编号不是规范的 arXiv 编号", Severity.WARNING)


def _is_canonical(text: str) -> bool:
    try:
        return split_arxiv_id(text)[1] is None
    except ValueError:
        return False


_LONGEST_TITLE = 300
_TAG = re.compile(
    r"<(?:!--|/?(?:a|b|i|u|p|br|hr|em|img|div|sub|sup|svg|pre|code|span|font|body|html|head|link|meta|form|input|button|"
    r"style|title|"
    r"table|tr|td|th|ul|ol|li|h[1-6]|script|iframe|object|embed|video|audio|strong|center|details|summary|textarea|"
    r"plaintext)\b[^>]{0,200}>?)",
    re.ASCII | re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,10});")
_MARKDOWN = re.compile(r"!?\[[^\]]{0,200}\]\([^)]{0,300}\)|\*\*|```|^#{1,6} |^> ")
_LATEX = re.compile(r"\\[A-Za-z]+|\$[^$]{1,100}\$")


@rule(
    "title",
    Example("", "", "title"),
    Example("TileJoin </summary></details><img src=x>", "", "title"),
    Example("TileJoin with $\\alpha$-Strokes", "", "title", Severity.WARNING),
)
def title(subject: Subject) -> Iterator[Hit]:
    """Hold a title against the paper that is empty, over 300 characters long, or holds line breaks, control characters or markup.

    LaTeX and entities are a warning: arXiv's own titles have them.
    """
    text = subject.title
    if text is None:
        return
    if not text.strip():
        yield Hit("title", 0, 0, "the title is empty", "论文标题是空的")
    if len(text) > _LONGEST_TITLE:
        yield Hit("title", 0, 0, f"the title has {len(text)} characters; at most {_LONGEST_TITLE} were expected", "论文标题太长")
    if unwanted := find_unwanted_character(text):
        yield Hit("title", 0, 0, f"the title holds the character U+{ord(unwanted[0]):04X}", "论文标题含有换行或控制字符")
    if markup := _TAG.search(text) or _MARKDOWN.search(text):
        yield Hit("title", 0, 0, f"the title holds markup: {markup[0][:40]}", "论文标题含有标记")
    elif markup := _LATEX.search(text) or _ENTITY.search(text):
        yield Hit("title", 0, 0, f"the title holds LaTeX or an entity: {markup[0][:40]}", "论文标题含有 LaTeX", Severity.WARNING)


_SAME, _SIMILAR = 0.5, 0.2
_LEAST_TEXT = 60
"""Characters: two texts that are shorter may agree by chance."""


@rule("duplicate_paper", Example("（与另一篇论文的摘要几乎相同）", "", "archive"))
def duplicate_paper(subject: Subject) -> Iterator[Hit]:
    """Hold it against the summary that another paper has nearly the same: half of its runs of eight characters are an error.

    A fifth is a warning, and so are the same id or title elsewhere: the feed lists some papers on two days. Where one of the ids
    is not known, as on old pages, it may be the same paper: a warning. Of 610 different papers, no two shared more than a
    twentieth.
    """
    archive = subject.archive
    if archive is None:
        return
    if subject.id and (other := archive.same_id(subject.id, subject.name)):
        yield Hit("id", 0, 0, f"this paper is also {other}", "这篇论文已经收录过", Severity.WARNING)
    elif subject.title and (other := archive.same_title(subject.title, subject.name)):
        yield Hit("title", 0, 0, f"a paper with this title is also {other}", "已经收录过同名的论文", Severity.WARNING)
    text = "".join(passage.text for passage in subject.passages if passage.part is not Part.UNPLACED)
    found = archive.nearest_entry(text, subject.name, subject.id, subject.title) if len(text) >= _LEAST_TEXT else None
    if found and found[1] > _SIMILAR:
        entry, share = found
        is_another = subject.id is not None and entry.id is not None
        severity = Severity.ERROR if share > _SAME and is_another else Severity.WARNING
        message = f"shares {share:.0%} of its text with {entry.name}; a summary of this paper was expected"
        yield Hit("", 0, 0, message, "这份摘要与另一篇论文的摘要几乎相同，请按这篇论文重写", severity)
