"""What every SDK is made to say, and the canonical form that must be stored of it, whichever SDK said it."""

from __future__ import annotations

from typing import Any

from tests.acceptance.sdk.stock_clients import Call

COLUMNS = (
    "type",
    "name",
    "user_id",
    "anonymous_id",
    "previous_id",
    "group_id",
    "order_id",
    "currency",
    "revenue",
    "utm_source",
    "page_title",
)
"""The columns of the warehouse that `canonical` speaks of."""

_PRODUCT = {"product_id": "p-1", "name": "Lamp", "price": 12.75, "quantity": 2}


def conversation(person: str) -> list[Call]:
    """Return one call of each type, about one person on one device."""
    both = {"userId": f"{person}-user", "anonymousId": f"{person}-device"}
    page = {"url": "https://shop.example/lamps?utm_source=news&utm_medium=email", "title": "Lamps", "path": "/lamps"}
    order = {"order_id": f"{person}-order", "revenue": 25.5, "total": 30, "currency": "eur", "products": [_PRODUCT]}
    return [
        {"type": "identify", **both, "traits": {"email": email(person), "firstName": "Ann", "plan": "gold"}},
        {"type": "track", **both, "event": "Completed Order", "properties": order},
        {"type": "page", **both, "category": "Shop", "name": "Lamps", "properties": page, "context": {"page": page}},
        {"type": "screen", **both, "category": "App", "name": "Start", "properties": {"tab": "offers"}},
        {"type": "group", **both, "groupId": f"{person}-company", "traits": {"industry": "light"}},
        {"type": "alias", "userId": f"{person}-user", "previousId": f"{person}-former"},
    ]


def email(person: str) -> str:
    """Return the person's e-mail address."""
    return f"{person}@example.com"


def canonical(person: str) -> list[dict[str, Any]]:
    """Return what is stored of the conversation, sorted by type; an alias names no device."""
    user, device = f"{person}-user", f"{person}-device"
    both = {"user_id": user, "anonymous_id": device}
    order = {"order_id": f"{person}-order", "currency": "EUR", "revenue": "25.5000"}
    return [
        _row(type="alias", user_id=user, previous_id=f"{person}-former"),
        _row(type="group", **both, group_id=f"{person}-company"),
        _row(type="identify", **both),
        _row(type="page", name="Page Viewed", **both, utm_source="news", page_title="Lamps"),
        _row(type="screen", name="Screen Viewed", **both),
        _row(type="track", name="Order Completed", **both, **order),
    ]


def _row(**fields: Any) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS, "") | {"revenue": None} | fields
