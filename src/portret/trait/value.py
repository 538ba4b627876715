"""What a fold's state says at an instant, and when that may next change by time alone. Pure; time is an argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from msgspec.structs import replace

from portret.trait import model
from portret.trait.aggregate import LARGEST_MAP, Shape, nothing, ranked, shape_of
from portret.trait.calendar import day_start_ms, local_day
from portret.trait.entries import Log, entries, number_within
from portret.trait.plain import DAY_MS, Plain
from portret.trait.sequence import teller
from portret.trait.states import FoldState, Parts, Steps, Visit
from portret.trait.window import Looker, looker

Change = int | None
"""An instant, ms since the epoch; None if time alone changes nothing."""

_REMEMBERED = 20_000


class Reading(Protocol):
    """A fold, compiled for reading."""

    def value(self, state: FoldState | None, now_ms: int) -> model.Value:
        """Return the value at an instant; `state` is None if nothing was folded."""

    def change(self, state: FoldState | None, now_ms: int) -> Change:
        """Return the earliest later instant at which the value may change by time alone."""


def value(fold: model.Fold, state: FoldState | None, now_ms: int, zone: str) -> model.Value:
    """Return the value of a fold at an instant.

    Args:
        fold: what is computed.
        state: of the profile; None if nothing was folded.
        now_ms: the instant, ms since the epoch.
        zone: the workspace's IANA time zone.
    """
    return reading(fold, zone).value(state, now_ms)


def rolled_up(fold: model.Computation, state: FoldState | None) -> tuple[model.Computation, FoldState | None]:
    """Return a fold by a dimension, and its state, over all of the dimension's values together."""
    whole = replace(fold, per=None)
    if not isinstance(state, Parts):
        return whole, state  # entries in a window are read without their parts
    if not state.states:
        return whole, None
    together: Any = shape_of(fold.aggregate).zero()
    for each in state.states.values():
        together.add(each)
    return whole, together


def reading(fold: model.Fold, zone: str) -> Reading:
    """Return a fold compiled for reading; the same object for the same fold."""
    key = (id(fold), zone)
    known = _readings.get(key)
    if known is None or known[0] is not fold:
        if len(_readings) >= _REMEMBERED:
            _readings.clear()
        known = _readings[key] = (fold, _compiled(fold, zone))
    return known[1]


_readings: dict[tuple[int, str], tuple[model.Fold, Reading]] = {}


def _compiled(fold: model.Fold, zone: str) -> Reading:
    if isinstance(fold, model.Sequence):
        return _OfSequence(fold)
    if fold.window is None:
        return _OverAllTime(fold, zone)
    if fold.per is None and fold.aggregate == model.Count():
        return _CountInWindow(fold, zone)
    return _InWindow(fold, zone)


class _OfSequence:
    """Whether events followed each other."""

    def __init__(self, fold: model.Sequence) -> None:
        self._tell = teller(fold)

    def value(self, state: FoldState | None, now_ms: int) -> bool:
        return isinstance(state, Steps) and self._tell(state, now_ms)[0]

    def change(self, state: FoldState | None, now_ms: int) -> Change:
        return self._tell(state, now_ms)[1] if isinstance(state, Steps) else None


class _Aggregated:
    """What all-time and windowed folds have in common: the value of plain states, and how it changes by itself."""

    def __init__(self, fold: model.Computation, zone: str) -> None:
        self.shape: Shape = shape_of(fold.aggregate)
        self.zone = zone
        self.none: model.Value = {} if fold.per is not None else nothing(fold.aggregate)
        self.none_of_part: model.Value = nothing(fold.aggregate)
        self.by_itself = _by_itself(fold.aggregate)

    def finished(self, state: Plain, now_ms: int) -> model.Value:
        return self.shape.finish(state, now_ms, self.zone)

    def finished_parts(self, parts: Parts, now_ms: int) -> dict[str, Any]:
        kept = parts.numbers if len(parts.numbers) <= LARGEST_MAP else ranked(parts.numbers, LARGEST_MAP)
        states = parts.states
        return {part: self.finished(states[part], now_ms) if part in states else self.none_of_part for part in kept}


