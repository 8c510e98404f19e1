"""The leak rules by their reasons: what each kind of leak has in common, and the sound sentences that look like it."""

from dataclasses import replace

import pytest

from digestgen.checks import check
from digestgen.checks.admissions import admits_missing
from digestgen.checks.chatter import chatter
from digestgen.checks.citations import citation_artefact
from digestgen.checks.echo import chat_token
from digestgen.checks.examples import PASSAGES, SOUND
from digestgen.checks.fragments import json_fragment
from digestgen.checks.links import url
from digestgen.checks.markup import markdown
from digestgen.checks.repetition import loop
from digestgen.checks.rule import Rule
from digestgen.checks.secrets import secret
from digestgen.checks.subject import Subject
from digestgen.findings import Severity


def _with(*texts: str) -> Subject:
    """Return the sound summary with `texts` in place of its first passages of prose."""
    places = [place for place, passage in enumerate(PASSAGES) if passage.field in {"background", "related_work"}]
    passages = list(PASSAGES)
    for place, text in zip(places, texts, strict=False):
        passages[place] = replace(passages[place], text=text)
    return replace(SOUND, passages=tuple(passages))


def _severities(rule: Rule, *texts: str) -> set[Severity]:
    return {finding.severity for finding in rule(_with(*texts))}


GAPS = [
    "由于上传的文档在第三章处截断，消融实验无从判断。",
    "看到的内容止于方法概述，之后的章节都没有包含在内。",
    "材料里缺少附录，因此超参数的取值不详。",
    "此处从略，原文的表4未随文本一并提供。",
    "未能获得论文的全文，以下内容仅根据标题写成。",
    "目前只看到前3页，作者用了哪些基线尚不能确定。",
    "信息不足，难以归纳该部分。",
    "公式因排版问题丢失，损失函数的定义无法还原。",
    "仅凭摘要难以判断该方法的计算开销。",
    "文本在“如表4所示”之后中断。",
    "摘要之外的信息不可用，部署情况不明。",
    "资料到此为止，剩下的两个实验没有信息。",
    "该章节在抽取的文本中缺失。",
]
NO_GAPS = [
    "摘要生成可以让阅读医学论文变得更容易。",
    "读者可以查看阅读历史中其他论文的笔记。",
    "作者没有公开训练数据，只发布了模型权重与推理代码。",
    "当输入文本被截断时，模型的准确率会下降12个百分点。",
    "由于给定的上下文不足，模型往往会编造答案，作者据此设计了拒答训练。",
    "在部分可观测的环境中，智能体无法判断全局状态。",
    "由于上下文窗口有限，模型无法一次读入整个代码仓库，作者改用检索的办法。",
    "现有的文档检索方法没有考虑章节结构。",
    "在缺页的扫描文档上，该方法的召回率只下降了3%。",
    "作者发现仅凭论文的标题，评审者也能猜出录用结果。",
    "该模型的内部机理尚不清楚，作者将其列为未来工作。",
    "长文档被截断后，答案所在的段落缺失，准确率随之下降。",
    "数据集中部分图片模糊，作者将其剔除。",
]


@pytest.mark.parametrize("text", GAPS)
def test_a_gap_in_the_source_is_a_warning(text: str) -> None:
    assert _severities(admits_missing, text) == {Severity.WARNING}


def test_gaps_in_two_fields_are_errors() -> None:
    assert _severities(admits_missing, GAPS[0], GAPS[2]) == {Severity.ERROR}


@pytest.mark.parametrize("text", NO_GAPS)
def test_gaps_as_a_topic_pass(text: str) -> None:
    assert not _severities(admits_missing, text)


@pytest.mark.parametrize(
    "text",
    [
        "管理员口令为 Zx9!kLm2Qw，部署之后应当修改。",
        "作者设置 AZURE_OPENAI_KEY=3f9ab2c81d7e4056bb10c2d9e8f7a615 之后运行。",
        "密码是tR8vQ2mN5xL0pW3z，仅供测试。",
        "令牌为 v2.9aKd83jfLs02mXq7bbQ1。",
        "账号为AC0123456789abcdef0123456789abcdef。",
    ],
)
def test_a_secret_is_known_by_its_shape(text: str) -> None:
    assert _severities(secret, text) == {Severity.ERROR}


