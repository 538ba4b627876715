"""What a source's site signs its users with: over HTTP, in the store, and as the worker sees it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

from portret.collect import create_source, create_workspace, open_proofs
from portret.collect.api import routes
from portret.collect.signing.proof import Credentials, Proofs
from portret.kernel import ManualClock, Settings
from portret.log import Log, SqliteLog
from portret.state import State, metadata
from portret.web.problems import add_problem_handlers

RSA = RSAKey.generate_key(2048)


@dataclass
class Context:
    """What the routes need of a caller."""

    workspace_id: str
    settings: Settings
    state: State
    log: Log
    clock: ManualClock
    source_id: str
    author: str = "usr_1"

    def proofs(self) -> Proofs:
        return open_proofs(self.state, self.settings, self.clock)

    def rows(self) -> list[Any]:
        with self.state.read() as connection:
            return list(connection.execute(sa.select(metadata.tables["identity_keys"])))


@pytest.fixture
def context(state: State, tmp_path: Path) -> Iterator[Context]:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        source, _ = create_source(connection, 1, workspace.id, name="Shop", kind="browser")
    log = SqliteLog(tmp_path / "log.db")
    clock = ManualClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
    yield Context(workspace.id, Settings(data_dir=tmp_path), state, log, clock, source.id)
    log.close()


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(routes(lambda: context, lambda _: ()))
    add_problem_handlers(app)
    with TestClient(app, base_url=f"http://testserver/api/sources/{context.source_id}/identity") as client:
        yield client


def digest(secret: str, user_id: str = "u-1") -> Credentials:
    return Credentials(digest=hmac.new(secret.encode(), user_id.encode(), hashlib.sha256).hexdigest())


def test_a_secret_is_shown_once_and_lies_encrypted(client: TestClient, context: Context) -> None:
    made = client.post("/secrets", json={})
    assert made.status_code == 201
    secret = made.json()["secret"]
    shown = client.get("").json()
    assert shown["public_keys"] is None
    assert shown["secrets"] == [{key: value for key, value in made.json().items() if key != "secret"}]
    assert shown["secrets"][0]["hint"] == secret[-4:]
    (row,) = context.rows()
    assert secret not in str(tuple(row))
    assert secret.encode() not in bytes(row.sealed)
    now_ms = context.clock.now_ms()
    assert context.proofs().proven(context.source_id, digest(secret), "u-1", now_ms) == ("user_id:u-1",)


def test_an_old_secret_stays_good_for_the_overlap(client: TestClient, context: Context) -> None:
    old = client.post("/secrets", json={}).json()["secret"]
    new = client.post("/secrets", json={"overlap": "P1D"}).json()["secret"]
    judge = context.proofs()
    now_ms = context.clock.now_ms()
    for secret in (old, new):
        assert judge.proven(context.source_id, digest(secret), "u-1", now_ms)
    later_ms = now_ms + 24 * 3600 * 1000
    assert judge.proven(context.source_id, digest(old), "u-1", later_ms) is None
    assert judge.proven(context.source_id, digest(new), "u-1", later_ms)
    context.clock.advance(timedelta(days=1))
    client.post("/secrets", json={})
    assert len(client.get("").json()["secrets"]) == 1


def test_what_changes_holds_for_the_next_event(client: TestClient, context: Context) -> None:
    judge = context.proofs()
    assert judge.proven(context.source_id, Credentials(digest="0"), "u-1", context.clock.now_ms()) is None
    made = client.post("/secrets", json={}).json()
    context.clock.advance(timedelta(milliseconds=20))
    assert judge.proven(context.source_id, digest(made["secret"]), "u-1", context.clock.now_ms())
    assert client.delete(f"/secrets/{made['id']}").status_code == 204
    context.clock.advance(timedelta(milliseconds=20))
    assert judge.proven(context.source_id, digest(made["secret"]), "u-1", context.clock.now_ms()) is None
    assert client.delete(f"/secrets/{made['id']}").status_code == 404


def test_no_more_than_five_secrets_are_in_force(client: TestClient) -> None:
    answers = [client.post("/secrets", json={"overlap": "P7D"}).status_code for _ in range(7)]
    assert answers == [201] * 5 + [409] * 2


def test_public_keys_may_come_as_a_key_set_or_as_pem(client: TestClient) -> None:
    document = dict(RSA.as_dict(private=False))
    for body in ({"keys": [document], "issuer": "https://login.example"}, {"pem": RSA.as_pem(private=False).decode()}):
        answer = client.put("/public-keys", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["public_keys"]["summary"] == "1 RSA"
    assert client.delete("/public-keys").status_code == 204
    assert client.get("").json()["public_keys"] is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"keys": [dict(RSA.as_dict(private=True))]},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [dict(RSA.as_dict(private=False))] * 11},
        {"pem": RSA.as_pem(private=True).decode()},
        {"pem": "hello"},
        {"keys": [{"kty": "RSA"}], "pem": "x"},
        {"keys": [], "jku": "https://evil.example"},
    ],
)
def test_what_is_no_public_key_is_refused_and_changes_nothing(
    client: TestClient, context: Context, body: dict[str, Any]
) -> None:
    client.put("/public-keys", json={"keys": [dict(RSA.as_dict(private=False))]})
    before = context.rows()
    assert client.put("/public-keys", json=body).status_code == 422
    assert context.rows() == before


def test_the_keys_of_another_workspace_are_out_of_reach(client: TestClient, context: Context) -> None:
    made = client.post("/secrets", json={}).json()
    with context.state.begin() as connection:
        context.workspace_id = create_workspace(connection, 2).id
    assert client.get("").status_code == 404
    assert client.post("/secrets", json={}).status_code == 404
    assert client.delete(f"/secrets/{made['id']}").status_code == 404
    assert client.put("/public-keys", json={"keys": [dict(RSA.as_dict(private=False))]}).status_code == 404


def test_a_lost_key_of_the_installation_makes_proofs_fail_and_nothing_else(
    client: TestClient, context: Context
) -> None:
    secret = client.post("/secrets", json={}).json()["secret"]
    context.settings = replace(context.settings, secret_key="another key of the installation, long enough")
    now_ms = context.clock.now_ms()
    assert context.proofs().proven(context.source_id, digest(secret), "u-1", now_ms) is None
    assert len(client.get("").json()["secrets"]) == 1
