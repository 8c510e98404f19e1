"""What a bot's answer says: these servers refuse with a code in a 200. Pure."""

import json

from digestgen.errors import UnansweredError, UpstreamError
from digestgen.publish.messages.digest import plain
from digestgen.wishes import Fetched

_MOST_CHARACTERS_TOLD = 200


def check_code(name: str, answer: Fetched, *, codes: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Return where the answer's code (the first of `codes` that it has) is 0.

    Raises UpstreamError with the server's words for another code, and UnansweredError for an answer without any: such a server is
    perhaps not the bot at all, but it may also have taken the message.
    """
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    found = said if isinstance(said, dict) else {}
    code = next((found[key] for key in codes if key in found), None)
    if code is None:
        raise UnansweredError(name, f"answered {answer.status} without a code", status=answer.status)
    if str(code) != "0":
        told = next((found[key] for key in words if isinstance(found.get(key), str)), "")
        raise UpstreamError(
            name, f"refused: code {code!s:.20} {plain(told)[:_MOST_CHARACTERS_TOLD]}".strip(), status=answer.status
        )
