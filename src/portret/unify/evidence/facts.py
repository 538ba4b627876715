"""What the warehouse knows of the events on a path."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from portret.kernel import Unavailable
from portret.warehouse import DATABASE, Limits, Warehouse

_LIMITS = Limits(seconds=5)
_COLUMNS = (
    "message_id",
    "type",
    "name",
    "source_id",
    "verified",
    "toUnixTimestamp64Milli(timestamp) AS timestamp_ms",
    "toUnixTimestamp64Milli(received_at) AS received_at_ms",
)


class Fact(msgspec.Struct, frozen=True):
    """One event as it was: what it was called, where it came from, when, and whether its source is trusted."""

    message_id: str
    type: str
    name: str
    source_id: str
    verified: bool
    timestamp_ms: int
    received_at_ms: int


def facts_of(
    warehouse: Warehouse, workspace_id: str, profile_ids: Collection[str], message_ids: Collection[str]
) -> dict[str, Fact]:
    """Return what is known of events of these profiles, by message id; nothing while the warehouse is away."""
    if not message_ids:
        return {}
    parameters = {
        "workspace_id": workspace_id,
        "profile_ids": sorted(profile_ids),
        "message_ids": sorted(message_ids),
    }
    try:
        answer = warehouse.query(
            f"SELECT {', '.join(_COLUMNS)} FROM {DATABASE}.events"  # noqa: S608 — only names of our own; values are bound
            " WHERE workspace_id = {workspace_id:String} AND profile_id IN {profile_ids:Array(String)}"
            " AND message_id IN {message_ids:Array(String)} LIMIT 1 BY message_id",
            parameters,
            _LIMITS,
        )
    except Unavailable:
        return {}
    return {row[0]: Fact(*row) for row in answer.rows}
