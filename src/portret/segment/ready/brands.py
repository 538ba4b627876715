"""How active people are at each brand: the levels in force, counted over the people there are."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from portret import definition, trait
from portret.kernel import Conflict, told
from portret.segment.context import Context
from portret.segment.ready.add import choice_of
from portret.segment.ready.library import ready_made
from portret.segment.ready.store import Level, levels
from portret.segment.store import time_zone
from portret.trait import Scope

_NAME = "cross_brand"
_ACTIVITY = "brand_activity"
_NOT_ADDED = told(
    "no-cross-brand", "Activity across brands was not added. POST /api/segments/ready/cross_brand adds it."
)


@dataclass(frozen=True)
class Brands:
    """How many people are how active at each brand.

    Attributes:
        levels: by slug, in the order of the trait.
        very_active: from which score on somebody is very active.
    """

    levels: dict[str, Level]
    very_active: float


def brands(caller: Context) -> Brands:
    """Return it as of now, by the trait in force. Raises Conflict unless activity across brands was added."""
    with caller.state.read() as connection:
        added = definition.find(connection, caller.workspace_id, "ready", _NAME)
        activity = definition.find(connection, caller.workspace_id, "trait", _ACTIVITY)
        zone = time_zone(connection, caller.workspace_id)
    if added is None or activity is None:
        raise Conflict(_NOT_ADDED)
    chosen = choice_of(added).parameters.get("very_active")
    least = float(chosen if chosen is not None else ready_made(_NAME).parameters["very_active"].default)
    compute = msgspec.convert(activity.document, trait.Definition).compute
    slugs = sorted(compute.events.brands)
    scope = Scope(caller.workspace_id, caller.clock.now_ms(), zone)
    found = levels(caller.warehouse, scope, compute, slugs, least)
    return Brands(dict(zip(slugs, found, strict=True)), least)
