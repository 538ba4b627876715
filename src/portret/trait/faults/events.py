"""What is wrong with which events count: names that never come, unknown brands and fields, conditions too deep."""

from __future__ import annotations

from collections.abc import Iterator

from portret.definition import either, nearest, pointer, said
from portret.kernel import Fault, Invalid
from portret.trait.compare import RELATIVE
from portret.trait.faults.comparison import comparison_faults
from portret.trait.fields import DOCUMENTS, field_kind, known_fields
from portret.trait.model import AllWhere, AnyWhere, Events, FieldIs, NotWhere, Where
from portret.trait.vocabulary import OWN_EVENTS, Vocabulary
from portret.trait.where import LINE_EVENTS

DEEPEST = 10
"""How deep conditions may be nested."""

MOST_CONDITIONS = 200
"""How many conditions a definition may have."""

_MOST_NAMES = 200
_LONGEST_NAME = 500
_NAMELESS = ("identify", "group", "alias")


def event_faults(events: Events, words: Vocabulary, path: str) -> Iterator[Fault]:
    """Yield what is wrong with a choice of events."""
    if len(events.names) > _MOST_NAMES:
        yield Fault(pointer(path, "names"), f"There are {len(events.names)} names; {_MOST_NAMES} are the most.")
    for number, name in enumerate(events.names[:_MOST_NAMES]):
        yield from _name_faults(name, words, pointer(path, "names", number))
    if events.names and events.types and set(events.types) <= set(_NAMELESS):
        message = f"Events of type {either(events.types)} have no name: leave out “names”, or choose another type."
        yield Fault(pointer(path, "types"), message)
    if events.lines:
        yield from _line_faults(events, path)
    for number, brand in enumerate(events.brands):
        yield from brand_faults(brand, words, pointer(path, "brands", number))
    if events.where is not None:
        yield from where_faults(events.where, pointer(path, "where"), lines=events.lines)


def brand_faults(brand: str, words: Vocabulary, path: str) -> Iterator[Fault]:
    """Yield a fault if there is no such brand."""
    if brand not in words.brands:
        hint = nearest(brand, words.brands) or f" There is {either(sorted(words.brands))}."
        yield Fault(path, f"There is no brand {said(brand)}.{hint}")


def field_faults(field: str, path: str, *, lines: bool, numbers: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with a field, of which perhaps numbers are wanted."""
    try:
        kind = field_kind(field, lines=lines)
    except Invalid as error:
        yield Fault(path, f"{error.detail}{_elsewhere(field, lines=lines)}")
        return
    if numbers and kind not in ("number", None):
        having = [name for name, known in known_fields(lines=lines).items() if known.kind == "number"]
        yield Fault(path, f"{said(field)} has no numbers, it is {kind}. Numbers have {either(having, 40)}.")


def where_faults(where: Where, path: str, *, lines: bool) -> Iterator[Fault]:
    """Yield what is wrong with a condition on an event."""
    parts = list(_parts(where, path, 1))
    deepest = max(depth for _, _, depth in parts)
    if deepest > DEEPEST:
        yield Fault(path, f"The condition is nested {deepest} levels deep; {DEEPEST} are the most.")
    if len(parts) > MOST_CONDITIONS:
        yield Fault(path, f"There are {len(parts)} conditions; {MOST_CONDITIONS} are the most. Use “in” for lists.")
    for part, place, _ in parts[:MOST_CONDITIONS]:
        if isinstance(part, FieldIs):
            yield from field_faults(part.field, pointer(place, "field"), lines=lines)
            yield from _compare_faults(part, pointer(place, "compare"), lines=lines)


def _parts(where: Where, path: str, depth: int) -> Iterator[tuple[Where, str, int]]:
    yield where, path, depth
    if isinstance(where, NotWhere):
        yield from _parts(where.of, pointer(path, "of"), depth + 1)
    elif isinstance(where, AllWhere | AnyWhere):
        for number, part in enumerate(where.of):
            yield from _parts(part, pointer(path, "of", number), depth + 1)


def _name_faults(name: str, words: Vocabulary, path: str) -> Iterator[Fault]:
    if not name.strip() or len(name) > _LONGEST_NAME:
        yield Fault(path, f"An event's name has 1 to {_LONGEST_NAME} characters.")
    elif name in OWN_EVENTS:
        message = f"{said(name)} is what Portret itself tells of a person, and does not count as something they did."
        yield Fault(path, message)
    elif words.spelling(name) != name:
        yield Fault(path, f"{said(name)} is kept as “{words.spelling(name)}”. Write it so.")


def _compare_faults(part: FieldIs, path: str, *, lines: bool) -> Iterator[Fault]:
    if part.compare.op in RELATIVE:
        message = f"“{part.compare.op}” is for traits: what was said in an event stays as it was. Use a window instead."
        yield Fault(pointer(path, "op"), message)
        return
    try:
        kind = field_kind(part.field, lines=lines)
    except Invalid:
        return
    yield from comparison_faults(part.compare, kind, path)


def _line_faults(events: Events, path: str) -> Iterator[Fault]:
    kept = sorted(LINE_EVENTS)
    for number, name in enumerate(events.names[:_MOST_NAMES]):
        if name not in LINE_EVENTS:
            message = f"Product lines are kept of {either(kept)}, not of {said(name)}."
            yield Fault(pointer(path, "names", number), message)
    if events.types and "track" not in events.types:
        yield Fault(pointer(path, "types"), "Product lines are of events of type “track”: leave out “types”.")


def _elsewhere(field: str, *, lines: bool) -> str:
    """Say where a field is that is not here, if it is elsewhere."""
    if not lines and field in known_fields(lines=True):
        return " It is one of product lines: they are counted with “lines: true”."
    if lines and (field in known_fields(lines=False) or field.partition(".")[0] in DOCUMENTS):
        return " It is one of the event, not of its product lines: leave out “lines”."
    return ""
