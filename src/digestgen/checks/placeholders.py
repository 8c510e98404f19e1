"""Placeholders: what a template or a draft has where a text should be, and texts that say nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace

from digestgen.checks.phrases import Accusation, At, join_touching, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Part, Subject
from digestgen.findings import Severity

_NOTHING = (
    r"无|空|略|同上|未知|不详|待定|没有|见上文?|不适用|不涉及|未提供|未提及|测试|标题|占位符?|挑战名称|挑战标题|具体挑战|"
    r"挑战描述|"
    r"(?:暂无|无|没有|未找到|待补充|暂缺)(?:相关|具体|更多|任何|可用|足够)?的?(?:数据|内容|信息|描述|说明|结果|细节|资料|摘要|"
    r"总结)?|"
    r"待(?:补充|完善|填写|填|定|续|更新|添加|补|完成|撰写|确认|写|总结)|None|N/?A|null|nil|NaN|undefined|unknown|empty|TODO|TBD|"
    r"TBA|FIXME|test|"
    r"placeholder|not (?:available|applicable|provided|specified|mentioned)|no (?:data|content|summary|information|abstract)"
    r"(?: available)?|"
    r"lorem ipsum[^\n]{0,200}|string|text"
)
_EMPTY = phrase(
    ("",),
    rf"[ \t]*(?:[-*•·][ \t]*)?(?:\*\*)?(?:(?:{_NOTHING})(?:[ \t]*[（(\[【［][^）)\]】］\n]{{0,20}}[）)\]】］])?|"
    r"[.。…·,，、;；:：!！?？/|~～_＿＊*#=＝—–\- ]{1,80})(?:\*\*)?[ \t]*[。.；;]?[ \t]*$",
    at=At.LINE,
)
"""The whole text, or a line of an old page, says nothing."""
_LETTERS = (
    phrase(
        "xx",
        r"(?<![A-Za-z0-9_{^\\$&Α-Ωα-ω∂.:/=→-])x{2,}(?![A-Za-z0-9_}*^'ᵀ→])(?![ ]?→)(?![ ]?(?:[/和与、]|-)?[ ]?(?:XY|染色体|"
        r"chromosome))(?<!第XX)(?<!第XXX)",
    ),
    phrase("×××|✕✕✕|某某|○○|〇〇|＿＿|___|△△|＊＊＊", r"[×✕]{3,}|某某|[○〇]{2,}|[_＿]{3,}|△{2,}|＊{3,}"),
    phrase(
        "todo|tbd|fixme|lorem|placeholder",
        r"\b(?:TODO|FIXME)\b(?=[ ]?[:：\])】）-]|[。.]?[ \t]*$)|(?<=[：:为是])[ ]?TBD\b|\bTBD\b(?=[ ]?[:：-])|"
        r"\blorem ipsum dolor\b|"
        r"(?:\[|<|【)PLACEHOLDER(?:\]|>|】)",
    ),
    phrase("提出", r"提出了?一[个种项套][ ]?(?:[.…]{2,6}|[_＿]{2,}|[xX]{2,}|×{2,}|某{1,2}[个种]?|[○〇]{2,})"),
    phrase(
        "undefined|nan|none|null",
        r"(?<![A-Za-z])(?:undefined|NaN|null|None)(?:[，,、；;]?[ ]?(?:undefined|NaN|null|None)){1,9}(?![A-Za-z])",
    ),
)
_TO_FILL_IN = (
    phrase(
        "empty|no |no_|missing|blank|null|none",
        r"[(<\[（](?:empty|no|missing|blank|null|none)[ _-]?(?:response|output|content|text|result|summary|data|answer|"
        r"value)?[)>\]）]",
    ),
    phrase(
        "此处|这里|在此",
        r"(?:此处|这里|在此)(?:应|请|需|待|可|暂)?(?:补充|填写|插入|填入|替换|省略|留空|略去|描述|写)"
        r"(?=[^，。\n]{0,12}(?:[。）)\]】，：:]|$))",
    ),
    phrase(
        "待|需|请|应",
        r"[（(【\[<《｛{][ ]?(?:此处|这里|内容|信息|具体|数据|论文|作者)?[^（()）【】\[\]\n]{0,8}(?:待|(?<![无不])需|请|应)"
        r"(?:补充|完善|填写|填|定|更新|添加|插入|确认|补全|替换)[^（()）【】\[\]\n]{0,12}[）)】\]>》｝}]",
    ),
    phrase(
        "略",
        r"[（(【\[][ ]?(?:此处|以下|下文|中间|后续|其余|部分|具体)?(?:内容|部分)?已?(?:省略|从略|略)(?:[0-9]{1,5} ?字|"
        r"若干)?[。.…]{0,3}[）)】\]]",
    ),
    phrase(
        "待补|待填|待续|待更新",
        r"[^，。！？\n]{0,8}(?<![有尚仍亟还])待(?:补充|填写|补全|更新|续写)(?=[。！；\n]|$)",
        at=At.SENTENCE,
    ),
    phrase(
        "填写|填入|填充|补充|替换|修改|调整",
        r"(?:根据|按照?)(?:实际(?:情况|内容|论文|需要)|具体(?:情况|论文|内容))[^，。！？\n]{0,6}(?:填写|填入|填充|补充|替换|"
        r"修改|调整)",
    ),
    phrase(
        "名|标题|填写|内容|描述|补充|插入|说明|替换|背景|贡献|结果|要点|回答|答案|输出",
        r"[【\[<｛](?:在此|此处|插入|填写|输入|论文|方法|模型|作者|数据集|名称|标题|挑战|具体|描述|核心|研究|简要|你的|您的)"
        r"[^】\]>｝\n，。]{0,14}"
        r"(?:名称?|名字|标题|填写|内容|描述|补充|插入|说明|替换|背景|姓名|贡献|结果|要点|回答|答案|输出)[】\]>｝]",
    ),
    phrase(
        "insert|your|placeholder|paper|method|model|author|dataset|challenge|fill|name of|title of|add|describe",
        r"[\[<{](?:insert|your|placeholder|paper|method|model|author|dataset|challenge|fill|name of|title of|add|describe)[ _-]"
        r"[A-Za-z _-]{2,40}[\]>}]",
    ),
    phrase(
        "句|段|字",
        r"(?:这里|此处|本节|这一?部分)?[是为]?[^，。；！？\n]{0,16}[，,：:]?[ ]?"
        r"(?:[用以][ ]?[一二两三四五六0-9到至~–-]{1,5}[ ]?(?:句话?|段话?|百?字)(?:左右|以内)?[，,]?|[一二两三][ ]?[句段]话?[，,])"
        r"[^，。；！？\n]{0,4}(?:说明|描述|概括|介绍|总结|阐述|交代|讲清|写)",
        at=At.SENTENCE,
    ),
    phrase("？？|??", r"(?<=[一-鿿])[？?]{2,}(?=[一-鿿，。A-Z])"),
    phrase(
        "填写|填入|补充",
        r"[（(【\[…][^，。\n（）]{0,4}根据[^，。\n（）]{0,12}(?:填写|填入|补充)|(?:将|会)在[^，。\n]{2,16}[之以]?后(?:再)?(?:补充|填写|完善)",
    ),
    phrase("${", r"\$\{[A-Za-z_][A-Za-z0-9_.]{2,40}\}"),
    phrase(
        "0字|5字|2字|8字|0 字|5 字|2 字|8 字",
        r"[^\n]{0,14}(?:不超过|约|大约|至少)?[ ]?[0-9]{2,4}[ ]?字(?:左右|以内|上下)?[^\n。]{0,16}[。）)]?[ \t]*$",
        at=At.LINE,
    ),
    phrase("字符串|此处应有|这里应有", r"(?:字符串|文本|字段)[，,：:](?=[^\n]{0,40}$)|(?:此处|这里)应有", at=At.LINE),
    phrase("…|...", r"[:：][ ]?(?:…{1,2}|\.{3,6})(?=[;；，。]|[ \t]*$)"),
    phrase("发布时|替换", r"正式发布时|请(?:自行)?替换|待替换"),
    phrase("soon|敬请期待|你的|您的", r"coming soon|敬请期待|<[你您]的[^<>\n]{1,12}>"),
    phrase(
        "这里|此处|本节|该部|以下|示例|其余|第一|第二|一段|正在|将在|会在",
        r"(?:这里|此处|本节|该部分|以下)(?:[是为的]|将)?(?:关于)?(?:背景|已有的?工作|核心贡献|贡献|实现与部署|实现|总结|挑战|部分|"
        r"具体){1,3}"
        r"(?:的|部分|中文)*(?:内容|总结|文本|文字)?[。.]?[ \t]*$|(?:这里|此处)[是为][“□「][^，。\n]{0,12}(?:内容|部分|一节)|"
        r"示例(?:文本|内容|文字|段落)|"
        r"[（(…]*其余部分(?:按|照|同)[^，。]{0,8}|"
        r"第[一二]段[：:]|一段[^，。\n]{0,12}(?:字|中文|文本|文字)(?:的|[，,。]|$)|"
        r"(?:本节|该部分|此处)[^，。\n]{0,8}(?:正在生成|(?:将|会)在后续|稍后)",
        at=At.SENTENCE,
    ),
    phrase("内容", r"([一-鿿]{0,6}内容)\1{1,9}[。.]?[ \t]*$", at=At.LINE),
    phrase("测试", r"[ \t]*(?:测试){1,9}[0-9]{0,9}[。.]?[ \t]*$", at=At.LINE),
    phrase("{{|{%", r"\{\{[^{}\n]{0,60}\}\}|\{%[^%\n]{0,60}%\}"),
    phrase(
        "{",
        r"(?<![\\_^$}A-Za-z0-9)\]({,⟨])(?<!, )\{(?:[a-z]{3,20}(?:_[a-z0-9]{1,20}){0,3}|(?:论文|方法|模型|作者|标题|名称|数据集|"
        r"挑战|内容|摘要|结果|贡献|背景|结论|数字|领域|任务)[一-鿿]{0,8})\}(?![$_^{])",
    ),
    phrase("$", r"(?<![A-Za-z0-9$\\])\$[a-z]{2,16}(?:_[a-z]{2,16}){1,3}(?![A-Za-z0-9_$])"),
    phrase("__|＿", r"(?<![A-Za-z0-9_＿])[_＿]{2,}(?![A-Za-z0-9_＿])"),
    phrase(
        "生成中|加载中|撰写中|整理中|更新中|编辑中|编写中|处理中",
        r"(?:内容|文字|摘要|总结|正文)?(?:正在)?(?:生成|加载|撰写|整理|更新|编辑|编写|处理)中(?=[，,。.…！!（(]|[ \t]*$)",
        at=At.LINE,
    ),
    phrase("%s|%d", r"(?<![0-9A-Za-z%])%[sd](?![A-Za-z0-9])"),
    phrase("无数据", r"无数据[\[【［(（][^）\]】］)\n]{0,8}(?:超时|失败|错误|异常)"),
)
_PHRASES = (_EMPTY, *_LETTERS, *_TO_FILL_IN)

_BARE_NUMBER = re.compile(
    r"[ \t]*(?:挑战[ \t]*[0-9一二三四五六七八九十NXx]{0,3}|challenge[ \t]*[0-9N]{0,2})?[ \t]*[：:]?[ \t]*",
    re.ASCII | re.IGNORECASE,
)
_BARE_CONTRIBUTION = re.compile(r"提出了?(?:一[个种项套类款])?(?:新的?|全新的?|创新的?)?[ ]?[。.]?", re.ASCII)
_OPENING = re.compile(r"(?:[-*•][ ]+)?(?:\*\*)?提出了?(?:一[个种项套类款])?(?=\S)")
"""How a contribution begins; what stands behind it is a text of its own."""
_ASKING = ("如何", "怎样", "怎么", "为什么", "为何")
"""How a paragraph begins that states the difficulty itself."""

_QUESTIONS = (
    phrase("为什么解决不了", r"(?:(?:已有|现有)的?(?:工作|方法|研究))?为什么解决不了", Severity.WARNING),
    phrase(
        "是什么|如何解决|什么问题|如何应对",
        r"(?:挑战是什么|要解决什么问题|本文如何解决|如何应对这个挑战|背景是什么|结论是什么|贡献是什么)[？?]?",
        Severity.WARNING,
        at=At.SENTENCE,
    ),
)

_SAID = Accusation(
    "a placeholder stands where a text should",
    "这里是占位符，不是内容。请根据论文资料写出具体内容；没有可写的就删去这一项。",
)
_EMPTY_SAID = Accusation(
    "the title is empty or names nothing",
    "这里没有内容。请根据论文资料写出具体内容；没有可写的就删去这一项。",
)
_QUESTION_SAID = Accusation(
    "a question of the prompt's template stands where a label or a text should",
    "这是模板里的提问，不是论文的内容。请删去。",
)


@rule(
    "placeholder",
    Example("提出了一个xxx", "提出了一个xxx", "contribution"),
    Example("- ...", "...", "implementation[0]"),
    Example(
        "{method_name} 预测笔画在边缘之外怎样延伸，再比较两块残片的预测是否一致。", "{method_name}", "challenges[0].solution"
    ),
    Example("残片的边缘磨损严重（待补充具体数据），人工拼接十分费时。", "（待补充具体数据）"),
)
def placeholder(subject: Subject) -> Iterator[Hit]:
    """Hold placeholders against the summary: xxx, 某某, TODO, （待补充）, a template's braces, or a text that says nothing.

    The model copied its template or had nothing to say. Roman numbers, chromosomes, formulas and sets in braces pass; braces
    right after a letter, `_`, `^` or a backslash are taken for a formula.
    """
    found = list(phrase_hits(subject, _PHRASES, _SAID))
    yield from found
    openings = [passage for passage in subject.passages if _OPENING.match(passage.text)]
    bare = [replace(passage, text=_OPENING.sub(lambda match: " " * len(match[0]), passage.text)) for passage in openings]
    for passage in bare:
        spans = [span for each in _PHRASES for span in each.spans(passage.text)]
        for start, end, severity in join_touching(spans):
            if not any(hit.field == passage.field and hit.start <= start < hit.end for hit in found):
                yield Hit(passage.field, start, end, _SAID.message, _SAID.message_zh, severity)


@rule(
    "empty_title",
    Example("挑战2：", "", "challenges[0].challenge"),
    Example("提出了一种新的", "", "contribution"),
)
def empty_title(subject: Subject) -> Iterator[Hit]:
    """Hold against the summary a challenge without text, or with its number alone, and a contribution that names nothing.

    Where an old page puts the difficulty into the paragraph below (“如何……？”), it is only a warning.
    """
    for index, passage in enumerate(subject.passages):
        severity = Severity.ERROR
        if passage.part is Part.CHALLENGE and _BARE_NUMBER.fullmatch(passage.text):
            below = subject.passages[index + 1].text if index + 1 < len(subject.passages) else ""
            severity = Severity.WARNING if below.startswith(_ASKING) else Severity.ERROR
        elif passage.part is not Part.CONTRIBUTION or not _BARE_CONTRIBUTION.fullmatch(passage.text):
            continue
        yield Hit(passage.field, 0, 0, _EMPTY_SAID.message, _EMPTY_SAID.message_zh, severity)


@rule(
    "template_question",
    Example(
        "已有的工作为什么解决不了：已有的方法多依靠边缘曲线的吻合程度来排序。",
        "已有的工作为什么解决不了",
        "related_work",
        Severity.WARNING,
    ),
    worst=Severity.WARNING,
)
def template_question(subject: Subject) -> Iterator[Hit]:
    """Hold a question of the prompt's template, such as 已有的工作为什么解决不了, against the summary.

    Only a warning: the text beside it is sound.
    """
    return phrase_hits(subject, _QUESTIONS, _QUESTION_SAID)
