"""Each aggregate in SQL: what it reads of an entry, what it keeps, and the value of what is kept.

The same primitives sum up rows of the warehouse and entries in arrays, so an aggregate is written once for both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from portret.kernel import coercion
from portret.trait import model
from portret.trait.aggregate import LARGEST_MAP, MICRO
from portret.trait.calendar import local_day
from portret.trait.entries import LARGEST_SUM
from portret.trait.plain import DAY_MS
from portret.trait.sql.primitive import TIME, Primitive
from portret.trait.sql.value import ValueSql
from portret.trait.sql.where import field_sql, where_sql
from portret.warehouse import Bound, Sql

_ONE = Sql("toInt64(1)")
_UTC_DAY = Sql(f"intDiv({TIME} - if({TIME} < 0, {DAY_MS - 1}, 0), {DAY_MS})")


class Asked(NamedTuple):
    """The instant of the question, and the workspace's IANA time zone."""

    now_ms: int
    zone: str


class AggregateSql(NamedTuple):
    """An aggregate in SQL.

    Attributes:
        columns: what it reads of a row.
        primitives: what it keeps of rows.
        finish: makes the value of what is kept, NULL if it is missing.
        kind: the value's.
    """

    columns: tuple[Sql, ...]
    primitives: tuple[Primitive, ...]
    finish: Callable[[Sequence[Sql]], Sql]
    kind: model.ValueType


class Source(NamedTuple):
    """What an aggregate is made from.

    Attributes:
        asked: when and where.
        bound: takes values.
        lines: whether the rows are those of `order_lines`, else of `events`.
    """

    asked: Asked
    bound: Bound
    lines: bool

    def read(self, field: str) -> ValueSql:
        """Return how to read a field of a row."""
        return field_sql(field, self.bound, lines=self.lines)


def aggregate_sql(aggregate: model.Aggregate, source: Source) -> AggregateSql:
    """Return an aggregate in SQL.

    Raises:
        Invalid: it reads a field that there is not, or compares in a way that cannot be.
    """
    return _AGGREGATES[type(aggregate)](aggregate, source)


def _count(aggregate: model.Count, source: Source) -> AggregateSql:
    if aggregate.half_life is None:
        return AggregateSql((), (Primitive("tally"),), _same, "number")
    return _decayed(_ONE, aggregate.half_life, source, MICRO)


def _exists(_: model.Exists, __: Source) -> AggregateSql:
    return AggregateSql((), (Primitive("tally"),), _any, "boolean")


def _sum(aggregate: model.Sum, source: Source) -> AggregateSql:
    micro = _micro(source.read(aggregate.field))
    if aggregate.half_life is None:
        return AggregateSql((micro,), (Primitive("total", (0,)),), _whole, "number")
    return _decayed(Sql(f"ifNull({micro}, 0)"), aggregate.half_life, source, 1)


def _average(aggregate: model.Average, source: Source) -> AggregateSql:
    primitives = (Primitive("total", (0,)), Primitive("tally", (0,)))
    return AggregateSql((_micro(source.read(aggregate.field)),), primitives, _mean, "number")


def _extreme(aggregate: model.Minimum | model.Maximum, source: Source) -> AggregateSql:
    kept = Primitive("least" if isinstance(aggregate, model.Minimum) else "greatest", (0,))
    return AggregateSql((source.read(aggregate.field).number,), (kept,), _same, "number")


def _end(aggregate: model.First | model.Latest, source: Source) -> AggregateSql:
    is_first = isinstance(aggregate, model.First)
    if aggregate.field is None:
        return AggregateSql((TIME,), (Primitive("least" if is_first else "greatest", (0,)),), _same, "instant")
    kept = Primitive("earliest" if is_first else "latest", (0,))
    return AggregateSql((source.read(aggregate.field).text,), (kept,), _text_of_end, "text")


