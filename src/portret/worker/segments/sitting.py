"""Judge people in one transaction: read where they stand, evaluate, write who entered and left, and tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping
from typing import Protocol

import sqlalchemy as sa
import structlog

from portret import segment
from portret.kernel import told
from portret.profile import ProfileState
from portret.segment import NEVER, Answer, Cause, Flip, InForce, Standing, Subject
from portret.worker import store
from portret.worker.segments.tell import flipped

_log = structlog.get_logger(__name__)

Key = tuple[str, str]
"""(workspace id, profile id)."""

_MOMENTS = 16
"""How many moments of one person pass in one transaction: after a long stop there may be thousands."""

_TIMER = Cause("timer")


class Rules(Protocol):
    """By what a sitting judges, and what it learns from."""

    flipped: int

    def in_force(self, workspace_id: str) -> InForce | None:
        """Return what is in force in a workspace, None if nothing is."""

    def version(self, workspace_id: str, number: int) -> int:
        """Return the version of a segment's definition that is in force."""

    def standings(self, connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, Standing]:
        """Return where people stand, those who were judged before."""

    def keep(self, standings: Mapping[Key, Standing], gone: Iterable[Key]) -> None:
        """Remember where people stand."""

    def verdicts(
        self, in_force: InForce, subject: Subject, numbers: Collection[int], at_ms: int, stands: Container[int]
    ) -> dict[int, Answer]:
        """Judge somebody; segments that fail at them are left out, and those not in `stands` that are answered NO."""


