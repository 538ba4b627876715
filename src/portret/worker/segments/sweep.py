"""Judge everybody by segments that came into force, in order of their ids; and empty segments that are no more."""

from __future__ import annotations

from portret import profile, segment
from portret.kernel import Clock
from portret.segment import Cause
from portret.state import State
from portret.worker.segments.judge import Judge
from portret.worker.segments.people import People

_AT_ONCE = 500


class Sweep:
    """Goes through all profiles, some in each transaction; segments that began later catch up and go along."""

    def __init__(self, state: State, judge: Judge, people: People, clock: Clock) -> None:
        self._state = state
        self._judge = judge
        self._people = people
        self._clock = clock

    def run(self) -> bool:
        """Judge some; return whether there was anything to do."""
        with self._state.read() as connection:
            is_idle = not segment.sweeping(connection)
        if is_idle:
            return False
        with self._state.begin() as connection:
            for workspace_id, uptos in segment.sweeping(connection).items():
                in_force = self._judge.in_force(workspace_id)
                if in_force is None or not in_force.numbers.issuperset(uptos):
                    continue  # the definitions changed a moment ago: the next look at them says how it goes on
                after = min(uptos.values())
                ids = profile.ids_after(connection, workspace_id, after, _AT_ONCE)
                if not ids:
                    done = [number for number, upto in uptos.items() if upto == after]
                    segment.set_status(connection, workspace_id, done, "live")
                    return True
                numbers = [number for number, upto in uptos.items() if upto <= ids[-1]]
                now_ms = self._clock.now_ms()
                keys = [(workspace_id, profile_id) for profile_id in ids]
                states = self._people.load(connection, keys)
                sitting = self._judge.sit(connection, keys)
                for key in keys:
                    cause = Cause("definition")
                    sitting.judge(key, states[key], numbers, cause, now_ms)
                sitting.close(now_ms)
                segment.move_sweep(connection, workspace_id, numbers, ids[-1], len(ids))
                return True
        return False


class Leaving:
    """Empties segments that were deleted or disabled, some members in each transaction."""

    def __init__(self, state: State, judge: Judge, clock: Clock) -> None:
        self._state = state
        self._judge = judge
        self._clock = clock

    def run(self) -> bool:
        """Let some members go; return whether there was anything to do."""
        with self._state.read() as connection:
            leaving = segment.leaving(connection)
        if not leaving:
            return False
        workspace_id, number = leaving[0]
        now_ms = self._clock.now_ms()
        with self._state.begin() as connection:
            ids = segment.member_ids(connection, workspace_id, number, "", _AT_ONCE)
            keys = [(workspace_id, profile_id) for profile_id in ids]
            sitting = self._judge.sit(connection, keys)
            for key in keys:
                sitting.leave(key, number, Cause("definition"), now_ms)
            sitting.close(now_ms)
            if not ids:
                segment.set_status(connection, workspace_id, [number], "gone")
        return True
