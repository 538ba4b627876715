"""HTTP of a condition that is not saved: whom it would find."""

import time
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from portret import definition, profile
from portret.kernel import Permission, needs
from portret.profile.api_models import profile_summary
from portret.segment.context import Context, segment_named
from portret.segment.document import book_of, parse_condition
from portret.segment.members import api_models as models
from portret.segment.try_out import try_out
from portret.trait import Words


def preview_routes(context: Callable[..., Context], words: Words) -> APIRouter:
    """Return the route of previews; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/segments", tags=["segments"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.post(
        "/preview",
        summary="Whom a condition would find at this moment; nothing is saved",
        openapi_extra=needs(Permission.DEFINITIONS_READ, Permission.PEOPLE_READ),
    )
    def preview(body: models.PreviewAsked, caller: Caller) -> models.PreviewView:
        began = time.perf_counter()
        with caller.state.read() as connection:
            book = book_of(
                definition.current(connection, caller.workspace_id, "trait"),
                definition.current(connection, caller.workspace_id, "segment"),
            )
            keys = [segment_named(connection, caller, key).key for key in dict.fromkeys(body.overlap)]
            known = words(connection, caller.workspace_id)
            condition = parse_condition(body.condition, book, known, "/condition")
        found = try_out(caller, condition, book, keys)
        with caller.state.read() as connection:
            people = profile.load_stored(connection, caller.workspace_id, found.examples)
        return models.PreviewView(
            count=found.count,
            profiles=found.profiles,
            share=round(found.share, 6),
            examples=[profile_summary(each, caller.clock.now_ms()) for each in people],
            reachable=dict(found.reachable),
            overlap=[
                models.PreviewOverlap(key=each.key, size=each.size, members=each.members) for each in found.overlap
            ],
            elapsed_ms=round((time.perf_counter() - began) * 1000),
        )

    return router
