"""What a split leaves for the loader reaches the warehouse whole, wherever the loader dies on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from portret.kernel import Settings, Unavailable
from portret.warehouse import Warehouse
from portret.worker import store
from portret.worker.corrections import Correction, Move, Redirected, pack, unpack
from tests.support.folding import Installation, working
from tests.support.identity import Studio
from tests.support.warehouse import WarehouseProcess, make_anew, running_warehouse


class Mortal(Warehouse):
    """A warehouse that stops answering after so many statements that change it."""

    left = 1_000

    def load(self, *arguments: Any, **options: Any) -> int:
        self._live()
        return super().load(*arguments, **options)

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        self._live()
        return super().command(sql, parameters)

    def _live(self) -> None:
        if self.left <= 0:
            raise Unavailable("gone")
        self.left -= 1


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture
def warehouse(process: WarehouseProcess) -> Iterator[Mortal]:
    warehouse = Mortal.of(Settings(data_dir=process.data_dir, warehouse_port=process.port))
    assert isinstance(warehouse, Mortal)
    make_anew(warehouse)
    yield warehouse
    warehouse.close()


@pytest.fixture
def studio(sqlite_installation: Installation, warehouse: Mortal, tmp_path: Path) -> Iterator[Studio]:
    with working(sqlite_installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        yield Studio(worker, sqlite_installation, tmp_path / "log.db", warehouse)


def order(number: str, month: int, **who: Any) -> dict[str, Any]:
    lines = [{"product_id": "p", "price": 2}, {"product_id": "q", "price": 3}]
    properties = {"order_id": number, "revenue": 5, "currency": "EUR", "products": lines}
    said = {"type": "track", "event": "Order Completed", "messageId": number, "properties": properties}
    return {**said, **who, "timestamp": f"2026-{month:02}-01T10:00:00Z"}


@pytest.mark.parametrize("statements", range(9))
def test_a_split_converges_wherever_the_loader_dies(studio: Studio, warehouse: Mortal, statements: int) -> None:
    studio.send(order("A1", 1, userId="ann"), order("A2", 2, userId="ann"))
    studio.send(order("B1", 1, anonymousId="bob"), order("B2", 3, anonymousId="bob"))
    ann, bob = studio.id_of("user_id:ann"), studio.id_of("anonymous_id:bob")
    merged = studio.ask("profile-merge", profile=ann, other=bob)
    studio.load(squash=True)
    studio.ask("profile-split", profile=ann, undo=str(merged["merge"]))
    warehouse.left = statements
    try:
        studio.load()
    except Unavailable:
        assert not studio.is_settled()
    warehouse.left = 1_000
    studio.load()
    assert studio.is_settled()
    assert (studio.in_sql(ann), studio.in_sql(bob)) == (["A1", "A2"], ["B1", "B2"])
    lines = studio.sql("SELECT profile_id, message_id, line FROM portret.order_lines WHERE workspace_id = {ws}")
    owners = {"A1": ann, "A2": ann, "B1": bob, "B2": bob}
    assert sorted(lines) == sorted((owner, name, line) for name, owner in owners.items() for line in (0, 1))
    assert studio.snapshots() == {ann, bob}


def test_a_side_of_many_events_is_moved_whole(studio: Studio) -> None:
    many = [{"type": "page", "userId": "ann"} for _ in range(5_000)]
    studio.send(*many, order("B1", 1, anonymousId="bob"))
    ann, bob = studio.id_of("user_id:ann"), studio.id_of("anonymous_id:bob")
    studio.ask("profile-merge", profile=ann, other=bob, winner="other")
    studio.load(squash=True)
    studio.ask("profile-split", profile=bob, undo=ann)
    studio.load()
    assert (len(studio.in_sql(ann)), studio.in_sql(bob)) == (5_000, ["B1"])


def test_squashing_leaves_alone_whoever_is_a_profile_of_their_own_again(studio: Studio, warehouse: Mortal) -> None:
    studio.send(order("A1", 1, userId="ann"), order("B1", 1, anonymousId="bob"))
    ann, bob = studio.id_of("user_id:ann"), studio.id_of("anonymous_id:bob")
    studio.ask("profile-merge", profile=ann, other=bob)
    studio.load()
    studio.ask("profile-split", profile=ann, undo=bob)
    studio.load()
    assert warehouse.squash() == 0
    assert studio.in_sql(bob) == ["B1"]


def test_erasing_the_survivor_spares_whoever_was_split_off(studio: Studio) -> None:
    studio.send(order("A1", 1, userId="ann"), order("B1", 1, anonymousId="bob"))
    ann, bob = studio.id_of("user_id:ann"), studio.id_of("anonymous_id:bob")
    studio.ask("profile-merge", profile=ann, other=bob)
    studio.load(squash=True)
    studio.ask("profile-split", profile=ann, undo=bob)
    studio.ask("profile-erase", profile=ann)
    studio.load()
    assert (studio.in_sql(ann), studio.in_sql(bob)) == ([], ["B1"])
    assert studio.snapshots() == {bob}


def test_a_correction_waits_for_the_batches_before_it(studio: Studio) -> None:
    studio.send(order("A1", 1, userId="ann"))
    with studio.worker.state.begin() as connection:
        erased = Correction(id="cor_1", workspace_id=studio.workspace_id, erased=(studio.id_of("user_id:ann"),))
        store.add_correction(connection, studio.workspace_id, studio.worker.pipeline.position, pack(erased))
    studio.load()
    assert studio.sql("SELECT * FROM portret.events WHERE workspace_id = {ws}") == []


def test_a_correction_survives_its_bytes_and_says_where_rows_will_be() -> None:
    move = Move("prf_b", ("prf_a",), (5, 7), ("prf_c",))
    correction = Correction(id="cor_1", workspace_id="ws_1", aliases=(("prf_b", "prf_b"),), moves=(move,))
    assert unpack(pack(correction)) == correction
    redirected = Redirected([correction])
    assert redirected.sources(["prf_b"]) == ["prf_b", "prf_a"]
    assert redirected.owner(5, "prf_a", "prf_a") == ("prf_b", "prf_b")
    assert redirected.owner(7, "prf_a", "prf_c") == ("prf_b", "prf_c")
    assert redirected.owner(6, "prf_a", "prf_a") == ("prf_a", "prf_a")
