from __future__ import annotations

from typing import Any

import pytest

from portret.kernel import Commerce, Invalid, Line
from portret.trait import Comparison, Events, compare_sql, comparer, field_sql, line_matcher, matcher, where_matcher
from portret.trait.model import FieldIs
from portret.warehouse import Bound
from tests.support.events import make_event


@pytest.mark.parametrize(
    "comparison",
    [
        Comparison(op="eq"),
        Comparison(op="in"),
        Comparison(op="between", value=1),
        Comparison(op="lt", value=True),
        Comparison(op="matches", value="(?=a)"),
        Comparison(op="matches", value="(a)\\1"),
        Comparison(op="matches", value="("),
        Comparison(op="matches", value="((a{100}){100}){100}"),
        Comparison(op="matches", value="a\0"),
        Comparison(op="matches", value="a" * 1_001),
        Comparison(op="before", value="soon"),
        Comparison(op="within_last", value="a while"),
        Comparison(op="within_last", value=5),
        Comparison(op="anniversary_in", value=1.5),
        Comparison(op="anniversary_in", value=10**9),
    ],
)
def test_a_comparison_that_cannot_be_is_refused_by_both_evaluators(comparison: Comparison) -> None:
    with pytest.raises(Invalid):
        comparer(comparison, None, "UTC")
    bound = Bound()
    with pytest.raises(Invalid):
        compare_sql(comparison, field_sql("properties.a", bound, lines=False), 0, "UTC", bound)


@pytest.mark.parametrize("field", ["propertys.size", "revenu", "properties", "properties.", "context.channel", ""])
def test_a_field_that_is_not_there_is_refused(field: str) -> None:
    where = FieldIs(field=field, compare=Comparison(op="exists"))
    with pytest.raises(Invalid):
        where_matcher(where)
    with pytest.raises(Invalid):
        field_sql(field, Bound(), lines=False)


def test_a_mistyped_field_is_told_the_nearest_one() -> None:
    with pytest.raises(Invalid, match="Did you mean “revenue”"):
        where_matcher(FieldIs(field="revenu", compare=Comparison(op="exists")))


def test_an_event_is_not_compared_with_the_present() -> None:
    where = FieldIs(field="timestamp", compare=Comparison(op="within_last", value="P1D"))
    with pytest.raises(Invalid, match="present"):
        matcher(Events(where=where))


def test_a_map_is_compared_by_one_of_its_values_only() -> None:
    assert comparer(Comparison(op="exists"), "map", "UTC")({"shoes": 1}, 0)
    with pytest.raises(Invalid, match="per"):
        comparer(Comparison(op="eq", value=1), "map", "UTC")


def test_no_text_of_a_definition_stands_in_sql() -> None:
    bound = Bound()
    hostile = "x') OR 1=1 --"
    read = field_sql("properties.a", bound, lines=False)
    for comparison in (
        Comparison(op="eq", value=hostile),
        Comparison(op="in", values=(hostile, 1)),
        Comparison(op="contains", value=hostile),
        Comparison(op="matches", value="x'\\) OR 1=1 --"),
        Comparison(op="between", value=hostile, upto="z"),
    ):
        assert "1=1" not in compare_sql(comparison, read, 0, "UTC", bound)
    assert hostile in bound.parameters.values()


@pytest.mark.parametrize(
    ("path", "document", "expected"),
    [
        ("a", {"a": 1}, 1),
        ("a", {"a": {"b": 1}}, None),
        ("a.b", {"a": {"b": 1}}, 1),
        ("a.b", {"a.b": 1}, 1),
        ("a.b", {"a.b": 1, "a": {"b": 2}}, 1),
        ("a.b", {"a": {"b": 2}, "a.b": 1}, 2),
        ("a.b", {"a.b": None, "a": {"b": 2}}, 2),
        ("a.b.c", {"a.b": {"c": 1}}, 1),
        ("a.b", {"a": [{"b": 1}]}, None),
    ],
)
def test_a_dot_is_nesting_or_part_of_a_name(path: str, document: dict[str, Any], expected: object) -> None:
    matches = where_matcher(FieldIs(field=f"properties.{path}", compare=Comparison(op="eq", value=expected or 1)))  # type: ignore[arg-type]
    assert matches(make_event(properties=document)) is (expected is not None)


def test_lines_of_an_order_count_one_by_one() -> None:
    shoes, hat = Line(category="shoes"), Line(category="hats")
    order = make_event(name="Order Completed", commerce=Commerce(lines=(shoes, hat)))
    wanted = Events(lines=True, where=FieldIs(field="line.category", compare=Comparison(op="eq", value="Shoes")))
    assert matcher(wanted)(order)
    assert [line_matcher(wanted)(order, line) for line in (shoes, hat)] == [True, False]
    assert not matcher(wanted)(make_event(name="Product Viewed", commerce=Commerce(lines=(shoes,))))
