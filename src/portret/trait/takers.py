"""How each fold takes an event, compiled: what it reads of it, and what it does to the fold's state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from portret.trait import model
from portret.trait.aggregate import shape_of
from portret.trait.entries import Moment, append
from portret.trait.fill import zero_of
from portret.trait.payload import part_of, payload_of, same_of
from portret.trait.sequence import put_step
from portret.trait.states import FoldState, Parts

States = dict[int, FoldState]
Take = Callable[[States, Moment, str, Any], bool]
"""(states, when, part or "", value) → whether the fold's state changed."""

_EVERYTHING = model.Events()


class Read(NamedTuple):
    """A fold, and some events that it takes.

    Attributes:
        same: what is read, said so that equal readings are equal.
        value, part: what reads it of an event, or of (event, line); None if there is nothing to read.
        no_log: makes the state, if that is a log and nothing else: several of those are appended to in one go.
    """

    fold_id: int
    events: model.Events
    same: tuple[Any, ...]
    value: Callable[[Any], Any] | None
    part: Callable[[Any], str | None] | None
    take: Take
    no_log: Callable[[], Any] | None = None


def reads_of(fold_id: int, fold: model.Fold, zone: str) -> list[Read]:
    """Return what a fold takes.

    Raises:
        Invalid: it reads a field that is not there, or compares in a way that cannot be.
    """
    if isinstance(fold, model.Sequence):
        return _steps(fold_id, fold)
    shape, lines = shape_of(fold.aggregate), fold.events.lines
    value = payload_of(fold, shape, zone)
    part = None if fold.per is None else part_of(fold.per, lines=lines)
    by = fold.aggregate if shape.payload in ("points", "hit") else None
    same = (lines, shape.payload, shape.field, fold.per, by)
    no_log: Any = zero_of(fold)
    if fold.window is None or isinstance(fold.window, model.ThisSession):
        no_log = None
    taken = Read(fold_id, fold.events, same, value, part, _take(fold_id, fold), no_log)
    if not isinstance(fold.window, model.ThisSession):
        return [taken]
    activity = Read(fold_id, _EVERYTHING, ("named",), _is_named, None, _take_activity(fold_id, fold))
    return [activity, taken]


def _steps(fold_id: int, fold: model.Sequence) -> list[Read]:
    events = [fold.first, *(step.events for step in fold.then)]
    events += [] if fold.without is None else [fold.without.events]
    return [
        Read(
            fold_id,
            each,
            (each.lines, "same", fold.same),
            None,
            same_of(fold.same, lines=each.lines) if fold.same else None,
            _take_step(fold_id, fold, number),
        )
        for number, each in enumerate(events)
    ]


def _take(fold_id: int, fold: model.Computation) -> Take:
    if fold.window is not None:
        return _take_entry(fold_id, fold)
    return _take_plain(fold_id, fold) if fold.per is None else _take_part(fold_id, fold)


def _take_plain(fold_id: int, fold: model.Computation) -> Take:
    zero = zero_of(fold)

    def take(states: States, moment: Moment, _: str, value: Any) -> bool:
        state: Any = states.get(fold_id)
        if state is None:
            state = states[fold_id] = zero()
            state.take(moment[0], value)
            return True
        return state.take(moment[0], value)  # type: ignore[no-any-return]

    return take


def _take_part(fold_id: int, fold: model.Computation) -> Take:
    shape = shape_of(fold.aggregate)
    zero, needs_value = shape.zero, shape.payload != "none"

    def take(states: States, moment: Moment, part: str, value: Any) -> bool:
        parts: Any = states.get(fold_id)
        if parts is None:
            parts = states[fold_id] = Parts()
        return parts.take(part, zero, moment[0], value, counts=not needs_value or value is not None)  # type: ignore[no-any-return]

    return take


def _take_entry(fold_id: int, fold: model.Computation) -> Take:
    zero, is_visit = zero_of(fold), isinstance(fold.window, model.ThisSession)

    def take(states: States, moment: Moment, part: str, value: Any) -> bool:
        state: Any = states.get(fold_id)
        if state is None:
            state = states[fold_id] = zero()
        return append(state.log if is_visit else state, moment, part, value)

    return take


def _take_activity(fold_id: int, fold: model.Computation) -> Take:
    zero = zero_of(fold)

    def take(states: States, moment: Moment, _: str, _value: Any) -> bool:
        state: Any = states.get(fold_id)
        if state is None:
            state = states[fold_id] = zero()
        return state.be_active(moment[0])  # type: ignore[no-any-return]

    return take


def _take_step(fold_id: int, fold: model.Sequence, number: int) -> Take:
    zero = zero_of(fold)

    def take(states: States, moment: Moment, part: str, _: Any) -> bool:
        state: Any = states.get(fold_id)
        if state is None:
            state = states[fold_id] = zero()
        return put_step(fold, state, moment, part, number)

    return take


def _is_named(event: Any) -> bool | None:
    return True if event.name else None
