"""A `portret serve` of the demo's own: started, waited for, stopped."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import httpx2

from portret.cli.claim import free_port
from portret.cli.client import address_of, open_client
from portret.kernel import Settings, Unavailable

LOG_NAME = "demo.log"

_READY_WITHIN_S = 120.0
_STOPS_WITHIN_S = 15.0
_PAUSE_S = 0.1
_LAST_LINES = 12


def port_near(host: str, preferred: int) -> int:
    """Return the preferred port, or another one if somebody listens there."""
    try:
        socket.create_server((host, preferred)).close()
    except OSError:
        return free_port(host)
    return preferred


@contextmanager
def served(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run `portret serve` with these settings until the block ends; it is ready when the block begins.

    Raises:
        Unavailable: it did not come up; the message shows the last lines of its log.
    """
    signal.signal(signal.SIGTERM, _end)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = settings.data_dir / LOG_NAME
    with log.open("ab") as output:
        process = _start(settings, output.fileno())
    try:
        _wait_until_ready(settings, process, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _start(settings: Settings, output: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "portret",
        "serve",
        f"--data-dir={settings.data_dir}",
        f"--host={settings.host}",
        f"--port={settings.port}",
        f"--warehouse-port={settings.warehouse_port}",
    ]
    return subprocess.Popen(  # noqa: S603 — our own interpreter and package
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=output
    )


def _wait_until_ready(settings: Settings, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + _READY_WITHIN_S
    with open_client(None, settings, {}) as client:
        while not _is_ready(client):
            if process.poll() is not None:
                raise Unavailable(f"`portret serve` ended. Its last lines:\n{_tail(log)}")
            if time.monotonic() > give_up_at:
                raise Unavailable(f"{address_of(settings)} is not ready. The last lines of {log}:\n{_tail(log)}")
            time.sleep(_PAUSE_S)


def _is_ready(client: httpx2.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx2.TransportError:
        return False


def _tail(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-_LAST_LINES:])


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave through every `finally`, so that the server is stopped too."""
    raise KeyboardInterrupt
