"""The words of asides, by what they stand for. Data, in the form that `asides` reads."""

import re
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a word of an aside stands for."""

    WRITING = auto()
    """Planning, announcing or closing the summary."""
    HANDED = auto()
    """The text that was handed over."""
    PIECE = auto()
    """A part of a document."""
    GAP = auto()
    """That something is not there."""
    EFFECT = auto()
    """What follows from that for the writer."""
    HERE = auto()
    """The place in the summary."""


@dataclass(frozen=True, eq=False)
class Sign:
    """Words of a kind: a pattern, tried where one of `keys` stands; without a pattern the keys themselves are the words."""

    kind: Kind
    keys: tuple[str, ...]
    pattern: re.Pattern[str] | None = None

    def stands_in(self, sentence: str) -> bool:
        """Tell whether the sentence has such a word."""
        if self.pattern:
            return self.pattern.search(sentence) is not None
        return any(key in sentence for key in self.keys)


def _words(kind: Kind, words: str) -> Sign:
    return Sign(kind, tuple(words.split("|")))


def _sign(kind: Kind, keys: str, pattern: str) -> Sign:
    return Sign(kind, tuple(keys.split("|")), re.compile(pattern, re.IGNORECASE | re.ASCII))


_TEXT = r"(?:文本|文字|文段|内容|资料|材料|片段|节选|摘录|文档|文件|输入|上下文|版本|信息|部分|段落|页面|论文|范围)"
_WHICH = r"(?:这[份篇段些批版一])?的?"

_WRITING = (
    _words(
        Kind.WRITING,
        "继续写|继续输出|接着写|接着上|写正文|写到这|题目要求|用户意图|尊敬的|不用解释|别漏|不要漏|怎么译|采用这一版|怎么收尾|✓|本助手|总结任务|复制全文|"
        "呈上|节就写|要提到|嗯|唔|哦对|好像没问题|应该差不多|比较稳妥|总结正文|▁|总结自评|回答自评|本次自评|总结如下|摘要如下",
    ),
    _sign(Kind.WRITING, "继续完成|接着考虑|开始", r"继续完成(?:剩|余|下)|接着考虑总结|开始(?:写正|写作|输出|撰写)"),
    _sign(Kind.WRITING, "完毕|结束|到此", r"(?:输出|回答|回复|总结|撰写)(?:完毕|结束|到此)|任务到此"),
    _sign(Kind.WRITING, "任务已|完毕|完结", r"任务已(?:理解|明确|收到)|(?:以上|如上)[，,。]?完[毕结]"),
    _sign(Kind.WRITING, "用户可|用户应|用户大|上一", r"用户(?:可能|应该|大概)是|上一(?:条消息|次的(?:内容|回[答复]))"),
    _sign(Kind.WRITING, "译成|该怎么|草稿|初稿", r"(?<!翻)译成[“「□]|该怎么(?:写|翻译|说)|草稿[一二三：:（(]|初稿[：:]"),
    _sign(Kind.WRITING, "字数|检查|核对|点击", r"字数(?:统计|[：:约])|(?:检查|核对)[：:]|点击(?:下方|上方|此处|这里)"),
    _sign(Kind.WRITING, "生成|撰写|提供", r"由 ?[A-Za-z-]{2,16} ?(?:生成|撰写|提供)[。）)]?$|(?:助手|AI)(?:生成|撰写)[。）)]?$"),
    _sign(Kind.WRITING, "整理|总结", r"(?:助手|AI)(?:整理|总结)[。）)]?$"),
    _sign(Kind.WRITING, "要求|格式|指示|模板", r"(?:按|照)(?:要求|格式|指示|模板)"),
    _sign(
        Kind.WRITING,
        "应该|怎么|该写|要写|就写|先写",
        r"(?:总结|摘要|背景|贡献|小节|一节)(?:部分)?(?:应该|怎么|该写|要写|就写|先写)|字段[“「□][^，。]{0,8}(?:应|要)写",
    ),
    _sign(
        Kind.WRITING,
        "提一下|不对|对了|等等|再看一",
        r"(?:^|[，。])(?:提一下|不对[，,]|对了[，,])|等等[，,]|再看一[眼遍](?:表|原|论)",
    ),
    _sign(Kind.WRITING, "一节|最终答案|json", r"一节[：:？?]|最终答案(?:应|如下|[：:])|要?输出 ?JSON"),
    _sign(
        Kind.WRITING,
        "敏感|不当言|违规|内容政策|社区规范",
        r"[该此本](?:段|句|节|处|部分|文档|内容)[^，。]{0,14}(?:敏感|不当言|违规|内容政策|社区规范)",
    ),
    _sign(
        Kind.WRITING,
        "no_think|boxed|unused|<unk>|plan>|finish_reason|s>",
        r"no_think|\\boxed|<?unused[0-9]|<unk>|</?plan>|finish_reason|</?s>",
    ),
    _sign(
        Kind.WRITING,
        "let me|we need|i might|i should|i need|i will|i would|i am|i was|i have|i must|i can|hmm",
        r"\b(?:Let me|We need|I (?:might|should|need|will|would|am|was|have|must|can)|Hmm)\b",
    ),
    _sign(
        Kind.WRITING,
        "summary|the user|p.s.|todo|final answer|thought:|as requested|here's|here’s|below is|following is",
        r"\b(?:this summary|the user|Final Answer|as requested|here['’]s|below is|following is|TODO)\b|"
        r"\bsummary\b[^。]{0,12}[:：]|\bP\.S\.|\bThought:",
    ),
    _words(
        Kind.WRITING,
        "接下来写|算了，|不写了|重来。|重来，|还差|检查一遍|注意不能用|不能用列表|字数可能|应该提一下|或许应该|要不要提|推荐追问|追问：|猜你想问|欢迎指正|直接解析|"
        "英文版|新建会话|[重新生成|重新生成]|未作翻译|保留英文|备注：|。说明：|。注：|。提示：|声明：|（注：|（说明：|P.S.|省略了",
    ),
    _sign(Kind.WRITING, "以上|完|done|end", r"(?:^|[。！])[（(【\[]?(?:以上|完毕|全文完|完|Done|End)[）)】\]]?[。.！!]?$"),
    _sign(Kind.WRITING, "如需|若需|需要", r"(?:^|[，。])(?:如|若|如果)?需要?[^，。]{1,12}[，,](?:请|可|回复|告诉)"),
    _sign(
        Kind.WRITING,
        "：|:",
        r"^[^，。！？\n]{0,24}(?:输出|这样|答案|一节的内容|正文|初稿|版本|回答|结果)(?:如下)?[：:]|(?:以下|下面)(?:为|是|即)[^，。]{0,12}[：:]",
    ),
    _sign(
        Kind.WRITING,
        "so |wait|actually|okay|let's|here you|first,|now,|note",
        r"(?:^|[。.])[ ]?(?:So|Wait|Actually|Okay|Let['’]s|Here you go|First,|Now,|Note)\b",
    ),
)
_PAGE = (
    Sign(Kind.WRITING, ("·", "|", "‹", "›"), re.compile(r"(?<=[一-鿿0-9A-Z）)])\s[·|‹›]\s(?=[一-鿿0-9])")),
    _words(
        Kind.WRITING,
        "⋯|⌄|新建对话|新对话|联网搜索|深度思考|提供支持|随时待命|收工。|答毕|定稿|小贴士|改动记录|修订版|下一条指令|下一篇|换一个回答|展开全部|展开更多|"
        "可直接入库|阅读约需|好问题|好嘞|章节名称|章节内容|正文开始|接下来进入|就开始|开始“|归纳成下面|拟如下|内容为第|译文，|速览|自评：|任务理解|有一说一",
    ),
    _words(
        Kind.WRITING,
        "数一下|删掉一句|先这样写|断成两句|翻回去看|下一步写|写完了|补上。|砍掉|提一嘴|啊，漏|Step 1|[BOS]|Draft 2|Need to|"
        "先不写|上一版|这一版|就写“|换个连接|给外行看|留神|呼应一下|提示说|提示里|审稿人来看|有四句",
    ),
    _words(
        Kind.WRITING, "未予显示|已撤回|内容安全检测|安全准则|被部分过滤|略去。|此不对|本模型不具备|本模型无法|本AI|法律法规和政策"
    ),
    _sign(
        Kind.WRITING,
        "背景|已有的工作|核心贡献|实现与部署|总结|标题|本段|本节",
        r"^[^一-鿿]{0,6}(?:[一二三四五六]、|第[一二三四五]部分[，、：:，]?)?(?:背景|已有的工作|核心贡献|实现与部署|总结)"
        r"(?:[ ]?[（(][^）)]{0,30}[）)])?[ ]?(?:[：:。]|$)|^标题[：:]|本[节段]将?(?:主要)?(?:介绍|阐述|概述)",
    ),
)
_HANDED = (
    _words(
        Kind.HANDED,
        "手头|手上只|输入只|输入仅|输入里|输入到|输入似乎|输入末尾|OCR|扫描|双栏|混排|排版|页眉|页脚|页码|乱码|导航栏|(cid|未收录|传上来|给我的|给到的|"
        "换成文本|转成文本|换为文本|摘录中|节选中|这段文字|这段文本|仅获得|这份材料|这份文本|这份论文|这份资料|这份稿|输入仅|原稿|所附|网页抓取|抓取到|抓取结果|传错|传入|给出的这|节选里|匿名评审版|截取时|"
        "源文件|HTML 页|"
        "README|超链接|文末提|能看到的|可见文本|后半截|前三万|摘要页|输入文本",
    ),
    _sign(
        Kind.HANDED,
        "提供|给出|所给|给定|交来|上传|传来|收到|拿到|读到|看到|抽取|提取|转换|解析|识别|导出|粘贴|截取|摘录|收录|送来|发来|传入|获|得到",
        rf"(?:提供|给出|所给|给定|交来|上传|传来|收到|拿到|读到|看到|抽取|提取|转换|解析|识别|导出|粘贴|截取|摘录|收录|送来|发来|传入|获取?|获得|得到)"
        rf"(?:到|出|来|过来|成|的|了){{0,3}}(?:[这一][份篇段些批版])?(?:论文|原文)?的?{_TEXT}",
    ),
    _sign(
        Kind.HANDED,
        "目前|现有|已有|当前|眼下|手上|本批|一批|这批|一版|这版|本次|此次|可用|可见",
        rf"(?:目前|现有|已有|当前|眼下|手上|本批|这一?批|这一?版|本次|此次|可用|可见)的?(?:拿到|看到)?的?{_WHICH}{_TEXT}",
    ),
    _sign(Kind.HANDED, "输入中|输入截|输入的截", r"输入(?:中(?:没|只|仅|未|无|并)|的?截断)"),
    _sign(
        Kind.HANDED, "原文|原始", r"原文(?!所|旁|而|上|的(?:[^，。]{0,3}情况))|原始的?(?:文档|文件|材料|PDF|资料)|原始文本(?!上)"
    ),
    _sign(
        Kind.HANDED,
        "文件|文档|pdf",
        r"[这该此]份?(?:文件|文档|PDF)|PDF(?:中|里|只|仅|转|解析|抽取|提取|似乎|没|未|被|文本|版本|内容|损坏|无法|打不)",
    ),
    _sign(Kind.HANDED, "上下文|随", r"上下文(?:中的论文|里只|不完|并不)|随[这此该]?[份篇]?(?:文本|论文|文件|正文)"),
    _sign(
        Kind.HANDED,
        "supplied |provided |given |input|extracted |excerpt|truncat",
        r"\b(?:(?:supplied|provided|given|input|extracted) (?:text|excerpt|paper|document|content)|excerpts?|truncat\w*|"
        r"the input)\b",
    ),
)

_PIECES = (
    _words(
        Kind.PIECE,
        "附录|正文|全文|摘要|标题|后文|剩余|其余|剩下|公式|伪代码|表格|章节|几页|半页|段落|文段|片段|节选|若干行|字迹|句子|文中|文里",
    ),
    _sign(Kind.PIECE, "后续|后面|下文", r"后续(?:部分|章节|页|内容|文)|后面(?!的)|后面的(?:部分|内容|章节|文|页)|(?<!上)下文"),
    _sign(Kind.PIECE, "第|表|图|式", r"第[ 0-9.一二三四五六七八九十]{1,5}[节章页部]|[表图式][ ]?[0-9]{1,2}|图[片中表注示]"),
    _sign(Kind.PIECE, "论文", r"论文(?:中|里|并?未|没|并没|本身|似乎|中断|内容|只|仅)"),
    _sign(
        Kind.PIECE,
        "文档|文件|文本|材料|资料|页面|网页",
        r"(?<!这些)(?:文档|文件|文本|材料|资料|页面|网页)(?:中|里|只|仅|似乎|并?未|没|被|不|内容)",
    ),
    _sign(Kind.PIECE, "参考文献", r"参考文献(?!的)"),
    _sign(
        Kind.PIECE,
        "appendix|section|table|figure|paper|text|detail",
        r"\b(?:appendix|section|table|figure|paper|text|details?)\b",
    ),
)

_GAPS = (
    _words(
        Kind.GAP,
        "缺|没|未|无法|无从|不能|看不|读不|分不清|说不清|认不|找不|丢失|截断|中断|断在|断了|断开|为空|空白|不足|不够|不完整|不全|损坏|错开|错乱|打乱|"
        "错位|模糊|少了|省略|不见|只有|仅有|只到|仅到|止于|仅为|只是|难以|很难|不含|不包|不详|不清|不明|加密|阙如|语焉|有限|限制|受限|戛然|有误|残|漏|"
        "只能|只读|只给|只看|只包|只覆|只剩|只列|仅获|仅含|仅能|仅凭|不便|不作|不在|未显|空的|糊成|说不准|说不好|剥除|隐去|不符|尽述|止于|超出|为止|更像是|暂无|只识别|仅覆盖|只知|无关",
    ),
    _sign(
        Kind.GAP,
        "not|no |missing|unavailable|without|cannot|before|end",
        r"\b(?:not|no|missing|unavailable|without|cannot|before|ends?)\b",
    ),
)

_EFFECTS = (
    _words(
        Kind.EFFECT,
        "因此|所以|因而|于是|由于|鉴于|遗憾|可惜|列明|分不清|难以分辨|有待确认|留待|暂付|恕难|或有遗漏|无法核对|说不准|说不好|写进来|未纳入|只好|还没|仅就|故此|只能略|只能推|只能概|只能根|只能依|只能从|"
        "只能凭|只能按|只能说|只好|暂缺|暂不|暂无|暂付|暂时|从缺|从略|阙如|不引用|推测|猜测|大概是|"
        "大概讲|疑似|似乎|可能有|有失偏颇|不清楚|读不出|看不出|待补|待核|待查|待后|补充|核对|核实|仅供|语焉|不足以|不敢|勉强|略去|略过|请提供|偏差|可能遗漏|有所遗漏|"
        "未能写|未能纳入|未能读|未能还原|未能辨|未能总",
    ),
    _sign(Kind.EFFECT, "故|不作|不予|不做", r"故(?![事障意])|不(?:作|予|做)(?:展开|评|说|介|总|描|转)"),
    _sign(
        Kind.EFFECT,
        "无法|难以|很难|没法|不能",
        r"(?:无法|难以|很难|没法|不能)[^，。]{0,5}(?:确认|判断|列举|写|给出|概括|总结|还原|辨认|识别|核实|说明|说清|描述)",
    ),
    _words(Kind.EFFECT, "therefore|unclear"),
)

_HERE = (
    _words(Kind.HERE, "此处|此节|本节|本段|这里|这块|这一段|这部分|该部分|该章节|该节|这一点|下面的话|本总结|本摘要|本概述"),
    _sign(Kind.HERE, "以上|上述", r"(?:以上|上述)(?:总结|内容|概括|文段)"),
    _sign(
        Kind.HERE, "总结|概括|归纳|概述|写成|写出|描述|转述", r"(?:总结|概括|归纳|概述|写成|写出|描述|转述)(?![了性方模系网能技])"
    ),
)

SIGNS = (*_WRITING, *_PAGE, *_HANDED, *_PIECES, *_GAPS, *_EFFECTS, *_HERE)
ENOUGH = (
    frozenset({Kind.WRITING}),
    frozenset({Kind.HANDED, Kind.GAP}),
    frozenset({Kind.PIECE, Kind.GAP, Kind.EFFECT}),
    frozenset({Kind.PIECE, Kind.GAP, Kind.HERE}),
    frozenset({Kind.HERE, Kind.GAP, Kind.EFFECT}),
)
"""Kinds of words that together make a sentence an aside."""
UNDENIED = (frozenset({Kind.WRITING}), frozenset({Kind.HANDED, Kind.GAP, Kind.EFFECT}))
"""Kinds that stand in spite of a word of the paper's world."""
ENOUGH_IF_SHORT = (frozenset({Kind.PIECE, Kind.GAP}), frozenset({Kind.HERE, Kind.GAP}))
"""The same for a sentence of a few words."""

VETOES = (
    r"模型|智能体|系统|攻击者|标注(?:者|员|人)|以往|现有(?:的)?(?:方法|工作|研究)|已有(?:的)?(?:方法|工作|研究)|该方法|检索器|编码器|解码器|患者|研究者|评审|数据集(?!的)|"
    r"基准|任务(?!到此|已)|训练时|推理时|样本|智能|用户(?!给|上传|提供|可能|意图|想|：|:)|参与者|的(?:情况|问题|场景|难题)|时[，,]|实验(?:表明|显示)|作者(?:认为|指出|承认|坦言|发现|把|将|"
    r"还|也|没有公开|未公开|希望)"
)
"""Words of the paper's world: who speaks of them hardly speaks of the text in front of him."""