def _percent_of(aggregate: model.PercentOf, source: Source) -> AggregateSql:
    hit = Sql(f"toBool({where_sql(aggregate.where, source.bound, lines=source.lines)})")
    return AggregateSql((hit,), (Primitive("hits", (0,)), Primitive("tally")), _share, "number")


def _time_since_last(_: model.TimeSinceLast, source: Source) -> AggregateSql:
    now = source.bound(source.asked.now_ms, "Int64")
    latest = (Primitive("greatest", (0,)),)
    return AggregateSql((TIME,), latest, lambda kept: Sql(f"if({kept[0]} > {now}, 0, {now} - {kept[0]})"), "duration")


def _time_between(_: model.TimeBetween, __: Source) -> AggregateSql:
    primitives = (Primitive("least", (0,)), Primitive("greatest", (0,)), Primitive("tally"))
    return AggregateSql((TIME,), primitives, _mean_gap, "duration")


def _score(aggregate: model.Score, source: Source) -> AggregateSql:
    points = _points(aggregate.points, source)
    if aggregate.half_life is None:
        return AggregateSql((points,), (Primitive("total", (0,)),), _same, "number")
    return _decayed(points, aggregate.half_life, source, MICRO)


def _streak(_: model.Streak, source: Source) -> AggregateSql:
    asked, bound = source.asked, source.bound
    today = bound(local_day(asked.now_ms, asked.zone), "Int64")
    day = Sql(f"toInt32(toDate32(timestamp, {bound(asked.zone, 'String')}))")

    def finish(kept: Sequence[Sql]) -> Sql:
        last = f"({today} - if(has({kept[0]}, {today}), 0, 1))"
        days = f"arrayReverseSort(arrayFilter(d -> d <= {last}, {kept[0]}))"
        return Sql(f"toNullable(arrayCount((d, i) -> d = {last} - i + 1, {days}, arrayEnumerate({days})))")

    return AggregateSql((day,), (Primitive("distinct", (0,)),), finish, "number")


def _unique_count(aggregate: model.UniqueCount, source: Source) -> AggregateSql:
    return AggregateSql((source.read(aggregate.field).text,), (Primitive("distinct", (0,)),), _length, "number")


def _unique_list(aggregate: model.UniqueList, source: Source) -> AggregateSql:
    text, finish = source.read(aggregate.field).text, _first_of(aggregate.limit)
    return AggregateSql((text,), (Primitive("distinct", (0,)),), finish, "list")


def _most_frequent(aggregate: model.MostFrequent, source: Source) -> AggregateSql:
    def favourite(kept: Sequence[Sql]) -> Sql:
        best = f"{ranked(kept[0], 1)}[1]"
        return Sql(f"if({best}.2 >= {aggregate.least}, {best}.1, NULL)")

    return _of_counts(aggregate.field, source, favourite, "text")


def _top_k(aggregate: model.TopK, source: Source) -> AggregateSql:
    def top(kept: Sequence[Sql]) -> Sql:
        return _firsts(kept[0], 1, aggregate.k)

    return _of_counts(aggregate.field, source, top, "list")


def _count_by(aggregate: model.CountBy, source: Source) -> AggregateSql:
    def counts(kept: Sequence[Sql]) -> Sql:
        return Sql(f"mapFromArrays({_firsts(kept[0], 1, LARGEST_MAP)}, {_firsts(kept[0], 2, LARGEST_MAP)})")

    return _of_counts(aggregate.field, source, counts, "map")


def _of_counts(
    field: str, source: Source, finish: Callable[[Sequence[Sql]], Sql], kind: model.ValueType
) -> AggregateSql:
    columns = (source.read(field).text, Sql("toUInt64(1)"))
    return AggregateSql(columns, (Primitive("histogram", (0, 1)),), finish, kind)


def _same(kept: Sequence[Sql]) -> Sql:
    return Sql(f"toNullable({kept[0]})")


def _any(kept: Sequence[Sql]) -> Sql:
    return Sql(f"toNullable(toBool({kept[0]} > 0))")


def _whole(kept: Sequence[Sql]) -> Sql:
    return Sql(f"toNullable(toFloat64({kept[0]}) / {MICRO})")


