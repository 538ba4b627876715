"""Events read back from the warehouse as they were: what they carried, what was derived, what commerce they are.

Folding them anew gives what folding them gave when they came. Not kept, and not needed for that, are `integrations`
(where an event was to be passed on to) and, in rows that are older than the columns with the faithful text, what JSON
columns forget: nulls and empty objects.
"""

# ruff: noqa: S608 — only names of our own columns stand in statements; values are bound

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from portret.collect.commerce import commerce_of
from portret.kernel import Enrichment, Event
from portret.warehouse import DATABASE, Limits, Warehouse

_ROWS_AT_ONCE = 4_000
_BYTES_AT_ONCE = 32 * 1024 * 1024
_LIMITS = Limits(seconds=120, rows=0)

_ENVELOPE = (
    "position",
    "workspace_id",
    "source_id",
    "brand",
    "message_id",
    "type",
    "name",
    "user_id",
    "anonymous_id",
    "previous_id",
    "group_id",
    "verified",
)
_DERIVED = {
    "ip": "ip",
    "country": "country",
    "region": "region",
    "city": "city",
    "device_type": "device_type",
    "os": "os",
    "browser": "browser",
    "is_bot": "is_bot",
    "channel": "channel",
    "source": "utm_source",
    "medium": "utm_medium",
    "campaign": "utm_campaign",
    "term": "utm_term",
    "content": "utm_content",
    "click_id": "click_id",
    "referrer_host": "referrer_host",
    "page_url": "page_url",
    "page_path": "page_path",
    "page_title": "page_title",
    "timezone": "timezone",
    "locale": "locale",
}
_SELECTED = (
    "profile_id",
    "origin_id",
    "toUnixTimestamp64Milli(timestamp) AS timestamp_ms",
    "toUnixTimestamp64Milli(received_at) AS received_at_ms",
    *_ENVELOPE,
    "subject_id",
    "proven",
    "flags",
    "if(properties_text = '', toJSONString(properties), properties_text) AS properties_json",
    "if(traits_text = '', toJSONString(traits), traits_text) AS traits_json",
    "context AS context_json",
    *_DERIVED.values(),
)
_WHOSE = "workspace_id = {workspace_id:String} AND profile_id IN {profile_ids:Array(String)}"
_STEPS = (
    "SELECT toUnixTimestamp64Milli(timestamp), position FROM"
    " (SELECT timestamp, position, share,"
    " sum(share) OVER (ORDER BY timestamp, position ROWS UNBOUNDED PRECEDING) AS so_far"
    " FROM (SELECT timestamp, position, intDiv({bytes_at_once:UInt64}, {rows_at_once:UInt64})"
    " + length(properties_text) + length(traits_text) + length(context) AS share"
    f" FROM {DATABASE}.events WHERE {_WHOSE}))"
    " WHERE intDiv(so_far, {bytes_at_once:UInt64}) != intDiv(so_far - share, {bytes_at_once:UInt64})"
    " ORDER BY timestamp, position"
)
_PIECE = (
    f"SELECT {', '.join(_SELECTED)} FROM {DATABASE}.events WHERE {_WHOSE}"
    " AND timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')"
    " AND timestamp <= fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')"
    " AND (timestamp, position) >= (fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC'), {from_position:Int64})"
    " AND (timestamp, position) < (fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC'), {to_position:Int64})"
    " LIMIT 1 BY position"
)
_FIRST_MS = -2_208_988_800_000  # 1900-01-01, the first instant of the warehouse's clock
_LAST_MS = 10_413_792_000_000  # 2300-01-01, after its last day


class Recalled(msgspec.Struct, frozen=True):
    """An event with the id of the profile it is stored under, and of the one it belonged to when it came."""

    event: Event
    profile_id: str
    origin_id: str


def recalled(warehouse: Warehouse, workspace_id: str, profile_ids: Sequence[str]) -> Iterator[Event]:
    """Return the events stored under these profile ids, each once, in no particular order; see `recalled_rows`."""
    return (row.event for row in recalled_rows(warehouse, workspace_id, profile_ids))


def recalled_rows(warehouse: Warehouse, workspace_id: str, profile_ids: Sequence[str]) -> Iterator[Recalled]:
    """Return the events stored under these profile ids and where they stand, each once, in no particular order.

    They are read piece by piece, by the time of the events and their position, so that memory stays bounded, however
    large they are, and even if all claim to have happened at once. Whatever another process does to the rows of an
    event meanwhile (give them another of these ids), each piece sees it exactly once.

    Raises:
        Unavailable: the warehouse does not answer.
    """
    whose = {"workspace_id": workspace_id, "profile_ids": list(profile_ids)}
    sizes = {"rows_at_once": _ROWS_AT_ONCE, "bytes_at_once": _BYTES_AT_ONCE}
    steps = warehouse.query(_STEPS, whose | sizes, _LIMITS).rows
    bounds = [(_FIRST_MS, 0), *dict.fromkeys(steps), (_LAST_MS, 0)]
    for (from_ms, from_position), (to_ms, to_position) in pairwise(bounds):
        piece = {"from_ms": from_ms, "from_position": from_position, "to_ms": to_ms, "to_position": to_position}
        answer = warehouse.query(_PIECE, whose | piece, _LIMITS)
        for row in answer.rows:
            yield _recalled(dict(zip(answer.columns, row, strict=True)))


def _recalled(row: dict[str, Any]) -> Recalled:
    properties = _document(row["properties_json"])
    context_json = row["context_json"].encode()
    event = Event(
        **{name: row[name] for name in _ENVELOPE},
        timestamp_ms=row["timestamp_ms"],
        received_at_ms=row["received_at_ms"],
        properties=properties,
        traits=_document(row["traits_json"]),
        context=_document(context_json),
        context_json=context_json,
        enrichment=Enrichment(**{field: row[column] for field, column in _DERIVED.items()}),
        commerce=commerce_of(row["name"], properties, set()) if row["type"] == "track" else None,
        flags=tuple(row["flags"].split(",")) if row["flags"] else (),
        proven=tuple(row["proven"]),
        profile_id=row["subject_id"],
    )
    return Recalled(event, row["profile_id"], row["origin_id"] or row["profile_id"])


def _document(text: str | bytes) -> dict[str, Any]:
    return msgspec.json.decode(text, type=dict[str, Any]) if text else {}
