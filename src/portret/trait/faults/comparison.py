"""Whether a comparison says what its operator needs, and whether the operator fits the values that it compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portret.definition import either, pointer, said
from portret.kernel import Fault, Invalid, coercion, told
from portret.trait.compare import comparer, compiled_pattern
from portret.trait.faults.times import duration_faults
from portret.trait.model import Comparison, Operator, Scalar, ValueType

_NOTHING: tuple[Operator, ...] = ("exists", "is_empty")
_EQUALITY: tuple[Operator, ...] = ("eq", "ne", "in", "not_in")
_ORDER: tuple[Operator, ...] = ("lt", "le", "gt", "ge", "between")
_WORDING: tuple[Operator, ...] = ("contains", "not_contains", "starts_with", "ends_with", "matches")
_POINTS: tuple[Operator, ...] = ("before", "after")
_PERIODS: tuple[Operator, ...] = ("within_last", "more_than_ago", "within_next")
_TIME: tuple[Operator, ...] = (*_POINTS, *_PERIODS, "anniversary_in")

FITTING: Mapping[ValueType, tuple[Operator, ...]] = {
    "number": (*_EQUALITY, *_ORDER, *_NOTHING),
    "text": (*_EQUALITY, *_ORDER, *_WORDING, *_TIME, *_NOTHING),
    "boolean": (*_EQUALITY, *_NOTHING),
    "instant": (*_TIME, *_EQUALITY, *_ORDER, *_NOTHING),
    "duration": (*_EQUALITY, *_ORDER, *_NOTHING),
    "list": (*_EQUALITY, *_ORDER, *_WORDING, *_TIME, *_NOTHING),
    "map": _NOTHING,
}
"""The operators that make sense for each type of value."""

_MOST_DAYS = 366
_LONGEST_AGO_DAYS = 36_600


def comparison_faults(compare: Comparison, kind: ValueType | None, path: str) -> Iterator[Fault]:
    """Yield what is wrong with a comparison of values of a type; None for what was sent, of any type."""
    found = list(_faults(compare, kind or "text", path))
    yield from found
    if not found:
        try:
            comparer(compare, kind, "UTC")
        except Invalid as error:
            yield Fault(pointer(path, error.path) if error.path else path, error.detail)


def _faults(compare: Comparison, kind: ValueType, path: str) -> Iterator[Fault]:
    if compare.op not in FITTING[kind]:
        message = told(
            "operator-unfit",
            "“{op}” does not fit {articles}: use {words}.",
            op=compare.op,
            articles=_ARTICLES[kind],
            words=either(FITTING[kind], 30),
        )
        yield Fault(pointer(path, "op"), message)
        return
    missing = [each for each in _operands(compare.op) if not _is_said(compare, each)]
    for name in missing:
        yield Fault(
            path,
            told(
                "operand-missing",
                "“{op}” needs “{name}”{get}.",
                op=compare.op,
                name=name,
                get=_EXAMPLES.get(compare.op, ""),
            ),
        )
    for name in ("value", "upto", "values"):
        if name not in _operands(compare.op) and _is_said(compare, name):
            yield Fault(
                pointer(path, name),
                told(
                    "operand-unused",
                    "“{op}” takes no “{name}”{instead}.",
                    op=compare.op,
                    name=name,
                    instead=_instead(compare.op),
                ),
            )
    if compare.case and compare.op not in (*_EQUALITY, *_WORDING):
        yield Fault(
            pointer(path, "case"),
            told("case-unused", "“{op}” does not look at upper and lower case: leave it out.", op=compare.op),
        )
    if not missing:
        yield from _operand_faults(compare, kind, path)


_ARTICLES: Mapping[ValueType, str] = {
    "number": told("kind-number", "a number"),
    "text": told("kind-text", "text"),
    "boolean": told("kind-boolean", "what is true or false"),
    "instant": told("kind-instant", "an instant"),
    "duration": told("kind-duration", "a duration"),
    "list": told("kind-list", "a list"),
    "map": told("kind-map", "a map as a whole (say which part of it in “per”)"),
}

_A_LIST = told("example-list", ", a list such as [1, 2]")
_AN_INSTANT = told("example-instant", ", an instant such as 2026-01-31T00:00:00Z")
_A_DURATION = told("example-duration", ", a duration such as P30D")
_EXAMPLES: Mapping[Operator, str] = {
    "in": _A_LIST,
    "not_in": _A_LIST,
    "between": told("example-range", ": “value” is the lower end, “upto” the upper one"),
    "before": _AN_INSTANT,
    "after": _AN_INSTANT,
    "within_last": _A_DURATION,
    "more_than_ago": _A_DURATION,
    "within_next": _A_DURATION,
    "anniversary_in": told("example-days", ", a number of days such as 7"),
}


def _operands(op: Operator) -> tuple[str, ...]:
    if op in _NOTHING:
        return ()
    if op in ("in", "not_in"):
        return ("values",)
    return ("value", "upto") if op == "between" else ("value",)


def _is_said(compare: Comparison, name: str) -> bool:
    return getattr(compare, name) not in (None, ())


def _instead(op: Operator) -> str:
    if op in _NOTHING:
        return ""
    return told("it-takes", ": it takes {names}", names=" and ".join(f"“{name}”" for name in _operands(op)))


def _operand_faults(compare: Comparison, kind: ValueType, path: str) -> Iterator[Fault]:
    value, where = compare.value, pointer(path, "value")
    if compare.op in _WORDING:
        yield from _wording_faults(compare, where)
    elif compare.op in _POINTS:
        if coercion.instant_ms(value) is None:
            yield Fault(
                where,
                told(
                    "not-an-instant",
                    "{value} is no instant: write one such as 2026-01-31T00:00:00Z.",
                    value=said(value),
                ),
            )
    elif compare.op in _PERIODS:
        yield from duration_faults(value, where)
    elif compare.op == "anniversary_in":
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_DAYS:
            yield Fault(
                where,
                told(
                    "not-days",
                    "{value} is no number of days from 0 to {most_days}.",
                    value=said(value),
                    most_days=_MOST_DAYS,
                ),
            )
    else:
        yield from _plain_faults(compare, kind, path)


def _wording_faults(compare: Comparison, path: str) -> Iterator[Fault]:
    value = compare.value
    if not isinstance(value, str):
        yield Fault(
            path,
            told("operand-text", "“{op}” looks for text: put {value} in quotes.", op=compare.op, value=said(value)),
        )
    elif not value:
        yield Fault(
            path,
            told(
                "operand-empty", "Every text fulfils “{op}” of nothing. Use “exists” if you want that.", op=compare.op
            ),
        )
    elif compare.op == "matches":
        try:
            compiled_pattern(value, case=compare.case)
        except Invalid as error:
            yield Fault(
                path,
                told("pattern-wrong", "{detail} There is no look-around and no reference back.", detail=error.detail),
            )


def _plain_faults(compare: Comparison, kind: ValueType, path: str) -> Iterator[Fault]:
    operands: list[tuple[str, Scalar]] = [
        (pointer(path, "values", number), value) for number, value in enumerate(compare.values)
    ]
    for name, value in (("value", compare.value), ("upto", compare.upto)):
        if value is not None:
            operands.append((pointer(path, name), value))
    for where, value in operands:
        yield from _fault_of(value, kind, where)
    low, high = coercion.number(compare.value), coercion.number(compare.upto)
    if compare.op == "between" and low is not None and high is not None and low > high:
        yield Fault(
            path,
            told(
                "range-empty",
                "Nothing lies between {value} and {upto}: the smaller one goes first.",
                value=compare.value,
                upto=compare.upto,
            ),
        )


def _fault_of(value: Scalar, kind: ValueType, path: str) -> Iterator[Fault]:
    if kind == "number" and (isinstance(value, bool) or coercion.number(value) is None):
        yield Fault(
            path, told("not-a-number", "{value} is no number, which is what it is compared with.", value=said(value))
        )
    elif kind == "boolean" and coercion.boolean(value) is None:
        yield Fault(
            path,
            told(
                "not-a-boolean",
                "{value} is neither true nor false, which is what it is compared with.",
                value=said(value),
            ),
        )
    elif kind == "duration":
        yield from duration_faults(value, path, least_ms=0, most_days=_LONGEST_AGO_DAYS)
    elif kind == "instant" and coercion.instant_ms(value) is None:
        yield Fault(
            path,
            told("not-an-instant", "{value} is no instant: write one such as 2026-01-31T00:00:00Z.", value=said(value)),
        )
