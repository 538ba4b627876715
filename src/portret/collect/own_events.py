"""Events of Portret's own, on their way into the log like all others: under the system source, of one profile each.

They come by the thousand, so a batch of them is encoded once, where it is made true, and read in one go; it counts
once as a whole. It is a batch of the wire protocol all the same, so that one event of it can be set aside and replayed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from portret.collect.model import RequestHead, Source, encode_head
from portret.collect.sanitise import replace_unstorable
from portret.kernel import Enrichment, Event, new_id
from portret.log import Entry, Record

_HEAD = encode_head(RequestHead())
_NO_CONTEXT = b"{}"
_MESSAGE_ID = re.compile(r"(own_[0-9a-z]{26})\.\d+", re.ASCII)


class OwnEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that Portret itself has to tell of a person.

    Attributes:
        profile_id: whose timeline it belongs to; also of a profile that was merged since.
        name: of the event; "" of an identify.
        at_ms: when it happened, milliseconds since the epoch.
        brand: at which it holds; "" is that of the system source.
    """

    workspace_id: str
    profile_id: str
    name: str
    at_ms: int
    properties: dict[str, Any] = {}
    traits: dict[str, Any] = {}
    context: dict[str, Any] = {}
    brand: str = ""


class OwnBatch(NamedTuple):
    """Events of Portret's own that were told together.

    Attributes:
        id: the same however often they are told, so that they count once.
    """

    id: str
    events: list[Event]


class _Told(msgspec.Struct, rename="camel", frozen=True, omit_defaults=True):
    type: Literal["track", "identify"]
    event: str
    message_id: str
    profile_id: str
    timestamp: int
    properties: dict[str, Any] = {}
    traits: dict[str, Any] = {}
    context: dict[str, Any] = {}
    brand: str = ""


class _Batch(msgspec.Struct, rename="camel", frozen=True):
    message_id: str
    batch: list[_Told]


class _Sealed(msgspec.Struct, rename="camel", frozen=True):
    message_id: str
    batch: list[msgspec.Raw]


def own_body(events: Sequence[OwnEvent]) -> bytes:
    """Return events of one workspace as the body of a record; each body is a batch of its own, to be counted once."""
    batch_id = new_id("own")
    told = [_told(event, f"{batch_id}.{number}") for number, event in enumerate(events)]
    return replace_unstorable(_encode(_Batch(batch_id, told)))


def own_body_without(body: bytes, ids: Collection[str]) -> tuple[bytes, int]:
    """Return what is left of a body, and how many events that is, without those that name one of these profiles."""
    sealed = _decode_sealed(body)
    named = [each.encode() for each in ids]
    kept = [event for event in sealed.batch if not any(name in bytes(event) for name in named)]
    return _encode(_Sealed(sealed.message_id, kept)), len(kept)


def own_events(workspace_id: str, body: bytes) -> list[OwnEvent]:
    """Return the events that a body was made of."""
    return [
        OwnEvent(
            workspace_id=workspace_id,
            profile_id=told.profile_id,
            name=told.event,
            at_ms=told.timestamp,
            properties=told.properties,
            traits=told.traits,
            context=told.context,
            brand=told.brand,
        )
        for told in _decode(body).batch
    ]


def own_entry(source_id: str, received_at_ms: int, count: int, body: bytes) -> Entry:
    """Return the entry that tells the log of a body of the workspace that the system source belongs to."""
    return Entry(source_id, received_at_ms, count, _HEAD, body)


def own_batch_id(message_id: str) -> str:
    """Return the id of the batch in which an event of Portret's own was told, by its message id; "" of all others."""
    found = _MESSAGE_ID.fullmatch(message_id)
    return found[1] if found else ""


def own_batch(record: Record, source: Source, enrichment: Enrichment) -> OwnBatch | None:
    """Return the canonical events of a record that `own_body` made the body of; None if it did not."""
    try:
        batch = _decode(record.body)
    except (ValueError, RecursionError):
        return None
    if len(batch.batch) != record.count:
        return None
    events = [
        Event(
            position=position,
            workspace_id=source.workspace_id,
            source_id=source.id,
            brand=told.brand or source.brand,
            message_id=told.message_id,
            type=told.type,
            name=told.event,
            timestamp_ms=told.timestamp,
            received_at_ms=record.received_at_ms,
            verified=True,
            properties=told.properties,
            traits=told.traits,
            context=told.context,
            context_json=_encode(told.context) if told.context else _NO_CONTEXT,
            enrichment=enrichment,
            profile_id=told.profile_id,
        )
        for position, told in enumerate(batch.batch, start=record.position)
    ]
    return OwnBatch(batch.message_id, events)


def _told(event: OwnEvent, message_id: str) -> _Told:
    return _Told(
        "track" if event.name else "identify",
        event.name,
        message_id,
        event.profile_id,
        event.at_ms,
        event.properties,
        event.traits,
        event.context,
        event.brand,
    )


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Batch).decode
_decode_sealed = msgspec.json.Decoder(_Sealed).decode
