"""The computed traits that come from shopping: products, cart, orders, revenue, preferences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from portret.profile import cart, money, orders
from portret.profile.bounded import favourite, largest, newest
from portret.profile.instants import duration, instant
from portret.profile.model import Line, Order, Shopping
from portret.profile.shopping import PRODUCTS_KEPT

_ORDERS_SHOWN = 20
_PREFERENCES_SHOWN = 20
_CENT = Decimal("0.01")


def shopping_summary(shopping: Shopping, carts: Sequence[Shopping]) -> dict[str, Any]:
    """Return what can be compared and counted; the open carts are those of `carts`, one per brand."""
    lines = [line for each in carts for line in cart.lines(each)]
    changed_ms = max((cart.changed_ms(each) for each in carts), default=0)
    return {
        "cart_lines": len(lines),
        "cart_value": [money.document(amount, currency) for currency, amount in cart.value(lines).items()],
        "cart_changed_at": instant(changed_ms) if changed_ms else None,
        **_orders(shopping),
        "preferred_category": favourite(shopping.categories),
        "preferred_brand": favourite(shopping.brands),
        "preferred_color": favourite(shopping.colors),
        "preferred_price_band": favourite(shopping.price_bands),
    }


def shopping_lists(shopping: Shopping, carts: Sequence[Shopping]) -> dict[str, Any]:
    """Return the lists: products, the lines of the open carts, orders, preferences with their counts."""
    return {
        "products_viewed": [
            {"product_id": product_id, "name": name, "at": instant(at_ms)}
            for product_id, (at_ms, name) in newest(shopping.products, PRODUCTS_KEPT)
        ],
        "cart": [_line(line) for each in carts for line in cart.lines(each)],
        "recent_orders": _recent(shopping.orders),
        "preferences": {
            "categories": largest(shopping.categories, _PREFERENCES_SHOWN),
            "brands": largest(shopping.brands, _PREFERENCES_SHOWN),
            "colors": largest(shopping.colors, _PREFERENCES_SHOWN),
            "price_bands": largest(shopping.price_bands, _PREFERENCES_SHOWN),
        },
    }


def averages(shops: Sequence[Shopping], net: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the mean net amount of the orders of some brands that stand, to the cent, by currency."""
    numbers: dict[str, int] = {}
    for shop in shops:
        for currency, totals in shop.old_orders.items():
            numbers[currency] = numbers.get(currency, 0) + totals.count
        for order in shop.orders.values():
            if order.amount is not None and orders.counts(order):
                numbers[order.amount[3]] = numbers.get(order.amount[3], 0) + 1
    return {
        currency: (amount / numbers[currency]).quantize(_CENT)
        for currency, amount in net.items()
        if numbers.get(currency)
    }


def _line(line: Line) -> dict[str, Any]:
    product_id, quantity, price, currency, name = line
    return {
        "product_id": product_id,
        "name": name,
        "quantity": quantity,
        "price": money.document(Decimal(price), currency) if price else None,
    }


def _orders(shopping: Shopping) -> dict[str, Any]:
    placed = [order for order in shopping.orders.values() if orders.counts(order)]
    old = shopping.old_orders.values()
    number = len(placed) + sum(totals.count for totals in old)
    first_ms = min([order.placed_ms for order in placed] + [totals.first_ms for totals in old], default=0)
    last_ms = max([order.placed_ms for order in placed] + [totals.last_ms for totals in old], default=0)
    net = orders.net_by_currency(shopping.orders, shopping.old_orders)
    return {
        "orders": number,
        "discounted_orders": sum(order.discounted for order in placed) + sum(totals.discounted for totals in old),
        "first_order_at": instant(first_ms) if number else None,
        "last_order_at": instant(last_ms) if number else None,
        "mean_order_gap": duration((last_ms - first_ms) // (number - 1)) if number > 1 else None,
        "revenue": [money.document(amount, currency) for currency, amount in net.items()],
        "average_order_value": [
            money.document(amount, currency) for currency, amount in averages([shopping], net).items()
        ],
    }


def _recent(known: dict[str, Order]) -> list[dict[str, Any]]:
    ids = sorted(known, key=lambda order_id: (known[order_id].placed_ms or known[order_id].seen_ms, order_id))
    return [_order(order_id, known[order_id]) for order_id in reversed(ids[-_ORDERS_SHOWN:])]


def _order(order_id: str, order: Order) -> dict[str, Any]:
    currency = order.amount[3] if order.amount else order.refund_currency
    return {
        "order_id": order_id.rpartition("\x1f")[2],
        "status": orders.status(order),
        "placed_at": instant(order.placed_ms) if order.placed_ms else None,
        "amount": money.document(Decimal(order.amount[2]), currency) if order.amount else None,
        "refunded": money.document(Decimal(order.refunded), currency) if order.refunded != "0" else None,
        "net": money.document(orders.net(order), currency),
    }
