"""HTTP of access: set-up, sessions, oneself, users, invites and tokens."""

from collections.abc import Callable

from fastapi import APIRouter

from portret.govern.access.door import Door, Visit
from portret.govern.access.invites_api import invite_routes
from portret.govern.access.me_api import me_routes
from portret.govern.access.names_api import name_routes
from portret.govern.access.session_api import session_routes
from portret.govern.access.tokens_api import token_routes
from portret.govern.access.users_api import user_routes
from portret.govern.context import Context
from portret.kernel.api import joined


def routes(context: Callable[..., Context], visit: Callable[..., Visit], door: Door) -> APIRouter:
    """Return all routes of access.

    Args:
        context: the dependency that authenticates.
        visit: the dependency of routes that are open to anyone; it refuses what another site's page sends.
        door: what they work with.
    """
    return joined(
        session_routes(visit, door),
        me_routes(context, visit, door),
        user_routes(context),
        name_routes(context),
        invite_routes(context, visit, door),
        token_routes(context),
    )
