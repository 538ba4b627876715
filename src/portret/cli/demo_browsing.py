"""Browsing around real orders: what a visitor might have looked at, made up by a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from urllib.parse import quote_plus

from portret.cli.demo_orders import CURRENCY, Invoice, Line, order_completed, product
from portret.cli.demo_people import Device, Person
from portret.kernel import digest

SHOP = "https://shop.example.com"
LONGEST_LOOK = timedelta(minutes=25)
_LIBRARY = {"name": "analytics.js", "version": "next-1.84.3"}
_MOST_VIEWED = 5
_SEARCH_SHARE = 0.35
_ABANDON_SHARE = 0.3


@dataclass(frozen=True)
class Arrival:
    """How a visit began: the referring page and the marks of a campaign."""

    weight: int
    referrer: str = ""
    campaign: dict[str, str] = field(default_factory=dict)
    search: str = ""


_ARRIVALS = (
    Arrival(34),
    Arrival(30, "https://www.google.co.uk/"),
    Arrival(4, "https://www.bing.com/"),
    Arrival(6, "https://www.facebook.com/"),
    Arrival(3, "https://twitter.com/"),
    Arrival(5, "https://gift-ideas.example.org/best-of"),
    Arrival(
        12,
        campaign={"source": "newsletter", "medium": "email", "name": "monthly-news"},
        search="?utm_source=newsletter&utm_medium=email&utm_campaign=monthly-news",
    ),
    Arrival(
        6,
        "https://www.google.co.uk/",
        {"source": "google", "medium": "cpc", "name": "gifts-brand", "term": "vintage gifts"},
        "?utm_source=google&utm_medium=cpc&utm_campaign=gifts-brand&utm_term=vintage+gifts&gclid=demo0a1b2c",
    ),
)
_WEIGHTS = tuple(accumulate(arrival.weight for arrival in _ARRIVALS))


@dataclass(frozen=True)
class Visit:
    """One visit to the shop. `user_id` is known from its start on a device on which the person logged in before."""

    key: str
    device: Device
    start: datetime
    user_id: str = ""
    log_in: Person | None = None


def shopping(visit: Visit, order: Invoice, chance: Random) -> Iterator[dict[str, Any]]:
    """Yield the events of the visit that ended in `order`; the order itself comes from the order system."""
    steps = _Steps(visit, chance, until=order.at)
    articles = list(order.articles)
    yield from _landing(steps, articles, chance)
    for line in chance.sample(articles, min(_MOST_VIEWED, len(articles))):
        yield from _look_at(steps, line)
        yield steps.event("track", event="Product Added", properties=_in_cart(visit, line))
    if visit.log_in:
        yield steps.log_in(visit.log_in)
    checkout = {name: value for name, value in order_completed(order).items() if name not in {"subtotal", "total"}}
    yield steps.event("track", event="Checkout Started", properties=checkout)


def looking(visit: Visit, catalogue: Sequence[Line], chance: Random) -> Iterator[dict[str, Any]]:
    """Yield the events of a visit without an order; some leave a cart behind."""
    steps = _Steps(visit, chance, until=visit.start + LONGEST_LOOK * chance.random())
    lines = chance.sample(catalogue, chance.randrange(0, _MOST_VIEWED))
    yield from _landing(steps, lines, chance)
    for line in lines:
        yield from _look_at(steps, line)
    if lines and chance.random() < _ABANDON_SHARE:
        yield steps.event("track", event="Product Added", properties=_in_cart(visit, lines[-1]))


class _Steps:
    """The events of a visit, one after the other, between its start and `until`."""

    def __init__(self, visit: Visit, chance: Random, until: datetime) -> None:
        self._visit = visit
        self._chance = chance
        self._user_id = visit.user_id
        self._at = visit.start
        self._until = until
        self._count = 0
        self._page: dict[str, str] = {}
        self._arrival = chance.choices(_ARRIVALS, cum_weights=_WEIGHTS)[0]

    def page(self, path: str, title: str) -> dict[str, Any]:
        """Go to a page; the first one carries the referrer and the campaign."""
        first = not self._page
        search = self._arrival.search if first else ""
        referrer = self._arrival.referrer if first else self._page["url"]
        self._page = {
            "path": path,
            "referrer": referrer,
            "search": search,
            "title": title,
            "url": f"{SHOP}{path}{search}",
        }
        return self.event("page", name=title, properties=self._page)

    def log_in(self, person: Person) -> dict[str, Any]:
        """Say who the visitor is, as a site does when they log in."""
        self._user_id = person.user_id
        return self.event("identify", traits={"email": person.email})

    def event(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Return the next event of the visit."""
        self._count += 1
        self._at = min(self._at + timedelta(seconds=self._chance.randrange(5, 90)), self._until)
        device = self._visit.device
        context: dict[str, Any] = {
            "ip": device.ip,
            "library": _LIBRARY,
            "locale": "en-GB",
            "page": self._page,
            "timezone": "Europe/London",
            "userAgent": device.user_agent,
        }
        if self._arrival.campaign:
            context["campaign"] = self._arrival.campaign
        event = {
            "type": kind,
            "messageId": f"demo-{digest(self._visit.key, str(self._count)).hex()}",
            "anonymousId": device.anonymous_id,
            "timestamp": rfc3339(self._at),
            "context": context,
        }
        return event | ({"userId": self._user_id} if self._user_id else {}) | fields


def rfc3339(instant: datetime) -> str:
    """Return an aware UTC instant as SDKs write it: `2011-03-04T10:15:00.000Z`."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _landing(steps: _Steps, lines: Sequence[Line], chance: Random) -> Iterator[dict[str, Any]]:
    yield steps.page("/", "Gift shop")
    if lines and chance.random() < _SEARCH_SHARE:
        query = lines[0].name.split()[-1].lower()
        yield steps.page(f"/search/{quote_plus(query)}", f"Search: {query}")
        yield steps.event("track", event="Products Searched", properties={"query": query})


def _look_at(steps: _Steps, line: Line) -> Iterator[dict[str, Any]]:
    path = f"/p/{quote_plus(line.sku)}"
    yield steps.page(path, line.name)
    properties = product(line) | {"currency": CURRENCY, "value": line.price, "url": f"{SHOP}{path}"}
    yield steps.event("track", event="Product Viewed", properties=properties)


def _in_cart(visit: Visit, line: Line) -> dict[str, Any]:
    cart_id = digest("cart", visit.device.anonymous_id, visit.key).hex()[:12]
    return product(line) | {"cart_id": cart_id, "currency": CURRENCY, "quantity": line.quantity}
