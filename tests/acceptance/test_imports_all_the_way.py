"""A file from its upload to people: looked into, tried, imported, imported again; and all that is refused."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.server import Server, running_server, wait_until

LIMIT_BYTES = 100_000
ORDERS = """Nr zamówienia;E-mail;Data zamówienia;Cena;Ilość;SKU
A1;ala@example.com;13.05.2025 12:00;12,50;2;007
A1;ala@example.com;13.05.2025 12:00;1 212,50;1;008
A2;jan@example.com;14.05.2025 12:00;99,00;1;009
A3;null;14.05.2025 12:00;99,00;1;009
A4;ola@example.com;kiedyś;99,00;1;009
A5;ola@example.com;15.05.2025 10:00;5,00;1;010
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    variables = {"PORTRET_IMPORT_MAX_BYTES": str(LIMIT_BYTES)}
    with running_server(tmp_path_factory.mktemp("imports"), variables=variables) as server:
        yield server


def bring(server: Server, content: bytes, name: str = "orders.csv") -> httpx2.Response:
    return server.request("POST", "/api/imports", params={"name": name}, content=content)


def imported(server: Server, import_id: str, source: str) -> dict[str, Any]:
    look = server.get(f"/api/imports/{import_id}/columns")
    body = {"about": look["about"], "mapping": look["mapping"], "new_source": {"name": source}}
    server.post(f"/api/imports/{import_id}/start", body)
    wait_until(
        lambda: server.get(f"/api/imports/{import_id}")["status"] not in ("queued", "running"), 120, "it never ended"
    )
    found: dict[str, Any] = server.get(f"/api/imports/{import_id}")
    return found


def counts(found: dict[str, Any]) -> tuple[int, int, int, int]:
    return found["rows"], found["events"], found["duplicates"], found["set_aside"]


def test_a_file_of_order_lines_becomes_orders_once_and_what_cannot_waits_in_quarantine(server: Server) -> None:
    brought = bring(server, ORDERS.encode("cp1250"), "../../orders.csv").json()
    assert (brought["status"], brought["format"], brought["delimiter"], brought["encoding"]) == (
        "draft",
        "csv",
        ";",
        "cp1250",
    )
    look = server.get(f"/api/imports/{brought['id']}/columns")
    assert (look["about"], look["mapping"]["group_by"]) == ("orders", "Nr zamówienia")
    rows = server.post(f"/api/imports/{brought['id']}/preview", {"mapping": look["mapping"]})["items"]
    assert [(row["row"], row["last_row"], row["code"]) for row in rows] == [
        (1, 2, ""),
        (3, 3, ""),
        (4, 4, "no-identifier"),
        (5, 5, "bad-date"),
        (6, 6, ""),
    ]
    assert rows[0]["identifiers"] == [{"namespace": "email", "value": "ala@example.com"}]
    assert server.get("/api/profiles")["items"] == []
    done = imported(server, brought["id"], "Old shop")
    assert (done["status"], counts(done)) == ("done", (6, 3, 0, 2))
    server.wait_until_processed()
    assert server.get("/api/profiles/email:ala@example.com")["computed"]["events"] == 1
    waiting = server.get("/api/quarantine", import_id=brought["id"])["items"]
    assert sorted((item["index"], item["code"]) for item in waiting) == [(4, "no-identifier"), (5, "bad-date")]
    again = bring(server, ORDERS.encode("cp1250")).json()
    assert counts(imported(server, again["id"], "Again")) == (6, 0, 3, 2)
    assert not [path for path in (server.data_dir / "imports").iterdir() if path.name.startswith("imp_")]
    assert not list(server.data_dir.parent.glob("orders.csv"))
    changes = [change["action"] for change in server.get("/api/audit")["items"]]
    assert "POST /api/imports/{import_id}/start" in changes
    assert "POST /api/imports/{import_id}/preview" not in changes


def test_what_is_no_file_to_import_is_refused_and_leaves_nothing(server: Server) -> None:
    before = len(server.get("/api/imports")["items"])
    too_large = bring(server, b"x" * (LIMIT_BYTES + 1))
    assert (too_large.status_code, "import_max_bytes" in too_large.json()["detail"]) == (413, True)
    assert bring(server, b"PK\x03\x04workbook").status_code == 422
    bomb = bring(server, gzip.compress(b'[{"a": "' + b"x" * (30 * LIMIT_BYTES) + b'"}]'))
    assert (bomb.status_code, "unpacks" in bomb.json()["detail"]) == (422, True)
    deep = bring(server, b"[" + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"]")
    assert deep.status_code == 422
    assert len(server.get("/api/imports")["items"]) == before
    assert list((server.data_dir / "imports").iterdir()) == []


def test_an_import_needs_a_fitting_mapping_and_source_and_can_be_forgotten(server: Server) -> None:
    brought = bring(server, b"id,age\n1,20\n").json()
    path = f"/api/imports/{brought['id']}"

    def started(**body: Any) -> int:
        return server.request("POST", f"{path}/start", json={"about": "people", **body}).status_code

    of_nobody = {"type": "identify", "traits": {"age": {"column": "age"}}}
    good = {"type": "identify", "user_id": {"column": "id"}}
    assert started(new_source={"name": "x"}) == 422
    assert started(mapping=of_nobody, new_source={"name": "x"}) == 422
    assert started(mapping={**good, "user_id": {"column": "no such"}}, new_source={"name": "x"}) == 422
    assert started(mapping=good, source_id="src_none") == 404
    browser = server.post("/api/sources", {"name": "Site", "kind": "browser"})
    assert started(mapping=good, source_id=browser["id"]) == 422
    assert server.request("POST", f"{path}/cancel").status_code == 409
    assert server.request("DELETE", path).status_code == 204
    assert server.request("GET", path).status_code == 404
