"""When an answer changes by time alone is told to the millisecond, and never where nothing will change it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portret.kernel import Event, to_ms
from portret.trait import (
    Comparison,
    Computation,
    Count,
    Events,
    Fold,
    FoldState,
    Follow,
    Last,
    Plan,
    Sequence,
    Window,
    next_change,
    value,
)
from portret.trait.model import Aggregate, Calendar, Exists, Latest, Score, Streak, Sum, ThisSession, TimeSinceLast
from tests.support.events import make_event

_ZONE = "Europe/Warsaw"
_START = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)  # two days before clocks go forward
_SECOND, _HOUR, _DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def at(*since: timedelta, name: str = "Product Viewed", **fields: object) -> list[Event]:
    """Return events so long after the start."""
    return [
        make_event(number, name=name, timestamp_ms=to_ms(_START + each), **fields) for number, each in enumerate(since)
    ]


def folded(fold: Fold, events: list[Event]) -> FoldState | None:
    """Return a fold's state."""
    plan, states = Plan({1: fold}, _ZONE), dict[int, FoldState]()
    for event in events:
        plan.fold(states, event)
    return states.get(1)


def change(fold: Fold, events: list[Event], comparison: Comparison | None, now: timedelta) -> timedelta | None:
    """Return how long after the start the next change is."""
    found = next_change(fold, folded(fold, events), comparison, to_ms(_START + now), _ZONE)
    return None if found is None else timedelta(milliseconds=found - to_ms(_START))


def least(number: float | str) -> Comparison:
    """Return the comparison of at least so much."""
    return Comparison(op="ge", value=number)


_TWICE = at(0 * _HOUR, 5 * _HOUR)
_IN_A_WEEK = Last(duration="P7D")


@pytest.mark.parametrize(
    ("aggregate", "comparison", "expected"),
    [
        (Count(), least(1), 5 * _HOUR + 7 * _DAY),
        (Count(), least(2), 7 * _DAY),
        (Count(), least(3), None),
        (Count(), Comparison(op="eq", value=0), 5 * _HOUR + 7 * _DAY),
        (Count(), Comparison(op="eq", value=1), 7 * _DAY),
        (Count(), None, 7 * _DAY),
        (Exists(), Comparison(op="eq", value=True), 5 * _HOUR + 7 * _DAY),
        (Sum(field="properties.price"), least(1), 5 * _HOUR + 7 * _DAY),
        (Latest(), Comparison(op="exists"), 5 * _HOUR + 7 * _DAY),
        (Latest(), Comparison(op="within_last", value="P1D"), 5 * _HOUR + 1 * _DAY),
        (TimeSinceLast(), least("P1D"), 5 * _HOUR + 1 * _DAY),
        (TimeSinceLast(), least("P8D"), None),
    ],
)
def test_an_answer_on_the_last_days_changes_as_the_events_leave(
    aggregate: Aggregate, comparison: Comparison | None, expected: timedelta | None
) -> None:
    fold = Computation(aggregate=aggregate, window=_IN_A_WEEK)
    events = at(0 * _HOUR, 5 * _HOUR, properties={"price": 1})
    assert change(fold, events, comparison, 6 * _HOUR) == expected


def test_a_time_since_the_latest_reaches_its_length_to_the_millisecond() -> None:
    fold = Computation(aggregate=TimeSinceLast())
    reached = 5 * _HOUR + 30 * _DAY
    passed = reached + timedelta(milliseconds=1)
    assert change(fold, _TWICE, least("P30D"), 6 * _HOUR) == reached
    assert change(fold, _TWICE, Comparison(op="gt", value="P30D"), 6 * _HOUR) == passed
    assert change(fold, _TWICE, Comparison(op="eq", value="P30D"), 6 * _HOUR) == reached
    assert change(fold, _TWICE, Comparison(op="eq", value="P30D"), reached) == passed
    assert change(fold, _TWICE, least("P30D"), reached) is None


