"""Every secret that this process knows: what must never be printed, stored or published."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from pydantic import SecretStr

from digestgen.config import Settings

LEAST_CHARACTERS = 8
"""Shorter values are no keys, and would be found in innocent text."""
REDACTED = "{redacted_secret}"
"""What stands where a secret stood: a placeholder, which no check lets pass."""
_SECRET_NAME = re.compile(r"KEY$|KEY_|TOKEN|SECRET|PASSW|_PASS$|_PWD$|_PAT$|CREDENTIAL|WEBHOOK", re.IGNORECASE)
_SEPARATOR = re.compile(r"[/?&=:@,#]+")
_LEAST_KEY_CHARACTERS = 16
_USER_INFO = re.compile(r"://[^/\s:@]{0,64}:([^/\s@]{1,200})@")


def secret_values(settings: Settings, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the API key, what `extra_body` holds, and the other secret settings with the keys inside their URLs.

    And from the environment what a name, or a URL with a password, tells.
    """
    environment = os.environ if environment is None else environment
    named = [value for name, value in environment.items() if _SECRET_NAME.search(name)]
    named += [match[1] for value in environment.values() for match in _USER_INFO.finditer(value)]
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    found = [key, *_strings(settings.extra_body), *_secret_settings(settings), *named]
    return tuple(dict.fromkeys(value for value in found if len(value) >= LEAST_CHARACTERS and not value.isspace()))


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return `text` with each secret in it replaced."""
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, REDACTED)
    return text


def _secret_settings(settings: Settings) -> Iterator[str]:
    """Yield the values of the settings that are secret, and the keys that stand in those that are URLs."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        for secret in value if isinstance(value, tuple) else (value,):
            if isinstance(secret, SecretStr) and name != "openai_api_key":
                yield secret.get_secret_value()
                yield from _keys_of_url(secret.get_secret_value())


def _keys_of_url(url: str) -> Iterator[str]:
    """Yield the password, and the pieces that are long enough for a key; no host name, which may stand in any text."""
    _, scheme_end, rest = url.partition("://")
    if not scheme_end:
        return
    yield from (unquote(match[1]) for match in _USER_INFO.finditer(url))
    yield from (piece for piece in _SEPARATOR.split(rest) if len(piece) >= _LEAST_KEY_CHARACTERS and "." not in piece)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
