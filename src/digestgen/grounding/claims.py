"""Claims of being first or best, in Chinese, and what in an English paper bears them out.

The Chinese words are read with their neighbours: 首次 is a claim, 首个词 and 第一个挑战 are not; 最优性能 is one, 最优解 is not.
What a sentence denies (并非首次) is no claim. The English side asks whether a paper says anything of the kind at all.
"""

import re

Span = tuple[int, int]

_COUNTED = (
    r"(?:阶段|步|轮|挑战|问题|难点|难题|模块|部分|组件|子|实验|任务|词|字|标记|令牌|符号|帧|样本|元素|句|段|层|答案|回答|响应|输出|参数|维|行|列"
    r"|条|点|方面|贡献|目标|假设|因素|例子|示例|查询|请求|节点|月|季度|专家|验证| ?[Tt]oken| ?[0-9A-Za-z](?![0-9A-Za-z]))"
)
"""What is merely counted when it is called the first."""
_EVENT = (
    r"(?:出现|到达|迭代|猜测|命中|通过|采样|访问|输出|运行|调用|使用时|见到|接触|登录|生成时|回答|预测|响应|解码|检索时|脉冲|警报|错误|失败|成功率"
    r"|公开[募发]|尝试(?:[的中时后]|成功|准确|通过))"
)
"""What merely happens for the first time."""
_FIRST = re.compile(
    rf"首次(?!{_EVENT})|首(?:个|款|例|套|篇|部|项|种|批)(?!{_COUNTED})|首创|开先河|史无前例|开创(?!性的?(?:工作|研究|论文|成果))"
    rf"|(?<![确回概功效胜频速比精])率先(?![验升增降])|(?<=了|是|为|出|上|球|内|，|布|建|发|入|立|计)第一(?:个|种|款|套|篇|项|部)(?!{_COUNTED})"
)
_QUALITY = (
    r"的?(?:性能|结果|表现|成绩|效果|水平|水准|方法|方案|模型|系统|准确率|精度|得分|分数"
    r"|综合|平均|整体|总体|质量|效率|技术|基线|竞争)"
)
_REACHED = r"(?:取得|达到|达|实现|获得|表现|保持)了?(?:当前|目前|现有|整体|综合|总体|同类|的|上|中){0,3}"
_BEST = re.compile(
    r"(?<![A-Za-z])(?:SOTA|sota|Sota|[Ss]tate[- ]of[- ]the[- ][Aa]rt)(?![A-Za-z])|最先进|最新水平|最高水平"
    rf"|(?<![部局近似次托择找索出定])最(?:优|佳|好|强|前沿){_QUALITY}"
    rf"|{_REACHED}(最(?:优|佳|好|强)(?:{_QUALITY})?)(?!化|解|值|点|配置|参数|平衡|实践|策略)"
    r"|领先(?!指标|时间|一步|量)|(?:超越|超过|优于|胜过|击败)了?(?:所有|全部|一切)"
)
_DENIAL = re.compile(
    r"(?:并非|绝非|不是|并不|没有|未能?|尚未|从未|无法|不能|难以|不及|不如|落后于|逊于|低于|弱于|(?<![除莫])非)[^，。；！？,;]{0,6}$"
)
_DENIAL_REACH = 12

_ORDINARY = (
    r"(?:step|stage|layer|phase|part|term|row|column|line|word|token|sentence|paragraph|section|author|place|order|half|case|group|set"
    r"|round|iteration|epoch|experiment|example|item|element|entr(?:y|ie)|component|module|block|page|figure|table|equation|one|two|three"
    r"|four|five|few|several|and|or|is|was|of|letter|name|turn|pass|attempt|guess|question|challenge|issue|problem|task|type|kind"
    r"|categor(?:y|ie)|condition|moment|derivative|principal|frame|quarter|year|month|week|day|person|number|value|dimension|argument"
    r"|[0-9]+|[a-z])s?\b"
)
"""What follows `the first` where nothing new is claimed."""
_PARTICIPLE = r"(?:studied|explored|done|attempted|shown|investigated|applied|addressed|considered|proposed)"
_WORK = r"(?:works?|study|studies|methods?|approach|approaches|research|benchmarks?|datasets?|models?)"


def _english(*alternatives: str) -> re.Pattern[str]:
    """Compile words of an English paper: a space stands for any white space, also a line's end."""
    return re.compile("|".join(alternatives).replace(" ", r"\s{1,4}"), re.IGNORECASE | re.ASCII)


_FIRST_SUPPORT = _english(
    r"\bto (?:the best of )?(?:our|the authors?['’]?) (?:best )?knowledge\b",
    r"\bpioneer|\bunprecedented|\bgroundbreaking|\bfirstly\b",
    rf"\b(?:the|its|our|a|as|this|world['’]s|very) first[\s-]{{1,4}}(?![\s-]|{_ORDINARY})",
    r"\bfirst[\s-]{1,4}(?:to|ever|of[\s-]{1,4}(?:its|their)|time|such|known|attempt (?:to|at))\b",
    rf"\b(?:never|not) (?:yet )?been (?:[a-z]{{1,20}} )?{_PARTICIPLE}",
    rf"\b(?:no|not any) (?:prior|previous|existing|earlier|known) {_WORK}\b",
    r"\b(?:previously|hitherto|yet|largely|remains?)[\s-]{1,4}(?:un|under)[a-z]{4,20}",
)
_BEST_SUPPORT = _english(
    r"\bstate[\s-]{1,3}of[\s-]{1,3}(?:the[\s-]{1,3})?art|\bsota\b|\bcutting[\s-]edge|\badvanced\b|\bleading\b|\bcompetitive\b",
    r"\bout-?\s?perform|\bsurpass|\bsuperior|\bexceed|\bbeats?\b|\bbeating\b|\bbetter\b|\bimproves? (?:up)?on\b",
    r"\bbest\b|\bhighest\b|\bstrongest\b|\btop[\s-](?:performing|ranked|tier)",
)


def first_claims(text: str) -> tuple[Span, ...]:
    """Return where a Chinese text says that something is the first of its kind."""
    return _claims(_FIRST, text)


def best_claims(text: str) -> tuple[Span, ...]:
    """Return where a Chinese text says that something is the best there is, or better than all before."""
    return _claims(_BEST, text)


def supports_first(text: str) -> Span | None:
    """Return the first words of an English text that may bear out a claim of being first."""
    found = _FIRST_SUPPORT.search(text)
    return found.span() if found else None


def supports_best(text: str) -> Span | None:
    """Return the first words of an English text that may bear out a claim of being best."""
    found = _BEST_SUPPORT.search(text)
    return found.span() if found else None


def _claims(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    spans = (match.span(match.lastindex or 0) for match in pattern.finditer(text))
    return tuple((start, end) for start, end in spans if not _DENIAL.search(text, max(0, start - _DENIAL_REACH), start))
