from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest

from portret.kernel import Commerce, Event, Line
from portret.profile import empty, fold, view
from tests.support.events import make_event


def event(number: int, name: str, *lines: Line, **more: Any) -> Event:
    return make_event(number, name=name, commerce=Commerce(currency="EUR", lines=lines), **more)


def shoe(quantity: int | None = None, price: str | None = "10.50") -> Line:
    return Line(
        product_id="shoe",
        name="Shoe",
        price=Decimal(price) if price else None,
        quantity=Decimal(quantity) if quantity is not None else None,
    )


def cart(events: list[Event]) -> dict[str, str]:
    return {line["product_id"]: line["quantity"] for line in computed(events)["cart"]}


def computed(events: list[Event]) -> dict[str, Any]:
    state = empty()
    for each in events:
        fold(state, each)
    return view(state, 1_760_000_000_000)


def test_adding_and_removing_leaves_the_difference_and_its_value() -> None:
    got = computed([event(1, "Product Added", shoe(3)), event(2, "Product Removed", shoe(1))])
    assert [(line["product_id"], line["quantity"]) for line in got["cart"]] == [("shoe", "2")]
    assert got["cart_value"] == [{"amount": "21.00", "currency": "EUR"}]


def test_adding_without_a_quantity_adds_one_and_removing_without_one_removes_the_line() -> None:
    assert cart([event(1, "Product Added", shoe())]) == {"shoe": "1"}
    assert cart([event(1, "Product Added", shoe(5)), event(2, "Product Removed", shoe())]) == {}


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_an_order_empties_what_came_before_it_and_not_what_came_after(order: tuple[int, ...]) -> None:
    events = [
        event(1, "Product Added", shoe(1)),
        event(2, "Order Completed"),
        event(3, "Product Added", Line(product_id="hat", quantity=Decimal(1))),
    ]
    assert cart([events[place] for place in order]) == {"hat": "1"}


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_a_seen_cart_replaces_what_was_known(order: tuple[int, ...]) -> None:
    events = [
        event(1, "Product Added", shoe(1)),
        event(2, "Cart Viewed", Line(product_id="hat", quantity=Decimal(2))),
        event(3, "Product Added", Line(product_id="hat", quantity=Decimal(1))),
    ]
    assert cart([events[place] for place in order]) == {"hat": "3"}


def test_a_cart_viewed_without_products_says_nothing_and_with_an_empty_list_empties() -> None:
    added = event(1, "Product Added", shoe(1))
    assert cart([added, event(2, "Cart Viewed")]) == {"shoe": "1"}
    assert cart([added, event(2, "Cart Viewed", properties={"products": []})]) == {}


def test_removing_more_than_there_is_leaves_nothing_below_zero() -> None:
    events = [
        event(1, "Product Added", shoe(1)),
        event(2, "Product Removed", shoe(5)),
        event(3, "Product Added", shoe(1)),
    ]
    assert cart(events) == {"shoe": "1"}


def test_an_order_at_one_brand_leaves_the_cart_of_another() -> None:
    events = [event(1, "Product Added", shoe(1), brand="shoes"), event(2, "Order Completed", brand="hats")]
    assert cart(events) == {"shoe": "1"}
