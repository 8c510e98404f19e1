"""The settings to those who are told: each target has a kind, a name in reports, a key in the ledger, and a way to send."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digestgen.config import Settings, env_name
from digestgen.errors import SettingsError
from digestgen.publish.messages import feishu, services, wecom
from digestgen.publish.messages.digest import Digest
from digestgen.publish.messages.ledger import target_key
from digestgen.publish.messages.mail import Letterhead, Mailer, checked_address, compose, read_server
from digestgen.secret_values import secret_values
from digestgen.wishes import PostJson

if TYPE_CHECKING:
    from apprise import NotifyBase

_LEAST_CHARACTERS = 4
"""Shorter words would be struck out of innocent ones."""
Now = Callable[[], dt.datetime]


@dataclass(frozen=True)
class Target:
    """Somebody who is told of each digest."""

    kind: str
    name: str
    """As reports call it: the kind and its place in the settings, never an address."""
    key: str
    send: Callable[[Digest], Awaitable[None]]
    """Raises a DigestgenError: UnansweredError where the message may have been taken, else another."""


def targets_of(settings: Settings, *, post: PostJson, mailer: Mailer | None, now: Now) -> list[Target]:
    """Return the targets that are set. Raises SettingsError where one is set wrongly, or none at all."""
    found = [*_mail(settings, mailer, now), *_services(settings), *_bots(settings, post, now)]
    if not found:
        names = ", ".join(map(env_name, ("mail_to", "notify_urls", "feishu_webhook", "wecom_webhook")))
        raise SettingsError("--notify", "nobody to tell is set", f"set one of {names}")
    return [target for place, target in enumerate(found) if target.key not in {each.key for each in found[:place]}]


def mailer_of(settings: Settings) -> Mailer | None:
    """Return the mailer that is set; None where none is. Raises SettingsError for half a setting."""
    if not settings.smtp_url and not settings.mail_to:
        return None
    if not settings.smtp_url:
        raise SettingsError(env_name("smtp_url"), f"is not set, but {env_name('mail_to')} is")
    if not settings.mail_to:
        raise SettingsError(env_name("mail_to"), f"is not set, but {env_name('smtp_url')} is")
    return Mailer(read_server(settings.smtp_url.get_secret_value()))


def letterhead_of(settings: Settings) -> Letterhead:
    """Return what all mails share; without `mail_from`, the mail server's user is the sender where it is an address."""
    server = read_server(settings.smtp_url.get_secret_value()) if settings.smtp_url else None
    sender = settings.mail_from or (server.user if server and "@" in server.user else "")
    if not sender:
        raise SettingsError(env_name("mail_from"), "is not set, and the mail server's user is no address")
    checked_address(sender, "mail_from")
    unsubscribe = settings.mail_unsubscribe or f"mailto:{sender}?subject=unsubscribe"
    if not unsubscribe.isascii() or not unsubscribe.isprintable() or {"<", ">"} & set(unsubscribe):
        raise SettingsError(env_name("mail_unsubscribe"), "holds a character that has no place in a URL")
    return Letterhead(sender, unsubscribe)


def private_words(settings: Settings) -> tuple[str, ...]:
    """Return what must not stand in any line about sending: secrets, and the addresses of people; longest first."""
    found = [*secret_values(settings), *settings.mail_to, settings.mail_from or ""]
    if settings.smtp_url:
        server = read_server(settings.smtp_url.get_secret_value())
        found += [server.user, server.password]
    return tuple(sorted({word for word in found if len(word) >= _LEAST_CHARACTERS}, key=len, reverse=True))


def _mail(settings: Settings, mailer: Mailer | None, now: Now) -> Iterator[Target]:
    if not mailer:
        return
    head = letterhead_of(settings)
    for place, receiver in enumerate(settings.mail_to, start=1):
        checked_address(receiver, "mail_to")
        local, _, domain = receiver.rpartition("@")
        key = target_key("mail", f"{local}@{domain.lower()}")
        yield Target("mail", f"mail to receiver {place}", key, _mail_sender(mailer, head, receiver, now))


def _mail_sender(mailer: Mailer, head: Letterhead, receiver: str, now: Now) -> Callable[[Digest], Awaitable[None]]:
    async def send(digest: Digest) -> None:
        await asyncio.to_thread(mailer.send, compose(digest, head, receiver, now()), head.sender, receiver)

    return send


def _services(settings: Settings) -> Iterator[Target]:
    for place, url in enumerate(settings.notify_urls, start=1):
        secret = url.get_secret_value()
        send = _service_sender(services.open_service(secret, place))
        yield Target("service", f"service {place}", target_key("service", secret), send)


def _service_sender(service: "NotifyBase") -> Callable[[Digest], Awaitable[None]]:
    async def send(digest: Digest) -> None:
        await asyncio.to_thread(services.send, digest, service)

    return send


def _bots(settings: Settings, post: PostJson, now: Now) -> Iterator[Target]:
    if settings.feishu_webhook:
        webhook = settings.feishu_webhook.get_secret_value()
        secret = settings.feishu_secret.get_secret_value() if settings.feishu_secret else None

        async def send_card(digest: Digest) -> None:
            await feishu.send(digest, post=post, webhook=webhook, secret=secret, now=now)

        yield Target("feishu", "Feishu", target_key("feishu", webhook), send_card)
    if settings.wecom_webhook:
        address = settings.wecom_webhook.get_secret_value()

        async def send_markdown(digest: Digest) -> None:
            await wecom.send(digest, post=post, webhook=address)

        yield Target("wecom", "WeCom", target_key("wecom", address), send_markdown)
