"""The two loops: the worker from the log to profiles, the loader from there to the warehouse."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import structlog

from portret import operation, segment, unify
from portret.collect import Normaliser, SourceBook, imports, open_enricher, open_proofs, words_of
from portret.kernel import Clock, Settings, Unavailable
from portret.log import SqliteLog
from portret.state import Claim, State, claim
from portret.warehouse import Warehouse
from portret.worker import store
from portret.worker.announce import Announcer
from portret.worker.chores import Background, Chore, Garbage
from portret.worker.dedup import SeenMessages
from portret.worker.identity import handlers
from portret.worker.jobs import Jobs, Launch
from portret.worker.loader import Loader
from portret.worker.operate import Operator
from portret.worker.pipeline import Pipeline, Stores
from portret.worker.segments import Judge, Known, Upkeep
from portret.worker.workbench import Workbench

_log = structlog.get_logger(__name__)

_IDLE_SECONDS = 0.02
_LOOK_SECONDS = 0.1
"""How seldom it looks for what others ask of it, or it has to tell, while nothing comes in."""
_REFRESH_SECONDS = 1.0
_TRIM_SECONDS = 60.0
_CHECKPOINT_SECONDS = 0.5
_JOBS_SECONDS = 0.25
_DEFINITIONS_SECONDS = 0.25
_EVALUATED_SECONDS = 5.0
_REMEASURE_SECONDS = 60.0
_QUERIES_SECONDS = 2.0
_FORGET_SECONDS = 3600.0
_OPERATIONS_KEPT = timedelta(days=90)
_RETRY_SECONDS = 1.0


def run(settings: Settings, clock: Clock, stop: threading.Event, launch: Launch) -> None:
    """Process the log until told to stop; the state store must be up to date.

    Args:
        settings: of this installation.
        clock: tells the time.
        stop: set when it shall end.
        launch: starts the process of a heavy operation.

    Raises:
        Conflict: another worker works on this state store.
        Unavailable: the log ends before the position that the state store has reached, they do not belong together;
            or the state store does not answer.
    """
    with (
        closing(State(settings.effective_state_url)) as state,
        claim(state, "worker") as held,
        closing(SqliteLog(settings.log_path)) as log,
        closing(SeenMessages(settings.dedup_path, settings.dedup_window)) as seen,
        closing(Warehouse.of(settings)) as warehouse,
        closing(Jobs(state, clock, launch)) as jobs,
    ):
        Worker(settings, Stores(log, state, seen), clock, stop, held).work(warehouse, jobs)


def load(settings: Settings, clock: Clock, stop: threading.Event) -> None:
    """Load the warehouse from the outbox until told to stop; the state store must be up to date.

    Raises:
        Conflict: another loader works on this state store.
        Unavailable: the state store does not answer.
    """
    with (
        closing(State(settings.effective_state_url)) as state,
        claim(state, "loader") as held,
        closing(Warehouse.of(settings)) as warehouse,
    ):
        Loader(state, warehouse, clock, stop, held).work()


class Worker:
    """One running worker: the pipeline and the chores."""

    def __init__(self, settings: Settings, stores: Stores, clock: Clock, stop: threading.Event, held: Claim) -> None:
        self._held = held
        self._settings = settings
        self._stores = stores
        self._clock = clock
        self._stop = stop
        self._book = SourceBook(stores.state)
        normaliser = Normaliser(
            self._book.sources,
            self._book.workspaces,
            open_enricher(settings),
            anonymize_ip=settings.anonymize_ip,
            proofs=open_proofs(stores.state, settings, clock),
        )
        rules = unify.KnownRules(stores.state)
        resolver = unify.Resolver(
            rules.of, lambda source_id: self._book.phone_region(source_id) or settings.phone_region
        )
        self._known = Known(stores.state, self._book.zones)
        self._judge = Judge(self._known)
        self._segment_figures: Callable[[], dict[str, float]] = dict
        self._pipeline = Pipeline(
            stores, self._book, normaliser, resolver, clock, self._judge, batch_max_events=settings.batch_max_events
        )
        self._announcer = Announcer(stores.state, stores.log, clock)
        self._chores: tuple[Chore, ...] = (
            Chore(self._book.refresh, _REFRESH_SECONDS),
            Chore(rules.refresh, _REFRESH_SECONDS),
            Chore(self._publish, _REFRESH_SECONDS),
            Chore(self._trim, _TRIM_SECONDS),
            Chore(self._follow_matches, _REFRESH_SECONDS),
            Chore(self._forget_operations, _FORGET_SECONDS),
            Chore(self._forget_files, _FORGET_SECONDS),
        )

    def work(self, warehouse: Warehouse, jobs: Jobs) -> None:
        """Step until told to stop; a failing step is tried again, nothing is skipped."""
        self._check_order()
        operator = Operator(self._workbench(warehouse), handlers)
        upkeep = self._upkeep(warehouse)
        self._chores += (
            Chore(jobs.tend, _JOBS_SECONDS),
            Chore(upkeep.refresh, _DEFINITIONS_SECONDS),
            Chore(upkeep.publish, _EVALUATED_SECONDS),
            Chore(upkeep.clean, _FORGET_SECONDS),
        )
        garbage = Garbage()
        Background(self._stores.state.checkpoint, _CHECKPOINT_SECONDS, self._stop).start()
        queries = segment.Queries(self._stores.state, warehouse, self._clock, self._settings)
        Background(queries.ask_due, _QUERIES_SECONDS, self._stop).start()
        Background(self._refreshes(warehouse).refresh_due, _REMEASURE_SECONDS, self._stop).start()
        busy: bool | int = True
        look_at = 0.0
        while not self._stop.is_set():
            self._held.require()
            try:
                events = self._step()
                looks = events or busy or time.monotonic() >= look_at
                busy = (looks and operator.work(is_behind=events > 0)) or events
                is_behind = self._waiting() >= self._settings.batch_max_events
                busy = upkeep.work(is_current=not events, is_behind=is_behind) or busy
                if looks:
                    busy = self._announcer.tell(self._pipeline.position, is_current=not events) or busy
                    look_at = time.monotonic() + _LOOK_SECONDS
            except Exception:  # noqa: BLE001 whatever it was, the batch is intact in the log and is tried again
                _log.exception("step failed", position=self._pipeline.position)
                self._stop.wait(_RETRY_SECONDS)
                continue
            for chore in self._chores:
                chore.run_if_due()
            garbage.collect()
            if not busy:
                self._stop.wait(_IDLE_SECONDS)
        upkeep.close()
        self._publish()

    def _upkeep(self, warehouse: Warehouse) -> Upkeep:
        upkeep = Upkeep(self._stores.state, warehouse, self._clock, self._judge, self._known, self._pipeline)
        self._segment_figures = upkeep.figures
        return upkeep

    def _refreshes(self, warehouse: Warehouse) -> segment.Refreshes:
        return segment.Refreshes(
            self._stores.state,
            warehouse,
            self._clock,
            self._settings,
            words_of,
            lambda: [workspace_id for workspace_id, _ in self._book.zones()],
        )

    def _workbench(self, warehouse: Warehouse) -> Workbench:
        return Workbench(
            settings=self._settings,
            state=self._stores.state,
            warehouse=warehouse,
            log=self._stores.log,
            clock=self._clock,
            zone=self._book.zone,
            position=lambda: self._pipeline.position,
            forget=self._pipeline.forget,
            judge=self._judge,
        )

    def _step(self) -> int:
        self._known.require()
        began = time.perf_counter()
        events = self._pipeline.step()
        if events:
            self._pipeline.figures.batch_seconds += time.perf_counter() - began
        return events

    def _waiting(self) -> int:
        return self._stores.log.end() - self._pipeline.position

    def _check_order(self) -> None:
        end = self._stores.log.end()
        if end < self._pipeline.position:
            message = (
                f"The log ends at {end}, but the state store has processed up to {self._pipeline.position}: they "
                "do not belong together. Restore both from the same backup."
            )
            raise Unavailable(message)

    def _trim(self) -> None:
        before_ms = self._clock.now_ms() - int(self._settings.log_retention.total_seconds() * 1000)
        self._stores.log.trim(before_ms, self._pipeline.position)

    def _forget_operations(self) -> None:
        before_ms = self._clock.now_ms() - int(_OPERATIONS_KEPT.total_seconds() * 1000)
        with self._stores.state.begin() as connection:
            operation.forget_finished(connection, before_ms)

    def _forget_files(self) -> None:
        imports.forget_abandoned(self._stores.state, self._clock, self._settings)

    def _follow_matches(self) -> None:
        unify.follow_matches(self._stores.state, self._clock.now_ms())

    def _publish(self) -> None:
        figures = self._pipeline.figures
        behind = self._waiting()
        now_ms = self._clock.now_ms()
        published = {
            "position": self._pipeline.position,
            "lag_seconds": max(0, now_ms - figures.last_received_at_ms) / 1000 if behind else 0.0,
            "accepted": figures.accepted,
            "duplicates": figures.duplicates,
            "quarantined": figures.quarantined,
            "batches": figures.batches,
            "batch_seconds": figures.batch_seconds,
            "paused": float(self._pipeline.is_paused),
            **self._segment_figures(),
        }
        with self._stores.state.begin() as connection:
            store.set_status(connection, "worker", published, now_ms)
