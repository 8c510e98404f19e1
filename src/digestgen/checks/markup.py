"""Markup in what must be plain text: HTML, Markdown, LaTeX commands, and what an old page could not place."""

import re
from collections.abc import Iterator

from digestgen.checks.phrases import Accusation, At, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Part, Subject
from digestgen.findings import Severity
from digestgen.markdown import template

_WARNING = Severity.WARNING
_ACTIVE = (
    r"(?:a|abbr|article|aside|audio|b|base|blockquote|body|br|button|canvas|center|code|col|dd|del|details|div|dl|dt|em|embed|"
    r"font|footer|form|"
    r"h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|marquee|math|meta|nav|noscript|object|ol|"
    r"option|p|param|"
    r"picture|plaintext|pre|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|"
    r"textarea|tfoot|th|"
    r"thead|title|tr|tt|u|ul|video|wbr|xmp)"
)
_TOPIC = r"(?![ ]?(?:标签|标记|元素|节点|token|等|和|与|、|或|控件|组件|属性|tag|element))"
_BLOCK = (
    r"(?:br|hr|p|div|details|summary|script|style|iframe|img|table|tr|td|th|ul|ol|li|h[1-6]|span|pre|blockquote|html|body|head|"
    r"center|"
    r"font|textarea|plaintext|svg|object|embed|title|meta|link|sub|sup|strong|em)"
)

_HTML = (
    phrase("</", rf"</{_ACTIVE}[ ]?>{_TOPIC}"),
    phrase("<", rf"<{_ACTIVE}(?:[ \t/][^<>\n]{{0,300}}?=[^<>\n]{{0,300}})/?>?"),
    phrase("<", rf"<{_BLOCK}[ ]?/?>{_TOPIC}"),
    phrase("<!", r"<!--[^\n]{0,200}?(?:-->|$)|<!\[CDATA\[|<!DOCTYPE[^>\n]{0,80}>?|-->"),
    phrase("-->", r"-->(?=[ \t]*$)"),
    phrase("<?", r"<\?(?:xml|php)\b"),
    phrase(
        "&",
        r"&(?:amp|lt|gt|quot|apos|nbsp|copy|mdash|ndash|hellip|ldquo|rdquo|lsquo|rsquo|times|middot|bull|emsp|ensp|#[0-9]{1,7}|"
        r"#x[0-9a-f]{1,6});",
    ),
    phrase("<", r"(?<![A-Za-z0-9])</?[A-Za-z][A-Za-z0-9_:-]{0,30}(?:[ \t][ -;=?-~]{0,120})?/?>", _WARNING),
    phrase("</", r"<(/?)[一-鿿]{1,8}>(?=[^<>\n]{0,400}</)|</[一-鿿]{1,8}>"),
    phrase(
        "=",
        r"(?<![A-Za-z0-9])(?:style|class|id|href|src|align|width|height|color|target|rel|alt|lang|dir)[ ]?=[ ]?[\"'□]",
    ),
    phrase(">", r"(?<=[\"'□])[ ]?/?>(?=[一-鿿A-Z])"),
)

HEADINGS = "|".join(re.escape(word) for word in (*template.SECTIONS, template.RELATED_WORK))
"""Those of the block, as a pattern."""

