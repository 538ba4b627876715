"""HTTP of the record of changes."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret.govern.audit import api_models as models
from portret.govern.audit import store
from portret.govern.audit.model import Asked
from portret.govern.context import Context
from portret.kernel import Permission, key_of_cursor, needs, to_ms, write_cursor


class AskedEntries(BaseModel):
    """Which entries are wanted; none named means all."""

    model_config = ConfigDict(extra="forbid")
    who: str = Field(default="", max_length=200, description="The id of a user or a token.")
    what: str = Field(
        default="", max_length=300, description="What was done, or its beginning; the beginning of a path; the object."
    )
    since: AwareDatetime | None = None
    until: AwareDatetime | None = Field(default=None, description="Excluded.")
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=2000)


def audit_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of the record of changes; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/audit", tags=["audit"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="Who changed what, newest first", openapi_extra=needs(Permission.AUDIT_READ))
    def index(caller: Caller, asked: Annotated[AskedEntries, Query()]) -> models.EntryPage:
        wanted = Asked(
            who=asked.who,
            what=asked.what,
            since_ms=to_ms(asked.since) if asked.since else None,
            until_ms=to_ms(asked.until) if asked.until else None,
        )
        with caller.state.read() as connection:
            found = store.page(connection, caller.workspace_id, wanted, asked.limit + 1, key_of_cursor(asked.cursor))
        more = write_cursor(found[asked.limit - 1].id) if len(found) > asked.limit else None
        return models.EntryPage(items=[models.entry_view(each) for each in found[: asked.limit]], next_cursor=more)

    return router
