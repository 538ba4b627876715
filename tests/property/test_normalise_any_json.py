"""Whatever JSON a client sends, each event has exactly one outcome, and what comes out can be stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from portret.collect.model import Fault, RequestHead
from portret.collect.normalise import Normaliser
from portret.collect.sanitise import MAX_DEPTH, replace_unstorable
from portret.collect.split import split
from portret.collect.timing import EARLIEST_MS
from portret.kernel import Event, parse_amount, parse_instant_ms
from tests.support.normalising import RECEIVED_MS, normaliser, record

NORMALISER: Normaliser = normaliser()
FIELDS = """
    type event name category userId anonymousId previousId groupId messageId timestamp originalTimestamp sentAt channel
    properties traits context integrations batch products revenue currency order_id id price quantity position page
    url referrer title campaign os device userAgent ip direct library locale timezone
"""

SPECIAL = """
    track page identify alias group screen order_completed ProductViewed 12,30 PLN 81.2.69.142 $direct GMT+0000
    2026-11-21T10:00:00Z 9999-12-31 0001-01-01 http://[x https://www.google.com/
    https://a.example/?utm_source=%00&gclid=1
"""

texts = st.text(st.characters(), max_size=12)  # lone surrogates and NUL included
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | st.sampled_from(SPECIAL.split())
)
keys = st.sampled_from(FIELDS.split()) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5), max_leaves=20
)
events = values | st.dictionaries(keys, values, max_size=12).map(lambda event: {"type": "track", "event": "x", **event})


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(key)
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)


def depth(value: Any) -> int:
    """Return how many objects and lists are open around the innermost value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def integers(value: Any) -> Iterator[int]:
    """Yield every integer in a value."""
    if type(value) is int:
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from integers(item)


def check_storable(event: Event) -> None:
    plain = msgspec.to_builtins(event)
    for text in strings(plain):
        text.encode()
        assert "\0" not in text
    for contents in (event.properties, event.traits, event.context, event.integrations):
        assert depth(contents) <= MAX_DEPTH
        assert all(-(2**63) <= number < 2**63 for number in integers(contents))
        json.dumps(contents, allow_nan=False)
    kept = json.loads(event.context_json or b"{}")
    assert {name: value for name, value in kept.items() if name in event.context} == event.context
    assert kept.keys() - event.context.keys() <= {"_metadata", "channel"}  # what the SDK says of its own work
    assert EARLIEST_MS <= event.timestamp_ms <= RECEIVED_MS + 300_000
    assert 0 < len(event.message_id) <= 100
    assert event.type == "track" or event.commerce is None


@given(st.lists(events, min_size=1, max_size=4), st.dictionaries(keys, values, max_size=4))
def test_every_event_of_a_batch_has_exactly_one_storable_outcome(batch: list[Any], shared: dict[str, Any]) -> None:
    body = json.dumps({**shared, "batch": batch}).encode()
    found, faults = NORMALISER.events(record(body, len(batch), RequestHead(type="track")))
    if [fault.body for fault in faults] == [body]:
        assert found == []  # what the events share cannot be read
    else:
        assert sorted([event.position for event in found] + [fault.position for fault in faults]) == [
            *range(1, len(batch) + 1)
        ]
    for event in found:
        check_storable(event)


@given(events)
@example({"type": "track", "event": "x", "context": {"userAgent": "\0", "ip": "\ud800"}})
@example({"type": "track", "event": "Order Completed", "properties": {"revenue": -0.0, "products": [[]]}})
def test_an_event_alone_has_the_same_outcome_as_in_a_batch(event: Any) -> None:
    alone = json.dumps(event).encode()
    if isinstance(event, dict) and "batch" in event:
        return
    one = NORMALISER.events(record(alone, 1, RequestHead(type="track")))
    same = NORMALISER.events(record(b'{"batch":[' + alone + b"]}", 1, RequestHead(type="track")))
    assert one[0] == same[0]
    assert [(fault.code, fault.body) for fault in one[1]] == [(fault.code, fault.body) for fault in same[1]]


@given(st.lists(events, min_size=1, max_size=4))
def test_events_are_the_same_beside_a_neighbour_that_forces_the_slow_way(batch: list[Any]) -> None:
    good = [json.dumps(event).encode() for event in batch]
    fast = NORMALISER.events(record(b'{"batch":[' + b",".join(good) + b"]}", len(good)))
    slow = NORMALISER.events(record(b'{"batch":[' + b",".join([*good, b'{"n":1.}']) + b"]}", len(good) + 1))
    assert slow[0] == fast[0]
    assert slow[1][:-1] == fast[1]
    assert slow[1][-1].code == "invalid-json"


@given(events)
def test_what_is_remembered_is_what_is_read_anew(event: Any) -> None:
    body = json.dumps(event).encode()
    warm = [NORMALISER.events(record(body)) for _ in range(2)]
    assert warm[0] == warm[1] == normaliser().events(record(body))


@given(
    st.binary(max_size=200) | st.binary(max_size=60).map(lambda noise: b'{"batch":[{"type":"page"},' + noise + b"]}")
)
def test_any_bytes_give_events_and_faults_and_no_error(body: bytes) -> None:
    for count in (1, 2):
        found, faults = NORMALISER.events(record(body, count))
        assert all(isinstance(fault, Fault) for fault in faults)
        assert 0 < len(found) + len(faults) <= count


@given(values)
def test_replacing_what_cannot_be_stored_keeps_all_else(value: Any) -> None:
    document = json.dumps(value).encode()
    clean = replace_unstorable(document)
    assert len(clean) == len(document)
    for text in strings(json.loads(clean)):
        text.encode()
        assert "\0" not in text
    if all("\0" not in text and text.isprintable() for text in strings(value)):
        assert clean == document


@given(st.lists(events, max_size=5))
def test_splitting_returns_each_element_as_it_came(batch: list[Any]) -> None:
    parts = [json.dumps(event).encode() for event in batch]
    pieces = split(b'{"context": {"batch": [1, "]"]}, "batch" : [' + b" , ".join(parts) + b' ], "x": "}"}')
    assert [piece.strip() for piece in pieces.originals] == parts


@given(values)
def test_instants_and_amounts_of_anything_never_raise(value: Any) -> None:
    instant, amount = parse_instant_ms(value), parse_amount(value)
    assert instant is None or isinstance(instant, int)
    assert amount is None or (abs(amount) < 10**12 and amount == round(amount, 6))
