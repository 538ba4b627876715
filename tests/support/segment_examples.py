"""Segments made up for tests, with the computed traits that they read: conditions of every kind."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from portret.segment import model as segment
from portret.trait import model as trait
from tests.support.event_examples import BRANDS, NAMES, PURPOSES
from tests.support.naive_built_ins import KINDS, MONEY
from tests.support.trait_examples import (
    RELATIVE,
    SPANS,
    chosen_events,
    comparisons,
    computations,
    kind_of,
    sequences,
    spans,
    windows,
)

_DECLARED = ("plan", "age", "birthday", "address", "address.city", "address.city.part", "vip")
_CHANNELS = ("email", "sms", "push", "web_push")
_TIMES = (
    trait.Comparison(op="ge", value=1),
    trait.Comparison(op="ge", value=2),
    trait.Comparison(op="eq", value=0),
)


_one_to_three = st.integers(1, 3)
_perhaps_the_first = st.sampled_from((-1, -1, -1, 0))


@st.composite
def trait_definitions(draw: st.DrawFn) -> tuple[trait.Definition, ...]:
    """Draw a workspace's computed traits; one of them may be disabled."""
    drawn = [draw(computations()) for _ in range(draw(_one_to_three))]
    disabled = draw(_perhaps_the_first)
    return tuple(
        trait.Definition(key=f"trait_{number}", compute=compute, enabled=number != disabled)
        for number, compute in enumerate(drawn)
    )


@st.composite
def conditions(
    draw: st.DrawFn, traits: tuple[trait.Definition, ...], segments: tuple[str, ...], depth: int = 2
) -> segment.Condition:
    """Draw a condition that may name these computed traits and segments."""
    kind = draw(_kinds_of_group if depth else st.just("leaf"))
    if kind == "leaf":
        return draw(_leaves(traits, segments))
    part = conditions(traits, segments, depth - 1)
    if kind == "not":
        return segment.Not(of=draw(part))
    if kind == "at":
        return segment.AtBrand(brand=draw(_brands), of=draw(part))
    parts = tuple(draw(part) for _ in range(draw(_up_to_three)))
    return segment.All(of=parts) if kind == "all" else segment.Any(of=parts)


_kinds_of_group = st.sampled_from(("leaf", "leaf", "all", "any", "not", "at"))
_kinds_of_leaf = st.sampled_from(("timed", "timed", "folded", "other", "built in"))
_kinds_of_folded = st.sampled_from(("performed", "followed", "computed"))
_kinds_of_other = st.sampled_from(("folded", "folded", "folded", *["other"] * 5, "segment"))
_brands = st.sampled_from(BRANDS)
_up_to_three = st.integers(0, 3)


@st.composite
def _leaves(draw: st.DrawFn, traits: tuple[trait.Definition, ...], segments: tuple[str, ...]) -> segment.Condition:
    kind = draw(_kinds_of_leaf)
    if kind == "other":
        kind = draw(_kinds_of_other)
    if kind == "segment":
        return segment.InSegment(segment=draw(st.sampled_from(segments)))
    if kind == "folded":
        kind = draw(_kinds_of_folded)
    if kind == "computed":
        return draw(_computed_conditions(traits))
    return draw(
        {"timed": _timed, "performed": _performed, "followed": _followed, "built in": _built_in}.get(kind, _others)()
    )


@cache
def _performed() -> st.SearchStrategy[segment.Condition]:
    times = st.sampled_from(_TIMES) | comparisons("number")
    return st.builds(segment.Performed, events=chosen_events(), times=times, window=windows)


@cache
def _others() -> st.SearchStrategy[segment.Condition]:
    """Draw a condition that reads what people told."""
    told = st.sampled_from(_DECLARED).map("traits.{}".format)
    return st.one_of(
        st.builds(segment.TraitIs, trait=told, compare=comparisons(None)),
        st.builds(
            segment.Bucket, salt=st.sampled_from(("", "a")), first=st.integers(0, 5000), last=st.integers(4000, 9999)
        ),
        _built_in(),
        st.builds(
            segment.Consented,
            purpose=st.sampled_from((*PURPOSES, "mail:sms")),
            brand=st.none() | _brands,
            state=st.sampled_from(("granted", "denied", "unknown")),
        ),
        st.builds(segment.Reachable, channel=st.sampled_from(_CHANNELS)),
    )


_SEEN = ("first_seen_at", "last_seen_at", "last_session_at", "last_order_at", "cart_changed_at")


@cache
def _timed() -> st.SearchStrategy[segment.Condition]:
    """Draw a condition whose answer time alone changes for many people."""
    some = st.just(trait.Events()) | st.sampled_from(NAMES).map(lambda name: trait.Events(names=(name,)))
    last = st.sampled_from(SPANS[3:]).map(lambda span: trait.Last(duration=span))
    bounded = st.one_of(last, windows.filter(lambda one: one is not None))
    relative = st.builds(trait.Comparison, op=st.sampled_from(RELATIVE[:3]), value=st.sampled_from(SPANS[3:]))
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


@cache
@st.composite
def _built_in(draw: st.DrawFn) -> segment.TraitIs:
    name = draw(_names_of_built_in)
    per = draw(_currencies if name in MONEY else _perhaps_brand)
    return segment.TraitIs(trait=name, per=per, compare=draw(comparisons(KINDS[name])))


_names_of_built_in = st.sampled_from(list(KINDS))
_currencies = st.none() | st.none() | st.sampled_from(("PLN", "EUR", "XXX"))
_perhaps_brand = st.none() | st.none() | _brands
_some_part = st.sampled_from((None, "red", "5", "hats", "Shoes", "p1", "Order Completed", "true"))


@st.composite
def _computed_conditions(draw: st.DrawFn, traits: tuple[trait.Definition, ...]) -> segment.TraitIs:
    named = draw(st.sampled_from(traits))
    compute = named.compute
    kind = kind_of(compute)
    per = None
    if compute.per is not None or kind == "map":
        per = draw(_some_part)
        rolled_up = compute.per == "brand" and per is None
        kind = kind if compute.per is not None and (per is not None or rolled_up) else "number" if per else "map"
    return segment.TraitIs(trait=named.key, per=per, compare=draw(comparisons(kind)))


@cache
def _followed() -> st.SearchStrategy[segment.Condition]:
    return sequences().map(
        lambda one: segment.Followed(
            first=one.first, then=one.then, without=one.without, same=one.same, window=one.window
        )
    )


_rarely = st.sampled_from((False, False, True))
_mostly = st.sampled_from((True, True, True, False))


@st.composite
def workspaces(draw: st.DrawFn) -> tuple[tuple[trait.Definition, ...], tuple[segment.Definition, ...]]:
    """Draw a workspace's computed traits and segments; some are nested, one is a list, one may be disabled."""
    traits = draw(trait_definitions())
    found = [segment.Definition(key="listed", members=segment.Static())]
    for number in range(draw(_one_to_three)):
        keys = tuple(one.key for one in found)
        condition = draw(_timed() if draw(_rarely) else conditions(traits, keys))
        enabled = draw(_mostly)
        members = segment.Dynamic(condition=condition)
        found.append(segment.Definition(key=f"segment_{number}", members=members, enabled=enabled))
    return traits, tuple(found)
