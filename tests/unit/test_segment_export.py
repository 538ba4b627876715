"""What the files of an export hold: no formulas in CSV, faithful values in NDJSON, typed columns in Parquet."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, get_args

import pyarrow.parquet as pq
import pytest

from portret.segment.members.columns import Column, Kind
from portret.segment.members.export import Format, written

AT_MS = 1_767_225_600_123


def columns(*kinds: Kind) -> list[Column]:
    return [Column(f"c{place}", kind, lambda row: row) for place, kind in enumerate(kinds)]


def export(file_format: Format, kinds: tuple[Kind, ...], *rows: list[Any]) -> bytes:
    return b"".join(written(file_format, columns(*kinds), [rows[:1], rows[1:]]))


def cells(*values: str) -> list[str]:
    content = export("csv", ("text",), *([value] for value in values))
    return [row[0] for row in csv.reader(io.StringIO(content.decode(), newline=""))][1:]


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("http://x","y")'],  # noqa: RUF001
)
def test_no_cell_begins_as_a_formula_does(formula: str) -> None:
    assert cells(formula) == [f"'{formula}".replace("\t=", "\t'=").replace("\r=", "\r'=").replace("\n=", "\n'=")]


def test_a_formula_behind_a_semicolon_is_no_cell_of_its_own_either() -> None:
    assert cells("Ada;=1+1", "a;b") == ["Ada;'=1+1", "a;b"]


def test_numbers_and_telephone_numbers_stay_what_they_are() -> None:
    same = ["-5", "+48601234567", "+1.5", "12", "a=b", "ada@x.example", "", "+48601234567;+48601234568"]
    assert cells(*same) == same


def test_every_kind_of_value_has_a_text() -> None:
    kinds: tuple[Kind, ...] = ("instant", "duration", "boolean", "number", "list", "map")
    content = export("csv", kinds, [AT_MS, 90_500, True, 1.5, ["a", "b"], {"x": 1}], [None] * 6).decode()
    assert content.splitlines()[1:] == [
        '2026-01-01T00:00:00.123000Z,PT90.5S,true,1.5,a;b,"{""x"":1}"',
        ",,,,,",
    ]


def test_ndjson_keeps_types_and_leaves_out_what_is_missing() -> None:
    content = export("ndjson", ("instant", "number", "list", "text"), [AT_MS, 2, ["a"], None], [None, None, None, "=1"])
    assert [json.loads(line) for line in content.splitlines()] == [
        {"c0": "2026-01-01T00:00:00.123000Z", "c1": 2, "c2": ["a"]},
        {"c3": "=1"},
    ]


def test_parquet_has_typed_columns_and_takes_whatever_a_trait_holds() -> None:
    kinds: tuple[Kind, ...] = ("id", "number", "instant", "list", "text", "boolean", "duration", "map")
    first = ["prf_1", 1, AT_MS, ["a", 2], {"deep": [1]}, True, 5, {"a": 1}]
    content = export("parquet", kinds, first, [None] * 8)
    table = pq.read_table(io.BytesIO(content))
    assert table.num_rows == 2
    row = table.to_pylist()[0]
    assert (row["c0"], row["c1"], row["c3"], row["c4"]) == ("prf_1", 1.0, ["a", "2"], '{"deep":[1]}')
    assert table.to_pylist()[1] == dict.fromkeys(table.column_names)


@pytest.mark.parametrize("file_format", get_args(Format))
def test_absurd_instants_break_nothing(file_format: Format) -> None:
    assert export(file_format, ("instant",), [10**17], [-(10**17)])


@pytest.mark.parametrize("file_format", get_args(Format))
def test_an_empty_segment_is_a_whole_file(file_format: Format) -> None:
    content = b"".join(written(file_format, columns("id"), [[]]))
    if file_format == "parquet":
        assert pq.read_table(io.BytesIO(content)).num_rows == 0
    else:
        assert content == (b"c0\r\n" if file_format == "csv" else b"")
