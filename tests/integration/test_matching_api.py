"""HTTP of matching, through a real application: settings, the queue of pairs, decisions and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret import operation
from portret.kernel import Clock, Conflict, ManualClock, PortretError
from portret.state import State
from portret.unify.matching import store
from portret.unify.matching.api import routes
from portret.unify.matching.follow import follow_matches
from portret.unify.matching.model import MATCHING, Pair, Reason
from portret.unify.model import Merge
from portret.unify.store import apart_from, keep_apart, merge, merges, profile_aliases
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


def apart_of(state: State, profile_id: str) -> frozenset[str]:
    with state.read() as connection:
        return apart_from(connection, "ws_1", [profile_id])[profile_id]


def taught(state: State) -> dict[str, bool]:
    """Return what the next run learns from people: pair id → whether they are one person."""
    with state.read() as connection:
        return {pair.id: same for pair, same in store.decided_by_people(connection, "ws_1", 10)}


def united(state: State, winner: str, loser: str, operation_id: str) -> None:
    made = Merge(
        workspace_id="ws_1",
        winner_id=winner,
        loser_id=loser,
        position=1,
        message_id=operation_id,
        at_ms=CLOCK.now_ms(),
        identifiers=(),
        reason="matching",
    )
    with state.begin() as connection:
        merge(connection, made)


def ended(state: State, operation_id: str, problem: PortretError | None = None) -> None:
    """End a queued merge as the worker does, and let it follow."""
    with state.begin() as connection:
        begun = operation.start(connection, operation.find(connection, "ws_1", operation_id), CLOCK.now_ms())
        if problem:
            operation.fail(connection, begun, operation.problem_of(problem), CLOCK.now_ms())
        else:
            operation.finish(connection, begun, {}, CLOCK.now_ms())
    follow_matches(state, CLOCK.now_ms())


def decided(client: TestClient, **asked: Any) -> list[tuple[str, str, str]]:
    items = client.get("/api/matching/decisions", params=asked).json()["items"]
    return [(each["pair"]["id"], each["verdict"], each["outcome"]) for each in items]


def test_a_rejection_is_taken_back_and_the_pair_waits_again(
    client: TestClient, proposed: list[Pair], state: State
) -> None:
    path = f"/api/matching/pairs/{proposed[2].id}"
    client.post(f"{path}/reject")
    assert decided(client) == [(proposed[2].id, "rejected", "apart")]
    for _ in range(2):
        again = client.post(f"{path}/reopen").json()
        assert (again["status"], again["decided_by"], again["decided_at"]) == ("open", "", None)
    assert apart_of(state, "prf_4") == frozenset()
    assert decided(client) == []
    with state.read() as connection:
        assert store.latest_decision_ms(connection, "ws_1") == CLOCK.now_ms(), "the next run would not learn anew"
    assert client.post(f"{path}/accept").json()["status"] == "accepted"
    refused = client.post(f"{path}/reopen")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "pair-not-rejected")


def test_what_others_keep_apart_stays_so_when_a_rejection_is_taken_back(
    client: TestClient, proposed: list[Pair], state: State
) -> None:
    """One rejection of two profiles that became one with each, and a split that stands between two others."""
    with state.begin() as connection:
        keep_apart(connection, "ws_1", "prf_4", "prf_5", "split", "usr_1", 1)
    for each in proposed:
        client.post(f"/api/matching/pairs/{each.id}/reject")
    united(state, "prf_2", "prf_3", "op_x")  # both are kept apart from prf_1
    first = client.post(f"/api/matching/pairs/{proposed[1].id}/reopen").json()
    assert (first["status"], first["note_words"]["code"]) == ("stale", "pair-merged-away")
    assert apart_of(state, "prf_2") == {"prf_1"}
    assert client.post(f"/api/matching/pairs/{proposed[0].id}/reopen").json()["status"] == "open"
    assert apart_of(state, "prf_2") == frozenset()
    client.post(f"/api/matching/pairs/{proposed[2].id}/reopen")
    assert apart_of(state, "prf_4") == {"prf_5"}


def test_decisions_tell_what_came_of_them_the_latest_first(
    client: TestClient, proposed: list[Pair], state: State
) -> None:
    near, far, other = proposed
    works: list[str] = []
    for each in (near, other):
        CLOCK.advance(timedelta(seconds=1))
        works.append(client.post(f"/api/matching/pairs/{each.id}/accept").json()["operation_id"])
    CLOCK.advance(timedelta(seconds=1))
    client.post(f"/api/matching/pairs/{far.id}/reject")
    everything = [(far.id, "rejected", "apart"), (other.id, "accepted", "working"), (near.id, "accepted", "working")]
    assert decided(client) == everything
    assert decided(client, verdict="accepted") == everything[1:]
    assert decided(client, verdict="rejected") == everything[:1]
    assert decided(client, by="matching") == []
    first = client.get("/api/matching/decisions", params={"limit": 2}).json()
    assert decided(client, cursor=first["next_cursor"]) == everything[2:]

    united(state, "prf_2", "prf_1", works[0])
    ended(state, works[0])
    ended(state, works[1], Conflict("too many", path="other"))
    assert decided(client, verdict="accepted") == [
        (other.id, "accepted", "refused"),
        (near.id, "accepted", "merged"),
    ]
    refused, merged = client.get("/api/matching/decisions", params={"verdict": "accepted"}).json()["items"]
    assert refused["operation"]["problem"]["detail"] == "too many"
    assert (merged["profile_now"], merged["other_now"], merged["merged_id"]) == ("prf_2", "prf_2", "prf_1")
    assert taught(state) == {near.id: True, far.id: False}
    later_ms = CLOCK.now_ms() + 60_000
    with state.begin() as connection:
        connection.execute(sa.update(merges).values(undone_at_ms=later_ms))
        connection.execute(sa.delete(profile_aliases))
        assert store.latest_decision_ms(connection, "ws_1") == later_ms
    assert decided(client, verdict="accepted")[1][2] == "undone"
    assert taught(state) == {near.id: False, far.id: False}


def test_a_refused_merge_is_asked_for_again_with_force_or_rejected_after_all(
    client: TestClient, proposed: list[Pair], state: State
) -> None:
    path = f"/api/matching/pairs/{proposed[2].id}"
    for _ in range(2):
        work = client.post(f"{path}/accept", json={"force": True}).json()["operation_id"]
        with state.read() as connection:
            assert operation.find(connection, "ws_1", work).request["force"] is True
        ended(state, work, Conflict("too many", path="other"))
    assert client.post(f"{path}/reject").json()["status"] == "rejected"
    assert apart_of(state, "prf_4") == {"prf_5"}


def test_what_nobody_had_to_decide_stands_apart_from_what_people_did(
    client: TestClient, proposed: list[Pair], state: State
) -> None:
    with state.begin() as connection:
        store.decide(connection, proposed[0], "accepted", MATCHING, CLOCK.now_ms())
        store.close_merged(connection, proposed[1], "prf_1", "prf_1")
    assert decided(client) == []
    assert decided(client, by="matching") == [(proposed[0].id, "accepted", "working")]


@pytest.mark.parametrize("verb", ["", "/accept", "/reject", "/reopen"])
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
