"""What the API of roles gives, as pydantic models."""

from __future__ import annotations

from pydantic import BaseModel, Field

from portret.govern.model import Role
from portret.kernel import Permission


class RoleView(BaseModel):
    """A role, and what it allows."""

    role: Role
    of_users: bool = Field(description="Whether people may have it; others are of tokens alone.")
    permissions: list[Permission]


class RoleList(BaseModel):
    """All roles, the one that may do most first, and all there is to allow."""

    permissions: list[Permission]
    items: list[RoleView]
