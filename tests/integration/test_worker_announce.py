"""What Portret tells the log of people itself: exactly once, and changing nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from portret import profile
from portret.collect import own_batch_id, own_events
from portret.kernel import Settings, SystemClock, Unavailable
from portret.log import Entry, SqliteLog
from portret.worker.announce import Announcer
from portret.worker.backup import remember_messages
from portret.worker.dedup import SeenMessages, sighting
from portret.worker.outbox import unpack
from portret.worker.store import (
    announce,
    next_announcements,
    remove_announcements,
    withdraw_announcements,
)
from tests.support.events import make_event
from tests.support.folding import Installation, Request, Worker, append, working

_AT_MS = 1_790_000_000_000
CLOCK = SystemClock()


@pytest.fixture
def installation(sqlite_installation: Installation) -> Installation:
    return sqlite_installation


@pytest.fixture
def worker(installation: Installation, tmp_path: Path) -> Iterator[Worker]:
    with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        yield worker


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        yield log


def send(installation: Installation, log: SqliteLog, *events: dict[str, Any], kind: str = "server") -> None:
    requests = [
        Request(installation.sources[kind], _AT_MS, {"type": "identify", "messageId": f"m-{number}", **event})
        for number, event in enumerate(events, start=log.end() + 1)
    ]
    append(log.path, requests)


def merge_two(installation: Installation, log: SqliteLog, name: str = "ann") -> None:
    """Send what makes two profiles and then one of them."""
    email = {"email": f"{name}@example.com"}
    send(installation, log, {"userId": name}, {"traits": email}, {"userId": name, "traits": email})


def told(worker: Worker) -> list[tuple[str, Any]]:
    """Return (owner, event) of all that reached the outbox and is Portret's own."""
    found = []
    for row in worker.rows("outbox"):
        resolved = unpack(row["body"])
        found += [pair for pair in zip(resolved.owners, resolved.events, strict=True) if pair[1].profile_id]
    return found


def test_a_merge_is_told_on_the_timeline_of_the_profile_that_stayed(
    worker: Worker, installation: Installation, log: SqliteLog
) -> None:
    merge_two(installation, log)
    worker.work()
    assert Announcer(worker.state, log, CLOCK).tell(log.end()) == 1
    worker.work()
    ((owner, event),) = told(worker)
    (merge,) = worker.rows("merges")
    assert owner == merge["winner_id"]
    assert (event.type, event.name, event.verified, event.timestamp_ms) == ("track", "Profile Merged", True, _AT_MS)
    assert event.properties == {
        "winner_id": merge["winner_id"],
        "loser_id": merge["loser_id"],
        "reason": "event",
        "identifiers": ["user_id:ann", "email:ann@example.com"],
        "message_id": "m-3",
        "rules_version": 0,
    }
    assert worker.rows("quarantine") == []
    assert worker.rows("announcements") == []
    assert Announcer(worker.state, log, CLOCK).tell(log.end()) == 0


