"""What came of decisions on pairs: merged, refused, kept apart; and how a rejection is taken back."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portret.kernel import Conflict, told
from portret.operation import Operation
from portret.unify.matching import store
from portret.unify.matching.follow import merge_of
from portret.unify.matching.model import MATCHING, Decision, Outcome, Pair
from portret.unify.store import canonical, keep_apart, let_meet, merged, merged_ids


def outcomes(connection: sa.Connection, pairs: Sequence[Pair]) -> list[Decision]:
    """Return what came of decisions on pairs of one workspace, in their order."""
    if not pairs:
        return []
    ids = sorted({profile_id for pair in pairs for profile_id in (pair.a_id, pair.b_id)})
    now = merged(connection, pairs[0].workspace_id, ids)
    made = store.merged_by(connection, pairs)
    found = []
    for pair in pairs:
        one, other = (now.get(profile_id, profile_id) for profile_id in (pair.a_id, pair.b_id))
        merge = merge_of(connection, pair) if pair.status in ("accepted", "stale") else None
        loser_id, stands = made.get(pair.operation_id, ("", False))
        outcome = outcome_of(pair, merge, is_one=one == other)
        merged_id = loser_id if outcome == "merged" and stands else ""
        found.append(Decision(pair, outcome, one, other, merged_id, merge))
    return found


def outcome_of(pair: Pair, merge: Operation | None, *, is_one: bool) -> Outcome:
    """Return what came of a decision, by the operation that was to merge them and whether they are one profile now."""
    if pair.status == "accepted":
        return "working"
    if is_one:
        return "merged"
    if pair.status == "rejected":
        return "apart"
    if pair.status == "merged" or (merge and merge.status == "done"):
        return "undone"
    return "cancelled" if merge and merge.status == "cancelled" else "refused"


def reject(connection: sa.Connection, pair: Pair, author: str, now_ms: int) -> None:
    """Decide that they are two people, and keep them apart under whatever ids they live now.

    Raises:
        Conflict: it was decided already, or they are one profile.
    """
    one, other = _apart(connection, pair)
    store.decide(connection, pair, "rejected", author, now_ms)
    keep_apart(connection, pair.workspace_id, one, other, MATCHING, author, now_ms)


def take_back(connection: sa.Connection, pair: Pair, now_ms: int) -> None:
    """Let a rejected pair wait again, and its two profiles meet unless another rejection stands between them.

    Raises:
        Conflict: it is not rejected, or they are one profile.
    """
    one, other = _apart(connection, pair)
    store.reopen(connection, pair, now_ms, is_whole={one, other} == {pair.a_id, pair.b_id})
    sides = [{each, *merged_ids(connection, pair.workspace_id, each)} for each in (one, other)]
    if not store.is_rejected_among(connection, pair, *sides):
        let_meet(connection, pair.workspace_id, one, other, reason=MATCHING)


def _apart(connection: sa.Connection, pair: Pair) -> tuple[str, str]:
    one, other = (canonical(connection, pair.workspace_id, each) for each in (pair.a_id, pair.b_id))
    if one == other:
        raise Conflict(
            told("already-one", "They are one profile already. Split it, if they are two people."), path="id"
        )
    return one, other
