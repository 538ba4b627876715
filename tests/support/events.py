"""A factory of canonical events."""

from __future__ import annotations

from typing import Any

from portret.kernel import Event


def make_event(position: int = 1, **fields: Any) -> Event:
    """Return a track event at a log position; every field can be set."""
    defaults: dict[str, Any] = {
        "workspace_id": "ws_1",
        "source_id": "src_1",
        "brand": "default",
        "message_id": f"m-{position}",
        "type": "track",
        "name": "Product Viewed",
        "timestamp_ms": 1_700_000_000_000 + position * 1000,
        "received_at_ms": 1_700_000_000_000 + position * 1000,
    }
    return Event(position=position, **(defaults | fields))
