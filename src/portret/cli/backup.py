"""`portret backup` and `portret restore`: a consistent copy of a running installation, and a new one made of it.

State first, then the warehouse up to the state's position, then the log: the copied state is never ahead of the
copied log, and what the log has more is processed after the restore, exactly once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console

import portret
from portret.cli.claim import INCOMPLETE_NAME, claim_data_dir, free_port
from portret.cli.configure import configure
from portret.cli.logs import configure_logs
from portret.cli.options import ConfigFile, DataDir, Json
from portret.cli.show import print_fields, print_json
from portret.cli.supervise import Child, Program
from portret.cli.waiting import wait_until
from portret.kernel import Conflict, Invalid, Settings, SystemClock

if TYPE_CHECKING:
    from portret.warehouse import Warehouse

MANIFEST_NAME = "manifest.json"
WAREHOUSE_NAME = "warehouse"
_LOADED_WITHIN_S = 120.0
_WAREHOUSE_UP_WITHIN_S = 60.0
_FORMAT = 1


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. Written last: a folder without one is no backup."""

    format: int
    version: str
    made_at: str
    position: int
    files: dict[str, str]


BackupDir = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")]


def backup(folder: BackupDir, *, config: ConfigFile = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Copy a running installation with embedded stores; run it on the same machine. Nothing has to stop.

    A state store or warehouse of your own (state_url, warehouse_url) is backed up by its own means.

    Example: portret backup /backups/2027-01-01 --data-dir /var/lib/portret
    """
    settings = configure(os.environ, {"data_dir": data_dir}, config).settings
    _require_embedded(settings)
    if not settings.state_path.exists():
        raise Invalid(f"There is no installation in {settings.data_dir}. Say where it is with --data-dir.")
    _require_empty(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _says("Copying the state store, the warehouse and the log"):
        position = _back_up(settings, folder)
    manifest = Manifest(_FORMAT, portret.__version__, SystemClock().now().isoformat(), position, _digests(folder))
    (folder / MANIFEST_NAME).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    _report({"folder": str(folder), "position": position, "bytes": _size(folder)}, as_json=as_json)


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `portret backup` made.")],
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make an installation of a backup, in a data directory that is empty. Then start it with `portret serve`.

    Example: portret restore /backups/2027-01-01 --data-dir /var/lib/portret-new
    """
    settings = configure(os.environ, {"data_dir": data_dir}, config).settings
    configure_logs("error", "restore")
    _require_embedded(settings)
    manifest = _verified(folder)
    _require_empty(settings.data_dir)
    with claim_data_dir(settings.data_dir), _says("Restoring"):
        marker = settings.data_dir / INCOMPLETE_NAME
        marker.touch()
        _restore(settings, folder)
        marker.unlink()
    _report({"data_dir": str(settings.data_dir), "position": manifest.position}, as_json=as_json)


def _back_up(settings: Settings, folder: Path) -> int:
    from portret import worker  # noqa: PLC0415 — the other commands stay quick
    from portret.cli.warehouse_copy import export_tables  # noqa: PLC0415 — as above
    from portret.state import State  # noqa: PLC0415 — as above
    from portret.warehouse import Warehouse  # noqa: PLC0415 — as above

    target = Settings(data_dir=folder)
    _copy_sqlite(settings.state_path, target.state_path)
    with closing(State(target.effective_state_url)) as copy, copy.begin() as connection:
        position = worker.processed_position(connection)
        worker.detach(connection)
    with closing(State(settings.effective_state_url)) as live, closing(Warehouse.of(settings)) as warehouse:

        def loaded() -> bool:
            with live.read() as connection:
                return worker.is_loaded(connection, position)

        wait_until(loaded, _LOADED_WITHIN_S, "The warehouse is behind. Start Portret, or wait, and try again.")
        if position:
            export_tables(warehouse, folder / WAREHOUSE_NAME, position)
    _copy_sqlite(settings.log_path, target.log_path)
    _copy_files(_secrets(settings), folder)
    return position


def _restore(settings: Settings, folder: Path) -> None:
    from portret import worker  # noqa: PLC0415 — the other commands stay quick
    from portret.cli.warehouse_copy import import_tables, messages  # noqa: PLC0415 — as above
    from portret.state import State, upgrade  # noqa: PLC0415 — as above
    from portret.unify import aliases_between  # noqa: PLC0415 — as above

    origin = Settings(data_dir=folder)
    _copy_files((origin.log_path, origin.state_path, *_secrets(origin)), settings.data_dir)
    with closing(State(settings.effective_state_url)) as state:
        upgrade(state)
        with state.read() as connection:
            position = worker.processed_position(connection)
            aliases = aliases_between(connection, 1, position)
    with _embedded_warehouse(settings) as warehouse:
        warehouse.migrate()
        import_tables(warehouse, folder / WAREHOUSE_NAME, aliases, position)
    worker.remember_messages(settings, settings.dedup_path, messages(folder / WAREHOUSE_NAME))


@contextmanager
def _embedded_warehouse(settings: Settings) -> Iterator[Warehouse]:
    """Run the embedded warehouse on a free port while the block runs."""
    from portret.warehouse import Warehouse  # noqa: PLC0415 — the other commands stay quick

    port = free_port()
    arguments = ["warehouse", f"--data-dir={settings.data_dir}", f"--warehouse-port={port}", "--log-level=error"]
    child = Child(Program("warehouse", arguments, stop_within_s=60.0))
    with closing(Warehouse.of(replace(settings, warehouse_port=port))) as warehouse:

        def up() -> bool:
            child.tend()
            return warehouse.ping()

        try:
            wait_until(up, _WAREHOUSE_UP_WITHIN_S, "The warehouse did not start; the lines above say why.")
            yield warehouse
        finally:
            child.stop()


def _secrets(settings: Settings) -> tuple[Path, ...]:
    return settings.admin_token_path, settings.write_key_path, settings.secret_key_path


def _copy_files(paths: Iterable[Path], folder: Path) -> None:
    for path in paths:
        if path.exists():
            shutil.copy2(path, folder)


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that others write to: SQLite's online backup, in one step, is one moment of it."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as reader,
        closing(sqlite3.connect(target)) as writer,
    ):
        reader.backup(writer)
    target.chmod(0o600)


def _verified(folder: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode((folder / MANIFEST_NAME).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise Invalid(f"{folder} holds no finished backup: {MANIFEST_NAME} is missing or broken.") from error
    if manifest.format != _FORMAT:
        raise Invalid(f"The backup has format {manifest.format}, this program reads {_FORMAT}.")
    found = _digests(folder)
    damaged = sorted(name for name, digest in manifest.files.items() if found.get(name) != digest)
    if damaged:
        raise Invalid(f"The backup is damaged: {', '.join(damaged)} are not as they were written.")
    return manifest


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST_NAME)
    return {str(path.relative_to(folder)): _digest(path) for path in files}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _require_embedded(settings: Settings) -> None:
    if settings.state_url or settings.warehouse_url:
        raise Invalid("This works on embedded stores only. Back up your own database servers by their own means.")


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is not empty. Give a folder that is empty or not there yet.")


@contextmanager
def _says(doing: str) -> Iterator[None]:
    with Console(stderr=True).status(doing + " …"):
        yield


def _report(fields: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json(fields)
    else:
        print_fields(fields)
