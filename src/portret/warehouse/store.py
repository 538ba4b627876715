"""All SQL of the warehouse besides the tables' definitions: migrating, erasing, squashing."""

# ruff: noqa: S608 — only names of our own tables stand in statements; values are bound

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

import pyarrow as pa

from portret.warehouse.tables import (
    AS_SENT,
    DATABASE,
    EVENTS,
    ORDER_LINES,
    PROFILES,
    RESOLVED,
    SQUASH_SUFFIX,
    TABLES,
    WORKSPACE_SETTING,
    Table,
    resolved_view,
)

INSERT_SETTINGS: Mapping[str, str] = {
    "async_insert": "0",
    "max_partitions_per_insert_block": "0",
    "min_insert_block_size_rows": "1048576",
    "type_json_skip_duplicated_paths": "1",
    "input_format_json_max_depth": "2000",
    **AS_SENT,
}

_MIGRATIONS = f"""
CREATE TABLE IF NOT EXISTS {DATABASE}.migrations (version UInt32, at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree ORDER BY version"""
_MONTH_IDS = "SELECT DISTINCT _partition_id FROM {table} WHERE {where}"
_ID_CHUNK = 1_000
_MOVE_CHUNK = 2_000  # a server takes 128 KB of a parameter
_ROW_KEYS = {"events": "position", "order_lines": "position, line"}


class Commands(Protocol):
    """The part of the client that statements run through."""

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement; without parameters, return the one value that it gives, if any."""
        ...

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement that gives rows."""
        ...


