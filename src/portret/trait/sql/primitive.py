"""What aggregates are made of, in SQL: each a monoid that sums up rows, or entries of an array, and itself again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from portret.warehouse import Sql

TIME = Sql("toUnixTimestamp64Milli(timestamp)")
"""When a row happened, in milliseconds since the epoch."""

Kind = Literal["tally", "hits", "total", "least", "greatest", "earliest", "latest", "distinct", "histogram"]


class Primitive(NamedTuple):
    """One thing that is kept of the entries of a profile.

    Attributes:
        kind: `tally`: how many (of a column: that have it); `hits`: how many a column is true for; `total`: a column's
            sum; `least`, `greatest`: its extreme or NULL; `earliest`, `latest`: ((instant, the column's text), how many
            have one); `distinct`: its different values; `histogram`: two columns' (keys in order, sums of amounts).
        columns: which columns of an entry.
    """

    kind: Kind
    columns: tuple[int, ...] = ()


def of_rows(primitive: Primitive, columns: tuple[Sql, ...], counts: Sql) -> Sql:
    """Return the aggregate over the rows that count."""
    own = [columns[each] for each in primitive.columns]
    known = f"{counts} AND isNotNull({own[0]})" if own else counts
    present = f"assumeNotNull({own[0]})" if own else ""
    written = {
        "tally": f"countIf({known})",
        "hits": f"countIf({counts} AND {_at(own, 0)})",
        "total": f"sumIf(ifNull({_at(own, 0)}, 0), {counts})",
        "least": f"minOrNullIf({_at(own, 0)}, {counts})",
        "greatest": f"maxOrNullIf({_at(own, 0)}, {counts})",
        "earliest": f"(minIf(({TIME}, {present}), {known}), countIf({known}))",
        "latest": f"(maxIf(({TIME}, {present}), {known}), countIf({known}))",
        "distinct": f"groupUniqArrayIf({_at(own, 0)}, {counts})",
        "histogram": f"sumMapIf([{present}], [{_at(own, 1)}], {known})",
    }
    return Sql(written[primitive.kind])


def of_entries(primitive: Primitive, entries: Sql) -> Sql:
    """Return the same of an array of entries: tuples of an instant, a part, and the columns."""
    own = [Sql(f"x.{each + 3}") for each in primitive.columns]
    known = Sql(f"arrayFilter(x -> isNotNull({own[0]}), {entries})") if own else entries
    present = f"assumeNotNull({_at(own, 0)})"
    written = {
        "tally": f"length({known})",
        "hits": f"arrayCount(x -> {_at(own, 0)}, {entries})",
        "total": _reduced("sum", known, present),
        "least": _reduced("minOrNull", known, present),
        "greatest": _reduced("maxOrNull", known, present),
        "earliest": f"({_reduced('min', known, f'(x.1, {present})')}, length({known}))",
        "latest": f"({_reduced('max', known, f'(x.1, {present})')}, length({known}))",
        "distinct": _reduced("groupUniqArray", known, present),
        "histogram": _reduced("sumMap", known, f"[{present}]", f"[{_at(own, 1)}]"),
    }
    return Sql(written[primitive.kind])


def of_itself(primitive: Primitive, name: Sql) -> Sql:
    """Return the aggregate that puts several of its results together; `name` is the column that holds them."""
    return Sql(_TOGETHER[primitive.kind].format(name))


def _at(columns: list[Sql], place: int) -> str:
    return columns[place] if place < len(columns) else ""


def _reduced(function: str, entries: Sql, *values: str) -> Sql:
    arrays = ", ".join(f"arrayMap(x -> {value}, {entries})" for value in values)
    return Sql(f"arrayReduce('{function}', {arrays})")


_TOGETHER: Mapping[Kind, str] = {
    "tally": "sum({0})",
    "hits": "sum({0})",
    "total": "sum({0})",
    "least": "min({0})",
    "greatest": "max({0})",
    "earliest": "(minIf({0}.1, {0}.2 > 0), sum({0}.2))",
    "latest": "(maxIf({0}.1, {0}.2 > 0), sum({0}.2))",
    "distinct": "groupUniqArrayArray({0})",
    "histogram": "sumMap({0})",
}
