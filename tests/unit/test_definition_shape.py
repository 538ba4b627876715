"""A document of the wrong shape is refused with every place where it is wrong, and with what was probably meant."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from portret import segment, trait
from portret.definition import misshapen, nearest, pointer, refuse, said
from portret.kernel import Fault, Invalid


def faults(document: Any, of: type = segment.Definition) -> dict[str, str]:
    return {fault.path: fault.detail for fault in misshapen(document, of)}


def condition(**parts: Any) -> dict[str, Any]:
    return {"key": "s", "members": {"kind": "dynamic", "condition": parts}}


IN_CONDITION = "/members/condition"
COMPARE = f"{IN_CONDITION}/compare"


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        ({"key": "s", "membrs": {}}, "/membrs", "Did you mean “members”?"),
        ({"key": "s"}, "", "“members” is missing"),
        ({"key": "Not A Key", "members": {"kind": "static"}}, "/key", "lower-case letters"),
        ({"key": "s\n", "members": {"kind": "static"}}, "/key", "lower-case letters"),
        ({"key": 7, "members": {"kind": "static"}}, "/key", "not the number “7”"),
        ({"key": "s", "members": {"kind": "statik"}}, "/members/kind", "Did you mean “static”?"),
        ({"key": "s", "members": {"sql": "SELECT 1"}}, "/members", "“kind” is missing: it is"),
        ({"key": "s", "members": ["static"]}, "/members", "not a list"),
        ({"key": "s", "members": {"kind": "static"}, "enabled": "yes"}, "/enabled", "true or false"),
        ({"key": "s", "members": {"kind": "static"}, "name": "x" * 201}, "/name", "200 are the most"),
        ({"key": "s", "members": {"kind": "static"}, "name": "a\0"}, "/name", "NUL"),
        ([], "", "Here belongs an object"),
        (None, "", "not null"),
        (condition(kind="all", of={}), f"{IN_CONDITION}/of", "Put it in [ ]"),
        (condition(kind="trait", trait="x", compare={"op": "gte", "value": 1}), f"{COMPARE}/op", "“ge”"),
        (
            condition(kind="trait", trait="x", compare={"op": "eq", "value": [1]}),
            f"{COMPARE}/value",
            "list",
        ),
        (condition(kind="bucket", salt="a", first=-1, last=1), f"{IN_CONDITION}/first", "at least 0"),
        (condition(kind="bucket", salt="a", first=0, last=10_000), f"{IN_CONDITION}/last", "at most 9999"),
        (condition(kind="bucket", salt="a", first=True, last=1), f"{IN_CONDITION}/first", "whole number"),
        (condition(kind="reachable", channel="fax"), f"{IN_CONDITION}/channel", "“web_push”"),
        (condition(kind="event", **{"from": {"name": "x"}}), f"{IN_CONDITION}/from/name", "“names”"),
        (condition(kind="all", of=[{"kind": "segment"}]), f"{IN_CONDITION}/of/0", "“segment” is missing"),
    ],
)
def test_each_fault_of_shape_is_named_with_its_place(document: Any, path: str, words: str) -> None:
    assert words in faults(document)[path]


@pytest.mark.parametrize("duration", ["30d", "P1M", "P", "PT", "P1DT", "P-1D", "P1D\n", "P" + "9" * 100 + "D", ""])
def test_what_is_no_duration_is_told_what_one_looks_like(duration: str) -> None:
    document = condition(kind="event", **{"from": {}}, window={"kind": "last", "duration": duration})
    assert "P30D" in faults(document)[f"{IN_CONDITION}/window/duration"]


def test_all_faults_are_told_at_once() -> None:
    document = {
        "key": "t",
        "compute": {
            "from": {"types": ["tracks"], "brand": "a"},
            "aggregate": {"kind": "top_k", "k": 0},
            "window": {"kind": "calendar", "unit": "year"},
        },
        "enabeld": True,
    }
    assert faults(document, trait.Definition).keys() == {
        "/enabeld",
        "/compute/from/types/0",
        "/compute/from/brand",
        "/compute/aggregate",
        "/compute/aggregate/k",
        "/compute/window/unit",
    }


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"kind": "not", "of": inner}
    return condition(**inner)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (nested(10_000), "levels deep"),
        (condition(kind="segment", segment="x" * 300_000), "bytes long"),
        (condition(kind="segment", segment="\ud800"), "JSON cannot say"),
        (condition(kind="trait", trait="x", compare={"op": "eq", "value": {1, 2}}), ""),
    ],
)
def test_what_nothing_should_walk_through_is_refused_as_a_whole(document: Any, words: str) -> None:
    [(path, detail)] = list(faults(document).items())[:1]
    assert words in detail
    assert path == "" or words == ""


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**60, 10**400, 1e300])
def test_numbers_that_lose_digits_are_refused(number: float) -> None:
    document = condition(kind="trait", trait="x", compare={"op": "eq", "value": number})
    assert "large" in faults(document)[f"{COMPARE}/value"] or "huge" in str(faults(document))


def test_a_list_has_an_end() -> None:
    document = condition(kind="trait", trait="x", compare={"op": "in", "values": [1] * 5_001})
    assert faults(document) == {f"{COMPARE}/values": "The list has 5001 items; 5000 are the most."}


@pytest.mark.parametrize("of", [segment.Definition, trait.Definition])
def test_what_has_no_fault_converts(of: type) -> None:
    documents: list[Any] = [
        {"key": "s", "members": {"kind": "sql", "sql": "SELECT 1", "every": "PT1H"}},
        condition(kind="all", of=[{"kind": "not", "of": {"kind": "segment", "segment": "b"}}]),
        {"key": "t", "compute": {"aggregate": {"kind": "score", "points": {"A": 1}, "half_life": None}, "per": None}},
    ]
    sound = [each for each in documents if not faults(each, of)]
    assert sound
    for each in sound:
        assert msgspec.convert(each, of) is not None


def test_refusing_tells_of_all_faults_below_the_place_of_the_document() -> None:
    with pytest.raises(Invalid, match=r"^/definition/a: wrong \(and 1 more: see errors\)$") as caught:
        refuse([Fault("/a", "wrong"), Fault("/b", "worse")], "/definition")
    assert caught.value.path == "/definition/a"
    assert [fault.path for fault in caught.value.faults] == ["/definition/a", "/definition/b"]
    refuse([])


def test_a_name_is_offered_where_it_is_similar_or_a_part() -> None:
    names = ["orders", "orders_30d", "revenue", "properties.size"]
    assert nearest("ordres", names) == " Did you mean “orders” or “orders_30d”?"
    assert nearest("size", names) == " Did you mean “properties.size”?"
    assert nearest("quite_else", names) == ""
    sent = ["email_sent", "email_spam", "email_opened", "traits.email"]
    assert nearest("email", sent) == " Did you mean “email_spam”, “email_sent” or “traits.email”?"


def test_quoted_values_are_short_and_on_one_line_and_pointers_are_escaped() -> None:
    assert said("a\nb" + "x" * 500).startswith("“a bx")
    assert len(said("x" * 500)) < 100
    assert pointer("/a", "b/c~d", 1) == "/a/b~1c~0d/1"
