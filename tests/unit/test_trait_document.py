"""A computed trait that makes no sense is refused: each fault with its place, and with what to do."""

from __future__ import annotations

from typing import Any

import pytest

from portret.kernel import Invalid
from portret.trait import document_of, parse_trait
from tests.support.definitions import WORDS, faults_of, trait_document

SUM: dict[str, Any] = {"kind": "sum", "field": "revenue"}
PAUSE: dict[str, Any] = {"kind": "session"}


def refused(document: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        parse_trait(document, WORDS)
    return faults_of(caught.value)


def is_where(field: str, **compare: Any) -> dict[str, Any]:
    return {"where": {"kind": "field", "field": field, "compare": compare}}


@pytest.mark.parametrize(
    "computation",
    [
        {},
        {"from": {"names": ["Order Completed"]}, "aggregate": SUM, "window": {"kind": "last", "duration": "P30D"}},
        {"from": {"names": ["Order Completed"], "lines": True}, "aggregate": {"kind": "count"}, "per": "line.category"},
        {
            "from": {"brands": ["shoes"]},
            "aggregate": {"kind": "streak"},
            "window": {"kind": "calendar", "unit": "month"},
        },
        {"aggregate": {"kind": "score", "points": {"Product Viewed": 1, "My Own": 5}, "half_life": "P14D"}},
        {"aggregate": {"kind": "sum", "field": "properties.points", "half_life": "PT48H"}},
        {"from": is_where("properties.size", op="in", values=["S", 38, True])},
        {"from": is_where("properties.size", op="between", value=1, upto=1)},
        {"from": is_where("properties.at", op="after", value="2026-01-31")},
        {"from": is_where("properties.code", op="matches", value="^[A-Z]{2}\\d+$", case=True)},
        {"from": {"where": {"kind": "all", "of": []}, "types": ["identify"]}},
        {"aggregate": {"kind": "time_since_last"}},
        {"aggregate": {"kind": "percent_of", "where": is_where("properties.x", op="exists")["where"]}, "per": "brand"},
        {"aggregate": {"kind": "count"}, "window": {"kind": "session"}},
        {"aggregate": {"kind": "count"}, "window": {"kind": "session", "idle": "PT5M"}},
        {"aggregate": {"kind": "count"}, "window": {"kind": "session", "idle": "P1D"}},
    ],
)
def test_what_makes_sense_is_taken_and_reads_back_as_the_same(computation: dict[str, Any]) -> None:
    definition = parse_trait(trait_document(**computation), WORDS)
    assert parse_trait(document_of(definition), WORDS) == definition


COMPARE = "/compute/from/where/compare"


@pytest.mark.parametrize(
    ("computation", "path", "words"),
    [
        ({"from": {"names": ["order_completed"]}}, "/compute/from/names/0", "kept as “Order Completed”"),
        ({"from": {"names": ["Completed Order"]}}, "/compute/from/names/0", "kept as “Order Completed”"),
        ({"from": {"names": [""]}}, "/compute/from/names/0", "1 to 500 characters"),
        ({"from": {"names": ["Segment Entered"]}}, "/compute/from/names/0", "Portret itself"),
        ({"from": {"names": ["A"] * 201}}, "/compute/from/names", "200 are the most"),
        ({"from": {"names": ["A"], "types": ["identify", "group"]}}, "/compute/from/types", "have no name"),
        ({"from": {"brands": ["sheos"]}}, "/compute/from/brands/0", "Did you mean “shoes”?"),
        ({"from": {"brands": ["quite-else"]}}, "/compute/from/brands/0", "There is “default”, “hats” or “shoes”"),
        ({"aggregate": {"kind": "sum", "field": "revenu"}}, "/compute/aggregate/field", "revenue"),
        ({"aggregate": {"kind": "sum", "field": "name"}}, "/compute/aggregate/field", "has no numbers"),
        ({"aggregate": {"kind": "max", "field": "line.price"}}, "/compute/aggregate/field", "lines: true"),
        ({"from": {"lines": True, "names": ["Cart Viewed"]}}, "/compute/from/names/0", "“Order Completed”"),
        ({"from": {"lines": True, "types": ["page"]}}, "/compute/from/types", "“track”"),
        ({"per": "size"}, "/compute/per", "properties."),
        ({"per": "properties."}, "/compute/per", ""),
        (
            {"from": {"lines": True}, "aggregate": {"kind": "unique_count", "field": "properties.x"}},
            "/compute/aggregate/field",
            "leave out “lines”",
        ),
        ({"window": {"kind": "last", "duration": "PT0S"}}, "/compute/window/duration", "too short"),
        ({"window": {"kind": "last", "duration": "P40000D"}}, "/compute/window/duration", "leave the window out"),
        ({"window": {"kind": "last", "duration": "P99999999999999999D"}}, "/compute/window/duration", "no duration"),
        ({"aggregate": {"kind": "count", "half_life": "PT36H"}}, "/compute/aggregate/half_life", "whole days"),
        ({"aggregate": {"kind": "count", "half_life": "PT0S"}}, "/compute/aggregate/half_life", "too short"),
        (
            {"aggregate": {"kind": "count", "half_life": "P7D"}, "window": {"kind": "session"}},
            "/compute/aggregate/half_life",
            "nothing halves",
        ),
        (
            {"aggregate": {"kind": "streak"}, "window": {"kind": "calendar", "unit": "day"}},
            "/compute/window",
            "must be longer",
        ),
        (
            {"aggregate": {"kind": "streak"}, "window": {"kind": "last", "duration": "PT12H"}},
            "/compute/window",
            "must be longer",
        ),
        ({"aggregate": {"kind": "time_between"}, "window": {"kind": "session"}}, "/compute/window", "the pause"),
        ({"aggregate": {"kind": "count"}, "window": PAUSE | {"idle": "PT1M"}}, "/compute/window/idle", "too short"),
        (
            {"aggregate": {"kind": "count"}, "window": PAUSE | {"idle": "P2D"}},
            "/compute/window/idle",
            "longer than 1 day",
        ),
        (
            {"aggregate": {"kind": "count"}, "window": PAUSE | {"idle": "P1M"}},
            "/compute/window/idle",
            "ISO 8601",
        ),
        ({"aggregate": {"kind": "score", "points": {}}}, "/compute/aggregate/points", "1 to 200"),
        (
            {"aggregate": {"kind": "score", "points": {"product viewed": 1}}},
            "/compute/aggregate/points/product viewed",
            "“Product Viewed”",
        ),
        (
            {"from": {"names": ["A"]}, "aggregate": {"kind": "score", "points": {"B": 1}}},
            "/compute/aggregate/points/B",
            "has only “A”",
        ),
        ({"from": is_where("propertis.size", op="exists")}, "/compute/from/where/field", "properties"),
        ({"from": is_where("properties.x", op="eq")}, COMPARE, "needs “value”"),
        ({"from": is_where("properties.x", op="eq", value=1, upto=2)}, f"{COMPARE}/upto", "takes “value”"),
        ({"from": is_where("properties.x", op="eq", value=1, values=[1])}, f"{COMPARE}/values", "takes no “values”"),
        ({"from": is_where("properties.x", op="in")}, COMPARE, "needs “values”, a list"),
        ({"from": is_where("properties.x", op="exists", value=True)}, f"{COMPARE}/value", "takes no “value”"),
        ({"from": is_where("properties.x", op="between", value=2, upto=1)}, COMPARE, "the smaller one goes first"),
        ({"from": is_where("properties.x", op="between", value=2)}, COMPARE, "needs “upto”"),
        ({"from": is_where("properties.x", op="gt", value=True)}, f"{COMPARE}/value", "order"),
        ({"from": is_where("properties.x", op="gt", value=1, case=True)}, f"{COMPARE}/case", "leave it out"),
        ({"from": is_where("properties.x", op="contains", value=5)}, f"{COMPARE}/value", "in quotes"),
        ({"from": is_where("properties.x", op="contains", value="")}, f"{COMPARE}/value", "“exists”"),
        ({"from": is_where("properties.x", op="matches", value="(?=a)b")}, f"{COMPARE}/value", "no look-around"),
        ({"from": is_where("properties.x", op="matches", value="(a)\\1")}, f"{COMPARE}/value", "reference back"),
        ({"from": is_where("properties.x", op="matches", value="(a{900}){900}")}, f"{COMPARE}/value", ""),
        ({"from": is_where("properties.x", op="matches", value="[")}, f"{COMPARE}/value", "no regular expression"),
        ({"from": is_where("properties.x", op="before", value="yesterday")}, f"{COMPARE}/value", "no instant"),
        ({"from": is_where("properties.x", op="before", value=True)}, f"{COMPARE}/value", "“true” is no instant"),
        ({"aggregate": {"kind": {"a": None}}}, "/compute/aggregate/kind", '“{"a": null}” is not a kind'),
        ({"from": is_where("properties.x", op="within_last", value="P30D")}, f"{COMPARE}/op", "Use a window"),
        ({"from": is_where("revenue", op="contains", value="1")}, f"{COMPARE}/op", "does not fit a number"),
        ({"from": is_where("revenue", op="gt", value="much")}, f"{COMPARE}/value", "no number"),
    ],
)
def test_each_fault_is_told_with_its_place_and_what_to_do(computation: dict[str, Any], path: str, words: str) -> None:
    found = refused(trait_document(**computation))
    assert list(found) == [path]
    assert words in found[path]


def test_what_is_no_window_is_not_to_be_left_out_for_all_time() -> None:
    found = refused(trait_document(aggregate={"kind": "count", "half_life": "P9999D"}))
    assert found["/compute/aggregate/half_life"].endswith("longer than 3660 days.")


def of_events(**events: Any) -> dict[str, Any]:
    return trait_document("t", **{"from": events})


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"kind": "all", "of": []}
    for _ in range(levels - 1):
        inner = {"kind": "not", "of": inner}
    return inner


def test_conditions_have_a_depth_and_a_number() -> None:
    parse_trait(of_events(where=nested(10)), WORDS)
    assert "11 levels" in refused(of_events(where=nested(11)))["/compute/from/where"]
    one = is_where("properties.x", op="exists")["where"]
    many = {"kind": "any", "of": [one] * 200}
    assert "201 conditions" in refused(of_events(where=many))["/compute/from/where"]


def test_no_computed_trait_has_the_name_of_one_that_every_profile_has() -> None:
    assert "already" in refused(trait_document("orders"))["/key"]


def test_all_faults_are_told_at_once_and_below_the_place_of_the_document() -> None:
    document = trait_document("orders", **{"from": {"brands": ["x", "y"]}, "per": "nothing"})
    with pytest.raises(Invalid) as caught:
        parse_trait(document, WORDS, "/definition")
    assert faults_of(caught.value).keys() == {
        "/definition/key",
        "/definition/compute/from/brands/0",
        "/definition/compute/from/brands/1",
        "/definition/compute/per",
    }
