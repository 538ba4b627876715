"""Computed traits made up for tests: every aggregate and window, of the words that made-up histories are of.

Strategies are kept: to make one anew for each draw costs far more than to draw from it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from portret.trait import model as trait
from tests.support.event_examples import BRANDS, NAMES, NUMBERS, ORDERS, PROPERTIES, WORDS

SPANS = ("PT10M", "PT30M", "PT1H", "P1D", "P1D", "P7D", "P1W", "P30D", "P30D", "P2DT6H")
_TYPES = ("track", "page", "identify")
spans = st.sampled_from(SPANS)
_texts = st.sampled_from([word for word in WORDS if word])
_numbers = st.sampled_from((*NUMBERS, "5", "1e2"))
_instants = st.sampled_from(("2026-03-29", "2026-03-29T00:00:00+01:00", "2026-03-28T12:00:00", 1_774_782_000))
_FIXED = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in")
_TEXTUAL = ("contains", "not_contains", "starts_with", "ends_with", "matches")
_ABSOLUTE = ("before", "after")
RELATIVE = ("within_last", "more_than_ago", "within_next", "anniversary_in")
_EITHER = ("exists", "is_empty")


@cache
@st.composite
def comparisons(draw: st.DrawFn, kind: trait.ValueType | None, *, relative: bool = True) -> trait.Comparison:
    """Draw a comparison that fits values of a kind (None: of any), perhaps one with the present."""
    op = draw(_operators(kind, relative=relative))
    if op in _EITHER:
        return trait.Comparison(op=op)
    constants = _constants(kind, op)
    if op in ("in", "not_in"):
        values = draw(_some(constants))
        return trait.Comparison(op=op, values=tuple(values), case=draw(st.booleans()))
    if op == "between":
        return trait.Comparison(op=op, value=draw(constants), upto=draw(constants))
    case = draw(st.booleans()) if op in ("eq", "ne", *_TEXTUAL) else False
    return trait.Comparison(op=op, value=draw(constants), case=case)


@cache
def _some(constants: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(constants, min_size=1, max_size=3)


@cache
def _operators(kind: trait.ValueType | None, *, relative: bool) -> st.SearchStrategy[trait.Operator]:
    times: tuple[Any, ...] = (*_ABSOLUTE, *RELATIVE) if relative else _ABSOLUTE
    by_kind: dict[str, tuple[Any, ...]] = {
        "number": ("ge", "gt", "lt", *_FIXED, *_EITHER),
        "duration": (*_FIXED, *_EITHER),
        "boolean": ("eq", "ne", "in", "not_in", *_EITHER),
        "instant": (*times, *_EITHER),
        "map": _EITHER,
    }
    return st.sampled_from(by_kind.get(kind or "text", (*_FIXED, *_TEXTUAL, *times, *_EITHER)))


@cache
def _constants(kind: trait.ValueType | None, op: str) -> st.SearchStrategy[Any]:  # noqa: PLR0911 — one for each kind
    if op in _TEXTUAL:
        return _texts if op != "matches" else st.sampled_from(("^r", "[0-9]+$", "e.", "^5$", "ż"))
    if op in _ABSOLUTE:
        return _instants
    if op == "anniversary_in":
        return st.sampled_from((0, 1, 2, 30, 365))
    if op in RELATIVE or kind == "duration":
        return spans
    if kind == "number":
        return st.sampled_from((0, 1, 1, 2, 2, 5, 5.5, 0.1, 20, 100, "1e2"))
    if kind == "boolean":
        return st.sampled_from((True, False, "yes", 0))
    if op in ("lt", "le", "gt", "ge", "between"):
        return st.one_of(_numbers, _texts)
    return st.one_of(_numbers, _texts, st.booleans())


_EVENT_FIELDS: dict[str, trait.ValueType | None] = {
    **dict.fromkeys(PROPERTIES),
    "traits.plan": None,
    "context.traits.plan": None,
    "revenue": "number",
    "order_id": "text",
    "product_category": "text",
    "country": "text",
    "brand": "text",
    "name": "text",
    "timestamp": "instant",
}
_LINE_FIELDS: dict[str, trait.ValueType | None] = {
    "line.category": "text",
    "line.product_id": "text",
    "line.price": "number",
    "line.quantity": "number",
    "line.total": "number",
    "order_id": "text",
    "brand": "text",
}
_PARTS = ("properties.size", "properties.colour", "brand", "name", "product_category")
_LINE_PARTS = ("line.category", "line.product_id", "brand")
_kinds_of_where = st.sampled_from(("field", "field", "all", "any", "not"))
_up_to_two = st.integers(0, 2)


@cache
def subset(words: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.one_of(st.just(()), st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True).map(tuple))


@cache
@st.composite
def wheres(draw: st.DrawFn, *, lines: bool, depth: int = 2) -> trait.Where:
    """Draw a condition on an event, or on a product line."""
    kind = draw(_kinds_of_where if depth else st.just("field"))
    if kind == "not":
        return trait.NotWhere(of=draw(wheres(lines=lines, depth=depth - 1)))
    if kind != "field":
        parts = tuple(draw(wheres(lines=lines, depth=depth - 1)) for _ in range(draw(_up_to_two)))
        return trait.AllWhere(of=parts) if kind == "all" else trait.AnyWhere(of=parts)
    fields = _LINE_FIELDS if lines else _EVENT_FIELDS
    field = draw(st.sampled_from(list(fields)))
    return trait.FieldIs(field=field, compare=draw(comparisons(fields[field], relative=False)))


@cache
@st.composite
def chosen_events(draw: st.DrawFn, *, lines: bool | None = None) -> trait.Events:
    """Draw a choice of events."""
    by_line = draw(_rarely) if lines is None else lines
    return trait.Events(
        names=draw(_names_of_orders if by_line else subset(NAMES)),
        types=draw(_some_types),
        brands=draw(_some_brands),
        where=draw(_perhaps_where(lines=by_line)),
        lines=by_line,
    )


_rarely = st.sampled_from((False, False, True))
_names_of_orders = st.sampled_from((ORDERS[:1], ORDERS))
_some_types = st.sampled_from(((), (), (), _TYPES[:1], _TYPES[1:]))
_some_brands = st.sampled_from(((), (), BRANDS[:1], BRANDS))


@cache
def _perhaps_where(*, lines: bool) -> st.SearchStrategy[trait.Where | None]:
    return st.none() | st.none() | st.none() | wheres(lines=lines)


windows: st.SearchStrategy[trait.Window | None] = st.one_of(
    st.none(),
    spans.map(lambda span: trait.Last(duration=span)),
    st.builds(
        trait.Calendar, unit=st.sampled_from(("day", "week", "month")), which=st.sampled_from(("current", "previous"))
    ),
    st.builds(trait.ThisSession, idle=st.sampled_from(("PT30M", "PT5M", "PT20M", "PT2H", "P1D"))),
)
_half_lives = st.sampled_from((None, None, "P1D", "P7D", "PT36H"))


@cache
def aggregates(*, lines: bool) -> st.SearchStrategy[trait.Aggregate]:
    """Draw a way to sum events up."""
    fields = _LINE_FIELDS if lines else _EVENT_FIELDS
    field = st.sampled_from(list(fields))
    amounts = st.sampled_from([name for name, kind in fields.items() if kind in (None, "number")])
    points = st.dictionaries(st.sampled_from(NAMES), st.integers(-5, 20), min_size=1, max_size=3)
    return st.one_of(
        st.builds(trait.Count, half_life=_half_lives),
        st.builds(trait.Sum, field=amounts, half_life=_half_lives),
        st.builds(trait.Average, field=amounts),
        st.builds(trait.Minimum, field=amounts),
        st.builds(trait.Maximum, field=amounts),
        st.builds(trait.First, field=st.none() | field),
        st.builds(trait.Latest, field=st.none() | field),
        st.just(trait.Exists()),
        st.builds(trait.UniqueCount, field=field),
        st.builds(trait.UniqueList, field=field, limit=st.sampled_from((1, 3, 100))),
        st.builds(trait.MostFrequent, field=field, least=st.integers(1, 2)),
        st.builds(trait.TopK, field=field, k=st.integers(1, 3)),
        st.builds(trait.CountBy, field=field),
        st.builds(trait.PercentOf, where=wheres(lines=lines)),
        st.just(trait.TimeSinceLast()),
        st.just(trait.TimeBetween()),
        st.builds(trait.Score, points=points, half_life=_half_lives),
        st.just(trait.Streak()),
    )


_parts = st.none() | st.none() | st.sampled_from(_PARTS)
_line_parts = st.none() | st.none() | st.sampled_from(_LINE_PARTS)


@cache
@st.composite
def computations(draw: st.DrawFn) -> trait.Computation:
    """Draw what a computed trait is."""
    events = draw(chosen_events())
    return trait.Computation(
        events=events,
        aggregate=draw(aggregates(lines=events.lines)),
        window=draw(windows),
        per=draw(_line_parts if events.lines else _parts),
    )


_steps = st.one_of(
    subset(NAMES).map(lambda names: trait.Events(names=names)),
    st.sampled_from(NAMES).map(lambda name: trait.Events(names=(name,))),
    chosen_events(lines=False),
)
follows = st.builds(trait.Follow, events=_steps, within=spans)
_perhaps_without = st.none() | follows
_same = st.sampled_from(((), (), ("brand",), ("properties.size",), ("order_id", "brand")))
_perhaps_last = st.none() | spans.map(lambda span: trait.Last(duration=span))


@cache
@st.composite
def sequences(draw: st.DrawFn) -> trait.Sequence:
    """Draw a sequence of events."""
    without = draw(_perhaps_without)
    least = 1 if without is None else 0
    return trait.Sequence(
        first=draw(_steps),
        then=tuple(draw(follows) for _ in range(max(draw(_up_to_two), least))),
        without=without,
        same=draw(_same),
        window=draw(_perhaps_last),
    )


folds: st.SearchStrategy[trait.Fold] = st.one_of(computations(), computations(), sequences())


def kind_of(compute: trait.Computation) -> trait.ValueType:
    """Return what kind of value a trait has, or each part of it if it is by a dimension."""
    how = compute.aggregate
    if isinstance(how, trait.First | trait.Latest):
        return "instant" if how.field is None else "text"
    if isinstance(how, trait.UniqueList | trait.TopK):
        return "list"
    if isinstance(how, trait.TimeSinceLast | trait.TimeBetween):
        return "duration"
    if isinstance(how, trait.MostFrequent):
        return "text"
    if isinstance(how, trait.Exists):
        return "boolean"
    return "map" if isinstance(how, trait.CountBy) else "number"
