"""The embedded warehouse in a process of its own, and chDB in another, as the oracle."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portret.kernel import Commerce, Enrichment, Event, Line, Settings
from portret.warehouse import TABLES, Warehouse, read_or_make_secret, reader_password, writer_password

WORKSPACE = "ws_01"
NEIGHBOUR = "ws_02"

_SERVER = """
import json, sys
from pathlib import Path
from portret.kernel import Settings
from portret.warehouse import serve
limits = {"query_max_seconds": 2, "query_max_memory_bytes": 300_000_000}
settings = Settings(data_dir=Path(sys.argv[1]), warehouse_port=int(sys.argv[2]), **limits)
serve(settings, ready=lambda port: print(port, flush=True))
"""
_ORACLE = """
import json, sys
from chdb.session import Session
session = Session(sys.argv[1])
for line in sys.stdin:
    sql, form = json.loads(line)
    try:
        answer = bytes(session.query(sql, form).bytes() or b"").hex()
    except RuntimeError as error:
        answer = "!" + str(error)
    print(answer, flush=True)
"""


@dataclass
class WarehouseProcess:
    """A warehouse that runs, can be killed, and started again on its folder and port."""

    data_dir: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> WarehouseProcess:
        """Start it and wait until it answers."""
        command = [sys.executable, "-c", _SERVER, str(self.data_dir), str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())
        return self

    def kill(self) -> None:
        """End it with SIGKILL."""
        assert self.process
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        """End it with SIGTERM; return its exit code."""
        assert self.process
        self.process.terminate()
        return self._reap()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/"

    def client(self) -> Warehouse:
        """Return a client of ours."""
        return Warehouse.of(Settings(data_dir=self.data_dir, warehouse_port=self.port))

    def writer(self) -> dict[str, str]:
        """Return the headers of the user who may do everything."""
        return {"X-ClickHouse-User": "portret", "X-ClickHouse-Key": writer_password(self._secret)}

    def reader(self, workspace_id: str = WORKSPACE) -> dict[str, str]:
        """Return the headers of a workspace's read-only user."""
        return {"X-ClickHouse-User": workspace_id, "X-ClickHouse-Key": reader_password(self._secret, workspace_id)}

    @property
    def _secret(self) -> str:
        return read_or_make_secret(self.data_dir)

    def _reap(self) -> int:
        assert self.process
        code = self.process.wait(timeout=30)
        if self.process.stdout:
            self.process.stdout.close()
        return code


def make_anew(warehouse: Warehouse) -> None:
    """Drop every table and make it again as it was, so that not even the memory of what was loaded is left."""
    for table in TABLES:
        (made,) = warehouse.query(f"SHOW CREATE TABLE portret.{table}", {}).rows
        warehouse.command(f"DROP TABLE portret.{table} SYNC")
        warehouse.command(made[0])


@contextmanager
def running_warehouse(data_dir: Path) -> Iterator[WarehouseProcess]:
    """Run a warehouse with our tables until the block ends."""
    running = WarehouseProcess(data_dir).start()
    try:
        client = running.client()
        client.migrate()
        client.close()
        yield running
    finally:
        if running.process and running.process.poll() is None:
            running.stop()


class Oracle:
    """chDB without anything of ours in between, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", _ORACLE, str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, sql: str, form: str) -> bytes:
        """Return the answer's bytes; an error's text as the error."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([sql, form]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if answer.startswith("!"):
            raise AssertionError(answer)
        return bytes.fromhex(answer)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def shop_event(number: int, *, workspace_id: str = WORKSPACE, **fields: Any) -> Event:
    """Return the number-th event of a shop; every fourth is an order of two products."""
    is_order = number % 4 == 0
    line = Line(product_id=f"sku-{number % 7}", category=f"cat-{number % 3}", price=5, quantity=2)  # type: ignore[arg-type]
    commerce = Commerce(order_id=f"order-{number}", currency="EUR", revenue=10 * (number % 9), lines=(line, line))  # type: ignore[arg-type]
    defaults: dict[str, Any] = {
        "position": number,
        "source_id": "src_1",
        "brand": "default",
        "message_id": f"{workspace_id}-{number}",
        "type": "track",
        "name": "Order Completed" if is_order else "Product Viewed",
        "timestamp_ms": 1_750_000_000_000 + number * 1_000,
        "received_at_ms": 1_750_000_000_500 + number * 1_000,
        "anonymous_id": f"anonymous-{number % 50}",
        "properties": {"number": number, "nested": {"list": [1, "two", {"three": 3}]}, "currency": "EUR"},
        "context": {"library": {"name": "test"}},
        "enrichment": Enrichment(country="PL", browser="Firefox"),
        "commerce": commerce if is_order else None,
    }
    return Event(workspace_id=workspace_id, **(defaults | fields))


def owner(event: Event) -> str:
    """Return the profile a shop event belongs to."""
    return f"prf_{event.anonymous_id}"
