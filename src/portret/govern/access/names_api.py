"""HTTP of names: what the users and tokens are called whose ids stand beside what they did."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from portret.govern import audit
from portret.govern.access import api_models as models
from portret.govern.access import store
from portret.govern.context import Context
from portret.kernel import Permission, needs

_Ids = Annotated[list[Annotated[str, Query(max_length=100)]], Query(max_length=100, description="Of users and tokens.")]


def name_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of names; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/names", tags=["users"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "",
        summary="What users and tokens are called, also those that are gone; who is not known is left out",
        openapi_extra=needs(Permission.USERS_READ),
    )
    def index(caller: Caller, id: _Ids) -> models.NameList:  # noqa: A002 - as the address says it
        with caller.state.read() as connection:
            names = store.user_names(connection, caller.workspace_id, id)
            names |= store.token_names(connection, caller.workspace_id, id)
            names |= audit.actor_names(connection, caller.workspace_id, set(id) - names.keys())
        return models.NameList(items=[models.NameView(id=each, name=names[each]) for each in sorted(names)])

    return router
