"""A worker that keeps memberships, in a time that passes only when told to: definitions and events go in."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from portret import definition, segment, unify
from portret.collect import own_events
from portret.definition import Stored
from portret.kernel import ManualClock, Settings
from portret.segment import Cause, Freshness, ListKind
from portret.warehouse import Warehouse
from portret.worker import store
from portret.worker.segments import Upkeep
from tests.support.folding import Installation, Request, Worker, append, working

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
_PATIENCE_S = 60.0

Document = dict[str, Any]


class Shop:
    """A worker on a state store; its warehouse is a real one only where a test gives one."""

    def __init__(
        self, worker: Worker, installation: Installation, log_path: Path, warehouse: Warehouse, clock: ManualClock
    ) -> None:
        self.worker = worker
        self.clock = clock
        self.workspace_id = installation.workspace_id
        self.source_id = installation.sources["server"]
        self.log_path = log_path
        self.warehouse = warehouse
        self._numbers = itertools.count(1)
        self.upkeep = self._open()

    def _open(self) -> Upkeep:
        worker = self.worker
        return Upkeep(worker.state, self.warehouse, self.clock, worker.judge, worker.known, worker.pipeline)

    def restart(self) -> None:
        """Begin anew with what is in the stores, as after a crash."""
        self.upkeep.close()
        self.worker.restart()
        self.upkeep = self._open()

    def define(self, kind: definition.Kind, key: str, **document: Any) -> Stored:
        """Save a definition, or its next version."""
        with self.worker.state.begin() as connection:
            return definition.save(
                connection,
                self.workspace_id,
                kind,
                key,
                {"key": key, **document},
                author="tok_1",
                reason="",
                expected_version=None,
                now_ms=self.clock.now_ms(),
            )

    def segment(self, key: str, condition: Document, **more: Any) -> Stored:
        """Save a segment with a condition."""
        return self.define("segment", key, members={"kind": "dynamic", "condition": condition}, **more)

    def remove(self, kind: definition.Kind, key: str) -> None:
        """Delete a definition."""
        with self.worker.state.begin() as connection:
            definition.remove(
                connection,
                self.workspace_id,
                kind,
                key,
                author="tok_1",
                reason="",
                expected_version=None,
                now_ms=self.clock.now_ms(),
            )

    def accept(self, person: str, name: str, *, at: datetime | None = None, **more: Any) -> None:
        """Take an event of a person into the log, that happened now unless `at` says when."""
        document = {
            "type": "track",
            "event": name,
            "userId": person,
            "messageId": f"m{next(self._numbers)}",
            "timestamp": (at or self.clock.now()).isoformat(),
            **more,
        }
        append(self.log_path, [Request(self.source_id, self.clock.now_ms(), document)])

    def send(self, person: str, name: str, *, at: datetime | None = None, **more: Any) -> None:
        """Take an event of a person and process it, with all that follows."""
        self.accept(person, name, at=at, **more)
        self.settle()

    def settle(self) -> None:
        """Do all that there is to do at this moment."""
        give_up_at = time.monotonic() + _PATIENCE_S
        while time.monotonic() < give_up_at:
            self.upkeep.refresh()
            did = self.upkeep.step()
            did = bool(self.worker.pipeline.step()) or did
            if not did and self._is_settled():
                return
        message = f"it never settles: {self.fresh()}"
        raise AssertionError(message)

    def advance(self, by: timedelta) -> None:
        """Let time pass at once, and do what is due then."""
        self.clock.advance(by)
        self.settle()

    def id_of(self, person: str) -> str:
        """Return the present profile id of a person."""
        with self.worker.state.read() as connection:
            found = unify.find(connection, self.workspace_id, "user_id", person)
            assert found is not None, person
            return found

    def members(self, key: str) -> set[str]:
        """Return the profile ids in a segment."""
        with self.worker.state.read() as connection:
            stored = definition.find(connection, self.workspace_id, "segment", key)
            assert stored is not None, key
            found = segment.members_of(connection, self.workspace_id, stored.id, 100_000)
            assert segment.size(connection, self.workspace_id, stored.id) == len(found)
            return {member.profile_id for member in found}

    def is_in(self, person: str, key: str) -> bool:
        """Say whether a person is in a segment."""
        return self.id_of(person) in self.members(key)

    def fresh(self) -> dict[str, Freshness]:
        """Return how far each segment is, by its key."""
        with self.worker.state.read() as connection:
            return {each.key: each for each in segment.freshness(connection, self.workspace_id).values()}

    def told(self) -> list[tuple[str, str, str, int, str]]:
        """Return (what happened, segment, profile id, when in ms, why) of all that the log is to be told, in order."""
        with self.worker.state.read() as connection:
            waiting = store.next_announcements(connection, 1_000_000)
        events = [event for each in waiting for event in own_events(each.workspace_id, each.body)]
        return [
            (event.name, event.properties["segment"], event.profile_id, event.at_ms, event.properties["cause"]["kind"])
            for event in events
            if event.name.startswith("Segment ")
        ]

    def list_people(self, key: str, kind: ListKind, *people: str) -> None:
        """Put people on a list of a segment."""
        with self.worker.state.begin() as connection:
            stored = definition.find(connection, self.workspace_id, "segment", key)
            assert stored is not None
            cause = Cause("import", "people.csv")
            made = segment.begin_list(connection, self.workspace_id, stored.id, kind, cause, self.clock.now_ms())
            segment.extend_list(connection, self.workspace_id, made, [self.id_of(person) for person in people])
            segment.complete_list(connection, self.workspace_id, made)

    def _is_settled(self) -> bool:
        with self.worker.state.read() as connection:
            filling = any(row.status == "filling" and not row.fault for row in segment.fold_rows(connection))
            return not filling and not segment.sweeping(connection) and not segment.leaving(connection)


@contextmanager
def open_shop(installation: Installation, folder: Path, warehouse: Warehouse | None = None) -> Iterator[Shop]:
    """Open a shop, and close it afterwards."""
    clock = ManualClock(START)
    log_path = folder / "log.db"
    with (
        working(installation, log_path, folder / "worker", clock=clock) as worker,
        closing(warehouse or Warehouse.of(Settings(data_dir=folder))) as given,
    ):
        shop = Shop(worker, installation, log_path, given, clock)
        yield shop
        shop.upkeep.close()


def performed(name: str, times: Document | None = None, last: str = "", **more: Any) -> Document:
    """Return the condition that people did something, so and so often, in the last time."""
    return {
        "kind": "event",
        "from": {"names": [name], **more},
        **({"times": times} if times else {}),
        **({"window": {"kind": "last", "duration": last}} if last else {}),
    }
