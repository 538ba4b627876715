"""Values of computed traits in SQL: as a recount in plain Python says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from portret.kernel import Event
from portret.trait import Computation, Events, Follow, Last, Scope, values_sql
from portret.trait import Sequence as EventSequence
from portret.trait.model import Aggregate, Average, Calendar, Count, CountBy, First, Fold, Score, Streak, Sum, TopK
from portret.warehouse import Bound, Warehouse, alias_rows, event_rows, order_line_rows
from tests.support.computing import FOLDS
from tests.support.event_examples import NOW_MS, history
from tests.support.events import make_event
from tests.support.naive_traits import Now, value
from tests.support.warehouse import running_warehouse

pytestmark = pytest.mark.integration
_DAY_MS = 86_400_000
_PEOPLE = 60
_WARSAW = "Europe/Warsaw"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running:
        client = running.client()
        yield client
        client.close()


def load(warehouse: Warehouse, workspace_id: str, people: Mapping[str, Sequence[Event]]) -> None:
    """Load events, those of even positions under an id that was merged into the person's, not squashed yet."""
    events, owners = [], []
    for profile_id, own in people.items():
        events += [replace(event, workspace_id=workspace_id) for event in own]
        owners += [f"{profile_id}_old" if event.position % 2 == 0 else profile_id for event in own]
    warehouse.load("events", event_rows(events, owners), f"{workspace_id}-events")
    warehouse.load("order_lines", order_line_rows(events, owners), f"{workspace_id}-lines")
    aliases = [(workspace_id, f"{profile_id}_old", profile_id) for profile_id in people]
    warehouse.load("profile_aliases", alias_rows(aliases, 1), f"{workspace_id}-aliases")


def answers(warehouse: Warehouse, folds: Mapping[int, Fold], workspace_id: str, now: Now) -> dict[int, dict[str, Any]]:
    """Return the values by fold and profile, as the warehouse says them."""
    bound = Bound()
    sql = values_sql(folds, Scope(workspace_id, now.ms, now.zone), bound)
    rows = warehouse.query(sql, bound.parameters).rows
    return {fold_id: {row[0]: row[place] for row in rows} for place, fold_id in enumerate(folds, start=1)}


@pytest.mark.parametrize("zone", [_WARSAW, "America/New_York"])
def test_every_aggregate_over_every_window_is_what_a_recount_says(warehouse: Warehouse, zone: str) -> None:
    random = Random(zone)
    people = {f"prf_{number:03}": history(random, most=30) for number in range(_PEOPLE)}
    load(warehouse, f"ws_{zone}", people)
    folds = list(FOLDS.items())
    for now_ms in (NOW_MS, NOW_MS - 11 * 3_600_000, NOW_MS + 40 * _DAY_MS):
        now = Now(now_ms, zone)
        for start in range(0, len(folds), 20):
            piece = dict(folds[start:][:20])
            for fold_id, found in answers(warehouse, piece, f"ws_{zone}", now).items():
                for profile_id, own in people.items():
                    expected = value(piece[fold_id], own, now)
                    if profile_id in found:
                        assert _same(found[profile_id], expected), (piece[fold_id], own, now)
                    else:
                        assert _same(value(piece[fold_id], [], now), expected), (piece[fold_id], own, now)


