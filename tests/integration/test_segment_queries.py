"""Segments that are queries: asked when due, confined to their workspace; a fault leaves the members as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portret import definition
from portret.definition import Stored
from portret.kernel import Conflict, ManualClock, Settings, new_id, words_of
from portret.segment.lists import store
from portret.segment.lists.model import Asked
from portret.segment.lists.queries import Queries
from portret.segment.upkeep.store import segment_numbers
from portret.state import State
from portret.warehouse import Warehouse, event_rows
from tests.support.segments import enter, people, segment, waiting
from tests.support.warehouse import NEIGHBOUR, WORKSPACE, WarehouseProcess, running_warehouse, shop_event


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running:
        yield running


@pytest.fixture
def warehouse(running: WarehouseProcess) -> Iterator[Warehouse]:
    with closing(running.client()) as client:
        yield client


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 5, 1, tzinfo=UTC))


@pytest.fixture
def queries(state: State, warehouse: Warehouse, clock: ManualClock, tmp_path: Path) -> Queries:
    return Queries(state, warehouse, clock, Settings(data_dir=tmp_path, query_max_seconds=2))


def sql(text: str, every: str = "PT10M") -> dict[str, str]:
    return {"kind": "sql", "sql": text, "every": every}


def asked(state: State, made: Stored) -> Asked | None:
    with state.read() as connection:
        return store.asked(connection, made.workspace_id, made.id)


def test_whom_a_query_names_is_in_the_segment_and_it_is_asked_again_when_due(
    state: State, queries: Queries, clock: ManualClock
) -> None:
    ids = people(state, {"ada": {}, "bob": {}}, WORKSPACE)
    named = f"SELECT arrayJoin(['{ids['ada']}', '{ids['ada']}', 'prf_nobody']) AS profile_id -- of all"
    made = segment(state, "asked", sql(named), WORKSPACE)
    assert queries.ask_due() == 1
    assert waiting(state) == ("replace", made.id, [ids["ada"]])
    became = asked(state, made)
    assert became
    assert (became.found, became.unknown, became.error) == (1, 1, "")
    assert became.next_at_ms - became.asked_at_ms == 600_000
    assert queries.ask_due() == 0
    clock.advance(timedelta(minutes=10))
    assert queries.ask_due() == 1


def test_a_query_sees_its_workspace_alone(state: State, queries: Queries, warehouse: Warehouse) -> None:
    events = [shop_event(number, workspace_id=WORKSPACE) for number in (1, 2)]
    theirs = [shop_event(number, workspace_id=NEIGHBOUR) for number in (3, 4)]
    mine = people(state, {"ada": {}}, WORKSPACE)["ada"]
    others = people(state, {"eve": {}}, NEIGHBOUR)["eve"]
    warehouse.load("events", event_rows([*events, *theirs], [mine, mine, others, others]), "batch-1")
    made = segment(state, "asked", sql("SELECT DISTINCT profile_id FROM events"), WORKSPACE)
    queries.ask_due()
    assert waiting(state) == ("replace", made.id, [mine])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT 1", "profile_id"),
        ("SELECT profile_id\nFROM profiles WHERE AND 1", "(line 2, col 25): 1."),
        ("SELECT 1 )", "at position 10 has no matching opening bracket. (SYNTAX_ERROR)"),
        ("DROP TABLE events", ""),
        ("INSERT INTO events (name) VALUES ('x')", ""),
        ("SELECT * FROM file('/etc/passwd')", ""),
        ("SELECT toString(number) AS profile_id FROM numbers(2000000)", "1000000"),
        ("SELECT sleepEachRow(3) AS profile_id FROM numbers(5)", ""),
    ],
)
def test_a_query_that_fails_says_why_and_the_members_stay(
    state: State, queries: Queries, clock: ManualClock, text: str, told: str
) -> None:
    ada = people(state, {"ada": {}}, WORKSPACE)["ada"]
    made = segment(state, "asked", sql(f"SELECT '{ada}' AS profile_id"), WORKSPACE)
    queries.ask_due()
    assert waiting(state)
    before = asked(state, made)
    change(state, made, sql(text))
    clock.advance(timedelta(minutes=1))
    assert queries.ask_due() == 1
    became = asked(state, made)
    assert before
    assert became
    assert became.error
    assert told in became.error
    assert (became.answered_at_ms, became.found) == (before.answered_at_ms, 1)
    assert waiting(state) is None


def test_an_answer_that_would_change_the_size_much_waits_until_somebody_confirms_it(
    state: State, queries: Queries, clock: ManualClock, warehouse: Warehouse
) -> None:
    here = new_id("ws")
    ids = list(people(state, {f"u{number}": {} for number in range(300)}, here).values())
    made = segment(state, "asked", sql("SELECT DISTINCT profile_id FROM events"), here)

    def happened(numbers: range) -> None:
        events = [shop_event(number, workspace_id=here) for number in numbers]
        warehouse.load("events", event_rows(events, [ids[number] for number in numbers]), f"{here}-{numbers}")

    happened(range(120))
    queries.ask_due()
    assert waiting(state) == ("replace", made.id, sorted(ids[:120]))
    enter(state, made, ids[:120])
    happened(range(120, 300))
    clock.advance(timedelta(minutes=10))
    assert queries.ask_due() == 1
    assert waiting(state) is None
    held = asked(state, made)
    assert held
    assert "names 300 people; the segment has 120 members, who stay" in held.error
    assert (words_of(held.error) or {})["code"] == "query-few"
    assert (held.found, held.answered_at_ms < held.asked_at_ms) == (120, True)
    with pytest.raises(Conflict, match="--confirm asked"):
        queries.ask_now(here, made.id, confirmed=False)
    assert queries.ask_now(here, made.id, confirmed=True).found == 300
    assert waiting(state) == ("replace", made.id, sorted(ids))
    became = asked(state, made)
    assert became
    assert became.error == ""


def test_only_a_query_that_is_in_force_can_be_asked(state: State, queries: Queries) -> None:
    made = segment(state, "chosen", {"kind": "static"}, WORKSPACE)
    for segment_id in (made.id, "seg_nothing"):
        with pytest.raises(Conflict, match="no query in force"):
            queries.ask_now(WORKSPACE, segment_id, confirmed=True)


def test_a_query_whose_answer_is_still_on_its_way_is_not_asked_again(
    state: State, queries: Queries, clock: ManualClock
) -> None:
    made = segment(state, "asked", sql("SELECT 'prf_1' AS profile_id"), WORKSPACE)
    queries.ask_due()
    clock.advance(timedelta(hours=1))
    queries.ask_due()
    assert waiting(state) == ("replace", made.id, [])
    assert waiting(state) is None


def test_what_is_said_of_a_query_goes_with_its_segment(state: State, queries: Queries) -> None:
    made = segment(state, "asked", sql("SELECT 'prf_1' AS profile_id"), WORKSPACE)
    queries.ask_due()
    assert asked(state, made)
    with state.begin() as connection:
        connection.execute(sa.update(segment_numbers).values(status="gone"))
    queries.ask_due()
    assert asked(state, made) is None


def test_a_warehouse_that_is_away_is_asked_again_soon(state: State, clock: ManualClock, tmp_path: Path) -> None:
    made = segment(state, "asked", sql("SELECT 'prf_1' AS profile_id"), WORKSPACE)
    with closing(Warehouse("http://u:p@127.0.0.1:9")) as away:
        Queries(state, away, clock, Settings(data_dir=tmp_path)).ask_due()
    became = asked(state, made)
    assert became
    assert became.error
    assert became.next_at_ms - became.asked_at_ms == 10_000


def change(state: State, made: Stored, members: dict[str, str]) -> None:
    with state.begin() as connection:
        saved = definition.save(
            connection,
            made.workspace_id,
            "segment",
            made.key,
            {"key": made.key, "members": members},
            author="tok_1",
            reason="",
            expected_version=None,
            now_ms=1,
        )
        document = definition_text(saved)
        connection.execute(sa.update(segment_numbers).values(version=saved.version, document=document))


def definition_text(saved: Stored) -> str:
    import msgspec  # noqa: PLC0415 — only here

    return msgspec.json.encode(saved.document).decode()
