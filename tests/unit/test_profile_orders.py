from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest

from portret.kernel import Commerce, Enrichment, Event, Line
from portret.profile import empty, fold, merge, view
from tests.support.events import make_event

_T0 = 1_760_000_000_000
_DAY = 86_400_000


def order(number: int, name: str, amount: str | None = None, order_id: str = "A1", **more: Any) -> Event:
    revenue = Decimal(amount) if amount is not None else None
    commerce = Commerce(order_id=order_id, currency="PLN", revenue=revenue)
    return make_event(number, name=f"Order {name}", commerce=commerce, **({"timestamp_ms": _T0 + number * _DAY} | more))


def computed(events: list[Event]) -> dict[str, Any]:
    state = empty()
    for event in events:
        fold(state, event)
    return view(state, _T0)


def revenue(events: list[Event]) -> str:
    (money,) = computed(events)["revenue"]
    assert money["currency"] == "PLN"
    return str(money["amount"])


def test_a_repeated_thank_you_page_is_one_order() -> None:
    events = [order(1, "Completed", "10"), order(2, "Completed", "10")]
    assert computed(events)["orders"] == 1
    assert revenue(events) == "10.00"


@pytest.mark.parametrize("order_of", [*itertools.permutations(range(3))])
def test_a_partial_refund_counts_before_or_after_its_order_and_update(order_of: tuple[int, ...]) -> None:
    events = [order(1, "Completed", "100.10"), order(2, "Updated", "90.10"), order(3, "Refunded", "30.05")]
    events = [events[place] for place in order_of]
    assert revenue(events) == "60.05"
    assert computed(events)["recent_orders"][0]["status"] == "partially_refunded"


def test_two_partial_refunds_add_up_and_never_below_zero() -> None:
    events = [order(1, "Completed", "50"), order(2, "Refunded", "30"), order(3, "Refunded", "30")]
    assert revenue(events) == "0.00"
    assert computed(events)["recent_orders"][0]["status"] == "refunded"


def test_a_refund_without_an_amount_is_of_everything() -> None:
    assert revenue([order(1, "Completed", "50"), order(2, "Refunded")]) == "0.00"


def test_a_refund_of_lines_takes_their_worth() -> None:
    lines = (Line(product_id="p", price=Decimal("7.50"), quantity=Decimal(2)),)
    refund = make_event(2, name="Order Refunded", commerce=Commerce(order_id="A1", currency="PLN", lines=lines))
    assert revenue([order(1, "Completed", "50"), refund]) == "35.00"


def test_a_cancelled_order_is_no_order_even_if_updated_later() -> None:
    got = computed([order(1, "Completed", "50"), order(2, "Cancelled"), order(3, "Updated", "60")])
    assert (got["orders"], got["revenue"], got["last_order_at"]) == (0, [], None)
    assert got["recent_orders"][0]["status"] == "cancelled"


def test_a_refund_of_an_order_never_seen_takes_nothing_from_others() -> None:
    events = [order(1, "Completed", "50"), order(2, "Refunded", "30", order_id="B2")]
    assert revenue(events) == "50.00"


def test_sums_are_decimal_and_exact() -> None:
    events = [order(n, "Completed", "0.10", order_id=f"o{n}") for n in range(1, 31)]
    assert revenue(events) == "3.00"
    assert computed(events)["average_order_value"] == [{"amount": "0.10", "currency": "PLN"}]


def test_the_mean_gap_is_over_orders_that_stand() -> None:
    events = [order(n, "Completed", "1", order_id=f"o{n}") for n in (1, 3, 7)] + [order(4, "Cancelled", order_id="o3")]
    assert computed(events)["mean_order_gap"] == "P6D"


def test_an_order_without_an_id_counts_by_its_message() -> None:
    events = [order(1, "Completed", "5", order_id=""), order(2, "Completed", "5", order_id="")]
    assert computed(events)["orders"] == 2


def test_the_same_order_id_at_two_brands_is_two_orders() -> None:
    events = [order(1, "Completed", "5", brand="hats"), order(2, "Completed", "7", brand="shoes")]
    got = computed(events)
    assert got["orders"] == 2
    assert got["revenue"] == [{"amount": "12.00", "currency": "PLN"}]
    assert got["per_brand"]["hats"]["revenue"] == [{"amount": "5.00", "currency": "PLN"}]


def test_an_order_counts_even_if_its_user_agent_looks_like_a_bot() -> None:
    assert computed([order(1, "Completed", "5", enrichment=Enrichment(is_bot=True))])["orders"] == 1


def test_old_orders_are_collapsed_but_still_counted() -> None:
    events = [order(n, "Completed", "2.50", order_id=f"o{n}") for n in range(1, 601)]
    got = computed(events)
    assert got["orders"] == 600
    assert revenue(events) == "1500.00"
    assert got["mean_order_gap"] == "P1D"


def test_a_late_refund_of_a_collapsed_order_lowers_the_revenue() -> None:
    events = [order(n, "Completed", "2.50", order_id=f"o{n}") for n in range(1, 601)]
    assert revenue([*events, order(700, "Refunded", "2.50", order_id="o1")]) == "1497.50"


def test_collapsed_orders_survive_a_merge() -> None:
    a, b = empty(), empty()
    for n in range(1, 601):
        fold(a if n % 2 else b, order(n, "Completed", "2.50", order_id=f"o{n}"))
    got = view(merge(a, b), _T0)
    assert (got["orders"], got["revenue"][0]["amount"]) == (600, "1500.00")


@pytest.mark.parametrize("absurd", ["NaN", "Infinity", "1E+30", "-Infinity"])
def test_an_absurd_amount_is_as_if_absent(absurd: str) -> None:
    got = computed([order(1, "Completed", absurd)])
    assert (got["orders"], got["revenue"]) == (1, [])
