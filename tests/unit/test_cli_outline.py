"""A profile as the command line shows it to people."""

from portret.cli.profiles import outline


def test_money_is_one_word_and_what_is_empty_is_left_out() -> None:
    shown = outline({"orders": 2, "cart": [], "revenue": [{"amount": "12.30", "currency": "PLN"}], "name": None})
    assert shown == ["orders: 2", "revenue: 12.30 PLN"]


def test_parts_are_indented_and_items_stand_on_one_line() -> None:
    order = {"order_id": "7", "net": {"amount": "1.00", "currency": "EUR"}}
    assert outline({"computed": {"recent_orders": [order]}}) == [
        "computed:",
        "  recent_orders:",
        "    - order_id: 7, net: 1.00 EUR",
    ]


def test_a_lone_brand_is_not_shown_a_second_time() -> None:
    assert outline({"events": 1, "per_brand": {"default": {"events": 1}}}) == ["events: 1"]
    assert outline({"per_brand": {"a": {"events": 1}, "b": {"events": 2}}})[0] == "per_brand:"
