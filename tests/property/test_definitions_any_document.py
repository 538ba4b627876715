"""Whatever is sent as a definition: it is refused with its faults, or it is one that the worker can use."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portret import segment, trait
from portret.definition import read_yaml, write_yaml
from portret.kernel import Invalid
from portret.segment import Book, compile_segments, parse_segment
from portret.segment.document import document_of
from portret.trait import Plan, fold_key, parse_trait
from tests.support.definitions import WORDS, segment_document, trait_document
from tests.support.segment_examples import workspaces

BETWEEN = {"op": "between", "value": 1, "upto": 2}
WHERE = {
    "kind": "any",
    "of": [
        {"kind": "field", "field": "properties.size", "compare": {"op": "in", "values": ["S", 38, True]}},
        {
            "kind": "not",
            "of": {"kind": "field", "field": "revenue", "compare": BETWEEN},
        },
    ],
}
EVENTS = {"names": ["Order Completed"], "types": ["track"], "brands": ["shoes"], "where": WHERE}
SUM = {"kind": "sum", "field": "total", "half_life": "P7D"}
LAST = {"kind": "last", "duration": "P30D"}
TRAITS = [
    trait_document(
        "t", **{"from": EVENTS}, aggregate={"kind": "sum", "field": "total", "half_life": "P7D"}, window=LAST
    ),
    trait_document("t", aggregate={"kind": "score", "points": {"Page Viewed": 1}}, per="brand"),
    trait_document("t", **{"from": {"lines": True}}, aggregate={"kind": "top_k", "field": "line.category", "k": 3}),
]
SEGMENTS = [
    segment_document(
        "s",
        kind="all",
        of=[
            {"kind": "trait", "trait": "t", "compare": {"op": "ge", "value": 1}},
            {"kind": "event", "from": EVENTS, "times": {"op": "eq", "value": 0}, "window": {"kind": "session"}},
            {"kind": "brand", "brand": "hats", "of": {"kind": "trait", "trait": "orders", "compare": {"op": "exists"}}},
            {"kind": "bucket", "salt": "a", "first": 0, "last": 99},
            {"kind": "segment", "segment": "other"},
        ],
    ),
    segment_document(
        "s",
        kind="sequence",
        first={},
        then=[{"from": EVENTS, "within": "P1D"}],
        without={"from": {}, "within": "PT1H"},
        same=["order_id"],
        window=LAST,
    ),
    {"key": "s", "members": {"kind": "sql", "sql": "SELECT profile_id FROM profiles", "every": "PT1H"}},
]
BOOK = Book.of([parse_trait(trait_document("t"), WORDS)], [segment.shaped(segment_document("other"))])

_words = st.sampled_from(
    ["count", "last", "P1D", "PT0S", "all", "not", "in", "matches", "(a*)*b", "brand", "properties.a.b", "", "\0"]
)
_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | _words
_names = st.sampled_from(["kind", "of", "op", "value", "values", "field", "where", "from", "lines", "per", "key"])
_json = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3), max_leaves=8
)


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (container, key) of everything in a document."""
    keys = list(document) if isinstance(document, dict) else range(len(document))
    for key in keys:
        yield document, key
        if isinstance(document[key], dict | list):
            yield from _places(document[key])


@st.composite
def spoilt(draw: st.DrawFn, documents: list[dict[str, Any]]) -> Any:
    """Give one of the documents with one to three places replaced by anything."""
    document = copy.deepcopy(draw(st.sampled_from(documents)))
    for _ in range(draw(st.integers(1, 3))):
        container, key = draw(st.sampled_from(list(_places(document)) or [({"": 0}, "")]))
        container[key] = draw(_json)
    return document


@given(spoilt(TRAITS) | _json)
def test_a_trait_is_refused_or_can_be_folded(document: Any) -> None:
    try:
        definition = parse_trait(document, WORDS)
    except Invalid:
        return
    assert Plan({1: definition.compute}, "Europe/Warsaw").broken == {}
    assert parse_trait(trait.document_of(definition), WORDS) == definition


@given(spoilt(SEGMENTS) | _json)
def test_a_segment_is_refused_or_can_be_evaluated(document: Any) -> None:
    try:
        definition = parse_segment(document, BOOK, WORDS)
    except Invalid:
        return
    ids: dict[str, int] = {}
    book = Book(BOOK.traits, {**BOOK.segments, definition.key: definition})
    numbered = list(enumerate(book.segments.values()))
    compiled = compile_segments(numbered, book, "Europe/Warsaw", lambda fold: ids.setdefault(fold_key(fold), len(ids)))
    assert compiled.broken == {}
    assert parse_segment(document_of(definition), BOOK, WORDS) == definition


@given(workspaces())
def test_what_a_file_says_is_what_was_written(
    workspace: tuple[tuple[trait.Definition, ...], tuple[segment.Definition, ...]],
) -> None:
    traits, segments = workspace
    for one in traits:
        assert read_yaml(write_yaml(trait.document_of(one))) == trait.document_of(one)
    for other in segments:
        assert read_yaml(write_yaml(document_of(other))) == document_of(other)
