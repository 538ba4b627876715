"""Merge two profiles because a person says so, or accepted that they are alike."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from portret import operation, profile, unify
from portret.kernel import Conflict, Invalid, new_id, told
from portret.operation import Operation
from portret.unify import Merge
from portret.worker import announce, corrections, store
from portret.worker.corrections import Correction
from portret.worker.segments import identity
from portret.worker.workbench import Workbench


class MergeRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What was asked for.

    Attributes:
        profile, other: an id, or namespace:value, of each of the two.
        winner: which of the two references names the profile whose id survives; "" leaves it to the rules.
        reason: whose word it is: a person's own, or one who accepted a proposal of matching.
        force: merge although the rules say that these are two people.
    """

    profile: str
    other: str
    winner: Literal["", "profile", "other"] = ""
    reason: Literal["manual", "matching"] = "manual"
    force: bool = False


def merge(bench: Workbench, asked: Operation) -> dict[str, Any]:
    """Carry out an operation "profile-merge": as an event would, but for the `apart` edge, which it lifts.

    Raises:
        Invalid: both references name the same profile.
        NotFound: one of them names none.
        Conflict: together they would break a limit of the rules, such as one user id for one person.
    """
    request = msgspec.convert(asked.request, MergeRequest)
    with bench.state.begin() as connection:
        made = _decided(bench, connection, asked, request)
        write(bench, connection, made)
        merged = unify.merges_of(connection, asked.workspace_id, [made.loser_id], None, 1)
        result = {"profile_id": made.winner_id, "merged_id": made.loser_id, "merge": merged[0].id}
        operation.finish(connection, asked, result, bench.clock.now_ms())
    return result


def write(bench: Workbench, connection: sa.Connection, made: Merge) -> None:
    """Merge two profiles in the caller's transaction, and leave the rest for the loader."""
    workspace_id, position = made.workspace_id, bench.position()
    winner, loser = (workspace_id, made.winner_id), (workspace_id, made.loser_id)
    states = profile.load_many(connection, workspace_id, [made.winner_id, made.loser_id])
    unify.let_meet(connection, workspace_id, made.winner_id, made.loser_id)
    unify.merge(connection, made)
    state = profile.merge(states[made.winner_id], states[made.loser_id])
    profile.save_many(connection, {winner: state}, position)
    profile.remove_many(connection, [loser])
    store.announce(connection, [announce.profile_merged(made)])
    ids = (made.winner_id, made.loser_id)
    now_ms = bench.clock.now_ms()
    identity.merged(connection, bench.judge, workspace_id, ids, state, reference=made.message_id, now_ms=now_ms)
    old_ids = unify.merged_ids(connection, workspace_id, made.winner_id)
    correction = Correction(
        id=new_id("cor"),
        workspace_id=workspace_id,
        aliases=tuple((old_id, made.winner_id) for old_id in old_ids),
        changed=(made.winner_id, made.loser_id),
    )
    store.add_correction(connection, workspace_id, position, corrections.pack(correction))


def _decided(bench: Workbench, connection: sa.Connection, asked: Operation, request: MergeRequest) -> Merge:
    workspace_id, region = asked.workspace_id, bench.settings.phone_region
    first = profile.resolved(connection, workspace_id, request.profile, region).id
    second = profile.resolved(connection, workspace_id, request.other, region).id
    if first == second:
        raise Invalid(told("same-profile", "Both are the same profile already."), path="other")
    rules = unify.rules_of(connection, workspace_id)
    holdings = unify.holdings(connection, (first, second))
    broken = unify.broken_limit(rules, holdings)
    if broken and not request.force:
        raise Conflict(
            told(
                "merge-too-many",
                "Together they would hold more than one person may: {broken}. Add force if they are one all the same.",
                broken=broken,
            ),
            path="other",
        )
    winner = {"profile": first, "other": second}.get(request.winner) or unify.survivor(rules, holdings)
    loser = second if winner == first else first
    return Merge(
        workspace_id=workspace_id,
        winner_id=winner,
        loser_id=loser,
        position=bench.position(),
        message_id=asked.id,
        at_ms=bench.clock.now_ms(),
        identifiers=tuple(unify.best(rules, holdings[each]) for each in (winner, loser) if holdings[each]),
        reason=request.reason,
        rules_version=rules.version,
        loser_identifiers=tuple(sorted(f"{namespace}:{value}" for namespace, value in holdings[loser])),
        author=asked.author,
    )
