"""Between now and the instant that `change_at` names, a comparison with the present does not change its answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portret.trait import Comparison, change_at, comparer
from tests.support.any_json import DURATIONS, NOW_MS, RELATIVE, ZONES

DAY_MS = 86_400_000

instants = st.integers(NOW_MS - 400 * DAY_MS, NOW_MS + 400 * DAY_MS)
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2289, 1, 1)).map(date.isoformat)
values = st.one_of(instants, days, st.lists(instants, max_size=3), st.none())
comparisons = st.one_of(
    st.builds(Comparison, op=st.sampled_from(RELATIVE), value=st.sampled_from(DURATIONS)),
    st.builds(Comparison, op=st.just("anniversary_in"), value=st.integers(0, 366)),
)


@given(comparisons, values, instants, st.sampled_from(ZONES), st.lists(st.floats(0, 1), max_size=5))
def test_the_answer_stays_until_it_may_change(
    comparison: Comparison, value: Any, now_ms: int, zone: str, shares: list[float]
) -> None:
    compare = comparer(comparison, None, zone)
    at_ms = change_at(comparison, None, value, now_ms, zone)
    assert at_ms is None or at_ms > now_ms
    end_ms = now_ms + 500 * DAY_MS if at_ms is None else at_ms - 1
    for share in (*shares, 1.0):
        assert compare(value, now_ms + round((end_ms - now_ms) * share)) is compare(value, now_ms)


@given(comparisons, instants | days, instants, st.sampled_from(ZONES))
def test_a_single_instant_changes_the_answer_exactly_then(
    comparison: Comparison, value: Any, now_ms: int, zone: str
) -> None:
    at_ms = change_at(comparison, None, value, now_ms, zone)
    if at_ms is not None:
        compare = comparer(comparison, None, zone)
        assert compare(value, at_ms) is not compare(value, at_ms - 1)
