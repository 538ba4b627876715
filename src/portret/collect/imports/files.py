"""Where uploaded files lie: below the data folder, named by the id of their import, never by anybody's word."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import IO

from starlette.requests import ClientDisconnect, Request

from portret import operation
from portret.collect.imports import store
from portret.collect.imports.model import FileImport
from portret.kernel import BadRequest, Clock, NotFound, Settings, TooLarge, Unavailable, to_ms, told
from portret.state import State

_KEPT = timedelta(days=7)
_RETRY_S = 60


def file_of(settings: Settings, import_id: str) -> Path:
    """Return where the file of an import lies, or would."""
    return settings.data_dir / "imports" / import_id


def remove_file(settings: Settings, import_id: str) -> None:
    """Remove the file of an import, if it is there."""
    file_of(settings, import_id).unlink(missing_ok=True)


async def receive(request: Request, settings: Settings, import_id: str) -> int:
    """Take a file as it comes; nothing else waits for a slow sender. Return its size in bytes.

    Raises:
        TooLarge: it is larger than `import_max_bytes`.
        BadRequest: it ended too early.
        Unavailable: the disk is full, or nearly.
    """
    limit = settings.import_max_bytes
    if int(request.headers.get("content-length", "0")) > limit:
        raise _too_large(limit)
    path = file_of(settings, import_id)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        room = shutil.disk_usage(path.parent).free - settings.disk_reserve_bytes
        with path.open("xb") as file:
            return await _write(request, file, limit, room)
    except BaseException as error:
        remove_file(settings, import_id)
        if isinstance(error, ClientDisconnect):
            raise BadRequest(told("file-ended", "The file ended before all of it had come. Send it again.")) from error
        if isinstance(error, OSError):
            raise Unavailable(f"The file cannot be kept: {error.strerror}.", retry_after_s=_RETRY_S) from error
        raise


async def _write(request: Request, file: IO[bytes], limit: int, room: int) -> int:
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        if size > room:
            raise Unavailable(
                told("file-room", "There is no room for the file. Free some space on the disk."), retry_after_s=_RETRY_S
            )
        file.write(part)
    return size


def forget_abandoned(state: State, clock: Clock, settings: Settings) -> None:
    """Remove files that nobody began to import within a week, or that nobody went on with, and those of no import."""
    before_ms = to_ms(clock.now() - _KEPT)
    with state.read() as connection:
        unfinished = store.of_all(connection)
    wanted = set()
    for found in unfinished:
        if max(found.created_at_ms, found.started_at_ms) >= before_ms or _is_at_work(state, found):
            wanted.add(found.id)
        elif not found.operation_id:
            with state.begin() as connection:
                store.remove_import(connection, found)
    folder = file_of(settings, "any").parent
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in wanted and path.stat().st_mtime * 1000 < before_ms:
            path.unlink(missing_ok=True)


def _is_at_work(state: State, found: FileImport) -> bool:
    if not found.operation_id:
        return False
    try:
        with state.read() as connection:
            return not operation.find(connection, found.workspace_id, found.operation_id).has_finished
    except NotFound:
        return False


def _too_large(limit: int) -> TooLarge:
    size = f"{limit // 1024**2:,} MiB" if limit >= 1024**2 else f"{limit:,} bytes"
    return TooLarge(f"A file may have {size} (setting import_max_bytes). Pack it with gzip, or split it.")
