"""Split a profile in two: undo a merge or cut identifiers off; both sides are folded anew from their events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from portret import collect, operation, profile, unify
from portret.kernel import Conflict, Invalid, NotFound, new_id, stable_id, told
from portret.operation import Operation
from portret.profile import ProfileState
from portret.worker import announce, corrections, store
from portret.worker.corrections import Correction, Move
from portret.worker.identity.history import history
from portret.worker.identity.side import Side, described
from portret.worker.segments import identity
from portret.worker.workbench import Workbench

_UNNAMED = told("identifier-ref", "Name an identifier by namespace:value, such as email:jo@example.com.")


class SplitRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What was asked for: exactly one of `undo` and `identifiers`.

    Attributes:
        profile: an id, or namespace:value.
        undo: the id of a merge's record, or of the profile that was merged away.
        identifiers: "namespace:value" of what is cut off into a new profile.
        preview: only say what would come out.
        force: split although the warehouse holds no longer all events that the profile was made of.
    """

    profile: str
    undo: str = ""
    identifiers: list[str] = []
    preview: bool = False
    force: bool = False


@dataclass(frozen=True)
class Split:
    """A cut with both sides folded anew, and the profile as it is."""

    cut: unify.Cut
    kept: Side
    parted: Side
    before: ProfileState

    @property
    def missing(self) -> int:
        """How many events the profile was made of that were not found."""
        counted = sum(behaviour.events + behaviour.bot_events for behaviour in self.before.brands.values())
        return max(counted - self.kept.folded - self.parted.folded, 0)


def split(bench: Workbench, asked: Operation) -> dict[str, Any]:
    """Carry out an operation "profile-split". Raises what `prepare` and `require_all_events` raise."""
    request = msgspec.convert(asked.request, SplitRequest)
    planned = prepare(bench, asked, request)
    result = _result(bench, planned)
    if request.preview:
        return {"preview": True, **result}
    require_all_events(planned, force=request.force)
    with bench.state.begin() as connection:
        write(bench, connection, planned, asked)
        _announce(bench, connection, planned, asked)
        operation.finish(connection, asked, result, bench.clock.now_ms())
    return result


def prepare(bench: Workbench, asked: Operation, request: SplitRequest) -> Split:
    """Find out where the line runs and fold both sides anew; nothing is changed.

    Raises:
        Invalid: what is asked for makes no sense; the detail says why.
        NotFound: there is no such profile or merge.
        Conflict: one side would be blank, or the merge was undone before.
        Unavailable: the warehouse does not answer.
    """
    workspace_id = asked.workspace_id
    with bench.state.read() as connection:
        cut = _cut(connection, bench, asked, request)
        rules = unify.rules_of(connection, workspace_id)
        regions = {source.id: source.phone_region for source in collect.all_sources(connection)}
        before = profile.load(connection, workspace_id, cut.profile_id)
    if before is None:
        raise NotFound(
            told("profile-unknown-here", "No profile is known by this reference in this workspace."), path="profile"
        )
    default = bench.settings.phone_region
    sides = unify.Sides(cut, rules, lambda source_id: regions.get(source_id) or default)
    zone = bench.zone(workspace_id)
    in_force = bench.judge.in_force(workspace_id)
    plan = in_force.plan if in_force else None
    kept, parted = Side(cut.profile_id, cut.kept, zone, plan), Side(cut.other_id, cut.parted, zone, plan)
    for row in history(bench, workspace_id, cut.ids):
        (parted if sides.is_parted(row.event, row.origin_id) else kept).take(row.event)
    return Split(cut, kept, parted, before.state)


def require_all_events(planned: Split, *, force: bool) -> None:
    """See that nothing the profile was made of would be lost, unless that is what is wanted. Raises Conflict."""
    if planned.missing and not force:
        raise Conflict(
            told(
                "split-missing",
                "{missing} events that the profile was made of are not in the warehouse any more (they "
                "are older than PORTRET_EVENT_RETENTION): splitting "
                "would lose what they told. Add force to split nevertheless.",
                missing=planned.missing,
            )
        )


