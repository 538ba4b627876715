"""RFM by the orders of a real shop: thresholds as measured elsewhere, everybody in exactly one segment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import polars as pl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret import definition, profile
from portret.cli.demo_orders import Invoice, order_completed, read_invoices
from portret.collect import canonical_name
from portret.kernel import Clock, Event, ManualClock, Settings, from_ms, new_id, to_ms
from portret.profile import ProfileState, empty
from portret.segment import Refreshes, Subject, book_of, compile_segments
from portret.segment import api as segments
from portret.segment.evaluate_sql import members_sql
from portret.segment.model import Dynamic
from portret.segment.ready.library import library
from portret.state import State
from portret.trait import Plan, Scope, Vocabulary, fold_key
from portret.warehouse import Bound, Limits, Warehouse, alias_rows, event_rows, order_line_rows
from portret.web.problems import add_problem_handlers
from tests.support.events import make_event
from tests.support.normalising import event_of
from tests.support.warehouse import running_warehouse

SAMPLE = Path(__file__).parents[2] / "examples" / "online_retail_sample.parquet"
WORKSPACE = "ws_1"
NOW = datetime(2011, 12, 15, 12, tzinfo=UTC)
WORDS = Vocabulary(brands=frozenset({"shoes", "hats"}), built_in=profile.BUILT_IN.keys(), spelling=canonical_name)
DAY_MS = 86_400_000
MANY = Limits(rows=100_000)


@dataclass
class Context:
    """What the routes need of a caller."""

    workspace_id: str
    author: str
    state: State
    warehouse: Warehouse
    clock: Clock
    settings: Settings


@pytest.fixture(scope="module")
def orders() -> list[Invoice]:
    return [each for each in read_invoices(SAMPLE) if not each.is_return and each.customer_id]


@pytest.fixture(scope="module")
def events(orders: list[Invoice]) -> list[Event]:
    return [_event(order, position) for position, order in enumerate(orders, start=1)]


def _event(order: Invoice, position: int) -> Event:
    document = {
        "type": "track",
        "event": "Order Completed",
        "messageId": f"order-{position}",
        "userId": order.customer_id,
        "timestamp": order.at.isoformat(),
        "properties": json.loads(json.dumps(order_completed(order), default=float)),
    }
    event = event_of(document)
    event.position = position
    return event


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, events: list[Event]) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running, closing(running.client()) as client:
        ids = [event.user_id for event in events]
        client.load("events", event_rows(events, ids), "batch-1")
        client.load("order_lines", order_line_rows(events, ids), "batch-2")
        yield client


@pytest.fixture
def context(state: State, warehouse: Warehouse, tmp_path: Path) -> Context:
    return Context(WORKSPACE, "tok_1", state, warehouse, ManualClock(NOW), Settings(data_dir=tmp_path))


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(segments.routes(lambda: context, lambda *_: WORDS))
    add_problem_handlers(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def add(client: TestClient, name: str, parameters: dict[str, Any], **said: Any) -> dict[str, Any]:
    answer = client.post(f"/api/segments/ready/{name}", json={"parameters": parameters, **said})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def load(context: Context, events: list[Event]) -> None:
    """Put events into the warehouse as those of the context's workspace."""
    own = [msgspec.structs.replace(event, workspace_id=context.workspace_id) for event in events]
    ids = [event.user_id for event in own]
    context.warehouse.load("events", event_rows(own, ids), new_id("batch"))
    context.warehouse.load("order_lines", order_line_rows(own, ids), new_id("batch"))


def load_profiles(context: Context, events: list[Event]) -> None:
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


def live(context: Context, events: list[Event]) -> dict[str, list[str]]:
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
        found[customer] = [stored[number].key for number, verdict in verdicts.items() if verdict.member]
    return found


