"""What people of the workspace set by hand: seen at once, nobody's doing, gone when they are erased."""

from __future__ import annotations

from typing import Any

from tests.support.server import Server, wait_until


def identify(user_id: str, **traits: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": user_id, "messageId": f"i-{user_id}", "traits": traits}


def set_traits(server: Server, ref: str, status: int = 200, **body: Any) -> Any:
    answer = server.request("PATCH", f"/api/profiles/{ref}/traits", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def set_consents(server: Server, ref: str, status: int = 200, **body: Any) -> Any:
    answer = server.request("PATCH", f"/api/profiles/{ref}/consents", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def by_hand(server: Server, ref: str) -> list[dict[str, Any]]:
    items = server.get(f"/api/profiles/{ref}/timeline")["items"]
    return [item for item in items if "author" in item["context"]]


def test_a_trait_set_by_hand_is_seen_at_once_and_nobody_did_anything(server: Server) -> None:
    server.send(identify("ann", city="Gdynia", plan="gold"))
    server.wait_until_processed()
    before = server.get("/api/profiles/user_id:ann")
    told = set_traits(
        server,
        "user_id:ann",
        traits={"city": "Gda\u0144sk", "plan": None},
        seen={"city": "Gdynia"},
        reason="She called",
    )
    assert told["processed"]
    after = server.get("/api/profiles/user_id:ann")
    assert after["traits"] == {"city": "Gda\u0144sk"}
    assert after["computed"] == before["computed"]
    assert server.get("/api/profiles", search="ann")["items"][0]["id"] == after["id"]
    newest, oldest = server.get("/api/profiles/user_id:ann/traits/city/history")["items"]
    assert (newest["value"], bool(newest["author"]), oldest["value"], oldest["author"]) == (
        "Gda\u0144sk",
        True,
        "Gdynia",
        "",
    )
    wait_until(lambda: len(by_hand(server, "user_id:ann")) == 1, 30, "the edit is not on the timeline")
    [event] = by_hand(server, "user_id:ann")
    assert (event["type"], event["traits"]["city"]) == ("identify", "Gda\u0144sk")
    assert (event["context"]["author"]["name"], event["context"]["reason"]) == (newest["author"], "She called")


def test_an_answer_set_by_hand_holds_at_its_brand(server: Server) -> None:
    server.post("/api/brands", {"slug": "hats", "name": "Hats"})
    server.send(identify("bea"))
    server.wait_until_processed()
    set_consents(server, "user_id:bea", brand="hats", purposes={"marketing:sms": False})
    shown = server.get("/api/profiles/user_id:bea")
    answer = shown["consent_per_brand"]["hats"]["marketing:sms"]
    assert (answer["granted"], answer["explicit"], bool(answer["author"])) == (False, True, True)
    assert shown["computed"]["consent_denied"] == ["marketing:sms"]
    set_consents(server, "user_id:bea", brand="hats", purposes={"marketing:sms": True})
    assert server.get("/api/profiles/user_id:bea")["consent"]["marketing:sms"]["granted"]
    set_consents(server, "user_id:bea", 422, brand="gloves", purposes={"marketing": True})


def test_what_cannot_be_kept_is_refused_with_what_to_do(server: Server) -> None:
    server.send(identify("cid", plan="gold"))
    server.wait_until_processed()
    for traits in (
        {"plan": "\u2022\u2022\u2022"},
        {"plan": "x" * 5_000},
        {"email": "nobody at all"},
        {" plan": 1},
        {"": 1},
        {"plan": 2**70},
        {"plan": [[[[[[[[[[1]]]]]]]]]]},
        {},
    ):
        assert set_traits(server, "user_id:cid", 422, traits=traits)["detail"]
    assert (
        "look again" in set_traits(server, "user_id:cid", 409, traits={"plan": "red"}, seen={"plan": "blue"})["detail"]
    )
    set_consents(server, "user_id:cid", 422, brand="default", purposes={" ads ": True})
    set_consents(server, "user_id:cid", 422, brand="default", purposes={f"p{number}": True for number in range(51)})
    assert server.get("/api/profiles/user_id:cid")["traits"] == {"plan": "gold"}
    assert server.request("PATCH", "/api/profiles/user_id:nobody/traits", json={"traits": {"a": 1}}).status_code == 404


def test_an_edit_goes_with_the_person_through_a_merge_and_back(server: Server) -> None:
    server.send(identify("dan", plan="gold"), identify("eve", plan="blue"))
    server.wait_until_processed()
    dan_id, eve_id = (server.get(f"/api/profiles/user_id:{name}")["id"] for name in ("dan", "eve"))
    set_traits(server, "user_id:eve", traits={"nick": "Evie"})
    merged = server.carry_out(
        "POST", f"/api/profiles/{dan_id}/merge", {"other": eve_id, "winner": "this", "force": True}
    )
    assert server.get("/api/profiles/user_id:eve")["traits"]["nick"] == "Evie"
    set_traits(server, "user_id:eve", traits={"nick": "Both"})
    server.carry_out("POST", f"/api/profiles/{dan_id}/split", {"undo": str(merged["result"]["merge"])})
    shown = {name: server.get(f"/api/profiles/user_id:{name}")["traits"].get("nick") for name in ("dan", "eve")}
    assert shown == {"dan": "Both", "eve": "Evie"}


def test_whoever_is_erased_leaves_no_notes_no_traits_and_nothing_set_by_hand(server: Server) -> None:
    server.send(identify("fay", email="fay@example.com", plan="secret-plan"))
    server.wait_until_processed()
    set_traits(server, "user_id:fay", traits={"city": "secret-city"}, reason="secret-reason")
    set_consents(server, "user_id:fay", brand="default", purposes={"secret-purpose": True})
    server.post("/api/profiles/user_id:fay/notes", {"kind": "task", "text": "secret-task"})
    profile_id = server.get("/api/profiles/user_id:fay")["id"]
    assert [each["person"]["id"] for each in server.get("/api/tasks", whose="all")["items"]] == [profile_id]
    wait_until(lambda: len(by_hand(server, profile_id)) == 2, 30, "the edits are not in the warehouse")
    server.carry_out("DELETE", f"/api/profiles/{profile_id}")
    assert server.request("GET", f"/api/profiles/{profile_id}").status_code == 404
    assert server.request("PATCH", f"/api/profiles/{profile_id}/traits", json={"traits": {"a": 1}}).status_code == 404
    assert server.get("/api/tasks", whose="all")["items"] == []
    sql = "SELECT count() AS n FROM events WHERE positionCaseInsensitive(toString(tuple(*)), 'secret-') > 0"
    wait_until(lambda: server.query(sql) == [{"n": 0}], 60, "something of them is in the warehouse still")
    for page in ("operations", "quarantine", "audit"):
        assert "secret-" not in server.request("GET", f"/api/{page}").text
