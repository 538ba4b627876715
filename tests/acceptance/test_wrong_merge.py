"""Two people joined by a mistyped e-mail: seen beforehand, undone, and not joined again; one is erased in the end."""

from __future__ import annotations

import json
from typing import Any

from tests.support.server import Server, wait_until


def order(number: str, **who: Any) -> dict[str, Any]:
    properties = {"order_id": number, "revenue": 20, "currency": "EUR", "products": [{"product_id": "p", "price": 20}]}
    return {"type": "track", "event": "Order Completed", "messageId": number, "properties": properties, **who}


def identify(message_id: str, **fields: Any) -> dict[str, Any]:
    return {"type": "identify", "messageId": message_id, **fields}


def orders_on(server: Server, ref: str) -> set[str]:
    items = server.get(f"/api/profiles/{ref}/timeline", limit=200)["items"]
    return {item["message_id"] for item in items if item["name"] == "Order Completed"}


def test_a_wrong_e_mail_is_undone_and_does_no_harm_again(server: Server) -> None:
    server.send(identify("i1", userId="ann", traits={"firstName": "Ann"}), order("A1", userId="ann"))
    bob = {"anonymousId": "bobs-browser"}
    server.send(identify("i2", traits={"email": "bob@example.com", "firstName": "Bob"}, **bob), order("B1", **bob))
    server.wait_until_processed()
    ann_id, bob_id = (server.get(f"/api/profiles/{ref}")["id"] for ref in ("user_id:ann", "email:bob@example.com"))
    assert ann_id != bob_id

    wrong = identify("wrong", userId="ann", traits={"email": "bob@example.com"})
    server.send(wrong)
    server.wait_until_processed()
    assert server.get(f"/api/profiles/{bob_id}")["id"] == ann_id
    [merge] = [each for each in server.get("/api/identity/merges")["items"] if each["loser_id"] == bob_id]

    path = f"/api/profiles/{bob_id}/split"
    preview = server.carry_out("POST", path, {"undo": str(merge["id"]), "preview": True})
    assert [side["id"] for side in preview["result"]["sides"]] == [ann_id, bob_id]
    assert server.get(f"/api/profiles/{bob_id}")["id"] == ann_id

    done = server.carry_out("POST", path, {"undo": str(merge["id"])})
    assert done["result"]["parted_id"] == bob_id
    assert server.get("/api/profiles/email:bob@example.com")["id"] == bob_id
    wait_until(lambda: orders_on(server, bob_id) == {"B1"}, 30, "Bob's order is not on his timeline")
    wait_until(lambda: orders_on(server, ann_id) == {"A1"}, 30, "Ann's timeline is not hers alone")
    both = {ref: server.get(f"/api/profiles/{ref}") for ref in (ann_id, bob_id)}
    assert {ref: shown["computed"]["orders"] for ref, shown in both.items()} == {ann_id: 1, bob_id: 1}
    assert {ref: shown["traits"]["firstName"] for ref, shown in both.items()} == {ann_id: "Ann", bob_id: "Bob"}

    server.send({**wrong, "messageId": "wrong again"}, order("A2", userId="ann"), order("B2", **bob))
    server.wait_until_processed()
    assert server.get("/api/profiles/user_id:ann")["id"] == ann_id
    assert server.get("/api/profiles/email:bob@example.com")["id"] == bob_id
    assert (orders_on(server, ann_id), orders_on(server, bob_id)) == ({"A1", "A2"}, {"B1", "B2"})


def test_what_cannot_be_split_is_refused_with_the_reason(server: Server) -> None:
    server.send(identify("c1", userId="cleo", traits={"email": "cleo@example.com"}))
    server.wait_until_processed()
    for body, status in (
        ({"identifiers": ["user_id:cleo", "email:cleo@example.com"]}, 422),
        ({"identifiers": ["email:nobody@example.com"]}, 422),
        ({"undo": "prf_nobody"}, 404),
        ({}, 422),
    ):
        answer = server.request("POST", "/api/profiles/user_id:cleo/split", json=body)
        assert answer.status_code == status, answer.text
        assert answer.json()["detail"]
    assert server.request("POST", "/api/profiles/user_id:nobody/split", json={"undo": "1"}).status_code == 404


def test_the_command_line_merges_splits_and_erases(server: Server) -> None:
    server.send(identify("d1", userId="dora"), identify("e1", anonymousId="e", traits={"email": "eve@example.com"}))
    server.wait_until_processed()
    eve_id = server.get("/api/profiles/email:eve@example.com")["id"]
    merged = json.loads(server.cli("profile", "merge", "user_id:dora", "email:eve@example.com", "--yes", "--json"))
    assert merged["merged_id"] == eve_id
    shown = server.cli("profile", "split", "user_id:dora", "--undo", eve_id, "--preview")
    assert "eve@example.com" in shown
    json.loads(server.cli("profile", "split", "user_id:dora", "--undo", eve_id, "--yes", "--json"))
    assert server.get("/api/profiles/email:eve@example.com")["id"] == eve_id
    erased = json.loads(server.cli("profile", "erase", "email:eve@example.com", "--yes", "--json"))
    assert erased["erased_ids"] == [eve_id]
    assert server.request("GET", f"/api/profiles/{eve_id}").status_code == 404

    def is_gone() -> bool:
        return eve_id not in {row["profile_id"] for row in server.query("SELECT profile_id FROM events")}

    wait_until(is_gone, 30, "the erased events are still in the warehouse")


def test_one_side_of_a_merge_is_erased_over_http(server: Server) -> None:
    server.send(order("F1", userId="fay"), order("G1", anonymousId="gus"))
    server.wait_until_processed()
    gus_id = server.get("/api/profiles/anonymous_id:gus")["id"]
    server.carry_out("POST", "/api/profiles/user_id:fay/merge", {"other": gus_id})
    erased = server.carry_out("DELETE", "/api/profiles/user_id:fay", params={"side": gus_id})
    assert erased["result"]["erased_ids"] == [gus_id]
    assert server.get("/api/profiles/user_id:fay")["computed"]["orders"] == 1
    wait_until(lambda: orders_on(server, "user_id:fay") == {"F1"}, 30, "the erased order is still there")
