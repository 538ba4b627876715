"""What somebody may be allowed to do, and how a route says what it needs."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

MEMBER = "x-permissions"
"""Where a route's permissions stand in the OpenAPI document; empty where signing in is enough, left out where open."""

RECORDED = "x-recorded"
"""Where a route's OpenAPI document says that reading it is recorded, too."""


class Permission(StrEnum):
    """One thing that a role allows; the value is how the API and the documentation call it."""

    PEOPLE_READ = "people.read"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_ERASE = "people.erase"
    PERSONAL_DATA_SEE = "personal_data.see"
    DEFINITIONS_READ = "definitions.read"
    DEFINITIONS_EDIT = "definitions.edit"
    SEGMENTS_EXPORT = "segments.export"
    SEGMENTS_IMPORT = "segments.import"
    DATA_IMPORT = "data.import"
    SOURCES_READ = "sources.read"
    SOURCES_MANAGE = "sources.manage"
    QUALITY_READ = "quality.read"
    QUARANTINE_MEND = "quarantine.mend"
    IDENTITY_READ = "identity.read"
    IDENTITY_MANAGE = "identity.manage"
    OPERATIONS_READ = "operations.read"
    OPERATIONS_CANCEL = "operations.cancel"
    QUERY_RUN = "query.run"
    WORKSPACE_READ = "workspace.read"
    WORKSPACE_MANAGE = "workspace.manage"
    TOKENS_MAKE = "tokens.make"
    TOKENS_MANAGE = "tokens.manage"
    USERS_READ = "users.read"
    USERS_MANAGE = "users.manage"
    OWNERS_MANAGE = "owners.manage"
    AUDIT_READ = "audit.read"


def needs(*permissions: Permission, recorded: bool = False) -> dict[str, Any]:
    """Return what a route declares (its `openapi_extra`) that asks for all of these; none: whoever is signed in.

    `recorded` is for what only reads, so much that whoever does it is recorded as if it were a change.
    """
    return {MEMBER: [permission.value for permission in permissions], **({RECORDED: True} if recorded else {})}


def open_to_anyone() -> dict[str, Any]:
    """Return what a route declares that nobody has to sign in for."""
    return {MEMBER: None}
