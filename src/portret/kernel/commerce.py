"""What an e-commerce event says, typed: the Segment e-commerce spec V2 with money as Decimal."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One product of an order, a cart or a view. Missing text is "", a missing number None."""

    product_id: str = ""
    sku: str = ""
    name: str = ""
    category: str = ""
    brand: str = ""
    variant: str = ""
    color: str = ""
    price: Decimal | None = None
    quantity: Decimal | None = None
    position: int = 0
    url: str = ""
    image_url: str = ""


class Commerce(msgspec.Struct, frozen=True, array_like=True):
    """The typed e-commerce content of an event; amounts are in `currency` (ISO 4217, upper case)."""

    order_id: str = ""
    cart_id: str = ""
    currency: str = ""
    revenue: Decimal | None = None
    total: Decimal | None = None
    subtotal: Decimal | None = None
    value: Decimal | None = None
    shipping: Decimal | None = None
    tax: Decimal | None = None
    discount: Decimal | None = None
    coupon: str = ""
    query: str = ""
    lines: tuple[Line, ...] = ()
