"""Templates to texts, one per kind of message; a text that is too long is cut at whole papers, and says how many are left.

What feed and model wrote is escaped for each target:

- HTML: by Jinja, everywhere.
- Feishu's Markdown: as numbered entities, which is what Feishu's own documentation of cards asks for.
- WeCom's Markdown knows no escape at all: what could be markup there is replaced by its full-width twin.
- Plain text, for mail and for the services behind apprise: nothing is markup, but some services call people by `@name` and make
  links of `[text](target)` in any text, so these two are broken up for the services.
"""

import bisect
import re
from collections.abc import Callable
from pathlib import Path

import jinja2

from digestgen.publish.messages.digest import Digest

MAIL_TEXT, MAIL_HTML, SERVICE, FEISHU, WECOM = "mail.txt.j2", "mail.html.j2", "service.txt.j2", "feishu.md.j2", "wecom.md.j2"
_FEISHU_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in "\\`*_~[](){}<>#+-!|:$&@\"'"}
_WECOM_MARKS = str.maketrans("\\`*_~[]<>#|", "＼｀＊＿～［］＜＞＃｜")

_MENTION = re.compile(r"(?<!\w)@(?=\w)")


def escape_feishu(text: str) -> str:
    """Return plain text for Feishu's Markdown; a reader sees exactly `text`."""
    return text.translate(_FEISHU_MARKS)


def escape_wecom(text: str) -> str:
    """Return plain text for WeCom's Markdown, its marks as full-width twins: a reader sees nearly `text`, and no markup."""
    return text.translate(_WECOM_MARKS)


def escape_service(text: str) -> str:
    """Return plain text that calls nobody and hides no link, whatever service shows it."""
    return _MENTION.sub("＠", text).replace("](", "］(")


def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",), default_for_string=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    found.filters.update(feishu=escape_feishu, wecom=escape_wecom, service=escape_service)
    return found


_TEMPLATES = _environment()


def render(template: str, digest: Digest, *, shown: int | None = None, unsubscribe: str = "") -> str:
    """Fill in a template with the first `shown` papers of the digest (None: all)."""
    papers = digest.papers[:shown]
    return _TEMPLATES.get_template(template).render(
        digest=digest, papers=papers, more=len(digest.papers) - len(papers), heading=heading(digest), unsubscribe=unsubscribe
    )


def heading(digest: Digest) -> str:
    """Return the subject line."""
    return f"{digest.name} {digest.date.isoformat()}（{len(digest.papers)} 篇）"


def fitting(template: str, digest: Digest, limit: int, size: Callable[[str], int]) -> str:
    """Return the text with as many whole papers as fit into `limit`, as `size` measures; even none is a text."""
    whole = render(template, digest)
    if size(whole) <= limit:
        return whole

    def size_with(shown: int) -> int:
        return size(render(template, digest, shown=shown))

    most = bisect.bisect_right(range(1, len(digest.papers)), limit, key=size_with)
    return render(template, digest, shown=most)
