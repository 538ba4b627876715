"""What can be read of an event or of a product line: a word of the catalogue, or a path into what was sent.

Each word says its type, how it is read of an event, and which column of the warehouse holds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from portret.definition import nearest, said
from portret.kernel import Commerce, Event, Invalid, Line, told
from portret.trait.model import ValueType

Reader = Callable[[Event], Any]
LineReader = Callable[[Event, Line], Any]

DOCUMENTS = ("properties", "traits", "context")
"""What was sent of any shape: `properties.size`, `traits.plan`, `context.app.version`."""

UNREAD_CONTEXT = ("_metadata", "channel")
"""Members of the context that tell of the SDK's own work; nobody computes with them."""

LINE_TOTAL = "price * quantity"
"""What stands for a column where the warehouse has none but computes it."""

_MONEY_STEP = Decimal("0.0001")
_MONEY_SCALE = 10_000
_AS_SENT = told(
    "field-as-sent", " What was sent is asked for as `properties.<name>`, `traits.<name>` or `context.<name>`."
)
_DEEPEST = 20


@dataclass(frozen=True)
class Known:
    """A word of the catalogue.

    Attributes:
        kind: how its value compares; "text" is never empty, but missing.
        read: gives the value of an event, or of an event and a line.
        column: where the warehouse has it, in `events` or `order_lines`.
        is_decimal: whether the column holds an amount, else it is of the kind.
    """

    kind: ValueType
    read: Callable[..., Any]
    column: str
    is_decimal: bool = False


def known_fields(*, lines: bool) -> Mapping[str, Known]:
    """Return the catalogue of an event's fields, or of those of its product lines."""
    return LINE_FIELDS if lines else EVENT_FIELDS


def split_field(field: str, *, lines: bool) -> tuple[str, str]:
    """Return (document, path) of a field, or ("", word) for a word of the catalogue.

    Raises:
        Invalid: there is no such field; the detail names the nearest ones.
    """
    known = known_fields(lines=lines)
    if field in known:
        return "", field
    document, dot, path = field.partition(".")
    if lines or document not in DOCUMENTS or not dot:
        raise Invalid(_unknown(field, known, lines=lines))
    _check_path(document, path)
    return document, path


def field_kind(field: str, *, lines: bool) -> ValueType | None:
    """Return how the values of a field compare; None for what was sent, of any type.

    Raises:
        Invalid: there is no such field.
    """
    document, word = split_field(field, lines=lines)
    return None if document else known_fields(lines=lines)[word].kind


