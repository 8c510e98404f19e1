"""Digests and settings to start from, and one way to send them, for the tests of messages."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fake_time import FakeTime
from making import DAY, NOON

from digestgen.config import Settings
from digestgen.fetch import Fetcher
from digestgen.publish.messages import Courier, Delivery, Digest, Ledger, Mailer, Target, private_words, targets_of
from digestgen.publish.messages.digest import PaperLine

WORDS = "把破损的青铜器残片按断面的几何形状与纹饰自动拼接复原"


def a_line(number: int = 1, **changes: Any) -> PaperLine:  # noqa: ANN401 - any field
    url = f"https://digest.example/p/{number}"
    fields = {"title": f"Paper {number}", "tldr": f"{WORDS}（{number}）。", "upvotes": 10 * number, "url": url}
    return PaperLine(**{**fields, "sources": (("arXiv", f"https://arxiv.org/abs/2401.{number:05}"),), **changes})


def a_digest(*papers: PaperLine, **changes: Any) -> Digest:  # noqa: ANN401 - any field
    lines = papers or (a_line(1), a_line(2))
    return Digest(**{"date": DAY, "name": "每日论文摘要", "papers": lines, "url": "https://digest.example/d/", **changes})


def settings_with(**values: object) -> Settings:
    return Settings.model_validate({"openai_api_key": None, **values})


def deliver(  # noqa: PLR0913 - each is one seam, all by keyword
    folder: Path,
    settings: Settings,
    *digests: Digest,
    mailer: Mailer | None = None,
    hosts: Sequence[str] = (),
    deadline_seconds: float = 5.0,
    resend: bool = False,
    now: dt.datetime = NOON,
    fake: FakeTime | None = None,
) -> list[Delivery]:
    """Send to everybody in `settings`, as the command does; waits between tries take no time."""
    fake = fake or FakeTime()

    async def send() -> list[Delivery]:
        async with Fetcher(
            user_agent="digestgen/0 (tests)",
            allowed_hosts=(),
            loopback_hosts=hosts,
            proxies={},
            sleep=fake.sleep,
            deadline_seconds=deadline_seconds,
        ) as fetcher:
            targets = targets_of(settings, post=fetcher.post_json, mailer=mailer, now=lambda: now)
            courier = Courier(Ledger(folder), targets, lambda: now, private_words(settings))
            return await courier.deliver(digests or [a_digest()], resend=resend)

    return asyncio.run(send())


def deliver_to(folder: Path, targets: Sequence[Target], *digests: Digest, resend: bool = False) -> list[Delivery]:
    """Send to these targets."""
    courier = Courier(Ledger(folder), targets, lambda: NOON)
    return asyncio.run(courier.deliver(digests or [a_digest()], resend=resend))