def migrate(warehouse: Commands, retention: timedelta, *, row_policies: bool) -> None:
    """Make what is missing, in order; each step can be repeated, so a crash between step and record does no harm."""
    warehouse.command(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
    warehouse.command(_MIGRATIONS)
    done = {row[0] for row in warehouse.query(f"SELECT version FROM {DATABASE}.migrations FINAL").rows}
    for version, statements in enumerate(_VERSIONS, start=1):
        if version not in done:
            for statement in statements:
                warehouse.command(statement)
            warehouse.command(f"INSERT INTO {DATABASE}.migrations (version) VALUES ({version})")
    for table in TABLES.values():
        _keep_for(warehouse, table, retention)
        if row_policies:
            warehouse.command(_row_policy(table))


def reading_settings(workspace_id: str) -> dict[str, str]:
    """Return the settings that confine reading to one workspace on a server with the row policies of `migrate`."""
    return {WORKSPACE_SETTING: workspace_id, "readonly": "1"}


def erase(warehouse: Commands, workspace_id: str, profile_ids: Sequence[str]) -> None:
    """Delete rows by mutation, which rewrites the parts that hold them, and wait until that is done.

    What Portret itself told others' timelines of these profiles, such as a merge, goes, too.
    """
    everybody = _with_aliases(warehouse, workspace_id, profile_ids)
    for start in range(0, len(everybody), _ID_CHUNK):
        ids = {"workspace": workspace_id, "ids": everybody[start:][:_ID_CHUNK]}
        for name in ("events", "order_lines", "profiles"):
            where = "workspace_id = {workspace:String} AND profile_id IN {ids:Array(String)}"
            warehouse.command(f"ALTER TABLE {DATABASE}.{name} DELETE WHERE {where} SETTINGS mutations_sync = 2", ids)
        told = "subject_id != '' AND arrayExists(id -> position(properties_text, id) > 0, {ids:Array(String)})"
        where = f"workspace_id = {{workspace:String}} AND {told}"
        warehouse.command(f"ALTER TABLE {DATABASE}.events DELETE WHERE {where} SETTINGS mutations_sync = 2", ids)
        where = "workspace_id = {workspace:String} AND hasAny([alias_id, profile_id], {ids:Array(String)})"
        warehouse.command(
            f"ALTER TABLE {DATABASE}.profile_aliases DELETE WHERE {where} SETTINGS mutations_sync = 2", ids
        )


def move(
    warehouse: Commands,
    workspace_id: str,
    from_ids: Sequence[str],
    to_id: str,
    positions: Sequence[int],
    kept_origins: Sequence[str],
) -> None:
    """Give rows another profile: those are copied that are not there yet, then the old ones go. Safe to repeat.

    Args:
        warehouse: where.
        workspace_id: whose.
        from_ids: the ids under which the rows may be stored now.
        to_id: the id under which they shall be stored.
        positions: the log positions of the events.
        kept_origins: where an event came as one of these, it keeps saying so; of all others `to_id` is the origin.
    """
    others = [each for each in from_ids if each != to_id]
    for start in range(0, len(others), _ID_CHUNK):
        _move_from(warehouse, workspace_id, others[start:][:_ID_CHUNK], to_id, positions, kept_origins)


def _move_from(
    warehouse: Commands,
    workspace_id: str,
    from_ids: Sequence[str],
    to_id: str,
    positions: Sequence[int],
    kept_origins: Sequence[str],
) -> None:
    ids = {"workspace": workspace_id, "to": to_id, "ids": list(from_ids)}
    for name in RESOLVED:
        for start in range(0, len(positions), _MOVE_CHUNK):
            piece = list(positions[start:][:_MOVE_CHUNK])
            _copy_rows(warehouse, TABLES[name], ids | {"positions": piece, "origins": list(kept_origins)})
        there = f"SELECT position FROM {DATABASE}.{name} WHERE {_OF_THE_NEW}"
        warehouse.command(
            f"ALTER TABLE {DATABASE}.{name} DELETE WHERE {_OF_THE_OLD} AND position IN ({there})"
            " SETTINGS mutations_sync = 2",
            ids,
        )


_OF_THE_OLD = "workspace_id = {workspace:String} AND profile_id IN {ids:Array(String)}"
_OF_THE_NEW = "workspace_id = {workspace:String} AND profile_id = {to:String}"
_AMONG = "position IN {positions:Array(Int64)}"
_MOVED = {
    "profile_id": "{to:String}",
    "origin_id": "if(if(origin_id = '', profile_id, origin_id) IN {origins:Array(String)},"
    " if(origin_id = '', profile_id, origin_id), '')",
}


def _copy_rows(warehouse: Commands, table: Table, parameters: Mapping[str, Any]) -> None:
    names = ", ".join(f"`{name}`" for name in table.column_names)
    values = ", ".join(_MOVED.get(name, f"`{name}`") for name in table.column_names)
    source, key = f"{DATABASE}.{table.name}", _ROW_KEYS[table.name]
    warehouse.command(
        f"INSERT INTO {source} ({names}) SELECT {values} FROM {source} WHERE {_OF_THE_OLD} AND {_AMONG}"
        f" AND ({key}) NOT IN (SELECT {key} FROM {source} WHERE {_OF_THE_NEW} AND {_AMONG}) LIMIT 1 BY {key}"
        " SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0",
        parameters,
    )


def missing(warehouse: Commands, table: Table, batch: pa.RecordBatch) -> pa.BooleanArray:
    """Say of each row of a batch whether it is not there, by its position in the log.

    The tables without positions replace rows by newer ones: all of a batch's count as missing, twice does no harm.
    """
    if "position" not in table.column_names:
        return pa.array([True] * batch.num_rows)
    positions = batch.column("position").to_pylist()
    sql = (
        f"SELECT DISTINCT position FROM {DATABASE}.{table.name}"
        " WHERE position BETWEEN {first:Int64} AND {last:Int64}"
    )
    bounds = {"first": min(positions), "last": max(positions)}
    there = {row[0] for row in warehouse.query(sql, bounds).rows}
    return pa.array([position not in there for position in positions])


def squash(warehouse: Commands) -> int:
    """Give merged profiles' rows the survivor's id, month by month; readers of the views never see a difference.

    The month is copied with the ids resolved, then takes the old one's place in one step (REPLACE PARTITION), so a
    reader sees either. Rows that are loaded into a month between its copy and its replacement would be lost: the
    loader must pause meanwhile. The log of batch ids is the table's, so a late repetition is still known.
    """
    months = 0
    for name in RESOLVED:
        table = TABLES[name]
        for month in _months_to_squash(warehouse, table):
            _squash_month(warehouse, table, month)
            months += 1
    return months


def _squash_month(warehouse: Commands, table: Table, month: str) -> None:
    copy = f"{table.name}{SQUASH_SUFFIX}"
    warehouse.command(f"DROP TABLE IF EXISTS {DATABASE}.{copy} SYNC")
    warehouse.command(f"CREATE TABLE {DATABASE}.{copy} AS {DATABASE}.{table.name}")
    names = ", ".join(f"`{name}`" for name in table.column_names)
    warehouse.command(
        f"INSERT INTO {DATABASE}.{copy} ({names}) SELECT {names} FROM {DATABASE}.resolved_{table.name}"
        f" WHERE {_month_filter(table)}"
        " SETTINGS insert_deduplicate = 0, max_threads = 1, min_insert_block_size_rows = 200000",
        {"month": month},
    )
    warehouse.command(f"ALTER TABLE {DATABASE}.{table.name} REPLACE PARTITION ID '{month}' FROM {DATABASE}.{copy}")
    warehouse.command(f"DROP TABLE {DATABASE}.{copy} SYNC")


def _month_filter(table: Table) -> str:
    return f"{table.partition_by} = toUInt32({{month:String}})"


def _months_to_squash(warehouse: Commands, table: Table) -> list[str]:
    aliased = (
        "(workspace_id, profile_id) IN"
        f" (SELECT workspace_id, alias_id FROM {DATABASE}.profile_aliases FINAL WHERE alias_id != profile_id)"
    )
    sql = _MONTH_IDS.format(table=f"{DATABASE}.{table.name}", where=aliased)
    return sorted(row[0] for row in warehouse.query(sql).rows)


def _with_aliases(warehouse: Commands, workspace_id: str, profile_ids: Sequence[str]) -> list[str]:
    sql = (
        f"SELECT DISTINCT alias_id FROM {DATABASE}.profile_aliases FINAL"
        " WHERE workspace_id = {workspace:String} AND profile_id IN {ids:Array(String)}"
    )
    found = dict.fromkeys(profile_ids)
    for start in range(0, len(profile_ids), _ID_CHUNK):
        piece = list(profile_ids[start:][:_ID_CHUNK])
        found |= dict.fromkeys(row[0] for row in warehouse.query(sql, {"workspace": workspace_id, "ids": piece}).rows)
    return list(found)


def _keep_for(warehouse: Commands, table: Table, retention: timedelta) -> None:
    statement = table.ttl(retention)
    if not statement:
        return
    sql = "SELECT engine_full FROM system.tables WHERE database = {database:String} AND name = {name:String}"
    engine = warehouse.query(sql, {"database": DATABASE, "name": table.name}).rows[0][0]
    if f"toIntervalDay({max(1, retention.days)})" not in engine:
        warehouse.command(statement)


def _row_policy(table: Table) -> str:
    own = f"getSetting('{WORKSPACE_SETTING}')"
    return (
        f"CREATE ROW POLICY IF NOT EXISTS portret_workspace ON {DATABASE}.{table.name}"
        f" USING {own} = '' OR workspace_id = {own} TO ALL"
    )


_VERSIONS: tuple[tuple[str, ...], ...] = (
    (*(table.ddl() for table in TABLES.values()), *(resolved_view(TABLES[name]) for name in RESOLVED)),
    (
        EVENTS.added("origin_id", "subject_id", "proven", "properties_text", "traits_text"),
        resolved_view(EVENTS),
    ),
    (
        ORDER_LINES.added("is_bot"),
        PROFILES.added("comparable"),
        resolved_view(ORDER_LINES),
        *(statement for table in (EVENTS, PROFILES) for statement in table.parsed()),
    ),
    (PROFILES.added("computed_text"), *PROFILES.unstored()),
)
