"""Comparing one value that is at hand: compiled once, asked in a fraction of a microsecond; SQL says the same.

The rules are those of `portret.kernel.coercion` and of `docs/comparisons.md`; `sql/comparison.py` is their other form.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import re2

from portret.kernel import Invalid, coercion, told
from portret.trait.anniversary import matching_days, month_and_day, next_anniversary_ms
from portret.trait.model import Comparison, Scalar, ValueType

Comparer = Callable[[Any, int], bool]
"""(value, now ms) → whether it compares so."""

Changer = Callable[[Any, int], int | None]
"""(value, now ms) → when the answer may next change by time alone; None if never."""

One = Callable[[Any, int], bool | None]
"""A comparison of a scalar; None if the scalar is none of the kind that is compared, which counts as missing."""

RELATIVE = frozenset({"within_last", "more_than_ago", "within_next", "anniversary_in"})
"""Operators that compare with the present: for traits of a person, not for what stood in an event."""

NEGATIVE = frozenset({"ne", "not_in", "not_contains"})
"""Operators that hold for a list if they hold for all of it."""

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_LONG = 10**coercion.EXACT_DIGITS
_MEASURES = frozenset({"number", "duration"})
_TEXTUAL = frozenset({"contains", "not_contains", "starts_with", "ends_with"})
_LONGEST_PATTERN = 1_000
_OF_A_MAP = told(
    "map-compared", "A map is compared by one of its values: say which in `per`. Else it can only be asked for."
)
_INSTANT = told("compare-instant", "Compare with an instant, such as 2026-11-21T12:00:00Z.")
_BOOLEAN = told("compare-boolean", "Compare with true or false.")
_PATTERN_BYTES = 1 << 20
_MOST_DAYS = 366


def comparer(comparison: Comparison, kind: ValueType | None, zone: str) -> Comparer:
    """Return the comparison as a function.

    Args:
        comparison: how.
        kind: of the values; None for what was sent, of any type. Instants and durations are milliseconds.
        zone: the workspace's IANA time zone, for anniversaries.

    Raises:
        Invalid: the comparison lacks what its operator needs, or values of this kind cannot be compared so.
    """
    if comparison.op == "exists":
        return lambda value, _: value is not None and value != {}
    if comparison.op == "is_empty":
        return lambda value, _: coercion.is_empty(value)
    one = _one(comparison, kind, zone)
    if kind in _MEASURES and comparison.op in _ORDER and type(bound := read_constants(comparison, kind)[0]) is not str:
        return _of_measure(_ORDER[comparison.op], bound)
    return _of_all(one) if comparison.op in NEGATIVE else _of_any(one)


def change_at(comparison: Comparison, kind: ValueType | None, value: Any, now_ms: int, zone: str) -> int | None:
    """Return the next instant at which the answer may change by time alone, while the value stays; None if never."""
    change = changer(comparison, kind, zone)
    return None if change is None else change(value, now_ms)


def changer(comparison: Comparison, kind: ValueType | None, zone: str) -> Changer | None:
    """Return `change_at` as a function of value and now; None if time changes nothing."""
    if comparison.op not in RELATIVE:
        return None
    one = _change(comparison, kind, zone)

    def change(value: Any, now_ms: int) -> int | None:
        values = _elements(value) if type(value) is list else (value,)
        return min((at for each in values if (at := one(each, now_ms)) is not None), default=None)

    return change


def instant_reader(kind: ValueType | None) -> Callable[[Any], int | None]:
    """Return what reads an instant of a value of a kind: those that Portret computes are milliseconds already."""
    return _own_instant if kind == "instant" else coercion.instant_ms


def compiled_pattern(text: str, *, case: bool) -> Any:
    """Return a regular expression of RE2, the engine that the warehouse has, too: its time grows with the text alone.

    Raises:
        Invalid: it is none, or it grows too large.
    """
    options = re2.Options()
    options.dot_nl = True
    options.log_errors = False
    options.case_sensitive = case
    options.max_mem = _PATTERN_BYTES
    if len(text) > _LONGEST_PATTERN or "\0" in text:
        raise Invalid(
            told(
                "pattern-long",
                "A regular expression has at most {longest} characters, none of them NUL.",
                longest=f"{_LONGEST_PATTERN:,}",
            )
        )
    try:
        return re2.compile(text, options=options)
    except (re2.error, UnicodeEncodeError) as error:
        reason = error.args[0] if error.args else "it is not text"
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise Invalid(
            told("pattern-no-re2", "That is no regular expression of RE2: {said}.", said=said[:200])
        ) from error


def constants(comparison: Comparison) -> tuple[Scalar, ...]:
    """Return what is compared with. Raises Invalid if it is missing or cannot be compared so."""
    if comparison.op in {"in", "not_in"}:
        if not comparison.values:
            raise Invalid(told("op-values", "`{op}` needs `values`.", op=comparison.op), path="values")
        return comparison.values
    if comparison.value is None:
        raise Invalid(told("op-value", "`{op}` needs a `value`.", op=comparison.op), path="value")
    if comparison.op != "between":
        return (comparison.value,)
    if comparison.upto is None:
        raise Invalid(told("op-between", "`between` needs `value` and `upto`."), path="upto")
    return comparison.value, comparison.upto


def read_constants(comparison: Comparison, kind: ValueType | None) -> tuple[Any, ...]:
    """Return what is compared with, as it is compared: numbers, text, true or false, or milliseconds.

    All bounds of an order are of one kind: numbers, if each reads as one, else text.

    Raises:
        Invalid: a constant cannot be read as the operator or the kind needs it.
    """
    values = constants(comparison)
    if comparison.op in {"before", "after"} or (kind == "instant" and comparison.op not in _TEXTUAL | RELATIVE):
        return tuple(_needed(coercion.instant_ms(each), _INSTANT) for each in values)
    if comparison.op in RELATIVE:
        return (_days(values[0]) if comparison.op == "anniversary_in" else _span(values[0]),)
    if comparison.op in _TEXTUAL or comparison.op == "matches":
        return (coercion.text(values[0]),)
    if kind == "duration":
        return tuple(_span(each) for each in values)
    if kind == "boolean":
        return tuple(_needed(coercion.boolean(each), _BOOLEAN) for each in values)
    return _ordered(values) if comparison.op in _ORDER or comparison.op == "between" else tuple(map(_natural, values))


def _of_measure(holds: Callable[[float, float], bool], bound: float) -> Comparer:
    """Return the comparison of what is a number for sure, or missing."""
    return lambda value, _: value is not None and holds(value, bound)


def _of_any(one: One) -> Comparer:
    def compare(value: Any, now_ms: int) -> bool:
        if value is None:
            return False
        if type(value) is list:
            return any(one(each, now_ms) for each in _elements(value))
        return one(value, now_ms) is True

    return compare


def _of_all(one: One) -> Comparer:
    def compare(value: Any, now_ms: int) -> bool:
        if type(value) is not list:
            return one(value, now_ms) is True
        found = [answer for each in _elements(value) if (answer := one(each, now_ms)) is not None]
        return bool(found) and all(found)

    return compare


def _elements(values: list[Any]) -> list[Any]:
    """Return a list's elements, long integers as doubles: columns have them so where there is a fraction nearby."""
    if any(type(each) is int and not -_LONG < each < _LONG for each in values):
        return [coercion.number(each) if type(each) is int else each for each in values]
    return values


