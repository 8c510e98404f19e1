"""Placeholders, the prompt's words, tokens, secrets and broken characters are found; what looks like them passes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from saying import SENTENCE, errors, found, summary_saying

from digestgen.checks.admissions import admits_missing
from digestgen.checks.characters import invisible_character, mojibake
from digestgen.checks.chatter import chatter, english_remark, first_person
from digestgen.checks.citations import citation_artefact, citation_mark
from digestgen.checks.echo import chat_token, prompt_echo, prompt_shingles
from digestgen.checks.examples import SOUND
from digestgen.checks.failures import error_text
from digestgen.checks.fragments import json_fragment, literal_escape
from digestgen.checks.links import url
from digestgen.checks.markup import html, latex, markdown, unplaced
from digestgen.checks.placeholders import empty_title, placeholder, template_question
from digestgen.checks.refusals import refusal
from digestgen.checks.rule import Rule
from digestgen.checks.secrets import secret
from digestgen.checks.subject import Part, Passage, Subject
from digestgen.findings import Severity

RULES: tuple[Rule, ...] = (
    *(placeholder, empty_title, template_question, refusal, chatter, first_person, english_remark, error_text, admits_missing),
    *(secret, prompt_echo, chat_token, html, markdown, json_fragment, literal_escape, latex, unplaced),
    *(citation_artefact, citation_mark, url, invisible_character, mojibake),
)

# --- placeholders ----------------------------------------------------------------------------------------------------

PLACEHOLDERS = (
    "提出了一个xxx",
    "提出了一种XXX方法",
    "提出了一个某某模型",
    "提出了一个……",
    "TODO：补充实验",
    "（待补充）",
    "待补充",
    "实验部分待补充。",
    "...",
    "……",
    "。。。",
    "无",
    "无。",
    "None",
    "N/A",
    "null",
    "- ...",
    "无数据",
    "无数据[超时]",
    "暂无相关信息",
    "{method_name} 的结果很好。",
    "{论文标题}",
    "{{ title }}",
    "{% if text %}",
    "【论文标题】",
    "[模型名称]",
    "[Insert summary here]",
    "<你的回答>",
    "（此处省略）",
    "此处填写方法。",
    "lorem ipsum dolor sit amet",
    "___",
    "方法为：____。",
    "准确率为 XX%。",
    "%s 的结果很好。",
    "${name} 的结果很好。",
    "(empty response)",
    "None, None",
    "请根据实际情况填写",
)


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_an_error(text: str) -> None:
    assert errors([placeholder], text, "conclusion[0]")


@pytest.mark.parametrize(
    "text",
    [
        "XX/XY 染色体的分类实验显示，准确率为 98%。",
        "第XX届会议的投稿用于检验该指标。",
        "4xx 与 5xx 响应码占 3.4%。",
        "损失对集合 {a, b} 求和，其中 x_{joint} 是联合变量。",
        "矩阵 X=xx* 的秩为 1。",
        "R² 为 0.66（XX→英语），0.72（英语→XX）。",
        "该方法不需要标注数据。",
        "基线方法跟踪检测结果（TBD），TODO森林指导探索。",
        "模型用 ${x}$ 表示输入，50%的样本被遮住。",
        "在前面加上 Lorem Ipsum 词汇可以打破探索瓶颈。",
        "强上下文敏感现象（如动词短语省略）更难。",
        "三种分块策略（分块策略）的差别很小，仍待完善。",
        "无监督的方法（无需更新参数）更稳健。",
    ],
)
def test_what_looks_like_a_placeholder_passes(text: str) -> None:
    assert not found([placeholder], text)


@pytest.mark.parametrize("title", ["", "挑战2", "挑战2：", "挑战 N", "Challenge 1:"])
def test_a_challenge_without_text_is_an_error(title: str) -> None:
    assert errors([empty_title], title, "challenges[0].challenge")


def test_a_challenge_that_its_paragraph_states_is_a_warning() -> None:
    subject = summary_saying("如何让模型跟随示例？作者提出了一种新的向量。", "challenges[0].solution")
    subject = replace(
        subject, passages=tuple(replace(each, text="") if each.part is Part.CHALLENGE else each for each in subject.passages)
    )
    assert [finding.severity for finding in empty_title(subject)] == [Severity.WARNING]


@pytest.mark.parametrize("text", ["提出了", "提出了一个", "提出了一种新的", "提出了一个。"])
def test_a_contribution_that_names_nothing_is_an_error(text: str) -> None:
    assert errors([empty_title], text, "contribution")


# --- echo ------------------------------------------------------------------------------------------------------------

PROMPT = (
    "每一句话都要能在所给文字里找到依据。\n不补充自己的知识，不推测。字段 background 写背景，字段 implementation 写实现与部署。"
)


def echoed(text: str) -> list[str]:
    subject = replace(summary_saying(text), prompt=prompt_shingles(PROMPT))
    return [finding.span for finding in prompt_echo(subject)]


def test_twelve_characters_of_the_prompt_are_an_echo_whatever_their_spacing() -> None:
    assert echoed(f"{SENTENCE}每一句话 都要能在所给文字里找到依据。") == ["每一句话 都要能在所给文字里找到依据。"]
    assert echoed("文字里找到依据。不补充自己的知识") == ["文字里找到依据。不补充自己的知识"]


def test_eleven_characters_headings_and_field_names_are_none() -> None:
    assert not echoed("每一句话都要能在所给文，残片的边缘磨损严重。")
    assert not echoed("实现与部署写实现与部署。字段 implementation 的值。")
    assert not prompt_shingles("总结 background implementation 实现与部署 已有的工作")
    assert not prompt_shingles("")


@given(st.text(max_size=200))
def test_a_text_echoes_a_prompt_that_holds_it(text: str) -> None:
    shingles = prompt_shingles(text)
    assert all(len(shingle) == 12 and shingle in "".join(text.split()) for shingle in shingles)


@pytest.mark.parametrize(
    "text",
    [
        "<|im_start|>assistant 残片的边缘磨损严重。",
        "残片的边缘磨损严重。<|im_end|>",
        "残片的边缘磨损严重。<|endoftext|>",
        "残片的边缘磨损严重。<｜end▁of▁sentence｜>",
        "[INST] 总结论文 [/INST]",
        "<think>先看摘要</think>残片的边缘磨损严重。",
        "残片的边缘磨损严重。</think>",
        "<thinking>先看摘要</thinking>",
        "<s>残片的边缘磨损严重</s>",
        "### Response: 残片的边缘磨损严重。",
        "Assistant: 残片的边缘磨损严重。",
        "残片的边缘磨损严重。Human: 继续",
        "思考过程：先看摘要。",
        "<tool_call>{}",
    ],
)
def test_a_template_token_is_an_error(text: str) -> None:
    assert errors([chat_token], text)


@pytest.mark.parametrize(
    "text",
    [
        "模型在 <think> 标记与 </think> 标记之间写出推理。",
        "解码时监控</think>与当前词元的概率差。",
        "分词器以 <|endoftext|> 标记分隔文档。",
        "新标记<|timestamp|>用来预测时间。",
        "用户：助手对话共 3 轮。",
    ],
)
def test_a_token_as_a_topic_is_no_error(text: str) -> None:
    assert not errors([chat_token], text)


# --- secrets ---------------------------------------------------------------------------------------------------------

SECRETS = (
    "sk-proj-abcDEF0123456789abcdefghij",
    "sk-ant-api03-0123456789abcdefghijkl",
    "Incorrect API key provided: sk-TEST****cdef",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "github_pat_11ABCDEFG0123456789_abcdefghij",
    "glpat-0123456789abcdefghij",
    "hf_abcdefghijKLMNOPQRST0123456789",
    "AKIAIOSFODNN7EXAMPLE",
    "AIzaSyA0123456789abcdefghijklmnopqrstuv",
    "xoxb-0123456789-abcdefghij",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc",
    "-----BEGIN RSA PRIVATE KEY-----",
    "https://hooks.slack.com/services/T000/B000/XXXX",
    "https://open.feishu.cn/open-apis/bot/v2/hook/abc-def",
    "https://user:password123@example.org/",
    "Bearer 0123456789abcdefghij",
    "api_key=abcd1234efgh5678",
    "密钥：abcd1234efgh5678",
    "run_9vzHrQf0coUis6IdzSXIFRSA",
)


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_found_and_never_repeated(text: str) -> None:
    finding = errors([secret], f"{SENTENCE}{text}。")[0]
    assert (finding.start, finding.end, finding.span) == (0, 0, "")
    assert all(text[at : at + 8] not in finding.model_dump_json() for at in range(len(text) - 8))


@pytest.mark.parametrize("text", ["hunter2-hunter2", "HUNTER2-hunter2", "hunter2 -\nhunter2", "它是 hunter2-hunter2。"])
def test_a_secret_of_this_process_is_found_in_any_case_and_spacing(text: str) -> None:
    assert list(secret(replace(summary_saying(text), secrets=("", "hunter2-hunter2"))))


def test_a_short_secret_counts_only_as_a_word_of_its_own() -> None:
    assert not list(secret(replace(summary_saying("模型名为 gpt40abc，残片很多。"), secrets=("t40a",))))
    assert list(secret(replace(summary_saying("口令是 t40a。"), secrets=("t40a",))))


@pytest.mark.parametrize(
    "text",
    [
        "task-oriented-dialogue-2024 与 risk-sensitive-0123456789 是两个数据集。",
        "密钥交换协议的安全性归约到格上的困难问题。",
        "file-level 与 function-level 的缺陷定位。",
        "run_length_encoding 用于压缩。",
        "DINOv2-ViT-L/14 与 CLIP-ViT-B-32-laion2B 的比较。",
    ],
)
def test_what_looks_like_a_secret_passes(text: str) -> None:
    assert not found([secret], text)


# --- characters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x85, 0xAD, 0x200B, 0x200E, 0x202E, 0x2066, 0xFEFF, 0x3164, 0x2800, 0xE0041])
def test_a_character_that_no_reader_sees_is_an_error(code: int) -> None:
    finding = errors([invisible_character], f"残片的{chr(code)}边缘")[0]
    assert finding.span == chr(code)
    assert f"U+{code:04X}" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "人工\ufffd接",
        "锟斤拷残片",
        "残片的边缘".encode().decode("latin-1"),
        "残片的边缘磨损".encode().decode("cp1252", "replace"),
        "残片的边缘磨损严重".encode().decode("gbk", "replace"),
        "café".encode().decode("latin-1"),
        "“残片”".encode().decode("cp1252", "replace"),
        "残片????严重",
        "残片□□□严重",
        "残片\ue123严重",
    ],
)
def test_text_that_was_decoded_wrongly_is_an_error(text: str) -> None:
    assert errors([mojibake], text)


@pytest.mark.parametrize(
    "text",
    [
        "Poincaré 猜想与 Gödel 数，Erdős–Rényi 图，naïve 基线，Čech 复形。",
        "α、β、γ 与 ∇L、≤、×、²，误差为 ±0.3，温度为 25℃。",
        "模型能理解表情符号（如 ✔️ 与 👍），并写出“……”。",
        "媚、妍、娴、鐾等字很少见。",
        "為什麼有些模型會說繁體字？",
        "日本語のテキスト、한국어 텍스트。",
    ],
)
def test_accents_signs_and_other_scripts_pass(text: str) -> None:
    assert not found([mojibake, invisible_character], text)


# --- all of them -----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *PLACEHOLDERS,
        *SECRETS,
        "抱歉，我",
        "无法",
        "论文",
        "以下是",
        "“",
        "”",
        "<div",
        "【1†",
        "[1,",
        "{",
        "\\n",
        "\n",
        "。",
        "，",
        "a",
    ]
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=12).map("".join))


@given(TEXTS, TEXTS, st.text(max_size=40))
@settings(max_examples=60)
def test_no_rule_raises_and_each_finding_lies_in_its_text(text: str, unplaced_text: str, known: str) -> None:
    passages = (*summary_saying(text).passages, Passage("unplaced[0]", Part.UNPLACED, unplaced_text))
    subject = Subject(passages, prompt=prompt_shingles(text), secrets=(known,))
    for each in RULES:
        for finding in each(subject):
            assert 0 <= finding.start <= finding.end <= len(subject.text(finding.field))
            assert finding.span == subject.text(finding.field)[finding.start : finding.end]
            assert finding.message
            assert finding.message_zh


@pytest.mark.parametrize(
    "piece", ["无法", "因此，", "[1,", "<a ", "{", "（请", "Error: ", "a.", "“", "| ", "\\", "系统", "论文没有", "Ã©", "\n"]
)
def test_a_long_hostile_text_is_read_in_time(piece: str) -> None:
    """Quadratic patterns would take minutes for it; the rules take a fraction of a second."""
    text = (piece * 20_000)[:20_000]
    subject = replace(summary_saying(text), prompt=prompt_shingles(text), secrets=("0123456789",))
    assert all(len(list(each(subject))) <= len(text) for each in RULES)


def test_the_sound_summary_passes_them_all() -> None:
    assert not [finding for each in RULES for finding in each(SOUND)]
