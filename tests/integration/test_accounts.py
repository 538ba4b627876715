"""Accounts through the real pipeline and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from portret import profile
from portret.kernel import ManualClock
from portret.profile.api import routes
from portret.warehouse import Warehouse
from portret.web.problems import add_problem_handlers
from tests.support.calling import NO_WAREHOUSE, Caller
from tests.support.folding import Installation, Request, Worker, append, working

AT_MS = 1_790_000_000_000


@dataclass
class Shop:
    """A worker, what is sent to it, and the API on its state."""

    installation: Installation
    log_path: Path
    worker: Worker
    caller: Caller
    client: TestClient
    sent: int = 0

    def send(self, *documents: dict[str, Any], kind: str = "server") -> None:
        requests = []
        for document in documents:
            self.sent += 1
            made = {"messageId": f"m-{self.sent}", **document}
            requests.append(Request(self.installation.sources[kind], AT_MS + self.sent * 1000, made))
        append(self.log_path, requests)
        self.worker.work()

    def get(self, path: str, status: int = 200, **parameters: Any) -> Any:
        answer = self.client.get(path, params=parameters)
        assert answer.status_code == status, answer.text
        return answer.json()

    def people(self, account_id: str) -> set[str]:
        return {item["id"] for item in self.get(f"/api/accounts/{account_id}/profiles")["items"]}


@pytest.fixture
def shop(sqlite_installation: Installation, tmp_path: Path) -> Iterator[Shop]:
    installation = sqlite_installation
    warehouse = Warehouse(NO_WAREHOUSE)
    with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        clock = ManualClock(datetime(2026, 11, 21, tzinfo=UTC))
        caller = Caller(workspace_id=installation.workspace_id, state=worker.state, warehouse=warehouse, clock=clock)
        app = FastAPI()
        app.include_router(routes(lambda: caller))
        add_problem_handlers(app)
        with TestClient(app) as client:
            yield Shop(installation, tmp_path / "log.db", worker, caller, client)
    warehouse.close()


def group(account_id: str, user_id: str, **traits: Any) -> dict[str, Any]:
    return {"type": "group", "groupId": account_id, "userId": user_id, "traits": traits}


def test_a_group_call_makes_an_account_and_its_traits_are_not_the_persons(shop: Shop) -> None:
    shop.send(group("acme/1", "ann", name="Acme GmbH", employees=12, email="office@acme.example"))
    account = shop.get("/api/accounts/acme/1")
    assert account["name"] == "Acme GmbH"
    assert account["traits"]["employees"]["value"] == 12
    assert account["traits"]["employees"]["source_id"] == shop.installation.sources["server"]
    assert account["events"] == 1
    person = shop.get("/api/profiles/user_id:ann")
    assert person["traits"] == {}
    assert [identifier["namespace"] for identifier in person["identifiers"]] == ["user_id"]
    assert shop.people("acme/1") == {person["id"]}


def test_any_event_that_names_a_group_makes_its_person_a_member(shop: Shop) -> None:
    shop.send({"type": "page", "userId": "ann", "context": {"groupId": "acme"}})
    shop.send({"type": "page", "userId": "bob", "context": {"groupId": "null"}})
    (membership,) = shop.get("/api/profiles/user_id:ann/accounts")["items"]
    assert membership["id"] == "acme"
    assert membership["first_at"] == membership["last_at"]
    assert shop.get("/api/profiles/user_id:bob/accounts")["items"] == []
    assert [account["id"] for account in shop.get("/api/accounts")["items"]] == ["acme"]


def test_members_follow_a_merge(shop: Shop) -> None:
    shop.send(
        {"type": "page", "anonymousId": "a-1", "context": {"groupId": "acme"}},
        group("bolt", "ann"),
    )
    assert shop.people("acme") != shop.people("bolt")
    shop.send({"type": "identify", "userId": "ann", "anonymousId": "a-1"})
    assert shop.people("acme") == shop.people("bolt") == {shop.get("/api/profiles/user_id:ann")["id"]}


def test_who_is_removed_is_no_member_any_more_and_a_state_folded_anew_says_who_is(shop: Shop) -> None:
    shop.send(group("acme", "ann"), group("acme", "bob"), group("bolt", "bob"))
    ann, bob = (shop.get(f"/api/profiles/user_id:{name}")["id"] for name in ("ann", "bob"))
    workspace_id = shop.installation.workspace_id
    with shop.worker.state.begin() as connection:
        profile.remove_many(connection, [(workspace_id, ann)])
        anew = profile.empty()
        anew.is_unindexed = True
        profile.save_many(connection, {(workspace_id, bob): anew}, 9)
    assert shop.people("acme") == shop.people("bolt") == set()
    assert shop.worker.rows("account_members") == []


def test_accounts_are_listed_and_found_page_by_page(shop: Shop) -> None:
    names = {"a-1": "Żółw S.A.", "a-2": "Zebra", "b-1": "Acme", "b-2": "100% Pure"}
    shop.send(*(group(account_id, "ann", name=name) for account_id, name in names.items()))
    first = shop.get("/api/accounts", limit=3)
    rest = shop.get("/api/accounts", limit=3, cursor=first["next_cursor"])
    assert [account["id"] for account in first["items"] + rest["items"]] == sorted(names)
    assert rest["next_cursor"] is None

    def found(question: str) -> list[str]:
        return [account["id"] for account in shop.get("/api/accounts", search=question)["items"]]

    assert found("zol") == ["a-1"]
    assert found("a") == ["a-1", "a-2", "b-1"]
    assert found("100%") == ["b-2"]
    assert found("%") == found("_") == found("' OR 1=1 --") == []


def test_people_of_an_account_come_page_by_page(shop: Shop) -> None:
    shop.send(*(group("acme", f"u-{number}") for number in range(5)))
    found: list[str] = []
    cursor = None
    while cursor is not None or not found:
        page = shop.get("/api/accounts/acme/profiles", limit=2, **({"cursor": cursor} if cursor else {}))
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(found) == len(set(found)) == 5
    assert found == sorted(found)


def test_another_workspace_sees_nothing(shop: Shop) -> None:
    shop.send(group("acme", "ann"))
    shop.caller.workspace_id = "ws_other"
    assert shop.get("/api/accounts")["items"] == []
    shop.get("/api/accounts/acme", status=404)
    shop.get("/api/accounts/acme/profiles", status=404)
    shop.get("/api/profiles/user_id:ann/accounts", status=404)


def test_the_newest_word_about_an_account_counts_whenever_it_arrives(shop: Shop) -> None:
    newer = group("acme", "ann", plan="gold") | {"timestamp": "2026-05-02T00:00:00Z"}
    older = group("acme", "bob", plan="free") | {"timestamp": "2026-05-01T00:00:00Z"}
    shop.send(newer)
    shop.send(older)
    assert shop.get("/api/accounts/acme")["traits"]["plan"]["value"] == "gold"


def test_consent_is_shown_with_who_said_so_and_when(shop: Shop) -> None:
    shop.send(
        {
            "type": "page",
            "userId": "ann",
            "context": {"consent": {"categoryPreferences": {"ads": False, "mail": True}}},
        },
        {
            "type": "track",
            "event": "Consent Updated",
            "userId": "ann",
            "properties": {"purposes": {"ads": True}, "channel": "email"},
        },
    )
    got = shop.get("/api/profiles/user_id:ann")
    source_id = shop.installation.sources["server"]
    told = {purpose: (said["granted"], said["explicit"]) for purpose, said in got["consent"].items()}
    assert told == {"ads": (False, False), "ads:email": (True, True), "mail": (True, False)}
    assert {said["source_id"] for said in got["consent"].values()} == {source_id}
    assert got["consent_per_brand"] == {"default": got["consent"]}
    assert got["computed"]["consent_granted"] == ["ads:email", "mail"]