def _one(comparison: Comparison, kind: ValueType | None, zone: str) -> One:
    op = comparison.op
    if kind == "map":
        raise Invalid(_OF_A_MAP)
    wanted = read_constants(comparison, kind)
    if op == "matches":
        return _matching(compiled_pattern(wanted[0], case=comparison.case))
    if op in _TEXTUAL:
        return _textual(op, wanted[0], case=comparison.case)
    if op in RELATIVE or op in {"before", "after"}:
        return _temporal(op, wanted[0], kind, zone)
    if op in _ORDER or op == "between":
        return _ordering(op, wanted, kind, case=comparison.case)
    return _equal(op, wanted, kind, case=comparison.case)


def _equal(op: str, wanted: tuple[Any, ...], kind: ValueType | None, *, case: bool) -> One:
    if len(wanted) == 1 and type(wanted[0]) is str:
        return _same_text(wanted[0], is_wanted=op not in NEGATIVE, case=case)
    numbers = frozenset(each for each in wanted if type(each) in (int, float))
    texts = frozenset(each if case else coercion.folded(each) for each in wanted if type(each) is str)
    booleans = frozenset(each for each in wanted if type(each) is bool)
    number = _number_reader(kind)

    def is_among(value: Any) -> bool | None:
        if booleans and (said := coercion.boolean(value)) is not None and said in booleans:
            return True
        if numbers and (amount := number(value)) is not None and amount in numbers:
            return True
        text = coercion.text(value)
        if text is None or (booleans and not numbers and not texts and coercion.boolean(value) is None):
            return None
        return (text if case else coercion.folded(text)) in texts

    if op not in NEGATIVE:
        return lambda value, _: is_among(value)
    return lambda value, _: None if (among := is_among(value)) is None else not among


def _same_text(wanted: str, *, is_wanted: bool, case: bool) -> One:
    folded = coercion.folded(wanted)

    def compare(value: Any, _: int) -> bool | None:
        text = value if type(value) is str else coercion.text(value)
        if text is None:
            return None
        return (text == wanted or (not case and coercion.folded(text) == folded)) is is_wanted

    return compare


