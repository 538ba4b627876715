from __future__ import annotations

import itertools

import pytest

from portret.kernel import Enrichment, Event
from portret.profile import empty, encode, fold, view
from tests.support.events import make_event

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_T0 = 1_760_000_000_000


def pages(*at_ms: int) -> list[Event]:
    return [make_event(i, type="page", name="Page Viewed", timestamp_ms=_T0 + at) for i, at in enumerate(at_ms, 1)]


def computed(events: list[Event]) -> dict[str, object]:
    state = empty()
    for event in events:
        fold(state, event)
    return view(state, _T0)


def test_a_pause_of_thirty_minutes_keeps_a_session_and_a_millisecond_more_ends_it() -> None:
    assert computed(pages(0, 30 * _MINUTE))["sessions"] == 1
    assert computed(pages(0, 30 * _MINUTE + 1))["sessions"] == 2


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_a_late_event_bridges_two_sessions(order: tuple[int, ...]) -> None:
    events = pages(0, 50 * _MINUTE, 25 * _MINUTE)
    got = computed([events[place] for place in order])
    assert got["sessions"] == 1
    assert got["total_session_duration"] == "PT50M"


def test_a_chain_of_bridges_joins_many_sessions_at_once() -> None:
    assert computed(pages(0, 40 * _MINUTE, 80 * _MINUTE, 20 * _MINUTE, 60 * _MINUTE))["sessions"] == 1


def test_identify_messages_and_the_back_office_are_no_visit() -> None:
    events = [
        make_event(1, type="identify", name="", traits={"plan": "pro"}),
        make_event(2, name="Email Opened"),
        make_event(3, name="Order Refunded"),
    ]
    got = computed(events)
    assert got["sessions"] == 0
    assert got["events"] == 3


def test_a_bot_makes_no_session_and_is_counted_apart() -> None:
    got = computed([make_event(1, type="page", name="Page Viewed", enrichment=Enrichment(is_bot=True))])
    assert (got["sessions"], got["page_views"], got["events"], got["bot_events"]) == (0, 0, 0, 1)


def test_old_sessions_are_collapsed_but_still_counted() -> None:
    got = computed(pages(*(at for day in range(400) for at in (day * _DAY, day * _DAY + 10 * _MINUTE))))
    assert got["sessions"] == 400
    assert got["total_session_duration"] == "P2DT18H40M"
    assert got["page_views"] == 800


def test_any_order_within_thirty_days_counts_collapsed_sessions_alike() -> None:
    events = pages(*(day * _DAY for day in range(300)))
    late = [events[place] for start in range(0, 300, 30) for place in reversed(range(start, min(start + 30, 300)))]
    assert computed(late)["sessions"] == computed(events)["sessions"] == 300


def test_a_profile_of_a_thousand_sessions_stays_small() -> None:
    state = empty()
    for event in pages(*(day * _DAY for day in range(1000))):
        fold(state, event)
    assert len(encode(state)) < 4_000
