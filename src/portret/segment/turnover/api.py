"""HTTP of turnover: who entered and left a segment, and why."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from portret import profile
from portret.kernel import HarmlessText, Permission, from_ms, needs, read_cursor, write_cursor
from portret.kernel.api import Cursor, Limit
from portret.profile.api_models import ProfileSummary, profile_summary
from portret.segment.context import Context, segment_named
from portret.segment.turnover import store
from portret.segment.turnover.store import Turn

_AHEAD = timedelta(minutes=1)


class TurnView(BaseModel):
    """Somebody entered the segment or left it."""

    id: HarmlessText = Field(description="Of the event that told it.")
    entered: bool
    at: datetime
    version: int = Field(description="Of the definition.")
    cause: HarmlessText = Field(description="event, timer, definition, identity, import or query.")
    reference: HarmlessText = Field(description="The message id of the event, for instance. May be empty.")
    profile: ProfileSummary | None = Field(description="Null for who is not there any more.")


class TurnPage(BaseModel):
    """Some entries and exits, newest first, and the cursor of the next ones if there are more."""

    items: list[TurnView]
    next_cursor: HarmlessText | None


def turnover_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the route of turnover; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/segments", tags=["segments"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/{key}/turnover",
        summary="Who entered and left a segment in the last three months, and why, newest first",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def turnover(
        key: str,
        caller: Caller,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> TurnPage:
        now = caller.clock.now_ms()
        before = read_cursor(cursor, tuple[int, str]) if cursor else (now + int(_AHEAD.total_seconds() * 1000), "")
        with caller.state.read() as connection:
            segment = segment_named(connection, caller, key)
        since_ms = now - int(store.LONGEST.total_seconds() * 1000)
        found = store.turns(caller.warehouse, caller.workspace_id, segment.id, before, since_ms, limit + 1)
        shown = found[:limit]
        more = write_cursor(shown[-1].at_ms, shown[-1].message_id) if len(found) > limit else None
        return TurnPage(items=_views(caller, shown), next_cursor=more)

    return router


def _views(caller: Context, turns: Sequence[Turn]) -> list[TurnView]:
    ids = list(dict.fromkeys(each.profile_id for each in turns))
    with caller.state.read() as connection:
        people = {each.id: each for each in profile.load_stored(connection, caller.workspace_id, ids)}
    now_ms = caller.clock.now_ms()
    return [
        TurnView(
            id=each.message_id,
            entered=each.entered,
            at=from_ms(each.at_ms),
            version=each.version,
            cause=each.cause,
            reference=each.reference,
            profile=profile_summary(found, now_ms) if (found := people.get(each.profile_id)) else None,
        )
        for each in turns
    ]
