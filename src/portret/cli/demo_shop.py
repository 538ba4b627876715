"""The demo's shop: real orders and refunds, and the browsing around them, as events of two sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, Literal

from portret.cli.demo_browsing import LONGEST_LOOK, Visit, looking, rfc3339, shopping
from portret.cli.demo_fair import Fair
from portret.cli.demo_orders import Invoice, Line, Refund, order_completed, order_refunded, read_invoices, refunds
from portret.cli.demo_people import Device, Person, crawler, people, visitor_device

VISITORS = 500
CRAWLERS = 3
_CRAWLER_VISITS = 20
_CATALOGUE_SIZE = 400
_ONLINE_SHARE = 0.75
_LOG_IN_SHARE = 0.5
_FIRST_DEVICE_SHARE = 0.75
_AROUND = timedelta(days=45)
_BEFORE_ORDER_MIN = (8, 45)
_AFTER_ORDERS = timedelta(hours=1)
_GUESTS_APART = 8
_WEEK = timedelta(weeks=1)
_BEFORE_UNTIL = timedelta(days=2)
_SYSTEM = {"library": {"name": "order-system", "version": "1.0"}}


@dataclass(frozen=True)
class Sent:
    """An event and the kind of source that sends it."""

    at: datetime
    source: Literal["browser", "server"]
    event: dict[str, Any]


class Shop:
    """Two years of a shop; the same file and seed always give the same events with the same message ids.

    Args:
        sample: order lines, as in examples/README.md.
        seed: of what is made up.
        until: moves everything by whole weeks, so that the last order is of the days before; nothing happens later.
            None leaves it when it was.
    """

    def __init__(self, sample: Path, seed: int, until: datetime | None = None) -> None:
        self.seed = seed
        self._until = until
        self.invoices = _moved(read_invoices(sample), until)
        self.orders = [invoice for invoice in self.invoices if not invoice.is_return]
        first_seen = {invoice.customer_id: invoice for invoice in reversed(self.invoices) if invoice.customer_id}
        self._first_seen = dict(sorted(first_seen.items()))
        self.people = people(((key, first.country) for key, first in self._first_seen.items()), seed)

    def events(self) -> list[Sent]:
        """Return all events in the order of time."""
        fair = self.fair()
        server = chain(self._registrations(), map(self._order, self.orders), map(_refund, refunds(self.invoices)))
        desk = (Sent(_instant(event), "server", event) for event in fair.cards())
        browser = (Sent(_instant(event), "browser", event) for event in chain(self._browsing(), fair.log_ins()))
        found = (sent for sent in chain(server, desk, browser) if self._until is None or sent.at < self._until)
        return sorted(found, key=lambda sent: sent.at)

    def best_customer(self) -> Person:
        """Return the person with a telephone number who ordered most often, to be shown around with."""
        orders = Counter(order.customer_id for order in self.orders if order.customer_id)
        reachable = (customer for customer, person in self.people.items() if person.phone)
        return self.people[max(reachable, key=lambda customer: (orders[customer], customer))]

    def fair(self) -> Fair:
        """Return the stand at a fair after the last order: the best customer came first, then some of the others."""
        opens = self.orders[-1].at + _AFTER_ORDERS
        best = self.best_customer()
        registered = [self.people[key] for key, first in self._first_seen.items() if first.at < opens]
        others = (person for person in registered[::_GUESTS_APART] if person != best)
        return Fair([best, *others], opens, visitor_device("tablet", self.seed))

    def _registrations(self) -> Iterator[Sent]:
        for customer_id, first in self._first_seen.items():
            at = first.at - timedelta(minutes=1)
            event = {
                "type": "identify",
                "messageId": f"demo-customer-{customer_id}",
                "userId": customer_id,
                "timestamp": rfc3339(at),
                "traits": self.people[customer_id].traits() | {"createdAt": rfc3339(at)},
                "context": _SYSTEM,
            }
            yield Sent(at, "server", event)

    def _order(self, order: Invoice) -> Sent:
        event = {
            "type": "track",
            "event": "Order Completed",
            "messageId": f"demo-order-{order.number}",
            "timestamp": rfc3339(order.at),
            "properties": order_completed(order),
            "context": _SYSTEM,
        }
        who = (
            {"userId": order.customer_id} if order.customer_id else {"anonymousId": self._guest_of(order).anonymous_id}
        )
        return Sent(order.at, "server", event | who)

    def _guest_of(self, order: Invoice) -> Device:
        return visitor_device(f"guest/{order.number}", self.seed)

    def _browsing(self) -> Iterator[dict[str, Any]]:
        catalogue = _catalogue(self.orders)
        orders: dict[str, list[Invoice]] = defaultdict(list)
        for order in (order for order in self.orders if order.articles):
            orders[order.customer_id].append(order)
        for guest_order in orders.pop("", []):
            yield from self._guest(guest_order)
        for customer_id, own in orders.items():
            yield from self._customer(self.people[customer_id], own, catalogue)
        yield from self._strangers(catalogue)

    def _guest(self, order: Invoice) -> Iterator[dict[str, Any]]:
        chance = self._chance("guest", order.number)
        visit = Visit(self._key("guest", order.number), self._guest_of(order), _before(order, chance))
        yield from shopping(visit, order, chance)

    def _customer(
        self, person: Person, orders: Sequence[Invoice], catalogue: Sequence[Line]
    ) -> Iterator[dict[str, Any]]:
        chance = self._chance("customer", person.user_id)
        online = [(_before(order, chance), order) for order in orders if chance.random() < _ONLINE_SHARE]
        span = (orders[0].at - _AROUND, orders[-1].at + _AROUND)
        idle = [(_between(*span, chance), None) for _ in range(chance.randrange(6))]
        logged_in: set[str] = set()
        free = span[0]
        for number, (start, order) in enumerate(sorted([*online, *idle], key=lambda visit: visit[0])):
            if start < free:
                continue
            free = order.at if order else start + LONGEST_LOOK
            device = person.devices[0 if chance.random() < _FIRST_DEVICE_SHARE else -1]
            known = device.anonymous_id in logged_in
            log_in = not known and order is not None and chance.random() < _LOG_IN_SHARE
            visit = Visit(
                key=self._key(person.user_id, str(number)),
                device=device,
                start=start,
                user_id=person.user_id if known else "",
                log_in=person if log_in else None,
            )
            if log_in:
                logged_in.add(device.anonymous_id)
            yield from shopping(visit, order, chance) if order else looking(visit, catalogue, chance)

    def _strangers(self, catalogue: Sequence[Line]) -> Iterator[dict[str, Any]]:
        chance = self._chance("strangers")
        span = (self.orders[0].at, self.orders[-1].at)
        devices = [visitor_device(str(number), self.seed) for number in range(VISITORS)]
        visitors = [(device, chance.randrange(1, 4)) for device in devices]
        robots = [(crawler(number, self.seed), _CRAWLER_VISITS) for number in range(CRAWLERS)]
        for device, visits in visitors + robots:
            for number in range(visits):
                key = self._key("stranger", device.anonymous_id, str(number))
                yield from looking(Visit(key, device, _between(*span, chance)), catalogue, chance)

    def _chance(self, *parts: str) -> Random:
        return Random(self._key(*parts))

    def _key(self, *parts: str) -> str:
        return "/".join((str(self.seed), *parts))


def _moved(invoices: list[Invoice], until: datetime | None) -> list[Invoice]:
    if until is None:
        return invoices
    weeks = (until - _BEFORE_UNTIL - invoices[-1].at) // _WEEK
    return [replace(invoice, at=invoice.at + weeks * _WEEK) for invoice in invoices]


def _refund(refund: Refund) -> Sent:
    at = refund.invoice.at
    event = {
        "type": "track",
        "event": "Order Refunded",
        "messageId": f"demo-refund-{refund.invoice.number}-{refund.order_id}",
        "timestamp": rfc3339(at),
        "properties": order_refunded(refund),
        "context": _SYSTEM,
    }
    customer = refund.invoice.customer_id
    return Sent(at, "server", event | {"userId": customer})


def _catalogue(orders: Iterable[Invoice]) -> list[Line]:
    """Return one line for each of the articles bought most often."""
    lines = {line.sku: line for order in orders for line in order.articles}
    bought = Counter(line.sku for order in orders for line in order.articles)
    return [lines[sku] for sku, _ in bought.most_common(_CATALOGUE_SIZE)]


def _before(order: Invoice, chance: Random) -> datetime:
    return order.at - timedelta(minutes=chance.randrange(*_BEFORE_ORDER_MIN))


def _between(start: datetime, end: datetime, chance: Random) -> datetime:
    return start + timedelta(minutes=chance.randrange(int((end - start) / timedelta(minutes=1))))


def _instant(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["timestamp"])
