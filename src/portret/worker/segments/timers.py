"""Judge those for whom the moment has come: in order of their moments, each at its own, many in one transaction.

Whoever has nothing due costs nothing: an index says who is next.
"""

from __future__ import annotations

import sqlalchemy as sa

from portret import segment
from portret.kernel import Clock
from portret.state import State
from portret.worker.segments.judge import Judge
from portret.worker.segments.people import Key, People

_AT_ONCE = 500


class Timers:
    """What is due.

    Attributes:
        late_ms: how late the last ones were.
        passed: how many people were judged since the process started because it was due.
    """

    def __init__(self, state: State, judge: Judge, people: People, clock: Clock) -> None:
        self._state = state
        self._judge = judge
        self._people = people
        self._clock = clock
        self.late_ms = 0
        self.passed = 0

    def run(self, upto_ms: int | None = None) -> bool:
        """Judge some of those for whom something is due; return whether there were any.

        Args:
            upto_ms: later moments wait, those of people whose events of then may wait to be processed; None is now.
        """
        now_ms = self._clock.now_ms()
        if upto_ms is not None:
            now_ms = min(now_ms, upto_ms)
        with self._state.read() as connection:
            first_ms = segment.first_due_ms(connection)
        if first_ms is None or first_ms > now_ms:
            self.late_ms = 0
            return False
        with self._state.begin() as connection:
            keys = segment.due(connection, now_ms, _AT_ONCE)
            self._pass(connection, keys, now_ms)
        self.late_ms = self._clock.now_ms() - first_ms
        self.passed += len(keys)
        return bool(keys)

    def _pass(self, connection: sa.Connection, keys: list[Key], now_ms: int) -> None:
        states = self._people.load(connection, keys)
        sitting = self._judge.sit(connection, keys)
        for key in keys:
            state = states.get(key)
            if state is None:
                sitting.erase(key, now_ms)
            else:
                sitting.pass_moments(key, state, now_ms)
        sitting.close(now_ms)
