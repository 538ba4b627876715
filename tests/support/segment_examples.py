"""Definitions and histories made up for tests of traits and segments: few words, so that they meet; all odd shapes."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from portret.kernel import Commerce, Enrichment, Event, Line
from portret.segment import model as segment
from portret.trait import model as trait
from tests.support.events import make_event
from tests.support.naive_built_ins import KINDS, MONEY

ZONES = (
    *("Europe/Warsaw", "Europe/Warsaw", "UTC", "America/New_York", "Asia/Kolkata", "America/Sao_Paulo"),
    *("Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana"),
)
BRANDS = ("hats", "shoes")
NOW_MS = 1_774_782_000_000
"""2026-03-29T11:00:00Z: the day on which Warsaw's clocks went forward."""

DAYS_MS = (
    *(NOW_MS, NOW_MS, NOW_MS),
    1_761_438_600_000,  # 2025-10-26T00:30Z: Warsaw's clocks go back within the hour
    1_775_314_800_000,  # 2026-04-04T15:00Z: Lord Howe's go back by half an hour
    1_541_300_400_000,  # 2018-11-04T03:00Z: a day begins at one o'clock in São Paulo
    1_518_919_200_000,  # 2018-02-18T02:00Z: another has two last hours there
    1_776_981_600_000,  # 2026-04-23T22:00Z: a day begins at one o'clock in Cairo
    1_772_946_000_000,  # 2026-03-08T05:00Z: and in Havana
    1_772_302_500_000,  # 2026-02-28T18:15Z: a month begins in Kathmandu, in a year without a leap day
    1_709_164_800_000,  # 2024-02-29T00:00Z: a leap day
    1_704_067_200_000,  # 2024-01-01T00:00Z: a year begins
)
"""Instants at which days are odd, and one that is often near."""

AHEAD_MS = 5 * 60_000
"""How much earlier than it says it happened an event may come at most."""

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS
_DAY_MS = 24 * _HOUR_MS
_STEPS_MS = (1, 1000, 10 * _MINUTE_MS, 30 * _MINUTE_MS, _HOUR_MS, 6 * _HOUR_MS, _DAY_MS, 7 * _DAY_MS, 30 * _DAY_MS)
_SPANS = ("PT10M", "PT30M", "PT1H", "P1D", "P1D", "P7D", "P1W", "P30D", "P30D", "P2DT6H")
_NAMES = ("Order Completed", "Product Viewed", "Checkout Started", "Page Viewed")
_ORDERS = ("Order Completed", "Order Updated", "Order Refunded", "Order Cancelled")
_ACTS = ("Segment Consent Preference Updated",)
_SHOPPING = (*_ORDERS, "Product Viewed", "Product Added", "Product Removed", "Cart Viewed", "Checkout Started")
_RARER = (*_SHOPPING, *_ACTS, "Consent Updated", "Consent Updated", "Products Searched", "Email Opened")
_TYPES = ("track", "page", "identify")
_PROPERTIES = ("properties.size", "properties.colour", "properties.when", "properties.deep.er", "properties.tags")
_WORDS = (
    "",
    "red",
    "Red",
    "RED ",
    "ŻÓŁĆ",
    "żółć",
    "blue",
    "s",
    "5",
    "05",
    "5.0",
    " 5 ",
    "5e0",
    "-1",
    "1e400",
    "yes",
    "TRUE",
    "no",
)
_WHENS = (
    "2026-03-29",
    "2026-03-29T02:30:00",
    "2026-03-29T01:30:00+01:00",
    "2026-03-28T23:59:59.999Z",
    "2000-02-29",
    "1988-03-31",
    1_774_782_000,
    1_774_782_000_000,
    "1774782000000",
    "2026-13-01",
)
_NUMBERS = (0, 1, 2, 5, 5.0, 5.5, -1, 0.1, 100, 1_000_000, 12.3456785)
_VALUES = (*_WORDS, *_WHENS, *_NUMBERS, True, False, None)
PURPOSES = ("ads", "mail")
_CHANNELS = ("email", "sms", "push", "web_push")
_DECLARED = ("plan", "age", "birthday", "address.city", "vip")


def history(random: Random, most: int = 14) -> list[Event]:
    """Return the events of one person around an odd day, each once, in no order: ties, the future, odd values, bots."""
    day_ms = random.choice(DAYS_MS)
    anchors = [day_ms + random.choice((-1, 0, 1)) * random.choice(_STEPS_MS) for _ in range(random.randint(1, 3))]
    return [_event(random, position, _instant(random, anchors)) for position in range(1, random.randint(0, most) + 1)]


