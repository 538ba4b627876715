"""All SQL of measuring: questions to the warehouse and to the state store."""

# ruff: noqa: S608 — only names and clauses of our own stand in statements; values are bound

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.measure.model import Coverage, FlagDay, Flagged, People, Quarantine, SourceFacts, Totals, Window
from portret.state import Text
from portret.warehouse import DATABASE, Limits, Warehouse

_LIMITS = Limits(seconds=20, rows=1_000_000)
_LONGEST_TRAITS = 16_384  # characters; larger ones are not shown as examples
_MOST_EXAMPLES = 10  # of a source and flag, from which the different ones are shown

_sources = sa.table(
    "sources", *(sa.column(name, Text) for name in ("workspace_id", "id", "name", "kind", "phone_region"))
)
_quarantine = sa.table(
    "quarantine",
    *(sa.column(name, Text) for name in ("workspace_id", "source_id", "code", "status")),
    sa.column("received_at_ms", sa.BigInteger),
)

_DELAY = "dateDiff('millisecond', timestamp, received_at)"
_MOST_KEY_SETS = 20_000
_LATE_MS = 86_400_000
_FIRST_MS = -2_208_988_800_000  # 1900-01-01, the first instant of the warehouse's clock
_LAST_MS = 10_413_791_999_000  # 2299-12-31, its last day
_EVENT = (
    "source_id",
    "message_id",
    "profile_id",
    "toString(type)",
    "toString(name)",
    "toUnixTimestamp64Milli(timestamp)",
    "toUnixTimestamp64Milli(received_at)",
    "user_id",
    "anonymous_id",
)


def sources(connection: sa.Connection, workspace_id: str) -> list[SourceFacts]:
    """Return the sources of a workspace, oldest first."""
    query = sa.select(_sources).where(_sources.c.workspace_id == workspace_id).order_by(_sources.c.id)
    return [SourceFacts(row.id, row.name, row.kind, row.phone_region) for row in connection.execute(query)]


def quarantined(connection: sa.Connection, window: Window) -> list[Quarantine]:
    """Return what of a window still waits in quarantine, by source and reason."""
    table = _quarantine.c
    query = (
        sa.select(
            table.source_id,
            table.code,
            sa.func.count().label("events"),
            sa.func.min(table.received_at_ms).label("first_ms"),
            sa.func.max(table.received_at_ms).label("last_ms"),
        )
        .where(table.workspace_id == window.workspace_id, table.status == "open")
        .where(table.received_at_ms >= window.since_ms, table.received_at_ms < window.until_ms)
        .group_by(table.source_id, table.code)
        .order_by(table.source_id, sa.func.count().desc(), table.code)
    )
    if window.source_id:
        query = query.where(table.source_id == window.source_id)
    return [Quarantine(*row) for row in connection.execute(query)]


def totals(warehouse: Warehouse, window: Window) -> dict[str, Totals]:
    """Return what came from each source; who carries which field is told by `key_sets`."""
    where, values = _where(window)
    sql = f"""
        SELECT source_id, count(), countIf(flags != ''), countIf({_DELAY} > {_LATE_MS}), quantiles(0.5, 0.95)({_DELAY}),
            countIf(user_id != ''), countIf(anonymous_id != '')
        FROM {DATABASE}.events {where} GROUP BY source_id"""
    found = {}
    for source_id, events, flagged, late, (median, slow), known, anonymous in warehouse.query(
        sql, values, _LIMITS
    ).rows:
        found[source_id] = Totals(
            events=events,
            flagged=flagged,
            late=late,
            median_delay_ms=max(round(median), 0),
            slow_delay_ms=max(round(slow), 0),
            carrying={"user_id": known, "anonymous_id": anonymous},
        )
    return found


def key_sets(warehouse: Warehouse, window: Window) -> list[tuple[str, list[str], int]]:
    """Return which keys the traits of people have together: (source id, keys, events), the most frequent first.

    Those in an address are written "address.city". Events of one kind share their keys, so that there are few sets;
    beyond `_MOST_KEY_SETS` the rare ones are left out.
    """
    where, values = _where(window)
    keys = "JSONExtractKeys(traits_text)"
    inner = f"if(has({keys}, 'address'), JSONExtractKeys(traits_text, 'address'), [])"
    sql = f"""
        SELECT source_id, arrayConcat({keys}, arrayMap(key -> concat('address.', key), {inner})) AS keys, count()
        FROM {DATABASE}.events {where} AND type != 'group' AND traits_text NOT IN ('', '{{}}')
        GROUP BY source_id, keys ORDER BY count() DESC LIMIT {_MOST_KEY_SETS}"""
    return [(str(row[0]), list(row[1]), int(row[2])) for row in warehouse.query(sql, values, _LIMITS).rows]


