import gzip
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Server, run_cli, running_server

ORDERS = (
    "order;customer;when;amount\nA1;7;01.07.2024 12:00;10,50\nA2;8;02.07.2024 12:00;much\nA3;9;03.07.2024 12:00;1,00\n"
)
MAPPING = """
event: Order Completed
user_id: {column: customer}
timestamp: {column: when, format: "%d.%m.%Y %H:%M"}
properties:
  order_id: {column: order}
  revenue: {column: amount, type: number, decimal: ","}
  currency: PLN
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("cli")) as server:
        server.send({"type": "track", "userId": "ada", "event": "Seen", "messageId": "seen-1"})
        server.wait_until_processed()
        yield server


def as_json(server: Server, *arguments: str) -> Any:
    return json.loads(server.cli(*arguments, "--json"))


def count(server: Server, where: str) -> int:
    server.wait_until_processed()
    sql = f"SELECT count() AS n FROM events WHERE {where}"  # noqa: S608 — conditions of this file
    return int(server.query(sql)[0]["n"])


def test_a_profile_is_shown_by_identifier_with_its_timeline(server: Server) -> None:
    profile = as_json(server, "profile", "show", "user_id:ada")
    assert profile["computed"]["events"] == 1
    assert [event["name"] for event in as_json(server, "timeline", profile["id"])] == ["Seen"]
    assert as_json(server, "timeline", "user_id:ada", "--type", "page") == []
    assert "events: 1" in server.cli("profile", "show", "user_id:ada")
    assert [found["id"] for found in as_json(server, "search", "ada")] == [profile["id"]]


def test_a_query_prints_a_table_csv_or_json(server: Server) -> None:
    sql = "SELECT name, 1 AS n FROM events WHERE name = {name:String}"
    assert server.cli("query", sql, "-p", "name=Seen") == "name\tn\nSeen\t1\n"
    assert server.cli("query", sql, "-p", "name=Seen", "--csv") == "name,n\nSeen,1\n"
    assert as_json(server, "query", sql, "-p", "name=Seen")["rows"] == [["Seen", 1]]


def test_a_source_is_made_rotated_disabled_and_listed(server: Server) -> None:
    made = as_json(server, "source", "create", "Shop", "--kind", "browser", "--origin", "https://shop.example")
    server.send({"type": "track", "event": "By key", "userId": "k"}, write_key=made["write_key"])
    rotated = as_json(server, "source", "rotate", made["id"], "--overlap", "P1D")
    assert rotated["write_key"] != made["write_key"]
    assert as_json(server, "source", "disable", made["id"])["enabled"] is False
    listed = {each["id"]: each for each in as_json(server, "source", "list")}
    assert listed[made["id"]]["enabled"] is False
    assert listed[made["id"]]["allowed_origins"] == ["https://shop.example"]
    assert as_json(server, "source", "enable", made["id"])["enabled"] is True


def test_a_token_is_made_used_and_revoked_and_one_can_be_made_without_any(server: Server) -> None:
    made = as_json(server, "token", "create", "dashboards", "--role", "reader")
    assert made["id"] in {each["id"] for each in as_json(server, "token", "list", "--token", made["token"])}
    as_json(server, "token", "revoke", made["id"])
    refused = run_cli("token", "list", "--token", made["token"], "--url", server.url, f"--data-dir={server.data_dir}")
    assert (refused.returncode, refused.stderr.count("\n")) == (3, 1)
    local = as_json(server, "token", "create", "lost", "--role", "admin", "--local")
    assert as_json(server, "token", "list", "--token", local["token"])


def test_a_quarantined_event_is_listed_shown_mended_replayed(server: Server, tmp_path: Path) -> None:
    server.send({"type": "track", "event": "Nameless", "messageId": "nameless-1"})
    server.wait_until_processed()
    (item,) = as_json(server, "quarantine", "list")
    assert as_json(server, "quarantine", "show", item["id"])["event"]["event"] == "Nameless"
    mended = tmp_path / "mended.json"
    mended.write_text(json.dumps({**item["event"], "userId": "found"}))
    server.cli("quarantine", "fix", item["id"], str(mended))
    assert as_json(server, "quarantine", "replay", "--all")[0]["status"] == "replayed"
    assert count(server, "name = 'Nameless' AND user_id = 'found'") == 1
    assert as_json(server, "quarantine", "list") == []


def test_errors_have_an_exit_code_and_one_line(server: Server) -> None:
    for arguments, code in (
        (("profile", "show", "user_id:nobody"), 4),
        (("query", "SELEC 1"), 1),
        (("token", "revoke", "tok_none"), 4),
        (("quarantine", "replay"), 1),
    ):
        done = run_cli(*arguments, "--url", server.url, f"--data-dir={server.data_dir}")
        assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    nobody = run_cli("profile", "show", "user_id:ada", "--url", "http://127.0.0.1:1", f"--data-dir={server.data_dir}")
    assert nobody.returncode == 5
    tokenless = run_cli("token", "list", "--data-dir=/nonexistent")
    assert (tokenless.returncode, "PORTRET_TOKEN" in tokenless.stderr) == (3, True)
    assert run_cli("serve", "--no-such-flag").returncode == 2


def test_the_doctor_tells_settings_with_origin_and_finds_nothing_wrong_with_a_running_server(server: Server) -> None:
    report = as_json(server, "doctor")
    assert report["settings"]["port"] == {"value": str(server.port), "from": "PORTRET_PORT"}
    assert report["settings"]["data_dir"]["from"] == "--data-dir"
    assert report["settings"]["log_level"]["from"] == "default"
    found = {finding["subject"]: finding for finding in report["findings"]}
    assert {finding["level"] for finding in report["findings"]} <= {"ok", "warning"}
    assert {"versions", "disk", "fsync", "server", "state store", "warehouse", "geo database"} <= found.keys()
    assert found["server: worker"]["level"] == "ok"


def test_the_doctor_finds_what_is_wrong_and_says_what_to_do(server: Server, tmp_path: Path) -> None:
    wrong = {
        "PORTRET_PROT": "1",
        "PORTRET_PORT": str(server.warehouse_port),
        "PORTRET_WAREHOUSE_PORT": str(server.port),
        "PORTRET_GEO_CITY_PATH": str(tmp_path / "none.mmdb"),
        "PORTRET_WAREHOUSE_URL": "http://u:hush@127.0.0.1:1",
        "PORTRET_DISK_RESERVE_BYTES": str(10**18),
    }
    done = run_cli("doctor", f"--data-dir={tmp_path}", "--json", variables=wrong)
    assert done.returncode == 1
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)["findings"]}
    for subject, level in (
        ("settings", "warning"),
        ("server", "error"),
        ("warehouse", "error"),
        ("geo database", "error"),
        ("disk", "error"),
    ):
        assert (findings[subject]["level"], bool(findings[subject]["advice"])) == (level, True), findings[subject]
    assert "hush" not in done.stdout


def test_an_import_by_mapping_is_tried_dry_then_sent_and_repeated_without_doubles(
    server: Server, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "orders.csv", tmp_path / "orders.yaml"
    file.write_text(ORDERS)
    mapping.write_text(MAPPING)
    command = ("import", str(file), "--mapping", str(mapping), "--delimiter", ";", "--json")
    dry = json.loads(server.cli(*command, "--dry-run", check=False))
    assert (dry["rows"], dry["events"], dry["problems"]) == (3, 2, {"bad-number": 1})
    assert dry["first"][0]["properties"] == {"order_id": "A1", "revenue": 10.50, "currency": "PLN"}
    assert count(server, "order_id IN ('A1', 'A3')") == 0
    for _ in range(2):
        sent = json.loads(server.cli(*command, check=False))
        assert (sent["events"], sent["rejected"], sent["examples"]) == (
            2,
            1,
            {"bad-number": ["row 2: Column “amount”: A number is needed here."]},
        )
        assert count(server, "order_id IN ('A1', 'A3')") == 2
    found = server.query("SELECT toString(revenue) AS revenue, timestamp FROM events WHERE order_id = 'A1'")
    assert found == [{"revenue": "10.5", "timestamp": "2024-07-01T12:00:00Z"}]
    assert not (tmp_path / "orders.csv.progress").exists()


def test_rejected_rows_are_told_by_the_exit_code(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "bad.ndjson"
    file.write_text('{"event": "No one"}\n')
    arguments = ("import", str(file), "--url", server.url, f"--data-dir={server.data_dir}")
    assert run_cli(*arguments).returncode == 6


@pytest.mark.parametrize("name", ["rows.csv", "rows.tsv", "rows.ndjson", "rows.json", "rows.ndjson.gz", "rows.parquet"])
def test_every_format_can_be_imported(server: Server, tmp_path: Path, name: str) -> None:
    rows = [{"userId": f"u{number}", "event": f"From {name}"} for number in range(3)]
    write_rows(tmp_path / name, rows)
    assert as_json(server, "import", str(tmp_path / name))["events"] == 3
    assert count(server, f"name = 'From {name}'") == 3


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows in the format that the name tells."""
    lines = "\n".join(json.dumps(row) for row in rows)
    if path.suffix in (".csv", ".tsv"):
        mark = "," if path.suffix == ".csv" else "\t"
        path.write_text("\n".join(mark.join(row) for row in [list(rows[0]), *(list(row.values()) for row in rows)]))
    elif path.suffix == ".parquet":
        import pyarrow as pa  # noqa: PLC0415 — heavy, and only here
        import pyarrow.parquet as pq  # noqa: PLC0415 — as above

        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_text(json.dumps(rows) if path.suffix == ".json" else lines)


