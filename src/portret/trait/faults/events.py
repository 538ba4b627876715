"""What is wrong with which events count: names that never come, unknown brands and fields, conditions too deep."""

from __future__ import annotations

from collections.abc import Iterator

from portret.definition import either, nearest, pointer, said
from portret.kernel import Fault, Invalid, told
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
        yield Fault(
            pointer(path, "names"),
            told(
                "names-many",
                "There are {names_count} names; {most_names} are the most.",
                names_count=len(events.names),
                most_names=_MOST_NAMES,
            ),
        )
    for number, name in enumerate(events.names[:_MOST_NAMES]):
        yield from _name_faults(name, words, pointer(path, "names", number))
    if events.names and events.types and set(events.types) <= set(_NAMELESS):
        message = told(
            "events-nameless",
            "Events of type {words} have no name: leave out “names”, or choose another type.",
            words=either(events.types),
        )
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
        hint = nearest(brand, words.brands) or told(
            "there-is", " There is {words}.", words=either(sorted(words.brands))
        )
        yield Fault(path, told("brand-unknown", "There is no brand {brand}.{hint}", brand=said(brand), hint=hint))


def field_faults(field: str, path: str, *, lines: bool, numbers: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with a field, of which perhaps numbers are wanted."""
    try:
        kind = field_kind(field, lines=lines)
    except Invalid as error:
        elsewhere = _elsewhere(field, lines=lines)
        message = told("field-elsewhere", "{fault}{elsewhere}", fault=error.detail, elsewhere=elsewhere)
        yield Fault(path, message if elsewhere else error.detail)
        return
    if numbers and kind not in ("number", None):
        having = [name for name, known in known_fields(lines=lines).items() if known.kind == "number"]
        yield Fault(
            path,
            told(
                "field-without-numbers",
                "{field} has no numbers, it is {kind}. Numbers have {words}.",
                field=said(field),
                kind=kind,
                words=either(having, 40),
            ),
        )


def where_faults(where: Where, path: str, *, lines: bool) -> Iterator[Fault]:
    """Yield what is wrong with a condition on an event."""
    parts = list(_parts(where, path, 1))
    deepest = max(depth for _, _, depth in parts)
    if deepest > DEEPEST:
        yield Fault(
            path,
            told(
                "where-deep",
                "The condition is nested {deepest} levels deep; {deepest2} are the most.",
                deepest=deepest,
                deepest2=DEEPEST,
            ),
        )
    if len(parts) > MOST_CONDITIONS:
        yield Fault(
            path,
            told(
                "where-many",
                "There are {parts_count} conditions; {most_conditions} are the most. Use “in” for lists.",
                parts_count=len(parts),
                most_conditions=MOST_CONDITIONS,
            ),
        )
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
        yield Fault(
            path, told("event-name", "An event's name has 1 to {longest_name} characters.", longest_name=_LONGEST_NAME)
        )
    elif name in OWN_EVENTS:
        message = told(
            "event-own",
            "{name} is what Portret itself tells of a person, and does not count as something they did.",
            name=said(name),
        )
        yield Fault(path, message)
    elif words.spelling(name) != name:
        yield Fault(
            path,
            told(
                "event-spelling",
                "{name} is kept as “{spelling}”. Write it so.",
                name=said(name),
                spelling=words.spelling(name),
            ),
        )


def _compare_faults(part: FieldIs, path: str, *, lines: bool) -> Iterator[Fault]:
    if part.compare.op in RELATIVE:
        message = told(
            "operator-of-traits",
            "“{op}” is for traits: what was said in an event stays as it was. Use a window instead.",
            op=part.compare.op,
        )
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
            message = told(
                "lines-of", "Product lines are kept of {words}, not of {name}.", words=either(kept), name=said(name)
            )
            yield Fault(pointer(path, "names", number), message)
    if events.types and "track" not in events.types:
        yield Fault(
            pointer(path, "types"),
            told("lines-of-track", "Product lines are of events of type “track”: leave out “types”."),
        )


def _elsewhere(field: str, *, lines: bool) -> str:
    """Say where a field is that is not here, if it is elsewhere."""
    if not lines and field in known_fields(lines=True):
        return told("lines-field", " It is one of product lines: they are counted with “lines: true”.")
    if lines and (field in known_fields(lines=False) or field.partition(".")[0] in DOCUMENTS):
        return told("event-field", " It is one of the event, not of its product lines: leave out “lines”.")
    return ""
