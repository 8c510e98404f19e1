"""Nothing is sent twice, whatever happens between sending and writing it down."""

import json
from pathlib import Path

import pytest
from making import DAY, NOON
from telling import a_digest, a_line, deliver_to

from digestgen.errors import StorageError, UnansweredError, UpstreamDownError
from digestgen.publish.messages import Digest, Ledger, SendingState, Target
from digestgen.publish.messages.ledger import Sending, target_key


class Inbox:
    """A target that keeps what it is sent, after raising `trouble` where there is some."""

    def __init__(self, key: str = "k1", trouble: BaseException | None = None) -> None:
        self.got: list[Digest] = []
        self.trouble = trouble
        self.target = Target("test", f"inbox {key}", key, self._take)

    async def _take(self, digest: Digest) -> None:
        if self.trouble:
            raise self.trouble
        self.got.append(digest)


def test_before_a_message_goes_out_the_ledger_says_so(tmp_path: Path) -> None:
    seen = []

    async def look(_: Digest) -> None:
        found = Ledger(tmp_path).find(DAY, "k1")
        seen.append(found and found.state)

    deliver_to(tmp_path, [Target("test", "looker", "k1", look)])
    assert seen == [SendingState.SENDING]
    found = Ledger(tmp_path).find(DAY, "k1")
    assert found is not None
    assert (found.state, found.kind, found.at, found.digest_sha256) == (SendingState.SENT, "test", NOON, a_digest().sha256)


def test_a_stop_in_the_middle_is_told_once_and_not_sent_again_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        deliver_to(tmp_path, [Inbox(trouble=KeyboardInterrupt()).target])
    inbox = Inbox()
    (told,) = deliver_to(tmp_path, [inbox.target])
    assert told.state is SendingState.UNKNOWN
    assert "the program stopped while it was being sent" in str(told)
    assert deliver_to(tmp_path, [inbox.target]) == []
    assert inbox.got == []
    (again,) = deliver_to(tmp_path, [inbox.target], resend=True)
    assert again.state is SendingState.SENT
    assert len(inbox.got) == 1


def test_one_failure_does_not_keep_it_from_the_others(tmp_path: Path) -> None:
    down = Inbox("k1", UpstreamDownError("host", "no connection"))
    lost = Inbox("k2", UnansweredError("host", "no answer"))
    good = Inbox("k3")
    deliveries = deliver_to(tmp_path, [down.target, lost.target, good.target])
    assert [delivery.state.value for delivery in deliveries] == ["failed", "unknown", "sent"]
    down.trouble = lost.trouble = None
    assert [delivery.target for delivery in deliver_to(tmp_path, [down.target, lost.target, good.target])] == ["inbox k1"]


def test_a_new_target_gets_what_others_have(tmp_path: Path) -> None:
    old, new = Inbox("k1"), Inbox("k2")
    deliver_to(tmp_path, [old.target])
    deliver_to(tmp_path, [old.target, new.target])
    assert (len(old.got), len(new.got)) == (1, 1)


def test_where_the_ledger_cannot_be_written_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "sent").write_text("in the way")
    inbox = Inbox()
    with pytest.raises(StorageError):
        deliver_to(tmp_path, [inbox.target])
    assert inbox.got == []


def test_a_damaged_ledger_stops_the_sending_and_is_left_as_it_is(tmp_path: Path) -> None:
    inbox = Inbox()
    path = tmp_path / "sent" / f"{DAY}.json"
    path.parent.mkdir()
    path.write_text('{"date": "2024-01-31", "targ')
    with pytest.raises(StorageError, match="nobody knows what was sent"):
        deliver_to(tmp_path, [inbox.target])
    assert inbox.got == []
    assert path.read_text().endswith('"targ')


def test_with_resend_only_the_unknown_and_the_changed_are_sent(tmp_path: Path) -> None:
    ledger, digest = Ledger(tmp_path), a_digest()
    states = {"same": ("sent", digest.sha256), "changed": ("sent", "0" * 64), "unknown": ("unknown", digest.sha256)}
    for key, (state, sha256) in states.items():
        ledger.write(DAY, key, Sending(kind="test", state=SendingState(state), at=NOON, digest_sha256=sha256))
    inboxes = [Inbox(key) for key in states]
    deliver_to(tmp_path, [inbox.target for inbox in inboxes], digest, resend=True)
    assert [len(inbox.got) for inbox in inboxes] == [0, 1, 1]


def test_each_day_has_its_file_in_a_stable_order(tmp_path: Path) -> None:
    later = a_digest(a_line(5), date=DAY.replace(month=2, day=1))
    deliver_to(tmp_path, [Inbox("b").target, Inbox("a").target], a_digest(), later)
    assert sorted(path.name for path in (tmp_path / "sent").iterdir()) == ["2024-01-31.json", "2024-02-01.json"]
    assert list(json.loads((tmp_path / "sent" / f"{DAY}.json").read_text())["targets"]) == ["a", "b"]


def test_a_target_is_known_by_a_hash_that_does_not_tell_who_it_is() -> None:
    first = target_key("mail", "ann@one.example")
    assert first == target_key("mail", "ann@one.example")
    assert first != target_key("mail", "bob@one.example")
    assert first != target_key("wecom", "ann@one.example")
    assert len(first) == 24
    assert "ann" not in first
