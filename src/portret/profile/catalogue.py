"""Built-in traits that conditions may read: flat, of one type each, none of them changes by time alone.

A number is 0 where nothing happened; whatever else is not known is missing. Over all brands numbers are sums. Money is
one number per currency: asked without a currency it is the amount if there is but one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any

from portret.kernel import Event
from portret.profile import cart, orders
from portret.profile.bounded import add_counts, favourite
from portret.profile.consent import CONSENT_ACTS, of_brand, over_brands
from portret.profile.fold import COMMERCE, FACTS
from portret.profile.messages import MESSAGES
from portret.profile.model import Behaviour, ProfileState, Shopping, Touch
from portret.profile.reach import CHANNELS, reachable
from portret.profile.view import WEEKDAYS, roll_up
from portret.profile.view_shopping import averages
from portret.trait import Value, ValueType

ACTIVITY, SHOPPING, ORDERS = "activity", "shopping", "orders"
CONSENT, MESSAGE, ADDRESS = "consent", "messages", "address"
NO_CURRENCY = "XXX"
"""What money without a currency is filed under (ISO 4217: no currency)."""

_Behaviours = Sequence[Behaviour]
_TOUCH = {"channel": 1, "source": 2, "medium": 3, "campaign": 4}


@dataclass(frozen=True)
class BuiltIn:
    """A built-in trait.

    Attributes:
        kind: the type of its value.
        group: what has to happen for it to change: "activity", "shopping", "orders", "consent", "messages" or
            "address".
        whole: reads it at one brand, or over all (None); money as a map by currency.
        is_money: whether it is money.
        nothing: its value where nothing happened.
    """

    kind: ValueType
    group: str
    whole: Callable[[ProfileState, str | None], Value]
    is_money: bool = False
    nothing: Value = None

    def read(self, state: ProfileState, brand: str | None = None, currency: str | None = None) -> Value:
        """Return the value at one brand, or over all; of money that in a currency, without one the only one."""
        found = self.whole(state, brand)
        if not self.is_money or not isinstance(found, dict):
            return found
        return found.get(currency) if currency else next(iter(found.values())) if len(found) == 1 else None

    def at(self, brand: str | None, per: str | None) -> Callable[[ProfileState], Value]:
        """Return what reads it of a state.

        Args:
            brand: at which brand; None is all.
            per: of money the currency, of what else the brand.
        """
        if self.is_money:
            return partial(self.read, brand=brand, currency=per)
        return partial(self.read, brand=per or brand)


def groups(event: Event) -> tuple[str, ...]:
    """Return the groups of built-in traits that an event may change."""
    if event.profile_id:
        return (CONSENT,) if event.name in CONSENT_ACTS else ()
    changed = _GROUPS.get(event.name, _ACTIVITY)
    if event.enrichment.is_bot:
        changed = (SHOPPING, ORDERS) if event.name in FACTS else ()
    context = event.context
    if "consent" in context or "consentManagement" in context or event.name in CONSENT_ACTS:
        changed = (*changed, CONSENT)
    return (*changed, ADDRESS) if "device" in context else changed


def comparables(state: ProfileState) -> dict[str, Any]:
    """Return all built-in traits as a JSON document, as the warehouse compares them.

    Instants and durations are milliseconds, money is a map of numbers by currency. What is as if nothing had happened
    is left out. `reachable` lists channels; `per_brand` holds the same for each brand.
    """
    brands = sorted({*state.brands, *state.consents})
    per_brand = {brand: _comparables(state, brand) for brand in brands}
    channels = [channel for channel in CHANNELS if reachable(state, channel)]
    alone = len(state.brands) == 1 and len(brands) == 1
    document = dict(per_brand[brands[0]]) if alone else _comparables(state, None)
    return {**document, **({"reachable": channels} if channels else {}), "per_brand": per_brand}


def _comparables(state: ProfileState, brand: str | None) -> dict[str, Any]:
    there = _groups_there(state, _behaviours(state, brand))
    document: dict[str, Any] = {}
    for name, known in BUILT_IN.items():
        if known.group in there:
            value = known.whole(state, brand)
            if value is not None and value != known.nothing:
                document[name] = value
    return document


def _groups_there(state: ProfileState, behaviours: _Behaviours) -> set[str]:
    """Return the groups of which anything happened; most people were never sent a message."""
    there = {ACTIVITY} if behaviours else set()
    if any(one.shopping is not None for one in behaviours):
        there |= {SHOPPING, ORDERS}
    if any(one.messages for one in behaviours):
        there.add(MESSAGE)
    if state.consents:
        there.add(CONSENT)
    return there


def _behaviours(state: ProfileState, brand: str | None) -> _Behaviours:
    if brand is None:
        return list(state.brands.values())
    found = state.brands.get(brand)
    return () if found is None else (found,)


def _of(kind: ValueType, group: str, read: Callable[[_Behaviours], Value], nothing: Value = None) -> BuiltIn:
    return BuiltIn(kind, group, lambda state, brand: read(_behaviours(state, brand)), nothing=nothing)


def _number(group: str, read: Callable[[Behaviour], int]) -> BuiltIn:
    return _of("number", group, lambda behaviours: sum(map(read, behaviours)), 0)


def _end(end: Callable[..., int], read: Callable[[Behaviour], int | None], group: str = ACTIVITY) -> BuiltIn:
    def ended(behaviours: _Behaviours) -> int | None:
        return end((at_ms for one in behaviours if (at_ms := read(one)) is not None), default=None)

    return _of("instant", group, ended)


def _newest(read: Callable[[Behaviour], tuple[int, str] | None]) -> BuiltIn:
    def newest(behaviours: _Behaviours) -> str | None:
        found = max((told for one in behaviours if (told := read(one)) is not None), default=None)
        return None if found is None else found[1]

    return _of("text", ACTIVITY, newest)


def _favoured(group: str, read: Callable[[Behaviour], dict[str, int] | None]) -> BuiltIn:
    def favoured(behaviours: _Behaviours) -> str | None:
        if len(behaviours) == 1:
            return favourite(read(behaviours[0]) or {})
        together: dict[str, int] = {}
        for one in behaviours:
            add_counts(together, read(one) or {})
        return favourite(together)

    return _of("text", group, favoured)


def _most(read: Callable[[Behaviour], list[int]]) -> Callable[[_Behaviours], int | None]:
    def most(behaviours: _Behaviours) -> int | None:
        told = [found for found in map(read, behaviours) if found]
        counts = [sum(each) for each in zip(*told, strict=True)]
        return counts.index(max(counts)) if counts else None

    return most


def _weekday(behaviours: _Behaviours) -> str | None:
    day = _most(lambda one: one.weekdays)(behaviours)
    return None if day is None else WEEKDAYS[day]


def _visits(kind: ValueType, read: Callable[[Behaviour], Value], nothing: Value = None) -> BuiltIn:
    def visits(state: ProfileState, brand: str | None) -> Value:
        one = roll_up(state) if brand is None and len(state.brands) > 1 else None
        found = _behaviours(state, brand)
        return read(one or found[0]) if found else nothing

    return BuiltIn(kind, ACTIVITY, visits, nothing=nothing)


def _sessions(one: Behaviour) -> int:
    return len(one.sessions) + (one.old_sessions.count if one.old_sessions else 0)


def _session_ms(one: Behaviour) -> int | None:
    if not _sessions(one):
        return None
    return sum(each.length_ms for each in one.sessions) + (one.old_sessions.duration_ms if one.old_sessions else 0)


def _average_session_ms(one: Behaviour) -> int | None:
    total_ms = _session_ms(one)
    return None if total_ms is None else total_ms // _sessions(one)


def _touched(place: int, *, first: bool) -> BuiltIn:
    def touched(behaviours: _Behaviours) -> str | None:
        if first:
            found = min((one.first_touch for one in behaviours if one.first_touch is not None), default=None)
        else:
            found = _latest([one.last_touch for one in behaviours]) or _latest([one.last_direct for one in behaviours])
        return str(found[place]) or None if found is not None else None

    return _of("text", ACTIVITY, touched)


def _latest(touches: Sequence[Touch | None]) -> Touch | None:
    return max((touch for touch in touches if touch is not None), default=None)


def _shops(behaviours: _Behaviours) -> list[Shopping]:
    return [one.shopping for one in behaviours if one.shopping is not None]


def _order_number(behaviours: _Behaviours) -> int:
    return sum(_ordered(shop)[0] for shop in _shops(behaviours))


def _ordered(shop: Shopping) -> tuple[int, list[int]]:
    """Return how many orders stand, and instants among which are the first and the last."""
    placed = [order.placed_ms for order in shop.orders.values() if orders.counts(order)]
    old = shop.old_orders.values()
    ends = [at_ms for totals in old if totals.count for at_ms in (totals.first_ms, totals.last_ms)]
    return len(placed) + sum(totals.count for totals in old), placed + ends


def _order_end(end: Callable[..., int]) -> BuiltIn:
    def ended(behaviours: _Behaviours) -> int | None:
        return end((at_ms for shop in _shops(behaviours) for at_ms in _ordered(shop)[1]), default=None)

    return _of("instant", ORDERS, ended)


def _order_gap(behaviours: _Behaviours) -> int | None:
    number = _order_number(behaviours)
    if number < 2:  # noqa: PLR2004 — a gap has two ends
        return None
    times = [at_ms for shop in _shops(behaviours) for at_ms in _ordered(shop)[1]]
    return (max(times) - min(times)) // (number - 1)


def _money(read: Callable[[list[Shopping]], Mapping[str, Decimal]], group: str = ORDERS) -> BuiltIn:
    def money(state: ProfileState, brand: str | None) -> Value:
        amounts = read(_shops(_behaviours(state, brand)))
        return {currency or NO_CURRENCY: float(amount) for currency, amount in amounts.items()} or None

    return BuiltIn("number", group, money, is_money=True)


def _net(shops: list[Shopping]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for shop in shops:
        for currency, amount in orders.net_by_currency(shop.orders, shop.old_orders).items():
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums


def _average_orders(shops: list[Shopping]) -> dict[str, Decimal]:
    return averages(shops, _net(shops))


def _cart_value(shops: list[Shopping]) -> dict[str, Decimal]:
    return cart.value([line for shop in shops for line in cart.lines(shop)])


def _cart_lines(behaviours: _Behaviours) -> int:
    return sum(len(cart.lines(shop)) for shop in _shops(behaviours))


def _cart_changed(one: Behaviour) -> int | None:
    return (one.shopping and cart.changed_ms(one.shopping)) or None


def _consented(state: ProfileState, brand: str | None, *, granted: bool) -> Value:
    standings = over_brands(state) if brand is None else of_brand(state, brand)
    return [purpose for purpose, (is_granted, _, _) in standings.items() if is_granted is granted] or None


def _messages(channel: str, kind: str) -> dict[str, BuiltIn]:
    def told(one: Behaviour) -> tuple[int, int] | None:
        return one.messages.get(channel, {}).get(kind)

    return {
        f"{channel}_{kind}": _number(MESSAGE, lambda one: (told(one) or (0, 0))[0]),
        f"{channel}_last_{kind}_at": _end(max, lambda one: (told(one) or (0, None))[1], MESSAGE),
    }


_PREFERENCES = {
    "preferred_category": "categories",
    "preferred_brand": "brands",
    "preferred_color": "colors",
    "preferred_price_band": "price_bands",
}


def _preference(attribute: str) -> BuiltIn:
    return _favoured(SHOPPING, lambda one: getattr(one.shopping, attribute) if one.shopping else None)


BUILT_IN: Mapping[str, BuiltIn] = MappingProxyType(
    {
        "first_seen_at": _end(min, lambda one: one.first_ms if one.events else None),
        "last_seen_at": _end(max, lambda one: one.last_ms if one.events else None),
        "events": _number(ACTIVITY, lambda one: one.events),
        "sessions": _visits("number", _sessions, 0),
        "total_session_duration": _visits("duration", _session_ms),
        "average_session_duration": _visits("duration", _average_session_ms),
        "last_session_at": _visits("instant", lambda one: one.sessions[-1].start_ms if one.sessions else None),
        "page_views": _number(ACTIVITY, lambda one: one.page_views),
        "searches": _number(ACTIVITY, lambda one: one.searches),
        "preferred_device": _favoured(ACTIVITY, lambda one: one.devices),
        "preferred_channel": _favoured(ACTIVITY, lambda one: one.channels),
        "preferred_hour": _of("number", ACTIVITY, _most(lambda one: one.hours)),
        "preferred_weekday": _of("text", ACTIVITY, _weekday),
        "time_zone": _newest(lambda one: one.time_zone),
        "locale": _newest(lambda one: one.locale),
        "country": _newest(lambda one: one.country),
        **{f"first_touch_{name}": _touched(place, first=True) for name, place in _TOUCH.items()},
        **{f"last_touch_{name}": _touched(place, first=False) for name, place in _TOUCH.items()},
        "orders": _of("number", ORDERS, _order_number, 0),
        "first_order_at": _order_end(min),
        "last_order_at": _order_end(max),
        "mean_order_gap": _of("duration", ORDERS, _order_gap),
        "revenue": _money(_net),
        "average_order_value": _money(_average_orders),
        "cart_lines": _of("number", SHOPPING, _cart_lines, 0),
        "cart_value": _money(_cart_value, SHOPPING),
        "cart_changed_at": _end(max, _cart_changed, SHOPPING),
        **{name: _preference(attribute) for name, attribute in _PREFERENCES.items()},
        "consent_granted": BuiltIn("list", CONSENT, partial(_consented, granted=True)),
        "consent_denied": BuiltIn("list", CONSENT, partial(_consented, granted=False)),
        **{
            name: known
            for channel, kind in sorted(set(MESSAGES.values()))
            for name, known in _messages(channel, kind).items()
        },
    }
)
"""The catalogue, by name."""

_ACTIVITY: tuple[str, ...] = (ACTIVITY,)
_GROUPS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(COMMERCE, (ACTIVITY, SHOPPING)),
    **dict.fromkeys(FACTS, (ACTIVITY, SHOPPING, ORDERS)),
    **dict.fromkeys(MESSAGES, (ACTIVITY, MESSAGE)),
}
