"""What everybody is answered who has just come in: their session, with its cookies."""

from __future__ import annotations

import sqlalchemy as sa
from starlette.responses import Response

from portret.govern.access import api_models as models
from portret.govern.access.door import Door, Visit
from portret.govern.access.model import User
from portret.govern.access.secret import csrf_token_of, new_secret
from portret.govern.access.sessions import Opened
from portret.govern.model import Actor, Role
from portret.govern.roles import PERMISSIONS
from portret.kernel import Permission


def entered(door: Door, visit: Visit, opened: Opened, response: Response) -> models.SessionView:
    """Return a session that was just opened, and write its cookies."""
    write_cookies(door, visit, opened, response)
    with door.state.read() as connection:
        role = opened.user.role
        return session_view(connection, door, opened.user, (role, PERMISSIONS[role]), opened.secret)


def write_cookies(door: Door, visit: Visit, opened: Opened, response: Response) -> None:
    """Write the cookies of a session that was just opened; a browser that is known keeps its mark."""
    device = visit.device if visit.device.startswith(f"{opened.user.id}:") else f"{opened.user.id}:{new_secret()}"
    door.cookies.write_session(response, opened.secret, door.vault.seal(device.encode()).decode())


def session_view(
    connection: sa.Connection,
    door: Door,
    user: User,
    may: tuple[Role, frozenset[Permission]],
    secret: str,
) -> models.SessionView:
    """Return who is signed in, where, and what they may do."""
    card = door.workspace_card(connection, user.workspace_id)
    wording = door.wording(connection, user.workspace_id, user.locale)
    role, permissions = may
    return models.SessionView(
        user=models.me(user),
        workspace=models.WorkspaceOfSession(id=card.id, name=card.name, time_zone=card.time_zone),
        role=role,
        permissions=sorted(permissions),
        csrf_token=csrf_token_of(secret) if secret else "",
        sees_personal_data=Permission.PERSONAL_DATA_SEE in permissions,
        wording=models.WordingView(brands=wording.brands, ready_made=wording.ready_made),
    )


def session_view_of(connection: sa.Connection, door: Door, user: User, actor: Actor, secret: str) -> models.SessionView:
    """Return who is signed in, as an actor knows it."""
    return session_view(connection, door, user, (actor.role, actor.permissions), secret)
