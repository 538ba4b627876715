"""The open cart: what was added and removed since the newest reset, replayed when read.

A reset is an order (it empties the cart) or a Cart Viewed or Checkout Started that lists its products (it replaces the
cart). Only the newest reset and the changes after it are kept, so late events fall into place whatever their order.
The newest 100 changes are kept. Adding without a quantity adds one; removing without a quantity removes the line.
"""

from __future__ import annotations

from bisect import insort
from decimal import Decimal

from portret.kernel import Event
from portret.kernel import Line as EventLine
from portret.profile import money
from portret.profile.model import CartChange, CartReset, Line, Shopping

_KEPT = 100
_KEPT_LINES = 100


def add(shopping: Shopping, event: Event) -> None:
    """Take a Product Added."""
    _change(shopping, event, "add")


def remove(shopping: Shopping, event: Event) -> None:
    """Take a Product Removed."""
    _change(shopping, event, "remove")


def see(shopping: Shopping, event: Event) -> None:
    """Take a Cart Viewed or Checkout Started; without a list of products it says nothing about the content."""
    commerce = event.commerce
    lines = commerce.lines if commerce else ()
    if not lines and event.properties.get("products") != []:
        return
    currency = commerce.currency if commerce else ""
    seen = sorted(_line(line, currency) for line in lines[:_KEPT_LINES])
    _reset(shopping, (event.timestamp_ms, 0, tuple(seen)))


def empty_out(shopping: Shopping, event: Event) -> None:
    """Take an Order Completed: the cart is empty after it."""
    _reset(shopping, (event.timestamp_ms, 1, ()))


def add_cart(shopping: Shopping, other: Shopping) -> None:
    """Add what another state knows of the cart."""
    if other.cart_reset is not None:
        _reset(shopping, other.cart_reset)
    for change in other.cart_changes:
        _put(shopping, change)


def lines(shopping: Shopping) -> list[Line]:
    """Return the cart's lines, by product id; quantities are above zero."""
    cart: dict[str, Line] = {}
    if shopping.cart_reset is not None:
        for line in shopping.cart_reset[2]:
            _grow(cart, line)
    for _, kind, product_id, quantity, price, currency, name in shopping.cart_changes:
        if kind == "add":
            _grow(cart, (product_id, quantity, price, currency, name))
        else:
            _shrink(cart, product_id, quantity)
    return [cart[product_id] for product_id in sorted(cart)]


def value(of: list[Line]) -> dict[str, Decimal]:
    """Return the value of lines with a known price, by currency."""
    parts: dict[str, list[Decimal]] = {}
    for _, quantity, price, currency, _ in of:
        if price:
            parts.setdefault(currency, []).append(money.times(Decimal(price), Decimal(quantity)))
    return {currency: money.total(parts[currency]) for currency in sorted(parts)}


def changed_ms(shopping: Shopping) -> int:
    """Return when the cart last changed, 0 if it never did."""
    reset_ms = shopping.cart_reset[0] if shopping.cart_reset else 0
    return max(reset_ms, shopping.cart_changes[-1][0] if shopping.cart_changes else 0)


def _change(shopping: Shopping, event: Event, kind: str) -> None:
    commerce = event.commerce
    if commerce is None:
        return
    for line in commerce.lines[:_KEPT_LINES]:
        product_id, quantity, price, currency, name = _line(line, commerce.currency)
        _put(shopping, (event.timestamp_ms, kind, product_id, quantity, price, currency, name))


def _line(line: EventLine, currency: str) -> Line:
    product_id = (line.product_id or line.sku or line.name)[:200]
    return (product_id, money.to_text(line.quantity), money.to_text(line.price), currency, line.name[:200])


def _put(shopping: Shopping, change: CartChange) -> None:
    reset = shopping.cart_reset
    if reset is not None and change[0] <= reset[0]:
        return
    changes = shopping.cart_changes
    if changes and change < changes[-1]:
        insort(changes, change)
    else:
        changes.append(change)
    if len(changes) > _KEPT:
        del changes[:-_KEPT]


def _reset(shopping: Shopping, reset: CartReset) -> None:
    if shopping.cart_reset is not None and reset <= shopping.cart_reset:
        return
    shopping.cart_reset = reset
    if shopping.cart_changes:
        shopping.cart_changes = [change for change in shopping.cart_changes if change[0] > reset[0]]


def _grow(cart: dict[str, Line], line: Line) -> None:
    product_id, quantity, price, currency, name = line
    known = cart.get(product_id)
    had = Decimal(known[1]) if known else Decimal(0)
    now = money.total([had, Decimal(quantity or "1")])
    if now <= 0:
        cart.pop(product_id, None)
        return
    if known and not price:
        price, currency = known[2], known[3]
    cart[product_id] = (product_id, f"{now:f}", price, currency, name or (known[4] if known else ""))


def _shrink(cart: dict[str, Line], product_id: str, quantity: str) -> None:
    known = cart.get(product_id)
    if known is None:
        return
    left = money.total([Decimal(known[1]), -Decimal(quantity)]) if quantity else Decimal(0)
    if left > 0:
        cart[product_id] = (product_id, f"{left:f}", *known[2:])
    else:
        del cart[product_id]
