"""States read from history are those that folding the events as they came would have given, to the byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portret.kernel import Event
from portret.trait import Fold, FoldState, Plan, merge_states
from portret.trait import history as read_history
from portret.trait.states import encode_states
from portret.warehouse import Warehouse, event_rows, order_line_rows
from tests.support.computing import FOLDS as FOLDS_OF_EACH_KIND
from tests.support.event_examples import ZONES, history
from tests.support.trait_examples import computations, sequences
from tests.support.warehouse import running_warehouse

PEOPLE = 60
FOLDS = 12
ROUNDS = settings(max_examples=max(6, settings().max_examples // 6))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running:
        client = running.client()
        yield client
        client.close()


_workspaces = count(1)


def histories(seed: int) -> dict[str, list[Event]]:
    random = Random(seed)
    people = {f"prf_{number:03}": history(random) for number in range(PEOPLE)}
    together = [event for events in people.values() for event in events]
    for position, event in enumerate(random.sample(together, len(together)), 1):
        event.position = position
    return people


def loaded(warehouse: Warehouse, people: Mapping[str, Sequence[Event]]) -> str:
    workspace_id = f"ws_{next(_workspaces)}"
    events = [event for own in people.values() for event in own]
    owners = [profile_id for profile_id, own in people.items() for _ in own]
    for event in events:
        event.workspace_id = workspace_id
    warehouse.load("events", event_rows(events, owners), workspace_id)
    warehouse.load("order_lines", order_line_rows(events, owners), workspace_id)
    return workspace_id


def folded(plan: Plan, events: Sequence[Event]) -> dict[int, FoldState]:
    states: dict[int, FoldState] = {}
    for event in events:
        if not event.enrichment.is_bot and not event.profile_id:
            plan.fold(states, event)
    return states


@ROUNDS
@given(
    seed=st.integers(0, 2**32),
    drawn=st.lists(st.one_of(computations(), computations(), sequences()), min_size=FOLDS, max_size=FOLDS),
    zone=st.sampled_from(ZONES),
    share=st.sampled_from((0.0, 0.5, 1.0)),
    rows_at_once=st.sampled_from((100, 1_000, 1_000_000)),
)
def test_history_and_what_comes_after_it_make_the_state_of_all(
    warehouse: Warehouse, seed: int, drawn: list[Fold], zone: str, share: float, rows_at_once: int
) -> None:
    assert_equal(warehouse, histories(seed), dict(enumerate(drawn)), zone, share, rows_at_once)


@pytest.mark.parametrize("rows_at_once", [1_000, 1_000_000])
def test_history_of_a_fold_of_each_kind_and_what_comes_after_it_make_the_state_of_all(
    warehouse: Warehouse, rows_at_once: int
) -> None:
    assert_equal(warehouse, histories(rows_at_once), FOLDS_OF_EACH_KIND, ZONES[0], 0.5, rows_at_once)


def assert_equal(
    warehouse: Warehouse,
    people: Mapping[str, Sequence[Event]],
    folds: Mapping[int, Fold],
    zone: str,
    share: float,
    rows_at_once: int,
) -> None:
    upto = round(share * sum(map(len, people.values())))
    plan = Plan(folds, zone)
    assert plan.broken == {}
    found: dict[str, dict[int, FoldState]] = {}
    for piece in read_history(warehouse, loaded(warehouse, people), folds, upto, zone, rows_at_once):
        for profile_id, states in piece:
            assert profile_id not in found
            found[profile_id] = states
    for profile_id, events in people.items():
        later = folded(plan, [event for event in events if event.position > upto])
        whole = folded(plan, events)
        together = merge_states(found.get(profile_id, {}), later)
        for fold_id, fold in folds.items():
            assert together.get(fold_id) == whole.get(fold_id), f"{fold!r} of {events!r}"
        assert encode_states(together) == encode_states(whole)
