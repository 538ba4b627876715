"""HTTP of imports: bring a file, look into it, try a mapping, begin, watch, stop, forget."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool

from portret import operation
from portret.collect import sources
from portret.collect.api_models import CollectContext, page_of
from portret.collect.importers import guess_file
from portret.collect.importers.read import identity
from portret.collect.imports import api_models as models
from portret.collect.imports import store
from portret.collect.imports.files import new_file, present_file, remove_file
from portret.collect.imports.model import Counts, FileImport
from portret.collect.imports.preview import become, looked_at
from portret.kernel import (
    Conflict,
    Invalid,
    NotFound,
    Permission,
    PortretError,
    Settings,
    TooMany,
    key_of_cursor,
    needs,
    new_id,
    told,
    write_cursor,
)
from portret.kernel.api import Cursor, Limit, joined, on_the_disk, receive
from portret.operation import Operation

_MOST_WAITING = 20
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_SEE = needs(Permission.SOURCES_READ)
_BRING = needs(Permission.DATA_IMPORT)
_LOOK_INTO = needs(Permission.DATA_IMPORT, Permission.PERSONAL_DATA_SEE)


def routes(context: Callable[..., CollectContext]) -> APIRouter:
    """Return the routes of imports; `context` is the dependency that authenticates."""
    return joined(_files(context), _contents(context), _work(context))


def _files(context: Callable[..., CollectContext]) -> APIRouter:
    router = APIRouter(prefix="/api/imports", tags=["imports"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get("", summary="List imports, newest first", openapi_extra=_SEE)
    def index(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.ImportPage:
        before = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.list_imports(connection, caller.workspace_id, before, limit + 1)
            items, last = page_of(found, limit)
            views = [models.import_view(each, _operation(connection, each)) for each in items]
        return models.ImportPage(items=views, next_cursor=write_cursor(last.id) if last else None)

    @router.post("", status_code=201, summary="Bring a file, which is not imported yet", openapi_extra=_FILE | _BRING)
    async def bring(
        caller: Caller, request: Request, name: Annotated[str, Query(min_length=1, max_length=255)]
    ) -> models.ImportView:
        await run_in_threadpool(_require_room, caller)
        import_id = new_id("imp")
        size = await _received(request, caller.settings, import_id)
        return models.import_view(await run_in_threadpool(_kept, caller, import_id, name, size), None)

    @router.get("/{import_id}", summary="Show an import", openapi_extra=_SEE)
    def show(import_id: str, caller: Caller) -> models.ImportView:
        return _view(caller, _find(caller, import_id))

    return router


def _contents(context: Callable[..., CollectContext]) -> APIRouter:
    """Return the routes that show what is in a file, which is about people."""
    router = APIRouter(prefix="/api/imports", tags=["imports"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get(
        "/{import_id}/columns", summary="What a file holds, and a mapping that fits it", openapi_extra=_LOOK_INTO
    )
    def columns(import_id: str, caller: Caller, asked: Annotated[models.AskedLook, Query()]) -> models.FileLook:
        found = _read_as(_find(caller, import_id), asked)
        with caller.state.read() as connection:
            zone = sources.the_workspace(connection, caller.workspace_id).time_zone
        limit = caller.settings.import_max_bytes
        return models.look_view(
            found, looked_at(found, present_file(caller.settings, found.id), limit, asked.about, zone)
        )

    @router.post("/{import_id}/preview", summary="What the first rows of a file would become", openapi_extra=_LOOK_INTO)
    def preview(import_id: str, body: models.AskedRowsPreview, caller: Caller) -> models.RowsPreview:
        found = _read_as(_find(caller, import_id), body)
        region = _source_region(caller, body.source_id) if body.source_id else ""
        mapping = models.mapping_of_document(body.mapping)
        rows = become(found, present_file(caller.settings, found.id), mapping, caller.state, caller.settings, region)
        return models.RowsPreview(items=[models.becomes_view(row) for row in rows])

    return router


def _work(context: Callable[..., CollectContext]) -> APIRouter:
    router = APIRouter(prefix="/api/imports", tags=["imports"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.post("/{import_id}/start", summary="Begin an import, or go on with one that failed", openapi_extra=_BRING)
    def start(import_id: str, body: models.ImportStart, caller: Caller) -> models.ImportView:
        return _view(caller, _started(caller, _find(caller, import_id), body))

    @router.post("/{import_id}/cancel", summary="Stop an import; what it took in already stays", openapi_extra=_BRING)
    def cancel(import_id: str, caller: Caller) -> models.ImportView:
        found = _find(caller, import_id)
        if not found.operation_id:
            raise Conflict(told("import-unbegun", "The import was not begun. DELETE removes it."))
        with caller.state.begin() as connection:
            operation.cancel(connection, caller.workspace_id, found.operation_id, caller.clock.now_ms())
        remove_file(caller.settings, found.id)
        return _view(caller, found)

    @router.delete(
        "/{import_id}",
        status_code=204,
        summary="Forget an import with its file; events that came of it stay",
        openapi_extra=_BRING,
    )
    def remove(import_id: str, caller: Caller) -> None:
        found = _find(caller, import_id)
        with caller.state.begin() as connection:
            work = _operation(connection, found)
            if work and not work.has_finished:
                raise Conflict(told("import-busy", "The import is at work. Cancel it first."))
            store.remove_import(connection, found)
        remove_file(caller.settings, found.id)

    return router


def _find(caller: CollectContext, import_id: str) -> FileImport:
    with caller.state.read() as connection:
        return store.find_import(connection, caller.workspace_id, import_id)


def _view(caller: CollectContext, found: FileImport) -> models.ImportView:
    with caller.state.read() as connection:
        return models.import_view(found, _operation(connection, found))


def _operation(connection: sa.Connection, found: FileImport) -> Operation | None:
    if not found.operation_id:
        return None
    try:
        return operation.find(connection, found.workspace_id, found.operation_id)
    except NotFound:  # operations are forgotten after a while
        return None


def _read_as(found: FileImport, asked: models.AskedReading) -> FileImport:
    given: dict[str, Any] = {
        name: value for name in ("delimiter", "encoding") if (value := getattr(asked, name)) is not None
    }
    return replace(found, **given)


def _source_region(caller: CollectContext, source_id: str) -> str:
    with caller.state.read() as connection:
        return sources.the_source(connection, caller.workspace_id, source_id).phone_region


def _require_room(caller: CollectContext) -> None:
    with caller.state.read() as connection:
        if store.count_waiting(connection, caller.workspace_id) >= _MOST_WAITING:
            raise TooMany(
                told(
                    "imports-many",
                    "{most_waiting} files wait to be imported. Import or remove some first.",
                    most_waiting=_MOST_WAITING,
                )
            )


async def _received(request: Request, settings: Settings, import_id: str) -> int:
    """Take the file of a new import; return its size in bytes. Raises TooLarge, BadRequest, Unavailable."""
    limit = settings.import_max_bytes
    size = f"{limit // 1024**2:,} MiB" if limit >= 1024**2 else f"{limit:,} bytes"
    too_large = told(
        "file-large", "A file may have {size} (setting import_max_bytes). Pack it with gzip, or split it.", size=size
    )
    try:
        with on_the_disk(), new_file(settings, import_id).open("xb") as file:
            return await receive(request, file, limit, settings.disk_reserve_bytes, too_large)
    except BaseException:
        remove_file(settings, import_id)
        raise


def _kept(caller: CollectContext, import_id: str, name: str, size: int) -> FileImport:
    """Keep what came as an import to be begun; remove it if it is nothing that can be imported."""
    path = present_file(caller.settings, import_id)
    try:
        guess = guess_file(path)
        made = FileImport(
            workspace_id=caller.workspace_id,
            id=import_id,
            name=name,
            size_bytes=size,
            content=identity(path),
            file_format=guess.file_format,
            delimiter=guess.delimiter,
            encoding=guess.encoding,
            author=caller.author,
            created_at_ms=caller.clock.now_ms(),
        )
        looked_at(made, path, caller.settings.import_max_bytes, None, "UTC")
        with caller.state.begin() as connection:
            store.save_import(connection, made)
    except PortretError:
        remove_file(caller.settings, import_id)
        raise
    return made


def _started(caller: CollectContext, found: FileImport, body: models.ImportStart) -> FileImport:
    mapping = models.mapping_of_document(body.mapping)
    if mapping is None and body.about != "ready":
        raise Invalid(told("import-unmapped", "Say which column becomes what."), path="/mapping")
    asked = _read_as(found, body)
    _refuse_useless(become(asked, present_file(caller.settings, found.id), mapping, caller.state, caller.settings, ""))
    written = msgspec.json.encode(mapping).decode() if mapping else ""
    anew = (asked.delimiter, asked.encoding, written) != (found.delimiter, found.encoding, found.mapping)
    now_ms = caller.clock.now_ms()
    with caller.state.begin() as connection:
        _refuse_begun(_operation(connection, found), found)
        begun = replace(
            asked,
            about=body.about,
            mapping=written,
            source_id=_source(connection, caller, body),
            operation_id="",
            counts=Counts() if anew else found.counts,
            pending=Counts() if anew else found.pending,
            started_at_ms=now_ms if anew else found.started_at_ms or now_ms,
        )
        if anew:
            store.forget_rows_aside(connection, found)
        work = operation.queue(
            connection, caller.workspace_id, "import", {"import_id": found.id}, caller.author, now_ms
        )
        begun = replace(begun, operation_id=work.id)
        store.save_import(connection, begun)
    return begun


def _refuse_begun(work: Operation | None, found: FileImport) -> None:
    if found.finished_at_ms or (work and not work.has_finished):
        raise Conflict(told("import-begun", "The import was begun already."))


def _refuse_useless(rows: list[Any]) -> None:
    if rows and all(row.code for row in rows):
        first = rows[0]
        raise Invalid(
            told(
                "import-useless",
                "None of the first rows can be used. Row {row}: {detail}",
                row=first.made.row,
                detail=first.detail,
            ),
            path="/mapping",
        )


def _source(connection: sa.Connection, caller: CollectContext, body: models.ImportStart) -> str:
    if body.new_source:
        made = sources.create_keyless(
            connection, caller.clock.now_ms(), caller.workspace_id, **body.new_source.model_dump()
        )
        return made.id
    source = sources.the_source(connection, caller.workspace_id, body.source_id)
    if source.kind != "server" or not source.enabled:
        raise Invalid(
            told("import-source", "Choose an enabled source of the kind server, or make a new one."), path="/source_id"
        )
    return source.id
