"""RFM by the orders of a real shop: thresholds as measured elsewhere, everybody in exactly one segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient

from portret import definition, profile
from portret.cli.demo_orders import Invoice, order_completed
from portret.kernel import Event, new_id, to_ms
from portret.profile import ProfileState, empty
from portret.segment import Subject, book_of, compile_segments
from portret.segment.evaluate_sql import members_sql
from portret.segment.model import Dynamic
from portret.segment.ready.library import library
from portret.trait import Plan, Scope, fold_key
from portret.warehouse import Bound, Limits
from tests.support.calling import Caller
from tests.support.ready_made import NOW, POINTS, add, browsing, load

DAY_MS = 86_400_000
MANY = Limits(rows=100_000)


def load_profiles(context: Caller, events: list[Event]) -> None:
    """Put those whose events these are into the warehouse as profiles."""
    states: dict[str, ProfileState] = {}
    for event in events:
        profile.fold(states.setdefault(event.user_id, empty()), event)
    columns = {
        "workspace_id": [context.workspace_id] * len(states),
        "profile_id": list(states),
        "version": [1] * len(states),
        "comparable": [profile.comparables(state) for state in states.values()],
    }
    context.warehouse.load("profiles", columns, new_id("batch"))


def customers(orders: list[Invoice]) -> pl.DataFrame:
    """Return what RFM asks of each customer, worked out by Polars."""
    rows = [(order.customer_id, to_ms(order.at), float(order_completed(order)["total"])) for order in orders]
    lines = pl.DataFrame(rows, schema=["customer", "at_ms", "total"], orient="row")
    return lines.group_by("customer").agg(
        recency=to_ms(NOW) - pl.col("at_ms").max(),
        frequency=pl.len(),
        monetary=(pl.col("total") * 1e6).round().cast(pl.Int64).sum() / 1e6,
    )


def quantiles(values: pl.Series) -> list[Any]:
    ordered = values.filter(values > 0).sort()
    return [ordered[int(share * len(ordered))] for share in (0.2, 0.4, 0.6, 0.8)]


def steps(column: str, thresholds: Sequence[float]) -> pl.Expr:
    return pl.lit(1) + sum((pl.col(column) > each).cast(pl.Int32) for each in thresholds)


def expected(people: pl.DataFrame, measured: dict[str, list[Any]]) -> dict[str, str]:
    """Return the segment of each customer by the table of recency and of the mean of the other two, rounded up."""
    days = [int(each[1:-1]) * DAY_MS for each in measured["recency"]]
    scored = people.with_columns(
        r=6 - steps("recency", days),
        fm=(steps("frequency", measured["frequency"]) + steps("monetary", measured["monetary"]) + 1) // 2,
    )
    return {row["customer"]: f"rfm_{TABLE[row['r']][row['fm'] - 1]}" for row in scored.iter_rows(named=True)}


TABLE = {
    5: ("new", "potential_loyalists", "potential_loyalists", "champions", "champions"),
    4: ("promising", "potential_loyalists", "potential_loyalists", "loyal", "loyal"),
    3: ("about_to_sleep", "about_to_sleep", "needs_attention", "loyal", "loyal"),
    2: ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    1: ("lost", "lost", "at_risk", "at_risk", "cannot_lose"),
}


def live(context: Caller, events: list[Event]) -> dict[str, list[str]]:
    """Return the segments of each customer as the live evaluator says, once all events are folded."""
    with context.state.read() as connection:
        stored = definition.current(connection, context.workspace_id, "segment")
        book = book_of(definition.current(connection, context.workspace_id, "trait"), stored)
    folds: dict[str, int] = {}
    numbered = [(number, book.segments[each.key]) for number, each in enumerate(stored)]
    evaluator = compile_segments(numbered, book, "UTC", lambda fold: folds.setdefault(fold_key(fold), len(folds)))
    assert not evaluator.broken
    plan = Plan(evaluator.folds, "UTC")
    states: dict[str, ProfileState] = {}
    for event in events:
        profile.fold(states.setdefault(event.user_id, empty()), event, plan=plan)
    found = {}
    for customer, state in states.items():
        verdicts = evaluator.evaluate(Subject(customer, state, ()), evaluator.numbers, to_ms(NOW))
        found[customer] = [stored[number].key for number, (is_member, _) in verdicts.items() if is_member]
    return found


def test_rfm_of_a_real_shop_is_what_polars_makes_of_it_and_everybody_is_in_exactly_one(
    client: TestClient, context: Caller, orders: list[Invoice], events: list[Event]
) -> None:
    added = add(client, "rfm", {"currency": "GBP"})
    people = customers(orders)
    measured = added["measured"]
    assert measured["frequency"] == quantiles(people["frequency"])
    assert measured["monetary"] == pytest.approx(quantiles(people["monetary"]))
    assert measured["recency"] == [f"P{-(-each // DAY_MS)}D" for each in quantiles(people["recency"])]
    found = live(context, events)
    assert {len(keys) for keys in found.values()} == {1}
    assert {customer: keys[0] for customer, keys in found.items()} == expected(people, measured)
    sizes = Counter(keys[0] for keys in found.values())
    assert sum(sizes.values()) == len(people)
    assert set(sizes) >= {"rfm_champions", "rfm_loyal", "rfm_lost", "rfm_hibernating", "rfm_at_risk"}


def test_life_cycle_is_what_gaps_between_orders_make_of_it(
    client: TestClient, context: Caller, orders: list[Invoice], events: list[Event]
) -> None:
    add(client, "lifecycle", {})
    found = live(context, events)
    assert {len(keys) for keys in found.values()} == {1}
    times: dict[str, list[datetime]] = {}
    for order in orders:
        times.setdefault(order.customer_id, []).append(order.at)
    expected_stages = {customer: f"lifecycle_{_stage(sorted(at))}" for customer, at in times.items()}
    assert {customer: keys[0] for customer, keys in found.items()} == expected_stages
    assert set(expected_stages.values()) == {
        "lifecycle_new", "lifecycle_active", "lifecycle_at_risk", "lifecycle_lapsed", "lifecycle_won_back"
    }  # fmt: skip


def _stage(at: list[datetime]) -> str:
    recency = NOW - at[-1]
    if recency > timedelta(days=180):
        return "lapsed"
    if recency > timedelta(days=90):
        return "at_risk"
    if any(later - earlier > timedelta(days=180) for earlier, later in pairwise(at)):
        return "won_back"
    return "new" if NOW - at[0] < timedelta(days=30) else "active"


def test_everything_ready_made_says_the_same_live_and_in_sql(client: TestClient, context: Caller) -> None:
    context.workspace_id = new_id("ws")
    happened = browsing(Random(7))
    load(context, happened)
    load_profiles(context, happened)
    for name, parameters in EVERYTHING.items():
        add(client, name, parameters)
    found = live(context, happened)
    told = in_sql(context)
    assert {key: {who for who, keys in found.items() if key in keys} for key in told} == told
    assert len(told) - sum(map(bool, told.values())) <= 4
    for name in ("cross_brand", "engagement", "lifecycle", "rfm"):
        covers = set(library()[name].covers)
        ordered = {event.user_id for event in happened if event.name == "Order Completed"}
        expected_number = {who: 1 if who in ordered or name in ("cross_brand", "engagement") else 0 for who in found}
        assert {who: len(covers & set(keys)) for who, keys in found.items()} == expected_number


def test_the_activity_matrix_is_what_points_by_brand_make_of_it(client: TestClient, context: Caller) -> None:
    context.workspace_id = new_id("ws")
    happened = browsing(Random(8))
    add(client, "cross_brand", EVERYTHING["cross_brand"])
    since_ms = to_ms(NOW) - 90 * DAY_MS
    scores: dict[str, Counter[str]] = {event.user_id: Counter() for event in happened}
    for event in happened:
        if since_ms < event.timestamp_ms <= to_ms(NOW):
            scores[event.user_id][event.brand] += POINTS[event.name]
    covers = set(library()["cross_brand"].covers)
    found = {who: covers & set(keys) for who, keys in live(context, happened).items()}
    assert found == {who: {_field(list(score.values()))} for who, score in scores.items()}
    assert len({frozenset(each) for each in found.values()}) >= 3
    load(context, happened)
    told = client.get("/api/segments/ready/cross_brand/levels").json()
    assert {each["brand"]: (each["very_active"], each["low"]) for each in told["brands"]} == {
        brand: (
            sum(score[brand] >= told["very_active_from"] for score in scores.values()),
            sum(0 < score[brand] < told["very_active_from"] for score in scores.values()),
        )
        for brand in {brand for score in scores.values() for brand in score}
    }


def _field(scores: list[int]) -> str:
    very = sum(score >= 50 for score in scores)
    if very:
        return "brands_very_active_in_several" if very > 1 else "brands_very_active_in_one"
    return "brands_low_in_all" if any(scores) else "brands_asleep"


EVERYTHING: dict[str, dict[str, Any]] = {
    "rfm": {"currency": "GBP"},
    "vip": {"currency": "GBP", "window": "P200D"},
    "lifecycle": {"new_for": "P7D", "active_for": "P30D", "lapsed_after": "P40D"},
    "abandoned_browse": {"views": 1},
    "abandoned_search": {},
    "engagement": {},
    "category_affinity": {"categories": ["toys", "garden"], "bought": 1, "interest": 2},
    "brand_affinity": {"makes": ["Lego"], "bought": 1, "interest": 2},
    "price_bands": {"currency": "GBP", "categories": ["toys", "garden"]},
    "discount_affinity": {},
    "cross_brand": {"currency": "GBP"},
}


def in_sql(context: Caller) -> dict[str, set[str]]:
    """Return the people of each segment of a workspace as the SQL evaluator says."""
    with context.state.read() as connection:
        stored = definition.current(connection, context.workspace_id, "segment")
        book = book_of(definition.current(connection, context.workspace_id, "trait"), stored)
    found = {}
    for each in stored:
        bound = Bound()
        members = book.segments[each.key].members
        assert isinstance(members, Dynamic)
        scope = Scope(context.workspace_id, to_ms(NOW), "UTC")
        statement = members_sql(members.condition, book, scope, bound, lambda _: ())
        found[each.key] = {row[0] for row in context.warehouse.query(statement, bound.parameters, MANY).rows}
    return found


def test_the_grid_counts_everybody_at_the_steps_that_polars_finds(
    client: TestClient, context: Caller, orders: list[Invoice]
) -> None:
    assert context.workspace_id
    assert client.get("/api/segments/ready/rfm/grid").status_code == 409
    measured = add(client, "rfm", {"currency": "GBP"})["measured"]
    told = client.get("/api/segments/ready/rfm/grid").json()
    assert [told[name] for name in ("recency", "frequency", "monetary")] == list(measured.values())
    days = [int(each[1:-1]) * DAY_MS for each in measured["recency"]]
    fields = customers(orders).group_by(
        recency=6 - steps("recency", days),
        frequency=steps("frequency", measured["frequency"]),
        monetary=steps("monetary", measured["monetary"]),
    )
    counted = fields.agg(people=pl.len())
    names = ("recency", "frequency", "monetary")
    spent = {tuple(row[name] for name in names): (row["people"], row["spent"]) for row in told["fields"]}
    assert {key: people for key, (people, _) in spent.items()} == {
        tuple(row[name] for name in names): row["people"] for row in counted.iter_rows(named=True)
    }
    assert sum(money for _, money in spent.values()) == pytest.approx(customers(orders)["monetary"].sum())
