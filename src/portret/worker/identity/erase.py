"""Erase a person: all that is kept of the profile, in the state store at once and in the warehouse right after."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from portret import operation, profile, unify
from portret.kernel import NotFound, new_id, told
from portret.operation import Operation
from portret.worker import corrections, store
from portret.worker.corrections import Correction
from portret.worker.identity import split
from portret.worker.segments import identity
from portret.worker.workbench import Workbench

_MOST_NAMES = 100
_NO_SIDE = told("side-none", "The side must be a profile that was merged into this one; its old ids are listed.")


class EraseRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What was asked for.

    Attributes:
        profile: an id, or namespace:value.
        side: the id of a profile that was merged into it: only that one is split off and erased; "" erases all.
        force: erase a side although the warehouse holds no longer all events of both.
    """

    profile: str
    side: str = ""
    force: bool = False


def erase(bench: Workbench, asked: Operation) -> dict[str, Any]:
    """Carry out an operation "profile-erase".

    Raises:
        NotFound: there is no such profile or side.
        Conflict, Unavailable: of a side, as for a split.
    """
    request = msgspec.convert(asked.request, EraseRequest)
    if request.side:
        return _erase_side(bench, asked, request)
    with bench.state.begin() as connection:
        found = profile.resolved(connection, asked.workspace_id, request.profile, bench.settings.phone_region)
        ids = [found.id, *unify.merged_ids(connection, asked.workspace_id, found.id)]
        return _erased(bench, connection, asked, ids)


def _erase_side(bench: Workbench, asked: Operation, request: EraseRequest) -> dict[str, Any]:
    with bench.state.read() as connection:
        whole = profile.resolved(connection, asked.workspace_id, request.profile, bench.settings.phone_region)
    if request.side == whole.id:
        raise NotFound(_NO_SIDE, path="side")
    wanted = split.SplitRequest(profile=request.profile, undo=request.side)
    planned = split.prepare(bench, asked, wanted)
    split.require_all_events(planned, force=request.force)
    with bench.state.begin() as connection:
        split.write(bench, connection, planned, asked)
        return _erased(bench, connection, asked, [planned.cut.other_id, *planned.cut.parted_aliases])


def _erased(bench: Workbench, connection: sa.Connection, asked: Operation, ids: list[str]) -> dict[str, Any]:
    workspace_id = asked.workspace_id
    held = unify.holdings(connection, ids)
    names = {f"{namespace}:{value}" for members in held.values() for namespace, value in members}
    operation.forget_naming(connection, workspace_id, [*ids, *sorted(names)[:_MOST_NAMES]])
    profile.remove_many(connection, [(workspace_id, profile_id) for profile_id in ids])
    profile.forget_notes(connection, workspace_id, ids)
    unify.erase(connection, workspace_id, ids)
    identity.erased(connection, bench.judge, workspace_id, ids, bench.clock.now_ms())
    store.withdraw_announcements(connection, workspace_id, ids)
    correction = Correction(id=new_id("cor"), workspace_id=workspace_id, erased=tuple(ids))
    store.add_correction(connection, workspace_id, bench.position(), corrections.pack(correction))
    result = {"erased_ids": ids}
    operation.finish(connection, asked, result, bench.clock.now_ms())
    return result
