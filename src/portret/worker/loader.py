"""Bring what the pipeline left in the outbox into the warehouse, exactly once and in order; a process of its own.

What waits is loaded together, because few rows cost the warehouse as much as many: up to which position is written
down beforehand, so that it is the same rows again after a crash. Their first position is the deduplication token, so
that what was stored although the answer got lost is not stored twice; the first rows after a start or a failure may be
such. While the warehouse is away, the outbox keeps what comes; the pipeline goes on.
"""

from __future__ import annotations

import threading
import time
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
from portret.worker.chores import Chore, Garbage
from portret.worker.outbox import Resolved, together, unpack
from portret.worker.segments.fill import HISTORY
from portret.worker.snapshots import ProfileKey, Snapshots

_log = structlog.get_logger(__name__)

_IDLE_SECONDS = 0.05
_PUBLISH_SECONDS = 1.0
_SQUASH_SECONDS = 3600.0
_BEHIND_S = 1.0
_BUSY_S = 1.0
_GATHER_S = 0.4
_ENOUGH_EVENTS = 4_000
_MOST_EVENTS = 16_000
_MOST_BATCHES = 1_000
_PLANNED = "loading"
"""The cursor that stands at the last position of what is being loaded."""

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
        self._loaded_at = 0.0
        with state.read() as connection:
            snapshot_position = store.cursor(connection, "snapshot")
            self._snapshots = Snapshots(profile.changed_since(connection, snapshot_position), clock.now_ms())
        self._chores = (Chore(self._publish, _PUBLISH_SECONDS), Chore(self._squash, _SQUASH_SECONDS))

    def work(self) -> None:
        """Load until told to stop; what fails is tried again, nothing is skipped."""
        garbage = Garbage()
        while not self._stop.is_set() and not self._attempt(self._migrate):
            self._held.require()
            self._pause()
        while not self._stop.is_set():
            self._held.require()
            loaded = self._attempt(self._load_enough)
            if self._snapshots.are_due(self._clock.now_ms()):
                self._attempt(partial(self._load_snapshots, is_busy=self._loaded_ago_s() < _BUSY_S))
            for chore in self._chores:
                chore.run_if_due()
            garbage.collect()
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

    def _load_enough(self) -> bool:
        """Load what waits, once it is enough or has waited for a moment."""
        if not self._failures and self._loaded_ago_s() < _GATHER_S:
            with self._state.read() as connection:
                spans = store.spans_in_outbox(connection, _MOST_BATCHES)
            if not spans or spans[-1][1] - spans[0][0] < _ENOUGH_EVENTS:
                return False
        return self._load_next()

    def _loaded_ago_s(self) -> float:
        return time.monotonic() - self._loaded_at

    def _load_next(self) -> bool:
        """Load the oldest batches, or carry out the correction that comes before them, if there is one."""
        with self._state.read() as connection:
            correction = store.next_correction(connection)  # before the batches, which it must not overtake
            spans = store.spans_in_outbox(connection, _MOST_BATCHES)
            planned = store.cursor(connection, _PLANNED)
        if correction and (not spans or correction[1] < spans[0][0]):
            return self._correct(*correction)
        if not spans:
            return False
        first = spans[0][0]
        last = planned if planned >= first else self._plan(spans, correction[1] if correction else spans[-1][1])
        self._load_batches(first, last)
        self._loaded_at = time.monotonic()
        return True

    def _plan(self, spans: Sequence[tuple[int, int]], upto: int) -> int:
        """Write down up to which position to load together, at most to a position; return it."""
        first, last = spans[0]
        last = max([last, *(end for _, end in spans if end <= upto and end - first < _MOST_EVENTS)])
        with self._state.begin() as connection:
            store.set_cursor(connection, _PLANNED, last)
        return last

    def _load_batches(self, first: int, last: int) -> None:
        with self._state.read() as connection:
            bodies = store.bodies_in_outbox(connection, last)
            aliases = unify.aliases_between(connection, first, last)
        resolved = together([unpack(body) for body in bodies])
        if aliases:
            self._load_rows("profile_aliases", alias_rows(aliases, version=last), str(first))
        try:
            self._load_events(resolved, str(first))
        except Invalid:
            self._load_singly(resolved)
        self._again = False
        with self._state.begin() as connection:
            store.remove_from_outbox(connection, last)
        self._snapshots.note((workspace_id, each) for workspace_id, *both in aliases for each in both)
        self._snapshots.note(resolved.changed())

    def _correct(self, number: int, after: int, body: bytes) -> bool:
        correction = corrections.unpack(body)
        corrections.apply(self._warehouse, correction, after)
        for profile_id in correction.changed:
            self._load_snapshot([(correction.workspace_id, profile_id)])
        with self._state.begin() as connection:
            store.remove_correction(connection, number)
        self._snapshots.note(())
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
            self._load_snapshot(keys)
        now_ms = self._clock.now_ms()
        busy = "behind" if is_behind else "busy" if is_busy else "idle"
        copied_upto = self._snapshots.done(keys, position, now_ms - began_ms, now_ms, busy=busy)
        if copied_upto is not None:
            with self._state.begin() as connection:
                store.set_cursor(connection, "snapshot", copied_upto)
        return copied_upto is None

    def _load_snapshot(self, keys: Sequence[ProfileKey]) -> None:
        with self._state.read() as connection:
            position = store.cursor(connection, "processed")
            rows = profile.snapshot_rows(connection, keys, position, self._clock.now())
        self._load_rows("profiles", rows, f"{position}:{keys[0][1]}:{self._clock.now_ms()}")

    def _progress(self) -> tuple[int, bool]:
        """Return the log position up to which all is loaded, and whether the worker is far behind the log's end."""
        with self._state.read() as connection:
            lag_s = store.status(connection, "worker").get("lag_seconds", 0.0)
            return store.loaded(connection), lag_s > _BEHIND_S

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
