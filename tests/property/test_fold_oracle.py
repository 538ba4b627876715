"""The incremental fold against a naive one: all events at hand, sorted by time, everything computed anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given

from portret.kernel import Commerce, Event, from_ms
from portret.profile import empty, fold, view
from portret.profile.accounts.fold import fold_account
from portret.profile.instants import instant
from portret.profile.model import AccountState
from portret.profile.traits import current
from tests.support.histories import START_MS, histories

_Answers = dict[tuple[str, str], list[tuple[int, bool]]]

_IDLE_MS = 30 * 60 * 1000
_NOW_MS = START_MS + 200 * 86_400_000
_BACK_OFFICE = ("Order Updated", "Order Refunded", "Order Cancelled")
_CONSENT = ("Consent Updated", "Segment Consent Preference Updated")
_MESSAGES = ("Email", "SMS", "Push", "Unsubscribed")
_CART = ("Product Added", "Product Removed", "Cart Viewed", "Checkout Started", "Order Completed")


def document(events: Iterable[Event]) -> dict[str, Any]:
    state = empty()
    for event in events:
        fold(state, event)
    return view(state, _NOW_MS)


def people(events: Iterable[Event]) -> list[Event]:
    """Return what people did, in time's order; what was set by hand, or only told, nobody did."""
    done = [event for event in events if not event.enrichment.is_bot and not event.profile_id]
    return sorted(done, key=lambda event: event.timestamp_ms)


def is_visit(event: Event) -> bool:
    return bool(event.name) and event.name not in (*_BACK_OFFICE, *_CONSENT) and not event.name.startswith(_MESSAGES)


def commerce(event: Event) -> Commerce:
    assert event.commerce is not None
    return event.commerce


def preferred(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda key: (-counts[key], key), default=None)


@given(histories())
def test_presence_and_counts_are_those_of_a_recount(events: list[Event]) -> None:
    seen = people(events)
    got = document(events)
    visits = [event for event in seen if is_visit(event)]
    assert got["events"] == len(seen)
    assert got["bot_events"] == len([event for event in events if event.enrichment.is_bot and not event.profile_id])
    assert got["first_seen_at"] == (instant(seen[0].timestamp_ms) if seen else None)
    assert got["last_seen_at"] == (instant(seen[-1].timestamp_ms) if seen else None)
    assert got["page_views"] == sum(event.type in ("page", "screen") for event in seen)
    assert got["searches"] == sum(event.name == "Products Searched" for event in seen)
    devices = Counter(event.enrichment.device_type for event in visits if event.enrichment.device_type)
    assert got["preferred_device"] == preferred(devices)


@given(histories())
def test_sessions_are_runs_of_visits_without_a_pause_over_half_an_hour(events: list[Event]) -> None:
    runs: list[list[Event]] = []
    for event in (event for event in people(events) if is_visit(event)):
        if runs and event.timestamp_ms - runs[-1][-1].timestamp_ms <= _IDLE_MS:
            runs[-1].append(event)
        else:
            runs.append([event])
    got = document(events)
    assert got["sessions"] == len(runs)
    assert got["recent_sessions"] == [
        {
            "started_at": instant(run[0].timestamp_ms),
            "ended_at": instant(run[-1].timestamp_ms),
            "events": len(run),
            "page_views": sum(event.type in ("page", "screen") for event in run),
        }
        for run in reversed(runs[-10:])
    ]


@given(histories())
def test_hours_and_weekdays_are_local_to_the_event(events: list[Event]) -> None:
    hours: Counter[int] = Counter()
    for event in people(events):
        if is_visit(event):
            warsaw = event.enrichment.timezone == "Europe/Warsaw"
            hours[(from_ms(event.timestamp_ms).hour + (2 if warsaw and is_summer(event) else warsaw)) % 24] += 1
    expected = min(hours, key=lambda hour: (-hours[hour], hour), default=None)
    got = document(events)
    assert got["preferred_hour"] == expected
    assert got["active_hours"] == ([hours[hour] for hour in range(24)] if hours else [])


def is_summer(event: Event) -> bool:
    end_ms, start_ms, next_end_ms = 1_761_440_400_000, 1_774_746_000_000, 1_792_890_000_000
    return event.timestamp_ms < end_ms or start_ms <= event.timestamp_ms < next_end_ms


