"""HTTP of quarantine: what was set aside and why; mend it, send it once more, or let it go, also many at once."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query

from portret.collect import quarantine, store
from portret.collect import quarantine_api_models as models
from portret.collect.api_models import CollectContext, Dependency, page_of
from portret.collect.model import Check, QuarantineFilter, Status
from portret.kernel import Permission, key_of_cursor, needs, write_cursor
from portret.kernel.api import Cursor, Limit, joined

Word = Annotated[str, Query(max_length=100)]


def routes(context: Dependency, check: Check) -> APIRouter:
    """Return the routes; see `portret.collect.api.routes`."""
    return joined(_many(context, check), _one(context, check))


def _one(context: Dependency, check: Check) -> APIRouter:
    router = APIRouter(prefix="/api/quarantine", tags=["quarantine"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get("", summary="List quarantined events, newest first", openapi_extra=needs(Permission.QUALITY_READ))
    def index(  # noqa: PLR0913, PLR0917 - each may be left out
        caller: Caller,
        status: Status | None = None,
        source_id: Word = "",
        code: Word = "",
        import_id: Word = "",
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> models.QuarantinePage:
        before = key_of_cursor(cursor)
        show = QuarantineFilter(status=status, source_id=source_id, code=code, import_id=import_id)
        with caller.state.read() as connection:
            found = store.list_quarantine(connection, caller.workspace_id, show, before, limit + 1)
        items, last = page_of(found, limit)
        following = write_cursor(last.id) if last else None
        return models.QuarantinePage(items=[models.quarantined_view(item) for item in items], next_cursor=following)

    @router.get("/{quarantine_id}", summary="Show a quarantined event", openapi_extra=needs(Permission.QUALITY_READ))
    def show(quarantine_id: str, caller: Caller) -> models.QuarantinedView:
        return models.quarantined_view(quarantine.the_item(caller.state, caller.workspace_id, quarantine_id))

    @router.put(
        "/{quarantine_id}/fixed",
        summary="Keep a mended event beside the original",
        openapi_extra=needs(Permission.QUARANTINE_MEND),
    )
    def fix(quarantine_id: str, body: models.FixedEvent, caller: Caller) -> models.QuarantinedView:
        event = msgspec.json.encode(body.event)
        return models.quarantined_view(quarantine.fix(caller.state, check, caller.workspace_id, quarantine_id, event))

    @router.post(
        "/{quarantine_id}/replay",
        summary="Send a quarantined event once more, mended if it was",
        openapi_extra=needs(Permission.QUARANTINE_MEND),
    )
    def replay(quarantine_id: str, caller: Caller) -> models.QuarantinedView:
        item = quarantine.replay(caller.state, caller.log, check, caller.workspace_id, quarantine_id)
        return models.quarantined_view(item)

    @router.post(
        "/{quarantine_id}/discard",
        summary="Let a quarantined event go",
        openapi_extra=needs(Permission.QUARANTINE_MEND),
    )
    def discard(quarantine_id: str, caller: Caller) -> models.QuarantinedView:
        return models.quarantined_view(quarantine.discard(caller.state, caller.workspace_id, quarantine_id))

    @router.post(
        "/{quarantine_id}/reopen",
        summary="Take a discarded event back",
        openapi_extra=needs(Permission.QUARANTINE_MEND),
    )
    def reopen(quarantine_id: str, caller: Caller) -> models.QuarantinedView:
        return models.quarantined_view(quarantine.reopen(caller.state, caller.workspace_id, quarantine_id))

    return router


def _many(context: Dependency, check: Check) -> APIRouter:
    """Return the routes that take many quarantined events at once."""
    router = APIRouter(prefix="/api", tags=["quarantine"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get(
        "/quarantine-reasons",
        summary="Why events are set aside, by source, the most frequent first",
        openapi_extra=needs(Permission.QUALITY_READ),
    )
    def reasons(caller: Caller, status: Status = "open") -> models.QuarantineReasons:
        with caller.state.read() as connection:
            found = store.quarantine_reasons(connection, caller.workspace_id, status)
        return models.QuarantineReasons(items=[models.reason_view(each) for each in found])

    @router.post(
        "/quarantine/replay",
        summary="Send quarantined events once more, mended if they were",
        openapi_extra=needs(Permission.QUARANTINE_MEND),
    )
    def replay(body: models.QuarantineIds, caller: Caller) -> models.QuarantineChange:
        refused = quarantine.replay_many(caller.state, caller.log, check, caller.workspace_id, body.ids)
        return models.change_view(body, refused)

    @router.post(
        "/quarantine/discard", summary="Let quarantined events go", openapi_extra=needs(Permission.QUARANTINE_MEND)
    )
    def discard(body: models.QuarantineIds, caller: Caller) -> models.QuarantineChange:
        return models.change_view(body, quarantine.discard_many(caller.state, caller.workspace_id, body.ids))

    @router.post(
        "/quarantine/reopen", summary="Take discarded events back", openapi_extra=needs(Permission.QUARANTINE_MEND)
    )
    def reopen(body: models.QuarantineIds, caller: Caller) -> models.QuarantineChange:
        return models.change_view(body, quarantine.reopen_many(caller.state, caller.workspace_id, body.ids))

    return router
