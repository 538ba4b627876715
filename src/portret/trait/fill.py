"""States from nothing, and from history: what a back-fill makes of entries that were found in the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from portret.trait import model
from portret.trait.entries import MINUTE_MS, SUMMED, Log, Value, moment_of, put
from portret.trait.shape import shape_of
from portret.trait.states import FoldState, Parts, Steps, Visit
from portret.trait.steps import put_step, reach_ms
from portret.trait.window import reach_minutes

HistoryEntry = tuple[int, str, Value, int]
"""(instant in ms, part or "", payload, how many it stands for).

The payload is what `shape_of` says: None, or an amount in millionths, a number, a text, points, hits, a calendar day.
Over all time entries may be summed up beforehand: one stands for many, its payload is their sum (amounts, points, hits)
or what is equal of them (text, day), its instant one of the same UTC day for a half-life, the first or last one where
that is asked for. For a window each stands for one. Of a sequence the part is the values of `same` joined by "\\x1f",
the payload the number of the step, that of `without` after the last.
"""


def zero_of(fold: model.Fold) -> Callable[[], FoldState]:
    """Return what makes the state of a fold without entries."""
    if isinstance(fold, model.Sequence):
        return partial(_no_steps, _minutes(reach_ms(fold)))
    shape = shape_of(fold.aggregate)
    if fold.window is None:
        return shape.zero if fold.per is None else Parts
    no_log = partial(
        _no_log, reach_minutes(fold.window), shape.way, values=shape.payload != "none", parts=fold.per is not None
    )
    return partial(_no_visit, no_log) if isinstance(fold.window, model.ThisSession) else no_log


def state_of(fold: model.Fold, entries: Iterable[HistoryEntry], activity: Iterable[int] = ()) -> FoldState | None:
    """Return the state of a fold with these entries, in any order; None if there are none.

    Args:
        fold: what is computed.
        entries: what its events say; for a window at least those that it reaches back from the newest one.
        activity: for what counts a session alone: the instants of all events of the person that have a name.
    """
    if isinstance(fold, model.Sequence):
        return _steps_of(fold, entries)
    state: Any = zero_of(fold)()
    put_in = _putter(fold, state)
    found = False
    for entry in entries:
        found = True
        put_in(*entry)
    if isinstance(state, Visit):
        for at_ms in activity:
            found = True
            state.be_active(at_ms)
    return state if found else None


def _putter(fold: model.Computation, state: Any) -> Callable[[int, str, Value, int], object]:
    shape = shape_of(fold.aggregate)
    needs_value = shape.payload != "none"
    if fold.window is not None:
        log = state.log if isinstance(state, Visit) else state
        return lambda at_ms, part, value, _number: put(log, at_ms, part, value)
    if fold.per is None:
        return lambda at_ms, _part, value, number: state.take(at_ms, value, number)
    return lambda at_ms, part, value, number: state.take(
        part, shape.zero, at_ms, value, number, counts=not needs_value or value is not None
    )


def _steps_of(sequence: model.Sequence, entries: Iterable[HistoryEntry]) -> Steps | None:
    state = _no_steps(_minutes(reach_ms(sequence)))
    for at_ms, same, number, _ in entries:
        put_step(sequence, state, moment_of(at_ms), same, number)  # type: ignore[arg-type]  # of int
    return state if state.log.times else None


def _minutes(length_ms: int | None) -> int:
    return 0 if length_ms is None else -(-length_ms // MINUTE_MS) + 24 * 60


def _no_log(reach_min: int, way: int, *, values: bool, parts: bool) -> Log:
    return Log(reach_min, way, values=[] if values else None, parts=[] if parts else None)


def _no_visit(no_log: Callable[[], Log]) -> Visit:
    return Visit(no_log(), {})


def _no_steps(reach_min: int) -> Steps:
    return Steps(Log(reach_min, SUMMED, values=[], parts=[], limited=False))
