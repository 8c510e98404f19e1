"""Chatter: what an assistant says to the person before it instead of, before or after its summary.

Measured on 26,964 machine-made Chinese summaries: outside quotations none says 您 or 请 (“please”), none 我 or 你 of a person; 我们
stands in 32, mostly for mankind. So these words are errors wherever they act, and 我们 is a warning where it does the authors' work.
Where nobody is addressed, the place decides: openings open a text, closings start a sentence.
"""

from collections.abc import Iterator

from digestgen.checks.chatter_english import ENGLISH
from digestgen.checks.phrases import END, STOP, Accusation, At, phrase, phrase_hits
from digestgen.checks.refusals import LEAD, ME
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity

_REST = r"[^，。；！？\n]"
_PRODUCT = r"(?:总结|摘要|概括|概述|归纳|解读|翻译|译文|回答|回复|答复|答案|改写|整理|评价|评述|JSON|日报|简报|导读)"
_PAPER = r"(?:论文|文章|文献|原文|全文|本文|该文)"
_EDITED = r"(?:修改|修正|更正|更新|改写|重写|润色|优化|调整|精简|完善|改正|纠正)"
_ASKED = r"(?:要求|指示|指令|请求|格式|说明|意见|反馈|提示|需求|步骤)"
_NOTE = r"(?:注意?|备注|附注|提示|温馨提示|友情提示|免责声明|声明)[：:]"

_PEOPLE = (
    phrase("您", rf"{_REST}{{0,6}}您{_REST}{{0,12}}"),
    phrase(
        "你",
        r"(?<![迷波])你(?:好(?=[，！。!,])|提供|上传|给出|发来?|可以|能|需要|想|希望|还有?|有(?:任何|其他|什么|疑问|问题|需要)|觉得|愿意|"
        rf"没有|的(?:问题|要求|请求|论文|链接|文件|需求|研究|提问|指示|耐心|反馈|阅读)){_REST}{{0,12}}",
    ),
    phrase("你", rf"(?:如果|若|假如|只要|对|给|为|帮|替|向|祝|告诉|感谢|谢谢|希望|请|助)你(?![们是]){_REST}{{0,12}}"),
    phrase("我", rf"{LEAD}{ME}(?![、是的和与或对本自]){_REST}{{1,16}}", at=At.CLAUSE),
    phrase(
        "我是|我的",
        rf"{ME}(?:是(?:一个|一名|一款|由|AI|人工|你的|智能)|的(?:总结|摘要|理解|回答|分析|能力|知识)){_REST}{{0,16}}",
        at=At.SENTENCE,
    ),
    phrase(
        "我",
        rf"(?:可以?|欢迎|随时|尽管|让|由|那|是|待|以便){{1,3}}(?:告诉|联系|通知|询问|让|容)?{ME}{_REST}{{0,12}}",
        at=At.CLAUSE,
    ),
    phrase("我", rf"{ME}(?:将会?|会)?(?:深感|深表|尽力|尽快|承诺|理解(?:您|你)|明白|为(?:您|你)){_REST}{{0,12}}"),
    phrase(
        "咱们|大家好|各位|亲爱的|小伙伴|诸位|广大读者|读者朋友",
        r"咱们|小伙伴们?|大家好|广大读者|(?:亲爱的|各位|诸位)(?:读者|朋友|老师|同学|观众|用户|听众|同仁)|读者朋友",
    ),
    phrase(
        "我们",
        rf"(?:现在|下面|接下来|今天|首先|好)?[，,]?(?:让|由)?我们(?:来|先|就|一起|首先|不妨|再){_REST}{{1,16}}",
        at=At.SENTENCE,
    ),
    phrase("我们", rf"我们(?:将会?|会)?(?:尽快|尽力|及时|深感|深表|全力|承诺|很抱歉|会在回[复答]|继续致力|期待){_REST}{{0,16}}"),
    phrase(
        "让我们",
        rf"(?:首先|接下来|下面|现在)?[，,]?让我们(?:一起|来|先|看|逐|开始|深入|简要|总结|回顾|共同){_REST}{{0,16}}",
        at=At.SENTENCE,
    ),
)

