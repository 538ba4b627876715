"""Hypothesis strategies for the events of one profile: all families, ties in time, gaps around the session limit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from portret.kernel import Commerce, Enrichment, Event, Line
from tests.support.events import make_event

START_MS = 1_760_000_000_000
_MINUTE_MS = 60_000

_PRODUCTS = ["p1", "p2", "p3"]
_CURRENCIES = ["PLN", "EUR"]
_MESSAGES = [
    "Email Delivered",
    "Email Opened",
    "Email Link Clicked",
    "SMS Sent",
    "Push Notification Tapped",
    "Unsubscribed",
]
_CART = ["Product Added", "Product Removed", "Cart Viewed", "Checkout Started"]
_FAMILIES = [
    "page",
    "screen",
    "identify",
    "search",
    "view",
    "cart",
    "order",
    "message",
    "consent",
    "group",
    "other",
    "by hand",
]
_ORDER = ["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"]

instants = st.one_of(
    st.integers(0, 40).map(lambda step: START_MS + step * 15 * _MINUTE_MS),
    st.integers(0, 400).map(lambda step: START_MS + step * 7 * 3600 * 1000 + step),
    st.integers(0, 5).map(lambda step: START_MS + step),
)
_amounts = st.decimals(0, 1000, places=2, allow_nan=False, allow_infinity=False)
_values = st.one_of(
    st.sampled_from(["Anna", "Zoë", "anna@example.com", ""]),
    st.integers(0, 3),
    st.booleans(),
    st.none(),
    st.just({"b": 1, "a": [1, 2]}),
)
_traits = st.dictionaries(st.sampled_from(["firstName", "email", "plan", "address"]), _values, max_size=3)
_enrichments = st.builds(
    Enrichment,
    country=st.sampled_from(["", "PL", "DE"]),
    device_type=st.sampled_from(["", "mobile", "desktop"]),
    channel=st.sampled_from(["", "direct", "search", "email"]),
    campaign=st.sampled_from(["", "spring"]),
    timezone=st.sampled_from(["", "Europe/Warsaw", "GMT+0000"]),
    locale=st.sampled_from(["", "pl-PL"]),
    is_bot=st.sampled_from([False, False, False, True]),
)
_lines = st.builds(
    Line,
    product_id=st.sampled_from(_PRODUCTS),
    name=st.sampled_from(["", "Shoe", "Boot"]),
    category=st.sampled_from(["", "Shoes"]),
    brand=st.sampled_from(["", "Acme", "Bolt"]),
    color=st.sampled_from(["", "red"]),
    price=st.none() | _amounts,
    quantity=st.sampled_from([None, Decimal(1), Decimal(2)]),
)


_answers = st.dictionaries(st.sampled_from(["ads", "analytics", "mail"]), st.booleans(), max_size=3)
_mentions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    _answers.map(lambda answers: {"consent": {"categoryPreferences": answers}}),
    _answers.map(
        lambda answers: {
            "consentManagement": {
                "allowedConsentIds": [purpose for purpose, granted in answers.items() if granted],
                "deniedConsentIds": [purpose for purpose, granted in answers.items() if not granted],
            }
        }
    ),
)


@st.composite
def _consent(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"name": "Segment Consent Preference Updated", "context": draw(_mentions)}
    answers = {"purposes": draw(_answers), "channel": draw(st.sampled_from([None, "", "email"]))}
    return {"name": "Consent Updated", "properties": answers, "context": draw(_mentions)}


@st.composite
def _by_hand(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what is set by hand, or only told: nobody did it."""
    name = draw(st.sampled_from(["", "Consent Updated", "Profile Merged"]))
    body: dict[str, Any] = {"properties": {"purposes": draw(_answers), "channel": ""}} if name else {}
    if not name:
        body = {"type": "identify", "traits": draw(_traits)}
    author = draw(st.sampled_from(["Ann", "Bob"]))
    return {"name": name, "profile_id": "prf_told", "context": {"author": {"id": "usr_1", "name": author}}, **body}


@st.composite
def _bodies(draw: st.DrawFn) -> dict[str, Any]:
    family = draw(st.sampled_from(_FAMILIES))
    if family in ("page", "screen"):
        name = "Page Viewed" if family == "page" else "Screen Viewed"
        return {"type": family, "name": name, "context": draw(_mentions)}
    if family == "identify":
        user_id = draw(st.sampled_from(["", "u1", "u2"]))
        return {"type": "identify", "name": "", "user_id": user_id, "traits": draw(_traits)}
    if family == "search":
        return {"name": "Products Searched", "commerce": Commerce(query=draw(st.sampled_from(["", "shoes", "boots"])))}
    if family == "message":
        return {"name": draw(st.sampled_from(_MESSAGES))}
    return draw(_commerce(family) if family in ("view", "cart", "order") else _further(family))


@st.composite
def _further(draw: st.DrawFn, family: str) -> dict[str, Any]:
    if family == "consent":
        return draw(_consent())
    if family == "group":
        group_id = draw(st.sampled_from(["acme", "bolt", "null"]))
        return {"type": "group", "name": "", "group_id": group_id, "traits": draw(_traits)}
    if family == "by hand":
        return draw(_by_hand())
    return {
        "name": "Video Played",
        "context": {"traits": draw(_traits), "externalIds": [{"id": "crm-7", "type": "crm_id"}]},
    }


@st.composite
def _commerce(draw: st.DrawFn, family: str) -> dict[str, Any]:
    currency = draw(st.sampled_from(_CURRENCIES))
    if family == "order":
        commerce = Commerce(
            order_id=draw(st.sampled_from(["o1", "o2", "o3"])),
            currency=currency,
            revenue=draw(st.none() | _amounts),
            coupon=draw(st.sampled_from(["", "", "SPRING"])),
            lines=tuple(draw(st.lists(_lines, max_size=2))),
        )
        return {"name": draw(st.sampled_from(_ORDER)), "commerce": commerce}
    names = ["Product Viewed", "Product Clicked"] if family == "view" else _CART
    name = draw(st.sampled_from(names))
    most = 3 if name in ("Cart Viewed", "Checkout Started") else 1
    lines = tuple(draw(st.lists(_lines, min_size=1, max_size=most)))
    return {"name": name, "commerce": Commerce(currency=currency, lines=lines)}


@st.composite
def histories(draw: st.DrawFn, max_size: int = 25) -> list[Event]:
    """Draw the distinct events of one profile, in no order."""
    bodies = draw(st.lists(_bodies(), max_size=max_size))
    return [
        make_event(
            position,
            timestamp_ms=draw(instants),
            brand=draw(st.sampled_from(["shoes", "hats"])),
            source_id=draw(st.sampled_from(["src_1", "src_2"])),
            verified=draw(st.booleans()),
            enrichment=draw(_enrichments),
            **body,
        )
        for position, body in enumerate(bodies, start=1)
    ]
