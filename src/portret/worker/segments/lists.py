"""Put lists in force: whoever stands on one enters or leaves its segment, and all that reads that segment is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from portret import segment, unify
from portret.kernel import Clock
from portret.segment import Changes, ProfileList
from portret.state import State
from portret.worker.segments.judge import Judge
from portret.worker.segments.people import People

_AT_ONCE = 500
_PATIENCE_MS = timedelta(hours=1) // timedelta(milliseconds=1)
_STALE_MS = timedelta(days=1) // timedelta(milliseconds=1)


class Lists:
    """Carries out lists in the order they were begun, some profiles in each transaction."""

    def __init__(self, state: State, judge: Judge, people: People, clock: Clock) -> None:
        self._state = state
        self._judge = judge
        self._people = people
        self._clock = clock

    def run(self) -> bool:
        """Take the next step of the next list; return whether there was one."""
        with self._state.read() as connection:
            chosen = self._choose(connection)
        if chosen is None:
            return False
        waiting, number = chosen
        with self._state.begin() as connection:
            if number is None:
                segment.remove_list(connection, waiting)
            else:
                self._step(connection, waiting, number)
        return True

    def clean(self) -> None:
        """Forget lists that were begun a day ago and never completed."""
        with self._state.begin() as connection:
            segment.forget_unfinished_lists(connection, self._clock.now_ms() - _STALE_MS)

    def _choose(self, connection: sa.Connection) -> tuple[ProfileList, int | None] | None:
        """Return the first list whose segment is in force, or that waited in vain for it, with no number then."""
        for waiting in segment.complete_lists(connection):
            in_force = self._judge.in_force(waiting.workspace_id)
            number = segment.number_of(connection, waiting.workspace_id, waiting.segment_id)
            row = in_force.segments.get(number) if in_force and number is not None else None
            if in_force and row and row.status == "live" and row.number not in in_force.evaluator.numbers:
                return waiting, row.number
            if self._clock.now_ms() - waiting.made_at_ms > _PATIENCE_MS:
                return waiting, None
        return None

    def _step(self, connection: sa.Connection, waiting: ProfileList, number: int) -> None:
        if waiting.entered_upto is not None:
            listed = segment.list_profiles(connection, waiting.id, waiting.entered_upto, _AT_ONCE)
            living = unify.living(connection, waiting.workspace_id, listed)
            self._change(connection, waiting, number, sorted(set(living.values())), enter=waiting.kind != "remove")
            upto = listed[-1] if listed else None
            segment.move_list(connection, replace(waiting, entered_upto=upto))
            return
        members: list[str] = []
        if waiting.kind == "replace":
            members = segment.member_ids(connection, waiting.workspace_id, number, waiting.left_upto, _AT_ONCE)
        if not members:
            segment.remove_list(connection, waiting)
            return
        others = _not_listed(connection, waiting, members)
        self._change(connection, waiting, number, others, enter=False)
        segment.move_list(connection, replace(waiting, left_upto=members[-1]))

    def _change(
        self, connection: sa.Connection, waiting: ProfileList, number: int, ids: Iterable[str], *, enter: bool
    ) -> None:
        in_force = self._judge.in_force(waiting.workspace_id)
        keys = [(waiting.workspace_id, profile_id) for profile_id in ids]
        if in_force is None or not keys:
            return
        now_ms = self._clock.now_ms()
        sitting = self._judge.sit(connection, keys)
        states = self._people.load(connection, keys)
        readers = in_force.evaluator.reading(Changes(segments={number})) & in_force.numbers
        for key in keys:
            if key not in states:
                continue
            sitting.judge(key, states[key], (), waiting.cause, now_ms)
            turn = sitting.enter if enter else sitting.leave
            if turn(key, number, waiting.cause, now_ms):
                sitting.judge(key, states[key], readers, waiting.cause, now_ms)
        sitting.close(now_ms)


def _not_listed(connection: sa.Connection, waiting: ProfileList, members: Sequence[str]) -> list[str]:
    """Return the members that a list does not name, neither by their id nor by one that was merged into it."""
    named = segment.listed(connection, waiting.id, members)
    others = [profile_id for profile_id in members if profile_id not in named]
    old_ids = {profile_id: unify.merged_ids(connection, waiting.workspace_id, profile_id) for profile_id in others}
    old_named = segment.listed(connection, waiting.id, [old_id for ids in old_ids.values() for old_id in ids])
    return [profile_id for profile_id in others if old_named.isdisjoint(old_ids[profile_id])]
