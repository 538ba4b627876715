"""Where uploaded files lie: below the data folder, named by the id of their import, never by anybody's word."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from portret import operation
from portret.collect.imports import store
from portret.collect.imports.model import FileImport
from portret.kernel import Clock, Conflict, NotFound, Settings, to_ms, told
from portret.state import State

_KEPT = timedelta(days=7)
_GONE = told(
    "import-gone",
    "The file of this import is no longer here. Upload it again: what was accepted already does not count twice.",
)


def file_of(settings: Settings, import_id: str) -> Path:
    """Return where the file of an import lies, or would."""
    return settings.data_dir / "imports" / import_id


def new_file(settings: Settings, import_id: str) -> Path:
    """Return where the file of a new import will lie; its folder is there."""
    path = file_of(settings, import_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def present_file(settings: Settings, import_id: str) -> Path:
    """Return where the file of an import lies. Raises Conflict: it is gone."""
    path = file_of(settings, import_id)
    if not path.is_file():
        raise Conflict(_GONE)
    return path


def remove_file(settings: Settings, import_id: str) -> None:
    """Remove the file of an import, if it is there."""
    file_of(settings, import_id).unlink(missing_ok=True)


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
