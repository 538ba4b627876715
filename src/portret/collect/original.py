"""The original bytes of an event in a record, and putting an event back into a record of its own."""

from __future__ import annotations

import msgspec
from msgspec import Raw

from portret.collect.sanitise import replace_unstorable
from portret.collect.split import SHARED_BYTES, split
from portret.kernel import Invalid, told
from portret.log import Record

_parse_members = msgspec.json.Decoder(dict[str, Raw]).decode
_parse_batch = msgspec.json.Decoder(list[dict[str, Raw]]).decode
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_TIME_BYTES = 64
_SHARED = {
    "context": SHARED_BYTES,
    "integrations": SHARED_BYTES,
    "sentAt": _TIME_BYTES,
    "timestamp": _TIME_BYTES,
    "originalTimestamp": _TIME_BYTES,
}
"""What the events of a batch share, and how many bytes of it can mean something."""


def event_bytes(record: Record) -> list[bytes]:
    """Return the events of a record, each as it came."""
    return split(record.body).originals


def envelope_of(body: bytes) -> bytes:
    """Return what a batch says for all its events, as JSON: `context`, `sentAt` and so on; b"" for a single event.

    It is kept with each event that is set aside, so what normalisation does not read is left out.
    """
    try:
        members = _parse_members(replace_unstorable(body))
    except _UNREADABLE:
        return b""
    if "batch" not in members:
        return b""
    shared = {name: members[name] for name, most in _SHARED.items() if _fits(members.get(name), most)}
    return msgspec.json.encode(shared)


def _fits(value: Raw | None, most_bytes: int) -> bool:
    return value is not None and memoryview(value).nbytes <= most_bytes


def replayable(envelope: bytes, event: bytes, message_id: str) -> tuple[bytes, int]:
    """Return a quarantined event as the body of a record, inside the envelope it came in, and how many events that is.

    Events without a message id get one, so that what is sent twice counts once.

    Args:
        envelope: what `envelope_of` gave.
        event: a JSON object; a whole batch if nothing in it could be used. Raises Invalid if it is neither.
        message_id: for the event; in a batch the index is added.
    """
    try:
        members = _parse_members(replace_unstorable(event))
        if "batch" in members:
            return _whole_batch(members, message_id)
        _identify(members, message_id)
    except _UNREADABLE as error:
        message = told("event-no-object", "The event is not a JSON object ({why}). Fix it first.", why=error)
        raise Invalid(message) from error
    if not envelope:
        return msgspec.json.encode(members), 1
    return msgspec.json.encode({**_parse_members(envelope), "batch": [members]}), 1


def _whole_batch(members: dict[str, Raw], message_id: str) -> tuple[bytes, int]:
    events = _parse_batch(members["batch"])
    for index, event in enumerate(events):
        _identify(event, f"{message_id}.{index}")
    if not events:
        raise Invalid(told("batch-empty", "The batch is empty. Discard it."))
    return msgspec.json.encode({**members, "batch": events}), len(events)


def _identify(event: dict[str, Raw], message_id: str) -> None:
    if not _text(event.get("messageId")):
        event["messageId"] = Raw(msgspec.json.encode(message_id))


def _text(value: Raw | None) -> str:
    """Return a JSON string or number as text without blanks; "" for anything else."""
    if value is None:
        return ""
    parsed = msgspec.json.decode(value)
    return str(parsed).strip() if isinstance(parsed, str | int) else ""