def test_calendar_windows_change_at_the_midnight_of_the_workspace_s_zone() -> None:
    zone = ZoneInfo(_ZONE)
    events = at(0 * _HOUR)
    today = Computation(aggregate=Count(), window=Calendar(unit="day"))
    before = Computation(aggregate=Count(), window=Calendar(unit="day", which="previous"))
    midnight = datetime(2026, 3, 28, tzinfo=zone) - _START
    second = datetime(2026, 3, 29, tzinfo=zone) - _START
    third = datetime(2026, 3, 30, tzinfo=zone) - _START
    assert third - second == 23 * _HOUR
    assert change(today, events, least(1), 1 * _HOUR) == midnight
    assert change(today, events, least(1), midnight) is None
    assert change(before, events, least(1), 1 * _HOUR) == midnight
    assert change(before, events, least(1), midnight) == second


def test_a_session_ends_half_an_hour_after_its_last_event_of_any_name() -> None:
    fold = Computation(events=Events(names=("Product Viewed",)), aggregate=Count(), window=ThisSession())
    events = [*at(0 * _HOUR), *at(20 * 60 * _SECOND, 40 * 60 * _SECOND, name="Page Viewed")]
    assert change(fold, events, least(1), 41 * 60 * _SECOND) == 70 * 60 * _SECOND
    assert value(fold, folded(fold, events), to_ms(_START + 69 * 60 * _SECOND), _ZONE) == 1
    assert value(fold, folded(fold, events), to_ms(_START + 70 * 60 * _SECOND), _ZONE) == 0


def test_a_streak_breaks_at_the_second_midnight_after_its_last_day() -> None:
    fold = Computation(aggregate=Streak())
    broken = datetime(2026, 3, 30, tzinfo=ZoneInfo(_ZONE)) - _START
    assert change(fold, at(0 * _HOUR, 1 * _DAY), least(2), 25 * _HOUR) == broken
    assert change(fold, at(0 * _HOUR, 1 * _DAY), least(2), broken) is None


def test_the_day_on_which_a_decaying_score_falls_below_its_bound_is_known_at_once() -> None:
    fold = Computation(aggregate=Score(points={"Product Viewed": 16}, half_life="P10D"))
    midnight = datetime(2026, 3, 27, tzinfo=UTC) - _START
    assert change(fold, at(0 * _HOUR), least(1), 1 * _HOUR) == midnight + 41 * _DAY
    assert change(fold, at(0 * _HOUR), least(0), 1 * _HOUR) is None
    assert change(fold, at(0 * _HOUR), None, 1 * _HOUR) == midnight + 1 * _DAY


def test_half_a_millionth_is_rounded_to_the_even_one() -> None:
    fold = Computation(aggregate=Sum(field="properties.amount", half_life="P1D"))
    state = folded(fold, at(0 * _HOUR, properties={"amount": 19.99}))
    assert value(fold, state, to_ms(_START + 5 * _DAY), _ZONE) == 0.624688


def test_what_did_not_follow_is_known_once_it_can_no_more() -> None:
    cart, order = Events(names=("Product Added",)), Events(names=("Order Completed",))
    fold = Sequence(
        first=Events(names=("Product Viewed",)),
        then=(Follow(events=cart, within="PT1H"),),
        without=Follow(events=order, within="PT2H"),
        window=Last(duration="P1D"),
    )
    added = [*at(0 * _HOUR), *at(_HOUR, name="Product Added")]
    known = 3 * _HOUR + timedelta(milliseconds=1)
    abandoned = Comparison(op="eq", value=True)
    assert change(fold, added, abandoned, 2 * _HOUR) == known
    assert change(fold, added, abandoned, known) == 25 * _HOUR
    assert change(fold, added, abandoned, 25 * _HOUR) is None
    bought = [*added, *at(3 * _HOUR, name="Order Completed")]
    assert change(fold, bought, abandoned, 2 * _HOUR) is None
    too_late = [*added, *at(known, name="Order Completed")]
    assert value(fold, folded(fold, too_late), to_ms(_START + known), _ZONE) is True


@pytest.mark.parametrize("window", [None, _IN_A_WEEK, Calendar(unit="month"), ThisSession()], ids=repr)
def test_where_nothing_was_folded_nothing_changes(window: Window | None) -> None:
    for fold in (
        Computation(aggregate=Count(), window=window),
        Computation(aggregate=TimeSinceLast(), window=window),
        Computation(aggregate=Sum(field="revenue"), window=window, per="brand"),
    ):
        assert change(fold, [], None, _HOUR) is None
