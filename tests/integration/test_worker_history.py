"""New definitions over people who have a history: it counts once, whatever comes in between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portret import segment
from portret.trait.plain import Tally
from portret.warehouse import Warehouse
from tests.support.folding import Installation
from tests.support.identity import Studio
from tests.support.keeping import Shop, open_shop, performed
from tests.support.warehouse import WarehouseProcess, make_anew, running_warehouse

_PATIENCE_S = 60.0
_TWICE = {"op": "eq", "value": 2}
_THRICE = {"op": "eq", "value": 3}


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture
def warehouse(process: WarehouseProcess) -> Iterator[Warehouse]:
    """Give the warehouse, emptied: each shop's log begins at the same position."""
    with closing(process.client()) as client:
        make_anew(client)
        yield client


class Past:
    """A shop with a warehouse, and who loads it."""

    def __init__(self, shop: Shop, studio: Studio) -> None:
        self.shop = shop
        self.studio = studio

    def buy(self, *people: str) -> None:
        """Have each of them complete an order now, unseen by the warehouse until `load`."""
        for person in people:
            self.shop.accept(person, "Order Completed")
        self.shop.worker.work()

    def fill_to_the_end(self) -> None:
        """Let the worker and the loader do all that there is to do."""
        self.load()
        self.shop.settle()

    def load(self) -> None:
        """Load the warehouse; the worker remembers nobody then, as it does not remember most people."""
        self.studio.load()
        self.shop.worker.pipeline.forget()

    def fill_halfway(self) -> None:
        """Let the worker give profiles the first piece of history."""
        self.load()
        self.shop.upkeep.refresh()
        give_up_at = time.monotonic() + _PATIENCE_S
        while not self._has_begun():
            assert time.monotonic() < give_up_at, self.shop.fresh()
            self.shop.upkeep.step()

    def _has_begun(self) -> bool:
        with self.shop.worker.state.read() as connection:
            return any(row.begun for row in segment.fold_rows(connection))


@pytest.fixture
def past(installation: Installation, warehouse: Warehouse, tmp_path: Path) -> Iterator[Past]:
    with open_shop(installation, tmp_path, warehouse) as shop:
        yield Past(shop, Studio(shop.worker, installation, tmp_path / "log.db", warehouse))


def test_what_happened_before_a_definition_counts_with_what_comes_after_it(past: Past) -> None:
    past.buy("ann", "bob")
    past.shop.segment("twice", performed("Order Completed", _TWICE, last="P30D"))
    past.shop.upkeep.refresh()
    past.buy("ann")
    past.fill_to_the_end()
    assert past.shop.members("twice") == {past.shop.id_of("ann")}
    past.buy("bob")
    assert past.shop.is_in("bob", "twice")


def test_history_that_came_in_leaves_again_at_its_moment(past: Past) -> None:
    past.buy("ann")
    past.shop.segment("buyers", performed("Order Completed", last="P1D"))
    past.fill_to_the_end()
    assert past.shop.is_in("ann", "buyers")
    past.shop.advance(timedelta(hours=25))
    assert not past.shop.is_in("ann", "buyers")


def test_a_worker_that_dies_while_history_comes_in_begins_it_anew(past: Past) -> None:
    past.buy("ann", "bob", "ann")
    past.shop.segment("twice", performed("Order Completed", _TWICE))
    past.fill_halfway()
    past.shop.restart()
    past.fill_to_the_end()
    assert past.shop.members("twice") == {past.shop.id_of("ann")}


def test_the_old_definition_stays_in_force_until_the_history_of_the_new_one_is_there(past: Past) -> None:
    past.shop.segment("some", performed("Product Viewed"))
    past.shop.settle()
    past.shop.send("bob", "Product Viewed")
    past.buy("ann")
    past.shop.segment("some", performed("Order Completed"))
    past.shop.upkeep.refresh()
    past.shop.accept("cid", "Product Viewed")
    past.shop.worker.work()
    assert past.shop.members("some") == {past.shop.id_of("bob"), past.shop.id_of("cid")}
    assert past.shop.fresh()["some"].version == 1
    past.fill_to_the_end()
    assert past.shop.members("some") == {past.shop.id_of("ann")}


def test_a_definition_that_is_deleted_while_history_comes_in_leaves_nothing(past: Past) -> None:
    past.buy("ann", "bob")
    past.shop.segment("buyers", performed("Order Completed"))
    past.fill_halfway()
    past.shop.remove("segment", "buyers")
    past.fill_to_the_end()
    assert past.shop.worker.rows("memberships") == []
    past.shop.segment("buyers", performed("Order Completed"))
    past.fill_to_the_end()
    assert past.shop.members("buyers") == {past.shop.id_of("ann"), past.shop.id_of("bob")}