@pytest.mark.parametrize(
    "text",
    [
        "训练代码的提交号为4f2c9a1b7d3e8f60a1b2c3d4e5f60718293a4b5c。",
        "token 为 Qwen2.5-72B-Instruct 生成的词元。",
        "密钥由CRYSTALS-Kyber-768生成，口令为8至16个字符。",
        "每个token为0.0000015美元，总数为 1500000000000。",
        "作者给出 cache_key=sha256_of_prompt_text 的写法。",
        "数据集的MD5为d41d8cd98f00b204e9800998ecf8427e，见arXiv:2311.12983v2。",
    ],
)
def test_names_and_numbers_are_no_secrets(text: str) -> None:
    assert not _severities(secret, text)


@pytest.mark.parametrize(
    ("rule", "text", "severity"),
    [
        (chat_token, "计划：1. 先写背景 2. 再写挑战。残片的边缘磨损严重。", Severity.ERROR),
        (chat_token, "已深度思考（用时 9 秒）残片的边缘磨损严重。", Severity.ERROR),
        (chat_token, "（内部备注：数字待核）残片的边缘磨损严重。", Severity.ERROR),
        (chat_token, "analysis需要写背景。assistantfinal残片的边缘磨损严重。", Severity.ERROR),
        (chatter, "以下为整理好的内容：残片的边缘磨损严重。", Severity.ERROR),
        (chatter, "这里是润色后的版本，语句更通顺：残片的边缘磨损严重。", Severity.ERROR),
        (citation_artefact, "残片的边缘磨损严重（参考文档2，第3页）。", Severity.ERROR),
        (citation_artefact, "残片的边缘磨损严重[file:2]。", Severity.ERROR),
        (citation_artefact, "残片的边缘磨损严重【参考资料 2】。", Severity.ERROR),
        (citation_artefact, "残片的边缘磨损严重 +2arXiv+2，人工拼接十分费时。", Severity.ERROR),
        (chat_token, "自检：是否用了第三人称？是。残片的边缘磨损严重。", Severity.ERROR),
        (json_fragment, "sections[1].content = 残片的边缘磨损严重。", Severity.ERROR),
        (url, "服务监听 localhost:8080/api，延迟很低。", Severity.WARNING),
        (json_fragment, '"summary_zh": "残片的边缘磨损严重。"', Severity.ERROR),
        (json_fragment, '困难有两个：["噪声大", "数据少"]。', Severity.ERROR),
        (markdown, "**背景**：残片的边缘磨损严重。", Severity.ERROR),
        (markdown, "残片的**边缘**磨损严重。", Severity.WARNING),
        (url, "结果存放在s3://bucket/results/2024/。", Severity.WARNING),
        (url, "代码见git@host.example.com:lab/code.git。", Severity.WARNING),
        (url, "说明见 //cdn.example.net/readme.html 一节。", Severity.WARNING),
        (url, "网站为hxxps://supp[.]example[.]net。", Severity.WARNING),
        (url, "点击javascript:alert(1)查看。", Severity.ERROR),
        (loop, "模型生成t-to-SQLt-to-SQLt-to-SQLt-to-SQLt-to-SQL语句。", Severity.ERROR),
    ],
)
def test_a_leak_is_known_by_its_form(rule: Rule, text: str, severity: Severity) -> None:
    assert _severities(rule, text) == {severity}


@pytest.mark.parametrize(
    "text",
    [
        "服务端由Node.js与GPT-4.5组成，论文发表于ICLR.cc列出的会议。",
        "推理模型常在输出“嗯，那么应该怎么写”之后改正自己的错误，作者统计了这类词语。",
        "作者把规划分为三步：第一步，识别物体；第二步，抓取。",
        "系统在I/O与TCP/IP两层都记录了延迟。",
    ],
)
def test_what_only_looks_like_a_leak_passes(text: str) -> None:
    rules = {rule.name for rule in (chat_token, chatter, citation_artefact, json_fragment, markdown, url, secret)}
    assert not [finding for finding in check(_with(text)) if finding.rule in rules]
