"""What the simulation reads: a workspace's history from the warehouse, and people's decisions from the state store.

A fact is all that the rules look at in an event. Most events repeat one, so facts are read once each, and of events
only which fact they told, and when.
"""

# ruff: noqa: S608 — only names of our own columns stand in statements; values are bound

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from portret.unify import store
from portret.unify.person import Members
from portret.warehouse import DATABASE, Limits, Warehouse

FACTS_AT_ONCE = 200_000
EVENTS_AT_ONCE = 2_000_000
DEVICE_KEYS = ("id", "token", "type", "advertisingId")

_FIRST_MS = -2_208_988_800_000  # 1900-01-01, the first instant of the warehouse's clock
_LAST_MS = 10_413_791_999_000  # 2299-12-31, its last day
_LIMITS = Limits(seconds=600, rows=0)
_TOLD = {
    "source_id": "source_id",
    "kind": "if(type IN ('alias', 'group'), type, 'track')",
    "user_id": "user_id",
    "anonymous_id": "anonymous_id",
    "previous_id": "previous_id",
    "verified": "verified",
    "proven": "proven",
    "traits_told": "if(traits_text = '{}', [], arrayMap(key -> cut(JSONExtractRaw("
    "if(traits_text = '', toJSONString(traits), traits_text), key)), {keys:Array(String)}))",
    "email_told": "if(properties_text != '' AND position(properties_text, 'email') = 0, '', cut(JSONExtractRaw("
    "if(properties_text = '', toJSONString(properties), properties_text), 'email')))",
    "context_told": "if(position(context, '\"traits\"') = 0, [],"
    " arrayMap(key -> cut(JSONExtractRaw(context, 'traits', key)), {keys:Array(String)}))",
    "device": "if(position(context, '\"device\"') = 0, [],"
    " arrayMap(key -> cut(JSONExtractRaw(context, 'device', key)), {device_keys:Array(String)}))",
    "external_ids": "if(position(context, '\"externalIds\"') = 0, '', JSONExtractRaw(context, 'externalIds'))",
}
_WHERE = (
    f" FROM {DATABASE}.events WHERE workspace_id = {{workspace_id:String}} AND subject_id = ''"
    " AND received_at >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')"
)
_EVENTS = (
    "WITH (text) -> if(length(text) > 4000, '', text) AS cut"  # an identifier has 512 characters at most
    " SELECT position, message_id, toUnixTimestamp64Milli(timestamp) AS timestamp_ms,"
    " toUnixTimestamp64Milli(received_at) AS received_at_ms,"
    f" {', '.join(f'{expression} AS {name}' for name, expression in _TOLD.items())},"
    f" sipHash64({', '.join(_TOLD)}) AS fact{_WHERE}"
)
_SIZE = f"SELECT count(), min(position), max(position){_WHERE}"
_FACTS = (
    "SELECT fact, argMin(message_id, position) AS first_message_id,"
    f" {', '.join(f'any({name}) AS {name}' for name in _TOLD)}"
    f" FROM ({_EVENTS}) WHERE fact % {{pieces:UInt64}} = {{piece:UInt64}} GROUP BY fact"
    " ORDER BY min(position)"
)
_TIMES = (
    f"SELECT fact, position, received_at_ms, timestamp_ms FROM ({_EVENTS}"
    " AND position >= {first:Int64} AND position < {last:Int64}) ORDER BY position LIMIT 1 BY position"
)


def decided(connection: sa.Connection, workspace_id: str) -> tuple[dict[str, Members], dict[str, frozenset[str]]]:
    """Return what people decided: what profiles that they merged or keep apart hold, and who is apart from whom."""
    merges, apart = store.merges, store.apart
    joined = sa.select(merges.c.winner_id).where(
        merges.c.workspace_id == workspace_id, merges.c.reason != "event", merges.c.undone_at_ms == 0
    )
    edges = sa.select(apart.c.a_id, apart.c.b_id).where(apart.c.workspace_id == workspace_id)
    pairs = [(a_id, b_id) for a_id, b_id in connection.execute(edges)]
    ids = {*connection.execute(joined).scalars(), *(one for pair in pairs for one in pair)}
    now = store.living(connection, workspace_id, sorted(ids))
    held = store.members(connection, sorted(set(now.values())))
    others: dict[str, frozenset[str]] = {}
    for a_id, b_id in pairs:
        if a_id in now and b_id in now:
            for one, other in ((now[a_id], now[b_id]), (now[b_id], now[a_id])):
                others[one] = others.get(one, frozenset()) | {other}
    return held, others


class Recorded:
    """The recorded history of a workspace, from an instant on.

    Attributes:
        workspace_id: whose.
        trait_keys: the traits that are read.
        events: how many there are.
        pieces: in how many tables the facts are read.
    """

    def __init__(
        self, warehouse: Warehouse, workspace_id: str, since_ms: int | None, trait_keys: Sequence[str]
    ) -> None:
        """Look how much there is. Raises Unavailable: the warehouse does not answer."""
        self._warehouse = warehouse
        self.workspace_id = workspace_id
        self.trait_keys = trait_keys
        self._given: dict[str, Any] = {
            "workspace_id": workspace_id,
            "since_ms": _FIRST_MS if since_ms is None else min(max(since_ms, _FIRST_MS), _LAST_MS),
            "keys": list(trait_keys),
            "device_keys": list(DEVICE_KEYS),
        }
        ((self.events, first, last),) = warehouse.query(_SIZE, self._given, _LIMITS).rows
        self._span = (first, last + 1)
        self.pieces = self.events // FACTS_AT_ONCE + 1

    def facts(self) -> Iterator[pa.Table]:
        """Yield tables of facts, each fact once: `fact` is its number, `first_message_id` that of who told it first."""
        for piece in range(self.pieces):
            here = {"pieces": self.pieces, "piece": piece}
            yield self._warehouse.query_arrow(_FACTS, self._given | here, _LIMITS)

    def times(self) -> Iterator[pa.Table]:
        """Yield tables of events in order: `fact`, `position`, `received_at_ms`, `timestamp_ms`."""
        if not self.events:
            return
        first, end = self._span
        step = (end - first) * EVENTS_AT_ONCE // self.events + 1
        for begin in range(first, end, step):
            here = {"first": begin, "last": min(begin + step, end)}
            yield self._warehouse.query_arrow(_TIMES, self._given | here, _LIMITS)
