"""Windows: how far back they reach, which entries are in them at an instant, and when that next changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from portret.kernel import coercion
from portret.trait import model
from portret.trait.calendar import local_day, span_of
from portret.trait.entries import MINUTE_MS, Log, first_after
from portret.trait.plain import DAY_MS
from portret.trait.states import Visit

_DAYS = {"day": 1, "week": 7, "month": 31}


class Reach(NamedTuple):
    """Which entries are in a window at an instant: later than `after_ms`, not later than `upto_ms`.

    Attributes:
        change_ms: the next instant at which others may be in it, if no entry comes; None if never.
    """

    after_ms: int
    upto_ms: int
    change_ms: int | None


Looker = Callable[[Log | Visit, int], Reach]
"""(state, now ms) → what is in the window."""


def reach_minutes(window: model.Window) -> int:
    """Return how many minutes before the newest entry a state keeps, a day more than the window is long."""
    match window:
        case model.Last(duration=duration):
            length_ms = coercion.duration_ms(duration)
        case model.Calendar(unit=unit, which=which):
            length_ms = (_DAYS[unit] * (1 if which == "current" else 2) + 1) * DAY_MS
        case _:
            length_ms = DAY_MS
    return -((-length_ms - DAY_MS) // MINUTE_MS)


def looker(window: model.Window, zone: str) -> Looker:
    """Return what tells which entries are in a window."""
    match window:
        case model.Last(duration=duration):
            return _last(coercion.duration_ms(duration))
        case model.Calendar():
            return _calendar(window, zone)
        case model.ThisSession(idle=idle):
            return _session(coercion.duration_ms(idle))


def _last(length_ms: int) -> Looker:
    def look(state: Log | Visit, now_ms: int) -> Reach:
        log: Log = state  # type: ignore[assignment]  # no visit: plan.py
        after_ms = now_ms - length_ms
        oldest_ms = first_after(log, after_ms)
        if oldest_ms is None:
            return Reach(after_ms, now_ms, None)
        if oldest_ms > now_ms:
            return Reach(after_ms, now_ms, oldest_ms)
        newest_ms = log.newest_ms
        ahead_ms = first_after(log, now_ms) if newest_ms is not None and newest_ms > now_ms else None
        gone_ms = oldest_ms + length_ms
        return Reach(after_ms, now_ms, gone_ms if ahead_ms is None else min(gone_ms, ahead_ms))

    return look


def _calendar(window: model.Calendar, zone: str) -> Looker:
    unit, which = window.unit, window.which

    def look(state: Log | Visit, now_ms: int) -> Reach:
        log: Log = state  # type: ignore[assignment]  # no visit: plan.py
        first_ms, after_ms, change_ms = span_of(local_day(now_ms, zone), unit, which, zone)
        newest_ms = log.newest_ms
        stays = newest_ms is None or newest_ms < first_ms
        return Reach(first_ms - 1, after_ms - 1, None if stays else change_ms)

    return look


def _session(idle_ms: int) -> Looker:
    def look(state: Log | Visit, now_ms: int) -> Reach:
        visit: Visit = state  # type: ignore[assignment]  # plan.py
        spells = _spells(visit, idle_ms)
        ahead_ms = min((first for first, _ in spells if first > now_ms), default=None)
        current = next(((first, last) for first, last in reversed(spells) if first <= now_ms), None)
        if current is None or now_ms - current[1] >= idle_ms:
            return Reach(now_ms, now_ms, ahead_ms)
        first_ms, last_ms = current
        after_ms = max(first_ms - 1, now_ms - DAY_MS)
        oldest_ms = first_after(visit.log, after_ms)
        changes = [last_ms + idle_ms, ahead_ms, first_after(visit.log, now_ms)]
        if oldest_ms is not None:
            changes.append(oldest_ms + DAY_MS)
        return Reach(after_ms, now_ms, min(change for change in changes if change is not None))

    return look


def _spells(visit: Visit, idle_ms: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for hour in visit.active:
        for first, last in visit.active[hour]:
            if joined and first - joined[-1][1] < idle_ms:
                joined[-1] = (joined[-1][0], last)
            else:
                joined.append((first, last))
    return joined
