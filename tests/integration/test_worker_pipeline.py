"""The pipeline in unhappy moments: poison, broken transactions, stores that do not belong together."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from portret.collect import Normaliser
from portret.kernel import Conflict, Event, Settings, SystemClock, Unavailable
from portret.log import Record
from portret.state import State
from portret.worker import run
from tests.support.databases import Databases
from tests.support.folding import Installation, Request, Worker, append, set_up_at, working

_AT_MS = 1_790_000_000_000


@pytest.fixture
def installation(sqlite_installation: Installation) -> Installation:
    return sqlite_installation


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


class Shared:
    """The one database of an installation instead of copies: for workers that disturb each other."""

    @contextmanager
    def database(self, like: str = "") -> Iterator[str]:
        yield like


def test_a_second_worker_that_nobody_stopped_counts_nothing_twice_and_goes_on(
    databases: Databases, tmp_path: Path
) -> None:
    with databases.database() as url:
        installation = replace(set_up_at(url, databases), databases=Shared())
        log_path = tmp_path / "log.db"
        with (
            working(installation, log_path, tmp_path / "one") as one,
            working(installation, log_path, tmp_path / "other") as other,
        ):
            send(installation, tmp_path, "ann", "bob")
            one.work()
            with pytest.raises(Conflict, match="does not stand"):
                other.pipeline.step()
            assert other.pipeline.step() == 0
            send(installation, tmp_path, "eve")
            other.work()
            assert names_of(one) == {"ann", "bob", "eve"}
            assert [row["first_position"] for row in one.rows("outbox")] == [1, 3]


def test_a_batch_that_committed_although_its_answer_got_lost_is_not_repeated(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing = State.begin

    @contextmanager
    def losing_the_answer(self: State) -> Iterator[sa.Connection]:
        with committing(self) as connection:
            yield connection
        raise ConnectionError("the answer got lost")

    with databases.database() as url:
        installation = set_up_at(url, databases)
        with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
            send(installation, tmp_path, "ann")
            with monkeypatch.context() as patch:
                patch.setattr(State, "begin", losing_the_answer)
                with pytest.raises(ConnectionError):
                    worker.pipeline.step()
            send(installation, tmp_path, "bob")
            worker.work()
            assert names_of(worker) == {"ann", "bob"}
            assert [row["first_position"] for row in worker.rows("outbox")] == [1, 2]


def unexpected(operation_id: str) -> subprocess.Popen[bytes]:
    raise AssertionError(operation_id)


def test_a_log_from_another_time_is_refused(installation: Installation, tmp_path: Path) -> None:
    send(installation, tmp_path, "ann")
    with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        worker.work()
        (tmp_path / "other").mkdir()  # the state of a worker, next to a log that never was its own
        settings = Settings(data_dir=tmp_path / "other", state_url=str(worker.state.url))
        with pytest.raises(Unavailable, match="do not belong together"):
            run(settings, SystemClock(), threading.Event(), unexpected)