def flag_days(warehouse: Warehouse, window: Window, zone: str) -> list[FlagDay]:
    """Return how many events carried each flag, by source and day in a time zone, oldest day first."""
    where, values = _where(window)
    sql = f"""
        SELECT source_id, flag, toDate(received_at, {{zone:String}}) AS day, count(),
            toUnixTimestamp64Milli(min(received_at)), toUnixTimestamp64Milli(max(received_at))
        FROM {DATABASE}.events ARRAY JOIN splitByChar(',', flags) AS flag
        {where} AND flags != '' GROUP BY source_id, flag, day ORDER BY day"""
    return [FlagDay(*row) for row in warehouse.query(sql, {**values, "zone": zone}, _LIMITS).rows]


def samples(warehouse: Warehouse, window: Window) -> dict[tuple[str, str], list[Flagged]]:
    """Return some of the newest events by (source id, flag)."""
    where, values = _where(window)
    sql = f"""
        SELECT source_id, flag,
            groupArraySorted({_MOST_EXAMPLES})((-toUnixTimestamp64Milli(received_at), {", ".join(_EVENT)}, traits_text))
        FROM {DATABASE}.events ARRAY JOIN splitByChar(',', flags) AS flag
        {where} AND flags != '' AND length(traits_text) <= {_LONGEST_TRAITS} GROUP BY source_id, flag"""
    rows = warehouse.query(sql, values, _LIMITS).rows
    return {(source_id, flag): [_flagged(row[1:]) for row in found] for source_id, flag, found in rows}


def with_flag(
    warehouse: Warehouse, window: Window, flag: str, after: tuple[int, str] | None, limit: int
) -> list[Flagged]:
    """Return at most `limit` events that carry a flag, newest first, those after (received at, message id)."""
    where, values = _where(window)
    if after:
        where += """ AND (received_at, message_id) <
            (fromUnixTimestamp64Milli({after_ms:Int64}, 'UTC'), {after_id:String})"""
        values |= {"after_ms": _within(after[0]), "after_id": after[1]}
    sql = f"""
        SELECT {", ".join(_EVENT)}, traits_text FROM {DATABASE}.events
        {where} AND has(splitByChar(',', flags), {{flag:String}})
        ORDER BY received_at DESC, message_id DESC LIMIT 1 BY message_id LIMIT {{rows:UInt32}}"""
    rows = warehouse.query(sql, {**values, "flag": flag, "rows": limit}, _LIMITS).rows
    return [_flagged(row) for row in rows]


def coverage(warehouse: Warehouse, workspace_id: str) -> Coverage:
    """Return how many profiles a workspace has, and how many hold an identifier of each namespace."""
    sql = f"""
        SELECT namespace, count() FROM {DATABASE}.profiles FINAL
        ARRAY JOIN arrayConcat([''], mapKeys(identifiers)) AS namespace
        WHERE workspace_id = {{workspace:String}} GROUP BY namespace ORDER BY count() DESC, namespace"""
    holding = {str(name): int(count) for name, count in warehouse.query(sql, {"workspace": workspace_id}, _LIMITS).rows}
    return Coverage(holding.pop("", 0), holding)


def _where(window: Window) -> tuple[str, dict[str, Any]]:
    clauses = [
        "WHERE workspace_id = {workspace:String}",
        "received_at >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')",
        "received_at < fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')",
    ]
    values: dict[str, Any] = {
        "workspace": window.workspace_id,
        "since_ms": _within(window.since_ms),
        "until_ms": _within(window.until_ms),
    }
    if window.source_id:
        clauses.append("source_id = {source_id:String}")
        values["source_id"] = window.source_id
    return " AND ".join(clauses), values


def _within(at_ms: int) -> int:
    return min(max(at_ms, _FIRST_MS), _LAST_MS)


def _flagged(row: Sequence[Any]) -> Flagged:
    fields = dict(zip(Flagged.__struct_fields__, row, strict=True))
    return Flagged(**fields | {"traits": msgspec.json.decode(fields["traits"] or "{}", type=dict[str, Any])})


