"""From the outbox into a real warehouse: in order, exactly once, whatever happens to the warehouse meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from portret.kernel import SystemClock
from portret.state import Claim, State
from portret.warehouse import Warehouse
from portret.worker import store
from portret.worker.loader import Loader
from tests.support.folding import Installation, Request, Worker, append, working
from tests.support.server import wait_until
from tests.support.warehouse import WarehouseProcess

_AT_MS = 1_790_000_000_000


@pytest.fixture
def installation(sqlite_installation: Installation) -> Installation:
    return sqlite_installation


@pytest.fixture
def process(tmp_path: Path) -> Iterator[WarehouseProcess]:
    (tmp_path / "warehouse").mkdir()
    process = WarehouseProcess(tmp_path / "warehouse").start()
    yield process
    process.stop()


@pytest.fixture
def worker(installation: Installation, tmp_path: Path) -> Iterator[Worker]:
    with working(installation, tmp_path / "log.db", tmp_path / "worker", batch_max_events=3) as worker:
        yield worker


class Loading:
    """A loader at work in a thread until the block ends."""

    def __init__(self, state: State, warehouse: Warehouse) -> None:
        self._stop = threading.Event()
        self._state = state
        loader = Loader(state, warehouse, SystemClock(), self._stop, Claim("loader", None))
        self._thread = threading.Thread(target=loader.work)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def wait_until_loaded(self) -> None:
        wait_until(self._is_loaded, 60, "the outbox is not empty")

    def _is_loaded(self) -> bool:
        with self._state.read() as connection:
            return store.first_in_outbox(connection) is None


def send(worker: Worker, installation: Installation, tmp_path: Path, *names: str) -> None:
    """Put page views of these people, one request each, through the pipeline."""
    source = installation.sources["server"]
    documents: list[dict[str, Any]] = [
        {"type": "page", "userId": name, "messageId": f"{name}-{number}"} for number, name in enumerate(names)
    ]
    append(tmp_path / "log.db", [Request(source, _AT_MS, document) for document in documents])
    worker.work()


def one_step(state: State, warehouse: Warehouse) -> None:
    """Load what waits."""
    Loader(state, warehouse, SystemClock(), threading.Event(), Claim("loader", None))._load_next()  # noqa: SLF001


def stored(warehouse: Warehouse) -> list[str]:
    return [row[0] for row in warehouse.query("SELECT user_id FROM portret.events ORDER BY position").rows]


def test_what_the_pipeline_resolved_is_stored_in_order_and_the_outbox_is_empty(
    worker: Worker, installation: Installation, process: WarehouseProcess, tmp_path: Path
) -> None:
    names = [f"u{number}" for number in range(10)]
    send(worker, installation, tmp_path, *names)
    with Loading(worker.state, process.client()) as loading:
        loading.wait_until_loaded()
    assert stored(process.client()) == names


def test_batches_wait_while_the_warehouse_is_away_and_are_stored_once_it_is_back(
    worker: Worker, installation: Installation, process: WarehouseProcess, tmp_path: Path
) -> None:
    process.client().migrate()
    process.kill()
    with Loading(worker.state, process.client()) as loading:
        send(worker, installation, tmp_path, "early", "later")
        process.start()
        loading.wait_until_loaded()
    assert stored(process.client()) == ["early", "later"]


def test_a_batch_whose_answer_was_lost_is_not_stored_twice(
    worker: Worker, installation: Installation, process: WarehouseProcess, tmp_path: Path
) -> None:
    send(worker, installation, tmp_path, "u1", "u2")
    with worker.state.read() as connection:
        (batch,) = store.waiting_in_outbox(connection)
    for _ in range(2):
        with Loading(worker.state, process.client()) as loading:
            loading.wait_until_loaded()
        with worker.state.begin() as connection:  # as if the loader had died before it could forget the batch
            store.add_to_outbox(connection, *batch)
    assert stored(process.client()) == ["u1", "u2"]


def test_what_waits_is_loaded_together_and_after_a_crash_it_is_the_same_rows_again(
    worker: Worker,
    installation: Installation,
    process: WarehouseProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"u{number}" for number in range(10)]
    warehouse = process.client()
    warehouse.migrate()
    send(worker, installation, tmp_path, *names)

    def dies(_connection: object, _upto: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("portret.worker.store.remove_from_outbox", dies)
        with pytest.raises(KeyboardInterrupt):
            one_step(worker.state, warehouse)
    assert stored(warehouse) == names
    send(worker, installation, tmp_path, "late")
    with Loading(worker.state, warehouse) as loading:
        loading.wait_until_loaded()
    assert stored(warehouse) == [*names, "late"]
    assert warehouse.query("SELECT uniqExact(_part) FROM portret.events").rows[0][0] <= 2


def test_a_merge_reaches_the_warehouse_with_its_events(
    worker: Worker, installation: Installation, process: WarehouseProcess, tmp_path: Path
) -> None:
    source = installation.sources["server"]
    said: list[dict[str, Any]] = [
        {"type": "page", "anonymousId": "a", "messageId": "m1"},
        {"type": "page", "userId": "u", "messageId": "m2"},
        {"type": "identify", "anonymousId": "a", "userId": "u", "messageId": "m3"},
    ]
    for document in said:
        append(tmp_path / "log.db", [Request(source, _AT_MS, document)])
        worker.work()
    warehouse = process.client()
    warehouse.migrate()
    one_step(worker.state, warehouse)  # without the chores, which would squash
    assert len(warehouse.query("SELECT DISTINCT profile_id FROM portret.events").rows) == 2
    assert len(warehouse.query("SELECT DISTINCT profile_id FROM portret.resolved_events").rows) == 1
