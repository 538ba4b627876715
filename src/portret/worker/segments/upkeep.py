"""All that goes on between two batches so that memberships stay true: timers, lists, history, sweeps.

While events wait, it gets as much time as they do: a million timers due at one midnight hold nobody up for long. Once
there is nothing to do, it looks again a moment later: what comes until then is done together.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from portret import segment
from portret.kernel import Clock
from portret.profile import ProfileState
from portret.state import State
from portret.warehouse import Warehouse
from portret.worker.recent import Recent
from portret.worker.segments.fill import Fill
from portret.worker.segments.judge import Judge
from portret.worker.segments.known import Known
from portret.worker.segments.lists import Lists
from portret.worker.segments.people import People
from portret.worker.segments.settle import Settle
from portret.worker.segments.sweep import Leaving, Sweep
from portret.worker.segments.timers import Timers

_TURN_SECONDS = 0.05
_LOOK_SECONDS = 0.1


class Remembers(Protocol):
    """Who folds events: remembers profiles, and drops all that is remembered of the stores when told to."""

    recent: Recent[ProfileState]

    @property
    def reached_ms(self) -> int:
        """When the last event that was processed had been accepted, in ms since the epoch; 0 if none was."""

    def forget(self) -> None:
        """Forget everything."""


class Upkeep:
    """Takes turns with the pipeline.

    Attributes:
        timers: those who are due.
    """

    def __init__(  # noqa: PLR0913 — the worker's parts
        self,
        state: State,
        warehouse: Warehouse,
        clock: Clock,
        judge: Judge,
        known: Known,
        pipeline: Remembers,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what the pipeline works with, and the pipeline for what it remembers."""
        people = People(pipeline.recent)
        self._state = state
        self._clock = clock
        self._judge = judge
        self._known = known
        self._pipeline = pipeline
        self._now = now
        self._rest_until = 0.0
        self._look_at = 0.0
        self.timers = Timers(state, judge, people, clock)
        self._lists = Lists(state, judge, people, clock)
        self._fill = Fill(state, warehouse, known, people)
        sweep = Sweep(state, judge, people, clock)
        leaving = Leaving(state, judge, clock)
        self._settle = Settle(state)
        self._others = [self._lists.run, leaving.run, self._fill.run, sweep.run]

    def work(self, *, is_current: bool, is_behind: bool) -> bool:
        """Work for a moment on what there is to do when it begins; return whether there was anything.

        Args:
            is_current: whether no event waited for the pipeline: otherwise no moment passes before the events that
                were accepted until then.
            is_behind: whether more events wait than fit a batch: nothing is done then before the last turn's rest is
                over.
        """
        began = self._now()
        if began < self._look_at or (is_behind and began < self._rest_until):
            return False
        did = False
        upto_ms = self._clock.now_ms() if is_current else self._pipeline.reached_ms
        while self._now() - began < _TURN_SECONDS:
            if not self.step(upto_ms):
                self._look_at = self._now() + _LOOK_SECONDS
                break
            did = True
        ended = self._now()
        self._rest_until = ended + (ended - began)
        return did

    def step(self, upto_ms: int | None = None) -> bool:
        """Take one step of each kind of work but one of the slow ones; return whether there was anything to do.

        Args:
            upto_ms: which moments may pass; None is those until now.
        """
        try:
            did = self.timers.run(upto_ms)
            for _ in self._others:
                work = self._others.pop(0)
                self._others.append(work)
                if work():
                    return True
            return did or (not self._fill.is_reading and self._settle.run())
        except BaseException:
            self._pipeline.forget()
            raise

    def refresh(self) -> None:
        """Look at the definitions, if there is a reason to."""
        self._known.refresh()

    def publish(self) -> None:
        """Write when segments were last evaluated, and what went wrong."""
        judge = self._judge
        if judge.judged or judge.faults:
            with self._state.begin() as connection:
                segment.note_evaluated(connection, judge.judged, self._clock.now_ms(), judge.faults)
            judge.judged.clear()
            judge.faults.clear()

    def figures(self) -> dict[str, float]:
        """Return what /metrics shows: how many are due and how late the last one was, how often anybody flipped."""
        with self._state.read() as connection:
            waiting = segment.count_due(connection, self._clock.now_ms())
        return {
            "timers_due": waiting,
            "timers_late_seconds": self.timers.late_ms / 1000,
            "timers_passed": self.timers.passed,
            "segment_flips": self._judge.flipped,
        }

    def clean(self) -> None:
        """Drop what nobody will ever need."""
        self._lists.clean()

    def close(self) -> None:
        """Stop reading history."""
        self._fill.close()
