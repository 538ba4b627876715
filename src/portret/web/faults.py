"""What is wrong with an event before it is in the log: for `?strict=1` and for mended events."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from portret.collect import Fault, Normaliser, SourceBook, open_enricher
from portret.kernel import Settings
from portret.log import Entry
from portret.state import State

_FRESH_S = 1.0


class FaultFinder:
    """Normalises an entry as the worker would, with the sources of the last second, and returns its faults."""

    def __init__(self, state: State, settings: Settings) -> None:
        self._book = SourceBook(state)
        self._read_at_s = time.monotonic()
        self._normaliser = Normaliser(
            self._book.sources, self._book.workspaces, open_enricher(settings), anonymize_ip=settings.anonymize_ip
        )
        self._lock = threading.Lock()

    def __call__(self, entry: Entry) -> Sequence[Fault]:
        """Return the faults of an entry's events."""
        with self._lock:
            self._refresh(entry.source_id)
            return self._normaliser.faults(entry)

    def _refresh(self, source_id: str) -> None:
        if time.monotonic() - self._read_at_s >= _FRESH_S:
            self._book.refresh()
            self._read_at_s = time.monotonic()
        else:
            self._book.know([source_id])
