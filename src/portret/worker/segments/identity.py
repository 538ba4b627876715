"""What a merge, a split or an erasure by hand means for memberships, in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from portret import segment
from portret.profile import ProfileState
from portret.segment import Cause
from portret.worker.segments.judge import Judge
from portret.worker.segments.sitting import Key, Sitting


def merged(  # noqa: PLR0913 — what a merge is
    connection: sa.Connection,
    judge: Judge,
    workspace_id: str,
    ids: tuple[str, str],
    state: ProfileState,
    *,
    reference: str,
    now_ms: int,
) -> None:
    """Judge a merged profile anew, `ids` being (the one that stays, the one that goes)."""
    winner, loser = ((workspace_id, profile_id) for profile_id in ids)
    sitting = judge.sit(connection, [winner, loser])
    sitting.unite(winner, loser)
    _judge_wholly(judge, sitting, winner, state, Cause("identity", reference), now_ms)
    sitting.close(now_ms)


def split(
    connection: sa.Connection,
    judge: Judge,
    workspace_id: str,
    states: Mapping[str, ProfileState],
    *,
    reference: str,
    now_ms: int,
) -> None:
    """Judge both sides of a split, profile id → state, and begin all history anew that is being read.

    Both were folded from all their events: what is still to come of them would count twice.
    """
    filling = [row.id for row in segment.fold_rows(connection, workspace_id) if row.status == "filling"]
    if filling:
        segment.set_fold_status(connection, workspace_id, filling, "retired")
        judge.look_again()
    keys = [(workspace_id, profile_id) for profile_id in states]
    sitting = judge.sit(connection, keys)
    for key in keys:
        _judge_wholly(judge, sitting, key, states[key[1]], Cause("identity", reference), now_ms)
    sitting.close(now_ms)


def erased(connection: sa.Connection, judge: Judge, workspace_id: str, profile_ids: Sequence[str], now_ms: int) -> None:
    """Take profiles out of all segments and lists, telling nobody."""
    keys = [(workspace_id, profile_id) for profile_id in profile_ids]
    sitting = judge.sit(connection, keys)
    for key in keys:
        sitting.erase(key, now_ms)
    sitting.close(now_ms)
    segment.forget_profiles(connection, workspace_id, profile_ids)


def _judge_wholly(judge: Judge, sitting: Sitting, key: Key, state: ProfileState, cause: Cause, now_ms: int) -> None:
    in_force = judge.in_force(key[0])
    if in_force is not None:
        sitting.judge(key, state, in_force.numbers, cause, now_ms)
