"""HTTP of operations, through a real application."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.responses import Response

from portret.kernel import Clock, ManualClock, NotFound
from portret.operation import (
    IDENTITY,
    Operation,
    fail,
    finish,
    next_queued,
    problem_of,
    start,
)
from portret.operation.api import IdempotencyKey, queued, routes, settled
from portret.state import State
from portret.web.problems import add_problem_handlers


@dataclass
class Context:
    """What the routes need of a caller."""

    workspace_id: str
    author: str
    state: State
    clock: Clock


class Wish(BaseModel):
    """What is asked for."""

    profile: str
    wait_s: float = 0.0


@pytest.fixture
def context(state: State) -> Context:
    return Context("ws_1", "tok_1", state, ManualClock(datetime(2026, 11, 21, 12, tzinfo=UTC)))


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(routes(lambda: context))

    @app.post("/wish")
    def wish(body: Wish, idempotency_key: IdempotencyKey = "") -> Response:
        operation = queued(context, "profile-erase", {"profile": body.profile}, idempotency_key)
        return settled(context, operation, body.wait_s)

    add_problem_handlers(app)
    with TestClient(app) as client:
        yield client


def test_what_is_not_done_yet_can_be_watched(client: TestClient) -> None:
    answer = client.post("/wish", json={"profile": "prf_1"})
    assert answer.status_code == 202
    shown = client.get(answer.headers["Location"]).json()
    assert shown == answer.json()
    assert shown == {
        "id": shown["id"],
        "kind": "profile-erase",
        "request": {"profile": "prf_1"},
        "status": "queued",
        "progress": 0.0,
        "note": "",
        "note_code": "",
        "note_values": {},
        "result": None,
        "problem": None,
        "author": "tok_1",
        "created_at": "2026-11-21T12:00:00Z",
        "updated_at": "2026-11-21T12:00:00Z",
        "finished_at": None,
    }


def test_what_is_done_within_the_wait_is_answered_at_once(client: TestClient, state: State) -> None:
    with _carrying_out(state):
        answer = client.post("/wish", json={"profile": "prf_1", "wait_s": 60})
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["result"]) == ("done", {"gone": "prf_1"})


def test_what_fails_within_the_wait_is_answered_with_its_problem(client: TestClient, state: State) -> None:
    with _carrying_out(state, NotFound("There is no such profile.", path="/profile")):
        answer = client.post("/wish", json={"profile": "prf_1", "wait_s": 60})
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is no such profile."
    (listed,) = client.get("/api/operations").json()["items"]
    assert listed["problem"] == {
        "type": "not-found",
        "status": 404,
        "detail": "There is no such profile.",
        "path": "/profile",
        "code": "",
        "values": {},
    }


def test_asking_twice_with_one_idempotency_key_asks_once(client: TestClient) -> None:
    asked = [client.post("/wish", json={"profile": "p"}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert asked[0].json() == asked[1].json()
    other = client.post("/wish", json={"profile": "q"}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["path"]) == (422, "Idempotency-Key")


def test_an_operation_that_waits_can_be_cancelled(client: TestClient) -> None:
    made = client.post("/wish", json={"profile": "p"}).json()
    cancelled = client.post(f"/api/operations/{made['id']}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert cancelled.json()["finished_at"] is not None


def test_the_list_goes_on_behind_its_cursor(client: TestClient) -> None:
    made = {client.post("/wish", json={"profile": "p"}).json()["id"] for _ in range(3)}
    first = client.get("/api/operations", params={"limit": 2}).json()
    rest = client.get("/api/operations", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert {each["id"] for each in first["items"] + rest["items"]} == made
    assert rest["next_cursor"] is None
    assert client.get("/api/operations", params={"kind": "matching"}).json()["items"] == []
    assert client.get("/api/operations", params={"cursor": "?"}).status_code == 400


def test_another_workspace_finds_nothing(client: TestClient, context: Context) -> None:
    made = client.post("/wish", json={"profile": "p"}).json()
    context.workspace_id = "ws_2"
    assert client.get(f"/api/operations/{made['id']}").status_code == 404
    assert client.post(f"/api/operations/{made['id']}/cancel").status_code == 404
    assert client.get("/api/operations").json()["items"] == []


class _carrying_out:  # noqa: N801 - reads as a verb in a with statement
    """Carries out the first operation that is queued while the block runs."""

    def __init__(self, state: State, failure: NotFound | None = None) -> None:
        self._state = state
        self._failure = failure
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    def _work(self) -> None:
        operation: Operation | None = None
        while operation is None:
            with self._state.begin() as connection:
                operation = next_queued(connection, IDENTITY)
                if operation:
                    self._end(connection, start(connection, operation, 1))

    def _end(self, connection: Any, operation: Operation) -> None:
        if self._failure:
            fail(connection, operation, problem_of(self._failure), 2)
        else:
            finish(connection, operation, {"gone": operation.request["profile"]}, 2)
