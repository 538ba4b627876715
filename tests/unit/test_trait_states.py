"""States with more entries than are kept one by one: bounded, the same in any order, close by the minute."""

from __future__ import annotations

from random import Random

import pytest

from portret.kernel import Event
from portret.trait import Computation, Count, Events, Fold, FoldState, Last, Plan, encode_states, merge_states, value
from portret.trait.entries import KEPT_EXACTLY, KEPT_MINUTES
from portret.trait.model import (
    Aggregate,
    Average,
    First,
    Latest,
    Maximum,
    Minimum,
    MostFrequent,
    Score,
    Sum,
    TimeBetween,
    TopK,
    UniqueCount,
)
from tests.support.events import make_event

_NOW_MS = 1_774_782_000_000
_MINUTE_MS, _DAY_MS = 60_000, 86_400_000
_WEEK = Last(duration="P7D")
_AMOUNTS: tuple[Aggregate, ...] = (
    Count(),
    Sum(field="properties.amount"),
    Average(field="properties.amount"),
    Minimum(field="properties.amount"),
    Maximum(field="properties.amount"),
    Score(points={"Page Viewed": 3}),
    UniqueCount(field="properties.word"),
    MostFrequent(field="properties.word"),
    TopK(field="properties.word", k=3),
)


def events(number: int, span_ms: int, seed: int = 1) -> list[Event]:
    """Return so many events of the last time, in no order."""
    chance = Random(seed)
    return [
        make_event(
            position,
            name="Page Viewed",
            timestamp_ms=_NOW_MS - chance.randrange(span_ms),
            brand=chance.choice(("hats", "shoes")),
            properties={"amount": chance.randrange(-100, 1000) / 4, "word": chance.choice("abcdefghij")},
        )
        for position in range(1, number + 1)
    ]


def folded(fold: Fold, history: list[Event]) -> dict[int, FoldState]:
    """Return the states of a fold."""
    plan, states = Plan({1: fold}, "UTC"), dict[int, FoldState]()
    for event in history:
        plan.fold(states, event)
    assert not plan.broken
    return states


@pytest.mark.parametrize("per", [None, "brand"])
@pytest.mark.parametrize("aggregate", _AMOUNTS, ids=repr)
def test_more_entries_than_are_kept_one_by_one_are_the_same_in_any_order(aggregate: Aggregate, per: str | None) -> None:
    fold = Computation(aggregate=aggregate, window=_WEEK, per=per)
    history = events(2 * KEPT_EXACTLY, 9 * _DAY_MS)
    whole = encode_states(folded(fold, history))
    assert encode_states(folded(fold, Random(2).sample(history, len(history)))) == whole
    a, b = folded(fold, history[::2]), folded(fold, history[1::2])
    assert encode_states(merge_states(a, b)) == encode_states(merge_states(b, a)) == whole
    again = folded(fold, [])
    assert encode_states(merge_states(again, a)) == encode_states(a)


@pytest.mark.parametrize("aggregate", _AMOUNTS, ids=repr)
def test_what_became_too_much_counts_by_the_minute(aggregate: Aggregate) -> None:
    history = events(2 * KEPT_EXACTLY, 6 * _DAY_MS)
    state = folded(Computation(aggregate=aggregate, window=_WEEK), history)
    ever = folded(Computation(aggregate=aggregate), history)
    found = value(Computation(aggregate=aggregate, window=_WEEK), state[1], _NOW_MS, "UTC")
    assert found == value(Computation(aggregate=aggregate), ever[1], _NOW_MS, "UTC")


def test_at_the_edge_of_a_window_what_became_too_much_is_off_by_less_than_a_minute() -> None:
    fold = Computation(aggregate=Count(), window=Last(duration="P3D"))
    history = events(2 * KEPT_EXACTLY, 6 * _DAY_MS)
    state = folded(fold, history)
    for now_ms in range(_NOW_MS, _NOW_MS + 3 * _DAY_MS, 7 * 3_600_000 + 12_345):
        found = value(fold, state[1], now_ms, "UTC")
        first_ms = now_ms - 3 * _DAY_MS
        times = [event.timestamp_ms for event in history]
        most = sum(at_ms > first_ms - _MINUTE_MS for at_ms in times)
        least = sum(at_ms > first_ms + _MINUTE_MS for at_ms in times)
        assert isinstance(found, int)
        assert least <= found <= most


@pytest.mark.parametrize(
    "aggregate", [Count(), Sum(field="properties.amount"), First(), Latest(), TimeBetween()], ids=repr
)
def test_a_state_stays_bounded_whatever_comes(aggregate: Aggregate) -> None:
    fold = Computation(aggregate=aggregate, window=Last(duration="P365D"))
    size = len(encode_states(folded(fold, events(KEPT_EXACTLY + KEPT_MINUTES + 1_000, 300 * _DAY_MS))))
    assert size < 40 * (KEPT_EXACTLY + KEPT_MINUTES)


def test_only_the_alphabetically_first_thousand_texts_are_kept_in_whatever_order_they_come() -> None:
    fold = Computation(events=Events(), aggregate=UniqueCount(field="properties.id"))
    history = [make_event(number, properties={"id": f"{number:05d}"}) for number in range(3_000)]
    shuffled = Random(3).sample(history, len(history))
    assert encode_states(folded(fold, shuffled)) == encode_states(folded(fold, history))
    assert value(fold, folded(fold, shuffled)[1], _NOW_MS, "UTC") == 1_000


def test_absurd_amounts_neither_overflow_a_state_nor_stop_the_fold() -> None:
    absurd = [1e308, -1e308, "1e300", 2**70, "-0", True, [1], {"a": 1}, "9" * 400, float(10**18)]
    history = [make_event(number, properties={"amount": amount}) for number, amount in enumerate(absurd)]
    for aggregate in _AMOUNTS:
        for window in (None, _WEEK):
            fold = Computation(aggregate=aggregate, window=window)
            states = folded(fold, history)
            encode_states(merge_states(states, states))
