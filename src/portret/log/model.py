"""What the log holds, and the port that every log engine fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """An accepted request on its way into the log.

    Attributes:
        source_id: whose write key came with it.
        received_at_ms: when it was accepted, milliseconds since the epoch.
        count: how many events the body holds (at least 1).
        head: what the request said besides its body, as the collect stage encodes it.
        body: the JSON document as it came.
    """

    source_id: str
    received_at_ms: int
    count: int
    head: bytes
    body: bytes


class Record(msgspec.Struct, frozen=True):
    """An entry in the log. Its events have the positions `position` … `position + count - 1`."""

    position: int
    source_id: str
    received_at_ms: int
    count: int
    head: bytes
    body: bytes


class Log(Protocol):
    """The smallest log that works; positions count events, from 1, and only grow."""

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries durably in one commit; return the position of each one's first event."""
        ...

    def read(self, after: int, max_events: int, max_bytes: int = 64 * 1024 * 1024) -> list[Record]:
        """Return the records whose events come after position `after`, in order, whole records, at least one if any."""
        ...

    def end(self) -> int:
        """Return the position of the last event, 0 if there never was one."""
        ...

    def trim(self, before_ms: int, upto: int) -> int:
        """Forget records received before `before_ms` whose events all lie at or before `upto`; return how many."""
        ...

    def close(self) -> None:
        """Release files; the log may be opened again."""
        ...
