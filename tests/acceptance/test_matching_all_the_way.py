"""From events to one person: a run in the worker's child process, a review on the command line, and the merge."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.matching import crowd
from tests.support.server import Server, wait_until

pytest.importorskip("splink", reason="the extra matching is not installed")

OLGA = {"first_name": "Ольга", "last_name": "Кузнецова", "birthday": "1990-12-01", "phone": "+79161234567"}
SAME_OLGA = {"first_name": "Olga", "last_name": "Kuznecova", "birthday": "1990-12-01", "phone": "+79161234568"}
EVA = {"first_name": "Eva", "last_name": "Hartmann", "birthday": "1969-07-21", "phone": "+4930123456"}
SAME_EVA = EVA | {"last_name": "Hartman", "phone": "+4930123465"}


@pytest.fixture(scope="module")
def server(server: Server) -> Server:
    people = list(crowd(60).values())
    server.send(*(identified("crm_id", str(number), traits) for number, traits in enumerate(people)))
    planted = {"olga1": OLGA, "olga2": SAME_OLGA, "eva1": EVA, "eva2": SAME_EVA}
    server.send(*(identified("crm_id", name, traits) for name, traits in planted.items()))
    server.wait_until_processed()
    return server


def identified(namespace: str, value: str, traits: dict[str, Any]) -> dict[str, Any]:
    external = [{"type": namespace, "id": value, "collection": "users", "encoding": "none"}]
    return {
        "type": "identify",
        "anonymousId": f"visitor-{value}",
        "traits": traits,
        "context": {"externalIds": external},
        "messageId": f"m-{value}",
    }


def as_json(server: Server, *arguments: str) -> Any:
    return json.loads(server.cli(*arguments, "--json"))


def profile_of(server: Server, name: str) -> str:
    return str(server.get(f"/api/profiles/crm_id:{name}")["id"])


def test_a_reviewed_pair_becomes_one_person_and_a_rejected_one_comes_back_only_if_asked(server: Server) -> None:
    assert as_json(server, "match", "run")["proposed"] == 2
    pairs = {
        frozenset((pair["profile_id"], pair["other_id"])): pair["id"] for pair in as_json(server, "match", "pairs")
    }
    olga = pairs[frozenset((profile_of(server, "olga1"), profile_of(server, "olga2")))]
    eva = pairs[frozenset((profile_of(server, "eva1"), profile_of(server, "eva2")))]
    assert "family name" in server.cli("match", "show", olga)
    server.cli("match", "accept", olga)
    assert server.post(f"/api/matching/pairs/{eva}/reject")["status"] == "rejected"
    wait_until(lambda: profile_of(server, "olga1") == profile_of(server, "olga2"), 30)
    wait_until(lambda: server.get(f"/api/matching/pairs/{olga}")["status"] == "merged", 30)
    assert as_json(server, "match", "run", "--full")["proposed"] == 0
    assert profile_of(server, "eva1") != profile_of(server, "eva2")
    server.cli("match", "reopen", eva)
    assert [pair["id"] for pair in as_json(server, "match", "pairs")] == [eva]
