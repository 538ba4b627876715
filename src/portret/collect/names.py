"""Event names: the e-commerce spec's own names (V2), their V1 aliases, and the names of pages and screens."""

from __future__ import annotations

import re
from functools import lru_cache

PAGE_VIEWED = "Page Viewed"
SCREEN_VIEWED = "Screen Viewed"

ECOMMERCE = (
    "Products Searched",
    "Product List Viewed",
    "Product List Filtered",
    "Promotion Viewed",
    "Promotion Clicked",
    "Product Clicked",
    "Product Viewed",
    "Product Added",
    "Product Removed",
    "Cart Viewed",
    "Checkout Started",
    "Checkout Step Viewed",
    "Checkout Step Completed",
    "Payment Info Entered",
    "Order Completed",
    "Order Updated",
    "Order Refunded",
    "Order Cancelled",
    "Coupon Entered",
    "Coupon Applied",
    "Coupon Denied",
    "Coupon Removed",
    "Product Added to Wishlist",
    "Product Removed from Wishlist",
    "Wishlist Product Added to Cart",
    "Product Shared",
    "Cart Shared",
    "Product Reviewed",
)
"""The names of the Segment e-commerce spec V2 (wire protocol D8)."""

_ALIASES = {
    "Viewed Product Category": "Product List Viewed",
    "Viewed Promotion": "Promotion Viewed",
    "Clicked Promotion": "Promotion Clicked",
    "Clicked Product": "Product Clicked",
    "Viewed Product": "Product Viewed",
    "Added Product": "Product Added",
    "Removed Product": "Product Removed",
    "Started Order": "Checkout Started",
    "Viewed Checkout Step": "Checkout Step Viewed",
    "Completed Checkout Step": "Checkout Step Completed",
    "Completed Order": "Order Completed",
    "Updated Order": "Order Updated",
    "Refunded Order": "Order Refunded",
    "Cancelled Order": "Order Cancelled",
    "Order Canceled": "Order Cancelled",
    "Canceled Order": "Order Cancelled",
    "Searched Products": "Products Searched",
    "Viewed Cart": "Cart Viewed",
    PAGE_VIEWED: PAGE_VIEWED,
    SCREEN_VIEWED: SCREEN_VIEWED,
}

_SPACING = re.compile(r"[\s_\-.]+")


@lru_cache(maxsize=4096)
def canonical_name(name: str) -> str:
    """Return the spec's spelling of an event name, or the name itself (trimmed) if the spec has none.

    Case and spacing do not matter: "order_completed", "OrderCompleted" and "Completed Order" are "Order Completed".
    """
    return _CANONICAL.get(_folded(name), name.strip())


def _folded(name: str) -> str:
    return _SPACING.sub("", name).lower()


_CANONICAL = {_folded(name): name for name in ECOMMERCE} | {_folded(old): new for old, new in _ALIASES.items()}
