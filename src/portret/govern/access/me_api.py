"""HTTP of oneself: who is signed in, what they choose, their password, and where else they are signed in."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Response

from portret.govern import audit
from portret.govern.access import api_models as models
from portret.govern.access import sessions, store, users
from portret.govern.access.attempts import keys_of_device
from portret.govern.access.door import Door, Visit
from portret.govern.access.entered import entered, session_view_of
from portret.govern.access.model import User
from portret.govern.access.passwords import is_password
from portret.govern.access.sessions import Opened
from portret.govern.audit import Change
from portret.govern.context import Context
from portret.kernel import Conflict, Forbidden, Invalid, NotFound, needs, told

_NOBODYS = told("token-nobodys", "This token belongs to no user. Sign in, or use a token that a user made.")
_NO_SESSION = told("session-none", "You have no such session. GET /api/sessions lists them.")
_ELSEWHERE = told(
    "password-elsewhere", "You sign in with your organisation's account, so there is no password to change here."
)


def me_routes(context: Callable[..., Context], visit: Callable[..., Visit], door: Door) -> APIRouter:
    """Return the routes of whoever is signed in."""
    router = APIRouter(prefix="/api", tags=["session"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type
    Visitor = Annotated[Visit, Depends(visit)]  # noqa: N806 — a type

    @router.get("/session", summary="Who is signed in, and what they may do", openapi_extra=needs())
    def show(caller: Caller, visitor: Visitor) -> models.SessionView:
        with door.state.read() as connection:
            return session_view_of(connection, door, _me(connection, caller), caller.actor, _secret(caller, visitor))

    @router.patch("/me", summary="Change one's name, language or theme", openapi_extra=needs())
    def change(body: models.ProfileChange, caller: Caller) -> models.Me:
        with door.state.begin() as connection:
            user = _me(connection, caller)
            changed = replace(
                user,
                name=user.name if body.name is None else users.checked_name(body.name),
                locale=body.locale or user.locale,
                theme=body.theme or user.theme,
            )
            users.change_profile(connection, door.clock, caller.actor, user, changed)
        return models.me(changed)

    @router.post("/me/password", summary="Change one's password; all other sessions end", openapi_extra=needs())
    async def change_password(
        body: models.PasswordChange, caller: Caller, visitor: Visitor, response: Response
    ) -> models.SessionView:
        opened = await door.slowly.run(partial(_change_password, door, caller, visitor, body))
        return entered(door, visitor, opened, response)

    @router.get("/sessions", summary="Where one is signed in", openapi_extra=needs())
    def index(caller: Caller) -> models.OpenSessions:
        with door.state.read() as connection:
            user = _me(connection, caller)
            found = store.list_sessions(connection, user.workspace_id, user.id, door.clock.now_ms())
        return models.OpenSessions(items=[models.open_session(each, caller.actor.session_id) for each in found])

    @router.delete("/sessions", status_code=204, summary="Sign out everywhere", openapi_extra=needs())
    def close_all(caller: Caller) -> Response:
        with door.state.begin() as connection:
            user = _me(connection, caller)
            number = store.end_sessions(connection, user.workspace_id, user.id)
            audit.record(
                connection, door.clock, caller.actor, Change("session.close-all", user.id, after={"ended": number})
            )
        response = Response(status_code=204)
        door.cookies.clear(response, door.cookies.session)
        return response

    @router.delete("/sessions/{session_id}", status_code=204, summary="Sign out in one place", openapi_extra=needs())
    def close(session_id: str, caller: Caller) -> Response:
        with door.state.begin() as connection:
            user = _me(connection, caller)
            if not store.end_session(connection, user.workspace_id, user.id, session_id):
                raise NotFound(_NO_SESSION, path="session_id")
            audit.record(connection, door.clock, caller.actor, Change("session.close", session_id))
        return Response(status_code=204)

    return router


def _change_password(door: Door, caller: Context, visit: Visit, asked: models.PasswordChange) -> Opened:
    if not caller.actor.session_id:
        raise Forbidden(told("password-by-token", "A password is changed by who is signed in with it. Sign in first."))
    with door.state.read() as connection:
        user = _me(connection, caller)
    if not user.password_hash:
        raise Conflict(_ELSEWHERE)
    keys = keys_of_device(user.id)
    door.attempts.take(keys)
    if not is_password(user.password_hash, asked.current_password.get_secret_value()):
        raise Invalid(told("password-wrong", "This is not your current password."), path="/current_password")
    door.attempts.give_back(keys)
    password_hash = users.hashed(asked.new_password.get_secret_value(), user.name, user.email)
    with door.state.begin() as connection:
        users.set_password(connection, door.clock, caller.actor, user, password_hash)
        return sessions.open_session(connection, door.clock, door.settings, user, visit.arrival)


def _me(connection: sa.Connection, caller: Context) -> User:
    user = store.find_user(connection, caller.workspace_id, caller.actor.user_id) if caller.actor.user_id else None
    if user is None:
        raise Forbidden(_NOBODYS)
    return user


def _secret(caller: Context, visit: Visit) -> str:
    return visit.session_secret if caller.actor.session_id else ""
