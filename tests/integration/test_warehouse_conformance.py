"""What goes through our process is what chDB gives directly: clickhouse-connect's own ways, and a plain HTTP client."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import clickhouse_connect
import httpx2
import lz4.frame  # type: ignore[import-untyped]  # comes without types
import pandas as pd
import pytest
import zstandard
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from tests.support.warehouse import Oracle, WarehouseProcess, running_warehouse

_STATEMENTS = [
    "SELECT 1",
    "SELECT 1 AS one, 'text' AS two, NULL AS three, [1, 2] AS four, (1, 'x') AS five, map('a', 1) AS six",
    "SELECT number, toString(number), toLowCardinality('x') FROM numbers(10)",
    "SELECT toDecimal64('12.3456', 4), toDate('2026-01-02'), toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC')",
    "SELECT sum(number), avg(number) FROM numbers(1000) WHERE number % 2",
    'SELECT \'{"a":{"b":1},"c":[1,2]}\'::JSON AS document',
    "SELECT 'quote \\' backslash \\\\ tab \\t line \\n nul \\0 umlaut ü 漢'",
    "WITH 3 AS x SELECT x, x + 1",
    "SELECT 1 WHERE 0",
    "DESCRIBE TABLE (SELECT 1 AS a, 'x' AS b)",
    "SELECT * FROM values('a UInt8, b String', (1, 'x'), (2, 'y')) ORDER BY a",
]
_FORMATS = ["TabSeparated", "JSON", "JSONCompact", "JSONEachRow", "CSVWithNames", "Native", "RowBinary", "Arrow"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    oracle = Oracle(tmp_path_factory.mktemp("oracle"))
    yield oracle
    oracle.close()


@pytest.fixture
def client(running: WarehouseProcess) -> Iterator[Client]:
    """clickhouse-connect as anybody would use it: all its defaults."""
    user = running.writer()
    client = clickhouse_connect.get_client(
        host="127.0.0.1",
        port=running.port,
        username=user["X-ClickHouse-User"],
        password=user["X-ClickHouse-Key"],
        database="portret",
    )
    yield client
    client.close()


@pytest.fixture
def http(running: WarehouseProcess) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=running.url, headers=running.writer()) as http:
        yield http


@pytest.mark.parametrize("form", _FORMATS)
@pytest.mark.parametrize("sql", _STATEMENTS)
def test_a_plain_http_client_gets_the_bytes_that_chdb_gives(
    sql: str, form: str, http: httpx2.Client, oracle: Oracle
) -> None:
    answer = http.post("/", params={"default_format": form}, content=sql)
    assert answer.status_code == 200
    assert answer.headers["x-clickhouse-format"] == form
    assert _comparable(answer.content, form) == _comparable(oracle.ask(sql, form), form)


def test_a_long_answer_comes_in_pieces_and_whole(http: httpx2.Client, oracle: Oracle) -> None:
    sql = "SELECT number, sipHash64(number) FROM numbers(300000)"
    for form in ("Native", "TabSeparated", "JSONEachRow", "JSON"):
        answer = http.post("/", params={"default_format": form}, content=sql)
        if form == "Native":
            assert len(answer.content) > 300_000 * 16
        else:
            assert _comparable(answer.content, form) == _comparable(oracle.ask(sql, form), form)


def test_the_format_is_named_by_clause_header_or_parameter(http: httpx2.Client) -> None:
    assert http.get("/", params={"query": "SELECT 1 AS a FORMAT JSONEachRow"}).json() == {"a": 1}
    assert http.post("/", content="SELECT 1 AS a", headers={"X-ClickHouse-Format": "JSONEachRow"}).json() == {"a": 1}
    assert http.get("/", params={"query": "SELECT 1 AS a", "default_format": "JSONEachRow"}).json() == {"a": 1}


def test_the_body_continues_the_query_of_the_url(http: httpx2.Client) -> None:
    assert http.post("/", params={"query": "SELECT 1 +"}, content="2").text == "3\n"


def test_get_reads_only(http: httpx2.Client) -> None:
    refused = http.get("/", params={"query": "CREATE TABLE portret.made_by_get (a UInt8) ENGINE = Memory"})
    assert refused.headers["x-clickhouse-exception-code"] == "164"


@pytest.mark.parametrize(
    ("sql", "status", "code"),
    [
        ("SELEKT 1", 400, 62),
        ("SELECT * FROM nowhere", 404, 60),
        ("SELECT no_such_function()", 404, 46),
        ("SELECT missing", 404, 47),
        ("SELECT throwIf(1)", 500, 395),
        ("SELECT toUInt8('x')", 400, 6),
        ("SELECT {absent:String}", 400, 456),
        ("SELECT 1 SETTINGS no_such_setting = 1", 404, 115),
        ("SELECT 1 FORMAT NoSuchFormat", 404, 73),
        ("SELECT 1; SELECT 2", 400, 62),
    ],
)
def test_errors_are_given_as_clickhouse_gives_them(sql: str, status: int, code: int, http: httpx2.Client) -> None:
    answer = http.post("/", content=sql)
    assert answer.headers["x-clickhouse-exception-code"] == str(code)
    assert answer.text.startswith(f"Code: {code}. DB::Exception: ")
    assert answer.status_code == status


def test_an_error_after_the_first_block_is_told_in_the_body(http: httpx2.Client, client: Client) -> None:
    sql = "SELECT throwIf(number = 200000) FROM numbers(1000000) SETTINGS max_block_size = 1000"
    answer = http.post("/", content=sql)
    tag = answer.headers["x-clickhouse-exception-tag"]
    assert answer.text.endswith(f" {tag}\r\n__exception__\r\n")
    assert "Code: 395" in answer.text
    with pytest.raises(DatabaseError, match="throwIf"):
        client.query(sql)


def test_wait_end_of_query_gives_a_late_error_its_status(http: httpx2.Client) -> None:
    sql = "SELECT throwIf(number = 200000) FROM numbers(1000000) SETTINGS max_block_size = 1000"
    answer = http.post("/", params={"wait_end_of_query": "1"}, content=sql)
    assert (answer.status_code, answer.headers["x-clickhouse-exception-code"]) == (500, "395")


def test_parameters_are_bound_with_everything_text_can_hold(http: httpx2.Client) -> None:
    sql = "SELECT {text:String} AS text, {number:Int64} AS number, {list:Array(String)} AS list FORMAT JSONEachRow"
    values = {"param_text": r"it's \\ a\ttab", "param_number": "-5", "param_list": "['a','b']"}
    assert http.post("/", params=values, content=sql).json() == {
        "text": "it's \\ a\ttab",
        "number": -5,
        "list": ["a", "b"],
    }


def test_settings_and_database_come_in_the_url(http: httpx2.Client) -> None:
    sql = "SELECT getSetting('max_threads'), currentDatabase()"
    assert http.post("/", params={"max_threads": "3", "database": "system"}, content=sql).text == "3\tsystem\n"
    assert http.post("/", content=sql).text.endswith("\tportret\n")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd", "lz4"])
def test_bodies_are_compressed_both_ways(encoding: str, http: httpx2.Client) -> None:
    pack: Callable[[bytes], bytes] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "zstd": zstandard.ZstdCompressor().compress,
        "lz4": lz4.frame.compress,
    }[encoding]
    unpack: Callable[[bytes], bytes] = {
        "gzip": gzip.decompress,
        "deflate": zlib.decompress,
        "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
        "lz4": lz4.frame.decompress,
    }[encoding]
    headers = {"Content-Encoding": encoding, "Accept-Encoding": encoding}
    with http.stream("POST", "/", content=pack(b"SELECT number FROM numbers(100000)"), headers=headers) as answer:
        assert answer.headers["content-encoding"] == encoding
        assert unpack(b"".join(answer.iter_raw())).count(b"\n") == 100_000


def test_a_body_that_does_not_decompress_is_refused(http: httpx2.Client) -> None:
    assert http.post("/", content=b"nonsense", headers={"Content-Encoding": "gzip"}).text.startswith("Code: ")


@pytest.mark.parametrize(
    ("form", "rows"),
    [
        ("JSONEachRow", b'{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n'),
        ("TabSeparated", b"1\tx\n2\ty\n"),
        ("CSV", b'1,"x"\n2,"y"\n'),
        ("Values", b"(1,'x'),(2,'y')"),
        ("RowBinary", b"\x01\x01x\x02\x01y"),
        ("Native", b"\x02\x02\x01a\x05UInt8\x01\x02\x01b\x06String\x01x\x01y"),
    ],
)
def test_rows_are_inserted_from_url_and_from_body(form: str, rows: bytes, http: httpx2.Client) -> None:
    http.post("/", content="CREATE OR REPLACE TABLE portret.inserted (a UInt8, b String) ENGINE = Memory")
    insert = "INSERT INTO portret.inserted (a, b) " + ("VALUES" if form == "Values" else f"FORMAT {form}")
    told = http.post("/", params={"query": insert}, content=rows)
    assert json.loads(told.headers["x-clickhouse-summary"])["written_rows"] == "2"
    assert http.post("/", content=insert.encode() + b"\n" + rows).status_code == 200
    assert http.post("/", content="SELECT a, b FROM portret.inserted ORDER BY a").text == "1\tx\n1\tx\n2\ty\n2\ty\n"


def test_clickhouse_connect_inserts_and_reads_every_type_back(client: Client) -> None:
    client.command(
        "CREATE OR REPLACE TABLE types (n UInt64, s String, l LowCardinality(String), d Decimal(18, 4),"
        " t DateTime64(3, 'UTC'), o Nullable(Int32), a Array(String), m Map(String, Int64), j JSON, b Bool)"
        " ENGINE = MergeTree ORDER BY n"
    )
    moment = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
    client.tz_mode = "aware"
    rows: list[list[Any]] = [
        [1, "a\0b", "x", Decimal("1.2345"), moment, None, ["p", "q"], {"k": 1}, {"a": {"b": 1}}, True],
        [2, "ü'\\\t\n", "y", Decimal("-1.2"), moment, 5, [], {}, {"a": {"b": 2}}, False],
    ]
    assert client.insert("types", rows).written_rows == 2
    read = client.query("SELECT * FROM types ORDER BY n")
    assert [list(row) for row in read.result_rows] == rows
    assert client.query("SELECT sum(n) FROM types WHERE l IN {words:Array(String)}", {"words": ["x"]}).first_row == (1,)


def test_clickhouse_connect_moves_dataframes_and_arrow(client: Client) -> None:
    client.command("CREATE OR REPLACE TABLE frames (n Int64, s String, f Float64) ENGINE = MergeTree ORDER BY n")
    frame = pd.DataFrame(
        {"n": range(5_000), "s": [f"row {n}" for n in range(5_000)], "f": [n / 2 for n in range(5_000)]}
    )
    client.insert_df("frames", frame)
    read = client.query_df("SELECT * FROM frames ORDER BY n")
    assert read["n"].tolist() == frame["n"].tolist()
    assert read["s"].tolist() == frame["s"].tolist()
    assert client.query_arrow("SELECT count() AS c FROM frames").to_pydict() == {"c": [5_000]}
    with client.query_row_block_stream("SELECT n FROM frames") as stream:
        assert sum(len(block) for block in stream) == 5_000


def test_clickhouse_connect_sends_long_parameters_as_a_form(client: Client) -> None:
    ids = [f"prf_{number:08}" for number in range(20_000)]
    sql = "SELECT length({ids:Array(String)})"
    assert client.query(sql, {"ids": ids}).first_row == (20_000,)


def test_settings_of_a_session_last_and_others_do_not(running: WarehouseProcess, client: Client) -> None:
    client.set_client_setting("session_id", "mine")
    client.command("SET max_block_size = 1234")
    assert client.command("SELECT getSetting('max_block_size')", settings={"max_threads": 1}) == 1234
    client.command("CREATE TEMPORARY TABLE kept (a UInt8)")
    assert client.command("SELECT count() FROM kept") == 0
    assert (
        httpx2.post(running.url, content="SELECT getSetting('max_block_size')", headers=running.writer()).text
        != "1234\n"
    )


def test_ping_needs_no_password_and_statements_do(running: WarehouseProcess) -> None:
    assert httpx2.get(f"{running.url}ping").text == "Ok.\n"
    for headers in ({}, {"X-ClickHouse-User": "portret", "X-ClickHouse-Key": "wrong"}, {"Authorization": "Basic ???"}):
        refused = httpx2.post(running.url, content="SELECT 1", headers=headers)
        assert (refused.status_code, refused.headers["x-clickhouse-exception-code"]) == (403, "516")


def test_user_and_password_come_in_headers_basic_or_url(running: WarehouseProcess) -> None:
    user, password = running.writer().values()
    assert httpx2.post(running.url, content="SELECT 1", auth=(user, password)).text == "1\n"
    by_url = httpx2.post(running.url, content="SELECT 1", params={"user": user, "password": password})
    assert by_url.text == "1\n"


def _comparable(content: bytes, form: str) -> Any:
    if form in ("JSON", "JSONCompact"):
        document = json.loads(content)
        document.pop("statistics")
        return document
    return content
