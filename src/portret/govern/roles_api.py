"""HTTP of roles: what each may do."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from portret.govern.context import Context
from portret.govern.model import USER_ROLES, Role
from portret.govern.roles import PERMISSIONS
from portret.kernel import Permission, needs


class RoleView(BaseModel):
    """A role, and what it allows."""

    role: Role
    of_users: bool = Field(description="Whether people may have it; others are of tokens alone.")
    permissions: list[Permission]


class RoleList(BaseModel):
    """All roles, the one that may do most first, and all there is to allow."""

    permissions: list[Permission]
    items: list[RoleView]


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