def find(document: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path, a scalar or a list; None for null, an object, and nothing.

    A dot is nesting, and may as well stand in a name: `a.b` finds both {"a": {"b": 1}} and {"a.b": 1}. If both are
    there, the one that comes first in the document counts.
    """
    if "." not in path:
        value = document.get(path)
        return None if type(value) is dict else value
    for key, inner in document.items():
        if inner is None:
            continue
        if key == path:
            if type(inner) is not dict:
                return inner
        elif type(inner) is dict and path.startswith(f"{key}."):
            found = find(inner, path[len(key) + 1 :])
            if found is not None:
                return found
    return None


def is_there(document: Mapping[str, Any], path: str) -> bool:
    """Say whether anything stands at a path or below it; null, and objects with nothing else in them, are nothing."""
    for key, inner in document.items():
        if key == path or key.startswith(f"{path}."):
            if _has_anything(inner):
                return True
        elif type(inner) is dict and path.startswith(f"{key}.") and is_there(inner, path[len(key) + 1 :]):
            return True
    return False


def _has_anything(value: Any) -> bool:
    return any(map(_has_anything, value.values())) if type(value) is dict else value is not None


def event_reader(field: str) -> Reader:
    """Return what gives a field's value of an event: a scalar, a list, or None if it is missing.

    Raises:
        Invalid: there is no such field.
    """
    document, path = split_field(field, lines=False)
    if not document:
        return EVENT_FIELDS[path].read
    if document == "context":
        return _context_reader(path.split("."))
    return _path_reader(attrgetter(document), path)


def line_reader(field: str) -> LineReader:
    """Return what gives a field's value of a product line and its event, or None if it is missing.

    Raises:
        Invalid: there is no such field of lines.
    """
    return LINE_FIELDS[split_field(field, lines=True)[1]].read


def presence_reader(field: str) -> Reader:
    """Return what gives a field's value, True for an object that has anything in it, or None."""
    read = event_reader(field)
    document, path = split_field(field, lines=False)
    if not document:
        return read
    if document == "context":
        keys = path.split(".")

        def read_context(event: Event) -> Any:
            value = _within(event.context, keys)
            return _has_anything(value) or None if type(value) is dict else value

        return read_context
    get = attrgetter(document)

    def read_presence(event: Event) -> Any:
        value = read(event)
        return value if value is not None else is_there(get(event), path) or None

    return read_presence


def _check_path(document: str, path: str) -> None:
    keys = path.split(".")
    if not path or not path.isprintable() or "`" in path:
        raise Invalid(
            told(
                "path-letters",
                "A path in `{document}` has no backtick and nothing unprintable, and it is not empty.",
                document=document,
            )
        )
    if len(keys) > _DEEPEST:
        raise Invalid(
            told(
                "path-deep", "A path in `{document}` has at most {deepest} levels.", document=document, deepest=_DEEPEST
            )
        )
    if document == "context" and keys[0] in UNREAD_CONTEXT:
        raise Invalid(
            told("context-own", "`context.{key}` tells of the SDK's own work and cannot be asked for.", key=keys[0])
        )


def _unknown(field: str, known: Mapping[str, Known], *, lines: bool) -> str:
    instead = nearest(field, known) or _AS_SENT
    if lines:
        return told(
            "line-field-unknown",
            "There is no field {field} of a product line.{instead}",
            field=said(field),
            instead=instead,
        )
    return told("field-unknown", "There is no field {field}.{instead}", field=said(field), instead=instead)


def _path_reader(get: Callable[[Event], Mapping[str, Any]], path: str) -> Reader:
    if "." in path:
        return lambda event: find(get(event), path)

    def read(event: Event) -> Any:
        value = get(event).get(path)
        return None if type(value) is dict else value

    return read


def _context_reader(keys: list[str]) -> Reader:
    def read(event: Event) -> Any:
        value = _within(event.context, keys)
        return None if type(value) is dict else value

    return read


def _within(document: Mapping[str, Any], keys: list[str]) -> Any:
    value: Any = document
    for key in keys:
        if type(value) is not dict:
            return None
        value = value.get(key)
    return value


def _word(name: str) -> Reader:
    get = attrgetter(name)
    return lambda event: get(event) or None


def _typed(name: str) -> Callable[[Event], Any]:
    get = attrgetter(name)
    return lambda event: None if event.commerce is None else get(event.commerce)


def _commerce_word(name: str) -> Known:
    get = _typed(name)
    return Known("text", lambda event: get(event) or None, name)


def _commerce_amount(name: str) -> Known:
    get = _typed(name)
    return Known("number", lambda event: _amount(get(event)), name, is_decimal=True)


def _only_line(commerce: Commerce | None) -> Line | None:
    return commerce.lines[0] if commerce is not None and len(commerce.lines) == 1 else None


def _product_word(name: str, column: str) -> Known:
    get = attrgetter(name)

    def read(event: Event) -> Any:
        line = _only_line(event.commerce)
        return None if line is None else get(line) or None

    return Known("text", read, column)


def _product_amount(name: str) -> Known:
    get = attrgetter(name)

    def read(event: Event) -> Any:
        line = _only_line(event.commerce)
        return None if line is None else _amount(get(line))

    return Known("number", read, name, is_decimal=True)


def _amount(value: Decimal | None) -> float | None:
    """Return an amount as the warehouse has it, in ten thousandths; None if it cannot have it."""
    if value is None or not value.is_finite() or abs(value) >= 10**14:
        return None
    return int(value.quantize(_MONEY_STEP, ROUND_HALF_EVEN) * _MONEY_SCALE) / _MONEY_SCALE


def _line_word(name: str, column: str) -> Known:
    get = attrgetter(name)
    return Known("text", lambda _, line: get(line) or None, column)


def _line_amount(name: str) -> Known:
    get = attrgetter(name)
    return Known("number", lambda _, line: _amount(get(line)), name, is_decimal=True)


def _line_total(_: Event, line: Line) -> float | None:
    price, quantity = _amount(line.price), _amount(line.quantity)
    return None if price is None else price * (1.0 if quantity is None else quantity)


_ENVELOPE = ("name", "type", "brand", "source_id", "message_id", "user_id", "anonymous_id", "group_id")
_DERIVED = {
    "country": "country",
    "region": "region",
    "city": "city",
    "device_type": "device_type",
    "os": "os",
    "browser": "browser",
    "channel": "channel",
    "utm_source": "source",
    "utm_medium": "medium",
    "utm_campaign": "campaign",
    "utm_term": "term",
    "utm_content": "content",
    "click_id": "click_id",
    "referrer_host": "referrer_host",
    "page_url": "page_url",
    "page_path": "page_path",
    "page_title": "page_title",
    "timezone": "timezone",
    "locale": "locale",
}
_COMMERCE_WORDS = ("order_id", "cart_id", "currency", "coupon", "query")
_COMMERCE_AMOUNTS = ("revenue", "total", "subtotal", "value", "shipping", "tax", "discount")

EVENT_FIELDS: Mapping[str, Known] = MappingProxyType(
    {
        **{name: Known("text", _word(name), name) for name in _ENVELOPE},
        "timestamp": Known("instant", attrgetter("timestamp_ms"), "timestamp"),
        "verified": Known("boolean", attrgetter("verified"), "verified"),
        **{name: Known("text", _word(f"enrichment.{source}"), name) for name, source in _DERIVED.items()},
        **{name: _commerce_word(name) for name in _COMMERCE_WORDS},
        **{name: _commerce_amount(name) for name in _COMMERCE_AMOUNTS},
        "product_id": _product_word("product_id", "product_id"),
        "product_category": _product_word("category", "product_category"),
        "product_brand": _product_word("brand", "product_brand"),
        "price": _product_amount("price"),
        "quantity": _product_amount("quantity"),
    }
)
"""Words for what every event has, what collection derived of it, and its commerce; a product if it has exactly one."""

LINE_FIELDS: Mapping[str, Known] = MappingProxyType(
    {
        "name": Known("text", lambda event, _: event.name or None, "event"),
        "brand": Known("text", lambda event, _: event.brand or None, "brand"),
        "order_id": Known("text", lambda event, _: event.commerce.order_id or None, "order_id"),
        "currency": Known("text", lambda event, _: event.commerce.currency or None, "currency"),
        "timestamp": Known("instant", lambda event, _: event.timestamp_ms, "timestamp"),
        "line.product_id": _line_word("product_id", "product_id"),
        "line.sku": _line_word("sku", "sku"),
        "line.name": _line_word("name", "product_name"),
        "line.category": _line_word("category", "category"),
        "line.brand": _line_word("brand", "product_brand"),
        "line.variant": _line_word("variant", "variant"),
        "line.color": _line_word("color", "color"),
        "line.price": _line_amount("price"),
        "line.quantity": _line_amount("quantity"),
        "line.total": Known("number", _line_total, LINE_TOTAL),
    }
)
"""Words for a product line of an order: the line's own and its event's. A total is price times quantity (or once)."""
