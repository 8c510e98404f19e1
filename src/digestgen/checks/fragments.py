"""What is left of an answer's form in what must be plain text: pieces of JSON, and escapes."""

from collections.abc import Iterator

from digestgen.checks.markup import HEADINGS
from digestgen.checks.phrases import Accusation, At, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity
from digestgen.models import Challenge, Summary

_WARNING = Severity.WARNING
_FIELDS = "|".join(sorted({*Summary.model_fields, *Challenge.model_fields, "evidence", "claim", "quote"}, key=len, reverse=True))
_JSON = (
    phrase('":|"：|”:|”：|" :', rf"(?:{HEADINGS})[\"”][ ]?[:：][ ]?[\"“]"),
    phrase('"', r"(?<=[。！？])[ ]?\"[A-Za-z_]{2,40}\"[ ]?:[ ]?(?:[\"\[{0-9-]|true|false|null|[一-鿿])"),
    phrase(
        '"',
        r"(?:^|(?<=[。！？]))[ ]?\{[ ]?\"[A-Za-z_]{2,40}\"[ ]?:|(?<=[。！？])\"[^\"\n]{8,400}[。！？]\"(?=[ \t]*$|[一-鿿])|"
        r"(?<=[。！？])[\"'][ ]?[}\]]",
    ),
    phrase("}|]", r"(?<=[。！？])[ ]?[}\]]{1,4}"),
    phrase(
        "key|summary|abstract|text|content|answer|output|result|value|section|title",
        r"(?:^|(?<=[。！？]))[ ]?(?:key[ ]?[:：=]|(?:summary|abstract|text|content|answer|output|result|value|section|"
        r"title)[ ]?[:：=][ ]?(?=[一-鿿]))",
    ),
    phrase(
        '"',
        r"\"{3}|[\"'][ ]?[,，][ ]?(?:null|true|false|[\"'](?=[ ]?$))|\"[A-Za-z_]{3,40}\"[ ]?:[ ]?\"[^\"\n]{0,60}[一-鿿]|"
        r"[，,][ ]?\"[A-Za-z_]{2,40}\"[ ]?:|\"[A-Za-z_]{2,40}\"[ ]?：|\"\"[ ]?:",
    ),
    phrase(":|：", rf"(?:{HEADINGS})[ ]?[:：][ ]?(?:true|false|null|None)\b"),
    phrase("=", r"\b[a-z_0-9]{3,24}=[^&\s]{1,40}&[a-z_]{2,24}="),
    phrase("=>|!!|$.", r"(?:^|(?<=[一-鿿\"\]]))[ ]?=>|!!(?:str|python|binary)\b|\$\.[a-z_]{3,24}"),
    phrase(":|→|：", r"(?<![A-Za-z0-9_])[a-z]{3,16}(?:_[a-z0-9]{1,16}){1,3}[ ]?[:：→][ ]?(?=[一-鿿|>])"),
    phrase(
        ":|>-|=>",
        rf"(?:^|(?<=[。！？]))[ ]?(?:- )?(?:title|body|{_FIELDS})[ ]?:[ ]?(?=[一-鿿|>])|(?:{HEADINGS})[ ]?(?:>-|=>|\|-?(?=[ ]))",
    ),
    phrase("].|+", r"[a-z_]{3,20}\[[0-9]{1,3}\]\.[a-z_]{3,20}|\"[ ]\+[ ]\""),
    phrase(":|：", rf"(?:^|(?<=[。！？,，]))[ ]?(?:{HEADINGS})[ ]?[:：][^\n]{{1,300}}?(?:{HEADINGS})[ ]?[:：]"),
    phrase(":|：", rf'(?:^|(?<=[。！？]))[ ]?(?:{HEADINGS})[ ]?[:：][ ]?"'),
    phrase('","', r'"[ ]?[,，][ ]?"(?![^"]*"[ ]?[,，\]])'),
    phrase('/"', r'\[/"|"/\]'),
    phrase("null", r"(?<=[，。；,])[ ]?null(?=[，。；,])"),
    phrase("=", r"(?<![A-Za-z0-9_])[a-z]{2,16}_[a-z_]{2,24}[ ]?=[ ]?[\"'“]"),
    phrase("{}|[]", r"(?<=[。！？])[ ]?(?:\{\}|\[\])"),
    phrase("true|false", r"(?:^|(?<=[。！？]))[ ]?(?:true|false)[ ]?[,，]"),
    phrase("{", rf"\{{[ ]?[\"'“](?:{HEADINGS}|{_FIELDS})"),
    phrase(":|：", rf"(?:{HEADINGS})[】\]]?[ ]?[:：][ ]?[{{\[][\"'{{\[]"),
    phrase("=", r"\b[a-z_]{3,20}=(?:['\"\[{]|None\b|True\b|False\b)[^=\n]{0,60}[a-z_]{3,20}="),
    phrase("<js|</js", r"</?json>(?=[ ]?[{\[。]|[ \t]*$)"),
    phrase(
        "].",
        r"(?<![A-Za-z0-9_.])(?:sections?|summary|contents?|items|results?|response|output|choices|fields|"
        r"challenges)\[[0-9]{1,3}\](?:\.[a-z_]{1,24}){0,3}[ ]?[=:：]",
    ),
    phrase("data", r"\bdata:[ ]?(?:\{\"|\[DONE\])"),
    phrase("{", rf"\{{[ ]?(?:{HEADINGS}|标题|摘要)[ ]?[:：]"),
    phrase(
        '":|" :|\':|\' :|”：|"：|”:',
        rf"[\"'“](?:{_FIELDS}|{HEADINGS}|挑战[0-9]?|标题|摘要|summary|abstract|title|motivation|method|result)[\"'”][ ]?[:：]",
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

_JSON_SAID = Accusation("a piece of JSON stands in the text", "这里混入了 JSON 的键、括号或引号。请只写这一段的文字。")
_ESCAPE_SAID = Accusation(
    "an escape such as \\n stands in the text as characters", "这里有转义符（例如 \\n）。请删去，一个字符串就是一个自然段。"
)


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
