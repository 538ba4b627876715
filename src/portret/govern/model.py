"""Who does something: a user in a session, a token, or somebody at the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from portret.kernel import Permission

UserRole = Literal["owner", "admin", "marketer", "analyst", "support", "read-only"]
Role = Literal["owner", "admin", "marketer", "analyst", "support", "read-only", "reader"]
"""What users and tokens have. `reader` is of tokens alone: a system that reads everything and changes nothing."""

TokenRole = Literal["admin", "marketer", "analyst", "support", "read-only", "reader"]
USER_ROLES: tuple[UserRole, ...] = get_args(UserRole)

ActorKind = Literal["user", "token", "command"]


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who does something, and what they may do at this moment.

    Attributes:
        id: of the user (usr_…) or the token (tok_…); the name of the account at the machine for `command`.
        name: for people to read.
        user_id: the user, also of a token that belongs to one; "" for nobody's token.
        session_id: the session; "" without one.
        address: where the request came from; "" at the command line.
    """

    kind: ActorKind
    id: str
    name: str
    role: Role
    permissions: frozenset[Permission]
    workspace_id: str
    user_id: str = ""
    session_id: str = ""
    address: str = ""

    @property
    def sees_personal_data(self) -> bool:
        """Whether values that tell who somebody is are shown."""
        return Permission.PERSONAL_DATA_SEE in self.permissions
