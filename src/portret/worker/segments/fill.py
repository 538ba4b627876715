"""Read the history of new folds from the warehouse, and give it to profiles between two batches, exactly once.

Events up to a log position come from history, those after it are folded as they come. What interrupts it, a crash or a
split of a profile that may have its part already, makes it begin anew under other ids: what was put in under the old
ones means nothing to anybody.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from queue import Empty, Full, Queue

import sqlalchemy as sa
import structlog

from portret import segment, trait, unify
from portret.kernel import Conflict, PortretError, Unavailable, told
from portret.segment import FoldRow
from portret.state import State, claim
from portret.trait import FoldState
from portret.warehouse import Warehouse
from portret.worker import store
from portret.worker.segments.known import Known
from portret.worker.segments.people import People

_log = structlog.get_logger(__name__)

HISTORY = "history"
"""The part that whoever reads history plays, so that nobody gives rows another profile's id meanwhile."""

_AT_ONCE = 5_000
_AHEAD = 2
_STOP_SECONDS = 0.2
_PAUSE_SECONDS = 2.0
_TRIES = 3
_AGAIN_SECONDS = 600.0

Piece = Sequence[tuple[str, Mapping[int, FoldState]]]
"""(profile id as stored, fold id → the state of its history)."""


class Fill:
    """Fills the folds that wait for it: those that began together, together."""

    def __init__(self, state: State, warehouse: Warehouse, known: Known, people: People) -> None:
        self._state = state
        self._warehouse = warehouse
        self._known = known
        self._people = people
        self._reading: _Reading | None = None
        self._rest: Piece = ()
        self._look_at = 0.0
        self._failures: dict[tuple[str, str], int] = {}
        self._again_at: dict[tuple[str, str], float] = {}
        self._alone: set[tuple[str, str]] = set()

    @property
    def is_reading(self) -> bool:
        """Whether history comes in at this moment."""
        return self._reading is not None

    def run(self) -> bool:
        """Take the next step; return whether there was one."""
        if self._reading is None:
            return self._begin()
        if not self._rest and not self._next_piece(self._reading):
            return False
        piece, self._rest = self._rest[:_AT_ONCE], self._rest[_AT_ONCE:]
        if piece:
            try:
                self._apply(self._reading, piece)
            except BaseException:
                self.close()  # nobody knows whether it is in
                raise
        return True

    def close(self) -> None:
        """Stop reading."""
        if self._reading:
            self._reading.stop()
        self._reading, self._rest = None, ()

    def _begin(self) -> bool:
        """Begin to read for folds that wait, once the warehouse has everything before the live ones."""
        now = time.monotonic()
        if now < self._look_at:
            return False
        self._look_at = now + _PAUSE_SECONDS / 10
        with self._state.read() as connection:
            folds = [row for row in segment.fold_rows(connection) if row.status == "filling"]
            refused = self._next_refused(folds, now)
            rows = refused or self._next_rows(folds)
            if not rows:
                return False
            if refused or any(row.begun for row in rows):
                self._begin_anew(rows)
                return True
            if not _has_arrived(connection, rows[0].since_position):
                return False
        in_force = self._known.of(rows[0].workspace_id)
        if in_force is None or not in_force.folds.issuperset(row.id for row in rows):
            return False  # they were saved a moment ago: the next look at definitions makes them known
        self._reading = _Reading(self._state, self._warehouse, rows, self._zone(rows[0]))
        self._reading.start()
        _log.info("history begun", workspace=rows[0].workspace_id, folds=len(rows), upto=rows[0].since_position)
        return True

    def _next_refused(self, folds: Iterable[FoldRow], now: float) -> list[FoldRow]:
        """Return a workspace's folds that could not be read, if it is time, or the worker began, to try again."""
        due = [row for row in folds if row.fault and self._again_at.get((row.workspace_id, row.key), now) <= now]
        rows = [row for row in due if row.workspace_id == due[0].workspace_id]
        self._again_at |= {(row.workspace_id, row.key): now + _AGAIN_SECONDS for row in rows}
        return rows

    def _next_rows(self, folds: Iterable[FoldRow]) -> list[FoldRow]:
        waiting: defaultdict[tuple[str, int], list[FoldRow]] = defaultdict(list)
        for row in folds:
            if not row.fault:
                waiting[row.workspace_id, row.since_position].append(row)
        if not waiting:
            return []
        rows = waiting[min(waiting, key=lambda group: (group[1], group[0]))]
        single = [row for row in rows if (row.workspace_id, row.key) in self._alone]
        return single[:1] or rows

    def _next_piece(self, reading: _Reading) -> bool:
        try:
            got = reading.pieces.get_nowait()
        except Empty:
            return False
        if isinstance(got, Exception):
            self._fail(reading, got)
        elif got is None:
            self._finish(reading)
        else:
            self._rest = got
        return True

    def _apply(self, reading: _Reading, piece: Piece) -> None:
        workspace_id = reading.rows[0].workspace_id
        ids = [row.id for row in reading.rows]
        with self._state.begin() as connection:
            if not self._still_wanted(connection, reading):
                self.close()
                return
            merged = unify.merged(connection, workspace_id, [profile_id for profile_id, _ in piece])
            told: dict[str, Mapping[int, FoldState]] = {}
            for stored_id, states in piece:
                profile_id = merged.get(stored_id, stored_id)
                had = told.get(profile_id)
                told[profile_id] = trait.merge_states(had, states) if had else states
            self._people.add_history(
                connection,
                workspace_id,
                told,
                min(ids),
                united=set(merged.values()),
                version=store.cursor(connection, "processed"),
            )
            segment.note_begun(connection, workspace_id, ids)

    def _finish(self, reading: _Reading) -> None:
        workspace_id = reading.rows[0].workspace_id
        with self._state.begin() as connection:
            if self._still_wanted(connection, reading):
                segment.set_fold_status(connection, workspace_id, [row.id for row in reading.rows], "live")
        _log.info("history read", workspace=workspace_id, folds=len(reading.rows))
        self.close()
        self._known.forget()

    def _still_wanted(self, connection: sa.Connection, reading: _Reading) -> bool:
        """Say whether these very folds still wait for what was read: all of them, or the rest begins anew."""
        workspace_id = reading.rows[0].workspace_id
        waiting = {row.id for row in segment.fold_rows(connection, workspace_id) if row.status == "filling"}
        if waiting.issuperset(row.id for row in reading.rows):
            return True
        self._known.forget()
        return False

    def _fail(self, reading: _Reading, error: Exception) -> None:
        """Try again a little later; what fails again and again is tried alone, and is refused if that fails, too."""
        self.close()
        self._look_at = time.monotonic() + _PAUSE_SECONDS
        _log.warning("history not read", folds=len(reading.rows), reason=str(error))
        with self._state.read() as connection:
            rows = [row for row in segment.fold_rows(connection) if row.id in {each.id for each in reading.rows}]
        mine = [row for row in rows if row.workspace_id == reading.rows[0].workspace_id]
        if not isinstance(error, Unavailable | Conflict | sa.exc.OperationalError):
            if len(reading.rows) > 1:
                self._alone |= {(row.workspace_id, row.key) for row in reading.rows}
            else:
                self._refuse(reading.rows[0], error)
        if any(row.begun for row in mine):
            self._begin_anew(mine)

    def _refuse(self, row: FoldRow, error: Exception) -> None:
        key = (row.workspace_id, row.key)
        self._failures[key] = self._failures.get(key, 0) + 1
        if self._failures[key] >= _TRIES:
            why = error.detail if isinstance(error, PortretError) else str(error)
            fault = told(
                "history-unread",
                "Its history cannot be read; that is tried again every ten minutes: {why}",
                why=why,
            )
            self._again_at[key] = time.monotonic() + _AGAIN_SECONDS
            with self._state.begin() as connection:
                segment.set_fold_fault(connection, row.workspace_id, row.id, fault)
            self._known.forget()

    def _begin_anew(self, rows: Sequence[FoldRow]) -> None:
        """Give folds other ids, of which nothing is in any profile."""
        with self._state.begin() as connection:
            segment.set_fold_status(connection, rows[0].workspace_id, [row.id for row in rows], "retired")
        self._known.forget()

    def _zone(self, row: FoldRow) -> str:
        return row.key.rpartition(":")[2]


