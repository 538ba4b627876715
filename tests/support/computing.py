"""A plan of computed traits of all kinds, for tests of states: each aggregate over all time, in windows, by brand."""

from __future__ import annotations

from itertools import product

from portret import definition
from portret.state import State
from portret.trait import Comparison, Computation, Definition, Events, Fold, Follow, Last, Plan, Sequence, document_of
from portret.trait.model import (
    Aggregate,
    Average,
    Calendar,
    Count,
    CountBy,
    Exists,
    FieldIs,
    First,
    Latest,
    Maximum,
    Minimum,
    MostFrequent,
    PercentOf,
    Score,
    Streak,
    Sum,
    ThisSession,
    TimeBetween,
    TimeSinceLast,
    TopK,
    UniqueCount,
    UniqueList,
    Window,
)
from tests.support.folding import Installation

_ORDERS = Events(names=("Order Completed", "Order Updated"))
_LINES = Events(names=("Order Completed", "Order Refunded"), lines=True)
_POLISH = FieldIs(field="country", compare=Comparison(op="eq", value="pl"))
_AGGREGATES: tuple[Aggregate, ...] = (
    Count(),
    Count(half_life="P7D"),
    Sum(field="revenue"),
    Sum(field="revenue", half_life="P7D"),
    Average(field="revenue"),
    Minimum(field="revenue"),
    Maximum(field="revenue"),
    First(),
    First(field="channel"),
    Latest(),
    Latest(field="channel"),
    Exists(),
    UniqueCount(field="name"),
    UniqueList(field="name"),
    MostFrequent(field="name"),
    TopK(field="country", k=2),
    CountBy(field="device_type"),
    PercentOf(where=_POLISH),
    TimeSinceLast(),
    TimeBetween(),
    Score(points={"Page Viewed": 1, "Order Completed": 5}),
    Score(points={"Page Viewed": 1, "Order Completed": 5}, half_life="P1D"),
    Streak(),
)
_WINDOWS: tuple[Window | None, ...] = (
    None,
    Last(duration="P2D"),
    Calendar(unit="week"),
    ThisSession(),
    ThisSession(idle="PT5M"),
)
_SEQUENCES = (
    Sequence(first=Events(names=("Product Viewed",)), then=(Follow(events=_ORDERS, within="P7D"),)),
    Sequence(
        first=Events(types=("page",)),
        then=(Follow(events=Events(names=("Product Viewed",)), within="PT5H"),),
        without=Follow(events=_ORDERS, within="PT8H"),
        same=("brand",),
        window=Last(duration="P3D"),
    ),
)

FOLDS: dict[int, Fold] = dict(
    enumerate(
        [
            *(Computation(aggregate=how, window=window) for how, window in product(_AGGREGATES, _WINDOWS)),
            *(Computation(aggregate=how, per="brand") for how in _AGGREGATES),
            Computation(events=_ORDERS, aggregate=Sum(field="revenue"), window=Last(duration="P30D"), per="currency"),
            Computation(events=_LINES, aggregate=Sum(field="line.total"), per="line.brand"),
            Computation(events=Events(where=_POLISH), aggregate=Count()),
            *_SEQUENCES,
        ]
    )
)
"""The folds, by their ids."""

PLAN = Plan(FOLDS, "Europe/Warsaw")
"""The plan that folds them."""


def define_some(installation: Installation) -> None:
    """Save some of the computed traits as definitions of an installation: what its workers fold from the start."""
    state = State(installation.url)
    computations = [fold for fold in FOLDS.values() if isinstance(fold, Computation)]
    with state.begin() as connection:
        for number, compute in enumerate(computations[::4]):
            document = document_of(Definition(key=f"trait_{number}", compute=compute))
            definition.save(
                connection,
                installation.workspace_id,
                "trait",
                f"trait_{number}",
                document,
                author="tok_1",
                reason="",
                expected_version=None,
                now_ms=0,
            )
    state.close()