def _instant(random: Random, anchors: list[int]) -> int:
    """Return an instant that is likely to stand at the edge of a window, or to be that of another event."""
    step = random.choice((-1, -1, -1, 0, 1)) * random.randint(1, 3) * random.choice(_STEPS_MS)
    at_ms = random.choice(anchors) + step + random.choice((-1, 0, 0, 1))
    if random.random() < 0.5:
        anchors.append(at_ms)
    return at_ms


def _event(random: Random, position: int, at_ms: int) -> Event:
    kind = random.choice(("track", "track", "track", "track", "page", "identify"))
    names = _RARER if random.random() < 0.3 else _NAMES
    name = {"page": "Page Viewed", "identify": ""}.get(kind) or (random.choice(names) if kind == "track" else "")
    return make_event(
        position,
        type=kind,
        name=name,
        timestamp_ms=at_ms,
        brand=random.choice(BRANDS),
        source_id=random.choice(("src_1", "src_2")),
        properties=_consents(random) if name == "Consent Updated" else _properties(random),
        traits=_traits(random) if kind == "identify" else {},
        context=_context(random) if random.random() < 0.2 or name in _ACTS else {},
        enrichment=_enrichment(random),
        commerce=_commerce(random) if name in _SHOPPING and random.random() < 0.95 else None,
    )


def _enrichment(random: Random) -> Enrichment:
    return Enrichment(
        country=random.choice(("", "PL", "DE")),
        device_type=random.choice(("", "mobile", "desktop")),
        channel=random.choice(("", "direct", "search", "email")),
        campaign=random.choice(("", "spring")),
        is_bot=random.random() < 0.05,
    )


def _value(random: Random) -> Any:
    if random.random() < 0.1:
        return [random.choice(_VALUES) for _ in range(random.randint(0, 3))]
    return random.choice(_VALUES)


