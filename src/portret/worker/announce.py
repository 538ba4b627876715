"""What Portret has to tell of people itself, such as that two became one: into the log, exactly once.

It is kept in the transaction that makes it true, and told to the log a moment later under a message id of its own: told
twice after a crash, it counts once. These events take the room that others leave: nobody's event waits behind more
than some thousand of them, and while the worker is behind they wait themselves, so that they never slow an import.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from portret import unify
from portret.collect import OwnEvent, own_entry, system_source
from portret.kernel import Clock
from portret.log import Log
from portret.state import State
from portret.worker import store

PROFILE_MERGED = "Profile Merged"
PROFILE_SPLIT = "Profile Split"

_AT_ONCE = 3_000
"""How many may wait in the log: some hundredths of a second's work."""

_FEW_AT_ONCE = 1_000
"""How many while others' events come in, which wait behind them."""

_SELDOM_S = 0.05
_LONGEST_WAIT_S = 5.0


def profile_merged(merge: unify.Merge) -> OwnEvent:
    """Return the event that tells of a merge, on the timeline of the profile that stayed."""
    return OwnEvent(
        workspace_id=merge.workspace_id,
        profile_id=merge.winner_id,
        name=PROFILE_MERGED,
        at_ms=merge.at_ms,
        properties={
            "winner_id": merge.winner_id,
            "loser_id": merge.loser_id,
            "reason": merge.reason,
            "identifiers": merge.identifiers,
            "message_id": merge.message_id,
            "rules_version": merge.rules_version,
            **({"author": merge.author} if merge.author else {}),
        },
    )


def profile_split(
    workspace_id: str, profile_ids: Sequence[str], at_ms: int, properties: Mapping[str, Any]
) -> list[OwnEvent]:
    """Return the events that tell of a split, one on the timeline of each side."""
    return [
        OwnEvent(
            workspace_id=workspace_id,
            profile_id=profile_id,
            name=PROFILE_SPLIT,
            at_ms=at_ms,
            properties=dict(properties),
        )
        for profile_id in profile_ids
    ]


class Announcer:
    """Tells the log what waits, some at a time."""

    def __init__(self, state: State, log: Log, clock: Clock) -> None:
        self._state = state
        self._log = log
        self._clock = clock
        self._sources: dict[str, str] = {}
        self._told_at = 0.0

    def tell(self, position: int, *, is_current: bool = True) -> int:
        """Tell the log as much as there is room for before the worker at this position; return how many events.

        If there is none for long, some are told all the same.

        Args:
            position: up to which the log is processed.
            is_current: whether no event waited for the worker: otherwise its time is spared, more are told together.
        """
        now = time.monotonic()
        if not is_current and now - self._told_at < _SELDOM_S:
            return 0
        at_once = _AT_ONCE if is_current else _FEW_AT_ONCE
        room = at_once - (self._log.end() - position)
        if room <= 0:
            if now - self._told_at < _LONGEST_WAIT_S:
                return 0
            room = at_once
        with self._state.read() as connection:
            waiting = store.next_announcements(connection, room)
        if not waiting:
            return 0
        self._told_at = now
        received_at_ms = self._clock.now_ms()
        self._log.append(
            [own_entry(self._source(each.workspace_id), received_at_ms, each.events, each.body) for each in waiting]
        )
        with self._state.begin() as connection:
            store.remove_announcements(connection, waiting[-1].id)
        return sum(each.events for each in waiting)

    def _source(self, workspace_id: str) -> str:
        known = self._sources.get(workspace_id)
        if known is None:
            with self._state.begin() as connection:
                known = system_source(connection, self._clock.now_ms(), workspace_id).id
            self._sources[workspace_id] = known
        return known
