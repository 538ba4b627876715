"""The administration API of collection, through a real application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret.collect import (
    Fault,
    RequestHead,
    add_quarantine,
    create_workspace,
    encode_head,
    load_admissions,
    system_source,
)
from portret.collect.api import routes
from portret.collect.auth import key_digest
from portret.kernel import Clock, ManualClock, Settings
from portret.log import Entry, Log, Record, SqliteLog
from portret.state import State
from portret.web.problems import add_problem_handlers


@dataclass
class Context:
    """What the routes need of a caller."""

    workspace_id: str
    settings: Settings
    state: State
    log: Log
    clock: Clock
    author: str = "usr_1"


@pytest.fixture
def context(state: State, tmp_path: Path) -> Iterator[Context]:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
    log = SqliteLog(tmp_path / "log.db")
    yield Context(
        workspace.id, Settings(data_dir=tmp_path), state, log, ManualClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
    )
    log.close()


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(routes(lambda: context, _check))
    add_problem_handlers(app)
    with TestClient(app) as client:
        yield client


def _check(entry: Entry) -> list[Fault]:
    return [] if b'"event"' in entry.body else [Fault(1, 0, "missing-name", "No name.", entry.body)]


def test_a_source_shows_its_write_key_once(client: TestClient, context: Context) -> None:
    made = client.post(
        "/api/sources", json={"name": "Shop", "kind": "browser", "allowed_origins": ["https://a.example"]}
    )
    assert made.status_code == 201
    key = made.json().pop("write_key")
    with context.state.read() as connection:
        assert load_admissions(connection)[key_digest(key)].source.id == made.json()["id"]
    shown = client.get(f"/api/sources/{made.json()['id']}").json()
    assert "write_key" not in shown
    assert shown == {
        "id": made.json()["id"],
        "name": "Shop",
        "kind": "browser",
        "brand": "default",
        "enabled": True,
        "allowed_origins": ["https://a.example"],
        "rate_limit_per_s": 0,
        "phone_region": "",
        "created_at": "2026-11-21T12:00:00Z",
        "updated_at": "2026-11-21T12:00:00Z",
    }
    (listed,) = client.get(f"/api/sources/{made.json()['id']}/keys").json()["items"]
    assert listed["hint"] == key[-4:]
    assert key not in str(listed)


def test_lists_come_in_pages(client: TestClient) -> None:
    made = [client.post("/api/sources", json={"name": f"s{n}", "kind": "server"}).json()["id"] for n in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/api/sources", params={"limit": 2, "cursor": cursor}).json()
        seen += [source["id"] for source in page["items"]]
        cursor = page["next_cursor"]
    assert seen == sorted(made)
    assert client.get("/api/sources", params={"cursor": "ä"}).status_code == 400


def test_a_source_is_changed_in_part(client: TestClient) -> None:
    source = client.post("/api/sources", json={"name": "Shop", "kind": "browser"}).json()
    path = f"/api/sources/{source['id']}"
    changed = client.patch(path, json={"enabled": False, "allowed_origins": ["https://b.example"]}).json()
    assert (changed["enabled"], changed["allowed_origins"], changed["name"]) == (False, ["https://b.example"], "Shop")
    assert client.patch(path, json={"brand": "none"}).status_code == 422
    assert client.patch(path, json={"colour": "red"}).status_code == 422
    assert client.patch("/api/sources/src_none", json={}).status_code == 404


def test_keys_are_added_rotated_and_disabled(client: TestClient) -> None:
    source = client.post("/api/sources", json={"name": "Shop", "kind": "server"}).json()
    path = f"/api/sources/{source['id']}/keys"
    added = client.post(path).json()
    rotated = client.post(f"{path}/rotate", json={"overlap": "P1D"}).json()
    keys = {key["id"]: key for key in client.get(path).json()["items"]}
    assert len(keys) == 3
    assert keys[added["id"]]["expires_at"] == "2026-11-22T12:00:00Z"
    assert keys[rotated["id"]]["expires_at"] is None
    assert len({source["write_key"], added["write_key"], rotated["write_key"]}) == 3
    assert client.patch(f"{path}/{rotated['id']}", json={"enabled": False}).json()["enabled"] is False
    assert client.patch(f"{path}/key_none", json={"enabled": False}).status_code == 404
    assert client.post(f"{path}/rotate", json={"overlap": "P-1D"}).status_code == 422


def test_brands_and_workspace(client: TestClient) -> None:
    assert client.post("/api/brands", json={"slug": "outlet", "name": "Outlet"}).status_code == 201
    assert client.post("/api/brands", json={"slug": "outlet", "name": "Outlet"}).status_code == 409
    assert client.post("/api/brands", json={"slug": "A B", "name": "x"}).status_code == 422
    renamed = client.patch("/api/brands/outlet", json={"name": " The Outlet "}).json()
    assert (renamed["slug"], renamed["name"]) == ("outlet", "The Outlet")
    assert client.patch("/api/brands/outlet", json={"name": " "}).status_code == 422
    assert client.patch("/api/brands/none", json={"name": "None"}).status_code == 404
    listed = client.get("/api/brands").json()["items"]
    assert [(brand["slug"], brand["name"]) for brand in listed] == [("default", "Default"), ("outlet", "The Outlet")]
    changed = client.patch("/api/workspace", json={"time_zone": "Europe/Warsaw", "anonymize_ip": True}).json()
    assert (changed["time_zone"], changed["anonymize_ip"], changed["name"]) == ("Europe/Warsaw", True, "Default")
    assert client.get("/api/workspace").json() == changed
    assert client.patch("/api/workspace", json={"time_zone": "Mars"}).status_code == 422


def test_a_quarantined_event_is_listed_mended_and_replayed(client: TestClient, context: Context) -> None:
    items = _quarantined(client, context, [b'{"type":"track"}', b"\xff{", b'{"type":"page"}'])
    page = client.get("/api/quarantine", params={"status": "open", "limit": 2}).json()
    rest = client.get("/api/quarantine", params={"status": "open", "cursor": page["next_cursor"]}).json()
    assert [item["id"] for item in page["items"] + rest["items"]] == sorted(items, reverse=True)
    shown = {item["index"]: item for item in page["items"] + rest["items"]}
    assert (shown[0]["event"], shown[0]["text"]) == ({"type": "track"}, None)
    assert (shown[1]["event"], shown[1]["text"]) == (None, "\ufffd{")

    path = f"/api/quarantine/{shown[0]['id']}"
    assert client.post(f"{path}/replay").status_code == 422
    assert client.put(f"{path}/fixed", json={"event": {"type": "track"}}).status_code == 422
    assert client.put(f"{path}/fixed", json={"event": {"event": "Mended"}}).json()["fixed"] == {"event": "Mended"}
    assert client.post(f"{path}/replay").json()["status"] == "replayed"
    assert client.post(f"{path}/replay").status_code == 409
    assert [record.received_at_ms for record in context.log.read(0, 10)] == [1_000]
    assert client.post(f"/api/quarantine/{shown[2]['id']}/discard").json()["status"] == "discarded"
    assert client.get(f"/api/quarantine/{shown[2]['id']}").json()["status"] == "discarded"
    assert client.get("/api/quarantine/qrn_none").status_code == 404


def test_many_quarantined_events_are_replayed_let_go_and_taken_back_at_once(
    client: TestClient, context: Context
) -> None:
    items = _quarantined(client, context, [b'{"event":"A"}', b'{"event":"B"}', b'{"type":"page"}'])
    shown = {item["index"]: item["id"] for item in client.get("/api/quarantine").json()["items"]}
    assert len(items) == 3
    answer = client.post("/api/quarantine/replay", json={"ids": [*shown.values(), "qrn_none"]}).json()
    assert answer["changed"] == 2
    assert {each["id"] for each in answer["refused"]} == {shown[2], "qrn_none"}
    assert len(context.log.read(0, 10)) == 2
    assert client.post("/api/quarantine/discard", json={"ids": [shown[0], shown[2]]}).json()["changed"] == 1
    assert client.post("/api/quarantine/reopen", json={"ids": [shown[2]]}).json() == {"changed": 1, "refused": []}
    assert client.post(f"/api/quarantine/{shown[2]}/reopen").status_code == 409
    assert client.post(f"/api/quarantine/{shown[2]}/discard").json()["status"] == "discarded"
    assert client.post(f"/api/quarantine/{shown[2]}/reopen").json()["status"] == "open"
    assert client.post("/api/quarantine/discard", json={"ids": []}).status_code == 422


def test_quarantine_is_told_by_reason_and_filtered(client: TestClient, context: Context) -> None:
    _quarantined(client, context, [b"1", b"2"])
    (reason,) = client.get("/api/quarantine-reasons").json()["items"]
    assert reason == {
        "source_id": reason["source_id"],
        "code": "bad",
        "events": 2,
        "last_received_at": "1970-01-01T00:00:01Z",
    }
    assert client.get("/api/quarantine-reasons", params={"status": "discarded"}).json()["items"] == []
    for wanted, found in (({"code": "bad"}, 2), ({"code": "other"}, 0), ({"source_id": "src_other"}, 0)):
        assert len(client.get("/api/quarantine", params=wanted).json()["items"]) == found


def test_what_arrives_is_seen_with_what_is_wrong_with_it(client: TestClient, context: Context) -> None:
    source = client.post("/api/sources", json={"name": "Shop", "kind": "browser"}).json()["id"]
    path = f"/api/sources/{source}/events"
    assert client.get(path).json() == {"items": [], "upto": 0, "skipped": 0}
    head = encode_head(RequestHead(type="track", origin="https://shop.example"))
    batch = (
        b'{"batch":[{"type":"track","event":"One","userId":"ada"},{"event":"Two","traits":{"name":"\xc5\x81ucja"}}]}'
    )
    context.log.append(
        [
            Entry(source, 1_000, 2, head, batch),
            Entry("src_other", 1_000, 1, b"", b'{"event":"Elsewhere"}'),
            Entry(source, 2_000, 1, head, b'{"anonymousId":"a-1"}'),
            Entry(source, 3_000, 1, head, b'{"event":"Long","x":"' + b"x" * 20_000 + b'"}'),
        ]
    )
    page = client.get(path).json()
    assert [each["name"] for each in page["items"]] == ["Long", "", "Two", "One"]
    assert [each["code"] for each in page["items"]] == ["", "missing-name", "", ""]
    assert page["items"][0]["event"] is None
    assert len(page["items"][0]["text"]) == 16 * 1024
    last = page["items"][3]
    assert (last["type"], last["user_id"], last["origin"]) == ("track", "ada", "https://shop.example")
    assert page["upto"] == 5
    assert client.get(path, params={"after": 5}).json() == {"items": [], "upto": 5, "skipped": 0}
    assert [each["position"] for each in client.get(path, params={"after": 1}).json()["items"]] == [5, 4, 2]
    assert [each["name"] for each in client.get(path, params={"search": "łucja"}).json()["items"]] == ["Two"]
    assert [each["position"] for each in client.get(path, params={"faulty": True}).json()["items"]] == [4]
    assert client.get("/api/sources/src_none/events").status_code == 404


def test_a_look_at_arrivals_reads_a_bounded_piece_of_the_log(client: TestClient, context: Context) -> None:
    source = client.post("/api/sources", json={"name": "Shop", "kind": "server"}).json()["id"]
    context.log.append([Entry(source, 1_000, 1, b"", b'{"event":"%d"}' % number) for number in range(2_500)])
    page = client.get(f"/api/sources/{source}/events", params={"after": 100, "limit": 2}).json()
    assert [each["name"] for each in page["items"]] == ["2499", "2498"]
    assert (page["upto"], page["skipped"]) == (2_500, 400)


def test_the_newest_event_is_seen_however_large_the_record_before_it(client: TestClient, context: Context) -> None:
    source = client.post("/api/sources", json={"name": "Shop", "kind": "server"}).json()["id"]
    large = b'{"batch":[' + b",".join([b'{"event":"Many"}'] * 2_400) + b"]}"
    context.log.append([Entry("src_other", 1_000, 2_400, b"", large), Entry(source, 1_000, 1, b"", b'{"event":"New"}')])
    page = client.get(f"/api/sources/{source}/events", params={"after": 1_000}).json()
    assert ([each["name"] for each in page["items"]], page["upto"]) == (["New"], 2_401)


def test_nothing_of_another_workspace_is_found(client: TestClient, context: Context) -> None:
    source = client.post("/api/sources", json={"name": "Shop", "kind": "server"}).json()
    (item,) = _quarantined(client, context, [b'{"type":"track"}'])
    with context.state.begin() as connection:
        context.workspace_id = create_workspace(connection, 2).id
    one = f"/api/sources/{source['id']}"
    for path in (one, f"{one}/keys", f"{one}/events", f"/api/quarantine/{item}"):
        assert client.get(path).status_code == 404
    assert client.post(f"/api/quarantine/{item}/discard").status_code == 404
    assert client.post(f"/api/sources/{source['id']}/keys").status_code == 404
    assert client.get("/api/sources").json() == {"items": [], "next_cursor": None}
    assert client.get("/api/quarantine").json() == {"items": [], "next_cursor": None}


def _quarantined(client: TestClient, context: Context, bodies: list[bytes]) -> list[str]:
    source: dict[str, Any] = client.post("/api/sources", json={"name": "s", "kind": "server"}).json()
    record = Record(7, source["id"], 1_000, len(bodies), b"", b'{"batch":[]}')
    faults = [Fault(7 + index, index, "bad", "Bad.", body) for index, body in enumerate(bodies)]
    with context.state.begin() as connection:
        add_quarantine(connection, faults, {7: record}, 2_000)
    return [item["id"] for item in client.get("/api/quarantine").json()["items"]]


def test_the_source_of_portrets_own_events_is_shown_and_takes_no_write_key(
    client: TestClient, context: Context
) -> None:
    with context.state.begin() as connection:
        made = system_source(connection, 5, context.workspace_id)
        assert system_source(connection, 6, context.workspace_id) == made
    assert client.get(f"/api/sources/{made.id}").json()["kind"] == "system"
    for path in ("keys", "keys/rotate"):
        assert client.post(f"/api/sources/{made.id}/{path}", json={}).status_code == 409
    assert client.patch(f"/api/sources/{made.id}", json={"enabled": False}).status_code == 409
    assert client.post("/api/sources", json={"name": "Mine", "kind": "system"}).status_code == 422
    assert client.get(f"/api/sources/{made.id}/keys").json() == {"items": []}
