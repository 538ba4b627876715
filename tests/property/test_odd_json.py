"""What is looked for in a whole body at once is never missed, however long the body and wherever it stands."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from portret.collect.sanitise import MAX_DEPTH, may_be_odd
from tests.support.normalising import normaliser, record

NORMALISER = normaliser()
LENGTHS = st.integers(0, 9_000)
WIDE = 10**19


def batch(before: int, odd: dict[str, Any], after: int) -> bytes:
    """Return a batch of three track events, the one in the middle odd; the others as long as said."""
    events = [
        {"type": "track", "event": "A", "anonymousId": "a", "properties": {"text": "x" * before}},
        {"type": "track", "event": "B", "anonymousId": "b", **odd},
        {"type": "track", "event": "C", "anonymousId": "c", "properties": {"text": "y" * after}},
    ]
    return json.dumps({"batch": events}, separators=(",", ":")).encode()


def nested(levels: int) -> dict[str, Any]:
    """Return an object that is nested in as many levels, objects and lists in turns."""
    value: Any = 1
    for level in range(levels - 1):
        value = [value] if level % 2 else {"a": value}
    return {"a": value}


@given(LENGTHS, LENGTHS, st.sampled_from(["properties", "context"]), st.integers(MAX_DEPTH - 2, MAX_DEPTH + 2))
@example(0, 0, "properties", MAX_DEPTH + 1)
@example(9_000, 9_000, "context", MAX_DEPTH + 1)
def test_an_event_that_is_nested_too_deeply_is_refused_alone(before: int, after: int, field: str, levels: int) -> None:
    events, faults = NORMALISER.events(record(batch(before, {field: nested(levels)}, after), 3))
    assert [fault.code for fault in faults] == (["too-deep"] if levels > MAX_DEPTH else [])
    assert len(events) + len(faults) == 3


@given(LENGTHS, LENGTHS, st.sampled_from(["properties", "context", "traits"]), st.sampled_from([1, -1]))
def test_an_integer_that_is_too_wide_becomes_text(before: int, after: int, field: str, sign: int) -> None:
    events, _ = NORMALISER.events(record(batch(before, {field: {"n": sign * WIDE, "m": 2**62}}, after), 3))
    assert getattr(events[1], field) == {"n": str(sign * WIDE), "m": 2**62}


@given(LENGTHS, LENGTHS, st.integers(0, 18))
def test_a_body_without_either_is_taken_as_it_is(before: int, after: int, digits: int) -> None:
    body = batch(before, {"properties": {"n": int("1" * digits or "0")}, "context": nested(8)}, after)
    assert not may_be_odd(body, before + after + 500)
