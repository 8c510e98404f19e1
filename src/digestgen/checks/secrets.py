"""Secrets: keys, tokens and webhook addresses that must never reach a page, a draft's findings or a log."""

import re
from collections.abc import Iterator

from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject
from digestgen.checks.words import Index

_MIXED = r"(?=[A-Za-z_-]{0,80}[0-9])(?=[0-9_-]{0,80}[A-Za-z])"
_RANDOM = (
    r"(?=[A-Za-z0-9_@#$%^&*+/=~.-]{0,60}?(?<![A-Za-z0-9])(?=[A-Za-z0-9]{10})[A-Za-z]{0,20}[0-9]{1,20}[A-Za-z]{1,20}[0-9])"
    r"[A-Za-z0-9_@#$%^&*+/=~.-]{16,}"
)
"""Sixteen characters, among them ten letters and digits in a row that alternate; Qwen2.5-72B-Instruct has no such row."""
_NO_HASH = r"(?<![A-Za-z0-9])(?![0-9a-f]+(?![A-Za-z0-9]))"
"""A word that is no checksum and no number of a commit."""
_STRONG = (
    rf"(?:{_RANDOM}|"
    r"(?=[^A-Z\s]{0,30}[A-Z])(?=[^a-z\s]{0,30}[a-z])(?=[^0-9\s]{0,30}[0-9])(?=[A-Za-z0-9]{0,30}[!@#$%^&*?~])"
    r"[A-Za-z0-9!@#$%^&*?~_.+-]{8,40})"
)
"""A random value, or eight characters of every class, as passwords are made."""


def _shape(keys: str, pattern: str) -> tuple[re.Pattern[str], list[list[str]]]:
    """Return the shape of a secret, and what it needs: one of these `keys`, in lower case and separated by `|`."""
    return re.compile(pattern, re.ASCII), [keys.split("|")]


