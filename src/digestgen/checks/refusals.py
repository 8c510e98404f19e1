"""Refusals: the model says that it cannot or will not summarise, in its own person or in nobody's.

Measured on 82,476 machine-made Chinese summaries: outside quotations nobody says 我 or 您, so the person is the best sign. Where
nobody is named (“无法访问该论文”), the sentence must start with the inability and be about the document or the task: a sentence
with a subject (“智能体无法访问外部工具”) is the paper's.
"""

from collections.abc import Iterator

from digestgen.checks.phrases import END, REST, STOP, Accusation, At, phrase, phrase_hits
from digestgen.checks.refusals_english import ENGLISH
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity

ME = r"(?<![自忘本小大敌唯非无超真物舍])我(?![们国校院军党方省市县厂区队/／])"
"""我 as a person, not in 自我, 我们, 我国."""
LEAD = (
    r"(?:(?:但是?|而|因此|所以|故|由于|因为|目前|现在|对此|虽然|尽管|不过|看来|似乎|好的?|那么|然后|首先|接下来|下面|如果|抱歉|"
    r"对不起|"
    r"很遗憾|遗憾的是|非常抱歉|很抱歉)[，,]?)?"
)
"""What may stand before the person."""
_NOT = r"(?:无法|不能|未能|没能|没法|无从|难以|不便|不予|不可以|没有办法)"
_HANDLE = (
    r"(?:访问|获取|获得|打开|读取|下载|加载|解析|识别|查看|浏览|看到|找到|检索|提取|阅读|收到|接收|检测到|抓取|连接|处理|显示|"
    r"分析|"
    r"查阅)"
)
_DOCUMENT = r"(?:论文|文章|文档|文献|PDF|链接|网页|附件|文件|原文|全文|正文|页面|URL|网址|网站|arXiv)"
_THIS = r"(?:该|这篇|这份|这个|此|本|所给的?|给定的?|所?提供的|上传的|当前|目标|原始|完整)"
_TASK = r"(?:总结|摘要|概括|概述|归纳|解读|回答|作答|答复|翻译|撰写)"
_NOW = r"(?:目前|暂时|当前|现在|因此|所以|故|实在|还|仍|也|本次|这里|此处|很抱歉|抱歉|[，,])*"
_NO_TOPIC = rf"(?!{REST}{{0,10}}(?:时|后|的(?:情况|问题|场景|方法|模型|样本|论文|任务|难题)|[是导]|成为))"
_POLICY = r"(?:法律法规|使用政策|内容政策|安全政策|安全策略|使用条款|平台规定|内容安全|社区准则|伦理准则)"
_SORRY = r"(?:抱歉|对不起|不好意思)"

_PERSON = (
    phrase("我", rf"{LEAD}{ME}{REST}{{0,8}}(?:无法|[不未没]|只能|仅能|难以|拒绝|尚|暂|仅){REST}{{0,24}}", at=At.CLAUSE),
    phrase("我", rf"{ME}(?:也|还|目前|暂时)?(?:无法|不便|没法|没能|未能){REST}{{0,24}}"),
    phrase(
        "作为",
        rf"作为(?:一个|一名|一款|一位|一种)?{REST}{{0,12}}(?:模型|助手|助理|AI|人工智能|机器人)[，,]?[ ]*"
        rf"(?:我|本(?:模型|助手|人|AI)|(?:目前|暂时|尚)?(?:{_NOT}|没有|不具备|不会|并不))[^。！？\n]{{0,30}}",
        at=At.SENTENCE,
    ),
    phrase(
        "本助手|本ai|本 |小助手|本机器人",
        r"(?:本[ ]?(?:助手|AI[ ]?助手|AI(?=[ ]?(?:无|不|暂|尚|目|没|只|未|也|仅))|机器人)|小助手)[^。！？\n]{0,30}",
        at=At.CLAUSE,
    ),
    phrase(
        "抱歉|对不起|不好意思",
        rf"(?:真的?|实在|非常|十分|很|万分|深感|深表|首先|先)*{_SORRY}(?![的和与、或]|等|类|式|回)[^。！？\n]{{0,40}}",
        at=At.SENTENCE,
    ),
    phrase(
        "抱歉|对不起|不好意思|歉意",
        rf"(?:对此|特此)?(?:很|非常|十分|深|深感|表示|感到)*(?:{_SORRY}|表歉意|歉意)(?:{STOP}|(?=无法|不能|我))",
        at=At.CLAUSE,
    ),
    phrase("谅解|见谅|包涵|海涵|理解", rf"(?:敬?请|还请|还望|望|敬希){REST}{{0,6}}(?:谅解|见谅|包涵|海涵|理解)", at=At.CLAUSE),
    phrase(
        "遗憾",
        rf"(?:非常|很|十分|令人)?遗憾(?:的是|地)?[，,：]?[^。！？\n]{{0,24}}?{_NOT}[^。！？\n]{{0,14}}"
        rf"(?:{_DOCUMENT}|总结|摘要|概括|请求|该任务|回答)",
        at=At.SENTENCE,
        in_titles=False,
    ),
)

