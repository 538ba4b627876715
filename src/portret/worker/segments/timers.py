"""Judge those for whom the moment has come: in order of their moments, each at its own, many in one transaction.

Whoever has nothing due costs nothing: an index says who is next.
"""

from __future__ import annotations

import sqlalchemy as sa

from portret import segment
from portret.kernel import Clock
from portret.profile import ProfileState
from portret.segment import Cause
from portret.state import State
from portret.worker.segments.judge import Judge
from portret.worker.segments.people import Key, People
from portret.worker.segments.sitting import Sitting

_AT_ONCE = 500
_MOMENTS = 16
"""How many moments of one person pass in one transaction: after a long stop there may be thousands."""

_CAUSE = Cause("timer")


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

    def run(self) -> bool:
        """Judge some of those for whom something is due; return whether there were any."""
        now_ms = self._clock.now_ms()
        with self._state.read() as connection:
            first_ms = segment.first_due_ms(connection)
        if first_ms is None or first_ms > now_ms:
            self.late_ms = 0
            return False
        with self._state.begin() as connection:
            keys = segment.due(connection, now_ms, _AT_ONCE)
            self._pass(connection, keys, now_ms)
        self.late_ms = now_ms - first_ms
        self.passed += len(keys)
        return bool(keys)

    def _pass(self, connection: sa.Connection, keys: list[Key], now_ms: int) -> None:
        states = self._people.load(connection, keys)
        sitting = self._judge.sit(connection, keys)
        for key in keys:
            in_force = self._judge.in_force(key[0])
            state = states.get(key)
            due = sitting.due(key, now_ms)
            if state is None:
                sitting.erase(key, now_ms)
            elif in_force is None:
                sitting.drop_due(key, due)
            else:
                sitting.drop_due(key, [number for number in due if number not in in_force.numbers])
                _pass_moments(sitting, key, state, now_ms)
        sitting.close(now_ms)


def _pass_moments(sitting: Sitting, key: Key, state: ProfileState, now_ms: int) -> None:
    """Judge one person at each moment that has come, the earliest first."""
    for _ in range(_MOMENTS):
        moment = sitting.next_due(key)
        if moment is None or moment[0] > now_ms:
            return
        at_ms, numbers = moment
        sitting.judge(key, state, numbers, _CAUSE, at_ms)
        sitting.drop_due(key, sitting.due(key, at_ms))  # what failed is not due again and again
