"""A fold in SQL: what is kept of a profile's rows, and the value of what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from portret.kernel import coercion
from portret.trait import model
from portret.trait.aggregate import LARGEST_MAP
from portret.trait.calendar import local_day, span_of
from portret.trait.plain import DAY_MS
from portret.trait.sql.aggregate import AggregateSql, Asked, Source, aggregate_sql, ranked
from portret.trait.sql.primitive import TIME, Primitive, of_entries, of_itself, of_rows
from portret.trait.sql.where import events_sql, field_sql
from portret.warehouse import Bound, Sql

_ACTIVITY = Sql("NOT is_bot AND subject_id = '' AND name != ''")
_NO_PART = Sql("''")


class Span(NamedTuple):
    """A time: later than `after_ms`, not later than `upto_ms`; None is no bound."""

    after_ms: int | None = None
    upto_ms: int | None = None


@dataclass(frozen=True)
class Kept:
    """Something kept of each profile's rows: a column.

    Attributes:
        table: whose rows.
        counts: which of them, within the span.
        span: of which time.
        names: which names they have; empty means any.
        rows: makes the aggregate of the condition for a row to count.
        merged: makes the aggregate that puts several results together of the column's name.
        key: what it is, for equal ones to be kept once.
    """

    table: Literal["events", "order_lines"]
    counts: Sql
    span: Span
    names: tuple[str, ...]
    rows: Callable[[Sql], Sql]
    merged: Callable[[Sql], Sql]
    key: str


Keep = Callable[[Kept], Sql]
"""Takes what shall be kept; returns the name of its column."""


class FoldSql(NamedTuple):
    """A fold's value, an expression of the columns kept.

    Attributes:
        there: whether there is a value, if the value itself does not say so by being NULL.
    """

    value: Sql
    kind: model.ValueType
    there: Sql | None = None


def fold_sql(fold: model.Fold, part: str | None, asked: Asked, bound: Bound, keep: Keep) -> FoldSql:
    """Return a fold's value in SQL; what must be kept of rows for it is asked for through `keep`.

    Args:
        fold: what is computed.
        part: which value of its dimension, or of the map that it is, is asked for; None is the whole.
        asked: when and where.
        bound: takes what is compared with.
        keep: takes what must be kept.

    Raises:
        Invalid: the fold cannot be computed.
    """
    if isinstance(fold, model.Sequence):
        return FoldSql(_sequence(fold, asked, bound, keep), "boolean")
    if part is not None and fold.per is None:
        return _of_map(fold_sql(fold, None, asked, bound, keep), bound(part, "String"))
    how = aggregate_sql(fold.aggregate, Source(asked, bound, fold.events.lines))
    if fold.per is None and not isinstance(fold.window, model.ThisSession):
        return FoldSql(_of_rows(fold, how, asked, bound, keep), how.kind)
    entries = _entries(fold, how, asked, bound, keep)
    if isinstance(fold.window, model.ThisSession):
        entries = _of_this_session(fold.window, entries, asked, bound, keep)
    if fold.per is None:
        return FoldSql(how.finish([of_entries(each, entries) for each in how.primitives]), how.kind)
    return _by_part(how, entries) if part is None else _of_part(how, entries, bound(part, "String"))


def _of_rows(fold: model.Computation, how: AggregateSql, asked: Asked, bound: Bound, keep: Keep) -> Sql:
    counts, span = events_sql(fold.events, bound), window_span(fold.window, asked)
    kept = []
    for primitive in how.primitives:

        def rows(holds: Sql, primitive: Primitive = primitive) -> Sql:
            return of_rows(primitive, how.columns, holds)

        def merged(name: Sql, primitive: Primitive = primitive) -> Sql:
            return of_itself(primitive, name)

        kept.append(keep(_kept(fold.events, counts, span, rows, merged)))
    return how.finish(kept)


def _entries(fold: model.Computation, how: AggregateSql, asked: Asked, bound: Bound, keep: Keep) -> Sql:
    """Keep (instant, part, columns …) of each row that counts; those without a part do not."""
    counts, part = events_sql(fold.events, bound), _NO_PART
    if fold.per is not None:
        text = field_sql(fold.per, bound, lines=fold.events.lines).text
        counts, part = Sql(f"{counts} AND isNotNull({text})"), Sql(f"assumeNotNull({text})")
    entry = f"({', '.join((TIME, part, *how.columns))})"
    return keep(_kept(fold.events, counts, window_span(fold.window, asked), *_listed(entry)))


def _kept(
    events: model.Events, counts: Sql, span: Span, rows: Callable[[Sql], Sql], merged: Callable[[Sql], Sql]
) -> Kept:
    table: Literal["events", "order_lines"] = "order_lines" if events.lines else "events"
    return Kept(table, counts, span, events.names, rows, merged, f"{table} {span} {rows(counts)}")


def _listed(entry: str) -> tuple[Callable[[Sql], Sql], Callable[[Sql], Sql]]:
    return lambda holds: Sql(f"groupArrayIf({entry}, {holds})"), lambda name: Sql(f"groupArrayArray({name})")


def window_span(window: model.Window | None, asked: Asked) -> Span:
    """Return the time of a window; of a session the time that it can take."""
    match window:
        case None:
            return Span()
        case model.Last(duration=duration):
            return Span(asked.now_ms - coercion.duration_ms(duration), asked.now_ms)
        case model.Calendar(unit=unit, which=which):
            first_ms, after_ms, _ = span_of(local_day(asked.now_ms, asked.zone), unit, which, asked.zone)
            return Span(first_ms - 1, after_ms - 1)
        case _:
            return Span(asked.now_ms - DAY_MS, asked.now_ms)


def _of_this_session(window: model.ThisSession, entries: Sql, asked: Asked, bound: Bound, keep: Keep) -> Sql:
    idle_ms = coercion.duration_ms(window.idle)
    chain = Span(asked.now_ms - DAY_MS - idle_ms, asked.now_ms)  # what a visit that began earlier hangs together by
    active = keep(_kept(model.Events(), _ACTIVITY, chain, *_listed(TIME)))
    now = bound(asked.now_ms, "Int64")
    times = f"arrayReverseSort({active})"
    pause = f"arrayFirstIndex(d -> d <= -{idle_ms}, arrayPopFront(arrayDifference(arrayPushFront({times}, {now}))))"
    active_times = f"if({pause} = 0, length({times}), {pause} - 1)"
    return Sql(f"if({active_times} = 0, [], arrayFilter(e -> e.1 >= {times}[{active_times}], {entries}))")


def _by_part(how: AggregateSql, entries: Sql) -> FoldSql:
    parts = f"arrayMap(p -> p.1, {_parts(entries)})"
    values = f"arrayMap(k -> {_of_one_part(how, entries, 'k')}, {parts})"
    return FoldSql(Sql(f"mapFromArrays({parts}, {values})"), "map")


def _of_part(how: AggregateSql, entries: Sql, part: Sql) -> FoldSql:
    there = Sql(f"has(arrayMap(p -> p.1, {_parts(entries)}), {part})")
    value = _of_one_part(how, entries, part)
    if how.kind in {"list", "map"}:
        return FoldSql(value, how.kind, there)
    return FoldSql(Sql(f"if({there}, {value}, NULL)"), how.kind)


def _of_map(found: FoldSql, key: Sql) -> FoldSql:
    """Return one number of a map; of what is no map none."""
    if found.kind != "map":
        return FoldSql(Sql("CAST(NULL, 'Nullable(Float64)')"), "number")
    return FoldSql(Sql(f"if(mapContains({found.value}, {key}), toFloat64({found.value}[{key}]), NULL)"), "number")


def _of_one_part(how: AggregateSql, entries: Sql, part: str) -> Sql:
    own = Sql(f"arrayFilter(e -> e.2 = {part}, {entries})")
    return how.finish([of_entries(each, own) for each in how.primitives])


def _parts(entries: Sql) -> Sql:
    """Return the parts that have most entries, with how many."""
    counts = Sql(f"arrayReduce('sumMap', arrayMap(e -> [e.2], {entries}), arrayMap(e -> [toUInt64(1)], {entries}))")
    return ranked(counts, LARGEST_MAP)


def _sequence(fold: model.Sequence, asked: Asked, bound: Bound, keep: Keep) -> Sql:
    within = [coercion.duration_ms(step.within) for step in fold.then]
    window = window_span(fold.window, asked)
    spans = [window]
    for length_ms in reversed(within):
        after_ms = spans[0].after_ms
        spans.insert(0, Span(None if after_ms is None else after_ms - length_ms, window.upto_ms))
    steps = [fold.first, *(step.events for step in fold.then)]
    kept = [_step(events, fold.same, span, bound, keep) for events, span in zip(steps, spans, strict=True)]
    reached = kept[0]
    for events, length_ms in zip(kept[1:], within, strict=True):
        follows = f"b.2 = e.2 AND e.1 > b.1 AND e.1 - b.1 <= {bound(length_ms, 'Int64')}"
        reached = Sql(f"arrayFilter(e -> arrayExists(b -> {follows}, {reached}), {events})")
    counts = "1"
    if fold.without is not None:
        patience = bound(coercion.duration_ms(fold.without.within), "Int64")
        against = _step(fold.without.events, fold.same, Span(window.after_ms), bound, keep)
        broken = f"arrayExists(b -> b.2 = e.2 AND b.1 > e.1 AND b.1 - e.1 <= {patience}, {against})"
        counts = f"{bound(asked.now_ms, 'Int64')} > e.1 + {patience} AND NOT {broken}"
    return Sql(f"toNullable(toBool(arrayExists(e -> {counts}, {reached})))")


def _step(events: model.Events, same: tuple[str, ...], span: Span, bound: Bound, keep: Keep) -> Sql:
    texts = [field_sql(field, bound, lines=events.lines).text for field in same]
    counts = Sql(" AND ".join([events_sql(events, bound), *(f"isNotNull({text})" for text in texts)]))
    key = f"[{', '.join(f'assumeNotNull({text})' for text in texts)}]" if texts else "''"
    entry = f"({TIME}, {key})"
    return keep(
        _kept(
            events,
            counts,
            span,
            lambda holds: Sql(f"groupUniqArrayIf({entry}, {holds})"),
            lambda name: Sql(f"groupUniqArrayArray({name})"),
        )
    )
