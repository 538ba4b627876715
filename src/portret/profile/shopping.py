"""Products and preferences: what an e-commerce event says about taste. Cart and orders have files of their own.

Preferences count interactions: 1 point for a view or a click, 3 for the cart, 5 for each ordered line.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from portret.kernel import Event, Line
from portret.profile import cart, orders
from portret.profile.bounded import add_counts, count, keep_newest
from portret.profile.model import Shopping

PRODUCTS_KEPT = 50
_VIEW, _CART, _ORDER = 1, 3, 5
_BOUNDS = (10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
_BANDS = ("0-10", *(f"{low}-{high}" for low, high in pairwise(_BOUNDS)), "5000+")
_ABSURD = 10**9
_LINES_READ = 100


def product_viewed(shopping: Shopping, event: Event) -> None:
    """Take a Product Viewed or Product Clicked."""
    commerce = event.commerce
    if commerce is None or not commerce.lines:
        return
    line = commerce.lines[0]
    product_id = line.product_id or line.sku or line.name
    if product_id:
        keep_newest(shopping.products, product_id[:200], (event.timestamp_ms, line.name[:200]), PRODUCTS_KEPT)
    _prefer(shopping, line, commerce.currency, _VIEW)


def list_viewed(shopping: Shopping, event: Event) -> None:
    """Take a Product List Viewed or Filtered: an interest in its category."""
    category = event.properties.get("category")
    if type(category) is str and category:
        count(shopping.categories, category, _VIEW)


def product_added(shopping: Shopping, event: Event) -> None:
    """Take a Product Added to the cart."""
    cart.add(shopping, event)
    if event.commerce is not None and event.commerce.lines:
        _prefer(shopping, event.commerce.lines[0], event.commerce.currency, _CART)


def order_completed(shopping: Shopping, event: Event) -> None:
    """Take an Order Completed: an order, an empty cart, a taste for what was bought."""
    orders.complete(shopping, event)
    cart.empty_out(shopping, event)
    if event.commerce is not None:
        for line in event.commerce.lines[:_LINES_READ]:
            _prefer(shopping, line, event.commerce.currency, _ORDER)


def add_shopping(shopping: Shopping, other: Shopping) -> None:
    """Add what another state knows, orders included."""
    for product_id, seen in other.products.items():
        keep_newest(shopping.products, product_id, seen, PRODUCTS_KEPT)
    cart.add_cart(shopping, other)
    orders.add_orders(shopping, other)
    add_counts(shopping.categories, other.categories)
    add_counts(shopping.brands, other.brands)
    add_counts(shopping.colors, other.colors)
    add_counts(shopping.price_bands, other.price_bands)


def _prefer(shopping: Shopping, line: Line, currency: str, by: int) -> None:
    if line.category:
        count(shopping.categories, line.category, by)
    if line.brand:
        count(shopping.brands, line.brand, by)
    if line.color:
        count(shopping.colors, line.color, by)
    price = line.price
    if price is not None and price.is_finite() and 0 <= price < _ABSURD:
        band = _BANDS[bisect_right(_BOUNDS, int(price))]
        count(shopping.price_bands, f"{band} {currency}" if currency else band, by)
