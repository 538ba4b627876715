"""The worker's loop: one step after the other, chores in between, a clean end."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable

import structlog

from portret import unify
from portret.collect import Normaliser, open_enricher
from portret.kernel import Clock, Settings, Unavailable
from portret.log import SqliteLog
from portret.state import State
from portret.warehouse import Warehouse
from portret.worker import store
from portret.worker.dedup import SeenMessages
from portret.worker.loader import Loader
from portret.worker.pipeline import Pipeline, Stores
from portret.worker.sources import SourceBook

_log = structlog.get_logger(__name__)

_IDLE_SECONDS = 0.02
_REFRESH_SECONDS = 1.0
_TRIM_SECONDS = 60.0
_SQUASH_SECONDS = 3600.0
_RETRY_SECONDS = 1.0
_YOUNG_OBJECTS = 200_000


def run(settings: Settings, clock: Clock, stop: threading.Event) -> None:
    """Process the log until told to stop; the state store must be up to date.

    Raises:
        Unavailable: the log ends before the position that the state store has reached: they do not belong together.
    """
    state = State(settings.effective_state_url)
    log = SqliteLog(settings.log_path)
    seen = SeenMessages(settings.dedup_path, settings.dedup_window)
    try:
        Worker(settings, Stores(log, state, seen), clock, stop).work()
    finally:
        seen.close()
        log.close()
        state.close()


class Worker:
    """One running worker: the pipeline, the loader and the chores."""

    def __init__(self, settings: Settings, stores: Stores, clock: Clock, stop: threading.Event) -> None:
        self._settings = settings
        self._stores = stores
        self._clock = clock
        self._stop = stop
        self._book = SourceBook(stores.state)
        normaliser = Normaliser(
            self._book.sources, self._book.workspaces, open_enricher(settings), anonymize_ip=settings.anonymize_ip
        )
        resolver = unify.Resolver(
            unify.IdentityRules(), lambda source_id: self._book.phone_region(source_id) or settings.phone_region
        )
        self._pipeline = Pipeline(
            stores, self._book, normaliser, resolver, clock, batch_max_events=settings.batch_max_events
        )
        self._warehouse = Warehouse.of(settings)
        self._loader = Loader(stores.log, stores.state, self._warehouse, normaliser, clock)
        self._chores = [
            _Chore(self._refresh, _REFRESH_SECONDS),
            _Chore(self._trim, _TRIM_SECONDS),
            _Chore(self._squash, _SQUASH_SECONDS),
        ]

    def work(self) -> None:
        """Step until told to stop; a failing step is tried again, nothing is skipped."""
        self._check_order()
        _collect_garbage_rarely()
        while not self._stop.is_set():
            try:
                busy = self._step()
            except Exception:  # noqa: BLE001 whatever it was, the batch is intact in the log and is tried again
                _log.exception("step failed", position=self._pipeline.position)
                self._stop.wait(_RETRY_SECONDS)
                continue
            for chore in self._chores:
                chore.run_if_due()
            if not busy:
                self._stop.wait(_IDLE_SECONDS)
        self._loader.stop()
        self._pipeline.forget_loaded(self._loader.take_loaded())
        self._publish()

    def _step(self) -> bool:
        began = time.perf_counter()
        batch = self._pipeline.step(self._loader.take_loaded())
        if batch is None:
            return False
        self._loader.offer(batch)
        self._pipeline.figures.batch_seconds += time.perf_counter() - began
        return True

    def _check_order(self) -> None:
        end = self._stores.log.end()
        if end < self._pipeline.position:
            message = (
                f"The log ends at {end}, but the state store has processed up to {self._pipeline.position}: they "
                "do not belong together. Restore both from the same backup."
            )
            raise Unavailable(message)

    def _refresh(self) -> None:
        self._book.refresh()
        self._publish()

    def _trim(self) -> None:
        oldest = self._loader.oldest_waiting()
        safe = self._pipeline.position if oldest is None else oldest - 1
        before_ms = self._clock.now_ms() - int(self._settings.log_retention.total_seconds() * 1000)
        self._stores.log.trim(before_ms, safe)

    def _squash(self) -> None:
        self._loader.squash_when_idle()

    def _publish(self) -> None:
        figures, loader = self._pipeline.figures, self._loader
        end = self._stores.log.end()
        behind = end - self._pipeline.position
        now_ms = self._clock.now_ms()
        published = {
            "position": self._pipeline.position,
            "lag_events": behind,
            "lag_seconds": max(0, now_ms - figures.last_received_at_ms) / 1000 if behind else 0.0,
            "accepted": figures.accepted,
            "duplicates": figures.duplicates,
            "quarantined": figures.quarantined,
            "batches": figures.batches,
            "batch_seconds": figures.batch_seconds,
            "loader_lag_batches": loader.waiting,
            "loader_lag_events": loader.lag_events(self._pipeline.position),
            "loader_healthy": int(loader.is_healthy),
        }
        with self._stores.state.begin() as connection:
            store.set_status(connection, "worker", published, now_ms)


def _collect_garbage_rarely() -> None:
    """Tens of thousands of events live for one batch and make no cycles: looking through them again and again costs.

    Measured: a third of the CPU per event with the interpreter's defaults.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 100)


class _Chore:
    """Something to do now and then, not while it was done a moment ago."""

    def __init__(self, do: Callable[[], None], every_seconds: float) -> None:
        self._do = do
        self._every_seconds = every_seconds
        self._done_at = 0.0

    def run_if_due(self) -> None:
        """Do it if its time has come; a failure is logged and does not stop the worker."""
        now = time.monotonic()
        if now - self._done_at >= self._every_seconds:
            self._done_at = now
            try:
                self._do()
            except Exception:  # noqa: BLE001 a chore that fails is tried again when it is next due
                _log.exception("chore failed", chore=self._do.__name__)
