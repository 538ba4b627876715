"""Events of Portret's own are read in one go, to the same as if they were read one by one."""

import json

import msgspec

from portret.collect import OwnEvent, event_bytes, own_batch_id, own_body, own_body_without, own_entry, own_events
from portret.kernel import Event
from portret.log import Record
from tests.support.normalising import RECEIVED_MS, normaliser

_TOLD = [
    OwnEvent(
        workspace_id="ws_1",
        profile_id=f"prf_{number}",
        name="Segment Entered",
        at_ms=RECEIVED_MS - number,
        properties={"segment": "buyers", "version": number, "cause": {"kind": "event", "reference": f"order-{number}"}},
    )
    for number in range(3)
]


def record(body: bytes, count: int) -> Record:
    entry = own_entry("src_1", RECEIVED_MS, count, body)
    return Record(7, entry.source_id, entry.received_at_ms, entry.count, entry.head, entry.body)


def test_reading_them_in_one_go_gives_what_reading_each_alone_gives() -> None:
    told = record(own_body(_TOLD), 3)
    own = normaliser("system").own(told)
    assert own is not None
    alone: list[Event] = []
    for place, document in enumerate(event_bytes(told)):
        entry = own_entry("src_1", RECEIVED_MS, 1, document)
        single = Record(7 + place, "src_1", RECEIVED_MS, 1, entry.head, entry.body)
        assert normaliser("system").own(single) is None
        events, faults = normaliser("system").events(single)
        assert faults == []
        alone += events
    assert [msgspec.structs.asdict(event) for event in own.events] == [msgspec.structs.asdict(event) for event in alone]
    assert normaliser("system").events(told) == (own.events, [])


def test_each_body_counts_once_as_a_whole() -> None:
    bodies = [own_body(_TOLD), own_body(_TOLD)]
    owns = [normaliser("system").own(record(body, 3)) for body in (*bodies, bodies[0])]
    ids = [own.id for own in owns if own is not None]
    assert ids[0] == ids[2] != ids[1]
    told = [own_batch_id(event.message_id) for own in owns if own is not None for event in own.events]
    assert told == [each for each in ids for _ in range(3)]
    assert own_batch_id("own_7.1") == own_batch_id(ids[0]) == ""


def test_only_the_system_source_tells_of_people() -> None:
    told = record(own_body(_TOLD), 3)
    for kind in ("browser", "mobile", "server"):
        assert normaliser(kind).own(told) is None
        events, _ = normaliser(kind).events(told)
        assert {event.profile_id for event in events} == {""}


def test_a_count_that_does_not_fit_is_told() -> None:
    _, (fault,) = normaliser("system").events(record(own_body(_TOLD), 2))
    assert fault.code == "count-mismatch"


def test_what_names_an_erased_profile_is_left_out_and_the_rest_stays_as_it_was() -> None:
    body = own_body(_TOLD)
    left, events = own_body_without(body, ["prf_1", "order-2"])
    assert events == 1
    assert own_events("ws_1", left) == _TOLD[:1]
    before, after = json.loads(body), json.loads(left)
    assert (after["messageId"], after["batch"]) == (before["messageId"], before["batch"][:1])
    assert own_body_without(body, ["prf_7"]) == (body, 3)
