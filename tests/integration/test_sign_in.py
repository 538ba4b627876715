"""Coming in and going out, through the whole web application: the set-up, sessions, cookies, passwords, limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from portret.govern.access import passwords, store
from portret.state import State
from tests.support.office import PASSWORD, Browser, Office, open_office

BETTER = "five happy green cows"
OWNER = {"name": "Ada", "email": "Ada@Example.com", "password": PASSWORD}


@pytest.fixture
def office(state: State, tmp_path: Path) -> Iterator[Office]:
    with open_office(state, tmp_path) as office:
        yield office


@pytest.fixture
def secure(state: State, tmp_path: Path) -> Iterator[Office]:
    with open_office(state, tmp_path, public_url="https://cdp.example.com/portret") as office:
        yield office


def set_up(office: Office, browser: Browser, **changes: Any) -> Any:
    body = OWNER | {"setup_token": office.set_up_token} | changes
    return browser.keep(browser.client.post("/api/setup", json=body))


def test_nobody_is_signed_in_and_the_set_up_is_due(office: Office) -> None:
    answer = office.browser().get("/api/session")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["setup_required"] is True


def test_the_set_up_makes_the_owner_names_the_workspace_and_signs_in(office: Office) -> None:
    browser = office.browser()
    answer = set_up(office, browser, workspace_name="Shop")
    assert answer.status_code == 201
    session = browser.get("/api/session").json()
    assert session["user"]["email"] == "Ada@example.com"
    assert (session["role"], session["workspace"]["name"], session["sees_personal_data"]) == ("owner", "Shop", True)
    assert session == answer.json()
    assert not office.settings.setup_token_path.exists()


def test_the_set_up_is_closed_to_strangers_and_once_there_is_a_user(office: Office) -> None:
    token = office.set_up_token
    assert set_up(office, office.browser(), setup_token="guessed").status_code == 403
    assert set_up(office, office.browser(address="127.0.0.1"), setup_token="").status_code == 403
    assert set_up(office, office.browser()).status_code == 201
    again = office.browser().client.post("/api/setup", json=OWNER | {"setup_token": token, "email": "b@example.com"})
    assert again.status_code == 409
    assert office.browser().get("/api/session").json()["setup_required"] is False


def test_a_failed_set_up_makes_nobody(office: Office) -> None:
    assert set_up(office, office.browser(), password="password12").status_code == 422
    assert set_up(office, office.browser(), email="no address").status_code == 422
    assert set_up(office, office.browser(), name="   ").status_code == 422
    assert set_up(office, office.browser()).status_code == 201


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaa", "password1234", "ada@example.com1", "x" * 201, "ada ada ada"]
)
def test_a_weak_password_is_refused_with_its_path(office: Office, password: str) -> None:
    answer = set_up(office, office.browser(), password=password)
    assert (answer.status_code, answer.json()["path"]) == (422, "/password")


def test_signing_in_needs_the_right_password_and_says_nothing_else(office: Office) -> None:
    office.employ("marketer")
    wrong = office.browser().sign_in("marketer@example.com", "not the password")
    unknown = office.browser().sign_in("nobody@example.com", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert "set-cookie" not in wrong.headers
    assert office.browser().sign_in(" Marketer@EXAMPLE.com ").status_code == 201


def test_nobody_is_hashed_for_as_somebody_is(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.employ("marketer")
    asked: list[bool] = []
    real = passwords._hasher  # noqa: SLF001

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            asked.append(stored.startswith("$argon2id$"))
            return real.verify(stored, password)

        def hash(self, password: str) -> str:
            return real.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for email in ("marketer@example.com", "nobody@example.com"):
        office.browser().sign_in(email, "not the password")
    assert asked == [True, True]


def test_a_disabled_user_is_refused_as_if_the_password_were_wrong(office: Office) -> None:
    office.employ("owner")
    user_id = office.employ("marketer")
    browser = office.signed_in("marketer")
    owner = office.signed_in("owner")
    assert owner.call("PATCH", f"/api/users/{user_id}", json={"disabled": True}).status_code == 200
    assert browser.get("/api/session").status_code == 401
    assert office.browser().sign_in("marketer@example.com").status_code == 401
    assert owner.call("PATCH", f"/api/users/{user_id}", json={"disabled": False}).status_code == 200
    assert office.browser().sign_in("marketer@example.com").status_code == 201


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    office.employ("marketer")
    cookies = office.browser().sign_in("marketer@example.com").headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"portret_session", "portret_device"}
    for cookie in cookies:
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
        assert "Domain" not in cookie


def test_over_tls_cookies_are_secure_and_bound_to_the_host(secure: Office) -> None:
    secure.employ("marketer")
    answer = secure.browser().client.post(
        "https://cdp.example.com/portret/api/session",
        json={"email": "marketer@example.com", "password": PASSWORD},
        headers={"origin": "https://cdp.example.com"},
    )
    assert answer.status_code == 201, answer.text
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith(("__Host-portret_session-portret=", "__Host-portret_device-portret="))
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


def test_a_session_that_a_browser_brings_is_not_taken_over_by_signing_in(office: Office) -> None:
    office.employ("marketer")
    attacker = office.signed_in("marketer")
    fixed = attacker.session
    victim = office.browser()
    victim.bring(fixed)
    assert victim.sign_in("marketer@example.com").status_code == 201
    assert victim.session != fixed
    assert attacker.get("/api/session").status_code == 401


def test_a_made_up_session_opens_nothing(office: Office) -> None:
    office.employ("marketer")
    browser = office.browser()
    browser.bring("pts_" + "a" * 43)
    assert browser.get("/api/session").status_code == 401
    assert browser.sign_in("marketer@example.com").status_code == 201
    assert browser.session != "pts_" + "a" * 43


def test_only_the_hash_of_a_session_is_kept(office: Office) -> None:
    office.employ("marketer")
    secret = office.signed_in("marketer").session
    with office.state.read() as connection:
        rows = connection.execute(store.sessions.select()).all()
    assert secret not in repr(rows)
    assert len(secret) >= 47


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64}])
def test_what_changes_something_needs_the_token_that_other_sites_cannot_read(
    office: Office, headers: dict[str, str]
) -> None:
    office.employ("marketer")
    browser = office.signed_in("marketer")
    answer = browser.client.patch("/api/me", json={"theme": "dark"}, headers=headers)
    assert answer.status_code == 403
    assert browser.get("/api/session").json()["user"]["theme"] == "system"


def test_what_was_added_ready_made_is_read_in_the_language_of_whoever_reads(office: Office) -> None:
    office.employ_all()
    owner, analyst = office.signed_in("owner"), office.signed_in("analyst")
    assert owner.call("POST", "/api/segments/ready/lifecycle", json={}).is_success
    assert owner.call("PATCH", "/api/brands/default", json={"name": "Shoes & Boots"}).is_success
    assert analyst.call("PATCH", "/api/me", json={"locale": "pl"}).is_success
    for reader, name in ((owner, "Won back"), (analyst, "Odzyskani")):
        session = reader.get("/api/session").json()
        assert session["wording"]["ready_made"]["segment:lifecycle_won_back"]["Won back"] == name
        assert session["wording"]["brands"] == {"default": "Shoes & Boots"}
    assert owner.get("/api/segments/lifecycle_won_back").json()["definition"]["name"] == "Won back"


def test_the_token_of_one_session_is_none_of_another(office: Office) -> None:
    office.employ("marketer")
    one, other = office.signed_in("marketer"), office.signed_in("marketer")
    one.csrf = other.csrf
    assert one.call("PATCH", "/api/me", json={"theme": "dark"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://portret.test.evil.example"},
        {"origin": "http://portret.test:81"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_pages_of_other_sites_sign_nobody_in_and_change_nothing(office: Office, headers: dict[str, str]) -> None:
    office.employ("marketer")
    assert office.browser().sign_in("marketer@example.com", **headers).status_code == 403
    browser = office.signed_in("marketer")
    assert browser.call("PATCH", "/api/me", json={"theme": "dark"}, headers=headers).status_code == 403
    assert browser.client.delete("/api/session", headers=headers).status_code == 403
    assert browser.get("/api/session").status_code == 200


def test_a_form_of_another_site_that_a_browser_sends_without_asking_is_no_json(office: Office) -> None:
    office.employ("marketer")
    body = '{"email": "marketer@example.com", "password": "' + PASSWORD + '"}'
    answer = office.browser().client.post("/api/session", content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 422


def test_our_own_pages_are_let_through(office: Office) -> None:
    office.employ("marketer")
    browser = office.browser()
    own = {"origin": "http://portret.test", "sec-fetch-site": "same-origin"}
    assert browser.sign_in("marketer@example.com", **own).status_code == 201
    assert browser.call("PATCH", "/api/me", json={"theme": "dark"}, headers=own).status_code == 200


def test_a_session_ends_when_it_is_not_used_and_when_it_is_old(office: Office) -> None:
    office.employ("marketer")
    idle, busy = office.signed_in("marketer"), office.signed_in("marketer")
    for _ in range(5):
        office.clock.advance(timedelta(days=5))
        assert busy.get("/api/session").status_code == 200
    assert idle.get("/api/session").status_code == 401
    office.clock.advance(timedelta(days=5))
    assert busy.get("/api/session").status_code == 401


def test_signing_out_ends_the_session_not_only_the_cookie(office: Office) -> None:
    office.employ("marketer")
    browser = office.signed_in("marketer")
    secret = browser.session
    assert browser.client.delete("/api/session").status_code == 204
    assert "portret_session" not in browser.client.cookies
    browser.bring(secret)
    assert browser.get("/api/session").status_code == 401


def test_sessions_are_listed_and_ended_one_by_one_or_all(office: Office) -> None:
    office.employ("marketer")
    office.employ("support")
    here, there, third = (office.signed_in("marketer") for _ in range(3))
    stranger = office.signed_in("support")
    items = here.get("/api/sessions").json()["items"]
    assert [item["current"] for item in items] == [False, False, True]
    assert stranger.call("DELETE", f"/api/sessions/{items[0]['id']}").status_code == 404
    assert here.call("DELETE", f"/api/sessions/{items[0]['id']}").status_code == 204
    assert [each.get("/api/session").status_code for each in (here, there, third)] == [200, 200, 401]
    assert here.call("DELETE", "/api/sessions").status_code == 204
    assert [each.get("/api/session").status_code for each in (here, there, stranger)] == [401, 401, 200]


def test_a_new_password_needs_the_old_one_and_ends_all_other_sessions(office: Office) -> None:
    office.employ("marketer")
    here, there = office.signed_in("marketer"), office.signed_in("marketer")
    before = here.session
    wrong = here.call("POST", "/api/me/password", json={"current_password": "no", "new_password": BETTER})
    assert (wrong.status_code, wrong.json()["path"]) == (422, "/current_password")
    done = here.keep(here.call("POST", "/api/me/password", json={"current_password": PASSWORD, "new_password": BETTER}))
    assert done.status_code == 200
    assert here.session != before
    assert here.call("PATCH", "/api/me", json={"theme": "dark"}).status_code == 200
    assert there.get("/api/session").status_code == 401
    assert office.browser().sign_in("marketer@example.com").status_code == 401
    assert office.browser().sign_in("marketer@example.com", BETTER).status_code == 201


def test_what_a_user_chooses_is_kept(office: Office) -> None:
    office.employ("marketer")
    browser = office.signed_in("marketer")
    changed = browser.call("PATCH", "/api/me", json={"locale": "pl", "theme": "dark", "name": " Ada "}).json()
    assert (changed["name"], changed["locale"], changed["theme"]) == ("Ada", "pl", "dark")
    assert browser.get("/api/session").json()["user"] == changed
    assert browser.call("PATCH", "/api/me", json={"locale": "de"}).status_code == 422
    assert browser.call("PATCH", "/api/me", json={"role": "owner"}).status_code == 422


def test_who_guesses_has_to_wait_longer_and_longer(office: Office) -> None:
    office.employ("marketer")
    answers = [office.browser().sign_in("marketer@example.com", f"guess number {each}") for each in range(12)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) == 60
    assert office.browser().sign_in("marketer@example.com").status_code == 429
    office.clock.advance(timedelta(seconds=60))
    assert office.browser().sign_in("marketer@example.com").status_code == 201


def test_strangers_lock_out_neither_other_networks_nor_a_browser_that_was_here_before(office: Office) -> None:
    office.employ("marketer")
    known = office.browser(address="203.0.113.9")
    assert known.sign_in("marketer@example.com").status_code == 201
    known.client.delete("/api/session")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portret.govern.access.sign_in.is_password", lambda *_: False)
        for number in range(100):
            office.browser(address=f"198.51.{number}.1").sign_in("marketer@example.com", "a guess")
    assert office.browser(address="192.0.2.1").sign_in("marketer@example.com").status_code == 429
    assert known.sign_in("marketer@example.com").status_code == 201


def test_one_address_may_not_try_one_password_on_everybody(office: Office) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portret.govern.access.sign_in.is_password", lambda *_: False)
        codes = [
            office.browser(address=f"2001:db8::{each:x}").sign_in(f"user{each}@example.com").status_code
            for each in range(62)
        ]
    assert codes == [401] * 60 + [429] * 2


def test_the_mark_of_one_users_browser_is_none_for_another(office: Office) -> None:
    office.employ("marketer")
    office.employ("support")
    attacker = office.browser()
    assert attacker.sign_in("support@example.com").status_code == 201
    codes = [attacker.sign_in("marketer@example.com", f"guess {each}").status_code for each in range(11)]
    assert codes == [401] * 10 + [429]


def test_a_forwarded_address_is_believed_from_a_trusted_proxy_alone(office: Office) -> None:
    office.employ("marketer")
    forged = [
        office.browser(**{"x-forwarded-for": f"198.51.100.{each}"}).sign_in("marketer@example.com", "a guess")
        for each in range(11)
    ]
    assert forged[-1].status_code == 429


def test_an_old_hash_is_made_anew_at_sign_in(office: Office) -> None:
    user_id = office.employ("marketer")
    weak = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    with office.state.begin() as connection:
        store.change_user(connection, office.user(user_id), password_hash=weak)
    assert office.browser().sign_in("marketer@example.com").status_code == 201
    assert office.user(user_id).password_hash != weak
    assert office.browser().sign_in("marketer@example.com").status_code == 201


def test_answers_of_sign_in_are_not_kept_by_anybody(office: Office) -> None:
    office.employ("marketer")
    assert office.browser().sign_in("marketer@example.com").headers["cache-control"] == "no-store"
