"""HTTP of this stage: coming in, users, invites, tokens, and the record of changes."""

from collections.abc import Callable

from fastapi import APIRouter

from portret.govern.access import api as access
from portret.govern.access.door import Door, Visit
from portret.govern.audit.api import audit_routes
from portret.govern.context import Context
from portret.govern.roles_api import role_routes
from portret.govern.single_sign_on import Provider
from portret.govern.single_sign_on.api import single_sign_on_routes
from portret.kernel.api import joined


def routes(
    context: Callable[..., Context], visit: Callable[..., Visit], door: Door, provider: Provider | None
) -> APIRouter:
    """Return all routes; `provider` is that of single sign-on, the others are those of `access.api.routes`."""
    return joined(
        access.routes(context, visit, door),
        single_sign_on_routes(visit, door, provider),
        role_routes(context),
        audit_routes(context),
    )