class _Reading(threading.Thread):
    """Reads history in a thread of its own, a few pieces ahead; ends with None, or with what went wrong."""

    def __init__(self, state: State, warehouse: Warehouse, rows: Sequence[FoldRow], zone: str) -> None:
        super().__init__(name="history", daemon=True)
        self.rows = rows
        self.pieces: Queue[Piece | Exception | None] = Queue(_AHEAD)
        self._state = state
        self._warehouse = warehouse
        self._zone = zone
        self._stopped = threading.Event()

    def run(self) -> None:
        """Read until the end, or until told to stop."""
        try:
            with claim(self._state, HISTORY):
                for piece in self._pieces():
                    if not self._put(piece):
                        return
        except Exception as error:  # noqa: BLE001 — whoever waits for the pieces must learn of it
            self._put(error)
        else:
            self._put(None)

    def stop(self) -> None:
        """Read no further."""
        self._stopped.set()

    def _pieces(self) -> Iterator[Piece]:
        folds = {row.id: row.fold for row in self.rows}
        workspace_id, upto = self.rows[0].workspace_id, self.rows[0].since_position
        yield from trait.history(self._warehouse, workspace_id, folds, upto, self._zone)

    def _put(self, piece: Piece | Exception | None) -> bool:
        while not self._stopped.is_set():
            with suppress(Full):
                self.pieces.put(piece, timeout=_STOP_SECONDS)
                return True
        return False


def _has_arrived(connection: sa.Connection, position: int) -> bool:
    """Say whether the warehouse has everything up to a position, and each event under the profile it belongs to."""
    first = store.first_in_outbox(connection)
    correction = store.next_correction(connection)
    return (first is None or first > position) and (correction is None or correction[1] > position)
