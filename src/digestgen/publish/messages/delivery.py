"""Digests to targets: never twice, and never an archive.

Sent are the newest published digest and those of the last three days, each to the targets that have not got it. The ledger says
`sending` before a message goes out, so that a crash in between is found: nobody knows then whether it arrived, and it is told
once and not sent again, unless a person asks for it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from digestgen.errors import DigestgenError, UnansweredError
from digestgen.publish.messages.digest import Digest
from digestgen.publish.messages.ledger import Ledger, Sending, SendingState
from digestgen.publish.messages.targets import Target
from digestgen.secret_values import redact

RECENT_DAYS = 3
_CRASHED = "the program stopped while it was being sent"
_ASK = "look whether it arrived; `digestgen publish --date {day} --notify --resend` sends it again"


@dataclass(frozen=True)
class Delivery:
    """What became of one digest at one target in this call."""

    date: dt.date
    target: str
    state: SendingState
    problem: str = ""

    def __str__(self) -> str:
        line = f"{self.date}: {self.target}: {self.state}"
        return f"{line}: {self.problem}" if self.problem else line


def days_due(published: Collection[dt.date], today: dt.date) -> list[dt.date]:
    """Return the days that are told: the newest of `published` and those of the last three days before `today`, oldest first."""
    if not published:
        return []
    newest = max(published)
    first = today - dt.timedelta(days=RECENT_DAYS)
    return sorted({newest, *(day for day in published if first <= day <= newest)})


@dataclass(frozen=True)
class Courier:
    """What sending needs; `private` are the words that no report may hold."""

    ledger: Ledger
    targets: Sequence[Target]
    now: Callable[[], dt.datetime]
    private: Sequence[str] = ()

    async def deliver(self, digests: Iterable[Digest], *, resend: bool = False) -> list[Delivery]:
        """Send each digest to each target that has not got it, and return what happened; nothing for what was sent before.

        With `resend` also where nobody knows whether it arrived, and where the digest has changed since.

        Raises StorageError where the ledger cannot be read or written: then nothing more is sent.
        """
        pairs = [(digest, target) for digest in digests for target in self.targets]
        found = [await self._deliver(digest, target, resend=resend) for digest, target in pairs]
        return [delivery for delivery in found if delivery]

    async def _deliver(self, digest: Digest, target: Target, *, resend: bool) -> Delivery | None:
        last = self.ledger.find(digest.date, target.key)
        if last and not _is_wanted(last, digest, resend=resend):
            if last.state is not SendingState.SENDING:
                return None
            self.ledger.write(digest.date, target.key, last.model_copy(update={"state": SendingState.UNKNOWN}))
            return self._delivery(digest, target, SendingState.UNKNOWN, _CRASHED)
        self._note(digest, target, SendingState.SENDING)
        try:
            await target.send(digest)
        except UnansweredError as error:
            return self._ended(digest, target, SendingState.UNKNOWN, str(error))
        except DigestgenError as error:
            return self._ended(digest, target, SendingState.FAILED, str(error))
        return self._ended(digest, target, SendingState.SENT)

    def _note(self, digest: Digest, target: Target, state: SendingState) -> None:
        sending = Sending(kind=target.kind, state=state, at=self.now(), digest_sha256=digest.sha256)
        self.ledger.write(digest.date, target.key, sending)

    def _ended(self, digest: Digest, target: Target, state: SendingState, problem: str = "") -> Delivery:
        self._note(digest, target, state)
        return self._delivery(digest, target, state, problem)

    def _delivery(self, digest: Digest, target: Target, state: SendingState, problem: str) -> Delivery:
        told = redact(problem, self.private)
        if state is SendingState.UNKNOWN:
            told = f"{told}; {_ASK.format(day=digest.date)}"
        elif state is SendingState.FAILED:
            told = f"{told}; the next --notify tries again"
        return Delivery(digest.date, target.name, state, told)


def _is_wanted(last: Sending, digest: Digest, *, resend: bool) -> bool:
    if last.state is SendingState.FAILED:
        return True
    return resend and (last.state is not SendingState.SENT or last.digest_sha256 != digest.sha256)