_OPENINGS = (
    phrase(
        "好|没问题|可以|收到|明白|了解|遵命|ok|嗯|是的|当然|没错|哈喽|嗨|感谢|谢谢|哦",
        r"(?:好的?|好滴|没问题|可以的?|收到|明白了?|了解了?|遵命|OK(?:ay)?|嗯+|哦|是的|当然(?:可以|没问题)?|没错|太[好棒]了|哈喽|嗨|"
        r"[你您]好|感谢|谢谢)[的呀啊哦呢吧啦]?[！!～~。：:]",
        at=At.LINE,
    ),
    phrase(
        "好|没问题|收到|明白|ok|嗯|当然可以|可以的",
        rf"(?:好的?|好滴|没问题|收到|明白了?|OK(?:ay)?|嗯+|当然可以|可以的|当然没问题)[，,]{_REST}{{0,16}}",
        at=At.LINE,
    ),
    phrase(
        "当然|是的|可以|了解|首先",
        rf"(?:当然|是的|可以|了解|首先)[，,](?:以下|下面|如下|这里|这是|现将|现为|让|用户){_REST}{{0,16}}",
        at=At.LINE,
    ),
    phrase(
        "以下|下面|下方|如下|下列",
        r"(?:那么|现在|好)?[，,]?(?:以下|下面|下方|下列|如下)(?:便|就|即|内容)?(?:是|为|给出|提供|将|附上|对|呈现|即)[^。！？\n]{0,40}?"
        rf"(?:{_PRODUCT}|{_PAPER}[^。，！？\n]{{0,10}}(?:内容|要点|分析|介绍|信息|结果)|五个(?:部分|字段|方面)|"
        r"(?:详细|具体|简要)(?:内容|介绍|说明))[^。！？\n]{0,16}?[：:。]",
        at=At.SENTENCE,
    ),
    phrase(
        "如下",
        rf"(?:现|特|兹|简要|已|下面|经|按要求|(?:根据|按照|结合){_REST}{{0,16}}[，,]?){{1,3}}(?:将|对|把)?{_REST}{{0,12}}"
        rf"(?:{_PRODUCT}|输出|撰写|生成|呈现|分析)(?:内容|结果)?如下",
        at=At.SENTENCE,
    ),
    phrase(
        "如下",
        rf"(?:这篇|该|此|本)?{_PAPER}?的?(?:主要|核心|具体|详细|中文)?(?:内容)?{_PRODUCT}(?:内容|结果)?如下",
        at=At.LINE,
    ),
    phrase(
        "根据|按照|依据|遵照|应",
        rf"(?:根据|按照|依据|遵照|应)(?:上述|以上|给定|指定|题目|任务|提示词?|系统|格式|反馈|审阅)?的?{_ASKED}"
        rf"[，,](?:以下|下面|现|特|已|兹|{_PRODUCT}|将{_PAPER}|对(?:该|这篇|本|此)|重新)[^。！？\n]{{0,20}}",
        at=At.SENTENCE,
    ),
    phrase(
        "阅读|研读|通读|读完|看完",
        r"(?:经过|通过|在|目前)?已?经?(?:仔细|认真|全面|完整|深入|全部)?地?(?:阅读|研读|通读|读完|看完)了?(?:整篇|这篇|该|全|此|所)"
        rf"{_REST}{{0,14}}",
        at=At.SENTENCE,
    ),
    phrase(
        "正在|马上|稍后|即将",
        rf"(?:系统)?(?:正在|马上|稍后|即将|开始)(?:为|对)?{_REST}{{0,6}}"
        r"(?:阅读|分析|处理|读取|加载|搜索|检索|生成|思考|总结|查找|下载|解析|撰写)"
        rf"{_REST}{{0,10}}(?:(?:{_PAPER}|文档|PDF|链接|摘要|总结|中|请稍|\.\.\.)|{END})",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "用户|提问者|对方",
        r"(?:用户|提问者|对方)(?:希望|想要?|让|要求|请|需要|正在|给了|发来|发送了|提供了|上传了)[^。！？\n]{0,24}(?:我|这篇|总结|摘要|JSON|概括)",
        at=At.SENTENCE,
    ),
    phrase(
        "这是|这真",
        r"这(?:是|真是)?(?:一个|个|一篇|篇)?(?:非常|很|真的|特别)?(?:好|棒|有趣|有意思|精彩|值得)的?(?:问题|提问|论文)(?=[！!]|。$)",
        at=At.SENTENCE,
    ),
    phrase(
        "助手|答|回复|ai|chatgpt|assistant|final",
        r"(?:助手|AI助手|答|回答|回复|AI|ChatGPT|最终答案|最终回答|Assistant|Final answer)(?:\*\*)?[ ]*[：:]",
        at=At.LINE,
    ),
)

