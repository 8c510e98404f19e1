"""Chinese chatter, first half: words to a person, requests, remarks on the work. Data, in the form that `phrases` reads."""

from digestgen.checks.framing import PRODUCT
from digestgen.checks.phrases import REST, STOP, At, phrase
from digestgen.checks.refusals import LEAD, ME
from digestgen.findings import Severity

_EDITED = r"(?:修改|修正|更正|更新|改写|重写|润色|优化|调整|精简|完善|改正|纠正)"
_INVITED = (
    r"(?:[0-9一二两三四五六七八九十百千数多几若]+ ?[名位个组]|了|专家|标注[者员人]|人类|医生|用户|参与者|志愿者|学生|受试者|被试|"
    r"他们|她们|其|每|各|另|受访者|评审|审稿人|读者|居民|教师|教员|老师|工程师|开发者|程序员|同行|母语者|众包|助手|智能体|"
    r"第三方|大?模型|GPT|来)"
)
_PLEASE = rf"请(?![求愿示柬教假帖客缨])(?![ ]?{_INVITED}){REST}{{0,20}}"
"""“Please”, not 请 as in “they asked 30 annotators”."""
_NOTE = r"(?:注意?|备注|附注|提示|温馨提示|友情提示|免责声明|声明)[：:]"

_NOT_SAID = r"(?<![说答称示认为信复出叫喊讲道])"
"""What somebody says, without quotation marks, is the paper's: “允许模型说我不知道”."""

PEOPLE = (
    phrase("您", rf"{REST}{{0,6}}您{REST}{{0,12}}"),
    phrase("你", rf"{_NOT_SAID}(?<![迷波])你(?![尼]){REST}{{0,12}}"),
    phrase("我", rf"{LEAD}{ME}{REST}{{0,16}}", at=At.CLAUSE),
    phrase("我", rf"{_NOT_SAID}{ME}{REST}{{0,12}}"),
    phrase(
        "咱们|大家好|各位|亲爱的|小伙伴|诸位|广大读者|读者朋友",
        r"咱们|小伙伴们?|大家好|广大读者|(?:亲爱的|各位|诸位)(?:读者|朋友|老师|同学|观众|用户|听众|同仁)|读者朋友",
    ),
    phrase(
        "大家|各位|读者",
        r"[为给向跟和](?:大家|各位|读者们?)(?:介绍|解读|总结|带来|分享|梳理|整理|讲|聊|推荐)[^，。；！？\n]{0,8}",
    ),
    phrase(
        "我们",
        rf"(?:现在|下面|接下来|今天|首先|好)?[，,]?(?:让|由)?我们(?:来|先|就|一起|首先|不妨|再){REST}{{1,16}}",
        at=At.SENTENCE,
    ),
    phrase("我们", rf"我们(?:将会?|会)?(?:尽快|尽力|及时|深感|深表|全力|承诺|很抱歉|会在回[复答]|继续致力|期待){REST}{{0,16}}"),
    phrase(
        "让我们",
        rf"(?:首先|接下来|下面|现在)?[，,]?让我们(?:一起|来|先|看|逐|开始|深入|简要|总结|回顾|共同){REST}{{0,16}}",
        at=At.SENTENCE,
    ),
)

REMARKS = (
    phrase("吧|啦|哦|呀|嘛|哈|喽|呢|吗", rf"{REST}{{0,12}}(?:[吧啦哦呀嘛哈喽](?=[。！？!?~～]|$)|吗(?=[，。！？!?~～]|$))"),
    phrase("！|!", rf"{REST}{{0,12}}(?:！|(?<=[一-鿿a-z])!(?=[ \t]*$))", in_titles=False),
    phrase(
        "能否|可否|能不能|可不可以|可以|是否",
        r"(?:能否|可否|能不能|可不可以|可以|是否(?:可以|能))(?:请)?(?:提供|发|告诉|分享|上传|给|把|将|再)[^。！\n]{0,24}[？?]",
        at=At.SENTENCE,
    ),
    phrase(
        "以下|下文|下述",
        rf"(?:以下|下文|下述)(?:{PRODUCT}|分析|内容|信息|描述)(?:完全|仅|均|主要|只|全部)?(?:基于|根据|由|来自|依据)"
        rf"[^。！？\n]{{0,24}}",
        at=At.CLAUSE,
    ),
    phrase(
        "此处|这里|该部分|这部分|本部分|此部分|本节|该节|该字段",
        r"(?:此处|这里|该部分|这部分|本部分|此部分|本节|该节|该字段)(?:内容|信息)?(?:仅|只|无|未|没有|略|需|暂|由于|因|可|应|请|"
        r"不)[^。！？\n]{0,24}",
        at=At.SENTENCE,
    ),
    phrase("请", rf"(?<![申聘邀恳宴敦提报烦])(?<![者文队们员家人示出复说写答]){_PLEASE}"),
    phrase("请", rf"(?<![申聘邀恳宴敦提报烦]){_PLEASE}", Severity.WARNING),
    phrase("麻烦|烦请|烦劳", rf"(?:麻烦|烦请|烦劳)(?:再|先|重新|提供|上传|把|将|确认|检查|帮){REST}{{0,16}}", at=At.CLAUSE),
    phrase("敬请|耐心等|拭目以待", r"敬请|耐心等[待候]|拭目以待"),
    phrase(
        "建议",
        r"建议(?:读者|大家|感兴趣的?(?:读者|研究者|人))?(?:直接|进一步|自行|去|可以?)?(?:查阅|阅读|参考|参阅|查看|联系|访问|关注)"
        rf"{REST}{{0,12}}(?:原文|论文|全文|文献|作者|官方|链接|主页|网站)",
    ),
    phrase("仅供|供参考|供大家", r"仅供(?:学习|大家|读者)?参考|供(?:大家|读者|学习)参考"),
    phrase("注|提示|声明", rf"{_NOTE}{REST}{{1,24}}", Severity.WARNING, at=At.SENTENCE),
    phrase(
        "注|提示|声明",
        rf"{_NOTE}{REST}{{0,12}}(?:以上|上述|由于|本{PRODUCT}|此处|具体|该部分|如|因)",
        at=At.SENTENCE,
    ),
    phrase(
        "生成|撰写|整理|提供|输出",
        rf"(?:以上|上述|本)(?:内容|文本|信息|文字|部分)(?:均|是|系)?由{REST}{{0,16}}(?:生成|撰写|整理|提供|输出){STOP}",
        at=At.SENTENCE,
    ),
    phrase(
        "修改|修正|更正|更新|改写|重写|润色|优化|调整|精简|完善|改正|纠正",
        rf"(?:以下|下面)?(?:是|为)?(?:根据[^，。；\n]{{0,12}})?(?:已)?{_EDITED}(?:后|过|好)?的?"
        rf"(?:版本|文本|段落|内容|结果|{PRODUCT}|说明|字段|部分)?(?:如下|[：:])",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "已",
        rf"(?:根据{REST}{{0,16}}[，,])?(?:现)?已(?:根据|按照?|将|把|对)[^。！？\n]{{0,24}}(?:{_EDITED}|替换|删除|去掉|改为|"
        rf"生成{PRODUCT}){STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
)
