"""What of a profile tells nothing of who somebody is: how much, how often, when, and of which kind."""

from __future__ import annotations

from portret.kernel import Harmless

AGGREGATES = Harmless(when=("type", frozenset(("number", "boolean", "instant", "duration"))))
"""Of a computed trait the values that count, measure or date; a text may be anybody's name."""

_FREE = frozenset(("per_brand", "messages", "categories", "brands", "colors", "price_bands"))
_PRESENCE = (
    "first_seen_at",
    "last_seen_at",
    "events",
    "bot_events",
    "sessions",
    "total_session_duration",
    "average_session_duration",
    "last_session_at",
    "page_views",
    "searches",
    "recent_sessions",
    "started_at",
    "ended_at",
    "engagement_score",
    "engagement_trend",
    "count",
    "last_at",
    "at",
)
_KINDS = (
    "preferred_device",
    "preferred_channel",
    "preferred_hour",
    "active_hours",
    "preferred_weekday",
    "time_zone",
    "locale",
    "country",
    "first_touch",
    "last_touch",
    "channel",
    "source",
    "medium",
    "campaign",
    "consent_granted",
    "consent_denied",
)
_SHOPPING = (
    "cart_lines",
    "cart_value",
    "cart_changed_at",
    "orders",
    "first_order_at",
    "last_order_at",
    "mean_order_gap",
    "revenue",
    "average_order_value",
    "discounted_orders",
    "preferred_category",
    "preferred_brand",
    "preferred_color",
    "preferred_price_band",
    "preferences",
    "products_viewed",
    "cart",
    "product_id",
    "name",
    "quantity",
    "price",
    "amount",
    "currency",
    "recent_orders",
    "status",
    "placed_at",
    "refunded",
    "net",
)
BEHAVIOUR = Harmless(frozenset((*_PRESENCE, *_KINDS, *_SHOPPING)) | _FREE, maps=_FREE)
"""Of the computed traits all but what somebody wrote or is called by: searches, ids of clicks and of orders."""

GOODS = Harmless(
    frozenset(
        (
            "products",
            "product_id",
            "sku",
            "category",
            "brand",
            "variant",
            "price",
            "quantity",
            "position",
            "revenue",
            "value",
            "total",
            "subtotal",
            "tax",
            "shipping",
            "discount",
            "currency",
        )
    )
)
"""Of an event's properties what the e-commerce spec says of goods and money."""

CIRCUMSTANCES = Harmless(
    frozenset(("country", "device_type", "os", "browser", "channel", "utm_source", "utm_medium", "utm_campaign"))
)
"""Of what else is known of an event what thousands share."""
