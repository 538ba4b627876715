"""What the pipeline leaves for the loader: a batch of resolved events, packed, in the pipeline's own transaction."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import zstandard

from portret.kernel import Event


class Resolved(msgspec.Struct, array_like=True):
    """Events and the profiles that they belong to, side by side.

    Attributes:
        origins: the profiles that the events belonged to before merges of this very batch; () if there were none.
    """

    events: Sequence[Event]
    owners: Sequence[str]
    origins: Sequence[str] = ()

    def changed(self) -> set[tuple[str, str]]:
        """Return (workspace id, profile id) of the profiles that the events changed: what is only told changes none."""
        pairs = zip(self.events, self.owners, strict=True)
        return {(event.workspace_id, owner) for event, owner in pairs if not event.is_told}

    def alone(self, place: int) -> Resolved:
        """Return one event and its profile."""
        return Resolved([self.events[place]], [self.owners[place]], self.origins[place : place + 1])


def together(batches: Sequence[Resolved]) -> Resolved:
    """Return batches as one."""
    if len(batches) == 1:
        return batches[0]
    events = [event for each in batches for event in each.events]
    owners = [owner for each in batches for owner in each.owners]
    if not any(each.origins for each in batches):
        return Resolved(events, owners)
    return Resolved(events, owners, [origin for each in batches for origin in each.origins or each.owners])


def pack(resolved: Resolved) -> bytes:
    """Return a batch as it stands in the outbox.

    The events lose their decoded `context` on the way, where it is there as JSON, too: nobody reads it after the fold.
    """
    for event in resolved.events:
        if event.context_json:
            event.context = {}
    return _compress(_encode(resolved))


def unpack(body: bytes) -> Resolved:
    """Return the batch that `pack` packed."""
    return _decode(zstandard.ZstdDecompressor().decompress(body))


_compress = zstandard.ZstdCompressor(level=1).compress
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Resolved).decode
