"""A WeCom bot: a Markdown message.

Facts, from the documentation of group bots: `content` may have 4096 bytes of UTF-8; refusals come as 200 with an `errcode` other
than 0; 20 messages a minute are taken.
"""

from digestgen.publish.messages import texts
from digestgen.publish.messages.answers import check_code
from digestgen.publish.messages.digest import Digest
from digestgen.wishes import PostJson

MOST_BYTES = 4096
NAME = "WeCom"


def content(digest: Digest) -> str:
    """Return the message, cut at whole papers where it is too long."""
    return texts.fitting(texts.WECOM, digest, MOST_BYTES, lambda text: len(text.encode()))


async def send(digest: Digest, *, post: PostJson, webhook: str) -> None:
    """Send the message. Raises UpstreamError where it was not taken, UnansweredError where nobody knows."""
    answer = await post(webhook, {"msgtype": "markdown", "markdown": {"content": content(digest)}})
    check_code(NAME, answer, codes=("errcode",), words=("errmsg",))
