"""The collection app on a real socket, with a log and a state store of its own."""

from __future__ import annotations

import base64
import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from prometheus_client import CollectorRegistry

from portret.collect import (
    Fault,
    KnownKeys,
    Limits,
    Source,
    collect_app,
    create_source,
    create_workspace,
    load_admissions,
)
from portret.collect.model import Admission
from portret.kernel import ManualClock
from portret.log import Entry, Record, SqliteLog
from portret.state import State, metadata
from tests.support.server import wait_until

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TRACK = {"type": "track", "event": "Tried", "anonymousId": "a-1", "messageId": "m-1"}


@dataclass(frozen=True)
class Reply:
    """An HTTP answer; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass
class Collection:
    """A running collection app and what it stands on."""

    state: State
    log: SqliteLog
    clock: ManualClock
    registry: CollectorRegistry
    workspace_id: str
    source: Source
    write_key: str
    port: int = 0
    pressure: str = ""
    faults: Callable[[Entry], Sequence[Fault]] = field(default=lambda _: ())

    def source_like(self, **fields: Any) -> tuple[Source, str]:
        """Make another source; return it with its write key."""
        with self.state.begin() as connection:
            source, key = create_source(
                connection, self.clock.now_ms(), self.workspace_id, **({"name": "other", "kind": "server"} | fields)
            )
        return source, key.text

    def call(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            content = answer.read()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)
        finally:
            connection.close()

    def post(self, path: str, content: object, headers: Mapping[str, str] | None = None, key: str = "") -> Reply:
        """Send JSON (or bytes as they are) with a Basic header of the write key."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self.call("POST", path, body, {**basic(key or self.write_key), **(headers or {})})

    def records(self) -> list[Record]:
        """Return everything in the log."""
        return self.log.read(0, 1_000_000)


def basic(key: str, colon: str = ":") -> dict[str, str]:
    """Return the Authorization header of a write key."""
    return {"Authorization": "Basic " + base64.b64encode(f"{key}{colon}".encode()).decode()}


@contextmanager
def running_collection(
    folder: Path, limits: Limits | None = None, public_url: str = "", analytics_js_path: Path | None = None
) -> Iterator[Collection]:
    """Run the app with uvicorn in a thread on a free port."""
    state = State(f"sqlite:///{folder / 'state.db'}")
    metadata.create_all(state.engine)
    clock = ManualClock(START)
    with state.begin() as connection:
        workspace = create_workspace(connection, clock.now_ms())
        source, key = create_source(connection, clock.now_ms(), workspace.id, name="shop", kind="server")
    log = SqliteLog(folder / "log.db")
    collection = Collection(state, log, clock, CollectorRegistry(), workspace.id, source, key.text)

    def admissions() -> dict[bytes, Admission]:
        with state.read() as connection:
            return load_admissions(connection)

    def check(entry: Entry) -> Sequence[Fault]:
        return collection.faults(entry)  # a test may set it while the app runs

    app = collect_app(
        log,
        KnownKeys(admissions, clock),
        clock,
        check=check,
        pressure=lambda: collection.pressure,
        limits=limits,
        trusted_proxies=("127.0.0.1",),
        public_url=public_url,
        analytics_js_path=analytics_js_path,
        registry=collection.registry,
    )
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_level="warning",
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started)
        collection.port = server.servers[0].sockets[0].getsockname()[1]
        yield collection
    finally:
        server.should_exit = True
        thread.join(30)
        log.close()
        state.close()
