"""The e-commerce spec V2, typed (wire protocol D8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portret.collect.names import ECOMMERCE, canonical_name
from portret.kernel import Commerce, Line
from tests.support.normalising import event_of


def commerce(event_name: str, /, **properties: Any) -> Commerce:
    found = event_of(event=event_name, properties=properties).commerce
    assert found is not None
    return found


@pytest.mark.parametrize("name", ECOMMERCE)
def test_case_and_spacing_of_a_spec_name_do_not_matter(name: str) -> None:
    for written in (
        name,
        name.lower(),
        name.upper(),
        name.replace(" ", "_").lower(),
        name.replace(" ", ""),
        f" {name} ",
    ):
        assert canonical_name(written) == name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Viewed Product Category", "Product List Viewed"),
        ("Viewed Promotion", "Promotion Viewed"),
        ("Clicked Promotion", "Promotion Clicked"),
        ("Clicked Product", "Product Clicked"),
        ("Viewed Product", "Product Viewed"),
        ("Added Product", "Product Added"),
        ("Removed Product", "Product Removed"),
        ("Started Order", "Checkout Started"),
        ("Viewed Checkout Step", "Checkout Step Viewed"),
        ("Completed Checkout Step", "Checkout Step Completed"),
        ("completed order", "Order Completed"),
        ("Updated Order", "Order Updated"),
    ],
)
def test_a_name_of_the_first_version_becomes_that_of_the_second(old: str, new: str) -> None:
    event = event_of(event=old)
    assert event.name == new
    assert event.commerce is not None


def test_other_names_stay_and_carry_no_commerce() -> None:
    event = event_of(event=" Song  Played ", properties={"revenue": 5})
    assert (event.name, event.commerce) == ("Song  Played", None)


def test_an_order_is_typed() -> None:
    found = commerce(
        "Order Completed",
        order_id=1234,
        revenue=25.1,
        total="27,50",
        subtotal="22.5",
        shipping=3,
        tax="2.00",
        discount="2.5",
        coupon="hasbros",
        currency="pln",
        products=[{"product_id": "p1", "sku": "45790-32", "name": "Game", "price": 19, "quantity": 1, "position": "2"}],
    )
    assert found == Commerce(
        order_id="1234",
        currency="PLN",
        revenue=Decimal("25.1"),
        total=Decimal("27.50"),
        subtotal=Decimal("22.5"),
        shipping=Decimal(3),
        tax=Decimal("2.00"),
        discount=Decimal("2.5"),
        coupon="hasbros",
        lines=(Line(product_id="p1", sku="45790-32", name="Game", price=Decimal(19), quantity=Decimal(1), position=2),),
    )


def test_the_order_id_may_be_written_in_camel_case() -> None:
    assert commerce("Order Refunded", orderId="o1").order_id == "o1"


@pytest.mark.parametrize("spelling", ["product_id", "productId", "id", "sku"])
def test_a_product_id_has_many_spellings(spelling: str) -> None:
    [line] = commerce("Order Completed", order_id="o", products=[{spelling: 12.0}]).lines
    assert line.product_id == "12"


def test_a_product_event_is_one_line_of_its_own_fields() -> None:
    found = commerce(
        "Product Added",
        cart_id="c1",
        product_id="p1",
        price="9.99",
        quantity=2,
        currency="EUR",
        imageUrl="https://i.example",
    )
    assert found.cart_id == "c1"
    assert found.lines == (
        Line(product_id="p1", price=Decimal("9.99"), quantity=Decimal(2), image_url="https://i.example"),
    )


def test_lists_promotions_and_carts_take_no_line_from_their_own_name() -> None:
    assert commerce("Product List Viewed", list_id="l", category="Shoes").lines == ()
    assert commerce("Promotion Viewed", promotion_id="p", name="Sale").lines == ()
    assert commerce("Cart Viewed", cart_id="c").lines == ()
    assert commerce("Product Viewed").lines == ()


def test_lists_of_products_may_hold_bare_ids_and_junk() -> None:
    found = commerce("Cart Viewed", products=["p1", 5, None, [], {"id": "p3"}, True])
    assert [line.product_id for line in found.lines] == ["p1", "5", "p3"]


def test_unreadable_amounts_are_unknown_and_flagged() -> None:
    event = event_of(
        event="Order Completed", properties={"order_id": "o", "revenue": "a lot", "tax": "", "total": None}
    )
    assert event.flags == ("bad-amount",)
    assert event.commerce == Commerce(order_id="o")


@pytest.mark.parametrize(("given", "code"), [(" usd ", "USD"), ("", ""), (None, "")])
def test_a_currency_is_three_capitals_and_has_no_default(given: object, code: str) -> None:
    event = event_of(event="Order Completed", properties={"currency": given})
    assert event.commerce is not None
    assert (event.commerce.currency, event.flags) == (code, ())


@pytest.mark.parametrize("given", ["€", "euro", 978, True, "zło"])
def test_another_currency_is_unknown_and_flagged(given: object) -> None:
    event = event_of(event="Order Completed", properties={"currency": given})
    assert event.commerce is not None
    assert (event.commerce.currency, event.flags) == ("", ("bad-currency",))


def test_a_search_keeps_its_query_as_text() -> None:
    assert commerce("Products Searched", query=" red boots ").query == "red boots"
    assert commerce("Products Searched", query={"q": "red"}).query == '{"q":"red"}'


@pytest.mark.parametrize("position", [-1, "first", 10**12, None, True, []])
def test_a_position_that_is_none_is_zero(position: object) -> None:
    [line] = commerce("Product Viewed", product_id="p", position=position).lines
    assert line.position == 0
