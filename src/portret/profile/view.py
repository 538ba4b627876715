"""The computed traits of a profile at an instant: pure, as a document of JSON values.

Names are flat, so that each can be compared in a condition: `orders` is a number, `revenue` a list of money by
currency. `per_brand` holds the same document for each brand. Time matters to the engagement score alone: it is a sum of
points, each halved every 14 days, by whole UTC days.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from portret.profile.bounded import favourite, newest
from portret.profile.consent import Standing, of_brand, over_brands
from portret.profile.instants import duration, instant
from portret.profile.merge import add_behaviour
from portret.profile.model import Behaviour, Order, ProfileState, Session, Shopping, Touch
from portret.profile.view_shopping import shopping_lists, shopping_summary

_DAY_MS = 86_400_000
_HALF_LIFE_DAYS = 14
_TREND_DAYS = 7
_SESSIONS_SHOWN = 10
_QUERIES_SHOWN = 20
_NOTHING = Shopping()
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TOUCH_NAMES = ("channel", "source", "medium", "campaign", "click_id", "referrer_host")


def view(state: ProfileState, now_ms: int) -> dict[str, Any]:
    """Return the computed traits over all brands, and under `per_brand` those of each brand."""
    day = now_ms // _DAY_MS
    brands = [(slug, state.brands.get(slug) or Behaviour()) for slug in sorted({*state.brands, *state.consents})]
    per_brand = {
        slug: {**_document(behaviour, [behaviour.shopping], day), **_consented(of_brand(state, slug))}
        for slug, behaviour in brands
    }
    if len(per_brand) == 1:
        (only,) = per_brand.values()
        return {**only, "per_brand": per_brand}
    carts = [behaviour.shopping for _, behaviour in brands]
    return {**_document(roll_up(state), carts, day), **_consented(over_brands(state)), "per_brand": per_brand}


def summary(state: ProfileState, now_ms: int) -> dict[str, Any]:
    """Return the computed traits over all brands without their lists: what is compared and counted, not read."""
    day = now_ms // _DAY_MS
    behaviour = roll_up(state) if len(state.brands) != 1 else next(iter(state.brands.values()))
    carts = [each.shopping for each in state.brands.values()]
    return {**_summary(behaviour, carts, day), **_consented(over_brands(state))}


def _consented(standings: Mapping[str, Standing]) -> dict[str, Any]:
    return {
        "consent_granted": [purpose for purpose, (granted, _, _) in standings.items() if granted],
        "consent_denied": [purpose for purpose, (granted, _, _) in standings.items() if not granted],
    }


def roll_up(state: ProfileState) -> Behaviour:
    """Return the behaviour over all brands; orders of different brands never meet, the cart means nothing here."""
    together = Behaviour()
    for slug, behaviour in sorted(state.brands.items()):
        add_behaviour(together, _with_order_keys(behaviour, slug))
    return together


def _with_order_keys(behaviour: Behaviour, slug: str) -> Behaviour:
    shopping = behaviour.shopping
    if shopping is None or not shopping.orders:
        return behaviour
    orders: dict[str, Order] = {f"{slug}\x1f{order_id}": order for order_id, order in shopping.orders.items()}
    return msgspec.structs.replace(behaviour, shopping=msgspec.structs.replace(shopping, orders=orders))


def _document(behaviour: Behaviour, carts: list[Shopping | None], day: int) -> dict[str, Any]:
    queries = newest(behaviour.queries, _QUERIES_SHOWN)
    return {
        **_summary(behaviour, carts, day),
        "recent_sessions": [_session(session) for session in reversed(behaviour.sessions[-_SESSIONS_SHOWN:])],
        "recent_searches": [{"query": query, "at": instant(at_ms)} for query, at_ms in queries],
        **shopping_lists(behaviour.shopping or _NOTHING, [cart for cart in carts if cart is not None]),
    }


def _summary(behaviour: Behaviour, carts: list[Shopping | None], day: int) -> dict[str, Any]:
    return {
        **_presence(behaviour),
        **_visits(behaviour),
        **_preferred(behaviour),
        "first_touch": _touch(behaviour.first_touch),
        "last_touch": _touch(behaviour.last_touch or behaviour.last_direct),
        **_engagement(behaviour, day),
        "messages": _messages(behaviour),
        **shopping_summary(behaviour.shopping or _NOTHING, [cart for cart in carts if cart is not None]),
    }


def _presence(behaviour: Behaviour) -> dict[str, Any]:
    seen = behaviour.events > 0
    return {
        "first_seen_at": instant(behaviour.first_ms) if seen else None,
        "last_seen_at": instant(behaviour.last_ms) if seen else None,
        "events": behaviour.events,
        "bot_events": behaviour.bot_events,
    }


def _visits(behaviour: Behaviour) -> dict[str, Any]:
    sessions, old = behaviour.sessions, behaviour.old_sessions
    number = len(sessions) + (old.count if old else 0)
    total_ms = sum(session.length_ms for session in sessions) + (old.duration_ms if old else 0)
    return {
        "sessions": number,
        "total_session_duration": duration(total_ms),
        "average_session_duration": duration(total_ms // number) if number else None,
        "last_session_at": instant(sessions[-1].start_ms) if sessions else None,
        "page_views": behaviour.page_views,
        "searches": behaviour.searches,
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "started_at": instant(session.start_ms),
        "ended_at": instant(session.end_ms),
        "events": session.events,
        "page_views": session.page_views,
    }


def _preferred(behaviour: Behaviour) -> dict[str, Any]:
    return {
        "preferred_device": favourite(behaviour.devices),
        "preferred_channel": favourite(behaviour.channels),
        "preferred_hour": _most(behaviour.hours),
        "active_hours": list(behaviour.hours),
        "preferred_weekday": WEEKDAYS[_most(behaviour.weekdays) or 0] if behaviour.weekdays else None,
        "time_zone": behaviour.time_zone[1] if behaviour.time_zone else None,
        "locale": behaviour.locale[1] if behaviour.locale else None,
        "country": behaviour.country[1] if behaviour.country else None,
    }


def _most(counts: list[int]) -> int | None:
    return counts.index(max(counts)) if counts else None


def _touch(touch: Touch | None) -> dict[str, str] | None:
    if touch is None:
        return None
    said = {name: value for name, value in zip(_TOUCH_NAMES, touch[1:], strict=True) if value}
    return {"at": instant(touch[0]), **said}


def _engagement(behaviour: Behaviour, day: int) -> dict[str, float]:
    score = _score(behaviour.points, day)
    return {
        "engagement_score": round(score, 1),
        "engagement_trend": round(score - _score(behaviour.points, day - _TREND_DAYS), 1) + 0.0,  # never -0.0
    }


def _score(points: list[tuple[int, int]], day: int) -> float:
    return float(sum(number * 2.0 ** ((at - day) / _HALF_LIFE_DAYS) for at, number in points if at <= day))


def _messages(behaviour: Behaviour) -> dict[str, Any]:
    return {
        channel: {kind: {"count": kinds[kind][0], "last_at": instant(kinds[kind][1])} for kind in sorted(kinds)}
        for channel, kinds in sorted(behaviour.messages.items())
    }