class Sitting:
    """The judging of some people in one transaction; `close` writes it all."""

    def __init__(self, connection: sa.Connection, judge: Rules, keys: Iterable[Key]) -> None:
        self._connection = connection
        self._judge = judge
        self._standings = judge.standings(connection, keys)
        self._touched: dict[Key, Standing] = {}
        self._gone: list[Key] = []
        self._flips: list[Flip] = []
        self._twice: Counter[tuple[str, int]] = Counter()

    def standing(self, key: Key) -> Standing:
        """Return where somebody stands; whoever was never judged stands nowhere."""
        found = self._standings.get(key)
        if found is None:
            found = self._standings[key] = self._touched[key] = Standing()
        return found

    def is_new(self, key: Key) -> bool:
        """Say whether somebody was never judged."""
        return key not in self._standings

    def judge(self, key: Key, state: ProfileState, numbers: Collection[int], cause: Cause, at_ms: int) -> None:
        """Judge somebody by some segments at an instant, and by all if they never were."""
        in_force = self._judge.in_force(key[0])
        if in_force is None:
            return
        if self.is_new(key):
            numbers = in_force.numbers
        if not numbers:
            return
        standing = self.standing(key)
        member_of, due = standing.member_of, standing.due
        stands = member_of.keys() | due.keys()
        verdicts = self._judge.verdicts(in_force, Subject(key[1], state, member_of), numbers, at_ms, stands)
        flips: list[tuple[int, bool]] = []
        is_touched = key in self._touched
        for number, (is_member, due_ms) in verdicts.items():
            if is_member is not (number in member_of):
                flips.append((number, is_member))
            elif not is_touched:
                kept = due.get(number, NEVER)  # what is due later than the row says is found out when the row is due
                is_touched = kept <= at_ms or due_ms < kept
        for number, is_member in flips:
            self._flip(key, standing, number, cause, at_ms, entered=is_member)
        if is_touched or flips:
            self._touched[key] = standing
            _set_due(due, verdicts, at_ms)

    def due(self, key: Key, now_ms: int) -> list[int]:
        """Return the segments by which somebody is due to be judged by an instant."""
        standing = self._standings.get(key)
        if standing is None or not standing.due or min(standing.due.values()) > now_ms:
            return []
        return [number for number, at_ms in standing.due.items() if at_ms <= now_ms]

    def next_due(self, key: Key) -> tuple[int, list[int]] | None:
        """Return when somebody is next due to be judged, and by which segments; None if never."""
        standing = self._standings.get(key)
        if standing is None or not standing.due:
            return None
        first_ms = min(standing.due.values())
        return first_ms, [number for number, at_ms in standing.due.items() if at_ms == first_ms]

    def pass_moments(self, key: Key, state: ProfileState, now_ms: int) -> None:
        """Judge somebody at each moment that has come, the earliest first, up to some in one transaction.

        What is due by segments that nobody is judged by any more is forgotten.
        """
        due = self.due(key, now_ms)
        if not due:
            return
        in_force = self._judge.in_force(key[0])
        self.drop_due(key, [number for number in due if not in_force or number not in in_force.numbers])
        for _ in range(_MOMENTS):
            moment = self.next_due(key)
            if moment is None or moment[0] > now_ms:
                return
            at_ms, numbers = moment
            self.judge(key, state, numbers, _TIMER, at_ms)
            self.drop_due(key, self.due(key, at_ms))  # what failed is not due again and again

    def drop_due(self, key: Key, numbers: Iterable[int]) -> None:
        """Forget that somebody is due to be judged by segments that nobody is judged by any more."""
        standing = self.standing(key)
        for number in numbers:
            if standing.due.pop(number, None) is not None:
                self._touched[key] = standing

    def enter(self, key: Key, number: int, cause: Cause, at_ms: int) -> bool:
        """Let somebody into a segment, however it is made; return whether they were not in it."""
        standing = self.standing(key)
        if number in standing.member_of:
            return False
        self._touched[key] = standing
        self._flip(key, standing, number, cause, at_ms, entered=True)
        return True

    def leave(self, key: Key, number: int, cause: Cause, at_ms: int) -> bool:
        """Take somebody out of a segment; return whether they were in it."""
        standing = self.standing(key)
        if number not in standing.member_of:
            return False
        self._touched[key] = standing
        standing.due.pop(number, None)
        self._flip(key, standing, number, cause, at_ms, entered=False)
        return True

    def unite(self, winner: Key, loser: Key) -> None:
        """Give what a merged profile was in to the one that stays; who was in it before either did not enter again."""
        theirs = self._standings.pop(loser, None)
        self._touched.pop(loser, None)
        if theirs is None:
            return
        self._gone.append(loser)
        mine = self.standing(winner)
        self._touched[winner] = mine
        for number, entered_at_ms in theirs.member_of.items():
            if number in mine.member_of:
                self._twice[winner[0], number] += 1
            else:
                mine.member_of[number] = entered_at_ms
        for number, at_ms in theirs.due.items():
            mine.due[number] = min(at_ms, mine.due.get(number, at_ms))
        segment.write_flips(self._connection, self._flips)
        self._tell()
        segment.hand_over(self._connection, winner[0], list(theirs.member_of), loser[1], winner[1])

    def erase(self, key: Key, at_ms: int) -> None:
        """Take somebody out of everything, telling nobody."""
        standing = self._standings.pop(key, None)
        self._touched.pop(key, None)
        if standing is not None:
            cause = Cause("identity")
            left = [Flip(*key, number, False, at_ms, 0, cause) for number in standing.member_of]  # noqa: FBT003
            segment.write_flips(self._connection, left)
            self._gone.append(key)

    def close(self, now_ms: int) -> None:
        """Write all that changed."""
        connection = self._connection
        segment.write_flips(connection, self._flips)
        self._tell()
        segment.shrink(connection, self._twice, now_ms)
        segment.save_standings(connection, self._touched)
        segment.remove_profiles(connection, self._gone)
        self._judge.keep(self._standings, self._gone)

    def _flip(self, key: Key, standing: Standing, number: int, cause: Cause, at_ms: int, *, entered: bool) -> None:
        if entered:
            standing.member_of[number] = at_ms
        else:
            del standing.member_of[number]
        version = self._judge.version(key[0], number)
        self._flips.append(Flip(*key, number, entered, at_ms, version, cause))

    def _tell(self) -> None:
        told = []
        for flip in self._flips:
            in_force = self._judge.in_force(flip.workspace_id)
            row = in_force.segments.get(flip.number) if in_force else None
            if row is not None:
                told.append(flipped(flip, row))
        store.announce(self._connection, told)
        self._judge.flipped += len(self._flips)
        self._flips = []


def verdicts_one_by_one(
    in_force: InForce, subject: Subject, numbers: Iterable[int], at_ms: int, faults: dict[tuple[str, int], str]
) -> dict[int, Answer]:
    """Judge by each segment alone, leaving out those that fail at this person: they stay where they are."""
    found: dict[int, Answer] = {}
    for number in numbers:
        try:
            found |= in_force.evaluator.evaluate(subject, [number], at_ms)
        except Exception as error:  # noqa: BLE001 — a definition must not stop all others
            if (in_force.workspace_id, number) not in faults:
                _log.exception("segment failed", workspace=in_force.workspace_id, number=number)
            faults[in_force.workspace_id, number] = told(
                "segment-failed",
                "It failed at somebody, who stays where they are: a fault of Portret, of which the worker's log says "
                "more ({why}).",
                why=f"{type(error).__name__}: {error}",
            )
    return found


def _set_due(due: dict[int, int], verdicts: Mapping[int, Answer], at_ms: int) -> None:
    for number, (_, due_ms) in verdicts.items():
        if due_ms != NEVER:
            due[number] = due_ms if due_ms > at_ms else at_ms + 1
        elif number in due:
            del due[number]
