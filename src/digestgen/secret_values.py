"""Every secret that this process knows: what must never be printed, stored or published."""

import os
import re
from collections.abc import Iterator, Mapping

from digestgen.config import Settings

LEAST_CHARACTERS = 12
"""Shorter values are no keys, and would be found in innocent text."""
_SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(?:_|$)", re.IGNORECASE)


def secret_values(settings: Settings, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the API key, what `extra_body` holds, and each variable of the environment whose name says that it is a secret."""
    environment = os.environ if environment is None else environment
    named = [value for name, value in environment.items() if _SECRET_NAME.search(name)]
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    found = [key, *_strings(settings.extra_body), *named]
    return tuple(dict.fromkeys(value for value in found if len(value) >= LEAST_CHARACTERS and not value.isspace()))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
