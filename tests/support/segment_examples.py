"""Segments made up for tests, with the computed traits that they read: conditions of every kind."""

from __future__ import annotations

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

_DECLARED = ("plan", "age", "birthday", "address.city", "vip")
_CHANNELS = ("email", "sms", "push", "web_push")
_TIMES = (
    trait.Comparison(op="ge", value=1),
    trait.Comparison(op="ge", value=2),
    trait.Comparison(op="eq", value=0),
)


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
