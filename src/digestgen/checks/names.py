"""Rules on names: those of the summary must stand in the paper, that of the title in the summary, and it must be that paper."""

import re
from collections.abc import Iterator

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity
from digestgen.grounding import Source
from digestgen.grounding.bearing import bear
from digestgen.grounding.names import Name, NameIndex, fold_words, key_of, read_capitalised, read_names

_MOST_FINDINGS = 5
_LEAST_WORDS = 20


@rule(
    "name_missing",
    Example(
        "TileJoln 预测笔画怎样延伸，以此拼接磨损的拓片残片。",
        "TileJoln",
        "tldr",
        severity=Severity.WARNING,
        source="Nothing else is proposed.",
    ),
    Example(
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 71.4%，优于 EdgeMatcher-2 的 52.8%。",
        "EdgeMatcher-2",
        "implementation[0]",
        severity=Severity.WARNING,
        source="Nothing else is compared.",
    ),
    worst=Severity.WARNING,
)
def name_missing(subject: Subject) -> Iterator[Hit]:
    """Find a name of a model, method or data set that the paper has in no spelling, at most five of them.

    Case, hyphens, spaces, accents and a plural s make no difference; terms of the trade such as LLM are not looked for. A wrong
    name that the paper has for something else is not seen.
    """
    if not (source := _known_paper(subject)):
        return
    seen: set[str] = set()
    for passage in subject.passages:
        for name in _names_of(passage.text):
            key = key_of(name.text)
            if key in seen or source.names.find(name.text):
                continue
            if len(seen) == _MOST_FINDINGS:
                return
            seen.add(key)
            spot = source.names.nearest(name.text)
            given = " ".join(source.text[slice(*spot)].split()) if spot else ""
            yield Hit(
                passage.field,
                name.start,
                name.end,
                f"the name {name.text} does not stand in the paper" + (f", which has {given}" if given else ""),
                f"原文里没有 {name.text} 这个名称{f'，最接近的是 {given}' if given else ''}：请改成原文里的名称，或者删去。",
                severity=Severity.WARNING,
                place=source.place(*spot) if spot else None,
            )


def _known_paper(subject: Subject) -> Source | None:
    """Return the paper, unless there is so little of it that nothing can be missed there."""
    return subject.source if subject.source and subject.source.names.size >= _LEAST_WORDS else None


def _names_of(text: str) -> list[Name]:
    return sorted([*read_names(text), *read_capitalised(text)], key=lambda name: name.start)


_TITLE_START = re.compile(r"\s{0,5}([^\s:：]{2,40}(?: [^\s:：]{1,20})?) ?[:：]\s")
_COINED = re.compile(r"[A-Z][^-‐‑–]*[A-Z]|[0-9]|[a-z][A-Z]")


def coined_name(title: str) -> str | None:
    """Return the name that a title of the form `Name: …` coins; None where it coins none."""
    start = _TITLE_START.match(title)
    names = read_names(start[1]) if start else ()
    return names[0].text if len(names) == 1 and _COINED.search(names[0].text) else None


@rule(
    "title_name",
    Example("StrokeNet: Joining Worn Rubbings by the Direction of Strokes", "", "title", severity=Severity.WARNING),
    worst=Severity.WARNING,
)
def title_name(subject: Subject) -> Iterator[Hit]:
    """Find a summary that never mentions the name which the paper's title coins (`Name: …`).

    Such a summary is vague, or that of another paper: 1 in 13 sound ones does without the name, but 199 in 200 of other papers.
    """
    name = coined_name(subject.title or "")
    if name and subject.passages and not NameIndex(_whole(subject)).spells(name):
        yield Hit(
            "title",
            0,
            0,
            f"the summary never mentions {name}, the name that the title gives to what the paper presents",
            f"论文标题给出的名称 {name} 在摘要里一次也没有出现：请在核心贡献里写明。",
            severity=Severity.WARNING,
        )


_LEAST_TITLE_WORDS = 2
_TITLE_WORD = 4
_EVERYDAY = frozenset(
    {"from", "into", "with", "toward", "towards", "beyond", "that", "this", "through", "using", "based", "when", "without"}
)


@rule(
    "wrong_paper",
    Example(
        "自动驾驶车辆凭相机、雷达和点云做目标检测、分割与导航，遮挡、光照和天气使视频的标注出错；"
        "作者在 nuScenes 与 KITTI 上训练 BEVFormer。",
        "",
        source="Strokes are all it looks at.",
    ),
)
def wrong_paper(subject: Subject) -> Iterator[Hit]:
    """Find the summary of another paper: what it names and speaks of, the paper does not, or hardly.

    Either three names or more, and 30 % of all, are missing in the full text; or 40 % of names and subjects, weighed by how much
    the summary speaks of them (60 % where only the abstract is known); or the PDF's text lacks half of the title's words. Two
    papers on one subject look alike.
    """
    if not (source := _known_paper(subject)) or not subject.passages:
        return
    bearing = bear(_whole(subject), source.names, coined_name(subject.title or source.title))
    if bearing.is_of_another_paper(full_text=source.is_full_text):
        listed = ", ".join(bearing.missing[:_MOST_FINDINGS])
        yield Hit(
            "",
            0,
            0,
            f"speaks of what the paper does not, or hardly ({listed}): expected the summary of this paper",
            f"摘要讲的内容（{listed}）原文里没有或几乎没有，像是另一篇论文的摘要：请只根据所给的原文重写。",
        )
    elif words := _missing_title_words(subject.title or "", source):
        yield Hit(
            "",
            0,
            0,
            f"the paper's text never has these words of the title: {', '.join(words)}; expected the text of this paper",
            f"原文里没有标题中的词（{', '.join(words)}），原文和标题不是同一篇论文。",
        )


def _missing_title_words(title: str, source: Source) -> list[str]:
    """Return the words of the title that the PDF's text lacks, if they are half of them or more."""
    if not source.is_full_text:
        return []
    elsewhere = f" {' '.join(fold_words(source.text[source.body_length :]))}"
    stems = [word.removesuffix("s") for word in fold_words(title) if len(word) >= _TITLE_WORD and word not in _EVERYDAY]
    missing = [stem for stem in dict.fromkeys(stems) if source.names.count([stem]) <= elsewhere.count(f" {stem}")]
    return missing if len(missing) >= max(_LEAST_TITLE_WORDS, len(set(stems)) / 2) else []


def _whole(subject: Subject) -> str:
    return "\n".join(passage.text for passage in subject.passages)
