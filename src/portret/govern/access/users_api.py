"""HTTP of users: who works here, in which role."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from portret.govern.access import api_models as models
from portret.govern.access import store, users
from portret.govern.context import Context
from portret.kernel import Permission, key_of_cursor, needs, write_cursor
from portret.kernel.api import Cursor, Limit


def user_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of users; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/users", tags=["users"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="Who works here, oldest first", openapi_extra=needs(Permission.USERS_READ))
    def index(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.UserPage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.list_users(connection, caller.workspace_id, after, limit + 1)
        more = write_cursor(found[limit - 1].id) if len(found) > limit else None
        return models.UserPage(items=[models.user_view(user) for user in found[:limit]], next_cursor=more)

    @router.get("/{user_id}", summary="A user", openapi_extra=needs(Permission.USERS_READ))
    def show(user_id: str, caller: Caller) -> models.UserView:
        with caller.state.read() as connection:
            return models.user_view(users.the_user(connection, caller.workspace_id, user_id))

    @router.patch(
        "/{user_id}",
        summary="Give a user another role, keep them out or let them in",
        openapi_extra=needs(Permission.USERS_MANAGE),
    )
    def change(user_id: str, body: models.UserChange, caller: Caller) -> models.UserView:
        with caller.state.begin() as connection:
            user = users.the_user(connection, caller.workspace_id, user_id)
            if body.role is not None and body.role != user.role:
                user = users.change_role(connection, caller.clock, caller.actor, user, body.role)
            if body.disabled is not None and body.disabled != (user.disabled_at_ms is not None):
                user = users.switch(connection, caller.clock, caller.actor, user, disabled=body.disabled)
        return models.user_view(user)

    @router.delete(
        "/{user_id}",
        status_code=204,
        summary="Delete a user; their tokens are revoked",
        openapi_extra=needs(Permission.USERS_MANAGE),
    )
    def delete(user_id: str, caller: Caller) -> Response:
        with caller.state.begin() as connection:
            user = users.the_user(connection, caller.workspace_id, user_id)
            users.remove(connection, caller.clock, caller.actor, user)
        return Response(status_code=204)

    return router
