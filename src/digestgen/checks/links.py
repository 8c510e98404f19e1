"""Addresses in the prose: links, e-mail, identifiers, paths. A warning, since papers name theirs; what runs code is an error."""

from collections.abc import Iterator

from digestgen.checks.phrases import Accusation, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.findings import Severity

_WARNING = Severity.WARNING
_HOST = (
    r"(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|ai|cn|edu|gov|dev|app|me|co|uk|de|fr|jp|kr|xyz|info|cc|be|ly|us|ru|tv|gg|hk|tw|"
    r"sh|eu|ch|site|top|cloud|page|link|tech|science|example)"
)
"""A host by its ending; Node.js and GPT-4.5 are none."""
_LINKS = (
    phrase("http", r"\bhttps?://[^\s，。；、！？）)】\]”》<>\"']{1,400}", _WARNING),
    phrase("http", r"\bhttps?[:：][\\/]{2}[^\s，。；、！？）)】\]”》<>\"']{0,400}", _WARNING),
    phrase("www.", r"(?<![A-Za-z0-9/.])www\.[A-Za-z0-9-]{1,63}\.[A-Za-z][^\s，。；、！？）)】\]”》<>\"']{1,200}", _WARNING),
    phrase("ftp:|mailto:", r"\b(?:s?ftp://|mailto:)[^\s，。；]{1,200}", _WARNING),
    phrase(
        "github|huggingface|arxiv|gitlab|gitee|youtu|doi|google|.io/|hf.co",
        r"(?<![A-Za-z0-9/.@-])(?:[a-z0-9-]{1,40}\.)?(?:github|huggingface|arxiv|gitlab|gitee|youtube|youtu|doi|google|"
        r"modelscope|hf)\.(?:com|co|org|io|be|cn)/[^\s，。；、！？）)】\]”》<>\"']{1,200}",
        _WARNING,
    ),
    phrase("hxxp", r"\bhxxps?[:：]?(?:\[:\])?//[^\s，。；、）)]{1,200}", _WARNING),
    phrase("[.]|[dot", r"(?<![A-Za-z0-9])[a-z0-9-]{1,63}(?:\[(?:\.|dot)\][a-z0-9-]{2,63}){1,4}", _WARNING),
    phrase(
        "://|:\\\\",
        r"(?:(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}[ \n]?)?:[/\\]{2,3}[^\s，。；、！？）)】”》<>\"']{2,300}",
        _WARNING,
    ),
    phrase(
        ".",
        rf"(?<![A-Za-z0-9/.@:_-])(?:(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:com|org|net|cn|edu|gov|xyz|info|top|io|me|tv|co|dev|"
        rf"app|site)|"
        rf"(?=[a-z0-9-]{{1,63}}\.[a-z0-9-]{{1,63}}\.){_HOST})(?![A-Za-z0-9.-])",
        _WARNING,
    ),
    phrase("@|＠", r"[A-Za-z0-9._%+}-]{1,60}[ ]?[@＠][ ]?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", _WARNING),
    phrase(
        " at | dot |[at|(at|{at",
        r"[A-Za-z0-9._-]{2,40}[ ]?(?:[\[({]at[\])}]| at )[ ]?[A-Za-z0-9-]{2,40}(?:[ ]?(?:[\[({]dot[\])}]| dot |"
        r"\.)[ ]?[A-Za-z]{2,10})",
        _WARNING,
    ),
    phrase("doi|10.", r"\bdoi[ ]?[:：/][ ]?[^\s，。；、）)]{4,100}|(?<![0-9.])10\.[0-9]{4,6}/[^\s，。；、）)]{3,100}", _WARNING),
    phrase(
        "arxiv:|arxiv：|isbn|issn|pmid|pmcid|urn:",
        r"\b(?:arxiv[ ]?[:：][ ]?[0-9a-z./-]{7,24}(?:v[0-9])?|(?:isbn|issn|pm(?:c)?id|urn)[ ]?[:： ][ ]?[0-9a-z:-]{6,60})",
        _WARNING,
    ),
    phrase(
        "/|:\\|\\\\",
        r"(?<![A-Za-z0-9/.])(?:\.{1,2}|~[a-z]{0,20})?/(?:[A-Za-z0-9_.=+-]{1,60}/){1,10}[A-Za-z0-9_.=+-]{0,80}|"
        r"(?<![A-Za-z0-9/.~])(?:~?[A-Za-z0-9_-]{1,40}/){1,8}[A-Za-z0-9_.=+-]{1,60}\.(?:py|ya?ml|json|h|c|cc|cpp|cu|sh|md|"
        r"txt|ckpt|pt|pth|bin|html?|csv|ipynb|"
        r"pdf|toml|safetensors|rs|go|js|ts|zip|tar|gz|log|cfg|ini)(?![A-Za-z0-9])|\.{1,2}/[A-Za-z0-9_.=+-]{2,80}|"
        r"\\\\[A-Za-z0-9_.-]{2,60}\\[^\s，。]{1,120}|\b[A-Z]:\\{1,2}[A-Za-z0-9_. \\()-]{3,120}",
        _WARNING,
    ),
    phrase("~/|%", r"(?<![A-Za-z0-9])~/[A-Za-z0-9_.-]{2,80}|%[A-Z]{3,20}%", _WARNING),
    phrase("000", r"(?<![0-9-])0000-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X](?![0-9-])", _WARNING),
    phrase(":", r"(?<![A-Za-z0-9:])(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}(?![A-Za-z0-9:])", _WARNING),
    phrase(
        "intent:|tel:|sms:|skype:|slack:|vscode:|weixin:|market:",
        r"\b(?:intent|tel|sms|skype|slack|vscode|weixin|market):[A-Za-z0-9/?=&%#._-]{6,200}",
        _WARNING,
    ),
    phrase(
        "localhost|127|0.0.0.0|192|10.",
        r"(?<![A-Za-z0-9/.@:_-])(?:localhost|(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?::[0-9]{2,5}(?:/[A-Za-z0-9_./?=&%-]{0,200})?|"
        r"/[A-Za-z][A-Za-z0-9_./?=&%-]{0,200})",
        _WARNING,
    ),
    phrase("magnet:|tel:|sms:|urn:", r"\bmagnet:\?[^\s，。]{4,300}|\b(?:tel|sms|callto):\+?[0-9][0-9-]{5,20}", _WARNING),
    phrase("@", r"(?<![A-Za-z0-9])[a-z0-9_.-]{1,40}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}:[^\s，。；、]{2,200}", _WARNING),
    phrase("//", rf"(?<![A-Za-z0-9:/.])//{_HOST}/[^\s，。；、！？）)】”》<>\"']{{1,200}}", _WARNING),
    phrase(("/",), rf"(?<![A-Za-z0-9/.@:_-]){_HOST}(?::[0-9]{{2,5}})?/[^\s，。；、！？）)】\]”》<>\"']{{1,200}}", _WARNING),
    phrase(
        "javascript:|vbscript:|data:|file:|blob:|about:",
        r"\b(?:javascript|vbscript):[ ]?[A-Za-z_%&(/'\"][^\s，。]{0,200}|\bdata:(?:text|image|application|audio|video|font)"
        r"/[^\s，。]{1,200}|\bfile:/{2,3}[^\s，。]{0,200}|\bblob:http",
    ),
)

_LINK_SAID = Accusation(
    "a link stands in the text: links belong to the head of the block",
    "正文里不写链接。请删去链接，必要时用文字说明。",
)


@rule(
    "url",
    Example(
        "代码见 https://example.org/tilejoin，残片的边缘磨损严重。",
        "https://example.org/tilejoin",
        "implementation[0]",
        Severity.WARNING,
    ),
    Example("点击 javascript:alert(1) 查看残片的边缘。", "javascript:alert(1)"),
)
def url(subject: Subject) -> Iterator[Hit]:
    """Hold an address in the prose against the summary: links belong to the head of a block, where they are checked.

    Papers name theirs, so http(s) is a warning; schemes that run or embed something are errors.
    """
    return phrase_hits(subject, _LINKS, _LINK_SAID, quoted=True)
