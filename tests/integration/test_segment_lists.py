"""HTTP of static segments: files of any kind come in, whom they name becomes a list, what is wrong is told."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret.kernel import ManualClock, Settings
from portret.segment.lists import api as lists
from portret.segment.lists.api import list_routes
from portret.state import State
from portret.warehouse import Warehouse
from portret.web.problems import add_problem_handlers
from tests.support.calling import NO_WAREHOUSE, Caller
from tests.support.segments import enter, people, segment, waiting

STATIC = {"kind": "static"}
EVERYBODY = {"kind": "dynamic", "condition": {"kind": "all", "of": []}}


@pytest.fixture
def client(state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(lists, "_WAIT_S", 0.0)  # no worker puts lists in force here
    warehouse = Warehouse(NO_WAREHOUSE)
    clock = ManualClock(datetime(2026, 5, 1, tzinfo=UTC))
    settings = Settings(data_dir=tmp_path, phone_region="PL")
    caller = Caller(state=state, warehouse=warehouse, clock=clock, settings=settings)
    app = FastAPI()
    add_problem_handlers(app)
    app.include_router(list_routes(lambda: caller))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    warehouse.close()


def put(client: TestClient, content: bytes, key: str = "chosen", **asked: Any) -> Any:
    return client.post(f"/api/segments/{key}/import", params=asked, content=content)


def test_a_file_names_people_by_any_identifier_and_tells_the_lines_of_strangers(
    client: TestClient, state: State
) -> None:
    made = segment(state, "chosen", STATIC)
    ids = people(state, {"ada": {"email": "ada@x.example", "phone": "+48601234567"}, "bob": {"email": "bob@x.example"}})
    answer = put(client, b"email\nADA@x.example\nnobody@x.example\nada@x.example\nno address\n\n").json()
    assert answer == {
        "rows": 4,
        "known": 2,
        "unknown": 1,
        "invalid": 1,
        "unknown_lines": [3],
        "invalid_lines": [5],
        "in_force": False,
        "size": 0,
    }
    assert waiting(state) == ("add", made.id, [ids["ada"]])
    put(client, b"tel;who\n601 234 567;Ada\n", column="tel", namespace="phone", mode="remove")
    assert waiting(state) == ("remove", made.id, [ids["ada"]])
    put(client, f"profile_id\n{ids['bob']}\nprf_nobody\n".encode(), mode="replace")
    assert waiting(state) == ("replace", made.id, [ids["bob"]])


def test_an_identifier_of_another_workspace_names_nobody(client: TestClient, state: State) -> None:
    segment(state, "chosen", STATIC)
    theirs = people(state, {"eve": {"email": "eve@x.example"}}, workspace_id="ws_2")
    assert put(client, b"email\neve@x.example\n").json()["unknown"] == 1
    assert put(client, f"profile_id\n{theirs['eve']}\n".encode()).json()["unknown"] == 1
    assert [waiting(state), waiting(state)] == [("add", *each) for each in _empty_lists(state)]


def _empty_lists(state: State) -> list[tuple[str, list[str]]]:
    from portret import definition  # noqa: PLC0415 — only here

    with state.read() as connection:
        found = definition.find(connection, "ws_1", "segment", "chosen")
    assert found
    return [(found.id, [])] * 2


def test_a_segment_of_another_workspace_is_not_there(client: TestClient, state: State) -> None:
    segment(state, "chosen", STATIC, workspace_id="ws_2")
    assert put(client, b"email\na@x.example\n").status_code == 404
    assert client.post("/api/segments/chosen/freeze", json={"key": "copy"}).status_code == 404


def test_only_static_segments_take_files(client: TestClient, state: State) -> None:
    segment(state, "chosen", EVERYBODY)
    answer = put(client, b"email\na@x.example\n")
    assert (answer.status_code, "Freeze" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("content", "asked", "path"),
    [
        (b"PK\x03\x04", {}, "body"),
        (b"", {}, "column"),
        (b"email\na\0b\n", {}, "encoding"),
        (b"email\n\xff\xfe\n", {}, "encoding"),
        (b"a,b\n1,2\n", {}, "column"),
        (b"a,b\n1,2\n", {"column": "c"}, "column"),
        (b"a\n1\n", {"column": "a", "namespace": "No Such!"}, "namespace"),
        (b"email\na\n", {"encoding": "zip"}, "encoding"),
        (b"email\na\n", {"mode": "drop"}, "mode"),
        (b"email\na\n", {"delimiter": "::"}, "delimiter"),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_comes_of_it(
    client: TestClient, state: State, content: bytes, asked: dict[str, str], path: str
) -> None:
    segment(state, "chosen", STATIC)
    answer = put(client, content, **asked)
    assert (answer.status_code, answer.json()["path"].rpartition("/")[2]) == (422, path)
    assert waiting(state) is None


def test_a_file_over_its_limits_is_refused(client: TestClient, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    segment(state, "chosen", STATIC)
    monkeypatch.setattr(lists, "MAX_FILE_BYTES", 100)
    assert put(client, b"email\n" + b"a@x.example\n" * 20).status_code == 413
    monkeypatch.undo()
    monkeypatch.setattr("portret.segment.lists.read_column.MAX_ROWS", 10)
    assert put(client, b"email\n" + b"a@x.example\n" * 11).status_code == 413
    assert waiting(state) is None


def test_a_file_that_the_disk_does_not_take_is_to_be_sent_again(
    client: TestClient, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment(state, "chosen", STATIC)

    def full(**_: object) -> BinaryIO:
        return Path("/dev/full").open("w+b", buffering=0)

    monkeypatch.setattr("portret.segment.lists.api.tempfile.TemporaryFile", full)
    answer = put(client, b"email\na@x.example\n")
    assert (answer.status_code, "No space left" in answer.json()["detail"]) == (503, True)
    monkeypatch.undo()
    monkeypatch.setattr("portret.kernel.api.shutil.disk_usage", lambda _: SimpleNamespace(free=1024**2))
    assert "no room" in put(client, b"email\na@x.example\n").json()["detail"]
    assert waiting(state) is None


def test_a_large_file_goes_through_piece_by_piece(client: TestClient, state: State) -> None:
    made = segment(state, "chosen", STATIC)
    ids = people(state, {f"user-{number}": {} for number in range(3_000)})
    content = "user_id\n" + "".join(f"user-{number}\nstranger-{number}\n" for number in range(3_000))
    answer = client.post("/api/segments/chosen/import", content=io.BytesIO(content.encode())).json()
    assert (answer["rows"], answer["known"], answer["unknown"]) == (6_000, 3_000, 3_000)
    assert len(answer["unknown_lines"]) == 1_000
    assert waiting(state) == ("add", made.id, sorted(ids.values()))


def test_a_list_of_a_very_different_size_must_be_confirmed_by_name(client: TestClient, state: State) -> None:
    made = segment(state, "chosen", STATIC)
    ids = people(state, {f"user-{number}": {} for number in range(120)})
    enter(state, made, ids.values())
    few = b"user_id\nuser-1\nuser-2\n"
    refused = put(client, few, mode="replace")
    assert (refused.status_code, refused.json()["path"]) == (409, "confirm")
    assert put(client, few, mode="replace", confirm="another").status_code == 409
    assert waiting(state) is None
    assert put(client, few, mode="replace", confirm="chosen").status_code == 202
    assert put(client, few, mode="remove").status_code == 202


def test_a_frozen_copy_is_a_static_segment_of_those_who_are_in_it_now(client: TestClient, state: State) -> None:
    made = segment(state, "everybody", EVERYBODY)
    ids = people(state, {"ada": {}, "bob": {}})
    enter(state, made, ids.values())
    answer = client.post("/api/segments/everybody/freeze", json={"key": "copy", "name": "As it was"})
    assert answer.status_code == 201
    copy = answer.json()
    assert (copy["key"], copy["members"], copy["in_force"]) == ("copy", 2, False)
    assert waiting(state) == ("replace", copy["segment_id"], sorted(ids.values()))
    again = client.post("/api/segments/everybody/freeze", json={"key": "copy"})
    assert again.status_code == 409
    assert client.post("/api/segments/everybody/freeze", json={"key": "No Key!"}).status_code == 422
    assert waiting(state) is None