class _OverAllTime(_Aggregated):
    """What happened ever."""

    def value(self, state: FoldState | None, now_ms: int) -> model.Value:
        if state is None:
            return self.none
        if isinstance(state, Parts):
            return self.finished_parts(state, now_ms)
        return self.finished(state, now_ms)  # type: ignore[arg-type]  # a state of this fold

    def change(self, state: FoldState | None, now_ms: int) -> Change:
        if state is None or self.by_itself is None:
            return None
        states = state.states.values() if isinstance(state, Parts) else (state,)
        return _earliest([self.by_itself(each, now_ms, self.zone) for each in states])


class _InWindow(_Aggregated):
    """What is in a window: its entries are summed up anew, as if they were all there is."""

    def __init__(self, fold: model.Computation, zone: str) -> None:
        super().__init__(fold, zone)
        if fold.window is None:
            message = "a fold without a window"
            raise ValueError(message)
        self.look: Looker = looker(fold.window, zone)
        self.by_part = fold.per is not None

    def value(self, state: FoldState | None, now_ms: int) -> model.Value:
        if state is None:
            return self.none
        found = self._summed(state, now_ms)
        if self.by_part:
            return self.finished_parts(found, now_ms)
        return self.none if found is None else self.finished(found, now_ms)

    def change(self, state: FoldState | None, now_ms: int) -> Change:
        if state is None:
            return None
        changes = [self.look(state, now_ms).change_ms]  # type: ignore[arg-type]  # a state of this fold
        if self.by_itself is not None:
            found = self._summed(state, now_ms)
            states = found.states.values() if self.by_part else () if found is None else (found,)
            changes += [self.by_itself(each, now_ms, self.zone) for each in states]
        return _earliest(changes)

    def _summed(self, state: FoldState, now_ms: int) -> Any:
        log: Log = state.log if isinstance(state, Visit) else state  # type: ignore[assignment]  # a state of this fold
        reach = self.look(state, now_ms)  # type: ignore[arg-type]  # a state of this fold
        zero, needs_value = self.shape.zero, self.shape.payload != "none"
        if self.by_part:
            parts = Parts()
            for at_ms, part, payload, number in entries(log, reach.after_ms, reach.upto_ms):
                parts.take(part, zero, at_ms, payload, number, counts=not needs_value or payload is not None)
            return parts
        found: Any = None
        for at_ms, _, payload, number in entries(log, reach.after_ms, reach.upto_ms):
            if payload is None and needs_value:
                continue  # it is there to count its part alone
            if found is None:
                found = zero()
            found.take(at_ms, payload, number)
        return found


class _CountInWindow(_InWindow):
    """How many are in a window: told by two look-ups."""

    def value(self, state: FoldState | None, now_ms: int) -> model.Value:
        if state is None:
            return 0
        log: Log = state.log if isinstance(state, Visit) else state  # type: ignore[assignment]  # a state of this fold
        reach = self.look(state, now_ms)  # type: ignore[arg-type]  # a state of this fold
        return number_within(log, reach.after_ms, reach.upto_ms)


def changes_by_itself(aggregate: model.Aggregate) -> bool:
    """Say whether an aggregate's value changes by time alone while its entries stay."""
    return _by_itself(aggregate) is not None


def _by_itself(aggregate: model.Aggregate) -> Callable[[Any, int, str], Change] | None:
    """Return what tells when the value of a plain state next changes while its entries stay; None if never."""
    match aggregate:
        case model.Count(half_life=str()) | model.Sum(half_life=str()) | model.Score(half_life=str()):
            return lambda _state, now_ms, _zone: (now_ms // DAY_MS + 1) * DAY_MS
        case model.TimeSinceLast():
            return lambda state, now_ms, _zone: max(now_ms, state.at_ms) + 1
        case model.Streak():
            return _streak_change
        case _:
            return None


def _streak_change(state: Any, now_ms: int, zone: str) -> Change:
    today = local_day(now_ms, zone)
    return day_start_ms(today + 1, zone) if state.days[-1] >= today - 1 else None


def _earliest(changes: list[Change]) -> Change:
    return min((at_ms for at_ms in changes if at_ms is not None), default=None)
