"""What `--notify` of `publish` and `run` does: the published digests that are due, to those who have not got them."""

from typing import TYPE_CHECKING, Any

import click

from digestgen.errors import PARTIAL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from digestgen.config import Settings
    from digestgen.drafts import Drafts
    from digestgen.publish.messages import Delivery, Digest
    from digestgen.wishes import Fetched

option = click.option("--notify", is_flag=True, help="Afterwards send what is published to those who are set, once each.")
resend_option = click.option(
    "--resend", is_flag=True, help="With --notify: send again where nobody knows whether it arrived, or the day has changed."
)


def check(settings: "Settings") -> None:
    """Raise the SettingsError that `notify` would, before the work that comes before it."""
    from digestgen.cli.wiring import utc_now
    from digestgen.publish.messages import mailer_of, targets_of

    async def nowhere(url: str, value: object, *, max_bytes: int = 0) -> "Fetched":
        raise NotImplementedError

    targets_of(settings, post=nowhere, mailer=mailer_of(settings), now=utc_now)


def notify(settings: "Settings", day: "dt.date | None", *, resend: bool = False) -> "list[Delivery]":
    """Send what is due, with `resend` also `day` itself; holds the folder's lock, since the ledger is part of it.

    Raises SettingsError before anything is sent.
    """
    import asyncio
    import contextlib

    from digestgen.cli.wiring import open_webhooks, utc_now
    from digestgen.drafts import Drafts
    from digestgen.publish.messages import Courier, Ledger, mailer_of, private_words, targets_of

    async def send() -> "list[Delivery]":
        mailer = mailer_of(settings)
        async with open_webhooks(settings) as post:
            with mailer or contextlib.nullcontext():
                targets = targets_of(settings, post=post, mailer=mailer, now=utc_now)
                courier = Courier(Ledger(settings.output_dir), targets, utc_now, private_words(settings))
                return await courier.deliver(_digests_due(settings, drafts, day if resend else None), resend=resend)

    drafts = Drafts(settings.output_dir)
    with drafts.locked(utc_now()):
        return asyncio.run(send())


def _digests_due(settings: "Settings", drafts: "Drafts", wanted: "dt.date | None") -> "list[Digest]":
    from digestgen.cli.wiring import utc_now
    from digestgen.imports import Imports
    from digestgen.publish.messages import Links, days_due, digest_of_day

    def told(day: "dt.date") -> "Digest | None":
        return digest_of_day(day, drafts.on_day(day), Imports(drafts.folder).on_day(day), name=settings.site_title, links=links)

    links = Links(settings.site_url)
    pages = {path.stem for path in settings.output_dir.glob("digests/*/*.md")}
    printed = [day for day in drafts.days() if day.isoformat() in pages]
    newest = next((day for day in reversed(printed) if told(day)), None)
    due = days_due([day for day in printed if newest and day <= newest], utc_now().date())
    days = sorted({*due, *((wanted,) if wanted in printed else ())})
    return [digest for day in days if (digest := told(day))]


def describe_deliveries(deliveries: "Sequence[Delivery]") -> list[str]:
    """Say what was sent and what was not, a line each."""
    return [str(delivery) for delivery in deliveries] or ["nothing to send: everybody has it, or nothing is published"]


def as_rows(deliveries: "Sequence[Delivery]") -> list[dict[str, Any]]:
    """Return the same for programs."""
    return [
        {"date": each.date.isoformat(), "target": each.target, "state": each.state.value, "problem": each.problem}
        for each in deliveries
    ]


def exit_code_of(deliveries: "Sequence[Delivery]") -> int:
    """Return 3 where something was not surely sent, else 0."""
    from digestgen.publish.messages import SendingState

    return PARTIAL if any(each.state is not SendingState.SENT for each in deliveries) else 0
