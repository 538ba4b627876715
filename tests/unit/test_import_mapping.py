from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pydantic import BaseModel

from portret.collect.importers import FileMapping, Rejected, event_of, load_mapping
from portret.collect.importers.mapping import Column
from portret.collect.imports.api_models import ColumnPart, MappingDocument
from portret.kernel import Invalid, words_of


def mapping(text: str) -> FileMapping:
    return msgspec.yaml.decode(text, type=FileMapping)


ORDERS = mapping("""
event: Order Completed
user_id: {column: customer}
timestamp: {column: when, format: "%d.%m.%Y %H:%M"}
time_zone: Europe/Warsaw
properties:
  order_id: {column: order}
  revenue: {column: amount, type: number, decimal: ","}
  currency: PLN
  paid: {column: paid, type: boolean, default: false}
traits:
  address.city: {column: city}
context:
  channel: pos
""")
ROW = {"customer": "7", "when": "01.07.2024 12:00", "order": "A-1", "amount": "1 234,50", "paid": "yes", "city": "Łódź"}


def test_a_mapped_row_becomes_an_event_with_typed_values_and_a_utc_instant() -> None:
    assert event_of(ROW, ORDERS) == {
        "type": "track",
        "event": "Order Completed",
        "userId": "7",
        "timestamp": "2024-07-01T10:00:00.000Z",
        "properties": {"order_id": "A-1", "revenue": Decimal("1234.50"), "currency": "PLN", "paid": True},
        "traits": {"address": {"city": "Łódź"}},
        "context": {"channel": "pos"},
    }


def test_an_empty_cell_takes_the_default_or_is_left_out() -> None:
    event = event_of({**ROW, "paid": "", "city": ""}, ORDERS)
    assert event["properties"]["paid"] is False
    assert "traits" not in event


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"amount": "much"}, "bad-number"),
        ({"amount": "NaN"}, "bad-number"),
        ({"when": "2024-07-01"}, "bad-date"),
        ({"paid": "perhaps"}, "bad-boolean"),
        ({"customer": ""}, "missing-identifier"),
    ],
)
def test_a_value_that_cannot_be_converted_rejects_the_row_by_kind(changes: dict[str, str], kind: str) -> None:
    with pytest.raises(Rejected) as caught:
        event_of({**ROW, **changes}, ORDERS)
    assert caught.value.kind == kind


def test_a_rejection_names_the_column_and_not_the_value() -> None:
    with pytest.raises(Rejected) as caught:
        event_of({**ROW, "amount": "secret"}, ORDERS)
    said = caught.value.detail
    assert "amount" in said
    assert "secret" not in said
    assert words_of(said) == {
        "code": "row-column",
        "values": {
            "column": "“amount”",
            "fault": {"text": "A number is needed here.", "code": "needs-number", "values": {}},
        },
    }


def test_a_column_that_the_file_does_not_have_rejects_the_row() -> None:
    with pytest.raises(Rejected, match="no column “order”"):
        event_of({key: value for key, value in ROW.items() if key != "order"}, ORDERS)


def test_the_remaining_columns_go_where_rest_says() -> None:
    chosen = mapping("{type: identify, user_id: {column: id}, rest: traits}")
    event = event_of({"id": "1", "email": "a@b.c", "plan": "", "address.city": "Paris"}, chosen)
    assert event == {"type": "identify", "userId": "1", "traits": {"email": "a@b.c", "address": {"city": "Paris"}}}


def test_without_a_mapping_columns_are_named_as_in_events() -> None:
    row = {"userId": "1", "event": "Seen", "properties.color": "red", "traits.email": "", "timestamp": "1700000000"}
    assert event_of(row, None) == {
        "userId": "1",
        "event": "Seen",
        "properties": {"color": "red"},
        "timestamp": "2023-11-14T22:13:20.000Z",
        "type": "track",
    }


def test_without_a_mapping_a_document_stays_as_it_is() -> None:
    document = {"type": "page", "anonymousId": "a", "properties": {"deep": {"list": [1, {"x": None}]}}}
    assert event_of(document, None) == document


def test_a_track_event_without_a_name_is_rejected() -> None:
    with pytest.raises(Rejected) as caught:
        event_of({"userId": "1"}, None)
    assert caught.value.kind == "missing-event"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05.000Z"),
        ("2024-01-02 03:04:05+02:00", "2024-01-02T01:04:05.000Z"),
        ("2024-01-02", "2024-01-02T00:00:00.000Z"),
        ("1704164645123", "2024-01-02T03:04:05.123Z"),
        (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "2024-01-02T03:04:05.000Z"),
        (date(2024, 1, 2), "2024-01-02T00:00:00.000Z"),
    ],
)
def test_instants_come_in_many_forms_and_leave_in_one(raw: Any, expected: str) -> None:
    assert event_of({"userId": "1", "event": "x", "timestamp": raw}, None)["timestamp"] == expected


def test_a_mapping_file_may_be_yaml_or_json(tmp_path: Path) -> None:
    yaml, json = tmp_path / "m.yaml", tmp_path / "m.json"
    yaml.write_text("event: Seen\nuser_id: {column: id}\n")
    json.write_text('{"event": "Seen", "user_id": {"column": "id"}}')
    assert load_mapping(yaml) == load_mapping(json)


@pytest.mark.parametrize(
    "text", ["evnet: x", "user_id: {col: id}", "[1]", "time_zone: Mars", "properties: 3", "a: b: c"]
)
def test_a_mapping_file_that_says_something_else_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text)
    with pytest.raises(Invalid, match=r"m\.yaml"):
        load_mapping(file)


@pytest.mark.parametrize(("asked", "kept"), [(MappingDocument, FileMapping), (ColumnPart, Column)])
def test_a_mapping_is_the_same_over_http_as_in_a_file(asked: type[BaseModel], kept: type[msgspec.Struct]) -> None:
    named = {field.name: field.default for field in msgspec.structs.fields(kept)}
    assert asked.model_fields.keys() == named.keys()
    same = {name: field.default for name, field in asked.model_fields.items() if not field.is_required()}
    empty: dict[str, Any] = {name: {} for name, field in asked.model_fields.items() if field.default == {}}
    assert same == {name: named[name] for name in same} | empty