def events_by_minute(warehouse: Warehouse, workspace_id: str, since_ms: int) -> dict[int, int]:
    """Return how many events were accepted in each minute since an instant, by its first millisecond.

    Only events that happened within the last month are looked at, so that the price does not grow with history.
    """
    sql = f"""
        SELECT intDiv(toUnixTimestamp64Milli(received_at), 60000) * 60000 AS minute, count()
        FROM {DATABASE}.events
        WHERE workspace_id = {{workspace:String}}
            AND timestamp >= fromUnixTimestamp64Milli({{recent_ms:Int64}}, 'UTC')
            AND received_at >= fromUnixTimestamp64Milli({{since_ms:Int64}}, 'UTC')
        GROUP BY minute"""
    values = {"workspace": workspace_id, "since_ms": since_ms, "recent_ms": since_ms - 31 * _LATE_MS}
    return {int(minute): int(count) for minute, count in warehouse.query(sql, values, _LIMITS).rows}


_STEP_BEGINS = {
    "hour": "toUnixTimestamp(toStartOfMinute(received_at))",
    "day": "toUnixTimestamp(toStartOfHour(received_at, 'UTC'))",
    "month": "toUnixTimestamp(toStartOfDay(received_at, {zone:String}))",
}


def events_by_source(
    warehouse: Warehouse, workspace_id: str, since_ms: int, first_step_ms: int, span: str, zone: str
) -> dict[str, tuple[dict[int, int], int]]:
    """Return what came from each source since an instant: how many by step, from the first on, and when the last came.

    Args:
        warehouse: where the events are.
        workspace_id: whose.
        since_ms: sources that sent nothing from then on are left out.
        first_step_ms: from when on events are counted; a step is named by its first millisecond.
        span: "hour" for minutes, "day" for hours, "month" for days.
        zone: IANA name of the time zone that days begin by.
    """
    sql = f"""
        SELECT source_id,
            if(received_at >= fromUnixTimestamp64Milli({{first_ms:Int64}}, 'UTC'), {_STEP_BEGINS[span]}, 0) AS step,
            count(), toUnixTimestamp64Milli(max(received_at))
        FROM {DATABASE}.events
        WHERE workspace_id = {{workspace:String}}
            AND received_at >= fromUnixTimestamp64Milli({{since_ms:Int64}}, 'UTC')
        GROUP BY source_id, step"""
    values = {"workspace": workspace_id, "since_ms": since_ms, "first_ms": first_step_ms, "zone": zone}
    found: dict[str, tuple[dict[int, int], int]] = {}
    for source_id, step, events, last_ms in warehouse.query(sql, values, _LIMITS).rows:
        counts, before_ms = found.get(source_id, ({}, 0))
        found[source_id] = (counts | {int(step) * 1000: int(events)}, max(before_ms, int(last_ms)))
    return found


def activity_by_day(warehouse: Warehouse, workspace_id: str, first: date, zone: str) -> dict[date, tuple[int, int]]:
    """Return (events, people who did something) by day of a time zone, from a day on; Portret's own events aside."""
    sql = f"""
        SELECT toDate(timestamp, {{zone:String}}) AS day, count(), uniq(profile_id)
        FROM {DATABASE}.resolved_events
        WHERE workspace_id = {{workspace:String}} AND day >= {{first:Date}} AND subject_id = ''
            AND timestamp >= toDateTime64({{first:Date}}, 3, {{zone:String}})
        GROUP BY day"""
    values = {"workspace": workspace_id, "first": first, "zone": zone}
    return {day: (int(events), int(people)) for day, events, people in warehouse.query(sql, values, _LIMITS).rows}


def people_by_first_day(warehouse: Warehouse, workspace_id: str, first: date, zone: str) -> People:
    """Return how many profiles there are, and how many did their first thing on each day from one on."""
    sql = f"""
        SELECT if(day >= {{first:Date}}, day, NULL) AS shown, count(), countIf(is_known)
        FROM (
            SELECT toDate(parseDateTime64BestEffortOrNull(toString(computed.first_seen_at)), {{zone:String}}) AS day,
                arrayExists(name -> name != 'anonymous_id', mapKeys(identifiers)) AS is_known
            FROM {DATABASE}.profiles FINAL WHERE workspace_id = {{workspace:String}}
        ) GROUP BY shown"""
    total = known = 0
    by_day: dict[date, int] = {}
    for day, people, with_name in warehouse.query(
        sql, {"workspace": workspace_id, "first": first, "zone": zone}, _LIMITS
    ).rows:
        total, known = total + int(people), known + int(with_name)
        if day is not None:
            by_day[day] = int(people)
    return People(total, known, by_day)
