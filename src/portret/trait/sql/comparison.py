"""Comparing in SQL, for all rows at once, as `trait/compare.py` does for one value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portret.trait.anniversary import matching_days
from portret.trait.compare import NEGATIVE, RELATIVE, compiled_pattern, read_constants
from portret.trait.model import Comparison, ValueType
from portret.trait.sql.value import ValueSql, boolean_of, element_value, folded, month_and_day
from portret.warehouse import Bound, Sql

_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_TEXTUAL: dict[str, Callable[[Sql, Sql], str]] = {
    "contains": lambda text, part: f"position({text}, {part}) > 0",
    "not_contains": lambda text, part: f"position({text}, {part}) = 0",
    "starts_with": lambda text, part: f"startsWith({text}, {part})",
    "ends_with": lambda text, part: f"endsWith({text}, {part})",
}


def compare_sql(comparison: Comparison, value: ValueSql, now_ms: int, zone: str, bound: Bound) -> Sql:
    """Return the comparison as an expression: 1 or 0, never NULL.

    Args:
        comparison: how.
        value: the value of each row.
        now_ms: the present.
        zone: the workspace's IANA time zone, for anniversaries.
        bound: takes what is compared with.

    Raises:
        Invalid: as `compare.comparer`.
    """
    if comparison.op == "exists":
        return Sql(f"({value.there})")
    if comparison.op == "is_empty":
        return Sql(f"({value.empty})")
    one = _one(comparison, value, now_ms, zone, bound)
    if value.elements is None:
        return Sql(f"ifNull({one}, 0)")
    each = _one(comparison, element_value("y"), now_ms, zone, bound)
    return Sql(f"({_of_list(comparison, value.elements, each)} OR ifNull({one}, 0))")


def _of_list(comparison: Comparison, elements: Sql, each: Sql) -> str:
    """Return whether it holds for one element; a negative one: for all that are of the kind, of which there is one."""
    if comparison.op in NEGATIVE:
        return f"arrayMin(arrayMap(y -> ifNull({each}, 2), {elements})) = 1"
    return f"arrayExists(y -> ifNull({each}, 0), {elements})"


def _one(comparison: Comparison, value: ValueSql, now_ms: int, zone: str, bound: Bound) -> Sql:
    """Return the comparison of a scalar: NULL where it is none of the kind that is compared."""
    op, kind = comparison.op, value.kind
    wanted = read_constants(comparison, kind)
    if op == "matches":
        compiled_pattern(wanted[0], case=comparison.case)
        pattern = wanted[0] if comparison.case else f"(?i){wanted[0]}"
        return Sql(f"match({value.text}, {bound(pattern, 'String')})")
    if op in _TEXTUAL:
        text, (part,) = _texts(value.text, wanted, bound, case=comparison.case)
        return Sql(f"({_TEXTUAL[op](text, part)})")
    if op in RELATIVE or op in {"before", "after"}:
        return _temporal(op, wanted[0], value, now_ms, zone, bound)
    if op in _SIGNS or op == "between":
        return _ordering(op, wanted, value, bound, case=comparison.case)
    among = _among(wanted, value, bound, case=comparison.case)
    return Sql(f"(NOT {among})") if op in NEGATIVE else among


def _among(wanted: tuple[Any, ...], value: ValueSql, bound: Bound, *, case: bool) -> Sql:
    numbers = [each for each in wanted if type(each) in (int, float)]
    texts = tuple(each for each in wanted if type(each) is str)
    booleans = [each for each in wanted if type(each) is bool]
    parts = []
    if numbers:
        parts.append(f"ifNull({value.number} + 0 IN {bound(numbers, f'Array({_number_kind(value.kind)})')}, 0)")
    if texts:
        parts.append(_among_texts(value.text, texts, bound, case=case))
    if booleans:
        said = f"{boolean_of(value.text)} IN ({', '.join(str(int(each)) for each in booleans)})"
        parts.append(said if len(booleans) == len(wanted) else f"ifNull({said}, 0)")
    is_text_needed = not texts and len(booleans) != len(wanted)
    held = f"({' OR '.join(parts)})"
    return Sql(f"if(isNull({value.text}), NULL, {held})" if is_text_needed else held)


def _among_texts(text: Sql, wanted: tuple[str, ...], bound: Bound, *, case: bool) -> str:
    those = bound(list(wanted), "Array(String)")
    return f"{text} IN {those}" if case else f"{folded(text)} IN arrayMap(z -> {folded(Sql('z'))}, {those})"


def _ordering(op: str, wanted: tuple[Any, ...], value: ValueSql, bound: Bound, *, case: bool) -> Sql:
    if type(wanted[0]) is str:
        found, bounds = _texts(value.text, wanted, bound, case=case)
    else:
        found, bounds = value.number, [_number(each, value.kind, bound) for each in wanted]
    if op == "between":
        return Sql(f"({found} >= {bounds[0]} AND {found} <= {bounds[1]})")
    return Sql(f"({found} {_SIGNS[op]} {bounds[0]})")


def _temporal(op: str, wanted: int, value: ValueSql, now_ms: int, zone: str, bound: Bound) -> Sql:
    if op == "anniversary_in":
        days = ", ".join(str(month * 100 + day) for month, day in matching_days(wanted, now_ms, zone))
        return Sql(f"({month_and_day(value, bound(zone, 'String'))} IN ({days}))")
    at_ms, now = value.instant_ms, bound(now_ms, "Int64")
    edge = bound(wanted, "Int64")
    return Sql(
        {
            "before": f"({at_ms} < {edge})",
            "after": f"({at_ms} > {edge})",
            "within_last": f"({at_ms} > {now} - {edge} AND {at_ms} <= {now})",
            "more_than_ago": f"({at_ms} <= {now} - {edge})",
            "within_next": f"({at_ms} > {now} AND {at_ms} <= {now} + {edge})",
        }[op]
    )


def _texts(text: Sql, wanted: tuple[str, ...], bound: Bound, *, case: bool) -> tuple[Sql, list[Sql]]:
    bounds = [bound(each, "String") for each in wanted]
    return (text, bounds) if case else (folded(text), [folded(each) for each in bounds])


def _number(value: float, kind: ValueType | None, bound: Bound) -> Sql:
    return bound(value, _number_kind(kind))


def _number_kind(kind: ValueType | None) -> str:
    return "Int64" if kind in {"instant", "duration"} else "Float64"