def _mean(kept: Sequence[Sql]) -> Sql:
    return Sql(f"if({kept[1]} > 0, toFloat64({kept[0]}) / {kept[1]} / {MICRO}, NULL)")


def _share(kept: Sequence[Sql]) -> Sql:
    return Sql(f"if({kept[1]} > 0, 100 * {kept[0]} / {kept[1]}, NULL)")


def _mean_gap(kept: Sequence[Sql]) -> Sql:
    return Sql(f"if({kept[2]} > 1, ({kept[1]} - {kept[0]}) / (toInt64({kept[2]}) - 1), NULL)")


def _length(kept: Sequence[Sql]) -> Sql:
    return Sql(f"toNullable(length({kept[0]}))")


def _first_of(limit: int) -> Callable[[Sequence[Sql]], Sql]:
    return lambda kept: Sql(f"arraySlice(arraySort({kept[0]}), 1, {limit})")


def _text_of_end(kept: Sequence[Sql]) -> Sql:
    return Sql(f"if({kept[0]}.2 > 0, {kept[0]}.1.2, NULL)")


def _micro(value: ValueSql) -> Sql:
    """Return an amount in whole millionths: Nullable(Int128), so that no sum of them runs over."""
    micro, most = f"roundBankers({value.number} * {MICRO})", f"{float(LARGEST_SUM):.0f}."
    # below NULL may stand what is no integer, and the warehouse converts it all the same
    bounded = f"multiIf({micro} > {most}, {most}, {micro} < -{most}, -{most}, ifNull({micro}, 0))"
    return Sql(f"if(isNull({micro}), NULL, toInt128({bounded}))")


def _points(points: dict[str, int], source: Source) -> Sql:
    if not points:
        return Sql("toInt64(0)")
    names = source.bound(list(points), "Array(String)")
    values = source.bound(list(points.values()), "Array(Int64)")
    return Sql(f"transform({'event' if source.lines else 'name'}, {names}, {values}, toInt64(0))")


def _decayed(amount: Sql, half_life: str, source: Source, millionths: int) -> AggregateSql:
    """Return the sum in which each amount, so many millionths, halves with every half-life, by whole UTC days."""
    today = source.bound(source.asked.now_ms // DAY_MS, "Int64")
    length = source.bound(coercion.duration_ms(half_life) / DAY_MS, "Float64")
    weighed = Sql(f"toFloat64({amount}) * exp2(-(greatest({today} - {_UTC_DAY}, 0) / {length}))")

    def finish(kept: Sequence[Sql]) -> Sql:
        return Sql(f"toNullable(roundBankers({kept[0]} * {millionths}) / {MICRO})")

    return AggregateSql((weighed,), (Primitive("total", (0,)),), finish, "number")


def ranked(counts: Sql, most: int) -> Sql:
    """Return the pairs of (keys, counts) with the largest counts, of equal ones the alphabetically first."""
    return Sql(f"arraySlice(arraySort(p -> (-toInt64(p.2), p.1), arrayZip({counts}.1, {counts}.2)), 1, {most})")


def _firsts(counts: Sql, member: int, most: int) -> Sql:
    return Sql(f"arrayMap(p -> p.{member}, {ranked(counts, most)})")


_AGGREGATES: Mapping[type, Callable[[Any, Source], AggregateSql]] = {
    model.Count: _count,
    model.Exists: _exists,
    model.Sum: _sum,
    model.Average: _average,
    model.Minimum: _extreme,
    model.Maximum: _extreme,
    model.First: _end,
    model.Latest: _end,
    model.PercentOf: _percent_of,
    model.TimeSinceLast: _time_since_last,
    model.TimeBetween: _time_between,
    model.Score: _score,
    model.Streak: _streak,
    model.UniqueCount: _unique_count,
    model.UniqueList: _unique_list,
    model.MostFrequent: _most_frequent,
    model.TopK: _top_k,
    model.CountBy: _count_by,
}
