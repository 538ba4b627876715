"""`portret serve`: web, worker, loader and warehouse on one port, kept running."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import structlog

from portret.cli.claim import claim_data_dir, listen
from portret.cli.client import address_of
from portret.cli.configure import Configuration, configure
from portret.cli.logs import configure_logs
from portret.cli.options import ConfigFile, DataDir, Host, LogLevel, Port, WarehousePort
from portret.cli.show import print_note
from portret.cli.supervise import SOCKET_VARIABLE, Program, stop_on_signals, supervise
from portret.kernel import PortretError, Settings

_WEB_STOPS_WITHIN_S = 4.0
_WORKER_STOPS_WITHIN_S = 2.0
_LOADER_STOPS_WITHIN_S = 2.0
_WAREHOUSE_STOPS_WITHIN_S = 2.0
_log = structlog.get_logger("portret.serve")


def serve(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    host: Host = None,
    port: Port = None,
    warehouse_port: WarehousePort = None,
    log_level: LogLevel = None,
) -> None:
    """Run everything on one port: web, worker, loader and, unless it is elsewhere, the warehouse.

    The first start makes a workspace, an admin token (admin.token) and a write key (write.key) in the data directory.
    A child that dies is started again. SIGTERM and Ctrl-C end all of them within ten seconds.

    Example: portret serve --data-dir /var/lib/portret --port 8080
    """
    flags = settings_flags(data_dir, host, port, warehouse_port, log_level)
    configuration = configure(os.environ, flags, config)
    settings = configuration.settings
    configure_logs(settings.log_level, "serve")
    stopping = stop_on_signals()
    with ExitStack() as held:
        held.enter_context(claim_data_dir(settings.data_dir))
        listener = held.enter_context(listen(settings.host, settings.port))
        _require_free_warehouse_port(settings)
        arguments = _arguments(configuration, flags)
        _migrate(arguments)
        threading.Thread(target=_announce, args=(settings, stopping), daemon=True).start()
        supervise(_programs(settings, arguments, listener), stopping)
    _log.info("stopped")


def settings_flags(
    data_dir: Path | None,
    host: str | None = None,
    port: str | None = None,
    warehouse_port: str | None = None,
    log_level: str | None = None,
) -> dict[str, Any]:
    """Return the settings given by flags; None for those that were not given."""
    return {"data_dir": data_dir, "host": host, "port": port, "warehouse_port": warehouse_port, "log_level": log_level}


def _programs(settings: Settings, arguments: Sequence[str], listener: socket.socket) -> list[Program]:
    """Return the children in the order in which they are stopped: first nobody asks, then nothing is loaded."""
    told = {SOCKET_VARIABLE: str(listener.fileno())}
    inner = [argument for argument in arguments if not argument.startswith(("--host=", "--port="))]
    programs = [
        Program("web", ["web", *arguments], _WEB_STOPS_WITHIN_S, told, (listener,)),
        Program("worker", ["worker", *inner], _WORKER_STOPS_WITHIN_S),
        Program("loader", ["loader", *inner], _LOADER_STOPS_WITHIN_S),
    ]
    if not settings.warehouse_url:
        programs.append(Program("warehouse", ["warehouse", *inner], _WAREHOUSE_STOPS_WITHIN_S))
    return programs


def _migrate(arguments: Sequence[str]) -> None:
    """Migrate in a process of its own: the supervisor stays small."""
    inner = [argument for argument in arguments if not argument.startswith(("--host=", "--port="))]
    command = [sys.executable, "-m", "portret", "migrate", *inner]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 — our own interpreter and package
        raise PortretError("The stores could not be prepared; the lines above say why. Nothing was started.")


def _require_free_warehouse_port(settings: Settings) -> None:
    if not settings.warehouse_url:
        listen("127.0.0.1", settings.warehouse_port, "warehouse_port").close()


def _arguments(configuration: Configuration, flags: Mapping[str, Any]) -> list[str]:
    given = {"config": configuration.file, **flags}
    return [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value is not None]


def _announce(settings: Settings, stopping: threading.Event) -> None:
    """Say once that everything is up."""
    while not _is_ready(settings):
        if stopping.wait(0.2):
            return
    _log.info("ready", address=f"http://{settings.host}:{settings.port}")
    print_note(f"Portret is ready: http://{settings.host}:{settings.port}")
    if settings.setup_token_path.exists():
        _tell_set_up(settings)


def _tell_set_up(settings: Settings) -> None:
    """Say how the first owner comes in; the token only to a person at a terminal, as all else is kept as a log."""
    link = set_up_link(settings)
    shown = link if sys.stderr.isatty() else link.partition("=")[0] + "=TOKEN"
    print_note(f"Nobody works here yet. Make yourself the owner: {shown}")
    print_note(f"  The token lies in {settings.setup_token_path}.")


def set_up_link(settings: Settings) -> str:
    """Return where the first owner comes in, "" when there is somebody already."""
    if not settings.setup_token_path.exists():
        return ""
    token = settings.setup_token_path.read_text("ascii").strip()
    return f"{settings.public_url.rstrip('/') or address_of(settings)}/setup#token={token}"


def _is_ready(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
