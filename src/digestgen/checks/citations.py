"""Citations and links that a chat system or a paper left in the text: they point nowhere from here."""

import re
from collections.abc import Iterator

from digestgen.checks.phrases import Accusation, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity

_WARNING = Severity.WARNING
_ARTEFACTS = (
    phrase(
        "【|（|(|[",
        r"[【（(\[](?:见|参见|参考|引自|来自|据|依据|出自)?[ ]?(?:参考(?:资料|来源|内容|文献)?|资料|来源|搜索结果|检索结果|"
        r"网页|引文|引用|知识库|上下文|"
        r"webpage|search result|result|snippet|passage)[ ：:#_-]{0,2}[\[【]?[ ]?[0-9]{1,3}[ ]?[\]】]?[）)\]】]",
    ),
    phrase(
        "+", r"(?:[ ]?\+[0-9]{1,2}(?:[A-Z][A-Za-z.]{2,20}|[A-Z][A-Za-z]{2,12} [A-Z][a-z]{2,12})){1,6}[ ]?\+[0-9]{1,2}(?![0-9.%])"
    ),
    phrase("[", r"(?<=[一-鿿。，；：“”）])[ ]?(?:\[[1-9][0-9]{0,2}\][ ]?){2,12}(?=[。，、；：！？）一-鿿]|$)"),
    phrase("^", r"\^\{?\[[0-9]{1,3}(?:[,，-][0-9]{1,3}){0,8}\]\}?"),
    phrase("链接", r"(?:文献|网页|引用|参考){1,2}链接[ ]?[0-9]{1,3}(?![0-9个条种])"),
    phrase(
        "ref|src|cite|citation|doc|source",
        r"(?<=[一-鿿。，；])[ ]?(?:(?:ref|src|cite|source|citation)_[0-9]{1,3}(?:[ ,，、]{1,2}|(?=[。，；一-鿿]|$))){1,8}",
        also="citation_|cite_|ref_|source_|src_",
    ),
    phrase("_id=|_id:|id=|id:", r"\[(?:source|doc|chunk|ref|file|page|passage|node|citation)_?id[=:：][^\]\n]{1,60}\]"),
    phrase(
        "<grounding|<citation|<footnote|<doc|<chunk|<anchor|<quote",
        r"</?(?:grounding|citations?|footnote|docs?|chunk|anchor|quote)[ ][a-z_]{1,12}=[^<>\n]{0,60}/?>",
    ),
    phrase(
        "【",
        r"【[ ]?[0-9]{1,4}(?:[†:：,，、 \-–][^】\n]{0,60})?】|【[^】\n]{0,60}†[^】\n]{0,60}】|【(?:citation|source|来源|引用|"
        r"ref)[^】\n]{0,40}】",
    ),
    phrase("†", r"†(?:source|源|来源|L[0-9])|[\[〔（(][0-9]{1,3}†[^\]〕）)\n]{0,40}[\]〕）)]"),
    phrase(
        "oaicite|contentreference|filecite|citeturn|cite",
        r":?contentReference\[[^\]\n]{0,60}\](?:\{[^}\n]{0,60}\})?|oaicite|"
        r"(?:file)?cite(?:turn[0-9]{1,3}[a-z]{2,10}[0-9]{1,3})+|filecite|citeturn|\[cite(?:_start|_end|: ?[0-9, ]{1,20})?\]",
        also="[cite|contentreference[|filecite|oaicite|turn",
    ),
    phrase("turn", r"\bturn[0-9]{1,3}(?:search|file|view|news|image|fetch|academia|finance|forecast|product)[0-9]{1,3}"),
    phrase("\ue200|\ue201|\ue202", "[\ue200-\ue206][^\ue200-\ue206\n]{0,80}[\ue200-\ue206]|[\ue200-\ue206]"),
    phrase("sandbox:", r"sandbox:/[^\s）)]{0,80}"),
    phrase("utm_source", r"utm_source=[A-Za-z0-9._-]{1,40}"),
    phrase("[^|^[", r"\[\^[^\]\n]{1,30}\]|\^\[[0-9]{1,3}(?:[,-][0-9]{1,3})*\]\^?"),
    phrase('["', r"(?<![A-Za-z0-9])[a-z_]{3,20}\[[ ]?\"[^\]\n]{0,120}\]?"),
    phrase("citation|ml:cite|↩", r":?ant(?:Citation|ml:cite)[^，。\n]{0,60}|citations?=|↩\ufe0e?[ ]?[0-9]{0,3}"),
    phrase("{", r"\{{1,2}[ ]?(?:cit(?:e|ation)|ref(?:erence)?|source|src|doc|footnote|note)s?[ :_#|-][^{}\n]{0,60}\}{1,2}"),
    phrase(
        "[citation|[source|[webpage|[web|[doc|[ref|[来源|[引用|[资料|[文献|[src|[context|[chunk|[参考",
        r"\[(?:citation|source|webpage|web|doc(?:ument)?|ref(?:erence)?|src|context|chunk|来源|引用|资料|文献|参考文献?|"
        r"参考资料)[ :：_#-]{0,2}(?:[0-9]{1,3}(?:[,，、 -]{1,2}[0-9]{1,3})*|needed)?\]",
    ),
    phrase(
        "(source|（source|（来源|(来源|（引自|（参考", r"[（(](?:source|来源|引自|参考(?:来源|资料)?)[：:][^）)\n]{1,80}[）)]"
    ),
    phrase(
        "<cite|</cite|<ref|</ref|<source|</source|<citation|</citation|<co|</co|<sup|</sup",
        r"</?(?:cite|ref|source|citation|co|sup)(?:[ :=][^<>\n]{0,60})?/?>",
    ),
    phrase("file-", r"\bfile-[A-Za-z0-9]{20,}"),
    phrase(
        "文档|片段|文件|检索|chunk|document|doc",
        r"[（(\[【](?:参考|参见|见|来自|出自|源自|来源[：:]?|依据|据)?[ ]?(?:文档|检索片段|片段|上传文件|文件|"
        r"检索结果|文档片段|chunk|"
        r"document|doc)[ _]?[0-9]{1,3}(?:[，,：: ][^）)\]】\n]{0,24})?[）)\]】]",
    ),
    phrase(
        "[file|[doc|[chunk|[web|[source|[ref|[p|[来源|[出处|[引自",
        r"\[(?:file|doc|chunk|web|source|ref|passage|page|p)(?:[:：_=]|_idx=|_id=)[ ]?[0-9]{1,4}[^\]\n]{0,24}\]|"
        r"\[(?:来源|出处|引自)[：:]"
        r"[^\]\n]{1,40}\]",
    ),
    phrase("[", r"\[\[[0-9]{1,3}\]\](?:\(|（)[^\s）)]{4,200}[）)]?|[（(]\[[^\]\n]{1,30}\]\[[0-9]{1,3}\][）)]"),
    phrase(("<|",), r"<\|(?:citation|source|cite|ref)[_ ]?[0-9]{0,3}\|>"),
    phrase(
        "reference|参考文献|引用来源|参考资料|资料来源",
        r"(?:^|[。！？])[ \t]*(?:References?|参考文献|引用来源|参考资料|资料来源)[ ]?[：:][^\n]{0,60}",
    ),
)
_UNUSUAL = (
    phrase(
        "[|［|〔|⟦",
        r"\[(?![A-Z]{2,12}[0-9]?\]|[a-z]{3,8}\])(?=[^\]\n]{0,60}(?:[a-z]{3}|[一-鿿]{2}))[^\[\]\n]{1,80}\]|"
        r"〔[^〔〕\n]{1,40}〕|⟦[^⟦⟧\n]{1,40}⟧|［[^［］\n]{1,40}］|\[[?？*†‡]{1,2}\]|\[[注图表文引参附][0-9]{0,3}\]",
        _WARNING,
    ),
    phrase(
        "^|ibid|et al|op. cit|pp. ",
        r"\^[0-9]{1,3}(?:[,，-][0-9]{1,3}){0,6}\^|\bibid\b\.?|\bop\. cit\b|\bet al\b\.?(?=[ ]?[\[(（,，][ ]?[0-9])|"
        r"\[[0-9]{1,3}, pp?\. ",
        _WARNING,
    ),
    phrase("(|（", r"(?<=[一-鿿A-Za-z])[ ]?[（(][1-9][0-9]?(?:[,，][ ]?[1-9][0-9]?){1,6}[）)](?=[。，；、]|$)", _WARNING),
    phrase(
        "+",
        r"(?<=[。！？ 一-鿿])[ ]?[A-Z][A-Za-z.]{2,20}(?: [A-Z][A-Za-z.]{2,20})?[ ]\+[0-9]{1,2}(?=[ \t。，]|$|[一-鿿])",
        _WARNING,
    ),
    phrase(
        "未找到引用源|_ref|zotero|:cite:|addin|endnote", r"错误[!！]未找到引用源|\bREF _Ref\d+|ADDIN\b|\bZotero\b|:cite:|EndNote"
    ),
    phrase("source|ref|doc|来源|🔗|📎|🔖", r"[（(](?:Source|Ref|Doc|来源)s?[ ]?[0-9]{1,3}[）)]|[🔗📎🔖][ ]?[0-9]{0,3}"),
    phrase("来源", r"(?<=[。！？])[ ]?来源[:：][^，。\n]{0,14}"),
    phrase("+", r"(?<=[。！？])[ ]?[0-9]{1,2}(?: [0-9]{1,2}){0,4} \+[0-9]{1,2}", _WARNING),
    phrase("[j]|[c]|[m]|[d]", r"\[[JCMD]\](?:\.|//)", _WARNING),
    phrase("①|②|③|④|⑤|⑥", r"(?<=[一-鿿。])[①-⑳]{1,3}(?=[，。,；、]|$)", _WARNING),
    phrase(
        "(|（",
        r"[（(](?:see )?[A-Z][^（()）一-鿿]{2,80}(?:[,;&]|et al)[^（()）一-鿿]{0,60}(?:(?:19|20)[0-9]{2}[a-z]?|"
        r"n\.d\.)[^（()）一-鿿]{0,60}[）)]|"
        r"[（(][A-Z][a-z]{2,20}[0-9]{2}(?:[;；,][ ]?[A-Z][a-z]{2,20}[0-9]{2}){0,6}[）)]|(?<=。)[（(][0-9]{1,2}[）)]|"
        r"文献[（(][0-9]{1,3}[）)]",
        _WARNING,
    ),
    phrase("同上|§|[i", r"同上[，,]?第|\[[0-9]{1,3}[,，][ ]?§|\[[ivx]{1,4}\]", _WARNING),
    phrase("+", r"(?<=[一-鿿])[ ]\+[0-9]{1,2}[ ](?:来源|sources?)", _WARNING),
    phrase("等", r"[（(][A-Z][A-Za-zÀ-ÿ'’-]{1,30}[ ]?等人?[，,][ ]?(?:19|20)[0-9]{2}", _WARNING),
    phrase("+", r"\b[A-Z][a-z]{1,20}\+[0-9]{2}\b|来源[ ]?\+[0-9]{1,2}", _WARNING),
    phrase("[", r"\[[A-Z][A-Za-z+]{1,12}[0-9]{2}[a-z]?\]", _WARNING),
    phrase("^", r"(?<=[一-鿿。，；！？）])[ ]?\^[0-9]{1,3}(?![0-9A-Za-z])", _WARNING),
    phrase("来源", r"(?:参考|资料|引用|信息)来源[ ]?[：:]"),
    phrase("参考文献|文献", r"(?:参考)?文献[ ]?[\[{【]?[ ]?[0-9]{1,3}(?![0-9个篇条种])", _WARNING),
    phrase(
        "[ |{", r"\[ [0-9]{1,3}(?: ?[,，-] ?[0-9]{1,3}){0,6} \]|\{[A-Z][^{}\n]{0,60}(?:19|20)[0-9]{2}[^{}\n]{0,60}\}", _WARNING
    ),
    phrase("ref.|refs.|ref |sec.|fig.|eq.", r"\b(?:see )?(?:Refs?|Secs?|Figs?|Eqs?)\.?[ ]?\(?[0-9]{1,3}\b", _WARNING),
    phrase("【", r"【[^【】\n]{0,80}】", _WARNING),
    phrase(
        "⁰|¹|²|³|⁴|⁵|⁶|⁷|⁸|⁹|①|②|③|†|‡|※",
        r"(?<=[一-鿿。，；：！？）”》])[⁽]?(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}[⁻–,，⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹]{0,6}|[†‡※]{1,2})",
        _WARNING,
    ),
)
"""Shapes that hardly any summary has: of 141 sound ones none."""
_TOPICS = (
    "区间",
    "范围",
    "形状",
    "尺寸",
    "维度",
    "坐标",
    "向量",
    "序列",
    "列表",
    "数组",
    "集合",
    "为",
    "在",
    "于",
    "从",
    "至",
    "到",
    "的",
    "in",
)
_BEFORE = r"(?<![A-Za-z0-9_\])}∈=×+*/^<>≤≥~])(?<![∈=≤≥] )" + "".join(f"(?<!{word})(?<!{word} )" for word in _TOPICS)
_NUMBERS = r"[1-9][0-9]{0,2}"
_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)
_MARKS = (
    phrase(
        "[",
        rf"(?:{_BEFORE}|(?<=[a-z]{{3}}))\[{_NUMBERS}(?:[ ]?[,，、;][ ]?{_NUMBERS}|"
        rf"[ ]?[-–~][ ]?{_NUMBERS}){{0,12}}\](?![\]\[×^_(]?[×^_(])(?=[。，、；：！？）)”\s,.;:]|\[|[一-鿿]|$)",
        _WARNING,
    ),
    phrase(
        "19|20",
        r"[（(][ ]?(?:see |e\.g\.,? |cf\. |如|参见)?[A-Z][A-Za-zÀ-ÿ'’-]{1,30}(?:(?: et al\.?|[ ]?等人?)|(?: (?:and|&) |[和与]|"
        r"、)[A-Z][A-Za-zÀ-ÿ'’-]{1,30})"
        r"[,，]?[ ]?(?:19|20)[0-9]{2}[a-z]?(?:[;；,，][^（()）\n]{0,120})?[）)]",
        _WARNING,
    ),
    phrase("[", r"\[[A-Z][A-Za-zÀ-ÿ'’-]{1,30}(?: et al\.?)?,? ?(?:19|20)[0-9]{2}[a-z]?\]", _WARNING),
)
_ARTEFACT_SAID = Accusation(
    "a citation mark of a chat system stands in the text",
    "这是对话系统的引用标记，不是论文的内容。请删去标记，保留句子。",
)
_MARK_SAID = Accusation(
    "a citation of the paper stands in the text, whose list of references is not here",
    "摘要里不写引用标记。请删去标记，保留句子。",
)


