"""A profile's state is a commutative monoid: order, splits and the side of a merge leave no trace."""

from __future__ import annotations

import random
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from portret.kernel import Event
from portret.profile import ProfileState, decode, empty, encode, fold, merge, view
from portret.profile.accounts.fold import fold_account
from portret.profile.model import AccountState, encode_account
from tests.support.computing import PLAN
from tests.support.histories import START_MS, histories


def folded(events: Iterable[Event]) -> ProfileState:
    state = empty()
    for event in events:
        fold(state, event, zone="Europe/Warsaw", plan=PLAN)
    return state


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_events_gives_the_same_blob(events: list[Event], chance: random.Random) -> None:
    shuffled = chance.sample(events, len(events))
    assert encode(folded(shuffled)) == encode(folded(events))


@given(histories(), st.randoms(use_true_random=False))
def test_any_split_of_the_events_merges_to_the_same_blob_from_either_side(
    events: list[Event], chance: random.Random
) -> None:
    sides = [chance.random() < 0.5 for _ in events]
    a = folded(event for event, left in zip(events, sides, strict=True) if left)
    b = folded(event for event, left in zip(events, sides, strict=True) if not left)
    whole = encode(folded(events))
    assert encode(merge(a, b)) == whole
    assert encode(merge(b, a)) == whole


@given(histories(12), histories(12), histories(12))
def test_merging_is_associative(first: list[Event], second: list[Event], third: list[Event]) -> None:
    a, b, c = folded(first), folded(second), folded(third)
    assert encode(merge(merge(a, b), c)) == encode(merge(a, merge(b, c)))


@given(histories())
def test_merging_with_the_empty_state_changes_nothing(events: list[Event]) -> None:
    state = folded(events)
    assert encode(merge(state, empty())) == encode(state)
    assert encode(merge(empty(), state)) == encode(state)


@given(histories(12), histories(12))
def test_merging_leaves_both_sides_alone_and_shares_nothing_with_them(first: list[Event], second: list[Event]) -> None:
    a, b = folded(first), folded(second)
    before = encode(a), encode(b)
    merged = merge(a, b)
    for event in (*first, *second):
        fold(merged, event, plan=PLAN)
    assert (encode(a), encode(b)) == before


@given(histories())
def test_a_state_survives_its_blob(events: list[Event]) -> None:
    state = folded(events)
    again = decode(encode(state))
    assert encode(again) == encode(state)
    assert view(again, START_MS) == view(state, START_MS)


@given(histories(), st.randoms(use_true_random=False))
def test_an_account_is_the_same_in_any_order_of_its_events(events: list[Event], chance: random.Random) -> None:
    def account(order: Iterable[Event]) -> bytes:
        state = AccountState()
        for event in order:
            fold_account(state, event, int(event.verified))
        return encode_account(state)

    assert account(chance.sample(events, len(events))) == account(events)


def test_the_plan_computes_all_that_it_should() -> None:
    assert not PLAN.broken
