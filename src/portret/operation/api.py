"""HTTP of operations: list, show, cancel; and how other routes queue one and answer for it."""

import threading
import time
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header
from fastapi.responses import JSONResponse

from portret.kernel import Permission, key_of_cursor, needs, write_cursor
from portret.kernel.api import Cursor, Limit
from portret.operation import store
from portret.operation.api_models import OperationPage, OperationView, operation_view
from portret.operation.model import Kind, Operation, Status, raised
from portret.state import CallContext

_ASK_EVERY_S = 0.03
_WAIT_S = 5.0
_MOST_WAITING = 16
_waiting = threading.BoundedSemaphore(_MOST_WAITING)

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="Asked again with the same key and body, the same operation answers: nothing is done twice.",
    ),
]
"""The header of routes that queue an operation; give it the default ""."""


def routes(context: Callable[..., CallContext]) -> APIRouter:
    """Return the routes of operations; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/operations", tags=["operations"])
    Called = Annotated[CallContext, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="List operations, newest first", openapi_extra=needs(Permission.OPERATIONS_READ))
    def index(
        caller: Called,
        kind: Kind | None = None,
        status: Status | None = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> OperationPage:
        before = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.page(connection, caller.workspace_id, limit + 1, before=before, kind=kind, status=status)
        more = write_cursor(found[limit - 1].id) if len(found) > limit else None
        return OperationPage(items=[operation_view(each) for each in found[:limit]], next_cursor=more)

    @router.get(
        "/{operation_id}",
        summary="Show an operation: how far it is, what came out",
        openapi_extra=needs(Permission.OPERATIONS_READ),
    )
    def show(operation_id: str, caller: Called) -> OperationView:
        with caller.state.read() as connection:
            return operation_view(store.find(connection, caller.workspace_id, operation_id))

    @router.post(
        "/{operation_id}/cancel",
        summary="Take back an operation that waits, or stop a heavy one",
        openapi_extra=needs(Permission.OPERATIONS_CANCEL),
    )
    def cancel(operation_id: str, caller: Called) -> OperationView:
        with caller.state.begin() as connection:
            now_ms = caller.clock.now_ms()
            return operation_view(store.cancel(connection, caller.workspace_id, operation_id, now_ms))

    return router


def queued(caller: CallContext, kind: Kind, request: dict[str, Any], idempotency_key: str = "") -> Operation:
    """Queue an operation for the caller, who becomes its author. Raises Invalid, TooMany."""
    with caller.state.begin() as connection:
        return store.queue(
            connection,
            caller.workspace_id,
            kind,
            request,
            caller.author,
            caller.clock.now_ms(),
            idempotency_key=idempotency_key,
        )


def settled(caller: CallContext, operation: Operation, wait_s: float = _WAIT_S) -> JSONResponse:
    """Return the answer for a queued operation: 200 with its outcome if it ends within the wait, else 202.

    Few may wait at a time, so that requests in waiting leave threads for others; who is one too many gets 202 at once.

    Raises:
        PortretError: it failed meanwhile; the error is the one it failed with.
    """
    if _waiting.acquire(blocking=False):
        try:
            operation = _awaited(caller, operation, time.monotonic() + wait_s)
        finally:
            _waiting.release()
    if operation.problem:
        raise raised(operation.problem)
    content = operation_view(operation).model_dump(mode="json")
    if operation.has_finished:
        return JSONResponse(content)
    return JSONResponse(content, 202, {"Location": f"/api/operations/{operation.id}", "Retry-After": "1"})


def _awaited(caller: CallContext, operation: Operation, until_s: float) -> Operation:
    while not operation.has_finished and time.monotonic() < until_s:
        time.sleep(_ASK_EVERY_S)
        with caller.state.read() as connection:
            operation = store.find(connection, operation.workspace_id, operation.id)
    return operation
