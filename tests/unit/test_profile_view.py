from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from portret.kernel import Commerce, Enrichment, Event, Line
from portret.profile import empty, encode, fold, merge, view
from portret.profile.instants import duration, instant
from tests.support.events import make_event

_DAY = 86_400_000
_T0 = 1_760_000_000_000


def computed(*events: Event, now_ms: int = _T0, zone: str = "UTC") -> dict[str, Any]:
    state = empty()
    for event in events:
        fold(state, event, zone=zone)
    return view(state, now_ms)


def page(number: int, **enrichment: Any) -> Event:
    at_ms = _T0 + number * _DAY
    return make_event(number, type="page", name="Page Viewed", timestamp_ms=at_ms, enrichment=Enrichment(**enrichment))


def product(number: int, product_id: str, **line: Any) -> Event:
    commerce = Commerce(currency="EUR", lines=(Line(product_id=product_id, **line),))
    return make_event(number, name="Product Viewed", commerce=commerce)


def test_a_profile_without_events_has_a_document_too() -> None:
    got = view(empty(), _T0)
    assert (got["events"], got["first_seen_at"], got["revenue"], got["per_brand"]) == (0, None, [], {})


def test_the_document_is_json() -> None:
    document = computed(page(1, channel="search", source="google"), product(2, "p", price=Decimal("9.99")))
    assert msgspec.json.decode(msgspec.json.encode(document)) == document


def test_preferences_come_from_what_is_viewed_put_in_the_cart_and_ordered() -> None:
    boots = Line(product_id="b", category="Boots", brand="Acme", color="red", price=Decimal(120))
    order = make_event(2, name="Order Completed", commerce=Commerce(order_id="o", currency="EUR", lines=(boots,)))
    got = computed(*(product(n, "s", category="Shoes") for n in (3, 4, 5)), order)
    assert got["preferred_category"] == "Boots"
    assert got["preferences"]["categories"] == {"Boots": 5, "Shoes": 3}
    assert (got["preferred_brand"], got["preferred_color"]) == ("Acme", "red")
    assert got["preferred_price_band"] == "100-250 EUR"


def test_equal_preferences_are_settled_alphabetically() -> None:
    assert computed(product(1, "p", category="B"), product(2, "p", category="A"))["preferred_category"] == "A"


def test_the_last_fifty_products_viewed_are_kept_whatever_the_order() -> None:
    forward = computed(*(product(n, f"p{n}") for n in range(1, 201)))["products_viewed"]
    backward = computed(*(product(n, f"p{n}") for n in range(200, 0, -1)))["products_viewed"]
    assert [each["product_id"] for each in forward] == [f"p{n}" for n in range(200, 150, -1)]
    assert backward == forward


def test_the_hour_is_that_of_the_event_s_own_zone_or_else_of_the_workspace() -> None:
    eleven_utc = {"timestamp_ms": 1_736_938_800_000, "type": "page", "name": "Page Viewed"}
    assert computed(make_event(1, **eleven_utc), zone="Europe/Warsaw")["preferred_hour"] == 12
    there = make_event(1, **eleven_utc, enrichment=Enrichment(timezone="America/New_York"))
    assert computed(there, zone="Europe/Warsaw")["preferred_hour"] == 6
    odd = make_event(1, **eleven_utc, enrichment=Enrichment(timezone="GMT+0000"))
    assert computed(odd, zone="Europe/Warsaw")["preferred_hour"] == 12
    assert computed(odd, zone="Nowhere/Land")["preferred_hour"] == 11
    assert computed(odd)["preferred_weekday"] == "wednesday"


def test_place_and_language_are_the_newest_ones() -> None:
    got = computed(
        page(2, country="DE", locale="de-DE"), page(1, country="PL", locale="pl-PL", timezone="Europe/Warsaw")
    )
    assert (got["country"], got["locale"], got["time_zone"]) == ("DE", "de-DE", "Europe/Warsaw")


def test_the_last_touch_prefers_what_was_not_direct() -> None:
    got = computed(
        page(1, channel="direct"),
        page(2, channel="paid", source="google", medium="cpc", campaign="spring", click_id="g-1"),
        page(3, channel="direct"),
    )
    assert got["first_touch"] == {"at": instant(_T0 + _DAY), "channel": "direct"}
    assert got["last_touch"]["campaign"] == "spring"
    assert computed(page(1, channel="direct"))["last_touch"]["channel"] == "direct"


