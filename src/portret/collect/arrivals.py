"""What a source sends, as it arrives: the newest events of the log, each as it came, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec

from portret.collect.flaws import Flaw
from portret.collect.model import Check, Fault, RequestHead, decode_head
from portret.collect.original import event_bytes
from portret.log import Entry, Log, Record

LOOKED_AT_EVENTS = 2_000
"""How many of the newest events of the log a look takes in, those of other sources with them; the first one more."""

_FIRST_LOOK_EVENTS = 10_000
_LOOKED_AT_BYTES = 16 * 1024 * 1024


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which arrivals.

    Attributes:
        source_id: of which source.
        after: a position of the log; only what came after it. None for the newest there are.
        search: text that stands somewhere in the event, whatever its case; "" for any.
        is_faulty: only events that will be set aside.
        limit: how many at most; of more, the newest.
    """

    source_id: str
    after: int | None
    search: str
    is_faulty: bool
    limit: int


class Arrival(msgspec.Struct, frozen=True):
    """An event as it came, and why it will be set aside, if it will."""

    position: int
    received_at_ms: int
    head: RequestHead
    body: bytes
    fault: Fault | None


class Look(msgspec.Struct, frozen=True):
    """Some arrivals, newest first; the position to look after next; how many events were passed over unread."""

    arrivals: list[Arrival]
    upto: int
    skipped: int


def look(log: Log, check: Check, asked: Asked) -> Look:
    """Return what came since the last look. It reads a bounded piece of the log, whatever came meanwhile."""
    end = log.end()
    depth = _FIRST_LOOK_EVENTS if asked.after is None else LOOKED_AT_EVENTS
    first = max(end - depth, 0)
    after = first if asked.after is None else max(min(asked.after, end), first)
    skipped = 0 if asked.after is None else max(after - asked.after, 0)
    # the first record may have begun long before `after`, and counts as a whole
    records = log.read(after, 2 * depth, _LOOKED_AT_BYTES) if after < end else []
    upto = records[-1].position + records[-1].count - 1 if records else after
    mine = (record for record in reversed(records) if record.source_id == asked.source_id)
    found = (arrival for record in mine for arrival in _arrivals(record, check, asked) if arrival.position > after)
    return Look(list(islice(found, asked.limit)), upto, skipped)


def _arrivals(record: Record, check: Check, asked: Asked) -> Iterator[Arrival]:
    """Give the events of a record that are asked for, the last first."""
    wanted = asked.search.lower()
    if wanted and wanted not in record.body.decode("utf-8", "replace").lower():
        return
    faults = {fault.index: fault for fault in check(_entry(record))}
    head = decode_head(record.head)
    events = _events(record)
    for index in reversed(range(len(events))):
        event = events[index]
        fault = faults.get(index)
        if asked.is_faulty and fault is None:
            continue
        if wanted and wanted not in event.decode("utf-8", "replace").lower():
            continue
        yield Arrival(record.position + index, record.received_at_ms, head, event, fault)


def _events(record: Record) -> list[bytes]:
    try:
        return event_bytes(record)
    except Flaw:
        return [record.body]


def _entry(record: Record) -> Entry:
    return Entry(record.source_id, record.received_at_ms, record.count, record.head, record.body)
