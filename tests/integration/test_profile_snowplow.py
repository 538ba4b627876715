"""Sessions against Snowplow's own expected ones, where both mean the same.

Snowplow's session is its tracker's `domain_sessionid`; ours is a run of activity without a pause over 30 minutes. They
coincide for a visitor whose expected sessions lie more than 30 minutes apart, have no longer pause inside, and cover
all events of the file. The others differ by design: an id that lives on over days is several visits here, two ids
within a minute are one, and Snowplow's model leaves out what came more than three days late.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from pyarrow import parquet

from portret.kernel import to_ms
from portret.profile import empty, fold
from portret.profile.instants import instant
from portret.profile.sessions import IDLE_MS
from tests.support.events import make_event

Interval = tuple[int, int]


@pytest.fixture(scope="module")
def visits(shared_data: Path) -> dict[str, list[tuple[int, str]]]:
    """Return visitor → (time ms, kind of event) of the raw events, each event once."""
    rows = _rows(shared_data, "source_snowplow_web_events", "event_id", "domain_userid", "derived_tstamp", "event")
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    seen: set[str] = set()
    for event_id, visitor, at, kind in rows:
        if visitor and event_id not in seen:
            seen.add(event_id)
            found[visitor].append((_ms(at), kind))
    return found


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> dict[str, list[Interval]]:
    """Return visitor → sessions as Snowplow's model gives them, in order of time."""
    columns = ("original_domain_userid", "start_tstamp", "end_tstamp")
    found: defaultdict[str, list[Interval]] = defaultdict(list)
    for visitor, start, end in _rows(shared_data, "expected_snowplow_web_sessions_expected", *columns):
        if visitor:
            found[visitor].append((_ms(start), _ms(end)))
    return {visitor: sorted(sessions) for visitor, sessions in found.items()}


def test_sessions_are_snowplow_s_where_the_semantics_coincide(
    visits: dict[str, list[tuple[int, str]]], expected: dict[str, list[Interval]]
) -> None:
    alike = [visitor for visitor, sessions in expected.items() if coincide(visits[visitor], sessions)]
    assert len(alike) >= 4
    for visitor in alike:
        assert sessions_of(visits[visitor]) == [(instant(start), instant(end)) for start, end in expected[visitor]]


def test_a_tracker_s_id_that_lives_on_over_days_is_several_visits(
    visits: dict[str, list[tuple[int, str]]], expected: dict[str, list[Interval]]
) -> None:
    for visitor, sessions in expected.items():
        times = sorted(at_ms for at_ms, _ in visits[visitor])
        assert len(sessions_of(visits[visitor])) == 1 + sum(b - a > IDLE_MS for a, b in pairwise(times))
        assert sessions


def coincide(events: list[tuple[int, str]], sessions: list[Interval]) -> bool:
    times = sorted(at_ms for at_ms, _ in events)
    covered = all(any(start <= at_ms <= end for start, end in sessions) for at_ms in times)
    complete = {bound for session in sessions for bound in session} <= set(times)
    apart = all(later[0] - earlier[1] > IDLE_MS for earlier, later in pairwise(sessions))
    inside = all(
        b - a <= IDLE_MS for start, end in sessions for a, b in pairwise(t for t in times if start <= t <= end)
    )
    return covered and complete and apart and inside


def sessions_of(events: list[tuple[int, str]]) -> list[tuple[str, str]]:
    state = empty()
    for number, (at_ms, kind) in enumerate(events):
        page = kind == "page_view"
        name = "Page Viewed" if page else kind
        fold(state, make_event(number, type="page" if page else "track", name=name, timestamp_ms=at_ms))
    return [(instant(each.start_ms), instant(each.end_ms)) for each in state.brands["default"].sessions]


def _rows(folder: Path, name: str, *columns: str) -> list[tuple[str, ...]]:
    table = parquet.read_table(folder / "snowplow_web" / f"{name}.parquet", columns=list(columns))
    return list(zip(*(table[column].to_pylist() for column in columns), strict=True))


def _ms(text: str) -> int:
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=UTC))
