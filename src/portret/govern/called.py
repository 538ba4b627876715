"""What roles and permissions are called in messages; the web app has the same words in other languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portret.govern.model import Role
from portret.kernel import Permission, Told

ROLE_NAMES: Mapping[Role, str] = {
    "owner": "Owner",
    "admin": "Administrator",
    "marketer": "Marketer",
    "analyst": "Analyst",
    "support": "Support",
    "read-only": "Read only",
    "reader": "Reader (systems)",
}
PERMISSION_NAMES: Mapping[Permission, str] = {
    Permission.PEOPLE_READ: "See people and their figures",
    Permission.PEOPLE_EDIT: "Edit, merge and split people",
    Permission.PEOPLE_ERASE: "Erase people",
    Permission.PERSONAL_DATA_SEE: "See personal data",
    Permission.DEFINITIONS_READ: "See traits and segments",
    Permission.DEFINITIONS_EDIT: "Build traits and segments",
    Permission.SEGMENTS_EXPORT: "Export segments",
    Permission.SEGMENTS_IMPORT: "Import lists",
    Permission.DATA_IMPORT: "Import files",
    Permission.SOURCES_READ: "See sources",
    Permission.SOURCES_MANAGE: "Manage sources and write keys",
    Permission.QUALITY_READ: "See data quality",
    Permission.QUARANTINE_MEND: "Mend and replay events",
    Permission.IDENTITY_READ: "See identity rules",
    Permission.IDENTITY_MANAGE: "Change identity rules",
    Permission.OPERATIONS_READ: "See operations",
    Permission.OPERATIONS_CANCEL: "Cancel operations",
    Permission.QUERY_RUN: "Query the warehouse in SQL",
    Permission.WORKSPACE_READ: "See the workspace",
    Permission.WORKSPACE_MANAGE: "Change the workspace",
    Permission.TOKENS_MAKE: "Create own tokens",
    Permission.TOKENS_MANAGE: "Manage all tokens",
    Permission.USERS_READ: "See who works here",
    Permission.USERS_MANAGE: "Invite and manage users",
    Permission.OWNERS_MANAGE: "Make owners",
    Permission.AUDIT_READ: "See the audit log",
}


def role_called(role: Role) -> Told:
    """Return a role's name, as a part of a message; its value is the role's id."""
    return Told(ROLE_NAMES[role], "role", {"id": role})


def permissions_called(permissions: Sequence[Permission]) -> Told:
    """Return the names of permissions, quoted and joined, as a part of a message; its values are their ids."""
    names = [f"“{PERMISSION_NAMES[each]}”" for each in permissions]
    return Told(" and ".join(names), "permissions", {"ids": [each.value for each in permissions]})
