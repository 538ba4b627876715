"""What a long-running loop does now and then, and how it keeps the garbage collector out of the way."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable

import structlog

_log = structlog.get_logger(__name__)

_YOUNG_OBJECTS = 200_000


class Chore:
    """Something to do now and then, not while it was done a moment ago; it is first due at once."""

    def __init__(self, do: Callable[[], object], every_seconds: float) -> None:
        self._do = do
        self._every_seconds = every_seconds
        self._due_at = 0.0

    def run_if_due(self) -> None:
        """Do it if its time has come; a failure is logged and does not stop the loop."""
        now = time.monotonic()
        if now >= self._due_at:
            self._due_at = now + self._every_seconds
            try:
                self._do()
            except Exception:  # noqa: BLE001 a chore that fails is tried again when it is next due
                _log.exception("chore failed", chore=self._do.__name__)


class Background(threading.Thread):
    """A chore in a thread of its own, until told to stop; for work that waits for the disk."""

    def __init__(self, do: Callable[[], object], every_seconds: float, stop: threading.Event) -> None:
        super().__init__(name=do.__name__, daemon=True)
        self._chore = Chore(do, every_seconds)
        self._every_seconds = every_seconds
        self._stop_asked = stop

    def run(self) -> None:
        """Do it now and then."""
        while not self._stop_asked.wait(self._every_seconds):
            self._chore.run_if_due()


def collect_garbage_rarely() -> None:
    """Tens of thousands of events live for one batch and make no cycles: looking through them again and again costs.

    Measured: a third of the CPU per event with the interpreter's defaults.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 100)
