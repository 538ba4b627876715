"""What the query of a segment names: asked within bounds of time, memory and number, confined to its workspace."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa

from portret import unify
from portret.kernel import Invalid, Settings, TooLarge, told
from portret.segment.lists.fill import PROFILE_ID
from portret.segment.lists.model import MAX_ROWS
from portret.warehouse import Limits, Warehouse

_TEXT = re.compile(r"(LowCardinality\(|Nullable\()*(String|FixedString\(\d+\))\)*")


def ids_named(warehouse: Warehouse, workspace_id: str, sql: str, settings: Settings) -> list[str]:
    """Return the ids that a query names, each once, in order.

    Raises:
        Invalid: the warehouse does not take it, it may not read what it reads, or it has no such column of text.
        TooLarge: it needs too much time or memory, or names too many. Unavailable: the warehouse cannot be reached.
    """
    asked = f"(\n{sql.rstrip().rstrip(';')}\n)"  # the line break ends a comment
    limits = Limits(seconds=settings.query_max_seconds, memory_bytes=settings.query_max_memory_bytes)
    _require_column(_columns(warehouse, workspace_id, sql, f"DESCRIBE TABLE {asked}", limits))
    # one row, however many they are: readers may have few rows at a time. What is read is confined, not the text.
    one_row = f"SELECT arraySort(groupUniqArray({MAX_ROWS + 1})({PROFILE_ID})) FROM {asked}"  # noqa: S608
    found: list[str] = warehouse.read(workspace_id, one_row, limits=limits).rows[0][0]
    if len(found) > MAX_ROWS:
        raise TooLarge(
            told("query-many", "The query names more than {max_rows} profiles, which is the most.", max_rows=MAX_ROWS),
            path="sql",
        )
    return found


def _columns(warehouse: Warehouse, workspace_id: str, sql: str, describe: str, limits: Limits) -> dict[str, str]:
    """Return the type of each column; of what cannot be parsed the fault is told by its place in `sql` itself."""
    try:
        described = warehouse.read(workspace_id, describe, limits=limits)
    except Invalid:
        warehouse.query("SELECT formatQuery({sql:String})", {"sql": sql}, limits)
        raise
    return {row[0]: row[1] for row in described.rows}


def count_known(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> int:
    """Return how many people these ids name; ids of profiles that were merged since lead to the person."""
    return len(set(unify.living(connection, workspace_id, ids).values()))


def _require_column(types: dict[str, str]) -> None:
    if PROFILE_ID not in types:
        raise Invalid(
            told(
                "query-no-id",
                "The query has no column {profile_id}: say `… AS {alias}`.",
                profile_id=PROFILE_ID,
                alias=PROFILE_ID,
            ),
            path="sql",
        )
    if not _TEXT.fullmatch(types[PROFILE_ID]):
        message = told(
            "query-id-type",
            "Its column {profile_id} is {type}, not text: ids of profiles are such as “prf_…”.",
            profile_id=PROFILE_ID,
            type=types[PROFILE_ID],
        )
        raise Invalid(message, path="sql")
