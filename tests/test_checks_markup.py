"""Markup, JSON, escapes, citations and links in a text are found; papers about them pass, or get a warning."""

from dataclasses import replace

import pytest
from saying import SENTENCE, errors, found

from digestgen.checks.citations import citation_artefact, citation_mark
from digestgen.checks.examples import SOUND
from digestgen.checks.fragments import json_fragment, literal_escape
from digestgen.checks.links import url
from digestgen.checks.markup import html, latex, markdown, unplaced
from digestgen.checks.rule import Rule
from digestgen.checks.subject import Part, Passage
from digestgen.findings import Severity

RULES: tuple[Rule, ...] = (
    *(html, markdown, json_fragment, literal_escape, latex),
    *(citation_artefact, citation_mark, url),
)
ERRORS: dict[Rule, tuple[str, ...]] = {
    html: (
        '<div align="center">方法</div>',
        "方法很好。</details><h1>标题</h1>",
        "方法很好<br>结果也好。",
        "方法很好<br/>结果也好。",
        "<b>方法</b>很好。",
        "方法很好。<!-- 注释 -->",
        "方法很好。<!-- 未闭合",
        "方法很好&nbsp;结果也好。",
        "方法 &lt;很好&gt; 结果。",
        "方法&#x4e2d;结果。",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src=x onerror=alert(1)",
        "<svg/onload=alert(1)>",
        '<iframe src="https://evil.example">',
        "<plaintext>",
        "<!DOCTYPE html>",
        "<![CDATA[方法]]>",
    ),
    markdown: (
        "```python",
        "## 背景",
        "# 标题",
        "方法很好。## 背景",
        "| a | b | |---|---|",
        "| 方法 | 结果 |",
        "---",
        "见[链接](https://example.org)。",
        "![图](https://example.org/a.png)",
        "![图][1]",
        "[1]: https://example.org/x",
        "> [!WARNING] 残片",
        "- [ ] 残片",
        "[x](javascript:alert(1))",
    ),
    json_fragment: (
        '{"background": "方法很好',
        '"contribution": "提出了方法",',
        '方法很好。"}',
        '方法很好。",',
        "{'summary': '方法很好'}",
        '["方法很好。"]',
        '"背景"：方法很好。',
        "方法很好。}",
    ),
    literal_escape: (
        "方法很好。\\n结果也好。",
        "方法很好。\\n\\n结果也好。",
        "方法\\t结果",
        "方法\\u4e2d结果",
        "方法\\xe4结果",
        '方法\\"结果\\"很好。',
    ),
    latex: ("参见 \\cite{zhang2020}。", "\\begin{itemize} \\item 方法", "见图 \\ref{fig:1}。", "脚注\\footnote{见附录}"),
    citation_artefact: (
        "方法很好【12†source】。",
        "方法很好【3:0†paper.pdf】。",
        "方法很好【8】【10】。",
        "方法很好【15†源文档】。",
        "方法很好【4†L12-L20】。",
        "方法很好[1†source]。",
        "方法很好 :contentReference[oaicite:3]{index=3}。",
        "方法很好 citeturn0search2。",
        "方法很好 turn1file0。",
        "方法很好\ue200cite\ue202turn0search1\ue201。",
        "方法很好[citation:5]。",
        "方法很好[^3^]。",
        "方法很好[webpage 2]。",
        "方法很好（来源：arXiv）。",
        "方法很好[source]。",
        "方法很好<ref>1</ref>。",
        "方法很好 [cite: 12, 13]。",
        "下载见 sandbox:/mnt/data/x.pdf。",
        "见 https://example.org/?utm_source=chatgpt.com。",
        "方法很好。参考文献：[1] Zhang",
    ),
    url: ("点击 javascript:alert(1)", "data:text/html;base64,PHNjcmlwdD4=", "file:///etc/passwd", "vbscript:msgbox(1)"),
}
WARNINGS: dict[Rule, tuple[str, ...]] = {
    html: ("模型先写 <think> 再作答。", "网页中的 <button> 元素被点击。", "特殊标记 <POSE> 表示姿态。"),
    markdown: ("方法的**核心**是排序。", "调用 `torch.compile` 之后更快。", "- 方法很好。"),
    json_fragment: ('智能体输出 {"name": "search"} 这样的调用。',),
    latex: ("损失为 \\mathcal{L}。", "界为 $O(\\sqrt{T})$。", 'Schr\\"odinger 桥与 \\nabla 算子。'),
    citation_mark: (
        "已有方法依靠边缘[12]。",
        "已有方法依靠边缘 [3, 5, 12]，效果有限。",
        "已有方法[3-5]依靠边缘。",
        "已有方法（Zhang et al., 2021）依靠边缘。",
        "已有方法 (Zhang and Li, 2020; Wu et al., 2021) 依靠边缘。",
    ),
    url: ("代码见 https://example.org/x。", "见 www.example.org/x。", "代码见 github.com/user/repo。"),
}
SOUND_TEXTS = (
    "对于 x ∈ [0, 1]，该函数是凸的；区间 [0,1] 内的值不变。",
    "特征图的形状为 [32, 64, 64]，码的参数为 [8,4,4] 和 [77,7,44]。",
    "索引 a[1] 与 x[12] 指向同一个元素。",
    "作者比较了 HTML、Markdown 和 JSON 三种格式，JSON 更容易校验。",
    "条件概率 P(a|b) 与 P(a|b,c) 的估计偏差更小。",
    "C# 与 C++ 的代码各占一半，# 号开头的行被删去。",
    "当 a<b 且 b>c 时，二元组 <i, j> 才被保留。",
    "JavaScript 与 TypeScript 的样本最多，data 与 file 两类较少。",
    "误差由 2**10 降到 10^-3，复杂度为 O(n log n)。",
    "该方法得分为 71.4%（基线为 52.8%），提升 18.6 个百分点。",
    "作者沿用 Huebner 等人（2021）的数据集。",
    "受试者 - 专家之间的一致性为 0.8。",
    "每次调用花费 $0.02，全部实验花费 $38.99。",
    "AT&T 与 R&D 部门的数据。",
)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in ERRORS.items() for text in texts])
def test_it_is_an_error(rule: Rule, text: str) -> None:
    assert errors([rule], text, "implementation[0]")


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in WARNINGS.items() for text in texts])
def test_it_is_a_warning(rule: Rule, text: str) -> None:
    assert {finding.severity for finding in found([rule], text)} == {Severity.WARNING}