def test_engagement_halves_in_fourteen_days() -> None:
    fresh = computed(*(page(0) for _ in range(8)), now_ms=_T0)
    later = computed(*(page(0) for _ in range(8)), now_ms=_T0 + 14 * _DAY)
    assert (fresh["engagement_score"], later["engagement_score"]) == (8.0, 4.0)
    assert fresh["engagement_trend"] == 8.0
    assert later["engagement_trend"] < 0


def test_searches_are_counted_and_the_newest_listed() -> None:
    events = [make_event(n, name="Products Searched", commerce=Commerce(query=f"q{n}")) for n in range(1, 41)]
    got = computed(*events)
    assert got["searches"] == 40
    assert [each["query"] for each in got["recent_searches"]] == [f"q{n}" for n in range(40, 20, -1)]


def test_message_history_is_per_channel_and_ignores_bots() -> None:
    bot = make_event(3, name="Email Opened", enrichment=Enrichment(is_bot=True))
    got = computed(make_event(1, name="Email Opened"), make_event(2, name="Push Notification Tapped"), bot)
    assert got["messages"]["email"]["opened"]["count"] == 1
    assert got["messages"]["push"]["clicked"]["count"] == 1


def test_activity_is_known_per_brand_and_rolled_up() -> None:
    got = computed(make_event(1, brand="hats"), make_event(2, brand="shoes"), make_event(3, brand="shoes"))
    assert got["events"] == 3
    assert {slug: brand["events"] for slug, brand in got["per_brand"].items()} == {"hats": 1, "shoes": 2}


def test_a_typical_profile_of_twenty_events_stays_under_a_kilobyte() -> None:
    state = empty()
    for n in range(20):
        fold(state, page(n // 4, country="PL", device_type="mobile", channel="search", source="google", locale="pl-PL"))
        fold(state, product(n, f"SKU-{n % 6}", name="Trail shoe", category="Shoes"))
    assert len(encode(state)) < 1_000


def test_counts_are_bounded_in_size() -> None:
    state = empty()
    for n in range(1_000):
        fold(state, product(n, "p", category=f"c{n}"))
    assert len(encode(state)) < 2_500


@pytest.mark.parametrize("zone", ["Europe", "../../etc/passwd", "a" * 5000, "x\0y", "Mars/Olympus"])
@pytest.mark.parametrize("at_ms", [0, -(2**53), 2**53, 253_402_300_800_000])
def test_odd_zones_and_instants_break_nothing(zone: str, at_ms: int) -> None:
    event = make_event(1, type="page", name="Page Viewed", timestamp_ms=at_ms, enrichment=Enrichment(timezone=zone))
    assert computed(event)["page_views"] == 1


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-0", "1E-5000", "9" * 40])
@pytest.mark.parametrize(
    "name", ["Product Viewed", "Product Added", "Cart Viewed", "Order Completed", "Order Refunded"]
)
def test_odd_numbers_break_nothing(number: str, name: str) -> None:
    line = Line(product_id="p", price=Decimal(number), quantity=Decimal(number))
    commerce = Commerce(order_id="o", revenue=Decimal(number), lines=(line,))
    state = empty()
    fold(state, make_event(1, name=name, commerce=commerce))
    fold(state, make_event(2, name=name, commerce=commerce))
    assert view(merge(state, state), _T0)["events"] == 4
    assert encode(state)


@pytest.mark.parametrize("odd", [None, [], [None], [{"id": {}}], {"id": 1}, "x", 7, [{"id": "a", "collection": 3}]])
def test_an_odd_context_breaks_nothing(odd: Any) -> None:
    got = computed(
        make_event(1, context={"traits": odd, "externalIds": odd}, properties={"products": odd, "category": odd})
    )
    assert got["events"] == 1


def test_a_merge_asks_for_its_search_terms_anew() -> None:
    assert merge(empty(), empty()).is_unindexed


@pytest.mark.parametrize(
    ("length_ms", "text"), [(0, "PT0S"), (999, "PT0S"), (61_000, "PT1M1S"), (_DAY, "P1D"), (_DAY + 3_600_000, "P1DT1H")]
)
def test_durations_are_iso_8601(length_ms: int, text: str) -> None:
    assert duration(length_ms) == text
