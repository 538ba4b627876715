"""What a file is, what its columns hold, what becomes of its rows: told by the content alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portret.collect.importers import FileMapping, Row, guess_file, look_at, made_events, suggest_about, suggest_mapping
from portret.collect.importers.guess import guess_delimiter, guess_encoding
from portret.collect.importers.mapping import Column
from portret.kernel import Invalid

ORDERS: list[dict[str, Any]] = [
    {"Nr zamówienia": "A1", "E-mail": "ala@example.com", "Data": "13.05.2025 12:00", "Cena": "12,50", "SKU": "007"},
    {"Nr zamówienia": "A1", "E-mail": "ala@example.com", "Data": "13.05.2025 12:00", "Cena": "1 212,50", "SKU": "008"},
]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Zażółć gęślą jaźń", "cp1250"),
        ("Анна Каренина, Москва", "cp1251"),
        ("Zażółć, Анна", "utf-8"),
        ("Café à la crème", "cp1252"),
        ("Łódź", "utf-16"),
    ],
)
def test_the_encoding_of_a_text_is_told_by_its_letters(text: str, encoding: str) -> None:
    assert guess_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_are_separated_by_what_gives_the_same_number_in_each_line(delimiter: str) -> None:
    lines = [["id", "name", "note"], ["1", '"Doe, Jane; jr."', "a"], ["2", "Jan", '"x|y"']]
    assert guess_delimiter("\n".join(delimiter.join(line) for line in lines)) == delimiter


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04workbook", "Save the sheet as CSV"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x01\x02\x03text", "no text"),
        (b" \n", "empty"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(content)
    with pytest.raises(Invalid, match=says):
        guess_file(file)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"a": 1}\n{"a": 2}', "ndjson"),
        (b'[{"a": 1}]', "json"),
        (b'{\n"a": 1}', "json"),
        (b"a;b\n1;2", "csv"),
    ],
)
def test_a_kind_is_told_by_the_content_whatever_the_name(tmp_path: Path, content: bytes, kind: str) -> None:
    file = tmp_path / "anything.parquet"
    file.write_bytes(content)
    assert guess_file(file).file_format == kind


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        (["1", "2.5", "1,200.50"], "number"),
        (["12,50", "1 212,50"], "number"),
        (["007", "008"], "text"),
        (["a@b.pl", "c@d.com"], "email"),
        (["+48 600 100 200", "+48 601 100 200"], "phone"),
        (["2025-01-02", "2025-01-03T10:00:00Z"], "datetime"),
        (["13/05/2025", "01/02/2025"], "datetime"),
        (["yes", "no"], "boolean"),
        (["", None], "empty"),
        (["10.5.2025", "11.5.2025", "12.5.2025", "soon"], "datetime"),
        ([{"a": 1}], "json"),
    ],
)
def test_what_a_column_holds_is_told_by_its_values(values: list[Any], holds: str) -> None:
    [column] = look_at([{"x": value} for value in values])
    assert column.holds == holds


def test_orders_of_several_lines_are_recognised_with_the_words_of_another_language() -> None:
    columns = look_at(ORDERS)
    assert suggest_about(columns) == "orders"
    mapping = suggest_mapping(columns, "orders", ORDERS, "Europe/Warsaw")
    assert mapping is not None
    assert mapping.group_by == "Nr zamówienia"
    assert mapping.timestamp == Column("Data", type="datetime", format="%d.%m.%Y %H:%M")
    assert mapping.traits == {"email": Column("E-mail")}
    assert mapping.lines == {
        "price": Column("Cena", type="number", decimal=","),
        "product_id": Column("SKU", type="text"),
    }
    [made] = made_events(iter([Row(1, ORDERS[0]), Row(2, ORDERS[1])]), mapping, "c0ffee")
    assert (made.row, made.last_row, made.kind) == (1, 2, "")
    assert json.loads(made.event) == {
        "type": "track",
        "event": "Order Completed",
        "timestamp": "2025-05-13T10:00:00.000Z",
        "traits": {"email": "ala@example.com"},
        "properties": {
            "order_id": "A1",
            "products": [{"price": 12.5, "product_id": "007"}, {"price": 1212.5, "product_id": "008"}],
        },
        "messageId": "imp-c0ffee-1",
    }


def test_people_are_recognised_by_how_they_can_be_told() -> None:
    rows = [{"ID": "1", "Имя": "Анна", "Телефон": "+7 916 123-45-67", "Любимый цвет": "синий"}]
    columns = look_at(rows)
    assert suggest_about(columns) == "people"
    mapping = suggest_mapping(columns, "people", rows, "UTC")
    assert mapping is not None
    assert (mapping.type, mapping.user_id) == ("identify", Column("ID", type="text"))
    assert set(mapping.traits) == {"first_name", "phone", "любимый_цвет"}


def test_events_in_the_words_of_the_protocol_need_no_mapping() -> None:
    rows = [{"userId": "1", "type": "track", "event": "Seen"}]
    assert suggest_about(look_at(rows)) == "ready"
    assert suggest_mapping(look_at(rows), "ready", rows, "UTC") is None


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (Row(7, {"id": "1", "n": "much"}), "bad-number"),
        (Row(7, {"id": "1", "n": "1"}, "3 cells where 2 columns are named"), "malformed-row"),
        (Row(7, {"id": "1\udcff", "n": "1"}), "bad-encoding"),
        (Row(7, {"id": "", "n": "1"}), "missing-identifier"),
    ],
)
def test_a_row_that_makes_no_event_keeps_what_could_be_made_of_it(row: Row, kind: str) -> None:
    mapping = FileMapping(type="identify", user_id=Column("id", type="text"), traits={"n": Column("n", type="number")})
    [made] = made_events(iter([row]), mapping, "c0ffee")
    assert (made.row, made.kind) == (7, kind)
    assert json.loads(made.event)["messageId"] == "imp-c0ffee-7"