@pytest.mark.parametrize("text", SOUND_TEXTS)
def test_it_passes(text: str) -> None:
    assert not found(RULES, text)
    assert not found(RULES, f"{SENTENCE}{text}")


def test_a_run_of_escapes_or_marks_is_one_finding() -> None:
    assert [finding.span for finding in found([literal_escape], "残片\\u8fb9\\u7f18磨损")] == ["\\u8fb9\\u7f18"]
    assert [finding.span for finding in found([citation_artefact], "残片【8】【10】磨损")] == ["【8】【10】"]


@pytest.mark.parametrize(
    ("text", "severity", "span"),
    [
        ("#### Institution&Category\nNone", Severity.ERROR, "#### Institution&Category"),
        ("#### 机构&分类\nNone", Severity.ERROR, "#### 机构&分类"),
        ("#### Background\n- **Background**\nThis paper", Severity.ERROR, "#### Background"),
        ("    - ...", Severity.WARNING, "- ..."),
        ("#### 总结\n方法很好。", Severity.WARNING, "#### 总结\n方法很好。"),
    ],
)
def test_what_has_no_place_is_a_warning_and_a_foreign_heading_an_error(text: str, severity: Severity, span: str) -> None:
    subject = replace(SOUND, passages=(*SOUND.passages, Passage("unplaced[0]", Part.UNPLACED, text)))
    assert [(finding.severity, finding.span) for finding in unplaced(subject)] == [(severity, span)]
    assert not list(unplaced(SOUND))
