"""Built-in traits as conditions read them are those that a profile shows, at each brand and over all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given

from portret.kernel import Event, to_ms
from portret.profile import BUILT_IN, ProfileState, comparables, empty, encode, fold, groups, merge, view
from tests.support.histories import START_MS, histories

_SHOWN = (
    "first_seen_at",
    "last_seen_at",
    "events",
    "sessions",
    "average_session_duration",
    "last_session_at",
    "page_views",
    "searches",
    "preferred_device",
    "preferred_channel",
    "preferred_hour",
    "preferred_weekday",
    "time_zone",
    "locale",
    "country",
    "orders",
    "first_order_at",
    "last_order_at",
    "mean_order_gap",
    "cart_lines",
    "cart_changed_at",
    "preferred_category",
    "preferred_brand",
    "preferred_color",
    "consent_granted",
    "consent_denied",
)
_MONEY = ("revenue", "average_order_value", "cart_value")


def folded(events: Iterable[Event]) -> ProfileState:
    state = empty()
    for event in events:
        fold(state, event, zone="Europe/Warsaw")
    return state


def shown(value: Any) -> Any:
    """Return a value of the view as conditions have it, durations cut to seconds."""
    if isinstance(value, list):
        return value or None
    if isinstance(value, str) and value.endswith("Z") and value[4:5] == "-":
        return to_ms(datetime.fromisoformat(value))
    if isinstance(value, str) and value.startswith("P") and value[-1] in "SMHDT":
        return msgspec.convert(value, timedelta) // timedelta(seconds=1)
    return value


@given(histories())
def test_conditions_read_what_a_profile_shows(events: list[Event]) -> None:
    state = folded(events)
    whole = view(state, START_MS)
    for brand, document in [(None, whole), *whole["per_brand"].items()]:
        for name in _SHOWN:
            value = BUILT_IN[name].read(state, brand)
            if BUILT_IN[name].kind == "duration" and isinstance(value, int):
                value //= 1000
            assert value == shown(document[name]), (brand, name)
        hours = document["active_hours"]
        assert document["preferred_hour"] == (hours.index(max(hours)) if hours else None)
        for name in _MONEY:
            amounts = {one["currency"]: float(Decimal(one["amount"])) for one in document[name]}
            for currency, amount in amounts.items():
                assert BUILT_IN[name].at(brand, currency)(state) == amount
            only = next(iter(amounts.values())) if len(amounts) == 1 else None
            assert BUILT_IN[name].read(state, brand) == only


@given(histories())
def test_what_is_comparable_says_all_that_differs_from_nothing(events: list[Event]) -> None:
    state = folded(events)
    document = comparables(state)
    msgspec.json.encode(document)
    for brand, told in [(None, document), *document["per_brand"].items()]:
        for name, known in BUILT_IN.items():
            assert told.get(name, known.nothing) == known.whole(state, brand)


@given(histories(), histories(1))
def test_an_event_changes_only_the_groups_that_it_is_said_to(events: list[Event], more: list[Event]) -> None:
    for event in more:
        before, after = folded(events), folded([*events, event])
        for name, known in BUILT_IN.items():
            if known.whole(before, None) != known.whole(after, None):
                assert known.group in groups(event), name


@given(histories(12), histories(12))
def test_a_token_for_pushing_is_not_lost_in_a_merge(some: list[Event], others: list[Event]) -> None:
    kinds = ("ios", "web")
    some = [event for event in some if not event.profile_id]
    for number, event in enumerate(some):
        event.context = {**event.context, "device": {"token": f"t{number}", "type": kinds[number % 2]}}
    a, b = folded(some), folded(others)
    assert merge(b, a).push_channels == a.push_channels == set(("push", "web_push")[: len(some)])
    assert encode(merge(a, b)) == encode(folded([*some, *others]))