def test_people_who_merge_while_history_comes_in_have_all_of_both_once(past: Past) -> None:
    past.buy("ann")
    past.shop.accept("", "Order Completed", userId=None, anonymousId="cookie")
    past.shop.worker.work()
    past.shop.segment("twice", performed("Order Completed", _TWICE))
    past.shop.segment("thrice", performed("Order Completed", _THRICE))
    past.fill_halfway()
    past.shop.accept("ann", "Product Viewed", anonymousId="cookie")
    past.shop.worker.work()
    past.fill_to_the_end()
    assert past.shop.members("twice") == {past.shop.id_of("ann")}
    past.buy("ann")
    assert past.shop.members("thrice") == {past.shop.id_of("ann")}


def test_whoever_is_erased_while_history_comes_in_leaves_nothing_of_it(past: Past) -> None:
    past.buy("ann", "bob")
    past.shop.segment("buyers", performed("Order Completed"))
    past.fill_halfway()
    ann = past.shop.id_of("ann")
    past.studio.ask("profile-erase", profile=ann)
    assert not any(row["profile_id"] == ann for row in past.shop.worker.rows("profile_histories"))
    past.fill_to_the_end()
    assert past.shop.members("buyers") == {past.shop.id_of("bob")}
    assert past.shop.worker.rows("profile_histories") == []


def test_whoever_is_remembered_while_history_comes_in_has_it_once(past: Past) -> None:
    past.buy("ann", "bob")
    past.shop.segment("twice", performed("Order Completed", _TWICE))
    past.shop.upkeep.refresh()
    past.studio.load()
    past.buy("ann")
    past.shop.settle()
    past.buy("bob")
    assert past.shop.members("twice") == {past.shop.id_of("ann"), past.shop.id_of("bob")}


def test_history_that_cannot_be_written_at_first_counts_once_it_can(past: Past) -> None:
    past.buy("ann", "bob", "ann")
    past.shop.segment("twice", performed("Order Completed", _TWICE))
    _rename(past, "profile_histories", "away")
    with pytest.raises(sa.exc.DBAPIError):
        past.fill_halfway()
    _rename(past, "away", "profile_histories")
    past.fill_to_the_end()
    assert past.shop.members("twice") == {past.shop.id_of("ann")}


@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_a_profile_that_is_split_counts_each_event_on_its_side_once(past: Past, when: str) -> None:
    past.buy("ann", "ann")
    past.shop.accept("ann", "Order Completed", anonymousId="cookie")
    past.shop.accept("", "Order Completed", userId=None, anonymousId="cookie")
    past.shop.worker.work()
    past.studio.load()
    if when == "before":
        _cut_off(past)
    past.shop.segment("twice", performed("Order Completed", _TWICE))
    past.shop.segment("thrice", performed("Order Completed", _THRICE))
    past.shop.segment("ever", performed("Order Completed"))
    if when == "during":
        past.fill_halfway()
        _cut_off(past)
    past.fill_to_the_end()
    if when == "after":
        assert past.shop.members("ever") == {past.shop.id_of("ann")}
        _cut_off(past)
    past.fill_to_the_end()
    people = set(past.shop.worker.people())
    assert len(people) == 2
    assert past.shop.members("ever") == people
    orders = {row["profile_id"]: row for row in past.shop.worker.rows("segment_profiles")}
    assert orders.keys() == people
    counts = sorted(_counted(past, profile_id) for profile_id in people)
    assert sum(counts) == 4


def test_who_is_erased_leaves_all_segments_and_nobody_is_told(past: Past) -> None:
    past.shop.segment("buyers", performed("Order Completed"))
    past.shop.settle()
    past.buy("ann", "bob")
    told = len(past.shop.told())
    past.studio.ask("profile-erase", profile=past.shop.id_of("ann"))
    past.shop.settle()
    assert past.shop.members("buyers") == {past.shop.id_of("bob")}
    assert len(past.shop.told()) == told - 1
    assert len(past.shop.worker.rows("segment_profiles")) == 1


def _rename(past: Past, table: str, name: str) -> None:
    with past.shop.worker.state.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {name}"))


def _cut_off(past: Past) -> dict[str, Any]:
    return past.studio.ask("profile-split", profile=past.shop.id_of("ann"), identifiers=["anonymous_id:cookie"])


def _counted(past: Past, profile_id: str) -> int:
    """Return how many orders the state of the fold of all of them holds."""
    _, state = past.shop.worker.people()[profile_id]
    with past.shop.worker.state.read() as connection:
        (row,) = segment.fold_rows(connection, past.shop.workspace_id)
    tally = state.computed[row.id]
    assert isinstance(tally, Tally)
    return tally.number
