"""Hold the pipeline while nearly every event fails: a fault of Portret, for which none goes to quarantine."""

from __future__ import annotations

_FIRST_MS = 1_000
_LONGEST_MS = 30_000


class Pause:
    """How long to wait before trying again: a second at first, then twice as long each time, up to half a minute."""

    def __init__(self) -> None:
        self._since_ms = 0
        self._lasts_ms = 0

    @property
    def is_on(self) -> bool:
        """Whether nothing went through yet since it began."""
        return self._lasts_ms > 0

    def begin(self, now_ms: int) -> None:
        """Wait from now on, longer than the last time if that was in vain."""
        self._since_ms = now_ms
        self._lasts_ms = min(2 * self._lasts_ms, _LONGEST_MS) or _FIRST_MS

    def end(self) -> None:
        """Wait no longer."""
        self._lasts_ms = 0

    def holds(self, now_ms: int) -> bool:
        """Say whether it is too early to try again; a clock that was put back holds nobody up."""
        return 0 <= now_ms - self._since_ms < self._lasts_ms
