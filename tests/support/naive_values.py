"""Reading and comparing what anybody sent, in plain Python: `docs/comparisons.md` written down once more.

Shares nothing with the evaluators but the documents' structs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from portret.kernel import Event, Line
from portret.trait.model import Comparison, Scalar, ValueType

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
_ENVELOPE = ("name", "type", "brand", "source_id", "message_id", "user_id", "anonymous_id", "group_id")
_AMOUNTS = ("revenue", "total", "subtotal", "value", "shipping", "tax", "discount")
_COMMERCE = ("order_id", "cart_id", "currency", "coupon", "query")
_PRODUCT = {
    "product_id": "product_id",
    "product_category": "category",
    "product_brand": "brand",
    "price": "price",
    "quantity": "quantity",
}
_NUMBERS = {*_AMOUNTS, "price", "quantity", "line.price", "line.quantity", "line.total"}
_RELATIVE = ("within_last", "more_than_ago", "within_next", "anniversary_in")


def number(value: Any) -> float | None:
    """Return what is a number, or text that JSON would call one."""
    if isinstance(value, str):
        try:
            value = json.loads(value.strip(" "), parse_constant=lambda _: None) if "\n" not in value else None
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if abs(value) < float("inf") else None


def boolean(value: Any) -> bool | None:
    """Return what is true or false, in words or digits."""
    said = text(value)
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
        (said or "").strip(" ").lower()
    )


def text(value: Any) -> str | None:
    """Return a scalar as text, a number as JavaScript writes it."""
    if value is None or isinstance(value, list | dict):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int):
        return json.dumps(value)
    if value == 0:
        return "0"
    if not 1e-6 <= abs(value) < 1e21:
        mantissa, _, exponent = repr(value).partition("e")
        return f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def instant(value: Any) -> int | None:
    """Return an instant in milliseconds: RFC 3339 text, UTC if it does not say, or a number since 1970."""
    if isinstance(value, str) and (found := _WRITTEN.fullmatch(value.strip(" "))):
        day, clock, fraction, offset = found.groups()
        return _parsed(day, clock or "00:00", fraction or "", offset or "Z")
    size = number(value)
    if size is None or abs(size) < 1e8:
        return None
    for most, each in ((1e11, 1000), (1e14, 1), (1e17, 1e-3), (1e20, 1e-6)):
        if abs(size) < most:
            at_ms = size * each if each >= 1 else size / round(1 / each)
            return _in_range(int(at_ms // 1))
    return None


_WRITTEN = re.compile(
    r"((?:19|2[0-2])\d\d-\d\d-\d\d)"
    r"(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:(?<=:\d\d:\d\d)\.(\d{1,9}))?(?: ?([Zz]|[+-]\d\d:?\d\d))?)?",
    re.ASCII,
)


def _parsed(day: str, clock: str, fraction: str, offset: str) -> int | None:
    clock = f"{clock}:00"[:8]
    sign, hours, minutes = ("+", "00", "00") if offset in "Zz" else (offset[0], offset[1:3], offset[-2:])
    if int(hours) > 23 or int(minutes) > 59:
        return None
    try:
        at = datetime.fromisoformat(f"{day}T{clock}+00:00")
    except ValueError:
        return None
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    whole = (at - _EPOCH + (ahead if sign == "-" else -ahead)) // timedelta(milliseconds=1)
    return whole + int((fraction + "000")[:3])


def _in_range(at_ms: int) -> int | None:
    first, after = (round((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()) * 1000 for year in (1900, 2300))
    return at_ms if first <= at_ms < after else None


def duration(text: str) -> int:
    """Return an ISO 8601 duration in milliseconds."""
    found = re.fullmatch(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    assert found
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return length // timedelta(milliseconds=1)


def kind_of(field: str) -> ValueType | None:
    """Return what kind of value a field of an event has; None for what was sent."""
    if field.startswith(("properties.", "traits.", "context.")):
        return None
    if field in _NUMBERS:
        return "number"
    return {"timestamp": "instant", "verified": "boolean"}.get(field, "text")  # type: ignore[return-value]


def read(event: Event, line: Line | None, field: str) -> Any:
    """Return a field of an event, or of one of its product lines; None if it is missing."""
    root, _, path = field.partition(".")
    if path:
        return _of_line(line, path) if root == "line" else at_path(getattr(event, root), path)
    if field in _AMOUNTS:
        return _amount(getattr(event.commerce, field, None))
    if field in _PRODUCT:
        lines = event.commerce.lines if event.commerce else ()
        return _of_line(lines[0], _PRODUCT[field]) if len(lines) == 1 else None
    if field in ("timestamp", "verified"):
        return event.timestamp_ms if field == "timestamp" else event.verified
    holder: Any = event if field in _ENVELOPE else event.commerce if field in _COMMERCE else event.enrichment
    return getattr(holder, field.removeprefix("utm_"), None) or None


def at_path(document: Mapping[str, Any], path: str) -> Any:
    """Return the first scalar or list that stands at a path, a dot being nesting or part of a name."""
    return next(iter(_at_path(document, path)), None)


def is_there(document: Mapping[str, Any], path: str) -> bool:
    """Say whether anything stands at a path or below it."""
    return any(f"{leaf}.".startswith(f"{path}.") for leaf in _leaves(document))


def _leaves(document: Mapping[str, Any]) -> Iterator[str]:
    for key, inner in document.items():
        if isinstance(inner, dict):
            yield from (f"{key}.{leaf}" for leaf in _leaves(inner))
        elif inner is not None:
            yield key


def _at_path(document: Mapping[str, Any], path: str) -> Iterator[Any]:
    for key, inner in document.items():
        if key == path and inner is not None and not isinstance(inner, dict):
            yield inner
        elif isinstance(inner, dict) and path.startswith(f"{key}."):
            yield from _at_path(inner, path.removeprefix(f"{key}."))


def _of_line(line: Line | None, word: str) -> Any:
    assert line
    if word in ("price", "quantity"):
        return _amount(getattr(line, word))
    if word == "total":
        price, quantity = _amount(line.price), _amount(line.quantity)
        return None if price is None else price * (1.0 if quantity is None else quantity)
    return getattr(line, word) or None


def _amount(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, 4))


def compares(how: Comparison, value: Any, kind: ValueType | None, now_ms: int, zone: str) -> bool:
    """Say whether a value of a kind (None: of any) compares so, at an instant in a time zone."""
    if how.op == "exists":
        return value is not None and value != {}
    if how.op == "is_empty":
        return value is None or value in ("", [], {})
    elements = [_rounded(each) for each in value] if isinstance(value, list) else [value]
    answers = [_one(how, each, kind, now_ms, zone) for each in elements]
    known = [answer for answer in answers if answer is not None]
    if how.op in ("ne", "not_in", "not_contains"):
        return bool(known) and all(known)
    return any(known)


def _rounded(element: Any) -> Any:
    """Return an element of a list: a whole number of more than fifteen digits is a double there."""
    return number(element) if type(element) is int and abs(element) >= 10**15 else element


def _one(how: Comparison, value: Any, kind: ValueType | None, now_ms: int, zone: str) -> bool | None:
    """Say whether a scalar compares so; None if it is missing, or nothing that can be compared so."""
    if how.op in ("before", "after", *_RELATIVE):
        return _of_instants(how, value, kind, now_ms, zone)
    if how.op in ("eq", "ne", "in", "not_in"):
        wanted = how.values if how.op in ("in", "not_in") else (how.value,)
        found = _equals(value, wanted, kind, case=how.case)
        return None if found is None else found is (how.op in ("eq", "in"))
    if how.op in ("contains", "not_contains", "starts_with", "ends_with", "matches"):
        return _of_text(how, text(value))
    return _of_order(how, value, kind)


def _equals(value: Any, wanted: tuple[Scalar | None, ...], kind: ValueType | None, *, case: bool) -> bool | None:
    if value is None or isinstance(value, dict | list):
        return None
    if kind == "boolean":
        said = boolean(value)
        return None if said is None else said in [boolean(each) for each in wanted]
    if kind == "duration":
        return number(value) in [duration(str(each)) for each in wanted]
    if kind == "instant":
        return value in [instant(each) for each in wanted]
    if all(isinstance(each, bool) for each in wanted) and boolean(value) is None:
        return None
    return any(_is(value, each, case=case) for each in wanted)


def _is(value: Any, wanted: Scalar | None, *, case: bool) -> bool:
    if isinstance(wanted, bool):
        return boolean(value) is wanted
    if number(wanted) is not None:
        return number(value) == number(wanted)
    return _folded(text(value), case=case) == _folded(str(wanted), case=case)


def _of_text(how: Comparison, said: str | None) -> bool | None:
    if said is None:
        return None
    if how.op == "matches":
        return bool(re.search(str(how.value), said, re.DOTALL | (0 if how.case else re.IGNORECASE)))
    part, said = _folded(text(how.value), case=how.case), _folded(said, case=how.case)
    assert part is not None
    assert said is not None
    return {
        "contains": part in said,
        "not_contains": part not in said,
        "starts_with": said.startswith(part),
        "ends_with": said.endswith(part),
    }[how.op]


def _folded(said: str | None, *, case: bool) -> str | None:
    return (
        said
        if said is None or case
        else said.lower().replace("\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}")
    )


def _of_order(how: Comparison, value: Any, kind: ValueType | None) -> bool | None:
    bounds: list[Any] = [how.value] if how.op != "between" else [how.value, how.upto]
    reader: Callable[[Any], Any] = number
    if kind == "instant":
        bounds = [instant(bound) for bound in bounds]
    elif kind == "duration":
        bounds = [duration(bound) for bound in bounds]
    elif all(number(bound) is not None for bound in bounds):
        bounds = [number(bound) for bound in bounds]
    else:
        bounds, reader = (
            [_folded(text(bound), case=how.case) for bound in bounds],
            lambda it: _folded(text(it), case=how.case),
        )
    found = reader(value)
    if found is None:
        return None
    first, last = bounds[0], bounds[-1]
    holds: dict[str, bool] = {
        "lt": found < first,
        "le": found <= first,
        "gt": found > first,
        "ge": found >= first,
        "between": first <= found <= last,
    }
    return holds[how.op]


def _of_instants(how: Comparison, value: Any, kind: ValueType | None, now_ms: int, zone: str) -> bool | None:
    at_ms = value if kind == "instant" else instant(value)
    if at_ms is None:
        return None
    if how.op in ("before", "after"):
        bound = instant(how.value)
        assert bound is not None
        return at_ms < bound if how.op == "before" else at_ms > bound
    if how.op == "anniversary_in":
        return _has_anniversary(_day(value, at_ms, kind, zone), _local(now_ms, zone) + timedelta(int(how.value or 0)))
    span = duration(str(how.value))
    return {
        "within_last": now_ms - span < at_ms <= now_ms,
        "more_than_ago": at_ms <= now_ms - span,
        "within_next": now_ms < at_ms <= now_ms + span,
    }[how.op]


def _day(value: Any, at_ms: int, kind: ValueType | None, zone: str) -> tuple[int, int]:
    """Return (month, day): of text without a zone as it is written, else in the workspace's zone."""
    if (
        kind != "instant"
        and isinstance(value, str)
        and (found := _WRITTEN.fullmatch(value.strip(" ")))
        and not found[4]
    ):
        return int(found[1][5:7]), int(found[1][8:])
    day = _local(at_ms, zone)
    return day.month, day.day


def _has_anniversary(born: tuple[int, int], day: date) -> bool:
    """Say whether a day is somebody's birthday; 29 February is kept on the 28th where there is none."""
    try:
        return date(day.year, *born) == day
    except ValueError:
        return (day.month, day.day) == (2, 28)


def _local(at_ms: int, zone: str) -> date:
    return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(ZoneInfo(zone)).date()