_DOCUMENT_OUT_OF_REACH = (
    phrase(
        "无法|不能|未能|没能|没法|无从|难以|没有办法",
        rf"{_NOW}{_NOT}{REST}{{0,10}}{_HANDLE}{REST}{{0,12}}{_DOCUMENT}{_NO_TOPIC}{REST}{{0,12}}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "无法|不能|未能|没能|没法",
        rf"{_NOT}{REST}{{0,8}}{_HANDLE}{REST}{{0,4}}(?:这篇|该|此|本|所给的?|所?提供的|上传的)"
        rf"(?:论文|文章|文献)(?:的)?(?:全文|原文|正文|内容|PDF|文件)?{STOP}",
    ),
    phrase(
        "无法|不能|未能|没能",
        rf"{_THIS}{_DOCUMENT}{REST}{{0,10}}{_NOT}被?(?:正常|成功|正确|完整|直接)?{_HANDLE}{STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "无法|不能|未能|没能",
        rf"{_DOCUMENT}(?:内容|文件|链接)?{_NOT}被?(?:正常|成功|正确|完整|直接)?{_HANDLE}{STOP}",
        at=At.LINE,
        in_titles=False,
    ),
    phrase(
        "论文|原文|正文|pdf",
        rf"{_NOT}(?:直接|正常|成功)?(?:获取|访问|打开|读取|下载|查看|看到|阅读|收到)到?(?:该|此|完整的?)?(?:论文|原文|正文|PDF)"
        rf"的?(?:内容|全文|正文|文件|链接)?{STOP}",
        at=At.CLAUSE,
        in_titles=False,
        also="不予|不便|不可以|不能|无从|无法|未能|没有办法|没法|没能|难以",
    ),
    phrase("可供|可以|可用|能够", r"没有(?:可供|可以|可用于?|能够|足够的?)(?:总结|摘要|概括)的?(?:内容|文本|信息|材料)?"),
    phrase(
        "没有|未|没收|没看",
        rf"{_NOW}(?:用户|似乎|看起来|好像|消息中|输入中|对话中)?(?:似乎|中|里)?(?:并?没有|并?未|尚未|未能|没)"
        r"(?:收到|接收到|附上|附带|上传|粘贴|给出|提供|看到|检测到|发送|输入)"
        rf"(?:任何|完整|具体|有效|相关|足够|待总结|需要{REST}{{0,6}}|可)?的?(?:{_DOCUMENT}|文本|摘要|材料){REST}{{0,10}}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "为空|缺失|空白|丢失|不存在|空的",
        rf"{_THIS}?(?:论文|文章|正文|原文|全文|输入|文档|PDF|链接)的?(?:内容|文本|部分|文件)?(?:似乎|好像|可能)?"
        rf"(?:为空|是空的|缺失|空白|丢失|不存在){END}",
        at=At.SENTENCE,
        in_titles=False,
    ),
)

