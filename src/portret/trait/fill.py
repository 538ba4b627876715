"""States from nothing, and from history: what a back-fill makes of entries that were found in the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from portret.trait import model
from portret.trait.aggregate import shape_of
from portret.trait.entries import MINUTE_MS, SUMMED, Log, Value, moment_of, put, put_times
from portret.trait.sequence import put_step, reach_ms
from portret.trait.states import FoldState, Parts, Steps, Visit
from portret.trait.window import reach_minutes

HistoryEntry = tuple[int, str, Value, int]
"""(instant in ms, part or "", payload, how many it stands for).

The payload is what `shape_of` says: None, or an amount in millionths, a number, a text, points, hits, a calendar day.
Over all time entries may be summed up beforehand: one stands for many, its payload is their sum (amounts, points, hits)
or what is equal of them (text, day), its instant one of the same UTC day for a half-life, the first or last one where
that is asked for. For a window each stands for one. Of a sequence the part is the values of `same` joined by "\\x1f",
the payload the number of the step, that of `without` after the last.
"""


Filler = Callable[..., FoldState | None]
"""(entries, and for sessions the instants of activity) → the state."""


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


def filler(fold: model.Fold) -> Filler:
    """Return what makes the state of a fold of its entries, in any order; None if there are none.

    For a window they are at least those that it reaches back from the newest one. For what counts a session alone the
    instants of all events of the person that have a name come with them.
    """
    if isinstance(fold, model.Sequence):
        return partial(_steps_of, fold)
    zero = zero_of(fold)
    if isinstance(fold.window, model.ThisSession):
        return partial(_visit_of, zero)
    if fold.window is not None:
        return partial(_log_of, zero)
    if fold.per is None:
        return partial(_plain_of, zero)
    shape = shape_of(fold.aggregate)
    return partial(_parts_of, shape.zero, needs_value=shape.payload != "none")


def times_filler(fold: model.Fold) -> Callable[[Sequence[int]], FoldState | None]:
    """Return what makes the state of a fold with a window, whose entries are instants alone, of them in order."""
    return partial(_log_of_times, zero_of(fold))


def _log_of_times(zero: Callable[[], Any], times: Sequence[int]) -> FoldState | None:
    if not times:
        return None
    log: Log = zero()
    put_times(log, times)
    return log


def _plain_of(zero: Callable[[], Any], entries: Iterable[HistoryEntry], _: Iterable[int] = ()) -> FoldState | None:
    state = None
    for at_ms, _part, value, number in entries:
        if state is None:
            state = zero()
        state.take(at_ms, value, number)
    return state


def _parts_of(
    zero: Callable[[], Any], entries: Iterable[HistoryEntry], _: Iterable[int] = (), *, needs_value: bool
) -> FoldState | None:
    parts = Parts()
    for at_ms, part, value, number in entries:
        parts.take(part, zero, at_ms, value, number, counts=not needs_value or value is not None)
    return parts if parts.numbers else None


def _log_of(zero: Callable[[], Any], entries: Iterable[HistoryEntry], _: Iterable[int] = ()) -> FoldState | None:
    log: Log = zero()
    for at_ms, part, value, _number in entries:
        put(log, at_ms, part, value)
    return log if log.times else None


def _visit_of(
    zero: Callable[[], Any], entries: Iterable[HistoryEntry], activity: Iterable[int] = ()
) -> FoldState | None:
    visit: Visit = zero()
    for at_ms, part, value, _number in entries:
        put(visit.log, at_ms, part, value)
    for at_ms in activity:
        visit.be_active(at_ms)
    return visit if visit.active or visit.log.times else None


def _steps_of(sequence: model.Sequence, entries: Iterable[HistoryEntry], _: Iterable[int] = ()) -> FoldState | None:
    state = _no_steps(_minutes(reach_ms(sequence)))
    for at_ms, same, number, _number in entries:
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
