"""Bring what the pipeline left in the outbox into the warehouse, exactly once and in order; a process of its own.

A batch's first position is its deduplication token, so that a batch whose answer got lost is not stored twice; the
first batch after a start or a failure may be such a one. While the warehouse is away, the outbox keeps what comes; the
pipeline goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import pyarrow as pa
import structlog

from portret import profile, unify
from portret.kernel import Clock, Conflict, Invalid, PortretError
from portret.state import Claim, State, claim
from portret.warehouse import Warehouse, alias_rows, event_rows, order_line_rows
from portret.worker import corrections, store
from portret.worker.chores import Chore, collect_garbage_rarely
from portret.worker.outbox import Resolved, unpack
from portret.worker.segments.fill import HISTORY
from portret.worker.snapshots import ProfileKey, Snapshots

_log = structlog.get_logger(__name__)

_IDLE_SECONDS = 0.05
_PUBLISH_SECONDS = 1.0
_SQUASH_SECONDS = 3600.0
_BEHIND_S = 1.0
_REFUSED_AT_MOST = 20
_RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Loader:
    """The only writer of the warehouse's tables, so that squashing finds nobody loading."""

    def __init__(self, state: State, warehouse: Warehouse, clock: Clock, stop: threading.Event, held: Claim) -> None:
        """Find out which profiles changed since they were last copied into the warehouse."""
        self._state = state
        self._warehouse = warehouse
        self._clock = clock
        self._stop = stop
        self._held = held
        self._failures = 0
        self._again = True
        with state.read() as connection:
            snapshot_position = store.cursor(connection, "snapshot")
            self._snapshots = Snapshots(profile.changed_since(connection, snapshot_position), clock.now_ms())
        self._chores = (Chore(self._publish, _PUBLISH_SECONDS), Chore(self._squash, _SQUASH_SECONDS))

    def work(self) -> None:
        """Load until told to stop; what fails is tried again, nothing is skipped."""
        collect_garbage_rarely()
        while not self._stop.is_set() and not self._attempt(self._migrate):
            self._held.require()
            self._pause()
        while not self._stop.is_set():
            self._held.require()
            loaded = self._attempt(self._load_next)
            if self._snapshots.are_due(self._clock.now_ms()):
                self._attempt(partial(self._load_snapshots, is_busy=loaded))
            for chore in self._chores:
                chore.run_if_due()
            if self._failures:
                self._pause()
            elif not loaded:
                self._stop.wait(_IDLE_SECONDS)

    def _attempt(self, work: Callable[[], bool]) -> bool:
        try:
            done = work()
        except PortretError as error:
            self._failures += 1
            self._again = True
            _log.warning("warehouse not loaded", reason=error.detail, failures=self._failures)
            return False
        except Exception:  # noqa: BLE001 the loader must outlive anything: the batch stays in the outbox
            self._failures += 1
            self._again = True
            _log.exception("warehouse not loaded", failures=self._failures)
            return False
        self._failures = 0
        return done

    def _pause(self) -> None:
        self._stop.wait(_RETRY_SECONDS[min(max(self._failures, 1), len(_RETRY_SECONDS)) - 1])

    def _migrate(self) -> bool:
        self._warehouse.migrate()
        return True

    def _load_next(self) -> bool:
        """Load the oldest batch, or carry out the correction that comes before it, if there is one."""
        with self._state.read() as connection:
            correction = store.next_correction(connection)  # before the batches, which it must not overtake
            found = store.next_in_outbox(connection)
            aliases = unify.aliases_between(connection, found[0], found[1]) if found else []
        if correction and (found is None or correction[1] < found[0]):
            return self._correct(*correction)
        if found is None:
            return False
        first, last, body = found
        resolved = unpack(body)
        if aliases:
            self._load_rows("profile_aliases", alias_rows(aliases, version=last), str(first))
        try:
            self._load_events(resolved, str(first))
        except Invalid:
            self._load_singly(resolved)
        self._again = False
        with self._state.begin() as connection:
            store.remove_from_outbox(connection, first)
        self._snapshots.note((workspace_id, each) for workspace_id, *both in aliases for each in both)
        self._snapshots.note(resolved.changed())
        return True

    def _correct(self, number: int, after: int, body: bytes) -> bool:
        correction = corrections.unpack(body)
        corrections.apply(self._warehouse, correction, after)
        position, _ = self._progress()
        for profile_id in correction.changed:
            self._load_snapshot([(correction.workspace_id, profile_id)], position)
        with self._state.begin() as connection:
            store.remove_correction(connection, number)
        self._snapshots.forget([(correction.workspace_id, profile_id) for profile_id in correction.erased])
        return True

    def _load_events(self, resolved: Resolved, token: str) -> None:
        events, owners = resolved.events, resolved.owners
        self._load_rows("order_lines", order_line_rows(events, owners), token)
        self._load_rows("events", event_rows(events, owners, resolved.origins), token)

    def _load_rows(self, table: str, rows: pa.RecordBatch, token: str) -> None:
        self._warehouse.load(table, rows, token, again=self._again)

    def _load_singly(self, resolved: Resolved) -> None:
        """Load a refused batch event by event; what is refused alone, too, is left to its profile and logged.

        Raises:
            Invalid: many an event is refused, so it is not for what they say.
        """
        refused = 0
        for place, event in enumerate(resolved.events):
            try:
                self._load_events(resolved.alone(place), str(event.position))
            except Invalid as error:
                refused += 1
                _log.warning("warehouse refuses an event", position=event.position, reason=error.detail)
                if refused > _REFUSED_AT_MOST:
                    raise

    def _load_snapshots(self, *, is_busy: bool) -> bool:
        """Copy some of the profiles that changed; return whether more of the same round wait."""
        began_ms = self._clock.now_ms()
        position, is_behind = self._progress()
        keys = self._snapshots.next(position, began_ms)
        if keys:
            self._load_snapshot(keys, position)
        now_ms = self._clock.now_ms()
        busy = "behind" if is_behind else "busy" if is_busy else "idle"
        copied_upto = self._snapshots.done(keys, now_ms - began_ms, now_ms, busy=busy)
        if copied_upto is not None:
            with self._state.begin() as connection:
                store.set_cursor(connection, "snapshot", copied_upto)
        return copied_upto is None

    def _load_snapshot(self, keys: Sequence[ProfileKey], position: int) -> None:
        with self._state.read() as connection:
            rows = profile.snapshot_rows(connection, keys, position, self._clock.now())
        self._load_rows("profiles", rows, f"{position}:{keys[0][1]}:{self._clock.now_ms()}")

    def _progress(self) -> tuple[int, bool]:
        """Return the log position up to which events are processed, and whether that is far behind its end."""
        with self._state.read() as connection:
            lag_s = store.status(connection, "worker").get("lag_seconds", 0.0)
            return store.cursor(connection, "processed"), lag_s > _BEHIND_S

    def _squash(self) -> None:
        """Rewrite merged profiles' rows once nothing waits: a batch that may be repeated must keep its token."""
        with self._state.read() as connection:
            is_settled = store.next_correction(connection) is None and store.first_in_outbox(connection) is None
        if is_settled:
            with suppress(Conflict), claim(self._state, HISTORY):  # whoever reads history goes through ids in order
                self._warehouse.squash()

    def _publish(self) -> None:
        with self._state.begin() as connection:
            store.set_status(connection, "loader", {"healthy": int(not self._failures)}, self._clock.now_ms())