def test_rfm_of_a_real_shop_is_what_polars_makes_of_it_and_everybody_is_in_exactly_one(
    client: TestClient, context: Context, orders: list[Invoice], events: list[Event]
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


def test_the_same_again_changes_nothing_and_thresholds_change_only_when_asked_to(
    client: TestClient, context: Context, events: list[Event]
) -> None:
    context.workspace_id = new_id("ws")
    load(context, events[:1_000])
    first = add(client, "vip", {"currency": "GBP"}, every="P30D")
    assert {step["action"] for step in first["steps"]} == {"create"}
    load(context, events[1_000:4_000])
    again = add(client, "vip", {"currency": "GBP"}, every="P30D")
    assert {step["action"] for step in again["steps"]} == {"keep"}
    assert again["measured"] == first["measured"]
    tried = add(client, "vip", {"currency": "GBP"}, every="P30D", measure=True, dry_run=True)
    assert not tried["applied"]
    assert tried["measured"] != first["measured"]
    kept = shown(client, "vip")
    assert (kept["measured"], kept["version"], kept["every"]) == (first["measured"], 1, "P30D")
    anew = add(client, "vip", {"currency": "GBP"}, every="P30D", measure=True)
    assert {step["key"] for step in anew["steps"] if step["action"] == "change"} == {"vip", "vip_soon"}
    assert anew["measured"] == tried["measured"]


def test_thresholds_that_are_given_are_not_measured(client: TestClient) -> None:
    found = add(client, "vip", {"currency": "EUR", "above": [10, 20]}, language="pl")
    assert found["measured"] == {}
    document = client.get("/api/segments/vip").json()["definition"]
    assert document["members"]["condition"]["compare"] == {"op": "gt", "value": 20}
    assert document["description"] == "Wydają najwięcej."


def test_nobody_to_measure_is_told_with_what_to_do(client: TestClient, context: Context) -> None:
    answer = client.post("/api/segments/ready/vip", json={"parameters": {"currency": "JPY"}})
    assert answer.status_code == 422
    assert "plain values" in answer.json()["detail"]
    context.workspace_id = "ws_elsewhere"
    answer = client.post("/api/segments/ready/vip", json={"parameters": {"currency": "GBP"}})
    assert answer.status_code == 422


def test_what_somebody_else_defined_under_the_same_key_is_left_alone(client: TestClient) -> None:
    own = {"key": "vip", "members": {"kind": "static"}}
    assert client.put("/api/segments/vip", json={"definition": own}).status_code == 200
    answer = client.post("/api/segments/ready/vip", json={"parameters": {"currency": "EUR", "above": [1, 2]}})
    assert answer.status_code == 409
    assert "segment vip" in answer.json()["detail"]
    assert client.get("/api/segments/vip").json()["definition"] == own


def test_what_is_no_longer_made_is_told_and_stays(client: TestClient) -> None:
    add(client, "category_affinity", {"categories": ["toys", "garden"]})
    found = add(client, "category_affinity", {"categories": ["toys"]})
    assert found["left"] == ["segment:category_buys_garden", "segment:category_likes_garden"]
    assert client.get("/api/segments/category_likes_garden").status_code == 200
    assert add(client, "category_affinity", {"categories": ["toys", "garden"]})["left"] == []


def test_wrong_requests_are_refused(client: TestClient) -> None:
    assert client.post("/api/segments/ready/vup", json={}).status_code == 404
    answer = client.post("/api/segments/ready/vip", json={"parameters": {"currency": "pounds"}})
    assert answer.json()["errors"][0]["path"] == "/parameters/currency"
    answer = client.post("/api/segments/ready/lifecycle", json={"every": "PT1S"})
    assert answer.json()["errors"][0]["path"] == "/every"
    assert client.get("/api/segments/ready/vip/migration").status_code == 422
    instants = {"since": "2027-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    assert client.get("/api/segments/ready/rfm/migration", params=instants).status_code == 422


def test_life_cycle_is_what_gaps_between_orders_make_of_it(
    client: TestClient, context: Context, orders: list[Invoice], events: list[Event]
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


def test_migration_counts_who_was_in_which_segment_then_and_is_in_which_now(
    client: TestClient, context: Context
) -> None:
    context.workspace_id = new_id("ws")
    told = [
        ("ada", 1, "Segment Entered", "rfm_new"),
        ("ada", 9, "Segment Exited", "rfm_new"),
        ("ada", 9, "Segment Entered", "rfm_champions"),
        ("bob", 2, "Segment Entered", "rfm_new"),
        ("cid", 2, "Segment Entered", "rfm_lost"),
        ("cid", 8, "Segment Exited", "rfm_lost"),
        ("dot", 7, "Segment Entered", "rfm_new"),
        ("eve", 3, "Segment Entered", "vip"),
        ("old", 1, "Segment Entered", "rfm_lost"),
        ("far", 20, "Segment Entered", "rfm_lost"),
    ]
    events = [_told(number, *each) for number, each in enumerate(told, start=1)]
    own = [msgspec.structs.replace(event, workspace_id=context.workspace_id) for event in events]
    context.warehouse.load("events", event_rows(own, [person for person, *_ in told]), new_id("batch"))
    context.warehouse.load("profile_aliases", alias_rows([(context.workspace_id, "old", "bob")], 1), new_id("batch"))
    asked = {"since": "2011-06-05T00:00:00Z", "until": "2011-06-10T00:00:00Z"}
    found = client.get("/api/segments/ready/rfm/migration", params=asked).json()
    assert [(each["before"], each["after"], each["people"]) for each in found["moves"]] == [
        (None, "rfm_new", 1),
        ("rfm_lost", None, 1),
        ("rfm_new", "rfm_champions", 1),
        ("rfm_new", "rfm_new", 1),
    ]
    assert len(found["segments"]) == 11


def _told(number: int, person: str, day: int, name: str, segment: str) -> Event:
    return make_event(
        number + 5_000_000,
        workspace_id=WORKSPACE,
        name=name,
        message_id=f"told-{number}",
        timestamp_ms=to_ms(datetime(2011, 6, day, tzinfo=UTC)),
        properties={"segment": segment},
        profile_id=person,
    )


def test_thresholds_are_measured_anew_when_due_and_what_fails_is_told_and_waits(
    client: TestClient, context: Context, events: list[Event]
) -> None:
    context.workspace_id = new_id("ws")
    clock = context.clock
    assert isinstance(clock, ManualClock)
    load(context, events[:1_000])
    first = add(client, "vip", {"currency": "GBP"}, every="P1D")
    load(context, events[1_000:4_000])
    refreshes = Refreshes(
        context.state, context.warehouse, clock, context.settings, lambda *_: WORDS, lambda: [context.workspace_id]
    )
    assert refreshes.refresh_due() == 0
    clock.advance(timedelta(days=1))
    assert (refreshes.refresh_due(), refreshes.refresh_due()) == (1, 0)
    became = shown(client, "vip")
    assert became["measured"] != first["measured"]
    assert (became["author"], became["fault"], became["version"]) == ("portret", "", 2)
    versions = client.get("/api/segments/vip/versions").json()["items"]
    assert versions[0]["reason"] == "Measured anew by schedule"
    assert client.delete("/api/segments/vip").status_code == 200
    assert client.put("/api/segments/vip", json={"definition": {"members": {"kind": "static"}}}).status_code == 200
    clock.advance(timedelta(days=1))
    with context.state.begin() as connection:  # as if it were not of the ready-made ones
        stored = definition.find(connection, context.workspace_id, "ready", "vip")
        assert stored
        own = set(stored.uses) - {"segment:vip"}
        definition.save(
            connection,
            context.workspace_id,
            "ready",
            "vip",
            stored.document,
            author="tok_1",
            reason="",
            expected_version=None,
            now_ms=1,
            uses=own,
        )
    assert (refreshes.refresh_due(), refreshes.refresh_due()) == (1, 0)
    assert "already" in shown(client, "vip")["fault"]
    assert client.get("/api/segments/vip").json()["definition"]["members"] == {"kind": "static"}


def shown(client: TestClient, name: str) -> dict[str, Any]:
    """Return how something ready-made was added, as the API shows it."""
    items = client.get("/api/segments/ready").json()["items"]
    found: dict[str, Any] = next(each["added"] for each in items if each["name"] == name)
    return found


def test_everything_ready_made_says_the_same_live_and_in_sql(client: TestClient, context: Context) -> None:
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


def test_the_activity_matrix_is_what_points_by_brand_make_of_it(client: TestClient, context: Context) -> None:
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


def _field(scores: list[int]) -> str:
    very = sum(score >= 50 for score in scores)
    if very:
        return "brands_very_active_in_several" if very > 1 else "brands_very_active_in_one"
    return "brands_low_in_all" if any(scores) else "brands_asleep"


POINTS = {
    "Page Viewed": 1,
    "Products Searched": 2,
    "Product Viewed": 2,
    "Product Added": 5,
    "Checkout Started": 8,
    "Order Completed": 20,
}
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


def browsing(chance: Random) -> list[Event]:
    """Return what 120 people did at three brands in half a year."""
    found: list[Event] = []
    for person in range(120):
        busy = chance.choice((2, 8, 30))
        span = chance.choice((3, 25, 80, 180))
        for _ in range(chance.randrange(1, busy + 1)):
            at_ms = to_ms(NOW) - chance.randrange(span * DAY_MS)
            found.append(_happened(chance, f"person-{person}", at_ms, len(found) + 1))
    return found


def _happened(chance: Random, person: str, at_ms: int, position: int) -> Event:
    name = chance.choice(tuple(POINTS))
    product = {
        "product_id": "p",
        "category": chance.choice(("toys", "garden")),
        "brand": chance.choice(("Lego", "Playmobil")),
        "price": chance.randrange(1, 50),
        "quantity": 1,
    }
    order = {
        "order_id": f"o-{position}",
        "currency": "GBP",
        "total": chance.randrange(1, 500),
        "products": [product],
        **({"coupon": "SALE"} if chance.random() < 0.4 else {}),
    }
    document = {
        "type": "track",
        "event": name,
        "messageId": f"m-{position}",
        "userId": person,
        "timestamp": from_ms(at_ms).isoformat(),
        "properties": order if name == "Order Completed" else product,
    }
    event = event_of(document)
    return msgspec.structs.replace(event, position=position, brand=chance.choice(("shoes", "shoes", "hats")))


def in_sql(context: Context) -> dict[str, set[str]]:
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
