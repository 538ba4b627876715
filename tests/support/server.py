"""A real `portret serve` for acceptance tests: free ports, an empty data directory, started, awaited, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from portret.collect import create_source, create_workspace
from portret.govern import at_the_machine, create_token
from portret.kernel import SystemClock
from portret.state import State

READY_WITHIN_S = 90.0
STOPS_WITHIN_S = 15.0
_LEAST_PATIENCE_S = 60.0
"""How long a test waits at least for what it waits for: machines are busy."""
NUL_PATHS = (
    "/api/profiles/user_id:a%00b",
    "/api/profiles/prf_a%00/timeline",
    "/api/profiles?search=a%00",
    "/api/profiles/user_id:ada/timeline?name=%00",
    "/api/identity/explain?a=user_id:a%00&b=user_id:ada",
    "/api/operations/op_%00",
)
"""Addresses that hold what PostgreSQL cannot even look for."""
_MANY_ROWS = {"PORTRET_QUERY_MAX_ROWS": "10000000"}


@dataclass(frozen=True)
class Workspace:
    """A workspace beside the first one: its id and its secrets."""

    id: str
    admin_token: str
    write_key: str


@dataclass
class Server:
    """A running server: its address, its secrets, and the calls that tests make, in the first workspace or another."""

    data_dir: Path
    port: int
    warehouse_port: int
    process: subprocess.Popen[bytes]
    client: httpx2.Client = field(repr=False)
    workspace: Workspace | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process id of the supervisor."""
        return self.process.pid

    @property
    def write_key(self) -> str:
        return self.workspace.write_key if self.workspace else (self.data_dir / "write.key").read_text().strip()

    @property
    def admin_token(self) -> str:
        return self.workspace.admin_token if self.workspace else (self.data_dir / "admin.token").read_text().strip()

    @property
    def log(self) -> str:
        """What the processes wrote to stderr so far."""
        return (self.data_dir.parent / "serve.log").read_text("utf-8", "replace")

    def with_workspace(self, name: str) -> Server:
        """Return this server as those of a new workspace use it, which has what the first one had at its start."""
        clock = SystemClock()
        with closing(State(f"sqlite:///{self.data_dir}/state.db")) as state:
            with state.begin() as connection:
                made = create_workspace(connection, clock.now_ms(), name=name)
                _, key = create_source(connection, clock.now_ms(), made.id, name="First server", kind="server")
            _, token = create_token(state, clock, at_the_machine(made.id), "admin", "First administrator")
        return replace(self, workspace=Workspace(made.id, token, key.text))

    def request(self, method: str, path: str, **arguments: Any) -> httpx2.Response:
        """Call the API with the admin token."""
        headers = {"Authorization": f"Bearer {self.admin_token}", **arguments.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **arguments)

    def get(self, path: str, **parameters: Any) -> Any:
        """GET a document of the API."""
        answer = self.request("GET", path, params=parameters)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        """POST a document to the API."""
        answer = self.request("POST", path, json=body)
        answer.raise_for_status()
        return answer.json()

    def carry_out(self, method: str, path: str, body: Any = None, **arguments: Any) -> dict[str, Any]:
        """Ask for what changes people, and return the operation once it is done, however long the answer takes."""
        answer = self.request(method, path, json=body, **arguments)
        answer.raise_for_status()
        operation: dict[str, Any] = answer.json()

        def has_ended() -> bool:
            operation.update(self.get(f"/api/operations/{operation['id']}"))
            return operation["finished_at"] is not None

        wait_until(has_ended, 60, "the operation does not end", lambda: self.log[-3000:])
        assert operation["status"] == "done", operation
        return operation

    def query(self, sql: str, max_rows: int = 10_000) -> list[dict[str, Any]]:
        """Return the rows of a read-only statement."""
        found = self.post("/api/query", {"sql": sql, "max_rows": max_rows})
        return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]

    def send(self, *events: Mapping[str, Any], write_key: str = "") -> None:
        """Send events with the write key, as one batch."""
        answer = self.client.post("/v1/batch", json={"batch": events}, auth=(write_key or self.write_key, ""))
        answer.raise_for_status()

    def cli(self, *arguments: str, check: bool = True, variables: Mapping[str, str] | None = None) -> str:
        """Run a command of the command line against this server; return its stdout."""
        done = run_cli(*arguments, f"--data-dir={self.data_dir}", variables=self._told() | dict(variables or {}))
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    def figures(self) -> dict[str, float]:
        """Return the figures of /metrics that have no labels."""
        text = self.client.get("/metrics").text
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return {sample.name: sample.value for sample in samples if not sample.labels}

    def wait_until_processed(self, timeout_s: float = 60.0) -> None:
        """Wait until every accepted event is in profiles and warehouse, and what they made Portret tell, too."""

        def is_processed() -> bool:
            figures = self.figures()
            waiting = ("portret_lag_events", "portret_loader_lag_events", "portret_untold_events")
            return not any(figures[name] for name in waiting)

        wait_until(is_processed, timeout_s, "events are not processed", lambda: self.log[-3000:])

    def wait_until_ready(self, timeout_s: float = READY_WITHIN_S) -> None:
        """Wait until every part works."""

        def is_ready() -> bool:
            assert self.process.poll() is None, f"`portret serve` ended:\n{self.log[-3000:]}"
            return self.client.get("/readyz").is_success

        wait_until(is_ready, timeout_s, "the server is not ready", lambda: self.log[-3000:])

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal to the supervisor; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(STOPS_WITHIN_S)

    def _told(self) -> dict[str, str]:
        token = {"PORTRET_TOKEN": self.workspace.admin_token} if self.workspace else {}
        return {"PORTRET_PORT": str(self.port), "PORTRET_WAREHOUSE_PORT": str(self.warehouse_port), **token}


