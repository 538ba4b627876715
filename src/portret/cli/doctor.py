"""`portret doctor`: the settings in force and their origin, the machine, the stores; what is wrong, what to do."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import httpx2
import typer

from portret.cli.client import address_of, open_client
from portret.cli.configure import Configuration, configure, unknown_variables
from portret.cli.options import ConfigFile, DataDir, Host, Json, Port, WarehousePort
from portret.cli.serve import settings_flags
from portret.cli.show import print_json, print_line, print_table
from portret.kernel import PortretError, Settings, Unavailable

Level = Literal["ok", "warning", "error"]
_PACKAGES = ("portret", "chdb", "clickhouse-connect", "fastapi", "rocksdict", "sqlalchemy", "uvicorn")
_FSYNC_ROUNDS = 20
_SLOW_FSYNC_MS = 10.0
_PAGE = b"\0" * 4096
_OLDEST_SQLITE = (3, 35)
_MARKS: dict[Level, str] = {"ok": "ok      ", "warning": "WARNING ", "error": "ERROR   "}


@dataclass(frozen=True)
class Finding:
    """What one examination found; `advice` says what to do, "" if nothing."""

    level: Level
    subject: str
    detail: str
    advice: str = ""


def doctor(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    host: Host = None,
    port: Port = None,
    warehouse_port: WarehousePort = None,
    as_json: Json = False,
) -> None:
    """Show the settings in force and their origin, versions, disk, ports, stores; say what is wrong and what to do.

    Changes nothing. Exit code 1 if something is wrong.

    Example: portret doctor --data-dir /var/lib/portret
    """
    configuration = configure(os.environ, settings_flags(data_dir, host, port, warehouse_port), config)
    findings = list(examine(configuration))
    if as_json:
        print_json(_document(configuration, findings))
    else:
        _print(configuration, findings)
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


def examine(configuration: Configuration) -> Iterator[Finding]:
    """Examine the installation, one finding after another."""
    settings = configuration.settings
    for name in unknown_variables(os.environ):
        yield Finding("warning", "settings", f"{name} is set, but nothing reads it.", "Check the spelling or unset it.")
    yield _versions()
    yield _sqlite()
    yield from _data_dir(settings)
    yield from _server(settings)
    yield _state(settings)
    yield _warehouse(settings)
    yield _geo(settings)
    if settings.analytics_js_path:
        yield _browser_sdk(settings.analytics_js_path)


def _versions() -> Finding:
    known = ", ".join(f"{name} {metadata.version(name)}" for name in _PACKAGES)
    return Finding("ok", "versions", f"Python {platform.python_version()} on {platform.platform()}; {known}")


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return Finding("error", "sqlite", f"SQLite {sqlite3.sqlite_version} is too old.", "Install 3.35 or newer.")
    return Finding("ok", "sqlite", f"SQLite {sqlite3.sqlite_version}")


def _data_dir(settings: Settings) -> Iterator[Finding]:
    path = settings.data_dir
    if not path.exists():
        yield Finding("ok", "data directory", f"{path.absolute()} is not there yet; the first start makes it.")
        return
    if not os.access(path, os.W_OK | os.X_OK):
        yield Finding("error", "data directory", f"{path} is not writable.", "Give it to the user that runs Portret.")
        return
    if path.stat().st_mode & 0o077:
        yield Finding("warning", "data directory", f"{path} is open to other users.", f"Run: chmod 700 {path}")
    yield _disk(settings)
    yield _fsync(path)


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir).free
    said = f"{free / 1024**3:.1f} GiB free in {settings.data_dir.absolute()}"
    if free < settings.disk_reserve_bytes:
        return Finding("error", "disk", said, "Events are refused below disk_reserve_bytes. Free some space.")
    if free < 4 * settings.disk_reserve_bytes:
        return Finding("warning", "disk", said, "Free some space soon, or shorten log_retention.")
    return Finding("ok", "disk", said)


def _fsync(path: Path) -> Finding:
    """Time writing and syncing a page: what every accepted event waits for."""
    probe = path / ".fsync-probe"
    took_ms = []
    with probe.open("wb", buffering=0) as file:
        for _ in range(_FSYNC_ROUNDS):
            began = time.perf_counter()
            file.write(_PAGE)
            os.fsync(file.fileno())
            took_ms.append((time.perf_counter() - began) * 1000)
    probe.unlink()
    middle, worst = statistics.median(took_ms), max(took_ms)
    said = f"writing and syncing a page takes {middle:.1f} ms, at worst {worst:.1f} ms"
    if middle > _SLOW_FSYNC_MS:
        return Finding("warning", "fsync", said, "Each answer waits for this. Put the data on a faster disk.")
    return Finding("ok", "fsync", said)


def _server(settings: Settings) -> Iterator[Finding]:
    """Ask the server that should run; without one, see whether its ports are free."""
    address = address_of(settings)
    try:
        with open_client(None, settings, {}) as client:
            answer = client.get("/readyz").json()
            checks = [(check["name"], check["ok"], check["detail"]) for check in answer["checks"]]
    except httpx2.TransportError:
        yield Finding("ok", "server", f"none runs at {address}")
        yield from _free_ports(settings)
    except (ValueError, KeyError, TypeError):
        advice = "Stop it, or choose another port."
        yield Finding("error", "server", f"What listens at {address} is not Portret.", advice)
    else:
        yield Finding("ok", "server", f"runs at {address}")
        for name, ok, detail in checks:
            yield Finding("ok" if ok else "error", f"server: {name}", detail, "" if ok else "See the server's log.")


def _free_ports(settings: Settings) -> Iterator[Finding]:
    wanted = [("port", settings.host, settings.port)]
    if not settings.warehouse_url:
        wanted.append(("warehouse_port", "127.0.0.1", settings.warehouse_port))
    for name, host, port in wanted:
        try:
            socket.create_server((host, port)).close()
        except OSError as error:
            detail = f"{name} {port} on {host} cannot be used: {error.strerror}"
            yield Finding("error", "ports", detail, f"Stop what uses it, or set {name}.")
        else:
            yield Finding("ok", "ports", f"{name} {port} on {host} is free")


def _state(settings: Settings) -> Finding:
    if not settings.state_url and not settings.state_path.exists():
        return Finding("ok", "state store", "empty; the first start makes it")
    return _tried("state store", lambda: _schema(settings), "Check state_url and that the database runs.")


def _schema(settings: Settings) -> str:
    from portret import web  # noqa: PLC0415 — the other commands stay quick
    from portret.state import State, newest_revision  # noqa: PLC0415 — as above

    state = State(settings.effective_state_url)
    try:
        with state.read() as connection:
            found = web.schema_version(connection)
    finally:
        state.close()
    ahead = "" if found == newest_revision() else f"; the next start migrates it to {newest_revision()}"
    return f"{'SQLite' if state.is_sqlite else state.url.get_backend_name()} at revision {found or 'none'}{ahead}"


def _warehouse(settings: Settings) -> Finding:
    if not settings.warehouse_url:
        here = settings.data_dir / "warehouse"
        return Finding("ok", "warehouse", f"embedded, in {here.absolute()}")
    return _tried("warehouse", lambda: _pinged(settings), "Check warehouse_url and that ClickHouse runs.")


def _pinged(settings: Settings) -> str:
    from portret.warehouse import Warehouse  # noqa: PLC0415 — the other commands stay quick

    if not Warehouse.of(settings).ping():
        raise Unavailable("The server at warehouse_url does not answer.")
    return "the server at warehouse_url answers"


def _geo(settings: Settings) -> Finding:
    return _tried("geo database", lambda: _places(settings), "Check geo_country_path and geo_city_path.")


def _places(settings: Settings) -> str:
    from portret.collect import open_geo  # noqa: PLC0415 — the other commands stay quick

    with closing(open_geo(settings)) as geo:
        used = "; ".join(geo.describe())
    return used if settings.geo_city_path else f"{used}; set geo_city_path for cities"


def _browser_sdk(path: Path) -> Finding:
    standalone = path if path.suffix == ".js" else path / "standalone.js"
    if standalone.is_file():
        return Finding("ok", "browser SDK", f"{standalone} is served to pages")
    advice = "Name the folder dist/umd of the npm package @segment/analytics-next in analytics_js_path."
    return Finding("error", "browser SDK", f"{standalone} is not there.", advice)


def _tried(subject: str, question: Callable[[], str], advice: str) -> Finding:
    try:
        return Finding("ok", subject, question())
    except PortretError as error:
        return Finding("error", subject, error.detail, advice)
    except Exception as error:  # noqa: BLE001 — whatever fails is the finding
        return Finding("error", subject, f"{error.__class__.__name__} while asking", advice)


def _document(configuration: Configuration, findings: list[Finding]) -> dict[str, Any]:
    settings = {name: {"value": value, "from": origin} for name, (value, origin) in configuration.shown().items()}
    file = str(configuration.file) if configuration.file else None
    return {"settings": settings, "file": file, "findings": [asdict(finding) for finding in findings]}


def _print(configuration: Configuration, findings: list[Finding]) -> None:
    print_table(
        ({"setting": name, "value": value, "from": origin} for name, (value, origin) in configuration.shown().items()),
        ("setting", "value", "from"),
    )
    print_line("")
    for finding in findings:
        print_line(f"{_MARKS[finding.level]}{finding.subject}: {finding.detail}")
        if finding.advice:
            print_line(f"        {finding.advice}")
