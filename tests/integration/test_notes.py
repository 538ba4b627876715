"""What colleagues write about a person, over HTTP: it stays with them through merges and goes when they are erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.testclient import TestClient

from portret.kernel import ManualClock, PortretError, Settings
from portret.profile import Defined, forget_notes, note_routes
from portret.state import State
from portret.warehouse import Warehouse
from tests.integration.test_profile_api import WS, ada, worked
from tests.support.events import make_event

ADA = "/api/profiles/user_id:u%2F42/notes"


@dataclass(frozen=True)
class Colleague:
    id: str = "usr_1"
    name: str = "Jo of sales"


@dataclass(frozen=True)
class Caller:
    workspace_id: str
    state: State
    warehouse: Warehouse
    clock: ManualClock
    settings: Settings
    actor: Colleague

    def defined(self, _: sa.Connection) -> Defined:
        return Defined({}, "UTC")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 5, 1, tzinfo=UTC))


@pytest.fixture
def client(state: State, clock: ManualClock) -> Iterator[TestClient]:
    app = FastAPI()
    warehouse = Warehouse("http://u:p@127.0.0.1:9")
    caller = Caller(WS, state, warehouse, clock, Settings(), Colleague())
    app.include_router(note_routes(lambda: caller))
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
    task = written(client, kind="task", due="2026-05-02T10:00:00Z", assignee="Max")
    assert (task["due"], task["assignee"], task["done_at"]) == ("2026-05-02T10:00:00Z", "Max", None)
    done = client.patch(f"{ADA}/{task['id']}", json={"done": True}).json()
    assert (done["done_at"], done["done_by"]) == ("2026-05-01T00:00:00Z", "Jo of sales")
    opened = client.patch(f"{ADA}/{task['id']}", json={"done": False, "due": None}).json()
    assert (opened["done_at"], opened["done_by"], opened["due"], opened["assignee"]) == (None, "", None, "Max")


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
