"""RFM by the orders of a real shop: thresholds as measured elsewhere, everybody in exactly one segment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret import definition, profile
from portret.cli.demo_orders import Invoice, order_completed, read_invoices
from portret.collect import canonical_name
from portret.kernel import Clock, Event, ManualClock, Settings, to_ms
from portret.profile import ProfileState, empty
from portret.segment import Subject, book_of, compile_segments
from portret.segment import api as segments
from portret.state import State
from portret.trait import Plan, Vocabulary, fold_key
from portret.warehouse import Warehouse, event_rows, order_line_rows
from portret.web.problems import add_problem_handlers
from tests.support.normalising import event_of
from tests.support.warehouse import running_warehouse

SAMPLE = Path(__file__).parents[2] / "examples" / "online_retail_sample.parquet"
WORKSPACE = "ws_1"
NOW = datetime(2011, 12, 15, 12, tzinfo=UTC)
WORDS = Vocabulary(brands=frozenset({"shoes", "hats"}), built_in=profile.BUILT_IN.keys(), spelling=canonical_name)
DAY_MS = 86_400_000


@dataclass
class Context:
    """What the routes need of a caller."""

    workspace_id: str
    token_id: str
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
        stored = definition.current(connection, WORKSPACE, "segment")
        book = book_of(definition.current(connection, WORKSPACE, "trait"), stored)
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
