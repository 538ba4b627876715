"""The pipeline in unhappy moments: poison, broken transactions, stores that do not belong together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from portret.collect import Normaliser
from portret.kernel import Event, Settings, SystemClock, Unavailable
from portret.log import Record
from portret.worker import run
from tests.support.folding import Installation, Request, Worker, append, set_up, working

_AT_MS = 1_790_000_000_000


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return set_up(tmp_path / "installation.db")


@pytest.fixture
def worker(installation: Installation, tmp_path: Path) -> Iterator[Worker]:
    with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        yield worker


def send(installation: Installation, tmp_path: Path, *names: str) -> None:
    source = installation.sources["server"]
    append(
        tmp_path / "log.db",
        [Request(source, _AT_MS, {"type": "page", "userId": name, "messageId": f"m-{name}"}) for name in names],
    )


def names_of(worker: Worker) -> set[str]:
    return {value for ids, _ in worker.people().values() for _, value in ids}


def test_an_event_that_breaks_the_fold_goes_to_quarantine_and_its_neighbours_go_on(
    worker: Worker, installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_apart = Normaliser.events

    def with_an_impossible_time(self: Normaliser, record: Record) -> tuple[list[Event], list[object]]:
        events, faults = taken_apart(self, record)
        for event in events:
            if event.user_id == "poison":
                event.timestamp_ms = "never"  # type: ignore[assignment]  # what a fault of ours would look like
        return events, list(faults)

    monkeypatch.setattr(Normaliser, "events", with_an_impossible_time)
    send(installation, tmp_path, "ann", "poison", "bob")
    worker.work()
    assert {"ann", "bob"} <= names_of(worker)
    (row,) = worker.rows("quarantine")
    assert row["code"] == "processing-failed"
    assert b'"poison"' in row["body"]


def test_a_broken_transaction_is_repeated_whole(worker: Worker, installation: Installation, tmp_path: Path) -> None:
    send(installation, tmp_path, "ann", "bob")
    with worker.state.begin() as connection:
        connection.execute(sa.text("ALTER TABLE outbox RENAME TO elsewhere"))
    with pytest.raises(sa.exc.DBAPIError):
        worker.pipeline.step()
    assert names_of(worker) == set()
    with worker.state.begin() as connection:
        connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO outbox"))
    worker.work()
    assert names_of(worker) == {"ann", "bob"}
    assert worker.pipeline.figures.duplicates == 0


def test_a_message_counts_once_across_restarts(worker: Worker, installation: Installation, tmp_path: Path) -> None:
    for _ in range(3):
        send(installation, tmp_path, "ann")
        worker.work()
        worker.restart()
    (state,) = (state for _, state in worker.people().values())
    assert state.brands["default"].events == 1


def test_a_log_from_another_time_is_refused(installation: Installation, tmp_path: Path) -> None:
    send(installation, tmp_path, "ann")
    with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        worker.work()
    settings = Settings(data_dir=tmp_path / "worker")  # the state of a worker, next to a log that never was its own
    with pytest.raises(Unavailable, match="do not belong together"):
        run(settings, SystemClock(), threading.Event())
