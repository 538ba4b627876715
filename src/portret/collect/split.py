"""Taking a record's body apart into its events, so that a malformed one leaves its neighbours whole."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, UnsetType

from portret.collect.flaws import Flaw
from portret.collect.sanitise import replace_unstorable
from portret.kernel import told

SHARED_BYTES = 32 * 1024
"""How long a `context` or `integrations` that a batch says for all its events may be."""

_NO_JSON = Raw(b"")


class Wire(msgspec.Struct, rename="camel"):
    """An event's fields as they came (wire protocol D6); any JSON value may stand in any of them."""

    type: Any = None
    event: Any = None
    name: Any = None
    category: Any = None
    user_id: Any = None
    anonymous_id: Any = None
    previous_id: Any = None
    profile_id: Any = None
    brand: Any = None
    group_id: Any = None
    message_id: Any = None
    timestamp: Any = None
    original_timestamp: Any = None
    sent_at: Any = None
    channel: Any = None
    properties: Any = None
    traits: Any = None
    context: Raw = _NO_JSON
    integrations: Raw = _NO_JSON
    metadata: Raw = msgspec.field(default=_NO_JSON, name="_metadata")


class Envelope(Wire):
    """A request's document: one event, or a batch with what its events share."""

    batch: list[Raw] | UnsetType = UNSET


class Pieces(NamedTuple):
    """A body taken apart.

    Attributes:
        envelope: what stands at the top: the event itself if there is no batch.
        events: each event's JSON, fit to be stored.
        originals: each event's JSON as it came.
    """

    envelope: Envelope
    events: list[bytes]
    originals: list[bytes]

    @property
    def is_batch(self) -> bool:
        """Whether the events stand in a batch."""
        return self.envelope.batch is not UNSET


decode_event = msgspec.json.Decoder(Wire).decode
_decode_envelope = msgspec.json.Decoder(Envelope).decode


def split(body: bytes) -> Pieces:
    """Return the events of a body. Raises Flaw if it cannot even be taken apart."""
    clean = replace_unstorable(body)
    try:
        envelope = _decode_envelope(clean)
    except (ValueError, RecursionError) as error:
        return _split_malformed(body, clean, error)
    if envelope.batch is UNSET:
        return Pieces(envelope, [clean], [body])
    events = [bytes(event) for event in envelope.batch]
    return Pieces(envelope, events, events if clean is body else _originals(body, clean, events))


def unreadable(error: ValueError | RecursionError) -> Flaw:
    """Return what a decoder's error means for an event. The text of the event is not repeated."""
    if isinstance(error, RecursionError):
        return Flaw("too-deep")
    if isinstance(error, msgspec.ValidationError):
        reason = str(error)
        if "out of range" in reason:
            said = told("flaw-number", "A number is too large to be one, such as 1e999 ({why}).", why=reason)
            return Flaw("number-out-of-range", said)
        said = told("flaw-shape", "The event has not the shape of one ({why}).", why=reason)
        return Flaw("not-an-object" if "`object`" in reason and "$" not in reason else "bad-type", said)
    if isinstance(error, UnicodeDecodeError):
        return Flaw("invalid-json", told("flaw-utf", "The event is not UTF-8 ({why}).", why=error.reason))
    return Flaw("invalid-json", told("flaw-json", "The event is not valid JSON ({why}).", why=error))


def _originals(body: bytes, clean: bytes, events: list[bytes]) -> list[bytes]:
    originals = []
    end = 0
    for event in events:
        start = clean.find(event, end)
        end = start + len(event)
        originals.append(body[start:end])
    return originals


_MAX_SCANNED_BYTES = 512 * 1024  # a byte here costs a thousand times that of a sound body
_IN_BATCH = 2  # brackets open around an element of the batch
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]', re.DOTALL)


def _split_malformed(body: bytes, clean: bytes, error: ValueError | RecursionError) -> Pieces:
    spans = _batch_spans(clean) if len(clean) <= _MAX_SCANNED_BYTES else []
    if not spans:
        raise unreadable(error) from error
    (start, _), (_, end) = spans[0], spans[-1]
    try:
        envelope = _decode_envelope(clean[:start] + clean[end:])
    except (ValueError, RecursionError) as second:
        raise unreadable(second) from second
    return Pieces(envelope, [clean[a:b] for a, b in spans], [body[a:b] for a, b in spans])


def _batch_spans(document: bytes) -> list[tuple[int, int]]:
    """Return where each element of the top-level `batch` begins and ends; nothing if brackets do not match."""
    depth, begin, before = 0, -1, (b"", b"")
    spans: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(document):
        token = found[0]
        if begin >= 0 and depth == _IN_BATCH and token in b",]":
            spans.append((begin, found.start()))
            begin = found.end()
            if token == b"]":
                return spans
        if token in b"{[":
            if depth == 1 and token == b"[" and before == (b'"batch"', b":"):
                begin = found.end()
            depth += 1
        elif token in b"}]":
            depth -= 1
        before = (before[1], token)
    return []
