"""Faulty events are set aside with their original bytes, and can be mended and replayed, on real stores."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from portret.collect import (
    Fault,
    Normaliser,
    Quarantined,
    RequestHead,
    Source,
    add_quarantine,
    create_source,
    create_workspace,
    encode_head,
)
from portret.collect.enrich import open_enricher
from portret.collect.model import QuarantineFilter
from portret.collect.quarantine import discard, fix, replay
from portret.collect.store import all_workspaces, list_quarantine
from portret.kernel import Conflict, Event, Invalid, NotFound, Settings, words_of
from portret.log import Entry, Record, SqliteLog
from portret.state import State

GOOD = b'{"type":"track","event":"Fine","anonymousId":"a-1","messageId":"m-1","timestamp":"2026-11-21T11:00:00Z"}'
BAD = b'{"type": "track",  "anonymousId":"a-1", "timestamp":"2026-11-21T11:00:00Z", "big":12345678901234567.10}'
MENDED = b'{"type":"track","event":"Mended","anonymousId":"a-1","timestamp":"2026-11-21T11:00:00Z"}'
RECEIVED_MS = 1_795_262_400_000


@dataclass
class House:
    """The stores, one source, and the worker's part in small."""

    state: State
    log: SqliteLog
    source: Source
    normaliser: Normaliser
    read_to: int = 0

    def take(self, body: bytes, count: int, head: RequestHead | None = None) -> None:
        """Append a request."""
        self.log.append([Entry(self.source.id, RECEIVED_MS, count, encode_head(head or RequestHead()), body)])

    def work(self) -> list[Event]:
        """Do what the worker does with the records that came: return events, set faults aside."""
        events: list[Event] = []
        with self.state.begin() as connection:
            for record in self.log.read(self.read_to, 1_000):
                good, faults = self.normaliser.events(record)
                events += good
                add_quarantine(connection, faults, {record.position: record}, RECEIVED_MS + 5)
                self.read_to = record.position + record.count - 1
        return events

    def check(self, entry: Entry) -> list[Fault]:
        """Find the faults of an entry."""
        return self.normaliser.events(
            Record(1, entry.source_id, entry.received_at_ms, entry.count, entry.head, entry.body)
        )[1]

    def items(self) -> list[Quarantined]:
        """Return what is in quarantine, newest first."""
        with self.state.read() as connection:
            return list_quarantine(connection, self.source.workspace_id, QuarantineFilter(), "", 100)


@pytest.fixture
def house(state: State, tmp_path: Path) -> Iterator[House]:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        source, _ = create_source(connection, 1, workspace.id, name="shop", kind="server")
        workspaces = {each.id: each for each in all_workspaces(connection)}
    log = SqliteLog(tmp_path / "log.db")
    yield House(state, log, source, Normaliser({source.id: source}, workspaces, open_enricher(Settings())))
    log.close()


def test_one_bad_event_of_a_batch_is_set_aside_with_its_original_bytes(house: House) -> None:
    house.take(b'{"batch":[' + GOOD + b", " + BAD + b'],"sentAt":"2026-11-21T12:00:00Z"}', 2)
    assert [event.name for event in house.work()] == ["Fine"]
    (item,) = house.items()
    assert (item.body, item.index, item.position, item.code) == (BAD, 1, 2, "missing-name")
    assert (item.source_id, item.received_at_ms, item.status) == (house.source.id, RECEIVED_MS, "open")
    assert item.id.startswith("qrn_")
    assert words_of(item.detail) == {"code": "flaw-missing-name", "values": {}}


def test_setting_the_same_fault_aside_again_changes_nothing(house: House) -> None:
    house.take(BAD, 1)
    house.work()
    house.read_to = 0
    house.work()
    assert len(house.items()) == 1


