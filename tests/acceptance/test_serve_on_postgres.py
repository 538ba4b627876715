"""The state store on PostgreSQL by one setting: the same server, the same promises."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crash import Sender, children, count_what_is_left
from tests.support.postgres import Postgres
from tests.support.server import NUL_PATHS, Server, run_cli, running_server, wait_until


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="module")
def server(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    variables = {"PORTRET_STATE_URL": database}
    with running_server(tmp_path_factory.mktemp("postgres"), variables=variables) as server:
        yield server


def kill(server: Server, part: str) -> None:
    """Kill a child and wait until another has taken its place."""
    before = children(server.pid)[part]
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: children(server.pid).get(part, before) != before, 30, f"{part} stays dead")


def test_events_become_a_profile_and_its_timeline(server: Server) -> None:
    server.send(
        {"type": "page", "anonymousId": "tab", "name": "Home"},
        {"type": "identify", "userId": "ada", "anonymousId": "tab", "traits": {"email": "ada@example.com"}},
        {"type": "track", "userId": "ada", "event": "Order Completed", "properties": {"order_id": "o1"}},
        {"type": "track", "event": "Nobody did it"},
    )
    server.wait_until_processed()
    profile = server.get("/api/profiles/email:ada@example.com")
    assert profile["computed"]["events"] == 3
    timeline = server.get(f"/api/profiles/{profile['id']}/timeline")["items"]
    assert {event["name"] for event in timeline} >= {"Page Viewed", "Order Completed"}
    assert [item["code"] for item in server.get("/api/quarantine")["items"]] == ["no-identifier"]
    assert [found["id"] for found in server.get("/api/profiles", q="ada@")["items"]] == [profile["id"]]
    assert not (server.data_dir / "state.db").exists()


def test_a_request_with_what_postgresql_cannot_hold_is_refused_with_a_reason(server: Server) -> None:
    for path in NUL_PATHS:
        answer = server.request("GET", path)
        assert (answer.status_code, "NUL" in answer.json()["detail"]) == (400, True)
    for path, body in (("/api/tokens", {"name": "a\0b"}), ("/api/profiles/user_id:ada/merge", {"other": "crm_id:a\0"})):
        answer = server.request("POST", path, json=body)
        assert (answer.status_code, "NUL" in answer.json()["detail"]) == (422, True)


def test_a_second_worker_on_the_same_state_store_is_refused(server: Server, database: str, tmp_path: Path) -> None:
    done = run_cli("worker", f"--data-dir={tmp_path / 'other'}", variables={"PORTRET_STATE_URL": database})
    assert done.returncode == 1
    assert "Another worker" in done.stderr
    assert server.client.get("/readyz").is_success


@pytest.mark.timeout(300)
def test_kills_of_the_worker_and_of_the_databases_sessions_lose_and_double_nothing(
    server: Server, postgres: Postgres, database: str
) -> None:
    sender = Sender(server, "sender")
    sender.start()
    for _ in range(2):
        kill(server, "worker")
    postgres.end_sessions(database)
    server.wait_until_ready()
    findings = count_what_is_left(server, sender.finish().people)
    assert findings.acknowledged > 0
    assert (findings.missing, findings.doubled) == (0, 0)
    assert (findings.wrong_profiles, findings.wrong_timelines) == (0, 0)