def _ordering(op: str, wanted: tuple[Any, ...], kind: ValueType | None, *, case: bool) -> One:
    if type(wanted[0]) is str:
        read: Callable[[Any], Any] = coercion.text if case else _folded_text
        wanted = wanted if case else tuple(map(coercion.folded, wanted))
    else:
        read = _number_reader(kind)
    if op == "between":
        least, most = wanted

        def is_between(value: Any, _: int) -> bool | None:
            found = read(value)
            return None if found is None else least <= found <= most

        return is_between
    holds, bound = _ORDER[op], wanted[0]

    def compare(value: Any, _: int) -> bool | None:
        found = read(value)
        return None if found is None else holds(found, bound)

    return compare


def _textual(op: str, wanted: str, *, case: bool) -> One:
    read: Callable[[Any], str | None] = coercion.text if case else _folded_text
    part = wanted if case else coercion.folded(wanted)
    holds: dict[str, Callable[[str], bool]] = {
        "contains": lambda text: part in text,
        "not_contains": lambda text: part not in text,
        "starts_with": lambda text: text.startswith(part),
        "ends_with": lambda text: text.endswith(part),
    }
    check = holds[op]
    return lambda value, _: None if (text := read(value)) is None else check(text)


def _matching(pattern: Any) -> One:
    search = pattern.search
    return lambda value, _: None if (text := coercion.text(value)) is None else search(text) is not None


def _temporal(op: str, wanted: int, kind: ValueType | None, zone: str) -> One:
    if op == "anniversary_in":
        day_of = _day_reader(kind, zone)
        return lambda value, now_ms: (
            None if (day := day_of(value)) is None else day in matching_days(wanted, now_ms, zone)
        )
    instant = instant_reader(kind)
    holds: dict[str, Callable[[int, int], bool]] = {
        "before": lambda at_ms, _: at_ms < wanted,
        "after": lambda at_ms, _: at_ms > wanted,
        "within_last": lambda at_ms, now_ms: now_ms - wanted < at_ms <= now_ms,
        "more_than_ago": lambda at_ms, now_ms: at_ms <= now_ms - wanted,
        "within_next": lambda at_ms, now_ms: now_ms < at_ms <= now_ms + wanted,
    }
    check = holds[op]
    return lambda value, now_ms: None if (at_ms := instant(value)) is None else check(at_ms, now_ms)


def _change(comparison: Comparison, kind: ValueType | None, zone: str) -> Changer:
    (wanted,) = read_constants(comparison, kind)
    if comparison.op == "anniversary_in":
        day_of = _day_reader(kind, zone)
        return lambda value, now_ms: (
            None if (day := day_of(value)) is None else next_anniversary_ms(day, wanted, now_ms, zone)
        )
    offsets = {"within_last": (0, wanted), "more_than_ago": (wanted,), "within_next": (-wanted, 0)}[comparison.op]
    instant = instant_reader(kind)

    def change(value: Any, now_ms: int) -> int | None:
        at_ms = instant(value)
        if at_ms is None:
            return None
        return next((at_ms + offset for offset in offsets if at_ms + offset > now_ms), None)

    return change


def _day_reader(kind: ValueType | None, zone: str) -> Callable[[Any], tuple[int, int] | None]:
    instant = instant_reader(kind)

    def read(value: Any) -> tuple[int, int] | None:
        written = None if kind == "instant" else coercion.date_of(value)
        if written is not None:
            return written
        at_ms = instant(value)
        return None if at_ms is None else month_and_day(at_ms, zone)

    return read


def _folded_text(value: Any) -> str | None:
    text = coercion.text(value)
    return None if text is None else coercion.folded(text)


def _own_instant(value: Any) -> int | None:
    return value if type(value) is int else None


def _number_reader(kind: ValueType | None) -> Callable[[Any], float | None]:
    return _own_instant if kind == "instant" else coercion.number


def _natural(value: Scalar) -> Scalar:
    """Return a constant as true or false, else as a number if it reads as one, else as text."""
    if type(value) is bool:
        return value
    amount = coercion.number(value)
    return str(value) if amount is None else amount or 0.0  # one zero, not two


def _ordered(values: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    if any(type(each) is bool for each in values):
        raise Invalid(told("boolean-order", "True and false have no order."), path="value")
    amounts = [coercion.number(each) for each in values]
    if None in amounts:
        return tuple(coercion.text(each) or "" for each in values)
    return tuple(each for each in amounts if each is not None)


def _needed(value: Any, otherwise: str) -> Any:
    if value is None:
        raise Invalid(otherwise, path="value")
    return value


def _span(value: Scalar) -> int:
    if type(value) is str:
        return coercion.duration_ms(value)
    raise Invalid(told("compare-duration", 'Compare with a duration in ISO 8601, such as "P30D".'), path="value")


def _days(value: Scalar) -> int:
    days = coercion.number(value)
    if days is None or not days.is_integer() or not 0 <= days <= _MOST_DAYS:
        message = told("anniversary-days", "`anniversary_in` needs whole days, 0 to {most}.", most=_MOST_DAYS)
        raise Invalid(message, path="value")
    return int(days)
