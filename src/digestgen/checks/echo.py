"""Echo: the prompt's own words, a chat template's tokens, or the model's thinking in a summary."""

import re
from collections.abc import Iterator
from functools import lru_cache

from digestgen.checks.phrases import Accusation, At, join_touching, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity
from digestgen.markdown import template
from digestgen.measure import count_cjk
from digestgen.models import Challenge, Summary

_LENGTH, _CHINESE = 12, 8
"""Characters of a shingle, and how many of them must be Chinese: no such run of this prompt stood in any of 82,476 summaries."""
_PROBE, _STEP = 8, 5
"""Every shingle holds a whole probe that starts at a multiple of the step, wherever it starts itself: 8 + 5 - 1 = 12."""
_COMMON = re.compile(
    "|".join(
        re.escape(word)
        for word in sorted(
            {*template.SECTIONS, template.RELATED_WORK, *Summary.model_fields, *Challenge.model_fields},
            key=lambda word: -len(word),
        )
    )
)


def prompt_shingles(prompt: str) -> frozenset[str]:
    """Return every 12 characters of the prompt in a row, white space dropped, at least 8 of them Chinese.

    Runs across a heading of the block or the name of a JSON field are left out: every summary may hold them.
    """
    pieces = _COMMON.split("".join(prompt.split()))
    shingles = {piece[at : at + _LENGTH] for piece in pieces for at in range(len(piece) - _LENGTH + 1)}
    return frozenset(shingle for shingle in shingles if count_cjk(shingle) >= _CHINESE)


@lru_cache(maxsize=4)
def _probes(shingles: frozenset[str]) -> frozenset[str]:
    """Return every 8 characters of the shingles in a row: a few looks tell that most texts hold none."""
    return frozenset(shingle[at : at + _PROBE] for shingle in shingles for at in range(_LENGTH - _PROBE + 1))


@rule(
    "prompt_echo",
    Example("写数字时说清楚它属于哪个方法、哪个数据集，残片的边缘磨损严重。", "写数字时说清楚它属于哪个方法、哪个数据集"),
)
def prompt_echo(subject: Subject) -> Iterator[Hit]:
    """Hold against the summary at least 12 characters in a row that the prompt says too, white space aside.

    The model repeats its instructions or copies the prompt's sample. Headings and the names of the JSON fields do not count; a
    paraphrase of the prompt is missed.
    """
    for passage in subject.passages if subject.prompt else ():
        bare = "".join(passage.text.split())
        if _probes(subject.prompt).isdisjoint([bare[at : at + _PROBE] for at in range(0, len(bare), _STEP)]):
            continue
        shingles = [bare[at : at + _LENGTH] for at in range(len(bare) - _LENGTH + 1)]
        places = [place for place, character in enumerate(passage.text) if not character.isspace()]
        found = [at for at, shingle in enumerate(shingles) if shingle in subject.prompt]
        spans = [(places[at], places[at + _LENGTH - 1] + 1, Severity.ERROR) for at in found]
        for start, end, severity in join_touching(spans):
            yield Hit(
                passage.field,
                start,
                end,
                "the text repeats words of the prompt",
                "这里照抄了提示词或其中的示例。请改写成这篇论文的内容。",
                severity,
            )


