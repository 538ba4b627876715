"""What an SDK says of its own work (`_metadata`, `channel`; wire protocol D5, D6): kept to find faults, not used."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from portret.collect.context import Portrayal
from portret.collect.flaws import Flaw
from portret.collect.values import decode_object

_REMEMBERED = 256
_MAX_METADATA_BYTES = 4_096
_MAX_CHANNEL = 32

_encode = msgspec.json.Encoder().encode


class Deliveries:
    """Writes `_metadata` and `channel` into the context's JSON, where there is room for what nobody computes with."""

    def __init__(self) -> None:
        self._members = lru_cache(maxsize=_REMEMBERED)(_members)

    def beside(self, portrayal: Portrayal, metadata: bytes, channel: object) -> bytes:
        """Return the context as JSON with both; what is odd or over 4 KB is left out and never costs the event."""
        if "_metadata" in portrayal.context or len(metadata) > _MAX_METADATA_BYTES:
            metadata = b""
        if type(channel) is not str or len(channel) > _MAX_CHANNEL or "channel" in portrayal.context:
            channel = ""
        members = self._members(metadata, channel)
        if not members:
            return portrayal.encoded
        return portrayal.encoded[:-1] + (b"," if portrayal.context else b"") + members + b"}"


def _members(metadata: bytes, channel: str) -> bytes:
    said = {"_metadata": _read(metadata), "channel": channel}
    return _encode({name: value for name, value in said.items() if value})[1:-1]


def _read(metadata: bytes) -> dict[str, object]:
    try:
        return decode_object(metadata, "_metadata")
    except (Flaw, ValueError, RecursionError):
        return {}
