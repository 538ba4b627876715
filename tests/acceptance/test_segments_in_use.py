"""Segments all the way round: lists from files, queries on a schedule, members, exports, through HTTP and commands."""

from __future__ import annotations

import csv
import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pyarrow.parquet as pq
import pytest

from tests.support.server import Server, wait_until

PEOPLE = 30
AGREED = {"consent": {"categoryPreferences": {"newsletter": True}}}


@pytest.fixture(scope="module")
def server(server: Server) -> Server:
    server.send(
        *(
            {
                "type": "identify",
                "userId": f"u{number}",
                "messageId": f"m-{number}",
                "traits": {"email": f"u{number}@x.example", "plan": "=1+1" if number == 1 else "pro"},
                "context": AGREED if number < 10 else {},
            }
            for number in range(PEOPLE)
        )
    )
    server.wait_until_processed()
    return server


def put(server: Server, key: str, members: dict[str, Any]) -> None:
    answer = server.request("PUT", f"/api/segments/{key}", json={"definition": {"key": key, "members": members}})
    assert answer.status_code == 200, answer.text


def size(server: Server, key: str) -> int:
    found: int = server.get(f"/api/segments/{key}/freshness")["size"]
    return found


def has(server: Server, key: str, members: int) -> None:
    wait_until(lambda: size(server, key) == members, 30, f"{key} has no {members} members", lambda: server.log[-3000:])


def test_a_file_fills_a_segment_that_others_read_and_everything_shows_it(server: Server, tmp_path: Path) -> None:
    put(server, "chosen", {"kind": "static"})
    inside = {"kind": "segment", "segment": "chosen"}
    put(server, "reader", {"kind": "dynamic", "condition": {"kind": "all", "of": [inside]}})
    file = tmp_path / "people.csv"
    file.write_text("mail;name\n" + "".join(f"U{number}@x.example;x\n" for number in range(20)) + "no@x.example;x\n")
    arguments = ("segment", "import", "chosen", str(file), "--column=mail", "--namespace=email", "--json")
    report = json.loads(server.cli(*arguments, check=False))
    assert (report["rows"], report["known"], report["unknown_lines"]) == (21, 20, [22])
    has(server, "chosen", 20)
    has(server, "reader", 20)
    found = server.get("/api/profiles/user_id:u3/segments")
    assert {each["key"]: each["cause"]["kind"] for each in found["items"]} == {"chosen": "import", "reader": "import"}
    server.wait_until_processed()

    def is_told() -> bool:
        page = server.get("/api/profiles/user_id:u3/segments/history")
        return [each["entered"] for each in page["items"]] == [True, True]

    wait_until(is_told, 30, "the entries are not on the timeline")
    file.write_text("email\nu3@x.example\n")
    server.cli("segment", "import", "chosen", str(file), "--mode=remove")
    has(server, "reader", 19)
    frozen = json.loads(server.cli("segment", "freeze", "reader", "copy", "--json"))
    assert frozen["members"] == 19
    has(server, "copy", 19)
    shared = json.loads(server.cli("segment", "overlap", "chosen", "copy", "--json"))
    assert shared["pairs"][0]["similarity"] == 1.0
    assert "19 now" in server.cli("segment", "sizes", "copy")
    assert len(json.loads(server.cli("segment", "members", "copy", "--limit=7", "--json"))) == 7


def test_members_leave_as_files_of_every_kind(server: Server, tmp_path: Path) -> None:
    put(server, "all", {"kind": "dynamic", "condition": {"kind": "all", "of": []}})
    has(server, "all", PEOPLE)
    columns = ("--column=identifiers.email", "--column=traits.plan", "--column=events")
    text = server.cli("segment", "export", "all", *columns)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert (rows[0], len(rows)) == (["identifiers.email", "traits.plan", "events"], PEOPLE + 1)
    assert ["u1@x.example", "'=1+1", "1"] in rows
    server.cli("segment", "export", "all", *columns, "-o", str(tmp_path / "all.parquet"))
    assert pq.read_table(tmp_path / "all.parquet").num_rows == PEOPLE
    lines = server.cli("segment", "export", "all", "--format=ndjson", "--purpose=newsletter").splitlines()
    assert len(lines) == 10
    assert server.request("GET", "/api/segments/all/export", params={"column": "nonsense"}).status_code == 422


def test_an_export_shows_what_a_computed_trait_is_now(server: Server) -> None:
    document = {"key": "told", "compute": {"from": {"types": ["identify"]}, "aggregate": {"kind": "count"}}}
    assert server.request("PUT", "/api/traits/told", json={"definition": document}).status_code == 200
    put(server, "tellers", {"kind": "dynamic", "condition": {"kind": "event", "from": {"types": ["identify"]}}})
    has(server, "tellers", PEOPLE)
    columns = {"format": "ndjson", "column": ["told", "identifiers.user_id"]}

    def is_counted() -> bool:
        answer = server.request("GET", "/api/segments/tellers/export", params=columns)
        return answer.is_success and {json.loads(line).get("told") for line in answer.text.splitlines()} == {1}

    wait_until(is_counted, 30, "the trait is not in the export", lambda: server.log[-3000:])


