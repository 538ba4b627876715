"""What colleagues write about a person, over HTTP: it stays with them through merges and goes when they are erased."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.testclient import TestClient

from portret.kernel import ManualClock, PortretError, Settings
from portret.profile import Defined, forget_notes
from portret.profile.notes_api import note_routes
from portret.profile.tasks_api import task_routes
from portret.state import State
from portret.warehouse import Warehouse
from tests.integration.test_profile_api import WS, ada, worked
from tests.support.events import make_event

COLLEAGUES = {"usr_1": "Jo of sales", "usr_2": "Max"}
ADA = "/api/profiles/user_id:u%2F42/notes"


@dataclass(frozen=True)
class Colleague:
    id: str = "usr_1"
    name: str = "Jo of sales"
    user_id: str = "usr_1"


@dataclass(frozen=True)
class Caller:
    workspace_id: str
    state: State
    warehouse: Warehouse
    clock: ManualClock
    settings: Settings
    actor: Colleague
    author: str = "usr_1"

    def defined(self, _: sa.Connection) -> Defined:
        return Defined({}, "UTC")

    def user_names(self, _: sa.Connection, user_ids: Iterable[str]) -> Mapping[str, str]:
        return {user_id: COLLEAGUES[user_id] for user_id in user_ids if user_id in COLLEAGUES}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 5, 1, tzinfo=UTC))


@pytest.fixture
def client(state: State, clock: ManualClock) -> Iterator[TestClient]:
    app = FastAPI()
    warehouse = Warehouse("http://u:p@127.0.0.1:9")
    caller = Caller(WS, state, warehouse, clock, Settings(), Colleague())
    app.include_router(note_routes(lambda: caller))
    app.include_router(task_routes(lambda: caller))
    app.exception_handler(PortretError)(_problem)
    with TestClient(app) as client:
        yield client
    warehouse.close()


async def _problem(_request: Request, error: PortretError) -> JSONResponse:
    return JSONResponse({"type": error.type, "detail": error.detail}, error.status)


def written(client: TestClient, path: str = ADA, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json={"text": "Call back", **body})
    assert answer.status_code == 201, answer.text
    note: dict[str, Any] = answer.json()
    return note


def texts(client: TestClient, path: str = ADA) -> list[str]:
    return [note["text"] for note in client.get(path).json()["items"]]


def to_do(client: TestClient, whose: str) -> set[str]:
    return {each["note"]["id"] for each in client.get("/api/tasks", params={"whose": whose}).json()["items"]}


def test_a_note_says_who_wrote_it_and_when(client: TestClient, state: State) -> None:
    worked(state, ada())
    note = written(client, text="Prefers the phone")
    assert (note["author"], note["author_id"], note["kind"]) == ("Jo of sales", "usr_1", "note")
    assert note["created_at"] == "2026-05-01T00:00:00Z"
    assert client.get(ADA).json()["items"] == [note]


def test_pinned_ones_come_first_then_the_latest(client: TestClient, state: State, clock: ManualClock) -> None:
    worked(state, ada())
    for text, pinned in (("first", False), ("pinned", True), ("last", False)):
        written(client, text=text, pinned=pinned)
        clock.advance(timedelta(minutes=1))
    assert texts(client) == ["pinned", "last", "first"]


def test_a_task_is_done_by_somebody_and_can_be_opened_again(client: TestClient, state: State) -> None:
    worked(state, ada())
    task = written(client, kind="task", due="2026-05-02T10:00:00Z", assignee_id="usr_2")
    assert (task["due"], task["assignee_id"], task["done_at"]) == ("2026-05-02T10:00:00Z", "usr_2", None)
    done = client.patch(f"{ADA}/{task['id']}", json={"done": True}).json()
    assert (done["done_at"], done["done_by"]) == ("2026-05-01T00:00:00Z", "Jo of sales")
    opened = client.patch(f"{ADA}/{task['id']}", json={"done": False, "due": None}).json()
    assert (opened["done_at"], opened["done_by"], opened["due"], opened["assignee_id"]) == (None, "", None, "usr_2")


def test_a_task_is_a_users_to_do_or_nobodys(client: TestClient, state: State) -> None:
    worked(state, ada())
    mine, hers, nobodys = (written(client, kind="task", assignee_id=user_id) for user_id in ("usr_1", "usr_2", ""))
    assert [each["assignee"] for each in (mine, hers, nobodys)] == ["Jo of sales", "Max", ""]
    assert to_do(client, "mine") == {mine["id"]}
    assert to_do(client, "all") == {mine["id"], hers["id"], nobodys["id"]}
    client.patch(f"{ADA}/{hers['id']}", json={"assignee_id": "usr_1"})
    client.patch(f"{ADA}/{mine['id']}", json={"assignee_id": ""})
    assert to_do(client, "mine") == {hers["id"]}
    assert client.post(ADA, json={"kind": "task", "text": "x", "assignee_id": "Max"}).status_code == 422
    assert client.patch(f"{ADA}/{hers['id']}", json={"assignee_id": "usr_3"}).status_code == 422


def test_what_was_taken_away_comes_back_for_a_day(client: TestClient, state: State, clock: ManualClock) -> None:
    worked(state, ada())
    note = written(client)
    client.patch(f"{ADA}/{note['id']}", json={"removed": True})
    assert texts(client) == []
    client.patch(f"{ADA}/{note['id']}", json={"removed": False})
    assert texts(client) == ["Call back"]
    client.patch(f"{ADA}/{note['id']}", json={"removed": True})
    clock.advance(timedelta(days=2))
    written(client, text="another")
    assert client.patch(f"{ADA}/{note['id']}", json={"removed": False}).status_code == 404


def test_notes_of_both_are_those_of_the_one_they_became(client: TestClient, state: State) -> None:
    worked(state, make_event(1, anonymous_id="a"), make_event(2, user_id="u/42"))
    written(client, "/api/profiles/anonymous_id:a/notes", text="on the sofa")
    written(client, text="at the desk")
    worked(state, ada(3, anonymous_id="a"))
    assert sorted(texts(client)) == ["at the desk", "on the sofa"]


def test_a_note_is_changed_under_its_own_person_only(client: TestClient, state: State) -> None:
    worked(state, ada(), make_event(2, user_id="bob"))
    note = written(client)
    assert client.patch(f"/api/profiles/user_id:bob/notes/{note['id']}", json={"text": "x"}).status_code == 404
    assert client.post("/api/profiles/user_id:nobody/notes", json={"text": "x"}).status_code == 404


def test_nothing_is_written_without_words_or_without_end(client: TestClient, state: State) -> None:
    worked(state, ada())
    assert client.post(ADA, json={"text": "  "}).status_code == 422
    assert client.post(ADA, json={"text": "x" * 10_001}).status_code == 422
    for _ in range(200):
        written(client)
    refused = client.post(ADA, json={"text": "one more"})
    assert (refused.status_code, "at most 200" in refused.json()["detail"]) == (422, True)


def test_all_goes_with_the_person(client: TestClient, state: State) -> None:
    (profile_id,) = worked(state, ada())
    written(client)
    with state.begin() as connection:
        forget_notes(connection, "ws_other", [profile_id])
    assert texts(client) == ["Call back"]
    with state.begin() as connection:
        forget_notes(connection, WS, [profile_id])
    assert texts(client) == []
