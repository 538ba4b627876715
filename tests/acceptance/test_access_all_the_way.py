"""From the first start to an analyst at work: the set-up, an invite, and what each sees of the same person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.server import Server, running_server, wait_until

PASSWORD = "four happy green cows"
SECRETS = ("zbigniew", "Kowalski", "600100200", "Polna", "shop.example", "203.0.113.77", "baldness")
PERSON = {
    "type": "identify",
    "userId": "zbigniew-77",
    "traits": {
        "email": "zbigniew@example.com",
        "name": "Zbigniew Kowalski",
        "phone": "+48600100200",
        "address": {"street": "Polna 7", "city": "Sopot"},
    },
    "context": {"ip": "203.0.113.77"},
}
ORDER = {
    "type": "track",
    "userId": "zbigniew-77",
    "event": "Order Completed",
    "messageId": "m-1",
    "properties": {
        "order_id": "o-1",
        "revenue": 120.5,
        "currency": "PLN",
        "gift_note": "for Kowalski",
        "products": [{"product_id": "p-1", "sku": "s-1", "price": 120.5, "quantity": 1, "engraving": "Zbigniew"}],
    },
    "context": {"page": {"url": "https://shop.example/?u=zbigniew@example.com"}},
}
SEARCH = {
    "type": "track",
    "userId": "zbigniew-77",
    "event": "Products Searched",
    "properties": {"query": "cure for baldness"},
}
BROKEN = {"type": "track", "userId": "zbigniew-77", "properties": {"who": "zbigniew@example.com"}}


class Person:
    """Somebody in a browser."""

    def __init__(self, server: Server) -> None:
        self.client = httpx2.Client(base_url=server.url, timeout=30.0)
        self.csrf = ""

    def come(self, answer: httpx2.Response) -> Person:
        assert answer.status_code == 201, answer.text
        self.csrf = answer.json()["csrf_token"]
        return self

    def post(self, path: str, body: Any) -> httpx2.Response:
        return self.client.post(path, json=body, headers={"X-CSRF-Token": self.csrf})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("access")) as server:
        server.send(PERSON, ORDER, SEARCH, BROKEN)
        server.wait_until_processed()
        yield server


@pytest.fixture(scope="module")
def owner(server: Server) -> Iterator[Person]:
    assert "/setup#token=TOKEN" in server.log
    token = (server.data_dir / "setup.token").read_text().strip()
    assert token not in server.log
    body = {"name": "Ada", "email": "ada@example.com", "password": PASSWORD, "setup_token": token}
    person = Person(server)
    yield person.come(person.client.post("/api/setup", json=body))
    person.client.close()


@pytest.fixture(scope="module")
def analyst(server: Server, owner: Person) -> Iterator[Person]:
    made = owner.post("/api/invites", {"email": "bo@example.com", "role": "analyst"}).json()
    person = Person(server)
    body = {"name": "Bo", "password": "six happy green cows"}
    yield person.come(person.client.post(f"/api/invites/{made['token']}/accept", json=body))
    person.client.close()


@pytest.fixture(scope="module")
def profile_id(server: Server) -> str:
    found: str = server.get("/api/profiles/user_id:zbigniew-77")["id"]
    return found


def pages(profile_id: str) -> list[str]:
    below = ("", "/traits", "/identifiers", "/timeline", "/segments", "/merges", "/drops", "/accounts")
    return [
        "/api/profiles",
        *(f"/api/profiles/{profile_id}{part}" for part in below),
        f"/api/profiles/{profile_id}/traits/email/history",
        f"/api/identity/explain?a={profile_id}&b={profile_id}",
        "/api/identity/merges",
        "/api/identity/drops",
        "/api/quarantine",
        "/api/data-quality",
        "/api/operations",
        "/api/matching/pairs",
    ]


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


def test_the_owner_sees_the_person(owner: Person, profile_id: str) -> None:
    answers = [owner.client.get(path) for path in pages(profile_id)]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert set(told("".join(answer.text for answer in answers))) == set(SECRETS)


def test_an_analyst_sees_how_much_and_when_but_not_who(analyst: Person, profile_id: str) -> None:
    answers = {path: analyst.client.get(path) for path in pages(profile_id)}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    assert {path: told(answer.text) for path, answer in answers.items() if told(answer.text)} == {}
    profile = answers[f"/api/profiles/{profile_id}"].json()
    assert (profile["computed"]["orders"], profile["computed"]["revenue"][0]["amount"]) == (1, "120.50")
    events = answers[f"/api/profiles/{profile_id}/timeline"].json()["items"]
    (order,) = [event for event in events if event["name"] == "Order Completed"]
    assert order["properties"]["products"][0] == {
        "product_id": "p-1",
        "sku": "s-1",
        "price": 120.5,
        "quantity": 1,
        "engraving": "•••",
    }


def test_examples_and_exports_tell_an_analyst_nobody(server: Server, analyst: Person, profile_id: str) -> None:
    condition = {"kind": "trait", "trait": "orders", "compare": {"op": "gt", "value": 0}}
    asked = {"condition": condition}
    wait_until(lambda: server.post("/api/segments/preview", asked)["count"] == 1, otherwise="the buyer is not found")
    seen, found = server.post("/api/segments/preview", asked), analyst.post("/api/segments/preview", asked).json()
    assert seen["examples"][0]["email"] == "zbigniew@example.com"
    assert (found["count"], found["examples"][0]["id"]) == (1, profile_id)
    assert told(str(found)) == []
    body = {"definition": {"key": "buyers", "members": {"kind": "static"}}}
    assert server.request("PUT", "/api/segments/buyers", json=body).status_code == 200
    export = "/api/segments/buyers/export"
    assert analyst.client.get(export).text.splitlines()[0] == "profile_id,entered_at"
    assert analyst.client.get(f"{export}?column=identifiers.email").status_code == 403
    assert analyst.client.get(f"{export}?column=traits.name").status_code == 403


def test_sql_is_for_administrators(owner: Person, analyst: Person) -> None:
    assert owner.post("/api/query", {"sql": "SELECT count() FROM events"}).status_code == 200
    assert analyst.post("/api/query", {"sql": "SELECT count() FROM events"}).status_code == 403


def test_what_they_did_is_on_record(server: Server, owner: Person, analyst: Person) -> None:
    assert analyst.client.get("/api/audit").status_code == 403
    actions = [item["action"] for item in owner.client.get("/api/audit?limit=200").json()["items"]]
    assert {"user.join", "invite.create"} <= set(actions)
    assert told(owner.client.get("/api/audit?limit=200").text) == []
    assert not (server.data_dir / "setup.token").exists()
