"""What everybody has, of the table `profiles`: built-in traits, consents, addresses and the random number."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from portret import profile
from portret.trait import ValueSql, typed_value
from portret.warehouse import Bound, Sql, json_object, json_path

_COLUMN = "comparable"
_BRANDS = "per_brand"
_BUCKETS = 10_000
_LIST = "Array(Nullable(String))"


def built_in(name: str, brand: str | None, per: str | None) -> ValueSql:
    """Return how to read a built-in trait of a row of `profiles`.

    Args:
        name: one of the catalogue.
        brand: at which brand; None is all.
        per: of money the currency, of what else the brand.

    Raises:
        Invalid: the brand or currency is no name that can be asked for.
    """
    known = profile.BUILT_IN[name]
    if not known.is_money:
        path = _path(per or brand, name)
        value = json_path(_COLUMN, path)
        if known.kind == "list":
            return _list(value)
        return typed_value(_typed(value, known.kind, known.nothing), known.kind)
    if per is not None:
        return typed_value(_number(json_path(_COLUMN, f"{_path(brand, name)}.{per}")), "number")
    amounts = f"JSONExtractKeysAndValues(toString({json_object(_COLUMN, _path(brand, name))}), 'Float64')"
    return typed_value(Sql(f"if(length({amounts}) = 1, {amounts}[1].2, NULL)"), "number")


def consented(purpose: str, brand: str | None, state: Literal["granted", "denied", "unknown"], bound: Bound) -> Sql:
    """Return whether a person said so of a purpose."""
    named = bound(purpose, "String")
    said = {
        word: f"has({_elements(json_path(_COLUMN, _path(brand, f'consent_{word}')))}, {named})"
        for word in ("granted", "denied")
    }
    return Sql(f"(NOT {said['granted']} AND NOT {said['denied']})" if state == "unknown" else said[state])


def reachable(channel: str, bound: Bound) -> Sql:
    """Return whether there is an address for a channel."""
    return Sql(f"has({_elements(json_path(_COLUMN, 'reachable'))}, {bound(channel, 'String')})")


def in_bucket(salt: str, first: int, last: int, bound: Bound) -> Sql:
    """Return whether a person's random number lies in a range, both ends included."""
    digest = f"SHA256(concat({bound(f'{salt}:', 'String')}, profiles.profile_id))"
    number = f"reinterpretAsUInt64(reverse(substring({digest}, 1, 8))) % {_BUCKETS}"
    return Sql(f"({number} BETWEEN {int(first)} AND {int(last)})")


def _path(brand: str | None, name: str) -> str:
    return name if brand is None else f"{_BRANDS}.{brand}.{name}"


def _typed(value: Sql, kind: str, nothing: object) -> Sql:
    if kind == "text":
        return Sql(f"dynamicElement({value}, 'String')")
    if kind == "boolean":
        return Sql(f"dynamicElement({value}, 'Bool')")
    if kind in {"instant", "duration"}:
        return Sql(f"dynamicElement({value}, 'Int64')")
    number = _number(value)
    return number if nothing is None else Sql(f"toNullable(ifNull({number}, {float(str(nothing))}))")


def _number(value: Sql) -> Sql:
    return Sql(f"coalesce(dynamicElement({value}, 'Float64'), toFloat64(dynamicElement({value}, 'Int64')))")


def _list(value: Sql) -> ValueSql:
    return replace(typed_value(_elements(value), "list"), there=Sql(f"isNotNull({value})"))


def _elements(value: Sql) -> Sql:
    return Sql(f"arrayMap(x -> assumeNotNull(x), dynamicElement({value}, '{_LIST}'))")
