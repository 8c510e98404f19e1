"""The papers API as of 2026: `/api/daily_papers` and `/api/papers/{id}`. Not served.

Search, comments, votes, the pages themselves.

Rebuilt from recordings and public descriptions: fields are missing rather than null, the title stands twice, the top-level
`publishedAt` is the wrong one (New York's wall time stamped as UTC), long titles and summaries carry raw line breaks. The
texts of the two date errors are not known and made up here; their status, 400, is.
"""

import datetime as dt
import hashlib
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from digestgen.sandbox.papers import SandboxPaper
from digestgen.sandbox.wire import Answer, Call, Service, json_answer, refusal

_NEW_YORK = ZoneInfo("America/New_York")
_MAX_LIMIT, _DEFAULT_LIMIT = 100, 50
_RAW_TITLE_WIDTH = 64


class Hub:
    """Answers for the papers API; the mapping of days is read at each call, so that a list may grow while it is served."""

    def __init__(self, days: Mapping[dt.date, Sequence[SandboxPaper]], newest: dt.date | None = None) -> None:
        """`newest` is the newest day that may be asked for; None: the newest day that has papers."""
        self._days = days
        self._newest = newest

    def __call__(self, call: Call) -> Answer:
        """Answer one call; anything but the two GET endpoints is a JSON 404."""
        if call.method == "GET" and call.path == "/api/daily_papers":
            return self._daily(call)
        if call.method == "GET" and call.path.startswith("/api/papers/"):
            return self._paper(call.path.removeprefix("/api/papers/"))
        return refusal(Service.HUB, 404)

    def _daily(self, call: Call) -> Answer:
        limit, problem = _whole(call.params, "limit", _DEFAULT_LIMIT, 1, _MAX_LIMIT)
        page, page_problem = _whole(call.params, "p", 0, 0, None)
        sort = call.params.get("sort", "publishedAt")
        if sort not in {"publishedAt", "trending"}:
            problem = problem or '✖ Invalid option: expected one of "publishedAt"|"trending"\n  → at sort'
        items, date_problem = self._listed(call.params.get("date"), is_trending=sort == "trending")
        if problem := problem or page_problem or date_problem:
            return json_answer({"error": problem}, 400)
        shown = items[page * limit : (page + 1) * limit]
        answer = json_answer([_item(paper, day) for paper, day in shown])
        if (page + 1) * limit >= len(items):
            return answer
        following = urlencode(dict(call.params) | {"limit": str(limit), "p": str(page + 1)})
        return answer.with_headers(("link", f'<{call.base_url}/api/daily_papers?{following}>; rel="next"'))

    def _listed(self, text: str | None, *, is_trending: bool) -> tuple[list[tuple[SandboxPaper, dt.date]], str]:
        day, problem = (None, "") if text is None else _date(text)
        newest = self._newest or max(self._days, default=dt.date.min)
        if day and day > newest and not is_trending:
            problem = f"✖ Invalid date: expected a date <={newest}\n  → at date"
        if problem:
            return [], problem
        if day and not is_trending:
            return [(paper, day) for paper in sorted(self._days.get(day, ()), key=lambda paper: -paper.upvotes)], ""
        every = [(paper, listed) for listed in sorted(self._days, reverse=True) for paper in self._days[listed]]
        if is_trending:
            every.sort(key=lambda pair: _object_id("trend", pair[0].id))
        return every, ""

    def _paper(self, arxiv_id: str) -> Answer:
        for day in sorted(self._days, reverse=True):
            for paper in self._days[day]:
                if paper.id == arxiv_id:
                    linked: dict[str, list[object]] = {f"linked{kind}": [] for kind in ("Models", "Datasets", "Spaces")}
                    totals = {f"numTotal{kind}": 0 for kind in ("Models", "Datasets", "Spaces")}
                    return json_answer(_core(paper, day) | linked | totals)
        return refusal(Service.HUB, 404)


def _whole(params: Mapping[str, str], name: str, default: int, least: int, most: int | None) -> tuple[int, str]:
    text = params.get(name, str(default))
    try:
        value = int(text)
    except ValueError:
        return default, f"✖ Invalid input: expected number, received NaN\n  → at {name}"
    if value < least:
        return default, f"✖ Too small: expected number to be >={least}\n  → at {name}"
    if most is not None and value > most:
        return default, f"✖ Too big: expected number to be <={most}\n  → at {name}"
    return value, ""


def _date(text: str) -> tuple[dt.date | None, str]:
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        day = None
    # strptime also takes 2024-1-5; the API does not.
    return (day, "") if day and f"{day}" == text else (None, "✖ Invalid ISO date\n  → at date")


# --- one item --------------------------------------------------------------------------------------------------------


def _object_id(*key: str) -> str:
    return hashlib.sha256("|".join(key).encode()).hexdigest()[:24]


def _submitter() -> dict[str, Any]:
    name = "digestgen-sandbox"
    return {
        "_id": _object_id(name),
        "avatarUrl": "/avatars/sandbox.svg",
        "fullname": "digestgen sandbox",
        "name": name,
        "type": "user",
    }


def _core(paper: SandboxPaper, day: dt.date) -> dict[str, Any]:
    core: dict[str, Any] = {
        "id": paper.id,
        "authors": [{"_id": _object_id(paper.id, name), "name": name, "hidden": False} for name in paper.authors],
        "publishedAt": f"{paper.published}T00:00:00.000Z",
        "submittedOnDailyAt": f"{day}T00:00:00.000Z",
        "title": "\n  ".join(textwrap.wrap(paper.title, _RAW_TITLE_WIDTH)),
        "submittedOnDailyBy": _submitter() | {"isPro": False, "user": "digestgen-sandbox"},
        "summary": "\n".join(textwrap.wrap(paper.abstract, 80)),
        "upvotes": paper.upvotes,
        "discussionId": _object_id("discussion", paper.id),
    }
    if paper.project_url:
        core["projectPage"] = paper.project_url
    if paper.github_url:
        core |= {"githubRepo": paper.github_url, "githubRepoAddedBy": "user", "githubStars": paper.upvotes}
    if paper.media_urls:
        core["mediaUrls"] = list(paper.media_urls)
    return core


def _item(paper: SandboxPaper, day: dt.date) -> dict[str, Any]:
    core = _core(paper, day)
    midnight = dt.datetime.combine(paper.published, dt.time(), dt.UTC)
    item: dict[str, Any] = {
        "paper": core,
        "publishedAt": f"{midnight.astimezone(_NEW_YORK):%Y-%m-%dT%H:%M:%S}.000Z",
        "title": core["title"],
        "summary": core["summary"],
    }
    if paper.has_thumbnail:
        item["thumbnail"] = f"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{paper.id}.png"
    if paper.media_urls:
        item["mediaUrls"] = list(paper.media_urls)
    submitter = _submitter() | {"isPro": False, "isHf": False, "isHfAdmin": False, "isMod": False, "isUserFollowing": False}
    return item | {"numComments": paper.comments, "submittedBy": submitter, "isAuthorParticipating": False}
