"""The fold: put one event into a profile's state. The hot path: integers, tuples, one look-up by event name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from portret.kernel import Enrichment, Event
from portret.profile import cart, orders, shopping
from portret.profile.accounts.fold import join
from portret.profile.bounded import add_points, count, keep_newest
from portret.profile.by_hand import set_by_hand
from portret.profile.consent import CONSENT_ACTS, note_consent
from portret.profile.local_time import hour_and_weekday
from portret.profile.messages import MESSAGES, note_message
from portret.profile.model import IDENTIFIED, MENTIONED, Behaviour, ProfileState, Shopping, Touch
from portret.profile.reach import note_device
from portret.profile.sessions import add_activity, collapse
from portret.profile.traits import declare
from portret.trait import Plan

POINTS_DAYS = 90
QUERIES_KEPT = 20
IDS_KEPT = 20
_DAY_MS = 86_400_000


class _Rule(NamedTuple):
    """What an event name means: engagement points, whether a person was there, and who reads its commerce."""

    points: int
    visit: bool
    shop: Callable[[Shopping, Event], None] | None = None
    fact: bool = False


_OTHER = _Rule(1, visit=True)
_MESSAGE_POINTS = {"opened": 2, "clicked": 4, "replied": 4}
_RULES: dict[str, _Rule] = {
    "Products Searched": _Rule(2, visit=True),
    "Product List Viewed": _Rule(1, visit=True, shop=shopping.list_viewed),
    "Product List Filtered": _Rule(1, visit=True, shop=shopping.list_viewed),
    "Product Clicked": _Rule(2, visit=True, shop=shopping.product_viewed),
    "Product Viewed": _Rule(2, visit=True, shop=shopping.product_viewed),
    "Product Added": _Rule(5, visit=True, shop=shopping.product_added),
    "Wishlist Product Added to Cart": _Rule(5, visit=True, shop=shopping.product_added),
    "Product Removed": _Rule(0, visit=True, shop=cart.remove),
    "Cart Viewed": _Rule(3, visit=True, shop=cart.see),
    "Checkout Started": _Rule(8, visit=True, shop=cart.see),
    "Order Completed": _Rule(20, visit=True, shop=shopping.order_completed, fact=True),
    "Order Updated": _Rule(0, visit=False, shop=orders.update, fact=True),
    "Order Refunded": _Rule(0, visit=False, shop=orders.refund, fact=True),
    "Order Cancelled": _Rule(0, visit=False, shop=orders.cancel, fact=True),
    **{name: _Rule(0, visit=False) for name in CONSENT_ACTS},
    "Segment Entered": _Rule(0, visit=False),
    "Segment Exited": _Rule(0, visit=False),
    **{name: _Rule(_MESSAGE_POINTS.get(kind, 0), visit=False) for name, (_, kind) in MESSAGES.items()},
}

COMMERCE = frozenset(name for name, rule in _RULES.items() if rule.shop)
"""Events that change what is known of a person's shopping."""

FACTS = frozenset(name for name, rule in _RULES.items() if rule.fact)
"""Those that do so whoever sent them: an order is a fact."""


def fold(
    state: ProfileState,
    event: Event,
    *,
    zone: str = "UTC",
    source_priority: int = 0,
    plan: Plan | None = None,
) -> tuple[int, ...]:
    """Put an event into the state, in place; each event once, in any order.

    Portret's own events change nothing, but for what was set by hand: that is known then, and nobody did anything.

    Args:
        state: the profile's state, changed.
        event: one of its events, not seen before.
        zone: IANA time zone of the workspace, for events that do not say theirs.
        source_priority: the higher wins where two sources claim a trait at the same instant.
        plan: what is computed by definition; None is nothing.

    Returns the ids of the plan's folds that changed.
    """
    if event.profile_id:
        set_by_hand(state, event, source_priority)
        return ()
    behaviour = state.brands.get(event.brand)
    if behaviour is None:
        behaviour = state.brands[event.brand] = Behaviour()
    if _know(state, event, source_priority):
        state.is_unindexed = True
    _hear(state, event)
    if event.group_id and join(state.accounts, event.group_id, event.timestamp_ms):
        state.is_unindexed = True
    if event.enrichment.is_bot:
        _fold_bot(behaviour, event)
        return ()
    at_ms = event.timestamp_ms
    if at_ms > behaviour.last_ms or not behaviour.events:
        behaviour.last_ms = at_ms
    if at_ms < behaviour.first_ms or not behaviour.events:
        behaviour.first_ms = at_ms
    behaviour.events += 1
    if event.name:
        _act(behaviour, event, zone)
    return () if plan is None else plan.fold(state.computed, event)


def _hear(state: ProfileState, event: Event) -> None:
    """Take what the context says of consent and of the device."""
    context = event.context
    if "consent" in context or "consentManagement" in context or event.name in CONSENT_ACTS:
        note_consent(state.consents, event, event.source_id)
    if "device" in context:
        note_device(state, event)


