"""States of folds are put into a profile's blob without a look at the rest of it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from portret.profile import ProfileState, decode, encode
from portret.profile.model import plus_computed
from portret.trait import FoldState, merge_states
from portret.trait.plain import Counts, Tally, Total


def told() -> ProfileState:
    return ProfileState(ids={"a", "b"}, push_channels={"push"}, consents={"shoes": {}}, accounts={"acme": (1, 2)})


@pytest.mark.parametrize("before", [{}, {7: Tally(2)}, {3: Total(1, 5), 9: Tally(1)}])
@pytest.mark.parametrize("added", [{7: Tally(3)}, {1: Counts({"m": 2}), 9: Tally(4)}, {}])
def test_what_is_put_into_a_blob_is_what_decoding_and_encoding_would_give(
    before: Mapping[int, FoldState], added: Mapping[int, FoldState]
) -> None:
    state = told()
    state.computed = merge_states(before, {})
    blob = encode(state)
    state.computed = merge_states(before, added)
    assert plus_computed(blob, added) == encode(state)


def test_a_blob_of_fewer_fields_takes_states_too() -> None:
    state = ProfileState(ids={"a"})
    blob = msgspec.msgpack.encode([["a"], {}, {}])
    assert decode(blob) == state
    state.computed = {7: Tally(1)}
    assert plus_computed(blob, {7: Tally(1)}) == encode(state)
