"""Heavy operations, each in a process of its own: the worker starts it, watches it, and stops it with itself."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog

from portret import operation as operations
from portret import profile
from portret.kernel import Clock, Conflict, PortretError, Settings, Unavailable, told
from portret.operation import Job, Kind, Operation, Problem, Runner
from portret.state import State, claim
from portret.warehouse import Warehouse
from portret.worker import store

_log = structlog.get_logger(__name__)

RUNNERS: Mapping[Kind, str] = {
    "identity-simulation": "portret.worker.simulate",
    "matching": "portret.unify.matching.run",
    "import": "portret.worker.import_file",
}
"""The module whose `run` carries out a kind; imported by the process that needs it alone."""

Launch = Callable[[str], "subprocess.Popen[bytes]"]
"""Starts a process that carries out the operation with this id, in a group of its own, and ends with this one."""

_READS_PROFILES: tuple[Kind, ...] = ("identity-simulation", "matching")
_PART = "heavy"
_GRACE_SECONDS = 3.0
_STOPS_WITHIN_S = 1.0
_WRITE_SECONDS = 0.5
_ARRIVE_SECONDS = 60.0
_NICENESS = 10
_BROKEN = Problem("internal", "This is a fault of Portret; the log of the operation's process says more.")


class Jobs:
    """One heavy operation at a time, in a child. A child that dies is tried once more, then the operation fails."""

    def __init__(self, state: State, clock: Clock, launch: Launch) -> None:
        self._state = state
        self._clock = clock
        self._launch = launch
        self._child: subprocess.Popen[bytes] | None = None
        self._operation: Operation | None = None
        self._unwanted_since: float | None = None
        self._may_have_died = True

    def tend(self) -> None:
        """Start what waits, notice what ended, stop what was cancelled; to be called a few times a second."""
        if self._child and self._operation:
            if self._child.poll() is None:
                self._watch(self._child, self._operation)
                return
            self._bury(self._child, self._operation)
        if self._may_have_died:
            self._recover()
        self._start_next()

    def close(self) -> None:
        """End the child, if there is one; its operation is begun anew by the next worker."""
        child, self._child = self._child, None
        if child is None or self._operation is None:
            return
        _end(child)
        with self._state.begin() as connection:
            operations.try_again(connection, self._operation, self._clock.now_ms())

    def _start_next(self) -> None:
        with self._state.read() as connection:
            waiting = operations.next_queued(connection, operations.HEAVY)
        if waiting is None or not self._is_free():
            return
        self._child = self._launch(waiting.id)
        self._operation, self._unwanted_since = waiting, None
        _log.info("operation begun", operation=waiting.id, kind=waiting.kind, pid=self._child.pid)

    def _watch(self, child: subprocess.Popen[bytes], operation: Operation) -> None:
        """Stop a child whose operation was cancelled, if it does not notice by itself."""
        with self._state.read() as connection:
            is_wanted = not operations.find(connection, operation.workspace_id, operation.id).has_finished
        now = time.monotonic()
        if is_wanted:
            self._unwanted_since = None
        elif self._unwanted_since is None:
            self._unwanted_since = now
        elif now - self._unwanted_since >= _GRACE_SECONDS:
            _end(child)

    def _bury(self, child: subprocess.Popen[bytes], operation: Operation) -> None:
        self._child = self._operation = None
        with self._state.begin() as connection:
            left = operations.find(connection, operation.workspace_id, operation.id)
            if left.status == "queued" and child.returncode:  # it died before it began: that counts, too
                operations.start(connection, left, self._clock.now_ms())
        if not left.has_finished:
            _log.error(
                "operation's process died", operation=operation.id, kind=operation.kind, exit_code=child.returncode
            )
            self._may_have_died = True

    def _is_free(self) -> bool:
        """Tell whether nobody carries one out by hand."""
        try:
            with claim(self._state, _PART):
                return True
        except Conflict:
            return False

    def _recover(self) -> None:
        """Queue again what nobody works on, unless a person carries one out by hand at this moment."""
        with suppress(Conflict), claim(self._state, _PART), self._state.begin() as connection:
            operations.interrupted(connection, operations.HEAVY, self._clock.now_ms())
            self._may_have_died = False


def carry_out(settings: Settings, clock: Clock, operation_id: str) -> Operation:
    """Carry out a heavy operation that waits, in this process, at a low priority; return how it ended.

    Raises:
        NotFound: there is none under this id.
        Conflict: it does not wait, it is none of the heavy ones, or another heavy one runs.
        Unavailable: the state store does not answer.
    """
    _give_way()
    with (
        closing(State(settings.effective_state_url)) as state,
        claim(state, _PART),
        closing(Warehouse.of(settings)) as warehouse,
    ):
        with state.begin() as connection:
            waiting = operations.find_anywhere(connection, operation_id)
            if waiting.kind not in RUNNERS:
                raise Conflict(f"{operation_id} changes people: the worker carries it out by itself.")
            running = operations.start(connection, waiting, clock.now_ms())
        report = _Report(state, clock, running)
        job = Job(
            operation=running,
            settings=settings,
            state=state,
            warehouse=warehouse,
            clock=clock,
            advance=report.advance,
            cancelled=report.cancelled,
        )
        if running.kind in _READS_PROFILES:
            _let_profiles_arrive(job)
        _run(job, _runner(running.kind))
        with state.read() as connection:
            return operations.find(connection, running.workspace_id, running.id)


def _let_profiles_arrive(job: Job) -> None:
    """Wait a while until the warehouse has every profile as it is when the operation begins."""
    with job.state.read() as connection:
        begun = store.cursor(connection, "processed")
    give_up_at = time.monotonic() + _ARRIVE_SECONDS
    while not _arrived(job.state, begun) and time.monotonic() < give_up_at and not job.cancelled():
        job.advance(0.0, told("waiting-profiles", "Waiting for profiles to reach the warehouse"))
        time.sleep(_WRITE_SECONDS)


def _arrived(state: State, position: int) -> bool:
    with state.read() as connection:
        copied = store.cursor(connection, "snapshot")
        return copied >= position or not profile.changed_since(connection, copied)


def _run(job: Job, runner: Callable[[], Runner]) -> None:
    operation = job.operation
    try:
        result = runner()(job)
    except PortretError as error:
        _fail(job, operations.problem_of(error))
    except Exception:  # noqa: BLE001 whatever it was, whoever asked must learn that it failed
        _log.exception("operation failed", operation=operation.id, kind=operation.kind)
        _fail(job, _BROKEN)
    else:
        with job.state.begin() as connection:
            operations.finish(connection, operation, result, job.clock.now_ms())


def _fail(job: Job, problem: Problem) -> None:
    with job.state.begin() as connection:
        operations.fail(connection, job.operation, problem, job.clock.now_ms())


class _Report:
    """Writes progress into the operation, and reads whether it is still wanted, twice a second at most."""

    def __init__(self, state: State, clock: Clock, operation: Operation) -> None:
        self._state = state
        self._clock = clock
        self._operation = operation
        self._write_at = 0.0
        self._ask_at = 0.0
        self._is_cancelled = False

    def advance(self, progress: float, note: str) -> None:
        now = time.monotonic()
        if now >= self._write_at:
            self._write_at = now + _WRITE_SECONDS
            with self._state.begin() as connection:
                operations.advance(connection, self._operation, progress, note, self._clock.now_ms())

    def cancelled(self) -> bool:
        now = time.monotonic()
        if now >= self._ask_at:
            self._ask_at = now + _WRITE_SECONDS
            with self._state.read() as connection:
                self._is_cancelled = not operations.still_runs(connection, self._operation)
        return self._is_cancelled


def _runner(kind: Kind) -> Callable[[], Runner]:
    def find() -> Runner:
        try:
            run: Runner = import_module(RUNNERS[kind]).run
        except ImportError as error:
            message = f"Operations of the kind {kind} need {error.name}, which is not installed."
            raise Unavailable(message) from error
        return run

    return find


def _give_way() -> None:
    """Let everything else go first: the processor, and the memory when it runs out."""
    os.nice(_NICENESS)
    with suppress(OSError):  # Linux only
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def _end(child: subprocess.Popen[Any]) -> None:
    child.terminate()
    try:
        child.wait(_STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
