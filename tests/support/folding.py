"""The real pipeline on real stores, without web and warehouse: requests go into a log and become profiles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from portret import profile, unify
from portret.collect import (
    Normaliser,
    RequestHead,
    SourceBook,
    create_source,
    create_workspace,
    encode_head,
    open_enricher,
)
from portret.kernel import Clock, Event, Settings, SystemClock
from portret.log import Entry, Record, SqliteLog
from portret.profile import ProfileState
from portret.state import State, metadata, upgrade
from portret.worker.dedup import SeenMessages
from portret.worker.pipeline import Pipeline, Stores
from portret.worker.segments import Judge, Known
from tests.support.databases import Databases, SqliteDatabases

_START_MS = 1_790_000_000_000
_HEAD = encode_head(RequestHead())
_SYSTEM = SystemClock()
_enricher = open_enricher(Settings())

_Kind = Literal["browser", "server", "mobile"]
_KINDS: tuple[_Kind, ...] = ("browser", "server", "mobile")

Document = Mapping[str, Any]
"""The JSON body of a request: an event, or a batch of events."""


class Request(NamedTuple):
    """A request as collection accepted it: the id of its source, when (ms since the epoch), its body."""

    source_id: str
    received_at_ms: int
    document: Document


@dataclass(frozen=True)
class Installation:
    """A freshly set up state store that others are copied from: a workspace and its sources by kind."""

    databases: Databases
    url: str
    workspace_id: str
    sources: Mapping[str, str]


def set_up(path: Path) -> Installation:
    """Make a state store in a file, with one workspace and one source of each kind."""
    return set_up_at(f"sqlite:///{path}", SqliteDatabases())


def set_up_at(url: str, databases: Databases) -> Installation:
    """Make a state store with one workspace and one source of each kind in an empty database."""
    state = State(url)
    upgrade(state)
    with state.begin() as connection:
        workspace = create_workspace(connection, _START_MS)
        sources: dict[str, str] = {
            kind: create_source(connection, _START_MS, workspace.id, name=kind, kind=kind)[0].id for kind in _KINDS
        }
    state.close()
    return Installation(databases, url, workspace.id, sources)


def events_of(installation: Installation, requests: Sequence[Request]) -> list[Event]:
    """Return the canonical events of requests; none of them may be faulty."""
    state = State(installation.url)
    book = SourceBook(state)
    normaliser = Normaliser(book.sources, book.workspaces, _enricher)
    events: list[Event] = []
    for position, (source_id, received_at_ms, document) in enumerate(requests, start=1):
        record = Record(position, source_id, received_at_ms, _count(document), _HEAD, _json(document))
        found, faults = normaliser.events(record)
        assert not faults, faults
        events += found
    state.close()
    return events


class Worker:
    """A pipeline on a copy of an installation; `restart` opens it anew as after a crash between two batches."""

    def __init__(
        self, installation: Installation, log_path: Path, home: Path, batch_max_events: int, clock: Clock
    ) -> None:
        home.mkdir(parents=True)
        self._clock = clock
        self._held = ExitStack()
        self._url = self._held.enter_context(installation.databases.database(like=installation.url))
        self._workspace_id = installation.workspace_id
        self._home = home
        self._log_path = log_path
        self._batch_max_events = batch_max_events
        self._open()

    def work(self) -> None:
        """Process the log up to its present end."""
        while self.pipeline.step():
            pass

    def restart(self) -> None:
        """Forget whatever is only remembered."""
        self._close_stores()
        self._open()

    def close(self) -> None:
        """Release the stores and drop what was made of the installation."""
        self._close_stores()
        self._held.close()

    def _close_stores(self) -> None:
        self._log.close()
        self._seen.close()
        self.state.close()

    def rows(self, table: str, *but: str) -> list[dict[str, Any]]:
        """Return a table's rows in a fixed order, without the columns that may differ."""
        with self.state.read() as connection:
            found = connection.execute(sa.select(metadata.tables[table])).mappings()
            rows = [{name: value for name, value in row.items() if name not in but} for row in found]
        return sorted(rows, key=repr)

    def people(self) -> dict[str, tuple[frozenset[tuple[str, str]], ProfileState]]:
        """Return profile id → (its identifiers, its state) for every profile."""
        with self.state.read() as connection:
            ids = [row["id"] for row in self.rows("profiles")]
            states = profile.load_many(connection, self._workspace_id, ids)
            return {
                profile_id: (
                    frozenset(
                        (row["namespace"], row["value"])
                        for row in unify.identifiers_of(connection, self._workspace_id, profile_id)
                    ),
                    state,
                )
                for profile_id, state in states.items()
            }

    def _open(self) -> None:
        self.state = State(self._url)
        self._log = SqliteLog(self._log_path)
        self._seen = SeenMessages(self._home / "dedup", timedelta(days=30))
        book = SourceBook(self.state)
        self.known = Known(self.state, book.zones)
        self.known.require()
        self.judge = Judge(self.known)
        self.pipeline = Pipeline(
            Stores(self._log, self.state, self._seen),
            book,
            Normaliser(book.sources, book.workspaces, _enricher),
            unify.Resolver(unify.KnownRules(self.state).of, lambda _: "GB"),
            self._clock,
            self.judge,
            batch_max_events=self._batch_max_events,
        )


@contextmanager
def working(
    installation: Installation, log_path: Path, home: Path, batch_max_events: int = 10_000, clock: Clock = _SYSTEM
) -> Iterator[Worker]:
    """Give a worker on a log and close it afterwards."""
    worker = Worker(installation, log_path, home, batch_max_events, clock)
    try:
        yield worker
    finally:
        worker.close()


def append(log_path: Path, requests: Sequence[Request]) -> None:
    """Put requests into a log in one commit."""
    log = SqliteLog(log_path)
    log.append(
        [
            Entry(source_id, received_at_ms, _count(document), _HEAD, _json(document))
            for source_id, received_at_ms, document in requests
        ]
    )
    log.close()


def _count(document: Document) -> int:
    return len(document["batch"]) if "batch" in document else 1


def _json(document: Document) -> bytes:
    return json.dumps(document).encode()
