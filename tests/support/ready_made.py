"""Ready-made traits and segments, added through the API to workspaces with events of a real shop."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

import msgspec
from fastapi.testclient import TestClient

from portret import profile
from portret.collect import canonical_name
from portret.kernel import Event, from_ms, new_id, to_ms
from portret.trait import Vocabulary
from portret.warehouse import event_rows, order_line_rows
from tests.support.calling import Caller
from tests.support.normalising import event_of

NOW = datetime(2011, 12, 15, 12, tzinfo=UTC)
_DAY_MS = 86_400_000
WORDS = Vocabulary(
    brands={"shoes": "Shoes & Boots", "hats": "Hats"}, built_in=profile.BUILT_IN.keys(), spelling=canonical_name
)


def add(client: TestClient, name: str, parameters: dict[str, Any], **said: Any) -> dict[str, Any]:
    answer = client.post(f"/api/segments/ready/{name}", json={"parameters": parameters, **said})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def shown(client: TestClient, name: str) -> dict[str, Any]:
    """Return how something ready-made was added, as the API shows it."""
    items = client.get("/api/segments/ready").json()["items"]
    found: dict[str, Any] = next(each["added"] for each in items if each["name"] == name)
    return found


def load(context: Caller, events: list[Event]) -> None:
    """Put events into the warehouse as those of the caller's workspace."""
    own = [msgspec.structs.replace(event, workspace_id=context.workspace_id) for event in events]
    ids = [event.user_id for event in own]
    context.warehouse.load("events", event_rows(own, ids), new_id("batch"))
    context.warehouse.load("order_lines", order_line_rows(own, ids), new_id("batch"))


POINTS = {
    "Page Viewed": 1,
    "Products Searched": 2,
    "Product Viewed": 2,
    "Product Added": 5,
    "Checkout Started": 8,
    "Order Completed": 20,
}


def browsing(chance: Random) -> list[Event]:
    """Return what 120 people did at three brands in half a year."""
    found: list[Event] = []
    for person in range(120):
        busy = chance.choice((2, 8, 30))
        span = chance.choice((3, 25, 80, 180))
        for _ in range(chance.randrange(1, busy + 1)):
            at_ms = to_ms(NOW) - chance.randrange(span * _DAY_MS)
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