_NAMES = (
    r"(?:im_start|begin[▁_ ]of[▁_ ]sentence|end[▁_ ]of[▁_ ]sentence|im_end|im_sep|endoftext|eot_id|begin_of_text|end_of_text|"
    r"start_header_id|end_header_id|fim_\w{3,8}|endofprompt|"
    r"system|user|assistant|eom_id|python_tag|end|pad|sep|return|channel|message)"
)
_REST = r"[^，。；：！？\n]"
_ROLE = r"(?:assistant|user|system|助手|用户)"
_TOPIC = r"(?![^，。；\n]{0,6}(?:标记|标签|符号|token|分隔|特殊|占位|字段|与|和|、|的|之|前|后|时|出现))"
_TOKENS = (
    phrase(("<|",), rf"<\|{_NAMES}\|>{_TOPIC}"),
    phrase(("<|",), r"<\|[^|<>\n]{1,40}\|>", Severity.WARNING),
    phrase("<｜", r"<｜[^｜<>\n]{1,40}｜>"),
    phrase("inst]|<<sys|<</sys", rf"^[ \t]*\[/?INST\]|\[/?INST\][ \t]*$|<</?SYS>>{_TOPIC}"),
    phrase("inst]", r"\[/?INST\]", Severity.WARNING),
    phrase("_of_turn>|[gmask]|<eop>", rf"<(?:start|end)_of_turn>{_TOPIC}|^[ \t]*\[gMASK\]|<eop>[ \t]*$"),
    phrase("<s>|</s>", r"^[ \t]*<s>|</s>[ \t]*$"),
    phrase("###|## ", rf"(?:^|(?<=[。！？]))[ \t]*#{{2,3}}[ ]?(?:Instruction|Response|Input|Output|{_ROLE}|Human)\b[ ]?[:：]?"),
    phrase("assistant|user|system|human", r"(?:Assistant|User|System|Human)(?:\*\*)?[ ]?[:：]", at=At.LINE),
    phrase("assistant:|user:|human:|assistant：|user：|human：", r"(?<=[。！？])[ ]?(?:Assistant|User|Human)[:：]"),
    phrase(
        "think>|thinking>|reasoning>|thought>|thoughts>|reflection>|scratchpad>|analysis>|answer>|output>|final>|response>|"
        "summary>",
        r"</?(?:think(?:ing)?|reasoning|thoughts?|reflection|scratchpad|analysis|answer|output|final|response|summary)>",
        at=At.LINE,
    ),
    phrase("</", rf"</(?:think(?:ing)?|reasoning|thoughts?|answer|analysis)>{_TOPIC}"),
    phrase("◁", r"◁/?think▷"),
    phrase(
        "tool_call|function_call|tool_response|<invoke|function_result",
        r"</?(?:tool_calls?|function_calls?|function_results?|tool_response|invoke)\b[^>\n]{0,60}>(?=[ \t]*(?:$|[{\[<]))|"
        r"^[ \t]*</?(?:tool_calls?|function_calls?|tool_response|invoke)\b",
    ),
    phrase("思考|推理过程|分析过程", r"[（(【\[]?(?:思考过程|内心思考|思考|推理过程|分析过程)[）)】\]]?[ ]?[:：]", at=At.LINE),
)
_THINKING = (
    phrase(
        "自检|自查|检查|核对|复核|校验",
        r"(?:自我)?(?:自检|自查|检查清单|检查要求|核对要求|自我检查|自我审查|复核|校验)(?:结果|一下|清单|"
        r"如下)?[：:](?=[^。\n]{0,40}(?:[？?]|是否|字数|人称|格式|Markdown|要求|"
        r"符合|✓|√|通过))",
        at=At.SENTENCE,
    ),
    phrase(
        "【|[", r"[【\[](?:思考|思路|推理|分析|构思|草稿|思考过程|推理过程|内心独白)[】\]](?![（(的和与、或标]|字段|阶段|模块)"
    ),
    phrase(
        "【|[",
        r"(?:^|(?<=[。！？]))[ ]?[【\[](?:输出|最终输出|最终答案|正式输出|回答|正文输出|答案)[】\]](?![的和与、或标]|字段|"
        r"阶段|模块)",
    ),
    phrase(
        "字数",
        r"字数[？?：:][ ]?(?:约|大约|大概)?[ ]?[0-9]{2,4}|(?:可以|准备|开始|直接)(?:输出|提交|交付)(?:了|。$)",
        at=At.SENTENCE,
    ),
    phrase(
        "计划|提纲|大纲|思路|草稿|初稿|draft|plan|outline",
        r"(?:写作|总结)?(?:计划|提纲|大纲|思路|草稿|初稿)[：:][ \t]*(?=[0-9一①1][.、．)）]|先|首先|第一)|"
        r"(?:Draft|Outline|Plan)[ ]?(?:[0-9][ ]?)?[:：]",
        at=At.SENTENCE,
    ),
    phrase(
        "字数", r"字数(?:要|应|需|得|大概|大约|尽量)?(?:控制|限制|保持|压缩)[在到]?[^，。！？\n]{0,6}[0-9]{2,4}", at=At.CLAUSE
    ),
    phrase("已深|已思|思考了|已推", r"已(?:深度)?(?:思考|推理)(?:完成)?[ ]?[（(][^）)\n]{1,20}[）)]|思考了[ ]?[0-9.]{1,5}[ ]?秒"),
    phrase(
        "内部|自注|草稿|提醒|笔记",
        r"[（(【\[](?:内部|自用|自己的?)?(?:备注|笔记|自注|提醒|草稿|注释)[：:]|[（(【\[]内部[^）)\n]{0,6}[：:]",
    ),
    phrase("先不写|不写了|先跳过|先略过", r"(?:先不写|就不写了|先跳过|先略过)(?=[，。！）)]|$)"),
    phrase(
        "那么|嗯|唔|等等|再想|或许|要不|就写|就这",
        r"那么{_REST}{0,10}(?:该怎么|应该怎么|怎么(?:写|收尾|开头|说)|如何(?:写|收尾|开头)){_REST}{0,10}|"
        r"(?:嗯|唔|呃|额|哦|唉|哎)+[，,…、]{_REST}{0,12}|或许可以(?:提一下|写|加上|说一下){_REST}{0,12}|"
        r"就(?:写|这样写|这么写)(?=[“\"「□：:，。]){_REST}{0,12}|(?:要不|再想想|不如)(?:就|先)?(?:写|改成|换成|"
        r"这样){_REST}{0,12}".replace("{_REST}", _REST),
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "第一步|步骤一|第1步|步骤1|step",
        r"(?:第[一1]步|步骤[一1]|Step 1)[，,：:][ ]?(?:先)?(?:识别|确定|理解|提取|分析|阅读|梳理|通读|判断)[^，。；\n]{0,4}"
        r"(?:论文|任务|文章|要求|用户|输入|原文|指令)",
        at=At.SENTENCE,
    ),
    phrase("组织语言|输出", r"(?:最后)?组织语言(?=[。，；]|$)|(?:最终)?输出[ ]?(?:→|=>|⇒|->)", at=At.CLAUSE),
    phrase(
        "analysis|assistantfinal|assistantcomm|commentary",
        r"^[ \t]*(?:analysis|commentary)(?=[一-鿿]|[A-Z])|assistant(?:final|commentary|analysis)|commentary to=",
    ),
    phrase(
        "the instruction|the prompt|the task|count",
        r"\bthe (?:instructions?|prompt|task) (?:says?|asks?|wants?|requires?|tells?)\b[^.。\n]{0,40}|"
        r"\bcount[ ]?[≈=~:][ ]?[0-9]{1,4}",
        at=At.SENTENCE,
    ),
)
_TOKEN_SAID = Accusation(
    "a chat template's token or the model's thinking stands in the text",
    "这是对话模板的标记或思考过程，不是摘要的内容。请删去，只写论文的事实。",
)


@rule(
    "chat_token",
    Example("<think>先看摘要。</think>残片的边缘磨损严重，人工拼接十分费时。", "<think>"),
    Example("残片的边缘磨损严重，人工拼接十分费时。<|im_end|>", "<|im_end|>"),
    Example("模型在 [INST] 之后读到残片的描述，残片的边缘磨损严重。", "[INST]", "background", Severity.WARNING),
)
def chat_token(subject: Subject) -> Iterator[Hit]:
    """Hold tokens of chat templates (`<|im_end|>`), thinking tags, role labels and tool calls against the summary.

    The reply was cut out of its template at the wrong place. Papers write about such tokens: inside a sentence, or where 标记 or
    token follows, they are a warning or pass.
    """
    return phrase_hits(subject, (*_TOKENS, *_THINKING), _TOKEN_SAID)
