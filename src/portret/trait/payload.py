"""What a fold keeps of an event or of a product line: its part and its payload, read by compiled functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from portret.kernel import coercion
from portret.trait import model
from portret.trait.aggregate import MICRO, Shape
from portret.trait.calendar import local_day
from portret.trait.entries import LARGEST_SUM, Value
from portret.trait.where import line_matcher, reader, where_matcher

LONGEST_TEXT = 200
"""Text is cut to this many characters wherever it is kept."""

SEPARATOR = "\x1f"
"""Stands between the values of what has to be the same in all steps of a sequence."""

Projection = Callable[[Any], Value]
"""Returns the payload of a thing (an event, or with `lines` an event and one of its lines); None if it has none."""

_LARGEST = LARGEST_SUM / MICRO


def part_of(field: str, *, lines: bool) -> Callable[[Any], str | None]:
    """Return what reads the value of a dimension of a thing, as text; None if it is missing."""
    return _text(_reader(field, lines=lines))


def same_of(fields: Sequence[str], *, lines: bool) -> Callable[[Any], str | None]:
    """Return what reads the values of some fields of a thing, as one text; None if one of them is missing."""
    reads = [part_of(field, lines=lines) for field in fields]

    def read(thing: Any) -> str | None:
        found = [text for each in reads if (text := each(thing)) is not None]
        return SEPARATOR.join(found) if len(found) == len(reads) else None

    return read


def payload_of(computation: model.Computation, shape: Shape, zone: str) -> Projection | None:
    """Return what reads the payload of a thing; None if entries have none.

    Raises:
        Invalid: a field is not there, or a condition is none.
    """
    lines = computation.events.lines
    match shape.payload:
        case "none":
            return None
        case "points":
            return _points(computation.aggregate, lines=lines)
        case "hit":
            return _hit(computation.aggregate, lines=lines)
        case "day":
            return lambda thing: local_day((thing[0] if lines else thing).timestamp_ms, zone)
        case _:
            read = _reader(shape.field or "", lines=lines)
            return {"micro": _micro, "number": _number, "text": _text}[shape.payload](read)


def _reader(field: str, *, lines: bool) -> Callable[[Any], Any]:
    if not lines:
        return reader(field, False)  # noqa: FBT003 — the document's own word
    read = reader(field, True)  # noqa: FBT003 — the document's own word
    return lambda thing: read(*thing)


def _text(read: Callable[[Any], Any]) -> Callable[[Any], str | None]:
    as_text = coercion.text

    def project(thing: Any) -> str | None:
        value = read(thing)
        if type(value) is not str:
            value = as_text(value)
        return None if value is None else str(value[:LONGEST_TEXT])

    return project


def _micro(read: Callable[[Any], Any]) -> Projection:
    number = coercion.number

    def project(thing: Any) -> int | None:
        amount = number(read(thing))
        return None if amount is None else round(max(-_LARGEST, min(amount, _LARGEST)) * MICRO)

    return project


def _number(read: Callable[[Any], Any]) -> Projection:
    number = coercion.number

    def project(thing: Any) -> float | None:
        amount = number(read(thing))
        return None if amount is None else amount + 0.0  # never -0.0

    return project


def _points(score: Any, *, lines: bool) -> Projection:
    points = score.points
    if lines:
        return lambda thing: points.get(thing[0].name) or None
    return lambda event: points.get(event.name) or None


def _hit(percent: Any, *, lines: bool) -> Projection:
    if not lines:
        fulfils = where_matcher(percent.where)
        return lambda event: 1 if fulfils(event) else 0
    matches = line_matcher(model.Events(where=percent.where, lines=True))
    return lambda thing: 1 if matches(*thing) else 0