def write(bench: Workbench, connection: sa.Connection, planned: Split, asked: Operation) -> None:
    """Write both sides, and leave the rest for the loader, in the caller's transaction."""
    cut = planned.cut
    workspace_id, position = cut.workspace_id, bench.position()
    unify.part(connection, cut, asked.author, bench.clock.now_ms())
    states = {(workspace_id, side.profile_id): side.state for side in (planned.kept, planned.parted)}
    for state in states.values():
        state.is_unindexed = True
    profile.save_many(connection, states, position)
    sides = {side.profile_id: side.state for side in (planned.kept, planned.parted)}
    identity.split(connection, bench.judge, workspace_id, sides, reference=asked.id, now_ms=bench.clock.now_ms())
    correction = Correction(
        id=new_id("cor"),
        workspace_id=workspace_id,
        aliases=tuple((old_id, cut.other_id) for old_id in (cut.other_id, *cut.parted_aliases)),
        moves=(Move(cut.other_id, cut.ids, tuple(planned.parted.positions), cut.parted_aliases),),
        changed=(cut.profile_id, cut.other_id),
    )
    store.add_correction(connection, workspace_id, position, corrections.pack(correction))


def _announce(bench: Workbench, connection: sa.Connection, planned: Split, asked: Operation) -> None:
    cut = planned.cut
    told = announce.profile_split(
        cut.workspace_id,
        (cut.profile_id, cut.other_id),
        bench.clock.now_ms(),
        {
            "profile_id": cut.profile_id,
            "parted_id": cut.other_id,
            "undone_merge": cut.undone and cut.undone.id,
            "operation_id": asked.id,
            "author": asked.author,
        },
    )
    store.announce(connection, told)


def _cut(connection: sa.Connection, bench: Workbench, asked: Operation, request: SplitRequest) -> unify.Cut:
    workspace_id = asked.workspace_id
    if bool(request.undo) == bool(request.identifiers):
        raise Invalid(
            told("split-what", "Say what to split: either `undo` a merge, or `identifiers` to cut off."), path="undo"
        )
    profile_id = profile.resolved(connection, workspace_id, request.profile, bench.settings.phone_region).id
    if request.undo:
        return unify.plan_undo(connection, workspace_id, profile_id, request.undo, _came_since(bench))
    chosen = _chosen(connection, bench, workspace_id, profile_id, request.identifiers)
    new_profile_id = stable_id("prf", asked.created_at_ms, workspace_id, asked.id)
    return unify.plan_cut(connection, workspace_id, profile_id, chosen, new_profile_id)


def _came_since(bench: Workbench) -> unify.CameSince:
    def came_since(cut: unify.Cut, message_ids: Collection[str]) -> set[str]:
        since = cut.undone.position if cut.undone else 0
        rows = history(bench, cut.workspace_id, cut.ids)
        return {
            row.event.message_id for row in rows if row.event.position >= since and row.event.message_id in message_ids
        }

    return came_since


def _chosen(
    connection: sa.Connection, bench: Workbench, workspace_id: str, profile_id: str, texts: list[str]
) -> list[unify.Identifier]:
    """Return the identifiers that "namespace:value" name: as the profile holds them, or their normal form."""
    rules, region = unify.rules_of(connection, workspace_id), bench.settings.phone_region
    held = unify.holdings(connection, [profile_id])[profile_id]
    chosen: list[unify.Identifier] = []
    for text in texts:
        namespace, colon, value = text.partition(":")
        if not colon:
            raise Invalid(_UNNAMED, path="identifiers")
        is_held = (namespace, value) in held
        chosen.append((namespace, value if is_held else unify.normalise_identifier(namespace, value, rules, region)))
    return chosen


def _result(bench: Workbench, planned: Split) -> dict[str, Any]:
    now_ms = bench.clock.now_ms()
    sides = (planned.kept, planned.parted)
    return {
        "profile_id": planned.cut.profile_id,
        "parted_id": planned.cut.other_id,
        "undone_merge": planned.cut.undone and planned.cut.undone.id,
        "missing_events": planned.missing,
        "sides": [described(side, planned.before, now_ms) for side in sides],
    }