@given(histories())
def test_revenue_is_the_newest_amount_less_refunds_of_orders_that_stand(events: list[Event]) -> None:
    revenue: dict[str, Decimal] = {}
    placed = discounted = 0
    keys = {(event.brand, commerce(event).order_id) for event in events if event.name.startswith("Order ")}
    for brand, order_id in keys:
        mine = [
            event
            for event in events
            if event.name.startswith("Order ") and event.brand == brand and commerce(event).order_id == order_id
        ]
        content = [event for event in mine if event.name in ("Order Completed", "Order Updated")]
        cancelled = any(event.name == "Order Cancelled" for event in mine)
        placed += bool(content) and not cancelled
        discounted += any(commerce(event).coupon for event in content) and not cancelled
        net = naive_net(mine, content)
        if net is not None and not cancelled:
            revenue[net[1]] = revenue.get(net[1], Decimal(0)) + net[0]
    got = document(events)
    assert (got["orders"], got["discounted_orders"]) == (placed, discounted)
    assert {money["currency"]: Decimal(money["amount"]) for money in got["revenue"]} == revenue


def naive_net(mine: list[Event], content: list[Event]) -> tuple[Decimal, str] | None:
    priced = [
        (event.timestamp_ms, event.name == "Order Updated", str(amount), commerce(event).currency, amount)
        for event in content
        if (amount := amount_of(event)) is not None
    ]
    if not priced:
        return None
    *_, currency, amount = max(priced)
    refunds = [amount_of(event) for event in mine if event.name == "Order Refunded"]
    if any(refund is None for refund in refunds):
        return Decimal(0), currency
    return max(Decimal(0), amount - sum(refund for refund in refunds if refund)), currency


def amount_of(event: Event) -> Decimal | None:
    if commerce(event).revenue is not None:
        return commerce(event).revenue
    priced = [line for line in commerce(event).lines if line.price is not None]
    return sum((line.price or 0) * (line.quantity or 1) for line in priced) + Decimal(0) if priced else None


@given(histories())
def test_the_open_cart_is_what_a_replay_in_time_order_leaves(events: list[Event]) -> None:
    expected: list[tuple[str, Decimal]] = []
    for brand in ("hats", "shoes"):
        mine = [event for event in events if event.brand == brand and event.name in _CART]
        mine = [event for event in mine if not event.enrichment.is_bot or event.name == "Order Completed"]
        expected += sorted(replay(sorted(mine, key=cart_order)).items())
    got = [(line["product_id"], Decimal(line["quantity"])) for line in document(events)["cart"]]
    assert got == expected


def cart_order(event: Event) -> tuple[Any, ...]:
    """Order as the fold promises it: time, changes before resets, adding before removing, an order last."""
    names = ("Product Added", "Product Removed", "Cart Viewed", "Checkout Started", "Order Completed")
    stage = {"Cart Viewed": 2, "Checkout Started": 2, "Order Completed": 3}.get(event.name, names.index(event.name))
    lines = sorted(
        (line.product_id, str(line.quantity or ""), str(line.price) if line.price is not None else "",
         commerce(event).currency, line.name)
        for line in commerce(event).lines
    )  # fmt: skip
    return event.timestamp_ms, stage, lines


def replay(events: list[Event]) -> dict[str, Decimal]:
    cart: dict[str, Decimal] = {}
    for event in events:
        if event.name in ("Order Completed", "Cart Viewed", "Checkout Started"):
            cart = {}
        if event.name == "Order Completed":
            continue
        for line in commerce(event).lines:
            had = cart.get(line.product_id, Decimal(0))
            if event.name != "Product Removed":
                cart[line.product_id] = had + (line.quantity or 1)
            elif line.quantity is None or line.quantity >= had:
                cart.pop(line.product_id, None)
            else:
                cart[line.product_id] = had - line.quantity
    return cart


@given(histories())
def test_products_viewed_are_listed_by_their_newest_view(events: list[Event]) -> None:
    newest: dict[str, int] = {}
    for event in people(events):
        if event.name in ("Product Viewed", "Product Clicked"):
            newest[commerce(event).lines[0].product_id] = event.timestamp_ms
    got = document(events)["products_viewed"]
    assert [(product["product_id"], product["at"]) for product in got] == [
        (product_id, instant(at_ms))
        for product_id, at_ms in sorted(newest.items(), key=lambda item: item[1], reverse=True)
    ] or len({product["at"] for product in got}) < len(got)


@given(histories())
def test_a_declared_trait_is_the_newest_identified_value_or_else_the_newest_mention(events: list[Event]) -> None:
    state = empty()
    greatest: dict[str, tuple[int, int, str]] = {}
    for event in events:
        fold(state, event)
        said = event.traits if event.type == "identify" else event.context.get("traits", {})
        for key, value in said.items():
            text = msgspec.json.encode(value, order="deterministic").decode()
            claim = (event.type == "identify", event.timestamp_ms, text)
            greatest[key] = max(greatest.get(key, claim), claim)
    expected = {key: msgspec.json.decode(text) for key, (_, _, text) in greatest.items() if text != "null"}
    assert current(state.claims) == expected


