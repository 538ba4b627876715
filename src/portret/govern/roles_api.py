"""HTTP of roles: what each may do."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from portret.govern.api_models import RoleList, RoleView
from portret.govern.context import Context
from portret.govern.model import USER_ROLES
from portret.govern.roles import PERMISSIONS
from portret.kernel import Permission, needs


def role_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of roles; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/roles", tags=["users"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="The roles, and what each may do", openapi_extra=needs())
    def index(_: Caller) -> RoleList:
        items = [
            RoleView(role=role, of_users=role in USER_ROLES, permissions=[each for each in Permission if each in may])
            for role, may in PERMISSIONS.items()
        ]
        return RoleList(permissions=list(Permission), items=items)

    return router
