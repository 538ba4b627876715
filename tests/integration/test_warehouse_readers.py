"""A reader of one workspace, as an attacker: nothing of the machine, nothing of the neighbours, no change."""

# ruff: noqa: S608 — statements of tests

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import clickhouse_connect
import httpx2
import pytest

from portret.kernel import Invalid, PortretError, TooLarge
from portret.warehouse import Limits, Warehouse, event_rows
from tests.support.warehouse import NEIGHBOUR, WORKSPACE, WarehouseProcess, owner, running_warehouse, shop_event

_OUTSIDE = "/etc/passwd"

_FILES = [
    f"SELECT file('{_OUTSIDE}')",
    f"SELECT FILE('{_OUTSIDE}')",
    f"SELECT `file`('{_OUTSIDE}')",
    f"SELECT /* */ file /* */ ('{_OUTSIDE}')",
    f"SELECT arrayMap(file, ['{_OUTSIDE}'])",
    f"SELECT arrayMap(x -> file(x), ['{_OUTSIDE}'])",
    f"SELECT * APPLY(file) FROM (SELECT '{_OUTSIDE}' AS x)",
    f"SELECT * APPLY(x -> file(x)) FROM (SELECT '{_OUTSIDE}' AS x)",
    f"SELECT COLUMNS('x') APPLY file FROM (SELECT '{_OUTSIDE}' AS x)",
    f"WITH (SELECT file('{_OUTSIDE}')) AS x SELECT x",
    f"SELECT * FROM file('{_OUTSIDE}', LineAsString)",
    f"SELECT * FROM `file`('{_OUTSIDE}', LineAsString)",
    f"SELECT * FROM view(SELECT file('{_OUTSIDE}'))",
    f"SELECT * FROM format(LineAsString, file('{_OUTSIDE}'))",
    f"SELECT * FROM values('x String', file('{_OUTSIDE}'))",
    f"SELECT 1 IN (SELECT file('{_OUTSIDE}'))",
    f"SELECT 1 UNION ALL SELECT length(file('{_OUTSIDE}'))",
    f"DESCRIBE TABLE file('{_OUTSIDE}', LineAsString)",
    f"EXPLAIN SELECT file('{_OUTSIDE}')",
    f"EXPLAIN QUERY TREE SELECT file('{_OUTSIDE}')",
    f"EXPLAIN SYNTAX SELECT file('{_OUTSIDE}')",
    "SELECT * FROM executable('cat', 'TSV', 'x String')",
    "SELECT * FROM Python(warehouse)",
    "SELECT * FROM sqlite('/tmp/a.db', 't')",
    "SELECT * FROM input('x String')",
]
_NETWORK = [
    "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
    "SELECT * FROM s3('http://127.0.0.1:1/b/k', 'CSV')",
    "SELECT * FROM gcs('http://127.0.0.1:1/b/k', 'CSV')",
    "SELECT * FROM azureBlobStorage('http://127.0.0.1:1', 'a', 'b')",
    "SELECT * FROM hdfs('hdfs://127.0.0.1:1/a', 'CSV')",
    "SELECT * FROM remote('127.0.0.1', 'portret', 'events')",
    "SELECT * FROM remoteSecure('127.0.0.1', 'portret', 'events')",
    "SELECT * FROM cluster('x', 'portret', 'events')",
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM redis('127.0.0.1:1', 'a', 'a String')",
    "SELECT * FROM jdbc('a', 'b', 'c')",
    "SELECT * FROM odbc('a', 'b', 'c')",
    "SELECT * FROM deltaLake('http://127.0.0.1:1/b')",
    "SELECT * FROM iceberg('http://127.0.0.1:1/b')",
    "SELECT aiGenerate('hello')",
]
_SYSTEM = [
    "SELECT * FROM system.parts",
    "SELECT * FROM system.tables",
    "SELECT * FROM system.columns",
    "SELECT * FROM system.processes",
    "SELECT * FROM system.users",
    "SELECT * FROM system.row_policies",
    "SELECT * FROM system.server_settings",
    "SELECT * FROM system.disks",
    "SELECT * FROM `system`.`processes`",
    "SELECT 1 IN system.parts",
    "SELECT 1 IN (SELECT 1 FROM system.processes)",
    "SELECT (SELECT count() FROM system.parts)",
    "SELECT exists(SELECT 1 FROM system.parts)",
    "WITH x AS (SELECT * FROM system.parts) SELECT * FROM x",
    "SELECT * FROM numbers(1) AS n JOIN system.parts AS p ON 1",
    "SELECT * FROM merge('system', '.*')",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM INFORMATION_SCHEMA.TABLES",
    "SELECT hostName()",
    "SELECT fqdn()",
    "SELECT getServerSetting('path')",
    "SELECT filesystemAvailable()",
    "SELECT serverUUID()",
    "SELECT addressToLine(1)",
    "SELECT sleep(1)",
    "SELECT sleepEachRow(1) FROM numbers(10)",
    "SHOW PROCESSLIST",
    "SHOW GRANTS",
    "SHOW USERS",
    "SHOW ACCESS",
    "SHOW CREATE USER default",
    "SHOW CREATE TABLE system.parts",
    "SHOW TABLES FROM system",
    "SHOW SETTINGS LIKE 'max%'",
]
_NEIGHBOURS = [
    "SELECT * FROM merge('portret', '.*')",
    "SELECT * FROM loop(portret.events)",
    "SELECT * FROM mergeTreeIndex('portret', 'events')",
    "SELECT * FROM portret.migrations",
    f"SELECT * FROM portret.events SETTINGS query_cache_tag = '{NEIGHBOUR}'",
    "SELECT * FROM (SELECT * FROM portret.events SETTINGS query_cache_tag = '')",
    "SELECT * FROM portret.events SETTINGS readonly = 0",
    "SELECT * FROM portret.events SETTINGS max_execution_time = 1000",
    "SELECT * FROM portret.events SETTINGS additional_table_filters = {'portret.events': '1'}",
    "EXPLAIN ESTIMATE SELECT * FROM portret.events",
    "EXPLAIN indexes = 1 SELECT * FROM portret.events",
    "SET query_cache_tag = ''",
    "SET readonly = 0",
    "SET ROLE writer",
    "USE system",
    "EXECUTE AS default SELECT 1",
    "SELECT 1; SELECT 2",
    "SELECT 1;; SET query_cache_tag = ''",
]
_CHANGES = [
    "INSERT INTO portret.events (workspace_id) VALUES ('x')",
    "INSERT INTO portret.events (workspace_id) SELECT 'x'",
    "INSERT INTO FUNCTION file('/tmp/portret-attack.csv') SELECT 1",
    "ALTER TABLE portret.events DELETE WHERE 1",
    "DELETE FROM portret.events WHERE 1",
    "DROP TABLE portret.events",
    "TRUNCATE TABLE portret.events",
    "DETACH TABLE portret.events",
    "RENAME TABLE portret.events TO portret.gone",
    "OPTIMIZE TABLE portret.events FINAL",
    "CREATE TABLE portret.x (a UInt8) ENGINE = Memory",
    "CREATE TEMPORARY TABLE x (a UInt8)",
    "CREATE VIEW portret.v AS SELECT 1",
    "CREATE FUNCTION f AS x -> x",
    "CREATE USER x",
    "GRANT ALL ON *.* TO default",
    "KILL QUERY WHERE 1",
    "SYSTEM SHUTDOWN",
    "SYSTEM FLUSH LOGS",
    "BACKUP TABLE portret.events TO File('/tmp/portret-attack')",
    "ATTACH TABLE portret.y FROM '/etc' (a UInt8) ENGINE = File(CSV)",
    "CREATE DICTIONARY portret.d (a UInt64) PRIMARY KEY a SOURCE(NULL()) LAYOUT(FLAT()) LIFETIME(1)",
    "?? what do you know",
    "",
]
_HARMLESS = [
    "SELECT count() FROM events",
    "SELECT count() FROM portret.resolved_events",
    "SELECT properties.number, properties.nested.list FROM events LIMIT 1",
    "WITH x AS (SELECT * FROM events) SELECT name, count() FROM x GROUP BY name",
    "SELECT windowFunnel(3600)(toDateTime(timestamp), name = 'Product Viewed', name = 'Order Completed') FROM events",
    "SELECT o.order_id FROM order_lines AS o JOIN events AS e ON e.message_id = o.message_id LIMIT 1",
    "SELECT arrayMap(x -> x + 1, [1, 2]), map('a', 1), tuple(1, 'x'), CAST('1' AS UInt8), '1'::UInt8",
    "SELECT sumIf(revenue, currency = 'EUR'), quantile(0.5)(revenue), uniqExact(profile_id) FROM events",
    "SELECT toStartOfMonth(timestamp) AS month, count() FROM events GROUP BY month ORDER BY month WITH FILL",
    "SELECT row_number() OVER (PARTITION BY profile_id ORDER BY timestamp) FROM events LIMIT 3",
    "SELECT 'file(x) INTO OUTFILE system.parts' AS innocent -- SET x = 1",
    "SELECT number FROM numbers(5)",
    "(SELECT 1) UNION ALL (SELECT 2)",
    "SHOW TABLES",
    "DESCRIBE TABLE events",
    "SHOW CREATE TABLE events",
    "EXPLAIN SELECT count() FROM events",
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        warehouse = process.client()
        for workspace_id in (WORKSPACE, NEIGHBOUR):
            events = [
                shop_event(number, workspace_id=workspace_id, user_id=f"secret of {workspace_id}")
                for number in range(40)
            ]
            warehouse.load("events", event_rows(events, [owner(event) for event in events]), workspace_id)
        warehouse.close()
        yield process


@pytest.fixture(params=["its own user", "a server's user"])
def reader(running: WarehouseProcess, request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    """Both ways to read: the embedded process judges, or, for a server, the client does before it asks."""
    user, password = running.writer().values()
    url = f"http://{user}:{password}@127.0.0.1:{running.port}"
    warehouse = running.client() if request.param == "its own user" else Warehouse(url)
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize("sql", _FILES + _NETWORK + _SYSTEM + _NEIGHBOURS + _CHANGES)
def test_an_attack_is_refused(sql: str, reader: Warehouse) -> None:
    with pytest.raises(Invalid):
        reader.read(WORKSPACE, sql)


@pytest.mark.parametrize("sql", _HARMLESS)
def test_a_harmless_question_is_answered(sql: str, reader: Warehouse) -> None:
    assert reader.read(WORKSPACE, sql).rows is not None


@pytest.mark.parametrize(
    "clause", ["INTO OUTFILE '{path}'", "into/**/outfile '{path}' TRUNCATE", "INTO OUTFILE '{path}' APPEND FORMAT CSV"]
)
def test_no_file_is_written(clause: str, running: WarehouseProcess, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    for start in ("SELECT 1", "(SELECT 1)", "SELECT 1 UNION ALL SELECT 2", "EXPLAIN AST SELECT 1", "SHOW TABLES"):
        sql = f"{start} {clause.format(path=path)}"
        assert httpx2.post(running.url, content=sql, headers=running.reader()).is_error
    assert not path.exists()


def test_a_reader_sees_one_workspace_whatever_it_asks(reader: Warehouse) -> None:
    for table in ("events", "portret.events", "resolved_events"):
        assert reader.read(WORKSPACE, f"SELECT DISTINCT workspace_id FROM {table}").rows == [(WORKSPACE,)]
    assert reader.read("ws_nobody", "SELECT count() FROM events").rows == [(0,)]
    assert reader.read(
        WORKSPACE, "SELECT count() FROM events WHERE workspace_id = {w:String}", {"w": NEIGHBOUR}
    ).rows == [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count() FROM events WHERE throwIf(user_id LIKE '%ws_02%') = 0",
        "SELECT count() FROM events PREWHERE throwIf(user_id LIKE '%ws_02%') = 0",
        "SELECT throwIf(max(user_id) LIKE '%ws_02%') FROM events",
        "SELECT count() FROM resolved_events WHERE throwIf(user_id LIKE '%ws_02%') = 0",
        "SELECT count() FROM events AS a JOIN events AS b USING name WHERE throwIf(b.user_id LIKE '%ws_02%') = 0",
    ],
)
def test_an_error_tells_nothing_of_a_neighbours_rows(sql: str, reader: Warehouse) -> None:
    assert reader.read(WORKSPACE, sql).rows


@pytest.mark.parametrize(
    ("sql", "limit"),
    [
        ("SELECT number FROM numbers(1000000)", "rows"),
        ("SELECT count() FROM numbers(1000000000000) WHERE sin(number) > 2", "seconds"),
        ("SELECT length(groupArray(number)) FROM numbers(1000000000)", "memory"),
        ("SELECT uniqExact(sipHash64(number, 1)) FROM numbers(1000000000)", "memory"),
    ],
)
def test_a_query_over_its_limit_ends_with_the_limits_name(sql: str, limit: str, running: WarehouseProcess) -> None:
    warehouse = running.client()
    bounds = Limits(seconds=60 if limit == "memory" else 1, memory_bytes=50_000_000)
    with pytest.raises(TooLarge, match=limit):
        warehouse.query(sql, limits=bounds) if limit == "memory" else warehouse.read(WORKSPACE, sql, limits=bounds)
    one_row = "SELECT uniqExact(message_id) FROM events WHERE NOT is_bot AND type = 'track'"
    assert warehouse.read(WORKSPACE, one_row, limits=Limits(rows=1)).rows == [(40,)]
    warehouse.close()


def test_a_reader_cannot_raise_its_limits_over_http(running: WarehouseProcess) -> None:
    asked = {"max_result_rows": "0", "max_execution_time": "1000"}
    long = "SELECT count() FROM numbers(1000000000000) WHERE sin(number) > 2"
    assert (
        "TIMEOUT_EXCEEDED"
        in httpx2.post(running.url, content=long, params=asked, headers=running.reader(), timeout=30).text
    )
    for name in (
        "readonly",
        "query_cache_tag",
        "log_comment",
        "allow_ddl",
        "additional_table_filters",
        "role",
        "session_id",
    ):
        answer = httpx2.post(
            running.url,
            content="SELECT DISTINCT workspace_id FROM events",
            params={name: "0"},
            headers=running.reader(),
        )
        assert answer.is_error or answer.text == f"{WORKSPACE}\n"
    other = {**running.reader(), "X-ClickHouse-Database": "system"}
    assert httpx2.post(running.url, content="SELECT * FROM parts", headers=other).is_error


def test_a_readers_password_opens_no_other_workspace(running: WarehouseProcess) -> None:
    stolen = {**running.reader(), "X-ClickHouse-User": NEIGHBOUR}
    assert httpx2.post(running.url, content="SELECT 1", headers=stolen).status_code == 403
    assert (
        httpx2.post(
            running.url, content="SELECT 1", headers={**running.reader(), "X-ClickHouse-User": "portret"}
        ).status_code
        == 403
    )
    assert (
        httpx2.post(
            running.url, content="SELECT 1", headers={**running.reader(), "X-ClickHouse-User": "default"}
        ).status_code
        == 403
    )


def test_business_tools_connect_as_a_workspaces_reader(running: WarehouseProcess) -> None:
    user, password = running.reader().values()
    client = clickhouse_connect.get_client(
        host="127.0.0.1", port=running.port, username=user, password=password, database="portret"
    )
    assert client.query("SELECT DISTINCT workspace_id FROM events").result_rows == [(WORKSPACE,)]
    client.close()


def test_long_queries_of_readers_do_not_hold_up_loading(running: WarehouseProcess) -> None:
    warehouse = running.client()
    long = "SELECT count() FROM numbers(1000000000000) WHERE sin(number) > 2"

    def ask(_: int) -> bool:
        with pytest.raises(PortretError):
            warehouse.read(WORKSPACE, long, limits=Limits(seconds=1))
        return True

    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, number) for number in range(6)]
        for number in range(5):
            events = [shop_event(1000 + number, workspace_id="ws_loading")]
            warehouse.load("events", event_rows(events, ["prf_1"]), f"while-{number}")
        assert not all(one.done() for one in asked)
        assert all(one.result() for one in asked)
    assert warehouse.read("ws_loading", "SELECT count() FROM events").rows == [(5,)]
    warehouse.close()