@given(histories())
def test_touches_are_the_first_of_all_and_the_last_that_was_not_direct(events: list[Event]) -> None:
    touches = [event for event in people(events) if is_visit(event) and event.enrichment.channel]
    marketed = [event for event in touches if event.enrichment.channel != "direct"] or touches
    got = document(events)
    assert (got["first_touch"] or {}).get("at") == (instant(touches[0].timestamp_ms) if touches else None)
    assert (got["last_touch"] or {}).get("at") == (instant(marketed[-1].timestamp_ms) if touches else None)


@given(histories())
def test_the_rolled_up_counts_are_the_sums_over_brands(events: list[Event]) -> None:
    got = document(events)
    for trait in ("events", "bot_events", "page_views", "searches", "orders"):
        assert got[trait] == sum(brand[trait] for brand in got["per_brand"].values())


@given(histories())
def test_message_history_counts_by_channel_and_kind(events: list[Event]) -> None:
    opened = [event for event in people(events) if event.name == "Email Opened"]
    got = document(events)["messages"].get("email", {}).get("opened")
    assert got == ({"count": len(opened), "last_at": instant(opened[-1].timestamp_ms)} if opened else None)


@given(histories())
def test_consent_is_the_newest_act_unless_a_denial_came_after_it_and_else_the_stricter(events: list[Event]) -> None:
    acts, mentions = answers_in(events)
    expected: dict[str, bool] = {}
    for brand, purpose in {*acts, *mentions}:
        granted = stands(acts.get((brand, purpose), []), mentions.get((brand, purpose), []))
        expected[purpose] = expected.get(purpose, True) and granted
    got = document(events)
    assert got["consent_granted"] == sorted(purpose for purpose, granted in expected.items() if granted)
    assert got["consent_denied"] == sorted(purpose for purpose, granted in expected.items() if not granted)


def answers_in(events: list[Event]) -> tuple[_Answers, _Answers]:
    acts: _Answers = defaultdict(list)
    mentions: _Answers = defaultdict(list)
    for event in events:
        said = dict(event.context.get("consent", {}).get("categoryPreferences", {}))
        managed = event.context.get("consentManagement", {})
        said |= dict.fromkeys(managed.get("allowedConsentIds", ()), True)
        said |= dict.fromkeys(managed.get("deniedConsentIds", ()), False)
        for purpose, granted in said.items():
            of_act = event.name == "Segment Consent Preference Updated"
            (acts if of_act else mentions)[event.brand, purpose].append((event.timestamp_ms, granted))
        if event.name == "Consent Updated":
            channel = event.properties["channel"]
            for purpose, granted in event.properties["purposes"].items():
                name = f"{purpose}:{channel}" if channel else purpose
                acts[event.brand, name].append((event.timestamp_ms, granted))
    return acts, mentions


def stands(acts: list[tuple[int, bool]], mentions: list[tuple[int, bool]]) -> bool:
    if not acts:
        return all(granted for _, granted in mentions)
    newest = max(at_ms for at_ms, _ in acts)
    granted = all(said for at_ms, said in acts if at_ms == newest)
    return granted and all(said for at_ms, said in mentions if at_ms > newest)


@given(histories())
def test_a_person_belongs_to_every_account_that_was_named(events: list[Event]) -> None:
    state = empty()
    for event in events:
        fold(state, event)
    times: dict[str, list[int]] = defaultdict(list)
    for event in events:
        if event.group_id not in ("", "null"):
            times[event.group_id].append(event.timestamp_ms)
    assert state.accounts == {account_id: (min(at_ms), max(at_ms)) for account_id, at_ms in times.items()}


@given(histories())
def test_an_account_declares_the_newest_value_of_its_group_calls_and_no_person_does(events: list[Event]) -> None:
    mine = [event for event in events if event.group_id == "acme"]
    account, person = AccountState(), empty()
    for event in mine:
        fold_account(account, event)
        fold(person, event)
    greatest: dict[str, tuple[int, str]] = {}
    for event in mine:
        for key, value in event.traits.items():
            claim = (event.timestamp_ms, msgspec.json.encode(value, order="deterministic").decode())
            greatest[key] = max(greatest.get(key, claim), claim)
    expected = {key: msgspec.json.decode(text) for key, (_, text) in greatest.items() if text != "null"}
    assert current(account.claims) == expected
    assert current(person.claims) == {}
    assert account.events == len(mine)
