"""Segments that are queries: each is asked when its time has come; who it names are all its members from then on.

A query that fails leaves the members as they are; what is wrong shows in the segment's freshness.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec
import structlog

from portret.kernel import Clock, Invalid, PortretError, Settings, Unavailable, coercion
from portret.segment.lists import store
from portret.segment.lists.fill import PROFILE_ID, Target, fill_from_ids
from portret.segment.lists.model import MAX_ROWS, Asked, Report
from portret.segment.model import Cause, Definition, Query
from portret.segment.upkeep import store as upkeep
from portret.segment.upkeep.store import SegmentRow
from portret.state import State
from portret.warehouse import Limits, Warehouse

_log = structlog.get_logger(__name__)

_OFTEN_MS = 60_000
_AGAIN_MS = 10_000
_LONGEST_ERROR = 2_000
_NEVER = Asked(version=0, next_at_ms=0, asked_at_ms=0, answered_at_ms=0, found=0, unknown=0, error="")


class Queries:
    """Asks the queries of all workspaces, one after the other, each no more than once a minute."""

    def __init__(self, state: State, warehouse: Warehouse, clock: Clock, settings: Settings) -> None:
        self._state = state
        self._warehouse = warehouse
        self._clock = clock
        self._settings = settings
        self._limits = Limits(
            seconds=settings.query_max_seconds, memory_bytes=settings.query_max_memory_bytes, rows=MAX_ROWS
        )

    def ask_due(self) -> int:
        """Ask what is due; return how many were asked. To be called every few seconds."""
        with self._state.read() as connection:
            rows = [row for row in upkeep.segment_rows(connection) if _query_of(row)]
            known = store.all_asked(connection)
        keys = {(row.workspace_id, row.segment_id) for row in rows}
        if gone := known.keys() - keys:
            with self._state.begin() as connection:
                store.forget_asked(connection, gone)
        asked = 0
        for row, before in self._due(rows, known):
            self._ask(row, before)
            asked += 1
        return asked

    def _due(self, rows: Iterable[SegmentRow], known: dict[store.Key, Asked]) -> Iterator[tuple[SegmentRow, Asked]]:
        now_ms = self._clock.now_ms()
        waiting = [(known.get((row.workspace_id, row.segment_id), _NEVER), row) for row in rows]
        for before, row in sorted(waiting, key=lambda each: each[0].next_at_ms):
            if before.next_at_ms <= now_ms or before.version != row.version:
                yield row, before

    def _ask(self, row: SegmentRow, before: Asked) -> None:
        key = (row.workspace_id, row.segment_id)
        query = _query_of(row)
        with self._state.read() as connection:
            if query is None or store.lists_waiting(connection, *key):
                return  # the last answer is still on its way
        now_ms = self._clock.now_ms()
        every_ms = max(coercion.duration_ms(query.every), _OFTEN_MS)
        became = replace(before, version=row.version, asked_at_ms=now_ms, next_at_ms=now_ms + every_ms)
        try:
            report = self._take(key, query.sql)
        except Unavailable as error:
            became = replace(became, next_at_ms=now_ms + _AGAIN_MS, error=error.detail)
        except PortretError as error:
            became = replace(became, error=error.detail[:_LONGEST_ERROR])
            _log.info("query of a segment failed", workspace=row.workspace_id, segment=row.segment_id, why=error.type)
        else:
            became = replace(
                became,
                answered_at_ms=self._clock.now_ms(),
                found=report.known,
                unknown=report.unknown,
                error="",
            )
        with self._state.begin() as connection:
            store.keep_asked(connection, key, became)

    def _take(self, key: store.Key, sql: str) -> Report:
        """Ask and put the answer in force. Raises what the warehouse raises, and Invalid if no column is as needed."""
        workspace_id, segment_id = key
        answer = self._warehouse.read(workspace_id, sql, limits=self._limits)
        if PROFILE_ID not in answer.columns:
            raise Invalid(f"The query has no column {PROFILE_ID}: say `… AS {PROFILE_ID}`.", path="sql")
        place = answer.columns.index(PROFILE_ID)
        ids = (row[place] if isinstance(row[place], str) else "" for row in answer.rows)
        with self._state.begin() as connection:
            list_id = store.begin_list(
                connection, workspace_id, segment_id, "replace", Cause("query"), self._clock.now_ms()
            )
        report = fill_from_ids(self._state, Target(workspace_id, list_id, self._settings.phone_region), ids)
        with self._state.begin() as connection:
            store.complete_list(connection, workspace_id, list_id)
        return report


def _query_of(row: SegmentRow) -> Query | None:
    """Return the query that a segment is, None if it is none or not in force."""
    if row.status in ("leaving", "gone") or row.document.get("members", {}).get("kind") != "sql":
        return None
    members = _members(row.document)
    return members if isinstance(members, Query) else None


def _members(document: dict[str, object]) -> object:
    return msgspec.convert(document, Definition).members
