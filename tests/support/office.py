"""A whole web application in this process, with people who work in it: each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from argon2 import PasswordHasher
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from portret.collect import all_workspaces
from portret.govern import USER_ROLES, UserRole
from portret.govern.access import passwords, store
from portret.govern.access.users import Newcomer, hashed, new_user
from portret.kernel import ManualClock, Settings
from portret.log import SqliteLog
from portret.state import State
from portret.warehouse import Warehouse
from portret.web import first_start, prepare_set_up
from portret.web.app import Stores, web_app
from tests.support.calling import NO_WAREHOUSE

PASSWORD = "four happy green cows"
HOST = "http://portret.test"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Office:
    """An installation: its stores, its clock, and the door to come in by."""

    app: ASGIApp
    state: State
    clock: ManualClock
    settings: Settings
    workspace_id: str
    admin_token: str
    base_url: str
    _hash: list[str] = field(default_factory=list)

    @property
    def set_up_token(self) -> str:
        return self.settings.setup_token_path.read_text("ascii").strip()

    def browser(self, address: str = "203.0.113.7", **headers: str) -> Browser:
        """Return a browser in which nobody is signed in."""
        client = TestClient(
            self.app, base_url=self.base_url, client=(address, 40_000), headers=headers, raise_server_exceptions=False
        )
        return Browser(client)

    def employ(self, role: UserRole, email: str = "", *, workspace_id: str = "") -> str:
        """Make a user with PASSWORD; return their id."""
        if not self._hash:
            self._hash.append(hashed(PASSWORD, "", ""))
        newcomer = Newcomer(f"The {role}", email or f"{role}@example.com", role, self._hash[0])
        with self.state.begin() as connection:
            return new_user(connection, self.clock, workspace_id or self.workspace_id, newcomer).id

    def employ_all(self) -> dict[UserRole, str]:
        """Make a user of each role; return their ids."""
        return {role: self.employ(role) for role in USER_ROLES}

    def signed_in(self, role: UserRole, email: str = "", **browser: str) -> Browser:
        """Return a browser in which the user of a role is signed in."""
        found = self.browser(**browser)
        answer = found.sign_in(email or f"{role}@example.com")
        assert answer.status_code == 201, answer.text
        return found

    def user(self, user_id: str) -> Any:
        with self.state.read() as connection:
            return store.find_user(connection, self.workspace_id, user_id)


@dataclass
class Browser:
    """Cookies, and the token that proves that a page of ours asks."""

    client: TestClient
    csrf: str = ""

    def sign_in(self, email: str, password: str = PASSWORD, **headers: str) -> httpx2.Response:
        answer = self.client.post("/api/session", json={"email": email, "password": password}, headers=headers)
        return self.keep(answer)

    def bring(self, secret: str) -> None:
        """Put the secret of a session into the browser, whoever opened it."""
        self.client.cookies.set("portret_session", secret, domain="portret.test", path="/")

    @property
    def session(self) -> str:
        """The secret of the session that the browser holds."""
        return self.client.cookies["portret_session"]

    def keep(self, answer: httpx2.Response) -> httpx2.Response:
        """Take the token out of an answer that opened a session."""
        if answer.is_success:
            self.csrf = answer.json()["csrf_token"]
        return answer

    def call(self, method: str, path: str, **arguments: Any) -> httpx2.Response:
        headers = {"X-CSRF-Token": self.csrf, **arguments.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **arguments)

    def get(self, path: str, **arguments: Any) -> httpx2.Response:
        return self.call("GET", path, **arguments)


@contextmanager
def open_office(state: State, folder: Path, **settings: Any) -> Iterator[Office]:
    """Open an installation on a migrated store, as after its first start; its warehouse does not answer.

    Passwords are hashed at little cost: how much is no question of what is tested.
    """
    made = Settings(data_dir=folder, **settings)
    clock, log, warehouse = ManualClock(NOW), SqliteLog(made.log_path), Warehouse(NO_WAREHOUSE)
    first = first_start(state, clock, made)
    assert first is not None
    prepare_set_up(state, clock, made)
    with state.read() as connection:
        (workspace,) = all_workspaces(connection)
    stores = Stores(settings=made, clock=clock, state=state, log=log, warehouse=warehouse)
    usual, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # noqa: SLF001
    try:
        yield Office(
            app=web_app(stores),
            state=state,
            clock=clock,
            settings=made,
            workspace_id=workspace.id,
            admin_token=first.admin_token,
            base_url=made.public_url or HOST,
        )
    finally:
        passwords._hasher = usual  # noqa: SLF001
        log.close()
        warehouse.close()
