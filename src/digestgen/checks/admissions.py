"""Admissions: the summary says that its source lacked something, was cut, or has still to be read.

A summary tells what its source says; what the source did not show has no place in it. The sentence may be true of a paper, so one
field is a warning; where two fields admit it, the text behind the summary was incomplete. Measured on 82,476 summaries made from
abstracts alone: 0.1 % admit something, nearly all “摘要未提供具体实验结果”.
"""

from collections.abc import Iterator
from dataclasses import replace

from digestgen.checks.gap_reasons import THEREFORE
from digestgen.checks.gaps import GAPS
from digestgen.checks.phrases import END, REST, STOP, Accusation, At, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity

_SENTENCE = r"[^。！？\n]"
_PLACE = (
    r"(?:论文|原文|文章|文中|本文|摘要|正文|全文|该文|此文|文档|资料|文本|材料|综述|报告|节选|片段|原论文|作者|此处|它|该研究|"
    r"本研究|该工作|"
    r"(?:所?提供的|所给的?|给定的?|现有|已有|输入的?|上述)(?:论文|文本|内容|资料|材料|信息|摘要|片段|节选|原文|文档))"
)
_ADVERBS = r"(?:本身|中|里|内|部分|也|还|都|均|似乎|目前|暂|对此|在此|并|则|仍|只|仅|的|就|暂时|可能|直接){0,4}"
_NO = r"(?:没有|并未|并没有|尚未|未能|未曾|不曾|暂未|缺乏|缺少|不包含|不含|没|未|无)"
_TOLD = (
    r"(?:提供|给出|提及|提到|涉及|包含|包括|说明|描述|详述|介绍|讨论|报告|报道|披露|交代|阐述|展示|列出|展开|呈现|涵盖|明确|"
    r"记载|述及|谈及|"
    r"论述|解释|体现|写明|标明|指明|见到|看到|找到|显示|具体|公开|公布|透露)"
)
_MATTER = (
    r"(?:实验|结果|细节|实现|部署|评估|评测|数据|指标|对比|比较|信息|内容|方法|步骤|数字|数值|参数|设置|描述|说明|结论|局限|"
    r"配置|代码|过程|案例|分析|"
    r"性能|描绘|讨论|链接|工作|方面|部分|一节|一点|内部)"
)
_DETAIL = r"(?:实验结果|细节|描述|说明|数据|信息|对比|应用案例|分析)"
_SAY = (
    r"(?:提供|给出|确定|确认|得知|判断|获知|知晓|评估|展开|概括|总结|填写|详述|列出|说明|描述|比较|推断|得出|归纳|还原|补充|"
    r"进一步|"
    r"详细)"
)
_CAN_NOT = r"(?:无法|不能|未能|难以|没有办法|无从)"
_GIVEN = (
    r"(?:所?提供的|所给的?|给定的?|输入的?|上传的|可见的?|收到的|现有的?)"
    r"(?:论文|文本|内容|资料|材料|片段|节选|原文|文档|正文|文字|摘要|部分)"
)
_READ = r"(?:阅读|查阅|参考|参阅|查看|研读|参照|核实|核对)"
_WHOLE = r"(?:全文|原文|论文|原论文|完整|更多|后续|正文|附录|全篇|原始文献)"

