"""A person's events from the warehouse, newest first, each once, also those stored under the ids of merged profiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from portret.kernel import read_cursor, write_cursor
from portret.warehouse import DATABASE, Limits, Warehouse

_FIRST_MS = -2_208_988_800_000  # 1900-01-01, the first instant of the warehouse's clock
_LAST_MS = 10_413_791_999_000  # 2299-12-31, its last day
_LIMITS = Limits(seconds=10)
_DETAILS = (
    "user_id",
    "anonymous_id",
    "group_id",
    "country",
    "city",
    "device_type",
    "os",
    "browser",
    "channel",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "page_url",
    "page_title",
    "order_id",
)
_COLUMNS = (
    "toUnixTimestamp64Milli(timestamp) AS timestamp_ms",
    "toUnixTimestamp64Milli(received_at) AS received_at_ms",
    "verified",
    "is_bot",
    "if(properties_text = '', toJSONString(properties), properties_text) AS properties_json",
    "if(traits_text = '', toJSONString(traits), traits_text) AS traits_json",
    "context AS context_json",
    "message_id",
    "type",
    "name",
    "source_id",
    "brand",
    *_DETAILS,
)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which events to show; empty means all. Times are milliseconds since the epoch, `until_ms` is excluded."""

    types: Sequence[str] = field(default=())
    names: Sequence[str] = field(default=())
    since_ms: int | None = None
    until_ms: int | None = None


class Entry(msgspec.Struct, frozen=True):
    """An event on a timeline: its envelope, what it carried, and the words that are not empty of `details`."""

    message_id: str
    type: str
    name: str
    timestamp_ms: int
    received_at_ms: int
    source_id: str
    brand: str
    verified: bool
    is_bot: bool
    properties: dict[str, Any]
    traits: dict[str, Any]
    context: dict[str, Any]
    details: dict[str, str]


class Page(msgspec.Struct, frozen=True):
    """Some entries, newest first, and the cursor of the next ones, None after the oldest."""

    entries: list[Entry]
    next_cursor: str | None


def timeline(
    warehouse: Warehouse,
    workspace_id: str,
    profile_ids: Sequence[str],
    show: Filter,
    limit: int,
    cursor: str | None = None,
) -> Page:
    """Return a page of a person's events.

    Args:
        warehouse: where the events are.
        workspace_id: whose.
        profile_ids: the profile's id and the ids of the profiles merged into it.
        show: which events.
        limit: how many at most.
        cursor: `next_cursor` of the page before.

    Raises:
        BadRequest: the cursor is not one of a timeline.
        Unavailable: the warehouse does not answer.
    """
    conditions, parameters = _conditions(show, cursor)
    parameters |= {"workspace_id": workspace_id, "profile_ids": list(profile_ids), "rows": limit + 1}
    where = " AND ".join(
        ["workspace_id = {workspace_id:String}", "profile_id IN {profile_ids:Array(String)}", *conditions]
    )
    answer = warehouse.query(
        f"SELECT {', '.join(_COLUMNS)} FROM {DATABASE}.events WHERE {where}"  # noqa: S608 — only names of our own; values are bound
        " ORDER BY timestamp DESC, message_id DESC LIMIT 1 BY message_id LIMIT {rows:UInt32}",
        parameters,
        _LIMITS,
    )
    found = [_entry(dict(zip(answer.columns, row, strict=True))) for row in answer.rows]
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return Page(found[:limit], write_cursor(last.timestamp_ms, last.message_id) if last else None)


def _conditions(show: Filter, cursor: str | None) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    parameters: dict[str, Any] = {}
    if show.types:
        conditions.append("type IN {types:Array(String)}")
        parameters["types"] = list(show.types)
    if show.names:
        conditions.append("name IN {names:Array(String)}")
        parameters["names"] = list(show.names)
    if show.since_ms is not None:
        conditions.append("timestamp >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')")
        parameters["since_ms"] = _within(show.since_ms)
    if show.until_ms is not None:
        conditions.append("timestamp < fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')")
        parameters["until_ms"] = _within(show.until_ms)
    if cursor:
        at_ms, message_id = read_cursor(cursor, tuple[int, str])
        conditions.append(
            "(timestamp, message_id) < (fromUnixTimestamp64Milli({after_ms:Int64}, 'UTC'), {after_id:String})"
        )
        parameters |= {"after_ms": _within(at_ms), "after_id": message_id}
    return conditions, parameters


def _within(at_ms: int) -> int:
    return min(max(at_ms, _FIRST_MS), _LAST_MS)


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        message_id=row["message_id"],
        type=row["type"],
        name=row["name"],
        timestamp_ms=row["timestamp_ms"],
        received_at_ms=row["received_at_ms"],
        source_id=row["source_id"],
        brand=row["brand"],
        verified=row["verified"],
        is_bot=row["is_bot"],
        properties=_decoded(row["properties_json"]),
        traits=_decoded(row["traits_json"]),
        context=_decoded(row["context_json"]),
        details={name: row[name] for name in _DETAILS if row[name]},
    )


def _decoded(text: str) -> dict[str, Any]:
    return msgspec.json.decode(text, type=dict[str, Any]) if text else {}
