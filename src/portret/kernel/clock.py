"""Time is an input: whoever needs "now" is given a Clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Clock(Protocol):
    """Tells the time; on the hot path as milliseconds since 1970-01-01 UTC."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...

    def now_ms(self) -> int:
        """Return the present instant in milliseconds since the epoch."""
        ...


class SystemClock:
    """The wall clock of the machine."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        return datetime.now(UTC)

    def now_ms(self) -> int:
        """Return the present instant in milliseconds since the epoch."""
        return time.time_ns() // 1_000_000


class ManualClock:
    """A clock that moves only when told to; for tests and simulated time."""

    def __init__(self, start: datetime) -> None:
        self._now_ms = to_ms(start)

    def now(self) -> datetime:
        """Return the instant the clock was set to."""
        return from_ms(self._now_ms)

    def now_ms(self) -> int:
        """Return the instant the clock was set to, in milliseconds since the epoch."""
        return self._now_ms

    def advance(self, by: timedelta) -> None:
        """Move the clock forward by `by`."""
        self._now_ms += by // _MILLISECOND


def to_ms(instant: datetime) -> int:
    """Return an aware instant as milliseconds since the epoch."""
    return (instant - _EPOCH) // _MILLISECOND


def from_ms(instant_ms: int) -> datetime:
    """Return milliseconds since the epoch as an aware UTC instant."""
    return _EPOCH + timedelta(milliseconds=instant_ms)
