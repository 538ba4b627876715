"""What would another rule do? Asked of a running server, which changes nothing by answering."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Server, wait_until

RULES = "/api/identity/simulations"


@pytest.fixture(scope="module")
def server(server: Server) -> Server:
    key = server.post("/api/sources", {"name": "CRM", "kind": "server", "phone_region": "GB"})["write_key"]
    server.send(*_customers(), *_couple(), *_collector(), write_key=key)
    server.wait_until_processed()
    return server


def _identify(**fields: Any) -> dict[str, Any]:
    return {"type": "identify", **fields}


def _customers() -> list[dict[str, Any]]:
    """Ten people who each have an address and some visits."""
    told = [_identify(userId=f"u{n}", traits={"email": f"u{n}@example.com"}) for n in range(10)]
    return told + [{"type": "page", "anonymousId": f"a{n % 5}"} for n in range(20)]


def _couple() -> list[dict[str, Any]]:
    """Two rows of a CRM with one telephone: the phone joins them."""
    phone = {"phone": "020 7946 0018"}
    return [
        _identify(messageId="ann", traits={"email": "ann@example.com", **phone}),
        _identify(messageId="ben", traits={"email": "ben@example.com", **phone}),
    ]


def _collector() -> list[dict[str, Any]]:
    """Somebody with three addresses, each told on a device of its own, and a number for each of them."""
    numbers = ("020 7946 0021", "020 7946 0022", "020 7946 0023")
    return [
        _identify(
            messageId=f"carl{n}",
            traits={"email": f"carl{n}@example.com", "phone": number, "loyalty_id": "L-1"},
        )
        for n, number in enumerate(numbers)
    ]


def _simulated(server: Server, rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = server.request("POST", RULES, json={"rules": rules, **more})
    assert asked.status_code == 202, asked.text
    ended: dict[str, Any] = {}

    def has_ended() -> bool:
        ended.update(server.get(asked.headers["Location"]))
        return ended["status"] not in ("queued", "running")

    wait_until(has_ended, 60, "the simulation does not end", lambda: server.log[-3000:])
    assert ended["status"] == "done", ended
    result: dict[str, Any] = ended["result"]
    return result


def _people(server: Server) -> list[dict[str, Any]]:
    return sorted(server.get("/api/profiles", limit=200)["items"], key=lambda profile: profile["id"])


def test_the_rules_in_force_change_nothing_and_give_the_profiles_that_are_there(server: Server) -> None:
    report = _simulated(server, {})
    assert report["present"] == report["proposed"]
    assert report["present"]["profiles"] == len(_people(server)) == 17
    assert (report["joins"]["count"], report["splits"]["count"]) == (0, 0)
    assert report["present"]["largest"]["id"] in {profile["id"] for profile in _people(server)}
    assert (report["events"], report["resolved"]) == (35, 20)


def test_a_stricter_limit_of_addresses_tells_whom_it_would_split_and_why(server: Server) -> None:
    before = _people(server)
    report = _simulated(server, {"namespaces": {"email": {"limit": 1}}})
    assert report["proposed"]["profiles"] == 17 + 1 + 2
    assert report["splits"]["count"] == 2
    largest = report["splits"]["examples"][0]
    assert (largest["count"], largest["profile"]["size"]) == (3, 7)
    assert largest["profile"]["id"] in {profile["id"] for profile in before}
    (link,) = largest["links"]
    assert (link["identifier"], link["rule"]) == ("loyalty_id:L-1", "limit of email")
    assert {event["message_id"] for event in link["events"]} == {"carl0", "carl1"}
    assert report["proposed"]["dropped"] == {"limit of email": 2}
    assert _people(server) == before
    assert server.get("/api/identity/rules")["version"] == 0


def test_a_phone_that_proves_a_person_splits_those_with_several(server: Server) -> None:
    report = _simulated(server, {"namespaces": {"phone": {"unique": True, "limit": 1}}})
    (split,) = report["splits"]["examples"]
    assert split["count"] == 3
    assert report["proposed"]["profiles"] == 19
    assert [each["identifier"] for each in report["proposed"]["shared"]] == ["loyalty_id:L-1"]


def test_an_identifier_that_is_blocked_joins_nobody(server: Server) -> None:
    report = _simulated(server, {"namespaces": {"phone": {"blocked": [r"\+442079460018"]}}})
    (split,) = report["splits"]["examples"]
    assert [part["identifiers"] for part in split["parts"]] == [["email:ann@example.com"], ["email:ben@example.com"]]
    (link,) = split["links"]
    assert link["identifier"] == "phone:+442079460018"


def test_a_trait_that_becomes_an_identifier_joins(server: Server) -> None:
    server.send(*(_identify(userId=f"m{n}", traits={"household": "H-7"}) for n in range(2)))
    server.wait_until_processed()
    rules = {
        "namespaces": {"household": {"limit": 1, "trait_keys": ["household"]}, "user_id": {"unique": False, "limit": 5}}
    }
    report = _simulated(server, rules)
    (join,) = report["joins"]["examples"]
    assert sorted(part["identifiers"][0] for part in join["parts"]) == ["user_id:m0", "user_id:m1"]
    assert join["links"][0]["identifier"] == "household:H-7"


def test_rules_that_are_none_are_refused_at_once(server: Server) -> None:
    answer = server.request("POST", RULES, json={"rules": {"namespaces": {"email": {"pattern": "("}}}})
    assert answer.status_code == 422
    assert answer.json()["path"] == "/rules/namespaces/email/pattern"


def test_the_command_line_tells_it_in_words_and_as_json(server: Server, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("namespaces:\n  email:\n    limit: 1\n")
    said = server.cli("identity", "simulate", str(rules))
    assert "would come apart: 2 cases of 5 profiles" in said
    assert "linked by loyalty_id:L-1" in said
    assert json.loads(server.cli("identity", "simulate", str(rules), "--json"))["splits"]["count"] == 2
    nobody = server.cli("identity", "simulate", str(rules), "--since", "2999-01-01T00:00:00Z", "--json")
    assert json.loads(nobody)["events"] == 0


def test_what_people_merged_and_split_by_hand_stays_as_they_said(server: Server) -> None:
    server.carry_out("POST", "/api/profiles/user_id:u2/merge", {"other": "email:carl0@example.com"})
    cut_off = {"identifiers": ["email:ben@example.com"]}
    server.carry_out("POST", "/api/profiles/email:ann@example.com/split", cut_off)
    server.wait_until_processed()
    people = _people(server)
    report = _simulated(server, {})
    assert report["present"]["profiles"] == len(people)
    assert report["present"] == report["proposed"]
    by_hand = server.get("/api/profiles/user_id:u2")["id"]
    assert report["present"]["largest"]["id"] == by_hand
    assert report["present"]["largest"]["size"] == 9
    stricter = _simulated(server, {"namespaces": {"email": {"limit": 1}}})
    assert stricter["proposed"]["largest"] == report["present"]["largest"]
    assert stricter["splits"]["count"] == 0
