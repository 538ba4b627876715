"""Who fulfils a condition, asked of the warehouse: also whoever did nothing, was merged, or only told something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from portret.kernel import Event, Invalid
from portret.segment.book import Book
from portret.segment.evaluate_sql import members_sql
from portret.segment.model import (
    All,
    AtBrand,
    Bucket,
    Condition,
    Consented,
    Definition,
    Dynamic,
    Followed,
    InSegment,
    Not,
    Performed,
    Reachable,
    Static,
    TraitIs,
)
from portret.segment.model import Any as AnyOf
from portret.segment.preview import Overlap, preview
from portret.trait import Comparison, Computation, Count, Events, FieldIs, Follow, Last, Scope
from portret.trait import Definition as TraitDefinition
from portret.warehouse import Bound, Warehouse, alias_rows, event_rows, order_line_rows
from tests.support.events import make_event
from tests.support.warehouse import WORKSPACE, running_warehouse

pytestmark = pytest.mark.integration
_NOW_MS = 1_774_782_000_000
_DAY_MS = 86_400_000
_SCOPE = Scope(WORKSPACE, _NOW_MS, "Europe/Warsaw")
_TELLS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "anna": ({"plan": "pro", "age": "41"}, {"orders": 2, "revenue": {"EUR": 30.5}, "reachable": ["email", "sms"]}),
    "bob": ({"plan": "Free"}, {"consent_granted": ["mail"], "per_brand": {"hats": {"consent_denied": ["mail"]}}}),
    "cleo": ({}, {"revenue": {"EUR": 1.0, "PLN": 5.0}, "last_seen_at": _NOW_MS - _DAY_MS, "reachable": ["push"]}),
    "dora": ({"plan": "pro", "address": {"city": "Kraków"}}, {}),
}


def _did(name: str, days: float, *, brand: str = "shoes", **fields: Any) -> Event:
    defaults = {"workspace_id": WORKSPACE, "type": "track", "timestamp_ms": _NOW_MS - int(days * _DAY_MS)}
    return make_event(1, **{**defaults, "name": name, "brand": brand, **fields})


_EVENTS = {
    "anna": (_did("Product Added", 3), _did("Order Completed", 2, properties={"size": "M"})),
    "anna_old": (_did("Order Completed", 1),),
    "bob": (_did("Product Added", 2, brand="hats"), _did("Order Completed", 40)),
    "cleo": (_did("Order Completed", -1), _did("Product Added", 0.5)),
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running:
        client = running.client()
        _load(client)
        yield client
        client.close()


def _load(warehouse: Warehouse) -> None:
    told = [(owner, event) for owner, events in _EVENTS.items() for event in events]
    owners = [owner for owner, _ in told]
    events = [replace(event, position=place) for place, (_, event) in enumerate(told, start=1)]
    warehouse.load("events", event_rows(events, owners), "events")
    warehouse.load("order_lines", order_line_rows(events, owners), "lines")
    warehouse.load("profile_aliases", alias_rows([(WORKSPACE, "anna_old", "anna")], 1), "aliases")
    _load_profiles(warehouse, {**_TELLS, "anna_old": ({}, {})}, 1, 0)
    _load_profiles(warehouse, {"anna_old": ({}, {})}, 2, 1)
    _load_profiles(warehouse, {"zoe": ({"plan": "pro"}, {})}, 1, 0, workspace_id="ws_other")


def _load_profiles(
    warehouse: Warehouse,
    people: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]],
    version: int,
    deleted: int,
    *,
    workspace_id: str = WORKSPACE,
) -> None:
    number = len(people)
    rows: dict[str, Sequence[Any]] = {
        "workspace_id": [workspace_id] * number,
        "profile_id": list(people),
        "version": [version] * number,
        "updated_at": [_NOW_MS] * number,
        "deleted": [deleted] * number,
        "identifiers": [{}] * number,
        "traits": [traits for traits, _ in people.values()],
        "comparable": [comparable for _, comparable in people.values()],
    }
    warehouse.load("profiles", rows, f"profiles-{workspace_id}-{version}")


def _performed(name: str, within: str | None = None, times: Comparison | None = None) -> Performed:
    window = Last(duration=within) if within else None
    return Performed(events=Events(names=(name,)), times=times or Comparison(op="ge", value=1), window=window)


def _trait(name: str, op: Any, value: Any = None, per: str | None = None) -> TraitIs:
    return TraitIs(trait=name, per=per, compare=Comparison(op=op, value=value))


_ORDERS = Events(names=("Order Completed",))
_BOOK = Book.of(
    [
        TraitDefinition(
            key="by_brand",
            compute=Computation(events=Events(names=("Order Completed",)), aggregate=Count(), per="brand"),
        ),
        TraitDefinition(key="off", compute=Computation(aggregate=Count()), enabled=False),
    ],
    [
        Definition(key="buyers", members=Dynamic(condition=_performed("Order Completed", "P30D"))),
        Definition(key="friends", members=Static()),
        Definition(key="hidden", members=Static(), enabled=False),
        Definition(key="round", members=Dynamic(condition=InSegment(segment="round"))),
    ],
)
_NEVER = Comparison(op="eq", value=0)
_MANY = tuple(f"{'x' * 30}{number}" for number in range(4_997))
_MOST_TEXTS = Comparison(op="in", values=(*_MANY, "m", "l", "ΠΡΟΣ"))
_MOST_NUMBERS = Comparison(op="in", values=tuple(range(5_000)))


def _listed(key: str) -> Sequence[str]:
    return {"friends": ("bob", "dora")}[key]


def found(warehouse: Warehouse, condition: Condition) -> set[str]:
    bound = Bound()
    sql = members_sql(condition, _BOOK, _SCOPE, bound, _listed)
    rows = [row[0] for row in warehouse.query(sql, bound.parameters).rows]
    assert len(rows) == len(set(rows))
    return set(rows)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (All(of=()), {"anna", "bob", "cleo", "dora"}),
        (AnyOf(of=()), set()),
        (_performed("Order Completed"), {"anna", "bob", "cleo"}),
        (_performed("Order Completed", "P30D"), {"anna"}),
        (_performed("Order Completed", None, Comparison(op="ge", value=2)), {"anna"}),
        (_performed("Order Completed", "P30D", _NEVER), {"bob", "cleo", "dora"}),
        (Not(of=_performed("Order Completed", "P30D")), {"bob", "cleo", "dora"}),
        (Not(of=_performed("Nothing")), {"anna", "bob", "cleo", "dora"}),
        (All(of=(_performed("Product Added", "P7D"), Not(of=_performed("Order Completed", "P7D")))), {"bob", "cleo"}),
        (AtBrand(brand="hats", of=_performed("Product Added")), {"bob"}),
        (_trait("by_brand", "eq", 2), {"anna"}),
        (_trait("by_brand", "eq", 1, per="shoes"), {"bob", "cleo"}),
        (_trait("by_brand", "exists", per="hats"), set()),
        (_trait("off", "exists"), set()),
        (_trait("traits.plan", "eq", "PRO"), {"anna", "dora"}),
        (_trait("traits.plan", "ne", "pro"), {"bob"}),
        (Not(of=_trait("traits.plan", "eq", "pro")), {"bob", "cleo"}),
        (_trait("traits.age", "gt", 40), {"anna"}),
        (_trait("traits.address.city", "starts_with", "kra"), {"dora"}),
        (TraitIs(trait="traits.age", compare=_MOST_NUMBERS), {"anna"}),
        (Performed(events=Events(where=FieldIs(field="properties.size", compare=_MOST_TEXTS))), {"anna"}),
        (Performed(events=Events(names=(*_MANY, "Product Added"))), {"anna", "bob", "cleo"}),
        (_trait("orders", "lt", 2), {"bob", "cleo", "dora"}),
        (_trait("revenue", "gt", 30), {"anna"}),
        (_trait("revenue", "ge", 5, per="PLN"), {"cleo"}),
        (_trait("revenue", "exists"), {"anna"}),
        (_trait("last_seen_at", "within_last", "P2D"), {"cleo"}),
        (Consented(purpose="mail"), {"bob"}),
        (Consented(purpose="mail", brand="hats", state="denied"), {"bob"}),
        (Consented(purpose="mail", state="unknown"), {"anna", "cleo", "dora"}),
        (Reachable(channel="email"), {"anna"}),
        (InSegment(segment="buyers"), {"anna"}),
        (Not(of=InSegment(segment="buyers")), {"bob", "cleo", "dora"}),
        (InSegment(segment="friends"), {"bob", "dora"}),
        (InSegment(segment="hidden"), set()),
        (InSegment(segment="unheard_of"), set()),
        (All(of=(_performed("Order Completed"), _trait("traits.plan", "eq", "pro"))), {"anna"}),
        (AnyOf(of=(_performed("Order Completed", "P30D"), _trait("traits.plan", "eq", "pro"))), {"anna", "dora"}),
        (
            AnyOf(
                of=(
                    All(of=(Not(of=_performed("Order Completed", "P30D")), _trait("traits.plan", "eq", "pro"))),
                    All(of=(_performed("Product Added", "P1D"), Reachable(channel="push"))),
                )
            ),
            {"cleo", "dora"},
        ),
        (
            Followed(
                first=Events(names=("Product Added",)),
                then=(Follow(events=Events(names=("Order Completed",)), within="P2D"),),
            ),
            {"anna", "cleo"},
        ),
    ],
)
def test_those_are_found_who_fulfil_it(warehouse: Warehouse, condition: Condition, expected: set[str]) -> None:
    assert found(warehouse, condition) == expected


def test_a_random_number_is_the_same_wherever_it_is_asked_for(warehouse: Warehouse) -> None:
    numbers = {name: int(sha256(f"salt:{name}".encode()).hexdigest()[:16], 16) % 10_000 for name in _TELLS}
    for name, number in numbers.items():
        expected = {other for other, theirs in numbers.items() if theirs == number}
        assert found(warehouse, Bucket(salt="salt", first=number, last=number)) == expected, name


def test_a_circle_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(Invalid, match="circle"):
        found(warehouse, InSegment(segment="round"))


def test_values_of_a_definition_never_become_part_of_the_statement() -> None:
    evil = "x') OR 1=1 --"
    bound = Bound()
    where = All(
        of=(
            _performed(evil),
            _trait("traits.plan", "eq", evil),
            Bucket(salt=evil, first=0, last=9999),
            Consented(purpose=evil),
        )
    )
    assert "OR 1=1" not in members_sql(where, _BOOK, _SCOPE, bound, _listed)
    assert evil in bound.parameters.values()


@pytest.mark.parametrize("brand", ["a`b", "a\0b"])
def test_a_brand_that_cannot_be_asked_for_is_refused(brand: str) -> None:
    with pytest.raises(Invalid):
        members_sql(AtBrand(brand=brand, of=_trait("orders", "eq", 1)), _BOOK, _SCOPE, Bound(), _listed)


def test_a_preview_counts_shows_and_compares(warehouse: Warehouse) -> None:
    shown = preview(warehouse, _trait("traits.plan", "eq", "pro"), _BOOK, _SCOPE, _listed, ["buyers", "friends"])
    assert (shown.count, shown.profiles, shown.share) == (2, 4, 0.5)
    assert sorted(shown.examples) == ["anna", "dora"]
    assert shown.reachable == {"email": 1, "sms": 1, "push": 0, "web_push": 0}
    assert shown.overlap == (Overlap("buyers", 1, 1), Overlap("friends", 2, 1))
