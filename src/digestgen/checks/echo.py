"""Echo: the prompt's own words, a chat template's tokens, or the model's thinking in a summary."""

import re
from collections.abc import Iterator

from digestgen.checks.phrases import Accusation, At, join_touching, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity
from digestgen.markdown import template
from digestgen.models import Challenge, Summary

_LENGTH = 12
"""Characters of a shingle: no 12 characters of the prompt stood by chance in any of 26,964 summaries."""
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
    """Return every 12 characters of the prompt, white space dropped, that hold no heading of the block and no JSON field name."""
    pieces = _COMMON.split("".join(prompt.split()))
    return frozenset(piece[at : at + _LENGTH] for piece in pieces for at in range(len(piece) - _LENGTH + 1))


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
        places = [place for place, character in enumerate(passage.text) if not character.isspace()]
        bare = "".join(passage.text.split())
        found = [at for at in range(len(bare) - _LENGTH + 1) if bare[at : at + _LENGTH] in subject.prompt]
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
    r"(?:im_start|im_end|im_sep|endoftext|eot_id|begin_of_text|end_of_text|start_header_id|end_header_id|fim_\w{3,8}|endofprompt|"
    r"system|user|assistant|eom_id|python_tag|end|pad|sep|return|channel|message)"
)
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
        "tool_call|function_call|tool_response|<invoke|function_results",
        r"</?(?:tool_calls?|function_calls?|function_results?|tool_response|invoke)\b[^>\n]{0,60}>(?=[ \t]*(?:$|[{\[<]))|"
        r"^[ \t]*</?(?:tool_calls?|function_calls?|tool_response|invoke)\b",
    ),
    phrase("思考|推理过程|分析过程", r"[（(【\[]?(?:思考过程|内心思考|思考|推理过程|分析过程)[）)】\]]?[ ]?[:：]", at=At.LINE),
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
    return phrase_hits(subject, _TOKENS, _TOKEN_SAID)
