"""What a comparison says of one value at hand, SQL says of it in the warehouse: whatever was sent, however compared."""

# ruff: noqa: S608 — statements of tests

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portret.kernel import Commerce, Enrichment, Event, Line, coercion
from portret.trait import Comparison, Events, ValueType, compare_sql, comparer, events_sql, field_sql, typed_value
from portret.trait.fields import EVENT_FIELDS, LINE_FIELDS, event_reader, line_reader, presence_reader
from portret.trait.model import AllWhere, AnyWhere, FieldIs, NotWhere, Where
from portret.trait.where import LINE_EVENTS, line_matcher, matcher
from portret.warehouse import Bound, Sql, Warehouse, event_rows, order_line_rows
from tests.support import naive_values
from tests.support.any_json import KEYS, NOW_MS, NUMBERS, TEXTS, ZONES, Chance
from tests.support.events import make_event
from tests.support.warehouse import WarehouseProcess, running_warehouse

SEEDS = st.integers(0, 2**32)
ROUNDS = settings(max_examples=max(6, settings().max_examples // 10))
ASKED_AT_ONCE = 40
PRESENCE = {"exists", "is_empty"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture(scope="module")
def warehouse(running: WarehouseProcess) -> Iterator[Warehouse]:
    client = running.client()
    yield client
    client.close()


_workspaces = count(1)


def loaded(warehouse: Warehouse, events: Sequence[Event]) -> str:
    """Store events in a workspace of their own; their positions are their places."""
    workspace_id = f"ws_{next(_workspaces)}"
    for place, event in enumerate(events):
        event.position, event.workspace_id = place, workspace_id
    owners = ["prf_1"] * len(events)
    warehouse.load("events", event_rows(events, owners), workspace_id)
    warehouse.load("order_lines", order_line_rows(events, owners), workspace_id)
    return workspace_id


def asked(
    warehouse: Warehouse, workspace_id: str, expressions: Sequence[str], bound: Bound, table: str = "events"
) -> list[tuple[Any, ...]]:
    """Return the values of expressions for each row, in the order of the events."""
    order = "position, line" if table == "order_lines" else "position"
    sql = f"SELECT {', '.join(expressions)} FROM portret.{table}"
    where = f" WHERE workspace_id = {bound(workspace_id, 'String')} ORDER BY {order}"
    return warehouse.query(sql + where, bound.parameters).rows


def as_kept(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document as it is after the log: JSON once written and read."""
    kept: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return kept


def _said(answer: Any) -> bool:
    """Return a yes or no of SQL, which is never NULL: the opposite of that would be NULL, too."""
    assert answer is not None
    return bool(answer)


def value_reader(field: str, comparison: Comparison) -> Callable[[Event], Any]:
    return presence_reader(field) if comparison.op in PRESENCE else event_reader(field)


@ROUNDS
@given(seed=SEEDS)
def test_a_comparison_of_what_was_sent_is_the_same_in_sql(warehouse: Warehouse, seed: int) -> None:
    chance = Chance(random.Random(seed))
    documents = [chance.document() for _ in range(400)] + [{"v": each} for each in (*NUMBERS, *TEXTS)]
    events = [make_event(properties=as_kept(each), context=as_kept(each)) for each in documents]
    zone = chance.of.choice(ZONES)
    fields = ("properties.v", "properties.v.a", "properties.v.a.b", "context.v", "context.v.a")
    comparisons = [(chance.of.choice(fields), chance.comparison(relative=True)) for _ in range(ASKED_AT_ONCE)]
    bound = Bound()
    expressions = [
        compare_sql(comparison, field_sql(field, bound, lines=False), NOW_MS, zone, bound)
        for field, comparison in comparisons
    ]
    rows = asked(warehouse, loaded(warehouse, events), expressions, bound)
    for column, (field, comparison) in enumerate(comparisons):
        value_of, compare = value_reader(field, comparison), comparer(comparison, None, zone)
        for event, row in zip(events, rows, strict=True):
            expected = compare(value_of(event), NOW_MS)
            told = f"{field} of {event.properties!r} {comparison!r} in {zone}"
            assert _said(row[column]) is expected, told
            if comparison.op not in {*PRESENCE, "matches"}:
                assert naive_values.compares(comparison, value_of(event), None, NOW_MS, zone) is expected, told


@ROUNDS
@given(seed=SEEDS)
def test_what_was_sent_reads_the_same_in_sql(warehouse: Warehouse, seed: int) -> None:
    chance = Chance(random.Random(seed))
    values = [*NUMBERS, *TEXTS, *(chance.scalar() for _ in range(2_000))]
    events = [make_event(properties=as_kept({"v": each}), context=as_kept({"v": each})) for each in values]
    bound = Bound()
    fields = [field_sql(field, bound, lines=False) for field in ("properties.v", "context.v")]
    expressions = [expression for each in fields for expression in (each.text, each.number, each.instant_ms)]
    rows = asked(warehouse, loaded(warehouse, events), expressions, bound)
    for event, row in zip(events, rows, strict=True):
        value = event.properties["v"]
        expected = (coercion.text(value), coercion.number(value), coercion.instant_ms(value))
        assert row == (*expected, *expected), repr(value)


def test_a_property_of_any_name_is_found(warehouse: Warehouse) -> None:
    events = [make_event(properties={key: place}) for place, key in enumerate(KEYS)]
    bound = Bound()
    expressions = [field_sql(f"properties.{key}", bound, lines=False).number for key in KEYS]
    for place, row in enumerate(asked(warehouse, loaded(warehouse, events), expressions, bound)):
        found = {column: value for column, value in enumerate(row) if value is not None}
        assert found == {place: place}, KEYS[place]
        assert event_reader(f"properties.{KEYS[place]}")(events[place]) == place


def shop_events(chance: Chance, number: int) -> list[Event]:
    def word() -> str:
        return chance.of.choice(("", "shoes", "Shoes", "ŻÓŁĆ", "5", "x'y"))

    def amount() -> Decimal | None:
        return chance.of.choice(
            (None, Decimal(0), Decimal("12.30"), Decimal("0.00005"), Decimal("-1.123456"), Decimal(42))
        )

    def line() -> Line:
        return Line(product_id=word(), category=word(), brand=word(), color=word(), price=amount(), quantity=amount())

    def commerce() -> Commerce | None:
        lines = tuple(line() for _ in range(chance.of.choice((0, 1, 1, 2, 3))))
        return Commerce(order_id=word(), currency=word(), revenue=amount(), total=amount(), coupon=word(), lines=lines)

    names = [chance.of.choice(("Order Completed", "Order Refunded", "Product Viewed", "")) for _ in range(number)]
    return [
        make_event(
            name=name,
            type="track" if name else chance.of.choice(("page", "identify")),
            brand=chance.of.choice(("default", "shoes")),
            user_id=word(),
            verified=chance.of.random() < 0.5,
            timestamp_ms=NOW_MS + chance.of.randint(-3, 3) * 1_000,
            enrichment=Enrichment(country=word(), source=word(), is_bot=chance.of.random() < 0.2),
            commerce=commerce() if name and chance.of.random() < 0.8 else None,
            properties=as_kept(chance.document()),
            profile_id="" if chance.of.random() < 0.9 else "prf_1",
        )
        for name in names
    ]


def where_of(chance: Chance, fields: Sequence[str], depth: int = 0) -> Where:
    which = chance.of.random()
    if depth < 3 and which < 0.4:
        parts = tuple(where_of(chance, fields, depth + 1) for _ in range(chance.of.randint(0, 3)))
        return AllWhere(of=parts) if chance.of.random() < 0.5 else AnyWhere(of=parts)
    if depth < 3 and which < 0.5:
        return NotWhere(of=where_of(chance, fields, depth + 1))
    field = chance.of.choice(fields)
    if field == "timestamp":
        return FieldIs(field=field, compare=Comparison(op="after", value="2026-03-29T01:00:00Z"))
    if field == "verified":
        return FieldIs(field=field, compare=Comparison(op=chance.of.choice(("eq", "ne")), value="yes"))
    return FieldIs(field=field, compare=chance.comparison(relative=False))


def filter_of(chance: Chance, fields: Sequence[str], *, lines: bool) -> Events:
    return Events(
        names=chance.of.choice(((), (), ("Order Completed",), ("Order Refunded", "Product Viewed"))),
        types=chance.of.choice(((), (), ("track",), ("page", "identify"))),
        brands=chance.of.choice(((), (), ("shoes",))),
        where=where_of(chance, fields) if chance.of.random() < 0.9 else None,
        lines=lines,
    )


@ROUNDS
@given(seed=SEEDS)
def test_which_events_count_is_the_same_in_sql(warehouse: Warehouse, seed: int) -> None:
    chance = Chance(random.Random(seed))
    events = shop_events(chance, 400)
    filters = [filter_of(chance, [*EVENT_FIELDS, "properties.v"], lines=False) for _ in range(ASKED_AT_ONCE)]
    bound = Bound()
    rows = asked(warehouse, loaded(warehouse, events), [events_sql(each, bound) for each in filters], bound)
    for column, each in enumerate(filters):
        matches = matcher(each)
        for event, row in zip(events, rows, strict=True):
            assert _said(row[column]) is matches(event), f"{each!r} of {event!r}"


@ROUNDS
@given(seed=SEEDS)
def test_which_lines_count_is_the_same_in_sql(warehouse: Warehouse, seed: int) -> None:
    chance = Chance(random.Random(seed))
    events = shop_events(chance, 300)
    filters = [filter_of(chance, list(LINE_FIELDS), lines=True) for _ in range(ASKED_AT_ONCE)]
    bound = Bound()
    workspace_id = loaded(warehouse, events)
    rows = asked(warehouse, workspace_id, [events_sql(each, bound) for each in filters], bound, "order_lines")
    of_orders = [(event, event.commerce.lines) for event in events if event.name in LINE_EVENTS and event.commerce]
    lines = [(event, line) for event, of_event in of_orders for line in of_event]
    for column, each in enumerate(filters):
        matches, matches_line = matcher(each), line_matcher(each)
        for (event, line), row in zip(lines, rows, strict=True):
            if event.profile_id:  # what Portret tells itself has no lines
                continue
            assert _said(row[column]) is (matches(event) and matches_line(event, line)), f"{each!r} of {line!r}"


@pytest.mark.parametrize(
    ("price", "quantity", "is_false"), [("0", "42", True), ("0", "-2", True), ("-0", "1", True), ("1", "1", False)]
)
def test_a_total_of_nothing_reads_as_false_whatever_its_sign(
    warehouse: Warehouse, *, price: str, quantity: str, is_false: bool
) -> None:
    line = Line(product_id="p1", price=Decimal(price), quantity=Decimal(quantity))
    event = make_event(name="Order Completed", commerce=Commerce(order_id="o1", lines=(line,)))
    where = FieldIs(field="line.total", compare=Comparison(op="in", values=(False,)))
    chosen, bound = Events(lines=True, where=where), Bound()
    workspace_id = loaded(warehouse, [event])
    assert asked(warehouse, workspace_id, [events_sql(chosen, bound)], bound, "order_lines") == [(is_false,)]
    assert line_matcher(chosen)(event, line) is is_false


def test_a_long_integer_in_a_list_is_the_same_whatever_else_was_loaded(warehouse: Warehouse) -> None:
    chance = Chance(random.Random(8062))  # among these lists ClickHouse made a double of it
    documents = [chance.document() for _ in range(400)] + [{"v": each} for each in (*NUMBERS, *TEXTS)]
    events = [make_event(properties=as_kept(each)) for each in documents]
    comparison, bound = Comparison(op="contains", value=-9223372036854775808), Bound()
    sql = compare_sql(comparison, field_sql("properties.v.a", bound, lines=False), NOW_MS, "UTC", bound)
    compare, read = comparer(comparison, None, "UTC"), event_reader("properties.v.a")
    for event, (answer,) in zip(events, asked(warehouse, loaded(warehouse, events), [sql], bound), strict=True):
        found = read(event)
        assert _said(answer) is compare(found, NOW_MS) is naive_values.compares(comparison, found, None, NOW_MS, "UTC")


@ROUNDS
@given(seed=SEEDS)
def test_every_field_of_the_catalogue_reads_the_same_in_sql(warehouse: Warehouse, seed: int) -> None:
    events = shop_events(Chance(random.Random(seed)), 300)
    workspace_id = loaded(warehouse, events)
    bound = Bound()
    expressions = [_read_sql(field, bound, lines=False) for field in EVENT_FIELDS]
    for event, row in zip(events, asked(warehouse, workspace_id, expressions, bound), strict=True):
        assert list(row) == [event_reader(field)(event) for field in EVENT_FIELDS]
    bound = Bound()
    expressions = [_read_sql(field, bound, lines=True) for field in LINE_FIELDS]
    rows = iter(asked(warehouse, workspace_id, expressions, bound, "order_lines"))
    for event in events:
        for line in event.commerce.lines if event.commerce and event.name in LINE_EVENTS else ():
            assert list(next(rows)) == [line_reader(field)(event, line) for field in LINE_FIELDS]


def _read_sql(field: str, bound: Bound, *, lines: bool) -> str:
    value = field_sql(field, bound, lines=lines)
    if value.kind == "boolean":
        return f"{value.text} = 'true'"
    return value.text if value.kind == "text" else value.number


KINDS: dict[ValueType, tuple[str, tuple[Any, ...], tuple[Any, ...]]] = {
    "number": ("Nullable(Float64)", (None, 0.0, 5.0, -1.5, 1e21), (5, "5", 1.5, "five", True)),
    "text": ("Nullable(String)", (None, "", "5", "Żółć", "yes"), (5, "żółć", "yes", True, "")),
    "boolean": ("Nullable(Bool)", (None, True, False), (True, "no", 1)),
    "instant": ("Nullable(Int64)", (None, NOW_MS, NOW_MS - 1, 0, -5), ("2026-03-29T01:00:00Z", "1970-01-01")),
    "duration": ("Nullable(Int64)", (None, 0, 86_400_000, 1), ("P1D", "PT1S")),
    "list": ("Array(String)", ([], ["5"], ["a", "5"], ["A", "b"]), (5, "a", "5")),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_value_of_a_known_kind_compares_the_same_in_sql(warehouse: Warehouse, kind: ValueType) -> None:
    column, values, wanted = KINDS[kind]
    comparisons = [Comparison(op="exists"), Comparison(op="is_empty")]
    comparisons += [Comparison(op=op, value=each) for each in wanted for op in ("eq", "ne")]
    comparisons += [Comparison(op=op, values=wanted) for op in ("in", "not_in")]
    if kind != "boolean":
        ordered = [each for each in wanted if each is not True]
        comparisons += [Comparison(op=op, value=each) for each in ordered for op in ("lt", "le", "gt", "ge")]
        comparisons += [Comparison(op="between", value=ordered[0], upto=ordered[-1])]
    if kind in {"instant", "text"}:
        comparisons += [Comparison(op=op, value="P1D") for op in ("within_last", "more_than_ago", "within_next")]
        comparisons += [Comparison(op="anniversary_in", value=0)]
    for value in values:
        bound = Bound()
        read = typed_value(Sql(f"{{v:{column}}}"), kind)
        answers = [compare_sql(each, read, NOW_MS, "Asia/Kolkata", bound) for each in comparisons]
        (row,) = warehouse.query(f"SELECT {', '.join(answers)}", bound.parameters | {"v": value}).rows
        for each, answer in zip(comparisons, row, strict=True):
            assert _said(answer) is comparer(each, kind, "Asia/Kolkata")(value, NOW_MS), f"{value!r} {each!r}"
