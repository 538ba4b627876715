"""Orders keyed by order_id, whatever order their events come in.

The newest Order Completed or Updated gives the amount (Updated wins at the same instant); refunds are summed, one
without an amount refunds everything; a cancel stays a cancel. The net amount of an order is never below zero.

The newest 200 orders are kept one by one; older ones are collapsed into totals per currency once more than 256 are
held. A refund of a collapsed order is then taken from the totals of its currency; an update of one, though, counts as
a new order.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from portret.kernel import Commerce, Event
from portret.profile import money
from portret.profile.model import Amount, OldOrders, Order, Shopping

_MOST = 256
_KEPT = 200
_ZERO = Decimal(0)
_LONGEST_ID = 200


def complete(shopping: Shopping, event: Event) -> None:
    """Take an Order Completed; without an order_id the message itself is the order."""
    _content(shopping, event, 0)


def update(shopping: Shopping, event: Event) -> None:
    """Take an Order Updated: it replaces the amount."""
    _content(shopping, event, 1)


def refund(shopping: Shopping, event: Event) -> None:
    """Take an Order Refunded, partial if it names an amount or lines with prices."""
    commerce = event.commerce
    if commerce is None or not commerce.order_id:
        return
    order = _order(shopping, commerce.order_id, event.timestamp_ms)
    amount = _refunded(commerce)
    if amount:
        order.refunded = money.add(order.refunded, amount)
        order.refund_currency = max(order.refund_currency, commerce.currency)
    else:
        order.whole = True
    _collapse(shopping)


def cancel(shopping: Shopping, event: Event) -> None:
    """Take an Order Cancelled."""
    commerce = event.commerce
    if commerce is None or not commerce.order_id:
        return
    order = _order(shopping, commerce.order_id, event.timestamp_ms)
    order.cancelled_ms = _earlier(order.cancelled_ms, event.timestamp_ms)
    _collapse(shopping)


def add_orders(shopping: Shopping, other: Shopping) -> None:
    """Add what another state knows of orders."""
    for order_id, theirs in other.orders.items():
        mine = shopping.orders.get(order_id)
        if mine is None:
            shopping.orders[order_id] = msgspec.structs.replace(theirs)
        else:
            _join(mine, theirs)
    for currency, old in other.old_orders.items():
        _add_old(shopping.old_orders, currency, old)
    _collapse(shopping)


def net(order: Order) -> Decimal:
    """Return what is left of an order after refunds and cancel; zero while the order itself is not known."""
    if order.amount is None or order.whole or order.cancelled_ms:
        return _ZERO
    return max(_ZERO, money.total([Decimal(order.amount[2]), -Decimal(order.refunded)]))


def counts(order: Order) -> bool:
    """Return whether it is an order that was placed and stands."""
    return order.placed_ms != 0 and not order.cancelled_ms


def status(order: Order) -> str:
    """Return placed, cancelled, refunded, partially_refunded, or unknown while only later events were seen."""
    if order.cancelled_ms:
        return "cancelled"
    if not order.placed_ms:
        return "unknown"
    if order.whole or (order.refunded != "0" and not net(order)):
        return "refunded"
    return "placed" if order.refunded == "0" else "partially_refunded"


def net_by_currency(orders: Mapping[str, Order], old: Mapping[str, OldOrders]) -> dict[str, Decimal]:
    """Return the revenue net of refunds and cancels, by currency in alphabetical order."""
    sums: dict[str, list[Decimal]] = {currency: [Decimal(totals.net)] for currency, totals in old.items()}
    for order in orders.values():
        if order.amount is not None and counts(order):
            sums.setdefault(order.amount[3], []).append(net(order))
        elif old and order.amount is None and order.refund_currency in sums and not order.cancelled_ms:
            sums[order.refund_currency].append(-Decimal(order.refunded))
    return {currency: max(_ZERO, money.total(sums[currency])) for currency in sorted(sums)}


def _content(shopping: Shopping, event: Event, rank: int) -> None:
    commerce = event.commerce or Commerce()
    order = _order(shopping, commerce.order_id or event.message_id, event.timestamp_ms)
    order.placed_ms = _earlier(order.placed_ms, event.timestamp_ms)
    order.discounted = order.discounted or _is_discounted(commerce)
    text = _amount(commerce)
    if text:
        amount: Amount = (event.timestamp_ms, rank, text, commerce.currency)
        if order.amount is None or order.amount < amount:
            order.amount = amount
    _collapse(shopping)


def _order(shopping: Shopping, order_id: str, at_ms: int) -> Order:
    order_id = order_id[:_LONGEST_ID]
    order = shopping.orders.get(order_id)
    if order is None:
        order = shopping.orders[order_id] = Order()
    order.seen_ms = max(order.seen_ms, at_ms)
    return order


def _is_discounted(commerce: Commerce) -> bool:
    return bool(commerce.coupon) or (commerce.discount is not None and commerce.discount > 0)


def _amount(commerce: Commerce) -> str:
    for amount in (commerce.revenue, commerce.total, commerce.subtotal, commerce.value):
        text = money.to_text(amount)
        if text:
            return text
    return _sum_of_lines(commerce)


def _refunded(commerce: Commerce) -> str:
    for amount in (commerce.revenue, commerce.total, commerce.subtotal, commerce.value):
        text = money.to_text(amount)
        if text:
            return text.lstrip("-")
    return _sum_of_lines(commerce)


def _sum_of_lines(commerce: Commerce) -> str:
    prices = [(money.to_text(line.price), money.to_text(line.quantity) or "1") for line in commerce.lines]
    parts = [money.times(Decimal(price), Decimal(quantity)) for price, quantity in prices if price]
    return money.to_text(money.total(parts)) if parts else ""


def _earlier(a_ms: int, b_ms: int) -> int:
    return min(a_ms, b_ms) if a_ms and b_ms else a_ms or b_ms


def _join(mine: Order, theirs: Order) -> None:
    mine.placed_ms = _earlier(mine.placed_ms, theirs.placed_ms)
    mine.seen_ms = max(mine.seen_ms, theirs.seen_ms)
    if theirs.amount is not None and (mine.amount is None or mine.amount < theirs.amount):
        mine.amount = theirs.amount
    mine.refunded = money.add(mine.refunded, theirs.refunded)
    mine.refund_currency = max(mine.refund_currency, theirs.refund_currency)
    mine.whole = mine.whole or theirs.whole
    mine.cancelled_ms = _earlier(mine.cancelled_ms, theirs.cancelled_ms)
    mine.discounted = mine.discounted or theirs.discounted


def _collapse(shopping: Shopping) -> None:
    if len(shopping.orders) <= _MOST:
        return
    ids = sorted(shopping.orders, key=lambda order_id: (shopping.orders[order_id].seen_ms, order_id))
    for order_id in ids[:-_KEPT]:
        order = shopping.orders.pop(order_id)
        if counts(order):
            currency = order.amount[3] if order.amount else ""
            once = OldOrders(1, money.to_text(net(order)), order.placed_ms, order.placed_ms, int(order.discounted))
            _add_old(shopping.old_orders, currency, once)


def _add_old(totals: dict[str, OldOrders], currency: str, other: OldOrders) -> None:
    mine = totals.setdefault(currency, OldOrders())
    mine.count += other.count
    mine.net = money.add(mine.net, other.net)
    mine.first_ms = _earlier(mine.first_ms, other.first_ms)
    mine.last_ms = max(mine.last_ms, other.last_ms)
    mine.discounted += other.discounted
