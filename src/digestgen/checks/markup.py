"""Markup in what must be plain text: HTML, Markdown, JSON, escapes, LaTeX commands, and what an old page could not place."""

import re
from collections.abc import Iterator

from digestgen.checks.phrases import Accusation, At, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Part, Subject
from digestgen.findings import Severity
from digestgen.markdown import template
from digestgen.models import Challenge, Summary

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

_HEADINGS = "|".join(re.escape(word) for word in (*template.SECTIONS, template.RELATED_WORK))

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
        rf"^[ \t]*(?:[-*][ ]+)?(?:\*\*|__)[ ]?(?:{_HEADINGS}|结论|回答|答案|摘要|概述)[ ]?"
        r"(?:[：:][ ]?(?:\*\*|__)|(?:\*\*|__)(?:[ ]?[：:]|[ \t]*$|[ ]))",
    ),
    phrase("===|---", r"[^\s，。；：]{2,12}[ \t]+(?:={3,}|-{3,})(?=[ \t]|$)", at=At.LINE),
    phrase("<http", r"<https?://[^\s<>]{3,200}>"),
    phrase("* |+ |- ", r"(?<=[：:。；;])[ ]?[*+-][ ](?=[一-鿿*])", _WARNING),
    phrase("**|__", r"\*\*(?=\S)[^*\n]{1,120}\*\*|(?<![A-Za-z0-9_])__(?=[^\s_])[^_\n]{1,80}__(?![A-Za-z0-9_])", _WARNING),
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

_FIELDS = "|".join(sorted({*Summary.model_fields, *Challenge.model_fields, "evidence", "claim", "quote"}, key=len, reverse=True))
_JSON = (
    phrase('":|"：|”:|”：|" :', rf"(?:{_HEADINGS})[\"”][ ]?[:：][ ]?[\"“]"),
    phrase('"', r"(?<=[。！？])[ ]?\"[A-Za-z_]{2,40}\"[ ]?:[ ]?(?:[\"\[{0-9-]|true|false|null|[一-鿿])"),
    phrase(
        '"',
        r"(?:^|(?<=[。！？]))[ ]?\{[ ]?\"[A-Za-z_]{2,40}\"[ ]?:|(?<=[。！？])\"[^\"\n]{8,400}[。！？]\"(?=[ \t]*$|[一-鿿])|"
        r"(?<=[。！？])[\"'][ ]?[}\]]",
    ),
    phrase("}|]", r"(?<=[。！？])[ ]?[}\]]{1,4}"),
    phrase("key", r"(?:^|(?<=[。！？]))[ ]?key[ ]?[:：]"),
    phrase(
        '"',
        r"\"{3}|[\"'][ ]?[,，][ ]?(?:null|true|false|[\"'](?=[ ]?$))|\"[A-Za-z_]{3,40}\"[ ]?:[ ]?\"[^\"\n]{0,60}[一-鿿]|"
        r"[，,][ ]?\"[A-Za-z_]{2,40}\"[ ]?:|\"\"[ ]?:",
    ),
    phrase(":|：", rf"(?:{_HEADINGS})[ ]?[:：][ ]?(?:true|false|null|None)\b"),
    phrase("=", r"\b[a-z_0-9]{3,24}=[^&\s]{1,40}&[a-z_]{2,24}="),
    phrase("{", rf"\{{[ ]?[\"'“](?:{_HEADINGS}|{_FIELDS})"),
    phrase(":|：", rf"(?:{_HEADINGS})[】\]]?[ ]?[:：][ ]?[{{\[][\"'{{\[]"),
    phrase("=", r"\b[a-z_]{3,20}=(?:['\"\[{]|None\b|True\b|False\b)[^=\n]{0,60}[a-z_]{3,20}="),
    phrase("<js|</js", r"</?json>(?=[ ]?[{\[。]|[ \t]*$)"),
    phrase(
        "].",
        r"(?<![A-Za-z0-9_.])(?:sections?|summary|contents?|items|results?|response|output|choices|fields|"
        r"challenges)\[[0-9]{1,3}\](?:\.[a-z_]{1,24}){0,3}[ ]?[=:：]",
    ),
    phrase("data", r"\bdata:[ ]?(?:\{\"|\[DONE\])"),
    phrase("{", rf"\{{[ ]?(?:{_HEADINGS}|标题|摘要)[ ]?[:：]"),
    phrase(
        '":|" :|\':|\' :|”：|"：|”:',
        rf"[\"'“](?:{_FIELDS}|{_HEADINGS}|挑战[0-9]?|标题|摘要|summary|abstract|title|motivation|method|result)[\"'”][ ]?[:：]",
    ),
    phrase("{\"|{'|[\"|['|{", r"^[ \t]*[{\[]{1,3}[ ]?[\"'][A-Za-z_]{0,24}[\"']?|^[ \t]*\{[ \t]*$"),
    phrase(
        "}|\"]|']",
        r"[\"'0-9][ ]?[}\]]{2,8}[ ,;]{0,2}$|[\"'][ ]?[}\]]{1,3}[ ,;]{0,2}$|(?<=[。！？])[\"']?[ ]?[}\]]{1,3}[,;]?[ \t]*$|"
        r"^[ \t]*[}\]]{1,3}[,;]?[ \t]*$",
    ),
    phrase('"', r"\A[ \t]*\"[^\"\n]{10,2000}\"[ \t]*\Z"),
    phrase('"', r"^[ \t]*\"[A-Za-z_]{2,40}\"[ ]?:|(?<=[。一-鿿])\"[ ]?\}[ ]?,[ ]?\{|\"[ ]?,[ ]?//"),
    phrase(
        "summary|section|text|content|abstract|background|conclusion|contribution",
        rf"(?:\{{[ ]?)?(?:{_FIELDS}|summary|abstract|section|text|content)[ ]?[:：][ ]?[\"']|"
        rf"\{{[ ]?(?:{_FIELDS}|summary|abstract|section|text|content)[ ]?[:：][ ]?[一-鿿]",
        at=At.SENTENCE,
    ),
    phrase('["', r"\[[ ]?\"[^\"\n]{1,60}\"(?:[ ]?[,，][ ]?\"[^\"\n]{1,60}\"){1,20}[ ]?\]"),
    phrase("['", r"\[[ ]?'[^'\n]{1,60}'(?:[ ]?[,，][ ]?'[^'\n]{1,60}'){1,20}[ ]?\]"),
    phrase("}|]", r"[}\]][ ]?[}\]][ }\],;]{0,6}(?=[ ]?[一-鿿]|[ \t]*$)|^[ \t]*[}\]]|[{\[][ \t]*$"),
    phrase(
        ":|：",
        rf"(?<![A-Za-z0-9_])(?:{_FIELDS}|[a-z]{{3,16}}_[a-z_]{{3,24}})[ ]?[:：=][ ]?(?=[一-鿿\"'“‘\[{{]|null|true|false)",
    ),
    phrase("{|}", r"(?:^|(?<=[一-鿿，。；：！？”\"]))[ ]?[{}]|[{}](?=[ ]?(?:[一-鿿，。；：“\"]|$))", _WARNING),
    phrase("key|value|null|name|object", r"^[ \t]*-?[ \t]*(?:key|value|null|name)[ ]?(?:[:：][ ]|$)|\[object [A-Z][a-z]+\]"),
    phrase("null|undefined|nan|none", r"(?<=[。！？])[ ]?(?:null|undefined|NaN|None)(?![A-Za-z])"),
    phrase("\"|'", r"[\"'][ ]?[,，][ ]?[\"']|[\[{(][\"']|[\"'][\]})]", _WARNING),
    phrase("\",|',", r"(?<=[。！？])[\"'][ ]?,[ ]?[\"']|(?<=[。！？])[\"'],?[ \t]*$"),
    phrase('":|" :', r"\"[A-Za-z_][A-Za-z0-9_]{0,40}\"[ ]?:[ ]?(?:[\"\[{0-9-]|true|false|null)", _WARNING),
)

