"""Which events count, as SQL over rows of `events` or `order_lines`, as `trait/where.py` says it of one event."""

from __future__ import annotations

from portret.kernel import Invalid, told
from portret.trait.compare import RELATIVE
from portret.trait.fields import LINE_TOTAL, Known, known_fields, split_field
from portret.trait.model import AllWhere, Events, FieldIs, NotWhere, Where
from portret.trait.sql.comparison import compare_sql
from portret.trait.sql.value import ValueSql, dynamic_value, raw_value, typed_value
from portret.warehouse import Bound, Sql, json_object, json_path

_NEVER = 0
_UTC = "UTC"


def events_sql(events: Events, bound: Bound) -> Sql:
    """Return which rows count: of `order_lines` if the definition counts lines, else of `events`; never NULL.

    Workspace, time and position are the caller's to say.

    Raises:
        Invalid: as `where.matcher`.
    """
    parts = ["NOT is_bot"] if events.lines else ["NOT is_bot", "subject_id = ''"]
    if events.names:
        parts.append(_among("event" if events.lines else "name", events.names, bound))
    if events.types and not events.lines:
        parts.append(_among("type", events.types, bound))
    if events.lines and events.types and "track" not in events.types:
        parts.append("0")
    if events.brands:
        parts.append(_among("brand", events.brands, bound))
    if events.where is not None:
        parts.append(where_sql(events.where, bound, lines=events.lines))
    return Sql(f"({' AND '.join(parts)})")


def where_sql(where: Where, bound: Bound, *, lines: bool) -> Sql:
    """Return whether a row fulfils a condition; never NULL. Raises Invalid as `where.matcher`."""
    if isinstance(where, FieldIs):
        if where.compare.op in RELATIVE:
            raise Invalid(
                told(
                    "op-present",
                    "`{op}` compares with the present: ask it of a trait, not of an event's field.",
                    op=where.compare.op,
                )
            )
        return compare_sql(where.compare, field_sql(where.field, bound, lines=lines), _NEVER, _UTC, bound)
    if isinstance(where, NotWhere):
        return Sql(f"(NOT {where_sql(where.of, bound, lines=lines)})")
    parts = [where_sql(each, bound, lines=lines) for each in where.of]
    if not parts:
        return Sql("1" if isinstance(where, AllWhere) else "0")
    return Sql(f"({(' AND ' if isinstance(where, AllWhere) else ' OR ').join(parts)})")


def field_sql(field: str, bound: Bound, *, lines: bool) -> ValueSql:
    """Return how to read a field of a row of `order_lines`, or of `events`.

    Raises:
        Invalid: there is no such field.
    """
    document, path = split_field(field, lines=lines)
    if document == "context":
        keys = ", ".join(bound(key, "String") for key in path.split("."))
        return raw_value(Sql(f"JSONExtractRaw(context, {keys})"))
    if document:
        return dynamic_value(json_path(document, path), json_object(document, path))
    return _known_sql(known_fields(lines=lines)[path])


def _known_sql(known: Known) -> ValueSql:
    if known.column == LINE_TOTAL:
        price, quantity = (f"toFloat64({name})" for name in ("price", "quantity"))
        return typed_value(Sql(f"({price} * ifNull({quantity}, 1))"), known.kind)
    column = f"`{known.column}`"
    if known.is_decimal:
        return typed_value(Sql(f"toFloat64({column})"), known.kind)
    if known.kind == "instant":
        return typed_value(Sql(f"toNullable(toUnixTimestamp64Milli({column}))"), known.kind)
    return typed_value(Sql(f"nullIf({column}, '')" if known.kind == "text" else f"toNullable({column})"), known.kind)


def _among(column: str, values: tuple[str, ...], bound: Bound) -> str:
    return f"{column} IN {bound(list(values), 'Array(String)')}"
