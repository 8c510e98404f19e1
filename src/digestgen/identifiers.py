"""The names that reach paths and pages from outside: arXiv ids and picture addresses. Valid by type, or refused."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

_NEW_ID = re.compile(r"(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?:v([1-9]\d*))?", re.ASCII)
_OLD_ID = re.compile(r"([a-z][a-z-]*(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v([1-9]\d*))?", re.ASCII)
_FIVE_DIGITS_SINCE = "1501"
_NEW_IDS_SINCE = "0704"


def split_arxiv_id(text: str) -> tuple[str, int | None]:
    """Split `2311.12983v2` into (`2311.12983`, 2); the version is None where none is given.

    Ids are strings from end to end: handled as numbers they lose trailing zeros. New ids have 4 digits up to 1412, 5 since 1501.
    Raises ValueError for anything else.
    """
    if new := _NEW_ID.fullmatch(text):
        year_month = new[1] + new[2]
        digits = 5 if year_month >= _FIVE_DIGITS_SINCE else 4
        if len(new[3]) == digits and year_month >= _NEW_IDS_SINCE:
            return f"{year_month}.{new[3]}", int(new[4]) if new[4] else None
    elif old := _OLD_ID.fullmatch(text):
        return old[1], int(old[2]) if old[2] else None
    raise ValueError(f"{text[:40]!r} is not an arXiv id such as 2311.12983 or hep-th/9901001")


def _unversioned(text: str) -> str:
    base, version = split_arxiv_id(text)
    if version is not None:
        raise ValueError(f"{text!r} carries a version; an id here has none")
    return base


ArxivId = Annotated[str, AfterValidator(_unversioned)]


def file_stem(arxiv_id: str) -> str:
    """Return the id as a file name without ending: the slash of old ids becomes `_`. Raises ValueError for a non-id."""
    return _unversioned(arxiv_id).replace("/", "_")


PICTURE_HOSTS = frozenset({"cdn-uploads.huggingface.co", "cdn-thumbnails.huggingface.co", "cdn-avatars.huggingface.co"})
_PICTURE_PATH = re.compile(r"/[A-Za-z0-9._~/%+-]+\.(?:png|jpe?g|gif|webp)", re.ASCII | re.IGNORECASE)


def is_picture_url(url: str) -> bool:
    """Tell whether `url` is an https URL of a still picture on an allowed host: no user, port, query or odd character."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = parts.scheme == "https" and parts.netloc in PICTURE_HOSTS and not parts.query and not parts.fragment
    return plain and _PICTURE_PATH.fullmatch(parts.path) is not None and "\\" not in url and url.strip() == url


def _picture_url(url: str) -> str:
    if not is_picture_url(url):
        raise ValueError(f"{url[:80]!r} is not a picture on an allowed host")
    return url


PictureUrl = Annotated[str, AfterValidator(_picture_url)]
