"""When to take nothing more: the disk is low, or the worker is too far behind."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog

_FRESH_S = 1.0

_log = structlog.get_logger(__name__)


class Pressure:
    """Says why collection must wait; "" while it may go on. A call costs nothing: it reads what a thread measured.

    Args:
        folder: on the disk whose free space counts.
        disk_reserve_bytes: free space that is left to the other stores.
        backlog: returns how many events wait in the log; called in a thread.
        backlog_limit_events: so many may wait.
    """

    def __init__(
        self, folder: Path, disk_reserve_bytes: int, backlog: Callable[[], int], backlog_limit_events: int
    ) -> None:
        self._folder = folder
        self._disk_reserve_bytes = disk_reserve_bytes
        self._backlog = backlog
        self._backlog_limit_events = backlog_limit_events
        self._reason = ""
        self._next_s = 0.0
        self._measuring = threading.Lock()

    def __call__(self) -> str:
        """Return the reason to refuse, measured within the last second or so; "" for none."""
        now_s = time.monotonic()
        if now_s >= self._next_s:
            self._next_s = now_s + _FRESH_S
            threading.Thread(target=self.measure, name="collect-pressure", daemon=True).start()
        return self._reason

    def measure(self) -> None:
        """Measure now."""
        if not self._measuring.acquire(blocking=False):
            return
        try:
            self._reason = self._measured()
        except Exception:  # noqa: BLE001 - a store that cannot be read must not stop collection
            _log.exception("free space or backlog could not be read; the last reading stays in force")
        finally:
            self._measuring.release()

    def _measured(self) -> str:
        free_bytes = shutil.disk_usage(self._folder).free
        if free_bytes < self._disk_reserve_bytes:
            return f"Only {free_bytes:,} bytes are free where the log lies. Free some space."
        waiting = self._backlog()
        if waiting > self._backlog_limit_events:
            return f"{waiting:,} events wait to be processed. Try again later."
        return ""
