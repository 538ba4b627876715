"""`portret user`: for the first owner without a browser, and for when nobody can sign in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from portret.cli.app import app
from portret.kernel import Conflict, Invalid, NotFound, PortretError
from portret.state import State, upgrade
from tests.support.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    state = State(f"sqlite:///{tmp_path}/state.db")
    upgrade(state)
    with open_office(state, tmp_path) as office:
        yield office
    state.close()


def user(office: Office, *arguments: str) -> Any:
    done = CliRunner().invoke(app, ["user", *arguments, f"--data-dir={office.settings.data_dir}", "--json"])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(office: Office, kind: type[PortretError], *arguments: str) -> None:
    with pytest.raises(kind):
        user(office, *arguments)


def test_the_first_owner_comes_in_with_the_password_that_was_shown(office: Office) -> None:
    token = office.set_up_token
    made = user(office, "add", "jo@example.com", "--name", "Jo", "--role", "owner")
    browser = office.browser()
    assert browser.sign_in("jo@example.com", made["password"]).json()["role"] == "owner"
    body = {"name": "Eve", "email": "e@example.com", "password": "four happy green cows", "setup_token": token}
    assert office.browser().client.post("/api/setup", json=body).status_code == 409


def test_a_new_password_ends_all_sessions_and_the_old_one_opens_nothing(office: Office) -> None:
    office.employ("marketer")
    browser = office.signed_in("marketer")
    made = user(office, "reset-password", "Marketer@example.com")
    assert browser.get("/api/session").status_code == 401
    assert office.browser().sign_in("marketer@example.com").status_code == 401
    assert office.browser().sign_in("marketer@example.com", made["password"]).status_code == 201


def test_roles_are_changed_and_users_kept_out_and_let_in(office: Office) -> None:
    office.employ("owner")
    office.employ("marketer")
    browser = office.signed_in("marketer")
    assert user(office, "role", "marketer@example.com", "analyst")["role"] == "analyst"
    assert browser.get("/api/session").json()["role"] == "analyst"
    assert user(office, "disable", "marketer@example.com")["disabled_at"]
    assert browser.get("/api/session").status_code == 401
    assert user(office, "enable", "marketer@example.com")["disabled_at"] is None
    assert [each["email"] for each in user(office, "list")] == ["owner@example.com", "marketer@example.com"]


def test_what_cannot_be_is_told(office: Office) -> None:
    office.employ("owner")
    refused(office, Conflict, "role", "owner@example.com", "analyst")
    refused(office, Conflict, "disable", "owner@example.com")
    refused(office, Conflict, "add", "OWNER@example.com")
    refused(office, Invalid, "add", "no address")
    refused(office, NotFound, "reset-password", "nobody@example.com")


def test_it_is_on_record_without_the_password(office: Office) -> None:
    made = user(office, "add", "jo@example.com", "--role", "owner")
    browser = office.browser()
    browser.sign_in("jo@example.com", made["password"])
    text = browser.get("/api/audit").text
    assert "user.create" in text
    assert made["password"] not in text
