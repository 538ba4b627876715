"""Segments that are queries: each is asked when its time has come; who it names are all its members from then on.

A query that fails leaves the members as they are; what is wrong shows in the segment's freshness. So does an answer
that would make the segment far larger or smaller, as of a table that is empty for a moment, until somebody confirms it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec
import structlog

from portret.kernel import Clock, Conflict, PortretError, Settings, Unavailable, coercion, told
from portret.segment.lists import store
from portret.segment.lists.ask import ids_named
from portret.segment.lists.fill import Target, fill_from_ids
from portret.segment.lists.model import Asked, Report
from portret.segment.model import Cause, Definition, Query
from portret.segment.size_guard import is_surprising
from portret.segment.upkeep import store as upkeep
from portret.segment.upkeep.store import SegmentRow
from portret.state import State
from portret.warehouse import Warehouse

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
            # whoever saved a new version was asked then
            self._ask(row, before, guarded=before.version == row.version)
            asked += 1
        return asked

    def _due(self, rows: Iterable[SegmentRow], known: dict[store.Key, Asked]) -> Iterator[tuple[SegmentRow, Asked]]:
        now_ms = self._clock.now_ms()
        waiting = [(known.get((row.workspace_id, row.segment_id), _NEVER), row) for row in rows]
        for before, row in sorted(waiting, key=lambda each: each[0].next_at_ms):
            if before.next_at_ms <= now_ms or before.version != row.version:
                yield row, before

    def ask_now(self, workspace_id: str, segment_id: str, *, confirmed: bool) -> Asked:
        """Ask the query of a segment, whether or not it is due; `confirmed` takes an answer of whatever size.

        Raises:
            Conflict: the segment is no query in force, its last answer is on its way, or the size would surprise.
            Invalid, TooLarge, Unavailable: the query has no answer.
        """
        with self._state.read() as connection:
            rows = [row for row in upkeep.segment_rows(connection, workspace_id) if row.segment_id == segment_id]
            before = store.asked(connection, workspace_id, segment_id)
        became = error = None
        if rows and _query_of(rows[0]):
            became, error = self._ask(rows[0], before or _NEVER, guarded=not confirmed) or (None, None)
        if error:
            raise error
        if became is None:
            raise Conflict(
                told("no-query", "There is no query in force, or its last answer is on its way: see the freshness.")
            )
        return became

    def _ask(self, row: SegmentRow, before: Asked, *, guarded: bool) -> tuple[Asked, PortretError | None] | None:
        """Ask a query and keep what became of it; return that, and what went wrong. None if it is not asked."""
        key = (row.workspace_id, row.segment_id)
        query = _query_of(row)
        with self._state.read() as connection:
            if query is None or store.lists_waiting(connection, *key):
                return None  # the last answer is still on its way
        now_ms = self._clock.now_ms()
        every_ms = max(coercion.duration_ms(query.every), _OFTEN_MS)
        became = replace(before, version=row.version, asked_at_ms=now_ms, next_at_ms=now_ms + every_ms)
        fault: PortretError | None = None
        try:
            report = self._take(row, query.sql, guarded=guarded)
        except PortretError as error:
            fault = error
            next_at_ms = now_ms + _AGAIN_MS if isinstance(error, Unavailable) else became.next_at_ms
            became = replace(became, next_at_ms=next_at_ms, error=_clipped(error.detail))
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
        return became, fault

    def _take(self, row: SegmentRow, sql: str, *, guarded: bool) -> Report:
        """Ask and put the answer in force. Raises what `ids_named` does, Conflict if the size would surprise."""
        workspace_id, segment_id = row.workspace_id, row.segment_id
        ids = ids_named(self._warehouse, workspace_id, sql, self._settings)
        with self._state.begin() as connection:
            list_id = store.begin_list(
                connection, workspace_id, segment_id, "replace", Cause("query"), self._clock.now_ms()
            )
        report = fill_from_ids(self._state, Target(workspace_id, list_id, self._settings.phone_region), ids)
        with self._state.begin() as connection:
            size = upkeep.size(connection, workspace_id, segment_id)
            held = guarded and is_surprising(size, report.known)
            if held:
                store.drop_list(connection, list_id)
            else:
                store.complete_list(connection, workspace_id, list_id)
        if held:
            message = told(
                "query-few",
                "The query names {known} people; the segment has {size} members, who stay. If that is meant, "
                "have it asked now and confirm it: portret segment ask {key} --confirm {confirm}.",
                known=report.known,
                size=size,
                key=row.key,
                confirm=row.key,
            )
            raise Conflict(message, path="confirm")
        return report


def _query_of(row: SegmentRow) -> Query | None:
    """Return the query that a segment is, None if it is none or not in force."""
    if row.status in ("leaving", "gone") or row.document.get("members", {}).get("kind") != "sql":
        return None
    members = _members(row.document)
    return members if isinstance(members, Query) else None


def _clipped(detail: str) -> str:
    """Return a message as it is, unless it is longer than what is kept."""
    return detail if len(detail) <= _LONGEST_ERROR else detail[:_LONGEST_ERROR]


def _members(document: dict[str, object]) -> object:
    return msgspec.convert(document, Definition).members
