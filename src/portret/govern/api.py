"""HTTP of this stage: coming in, users, invites, tokens, and the record of changes."""

from collections.abc import Callable

from fastapi import APIRouter

from portret.govern.access import api as access
from portret.govern.access.door import Door, Visit
from portret.govern.audit.api import audit_routes
from portret.govern.context import Context


def routes(context: Callable[..., Context], visit: Callable[..., Visit], door: Door) -> APIRouter:
    """Return all routes; the parameters are those of `access.api.routes`."""
    router = APIRouter()
    router.include_router(access.routes(context, visit, door))
    router.include_router(audit_routes(context))
    return router