def test_a_mended_event_is_replayed_as_received_when_it_first_came(house: House) -> None:
    envelope = b'"context":{"locale":"pl"},"sentAt":"2026-11-21T11:00:30Z"'
    house.take(b'{"batch":[' + BAD + b"]," + envelope + b"}", 1, RequestHead(ip="203.0.113.9", user_agent="tester"))
    house.work()
    item = house.items()[0]
    fixed = fix(house.state, house.check, item.workspace_id, item.id, MENDED)
    assert (fixed.status, fixed.fixed, fixed.body) == ("open", MENDED, BAD)
    assert replay(house.state, house.log, house.check, item.workspace_id, item.id).status == "replayed"
    (event,) = house.work()
    assert (event.name, event.message_id, event.received_at_ms) == ("Mended", item.id, RECEIVED_MS)
    assert event.context["locale"] == "pl"
    assert house.log.read(1, 10)[0].head == encode_head(RequestHead(ip="203.0.113.9", user_agent="tester"))


def test_an_event_still_faulty_is_not_replayed(house: House) -> None:
    house.take(BAD, 1)
    house.work()
    item = house.items()[0]
    for event in (BAD, b"[]", b"{", b"\xff"):
        with pytest.raises(Invalid):
            fix(house.state, house.check, item.workspace_id, item.id, event)
    with pytest.raises(Invalid):
        replay(house.state, house.log, house.check, item.workspace_id, item.id)
    assert house.log.end() == 1
    assert house.items()[0].status == "open"


def test_an_unmended_event_can_be_replayed_once_the_rules_allow_it(house: House) -> None:
    house.take(BAD, 1)
    house.work()
    item = house.items()[0]
    replay(house.state, house.log, lambda _: (), item.workspace_id, item.id)
    record = house.log.read(1, 10)[0]
    assert json.loads(record.body) == {**json.loads(BAD), "messageId": item.id}
    assert b"12345678901234567.10" in record.body, "numbers keep their digits"


def test_replay_keeps_the_message_id_so_that_a_repetition_counts_once(house: House) -> None:
    event = BAD.replace(b"{", b'{"messageId":"m-7",', 1)
    house.take(event, 1)
    house.work()
    item = house.items()[0]
    with closing(_losing_its_end(house)) as dying, pytest.raises(RuntimeError):
        replay(dying, house.log, _anything, item.workspace_id, item.id)
    replay(house.state, house.log, _anything, item.workspace_id, item.id)
    assert [json.loads(record.body)["messageId"] for record in house.log.read(1, 10)] == ["m-7", "m-7"]


def test_what_was_replayed_or_discarded_is_done(house: House) -> None:
    house.take(BAD, 1)
    house.take(BAD, 1)
    house.work()
    one, other = house.items()
    replay(house.state, house.log, _anything, one.workspace_id, one.id)
    assert discard(house.state, other.workspace_id, other.id).status == "discarded"
    for item in (one, other):
        with pytest.raises(Conflict):
            replay(house.state, house.log, _anything, item.workspace_id, item.id)
        with pytest.raises(Conflict):
            fix(house.state, house.check, item.workspace_id, item.id, MENDED)


def test_other_workspaces_see_nothing_of_it(house: House) -> None:
    house.take(BAD, 1)
    house.work()
    item = house.items()[0]
    with pytest.raises(NotFound):
        discard(house.state, "ws_other", item.id)
    with house.state.read() as connection:
        assert list_quarantine(connection, "ws_other", QuarantineFilter(), "", 10) == []


def test_a_batch_of_which_nothing_could_be_used_is_replayed_whole(house: House) -> None:
    body = b'{"batch":[' + GOOD + b"," + MENDED + b"]}"
    house.take(body, 3)  # counted wrongly
    house.work()
    (item,) = house.items()
    assert (item.code, item.body) == ("count-mismatch", body)
    replay(house.state, house.log, house.check, item.workspace_id, item.id)
    assert [(event.name, event.message_id) for event in house.work()] == [("Fine", "m-1"), ("Mended", f"{item.id}.1")]


def _anything(_entry: Entry) -> tuple[Fault, ...]:
    return ()


def _losing_its_end(house: House) -> State:
    """Return the store as it is to a process that dies before it can note the replay."""

    class Dying(State):
        def begin(self) -> None:  # type: ignore[override]
            raise RuntimeError("killed")

    return Dying(str(house.state.url))
