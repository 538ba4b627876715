"""How many people are in each field of RFM: the thresholds in force, counted over the people there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from portret import definition, trait
from portret.definition import Stored
from portret.kernel import Conflict, coercion, told
from portret.segment.context import Context
from portret.segment.ready.add import choice_of
from portret.segment.ready.library import ready_made
from portret.segment.ready.parameters import gaps
from portret.segment.ready.store import Field, fields
from portret.segment.ready.template import traits_of
from portret.segment.store import time_zone
from portret.trait import Computation, Scope

RFM = "rfm"
TRAITS = ("rfm_recency", "rfm_frequency", "rfm_monetary")
"""The traits that are read by steps, in the order of `Steps.thresholds`."""

_NOT_ADDED = told("no-rfm", "RFM was not added. POST /api/segments/ready/rfm adds it.")


@dataclass(frozen=True)
class Steps:
    """What parts the five steps of each, ascending, as it stands in the definitions in force."""

    currency: str
    recency: list[str]
    frequency: list[float]
    monetary: list[float]
    computed: Mapping[str, Computation]

    @property
    def thresholds(self) -> tuple[Sequence[float], ...]:
        """Of recency in milliseconds, of frequency, of monetary value."""
        return [coercion.duration_ms(each) for each in self.recency], self.frequency, self.monetary


@dataclass(frozen=True)
class Grid:
    """Everybody who ever ordered, by step; and what parts the steps."""

    steps: Steps
    fields: list[Field]


def grid(caller: Context) -> Grid:
    """Return the grid as of now. Raises Conflict unless RFM was added."""
    with caller.state.read() as connection:
        stored = definition.find(connection, caller.workspace_id, "ready", RFM)
        zone = time_zone(connection, caller.workspace_id)
    if stored is None:
        raise Conflict(_NOT_ADDED)
    steps = steps_of(stored)
    found = fields(
        caller.warehouse,
        Scope(caller.workspace_id, caller.clock.now_ms(), zone),
        [steps.computed[key] for key in TRAITS],
        steps.thresholds,
    )
    return Grid(steps, found)


def steps_of(stored: Stored) -> Steps:
    """Return what parts the steps of RFM as it was added."""
    ready, choice = ready_made(RFM), choice_of(stored)
    defaults = {name: each.default for name, each in ready.parameters.items() if each.default is not None}
    values = {**defaults, **choice.parameters, **choice.measured}
    computed = _computations(traits_of(ready, gaps(ready, values), choice.language))
    return Steps(values["currency"], values["recency"], values["frequency"], values["monetary"], computed)


def _computations(documents: Sequence[Mapping[str, Any]]) -> dict[str, Computation]:
    return {each["key"]: msgspec.convert(each, trait.Definition).compute for each in documents}
