"""What is promised of identity, by its words: nothing vanishes, all can be undone, no browser reads anybody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from portret.kernel import MEMBER
from tests.support.server import Server, run_cli, running_server, wait_until


def identify(**fields: Any) -> dict[str, Any]:
    return {"type": "identify", **fields}


def merged(server: Server, name: str) -> tuple[str, str]:
    """Make a visitor and a customer who turn out to be one person; return the id that stayed and the one that went."""
    email = f"{name}@example.com"
    server.send(
        identify(
            anonymousId=f"{name}-visitor",
            traits={"email": email, "city": "Oldtown", "plan": "free"},
            timestamp="2026-01-01T12:00:00Z",
        ),
        {"type": "group", "anonymousId": f"{name}-visitor", "groupId": f"{name}-ltd"},
        identify(userId=name, traits={"city": "Newtown"}),
    )
    server.wait_until_processed()
    went = server.get(f"/api/profiles/anonymous_id:{name}-visitor")["id"]
    server.send(identify(userId=name, messageId=f"{name}-joins", traits={"email": email}))
    server.wait_until_processed()
    stayed = server.get(f"/api/profiles/user_id:{name}")["id"]
    assert stayed != went
    return stayed, went


def cities(server: Server, ref: str) -> list[str]:
    return [each["value"] for each in server.get(f"/api/profiles/{ref}/traits/city/history")["items"]]


def test_no_value_vanishes_in_a_merge_and_every_merge_can_be_explained_and_undone(server: Server) -> None:
    stayed, went = merged(server, "mia")
    traits = server.get(f"/api/profiles/{stayed}")["traits"]
    assert (traits["city"], traits["plan"]) == ("Newtown", "free")
    assert cities(server, stayed) == ["Newtown", "Oldtown"]

    why = server.get("/api/identity/explain", a="anonymous_id:mia-visitor", b="user_id:mia")
    assert [step["target"] for step in why["steps"]] == ["email:mia@example.com", "user_id:mia"]
    assert why["steps"][1]["message_id"] == "mia-joins"

    server.carry_out("POST", f"/api/profiles/{stayed}/split", {"undo": went})
    assert server.get("/api/profiles/email:mia@example.com")["id"] == went
    assert (cities(server, went), cities(server, stayed)) == (["Oldtown"], ["Newtown"])
    apart = server.get("/api/identity/explain", a="anonymous_id:mia-visitor", b="user_id:mia")
    assert not apart["joined"]
    assert apart["obstacles"]


def test_no_browser_may_read_a_persons_data_by_claiming_to_be_them_nor_does_it_merge_two_known_people(
    server: Server,
) -> None:
    server.send(identify(userId="victim", traits={"email": "victim@example.com", "plan": "gold"}))
    server.send(identify(userId="stranger", traits={"email": "stranger@example.com"}))
    page = server.post("/api/sources", {"name": "Page", "kind": "browser"})["write_key"]
    claim = {"anonymousId": "s", "userId": "stranger", "traits": {"email": "victim@example.com"}}
    for kind in ("identify", "track", "page", "group", "alias"):
        body = {**claim, "event": "Hello", "groupId": "g", "previousId": "victim"}
        answer = server.client.post(f"/v1/{kind}", json=body, auth=(page, ""))
        assert answer.json() == {"success": True}
    server.wait_until_processed()

    known = server.get("/api/profiles/user_id:victim")
    assert [each["value"] for each in known["identifiers"]] == ["victim@example.com", "victim"]
    assert known["id"] != server.get("/api/profiles/user_id:stranger")["id"]
    paths = server.client.get("/api/openapi.json").json()["paths"]
    reading = {path: verbs["get"] for path, verbs in paths.items() if path.startswith("/api/") and "get" in verbs}
    guarded = {path for path, route in reading.items() if MEMBER in route}
    assert len(guarded) > 30
    for path in reading:
        url = path.replace("{ref}", "user_id:victim")
        for credentials in ({"auth": (page, "")}, {"headers": {"Authorization": f"Bearer {page}"}}):
            answer = server.client.get(url, params={"writeKey": page}, **credentials)
            assert answer.status_code == 401 or path not in guarded, path
            assert "gold" not in answer.text


def test_an_id_that_was_merged_leads_to_the_person_for_ever(server: Server, tmp_path: Path) -> None:
    stayed, went = merged(server, "noa")
    wait_until(lambda: _leads(server, went) == stayed, 30, "the warehouse does not know of the merge")
    _found_everywhere(server, "noa", stayed, went)

    server.carry_out("POST", f"/api/profiles/{stayed}/split", {"undo": went})
    server.wait_until_processed()
    assert server.get(f"/api/profiles/{went}")["id"] == went
    wait_until(lambda: _leads(server, went) == went, 30, "the warehouse does not know of the split")

    server.carry_out("POST", f"/api/profiles/{stayed}/merge", {"other": went, "winner": "this"})
    server.wait_until_processed()
    wait_until(lambda: _leads(server, went) == stayed, 30, "the warehouse does not know of the second merge")
    _found_everywhere(server, "noa", stayed, went)

    server.cli("backup", str(tmp_path / "backup"))
    restored = tmp_path / "restored"
    done = run_cli("restore", str(tmp_path / "backup"), f"--data-dir={restored / 'data'}")
    assert done.returncode == 0, done.stderr
    with running_server(restored) as running:
        copy = replace(running, workspace=server.workspace)
        _found_everywhere(copy, "noa", stayed, went)
        copy.send(identify(anonymousId="noa-visitor", traits={"plan": "paid"}))
        copy.wait_until_processed()
        assert copy.get(f"/api/profiles/{went}")["traits"]["plan"] == "paid"


def _found_everywhere(server: Server, name: str, stayed: str, went: str) -> None:
    shown = server.get(f"/api/profiles/{went}")
    assert (shown["id"], shown["merged_ids"]) == (stayed, [went])
    assert [each["id"] for each in server.get("/api/profiles", search=went)["items"]] == [stayed]

    def shows_the_same() -> bool:
        timelines = [_timeline(server, ref) for ref in (went, stayed)]
        return timelines[0] == timelines[1] and f"{name}-joins" in {each["message_id"] for each in timelines[0]}

    wait_until(shows_the_same, 30, "the two ids show different timelines, also once all that was told has arrived")
    assert server.get("/api/identity/explain", a=went, b=f"user_id:{name}")["joined"]
    people = server.get(f"/api/accounts/{name}-ltd/profiles")["items"]
    assert [each["id"] for each in people] == [stayed]
    assert [each["id"] for each in server.get(f"/api/profiles/{went}/accounts")["items"]] == [f"{name}-ltd"]


def _timeline(server: Server, ref: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = server.get(f"/api/profiles/{ref}/timeline", limit=200)["items"]
    return items


def _leads(server: Server, profile_id: str) -> str:
    """Return whose the events of a visitor's profile are in SQL."""
    rows = server.query(
        "SELECT DISTINCT profile_id FROM resolved_events WHERE anonymous_id = 'noa-visitor' AND type != 'track'"
    )
    return str(rows[0]["profile_id"]) if len(rows) == 1 else f"{profile_id} leads to {rows}"
