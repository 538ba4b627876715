"""HTTP of segments that are lists: import a CSV file, ask a query, freeze another segment."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from portret import definition
from portret.definition import Stored
from portret.kernel import Conflict, Invalid, Permission, TooMany, needs, told
from portret.kernel.api import receive
from portret.segment.context import Context, segment_named
from portret.segment.document import MOST_SEGMENTS, document_of, segment_of, shaped
from portret.segment.lists import api_models as models
from portret.segment.lists import store as lists
from portret.segment.lists.fill import Target, fill_from_file
from portret.segment.lists.model import Report
from portret.segment.lists.queries import Queries
from portret.segment.lists.read_column import Chosen
from portret.segment.model import Cause, Static
from portret.segment.size_guard import is_surprising
from portret.segment.upkeep import store as upkeep

MAX_FILE_BYTES = 128 * 1024 * 1024
"""How large a file may be."""

_AT_A_TIME = 4
_WAIT_S = 5.0
_ASK_EVERY_S = 0.05
_ACCEPTED: dict[int | str, dict[str, Any]] = {202: {"description": "Taken, and in force in a moment."}}
_FILE = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}}
_busy = threading.Semaphore(_AT_A_TIME)


def list_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of lists; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/segments", tags=["segments"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.post(
        "/{key}/import",
        summary="Put the people of a CSV file into a static segment, or take them out",
        response_model=models.Imported,
        responses=_ACCEPTED,
        openapi_extra=_FILE | needs(Permission.SEGMENTS_IMPORT),
    )
    async def import_(
        key: str, caller: Caller, request: Request, asked: Annotated[models.AskedImport, Query()]
    ) -> JSONResponse:
        with tempfile.TemporaryFile(dir=caller.settings.data_dir) as file:
            too_large = told(
                "list-mib",
                "A file may have {most_mib} MiB. Split it; “add” puts them together.",
                most_mib=MAX_FILE_BYTES // 1024**2,
            )
            await receive(request, file, MAX_FILE_BYTES, caller.settings.disk_reserve_bytes, too_large)
            file.seek(0)
            return await run_in_threadpool(_imported, caller, key, asked, file)

    @router.post(
        "/{key}/ask",
        summary="Ask the query of an SQL segment now, and put its answer in force",
        openapi_extra=needs(Permission.DEFINITIONS_EDIT),
    )
    def ask(key: str, caller: Caller, body: models.Asking) -> models.Answered:
        with caller.state.read() as connection:
            segment = segment_named(connection, caller, key)
        queries = Queries(caller.state, caller.warehouse, caller.clock, caller.settings)
        found = queries.ask_now(caller.workspace_id, segment.id, confirmed=body.confirm == key)
        in_force = _settled(caller, segment)
        with caller.state.read() as connection:
            size = upkeep.size(connection, caller.workspace_id, segment.id)
        return models.Answered(found=found.found, unknown=found.unknown, in_force=in_force, size=size)

    @router.post(
        "/{key}/freeze",
        summary="Keep the members that a segment has at this moment, as a static segment",
        status_code=201,
        response_model=models.Frozen,
        openapi_extra=needs(Permission.DEFINITIONS_EDIT),
    )
    def freeze(key: str, caller: Caller, body: models.Freezing) -> models.Frozen:
        with _one_at_work():
            return _frozen(caller, key, body)

    return router


@contextmanager
def _one_at_work() -> Iterator[None]:
    """Let few be at work at a time, so that threads are left for others. Raises TooMany."""
    if not _busy.acquire(blocking=False):
        raise TooMany(
            told(
                "lists-busy",
                "{at_a_time} lists are being read at this moment. Try again in a while.",
                at_a_time=_AT_A_TIME,
            ),
            retry_after_s=5,
        )
    try:
        yield
    finally:
        _busy.release()


def _imported(caller: Context, key: str, asked: models.AskedImport, file: IO[bytes]) -> JSONResponse:
    with _one_at_work():
        with caller.state.begin() as connection:
            segment = _static(segment_named(connection, caller, key))
            list_id = _begin(connection, caller, segment, asked.mode)
        chosen = Chosen(asked.column, asked.namespace, asked.delimiter, asked.encoding)
        target = Target(caller.workspace_id, list_id, caller.settings.phone_region)
        report = fill_from_file(caller.state, target, file, chosen)  # type: ignore[arg-type]
        with caller.state.begin() as connection:
            _guard_size(connection, caller, segment, asked, report)
            lists.complete_list(connection, caller.workspace_id, list_id)
        in_force = _settled(caller, segment)
    with caller.state.read() as connection:
        size = upkeep.size(connection, caller.workspace_id, segment.id)
    answer = models.Imported(
        rows=report.rows,
        known=report.known,
        unknown=report.unknown,
        invalid=report.invalid,
        unknown_lines=report.unknown_lines,
        invalid_lines=report.invalid_lines,
        in_force=in_force,
        size=size,
    )
    return JSONResponse(answer.model_dump(), 200 if in_force else 202)


def _static(segment: Stored) -> Stored:
    if not isinstance(segment_of(segment).members, Static):
        message = told(
            "not-static",
            "{key} is no static segment: who is in it follows from its definition. Freeze it for a copy.",
            key=segment.key,
        )
        raise Conflict(message, path="key")
    return segment


def _begin(connection: sa.Connection, caller: Context, segment: Stored, mode: Any) -> int:
    cause = Cause("import", caller.author)
    return lists.begin_list(connection, caller.workspace_id, segment.id, mode, cause, caller.clock.now_ms())


def _guard_size(
    connection: sa.Connection, caller: Context, segment: Stored, asked: models.AskedImport, report: Report
) -> None:
    """Raise Conflict where a list would replace by far more, or far fewer, unless that is confirmed by name."""
    size = upkeep.size(connection, caller.workspace_id, segment.id)
    if asked.mode != "replace" or asked.confirm == segment.key:
        return
    if is_surprising(size, report.known):
        message = told(
            "list-few",
            "{key} has {size} members, the file names {known}. If that is meant, say its key: confirm={confirm}.",
            key=segment.key,
            size=size,
            known=report.known,
            confirm=segment.key,
        )
        raise Conflict(message, path="confirm")


def _settled(caller: Context, segment: Stored) -> bool:
    """Wait a while for the worker; say whether all lists of a segment are in force."""
    give_up_at = time.monotonic() + _WAIT_S
    while True:
        with caller.state.read() as connection:
            if not lists.lists_waiting(connection, caller.workspace_id, segment.id):
                return True
        if time.monotonic() >= give_up_at:
            return False
        time.sleep(_ASK_EVERY_S)


def _frozen(caller: Context, key: str, body: models.Freezing) -> models.Frozen:
    document = {"key": body.key, "name": body.name, "description": body.description, "members": {"kind": "static"}}
    copy = shaped(document)
    with caller.state.begin() as connection:
        original = segment_named(connection, caller, key)
        _require_room(connection, caller)
        made = definition.save(
            connection,
            caller.workspace_id,
            "segment",
            copy.key,
            document_of(copy),
            author=caller.author,
            reason=body.reason or f"as {key} was",
            expected_version=0,
            now_ms=caller.clock.now_ms(),
        )
        list_id = _begin(connection, caller, made, "replace")
        members = lists.copy_members(connection, caller.workspace_id, list_id, original.id)
        lists.complete_list(connection, caller.workspace_id, list_id)
    return models.Frozen(segment_id=made.id, key=made.key, members=members, in_force=_settled(caller, made))


def _require_room(connection: sa.Connection, caller: Context) -> None:
    if len(definition.current(connection, caller.workspace_id, "segment")) >= MOST_SEGMENTS:
        raise Invalid(
            told(
                "segments-full",
                "There are {most_segments} segments already, which is the most. Delete some.",
                most_segments=MOST_SEGMENTS,
            )
        )