def test_an_import_that_was_stopped_goes_on_where_it_was(server: Server, tmp_path: Path) -> None:
    file, progress = tmp_path / "many.ndjson", tmp_path / "many.progress"
    file.write_text("".join(f'{{"userId": "m{n}", "event": "Resumed"}}\n' for n in range(2_500)))
    command = ("import", str(file), "--progress-file", str(progress))
    bad_key = run_cli(*command, "--write-key", "wk_wrong", "--url", server.url, f"--data-dir={server.data_dir}")
    assert bad_key.returncode == 3
    from portret.collect.importers.read import identity  # noqa: PLC0415 — what the progress file is bound to

    progress.write_text(json.dumps({"identity": identity(file), "rows": 2_000, "events": 2_000}))
    sent = as_json(server, *command)
    assert (sent["skipped"], sent["events"]) == (2_000, 500)
    progress.write_text(json.dumps({"identity": "of another file", "rows": 2_000, "events": 2_000}))
    sent = as_json(server, *command)
    assert (sent["skipped"], sent["events"]) == (0, 2_500)
    assert count(server, "name = 'Resumed'") == 2_500


def test_a_backup_of_the_running_server_restored_elsewhere_is_equal_and_still_knows_what_it_had(
    server: Server, tmp_path: Path
) -> None:
    server.send(
        {"type": "identify", "userId": "eva", "anonymousId": "anon-eva", "traits": {"plan": "gold"}},
        {
            "type": "track",
            "userId": "eva",
            "event": "Backed up",
            "messageId": "backed-1",
            "properties": {"a": [1, "ż"]},
        },
        {"type": "track", "event": "Faulty"},
    )
    server.wait_until_processed()
    folder = tmp_path / "backup"
    done = json.loads(server.cli("backup", str(folder), "--json"))
    assert done["position"] > 0
    refused = run_cli("backup", str(folder), f"--data-dir={server.data_dir}")
    assert (refused.returncode, "not empty" in refused.stderr) == (1, True)
    restored = tmp_path / "restored" / "data"
    refused = run_cli("restore", str(folder), f"--data-dir={server.data_dir}")
    assert (refused.returncode, "not empty" in refused.stderr) == (1, True)
    again = run_cli("restore", str(folder), f"--data-dir={restored}")
    assert again.returncode == 0, again.stderr
    expected = everything(server)
    with running_server(tmp_path / "restored") as copy:
        copy.wait_until_processed()
        assert everything(copy) == expected
        copy.send({"type": "track", "userId": "eva", "event": "Backed up", "messageId": "backed-1"})
        assert count(copy, "message_id = 'backed-1'") == 1
        assert copy.get("/api/profiles/user_id:eva")["traits"] == {"plan": "gold"}


def everything(server: Server) -> dict[str, Any]:
    """Return what can be asked of an installation."""
    people = server.get("/api/profiles", limit=200)["items"]
    return {
        "events": server.query("SELECT * FROM events ORDER BY position", max_rows=100_000),
        "lines": server.query("SELECT * FROM order_lines ORDER BY position, line", max_rows=100_000),
        "people": [server.get(f"/api/profiles/{person['id']}") for person in people],
        "timelines": [server.get(f"/api/profiles/{person['id']}/timeline")["items"] for person in people[:5]],
        "sources": server.get("/api/sources")["items"],
        "tokens": server.get("/api/tokens")["items"],
        "quarantine": server.get("/api/quarantine")["items"],
    }


def test_a_damaged_backup_is_refused(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    server.cli("backup", str(folder))
    with sqlite3.connect(folder / "state.db") as connection:
        connection.execute("PRAGMA user_version = 77")
    connection.close()
    refused = run_cli("restore", str(folder), f"--data-dir={tmp_path / 'new'}")
    assert (refused.returncode, "state.db" in refused.stderr) == (1, True)
    assert not (tmp_path / "new").exists()
