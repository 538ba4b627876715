"""The processes that `portret serve` keeps running; on many machines each is started alone.

Each imports its stage when it runs: the supervisor and the other commands stay small and quick.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portret.cli.claim import listen
from portret.cli.configure import configure
from portret.cli.logs import configure_logs
from portret.cli.operations import operation_launcher
from portret.cli.options import ConfigFile, DataDir, Host, LogLevel, Port, WarehousePort
from portret.cli.serve import settings_flags
from portret.cli.show import print_note
from portret.cli.supervise import PARENT_VARIABLE, SOCKET_VARIABLE, die_with_parent, stop_on_signals
from portret.kernel import PortretError, Settings, SystemClock

if TYPE_CHECKING:
    from portret.web import FirstStart

_NICENESS = 5


def run_web(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    host: Host = None,
    port: Port = None,
    warehouse_port: WarehousePort = None,
    log_level: LogLevel = None,
) -> None:
    """Run the web process alone: collection, API and pages.

    Example: portret web --port 8080 --config cluster.toml
    """
    settings = _start("web", config, settings_flags(data_dir, host, port, warehouse_port, log_level))
    from portret.web.run import run  # noqa: PLC0415 — see the module's docstring

    descriptor = os.environ.get(SOCKET_VARIABLE)
    listener = socket.socket(fileno=int(descriptor)) if descriptor else listen(settings.host, settings.port)
    _prepare_unless_supervised(settings)
    run(settings, SystemClock(), listener)


def run_worker(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    warehouse_port: WarehousePort = None,
    log_level: LogLevel = None,
) -> None:
    """Run the worker alone: it turns logged events into profiles.

    Example: portret worker --data-dir /var/lib/portret
    """
    flags = settings_flags(data_dir, warehouse_port=warehouse_port, log_level=log_level)
    settings = _start("worker", config, flags)
    from portret import worker  # noqa: PLC0415 — see the module's docstring

    _prepare_unless_supervised(settings)
    worker.run(settings, SystemClock(), stop_on_signals(), operation_launcher(config, flags))


def run_operation(
    operation_id: Annotated[str, typer.Argument(metavar="ID", help="Its id: op_…")],
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    warehouse_port: WarehousePort = None,
    log_level: LogLevel = None,
) -> None:
    """Carry out a heavy operation that waits, here and now: on the machine of the stores, or one that reaches them.

    The worker does it by itself, one at a time.

    Example: portret operation run op_01h455vb4pex5vsknk084sn02q
    """
    flags = settings_flags(data_dir, warehouse_port=warehouse_port, log_level=log_level)
    settings = _start("operation", config, flags)
    from portret import worker  # noqa: PLC0415 — see the module's docstring

    ended = worker.carry_out(settings, SystemClock(), operation_id)
    print_note(f"{ended.id}: {ended.status}")
    if ended.problem:
        raise PortretError(ended.problem.detail)


def run_loader(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    warehouse_port: WarehousePort = None,
    log_level: LogLevel = None,
) -> None:
    """Run the loader alone: it brings what the worker resolved into the warehouse.

    Example: portret loader --data-dir /var/lib/portret
    """
    flags = settings_flags(data_dir, warehouse_port=warehouse_port, log_level=log_level)
    settings = _start("loader", config, flags)
    _let_others_go_first()
    from portret import worker  # noqa: PLC0415 — see the module's docstring

    _prepare_unless_supervised(settings)
    worker.load(settings, SystemClock(), stop_on_signals())


def run_warehouse(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    warehouse_port: WarehousePort = None,
    log_level: LogLevel = None,
) -> None:
    """Run the embedded warehouse alone: chDB behind ClickHouse's HTTP interface, on loopback.

    Example: portret warehouse --warehouse-port 8126
    """
    flags = settings_flags(data_dir, warehouse_port=warehouse_port, log_level=log_level)
    settings = _start("warehouse", config, flags)
    _let_others_go_first()
    from portret import warehouse  # noqa: PLC0415 — see the module's docstring

    warehouse.serve(settings)


def migrate(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    warehouse_port: WarehousePort = None,
    log_level: LogLevel = None,
) -> None:
    """Bring the state store to the newest shape; give an empty installation a workspace, a token and a write key.

    `portret serve` does it by itself; doing it again changes nothing.

    Example: portret migrate --data-dir /var/lib/portret
    """
    flags = settings_flags(data_dir, warehouse_port=warehouse_port, log_level=log_level)
    _prepare(_start("migrate", config, flags))


def _start(name: str, config: Path | None, flags: Mapping[str, Any]) -> Settings:
    die_with_parent()
    os.umask(0o077)  # whatever the stores write is about people
    settings = configure(os.environ, flags, config).settings
    configure_logs(settings.log_level, name)
    return settings


def _let_others_go_first() -> None:
    """Leave the processor to the web and the worker, if these run on this machine: analysis may come a little later."""
    if PARENT_VARIABLE in os.environ:
        os.nice(_NICENESS)


def _prepare_unless_supervised(settings: Settings) -> None:
    if PARENT_VARIABLE not in os.environ:
        _prepare(settings)


def _prepare(settings: Settings) -> None:
    """Migrate the state store; give an empty installation what it needs, and say so once."""
    from portret import govern, web  # noqa: PLC0415 — see the module's docstring
    from portret.state import State, upgrade  # noqa: PLC0415 — as above

    govern.site_of(settings)  # what is missing for single sign-on is told at the start
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = State(settings.effective_state_url)
    try:
        upgrade(state)
        made = web.first_start(state, SystemClock(), settings)
        web.prepare_set_up(state, SystemClock(), settings)
    finally:
        state.close()
    if made:
        _tell(made, settings)


def _tell(made: FirstStart, settings: Settings) -> None:
    """Say what was made; the secrets themselves only to a person at a terminal, as all else is kept as a log."""
    print_note(f"First start: made workspace {made.workspace_id}.")
    for name, secret, path in (
        ("admin token", made.admin_token, settings.admin_token_path),
        ("write key", made.write_key, settings.write_key_path),
    ):
        shown = f"{secret}  (kept in {path})" if sys.stderr.isatty() else f"kept in {path}"
        print_note(f"  {name:<11}  {shown}")
