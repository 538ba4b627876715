"""A segment's query is asked once before it is saved: what is wrong with it is told, and its size is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret.kernel import ManualClock, Settings
from portret.segment import api as segments
from portret.segment.lists.ask import ids_named
from portret.state import State
from portret.warehouse import Warehouse, event_rows
from portret.web.problems import add_problem_handlers
from tests.support.calling import NO_WAREHOUSE, Caller
from tests.support.definitions import WORDS
from tests.support.segments import enter, people, segment
from tests.support.warehouse import NEIGHBOUR, WORKSPACE, WarehouseProcess, running_warehouse, shop_event

CLOCK = ManualClock(datetime(2026, 5, 1, tzinfo=UTC))
EVERYBODY = "SELECT DISTINCT profile_id FROM events"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running:
        yield running


@pytest.fixture
def warehouse(running: WarehouseProcess) -> Iterator[Warehouse]:
    with closing(running.client()) as client:
        yield client


@pytest.fixture
def caller(state: State, warehouse: Warehouse, tmp_path: Path) -> Caller:
    settings = Settings(data_dir=tmp_path, query_max_seconds=3)  # a busy machine finds what else is wrong by then
    return Caller(state=state, warehouse=warehouse, clock=CLOCK, settings=settings, workspace_id=WORKSPACE)


@pytest.fixture
def client(caller: Caller) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(segments.routes(lambda: caller, lambda *_: WORDS))
    add_problem_handlers(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def document(sql: str, key: str = "asked") -> dict[str, Any]:
    return {"key": key, "members": {"kind": "sql", "sql": sql, "every": "PT1H"}}


def put(client: TestClient, sql: str, **body: Any) -> Any:
    asked = {"definition": document(sql), **body}
    return client.put("/api/segments/asked", json=asked, headers={"If-Match": "*"})


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT", "Syntax error"),
        ("SELECT 1", "`… AS profile_id`"),
        ("SELECT 7 AS profile_id", "UInt8, not text"),
        ("SELECT profile_id FROM nowhere", "nowhere"),
        ("SELECT message_id AS profile_id FROM events", "None of the "),
        ("DROP TABLE events", "Syntax error"),
        ("SELECT 'a' AS profile_id; DROP TABLE events", "Syntax error"),
        ("SELECT line AS profile_id FROM file('/etc/passwd', LineAsString)", "not"),
        ("SELECT name AS profile_id FROM system.tables", "system.tables"),
        ("SELECT 'a' AS profile_id) UNION ALL (SELECT name FROM system.tables", "system.tables"),
        ("SELECT toString(count()) AS profile_id FROM numbers(1000000000000) WHERE sin(number) > 2", "seconds"),
        ("SELECT toString(groupArray(number)) AS profile_id FROM numbers(1000000000)", "memory"),
        ("SELECT toString(number) AS profile_id FROM numbers(1200000)", "1000000"),
    ],
)
def test_a_query_that_cannot_be_used_is_refused_with_the_reason(
    client: TestClient, warehouse: Warehouse, sql: str, told: str
) -> None:
    warehouse.load("events", event_rows([shop_event(1, workspace_id=WORKSPACE)], ["prf_gone"]), "one")
    refused = put(client, sql)
    problem = refused.json()
    assert (refused.status_code, problem["path"]) == (422, "/definition/members/sql"), problem
    assert told in problem["detail"]
    assert "`portret query`" in problem["detail"]
    assert "\n" not in problem["detail"]
    assert client.get("/api/segments").json()["items"] == []
    together = client.post("/api/definitions/apply", json={"segments": [document(sql)], "dry_run": True})
    assert (together.status_code, together.json()["path"]) == (422, "/segments/0/members/sql")


def test_a_query_that_names_people_or_nobody_is_saved_whatever_stands_after_it(
    client: TestClient, state: State, warehouse: Warehouse, caller: Caller
) -> None:
    caller.workspace_id = "ws_named"
    [ada] = people(state, {"ada": {}}, "ws_named").values()
    warehouse.load("events", event_rows([shop_event(1, workspace_id="ws_named")], [ada]), "named")
    for sql in (EVERYBODY, f"{EVERYBODY};\n", f"{EVERYBODY} -- all", f"{EVERYBODY} WHERE name = 'Never Sent'"):
        assert put(client, sql).status_code == 200
    assert put(client, f"SELECT toNullable('{ada}') AS profile_id, 1 AS more").status_code == 200


def test_what_another_workspace_has_is_not_named(client: TestClient, state: State, warehouse: Warehouse) -> None:
    theirs = people(state, {"eve": {}}, NEIGHBOUR)["eve"]
    warehouse.load("events", event_rows([shop_event(9, workspace_id=NEIGHBOUR)], [theirs]), "theirs")
    refused = put(client, f"SELECT '{theirs}' AS profile_id")
    assert (refused.status_code, "None of the 1 ids" in refused.json()["detail"]) == (422, True)


def test_more_are_named_than_a_reader_may_have_rows(warehouse: Warehouse, caller: Caller) -> None:
    many = "SELECT concat('prf_', toString(number % 50000)) AS profile_id FROM numbers(100000)"
    assert len(ids_named(warehouse, WORKSPACE, many, caller.settings)) == 50_000


def test_a_query_that_would_make_a_segment_far_smaller_is_confirmed_by_name(client: TestClient, state: State) -> None:
    ids = people(state, {f"u{number}": {} for number in range(120)}, WORKSPACE)
    named = f"SELECT arrayJoin({list(ids.values())}) AS profile_id"
    assert put(client, named).status_code == 200
    made = segment(state, "asked", document(named)["members"], WORKSPACE)
    enter(state, made, ids.values())
    assert put(client, f"{named} LIMIT 70").status_code == 200
    for answer in (
        put(client, f"{named} LIMIT 5"),
        client.post("/api/definitions/apply", json={"segments": [document(f"{named} LIMIT 5")]}),
    ):
        assert (answer.status_code, answer.json()["path"]) == (409, "confirm")
        assert "120 members and would have 5" in answer.json()["detail"]
    assert put(client, f"{named} LIMIT 5", confirm="asked").status_code == 200


def test_without_a_warehouse_nothing_unasked_is_saved(client: TestClient, caller: Caller) -> None:
    with closing(Warehouse(NO_WAREHOUSE)) as away:
        caller.warehouse = away
        assert put(client, EVERYBODY).status_code == 503
    assert client.get("/api/segments").json()["items"] == []
