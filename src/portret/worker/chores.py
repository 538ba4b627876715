"""What a long-running loop does now and then, and when it looks for garbage."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable

import structlog

_log = structlog.get_logger(__name__)

_YOUNG_OBJECTS = 20_000
_WHOLE_SECONDS = 3600.0


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


class Garbage:
    """Has the interpreter look for garbage between two batches, and only then.

    Within a batch tens of thousands of objects live that make no cycles. To look through them costs a third of the CPU
    per event with the interpreter's defaults; seldom and all at once, it holds everybody up for a tenth of a second.
    Few outlive their batch.
    """

    def __init__(self) -> None:
        """Let what was made so far live for ever, and keep the interpreter from looking by itself."""
        gc.freeze()
        gc.disable()
        self._whole_at = time.monotonic() + _WHOLE_SECONDS

    def collect(self) -> None:
        """Look through what was made since the last time if it is enough by now; once an hour through everything."""
        now = time.monotonic()
        if now >= self._whole_at:
            self._whole_at = now + _WHOLE_SECONDS
            gc.collect()
        elif gc.get_count()[0] >= _YOUNG_OBJECTS:
            gc.collect(0)