_NOT_TOLD = (
    phrase(
        "没|未|无|缺|不",
        rf"{_PLACE}(?:(?<!作者)|(?!{_ADVERBS}{_NO}[^，。]{{0,2}}(?:公开|公布|开源|透露|披露|报告))){_ADVERBS}{_NO}(?:明确|"
        rf"详细|具体|直接|进一步|充分|完整|单独|"
        rf"专门|公开|更多|对){{0,3}}"
        rf"(?:{_TOLD}[^。！？；\n]{{0,30}}?{_MATTER}|{REST}{{0,24}}(?:的|具体|详细){REST}{{0,10}}{_DETAIL})",
        also="不包含|不含|不曾|无|未|没|缺乏|缺少",
    ),
    phrase(
        "没有|未|没|缺失",
        rf"{_MATTER}{REST}{{0,14}}在?{_PLACE}(?:中|里|内)?(?:也|均|都|还|并|暂)?(?:(?:没有|并未|尚未|未|没)(?:明确|详细|"
        rf"具体)?{_TOLD}|缺失)",
    ),
    phrase(
        "未|没有",
        rf"(?:关于|具体|详细){REST}{{1,16}}(?:未|没有|尚未|并未|暂未)(?:在{REST}{{0,8}})?(?:明确|详细|具体|被)?"
        rf"(?:提供|给出|提及|公布|说明|展示|披露|列出|详述){STOP}",
    ),
    phrase(
        "没有特定|没有具体|没有详细|没有明确",
        rf"没有(?:特定|具体|详细|明确)的?{REST}{{0,10}}(?:实现|部署|实验|评估|结果){REST}{{0,8}}{STOP}",
        at=At.CLAUSE,
    ),
    phrase(
        "暂无|暂未|未找到|没有找到|未见|找不到|未发现|查无|暂时没有|尚无",
        r"(?:目前|此处|这里|该部分)?(?:暂无|暂未(?:提供|给出|公开)|未找到|没有找到|未见|找不到|未发现|查无|暂时没有|尚无)到?"
        r"(?:任何|相关|具体|更多|详细|足够|该|有关|这方面|明确)?的?(?:信息|内容|描述|说明|数据|资料|细节|介绍|记录|结果|实验)",
        at=At.SENTENCE,
    ),
    phrase(
        "未|没有",
        rf"(?:并?未|没有|尚未|暂未)(?:明确|具体|详细){{0,2}}(?:提及|提供|给出|说明|披露|公布|介绍)(?:任何|具体|详细|相关|"
        rf"明确){{0,2}}的?{REST}{{0,8}}{_MATTER}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "不详|不得而知|无从得知|未可知|暂未提供|尚未提供|暂不可知",
        r"(?:细节|数值|设置|参数|结果|信息|情况|内容|数据|链接)(?:均|尚|也|则|暂)?(?:不详|不得而知|无从得知|未可知|暂未提供|"
        r"尚未提供|暂不可知)",
    ),
    phrase("暂无法|暂时无法|暂不能|暂时不能", r"暂(?:时)?(?:无法|不能)(?:提供|给出|确定|填写|得知)"),
)

_CUT = (
    phrase(
        "篇幅|字数",
        r"(?:因|由于|受|限于|鉴于|碍于)[^，。！？\n]{0,6}(?:篇幅|字数)[^，。！？\n]{0,4}(?:所限|有限|限制|原因|关系|受限)|"
        r"篇幅(?:所限|有限|限制)",
    ),
    phrase(
        "不足|有限|不全|不完整|不够|缺失|匮乏",
        rf"(?:由于|因为?|鉴于|目前|受限于)?{_PLACE}?(?:的|中|里|所含|提供的|可用){{0,2}}(?:信息|内容|资料|材料|细节|原文|文本)量?"
        rf"(?:不足|有限|不全|不完整|不够|缺失|匮乏){_SENTENCE}{{0,12}}(?:{_CAN_NOT}|不便|以上|仅能|只能|{END})",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "不完整|截断|缺失|中断|有限|不全|残缺|为止|没有|未|不包含|不足|仅|只",
        rf"(?:由于|因为?|鉴于|目前|但|然而)?(?!输入){_GIVEN}(?:中|里|内|似乎|可能|本身|在此处?|到此处?|到这里)?"
        r"(?:不完整|被?截断|已被?截断|缺失|中断|有限|不全|残缺|到此为止|没有|未|不包含|不足以?|仅|只)"
        rf"(?!{REST}{{0,12}}(?:时|的情况)){REST}{{0,16}}",
        at=At.SENTENCE,
    ),
    phrase(
        "截断|中断|不完整|戛然而止|残缺|缺失",
        r"(?:由于|因为?|鉴于)?(?:该|此|本)?(?:论文|原文|正文|文章|全文|文档|文本|后文|下文)(?:内容|文本|部分|节选|片段)?"
        r"(?:在此处?|到此处?|至此|似乎|可能|后半部分|后续部分)?(?:已?被)?(?:截断|中断|不完整|戛然而止|残缺|缺失)"
        rf"{STOP}",
        at=At.SENTENCE,
    ),
    phrase(
        "后续|其余|剩余|余下|后半|后面",
        r"(?:后续|其余|剩余|余下|后半|后面)的?(?:部分|内容|章节|页面)"
        r"(?:缺失|未(?:能)?(?:提供|给出|看到|读取|显示|包含)|无法(?:看到|获取|读取|得知)|没有(?:提供|给出|看到)|被截断)",
    ),
    phrase(
        "仅|只",
        rf"(?:以上{REST}{{0,8}}|本(?:总结|摘要|概述){REST}{{0,4}})?(?:仅|只)能?(?:根据|基于|依据|凭|提供了?|给出了?|包含|有|"
        rf"看到|读到)"
        rf"{REST}{{0,6}}(?:摘要|节选|片段|前[一二三四五六七八九十几0-9]+页|标题|题目|部分(?:文本|内容|章节|页面))(?!的(?:论文|"
        rf"样本|文献|数据|条目|情况)){REST}{{0,10}}",
        at=At.SENTENCE,
    ),
    phrase(
        "摘要|标题|题目|关键词",
        rf"(?:仅|只)?(?:根据|从|基于|依据)(?:论文|文章|原文|所提供|提供)?的?(?:摘要|标题|题目|关键词){REST}{{0,6}}"
        r"(?:推测|推断|猜测|来看|可以推断|可以推测|可以看出)",
        at=At.SENTENCE,
    ),
    phrase(
        "只能|仅能|只看到|只读到|只获取",
        r"(?:只能|仅能|只)(?:看到|读到|获取到?)[^，。！？\n]{0,8}(?:摘要|标题|前[一二三四五六七八九十几0-9]|片段|节选|正文|"
        r"部分(?:内容|文本|页面))",
    ),
    phrase(
        "受限于|受",
        r"(?:受限于|受)(?:输入|上下文|文本|模型)?的?(?:长度|篇幅|字数|窗口)的?(?:限制)?[，,]?"
        rf"{_SENTENCE}{{0,16}}(?:未能|无法|不能|没有)(?:全部)?(?:纳入|总结|展开|覆盖|读取|包含|给出)",
        at=At.CLAUSE,
    ),
    phrase("结构|目录|章节", rf"(?:根据|从)(?:论文|文章)的?(?:结构|目录|章节){_SENTENCE}{{0,40}}可能", at=At.SENTENCE),
)

