"""HTTP of evidence: why two are one person, or not; a profile's merges and drops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret.kernel import Clock, Event, Settings, SystemClock, from_ms
from portret.state import State
from portret.unify import IdentityRules, Merge, Resolver, keep_apart, merge
from portret.unify.evidence.api import routes
from portret.warehouse import Warehouse
from portret.web.problems import add_problem_handlers
from tests.support.events import make_event

WORKSPACE = "ws_1"


@dataclass
class Context:
    """What the routes need of a caller."""

    workspace_id: str
    state: State
    warehouse: Warehouse
    clock: Clock = field(default_factory=SystemClock)
    author: str = "tok_1"
    settings: Settings = field(default_factory=lambda: Settings(phone_region="PL"))


@pytest.fixture
def context(state: State) -> Context:
    return Context(WORKSPACE, state, Warehouse("http://nobody:none@127.0.0.1:9"))


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(routes(lambda: context))
    add_problem_handlers(app)
    with TestClient(app) as client:
        yield client


def resolved(state: State, *events: Event) -> list[str]:
    resolver = Resolver(lambda _: IdentityRules(), lambda _: "GB")
    with state.begin() as connection:
        return resolver.resolve(connection, events, resolver.claims(events)).profile_ids


def asked(client: TestClient, a: str, b: str) -> dict[str, Any]:
    answer = client.get("/api/identity/explain", params={"a": a, "b": b})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def history(state: State) -> tuple[str, str]:
    """Make a visitor and a customer, and one of both; return the ids of the winner and the loser."""
    visitor, customer = (
        resolved(state, make_event(1, anonymous_id="a1", verified=True))[0],
        resolved(state, make_event(2, user_id="u1", traits={"email": "jo@example.com"}, verified=True))[0],
    )
    resolved(state, make_event(3, user_id="u1", anonymous_id="a1", verified=True))
    return customer, visitor


def test_the_path_between_two_identifiers_of_a_person_is_shown(client: TestClient, state: State) -> None:
    winner, loser = history(state)
    found = asked(client, "anonymous_id:a1", "email:JO@Example.com")
    assert (found["joined"], found["a"]["profile_id"], found["b"]["ref"]) == (True, winner, "email:jo@example.com")
    assert [(step["origin"], step["target"], step["message_id"]) for step in found["steps"]] == [
        ("anonymous_id:a1", "user_id:u1", "m-3"),
        ("user_id:u1", "email:jo@example.com", "m-2"),
    ]
    joining, first = found["steps"]
    assert joining["merged"] == [{"winner_id": winner, "loser_id": loser}]
    assert (first["source_id"], first["verified"], first["rules_version"]) == ("src_1", True, 0)
    assert first["at"] == from_ms(make_event(2).timestamp_ms).isoformat().replace("+00:00", "Z")


def test_an_old_id_stands_for_what_it_brought_along(client: TestClient, state: State) -> None:
    winner, loser = history(state)
    (step,) = asked(client, loser, winner)["steps"]
    assert (step["origin"], step["target"]) == ("anonymous_id:a1", "user_id:u1")


def test_a_merge_by_hand_is_a_step_with_its_author(client: TestClient, state: State) -> None:
    winner, loser = (resolved(state, make_event(number, user_id=f"u{number}"))[0] for number in (1, 2))
    by_hand = Merge(
        workspace_id=WORKSPACE,
        winner_id=winner,
        loser_id=loser,
        position=2,
        message_id="op_1",
        at_ms=5,
        identifiers=("user_id:u1", "user_id:u2"),
        reason="manual",
        loser_identifiers=("user_id:u2",),
        author="tok_1",
    )
    with state.begin() as connection:
        merge(connection, by_hand)
    (step,) = asked(client, "user_id:u1", "user_id:u2")["steps"]
    assert (step["reason"], step["author"], step["message_id"]) == ("manual", "tok_1", "op_1")


def test_a_device_that_went_to_somebody_else_still_explains_what_came_through_it(
    client: TestClient, state: State
) -> None:
    resolved(state, make_event(1, user_id="u1", anonymous_id="a1", verified=True))
    resolved(state, make_event(2, traits={"email": "one@example.com"}, anonymous_id="a1", verified=True))
    resolved(state, make_event(3, user_id="u2", anonymous_id="a1", verified=True))
    found = asked(client, "user_id:u1", "email:one@example.com")
    assert [step["message_id"] for step in found["steps"]] == ["m-1", "m-2"]
    between = asked(client, "user_id:u1", "user_id:u2")
    assert not between["joined"]
    assert [each["rule"] for each in between["obstacles"]] == ["shared device"]


def test_two_people_are_told_what_stands_between_them(client: TestClient, state: State) -> None:
    ids = [resolved(state, make_event(number, user_id=f"u{number}", verified=True))[0] for number in (1, 2)]
    assert asked(client, "user_id:u1", ids[1])["obstacles"] == []
    with state.begin() as connection:
        keep_apart(connection, WORKSPACE, ids[0], ids[1], "twins", "tok_1", 7)
    (obstacle,) = asked(client, "user_id:u1", ids[1])["obstacles"]
    assert (obstacle["kind"], obstacle["reason"], obstacle["author"]) == ("apart", "twins", "tok_1")


def test_people_are_named_by_a_telephone_as_people_write_it(client: TestClient, state: State) -> None:
    resolved(state, make_event(1, user_id="u1", traits={"phone": "+48 601 234 567"}, verified=True))
    said = asked(client, "phone:601 234 567", "user_id:u1")
    assert said["joined"]
    assert said["a"]["ref"] == "phone:+48601234567"


def test_what_cannot_be_meant_is_refused(client: TestClient, context: Context, state: State) -> None:
    history(state)
    for a, status in (("nonsense", 422), ("email:no address", 422), ("user_id:nobody", 404), ("prf_none", 404)):
        assert client.get("/api/identity/explain", params={"a": a, "b": "user_id:nobody2"}).status_code == status
    assert asked(client, "user_id:u1", "user_id:nobody")["b"]["profile_id"] is None
    context.workspace_id = "ws_2"
    assert client.get("/api/identity/explain", params={"a": "user_id:u1", "b": "anonymous_id:a1"}).status_code == 404
    assert client.get("/api/profiles/user_id:u1/merges").status_code == 404


def test_a_profile_shows_its_merges_and_drops_page_by_page(client: TestClient, state: State) -> None:
    winner, loser = history(state)
    for number in range(4, 12):
        resolved(state, make_event(number, user_id="u1", traits={"email": f"jo{number}@example.com"}, verified=True))
    (row,) = client.get(f"/api/profiles/{loser}/merges").json()["items"]
    assert (row["winner_id"], row["loser_id"], row["loser_identifiers"]) == (winner, loser, ["anonymous_id:a1"])
    first = client.get("/api/profiles/email:jo@example.com/drops", params={"limit": 3}).json()
    rest = client.get(
        "/api/profiles/email:jo@example.com/drops", params={"limit": 3, "cursor": first["next_cursor"]}
    ).json()
    assert [each["value"] for each in first["items"] + rest["items"]] == [
        f"jo{number}@example.com" for number in (11, 10, 9, 8)
    ]
    assert rest["next_cursor"] is None
    assert client.get(f"/api/profiles/{winner}/merges", params={"cursor": "?"}).status_code == 400
