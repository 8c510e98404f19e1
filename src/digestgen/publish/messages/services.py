"""Chat and push services through apprise, an optional extra: plain text, cut to what the service takes.

apprise tells yes or no and logs the rest. Its log is read here, and kept from everybody else: it names URLs. From it comes the
one thing that matters, whether a message that failed may have been taken all the same.
"""

import contextlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from digestgen.config import env_name
from digestgen.errors import SettingsError, UnansweredError, UpstreamError
from digestgen.publish.messages import texts
from digestgen.publish.messages.digest import Digest, plain

if TYPE_CHECKING:
    from apprise import NotifyBase

NAME = "service"
_MAYBE_TAKEN = ("Read timed out", "Connection aborted", "RemoteDisconnected")
"""What requests says of a connection that stood and then broke."""
_NOTHING_SAID = "did not take the message"
_MOST_CHARACTERS_TOLD = 200


def open_service(url: str, place: int) -> "NotifyBase":
    """Return the service of an apprise URL; raises SettingsError where apprise is missing, or does not know such a URL."""
    setting = env_name("notify_urls")
    try:
        from apprise import Apprise  # noqa: PLC0415 - an optional extra, and 0.5 s
    except ImportError:
        remedy = "install it: pip install 'digestgen[notify]', or uv sync --extra notify in a checkout"
        raise SettingsError(setting, "needs apprise, which is not installed", remedy) from None
    with _listening():
        service = Apprise.instantiate(url)
    if service is None:
        raise SettingsError(setting, f"number {place} is no URL that apprise knows", "see https://appriseit.com/services/")
    return service


def send(digest: Digest, service: "NotifyBase") -> None:
    """Send the digest; it blocks. Raises UpstreamError where it was not taken, UnansweredError where nobody knows."""
    title = texts.heading(digest)
    room = service.body_maxlen - (0 if service.title_maxlen else len(title) + 2)
    body = texts.fitting(texts.SERVICE, digest, room, len)
    with _listening() as said:
        is_taken = service.notify(body=body, title=title, body_format="text")
    if is_taken:
        return
    if any(words in line for line in said for words in _MAYBE_TAKEN):
        raise UnansweredError(NAME, "broke off, or did not answer in time, after the message was sent")
    raise UpstreamError(NAME, plain(next(iter(said), _NOTHING_SAID))[:_MOST_CHARACTERS_TOLD])


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING or "Exception" in record.getMessage():
            self.said.append(record.getMessage())


@contextlib.contextmanager
def _listening() -> Iterator[list[str]]:
    """Hear what apprise logs, in the place of everybody else; urllib3, which apprise asks with, is silent meanwhile."""
    listener, logger, below = _Listener(), logging.getLogger("apprise"), logging.getLogger("urllib3")
    level, passes, below_level = logger.level, logger.propagate, below.level
    logger.addHandler(listener)
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    below.setLevel(logging.ERROR)
    try:
        yield listener.said
    finally:
        logger.removeHandler(listener)
        logger.propagate = passes
        logger.setLevel(level)
        below.setLevel(below_level)