_TASK_DECLINED = (
    phrase(
        "无法|未能|不能|生成|失败",
        r"(?<=[：:])[ ]?(?:暂时?|目前)?(?:无法|未能|不能)(?:生成|提供|总结|给出|填写|完成|撰写|获取|概括|确定)(?:内容|该部分|"
        r"本节)?(?:[。；;]|[ \t]*$)",
        in_titles=False,
        also=":|：",
    ),
    phrase(
        "本模型|本语言|本系统|本工具",
        r"(?<=[注明示][：:])[ ]?本(?:语言)?(?:模型|系统|工具)(?:暂|目前|尚)?(?:无法|不能|不支持|没有)[^。！？\n]{0,24}",
    ),
    phrase("恕", r"(?<![宽饶])恕(?:我|不|难|无)[^。！？\n]{0,20}"),
    phrase(
        "已损|似乎|已失|失效|损坏|过大|格式",
        r"(?:上传|提供|附上|发送)的(?:文件|论文|PDF|文档|链接|图片|附件)(?:格式)?(?:似乎|好像|可能|已经?|不|过大|过长)"
        r"[^。！？\n]{0,20}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "不支持|不受支持|不正确|有误|失效",
        rf"(?:该|此|当前|本)?(?:文件|文档|PDF|链接|附件)(?:的?(?:格式|类型|地址))?(?:暂)?(?:不受支持|不支持|不正确|有误|"
        rf"已?失效){STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "无法|不能|未能|没能|没法|不便|不予",
        rf"{_NOW}{_NOT}(?:直接|为|对|从|将|在|继续|进一步|准确|完整){{0,2}}{REST}{{0,6}}"
        r"(?:提供|给出|回答|总结|概括|生成|确定|判断|得知|撰写|完成|继续|展开|访问|获取|打开|读取|下载|查看|浏览|看到|找到|阅读|"
        r"协助|满足|执行)"
        rf"{_NO_TOPIC}{REST}{{0,12}}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "无法|不能|未能|没能|没法|不便|不予", rf"{_NOW}{_NOT}{REST}{{0,20}}", Severity.WARNING, at=At.SENTENCE, in_titles=False
    ),
    phrase(
        "总结|摘要|概括|概述|解读",
        rf"(?:因此|所以|故|从而|也|就|暂|目前)?{_NOT}(?:生成|给出|完成|提供|进行|撰写|作出)?{REST}{{0,6}}(?:总结|摘要|概括|概述|"
        rf"解读)(?:内容)?{STOP}",
        at=At.CLAUSE,
        in_titles=False,
    ),
    phrase(
        "无法|不能|未能",
        r"[^，。\n]{0,14}(?:无法|不能|未能)(?:生成|给出|完成|提供|获取|返回)(?:有效的?|相关)?(?:摘要|总结|概括|回答|回复|内容|"
        r"结果|数据)[。！]?[ \t]*$",
        at=At.LINE,
        in_titles=False,
    ),
    phrase("暂时无法|暂时还|暂时不|暂不支持", rf"暂时(?:还)?(?:无法|不能|不支持){REST}{{0,12}}|暂不支持{END}"),
    phrase("无需|不需要", rf"(?:无需|不需要)(?:再|进行)?(?:生成)?(?:摘要|总结|概括|翻译){END}", at=At.CLAUSE, in_titles=False),
    phrase(
        "根据|依据|基于|从",
        rf"(?:根据|依据|基于|从)(?:现有|已有|所?提供的|所给的?|给定的?|当前|上述)的?(?:资料|信息|内容|文本|材料|上下文|文档|"
        rf"论文)(?:中|来看)?[，,]?"
        rf"(?:我|暂时|目前|尚|还)?(?:{_NOT}|不足以){_NO_TOPIC}{REST}{{1,16}}",
        at=At.SENTENCE,
    ),
    phrase(
        "由于|因无|因未|因缺|鉴于",
        r"(?:由于|因为?|鉴于)(?:暂时|目前|系统)?(?:(?:无法|未能|没有|没能|缺少|缺乏)(?:直接|成功)?(?:获取|访问|打开|读取|获得|"
        r"查看|下载|看到|阅读|收到)?"
        rf"{REST}{{0,8}}(?:论文|原文|全文|正文|文档|文章|PDF|链接|网页|附件)|(?:该|此|本)?(?:正文|全文|原文|论文|文章|文档)"
        rf"(?:的?(?:内容|正文|全文|文本))?"
        r"(?:缺失|未提供|未能提供|没有提供|不可用|无法(?:获取|访问|打开|读取|下载)|不完整|被?截断))[^。！？\n]{0,30}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "无法|不能|未能|没法|不便|不予|难以|没有办法",
        rf"{_NOW}{_NOT}{REST}{{0,14}}(?:{_TASK}|(?:该|此|这个|这一|这项|上述|用户的?|本次)(?:请求|问题|要求|任务|内容)|请求)"
        rf"{_NO_TOPIC}{REST}{{0,10}}{STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "由于|因|鉴于",
        r"(?:由于|因为?|鉴于)[^。！？\n]{0,24}(?:论文|PDF|链接|附件|网页|(?:文本|内容|信息|原文|文档|全文|资料|文件|输入|正文)"
        r"[^。！？\n]{0,12}(?:未|没有|不|无法|缺失|损坏|为空|失败))[^。！？\n]{0,24}[，,](?:因此|所以|故|目前|暂时|现)?"
        rf"{_NOT}[^。！？\n]{{0,16}}(?:{_TASK}|(?:这篇|该|此|本)论文)[^。！？\n]{{0,10}}{STOP}",
        at=At.SENTENCE,
    ),
    phrase(
        "法规|政策|策略|条款|规定|安全|准则",
        rf"(?:根据|依据|按照|基于|由于|出于){REST}{{0,12}}{_POLICY}{REST}{{0,10}}[，,]?(?:目前|暂时|本次|现|此内容|该内容)?"
        rf"{_NOT}[^。！？\n]{{0,24}}",
        at=At.SENTENCE,
    ),
    phrase(
        "请求|提问|话题|输入|该内容|此内容|这个内容|这一内容|本次内容|该问题|此问题|这个问题|这一问题|本次问题|当前",
        rf"(?:该|此|本次|这一|这个|当前)(?:请求|提问|话题|输入|内容|问题){REST}{{0,8}}(?:(?:已被|被)(?:拒绝|拦截|屏蔽|过滤)|"
        rf"{_NOT}(?:处理|完成|满足|执行|回答|显示|展示)|违反|不符合(?:使用|内容|安全|平台)|触发了?(?:安全|内容|审核)|"
        rf"超出了?(?:我|本|当前|服务)){REST}{{0,16}}{STOP}",
        at=At.SENTENCE,
    ),
    phrase(
        "范围",
        rf"(?:这|该|此){REST}{{0,10}}(?:超出|不在|超过)了?(?:我|本模型|本助手|当前)?的?(?:能力|知识|服务|权限|职责)范围",
        at=At.SENTENCE,
    ),
    phrase("换个|换一个|学会", r"换一?个(?:话题|问题|方式提问)|还没有?学会(?:回答|如何回答|处理)"),
    phrase(
        "没有|不具备|不支持",
        rf"{_NOW}(?:没有|不具备|不支持)(?:直接)?(?:浏览|访问|联网|上网|打开|读取|查看|处理){REST}{{0,12}}(?:能力|权限|功能|"
        rf"{_DOCUMENT})",
        at=At.SENTENCE,
        in_titles=False,
    ),
)

_PHRASES = (*_PERSON, *_DOCUMENT_OUT_OF_REACH, *_TASK_DECLINED, *ENGLISH)
_SAID = Accusation(
    "a refusal stands where the summary should",
    "这是推辞或拒绝的话，不是论文的内容。请根据论文资料写出这一部分；资料没有说到的就不写，也不说明做不到什么。",
)


@rule(
    "refusal",
    Example("抱歉，我无法访问该论文的全文。", "抱歉，我无法访问该论文的全文"),
    Example("无法打开所提供的链接，残片的边缘磨损严重。", "无法打开所提供的链接", "conclusion[0]"),
    Example("I cannot access the PDF file.", "I cannot access the PDF file", "implementation[0]"),
)
def refusal(subject: Subject) -> Iterator[Hit]:
    """Hold against the summary that the model declines, or says that it cannot read, open or summarise the paper.

    The text is then about the model, not about the paper. What stands in quotation marks does not count, nor does an inability
    that has a subject of its own, so that papers about refusals and agents pass. A sentence that starts with any other inability
    is a warning.
    """
    return phrase_hits(subject, _PHRASES, _SAID)
