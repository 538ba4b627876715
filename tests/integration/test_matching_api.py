"""HTTP of matching, through a real application: settings, the queue of pairs, decisions and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret import operation
from portret.kernel import Clock, ManualClock
from portret.state import State
from portret.unify.matching import store
from portret.unify.matching.api import routes
from portret.unify.matching.model import Pair, Reason
from portret.unify.store import apart_from
from portret.web.problems import add_problem_handlers

CLOCK = ManualClock(datetime(2026, 3, 1, tzinfo=UTC))


@dataclass
class Context:
    """What the routes need of a caller."""

    workspace_id: str
    author: str
    state: State
    clock: Clock


@pytest.fixture
def caller(state: State) -> Context:
    return Context("ws_1", "tok_1", state, CLOCK)


@pytest.fixture
def client(caller: Context) -> Iterator[TestClient]:
    app = FastAPI()
    add_problem_handlers(app)
    app.include_router(routes(lambda: caller))
    with TestClient(app) as client:
        yield client


def pair(a_id: str, b_id: str, weight: float, workspace_id: str = "ws_1") -> Pair:
    return Pair(
        workspace_id=workspace_id,
        id=store.pair_id(workspace_id, a_id, b_id),
        a_id=a_id,
        b_id=b_id,
        probability=1 - 0.5**weight,
        weight=weight,
        evidence=weight,
        reasons=(Reason("e-mail", "a@x.example", "a@x.example", "the same", weight),),
        run_id="op_1",
        proposed_at_ms=CLOCK.now_ms(),
    )


@pytest.fixture
def proposed(state: State) -> list[Pair]:
    pairs = [pair("prf_1", "prf_2", 9.0), pair("prf_1", "prf_3", 12.0), pair("prf_4", "prf_5", 5.0)]
    with state.begin() as connection:
        store.propose(connection, pairs)
        store.propose(connection, [pair("prf_6", "prf_7", 20.0, "ws_2")])
    return pairs


def test_settings_have_defaults_and_versions(client: TestClient) -> None:
    first = client.get("/api/matching/settings").json()
    assert first == {
        "enabled": False,
        "schedule": "daily",
        "review": 0.9,
        "auto": None,
        "ignore": [],
        "version": 0,
    }
    changed = {"enabled": True, "auto": 0.999, "ignore": ["phone"], "reason": "phones are shared here"}
    saved = client.put("/api/matching/settings", json=changed, headers={"If-Match": '"0"'})
    assert (saved.json()["version"], saved.headers["ETag"]) == (1, '"1"')
    now = client.get("/api/matching/settings").json()
    assert (now["enabled"], now["auto"], now["ignore"], now["version"]) == (True, 0.999, ["phone"], 1)


def test_settings_that_somebody_else_changed_meanwhile_are_not_overwritten(client: TestClient) -> None:
    tag = client.get("/api/matching/settings").headers["ETag"]
    mine, theirs = ({"reason": reason, "schedule": "weekly"} for reason in ("mine", "theirs"))
    assert client.put("/api/matching/settings", json=theirs, headers={"If-Match": tag}).status_code == 200
    refused = client.put("/api/matching/settings", json=mine, headers={"If-Match": tag})
    assert (refused.status_code, refused.json()["path"]) == (409, "If-Match")


@pytest.mark.parametrize(
    "wrong",
    [{"auto": 0.6, "review": 0.9}, {"review": 0}, {"auto": 1.1}, {"ignore": ["shoe"]}, {"x": 1}, {"schedule": "x"}],
)
def test_settings_that_make_no_sense_are_refused(client: TestClient, wrong: dict[str, Any]) -> None:
    assert client.put("/api/matching/settings", json=wrong, headers={"If-Match": "*"}).status_code == 422


def test_pairs_are_listed_the_most_probable_first_page_by_page(client: TestClient, proposed: list[Pair]) -> None:
    first = client.get("/api/matching/pairs", params={"limit": 2}).json()
    assert [one["weight"] for one in first["items"]] == [12.0, 9.0]
    rest = client.get("/api/matching/pairs", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert ([one["id"] for one in rest["items"]], rest["next_cursor"]) == ([proposed[2].id], None)
    assert first["items"][0]["reasons"][0] == {
        "field": "e-mail",
        "left": "a@x.example",
        "right": "a@x.example",
        "outcome": "the same",
        "bits": 12.0,
    }


def test_accepting_queues_one_merge(client: TestClient, proposed: list[Pair], state: State) -> None:
    for _ in range(2):
        answer = client.post(f"/api/matching/pairs/{proposed[0].id}/accept").json()
        assert (answer["status"], answer["decided_by"]) == ("accepted", "tok_1")
    with state.read() as connection:
        (queued,) = operation.page(connection, "ws_1", 10)
    assert (queued.id, queued.kind, queued.author) == (answer["operation_id"], "profile-merge", "tok_1")
    assert queued.request == {"profile": "prf_1", "other": "prf_2", "reason": "matching"}
    assert client.post(f"/api/matching/pairs/{proposed[0].id}/reject").status_code == 409


def test_rejecting_keeps_the_two_apart(client: TestClient, proposed: list[Pair], state: State) -> None:
    for _ in range(2):
        assert client.post(f"/api/matching/pairs/{proposed[2].id}/reject").json()["status"] == "rejected"
    with state.read() as connection:
        assert apart_from(connection, "ws_1", ["prf_4"]) == {"prf_4": {"prf_5"}}
        assert operation.page(connection, "ws_1", 10) == []
    assert client.post(f"/api/matching/pairs/{proposed[2].id}/accept").status_code == 409


@pytest.mark.parametrize("verb", ["", "/accept", "/reject"])
@pytest.mark.usefixtures("proposed")
def test_pairs_of_others_are_out_of_reach(client: TestClient, verb: str) -> None:
    theirs = store.pair_id("ws_2", "prf_6", "prf_7")
    path = f"/api/matching/pairs/{theirs}{verb}"
    assert (client.post(path) if verb else client.get(path)).status_code == 404


def test_a_decided_pair_stays_decided_when_it_is_found_again(proposed: list[Pair], state: State) -> None:
    with state.begin() as connection:
        store.decide(connection, proposed[0], "rejected", "tok_1", 1)
        assert store.propose(connection, proposed) == 0
        assert store.find_pair(connection, "ws_1", proposed[0].id).status == "rejected"


def test_a_run_is_queued_to_be_watched(client: TestClient) -> None:
    pytest.importorskip("splink", reason="the extra matching is not installed")
    answer = client.post("/api/matching/runs", json={"full": True})
    assert (answer.status_code, answer.json()["kind"], answer.json()["status"]) == (202, "matching", "queued")
    assert answer.headers["Location"].endswith(answer.json()["id"])


def test_without_the_extra_a_run_says_what_to_install(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portret.unify.matching.api.find_spec", lambda _: None)
    answer = client.post("/api/matching/runs", json={})
    assert answer.status_code == 503
    assert "pip install 'portret[matching]'" in answer.json()["detail"]


def test_ids_of_pairs_do_not_depend_on_their_order() -> None:
    assert store.pair_id("ws_1", "prf_a", "prf_b") == store.pair_id("ws_1", "prf_b", "prf_a")
    assert store.pair_id("ws_1", "prf_a", "prf_b") != store.pair_id("ws_2", "prf_a", "prf_b")
