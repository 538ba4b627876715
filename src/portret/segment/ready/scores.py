"""What scores a person has, and what they were a month ago.

The present value is that of the live state. What it was is asked of the warehouse, of the events up to then alone, so
it is told only of those who were known by then and whose events are all kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from portret import definition, trait, unify
from portret.profile import Profile, resolved
from portret.segment.context import Context
from portret.segment.ready import store
from portret.segment.ready.grid import RFM, TRAITS, steps_of
from portret.segment.ready.library import library
from portret.segment.ready.model import ScoreKind
from portret.segment.store import time_zone
from portret.segment.upkeep.store import trait_rows
from portret.trait import Computation, Scope, Score

MOST_SCORES = 12
SINCE = timedelta(days=30)

_STEPS = 5
_DIGITS = 6


class Graded(NamedTuple):
    """A score of a person, and what it was; None is missing."""

    key: str
    name: str
    kind: ScoreKind
    value: float | None
    before: float | None


class _Asked(NamedTuple):
    """A trait that is shown as a score; with `thresholds` as the step that its value lies on."""

    key: str
    name: str
    kind: ScoreKind
    fold_id: int
    compute: Computation
    thresholds: Sequence[float] = ()

    def read(self, values: Mapping[int, Any]) -> float | None:
        value = values[self.fold_id]
        if value is None or not self.thresholds:
            return None if value is None else round(float(value), _DIGITS)
        above = sum(value > each for each in self.thresholds)
        return float(_STEPS - above if self.key == TRAITS[0] else 1 + above)


def scores(caller: Context, ref: str) -> tuple[str, list[Graded]]:
    """Return whose scores are asked for, by the id in force, and these.

    Raises:
        Invalid, NotFound: nobody is meant by the reference. Unavailable: the warehouse cannot be reached.
    """
    now_ms = caller.clock.now_ms()
    with caller.state.read() as connection:
        found = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
        ids = (found.id, *unify.merged_ids(connection, caller.workspace_id, found.id))
        asked = _asked(connection, caller.workspace_id)
        zone = time_zone(connection, caller.workspace_id)
    folds = {each.fold_id: each.compute for each in asked}
    now = {
        fold_id: trait.value(fold, found.state.computed.get(fold_id), now_ms, zone) for fold_id, fold in folds.items()
    }
    then = dict.fromkeys(folds)
    before_ms = now_ms - SINCE // timedelta(milliseconds=1)
    if folds and _is_known(caller, found, before_ms):
        scope = Scope(caller.workspace_id, before_ms, zone, people=ids, upto_ms=before_ms)
        nothing = {fold_id: trait.value(fold, None, before_ms, zone) for fold_id, fold in folds.items()}
        then = {**nothing, **store.values_then(caller.warehouse, folds, scope)}
    graded = [Graded(each.key, each.name, each.kind, each.read(now), each.read(then)) for each in asked]
    return found.id, _without_orders(graded)


def _asked(connection: sa.Connection, workspace_id: str) -> list[_Asked]:
    """Return what is shown: the scores of what is ready-made, then sums of points of the workspace's own."""
    added = {each.key: each for each in definition.current(connection, workspace_id, "ready")}
    in_force = {each.key: each for each in trait_rows(connection, workspace_id) if each.definition.enabled}
    thresholds = dict(zip(TRAITS, steps_of(added[RFM]).thresholds, strict=True)) if RFM in added else {}
    ready = [key for name in added if name in library() for key in library()[name].scores]
    taken = {use for each in added.values() for use in each.uses}
    own = [
        key
        for key, each in in_force.items()
        if f"trait:{key}" not in taken and isinstance(each.definition.compute.aggregate, Score)
    ]
    found = []
    for row in (in_force[key] for key in (*ready, *own) if key in in_force):
        compute, above = row.definition.compute, thresholds.get(row.key, ())
        if compute.per is None:
            kind = _kind(compute, above)
            found.append(_Asked(row.key, row.definition.name or row.key, kind, row.fold_id, compute, above))
    return found[:MOST_SCORES]


def _kind(compute: Computation, thresholds: Sequence[float]) -> ScoreKind:
    if thresholds:
        return "step"
    return "points" if isinstance(compute.aggregate, Score) else "percent"


def _is_known(caller: Context, found: Profile, at_ms: int) -> bool:
    """Say whether somebody did anything by an instant, and all they ever did is still kept."""
    begun_ms = min((each.first_ms for each in found.state.brands.values() if each.events), default=None)
    kept_ms = caller.clock.now_ms() - caller.settings.event_retention // timedelta(milliseconds=1)
    return begun_ms is not None and kept_ms < begun_ms <= at_ms


def _without_orders(graded: Sequence[Graded]) -> list[Graded]:
    """Return scores where whoever had not ordered is on no step of RFM: such people are in no field of its grid."""
    recency = next((each for each in graded if each.kind == "step" and each.key == TRAITS[0]), None)
    if recency is None:
        return list(graded)
    return [
        each._replace(
            value=None if recency.value is None else each.value, before=None if recency.before is None else each.before
        )
        if each.kind == "step"
        else each
        for each in graded
    ]
