"""HTTP of who is in segments: pages, sizes, what they share, memberships of a person, exports that hold no more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret import trait
from portret.kernel import ManualClock, Settings
from portret.segment.members import people as reading
from portret.segment.members.api import members_routes
from portret.segment.upkeep import store as upkeep
from portret.segment.upkeep.store import TraitInForce
from portret.state import State
from portret.warehouse import Warehouse
from portret.web.problems import add_problem_handlers
from tests.support.calling import NO_WAREHOUSE, Caller
from tests.support.segments import enter, people, segment

EVERYBODY = {"kind": "dynamic", "condition": {"kind": "all", "of": []}}
ENTERED_MS = 1_767_225_600_000
AGREED = {"context": {"consent": {"categoryPreferences": {"newsletter": True}}}}
REFUSED = {"context": {"consent": {"categoryPreferences": {"newsletter": False}}}}


@pytest.fixture
def client(state: State, tmp_path: Path) -> Iterator[TestClient]:
    warehouse = Warehouse(NO_WAREHOUSE)
    clock = ManualClock(datetime(2026, 1, 2, tzinfo=UTC))
    app = FastAPI()
    add_problem_handlers(app)
    caller = Caller(state=state, warehouse=warehouse, clock=clock, settings=Settings(data_dir=tmp_path))
    app.include_router(members_routes(lambda: caller))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    warehouse.close()


def table(client: TestClient, key: str = "all", **asked: Any) -> list[list[str]]:
    answer = client.get(f"/api/segments/{key}/export", params=asked)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text, newline="")))


def test_members_come_page_by_page_with_who_they_are_and_why(client: TestClient, state: State) -> None:
    made = segment(state, "all", EVERYBODY)
    ids = people(state, {f"u{number}": {"email": f"u{number}@x.example"} for number in range(5)})
    enter(state, made, ids.values(), ENTERED_MS)
    found: list[dict[str, Any]] = []
    cursor = None
    while not found or cursor:
        page = client.get("/api/segments/all/members", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        found += page.json()["items"]
        cursor = page.json()["next_cursor"]
    assert [each["profile"]["id"] for each in found] == sorted(ids.values())
    first = found[0]
    assert first["entered_at"] == "2026-01-01T00:00:00Z"
    assert first["cause"] == {"kind": "event", "reference": "m-1"}
    assert first["profile"]["email"].endswith("@x.example")
    assert client.get("/api/segments/all/members", params={"cursor": "x"}).status_code == 400
    assert client.get("/api/segments/none/members").status_code == 404


def test_nothing_of_another_workspace_shows(client: TestClient, state: State) -> None:
    theirs = segment(state, "theirs", EVERYBODY, workspace_id="ws_2")
    mine = segment(state, "mine", EVERYBODY)
    eve = people(state, {"eve": {}}, workspace_id="ws_2")["eve"]
    enter(state, theirs, [eve])
    for path in ("members", "export", "sizes", "freshness"):
        assert client.get(f"/api/segments/theirs/{path}").status_code == 404
    assert client.get("/api/segment-overlap", params={"segment": ["mine", "theirs"]}).status_code == 404
    assert client.get(f"/api/profiles/{eve}/segments").status_code == 404
    assert client.get("/api/segments/mine/members").json()["items"] == []
    assert mine.id != theirs.id


def test_sizes_are_told_by_hour(client: TestClient, state: State) -> None:
    made = segment(state, "all", EVERYBODY)
    ids = list(people(state, {f"u{number}": {} for number in range(3)}).values())
    enter(state, made, ids[:1], ENTERED_MS)
    enter(state, made, ids[1:], ENTERED_MS + 3_600_000)
    found = client.get("/api/segments/all/sizes").json()
    assert found["size"] == 3
    assert [(each["at"], each["size"], each["entered"]) for each in found["items"]] == [
        ("2026-01-01T00:00:00Z", 1, 1),
        ("2026-01-01T01:00:00Z", 3, 2),
    ]
    later = client.get("/api/segments/all/sizes", params={"since": "2026-01-01T01:00:00Z"}).json()
    assert len(later["items"]) == 1
    wrong = client.get(
        "/api/segments/all/sizes", params={"since": "2027-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    )
    assert wrong.status_code == 422


def test_segments_are_compared_each_with_each(client: TestClient, state: State) -> None:
    ids = list(people(state, {f"u{number}": {} for number in range(6)}).values())
    for key, members in (("a", ids[:4]), ("b", ids[2:]), ("c", ids[:1]), ("d", [])):
        enter(state, segment(state, key, EVERYBODY), members)
    found = client.get("/api/segment-overlap", params={"segment": ["a", "b", "c", "d"]}).json()
    assert found["sizes"] == {"a": 4, "b": 4, "c": 1, "d": 0}
    assert (found["union"], found["all"]) == (6, 0)
    pairs = {tuple(each["segments"]): each for each in found["pairs"]}
    assert pairs["a", "b"] == {"segments": ["a", "b"], "members": 2, "share": [0.5, 0.5], "similarity": 0.333333}
    assert pairs["a", "c"]["share"] == [0.25, 1.0]
    assert pairs["a", "d"]["similarity"] == 0.0
    assert client.get("/api/segment-overlap", params={"segment": ["a"]}).status_code == 422


def test_a_person_shows_the_segments_they_are_in(client: TestClient, state: State) -> None:
    ada = people(state, {"ada": {}})["ada"]
    made = segment(state, "all", EVERYBODY)
    segment(state, "empty", EVERYBODY)
    enter(state, made, [ada], ENTERED_MS)
    for ref in (ada, "user_id:ada"):
        found = client.get(f"/api/profiles/{ref}/segments").json()
        assert found["id"] == ada
        assert [(each["key"], each["segment_id"], each["version"]) for each in found["items"]] == [("all", made.id, 1)]


def test_freshness_says_how_far_a_segment_is(client: TestClient, state: State) -> None:
    made = segment(state, "all", EVERYBODY)
    enter(state, made, people(state, {"ada": {}}).values(), ENTERED_MS)
    found = client.get("/api/segments/all/freshness").json()
    assert (found["status"], found["size"], found["version"], found["wanted_version"]) == ("live", 1, 1, 1)
    assert (found["progress"], found["lists_waiting"], found["fault"], found["query"]) == (1.0, 0, "", None)
    assert found["changed_at"] is not None


def test_an_export_has_the_columns_asked_for(client: TestClient, state: State) -> None:
    made = segment(state, "all", EVERYBODY)
    told = {"email": "ada@x.example", "plan": "=1+1", "address": {"city": "Łódź"}, "age": 36}
    ada = people(state, {"ada": told})["ada"]
    enter(state, made, [ada], ENTERED_MS)
    columns = ["profile_id", "entered_at", "cause", "identifiers.email", "traits.plan", "traits.address.city", "events"]
    assert table(client, column=columns) == [
        columns,
        [ada, "2026-01-01T00:00:00Z", "event", "ada@x.example", "'=1+1", "Łódź", "1"],
    ]
    line = client.get("/api/segments/all/export", params={"format": "ndjson", "column": ["traits.age", "traits.none"]})
    assert json.loads(line.text) == {"traits.age": 36}
    answer = client.get("/api/segments/all/export", params={"format": "parquet", "column": columns})
    assert answer.headers["content-disposition"] == 'attachment; filename="all.parquet"'
    assert pq.read_table(io.BytesIO(answer.content)).to_pylist()[0]["traits.plan"] == "=1+1"


def test_an_export_shows_computed_traits(client: TestClient, state: State) -> None:
    made = segment(state, "all", EVERYBODY)
    enter(state, made, people(state, {"ada": {}}).values())
    document = {"key": "visits", "compute": {"aggregate": {"kind": "count"}}}
    row = TraitInForce(workspace_id="ws_1", key="visits", version=1, document=document, fold_id=7)
    with state.begin() as connection:
        upkeep.replace_traits(connection, "ws_1", [row])
    assert trait.value_type(row.definition.compute) == "number"
    assert table(client, column="visits") == [["visits"], ["0"]]


@pytest.mark.parametrize(
    "column", [["revenu"], ["traits."], [""], ["orders", "orders"], ["x\n=1"], ["profile_id"] * 101]
)
def test_a_column_that_is_not_there_is_refused(client: TestClient, state: State, column: list[str]) -> None:
    segment(state, "all", EVERYBODY)
    answer = client.get("/api/segments/all/export", params={"column": column})
    assert (answer.status_code, answer.json()["path"].rpartition("/")[2]) == (422, "column")


def test_an_export_for_a_purpose_has_only_those_who_granted_it(client: TestClient, state: State) -> None:
    made = segment(state, "all", EVERYBODY)
    ids = people(state, {"ada": AGREED, "bob": REFUSED, "eve": {}})
    enter(state, made, ids.values())
    assert len(table(client)) == 4
    assert table(client, column="profile_id", purpose="newsletter")[1:] == [[ids["ada"]]]
    assert table(client, column="profile_id", purpose="newsletter", brand="default")[1:] == [[ids["ada"]]]
    assert table(client, column="profile_id", purpose="newsletter", brand="other")[1:] == []
    assert table(client, column="profile_id", purpose="other")[1:] == []
    assert client.get("/api/segments/all/export", params={"brand": "default"}).status_code == 422


def test_an_export_holds_one_piece_at_a_time_and_no_store_while_nobody_reads(
    client: TestClient, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", 3)
    made = segment(state, "all", EVERYBODY)
    ids = people(state, {f"u{number}": {} for number in range(10)})
    enter(state, made, ids.values())
    assert [row[0] for row in table(client, column="profile_id")[1:]] == sorted(ids.values())
    chosen = reading.Chosen("ws_1", made.id)
    clock = ManualClock(datetime(2026, 1, 2, tzinfo=UTC))
    rows = reading.pieces(state, clock, chosen, [], reading.Computed({}, "UTC"))
    assert len(next(rows)) == 3
    enter(state, made, ids.values())  # a writer is in nobody's way
    assert [len(piece) for piece in rows] == [3, 3, 1]