_CAN_NOT_SAY = (
    phrase(
        "由于|因|鉴于",
        rf"(?:由于|因为?|鉴于){_SENTENCE}{{0,20}}(?:{_PLACE}|具体|链接|细节|全文|当前|目前){_SENTENCE}{{0,24}}"
        rf"(?:没有|未|缺少|缺乏|无法|不明|有限|不足|缺失|截断){_SENTENCE}{{0,24}}(?:{_CAN_NOT}|不便|仅能|只能|暂不|"
        rf"不再){_SENTENCE}{{0,6}}{_SAY}",
        at=At.SENTENCE,
    ),
    phrase(
        "这方面|此方面|该方面|该部分|这部分|相关工作|更多|完整|与其他|与相关",
        rf"(?:因此|所以|故|从而|[，,])(?:此处|这里|暂时|目前|本节|该部分)?{_CAN_NOT}(?:在此|在这里|"
        rf"对此)?{_SAY}{_SENTENCE}{{0,12}}"
        r"(?:这方面|此方面|该方面|该部分|这部分|相关工作|更多(?:细节|信息|内容)|完整的?(?:实现|信息|内容|总结)|"
        r"与(?:其他|相关)[^，。]{0,6}(?:比较|对比))",
    ),
)

_READ_ON = (
    phrase(
        "阅读|查阅|参考|参阅|查看|研读|参照|核实|核对",
        rf"(?<![户型体统员手家生])(?:(?<![无不])需要?|应|建议|须|有待|尚需|还需|后续|"
        rf"请)[^，。！？\n]{{0,10}}{_READ}[^，。！？\n]{{0,8}}{_WHOLE}|"
        rf"(?<![一-鿿])(?:(?:感兴趣的?)?(?:读者|研究者)|具体|详细|更多|细节)?[^，。！？\n]{{0,6}}可以?(?:进一步|直接|自行|去|"
        rf"再)?{_READ}"
        r"(?:论文|文章|完整)?的?(?:该|此|这篇|本)?(?:论文|全文|原文|正文|附录|原论文|原始文献)(?![^，。！？\n])",
    ),
    phrase("阅读|查阅|研读", r"(?:更?深入的?|进一步的?|继续|后续)(?:阅读|查阅|研读)(?=以|来|才|才能|，|。|$|全|原|论文|后续)"),
    phrase(
        "原文|全文|正文|原论文",
        rf"(?:具体|详细|详情|细节|更多|完整|其余|其他){_SENTENCE}{{0,20}}(?:参[考阅见照看]|查阅|查看|见于?)[^，。！？\n]{{0,6}}"
        r"(?:原文|全文|正文|原论文)|详[见情](?:参?见|参阅)?(?:原文|全文|正文|原论文|论文)|以(?:论文|文献|文章)?(?:原文|全文|"
        r"原论文)"
        r"[^，。！？\n]{0,6}为准",
    ),
    phrase(
        "将|会|待",
        rf"{_MATTER}{REST}{{0,14}}(?:将|会|待)(?:体现|呈现|出现)?(?:在|于)?(?:后续|后文|下文|接下来|稍后|之后|下一)"
        rf"(?:的?(?:部分|章节|内容|段落)"
        rf"|{REST}{{0,6}}(?:提供|补充|给出|说明|介绍|展开|呈现|体现))",
    ),
    phrase(
        "将在|会在",
        r"(?:将|会)在(?:后续|后文|下文|接下来|稍后|之后|下一)的?(?:回[复答]|部分|章节|内容|总结|段落)?[^，。！？\n]{0,6}"
        r"(?:提供|补充|给出|说明|介绍|展开|详述|更新)(?![^，。！？\n]{0,6}(?:代码|数据|模型|开源))",
    ),
)

