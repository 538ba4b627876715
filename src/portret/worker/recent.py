"""A bounded memory of the people met last, so that what is kept of a busy one is not read back for every batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Generic, TypeVar

_LIMIT = 5_000

_State = TypeVar("_State")


class Recent(Generic[_State]):
    """Decoded states by (workspace id, profile id), the least recently used go first."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._states: dict[tuple[str, str], _State] = {}

    def known(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], _State]:
        """Return the remembered ones among the keys, as old as they were."""
        states = self._states
        return {key: states[key] for key in keys if key in states}

    def take(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], _State]:
        """Return the remembered ones among the keys and let go of them; `put` brings them back as newest."""
        states = self._states
        return {key: states.pop(key) for key in keys if key in states}

    def put(self, states: Mapping[tuple[str, str], _State]) -> None:
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