@rule(
    "citation_artefact",
    Example("残片的边缘磨损严重【6†source】，人工拼接十分费时。", "【6†source】"),
    Example("残片的边缘磨损严重 citeturn0search3，人工拼接十分费时。", "citeturn0search3"),
    Example("残片的边缘磨损严重[citation:2]，人工拼接十分费时。", "[citation:2]"),
)
def citation_artefact(subject: Subject) -> Iterator[Hit]:
    """Hold the citation marks of chat systems and retrieval tools against the summary, in all their shapes.

    【6†source】, 【8】, citeturn0search1, [citation:2] or oaicite point into a conversation that the reader does not have.
    """
    return phrase_hits(subject, (*_ARTEFACTS, *_UNUSUAL), _ARTEFACT_SAID, quoted=True)


@rule(
    "citation_mark",
    Example("已有的方法多依靠边缘曲线的吻合程度[12, 15]，边缘磨损之后就不再可靠。", "[12, 15]", "related_work", Severity.WARNING),
    Example("已有的方法多依靠边缘曲线（Zhang et al., 2021）。", "（Zhang et al., 2021）", "related_work", Severity.WARNING),
    worst=Severity.WARNING,
)
def citation_mark(subject: Subject) -> Iterator[Hit]:
    """Hold the paper's own citations, [12] or (Zhang et al., 2021), against the summary, which has no list of references.

    Intervals such as [0, 1], shapes and indices pass; two rising whole numbers in a sentence may be taken for a citation.
    """
    for hit in phrase_hits(subject, _MARKS, _MARK_SAID, quoted=True):
        numbers = [int(number) for number in _NUMBER.findall(subject.text(hit.field)[hit.start : hit.end])]
        if numbers == sorted(set(numbers)):
            yield hit
