"""Which profiles changed since they were copied into the warehouse, and when to copy some of them.

They are copied in rounds, some at a time, so that events never wait for long behind them. A profile costs as much as a
dozen events: the busier everybody is, the smaller the share of the time that copying may take. Whoever changes again
before it is their turn is copied once, which a round of many waits for; a few are copied soon, they cost little. A
round follows whatever was loaded, even if it changed nobody: at its end it is known up to which log position all
profiles are there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice

ProfileKey = tuple[str, str]
"""(workspace id, profile id)."""

_ROWS = 500
_ROUND_MS = 10_000
_FEW = 100
_ROUND_OF_FEW_MS = 1_000
_SHARE = {"idle": 0.5, "busy": 0.1, "behind": 0.02}


class Snapshots:
    """The profiles that wait to be copied."""

    def __init__(self, changed: Iterable[ProfileKey], now_ms: int) -> None:
        self._changed = set(changed)
        self._has_news = True
        self._round: dict[ProfileKey, None] = {}
        self._round_position = 0
        self._last_round_ms = now_ms
        self._due_ms = 0

    def note(self, keys: Iterable[ProfileKey]) -> None:
        """Note that something was loaded, and which profiles it changed, if any."""
        self._has_news = True
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
        pause_ms = _ROUND_MS if len(self._changed) > _FEW else _ROUND_OF_FEW_MS
        return bool(self._round) or (self._has_news and now_ms >= self._last_round_ms + pause_ms)

    def next(self, position: int, now_ms: int) -> list[ProfileKey]:
        """Return the profiles to copy next; a new round begins when the last one is over.

        Args:
            position: the log position up to which all that changed is noted.
            now_ms: the present.
        """
        if not self._round:
            self._round = dict.fromkeys(sorted(self._changed))
            self._changed = set()
            self._has_news = False
            self._round_position = position
            self._last_round_ms = now_ms
        return list(islice(self._round, _ROWS))

    def done(self, keys: Sequence[ProfileKey], position: int, took_ms: int, now_ms: int, *, busy: str) -> int | None:
        """Take out what was copied; return up to which log position all profiles are, if the round is over.

        Whoever changed during the round before it was their turn was copied as changed: if nobody else did, the round
        is as good as one that begins now.

        Args:
            keys: what `next` gave.
            position: the log position up to which all that changed was noted when they were read.
            took_ms: how long it took.
            now_ms: the present.
            busy: "idle", "busy" or "behind": how much else there is to do.
        """
        for key in keys:
            self._round.pop(key, None)
        self._due_ms = now_ms + int(took_ms / _SHARE[busy]) - took_ms
        if self._round:
            return None
        if not self._changed:
            self._round_position = position
            self._has_news = False
        return self._round_position
