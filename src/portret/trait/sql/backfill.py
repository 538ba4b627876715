"""What a back-fill asks of each profile's rows: little numbers for all time, entries for windows and sequences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal, NamedTuple

from portret.trait import model
from portret.trait.aggregate import MICRO, Shape, shape_of
from portret.trait.entries import LARGEST_SUM, MINUTE_MS, Log
from portret.trait.fill import filler, times_filler, zero_of
from portret.trait.payload import LONGEST_TEXT
from portret.trait.plain import DAY_MS, Counts, Days, Earliest, Extent, Greatest, Least, Newest, Seen, StreakDays, Tally
from portret.trait.sql.value import ValueSql
from portret.trait.sql.where import events_sql, field_sql, where_sql
from portret.trait.states import FoldState
from portret.trait.sums import maker, parts_of
from portret.warehouse import Bound, Sql

Table = Literal["events", "order_lines"]

_TIME = Sql("toUnixTimestamp64Milli(timestamp)")
_DAY = Sql(f"toInt64(floor({_TIME} / {DAY_MS}))")
_ACTIVE = Sql("NOT is_bot AND subject_id = '' AND name != ''")
_NOTHING = Sql("CAST(NULL, 'Nullable(UInt8)')")
_ACTIVITY_REACH_MS = 3 * DAY_MS
_MARGIN_MS = 2 * DAY_MS
_LARGEST = LARGEST_SUM / MICRO
_OF_INSTANTS, _OF_ENTRIES = 0.5, 2.0


class Column(NamedTuple):
    """One aggregate over the rows of each profile, or of each profile and part.

    Attributes:
        table: whose rows.
        names: which event names matter to it; empty means any.
        aggregate: the expression.
        part: the rows' dimension, Nullable(String), by which they are grouped, too; None if they are not.
    """

    table: Table
    names: tuple[str, ...]
    aggregate: Sql
    part: Sql | None = None


class Filling(NamedTuple):
    """How a fold's states are made.

    Attributes:
        columns: what is asked; with parts there is one, and its answer is a list of (part, *aggregate).
        build: makes the state of the columns' answers, None for those without rows; None if there is nothing.
        weight: how much room its rows take, beside those of which only sums are read.
    """

    columns: tuple[Column, ...]
    build: Callable[..., FoldState | None]
    weight: float = 0.0


def filling(fold: model.Fold, zone: str, bound: Bound) -> Filling:
    """Return what must be asked to make states of a fold.

    Raises:
        Invalid: the fold reads a field that there is not, or compares in a way that cannot be.
    """
    if isinstance(fold, model.Sequence):
        return _of_sequence(fold, bound)
    if fold.window is not None:
        return _of_window(fold, zone, bound)
    return _of_all_time(fold, zone, bound)


def _table(events: model.Events) -> Table:
    return "order_lines" if events.lines else "events"


def _of_all_time(fold: model.Computation, zone: str, bound: Bound) -> Filling:
    shape = shape_of(fold.aggregate)
    counts, value = events_sql(fold.events, bound), _payload(fold, shape, zone, bound)
    make, aggregate = maker(shape), _summed(shape, counts, value)
    if fold.per is None:
        return Filling((Column(_table(fold.events), fold.events.names, aggregate),), make)
    part = _cut(field_sql(fold.per, bound, lines=fold.events.lines).text)
    column = Column(_table(fold.events), fold.events.names, Sql(f"(countIf({counts}), {aggregate})"), part)
    return Filling((column,), partial(parts_of, make))


def _summed(shape: Shape, counts: Sql, value: Sql | None) -> Sql:
    """Return the aggregate of an all-time fold, as `sums.Maker` takes it."""
    known = counts if value is None else Sql(f"{counts} AND isNotNull({value})")
    present = "toInt64(1)" if value is None else f"assumeNotNull({value})"
    if shape.zero is Days:
        sums = "" if value is None else f", [toInt128({present})]"
        return Sql(f"sumMapIf([{_DAY}], [toUInt64(1)]{sums}, {known})")
    if shape.zero in (Counts, StreakDays):
        return Sql(f"sumMapIf([{present}], [toUInt64(1)], {known})")
    number = f"countIf({known})"
    if shape.zero in (Seen, Tally):
        return Sql(number)
    return Sql(f"({number}, {_of_sums(shape, known, present)})")


def _of_sums(shape: Shape, known: Sql, present: str) -> str:
    if shape.zero is Extent:
        return f"minIf({_TIME}, {known}), maxIf({_TIME}, {known})"
    if shape.zero in (Earliest, Newest):
        text = present if shape.payload == "text" else "''"
        return f"{'minIf' if shape.zero is Earliest else 'maxIf'}(({_TIME}, {text}), {known})"
    if shape.zero in (Least, Greatest):
        return f"{'minIf' if shape.zero is Least else 'maxIf'}({present}, {known})"
    return f"sumIf(toInt128({present}), {known})"


def _of_window(fold: model.Computation, zone: str, bound: Bound) -> Filling:
    shape = shape_of(fold.aggregate)
    counts, value = events_sql(fold.events, bound), _payload(fold, shape, zone, bound)
    part = Sql("''")
    if fold.per is not None:
        text = _cut(field_sql(fold.per, bound, lines=fold.events.lines).text)
        counts, part = Sql(f"{counts} AND isNotNull({text})"), Sql(f"assumeNotNull({text})")
    elif value is not None:
        counts = Sql(f"{counts} AND isNotNull({value})")
    log = _log_of(fold)
    is_session = isinstance(fold.window, model.ThisSession)
    if fold.per is None and value is None and not is_session:
        times = _newest_times(counts, log.reach_min * MINUTE_MS)
        fill_times = times_filler(fold)
        only = Column(_table(fold.events), fold.events.names, times)
        return Filling((only,), fill_times, _OF_INSTANTS)
    entry = f"({_TIME}, {part}, {_NOTHING if value is None else value})"
    column = Column(_table(fold.events), fold.events.names, _newest(entry, counts, log.reach_min * MINUTE_MS))
    fill = filler(fold)
    if not is_session:
        return Filling((column,), fill, _OF_ENTRIES)
    active = _newest(f"tuple({_TIME})", _ACTIVE, _ACTIVITY_REACH_MS)

    def build(found: Any, activity: Any) -> FoldState | None:
        return fill(found or (), (at_ms for (at_ms,) in activity or ()))

    return Filling((column, Column("events", (), active)), build, _OF_ENTRIES)


def _of_sequence(fold: model.Sequence, bound: Bound) -> Filling:
    steps = [fold.first, *(step.events for step in fold.then)]
    steps += [] if fold.without is None else [fold.without.events]
    reach_ms = _log_of(fold).reach_min * MINUTE_MS
    columns, fill = [], filler(fold)
    for step in steps:
        texts = [_cut(field_sql(field, bound, lines=step.lines).text) for field in fold.same]
        counts = Sql(" AND ".join([events_sql(step, bound), *(f"isNotNull({text})" for text in texts)]))
        present = ", ".join(f"assumeNotNull({text})" for text in texts)
        same = f"arrayStringConcat([{present}], '\\x1f')" if texts else "''"
        columns.append(Column(_table(step), step.names, _newest(f"({_TIME}, {same})", counts, reach_ms)))

    def build(*answers: Any) -> FoldState | None:
        found = [(at_ms, same, number) for number, answer in enumerate(answers) for at_ms, same in answer or ()]
        return fill(sorted(found)) if found else None

    return Filling(tuple(columns), build, _OF_ENTRIES)


def _newest(entry: str, counts: Sql, reach_ms: int) -> Sql:
    """Return the entries of the rows that count, ascending; those far out of reach of the newest one are left out."""
    found = f"groupArrayIf({entry}, {counts})"
    if reach_ms:
        found = f"arrayFilter(e -> e.1 >= maxIf({_TIME}, {counts}) - {reach_ms + _MARGIN_MS}, {found})"
    return Sql(f"arraySort(e -> e.1, {found})")


def _newest_times(counts: Sql, reach_ms: int) -> Sql:
    """Return the instants of the rows that count, as `_newest` their entries."""
    found = f"groupArrayIf({_TIME}, {counts})"
    if reach_ms:
        found = f"arrayFilter(e -> e >= maxIf({_TIME}, {counts}) - {reach_ms + _MARGIN_MS}, {found})"
    return Sql(f"arraySort({found})")


def _log_of(fold: model.Fold) -> Log:
    state: Any = zero_of(fold)()
    return state if isinstance(state, Log) else state.log


def _payload(fold: model.Computation, shape: Shape, zone: str, bound: Bound) -> Sql | None:
    """Return what is kept of a row, NULL if it has none; None if nothing is kept of any."""
    lines = fold.events.lines
    match fold.aggregate:
        case model.PercentOf(where=where):
            return Sql(f"toNullable(toInt64({where_sql(where, bound, lines=lines)}))")
        case model.Score(points=points):
            return _points(points, bound, lines=lines)
        case model.Streak():
            return Sql(f"toNullable(toInt64(toInt32(toDate32(timestamp, {bound(zone, 'String')}))))")
    return None if shape.field is None else _of_field(shape, field_sql(shape.field, bound, lines=lines))


def _of_field(shape: Shape, value: ValueSql) -> Sql:
    if shape.payload == "text":
        return _cut(value.text)
    if shape.payload == "number":
        return Sql(f"toFloat64({value.number}) + 0")
    bounded = f"greatest(least({value.number}, {_LARGEST!r}), -{_LARGEST!r})"
    return Sql(f"if(isNull({value.number}), NULL, toInt64(roundBankers({bounded} * {MICRO})))")


def _points(points: dict[str, int], bound: Bound, *, lines: bool) -> Sql:
    if not points:
        return Sql("CAST(NULL, 'Nullable(Int64)')")
    names, amounts = bound(list(points), "Array(String)"), bound(list(points.values()), "Array(Int64)")
    return Sql(f"nullIf(transform({'event' if lines else 'name'}, {names}, {amounts}, toInt64(0)), 0)")


def _cut(text: Sql) -> Sql:
    return Sql(f"substringUTF8({text}, 1, {LONGEST_TEXT})")