_MARKER = (
    r"(?<![A-Za-z0-9_*])\*{1,3}(?=[一-鿿“《A-Za-z])|(?<=[一-鿿”》。，：])\*{1,3}(?![A-Za-z0-9*])|"
    r"(?<![A-Za-z0-9#])#{1,6}(?=[一-鿿])"
)
"""A star or a hash beside a Chinese word, where no formula has one."""
_MARKDOWN = (
    phrase("```|~~~", r"`{3,}[A-Za-z0-9_+-]{0,20}|~{3,}"),
    phrase(
        "#", r"^[ \t]{0,8}(?:[-*][ ])?#{1,6}[ \t]+[^\n]{1,60}|(?<=[。！？；：\s])#{2,6}[ \t]*[^\s#，。]{1,20}|^#{2,6}[^\s#]{1,20}"
    ),
    phrase(("|",), r"\|[ ]?:?-{2,}:?[ ]?\||^[ \t]*\|[^|\n]{1,80}\|[^|\n]{0,80}\|"),
    phrase(
        "](",
        r"!?\[[^\]\n]{0,200}\]\((?:[a-z][a-z0-9+.-]{1,20}:|[/#?.]|www\.|data|链接|url|网址|[^)\s]{1,80}/|"
        r"[^)\s]{1,80}\.[a-z]{2,4}\))[^)\n]{0,300}\)?|"
        r"!\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)?",
    ),
    phrase("][|]:|[^", r"!\[[^\]\n]{0,100}\]\[[^\]\n]{0,40}\]|^[ \t]*\[[^\]\n]{1,60}\]:[ \t]*\S+|\[\^[A-Za-z][\w-]{0,20}\]"),
    phrase(
        "---|***|___|===",
        r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,}|(?:- ){2,}-|(?:\* ){2,}\*)[ \t]*$|(?<=[。！？])[ \t]*(?:-{3,}|\*{3,}|={3,})"
        r"(?![-=*>])",
    ),
    phrase("[ ]|[x]", r"^[ \t]*[-*+][ ]\[[ xX]\][ ]"),
    phrase("> [!", r"^[ \t]*>[ ]?\[![A-Z]{3,12}\]"),
    phrase(
        "**|__",
        rf"^[ \t]*(?:[-*][ ]+)?(?:\*\*|__)[ ]?(?:{HEADINGS}|结论|回答|答案|摘要|概述)[ ]?"
        r"(?:[：:][ ]?(?:\*\*|__)|(?:\*\*|__)(?:[ ]?[：:]|[ \t]*$|[ ]))",
    ),
    phrase("===|---", r"[^\s，。；：]{2,12}[ \t]+(?:={3,}|-{3,})(?=[ \t]|$)", at=At.LINE),
    phrase("<http", r"<https?://[^\s<>]{3,200}>"),
    phrase("* |+ |- ", r"(?<=[：:。；;])[ ]?[*+-][ ](?=[一-鿿*])", _WARNING),
    phrase("**|__", r"\*\*(?=\S)[^*\n]{1,120}\*\*|(?<![A-Za-z0-9_])__(?=[^\s_])[^_\n]{1,80}__(?![A-Za-z0-9_])", _WARNING),
    phrase("``", r"(?<!`)``[^`\n]{1,80}``(?!`)"),
    phrase("`", r"(?<!`)`[^`\n]{1,80}`(?!`)", _WARNING),
    phrase("~~", r"(?<!~)~~(?=\S)[^~\n]{1,80}~~(?!~)", _WARNING),
    phrase("1.|2.|3.", r"^[ \t]*1[.、][ ]?(?=[一-鿿])|(?<=[；。：，])[ ]?[23][.)）][ ](?=[一-鿿])", _WARNING),
    phrase("_", r"(?<![A-Za-z0-9_])_(?=[A-Za-z一-鿿])[^_\s]{2,40}_(?![A-Za-z0-9_])", _WARNING),
    phrase("==|++|^^", r"(?<![=<>!+^])(={2}|\+{2}|\^{2})(?=[^\s=+^])[^=+^\n]{1,60}(?<=\S)\1(?![=+^])", _WARNING),
    phrase("**|__|*|#", rf"(?<![A-Za-z0-9_*])(?:\*\*|__)(?![A-Za-z0-9_*])|{_MARKER}", _WARNING),
    phrase("$$", r"\$\$[^$\n]{1,200}\$\$", _WARNING),
    phrase(
        ":|^|~|\\|>",
        r"(?<![A-Za-z0-9:]):[a-z_]{3,24}:(?![A-Za-z0-9:])|(?<=[A-Za-z0-9)一-鿿])(?:\^[0-9A-Za-z一-鿿]{1,4}\^|~[0-9A-Za-z]{1,3}~)|"
        r"\\[.*_#+!`>~-]|^[ \t]*>{1,4}(?=[ 一-鿿])",
        _WARNING,
    ),
    phrase("- |* |+ |• |> |·", r"^[ \t]*(?:[-*+•·][ \t]+|>[ ])(?=\S)", _WARNING),
)

_STRUCTURE = (
    r"(?:begin|end|section|subsection|subsubsection|paragraph|cite[a-z]{0,3}|ref|eqref|autoref|cref|label|footnote|footnotemark|"
    r"includegraphics|caption|"
    r"usepackage|documentclass|newcommand|item|url|href|input|bibitem|bibliography|maketitle|tableofcontents|centering|hline|"
    r"toprule|midrule|bottomrule|multicolumn|multirow|vspace|hspace|noindent|newline|linebreak)"
)
_LATEX = (
    phrase("\\", rf"\\{_STRUCTURE}(?![A-Za-z])(?:\*?[ ]?(?:\[[^\]\n]{{0,60}}\])?\{{[^{{}}\n]{{0,80}}\}})?"),
    phrase("\\", r"\\{1,2}[A-Za-z]{2,30}\*?", _WARNING),
    phrase("\\", r"\\[()\[\]{}%$&#_,;!|](?!\\)", _WARNING),
    phrase(
        "$",
        r"\$\$[^$\n]{1,200}\$\$|(?<![\\$A-Za-z0-9])\$(?=[^\s$0-9])[^$\n]{1,120}(?<=[^\s$])\$(?![0-9$])|(?<![\\$])"
        r"\$[0-9][^$\n一-鿿，。]{0,60}[\\^_{}=<>+*/][^$\n一-鿿，。]{0,60}\$",
        _WARNING,
    ),
)