_SHAPES = (
    _shape("sk-", r"(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]{0,40}[0-9*•＊])[A-Za-z0-9_*•＊-]{10,}"),
    _shape(
        "ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|hf_|gsk_|r8_|npm_|dop_v1_|k_live_|k_test_|whsec_|shpat_|shpca_|shppa_|shpss_|"
        "lin_api_|glc_",
        r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|hf_[A-Za-z0-9]{16,}|gsk_[A-Za-z0-9]{16,}|"
        r"r8_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{20,}|dop_v1_[a-f0-9]{20,}|[rsp]k_(?:live|test)_[A-Za-z0-9]{10,}|"
        r"whsec_[A-Za-z0-9]{16,}|shp(?:at|ca|pa|ss)_[a-f0-9]{16,}|lin_api_[A-Za-z0-9]{16,}|glc_[A-Za-z0-9]{16,})",
    ),
    _shape(
        "glpat-|xai-|pplx-|tvly-|xox|xapp-|nvapi-|pypi-age|fk-|ak-",
        r"(?<![A-Za-z0-9])(?:glpat-[A-Za-z0-9_-]{16,}|xai-[A-Za-z0-9]{16,}|pplx-[A-Za-z0-9]{16,}|tvly-[A-Za-z0-9-]{16,}|"
        r"xox[abeoprs]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{10,}|nvapi-[A-Za-z0-9_-]{16,}|pypi-AgE[A-Za-z0-9_-]{16,}|"
        r"fk-[A-Za-z0-9]{20,}|ak-[A-Za-z0-9]{24,})",
    ),
    _shape(
        "_",
        r"(?<![A-Za-z0-9])[a-z][a-z0-9]{1,9}(?:[_-][a-z0-9]{2,8}){0,3}[_-](?=[A-Za-z]{0,20}[0-9]{1,8}[A-Za-z_-]{1,20}[0-9])"
        r"[A-Za-z0-9_-]{20,}",
    ),
    _shape("sg.", r"(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,}"),
    _shape("ac|sk", r"(?<![A-Za-z0-9])(?:AC|SK)[0-9a-f]{32}(?![A-Za-z0-9])"),
    _shape("dapi", r"(?<![A-Za-z0-9])dapi[0-9a-f]{32}"),
    _shape(".", rf"(?<![A-Za-z0-9./_-])(?=[0-9]{{0,31}}[a-f])(?=[a-f]{{0,31}}[0-9])[0-9a-f]{{32}}\.{_MIXED}[A-Za-z0-9]{{12,}}"),
    _shape(
        "_key|_secret|_token|_passw|_pwd|_credential|_auth|_pat",
        r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9_]{0,40}_(?i:key|secret|token|password|passwd|pwd|credentials?|auth|pat)[\"']?"
        rf"[ ]?[:=：＝][ ]?[\"']?{_RANDOM}",
    ),
    _shape(
        "key",
        r"(?<![A-Za-z])(?i:access|account|secret|api|private|shared)(?i:key)(?i:id|secret)?[\"']?[ ]?(?:[:=：＝]|为|是)[ ]?[\"']?"
        rf"{_RANDOM}",
    ),
    _shape(
        "akia|asia|aida|aroa|ltai|akid|aiza|ya29.",
        r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|AIDA|AROA|LTAI|AKID)[A-Za-z0-9]{12,}|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,})"
        r"(?![A-Za-z0-9])",
    ),
    _shape("eyj", r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    _shape("private key", r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY"),
    _shape(
        "/services/|/workflows/|/open-apis/bot/|/api/webhooks/|/robot/|/webhook|/bot|.office.com/|.day.app/",
        r"(?:hooks\.slack\.com/(?:services|workflows)/|open\.(?:feishu|larksuite)\.[a-z]{2,3}/open-apis/bot/|"
        r"discord(?:app)?\.com/api/webhooks/|oapi\.dingtalk\.com/robot/|qyapi\.weixin\.qq\.com/cgi-bin/webhook|"
        r"api\.telegram\.org/bot[0-9]|webhook\.office\.com/|api\.day\.app/)[A-Za-z0-9_?=]",
    ),
    _shape(":", r"(?<![A-Za-z0-9])[0-9]{8,10}:[A-Za-z0-9_-]{32,}"),
    _shape("://", r"://[^/\s:@]{0,64}:[^/\s:@]{3,64}@"),
    _shape(
        "login|key|token|session|cookie|signature|secret|auth|登录",
        r"(?i:login|key|token|session|cookie|signature|secret|auth|登录)[^，。\n]{0,24}?(?<![A-Za-z0-9])[0-9a-fA-F]{32,}",
    ),
    _shape(
        "1|2|3|4|5|6|7|8|9",
        rf"{_NO_HASH}(?=(?:[A-Za-z]{{1,12}}[0-9]{{1,6}}){{3}})[A-Za-z0-9]{{20,}}|"
        rf"{_NO_HASH}(?=(?:[0-9]{{1,6}}[A-Za-z]{{1,12}}){{3}})[A-Za-z0-9]{{20,}}",
    ),
    _shape(
        "mysql|psql|mongo|redis-cli|sshpass|curl|wget|docker|login|ssh|ftp",
        r"(?:mysql|psql|mongo|redis-cli|sshpass|curl|wget|docker|login|ssh|ftp)\b[^，。\n]{0,60}? (?:-p ?|-a |-u |-P |"
        r"--password[= ])[^\s，。]{6,}",
    ),
    _shape(
        "密码|口令|提取码|授权码|验证码|密钥|秘钥|密匙|令牌|私钥",
        r"(?:密码|口令|提取码|授权码|验证码|密钥|秘钥|密匙|令牌|私钥)[ ]?"
        r"(?:[:：=＝（(【\[“\"'「]|[是为]|设为|设置为|如下|即|[ ](?=[!-~]{6})){1,3}"
        r"[ ]?[“\"'「（(]?(?=[!-~]{0,40}[0-9])(?=[!-~]{0,40}[A-Za-z!-/:-@])[!-~]{6,}",
    ),
    _shape(
        "admin|root|requirepass",
        r"\b(?:admin|root)[ ]?[/:／][ ]?(?=[!-~]{0,30}[0-9@#$!])[!-~]{6,}|"
        r"requirepass[）)]?(?:设为|为|[:：])?[ ]*[!-~]{6,}",
    ),
    _shape("password|passwd|pwd", r"(?i:password|passwd|pwd)[\"']?[ ]?[:=][ ]?[\"']?(?=[!-~]{0,30}[0-9])[!-~]{6,}"),
    _shape("授权码", r"授权码[ ]?(?:[:：为是]|[ ])[ ]?[A-Za-z0-9]{10,}"),
    _shape("token=|session|csrf", r"(?i:token|sessionid|session_id|csrf[a-z_]*)=[A-Za-z0-9_%.-]{12,}"),
    _shape("cookie", r"[Cc]ookie[:：][ ]?[A-Za-z_]{2,20}=[!-~]{16,}"),
    _shape("basic ", rf"[Bb]asic[ ]+{_MIXED}[A-Za-z0-9+/=]{{12,}}"),
    _shape("earer", rf"[Bb]earer[ ]+{_MIXED}[A-Za-z0-9._~+/-]{{16,}}"),
    *(
        _shape(key, rf"(?:{word})[\"']?[ ]?(?:[:=：＝]|为|是|provided:)[ ]?[\"']?{_MIXED}[A-Za-z0-9_*./+-]{{12,}}")
        for key, word in (
            ("key", r"(?i:api[_ -]?key|secret[_ -]?key|access[_ -]?key)"),
            ("oken", r"(?i:access|auth)[_ -]?[Tt]oken"),
            ("ecret", r"[Ss]ecret"),
            ("assw", r"[Pp]ass(?:word|wd)"),
        )
    ),
    *(
        _shape(
            key, rf"(?:{word})(?:字符串)?(?:[ ]?(?:[:=：＝“\"']|为|是|设为|设置为|如下|即|[ ]){{1,3}}|(?=[A-Za-z0-9])){_STRONG}"
        )
        for key, word in (
            ("密|秘钥", r"(?:密钥|密码|秘钥|密匙)"),
            ("口令", r"口令"),
            ("令牌", r"令牌"),
            ("凭", r"凭[证据]"),
            ("授权码", r"授权码"),
            ("oken", r"(?<![A-Za-z])[Tt]oken"),
            ("assw", r"(?<![A-Za-z])[Pp]ass(?:word|wd)"),
        )
    ),
    _shape(
        "org_|proj_|asst_|thread_|run_|msg_|req_|resp_|file_|vs_|call_|toolu_",
        rf"(?<![A-Za-z0-9])(?:org|proj|asst|thread|run|msg|req|resp|file|vs|call|toolu)_{_MIXED}[A-Za-z0-9]{{18,}}",
    ),
    _shape("org-|proj-|chatcmpl-|req-|file-", rf"(?<![A-Za-z0-9])(?:org|proj|chatcmpl|req|file)-{_MIXED}[A-Za-z0-9]{{18,}}"),
)
_INDEX = Index(_SHAPES)
_SHORT = 8
"""A secret of fewer characters counts only as a word of its own: inside others it may stand by chance."""


@rule(
    "secret",
    Example("Incorrect API key provided: sk-TESTONLY0123456789abcd.", ""),
    Example("服务返回 an-example-of-a-secret-0123456789，残片的边缘磨损严重。", "", "conclusion[0]"),
)
def secret(subject: Subject) -> Iterator[Hit]:
    """Hold against the summary a key, token, webhook or account id by its shape, or any secret of this process.

    A published key is spent by others within minutes. The field as a whole is marked, so that no finding carries the secret on.
    Keys of unknown shape that are not ours are missed; a word such as task-oriented is none.
    """
    known = [pattern for value in subject.secrets if (pattern := _pattern_of(value))]
    shapes = dict(_INDEX.fitting(tuple(passage.text for passage in subject.passages)))
    for place, passage in enumerate(subject.passages):
        if any(pattern.search(passage.text) for pattern in (*known, *shapes.get(place, ()))):
            yield Hit(
                passage.field,
                0,
                0,
                "the text holds what looks like a key, a token or another secret (not repeated here)",
                "这里出现了密钥、令牌一类的内容。请整段重写，不要写出任何密钥、令牌、账号或接口地址。",
            )


def _pattern_of(value: str) -> re.Pattern[str] | None:
    """Return what finds this secret, also with its letters' case changed or with white space in it; None for an empty one."""
    characters = [re.escape(character) for character in value if not character.isspace()]
    if not characters:
        return None
    body = r"\s?".join(characters)
    if len(characters) < _SHORT:
        body = rf"(?<![A-Za-z0-9]){body}(?![A-Za-z0-9])"
    return re.compile(body, re.IGNORECASE)
