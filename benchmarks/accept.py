"""How fast events are accepted: requests against a do-nothing handler on the same server, batches, latency.

    python benchmarks/accept.py [--seconds 8]

Server and load generator share the machine. Every figure is of requests answered 200, that is, of events that are
durable in the log. Prints a table and one JSON line.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from portret.collect import KnownKeys, collect_app, create_source, create_workspace, load_admissions
from portret.kernel import SystemClock
from portret.log import SqliteLog
from portret.state import State, metadata

_CONNECTIONS = 64
_BATCH = 100
_BODIES = 400
_BATCHES = 100
_LATENCY_SECONDS = 5
_ANSWER_END = b'{"success":true}'


@dataclass(frozen=True)
class Run:
    """What a run came to: answers per second, server CPU per answer in µs, latencies in seconds."""

    per_second: float
    cpu_us: float
    latencies: list[float]

    def quantile_ms(self, share: float) -> float:
        """Return a quantile of the latency in milliseconds."""
        return sorted(self.latencies)[int(len(self.latencies) * share)] * 1e3


class Client(asyncio.Protocol):
    """A keep-alive connection with one request under way at a time."""

    def __init__(self, answered: Any) -> None:
        self._answered = answered
        self._buffer = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Note a complete answer; anything but a success ends the benchmark."""
        self._buffer += data
        if self._buffer.endswith(_ANSWER_END):
            if not self._buffer.startswith(b"HTTP/1.1 200"):
                raise SystemExit(self._buffer.decode())
            self._buffer = b""
            self._answered(self)
        elif not self._buffer.startswith(b"HTTP/1.1 200"[: len(self._buffer)]):
            raise SystemExit(self._buffer.decode())


async def closed_loop(port: int, requests: list[bytes], seconds: float) -> tuple[int, float, list[float]]:
    """Send as fast as the answers come; return answers, seconds taken, latencies."""
    loop = asyncio.get_running_loop()
    started: dict[Client, float] = {}
    latencies: list[float] = []
    position = 0
    end = 0.0
    finished = asyncio.Event()

    def send(client: Client) -> None:
        nonlocal position
        position = (position + 1) % len(requests)
        started[client] = time.perf_counter()
        client.transport.write(requests[position])

    def answered(client: Client) -> None:
        now = time.perf_counter()
        latencies.append(now - started.pop(client))
        if now < end:
            send(client)
        elif not started:
            finished.set()

    clients = await _connect(loop, port, answered)
    begun = time.perf_counter()
    end = begun + seconds
    for client in clients:
        send(client)
    await finished.wait()
    taken = time.perf_counter() - begun
    for client in clients:
        client.transport.close()
    return len(latencies), taken, latencies


async def open_loop(port: int, requests: list[bytes], seconds: float, per_second: float) -> list[float]:
    """Send at a fixed rate whatever the answers do; return latencies counted from when each request was due."""
    loop = asyncio.get_running_loop()
    free: deque[Client] = deque()
    due: deque[float] = deque()
    under_way: dict[Client, float] = {}
    latencies: list[float] = []
    drained = asyncio.Event()

    def send_due() -> None:
        while due and free:
            client = free.popleft()
            under_way[client] = due.popleft()
            client.transport.write(requests[len(latencies) % len(requests)])

    def answered(client: Client) -> None:
        latencies.append(time.perf_counter() - under_way.pop(client))
        free.append(client)
        send_due()
        if not under_way:
            drained.set()

    clients = await _connect(loop, port, answered)
    free.extend(clients)
    begun = time.perf_counter()
    sent = 0
    while (elapsed := time.perf_counter() - begun) < seconds:
        while sent < elapsed * per_second:
            due.append(begun + sent / per_second)
            sent += 1
        send_due()
        await asyncio.sleep(0.001)
    if under_way:
        drained.clear()
        await drained.wait()
    for client in clients:
        client.transport.close()
    return latencies


async def _connect(loop: asyncio.AbstractEventLoop, port: int, answered: Any) -> list[Client]:
    made = [await loop.create_connection(lambda: Client(answered), "127.0.0.1", port) for _ in range(_CONNECTIONS)]
    return [client for _, client in made]


def event(chance: random.Random) -> dict[str, Any]:
    """Return an event as a browser sends it, about 800 bytes."""
    number = chance.randrange(1_000)
    return {
        "type": "track",
        "event": chance.choice(("Product Viewed", "Product Added", "Order Completed")),
        "anonymousId": str(uuid.UUID(int=chance.getrandbits(128))),
        "userId": None,
        "messageId": f"ajs-next-{chance.getrandbits(128):032x}",
        "timestamp": "2026-11-21T23:00:00.000Z",
        "sentAt": "2026-11-21T23:00:01.000Z",
        "properties": {
            "product_id": str(number),
            "name": f"White hanging heart {number}",
            "price": number / 100,
            "quantity": 1,
            "currency": "GBP",
            "category": "Home",
        },
        "context": {
            "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
            "page": {
                "path": f"/p/{number}",
                "referrer": "https://www.example.com/",
                "search": "?utm_source=newsletter",
                "title": "Product",
                "url": f"https://shop.example/p/{number}?utm_source=newsletter",
            },
            "userAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/130.0.0.0 Safari",
            "locale": "en-GB",
            "timezone": "Europe/London",
        },
        "integrations": {},
    }


