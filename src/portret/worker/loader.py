"""Bring processed batches into the warehouse exactly once, in order, in a thread of its own.

A batch comes with its events while they are still in memory. If the warehouse is away, only the batch's positions are
kept; its rows are made anew from the log and the owners that the state store remembers. The batch's first position is
the deduplication token, so that a batch whose answer got lost is not loaded twice.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from portret import profile, unify
from portret.collect import Normaliser
from portret.kernel import Clock, Event, Invalid, PortretError
from portret.log import Log
from portret.state import State
from portret.warehouse import Warehouse, event_rows, order_line_rows
from portret.worker import store
from portret.worker.pipeline import Batch, ProfileKey

_log = structlog.get_logger(__name__)

_IN_MEMORY = 3
_SNAPSHOT_EVERY_MS = 10_000
_SNAPSHOT_ROWS = 5_000
_REFUSED_AT_MOST = 20
_SETTLE_SECONDS = 1.0
_RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Loader:
    """The way into the warehouse. `offer` from the pipeline's thread, everything else happens in the loader's own."""

    def __init__(self, log: Log, state: State, warehouse: Warehouse, normaliser: Normaliser, clock: Clock) -> None:
        """Queue what an earlier run left behind."""
        self._log = log
        self._state = state
        self._warehouse = warehouse
        self._normaliser = normaliser
        self._clock = clock
        self._changed = threading.Condition()
        with state.read() as connection:
            self._waiting: deque[tuple[int, int]] = deque(store.unloaded_batches(connection))
            snapshot_position = store.cursor(connection, "snapshot")
            self._dirty: set[ProfileKey] = set(profile.changed_since(connection, snapshot_position))
            self._processed = store.cursor(connection, "processed")
        self._in_memory: dict[int, Batch] = {}
        self._loaded: list[int] = []
        self._failures = 0
        self._is_migrated = False
        self._stopping = False
        self._squash_wanted = False
        self._snapshot_due_ms = clock.now_ms() + _SNAPSHOT_EVERY_MS
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many batches are not in the warehouse yet."""
        return len(self._waiting)

    @property
    def is_healthy(self) -> bool:
        """Whether the last attempt to load succeeded."""
        return self._failures == 0

    def lag_events(self, position: int) -> int:
        """Return how many log positions up to `position` are not in the warehouse yet."""
        oldest = self.oldest_waiting()
        return 0 if oldest is None else position - oldest + 1

    def squash_when_idle(self) -> None:
        """Ask for merged profiles to be rewritten in the warehouse once nothing waits to be loaded."""
        with self._changed:
            self._squash_wanted = True

    def oldest_waiting(self) -> int | None:
        """Return the first position that is not in the warehouse yet, None if all is."""
        with self._changed:
            return self._waiting[0][0] if self._waiting else None

    def offer(self, batch: Batch) -> None:
        """Queue a batch; while the warehouse is merely slow this waits, while it is away it does not."""
        with self._changed:
            while len(self._in_memory) >= _IN_MEMORY and self.is_healthy and not self._stopping:
                self._changed.wait(timeout=1)
            self._waiting.append((batch.first, batch.last))
            self._dirty |= batch.touched
            self._processed = batch.last
            if self.is_healthy and len(self._in_memory) < _IN_MEMORY:
                self._in_memory[batch.first] = batch
            self._changed.notify_all()

    def take_loaded(self) -> list[int]:
        """Return the batches (by first position) loaded since the last call; the pipeline forgets their rows."""
        with self._changed:
            loaded, self._loaded = self._loaded, []
            return loaded

    def stop(self) -> None:
        """End after the batch in hand; what is left is loaded by the next run."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stopping:
            work = self._next_work()
            if work is None:
                continue
            try:
                work()
                self._failures = 0
            except PortretError as error:
                self._failures += 1
                _log.warning("warehouse not loaded", reason=error.detail, failures=self._failures)
            except Exception:  # noqa: BLE001 the loader must outlive anything: the batch stays queued and is tried again
                self._failures += 1
                _log.exception("warehouse not loaded", failures=self._failures)
            if self._failures:
                self._in_memory.clear()
                self._wait(_RETRY_SECONDS[min(self._failures, len(_RETRY_SECONDS)) - 1])

    def _next_work(self) -> Callable[[], None] | None:
        with self._changed:
            if not self._is_migrated:
                return self._migrate
            now_ms = self._clock.now_ms()
            if self._dirty and now_ms >= self._snapshot_due_ms:
                self._snapshot_due_ms = now_ms + _SNAPSHOT_EVERY_MS
                return self._load_snapshots
            if self._waiting:
                return self._load_next
            if self._squash_wanted:
                return self._squash
            self._changed.wait(timeout=0.5)
            return None

    def _migrate(self) -> None:
        self._warehouse.migrate()
        self._is_migrated = True

    def _squash(self) -> None:
        """Rewrite only once no batch may be loaded again: rewriting forgets the tokens of what it rewrites."""
        with self._state.read() as connection:
            settled = not store.unloaded_batches(connection)
        if settled:
            self._warehouse.squash()
            self._squash_wanted = False
        else:
            self._wait(_SETTLE_SECONDS)

    def _wait(self, seconds: float) -> None:
        with self._changed:
            if not self._stopping:
                self._changed.wait(timeout=seconds)

    def _load_next(self) -> None:
        first, last = self._waiting[0]
        batch = self._in_memory.get(first)
        events, owners = (batch.events, batch.owners) if batch else self._remake(first, last)
        with self._state.read() as connection:
            aliases = unify.aliases_between(connection, first, last)
        token = str(first)
        if aliases:
            self._warehouse.load("profile_aliases", _alias_columns(aliases, last), token)
        try:
            self._load_events(events, owners, token)
        except Invalid:
            self._load_singly(events, owners)
        with self._changed:
            self._waiting.popleft()
            self._in_memory.pop(first, None)
            self._loaded.append(first)
            self._changed.notify_all()

    def _load_events(self, events: Sequence[Event], owners: Sequence[str], token: str) -> None:
        self._warehouse.load("order_lines", order_line_rows(events, owners), token)
        self._warehouse.load("events", event_rows(events, owners), token)

    def _load_singly(self, events: Sequence[Event], owners: Sequence[str]) -> None:
        """Load a refused batch event by event; what is refused alone, too, is left to its profile and logged.

        Raises:
            Invalid: hardly any event is taken, so it is not for what they say.
        """
        refused = 0
        for event, owner in zip(events, owners, strict=True):
            try:
                self._load_events([event], [owner], str(event.position))
            except Invalid as error:
                refused += 1
                _log.warning("warehouse refuses an event", position=event.position, reason=error.detail)
                if refused > _REFUSED_AT_MOST:
                    raise

    def _remake(self, first: int, last: int) -> tuple[Sequence[Event], Sequence[str]]:
        with self._state.read() as connection:
            owners = store.batch_owners(connection, first)
        events: list[Event] = []
        for record in self._log.read(first - 1, last - first + 1):
            good, _ = self._normaliser.events(record)
            events += (event for event in good if event.position <= last and owners[event.position - first])
        return events, [owners[event.position - first] for event in events]

    def _load_snapshots(self) -> None:
        with self._changed:
            dirty, self._dirty = self._dirty, set()
            position = self._processed
        try:
            keys = sorted(dirty)
            for start in range(0, len(keys), _SNAPSHOT_ROWS):
                self._load_snapshot(keys[start : start + _SNAPSHOT_ROWS], position)
            with self._state.begin() as connection:
                store.set_cursor(connection, "snapshot", position)
        except BaseException:
            with self._changed:
                self._dirty |= dirty
            raise

    def _load_snapshot(self, keys: Sequence[ProfileKey], position: int) -> None:
        with self._state.read() as connection:
            rows = profile.snapshot_rows(connection, keys, position, self._clock.now())
        self._warehouse.load("profiles", rows, f"{position}:{keys[0][1]}")


def _alias_columns(aliases: Sequence[tuple[str, str, str]], version: int) -> dict[str, list[Any]]:
    workspace_ids, old_ids, profile_ids = map(list, zip(*aliases, strict=True))
    return {
        "workspace_id": workspace_ids,
        "alias_id": old_ids,
        "profile_id": profile_ids,
        "version": [version] * len(aliases),
    }
