"""Every change is on record: who, what, from where; never a secret, never what an administrator may not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portret.govern import at_the_machine, create_token
from portret.govern.access.attempts import Attempts, keys_of_record
from portret.govern.audit.record import without_secrets
from portret.kernel import ManualClock, TooMany
from portret.state import State
from tests.support.office import PASSWORD, Office, open_office


@pytest.fixture
def office(state: State, tmp_path: Path) -> Iterator[Office]:
    with open_office(state, tmp_path) as office:
        office.employ("owner")
        yield office


def entries(office: Office, **asked: Any) -> list[dict[str, Any]]:
    bearer = {"authorization": f"Bearer {office.admin_token}"}
    answer = office.browser().client.get("/api/audit", params={"limit": 200, **asked}, headers=bearer)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_signing_in_and_out_is_on_record_with_the_address(office: Office) -> None:
    owner = office.signed_in("owner", address="198.51.100.4")
    owner.client.delete("/api/session")
    closed, opened = entries(office)
    assert (opened["action"], closed["action"]) == ("session.open", "session.close")
    assert (opened["address"], opened["role"], opened["actor_kind"]) == ("198.51.100.4", "owner", "user")
    assert opened["object"] == opened["session_id"] == closed["object"]


def test_whoever_is_kept_out_is_on_record_without_what_they_typed(office: Office) -> None:
    user_id = office.employ("marketer")
    stranger = office.browser(address="198.51.100.7")
    stranger.sign_in("marketer@example.com", "a guessed password")
    stranger.sign_in("nobody@example.com", "a guessed password")
    unknown, wrong = entries(office, what="session.refuse")
    assert (wrong["object"], wrong["actor_id"], wrong["address"]) == (user_id, user_id, "198.51.100.7")
    assert (unknown["object"], unknown["actor_id"], unknown["actor_name"]) == ("", "", "")
    assert not {"guessed", "nobody"} & set(re.findall(r"\w+", str([unknown, wrong])))


def test_tries_without_end_do_not_fill_the_record() -> None:
    clock = ManualClock(datetime(2026, 1, 2, tzinfo=UTC))
    attempts = Attempts(clock)
    for _ in range(100):
        attempts.take(keys_of_record("usr_1"))
    with pytest.raises(TooMany):
        attempts.take(keys_of_record("usr_1"))
    attempts.take(keys_of_record("usr_2"))


def test_a_change_of_role_says_what_it_was_and_what_it_is(office: Office) -> None:
    user_id = office.employ("analyst")
    office.signed_in("owner").call("PATCH", f"/api/users/{user_id}", json={"role": "support"})
    found = entries(office, what="user.role")[0]
    assert (found["object"], found["before"], found["after"]) == (user_id, {"role": "analyst"}, {"role": "support"})


def test_what_other_rooms_change_is_on_record_too(office: Office) -> None:
    owner = office.signed_in("owner")
    assert owner.call("POST", "/api/brands", json={"slug": "shoes", "name": "Shoes"}).status_code == 201
    assert owner.call("PATCH", "/api/workspace", json={"name": "Shop"}).status_code == 200
    workspace, brand = entries(office, what="P")
    assert (brand["action"], brand["after"]) == ("POST /api/brands", {"slug": "shoes", "name": "Shoes"})
    assert (workspace["action"], workspace["after"]) == ("PATCH /api/workspace", {"name": "Shop"})
    assert workspace["object"] == office.workspace_id


def test_what_is_refused_or_only_read_is_not(office: Office) -> None:
    owner = office.signed_in("owner")
    owner.get("/api/users")
    owner.call("POST", "/api/brands", json={"slug": "No Slug", "name": "Shoes"})
    owner.call("PATCH", "/api/users/usr_nobody", json={"role": "admin"})
    assert [each["action"] for each in entries(office)] == ["session.open"]


def test_no_secret_is_on_record(office: Office) -> None:
    owner = office.signed_in("owner")
    secrets = [
        owner.call("POST", "/api/tokens", json={"name": "t", "role": "admin"}).json()["token"],
        owner.call("POST", "/api/invites", json={"email": "a@example.com", "role": "admin"}).json()["token"],
        owner.call("POST", "/api/sources", json={"name": "Web", "kind": "browser"}).json(),
        owner.session,
        PASSWORD,
    ]
    secrets[2] = str(secrets[2])[-400:]
    changed = {"current_password": PASSWORD, "new_password": "six happy green cows"}
    assert owner.call("POST", "/api/me/password", json=changed).status_code == 200
    text = str(entries(office))
    assert len(entries(office)) >= 5
    assert [secret for secret in (*secrets, "six happy green cows") if str(secret) in text] == []


def test_what_a_secret_is_called_hides_it() -> None:
    shown = without_secrets({"password": "x", "new_Password": "x", "nested": {"api_key": "x", "name": "y"}, "n": 1})
    assert shown == {"password": "***", "new_Password": "***", "nested": {"api_key": "***", "name": "y"}, "n": 1}
    assert without_secrets({"long": "a" * 600})["long"] == "a" * 500 + "…"


def test_it_is_read_by_who_when_and_what_page_by_page(office: Office) -> None:
    owner = office.signed_in("owner")
    for number in range(5):
        owner.call("POST", "/api/brands", json={"slug": f"b{number}", "name": "B"})
    bearer = {"authorization": f"Bearer {office.admin_token}"}
    client = office.browser().client
    seen, cursor = [], None
    while True:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/audit", params=asked, headers=bearer).json()
        seen += [item["id"] for item in page["items"]]
        if not (cursor := page["next_cursor"]):
            break
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, reverse=True)
    user_id = owner.get("/api/session").json()["user"]["id"]
    assert len(entries(office, who=user_id)) == 6
    assert entries(office, who="usr_nobody") == []
    assert len(entries(office, what="POST /api/brands")) == 5
    assert len(entries(office, what="/api/brands")) == 5
    assert entries(office, what="/brands") == []
    assert entries(office, since="2026-11-23T00:00:00Z") == []
    assert len(entries(office, since="2026-11-22T00:00:00Z", until="2026-11-23T00:00:00Z")) == 6


def test_nobody_changes_the_record(office: Office) -> None:
    owner = office.signed_in("owner")
    found = entries(office)[0]["id"]
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert owner.call(method, "/api/audit", json={}).status_code == 405
        assert owner.call(method, f"/api/audit/{found}", json={}).status_code in (404, 405)


def test_what_is_done_at_the_machine_is_on_record_by_the_account(office: Office) -> None:
    actor = at_the_machine(office.workspace_id)
    create_token(office.state, office.clock, actor, "reader", "BI")
    found = entries(office)[0]
    assert (found["actor_kind"], found["action"], found["after"]["role"]) == ("command", "token.create", "reader")


def test_the_record_of_another_workspace_is_not_shown(office: Office) -> None:
    create_token(office.state, office.clock, at_the_machine("ws_other"), "reader", "BI")
    assert entries(office) == []
