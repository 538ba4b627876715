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

HistoryEntry = tuple[int, str, Value]
"""(instant in ms, part or "", payload).

The payload is what `shape_of` says: None, or an amount in millionths, a number, a text, points, hits, a calendar day.
Of a sequence the part is the values of `same` joined by "\\x1f", the payload the number of the step, that of `without`
after the last.
"""


Filler = Callable[..., FoldState | None]
"""(entries, and for sessions the instants of activity) → the state."""


def zero_of(fold: model.Fold) -> Callable[[], FoldState]:
    """Return what makes the state of a fold without entries."""
    if isinstance(fold, model.Sequence):
        return partial(_no_steps, _minutes(reach_ms(fold)), by_same=bool(fold.same))
    shape = shape_of(fold.aggregate)
    if fold.window is None:
        return shape.zero if fold.per is None else Parts
    no_log = partial(
        _no_log, reach_minutes(fold.window), shape.way, values=shape.payload != "none", parts=fold.per is not None
    )
    return partial(_no_visit, no_log) if isinstance(fold.window, model.ThisSession) else no_log


def filler(fold: model.Fold) -> Filler:
    """Return what makes the state of a fold with a window, or of a sequence, of its entries in any order.

    None if there are none. For a window they are at least those that it reaches back from the newest one. For what
    counts a session alone the instants of all events of the person that have a name come with them.
    """
    if isinstance(fold, model.Sequence):
        return partial(_steps_of, fold)
    return partial(_visit_of if isinstance(fold.window, model.ThisSession) else _log_of, zero_of(fold))


def times_filler(fold: model.Fold) -> Callable[[Sequence[int]], FoldState | None]:
    """Return what makes the state of a fold with a window, whose entries are instants alone, of them in order."""
    return partial(_log_of_times, zero_of(fold))


def _log_of_times(zero: Callable[[], Any], times: Sequence[int]) -> FoldState | None:
    if not times:
        return None
    log: Log = zero()
    put_times(log, times)
    return log


def _log_of(zero: Callable[[], Any], entries: Iterable[HistoryEntry], _: Iterable[int] = ()) -> FoldState | None:
    log: Log = zero()
    for at_ms, part, value in entries:
        put(log, at_ms, part, value)
    return log if log.times else None


def _visit_of(
    zero: Callable[[], Any], entries: Iterable[HistoryEntry], activity: Iterable[int] = ()
) -> FoldState | None:
    visit: Visit = zero()
    for at_ms, part, value in entries:
        put(visit.log, at_ms, part, value)
    for at_ms in activity:
        visit.be_active(at_ms)
    return visit if visit.active or visit.log.times else None


def _steps_of(sequence: model.Sequence, entries: Iterable[HistoryEntry], _: Iterable[int] = ()) -> FoldState | None:
    state: Any = zero_of(sequence)()
    for at_ms, same, number in entries:
        put_step(sequence, state, moment_of(at_ms), same, number)  # type: ignore[arg-type]  # of int
    return state if state.log.times else None


def _minutes(length_ms: int | None) -> int:
    return 0 if length_ms is None else -(-length_ms // MINUTE_MS) + 24 * 60


def _no_log(reach_min: int, way: int, *, values: bool, parts: bool) -> Log:
    return Log(reach_min, way, values=[] if values else None, parts=[] if parts else None)


def _no_visit(no_log: Callable[[], Log]) -> Visit:
    return Visit(no_log(), {})


def _no_steps(reach_min: int, *, by_same: bool) -> Steps:
    return Steps(Log(reach_min, SUMMED, values=[], parts=[] if by_same else None, limited=False))
