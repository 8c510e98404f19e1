"""Published digests to those who want to be told: mail, services behind apprise, Feishu, WeCom. Once each."""

from digestgen.publish.messages.delivery import Courier, Delivery, days_due
from digestgen.publish.messages.digest import Digest, Links, digest_of_day
from digestgen.publish.messages.ledger import Ledger, SendingState
from digestgen.publish.messages.mail import Mailer
from digestgen.publish.messages.targets import Target, mailer_of, private_words, targets_of

__all__ = [
    "Courier",
    "Delivery",
    "Digest",
    "Ledger",
    "Links",
    "Mailer",
    "SendingState",
    "Target",
    "days_due",
    "digest_of_day",
    "mailer_of",
    "private_words",
    "targets_of",
]
