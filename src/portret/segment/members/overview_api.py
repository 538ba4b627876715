"""HTTP of all segments at one glance: how large each is, and how it got there."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from portret.definition import first_made
from portret.kernel import Permission, from_ms, needs
from portret.kernel.api_models import wording_of
from portret.segment.context import Context
from portret.segment.members import store
from portret.segment.members.api_models import SegmentAtAGlance, SegmentsAtAGlance, SizePoint
from portret.segment.upkeep import store as upkeep

_DAY_MS = 86_400_000
_USUAL_DAYS = 30


def overview_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the route of sizes; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/segment-sizes", tags=["segments"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="How large all segments are, and were", openapi_extra=needs(Permission.DEFINITIONS_READ))
    def overview(caller: Caller, days: Annotated[int, Query(ge=1, le=366)] = _USUAL_DAYS) -> SegmentsAtAGlance:
        since_ms = caller.clock.now_ms() - days * _DAY_MS
        with caller.state.read() as connection:
            rows = upkeep.segment_rows(connection, caller.workspace_id)
            before = store.sizes_at(connection, caller.workspace_id, since_ms)
            made = first_made(connection, caller.workspace_id, "segment")
            points = store.daily_sizes(connection, caller.workspace_id, since_ms)
        items = [
            SegmentAtAGlance(
                id=row.segment_id,
                key=row.key,
                name=row.name,
                status=row.status,
                fault=row.fault,
                fault_words=wording_of(row.fault),
                size=row.size,
                size_before=before.get(row.number, 0) if made.get(row.segment_id, 0) < since_ms else None,
                points=[SizePoint(at=from_ms(at_ms), size=size) for at_ms, size in points[row.number]],
            )
            for row in rows
            if row.status not in ("leaving", "gone")
        ]
        return SegmentsAtAGlance(items=sorted(items, key=lambda each: (-each.size, each.key)))

    return router