def _same(found: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(_same(found[key], expected[key]) for key in expected)
    return bool(found == (pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected))


def one(warehouse: Warehouse, workspace_id: str, fold: Fold, now_ms: int, zone: str = _WARSAW) -> Any:
    return answers(warehouse, {1: fold}, workspace_id, Now(now_ms, zone))[1].get("prf_1")


def _at(position: int, at: int, **fields: Any) -> Event:
    return make_event(position, type="track", timestamp_ms=at, **{"name": "Order Completed", **fields})


def test_days_begin_at_midnight_of_the_workspace_also_when_clocks_change(warehouse: Warehouse) -> None:
    midnight = 1_774_738_800_000  # 2026-03-29T00:00 in Warsaw, a day of 23 hours
    times = (midnight - 1, midnight, midnight + 23 * 3_600_000 - 1, midnight + 23 * 3_600_000)
    load(warehouse, "ws_days", {"prf_1": [_at(number, at) for number, at in enumerate(times, start=1)]})
    today = Computation(aggregate=Count(), window=Calendar(unit="day"))
    yesterday = Computation(aggregate=Count(), window=Calendar(unit="day", which="previous"))
    noon = midnight + 12 * 3_600_000
    assert one(warehouse, "ws_days", today, noon) == 2
    assert one(warehouse, "ws_days", yesterday, noon) == 1
    assert one(warehouse, "ws_days", yesterday, noon + 23 * 3_600_000) == 2
    assert one(warehouse, "ws_days", Computation(aggregate=Streak()), noon + 23 * 3_600_000) == 3
    assert one(warehouse, "ws_days", yesterday, noon, "UTC") == 2


def test_a_sum_does_not_depend_on_the_order_of_its_parts(warehouse: Warehouse) -> None:
    amounts = [1e9, 0.1, -1e9, 0.2, "0.3", None, "much"]
    own = [_at(place, NOW_MS, properties={"amount": amount}) for place, amount in enumerate(amounts, start=1)]
    load(warehouse, "ws_sums", {"prf_1": own})
    assert one(warehouse, "ws_sums", Computation(aggregate=Sum(field="properties.amount")), NOW_MS) == 0.6
    assert one(warehouse, "ws_sums", Computation(aggregate=Average(field="properties.amount")), NOW_MS) == 0.12


def test_half_a_millionth_is_rounded_to_the_even_one(warehouse: Warehouse) -> None:
    load(warehouse, "ws_half", {"prf_1": [_at(1, NOW_MS, properties={"amount": 19.99})]})
    halving = Computation(aggregate=Sum(field="properties.amount", half_life="P1D"))
    assert one(warehouse, "ws_half", halving, NOW_MS + 5 * _DAY_MS) == 0.624688


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        (First(field="properties.size"), "s"),
        (TopK(field="properties.size", k=2), ["m", "s"]),
        (CountBy(field="properties.size"), {"m": 2, "s": 2}),
        (Score(points={"Order Completed": 3}), 12),
        (Count(half_life="P1D"), 2.625),
    ],
)
def test_what_was_bought_when(warehouse: Warehouse, aggregate: Aggregate, expected: Any) -> None:
    sizes = (("s", 3), ("m", 1), ("s", 0), ("m", 0))
    own = [
        _at(place, NOW_MS - days * _DAY_MS, properties={"size": size}) for place, (size, days) in enumerate(sizes, 1)
    ]
    workspace_id = f"ws_bought_{type(aggregate).__name__}"
    load(warehouse, workspace_id, {"prf_1": own})
    assert one(warehouse, workspace_id, Computation(aggregate=aggregate), NOW_MS) == expected


def test_a_sequence_holds_once_its_time_to_be_broken_is_over(warehouse: Warehouse) -> None:
    cart, order = Events(names=("Product Added",)), Events(names=("Order Completed",))
    without = Follow(events=order, within="PT1H")
    abandoned = EventSequence(first=cart, then=(), without=without, window=Last(duration="P1D"))
    load(warehouse, "ws_cart", {"prf_1": [_at(1, NOW_MS, name="Product Added")]})
    hour_ms = 3_600_000
    assert one(warehouse, "ws_cart", abandoned, NOW_MS + hour_ms) is False
    assert one(warehouse, "ws_cart", abandoned, NOW_MS + hour_ms + 1) is True
    assert not one(warehouse, "ws_cart", abandoned, NOW_MS + _DAY_MS)


def test_a_neighbour_is_never_counted(warehouse: Warehouse) -> None:
    load(warehouse, "ws_mine", {"prf_1": [_at(1, NOW_MS)]})
    load(warehouse, "ws_theirs", {"prf_1": [_at(1, NOW_MS), _at(2, NOW_MS)]})
    assert one(warehouse, "ws_mine", Computation(aggregate=Count()), NOW_MS) == 1
