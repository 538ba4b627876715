"""Which profiles changed since they were copied into the warehouse, and when to copy some of them.

They are copied in rounds, some at a time, so that events never wait for long behind them. A profile costs as much as a
dozen events: the busier everybody is, the smaller the share of the time that copying may take. Whoever changes again
before it is their turn is copied once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice

ProfileKey = tuple[str, str]
"""(workspace id, profile id)."""

_ROWS = 500
_ROUND_MS = 10_000
_SHARE = {"idle": 0.5, "busy": 0.1, "behind": 0.02}


class Snapshots:
    """The profiles that wait to be copied."""

    def __init__(self, changed: Iterable[ProfileKey], now_ms: int) -> None:
        self._changed = set(changed)
        self._round: dict[ProfileKey, None] = {}
        self._round_position = 0
        self._next_round_ms = now_ms + _ROUND_MS
        self._due_ms = 0

    def note(self, keys: Iterable[ProfileKey]) -> None:
        """Note that profiles changed."""
        self._changed.update(key for key in keys if key not in self._round)

    def forget(self, keys: Collection[ProfileKey]) -> None:
        """Take out profiles that are erased."""
        self._changed.difference_update(keys)
        for key in keys:
            self._round.pop(key, None)

    def are_due(self, now_ms: int) -> bool:
        """Say whether it is time to copy some."""
        if now_ms < self._due_ms:
            return False
        return bool(self._round) or (bool(self._changed) and now_ms >= self._next_round_ms)

    def next(self, position: int, now_ms: int) -> list[ProfileKey]:
        """Return the profiles to copy next, at this log position; a new round begins when the last one is over."""
        if not self._round:
            self._round = dict.fromkeys(sorted(self._changed))
            self._changed = set()
            self._round_position = position
            self._next_round_ms = now_ms + _ROUND_MS
        return list(islice(self._round, _ROWS))

    def done(self, keys: Sequence[ProfileKey], took_ms: int, now_ms: int, *, busy: str) -> int | None:
        """Take out what was copied; return up to which log position all profiles are, if the round is over.

        Args:
            keys: what `next` gave.
            took_ms: how long it took.
            now_ms: the present.
            busy: "idle", "busy" or "behind": how much else there is to do.
        """
        for key in keys:
            self._round.pop(key, None)
        self._due_ms = now_ms + int(took_ms / _SHARE[busy]) - took_ms
        return None if self._round else self._round_position
