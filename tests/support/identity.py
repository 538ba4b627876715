"""A worker with a warehouse: events go in, identity operations are carried out, the loader brings both over."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portret import operation, profile, unify
from portret.collect import OwnEvent, own_body, own_entry, system_source
from portret.kernel import Settings, SystemClock
from portret.log import SqliteLog
from portret.operation import Kind, Operation
from portret.profile.timeline import Filter, timeline
from portret.state import Claim, metadata
from portret.warehouse import Warehouse
from portret.worker import store
from portret.worker.identity import handlers
from portret.worker.loader import Loader
from portret.worker.workbench import Workbench
from tests.support.folding import Installation, Request, Worker, append

AT_MS = 1_790_000_000_000


class Studio:
    """A worker and a loader that work when told to, on a real state store and a real warehouse."""

    def __init__(self, worker: Worker, installation: Installation, log_path: Path, warehouse: Warehouse) -> None:
        self.worker = worker
        self.warehouse = warehouse
        self.workspace_id = installation.workspace_id
        self._sources = installation.sources
        self._log_path = log_path
        self._numbers = itertools.count(1)
        self.bench = Workbench(
            settings=Settings(phone_region="GB"),
            state=worker.state,
            warehouse=warehouse,
            log=SqliteLog(log_path),
            clock=SystemClock(),
            zone=lambda _: "UTC",
            position=lambda: worker.pipeline.position,
            forget=worker.pipeline.forget,
            judge=worker.judge,
        )

    def send(self, *documents: dict[str, Any], kind: str = "server") -> None:
        """Accept events, one request each, and process them as far as they go, one batch for all."""
        said = [{"messageId": f"m{next(self._numbers)}", **document} for document in documents]
        append(self._log_path, [Request(self._sources[kind], AT_MS, document) for document in said])
        self.worker.work()

    def set_by_hand(self, profile_id: str, traits: dict[str, Any]) -> None:
        """Set traits of somebody by hand."""
        with self.worker.state.begin() as connection:
            source = system_source(connection, AT_MS, self.workspace_id)
        event = OwnEvent(
            workspace_id=self.workspace_id,
            profile_id=profile_id,
            name="",
            at_ms=AT_MS,
            traits=traits,
            context={"author": {"id": "usr_1", "name": "Ann"}},
        )
        self.bench.log.append([own_entry(source.id, AT_MS, 1, own_body([event]))])
        self.worker.work()

    def ask(self, kind: Kind, **request: Any) -> dict[str, Any]:
        """Carry out an operation and return its result."""
        asked = self.queue(kind, **request)
        try:
            result = handlers[kind](self.bench, asked)
        finally:
            self.bench.forget()
        with self.worker.state.begin() as connection:
            operation.finish(connection, asked, result, AT_MS)
        return result

    def queue(self, kind: Kind, **request: Any) -> Operation:
        """Queue an operation and start it."""
        with self.worker.state.begin() as connection:
            asked = operation.queue(connection, self.workspace_id, kind, request, "tok_1", AT_MS)
            return operation.start(connection, asked, AT_MS)

    def load(self, *, squash: bool = False) -> None:
        """Bring everything into the warehouse."""
        loader = Loader(self.worker.state, self.warehouse, SystemClock(), threading.Event(), Claim("loader", None))
        while loader._load_next():  # noqa: SLF001 — its steps, one by one, without its waiting
            pass
        while loader._load_snapshots(is_busy=False):  # noqa: SLF001
            pass
        if squash:
            self.warehouse.squash()

    def id_of(self, reference: str) -> str:
        """Return the present id of whoever is known by a reference."""
        with self.worker.state.read() as connection:
            return profile.resolved(connection, self.workspace_id, reference, "GB").id

    def present(self, profile_id: str) -> dict[str, Any]:
        """Return all that the state store says of a profile, as bytes and rows."""
        with self.worker.state.read() as connection:
            state = profile.load_many(connection, self.workspace_id, [profile_id])[profile_id]
            identifiers = unify.identifiers_of(connection, self.workspace_id, profile_id)
            merged = unify.merged_ids(connection, self.workspace_id, profile_id)
        of_profile = [row for row in self.worker.rows("search_terms") if row["profile_id"] == profile_id]
        accounts = [row for row in self.worker.rows("account_members") if row["profile_id"] == profile_id]
        return {
            "state": profile.encode(state),
            "identifiers": identifiers,
            "aliases": merged,
            "search": of_profile,
            "accounts": accounts,
        }

    def timeline(self, profile_id: str) -> list[str]:
        """Return the message ids on a profile's timeline, sorted."""
        with self.worker.state.read() as connection:
            ids = [profile_id, *unify.merged_ids(connection, self.workspace_id, profile_id)]
        page = timeline(self.warehouse, self.workspace_id, ids, Filter(), 200)
        return sorted(entry.message_id for entry in page.entries)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the warehouse about this workspace: `{ws}` stands for it."""
        return self.warehouse.query(statement.replace("{ws}", "{ws:String}"), {"ws": self.workspace_id}).rows

    def in_sql(self, profile_id: str) -> list[str]:
        """Return the message ids that belong to a profile as the views have it, sorted, doubles and all."""
        rows = self.sql("SELECT profile_id, message_id FROM portret.resolved_events WHERE workspace_id = {ws}")
        return sorted(message_id for owner, message_id in rows if owner == profile_id)

    def snapshots(self) -> set[str]:
        """Return the ids of the profiles in the warehouse."""
        return {row[0] for row in self.sql("SELECT profile_id FROM portret.profiles FINAL WHERE workspace_id = {ws}")}

    def living(self) -> Sequence[str]:
        """Return the ids of all profiles."""
        return [row["id"] for row in self.worker.rows("profiles")]

    def propose(self, one: str, other: str, reasons: str) -> None:
        """Note a pair that matching thinks is one person."""
        pairs = metadata.tables["match_pairs"]
        row: dict[str, Any] = {
            column.name: "" if isinstance(column.type, sa.Text) else 0 for column in pairs.columns
        } | {"workspace_id": self.workspace_id, "a_id": one, "b_id": other, "reasons": reasons}
        with self.worker.state.begin() as connection:
            connection.execute(sa.insert(pairs), row)

    def is_settled(self) -> bool:
        """Say whether the loader has nothing left to do."""
        with self.worker.state.read() as connection:
            return store.first_in_outbox(connection) is None and store.next_correction(connection) is None