_ESCAPES = (
    phrase("\\n|\\t|\\r", r"\\[nrt](?![a-z])|\\n(?=n\\?n?(?![a-z]))"),
    phrase("\\u|\\x", r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}(?![a-z])|\\U[0-9a-f]{8}"),
    phrase("\\\"|\\/|\\'", r"(?<![A-Za-z])\\\"|\\\"(?![A-Za-z])|\\/"),
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
_JSON_SAID = Accusation("a piece of JSON stands in the text", "这里混入了 JSON 的键、括号或引号。请只写这一段的文字。")
_ESCAPE_SAID = Accusation(
    "an escape such as \\n stands in the text as characters", "这里有转义符（例如 \\n）。请删去，一个字符串就是一个自然段。"
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
    "json_fragment",
    Example('{"background": 残片的边缘磨损严重，人工拼接十分费时。', '{"background":'),
    Example('残片的边缘磨损严重，人工拼接十分费时。"}', '"}'),
)
def json_fragment(subject: Subject) -> Iterator[Hit]:
    """Hold keys, braces or quotes of the JSON answer against the summary: the answer was cut or nested wrongly.

    A pair such as `"name": "x"` in the midst of a sentence is a warning: papers on tool calls show such things.
    """
    found = list(phrase_hits(subject, _JSON, _JSON_SAID, quoted=True))
    yield from found
    for passage in subject.passages:
        at = passage.text.find('"')
        is_alone = at >= 0 and passage.text.count('"') == 1 and not passage.text[:at][-1:].isdigit()  # 27" is a length
        if is_alone and not any(hit.field == passage.field and hit.start <= at < hit.end for hit in found):
            yield Hit(passage.field, at, at + 1, _JSON_SAID.message, _JSON_SAID.message_zh)


@rule(
    "literal_escape",
    Example("残片的边缘磨损严重。\\n人工拼接十分费时。", "\\n"),
    Example("残片的\\u8fb9缘磨损严重。", "\\u8fb9"),
)
def literal_escape(subject: Subject) -> Iterator[Hit]:
    r"""Hold an escape sequence as characters (`\n`, `\u8fb9`) against the summary: the text was encoded twice.

    LaTeX commands that begin alike, such as `\nabla`, pass.
    """
    return phrase_hits(subject, _ESCAPES, _ESCAPE_SAID, quoted=True)


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
