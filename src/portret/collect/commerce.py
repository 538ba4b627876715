"""The typed e-commerce content of an event (wire protocol D8): amounts as Decimal, products as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from portret.collect.names import ECOMMERCE
from portret.kernel import Commerce, Line, parse_amount

AMOUNT = "bad-amount"
CURRENCY = "bad-currency"

_NAMES = frozenset(ECOMMERCE)
_ONE_PRODUCT = frozenset(name for name in ECOMMERCE if name.startswith(("Product ", "Wishlist Product")))
_AMOUNTS = ("revenue", "total", "subtotal", "value", "shipping", "tax", "discount")
_LIST = "Product List"
_TEXTS = (
    ("order_id", "order_id"),
    ("orderId", "order_id"),
    ("cart_id", "cart_id"),
    ("cartId", "cart_id"),
    ("coupon", "coupon"),
    ("coupon_id", "coupon"),
)
_LINE_TEXTS = (
    ("product_id", "product_id"),
    ("productId", "product_id"),
    ("id", "product_id"),
    ("sku", "sku"),
    ("name", "name"),
    ("category", "category"),
    ("brand", "brand"),
    ("variant", "variant"),
    ("color", "color"),
    ("colour", "color"),
    ("url", "url"),
    ("image_url", "image_url"),
    ("imageUrl", "image_url"),
)
"""What a text may be called, and what it is called here; of words for the same the first that says something counts."""
_CURRENCY_LENGTH = 3
_MAX_POSITION = 2**31 - 1


def commerce_of(name: str, properties: Mapping[str, Any], flags: set[str]) -> Commerce | None:
    """Return what an event of the e-commerce spec says, or None for any other event.

    Amounts are read by `parse_amount`; one that cannot be read is None and adds the flag "bad-amount". A currency is
    three letters, upper case; "" if there is none, and with the flag "bad-currency" if it is anything else. The lines
    are the `products`, or, where the event is about one product, that product.
    """
    if name not in _NAMES:
        return None
    amounts: dict[str, Any] = {field: _amount(properties, field, flags) for field in _AMOUNTS if field in properties}
    return Commerce(
        currency=_currency(properties, flags) if "currency" in properties else "",
        query=_query(properties["query"]) if "query" in properties else "",
        lines=_lines(name, properties, flags),
        **_texts(properties, _TEXTS),
        **amounts,
    )


def _lines(name: str, properties: Mapping[str, Any], flags: set[str]) -> tuple[Line, ...]:
    products = properties.get("products")
    if isinstance(products, list):
        lines = [_line(product, flags) for product in products]
        return tuple([line for line in lines if line is not None])
    if name in _ONE_PRODUCT and not name.startswith(_LIST):
        line = _line(properties, flags)
        return (line,) if line is not None and line != _NOTHING else ()
    return ()


_NOTHING = Line()


def _line(product: object, flags: set[str]) -> Line | None:
    if type(product) is not dict:
        product_id = _scalar(product)
        return Line(product_id=product_id) if product_id else None
    said = _texts(product, _LINE_TEXTS)
    if "product_id" not in said:
        said["product_id"] = said.get("sku", "")
    return Line(
        price=_amount(product, "price", flags),
        quantity=_amount(product, "quantity", flags),
        position=_position(product["position"]) if "position" in product else 0,
        **said,
    )


def _amount(values: Mapping[str, Any], field: str, flags: set[str]) -> Decimal | None:
    value = values.get(field)
    if value is None or value == "":
        return None
    amount = _repeated_amount(value) if type(value) is float or type(value) is int else parse_amount(value)
    if amount is None:
        flags.add(AMOUNT)
    return amount


def _currency(properties: Mapping[str, Any], flags: set[str]) -> str:
    value = properties.get("currency")
    if value is None or value == "":
        return ""
    code = value.strip().upper() if isinstance(value, str) else ""
    if len(code) == _CURRENCY_LENGTH and code.isascii() and code.isalpha():
        return code
    flags.add(CURRENCY)
    return ""


def _query(value: object) -> str:
    return msgspec.json.encode(value).decode() if isinstance(value, dict | list) else _scalar(value)


def _position(value: object) -> int:
    if value is None:
        return 0
    amount = parse_amount(value)
    return int(amount) if amount is not None and 0 <= amount <= _MAX_POSITION else 0


def _texts(values: Mapping[str, Any], fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for key, field in fields:
        value = values.get(key)
        if value is not None and field not in said:
            text = value.strip() if type(value) is str else _scalar(value)
            if text:
                said[field] = text
    return said


_repeated_amount = lru_cache(maxsize=4_096, typed=True)(parse_amount)


def _scalar(value: object) -> str:
    if type(value) is str:
        return value.strip()
    if type(value) is float:
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if type(value) is int else ""
