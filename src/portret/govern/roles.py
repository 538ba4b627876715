"""The roles, and the one table of what each may do."""

from __future__ import annotations

from collections.abc import Mapping

from portret.govern.model import Role
from portret.kernel import Permission

_SEE_CONFIGURATION = frozenset(
    {
        Permission.DEFINITIONS_READ,
        Permission.SOURCES_READ,
        Permission.QUALITY_READ,
        Permission.IDENTITY_READ,
        Permission.OPERATIONS_READ,
        Permission.WORKSPACE_READ,
        Permission.USERS_READ,
    }
)
_LOOK = _SEE_CONFIGURATION | {Permission.PEOPLE_READ}
_ADMIN = frozenset(Permission) - {Permission.OWNERS_MANAGE}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    "owner": frozenset(Permission),
    "admin": _ADMIN,
    "marketer": _LOOK
    | {
        Permission.PERSONAL_DATA_SEE,
        Permission.PEOPLE_EDIT,
        Permission.DEFINITIONS_EDIT,
        Permission.SEGMENTS_EXPORT,
        Permission.SEGMENTS_IMPORT,
        Permission.DATA_IMPORT,
        Permission.QUARANTINE_MEND,
        Permission.OPERATIONS_CANCEL,
        Permission.TOKENS_MAKE,
    },
    "analyst": _LOOK | {Permission.DEFINITIONS_EDIT, Permission.SEGMENTS_EXPORT, Permission.TOKENS_MAKE},
    "support": _LOOK | {Permission.PERSONAL_DATA_SEE, Permission.PEOPLE_EDIT, Permission.TOKENS_MAKE},
    "read-only": _LOOK,
    "reader": _LOOK | {Permission.PERSONAL_DATA_SEE, Permission.SEGMENTS_EXPORT},
}


def narrowed(role: Role, owner: Role) -> frozenset[Permission]:
    """Return what a token with a role may do that belongs to somebody: never more than they may at this moment."""
    return PERMISSIONS[role] & PERMISSIONS[owner]


def role_of(text: str) -> Role:
    """Return a stored role; what is none, such as one of a later version, may do least."""
    return text if text in PERMISSIONS else "read-only"  # type: ignore[return-value]  # the keys are the roles
