"""A segment that makes no sense is refused: each fault with its place, and with what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from portret import segment, trait
from portret.definition import read_yaml
from portret.kernel import Invalid
from portret.segment import Book, parse_condition, parse_segment, uses_of
from portret.segment.document import document_of
from portret.segment.model import InSegment
from portret.segment.size_guard import is_surprising
from tests.support.definitions import WORDS, faults_of, segment_document, trait_document

TRAITS: dict[str, dict[str, Any]] = {
    "orders_30d": {"from": {"names": ["Order Completed"]}, "window": {"kind": "last", "duration": "P30D"}},
    "spent_by_category": {"aggregate": {"kind": "sum", "field": "line.total"}, "per": "line.category"},
    "visits_by_brand": {"per": "brand"},
    "last_visit": {"aggregate": {"kind": "last"}},
    "idle": {"aggregate": {"kind": "time_since_last"}},
    "has_bought": {"aggregate": {"kind": "exists"}},
    "sizes": {"aggregate": {"kind": "unique_list", "field": "properties.size"}},
    "shoe_visits": {"from": {"brands": ["shoes"]}},
}


def book(**conditions: Any) -> Book:
    """Return a book with the traits above and segments of these conditions."""
    traits = [_trait(key, computation) for key, computation in TRAITS.items()]
    documents = [segment_document(key, **condition) for key, condition in conditions.items()]
    return Book.of(traits, [segment.shaped(each) for each in documents])


def _trait(key: str, computation: dict[str, Any]) -> trait.Definition:
    lines = "line." in str(computation)
    events = {**computation.get("from", {}), "lines": lines}
    return trait.parse_trait(trait_document(key, **{**computation, "from": events}), WORDS)


BOOK = book(buyers={"kind": "event", "from": {"names": ["Order Completed"]}})


def refused(condition: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        parse_segment(segment_document(**condition), BOOK, WORDS)
    return faults_of(caught.value)


def trait_is(name: str, per: str | None = None, **compare: Any) -> dict[str, Any]:
    return {"kind": "trait", "trait": name, "per": per, "compare": compare}


ORDERED = {"names": ["Order Completed"]}


@pytest.mark.parametrize(
    ("condition", "path", "words"),
    [
        ({"kind": "journey_state", "journey": "welcome"}, "/kind", "no journeys yet"),
        ({"kind": "all", "of": [{"kind": "message"}]}, "/of/0/kind", "use the kind “event”"),
        ({"kind": "not", "of": {"kind": "prediction"}}, "/of/kind", "traits.NAME"),
        ({"kind": "percentile"}, "/kind", "ready add rfm"),
        (trait_is("orders", op="percentile", value=90), "/compare/op", "ready add rfm"),
    ],
)
def test_what_cannot_be_asked_yet_is_told_with_what_there_is_instead(
    condition: dict[str, Any], path: str, words: str
) -> None:
    [(where, detail)] = refused(condition).items()
    assert where == f"/members/condition{path}"
    assert words in detail
    with pytest.raises(Invalid, match="yet"):
        parse_condition(condition, BOOK, WORDS)


@pytest.mark.parametrize(
    "condition",
    [
        {"kind": "all", "of": []},
        trait_is("orders_30d", op="ge", value=2),
        trait_is("orders", op="between", value=1, upto="5"),
        trait_is("orders", per="shoes", op="gt", value=0),
        trait_is("revenue", per="PLN", op="gt", value="99.90"),
        trait_is("last_seen_at", op="more_than_ago", value="P30D"),
        trait_is("traits.plan", op="in", values=["gold", "silver"]),
        trait_is("traits.birthday", op="anniversary_in", value=7),
        trait_is("spent_by_category", per="shoes", op="gt", value=100),
        trait_is("spent_by_category", op="exists"),
        trait_is("visits_by_brand", op="gt", value=3),
        trait_is("visits_by_brand", per="hats", op="gt", value=3),
        trait_is("last_visit", op="within_last", value="P7D"),
        trait_is("idle", op="gt", value="P30D"),
        trait_is("has_bought", op="eq", value=False),
        trait_is("sizes", op="contains", value="XL"),
        {"kind": "event", "from": ORDERED, "times": {"op": "eq", "value": 0}},
        {
            "kind": "sequence",
            "first": {"names": ["Product Added"]},
            "then": [{"from": ORDERED, "within": "PT1H"}],
            "without": {"from": {"names": ["Order Cancelled"]}, "within": "P1D"},
            "same": ["brand"],
            "window": {"kind": "last", "duration": "P30D"},
        },
        {"kind": "not", "of": {"kind": "segment", "segment": "buyers"}},
        {"kind": "consent", "purpose": "marketing", "brand": "shoes"},
        {"kind": "reachable", "channel": "email"},
        {"kind": "bucket", "salt": "test", "first": 0, "last": 999},
        {"kind": "brand", "brand": "shoes", "of": trait_is("shoe_visits", op="gt", value=1)},
    ],
)
def test_what_makes_sense_is_taken_and_reads_back_as_the_same(condition: dict[str, Any]) -> None:
    definition = parse_segment(segment_document(**condition), BOOK, WORDS)
    assert parse_segment(document_of(definition), BOOK, WORDS) == definition


AT = "/members/condition"
EVERYBODY: dict[str, Any] = {"kind": "all", "of": []}


@pytest.mark.parametrize(
    ("condition", "path", "words"),
    [
        (trait_is("order_30d", op="ge", value=1), f"{AT}/trait", "Did you mean “orders_30d”"),
        (trait_is("plan", op="eq", value=1), f"{AT}/trait", "“traits.plan”"),
        (trait_is("traits.", op="eq", value=1), f"{AT}/trait", "such as “plan”"),
        (trait_is("traits.a`b", op="eq", value=1), f"{AT}/trait", "backtick"),
        (trait_is("traits.plan", per="x", op="eq", value=1), f"{AT}/per", "leave “per” out"),
        (trait_is("orders", per="sheos", op="eq", value=1), f"{AT}/per", "“shoes”"),
        (trait_is("revenue", per="pln", op="eq", value=1), f"{AT}/per", "“EUR”"),
        (trait_is("last_seen_at", op="contains", value="1"), f"{AT}/compare/op", "does not fit an instant"),
        (
            {"kind": "brand", "brand": "hats", "of": trait_is("orders", per="shoes", op="eq", value=1)},
            f"{AT}/of/per",
            "Say one brand",
        ),
        (trait_is("orders_30d", per="shoes", op="eq", value=1), f"{AT}/per", "leave “per” out"),
        (trait_is("spent_by_category", op="gt", value=1), f"{AT}/compare/op", "in “per”"),
        (trait_is("orders_30d", op="contains", value="1"), f"{AT}/compare/op", "does not fit a number: use “eq”"),
        (trait_is("orders_30d", op="within_last", value="P1D"), f"{AT}/compare/op", "does not fit a number"),
        (trait_is("orders_30d", op="gt", value="many"), f"{AT}/compare/value", "no number"),
        (trait_is("has_bought", op="gt", value=1), f"{AT}/compare/op", "true or false"),
        (trait_is("has_bought", op="eq", value="maybe"), f"{AT}/compare/value", "neither true nor false"),
        (trait_is("last_visit", op="within_last", value=30), f"{AT}/compare/value", "P30D"),
        (trait_is("last_visit", op="contains", value="2026"), f"{AT}/compare/op", "an instant: use “before”"),
        (trait_is("idle", op="gt", value=30), f"{AT}/compare/value", "no duration"),
        (trait_is("idle", op="gt", value="P1M"), f"{AT}/compare/value", "not a month"),
        (trait_is("traits.birthday", op="anniversary_in", value="soon"), f"{AT}/compare/value", "number of days"),
        ({"kind": "event", "from": ORDERED, "times": {"op": "contains", "value": "1"}}, f"{AT}/times/op", "a number"),
        ({"kind": "event", "from": {"brands": ["sheos"]}}, f"{AT}/from/brands/0", "“shoes”"),
        (
            {"kind": "event", "from": {}, "window": {"kind": "last", "duration": "PT0S"}},
            f"{AT}/window/duration",
            "too short",
        ),
        ({"kind": "sequence", "first": {}, "then": []}, f"{AT}/then", "1 to 4 steps"),
        (
            {"kind": "sequence", "first": {}, "then": [{"from": {}, "within": "PT0S"}]},
            f"{AT}/then/0/within",
            "too short",
        ),
        (
            {"kind": "sequence", "first": {}, "then": [{"from": {}, "within": "P1D"}], "same": ["size"]},
            f"{AT}/same/0",
            "properties.",
        ),
        ({"kind": "segment", "segment": "buyer"}, f"{AT}/segment", "Did you mean “buyers”?"),
        ({"kind": "segment", "segment": "s"}, AT, "s -> s"),
        ({"kind": "consent", "purpose": " "}, f"{AT}/purpose", "1 to 200"),
        ({"kind": "consent", "purpose": "x", "brand": "sheos"}, f"{AT}/brand", "“shoes”"),
        ({"kind": "bucket", "salt": "a", "first": 2, "last": 1}, AT, "the smaller one goes first"),
        ({"kind": "brand", "brand": "sheos", "of": {"kind": "all", "of": []}}, f"{AT}/brand", "“shoes”"),
        (
            {
                "kind": "brand",
                "brand": "shoes",
                "of": {"kind": "brand", "brand": "hats", "of": {"kind": "all", "of": []}},
            },
            f"{AT}/of/brand",
            "Say one brand",
        ),
        (
            {"kind": "brand", "brand": "hats", "of": trait_is("shoe_visits", op="gt", value=1)},
            f"{AT}/of/trait",
            "it is of “shoes” alone",
        ),
        (
            {"kind": "brand", "brand": "hats", "of": {"kind": "event", "from": {"brands": ["shoes"]}}},
            f"{AT}/of/from/brands",
            "only “shoes” count",
        ),
    ],
)
def test_each_fault_is_told_with_its_place_and_what_to_do(condition: dict[str, Any], path: str, words: str) -> None:
    found = refused(condition)
    assert list(found) == [path]
    assert words in found[path]


def in_segment(key: str) -> dict[str, Any]:
    return {"kind": "segment", "segment": key}


def test_a_circle_of_segments_is_named_as_the_way_through_it() -> None:
    known = book(a=in_segment("b"), b={"kind": "not", "of": in_segment("c")}, c={"kind": "all", "of": []}, d={})
    with pytest.raises(Invalid, match="c -> a -> b -> c"):
        parse_segment(segment_document("c", kind="any", of=[in_segment("d"), in_segment("a")]), known, WORDS)


def test_segments_that_meet_again_are_no_circle() -> None:
    known = book(a=in_segment("c"), b=in_segment("c"), c={})
    found = parse_segment(segment_document("d", kind="all", of=[in_segment("a"), in_segment("b")]), known, WORDS)
    assert uses_of(found) == {"segment:a", "segment:b"}


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"kind": "all", "of": []}
    for _ in range(levels - 1):
        inner = {"kind": "not", "of": inner}
    return inner


def test_conditions_have_a_depth_and_a_number() -> None:
    parse_segment(segment_document(**nested(10)), BOOK, WORDS)
    assert "11 levels" in refused(nested(11))[AT]
    assert "201 conditions" in refused({"kind": "any", "of": [in_segment("buyers")] * 200})[AT]


def test_what_a_segment_reads_are_computed_traits_and_segments() -> None:
    conditions = [trait_is("orders_30d", op="gt", value=1), trait_is("orders", op="gt", value=1)]
    conditions += [trait_is("traits.plan", op="exists"), in_segment("buyers")]
    found = parse_segment(segment_document("s", kind="any", of=conditions), BOOK, WORDS)
    assert uses_of(found) == {"trait:orders_30d", "segment:buyers"}


def test_lists_and_queries_have_no_condition() -> None:
    for members in ({"kind": "static"}, {"kind": "sql", "sql": "SELECT profile_id FROM profiles"}):
        definition = parse_segment({"key": "s", "members": members}, BOOK, WORDS)
        assert uses_of(definition) == frozenset()
    with pytest.raises(Invalid, match=r"every: “PT1S” is too short\. Write a duration of 60 seconds or more"):
        parse_segment({"key": "s", "members": {"kind": "sql", "sql": "SELECT 1", "every": "PT1S"}}, BOOK, WORDS)


def test_a_key_that_is_an_address_of_its_own_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        parse_segment({"key": "ready", "members": {"kind": "static"}}, BOOK, WORDS)
    assert faults_of(caught.value).keys() == {"/key"}


def test_a_condition_alone_is_checked_alike() -> None:
    assert parse_condition(in_segment("buyers"), BOOK, WORDS, "/condition") == InSegment(segment="buyers")
    with pytest.raises(Invalid) as caught:
        parse_condition({"kind": "all", "of": [in_segment("b"), {"kind": "x"}]}, BOOK, WORDS, "/condition")
    assert faults_of(caught.value).keys() == {"/condition/of/1/kind"}
    with pytest.raises(Invalid) as caught:
        parse_condition({"kind": "all", "of": [in_segment("b")]}, BOOK, WORDS, "/condition")
    assert faults_of(caught.value).keys() == {"/condition/of/0/segment"}


@pytest.mark.parametrize(
    ("before", "after", "surprises"),
    [(100, 201, True), (100, 200, False), (100, 50, False), (100, 49, True), (99, 0, False), (99, 10**6, False)],
)
def test_a_change_to_less_than_half_or_more_than_twice_the_members_surprises(
    before: int, after: int, *, surprises: bool
) -> None:
    assert is_surprising(before, after) is surprises


def test_the_examples_of_the_documentation_make_sense() -> None:
    page = (Path(__file__).parents[2] / "docs" / "traits-and-segments.md").read_text("utf-8")
    spent, quiet = map(read_yaml, re.findall(r"```yaml\n(.*?)```", page, re.DOTALL))
    known = Book.of([trait.parse_trait(spent, WORDS)], [])
    assert uses_of(parse_segment(quiet, known, WORDS)) == {"trait:spent_90d"}


def test_a_sequence_without_further_steps_needs_what_did_not_follow() -> None:
    alone: dict[str, Any] = {"kind": "sequence", "first": {"names": ["Order Completed"]}, "then": []}
    without = {"from": {"names": ["Order Completed"]}, "within": "P180D"}
    assert parse_segment(segment_document(**alone, without=without), Book({}, {}), WORDS).key == "s"
    with pytest.raises(Invalid):
        parse_segment(segment_document(**alone), Book({}, {}), WORDS)
