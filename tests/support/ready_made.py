"""Ready-made traits and segments, added through the API to workspaces with events of a real shop."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from fastapi.testclient import TestClient

from portret import profile
from portret.collect import canonical_name
from portret.kernel import Event, new_id
from portret.trait import Vocabulary
from portret.warehouse import event_rows, order_line_rows
from tests.support.calling import Caller

NOW = datetime(2011, 12, 15, 12, tzinfo=UTC)
WORDS = Vocabulary(brands=frozenset({"shoes", "hats"}), built_in=profile.BUILT_IN.keys(), spelling=canonical_name)


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
