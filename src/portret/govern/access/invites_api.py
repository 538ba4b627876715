"""HTTP of invites: made by who manages users, and accepted by whom they are for."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from portret.govern.access import api_models as models
from portret.govern.access import invites, sessions, store, users
from portret.govern.access.door import Door, Visit
from portret.govern.access.entered import entered
from portret.govern.access.sessions import Opened
from portret.govern.context import Context
from portret.kernel import Permission, key_of_cursor, needs, open_to_anyone, write_cursor
from portret.kernel.api import Cursor, Limit, joined

Secret = Annotated[str, Path(max_length=200, description="The last part of the link.")]


def invite_routes(context: Callable[..., Context], visit: Callable[..., Visit], door: Door) -> APIRouter:
    """Return the routes of invites."""
    return joined(_managing(context, visit), _accepting(visit, door))


def _managing(context: Callable[..., Context], visit: Callable[..., Visit]) -> APIRouter:
    router = APIRouter(prefix="/api/invites", tags=["users"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type
    Visitor = Annotated[Visit, Depends(visit)]  # noqa: N806 — a type

    @router.post(
        "",
        status_code=201,
        summary="Invite somebody; the link is shown this once",
        openapi_extra=needs(Permission.USERS_MANAGE),
    )
    def create(body: models.NewInvite, caller: Caller, visitor: Visitor) -> models.CreatedInvite:
        with caller.state.begin() as connection:
            made, secret = invites.invite(connection, caller.clock, caller.actor, body.email, body.role)
        link = f"{visitor.base_url}/invite/{secret}"
        return models.CreatedInvite(**models.invite_view(made).model_dump(), link=link, token=secret)

    @router.get("", summary="Invites by which nobody came in yet", openapi_extra=needs(Permission.USERS_MANAGE))
    def index(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.InvitePage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.list_invites(connection, caller.workspace_id, after, limit + 1)
        more = write_cursor(found[limit - 1].id) if len(found) > limit else None
        return models.InvitePage(items=[models.invite_view(each) for each in found[:limit]], next_cursor=more)

    @router.delete(
        "/{invite_id}", status_code=204, summary="Take an invite back", openapi_extra=needs(Permission.USERS_MANAGE)
    )
    def delete(invite_id: str, caller: Caller) -> Response:
        with caller.state.begin() as connection:
            invites.withdraw(connection, caller.clock, caller.actor, invite_id)
        return Response(status_code=204)

    return router


def _accepting(visit: Callable[..., Visit], door: Door) -> APIRouter:
    router = APIRouter(prefix="/api/invites", tags=["users"])
    Visitor = Annotated[Visit, Depends(visit)]  # noqa: N806 — a type

    @router.get("/{token}", summary="What an invite is for", openapi_extra=open_to_anyone())
    def show(token: Secret, _: Visitor) -> models.Invitation:
        with door.state.read() as connection:
            found = invites.open_invite(connection, door.clock, token)
            card = door.workspace_card(connection, found.workspace_id)
        return models.Invitation(workspace_name=card.name, email=found.email, role=found.role)

    @router.post("/{token}/accept", status_code=201, summary="Come in by an invite", openapi_extra=open_to_anyone())
    async def accept(
        token: Secret, body: models.Acceptance, visitor: Visitor, response: Response
    ) -> models.SessionView:
        opened = await door.slowly.run(partial(_accept, door, visitor, token, body))
        return entered(door, visitor, opened, response)

    return router


def _accept(door: Door, visit: Visit, secret: str, asked: models.Acceptance) -> Opened:
    with door.state.read() as connection:
        found = invites.open_invite(connection, door.clock, secret)
    password_hash = users.hashed(asked.password.get_secret_value(), asked.name, found.email)
    with door.state.begin() as connection:
        user = invites.accept(connection, door.clock, secret, asked.name, password_hash)
        return sessions.open_session(connection, door.clock, door.settings, user, visit.arrival, visit.session_secret)
