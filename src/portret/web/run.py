"""The web process: uvicorn on a socket that is given, or on the port of the settings."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import uvicorn

from portret.kernel import Clock, Settings
from portret.log import SqliteLog
from portret.state import State
from portret.warehouse import Warehouse
from portret.web.app import web_app
from portret.web.model import Stores
from portret.web.protocol import BoundedProtocol

_DRAIN_S = 3
_BACKLOG = 2048


def run(settings: Settings, clock: Clock, listener: socket.socket | None = None) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are finished first. The state store must be up to date."""
    stores = Stores(
        settings=settings,
        clock=clock,
        state=State(settings.effective_state_url),
        log=SqliteLog(settings.log_path),
        warehouse=Warehouse.of(settings),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _after_the_end)
    try:
        uvicorn.Server(_config(stores)).run(sockets=[listener] if listener else None)
    finally:
        stores.log.close()
        stores.warehouse.close()
        stores.state.close()


def _config(stores: Stores) -> uvicorn.Config:
    return uvicorn.Config(
        web_app(stores),
        host=stores.settings.host,
        port=stores.settings.port,
        loop="uvloop",
        http=BoundedProtocol,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        proxy_headers=False,  # collection and the API look through trusted proxies themselves
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_DRAIN_S,
    )


def _after_the_end(_number: int, _frame: FrameType | None) -> None:
    """Take the signal that uvicorn sends once more when it has ended, so that the exit code is 0."""
