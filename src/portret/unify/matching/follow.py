"""What the worker does about matching: start runs that are due, merge what was accepted, close what is done."""

from __future__ import annotations

from importlib.util import find_spec
from types import MappingProxyType

import sqlalchemy as sa

from portret import operation as operations
from portret.kernel import NotFound, told
from portret.operation import Operation
from portret.state import State
from portret.unify.matching import store
from portret.unify.matching.model import MATCHING, MatchSettings, Pair
from portret.unify.store import canonical

_HOUR_MS = 3_600_000
_EVERY_MS = MappingProxyType({"hourly": _HOUR_MS, "daily": 24 * _HOUR_MS, "weekly": 7 * 24 * _HOUR_MS})
_AFTER_FAILURE_MS = _HOUR_MS
_AT_ONCE = 200
_TAKEN_BACK = told("merge-taken-back", "The merge was taken back.")


def follow_matches(state: State, now_ms: int) -> None:
    """Take the next steps; cheap where there are none."""
    with state.read() as connection:
        ended = [(pair, merge_of(connection, pair)) for pair in store.accepted(connection, _AT_ONCE, queued=True)]
        waiting = store.accepted(connection, _AT_ONCE, queued=False)
        due = _due(connection, now_ms)
    ended = [(pair, merge) for pair, merge in ended if merge is None or merge.has_finished]
    if ended or waiting or due:
        with state.begin() as connection:
            for pair, merge in ended:
                _settle(connection, pair, merge)
            for pair in waiting[: _room(connection)]:
                _merge(connection, pair, now_ms)
            for workspace_id in due:
                operations.queue(connection, workspace_id, "matching", {"full": False}, MATCHING, now_ms)


def merge_request(pair: Pair) -> dict[str, str]:
    """Return the request of the operation "profile-merge" that makes a pair one."""
    return {"profile": pair.a_id, "other": pair.b_id, "reason": MATCHING}


def merge_of(connection: sa.Connection, pair: Pair) -> Operation | None:
    """Return the operation that was queued to make a pair one; None if there was none, or it is forgotten."""
    try:
        return operations.find(connection, pair.workspace_id, pair.operation_id)
    except NotFound:
        return None


def _settle(connection: sa.Connection, pair: Pair, merge: Operation | None) -> None:
    if _is_one(connection, pair):
        store.settle(connection, pair, "merged", operation_id=pair.operation_id)
        return
    why = operations.raised(merge.problem).detail if merge and merge.problem else _TAKEN_BACK
    store.settle(connection, pair, "stale", told("pair-not-merged", "Not merged: {why}", why=why), pair.operation_id)


def _merge(connection: sa.Connection, pair: Pair, now_ms: int) -> None:
    if _is_one(connection, pair):
        store.settle(connection, pair, "merged")
        return
    merge = operations.queue(
        connection, pair.workspace_id, "profile-merge", dict(merge_request(pair)), pair.decided_by, now_ms
    )
    store.settle(connection, pair, "accepted", operation_id=merge.id)


def _is_one(connection: sa.Connection, pair: Pair) -> bool:
    one, other = (canonical(connection, pair.workspace_id, profile_id) for profile_id in (pair.a_id, pair.b_id))
    return one == other


def _room(connection: sa.Connection) -> int:
    """Return how many merges may be queued: few at a time, so that those of people do not wait behind them."""
    return max(0, _AT_ONCE - len(store.accepted(connection, _AT_ONCE, queued=True)))


def _due(connection: sa.Connection, now_ms: int) -> list[str]:
    if find_spec("splink") is None:
        return []
    return [
        workspace_id
        for workspace_id, settings, ran_at_ms in store.enabled(connection)
        if _is_due(connection, workspace_id, settings, ran_at_ms, now_ms)
    ]


def _is_due(connection: sa.Connection, workspace_id: str, settings: MatchSettings, ran_at_ms: int, now_ms: int) -> bool:
    if now_ms - ran_at_ms < _EVERY_MS[settings.schedule]:
        return False
    last = operations.page(connection, workspace_id, 1, kind="matching")
    return not last or (last[0].has_finished and now_ms - last[0].finished_at_ms >= _AFTER_FAILURE_MS)
