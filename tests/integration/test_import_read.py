import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from portret.collect.importers import FileFormat, Row, detect, read_rows
from portret.collect.importers.read import identity, split_values
from portret.kernel import Invalid

ROWS = [{"userId": "1", "event": "Łódź, “x”"}, {"userId": "2", "event": 'a "quoted"\nline'}]


def rows_of(path: Path, file_format: FileFormat | None = None, **options: Any) -> list[Row]:
    with read_rows(path, file_format or detect(path), **options) as (rows, _):
        return list(rows)


def as_csv(delimiter: str) -> bytes:
    quoted = [[value.replace('"', '""') for value in row.values()] for row in ROWS]
    lines = [f'"{one}"{delimiter}"{two}"' for one, two in quoted]
    return "\r\n".join([f"userId{delimiter}event", *lines, ""]).encode()


CONTENT: dict[str, Callable[[], bytes]] = {
    "rows.csv": lambda: as_csv(","),
    "bom.csv": lambda: b"\xef\xbb\xbf" + as_csv(","),
    "rows.tsv": lambda: as_csv("\t"),
    "rows.ndjson": lambda: "\n\n".join(json.dumps(row) for row in ROWS).encode(),
    "rows.jsonl": lambda: "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS).encode(),
    "rows.json": lambda: json.dumps(ROWS, indent=2).encode(),
    "rows.csv.gz": lambda: gzip.compress(as_csv(",")),
    "rows.csv.zst": lambda: zstandard.compress(as_csv(",")[:20]) + zstandard.compress(as_csv(",")[20:]),
    "rows.ndjson.gz": lambda: gzip.compress("\n".join(json.dumps(row) for row in ROWS).encode()),
    "rows.json.zst": lambda: zstandard.compress(json.dumps(ROWS).encode()),
}


@pytest.mark.parametrize("name", CONTENT)
def test_every_format_gives_the_same_rows(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(CONTENT[name]())
    assert rows_of(path) == [Row(1, ROWS[0]), Row(2, ROWS[1])]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    moment = datetime(2024, 1, 2, tzinfo=UTC)
    values: dict[str, list[Any]] = {
        "id": [1],
        "price": [Decimal("1.20")],
        "at": [moment],
        "tags": [["a", "b"]],
        "nested": [{"x": 1}],
    }
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table(values), path)
    assert rows_of(path) == [Row(1, {key: column[0] for key, column in values.items()})]


def test_a_line_that_cannot_be_read_is_a_row_with_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    csv, ndjson = tmp_path / "a.csv", tmp_path / "a.ndjson"
    csv.write_text("a,b\n1\n1,2,3\n4,5\n")
    ndjson.write_text('{"a": 1}\n{"a": \n[1]\n{"a": 2}\n')
    assert [(row.number, bool(row.problem)) for row in rows_of(csv)] == [(1, True), (2, True), (3, False)]
    assert [(row.number, bool(row.problem)) for row in rows_of(ndjson)] == [
        (1, False),
        (2, True),
        (3, True),
        (4, False),
    ]


def test_another_encoding_and_delimiter_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id;miasto\n1;Łódź\n".encode("cp1250"))
    assert rows_of(path, delimiter=";", encoding="cp1250") == [Row(1, {"id": "1", "miasto": "Łódź"})]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv.gz", b"no gzip"),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n" * 1000, mtime=0)[:-20]),
        ("a.csv.zst", b"no zstd"),
        ("a.parquet", b"no parquet"),
        ("a.json", b'[{"a": 1}, {"a": 2]'),
        ("a.json", b'[{"a": 1}, {"a": 2}, {"a"'),
        ("a.csv", b"a,a\n1,2\n"),
        ("a.csv", b""),
    ],
)
def test_a_damaged_file_is_a_clear_error(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid):
        rows_of(path)


def test_a_file_that_is_not_there_and_one_of_unknown_format_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        rows_of(tmp_path / "missing.csv")
    with pytest.raises(Invalid, match="--format"):
        detect(tmp_path / "data.bin.gz")


def test_the_identity_of_a_file_is_its_content_not_its_name(tmp_path: Path) -> None:
    one, two, other = (tmp_path / name for name in ("1", "2", "3"))
    one.write_bytes(b"same" * 500_000)
    two.write_bytes(b"same" * 500_000)
    other.write_bytes(b"same" * 499_999 + b"else")
    assert identity(one) == identity(two) != identity(other)


texts = st.text(max_size=8)
scalars = st.none() | st.booleans() | st.integers() | texts
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.dictionaries(texts, documents, max_size=4), max_size=5), st.integers(1, 40), st.sampled_from([None, 2])
)
def test_a_json_array_cut_anywhere_gives_its_elements(values: list[Any], size: int, indent: int | None) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=indent).encode("utf-8", "surrogatepass")
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    assert list(split_values(pieces)) == [json.loads(json.dumps(value)) for value in values]
