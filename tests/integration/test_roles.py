"""Who may call what: every route, by every role, through the whole web application."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portret.govern import PERMISSIONS, USER_ROLES, UserRole
from portret.kernel import Permission
from portret.state import State
from tests.support.office import Browser, Office, open_office

METHODS = ("get", "post", "put", "patch", "delete")
BLIND: tuple[UserRole, ...] = ("analyst", "read-only")
ENDS_THE_SESSION = {("delete", "/api/session"), ("delete", "/api/sessions")}


@pytest.fixture
def office(state: State, tmp_path: Path) -> Iterator[Office]:
    with open_office(state, tmp_path) as office:
        yield office


def operations(office: Office) -> list[tuple[str, str, list[str] | None]]:
    """Return method, path and permissions of every route under /api."""
    document = office.browser().client.get("/api/openapi.json").json()
    return [
        (method, path, item[method].get("x-permissions"))
        for path, item in document["paths"].items()
        if path.startswith("/api/")
        for method in METHODS
        if method in item
    ]


def asked(browser: Browser, method: str, path: str, **headers: str) -> Any:
    """Call a route as badly as possible: nothing is there under these names, and the body is wrong."""
    named = re.sub(r"{ref[^}]*}", "prf_nobody", path)
    return browser.call(method.upper(), re.sub(r"{[^}]*}", "nothing", named), json=["wrong"], headers=headers)


def test_every_role_may_do_what_its_permissions_say_and_nothing_else(office: Office) -> None:
    office.employ_all()
    routes = operations(office)
    assert len(routes) > 90
    wrong = []
    for role in USER_ROLES:
        browser = office.signed_in(role)
        for method, path, needed in routes:
            if needed is None or (method, path) in ENDS_THE_SESSION:
                continue
            status = asked(browser, method, path).status_code
            may = set(needed) <= PERMISSIONS[role]
            if (status == 403) == may or status in (401, 500):
                wrong.append((role, method, path, needed, status))
    assert wrong == []


def test_nobody_calls_what_is_not_open(office: Office) -> None:
    browser = office.browser()
    codes = {
        (method, path): asked(browser, method, path).status_code
        for method, path, needed in operations(office)
        if needed is not None
    }
    assert {key: code for key, code in codes.items() if code != 401} == {}


def test_what_is_open_is_the_door_alone(office: Office) -> None:
    assert {(method, path) for method, path, needed in operations(office) if needed is None} == {
        ("post", "/api/setup"),
        ("post", "/api/session"),
        ("delete", "/api/session"),
        ("get", "/api/session/single-sign-on"),
        ("get", "/api/session/single-sign-on/callback"),
        ("get", "/api/invites/{token}"),
        ("post", "/api/invites/{token}/accept"),
    }


def test_a_forbidden_route_says_what_is_missing(office: Office) -> None:
    office.employ("analyst")
    answer = office.signed_in("analyst").get("/api/audit")
    assert answer.status_code == 403
    told = answer.json()
    assert told["detail"] == (
        "The role “Analyst” does not allow this: “See the audit log”. "
        "Ask an owner or an administrator of the workspace."
    )
    [fault] = told["errors"]
    assert (fault["code"], fault["values"]["role"]["values"]) == ("permission-needed", {"id": "analyst"})
    assert fault["values"]["may"]["values"] == {"ids": ["audit.read"]}
    note = office.signed_in("analyst").call("POST", "/api/profiles/prf_nobody/notes", json={"text": "x"})
    assert "“Edit, merge and split people” and “See personal data”" in note.json()["detail"]


@pytest.mark.parametrize("role", BLIND)
@pytest.mark.parametrize(
    "path",
    [
        "/api/profiles?search=jo@example.com",
        "/api/profiles/email:jo@example.com",
        "/api/profiles/email:jo@example.com/timeline",
        "/api/profiles/email:jo@example.com/segments",
        "/api/identity/explain?a=email:jo@example.com&b=prf_1",
        "/api/accounts",
        "/api/segments/any/export?column=identifiers.email",
    ],
)
def test_who_sees_no_personal_data_cannot_find_out_by_asking_for_it(office: Office, role: Any, path: str) -> None:
    office.employ(role)
    answer = office.signed_in(role).get(path)
    assert answer.status_code == (404 if "export" in path and role == "analyst" else 403)


@pytest.mark.parametrize("role", ["marketer", "support"])
def test_who_sees_personal_data_looks_for_people_by_it(office: Office, role: Any) -> None:
    office.employ(role)
    browser = office.signed_in(role)
    assert browser.get("/api/profiles?search=jo@example.com").status_code == 200
    assert browser.get("/api/profiles/email:jo@example.com").status_code == 404


def test_a_marketer_brings_files_and_touches_no_source_but_the_one_an_import_makes(office: Office) -> None:
    office.employ_all()
    marketer = office.signed_in("marketer")
    file = {"params": {"name": "people.csv"}, "content": b"user_id\nada\n"}
    brought = marketer.call("POST", "/api/imports", **file).json()
    mapping = marketer.get(f"/api/imports/{brought['id']}/columns").json()["mapping"]
    begun = {"about": "people", "mapping": mapping, "new_source": {"name": "People"}}
    source = marketer.call("POST", f"/api/imports/{brought['id']}/start", json=begun).json()["source_id"]
    assert marketer.get(f"/api/sources/{source}").json()["name"] == "People"
    new = marketer.call("POST", "/api/sources", json={"name": "Shop", "kind": "server"})
    renamed = marketer.call("PATCH", f"/api/sources/{source}", json={"name": "Mine"})
    key = marketer.call("POST", f"/api/sources/{source}/keys")
    assert [new.status_code, renamed.status_code, key.status_code] == [403, 403, 403]
    assert [office.signed_in(role).call("POST", "/api/imports", **file).status_code for role in BLIND] == [403, 403]


def test_a_new_role_holds_from_the_next_request(office: Office) -> None:
    office.employ("owner")
    user_id = office.employ("admin")
    owner, admin = office.signed_in("owner"), office.signed_in("admin")
    assert admin.get("/api/audit").status_code == 200
    assert owner.call("PATCH", f"/api/users/{user_id}", json={"role": "read-only"}).status_code == 200
    assert admin.get("/api/audit").status_code == 403
    assert admin.get("/api/session").json()["permissions"] == sorted(PERMISSIONS["read-only"])


def test_an_admin_makes_no_owner_and_touches_none(office: Office) -> None:
    owner_id, admin_id = office.employ("owner"), office.employ("admin")
    admin = office.signed_in("admin")
    assert admin.call("PATCH", f"/api/users/{admin_id}", json={"role": "owner"}).status_code == 403
    assert admin.call("PATCH", f"/api/users/{owner_id}", json={"role": "read-only"}).status_code == 403
    assert admin.call("PATCH", f"/api/users/{owner_id}", json={"disabled": True}).status_code == 403
    assert admin.call("DELETE", f"/api/users/{owner_id}").status_code == 403
    assert admin.call("POST", "/api/invites", json={"email": "o@example.com", "role": "owner"}).status_code == 403


def test_the_last_owner_stays(office: Office) -> None:
    owner_id = office.employ("owner")
    owner = office.signed_in("owner")
    assert owner.call("PATCH", f"/api/users/{owner_id}", json={"role": "admin"}).status_code == 409
    assert owner.call("PATCH", f"/api/users/{owner_id}", json={"disabled": True}).status_code == 409
    assert owner.call("DELETE", f"/api/users/{owner_id}").status_code == 409
    second = office.employ("owner", "second@example.com")
    assert owner.call("PATCH", f"/api/users/{second}", json={"role": "admin"}).status_code == 200


def test_users_of_another_workspace_are_not_there(office: Office) -> None:
    office.employ("owner")
    stranger = office.employ("marketer", "else@example.com", workspace_id="ws_other")
    owner = office.signed_in("owner")
    assert owner.call("PATCH", f"/api/users/{stranger}", json={"role": "owner"}).status_code == 404
    assert owner.call("DELETE", f"/api/users/{stranger}").status_code == 404
    assert owner.get(f"/api/users/{stranger}").status_code == 404
    assert stranger not in owner.get("/api/users").text
    taken = owner.call("POST", "/api/invites", json={"email": "else@example.com", "role": "analyst"})
    assert taken.status_code == 409


def test_an_invite_lets_one_person_in_once(office: Office) -> None:
    office.employ("owner")
    owner, guest = office.signed_in("owner"), office.browser()
    made = owner.call("POST", "/api/invites", json={"email": "Bo@Example.com", "role": "analyst"}).json()
    assert made["link"] == f"http://portret.test/invite/{made['token']}"
    assert made["token"] not in owner.get("/api/invites").text
    assert guest.client.get(f"/api/invites/{made['token']}").json() == {
        "workspace_name": "Default",
        "email": "Bo@example.com",
        "role": "analyst",
    }
    body = {"name": "Bo", "password": "six happy green cows"}
    weak = guest.client.post(f"/api/invites/{made['token']}/accept", json=body | {"password": "short"})
    assert weak.status_code == 422
    come = guest.keep(guest.client.post(f"/api/invites/{made['token']}/accept", json=body))
    assert (come.status_code, come.json()["role"]) == (201, "analyst")
    assert guest.get("/api/users").status_code == 200
    assert office.browser().client.post(f"/api/invites/{made['token']}/accept", json=body).status_code == 404
    assert office.browser().client.get(f"/api/invites/{made['token']}").status_code == 404


def test_an_invite_is_good_for_a_week_unless_it_is_taken_back_or_made_anew(office: Office) -> None:
    office.employ("owner")
    owner = office.signed_in("owner")
    first, second = (
        owner.call("POST", "/api/invites", json={"email": "bo@example.com", "role": "support"}).json() for _ in "12"
    )
    assert office.browser().client.get(f"/api/invites/{first['token']}").status_code == 404
    assert office.browser().client.get(f"/api/invites/{second['token']}").status_code == 200
    assert owner.call("DELETE", f"/api/invites/{second['id']}").status_code == 204
    assert office.browser().client.get(f"/api/invites/{second['token']}").status_code == 404


def test_the_set_up_is_no_invite(office: Office) -> None:
    token = office.set_up_token
    browser = office.browser().client
    assert browser.get(f"/api/invites/{token}").status_code == 404
    body = {"name": "Eve", "password": "six happy green cows"}
    assert browser.post(f"/api/invites/{token}/accept", json=body).status_code == 404


def test_a_token_may_do_no_more_than_its_user_at_that_moment(office: Office) -> None:
    office.employ("owner")
    user_id = office.employ("admin")
    owner, admin = office.signed_in("owner"), office.signed_in("admin")
    text = admin.call("POST", "/api/tokens", json={"name": "mine", "role": "admin"}).json()["token"]
    bearer = {"authorization": f"Bearer {text}"}
    client = office.browser().client
    assert client.get("/api/audit", headers=bearer).status_code == 200
    assert client.get("/api/session", headers=bearer).json()["csrf_token"] == ""
    owner.call("PATCH", f"/api/users/{user_id}", json={"role": "analyst"})
    assert client.get("/api/audit", headers=bearer).status_code == 403
    assert client.get("/api/session", headers=bearer).json()["sees_personal_data"] is False
    owner.call("PATCH", f"/api/users/{user_id}", json={"disabled": True})
    assert client.get("/api/session", headers=bearer).status_code == 401


def test_nobody_makes_a_token_that_may_more_than_they(office: Office) -> None:
    office.employ("analyst")
    office.employ("read-only")
    analyst = office.signed_in("analyst")
    codes = {
        role: analyst.call("POST", "/api/tokens", json={"name": "t", "role": role}).status_code
        for role in ("admin", "marketer", "analyst", "support", "read-only", "reader")
    }
    assert codes == {"admin": 403, "marketer": 403, "analyst": 201, "support": 403, "read-only": 201, "reader": 403}
    reading = office.signed_in("read-only").call("POST", "/api/tokens", json={"name": "t", "role": "read-only"})
    assert reading.status_code == 403


def test_tokens_are_their_users_and_administrators_see_all(office: Office) -> None:
    office.employ_all()
    support, analyst, admin = (office.signed_in(role) for role in ("support", "analyst", "admin"))
    made = support.call("POST", "/api/tokens", json={"name": "mine", "role": "support"}).json()
    assert [item["id"] for item in support.get("/api/tokens").json()["items"]] == [made["id"]]
    assert analyst.get("/api/tokens").json()["items"] == []
    assert analyst.call("DELETE", f"/api/tokens/{made['id']}").status_code == 404
    assert made["id"] in admin.get("/api/tokens").text
    assert admin.call("DELETE", f"/api/tokens/{made['id']}").status_code == 200


def test_a_token_in_a_header_needs_no_proof_and_no_cookie_helps_it(office: Office) -> None:
    office.employ("owner")
    bearer = {"authorization": f"Bearer {office.admin_token}", "origin": "https://elsewhere.example"}
    client = office.browser().client
    assert client.post("/api/brands", json={"slug": "one", "name": "One"}, headers=bearer).status_code == 201
    owner = office.signed_in("owner")
    assert owner.get("/api/session", headers={"authorization": "Bearer ptk_wrong"}).status_code == 401
    assert client.get("/api/me", headers=bearer).status_code in (404, 405)
    assert client.get("/api/session", headers=bearer).status_code == 403


def test_who_did_something_has_a_name_also_when_they_are_gone(office: Office) -> None:
    office.employ_all()
    admin, support = office.signed_in("admin"), office.signed_in("support")
    token = support.call("POST", "/api/tokens", json={"name": "Till", "role": "support"}).json()["id"]
    support_id = support.get("/api/session").json()["user"]["id"]
    admin.call("DELETE", f"/api/users/{support_id}")
    stranger = office.employ("analyst", "else@example.com", workspace_id="ws_other")
    found = admin.get("/api/names", params={"id": [token, support_id, stranger, "usr_none"]}).json()["items"]
    assert {each["id"]: each["name"] for each in found} == {token: "Till", support_id: "The support"}


def test_the_permissions_of_a_session_are_those_of_its_role(office: Office) -> None:
    office.employ_all()
    for role in USER_ROLES:
        session = office.signed_in(role).get("/api/session").json()
        assert session["permissions"] == sorted(PERMISSIONS[role])
        assert session["sees_personal_data"] == (Permission.PERSONAL_DATA_SEE in PERMISSIONS[role])


def test_whoever_is_signed_in_reads_what_every_role_may_do(office: Office) -> None:
    office.employ_all()
    told = office.signed_in("read-only").call("GET", "/api/roles").json()
    assert {each["role"]: set(each["permissions"]) for each in told["items"]} == PERMISSIONS
    assert [each["role"] for each in told["items"] if not each["of_users"]] == ["reader"]
    assert told["permissions"] == list(Permission)
