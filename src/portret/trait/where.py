"""Which events count, and which of their product lines: compiled once, asked of every event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Literal, overload

from portret.kernel import Event, Invalid, Line, told
from portret.trait.compare import RELATIVE, comparer
from portret.trait.fields import LineReader, Reader, event_reader, field_kind, line_reader, presence_reader
from portret.trait.model import AllWhere, Events, FieldIs, NotWhere, Where

EventMatcher = Callable[[Event], bool]
LineMatcher = Callable[[Event, Line], bool]

LINE_EVENTS = frozenset({"Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"})
"""The events whose product lines the warehouse keeps."""

MOST_LINES = 65_535
"""How many lines of one event count."""

_Check = Callable[..., bool]
_UTC = "UTC"  # what stood in an event is not compared with the present, so no zone matters
_NEVER = 0


def matcher(events: Events) -> EventMatcher:
    """Return whether an event counts. With `lines`, whether its product lines do: then ask `line_matcher` of each.

    Raises:
        Invalid: a condition asks for a field that is not there, or compares in a way that cannot be.
    """
    checks = _envelope_checks(events)
    if events.lines:
        checks.append(_has_lines)
    elif events.where is not None:
        checks.append(where_matcher(events.where))
    return _all_of(checks)


def line_matcher(events: Events) -> LineMatcher:
    """Return whether a line counts of an event that `matcher` lets through; the first `MOST_LINES` are asked.

    Raises:
        Invalid: as `matcher`.
    """
    if events.where is None:
        return lambda _event, _line: True
    matches: LineMatcher = _compiled(events.where, lines=True)
    return matches


def where_matcher(where: Where) -> EventMatcher:
    """Return whether an event fulfils a condition. Raises Invalid as `matcher`."""
    matches: EventMatcher = _compiled(where, lines=False)
    return matches


@overload
def reader(field: str, lines: Literal[False]) -> Reader: ...
@overload
def reader(field: str, lines: Literal[True]) -> LineReader: ...
def reader(field: str, lines: bool) -> Reader | LineReader:  # noqa: FBT001  the document's own word
    """Return what gives a field's value of an event, or of (event, line): a scalar, a list, or None if missing.

    Raises:
        Invalid: there is no such field.
    """
    return line_reader(field) if lines else event_reader(field)


def _envelope_checks(events: Events) -> list[EventMatcher]:
    checks: list[EventMatcher] = [_is_counted]
    if events.names:
        names = frozenset(events.names)
        checks.append(lambda event: event.name in names)
    if events.types:
        types = frozenset(events.types)
        checks.append(lambda event: event.type in types)
    if events.brands:
        brands = frozenset(events.brands)
        checks.append(lambda event: event.brand in brands)
    return checks


def _is_counted(event: Event) -> bool:
    return not event.enrichment.is_bot and not event.profile_id


def _has_lines(event: Event) -> bool:
    return event.name in LINE_EVENTS and event.commerce is not None and bool(event.commerce.lines)


def _compiled(where: Where, *, lines: bool) -> Callable[..., bool]:
    if isinstance(where, FieldIs):
        return _field_check(where, lines=lines)
    if isinstance(where, NotWhere):
        inner = _compiled(where.of, lines=lines)
        return lambda *asked: not inner(*asked)
    parts = [_compiled(each, lines=lines) for each in where.of]
    return _all_of(parts) if isinstance(where, AllWhere) else _any_of(parts)


def _field_check(where: FieldIs, *, lines: bool) -> Callable[..., bool]:
    if where.compare.op in RELATIVE:
        raise Invalid(
            told(
                "op-present",
                "`{op}` compares with the present: ask it of a trait, not of an event's field.",
                op=where.compare.op,
            )
        )
    compare = comparer(where.compare, field_kind(where.field, lines=lines), _UTC)
    if lines:
        read_line = line_reader(where.field)
        return lambda event, line: compare(read_line(event, line), _NEVER)
    asks_presence = where.compare.op in {"exists", "is_empty"}
    read = presence_reader(where.field) if asks_presence else event_reader(where.field)
    return lambda event: compare(read(event), _NEVER)


def _all_of(checks: Sequence[_Check]) -> _Check:
    return _chained(checks, lambda first, others: lambda *asked: first(*asked) and others(*asked), without=True)


def _any_of(checks: Sequence[_Check]) -> _Check:
    return _chained(checks, lambda first, others: lambda *asked: first(*asked) or others(*asked), without=False)


def _chained(checks: Sequence[_Check], two: Callable[[_Check, _Check], _Check], *, without: bool) -> _Check:
    """Return checks as one, in their order: each joined to those after it."""
    if not checks:
        return lambda *_: without
    *before, last = checks
    return reduce(lambda others, first: two(first, others), reversed(before), last)
