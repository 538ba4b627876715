"""Put what history told of profiles into their blobs, once there is nothing else to do."""

from __future__ import annotations

from portret import profile
from portret.state import State

_AT_ONCE = 500


class Settle:
    """Whoever reads a profile finds the same before and after; but it costs less."""

    def __init__(self, state: State) -> None:
        self._state = state

    def run(self) -> bool:
        """Settle some; return whether there was anything to do."""
        with self._state.read() as connection:
            if profile.is_settled(connection):
                return False
        with self._state.begin() as connection:
            profile.settle(connection, _AT_ONCE)
        return True
