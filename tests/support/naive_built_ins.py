"""What every profile has, in plain Python, from all events at hand: written from what the documentation says of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from portret.kernel import Commerce, Event, Line
from portret.trait import model as trait

MONEY = frozenset(("revenue", "average_order_value", "cart_value"))
"""What is one number per currency."""

KINDS: dict[str, trait.ValueType] = {
    **dict.fromkeys(
        ("events", "page_views", "searches", "sessions", "orders", "cart_lines", "preferred_hour", "email_opened"),
        "number",
    ),
    **dict.fromkeys(sorted(MONEY), "number"),
    **dict.fromkeys(("first_seen_at", "last_seen_at", "last_session_at", "first_order_at", "last_order_at"), "instant"),
    **dict.fromkeys(("cart_changed_at", "email_last_opened_at"), "instant"),
    **dict.fromkeys(("total_session_duration", "average_session_duration", "mean_order_gap"), "duration"),
    **dict.fromkeys(("country", "preferred_device", "preferred_category", "preferred_color"), "text"),
    **dict.fromkeys(("first_touch_channel", "last_touch_channel", "last_touch_campaign", "preferred_weekday"), "text"),
    **dict.fromkeys(("consent_granted", "consent_denied"), "list"),
}
"""The built-in traits that are counted anew here, and their kinds."""

_FACTS = ("Order Completed", "Order Updated", "Order Refunded", "Order Cancelled")
_ACTS = ("Consent Updated", "Segment Consent Preference Updated")
_IDLE_MS = 30 * 60_000
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def built_in(name: str, events: Sequence[Event], brand: str | None, per: str | None) -> Any:
    """Return the value of a built-in trait, None if it is missing.

    Args:
        name: which.
        events: all that there are of a person.
        brand: at which brand; None is all.
        per: of money the currency, of what else the brand.
    """
    if name in MONEY:
        amounts = {key or "XXX": float(amount) for key, amount in _money(name, _at(events, brand)).items()}
        return amounts.get(per) if per else next(iter(amounts.values())) if len(amounts) == 1 else None
    brand = per or brand
    if name.startswith("consent_"):
        state = name.removeprefix("consent_")
        return [one for one in _purposes(events) if consent(events, one, brand) == state] or None
    told = _at(events, brand)
    own = [event for event in told if not event.enrichment.is_bot]
    if name in _OF_SHOPS:
        return _OF_SHOPS[name](told)
    return _of_visits(name, own) if name in _OF_VISITS else _of_events(name, own)


def _at(events: Iterable[Event], brand: str | None) -> list[Event]:
    return [event for event in events if not event.profile_id and brand in (None, event.brand)]


def _of_events(name: str, own: Sequence[Event]) -> Any:
    times = [event.timestamp_ms for event in own]
    opened = [event.timestamp_ms for event in own if event.name == "Email Opened"]
    return {
        "events": len(own),
        "page_views": len([event for event in own if event.type in ("page", "screen")]),
        "searches": len([event for event in own if event.name == "Products Searched"]),
        "first_seen_at": min(times, default=None),
        "last_seen_at": max(times, default=None),
        "email_opened": len(opened),
        "email_last_opened_at": max(opened, default=None),
    }[name]


_OF_VISITS = (
    *("sessions", "total_session_duration", "average_session_duration", "last_session_at", "country"),
    *("preferred_device", "preferred_hour", "preferred_weekday"),
    *("first_touch_channel", "last_touch_channel", "last_touch_campaign"),
)


def _of_visits(name: str, own: Sequence[Event]) -> Any:
    visits = [e for e in own if e.name and e.name not in (*_FACTS[1:], *_ACTS) and not e.name.startswith("Email ")]
    if "session" in name:
        return _of_sessions(name, sorted(event.timestamp_ms for event in visits))
    if "touch" in name:
        return _of_touches(name, visits)
    if name == "country":
        known = [(event.timestamp_ms, event.enrichment.country) for event in visits if event.enrichment.country]
        return max(known, default=(0, None))[1]
    if name == "preferred_device":
        return _favourite(Counter(e.enrichment.device_type for e in visits if e.enrichment.device_type))
    at = [datetime.fromtimestamp(event.timestamp_ms // 1000, UTC) for event in visits]
    if name == "preferred_hour":
        return _favourite(Counter(each.hour for each in at))
    day = _favourite(Counter(each.weekday() for each in at))
    return None if day is None else _DAYS[day]


def _of_sessions(name: str, times: Sequence[int]) -> int | None:
    runs: list[list[int]] = []
    for at_ms in times:
        if runs and at_ms - runs[-1][-1] <= _IDLE_MS:
            runs[-1].append(at_ms)
        else:
            runs.append([at_ms])
    if name == "sessions":
        return len(runs)
    if not runs:
        return None
    total_ms = sum(run[-1] - run[0] for run in runs)
    return {
        "last_session_at": runs[-1][0],
        "total_session_duration": total_ms,
        "average_session_duration": total_ms // len(runs),
    }[name]


def _of_touches(name: str, visits: Sequence[Event]) -> str | None:
    touches = [
        (e.timestamp_ms, told.channel, told.source, told.medium, told.campaign, told.click_id, told.referrer_host)
        for e in visits
        if (told := e.enrichment).channel
    ]
    if not touches:
        return None
    marketed = [touch for touch in touches if touch[1] != "direct"]
    touch = min(touches) if name.startswith("first") else max(marketed or touches)
    return (touch[4] if name.endswith("campaign") else touch[1]) or None


def _favourite(counts: Counter[Any]) -> Any:
    return min(counts, key=lambda key: (-counts[key], key), default=None)


class Order(NamedTuple):
    """An order that stands: what is left of it after refunds, None if it never said an amount."""

    placed_ms: int
    net: Decimal | None
    currency: str


def _orders(events: Sequence[Event]) -> list[Order]:
    told: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        order_id = (event.commerce or Commerce()).order_id
        if event.name in _FACTS[:2] or (event.name in _FACTS and order_id):
            told[event.brand, order_id or event.message_id].append(event)
    return [order for of_order in told.values() if (order := _order(of_order)) is not None]


def _order(events: Sequence[Event]) -> Order | None:
    placed = [event for event in events if event.name in _FACTS[:2]]
    if not placed or any(event.name == "Order Cancelled" for event in events):
        return None
    said = [
        (event.timestamp_ms, event.name == "Order Updated", str(amount), (event.commerce or Commerce()).currency)
        for event in placed
        if (amount := _amount(event.commerce)) is not None
    ]
    placed_ms = min(event.timestamp_ms for event in placed)
    if not said:
        return Order(placed_ms, None, "")
    *_, text, currency = max(said)
    refunds = [_amount(event.commerce) for event in events if event.name == "Order Refunded"]
    left = Decimal(0) if None in refunds else Decimal(text) - sum(abs(each) for each in refunds if each is not None)
    return Order(placed_ms, max(left, Decimal(0)), currency)


def _amount(commerce: Commerce | None) -> Decimal | None:
    told = commerce or Commerce()
    for amount in (told.revenue, told.total, told.subtotal, told.value):
        if amount is not None:
            return amount
    priced = [line.price * (1 if line.quantity is None else line.quantity) for line in told.lines if line.price]
    return sum(priced, Decimal(0)) if any(line.price is not None for line in told.lines) else None


def _money(name: str, events: Sequence[Event]) -> dict[str, Decimal]:
    amounts: defaultdict[str, list[Decimal]] = defaultdict(list)
    if name == "cart_value":
        for line in _carts(events):
            if line.price is not None:
                amounts[line.currency].append(line.price * line.quantity)
        return {currency: sum(each, Decimal(0)) for currency, each in amounts.items()}
    for order in _orders(events):
        if order.net is not None:
            amounts[order.currency].append(order.net)
    sums = {currency: sum(each, Decimal(0)) for currency, each in amounts.items()}
    if name == "revenue":
        return sums
    return {currency: (sums[currency] / len(each)).quantize(Decimal("0.01")) for currency, each in amounts.items()}


class InCart(NamedTuple):
    """A product in an open cart."""

    quantity: Decimal
    price: Decimal | None
    currency: str


def _carts(events: Sequence[Event]) -> list[InCart]:
    brands = {event.brand for event in events}
    return [line for brand in brands for line in _cart([e for e in events if e.brand == brand])[0].values()]


def _cart(events: Sequence[Event]) -> tuple[dict[str, InCart], int | None]:
    """Return the open cart of one brand, by product, and when it last changed."""
    told = [event for event in events if not event.enrichment.is_bot or event.name == "Order Completed"]
    resets = [(e.timestamp_ms, e.name == "Order Completed", _in_order(e)) for e in told if _is_reset(e)]
    changes = sorted(
        (event.timestamp_ms, event.name == "Product Removed", *_key(line, event))
        for event in told
        if event.name in ("Product Added", "Product Removed") and event.commerce is not None
        for line in event.commerce.lines
    )
    since_ms, _, shown = max(resets, default=(None, False, []))
    cart: dict[str, InCart] = {}
    for product_id, quantity, price, currency, _ in shown:
        _put(cart, product_id, quantity, price, currency)
    changed_ms = since_ms
    for at_ms, is_removed, product_id, quantity, price, currency, _ in changes:
        if since_ms is None or at_ms > since_ms:
            changed_ms = at_ms
            (_take if is_removed else _put)(cart, product_id, quantity, price, currency)
    return cart, changed_ms


def _is_reset(event: Event) -> bool:
    if event.name == "Order Completed":
        return True
    has_lines = event.commerce is not None and bool(event.commerce.lines)
    is_view = event.name in ("Cart Viewed", "Checkout Started")
    return is_view and (has_lines or event.properties.get("products") == [])


def _in_order(event: Event) -> list[tuple[str, str, str, str, str]]:
    lines = event.commerce.lines if event.commerce is not None and event.name != "Order Completed" else ()
    return sorted(_key(line, event) for line in lines)


def _key(line: Line, event: Event) -> tuple[str, str, str, str, str]:
    words = ("" if each is None else str(each) for each in (line.quantity, line.price))
    currency = event.commerce.currency if event.commerce else ""
    return (line.product_id or line.sku or line.name, *words, currency, line.name)  # type: ignore[return-value]


def _put(cart: dict[str, InCart], product_id: str, quantity: str, price: str, currency: str) -> None:
    had = cart.pop(product_id, InCart(Decimal(0), None, ""))
    has = had.quantity + Decimal(quantity or 1)
    priced = (Decimal(price), currency) if price else (had.price, had.currency)
    if has > 0:
        cart[product_id] = InCart(has, *priced)


def _take(cart: dict[str, InCart], product_id: str, quantity: str, _price: str, _currency: str) -> None:
    had = cart.pop(product_id, None)
    if had is not None and quantity and had.quantity > Decimal(quantity):
        cart[product_id] = had._replace(quantity=had.quantity - Decimal(quantity))


def _cart_changed(events: Sequence[Event]) -> int | None:
    found = [_cart([event for event in events if event.brand == brand])[1] for brand in {e.brand for e in events}]
    return max((at_ms for at_ms in found if at_ms is not None), default=None)


def _gap(events: Sequence[Event]) -> int | None:
    placed = [order.placed_ms for order in _orders(events)]
    return (max(placed) - min(placed)) // (len(placed) - 1) if len(placed) > 1 else None


def _taste(events: Sequence[Event], word: str) -> Any:
    counts: Counter[str] = Counter()
    weights = {"Product Viewed": 1, "Product Added": 3, "Order Completed": 5}
    for event in events:
        if event.enrichment.is_bot and event.name != "Order Completed":
            continue
        lines = event.commerce.lines if event.commerce is not None and event.name in weights else ()
        for line in lines if event.name == "Order Completed" else lines[:1]:
            if getattr(line, word):
                counts[getattr(line, word)] += weights[event.name]
    return _favourite(counts)


_OF_SHOPS: dict[str, Any] = {
    "orders": lambda events: len(_orders(events)),
    "first_order_at": lambda events: min((order.placed_ms for order in _orders(events)), default=None),
    "last_order_at": lambda events: max((order.placed_ms for order in _orders(events)), default=None),
    "mean_order_gap": _gap,
    "cart_lines": lambda events: len(_carts(events)),
    "cart_changed_at": _cart_changed,
    "preferred_category": lambda events: _taste(events, "category"),
    "preferred_color": lambda events: _taste(events, "color"),
}


def consent(events: Sequence[Event], purpose: str, brand: str | None) -> str:
    """Return what a person said of a purpose: the newest act, unless a denial is mentioned later; else the stricter."""
    by_hand = [event for event in events if event.profile_id and brand in (None, event.brand)]
    told = _at(events, brand) + [event for event in by_hand if event.name == "Consent Updated"]
    said = {_consent_at([e for e in told if e.brand == each], purpose) for each in {e.brand for e in told}}
    return next(state for state in ("denied", "granted", "unknown") if state in said | {"unknown"})


def _consent_at(events: Sequence[Event], purpose: str) -> str:
    said = [
        (is_act, event.timestamp_ms, not granted)
        for event in events
        for is_act, one, granted in _said(event)
        if one == purpose
    ]
    acts = [(at_ms, denied) for is_act, at_ms, denied in said if is_act]
    denied_ms = max((at_ms for is_act, at_ms, denied in said if denied and not is_act), default=None)
    if acts:
        at_ms, denied = max(acts)
        return "denied" if denied or (denied_ms is not None and denied_ms > at_ms) else "granted"
    if denied_ms is not None:
        return "denied"
    return "granted" if said else "unknown"


def _said(event: Event) -> list[tuple[bool, str, bool]]:
    """Return (whether it is an act, purpose, granted) of all that an event says of consent."""
    mentioned = dict(event.context.get("consent", {}).get("categoryPreferences", {}))
    managed = event.context.get("consentManagement", {})
    mentioned |= dict.fromkeys(managed.get("allowedConsentIds", ()), True)
    mentioned |= dict.fromkeys(managed.get("deniedConsentIds", ()), False)
    is_act = event.name == "Segment Consent Preference Updated"
    found = [(is_act, purpose, granted) for purpose, granted in mentioned.items()]
    if event.name == "Consent Updated":
        channel = event.properties.get("channel")
        for purpose, granted in event.properties["purposes"].items():
            found.append((True, f"{purpose}:{channel}" if channel else purpose, granted))
    return found


def _purposes(events: Iterable[Event]) -> list[str]:
    return sorted({purpose for event in events for _, purpose, _ in _said(event)})