_ENGLISH = (
    phrase(
        "paper|text|abstract|article|excerpt|document|author|content|passage",
        r"\b(?:paper|text|abstract|article|excerpt|document|author|content|passage)s? (?:do(?:es)? not|did not|doesn['’]t|"
        r"don['’]t|"
        r"didn['’]t) (?:\w+ )?(?:provide|mention|include|contain|specify|discuss|describe|give|report|disclose|cover|state|"
        r"detail)\b"
        r"[^.。\n]{0,40}|\bnot (?:explicitly |clearly )?(?:mentioned|provided|specified|available|included|given|described|"
        r"disclosed|"
        r"stated|discussed) in the (?:provided |given )?(?:text|paper|abstract|excerpt|document|article)\b|"
        r"\bbased (?:only |solely )?on (?:only )?the (?:abstract|provided|given|title|excerpt)\b|\b(?:text|paper|document|"
        r"excerpt|content) "
        r"(?:is|was|has been|appears to be|seems) (?:truncated|incomplete|cut off)\b|\b(?:full|complete) (?:text|paper|article) "
        r"(?:is|was|would be) (?:not available|needed|required|unavailable)\b|\brefer to the (?:original|full) (?:paper|text|"
        r"article)\b",
    ),
)

_GIVEN_IS_CUT = (
    phrase(
        "不完整|截断|中断|残缺|为止|不全|缺失",
        rf"(?:由于|因为?|鉴于|目前|但|然而)?{_GIVEN}(?:中|里|内|似乎|可能|本身|在此处?|到此处?|到这里)?"
        rf"(?:已?被?截断|不完整|不全|残缺|中断|到此为止|缺失)(?!{REST}{{0,12}}(?:时|的情况|的问题)){REST}{{0,16}}",
        at=At.SENTENCE,
    ),
    phrase(
        "摘要|节选|片段|标题|题目|前",
        rf"(?:以上|上述|本)(?:总结|摘要|概述|概括|内容|分析|解读)?{REST}{{0,4}}(?:仅|只)能?(?:根据|基于|依据){REST}{{0,6}}"
        r"(?:摘要|节选|片段|标题|题目|前[一二三四五六七八九十几0-9]+页)",
        at=At.SENTENCE,
    ),
)
"""What is said of the text that was handed over: never the paper's own words."""
_MAYBE_TRUE = (*_NOT_TOLD, *_CUT, *_CAN_NOT_SAY, *_READ_ON, *_ENGLISH, *GAPS, *THEREFORE)
_PHRASES = (*_GIVEN_IS_CUT, *(replace(each, severity=Severity.WARNING) for each in _MAYBE_TRUE))
_SAID = Accusation(
    "the text says what its source lacks or what is still to be read, where only what the source says belongs",
    "不要谈论资料是否完整、论文没有写什么或还需要阅读什么。只写资料里有的内容；没有可写的就写短。",
)


@rule(
    "admits_missing",
    Example("提供的文本在此处被截断，残片的来源不明。", "提供的文本在此处被截断", "conclusion[0]"),
    Example("残片的来源多样，论文没有给出具体的部署细节。", "论文没有给出具体的部署", "implementation[0]", Severity.WARNING),
)
def admits_missing(subject: Subject) -> Iterator[Hit]:
    """Hold against the summary what it says of gaps in its source, of its being cut, or of reading on.

    One field is a warning, since papers do leave things out. From two fields on, or where the text that was handed over is called
    incomplete, it is an error: then the model has seen too little.
    """
    hits = list(phrase_hits(subject, _PHRASES, _SAID))
    several = len({hit.field for hit in hits}) > 1
    yield from (replace(hit, severity=Severity.ERROR) for hit in hits) if several else hits