def _act(behaviour: Behaviour, event: Event, zone: str) -> None:
    name = event.name
    rule = _RULES.get(name, _OTHER)
    if rule.visit:
        _visit(behaviour, event, zone)
    if rule.points:
        add_points(behaviour.points, event.timestamp_ms // _DAY_MS, rule.points, POINTS_DAYS)
    if rule.shop:
        if behaviour.shopping is None:
            behaviour.shopping = Shopping()
        rule.shop(behaviour.shopping, event)
    elif name in MESSAGES:
        note_message(behaviour, name, event.timestamp_ms)
    elif name == "Products Searched":
        _search(behaviour, event)


def _know(state: ProfileState, event: Event, priority: int) -> bool:
    """Take ids and declared traits; return whether any of them is new to search."""
    new = False
    if event.user_id and event.user_id not in state.ids:
        new = _add_id(state.ids, event.user_id)
    context = event.context
    if event.traits and event.type == "identify":
        claims = state.claims.setdefault(event.source_id, {})
        new |= declare(claims, event.traits, IDENTIFIED, event.timestamp_ms, priority, event.verified)
    elif "traits" in context:
        mentioned = context["traits"]
        if mentioned and type(mentioned) is dict:
            claims = state.claims.setdefault(event.source_id, {})
            new |= declare(claims, mentioned, MENTIONED, event.timestamp_ms, priority, event.verified)
    if "externalIds" in context:
        new |= _add_external(state.ids, context["externalIds"])
    return new


def _add_external(ids: set[str], external: Any) -> bool:
    new = False
    for item in external if isinstance(external, list) else ():
        value = item.get("id") if isinstance(item, dict) and item.get("collection", "users") == "users" else None
        if value and isinstance(value, str | int) and str(value) not in ids:
            new |= _add_id(ids, str(value))
    return new


def _add_id(ids: set[str], value: str) -> bool:
    ids.add(value[:200])
    if len(ids) > IDS_KEPT:
        ids.remove(max(ids))
    return True


def _fold_bot(behaviour: Behaviour, event: Event) -> None:
    """Count a bot's event apart; an order is a fact all the same."""
    behaviour.bot_events += 1
    rule = _RULES.get(event.name)
    if rule and rule.fact and rule.shop:
        if behaviour.shopping is None:
            behaviour.shopping = Shopping()
        rule.shop(behaviour.shopping, event)


def _visit(behaviour: Behaviour, event: Event, zone: str) -> None:
    at_ms = event.timestamp_ms
    told = event.enrichment
    page_views = 1 if event.type == "page" or event.type == "screen" else 0  # noqa: PLR1714 — faster than a set here
    behaviour.page_views += page_views
    if add_activity(behaviour.sessions, at_ms, page_views):
        behaviour.old_sessions = collapse(behaviour.sessions, behaviour.old_sessions)
    hour, weekday = hour_and_weekday(at_ms, told.timezone or zone, zone)
    if not behaviour.hours:
        behaviour.hours, behaviour.weekdays = [0] * 24, [0] * 7
    behaviour.hours[hour] += 1
    behaviour.weekdays[weekday] += 1
    if told.device_type:
        count(behaviour.devices, told.device_type)
    if told.channel:
        count(behaviour.channels, told.channel)
        _touch(behaviour, told, at_ms)
    if told.timezone and (behaviour.time_zone is None or behaviour.time_zone < (at_ms, told.timezone)):
        behaviour.time_zone = (at_ms, told.timezone)
    if told.locale and (behaviour.locale is None or behaviour.locale < (at_ms, told.locale)):
        behaviour.locale = (at_ms, told.locale)
    if told.country and (behaviour.country is None or behaviour.country < (at_ms, told.country)):
        behaviour.country = (at_ms, told.country)


def _touch(behaviour: Behaviour, told: Enrichment, at_ms: int) -> None:
    direct = told.channel == "direct"
    first, last = behaviour.first_touch, behaviour.last_direct if direct else behaviour.last_touch
    if first is not None and first[0] < at_ms and last is not None and last[0] > at_ms:
        return
    touch: Touch = (
        at_ms,
        told.channel,
        told.source,
        told.medium,
        told.campaign,
        told.click_id,
        told.referrer_host,
    )
    if first is None or touch < first:
        behaviour.first_touch = touch
    if last is None or touch > last:
        if direct:
            behaviour.last_direct = touch
        else:
            behaviour.last_touch = touch


def _search(behaviour: Behaviour, event: Event) -> None:
    behaviour.searches += 1
    query = event.commerce.query if event.commerce else ""
    if query:
        keep_newest(behaviour.queries, query[:200], event.timestamp_ms, QUERIES_KEPT)
