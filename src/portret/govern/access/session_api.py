"""HTTP of coming in and going out: the set-up, and sessions."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from portret.govern import audit
from portret.govern.access import api_models as models
from portret.govern.access import invites, sessions, store, users
from portret.govern.access.door import Door, Visit
from portret.govern.access.entered import entered
from portret.govern.access.secret import hash_of
from portret.govern.access.sessions import Opened, actor_of
from portret.govern.access.sign_in import Credentials, sign_in
from portret.govern.access.users import Newcomer
from portret.govern.audit import Change
from portret.kernel import open_to_anyone


def session_routes(visit: Callable[..., Visit], door: Door) -> APIRouter:
    """Return the routes by which people come in and go out."""
    router = APIRouter(prefix="/api", tags=["session"])
    Caller = Annotated[Visit, Depends(visit)]  # noqa: N806 — a type

    @router.post(
        "/setup", status_code=201, summary="Make the first owner, and sign them in", openapi_extra=open_to_anyone()
    )
    async def set_up(body: models.SetUp, caller: Caller, response: Response) -> models.SessionView:
        opened = await door.slowly.run(lambda: _set_up(door, caller, body))
        return entered(door, caller, opened, response)

    @router.post("/session", status_code=201, summary="Sign in", openapi_extra=open_to_anyone())
    async def open_(body: models.SignIn, caller: Caller, response: Response) -> models.SessionView:
        password = body.password.get_secret_value()
        given = Credentials(body.email, password, caller.device, caller.session_secret)
        opened = await door.slowly.run(
            lambda: sign_in(door.state, door.clock, door.settings, door.attempts, caller.arrival, given)
        )
        return entered(door, caller, opened, response)

    @router.delete("/session", status_code=204, summary="Sign out", openapi_extra=open_to_anyone())
    def close(caller: Caller) -> Response:
        _close(door, caller)
        response = Response(status_code=204)
        door.cookies.clear(response, door.cookies.session)
        return response

    return router


def _set_up(door: Door, visit: Visit, asked: models.SetUp) -> Opened:
    with door.state.read() as connection:
        invites.workspace_to_set_up(connection, asked.setup_token)
    users.checked_email(asked.email)
    password_hash = users.hashed(asked.password.get_secret_value(), asked.name, asked.email)
    with door.state.begin() as connection:
        newcomer = Newcomer(asked.name, asked.email, "owner", password_hash)
        owner = invites.set_up(connection, door.clock, asked.setup_token, newcomer)
        if asked.workspace_name.strip():
            door.name_workspace(connection, owner.workspace_id, asked.workspace_name.strip())
        opened = sessions.open_session(
            connection, door.clock, door.settings, owner, visit.arrival, visit.session_secret
        )
    door.settings.setup_token_path.unlink(missing_ok=True)
    return opened


def _close(door: Door, visit: Visit) -> None:
    """End the session that a browser brings; one that ended before stays so."""
    with door.state.begin() as connection:
        found = store.session_by_hash(connection, hash_of(visit.session_secret)) if visit.session_secret else None
        if found:
            session, user = found
            store.end_session(connection, session.workspace_id, user.id, session.id)
            actor = actor_of(session, user, visit.arrival.address)
            audit.record(connection, door.clock, actor, Change("session.close", session.id))