def request(path: str, content: object, write_key: str) -> bytes:
    """Return a request as bytes on the wire."""
    body = json.dumps(content, separators=(",", ":")).encode()
    basic = base64.b64encode(f"{write_key}:".encode()).decode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {basic}\r\n"
        f"Content-Type: application/json\r\nUser-Agent: benchmark/1.0\r\nAccept: */*\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    """Answer without doing anything: the reference."""
    if scope["type"] == "lifespan":
        return
    await receive()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"16")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _ANSWER_END})


def serve(what: str, folder: Path, port: int) -> None:
    """Run the server process."""
    app: Any = nothing
    if what == "collect":
        state = State(f"sqlite:///{folder / 'state.db'}")

        def admissions() -> Any:
            with state.read() as connection:
                return load_admissions(connection)

        clock = SystemClock()
        log = SqliteLog(folder / "log.db")
        app = collect_app(log, KnownKeys(admissions, clock), clock, check=lambda _: (), pressure=lambda: "")
    uvicorn.run(
        app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", ws="none", access_log=False,
        log_level="warning", proxy_headers=False, server_header=False,
    )  # fmt: skip


@contextmanager
def server(what: str) -> Iterator[tuple[int, int, str]]:
    """Run a server of its own process; give its port, process id and write key."""
    with tempfile.TemporaryDirectory(prefix="portret-accept-") as name:
        folder = Path(name)
        state = State(f"sqlite:///{folder / 'state.db'}")
        metadata.create_all(state.engine)
        with state.begin() as connection:
            workspace = create_workspace(connection, 0)
            _, key = create_source(connection, 0, workspace.id, name="benchmark", kind="server")
        state.close()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, __file__, "--serve", what, "--folder", name, "--port", str(port)]
        with subprocess.Popen(command) as process:
            try:
                _wait_for(port)
                yield port, process.pid, key.text
            finally:
                process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server did not start")


def cpu_seconds(pid: int) -> float:
    """Return the CPU time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(port: int, pid: int, requests: list[bytes], seconds: float) -> Run:
    """Warm up, then run at full speed."""
    uvloop.run(closed_loop(port, requests, 1.0))
    before = cpu_seconds(pid)
    count, taken, latencies = uvloop.run(closed_loop(port, requests, seconds))
    return Run(count / taken, (cpu_seconds(pid) - before) / count * 1e6, latencies)


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--serve")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.folder, given.port)
        return
    chance = random.Random(7)
    events = [event(chance) for _ in range(_BODIES)]
    with server("nothing") as (port, pid, write_key):
        reference = measure(port, pid, [request("/v1/track", one, write_key) for one in events], given.seconds)
    with server("collect") as (port, pid, write_key):
        singles = [request("/v1/track", one, write_key) for one in events]
        single = measure(port, pid, singles, given.seconds)
        half_rate = single.per_second / 2
        half = Run(half_rate, 0, uvloop.run(open_loop(port, singles, _LATENCY_SECONDS, half_rate)))
        batches = [
            request("/v1/batch", {"batch": [event(chance) for _ in range(_BATCH)]}, write_key) for _ in range(_BATCHES)
        ]
        batch = measure(port, pid, batches, given.seconds)
    report(reference, single, half, batch)


def report(reference: Run, single: Run, half: Run, batch: Run) -> None:
    """Print the table and the JSON line."""
    rows = (
        ("do-nothing handler, requests", reference.per_second, reference),
        ("single events, durable", single.per_second, single),
        ("single events at half the maximum", half.per_second, half),
        (f"batches of {_BATCH}, events, durable", batch.per_second * _BATCH, batch),
    )
    print(f"{'':36}{'per second':>12}{'CPU µs/req':>12}{'p50 ms':>9}{'p99 ms':>9}")
    for name, rate, run in rows:
        print(f"{name:36}{rate:12,.0f}{run.cpu_us:12.1f}{run.quantile_ms(0.5):9.2f}{run.quantile_ms(0.99):9.2f}")
    share = single.per_second / reference.per_second
    print(f"single events against the do-nothing handler: {share:.0%}")
    figures = {
        "benchmark": "accept",
        "reference_requests_per_s": round(reference.per_second),
        "single_events_per_s": round(single.per_second),
        "single_share_of_reference": round(share, 3),
        "half_load_p99_ms": round(half.quantile_ms(0.99), 2),
        "batch_events_per_s": round(batch.per_second * _BATCH),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