def test_a_query_keeps_a_segment_and_its_fault_shows(server: Server) -> None:
    wait_until(lambda: bool(server.query("SELECT profile_id FROM profiles")), 60, "nobody is in the warehouse")
    sql = (
        "SELECT profile_id FROM profiles"
        " WHERE throwIf((SELECT count() FROM events WHERE name = 'Poison Sent') > 0, 'poisoned') = 0"
    )
    put(server, "asked", {"kind": "sql", "sql": sql, "every": "PT1H"})
    wait_until(lambda: size(server, "asked") > 0, 60, "the query is not in force", lambda: server.log[-3000:])
    tag = server.request("GET", "/api/segments/asked").headers["ETag"]
    wrong = {"definition": {"members": {"kind": "sql", "sql": "SELECT profile_id FROM nowhere", "every": "PT1M"}}}
    refused = server.request("PUT", "/api/segments/asked", json=wrong, headers={"If-Match": tag})
    assert (refused.status_code, refused.json()["path"]) == (422, "/definition/members/sql")
    before = size(server, "asked")
    assert json.loads(server.cli("segment", "ask", "asked", "--json"))["found"] >= before
    server.send({"type": "track", "event": "Poison Sent", "userId": "u1", "messageId": "poison"})
    wait_until(lambda: bool(server.query("SELECT 1 FROM events WHERE name = 'Poison Sent'")), 60, "it has not come")
    assert "poisoned" in server.request("POST", "/api/segments/asked/ask", json={}).json()["detail"]
    assert "poisoned" in server.get("/api/segments/asked/freshness")["query"]["error"]
    assert size(server, "asked") >= before


def test_a_reader_may_look_and_export_but_not_fill(server: Server) -> None:
    put(server, "closed", {"kind": "static"})
    token = server.post("/api/tokens", {"name": "reader", "role": "reader"})["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert server.client.get("/api/segments/closed/members", headers=headers).status_code == 200
    assert server.client.post("/api/segments/closed/import", headers=headers, content=b"email\n").status_code == 403
    assert server.client.post("/api/segments/closed/import", content=b"email\n").status_code == 401


def test_a_file_larger_than_other_bodies_goes_through_and_one_without_end_does_not(server: Server) -> None:
    put(server, "large", {"kind": "static"})
    line = b"stranger-%07d,%s\n"
    filling = b"x" * 90
    content = b"user_id,more\nu1,x\n" + b"".join(line % (number, filling) for number in range(60_000))
    assert len(content) > 5 * 1024 * 1024
    answer = server.request("POST", "/api/segments/large/import", content=content, timeout=60)
    assert answer.status_code in (200, 202), answer.text
    assert (answer.json()["known"], answer.json()["unknown"]) == (1, 60_000)

    def endless() -> Iterator[bytes]:
        yield b"user_id\n"
        while True:
            yield b"x\n" * 500_000

    try:
        refused = server.request("POST", "/api/segments/large/import", content=endless(), timeout=60)
        assert refused.status_code == 413
    except httpx2.TransportError:  # it is told while more is still being sent
        pass
    assert server.client.get("/healthz").is_success


def test_uploads_and_downloads_that_break_off_leave_everything_as_it_was(server: Server) -> None:
    put(server, "broken", {"kind": "static"})
    before = len(server.log)
    head = (
        f"POST /api/segments/broken/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.admin_token}\r\n"
        "Content-Length: 1000000\r\n\r\nemail\nu1@x.example\n"
    )
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(head.encode())
    export = f"GET /api/segments/all/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.admin_token}\r\n\r\n"
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(export.encode())
    assert server.request("POST", "/api/segments/broken/import", content=b"email\nu2@x.example\n").status_code < 300
    has(server, "broken", 1)
    assert not any(word in server.log[before:] for word in ("Traceback", "request failed"))


def test_a_condition_is_tried_out_before_it_is_saved(server: Server, tmp_path: Path) -> None:
    put(server, "few", {"kind": "static"})
    server.request("POST", "/api/segments/few/import", content=b"user_id\nu1\nu2\nu20\n")
    has(server, "few", 3)
    agreed = {"kind": "consent", "purpose": "newsletter"}
    file = tmp_path / "agreed.json"
    file.write_text(json.dumps({"key": "agreed", "members": {"kind": "dynamic", "condition": agreed}}))

    def is_there() -> bool:
        found = json.loads(server.cli("segment", "preview", str(file), "--overlap=few", "--json"))
        return (found["count"], found["profiles"]) == (10, PEOPLE)

    wait_until(is_there, 60, "the profiles are not in the warehouse", lambda: server.log[-3000:])
    found = json.loads(server.cli("segment", "preview", str(file), "--overlap=few", "--json"))
    assert found["share"] == round(10 / PEOPLE, 6)
    assert found["overlap"] == [{"key": "few", "size": 3, "members": 2}]
    assert found["reachable"]["email"] == 10
    assert len(found["examples"]) == 10
    assert all(each["email"].endswith("@x.example") for each in found["examples"])
    assert "10 of 30 profiles" in server.cli("segment", "preview", str(file))


def test_a_condition_that_makes_no_sense_is_refused_with_the_place(server: Server) -> None:
    wrong = {"kind": "all", "of": [{"kind": "trait", "trait": "ordres", "compare": {"op": "ge", "value": 1}}]}
    answer = server.request("POST", "/api/segments/preview", json={"condition": wrong})
    assert (answer.status_code, answer.json()["path"]) == (422, "/condition/of/0/trait")
    assert "orders" in answer.json()["detail"]
    everybody = {"condition": {"kind": "all", "of": []}}
    unknown = server.request("POST", "/api/segments/preview", json={**everybody, "overlap": ["none"]})
    assert unknown.status_code == 404
