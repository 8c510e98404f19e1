"""A Feishu (or Lark) bot: an interactive card, signed where the bot has a secret.

Facts, from the documentation of custom bots: the body may have 20 KB; a bot with a secret wants `timestamp` (seconds, not more
than an hour off) and `sign`, the base64 of an HMAC-SHA256 over nothing whose key is timestamp, line feed and secret. Refusals
come as 200 with a `code` other than 0; old bots spell it `StatusCode`.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable

from digestgen.publish.messages import texts
from digestgen.publish.messages.answers import check_code
from digestgen.publish.messages.digest import Digest
from digestgen.wishes import PostJson

MOST_BYTES = 20_000
_CARD_BYTES = 2_000
"""What stands in a body beside the papers' text: head, button, signature; URLs and a title of their greatest length included."""
NAME = "Feishu"


def sign(secret: str, timestamp: int) -> str:
    """Return the signature of a request sent at `timestamp` (seconds)."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()


def card(digest: Digest) -> dict[str, object]:
    """Return the card: head, papers, and a button to the day's page."""
    content = texts.fitting(texts.FEISHU, digest, MOST_BYTES - _CARD_BYTES, lambda text: len(as_json(text)))
    button = {"tag": "button", "type": "primary", "url": digest.url, "text": {"tag": "plain_text", "content": "阅读全文"}}
    return {
        "config": {"wide_screen_mode": True},
        "header": {"template": "blue", "title": {"tag": "plain_text", "content": texts.heading(digest)}},
        "elements": [{"tag": "markdown", "content": content}, {"tag": "action", "actions": [button]}],
    }


async def send(digest: Digest, *, post: PostJson, webhook: str, secret: str | None, now: Callable[[], dt.datetime]) -> None:
    """Send the card. Raises UpstreamError where it was not taken, UnansweredError where nobody knows."""
    body: dict[str, object] = {"msg_type": "interactive", "card": card(digest)}
    if secret:
        timestamp = int(now().timestamp())
        body = {"timestamp": str(timestamp), "sign": sign(secret, timestamp), **body}
    check_code(NAME, await post(webhook, body), codes=("code", "StatusCode"), words=("msg", "StatusMessage"))


def as_json(value: object) -> bytes:
    """Return the bytes that `value` has in a body."""
    return json.dumps(value, ensure_ascii=False).encode()