_CLOSINGS = (
    phrase(
        "希望",
        rf"希望(?:以上|上述|这[个份篇些段]?|本|此|该)?(?:{_PRODUCT}|内容|信息|资料|解释|分析|说明|解答|要点|回应)?[们]?"
        r"(?:能够?|可以|会|对|有|符合|满足)[^。！？\n]{0,16}?(?:所帮助|帮助|有用|启发|满足|要求|需求|参考|清晰|清楚)"
        rf"{_REST}{{0,6}}{END}",
        at=At.CLAUSE,
    ),
    phrase(
        "以上|上面",
        r"(?:好了|综上|总之)?[，,]?(?:以上|上面)(?:内容|信息|部分)?(?:便|就|即)?[是为][^。！？\n]{0,40}",
        at=At.SENTENCE,
    ),
    phrase(
        "本总|本摘|本概|本回|本解|本翻|本简|本日|以上|上述|这份|这篇|此总|此摘|前述",
        rf"(?:以上|上述|本|这份|这篇|此|前述)(?:中文)?(?:{_PRODUCT}|内容|信息|文字|描述|分析)(?:和{_PRODUCT})?(?:内容|结果)?"
        r"(?:均|仅|是|已|旨在|力求|由|根据|基于|严格|按照|遵循|涵盖|保留|未|不|可能|字数|共|供|为|中|只|主要|概括了|总结了)"
        r"[^。！？\n]{0,30}",
        at=At.SENTENCE,
    ),
    phrase("本回|此回|本次", r"(?:故|因此|所以|而)?(?:本次?|此次?)(?:回答|回复|答复|总结任务)", at=At.CLAUSE),
    phrase(
        "欢迎|随时|尽管问|尽管提|尽管说|告诉我|告知我|联系我|留言|指正",
        r"(?:如果|如|若|倘若|假如|要是|只要)?[^。，！？\n]{0,8}"
        r"(?:疑问|问题|需要|需求|帮助|兴趣|意见|不足|疏漏|错误|不妥|进一步|更多|其他|补充|需|想)"
        rf"[^。！？\n]{{0,20}}[，,]?(?:欢迎|随时(?!间)|尽管[问提说]|(?:告诉|告知|联系)我|留言|指正){_REST}{{0,12}}{END}",
        at=At.SENTENCE,
    ),
    phrase(
        "随时",
        rf"(?:也?欢迎|也?可以?|我会|我们会)?随时(?:告诉|告知|联系|提问|询问|咨询|提出|问我|找我|与我|向我|补充|沟通){END}",
        at=At.CLAUSE,
    ),
    phrase(
        "欢迎",
        r"(?:也|同时|最后)?[，,]?欢迎(?:大家|各位|读者)?"
        rf"(?:继续|随时|提问|关注|点赞|留言|讨论|交流|补充|指正|评论|转发|订阅|联系|分享|收藏|探讨|批评){_REST}{{0,12}}",
        at=At.SENTENCE,
    ),
    phrase(
        "点赞|转发|关注|收藏",
        r"(?:点赞|转发|收藏|在看)[、，,和及](?:点赞|转发|收藏|关注|评论|在看|分享)|一键三连|记得(?:点赞|关注|收藏)",
    ),
    phrase(
        "祝|愿",
        rf"(?:最后)?[，,]?(?:祝|愿)(?:你|大家|各位|阅读|科研|学习|研究|工作|生活|一切|好运|顺利){_REST}{{0,12}}{END}",
        at=At.SENTENCE,
    ),
    phrase(
        "感谢|谢谢",
        r"(?:最后|再次|非常|十分){0,2}(?:感谢|谢谢)"
        rf"(?:你|阅读|观看|聆听|大家|各位|支持|关注|耐心|提问|使用|理解|收看|配合|读者|[！!。]|$){_REST}{{0,12}}",
        at=At.CLAUSE,
    ),
    phrase(
        "吗",
        r"(?:还有|请问|是否|需不需要|要不要|需要|想要?|有没有)[^。！？\n]{0,20}(?:我|继续|进一步|了解|更多|其他|帮|补充)[^。！？\n]{0,20}吗[？?]",
        at=At.SENTENCE,
    ),
    phrase(
        "很高兴|乐意|竭诚|荣幸",
        rf"(?:我)?(?:很高兴|非常乐意|十分乐意|很乐意|乐意|很荣幸|竭诚)(?:能|为|帮|协助|看到|回答|与){_REST}{{0,16}}",
        at=At.SENTENCE,
    ),
    phrase("话不多说|言归正传|正题|闲话", r"话不多说|言归正传|(?:直接|下面)?进入正题|闲话少[说叙]"),
    phrase("完|待续|结束", r"[（(【\[](?:全文|本文|正文)?(?:完|未完|未完待续|待续|结束|完毕)[）)】\]]|未完待续"),
    phrase(
        "完毕|完成|结束|为止",
        rf"(?:{_PRODUCT}|任务|输出|生成|本次{_PRODUCT}|以上)(?:已)?(?:完毕|完成|结束|到此为止){STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "字|词",
        r"[（(【](?:全文|总字数|字数|总计|合计|正文|以上|本段)?(?:统计)?[约为共计：: ]{0,4}[0-9]{2,5}[ ]?个?汉?[字词](?:左右|以内)?[）)】]|"
        r"(?:总字数|字数统计)[：:为][ ]?约?[0-9]{2,5}|字数[：:][ ]?约?[0-9]{2,5}",
    ),
)

