"""Who is it, all the way round: two become one, the timeline tells of it, and it can be explained."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

from tests.support.crash import children
from tests.support.server import Server, wait_until


def told(server: Server, ref: str) -> list[dict[str, Any]]:
    """Return what Portret itself told of a profile, newest first."""
    found = server.get(f"/api/profiles/{ref}/timeline", limit=200)["items"]
    return [each for each in found if each["name"] in {"Profile Merged", "Profile Split"}]


def test_two_become_one_and_the_timeline_and_the_path_tell_why(server: Server) -> None:
    source = server.post("/api/sources", {"name": "Shop", "kind": "server"})
    email = {"email": "Ada@Example.com"}
    for event in (
        {"type": "identify", "userId": "ada", "traits": {"firstName": "Ada"}},
        {"type": "identify", "anonymousId": "visitor", "traits": email},
        {"type": "identify", "userId": "ada", "traits": email, "messageId": "login"},
    ):
        server.send(event, write_key=source["write_key"])
        server.wait_until_processed()
    wait_until(lambda: bool(told(server, "user_id:ada")))
    (merged,) = told(server, "user_id:ada")
    winner_id, loser_id = merged["properties"]["winner_id"], merged["properties"]["loser_id"]
    assert server.get("/api/profiles/anonymous_id:visitor")["id"] == winner_id
    assert merged["properties"]["message_id"] == "login"
    assert merged["properties"]["identifiers"] == ["user_id:ada", "email:ada@example.com"]
    assert server.get(f"/api/sources/{merged['source_id']}")["kind"] == "system"
    found = server.get("/api/identity/explain", a="anonymous_id:visitor", b="user_id:ada")
    assert found["joined"]
    assert [(step["origin"], step["target"]) for step in found["steps"]] == [
        ("anonymous_id:visitor", "email:ada@example.com"),
        ("email:ada@example.com", "user_id:ada"),
    ]
    joining = found["steps"][1]
    assert (joining["message_id"], joining["type"], joining["source_id"]) == ("login", "identify", source["id"])
    assert joining["verified"]
    assert joining["merged"] == [{"winner_id": winner_id, "loser_id": loser_id}]
    (row,) = server.get(f"/api/profiles/{loser_id}/merges")["items"]
    assert (row["winner_id"], row["loser_id"]) == (winner_id, loser_id)
    assert server.get("/api/profiles/user_id:ada")["computed"]["events"] == 3
    said = server.cli("identity", "explain", loser_id, "user_id:ada")
    assert f"{loser_id} became {winner_id}" in said


def test_what_a_person_does_is_an_operation_and_a_step_and_split_again_an_obstacle(server: Server) -> None:
    for name in ("bob", "rob"):
        server.send({"type": "identify", "userId": name, "anonymousId": f"phone-of-{name}"})
    server.wait_until_processed()
    key = {"Idempotency-Key": "once"}
    body = {"other": "user_id:rob", "force": True}
    operation = server.carry_out("POST", "/api/profiles/user_id:bob/merge", body, headers=key)
    assert operation["kind"] == "profile-merge"
    found = server.get("/api/identity/explain", a="user_id:bob", b="user_id:rob")
    (step,) = found["steps"]
    assert (step["reason"], step["message_id"], step["author"]) == ("manual", operation["id"], operation["author"])
    assert operation["id"] in {each["id"] for each in server.get("/api/operations")["items"]}
    listed = json.loads(server.cli("operation", "list", "--kind", "profile-merge", "--json"))
    assert [each["id"] for each in listed] == [operation["id"]]
    assert "profile-merge" in server.cli("operation", "show", operation["id"])
    server.wait_until_processed()
    server.carry_out("POST", "/api/profiles/user_id:bob/split", {"undo": operation["result"]["merged_id"]})
    between = server.get("/api/identity/explain", a="user_id:bob", b="user_id:rob")
    assert not between["joined"]
    assert {obstacle["kind"] for obstacle in between["obstacles"]} == {"apart", "undone-merge"}
    wait_until(lambda: [each["name"] for each in told(server, "user_id:rob")] == ["Profile Split"])
    wait_until(lambda: [each["name"] for each in told(server, "user_id:bob")] == ["Profile Split", "Profile Merged"])


def test_every_merge_is_told_once_though_the_worker_is_killed_again_and_again(server: Server) -> None:
    people = 400
    for start in range(0, people, 100):
        events: list[dict[str, Any]] = []
        for number in range(start, start + 100):
            user, device = {"userId": f"crowd-{number}"}, {"anonymousId": f"device-{number}"}
            events += ({"type": "identify", **part} for part in (user, device, user | device))
        server.send(*events)
        wait_until(lambda: "worker" in children(server.pid))
        os.kill(children(server.pid)["worker"], signal.SIGKILL)
    server.wait_until_processed()
    counted = (
        "SELECT toString(properties.loser_id) AS loser, count() AS times FROM events"
        " WHERE name = 'Profile Merged' AND toJSONString(properties) LIKE '%crowd-%' GROUP BY loser"
    )

    def all_are_told() -> bool:
        return len(server.query(counted)) == people

    wait_until(all_are_told, 60, "merges are not told", lambda: server.log[-3000:])
    server.wait_until_processed()
    assert {row["times"] for row in server.query(counted)} == {1}
    assert server.get("/api/quarantine")["items"] == []
