"""Columns are built in one of several ways, and nobody can tell in which."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from portret.kernel import Commerce, Enrichment, Event, Line
from portret.warehouse import event_rows

ORDER = Event(
    position=1,
    workspace_id="ws_1",
    source_id="src_1",
    brand="shoes",
    message_id="m-1",
    type="track",
    name="Order Completed",
    timestamp_ms=1_795_255_200_000,
    received_at_ms=1_795_255_200_001,
    user_id="u-1",
    properties={"order_id": "o-1"},
    context_json=b"{}",
    enrichment=Enrichment(country="PL", is_bot=True),
    commerce=Commerce(order_id="o-1", revenue=Decimal("12.30"), lines=(Line(product_id="p-1", price=Decimal(12)),)),
)
OTHER = Event(
    position=2,
    workspace_id="ws_2",
    source_id="src_2",
    brand="bags",
    message_id="m-2",
    type="page",
    name="Page Viewed",
    timestamp_ms=1_795_255_200_002,
    received_at_ms=1_795_255_200_003,
    anonymous_id="a-1",
    context_json=b"{}",
    enrichment=Enrichment(city="Warsaw", channel="search"),
)


def test_a_row_among_its_equals_is_the_same_as_among_others() -> None:
    for event in (ORDER, OTHER):
        equals = event_rows([event] * 3, ["prf_1"] * 3)
        mixed = event_rows([ORDER, event, OTHER], ["prf_2", "prf_1", "prf_3"])
        assert equals.schema == mixed.schema
        assert [equals.slice(place, 1).to_pylist() for place in range(3)] == [mixed.slice(1, 1).to_pylist()] * 3


def test_half_characters_become_question_marks_alone_and_among_others() -> None:
    odd = replace(ORDER, user_id="\ud800", name="\ud800")
    for events in ([odd], [odd, odd], [odd, ORDER]):
        row = event_rows(events, ["prf_1"] * len(events)).slice(0, 1).to_pylist()[0]
        assert (row["user_id"], row["name"]) == ("?", "?")


def test_no_events_are_no_rows() -> None:
    rows = event_rows([], [])
    assert (rows.num_rows, rows.schema) == (0, event_rows([ORDER], ["prf_1"]).schema)