_REMARKS = (
    phrase("吧|啦|哦|呀|嘛|哈|喽|呢", r"[^，。！？\n]{0,12}[吧啦哦呀嘛哈喽](?=[。！？!?~～]|$)"),
    phrase("！", r"[^，。！？\n]{0,12}！", Severity.WARNING),
    phrase(
        "以下|下文|下述",
        rf"(?:以下|下文|下述)(?:{_PRODUCT}|分析|内容|信息|描述)(?:完全|仅|均|主要|只|全部)?(?:基于|根据|由|来自|依据)[^。！？\n]{{0,24}}",
        at=At.CLAUSE,
    ),
    phrase(
        "此处|这里|该部分|这部分|本部分|此部分|本节|该节|该字段",
        r"(?:此处|这里|该部分|这部分|本部分|此部分|本节|该节|该字段)(?:内容|信息)?(?:仅|只|无|未|没有|略|需|暂|由于|因|可|应|请|不)[^。！？\n]{0,24}",
        at=At.SENTENCE,
    ),
    phrase("请", r"(?<![申聘邀恳宴敦提报烦])请(?![求愿示柬教假帖客缨])[^，。；！？\n]{0,20}"),
    phrase("麻烦|烦请|烦劳", rf"(?:麻烦|烦请|烦劳)(?:再|先|重新|提供|上传|把|将|确认|检查|帮){_REST}{{0,16}}", at=At.CLAUSE),
    phrase("敬请|耐心等|拭目以待", r"敬请|耐心等[待候]|拭目以待"),
    phrase(
        "建议",
        r"建议(?:读者|大家|感兴趣的?(?:读者|研究者|人))?(?:直接|进一步|自行|去|可以?)?(?:查阅|阅读|参考|参阅|查看|联系|访问|关注)"
        rf"{_REST}{{0,12}}(?:原文|论文|全文|文献|作者|官方|链接|主页|网站)",
    ),
    phrase("仅供|供参考|供大家", r"仅供(?:学习|大家|读者)?参考|供(?:大家|读者|学习)参考"),
    phrase("注|提示|声明", rf"{_NOTE}{_REST}{{1,24}}", Severity.WARNING, at=At.SENTENCE),
    phrase(
        "注|提示|声明",
        rf"{_NOTE}{_REST}{{0,12}}(?:以上|上述|由于|本{_PRODUCT}|此处|具体|该部分|如|因)",
        at=At.SENTENCE,
    ),
    phrase(
        "生成|撰写|整理|提供|输出",
        rf"(?:以上|上述|本)(?:内容|文本|信息|文字|部分)(?:均|是|系)?由{_REST}{{0,16}}(?:生成|撰写|整理|提供|输出){STOP}",
        at=At.SENTENCE,
    ),
    phrase(
        "修改|修正|更正|更新|改写|重写|润色|优化|调整|精简|完善|改正|纠正",
        rf"(?:以下|下面)?(?:是|为)?(?:根据[^，。；\n]{{0,12}})?(?:已)?{_EDITED}(?:后|过|好)?的?"
        rf"(?:版本|文本|段落|内容|结果|{_PRODUCT}|说明|字段|部分)?(?:如下|[：:])",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "已",
        rf"(?:根据{_REST}{{0,16}}[，,])?(?:现)?已(?:根据|按照?|将|把|对)[^。！？\n]{{0,24}}(?:{_EDITED}|替换|删除|去掉|改为|生成{_PRODUCT}){STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
)

_OWN_PERSON = (
    phrase(
        "我们",
        r"我们(?:还|也|首次|在此|进一步|首先|同时|分别|主要|通过)?"
        r"(?:提出|设计|采用|使用|引入|构建|开发|发布|训练|评估|证明|展示|比较|利用|收集|希望|认为|观察到|的(?:方法|模型|框架|实验|结果|工作|系统|论文|研究))",
        Severity.WARNING,
    ),
    phrase("我|你", rf"(?<![迷波])你(?![们尼])|{ME}", Severity.WARNING),
    phrase("笔者|本人", r"笔者|(?<![他她其])本人(?=认为|觉得|将|在此)", Severity.WARNING),
)

_PHRASES = (*_PEOPLE, *_OPENINGS, *_CLOSINGS, *_REMARKS, *ENGLISH)
_SAID = Accusation(
    "words to a reader or user stand where facts of the paper should",
    "这是对读者或用户说的话，不是论文的内容。删去它，只用第三人称陈述论文的事实。",
)
_PERSON_SAID = Accusation(
    "the summary speaks in the first or second person, where the third is expected",
    "摘要用第三人称：把“我们”“我”“你”改成论文、作者或方法。",
)


@rule(
    "chatter",
    Example("好的，以下是这篇论文的背景介绍：残片的边缘磨损严重，人工拼接十分费时。", "好的，以下是这篇论文的背景介绍："),
    Example("笔画的方向比边缘的形状更适合用来判断相邻。希望这份总结对您有帮助！", "希望这份总结对您有帮助", "conclusion[0]"),
    Example(
        "笔画的方向更适合用来判断相邻。Let me know if anything is unclear.", "Let me know if anything is unclear", "conclusion[0]"
    ),
)
def chatter(subject: Subject) -> Iterator[Hit]:
    """Words addressed to the reader or the user: greetings, announcements of the summary, offers, requests, thanks, remarks on the work.

    They show that a reply was taken for a summary. Quotations do not count, and neither do users, assistants and requests as the
    paper's topic; chatter that addresses nobody and announces nothing is missed.
    """
    return phrase_hits(subject, _PHRASES, _SAID)


@rule(
    "first_person",
    Example("我们提出了一种新的排序方法，并在 90 张拓片上做了测试。", "我们提出", "implementation[0]", Severity.WARNING),
    worst=Severity.WARNING,
)
def first_person(subject: Subject) -> Iterator[Hit]:
    """The first or second person in a summary that should be told in the third.

    我们 counts where it does what the authors did, not where it means everybody; only a warning, since the sentence is often the
    paper's own.
    """
    return phrase_hits(subject, _OWN_PERSON, _PERSON_SAID)
