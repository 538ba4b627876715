"""A shop's orders in a warehouse, and the routes of segments in front of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret.cli.demo_orders import Invoice, order_completed, read_invoices
from portret.kernel import Event, ManualClock, Settings
from portret.segment import api as segments
from portret.state import State
from portret.warehouse import Warehouse, event_rows, order_line_rows
from portret.web.problems import add_problem_handlers
from tests.support.calling import Caller
from tests.support.normalising import event_of
from tests.support.ready_made import NOW, WORDS
from tests.support.warehouse import running_warehouse

SAMPLE = Path(__file__).parents[3] / "examples" / "online_retail_sample.parquet"


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
def context(state: State, warehouse: Warehouse, tmp_path: Path) -> Caller:
    return Caller(state=state, warehouse=warehouse, clock=ManualClock(NOW), settings=Settings(data_dir=tmp_path))


@pytest.fixture
def client(context: Caller) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(segments.routes(lambda: context, lambda *_: WORDS))
    add_problem_handlers(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
