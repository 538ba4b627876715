"""A bounded memory of the profiles folded last, so that a busy profile is not read back for every batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from portret.profile import ProfileState

_LIMIT = 5_000


class RecentProfiles:
    """Decoded states by (workspace id, profile id), the least recently folded go first."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._states: dict[tuple[str, str], ProfileState] = {}

    def take(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], ProfileState]:
        """Return the remembered ones among the keys and let go of them; `put` brings them back as newest."""
        states = self._states
        return {key: states.pop(key) for key in keys if key in states}

    def put(self, states: Mapping[tuple[str, str], ProfileState]) -> None:
        """Remember states as the newest."""
        self._states.update(states)
        if len(self._states) > self._limit:
            for key in list(islice(self._states, len(self._states) - self._limit)):
                del self._states[key]

    def drop(self, keys: Iterable[tuple[str, str]]) -> None:
        """Forget profiles that went away."""
        for key in keys:
            self._states.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._states.clear()