_HTML_SAID = Accusation("HTML stands in what must be plain text", "这里有 HTML 标记。请只写纯文字。")
_MARKDOWN_SAID = Accusation(
    "Markdown stands in what must be plain text", "这里有 Markdown 标记。请只写纯文字，一个字符串就是一个自然段。"
)
_LATEX_SAID = Accusation(
    "a LaTeX command stands in the text, where formulas are written in Unicode or words",
    "这里有 LaTeX 命令。公式请用 Unicode 字符或文字写，不用反斜杠和美元符号。",
)


@rule(
    "html",
    Example("残片的边缘磨损严重。</details><h1>拼接</h1>", "</details><h1>"),
    Example("残片的边缘磨损严重<!-- 未闭合", "<!-- 未闭合"),
    Example("模型输出 <POSE> 之后，残片的边缘才被比较。", "<POSE>", "background", Severity.WARNING),
)
def html(subject: Subject) -> Iterator[Hit]:
    """Hold HTML tags, comments and entities against the summary: they change the page around them, or show as rubbish.

    A tag that HTML does not know is a warning, since papers name their own (`<think>`); so is a known one called 标签 or 元素.
    """
    return phrase_hits(subject, _HTML, _HTML_SAID)


@rule(
    "markdown",
    Example("残片的边缘磨损严重。 ## 背景 人工拼接十分费时。", "## 背景"),
    Example("残片的边缘磨损严重，见 [图](https://example.org/a.png)。", "[图](https://example.org/a.png)"),
    Example("残片的**边缘**磨损严重，人工拼接十分费时。", "**边缘**", "background", Severity.WARNING),
)
def markdown(subject: Subject) -> Iterator[Hit]:
    """Hold Markdown against the summary: headings, fences, tables, links and rules are errors, bold and lists warnings.

    The template owns all markup; what a text brings along breaks the block, or shows as stars and bars.
    """
    return phrase_hits(subject, _MARKDOWN, _MARKDOWN_SAID)


@rule(
    "latex",
    Example("损失为 \\mathcal{L}，残片的边缘磨损严重。", "\\mathcal", "background", Severity.WARNING),
    Example("残片的边缘磨损严重 \\cite{zhang2021}，人工拼接十分费时。", "\\cite{zhang2021}"),
)
def latex(subject: Subject) -> Iterator[Hit]:
    """Hold LaTeX against the summary, which no page here renders.

    Commands and dollar signs are warnings; citations, labels and environments are errors.
    """
    return phrase_hits(subject, _LATEX, _LATEX_SAID)


_FOREIGN_HEADING = re.compile(
    r"^[ \t]*#{1,6}(?!#)[ \t]*(?![ \t]*(?:" + "|".join(re.escape(each) for each in template.SECTIONS) + r")[ \t]*$)[^\n]{0,80}",
    re.MULTILINE,
)


@rule(
    "unplaced",
    Example("#### Institution&Category\nNone", "#### Institution&Category", "unplaced[0]"),
    Example("作者来自两所大学。", "作者来自两所大学。", "unplaced[0]", Severity.WARNING),
)
def unplaced(subject: Subject) -> Iterator[Hit]:
    """Hold against a page what belongs to no part of the block; a heading that the template does not have is an error.

    Such headings are scaffolds of another template, or a second copy of the page in English. A new summary has no such part.
    """
    for passage in subject.of(Part.UNPLACED):
        heading = _FOREIGN_HEADING.search(passage.text)
        start, end = heading.span() if heading else (0, len(passage.text))
        bare = passage.text[start:end].strip()
        start = passage.text.find(bare, start)
        yield Hit(
            passage.field,
            start,
            start + len(bare),
            f"the heading {bare!r} is none of the template's" if heading else "these lines belong to no part of the block",
            "这里的标题不属于模板。请删去。" if heading else "这几行不属于任何部分。请放到所属的部分，或者删去。",
            Severity.ERROR if heading else Severity.WARNING,
        )
