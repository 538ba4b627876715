"""A log that reaches further back says of every shorter window what its own log says; what has one key is one."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from portret import trait
from portret.trait import Comparison, FoldState, Plan
from portret.trait.model import (
    Aggregate,
    Average,
    Calendar,
    Computation,
    Count,
    CountBy,
    Events,
    Last,
    Latest,
    MostFrequent,
    Score,
    Sum,
    ThisSession,
    TimeSinceLast,
    TopK,
    UniqueCount,
    UniqueList,
    Window,
)
from tests.support import event_examples
from tests.support.events import make_event

_ZONE = "Europe/Warsaw"
_NOW_MS = 1_790_000_000_000
_DAY_MS = 86_400_000
_AGGREGATES = (Count(), Sum(field="properties.worth"), UniqueCount(field="properties.kind"), Latest(field="brand"))
_WINDOWS: tuple[Window, ...] = (
    Last(duration="PT1H"),
    Last(duration="P1D"),
    Last(duration="P7D"),
    Calendar(unit="week"),
    Calendar(unit="month"),
)
_POINTS = {"Product Viewed": 2, "Order Completed": 20}
_ALIKE: tuple[tuple[Aggregate, ...], ...] = (
    (*(kind(field="brand") for kind in (UniqueCount, UniqueList, MostFrequent, CountBy)), TopK(field="brand", k=2)),
    (Sum(field="revenue"), Average(field="revenue")),
    (Score(points=_POINTS, half_life="P1D"), Score(points=_POINTS, half_life="P7D")),
    (Count(half_life="P1D"), Count(half_life="P7D")),
    (Latest(), TimeSinceLast()),
)
_LONGEST = Last(duration="P90D")

_histories = st.lists(
    st.tuples(
        st.integers(0, 100 * _DAY_MS) | st.integers(0, _DAY_MS),
        st.sampled_from(("red", "green", "blue")),
        st.integers(-5, 50),
    ),
    max_size=30,
)


@given(history=_histories, aggregate=st.sampled_from(_AGGREGATES), window=st.sampled_from(_WINDOWS))
def test_a_longer_log_answers_for_a_shorter_window(
    history: list[tuple[int, str, int]], aggregate: Aggregate, window: Window
) -> None:
    short = Computation(events=Events(names=("Seen",)), aggregate=aggregate, window=window)
    long = replace(short, window=_LONGEST)
    states: dict[int, FoldState] = {}
    plan = Plan({1: short, 2: long}, _ZONE)
    for number, (ago_ms, kind, worth) in enumerate(history, start=1):
        at_ms, told = _NOW_MS - ago_ms, {"kind": kind, "worth": worth}
        plan.fold(states, make_event(number, name="Seen", brand=kind, timestamp_ms=at_ms, properties=told))
    own, shared = states.get(1), states.get(2)
    watch = trait.watch(short, Comparison(op="ge", value=3), _ZONE)
    for later_ms in (0, 3_600_000, _DAY_MS, 8 * _DAY_MS, 40 * _DAY_MS):
        now_ms = _NOW_MS + later_ms
        assert trait.value(short, own, now_ms, _ZONE) == trait.value(short, shared, now_ms, _ZONE)
        assert watch(own, now_ms)[0] == watch(shared, now_ms)[0]


def test_what_may_share_a_state_has_the_same_key() -> None:
    short = Computation(events=Events(names=("Seen",)), aggregate=Count(), window=Last(duration="P1D"))
    assert trait.state_key(short) == trait.state_key(replace(short, window=Calendar(unit="month")))
    assert trait.state_key(short) != trait.state_key(replace(short, aggregate=Sum(field="worth")))
    assert trait.state_key(short) != trait.state_key(replace(short, window=None))
    assert trait.state_key(replace(short, window=ThisSession())) is None


@given(
    alike=st.sampled_from(_ALIKE),
    window=st.sampled_from((None, *_WINDOWS)),
    per=st.sampled_from((None, "brand")),
    seed=st.integers(0, 2**32),
)
def test_folds_with_the_same_key_keep_the_same(
    alike: tuple[Aggregate, ...], window: Window | None, per: str | None, seed: int
) -> None:
    folds = [Computation(aggregate=aggregate, window=window, per=per) for aggregate in alike]
    assert len({trait.state_key(fold) for fold in folds}) == 1
    states: dict[int, FoldState] = {}
    plan = Plan(dict(enumerate(folds)), _ZONE)
    for event in event_examples.history(Random(seed), 20):
        if not event.enrichment.is_bot and not event.profile_id:
            plan.fold(states, event)
    assert not plan.broken
    assert all(states.get(number) == states.get(0) for number in range(len(folds)))
