"""Carry out what changes identities: between two batches, one at a time, in the order asked for.

Anybody may ask for a hundred long ones. So while events wait, each is followed by as much time for batches as it took.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from portret import operation as operations
from portret.kernel import Conflict, PortretError, Unavailable
from portret.operation import Operation, Problem
from portret.worker.workbench import Handlers, Workbench

_log = structlog.get_logger(__name__)

_LOOK_SECONDS = 0.05
_PAUSE_SECONDS = 1.0
_PATIENCE_MS = 10 * 60_000
_BROKEN = Problem("internal", "This is a fault of Portret; the worker's log says more. Nothing of it was kept.")


class Operator:
    """Takes operations from the queue; what one raises ends that one alone. The pipeline waits meanwhile."""

    def __init__(self, bench: Workbench, handlers: Handlers, *, now: Callable[[], float] = time.monotonic) -> None:
        """Queue again what a crash interrupted; `now` tells seconds that never go back."""
        self._bench = bench
        self._handlers = handlers
        self._kinds = tuple(handlers)
        self._now = now
        self._look_at = 0.0
        self._rest_until = 0.0
        self._unsettled: Operation | None = None
        with bench.state.begin() as connection:
            operations.interrupted(connection, self._kinds, bench.clock.now_ms())

    def work(self, *, is_behind: bool) -> bool:
        """Carry out the next operation, if one waits; return whether there was one. Looks every 50 ms at most.

        Args:
            is_behind: whether events wait for the pipeline: none is begun then before the last one's rest is over.
        """
        now = self._now()
        if now < self._look_at or (is_behind and now < self._rest_until):
            return False
        self._look_at = now + _LOOK_SECONDS
        self._settle()
        running = self._next()
        if running is None:
            return False
        self._look_at = 0.0
        self._unsettled = running
        self._carry_out(running)
        self._unsettled = None
        ended = self._now()
        self._rest_until = ended + (ended - now)
        return True

    def _settle(self) -> None:
        """Put back what was carried out when the state store went away: whether it was done, its repetition knows."""
        if self._unsettled:
            with self._bench.state.begin() as connection:
                operations.try_again(connection, self._unsettled, self._bench.clock.now_ms())
            self._unsettled = None

    def _next(self) -> Operation | None:
        with self._bench.state.read() as connection:
            waiting = operations.next_queued(connection, self._kinds)
        if waiting is None:
            return None
        with self._bench.state.begin() as connection:
            try:
                return operations.start(connection, waiting, self._bench.clock.now_ms())
            except Conflict:  # somebody cancelled it a moment ago
                return None

    def _carry_out(self, operation: Operation) -> None:
        try:
            result = self._handlers[operation.kind](self._bench, operation)
        except (Unavailable, OperationalError) as error:
            self._put_off(operation, error)
        except PortretError as error:
            self._fail(operation, operations.problem_of(error))
        except Exception:  # noqa: BLE001 whatever it was, the pipeline must go on
            _log.exception("operation failed", operation=operation.id, kind=operation.kind)
            self._fail(operation, _BROKEN)
        else:
            self._finish(operation, result)
        finally:
            self._bench.forget()

    def _finish(self, operation: Operation, result: dict[str, Any]) -> None:
        with self._bench.state.begin() as connection:
            operations.finish(connection, operation, result, self._bench.clock.now_ms())
        _log.info("operation done", operation=operation.id, kind=operation.kind)

    def _fail(self, operation: Operation, problem: Problem) -> None:
        with self._bench.state.begin() as connection:
            operations.fail(connection, operation, problem, self._bench.clock.now_ms())
        _log.info("operation refused", operation=operation.id, kind=operation.kind, reason=problem.type)

    def _put_off(self, operation: Operation, error: Exception) -> None:
        """Try again in a second what a store that is away held up, for ten minutes."""
        now_ms = self._bench.clock.now_ms()
        if now_ms - operation.created_at_ms > _PATIENCE_MS:
            away = error if isinstance(error, PortretError) else Unavailable("The state store does not answer.")
            self._fail(operation, operations.problem_of(away))
            return
        self._look_at = self._now() + _PAUSE_SECONDS
        with self._bench.state.begin() as connection:
            operations.try_again(connection, operation, now_ms)
        _log.info("operation put off", operation=operation.id, kind=operation.kind)
