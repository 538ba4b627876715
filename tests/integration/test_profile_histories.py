"""What history told of profiles lies beside them until they are written: whoever reads them finds it in them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from portret.profile import (
    ProfileState,
    add_history,
    changed_since,
    empty,
    encode,
    fold,
    is_settled,
    load,
    load_many,
    remove_many,
    save_many,
    settle,
)
from portret.profile.histories.store import histories
from portret.profile.store import latest, profiles, search
from portret.state import State
from portret.trait import FoldState
from portret.trait.plain import Tally
from tests.support.events import make_event

WS = "ws_1"
BY_READING: Mapping[str, Callable[[sa.Connection], ProfileState]] = {
    "by its id": lambda connection: _found(load(connection, WS, "prf_1")),
    "with others": lambda connection: load_many(connection, WS, ["prf_2", "prf_1"])["prf_1"],
    "from the latest on": lambda connection: _found(latest(connection, WS, "", 2)[-1]),
    "by a word": lambda connection: search(connection, WS, "ada", 5)[0][1].state,
}


def _found(profile: object) -> ProfileState:
    state = getattr(profile, "state", None)
    assert isinstance(state, ProfileState)
    return state


def person(name: str, computed: dict[int, FoldState]) -> ProfileState:
    state = empty()
    fold(state, make_event(1, type="identify", name="", traits={"name": name}))
    state.computed = computed
    return state


def tell(state: State, told: Mapping[str, Mapping[int, FoldState]], fold_id: int = 7, workspace_id: str = WS) -> None:
    with state.begin() as connection:
        add_history(connection, workspace_id, told, fold_id)


@pytest.fixture
def shop(state: State) -> State:
    """Give a store with two profiles, one of them with a live state of a fold."""
    with state.begin() as connection:
        people = {(WS, "prf_1"): person("Ada", {7: Tally(2)}), (WS, "prf_2"): person("Bob", {})}
        save_many(connection, {**people, ("ws_2", "prf_1"): person("Eve", {})}, 4)
    return state


def told_to(state: State) -> list[tuple[str, str]]:
    with state.read() as connection:
        rows = connection.execute(sa.select(histories.c.workspace_id, histories.c.profile_id))
        return [(workspace_id, profile_id) for workspace_id, profile_id in rows]


def blob(state: State, profile_id: str) -> bytes:
    with state.read() as connection:
        query = sa.select(profiles.c.state).where(profiles.c.workspace_id == WS, profiles.c.id == profile_id)
        return bytes(connection.execute(query).scalar_one())


@pytest.mark.parametrize("way", BY_READING)
def test_whoever_reads_a_profile_finds_what_history_told(shop: State, way: str) -> None:
    tell(shop, {"prf_1": {7: Tally(3), 8: Tally(1)}})
    tell(shop, {"prf_1": {9: Tally(5)}, "prf_2": {9: Tally(6)}}, fold_id=9)
    with shop.read() as connection:
        state = BY_READING[way](connection)
    assert encode(state) == encode(person("Ada", {7: Tally(5), 8: Tally(1), 9: Tally(5)}))


def test_people_of_another_workspace_are_told_nothing(shop: State) -> None:
    tell(shop, {"prf_1": {7: Tally(3)}})
    with shop.read() as connection:
        assert load_many(connection, "ws_2", ["prf_1"])["prf_1"].computed == {}


def test_nothing_is_told_of_whom_there_is_not(shop: State) -> None:
    tell(shop, {"prf_3": {7: Tally(3)}})
    assert told_to(shop) == []


def test_a_profile_that_is_written_has_it(shop: State) -> None:
    tell(shop, {"prf_1": {7: Tally(3)}, "prf_2": {7: Tally(1)}})
    with shop.begin() as connection:
        save_many(connection, {(WS, "prf_1"): load_many(connection, WS, ["prf_1"])["prf_1"]}, 5)
    assert told_to(shop) == [(WS, "prf_2")]
    assert blob(shop, "prf_1") == encode(person("Ada", {7: Tally(5)}))


def test_a_profile_that_is_removed_takes_it_along(shop: State) -> None:
    tell(shop, {"prf_1": {7: Tally(3)}, "prf_2": {7: Tally(1)}})
    with shop.begin() as connection:
        remove_many(connection, [(WS, "prf_1")])
    assert told_to(shop) == [(WS, "prf_2")]


def test_what_settles_is_read_as_before_and_is_no_change(shop: State) -> None:
    tell(shop, {"prf_1": {7: Tally(3)}, "prf_2": {7: Tally(1)}})
    tell(shop, {"prf_1": {5: Tally(1)}}, fold_id=5)
    tell(shop, {"prf_1": {7: Tally(9)}}, workspace_id="ws_2")
    with shop.begin() as connection:
        before = load_many(connection, WS, ["prf_1", "prf_2"])
        settle(connection, 1)
    assert told_to(shop) == [(WS, "prf_2"), ("ws_2", "prf_1")]
    with shop.begin() as connection:
        settle(connection, 9)
        assert is_settled(connection)
        assert load_many(connection, WS, ["prf_1", "prf_2"]) == before
        assert load_many(connection, "ws_2", ["prf_1"])["prf_1"].computed == {7: Tally(9)}
        assert [each for _, each in search(connection, WS, "ada", 5)] == [load(connection, WS, "prf_1")]
        assert changed_since(connection, 4) == []
    assert blob(shop, "prf_1") == encode(before["prf_1"])


def test_profiles_of_a_store_without_it_are_as_they_were(state_url: str) -> None:
    state, shapes = State(state_url), "portret.state.migrations.versions"
    ada = encode(person("Ada", {7: Tally(2)}))
    with closing(state):
        with state.begin() as connection, Operations.context(MigrationContext.configure(connection)):
            importlib.import_module(f"{shapes}.0001_foundation").upgrade()
            connection.execute(sa.insert(profiles).values(workspace_id=WS, id="prf_1", version=4, terms="", state=ada))
            importlib.import_module(f"{shapes}.0013_histories").upgrade()
        tell(state, {"prf_1": {7: Tally(3)}})
        with state.read() as connection:
            assert load_many(connection, WS, ["prf_1"])["prf_1"].computed == {7: Tally(5)}
        assert blob(state, "prf_1") == ada