def _properties(random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in random.sample(("size", "colour", "when", "deep", "deep.er", "tags"), random.randint(0, 4)):
        found[name] = {"er": _value(random)} if name == "deep" else _value(random)
    return found


def _traits(random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in random.sample(("plan", "age", "birthday", "address", "vip", "email", "phone"), random.randint(1, 4)):
        found[name] = {"city": _value(random)} if name == "address" else _value(random)
    if "email" in found and random.random() < 0.5:
        found["email"] = random.choice(("anna@example.com", " anna@example.com ", "anna@example"))
    if "phone" in found and random.random() < 0.5:
        found["phone"] = random.choice(("+48 601 234 567", 48601234567, "601"))
    return found


def _context(random: Random) -> dict[str, Any]:
    which = random.choice(("traits", "consent", "device"))
    if which == "traits":
        return {"traits": _traits(random)}
    if which == "consent":
        answers = _answers(random)
        if random.random() < 0.5:
            return {"consent": {"categoryPreferences": answers}}
        allowed, denied = ([one for one, granted in answers.items() if granted is said] for said in (True, False))
        return {"consentManagement": {"allowedConsentIds": allowed, "deniedConsentIds": denied}}
    return {"device": {"token": random.choice(("", "abc")), "type": random.choice(("ios", "web"))}}


def _consents(random: Random) -> dict[str, Any]:
    return {"purposes": _answers(random), **random.choice(({}, {}, {"channel": "sms"}, {"channel": ""}))}


def _answers(random: Random) -> dict[str, bool]:
    return {purpose: random.random() < 0.6 for purpose in random.sample(PURPOSES, random.randint(1, 2))}


def _commerce(random: Random) -> Commerce:
    lines = tuple(
        Line(
            product_id=random.choice(("p1", "p2", "p3")),
            category=random.choice(("", "Shoes", "shoes", "Hats")),
            color=random.choice(("", "red")),
            price=random.choice((None, Decimal("9.99"), Decimal(5), Decimal("0.1"))),
            quantity=random.choice((None, Decimal(1), Decimal(3))),
        )
        for _ in range(random.randint(0, 3))
    )
    revenue = random.choice((None, Decimal("19.99"), Decimal("0.1"), Decimal("0.2"), Decimal(100)))
    order_id = random.choice(("", "o1", "o2"))
    return Commerce(order_id=order_id, currency=random.choice(("", "PLN", "EUR")), revenue=revenue, lines=lines)


spans = st.sampled_from(_SPANS)
_texts = st.sampled_from([word for word in _WORDS if word])
_numbers = st.sampled_from((*_NUMBERS, "5", "1e2"))
_instants = st.sampled_from(("2026-03-29", "2026-03-29T00:00:00+01:00", "2026-03-28T12:00:00", 1_774_782_000))
_FIXED = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in")
_TEXTUAL = ("contains", "not_contains", "starts_with", "ends_with", "matches")
_ABSOLUTE = ("before", "after")
_RELATIVE = ("within_last", "more_than_ago", "within_next", "anniversary_in")
_EITHER = ("exists", "is_empty")


@st.composite
def comparisons(draw: st.DrawFn, kind: trait.ValueType | None, *, relative: bool = True) -> trait.Comparison:
    """Draw a comparison that fits values of a kind (None: of any), perhaps one with the present."""
    op = draw(st.sampled_from(_operators(kind, relative=relative)))
    if op in _EITHER:
        return trait.Comparison(op=op)
    constants = _constants(kind, op)
    if op in ("in", "not_in"):
        values = draw(st.lists(constants, min_size=1, max_size=3))
        return trait.Comparison(op=op, values=tuple(values), case=draw(st.booleans()))
    if op == "between":
        return trait.Comparison(op=op, value=draw(constants), upto=draw(constants))
    case = draw(st.booleans()) if op in ("eq", "ne", *_TEXTUAL) else False
    return trait.Comparison(op=op, value=draw(constants), case=case)


def _operators(kind: trait.ValueType | None, *, relative: bool) -> tuple[trait.Operator, ...]:
    times: tuple[Any, ...] = (*_ABSOLUTE, *_RELATIVE) if relative else _ABSOLUTE
    return {
        "number": ("ge", "gt", "lt", *_FIXED, *_EITHER),
        "duration": (*_FIXED, *_EITHER),
        "boolean": ("eq", "ne", "in", "not_in", *_EITHER),
        "instant": (*times, *_EITHER),
        "map": _EITHER,
    }.get(kind or "text", (*_FIXED, *_TEXTUAL, *times, *_EITHER))


def _constants(kind: trait.ValueType | None, op: str) -> st.SearchStrategy[Any]:  # noqa: PLR0911 — one for each kind
    if op in _TEXTUAL:
        return _texts if op != "matches" else st.sampled_from(("^r", "[0-9]+$", "e.", "^5$", "ż"))
    if op in _ABSOLUTE:
        return _instants
    if op == "anniversary_in":
        return st.sampled_from((0, 1, 2, 30, 365))
    if op in _RELATIVE or kind == "duration":
        return spans
    if kind == "number":
        return st.sampled_from((0, 1, 1, 2, 2, 5, 5.5, 0.1, 20, 100, "1e2"))
    if kind == "boolean":
        return st.sampled_from((True, False, "yes", 0))
    if op in ("lt", "le", "gt", "ge", "between"):
        return st.one_of(_numbers, _texts)
    return st.one_of(_numbers, _texts, st.booleans())


_EVENT_FIELDS: dict[str, trait.ValueType | None] = {
    **dict.fromkeys(_PROPERTIES),
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


def _subset(words: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.one_of(st.just(()), st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True).map(tuple))


@st.composite
def wheres(draw: st.DrawFn, *, lines: bool, depth: int = 2) -> trait.Where:
    """Draw a condition on an event, or on a product line."""
    kind = draw(st.sampled_from(("field", "field", "all", "any", "not") if depth else ("field",)))
    if kind == "not":
        return trait.NotWhere(of=draw(wheres(lines=lines, depth=depth - 1)))
    if kind != "field":
        parts = tuple(draw(st.lists(wheres(lines=lines, depth=depth - 1), max_size=2)))
        return trait.AllWhere(of=parts) if kind == "all" else trait.AnyWhere(of=parts)
    fields = _LINE_FIELDS if lines else _EVENT_FIELDS
    field = draw(st.sampled_from(list(fields)))
    return trait.FieldIs(field=field, compare=draw(comparisons(fields[field], relative=False)))


@st.composite
def chosen_events(draw: st.DrawFn, *, lines: bool | None = None) -> trait.Events:
    """Draw a choice of events."""
    by_line = draw(st.sampled_from((False, False, True))) if lines is None else lines
    return trait.Events(
        names=draw(st.sampled_from((_ORDERS[:1], _ORDERS))) if by_line else draw(_subset(_NAMES)),
        types=draw(st.sampled_from(((), (), (), _TYPES[:1], _TYPES[1:]))),
        brands=draw(st.sampled_from(((), (), BRANDS[:1], BRANDS))),
        where=draw(st.none() | st.none() | st.none() | wheres(lines=by_line)),
        lines=by_line,
    )


windows: st.SearchStrategy[trait.Window | None] = st.one_of(
    st.none(),
    spans.map(lambda span: trait.Last(duration=span)),
    st.builds(
        trait.Calendar, unit=st.sampled_from(("day", "week", "month")), which=st.sampled_from(("current", "previous"))
    ),
    st.builds(trait.ThisSession, idle=st.sampled_from(("PT30M", "PT5M", "PT20M", "PT2H", "P1D"))),
)
_TIMES = (
    trait.Comparison(op="ge", value=1),
    trait.Comparison(op="ge", value=2),
    trait.Comparison(op="eq", value=0),
)
_half_lives = st.sampled_from((None, None, "P1D", "P7D", "PT36H"))


@st.composite
def aggregates(draw: st.DrawFn, *, lines: bool) -> trait.Aggregate:
    """Draw a way to sum events up."""
    fields = _LINE_FIELDS if lines else _EVENT_FIELDS
    field = st.sampled_from(list(fields))
    amounts = st.sampled_from([name for name, kind in fields.items() if kind in (None, "number")])
    points = st.dictionaries(st.sampled_from(_NAMES), st.integers(-5, 20), min_size=1, max_size=3)
    drawn: trait.Aggregate = draw(
        st.one_of(
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
    )
    return drawn


@st.composite
def computations(draw: st.DrawFn) -> trait.Computation:
    """Draw what a computed trait is."""
    events = draw(chosen_events())
    parts = _LINE_PARTS if events.lines else _PARTS
    return trait.Computation(
        events=events,
        aggregate=draw(aggregates(lines=events.lines)),
        window=draw(windows),
        per=draw(st.none() | st.none() | st.sampled_from(parts)),
    )


_steps = st.one_of(
    _subset(_NAMES).map(lambda names: trait.Events(names=names)),
    st.sampled_from(_NAMES).map(lambda name: trait.Events(names=(name,))),
    chosen_events(lines=False),
)
follows = st.builds(trait.Follow, events=_steps, within=spans)


@st.composite
def sequences(draw: st.DrawFn) -> trait.Sequence:
    """Draw a sequence of events."""
    without = draw(st.none() | follows)
    return trait.Sequence(
        first=draw(_steps),
        then=tuple(draw(st.lists(follows, min_size=1 if without is None else 0, max_size=2))),
        without=without,
        same=draw(st.sampled_from(((), (), ("brand",), ("properties.size",), ("order_id", "brand")))),
        window=draw(st.none() | spans.map(lambda span: trait.Last(duration=span))),
    )


folds: st.SearchStrategy[trait.Fold] = st.one_of(computations(), computations(), sequences())


@st.composite
def trait_definitions(draw: st.DrawFn) -> tuple[trait.Definition, ...]:
    """Draw a workspace's computed traits; one of them may be disabled."""
    drawn = draw(st.lists(computations(), min_size=1, max_size=3))
    disabled = draw(st.sampled_from((-1, -1, -1, 0)))
    return tuple(
        trait.Definition(key=f"trait_{number}", compute=compute, enabled=number != disabled)
        for number, compute in enumerate(drawn)
    )


def conditions(
    traits: tuple[trait.Definition, ...], segments: tuple[str, ...], depth: int = 2
) -> st.SearchStrategy[segment.Condition]:
    """Draw a condition that may name these computed traits and segments."""
    leaves: list[st.SearchStrategy[segment.Condition]] = [
        st.builds(
            segment.Performed,
            events=chosen_events(),
            times=st.sampled_from(_TIMES) | comparisons("number"),
            window=windows,
        ),
        sequences().map(_followed),
        _computed_conditions(traits),
        st.builds(segment.TraitIs, trait=st.sampled_from(_DECLARED).map("traits.{}".format), compare=comparisons(None)),
        st.builds(
            segment.Bucket, salt=st.sampled_from(("", "a")), first=st.integers(0, 5000), last=st.integers(4000, 9999)
        ),
    ]
    leaves += [
        _built_in_conditions(),
        st.builds(
            segment.Consented,
            purpose=st.sampled_from((*PURPOSES, "mail:sms")),
            brand=st.none() | st.sampled_from(BRANDS),
            state=st.sampled_from(("granted", "denied", "unknown")),
        ),
        st.builds(segment.Reachable, channel=st.sampled_from(_CHANNELS)),
    ]
    if segments:
        leaves.append(st.builds(segment.InSegment, segment=st.sampled_from(segments)))
    timed, folded, others = _timed(), st.one_of(leaves[:3]), st.one_of(leaves)
    leaf = st.sampled_from((timed, timed, folded, others, _built_in_conditions())).flatmap(lambda kind: kind)
    if not depth:
        return leaf
    part = conditions(traits, segments, depth - 1)
    parts = st.lists(part, min_size=0, max_size=3).map(tuple)
    return st.one_of(
        leaf,
        leaf,
        st.builds(segment.All, of=parts),
        st.builds(segment.Any, of=parts),
        st.builds(segment.Not, of=part),
        st.builds(segment.AtBrand, brand=st.sampled_from(BRANDS), of=part),
    )


_SEEN = ("first_seen_at", "last_seen_at", "last_session_at", "last_order_at", "cart_changed_at")


def _timed() -> st.SearchStrategy[segment.Condition]:
    """Draw a condition whose answer time alone changes for many people."""
    some = st.just(trait.Events()) | st.sampled_from(_NAMES).map(lambda name: trait.Events(names=(name,)))
    last = st.sampled_from(_SPANS[3:]).map(lambda span: trait.Last(duration=span))
    bounded = st.one_of(last, windows.filter(lambda one: one is not None))
    relative = st.builds(trait.Comparison, op=st.sampled_from(_RELATIVE[:3]), value=st.sampled_from(_SPANS[3:]))
    idle = trait.Events(names=("Product Viewed",))
    return st.one_of(
        st.builds(segment.Performed, events=some, times=st.sampled_from(_TIMES), window=bounded),
        st.builds(segment.TraitIs, trait=st.sampled_from(_SEEN), compare=relative),
        st.builds(
            segment.Followed,
            first=some,
            then=st.just(()),
            without=st.builds(trait.Follow, events=st.just(idle), within=spans),
        ),
    )


@st.composite
def _built_in_conditions(draw: st.DrawFn) -> segment.TraitIs:
    name = draw(st.sampled_from(list(KINDS)))
    per = draw(st.none() | st.none() | st.sampled_from(("PLN", "EUR", "XXX") if name in MONEY else BRANDS))
    return segment.TraitIs(trait=name, per=per, compare=draw(comparisons(KINDS[name])))


@st.composite
def _computed_conditions(draw: st.DrawFn, traits: tuple[trait.Definition, ...]) -> segment.TraitIs:
    named = draw(st.sampled_from(traits))
    compute = named.compute
    kind = kind_of(compute)
    per = None
    if compute.per is not None or kind == "map":
        per = draw(st.sampled_from((None, "red", "5", "hats", "Shoes", "p1", "Order Completed", "true")))
        rolled_up = compute.per == "brand" and per is None
        kind = kind if compute.per is not None and (per is not None or rolled_up) else "number" if per else "map"
    return segment.TraitIs(trait=named.key, per=per, compare=draw(comparisons(kind)))


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


def _followed(one: trait.Sequence) -> segment.Followed:
    return segment.Followed(first=one.first, then=one.then, without=one.without, same=one.same, window=one.window)


@st.composite
def workspaces(draw: st.DrawFn) -> tuple[tuple[trait.Definition, ...], tuple[segment.Definition, ...]]:
    """Draw a workspace's computed traits and segments; some are nested, one is a list, one may be disabled."""
    traits = draw(trait_definitions())
    found = [segment.Definition(key="listed", members=segment.Static())]
    for number in range(draw(st.integers(1, 3))):
        keys = tuple(one.key for one in found)
        condition = draw(_timed() | conditions(traits, keys))
        enabled = draw(st.sampled_from((True, True, True, False)))
        members = segment.Dynamic(condition=condition)
        found.append(segment.Definition(key=f"segment_{number}", members=members, enabled=enabled))
    return traits, tuple(found)