def test_a_crash_between_telling_and_noting_it_tells_twice_and_counts_once(
    worker: Worker, installation: Installation, log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge_two(installation, log)
    worker.work()

    def dies(_connection: sa.Connection, _upto: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("portret.worker.store.remove_announcements", dies)
        with pytest.raises(KeyboardInterrupt):
            Announcer(worker.state, log, CLOCK).tell(log.end())
    worker.work()
    worker.restart()
    assert Announcer(worker.state, log, CLOCK).tell(log.end()) == 1
    worker.work()
    assert log.end() == 5
    assert len(told(worker)) == 1
    assert worker.rows("announcements") == []


def test_a_log_that_takes_nothing_loses_nothing(
    worker: Worker, installation: Installation, log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge_two(installation, log)
    worker.work()

    def full(_self: SqliteLog, _entries: list[Entry]) -> list[int]:
        raise Unavailable("The disk is full.")

    announcer = Announcer(worker.state, log, CLOCK)
    with monkeypatch.context() as broken:
        broken.setattr(SqliteLog, "append", full)
        with pytest.raises(Unavailable):
            announcer.tell(log.end())
    assert announcer.tell(log.end()) == 1


def test_events_of_its_own_change_nothing_of_a_profile(
    worker: Worker, installation: Installation, log: SqliteLog
) -> None:
    merge_two(installation, log)
    worker.work()
    before = worker.rows("profiles")
    Announcer(worker.state, log, CLOCK).tell(log.end())
    worker.work()
    assert len(told(worker)) == 1
    assert worker.rows("profiles") == before
    ((_, state),) = worker.people().values()
    encoded = profile.encode(state)
    profile.fold(state, make_event(9, profile_id="prf_1", name="Profile Merged", user_id="other", traits={"a": 1}))
    assert profile.encode(state) == encoded


def test_merges_of_many_are_told_some_at_a_time_and_wait_while_the_worker_is_behind(
    worker: Worker, installation: Installation, log: SqliteLog
) -> None:
    for number in range(3):
        merge_two(installation, log, f"person-{number}")
    worker.work()
    announcer = Announcer(worker.state, log, CLOCK)
    assert announcer.tell(log.end()) == 3
    merge_two(installation, log, "late")
    worker.work()
    assert announcer.tell(log.end() - 30_000) == 0
    assert announcer.tell(log.end()) == 1


def test_nobody_else_can_say_whose_an_event_is(worker: Worker, installation: Installation, log: SqliteLog) -> None:
    send(installation, log, {"userId": "ann"})
    worker.work()
    ((victim, _),) = worker.people().items()
    for kind in ("browser", "mobile", "server"):
        send(installation, log, {"anonymousId": f"a-{kind}", "profileId": victim}, {"profileId": victim}, kind=kind)
    worker.work()
    assert told(worker) == []
    assert len(worker.people()) == 4
    assert {row["code"] for row in worker.rows("quarantine")} == {"no-identifier"}
    assert len(worker.rows("quarantine")) == 3


def test_an_event_of_its_own_about_a_profile_that_is_gone_is_set_aside(
    worker: Worker, installation: Installation, log: SqliteLog
) -> None:
    merge_two(installation, log)
    worker.work()
    with worker.state.begin() as connection:
        (waiting,) = next_announcements(connection, 10)
        (event,) = own_events(waiting.workspace_id, waiting.body)
        remove_announcements(connection, waiting.id)
        announce(connection, [replace(event, profile_id="prf_gone")])
    Announcer(worker.state, log, CLOCK).tell(log.end())
    worker.work()
    assert told(worker) == []
    (row,) = worker.rows("quarantine")
    assert (row["code"], msgspec.json.decode(row["body"])["profileId"]) == ("no-identifier", "prf_gone")


def test_what_was_not_told_of_an_erased_profile_never_is(
    worker: Worker, installation: Installation, log: SqliteLog
) -> None:
    merge_two(installation, log)
    worker.work()
    with worker.state.begin() as connection:
        (waiting,) = next_announcements(connection, 10)
        (event,) = own_events(waiting.workspace_id, waiting.body)
        withdraw_announcements(connection, "ws_other", [event.profile_id])
        withdraw_announcements(connection, waiting.workspace_id, ["prf_somebody_else"])
        assert next_announcements(connection, 10) == [waiting]
        withdraw_announcements(connection, waiting.workspace_id, [event.profile_id])
    assert Announcer(worker.state, log, CLOCK).tell(log.end()) == 0


def test_what_was_told_before_a_backup_is_not_told_again_after_it(
    worker: Worker, installation: Installation, log: SqliteLog, tmp_path: Path
) -> None:
    merge_two(installation, log)
    worker.work()
    with worker.state.begin() as connection:
        (waiting,) = next_announcements(connection, 10)
    Announcer(worker.state, log, CLOCK).tell(log.end())
    worker.work()
    ((_, event),) = told(worker)
    memory = tmp_path / "restored"
    remember_messages(Settings(), memory, [[(event.workspace_id, event.message_id, event.position)]])
    own = own_batch_id(event.message_id)
    with closing(SeenMessages(memory, timedelta(days=1))) as seen:
        again = [sighting(event.workspace_id, each, event.position + 7) for each in (own, event.message_id, "other")]
        assert seen.are_repeated(again) == [True, True, False]
    assert own.encode() in waiting.body