@contextmanager
def running_server(
    folder: Path, *, variables: Mapping[str, str] | None = None, flags: Sequence[str] = ()
) -> Iterator[Server]:
    """Run `portret serve` with its data in `folder`/data until the block ends; it is ready when the block begins.

    Run twice with the same folder, the second has the data of the first.
    """
    server = start_server(folder, variables=variables, flags=flags)
    try:
        server.wait_until_ready()
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
            try:
                server.process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                server.process.kill()
                server.process.wait()
        server.client.close()


def start_server(folder: Path, *, variables: Mapping[str, str] | None = None, flags: Sequence[str] = ()) -> Server:
    """Start `portret serve` and do not wait for it."""
    port, warehouse_port = free_ports(2)
    data_dir = folder / "data"
    command = [
        sys.executable,
        "-m",
        "portret",
        "serve",
        f"--data-dir={data_dir}",
        f"--port={port}",
        f"--warehouse-port={warehouse_port}",
        *flags,
    ]
    with (folder / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=clean_environment(_MANY_ROWS | dict(variables or {})), stdout=log, stderr=log
        )
    client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30.0)
    return Server(data_dir, port, warehouse_port, process, client)


def run_cli(*arguments: str, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the command line, away from this machine's own settings."""
    command = [sys.executable, "-m", "portret", *arguments]
    environment = clean_environment(variables or {})
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def clean_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return this environment without settings of Portret, and with the given ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTRET_")}
    return {**kept, **variables}


def free_ports(count: int) -> list[int]:
    """Return ports on loopback that nobody listens on."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def wait_until(
    condition: Callable[[], bool],
    timeout_s: float = 30.0,
    otherwise: str = "it does not come true",
    more: Callable[[], str] = lambda: "",
) -> None:
    """Ask until the condition holds, for a minute at least; a server that does not answer (yet) does not fulfil it."""
    timeout_s = max(timeout_s, _LEAST_PATIENCE_S)
    give_up_at = time.monotonic() + timeout_s
    while True:
        try:
            if condition():
                return
        except (httpx2.TransportError, json.JSONDecodeError):
            pass
        assert time.monotonic() < give_up_at, f"{otherwise} within {timeout_s:.0f} s\n{more()}"
        time.sleep(0.05)
