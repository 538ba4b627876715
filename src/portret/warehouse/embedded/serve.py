"""The process `portret warehouse`: one engine, one port on loopback, until SIGTERM."""

from __future__ import annotations

import hmac
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvicorn

from portret.kernel import Settings
from portret.warehouse.embedded.configuration import write_configuration
from portret.warehouse.embedded.interface import HttpInterface, Lanes
from portret.warehouse.secret import WRITER, read_or_make_secret, reader_password, writer_password

_WRITERS = 4
_READERS = 4
_GRACE_S = 20
_HANDSHAKE_ROWS = 5_000  # clickhouse-connect reads the list of all settings when it connects
_HOST = "127.0.0.1"


def serve(settings: Settings, *, ready: Callable[[int], None] | None = None) -> None:
    """Serve the embedded warehouse on loopback at `settings.warehouse_port` until SIGTERM or SIGINT.

    Call it in a fresh process (spawned, never forked after import), from the main thread. `ready` is told the port
    once requests are answered; port 0 takes a free one.

    Raises:
        EngineError: if the folder cannot be opened, for example because another process has it.
    """
    folder = settings.data_dir.resolve() / "warehouse"
    secret = read_or_make_secret(settings.data_dir)
    config = write_configuration(folder / "etc", folder / "data")
    authenticate = _authenticator(secret)
    os.chdir(folder)  # the engine reads a config.xml of the folder it starts in, which must be none of ours
    from portret.warehouse.embedded.engine import Engine  # noqa: PLC0415  importing chDB costs a second and 250 MB

    engine = Engine(folder / "data", config, _reader_limits(settings))
    lanes = Lanes(ThreadPoolExecutor(_WRITERS, "writer"), ThreadPoolExecutor(_READERS, "reader"))
    try:
        _Server(HttpInterface(engine, authenticate, lanes), settings.warehouse_port, ready).run()
    finally:
        lanes.readers.shutdown()
        lanes.writers.shutdown()
        engine.close()


def data_path(settings: Settings) -> Path:
    """Return the folder of the embedded warehouse's tables."""
    return settings.data_dir.resolve() / "warehouse" / "data"


class _Server(uvicorn.Server):
    def __init__(self, app: HttpInterface, port: int, ready: Callable[[int], None] | None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=_HOST,
                port=port,
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
                timeout_keep_alive=60,
            )
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready and self.started:
            self._ready(self.servers[0].sockets[0].getsockname()[1])


def _authenticator(secret: str) -> Callable[[str, str], str | None]:
    def authenticate(user: str, password: str) -> str | None:
        expected = writer_password(secret) if user == WRITER else reader_password(secret, user)
        if not user or not hmac.compare_digest(expected.encode(), password.encode("utf-8", "replace")):
            return None
        return "" if user == WRITER else user

    return authenticate


def _reader_limits(settings: Settings) -> dict[str, int]:
    return {
        "max_execution_time": settings.query_max_seconds,
        "max_memory_usage": settings.query_max_memory_bytes,
        "max_result_rows": max(settings.query_max_rows, _HANDSHAKE_ROWS),
        "max_result_bytes": 256 * 1024**2,
        "max_ast_depth": 500,
        "max_query_size": 256 * 1024,
    }
